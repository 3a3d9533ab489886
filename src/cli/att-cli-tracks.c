/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"

static gboolean opt_loved;
static char *opt_limit;

static const GOptionEntry options[] = {
  { "limit", 'n', 0, G_OPTION_ARG_FILENAME, &opt_limit, N_ ("Show at most so many"), "N" },
  { "loved", 0, 0, G_OPTION_ARG_NONE, &opt_loved, N_ ("Only what you love"), NULL },
  { NULL }
};

/* one value in all, but a line at a time: a large library is never held as JSON */
static void
print_json (GPtrArray *tracks)
{
  att_cli_print ("[");
  for (guint i = 0; i < tracks->len && att_cli_flush (); i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      g_autofree char *text = NULL;

      json_builder_begin_object (builder);
      att_cli_json_track (builder, track);
      att_cli_json_string (builder, "composer", track->composer);
      att_cli_json_string (builder, "work", track->work);
      att_cli_json_int (builder, "movement", track->movement_number);
      att_cli_json_int (builder, "duration_ms", track->duration_ms);
      att_cli_json_int (builder, "year", track->year);
      att_cli_json_int (builder, "track", track->track_number);
      att_cli_json_int (builder, "disc", track->disc_number);
      att_cli_json_int (builder, "rating", track->rating);
      att_cli_json_bool (builder, "loved", att_track_has (track, ATT_TRACK_LOVED));
      att_cli_json_bool (builder, "banned", att_track_has (track, ATT_TRACK_BANNED));
      att_cli_json_int (builder, "plays", track->n_plays);
      att_cli_json_bool (builder, "missing", att_track_has (track, ATT_TRACK_MISSING));
      att_cli_json_bool (builder, "analyzed", att_track_has (track, ATT_TRACK_ANALYZED));
      att_cli_json_int (builder, "date_added", track->date_added_at);
      json_builder_end_object (builder);
      text = att_cli_json_to_text (builder);
      att_cli_print ("%s%s", i > 0 ? ",\n" : "", text);
    }
  att_cli_print ("]\n");
}

/* "Ludwig van Beethoven: Symphony No. 5"; (transfer full) (nullable) */
static char *
say_work (AttTrack *track)
{
  if (track->composer != NULL && track->work != NULL)
    return g_strdup_printf ("%s: %s", track->composer, track->work);
  return g_strdup (track->composer != NULL ? track->composer : track->work);
}

static gboolean
have_works (GPtrArray *tracks)
{
  for (guint i = 0; i < tracks->len; i++)
    {
      const AttTrack *track = g_ptr_array_index (tracks, i);

      if (track->composer != NULL || track->work != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
print_table (GPtrArray *tracks)
{
  const char *const titles[] = { "", _("Title"), _("Artist"), _("Album"), _("Genre"), _("Length"), "",
                                 _("Composer"), NULL };
  g_autoptr (AttCliTable) table = att_cli_table_new (have_works (tracks) ? "rLLLLrlL" : "rLLLLrl", titles);

  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, track->id);
      g_autofree char *length = att_cli_format_length (track->duration_ms);
      g_autofree char *genre = att_session_genre_words (track);
      g_autofree char *work = say_work (track);
      g_autofree char *marks = g_strdup_printf ("%s%s%s", att_track_has (track, ATT_TRACK_LOVED) ? "♥ " : "",
                                                att_track_has (track, ATT_TRACK_BANNED) ? "⊘ " : "",
                                                att_track_has (track, ATT_TRACK_MISSING) ? _("missing") : "");

      att_cli_table_add (table, id, att_track_get_title (track), att_track_get_artist (track),
                         att_track_get_album (track), genre, length, marks, work);
    }
  att_cli_table_print (table);
  att_cli_print (ngettext ("%u track\n", "%u tracks\n", tracks->len), tracks->len);
}

static int
run (AttCli *cli)
{
  g_autofree char *joined = g_strjoinv (" ", cli->words), *text = g_utf8_make_valid (joined, -1);
  g_autoptr (GPtrArray) tracks = NULL;
  g_autoptr (GError) error = NULL;
  guint64 limit = 0;
  AttSession *session;
  AttTrackQuery query = { .text = *text != '\0' ? text : NULL, .loved = opt_loved, .with_missing = TRUE };

  if (!att_cli_parse_number (cli, "--limit", opt_limit, 1, G_MAXUINT, &limit))
    return ATT_CLI_USAGE;
  query.limit = limit;
  session = att_cli_open_session (cli);
  if (session == NULL)
    return ATT_CLI_FAILED;
  tracks = att_session_list_tracks (session, &query, &error);
  if (tracks == NULL)
    return att_cli_fail (error);
  if (cli->json)
    print_json (tracks);
  else
    print_table (tracks);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_tracks = {
  .name = "tracks",
  .arguments = "[QUERY]",
  .summary = N_ ("List the library, or what holds every word of QUERY"),
  .example = "attacca-cli tracks miles blue",
  .options = options,
  .max_words = -1,
  .run = run,
};
