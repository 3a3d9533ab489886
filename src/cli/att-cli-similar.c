/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-radio.h"

static char *opt_n, *opt_space;

static const GOptionEntry options[] = {
  { "number", 'n', 0, G_OPTION_ARG_FILENAME, &opt_n, N_ ("How many (default 20)"), "N" },
  { "space", 's', 0, G_OPTION_ARG_FILENAME, &opt_space,
    N_ ("At least N others between two by one artist (default 0)"), "N" },
  { NULL }
};

typedef struct {
  AttSession *session;
  char **tracks;
  guint n, space;
  GPtrArray *picks;
} Search;

/* a job, because a file outside the library has to be listened to first */
static gboolean
similar_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Search *search = user_data;

  search->picks = att_session_similar (search->session, (const char *const *) search->tracks, search->n, search->space,
                                       cancellable, error);
  return search->picks != NULL;
}

static int
run (AttCli *cli)
{
  guint64 n = 20, space = 0;
  g_auto (GStrv) tracks = g_new0 (char *, cli->n_words + 1);
  g_autoptr (GPtrArray) picks = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AttCliTable) table = att_cli_table_new ("rrLLl", NULL);
  g_autoptr (GError) error = NULL;
  Search search = { .tracks = tracks };

  if (!att_cli_parse_number (cli, "-n", opt_n, 1, G_MAXINT, &n) ||
      !att_cli_parse_number (cli, "--space", opt_space, 0, G_MAXINT, &space))
    return ATT_CLI_USAGE;
  for (guint i = 0; i < cli->n_words; i++)
    tracks[i] = att_cli_resolve_word (cli->words[i]);
  search.n = n;
  search.space = space;
  search.session = att_cli_open_session (cli);
  if (search.session == NULL)
    return ATT_CLI_FAILED;
  if (!att_cli_run_job (_("listening"), similar_job, &search, &error))
    return att_cli_fail (error);
  picks = search.picks;

  json_builder_begin_array (builder);
  for (guint i = 0; i < picks->len; i++)
    {
      AttPick *pick = g_ptr_array_index (picks, i);
      g_autofree char *genre = att_session_genre_words (pick->track);
      g_autofree char *number = g_strdup_printf ("%u", i + 1), *score = g_strdup_printf ("%.2f", pick->score);

      json_builder_begin_object (builder);
      att_cli_json_track (builder, pick->track);
      att_cli_json_double (builder, "score", pick->score);
      att_cli_json_reasons (builder, pick);
      json_builder_end_object (builder);
      att_cli_table_add (table, number, score, att_track_get_title (pick->track), att_track_get_artist (pick->track),
                         genre);
      att_cli_table_note_reasons (table, pick);
    }
  json_builder_end_array (builder);
  if (cli->json)
    att_cli_print_json (builder);
  else
    att_cli_table_print (table);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_similar = {
  .name = "similar",
  .arguments = "TRACK|FILE…",
  .summary = N_ ("List what is nearest to some tracks by sound, tags and listeners"),
  .example = "attacca-cli similar -n 5 song.flac",
  .options = options,
  .min_words = 1,
  .max_words = -1,
  .run = run,
};
