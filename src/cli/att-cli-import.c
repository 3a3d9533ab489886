/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-import.h"
#include "att-session-playlists.h"

#define SHOWN_MISSING 10

typedef struct {
  AttSession *session;
  char **paths;
  GPtrArray *reports;
  GPtrArray *playlists; /* of AttPlaylistImport */
} Import;

static gboolean
import_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Import *import = user_data;

  for (char **path = import->paths; *path != NULL; path++)
    {
      AttImportReport *report;

      if (att_session_is_playlist_file (*path))
        {
          AttPlaylistImport *playlist = att_session_import_playlist (import->session, *path, error);

          if (playlist == NULL)
            return FALSE;
          g_ptr_array_add (import->playlists, playlist);
          continue;
        }
      report = att_session_import (import->session, *path, cancellable, error);
      if (report == NULL)
        return FALSE;
      g_ptr_array_add (import->reports, report);
    }
  return TRUE;
}

static char **
list_places (AttSession *session)
{
  g_autoptr (GPtrArray) places = att_session_list_imports (session, NULL);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; places != NULL && i < places->len; i++)
    g_strv_builder_add (paths, ((AttImportPlace *) g_ptr_array_index (places, i))->path);
  return g_strv_builder_end (paths);
}

static void
build_list (JsonBuilder *builder, const char *name, GPtrArray *list)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (list, i));
  json_builder_end_array (builder);
}

static void
build_report (JsonBuilder *builder, const AttImportReport *report)
{
  g_autofree char *path = g_filename_display_name (report->path);

  json_builder_begin_object (builder);
  att_cli_json_string (builder, "player", report->player);
  att_cli_json_string (builder, "path", path);
  att_cli_json_int (builder, "songs", report->n_songs);
  att_cli_json_int (builder, "by_file", report->by_file);
  att_cli_json_int (builder, "by_musicbrainz", report->by_recording);
  att_cli_json_int (builder, "by_name", report->by_name);
  att_cli_json_int (builder, "plays", report->n_plays);
  att_cli_json_int (builder, "ratings", report->n_ratings);
  att_cli_json_int (builder, "playlists", report->n_playlists);
  build_list (builder, "missing", report->missing);
  build_list (builder, "problems", report->problems);
  json_builder_end_object (builder);
}

static void
build_playlist (JsonBuilder *builder, const AttPlaylistImport *playlist)
{
  json_builder_begin_object (builder);
  att_cli_json_int (builder, "playlist", playlist->id);
  att_cli_json_string (builder, "name", playlist->name);
  att_cli_json_int (builder, "entries", playlist->n_entries);
  att_cli_json_int (builder, "found", playlist->n_found);
  att_cli_json_int (builder, "by_name", playlist->n_by_name);
  build_list (builder, "missing", playlist->missing);
  json_builder_end_object (builder);
}

static void
print_missing (const GPtrArray *missing)
{
  for (guint i = 0; i < MIN (missing->len, SHOWN_MISSING); i++)
    {
      g_autofree char *plain = att_cli_plain_text (g_ptr_array_index (missing, i));

      att_cli_print (_("  not in the library: %s\n"), plain);
    }
  if (missing->len > SHOWN_MISSING)
    att_cli_print (_("  and %u more; --json lists them all\n"), missing->len - SHOWN_MISSING);
}

static void
print_playlist (const AttPlaylistImport *playlist)
{
  g_autofree char *name = att_cli_plain_text (playlist->name);

  att_cli_print (_("%s: %u of %u songs found (%u by artist and title)\n"), name, playlist->n_found,
                 playlist->n_entries, playlist->n_by_name);
  print_missing (playlist->missing);
}

static void
print_report (const AttImportReport *report)
{
  const guint n_found = report->by_file + report->by_recording + report->by_name;

  att_cli_print (_("%s: %u of %u songs found (%u by file, %u by MusicBrainz recording, %u by artist and title), "
                   "%lu plays, %u ratings, %u playlists\n"),
                 report->player, n_found, report->n_songs, report->by_file, report->by_recording, report->by_name,
                 (gulong) report->n_plays, report->n_ratings, report->n_playlists);
  print_missing (report->missing);
  for (guint i = 0; i < report->problems->len; i++)
    att_cli_error ("%s", (char *) g_ptr_array_index (report->problems, i));
}

static int
run (AttCli *cli)
{
  AttSession *session = att_cli_open_session (cli);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify) att_import_report_free);
  g_autoptr (GPtrArray) playlists = g_ptr_array_new_with_free_func ((GDestroyNotify) att_playlist_import_free);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_auto (GStrv) places = NULL;
  g_autoptr (GError) error = NULL;
  Import import;

  if (session == NULL)
    return ATT_CLI_FAILED;
  places = cli->n_words == 0 ? list_places (session) : g_strdupv (cli->words);
  import = (Import){ session, places, reports, playlists };
  if (!att_cli_run_job (_("reading"), import_job, &import, &error))
    return att_cli_fail (error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < reports->len; i++)
    build_report (builder, g_ptr_array_index (reports, i));
  for (guint i = 0; i < playlists->len; i++)
    build_playlist (builder, g_ptr_array_index (playlists, i));
  json_builder_end_array (builder);
  if (cli->json)
    {
      att_cli_print_json (builder);
      return ATT_CLI_OK;
    }
  for (guint i = 0; i < reports->len; i++)
    print_report (g_ptr_array_index (reports, i));
  for (guint i = 0; i < playlists->len; i++)
    print_playlist (g_ptr_array_index (playlists, i));
  if (reports->len + playlists->len == 0)
    att_cli_print (_("nothing to import: no Rhythmbox or Quod Libet is here that was not imported already\n"));
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_import = {
  .name = "import",
  .arguments = "[FILE|DIR…]",
  .summary = N_ ("Take over plays, ratings and playlists from Rhythmbox or Quod Libet, or a playlist file"),
  .example = "attacca-cli import ~/.local/share/rhythmbox",
  .max_words = -1,
  .run = run,
};
