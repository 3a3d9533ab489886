/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-playlists.h"

/* an id, or a name as it is written; of several with that name the first. 0: there is none */
static gint64
find_playlist (AttSession *session, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) playlists = att_session_list_collections (session, ATT_COLLECTION_PLAYLIST, NULL, 0, error);
  gint64 id;

  if (playlists == NULL)
    return 0;
  for (guint i = 0; i < playlists->len; i++)
    {
      const AttCollection *playlist = g_ptr_array_index (playlists, i);

      if (g_str_equal (playlist->title, wanted))
        return playlist->id;
    }
  if (g_ascii_string_to_signed (wanted, 10, 1, G_MAXINT64, &id, NULL))
    return id;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("%s: there is no such playlist"), wanted);
  return 0;
}

static int
run (AttCli *cli)
{
  AttSession *session = att_cli_open_session (cli);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *shown = g_filename_display_name (cli->words[1]);
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (session == NULL)
    return ATT_CLI_FAILED;
  id = find_playlist (session, cli->words[0], &error);
  if (id == 0 || !att_session_export_playlist (session, id, cli->words[1], &error))
    return att_cli_fail (error);
  if (!cli->json)
    {
      att_cli_print (_("written to %s\n"), shown);
      return ATT_CLI_OK;
    }
  json_builder_begin_object (builder);
  att_cli_json_int (builder, "playlist", id);
  att_cli_json_string (builder, "path", shown);
  json_builder_end_object (builder);
  att_cli_print_json (builder);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_export = {
  .name = "export",
  .arguments = "PLAYLIST FILE",
  .summary = N_ ("Write a playlist into a file: M3U8, M3U, PLS, XSPF or JSPF by its extension"),
  .example = "attacca-cli export Rainy rainy.xspf",
  .min_words = 2,
  .max_words = 2,
  .run = run,
};
