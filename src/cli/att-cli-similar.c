/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-radio.h"

static char *opt_n;

static const GOptionEntry options[] = {
  { "number", 'n', 0, G_OPTION_ARG_FILENAME, &opt_n, N_ ("How many (default 20)"), "N" },
  { NULL }
};

typedef struct {
  AttSession *session;
  char *track;
  guint n;
  GPtrArray *picks;
} Search;

/* a job, because a file outside the library has to be listened to first */
static gboolean
similar_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Search *search = user_data;

  search->picks = att_session_similar (search->session, search->track, search->n, error);
  return search->picks != NULL;
}

static int
run (AttCli *cli)
{
  guint64 n = 20;
  g_autofree char *track = att_cli_resolve_word (cli->words[0]);
  g_autoptr (GPtrArray) picks = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AttCliTable) table = att_cli_table_new ("rrLLl", NULL);
  g_autoptr (GError) error = NULL;
  Search search = { NULL, track };

  if (!att_cli_parse_number (cli, "-n", opt_n, 1, G_MAXINT, &n))
    return ATT_CLI_USAGE;
  search.n = n;
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
      g_autofree char *number = g_strdup_printf ("%u", i + 1), *score = g_strdup_printf ("%.2f", pick->score);

      json_builder_begin_object (builder);
      att_cli_json_track (builder, pick->track);
      att_cli_json_double (builder, "score", pick->score);
      att_cli_json_reasons (builder, pick);
      json_builder_end_object (builder);
      att_cli_table_add (table, number, score, att_track_get_title (pick->track), att_track_get_artist (pick->track),
                         att_track_get_genre (pick->track));
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
  .arguments = "TRACK|FILE",
  .summary = N_ ("List what is nearest to a track by sound and tags"),
  .example = "attacca-cli similar -n 5 song.flac",
  .options = options,
  .min_words = 1,
  .max_words = 1,
  .run = run,
};
