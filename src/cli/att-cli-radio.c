/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "att-cli-output.h"
#include "att-cli-player.h"
#include "att-session-radio.h"
#include "att-session-rewind.h"

static char **opt_seeds;
static char *opt_n, *opt_random_seed, *opt_at, *opt_rewind, *opt_sink;
static gboolean opt_play;

static const GOptionEntry options[] = {
  { "seed", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_seeds,
    N_ ("Start from this: track:, artist:, album:, genre: or playlist: and its name (may be given again)"),
    "KIND:VALUE" },
  { "number", 'n', 0, G_OPTION_ARG_FILENAME, &opt_n, N_ ("How many tracks (default 20)"), "N" },
  { "random-seed", 0, 0, G_OPTION_ARG_FILENAME, &opt_random_seed, N_ ("The same number gives the same queue"), "N" },
  { "at", 0, 0, G_OPTION_ARG_FILENAME, &opt_at, N_ ("As if it were this time"), N_ ("TIME") },
  { "rewind", 0, 0, G_OPTION_ARG_FILENAME, &opt_rewind,
    N_ ("With the taste of this moment; portrait --json lists the days that are kept whole"), N_ ("TIME") },
  { "play", 0, 0, G_OPTION_ARG_NONE, &opt_play, N_ ("Play it, and go on"), NULL },
  { "sink", 0, 0, G_OPTION_ARG_FILENAME, &opt_sink, N_ ("Play into this GStreamer sink (for tests)"), "SINK" },
  { NULL }
};

static gboolean
is_seed (const char *text)
{
  const char *const kinds[] = { "track", "artist", "album", "genre", "playlist", NULL };
  const char *colon = strchr (text, ':');
  g_autofree char *kind = colon != NULL ? g_strndup (text, colon - text) : NULL;

  return kind != NULL && g_strv_contains (kinds, kind) && colon[1] != '\0';
}

static GPtrArray *
parse_seeds (AttSession *session, GError **error)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);

  for (char **text = opt_seeds; text != NULL && *text != NULL; text++)
    {
      g_autofree char *word = NULL;
      AttSeed *seed;

      if (g_str_has_prefix (*text, "track:"))
        {
          g_autofree char *file = att_cli_resolve_word (*text + strlen ("track:"));

          word = g_strconcat ("track:", file, NULL);
        }
      else
        word = g_utf8_make_valid (*text, -1);
      seed = att_session_parse_seed (session, word, error);
      if (seed == NULL)
        return NULL;
      g_ptr_array_add (seeds, seed);
    }
  return g_steal_pointer (&seeds);
}

static void
print_json (GPtrArray *picks)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "queue");
  json_builder_begin_array (builder);
  for (guint i = 0; i < picks->len; i++)
    {
      AttPick *pick = g_ptr_array_index (picks, i);

      json_builder_begin_object (builder);
      att_cli_json_track (builder, pick->track);
      att_cli_json_double (builder, "score", pick->score);
      att_cli_json_string (builder, "evidence", att_evidence_to_string (pick->evidence));
      att_cli_json_double (builder, "skip_chance", pick->skip_chance);
      att_cli_json_reasons (builder, pick);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  att_cli_print_json (builder);
}

static const char *
evidence_words (AttEvidence evidence)
{
  switch (evidence)
    {
    case ATT_EVIDENCE_EAR: return _("by ear");
    case ATT_EVIDENCE_LISTENING: return _("by your listening");
    case ATT_EVIDENCE_TAGS:
    default: return _("by tags");
    }
}

static void
print_queue (GPtrArray *picks)
{
  g_autoptr (AttCliTable) table = att_cli_table_new ("rLLLrl", NULL);

  for (guint i = 0; i < picks->len; i++)
    {
      AttPick *pick = g_ptr_array_index (picks, i);
      g_autofree char *genre = att_session_genre_words (pick->track);
      g_autofree char *number = g_strdup_printf ("%u", i + 1), *score = g_strdup_printf ("%.2f", pick->score);

      att_cli_table_add (table, number, att_track_get_title (pick->track), att_track_get_artist (pick->track),
                         genre, score, evidence_words (pick->evidence));
      att_cli_table_note_reasons (table, pick);
    }
  att_cli_table_print (table);
}

/* without a sound device the queue has been shown and that is all there is to do: no failure */
static int
play (AttCli *cli, AttSession *session, GPtrArray *picks, GPtrArray *seeds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttCliPlayer) player = att_cli_player_new (session, opt_sink, cli->json, &error);

  if (player == NULL && !g_error_matches (error, ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_NO_OUTPUT))
    return att_cli_fail (error);
  if (player != NULL)
    {
      att_session_play_picks (session, picks, seeds);
      att_cli_player_run (player);
      if (player->no_output != NULL)
        error = g_error_copy (player->no_output);
    }
  if (error != NULL)
    {
      att_cli_error (_("nothing is played: %s"), error->message);
      return ATT_CLI_OK;
    }
  if (att_cli_interrupted () != 0)
    return att_cli_interrupted ();
  return player->n_started > 0 || player->n_failed == 0 ? ATT_CLI_OK : ATT_CLI_FAILED;
}

static int
run (AttCli *cli)
{
  guint64 n = 20, random_seed = ((guint64) g_random_int () << 32) | g_random_int ();
  gint64 at = 0, then = 0;
  g_autoptr (GPtrArray) seeds = NULL, picks = NULL;
  g_autoptr (GError) error = NULL;
  AttSession *session;

  for (char **text = opt_seeds; text != NULL && *text != NULL; text++)
    if (!is_seed (*text))
      return att_cli_usage_error (cli, _("--seed: “%s” is no KIND:VALUE (track, artist, album, genre, playlist)"),
                                  *text);
  if (opt_sink != NULL && !opt_play)
    return att_cli_usage_error (cli, _("--sink goes with --play only"));
  if (!att_cli_parse_number (cli, "-n", opt_n, 1, 10000, &n) ||
      !att_cli_parse_number (cli, "--random-seed", opt_random_seed, 0, G_MAXUINT64, &random_seed) ||
      !att_cli_parse_at (cli, opt_at, &at) || !att_cli_parse_at (cli, opt_rewind, &then))
    return ATT_CLI_USAGE;

  session = att_cli_open_session (cli);
  if (session == NULL)
    return ATT_CLI_FAILED;
  seeds = parse_seeds (session, &error);
  if (seeds == NULL)
    return att_cli_fail (error);
  picks = opt_rewind != NULL ? att_session_plan_rewound (session, then, seeds, n, random_seed, at, &error)
                             : att_session_plan_radio (session, seeds, n, random_seed, at, &error);
  if (picks == NULL)
    return att_cli_fail (error);

  if (cli->json)
    print_json (picks);
  else
    print_queue (picks);
  if (!att_cli_flush ())
    return ATT_CLI_FAILED;
  return opt_play ? play (cli, session, picks, seeds) : ATT_CLI_OK;
}

const AttCliCommand att_cli_radio = {
  .name = "radio",
  .arguments = "",
  .summary = N_ ("Plan what to play next, with the reasons, and play it with --play"),
  .example = "attacca-cli radio --seed artist:'Miles Davis' --play",
  .options = options,
  .run = run,
};
