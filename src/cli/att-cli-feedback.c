/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-radio.h"

static char *opt_outcome, *opt_at, *opt_heard;
static gboolean opt_undo;

static const GOptionEntry options[] = {
  { "outcome", 0, 0, G_OPTION_ARG_FILENAME, &opt_outcome, N_ ("What happened"),
    "complete|skip|repeat|love|unlove|ban|unban" },
  { "at", 0, 0, G_OPTION_ARG_FILENAME, &opt_at, N_ ("When it happened (default: now)"), N_ ("TIME") },
  { "heard", 0, 0, G_OPTION_ARG_FILENAME, &opt_heard, N_ ("How much of it was heard, in milliseconds"), "MS" },
  { "undo", 0, 0, G_OPTION_ARG_NONE, &opt_undo, N_ ("Take the newest feedback back"), NULL },
  { NULL }
};

static gboolean
is_outcome (const char *word, gboolean *is_play)
{
  const char *const outcomes[] = { "complete", "skip", "repeat", "love", "unlove", "ban", "unban", NULL };

  *is_play = g_str_equal (word, "complete") || g_str_equal (word, "skip") || g_str_equal (word, "repeat");
  return g_strv_contains (outcomes, word);
}

static void
report (AttCli *cli, AttTrack *track, const char *member, const char *what, const char *human)
{
  g_autofree char *name = att_cli_track_name (track), *plain = att_cli_plain_text (name);

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      att_cli_json_string (builder, member, what);
      att_cli_json_track (builder, track);
      json_builder_end_object (builder);
      att_cli_print_json (builder);
    }
  else
    att_cli_print ("%s: %s\n", human, plain);
}

static int
undo (AttCli *cli)
{
  AttSession *session = att_cli_open_session (cli);
  g_autoptr (AttEvent) event = NULL;
  g_autoptr (AttTrack) track = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL, *human = NULL;

  if (session == NULL)
    return ATT_CLI_FAILED;
  if (!att_session_undo_feedback (session, 0, &event, &error))
    return att_cli_fail (error);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, event->track_id);
  track = att_session_find_track (session, id, &error);
  if (track == NULL)
    return att_cli_fail (error);
  /* TRANSLATORS: %s is an event's short name: play, love, ban */
  human = g_strdup_printf (_("taken back, %s"), att_event_kind_to_string (event->kind));
  report (cli, track, "undone", att_event_kind_to_string (event->kind), human);
  return ATT_CLI_OK;
}

static int
run (AttCli *cli)
{
  g_autofree char *word = NULL;
  g_autoptr (AttTrack) track = NULL;
  g_autoptr (GError) error = NULL;
  AttSession *session;
  gboolean is_play;
  gint64 at = 0;
  guint64 heard = 0;

  if (opt_undo)
    {
      if (cli->n_words > 0 || opt_outcome != NULL || opt_at != NULL || opt_heard != NULL)
        return att_cli_usage_error (cli, _("--undo stands alone"));
      return undo (cli);
    }
  if (cli->n_words == 0)
    return att_cli_usage_error (cli, _("it needs a TRACK: an id, a path or a URI"));
  if (opt_outcome == NULL)
    return att_cli_usage_error (cli, _("it needs --outcome"));
  if (!is_outcome (opt_outcome, &is_play))
    return att_cli_usage_error (cli, _("--outcome: “%s” is none of complete, skip, repeat, love, unlove, ban, unban"),
                                opt_outcome);
  if (opt_heard != NULL && !is_play)
    return att_cli_usage_error (cli, _("--heard goes with complete, skip and repeat only"));
  if (!att_cli_parse_at (cli, opt_at, &at) || !att_cli_parse_number (cli, "--heard", opt_heard, 0, G_MAXINT32, &heard))
    return ATT_CLI_USAGE;

  session = att_cli_open_session (cli);
  if (session == NULL)
    return ATT_CLI_FAILED;
  word = att_cli_resolve_word (cli->words[0]);
  track = att_session_find_track (session, word, &error);
  if (track == NULL || !att_session_feedback (session, track->id, opt_outcome, at,
                                              opt_heard != NULL ? (gint64) heard : -1, &error))
    return att_cli_fail (error);
  report (cli, track, "outcome", opt_outcome, opt_outcome);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_feedback = {
  .name = "feedback",
  .arguments = "TRACK --outcome OUTCOME",
  .summary = N_ ("Tell the radio what happened to a track, or take the newest feedback back"),
  .example = "attacca-cli feedback 12 --outcome skip --heard 9000",
  .options = options,
  .max_words = 1,
  .run = run,
};
