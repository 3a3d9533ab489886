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

/* from all users together: als and deepcf, and with them user-knn, item-knn, genre-net and cold; they are proved and used
 * together */
static gboolean
train_taste (AttCli *cli, const char *model, JsonBuilder *builder, GError **error)
{
  Taste taste = { .session = cli->session };
  const AttTasteReport *report = &taste.report;

  if (!att_cli_run_job (_("training"), train_taste_job, &taste, error))
    return FALSE;
  if (g_str_equal (model, "deepcf") && report->installed && report->n_deepcf == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _("There are too few plays, playlists and albums for deepcf: of %u users the rest was learned"),
                   report->n_users);
      return FALSE;
    }
  json_builder_begin_object (builder);
  att_cli_json_string (builder, "model", model);
  att_cli_json_bool (builder, "installed", report->installed);
  att_cli_json_int (builder, "users", report->n_users);
  att_cli_json_int (builder, "tracks", report->n_tracks);
  att_cli_json_int (builder, "tracks_deepcf", report->n_deepcf);
  att_cli_json_int (builder, "held_out", report->n_held_out);
  att_cli_json_double (builder, "ndcg10", report->ndcg);
  att_cli_json_double (builder, "ndcg10_before", report->ndcg_before);
  att_cli_json_double (builder, "seconds", report->seconds);
  json_builder_end_object (builder);
  if (cli->json)
    return TRUE;
  if (report->n_held_out > 0)
    att_cli_print (_("Of %u tracks held out: NDCG@10 %.3f, before %.3f\n"), report->n_held_out, report->ndcg,
                   report->ndcg_before);
  if (report->installed)
    att_cli_print (_("Learned from %u users of %u tracks (%.1f s)\n"), report->n_users, report->n_tracks,
                   report->seconds);
  else
    att_cli_print (_("It was no better than what is in use, which stays (%.1f s)\n"), report->seconds);
  return TRUE;
}

static gboolean
train_genre (AttCli *cli, guint64 seed, JsonBuilder *builder, GError **error)
{
  const gint64 began = g_get_monotonic_time ();
  Training training = { cli->session, seed, NULL };
  g_autofree char *summary = NULL;
  double seconds;

  if (!att_cli_run_job (_("training"), train_job, &training, error))
    return FALSE;
  summary = training.summary;
  seconds = (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;
  json_builder_begin_object (builder);
  att_cli_json_string (builder, "model", "genre");
  att_cli_json_string (builder, "summary", summary);
  att_cli_json_double (builder, "seconds", seconds);
  json_builder_end_object (builder);
  if (!cli->json)
    att_cli_print (_("%s (%.1f s)\n"), summary, seconds);
  return TRUE;
}

/* one after the other; who has too little to learn from says so, and is left out */
static int
train_all (AttCli *cli, guint64 seed)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n = 0;

  json_builder_begin_array (builder);
  for (int part = 0; part < 2; part++)
    {
      g_autoptr (GError) error = NULL;

      if (part == 0 ? train_taste (cli, "als", builder, &error) : train_genre (cli, seed, builder, &error))
        n++;
      else if (att_cli_interrupted () != 0)
        return att_cli_fail (error);
      else
        att_cli_error ("%s", error->message);
    }
  json_builder_end_array (builder);
  if (cli->json)
    att_cli_print_json (builder);
  return n > 0 ? ATT_CLI_OK : ATT_CLI_FAILED;
}

static int
run (AttCli *cli)
{
  const char *model = cli->words[0];
  const gboolean is_sound = g_str_equal (model, "sound"), is_genre = g_str_equal (model, "genre");
  const gboolean is_taste = g_str_equal (model, "als") || g_str_equal (model, "deepcf"), is_all = g_str_equal (model, "all");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  guint64 seed = 1;

  if (!is_sound && !is_genre && !is_taste && !is_all)
    return att_cli_usage_error (cli, _("“%s” cannot be trained"), model);
  if ((is_taste || is_all) && (opt_manifests != NULL || opt_targets != NULL || opt_audio != NULL || opt_out != NULL))
    return att_cli_usage_error (cli, _("%s learns from your library and listening alone"), model);
  if (opt_manifests == NULL && (is_sound || opt_targets != NULL || opt_audio != NULL || opt_out != NULL))
    return att_cli_usage_error (cli, _("it needs --manifest FILE"));
  if (is_sound)
    return train_sound (cli);
  if (opt_manifests != NULL && opt_manifests[1] != NULL)
    return att_cli_usage_error (cli, _("genre learns from one --manifest FILE"));
  if (opt_audio != NULL && opt_targets == NULL)
    return att_cli_usage_error (cli, _("--audio needs --targets DIR"));
  if (!att_cli_parse_number (cli, "--random-seed", opt_random_seed, 0, G_MAXUINT64, &seed))
    return ATT_CLI_USAGE;
  if (att_cli_open_session (cli) == NULL)
    return ATT_CLI_FAILED;
  if (is_all)
    return train_all (cli, seed);
  if (!(is_taste ? train_taste (cli, model, builder, &error) : train_genre (cli, seed, builder, &error)))
    return att_cli_fail (error);
  if (cli->json)
    att_cli_print_json (builder);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_train = {
  .name = "train",
  .arguments = "als|deepcf|genre|all|sound",
  .summary = N_ ("Train what your listening has in common, what tells genres by ear, or how alike two tracks sound"),
  .example = "attacca-cli train all",
  .options = options,
  .min_words = 1,
  .max_words = 1,
  .run = run,
};
