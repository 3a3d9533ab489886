/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-evaluate.h"
#include "att-session-train.h"

static char **opt_manifests;
static char *opt_targets, *opt_audio, *opt_out, *opt_random_seed;

static const GOptionEntry options[] = {
  { "manifest", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_manifests,
    N_ ("Table of labelled files: path, label, …; for sound, as often as there are tables"),
    N_ ("FILE") },
  { "targets", 0, 0, G_OPTION_ARG_FILENAME, &opt_targets, N_ ("Folder of soft targets to learn from as well"),
    N_ ("DIR") },
  { "audio", 0, 0, G_OPTION_ARG_FILENAME, &opt_audio,
    N_ ("Folder of the other music that the targets are about: teaches the network anew"), N_ ("DIR") },
  { "out", 0, 0, G_OPTION_ARG_FILENAME, &opt_out,
    N_ ("Where to write the model (default: the data folder, and use it)"), N_ ("FILE") },
  { "random-seed", 0, 0, G_OPTION_ARG_FILENAME, &opt_random_seed, N_ ("Decides everything random (default 1)"), "N" },
  { NULL }
};

typedef struct {
  AttSession *session;
  guint64 seed;
  char *summary;
} Training;

static gboolean
train_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Training *training = user_data;

  if (opt_manifests == NULL)
    return att_session_train_own_genres (training->session, training->seed, progress, cancellable,
                                         &training->summary, error);
  return att_session_train_genre (training->session, opt_manifests[0], opt_targets, opt_audio, opt_out, training->seed, progress,
                                  cancellable, &training->summary, error);
}

static gboolean
train_sound_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  return att_session_train_sound ((const char *const *) opt_manifests, opt_out, progress, cancellable, error);
}

typedef struct {
  AttSession *session;
  AttTasteReport report;
} Taste;

/* what distances by ear go by; it is built into the program, so this is for those who build that */
static int
train_sound (AttCli *cli)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (opt_out == NULL)
    return att_cli_usage_error (cli, _("sound needs --out FILE"));
  if (!att_cli_run_job (_("listening"), train_sound_job, NULL, &error))
    return att_cli_fail (error);
  json_builder_begin_object (builder);
  att_cli_json_string (builder, "model", "sound");
  json_builder_end_object (builder);
  if (cli->json)
    att_cli_print_json (builder);
  return ATT_CLI_OK;
}

static gboolean
train_taste_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Taste *taste = user_data;

  return att_session_train_taste (taste->session, progress, cancellable, &taste->report, error);
}

static void
print_taste (const AttTasteReport *report)
{
  if (report->n_held_out > 0)
    att_cli_print (_("Of %u tracks held out: NDCG@10 %.3f, before %.3f\n"), report->n_held_out, report->ndcg,
                   report->ndcg_before);
  if (report->installed)
    att_cli_print (_("Learned from %u users of %u tracks (%.1f s)\n"), report->n_users, report->n_tracks,
                   report->seconds);
  else
    att_cli_print (_("It was no better than what is in use, which stays (%.1f s)\n"), report->seconds);
}

static void
build_taste (JsonBuilder *builder, const AttTasteReport *report)
{
  json_builder_begin_object (builder);
  att_cli_json_string (builder, "model", "als");
  att_cli_json_bool (builder, "installed", report->installed);
  att_cli_json_int (builder, "users", report->n_users);
  att_cli_json_int (builder, "tracks", report->n_tracks);
  att_cli_json_int (builder, "held_out", report->n_held_out);
  att_cli_json_double (builder, "ndcg10", report->ndcg);
  att_cli_json_double (builder, "ndcg10_before", report->ndcg_before);
  att_cli_json_double (builder, "seconds", report->seconds);
  json_builder_end_object (builder);
}

/* from all users together: als, and with it user-knn and item-knn */
static int
train_taste (AttCli *cli)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  Taste taste = { .session = att_cli_open_session (cli) };

  if (taste.session == NULL)
    return ATT_CLI_FAILED;
  if (!att_cli_run_job (_("training"), train_taste_job, &taste, &error))
    return att_cli_fail (error);
  build_taste (builder, &taste.report);
  if (cli->json)
    att_cli_print_json (builder);
  else
    print_taste (&taste.report);
  return ATT_CLI_OK;
}

static int
run (AttCli *cli)
{
  const gboolean is_sound = g_str_equal (cli->words[0], "sound");
  Training training = { .seed = 1 };
  g_autofree char *summary = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  double seconds;

  if (g_str_equal (cli->words[0], "als"))
    return opt_manifests == NULL && opt_targets == NULL && opt_audio == NULL && opt_out == NULL
             ? train_taste (cli)
             : att_cli_usage_error (cli, _("als learns from your library and listening alone"));
  if (!is_sound && !g_str_equal (cli->words[0], "genre"))
    return att_cli_usage_error (cli, _("“%s” cannot be trained"), cli->words[0]);
  if (opt_manifests == NULL && (is_sound || opt_targets != NULL || opt_audio != NULL || opt_out != NULL))
    return att_cli_usage_error (cli, _("it needs --manifest FILE"));
  if (is_sound)
    return train_sound (cli);
  if (opt_manifests != NULL && opt_manifests[1] != NULL)
    return att_cli_usage_error (cli, _("genre learns from one --manifest FILE"));
  if (opt_audio != NULL && opt_targets == NULL)
    return att_cli_usage_error (cli, _("--audio needs --targets DIR"));
  if (!att_cli_parse_number (cli, "--random-seed", opt_random_seed, 0, G_MAXUINT64, &training.seed))
    return ATT_CLI_USAGE;
  training.session = att_cli_open_session (cli);
  if (training.session == NULL)
    return ATT_CLI_FAILED;
  if (!att_cli_run_job (_("training"), train_job, &training, &error))
    return att_cli_fail (error);
  summary = training.summary;
  seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "model", "genre");
      att_cli_json_string (builder, "summary", summary);
      att_cli_json_double (builder, "seconds", seconds);
      json_builder_end_object (builder);
      att_cli_print_json (builder);
    }
  else
    att_cli_print (_("%s (%.1f s)\n"), summary, seconds);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_train = {
  .name = "train",
  .arguments = "als|genre|sound",
  .summary = N_ ("Train what your listening has in common, what tells genres by ear, or how alike two tracks sound"),
  .example = "attacca-cli train genre --manifest labels.tsv --out genre.model",
  .options = options,
  .min_words = 1,
  .max_words = 1,
  .run = run,
};
