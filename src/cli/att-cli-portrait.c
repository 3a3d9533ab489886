/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-radio.h"
#include "att-session-rewind.h"

#define BAR_CELLS 24

static char *opt_level, *opt_shuffle, *opt_learning_rate;

static const GOptionEntry options[] = {
  { "level", 0, 0, G_OPTION_ARG_STRING, &opt_level, N_ ("Turn one down (0.5), off (0) or up again (1)"),
    "RECOMMENDER=0…1" },
  { "learning-rate", 0, 0, G_OPTION_ARG_STRING, &opt_learning_rate,
    N_ ("How fast your reactions move the shares of the recommenders (0.1; 0: never)"), "0…1" },
  { "shuffle", 0, 0, G_OPTION_ARG_STRING, &opt_shuffle,
    N_ ("From now on draw this share of the radio by lot, to compare with it; 0 ends it"), "0…0.5" },
  { NULL }
};

/* FALSE if @text is no number from 0 to @most */
static gboolean
read_share (const char *text, double most, double *share)
{
  char *end;

  *share = g_ascii_strtod (text, &end);
  return *text != '\0' && *end == '\0' && *share >= 0 && *share <= most;
}

/* FALSE if @text names nobody or is no number from 0 to 1 */
static gboolean
set_level (AttSession *session, const char *text)
{
  const char *number = strchr (text, '=');
  double level;

  if (number == NULL || !read_share (number + 1, 1, &level))
    return FALSE;
  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    {
      const char *name = att_recommender_to_string (k);

      if (strlen (name) == (gsize) (number - text) && strncmp (name, text, number - text) == 0)
        {
          att_session_set_level (session, k, level);
          return TRUE;
        }
    }
  return FALSE;
}

static void
add_tastes (JsonBuilder *builder, const char *name, const char *member, GArray *tastes)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < tastes->len; i++)
    {
      AttTaste *taste = &g_array_index (tastes, AttTaste, i);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, member, taste->name);
      att_cli_json_double (builder, "weight", taste->weight);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_weeks (JsonBuilder *builder, GArray *weeks)
{
  json_builder_set_member_name (builder, "weeks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < weeks->len; i++)
    {
      const AttWeek *week = &g_array_index (weeks, AttWeek, i);

      json_builder_begin_object (builder);
      att_cli_json_int (builder, "at", week->at);
      att_cli_json_int (builder, "n", week->n);
      att_cli_json_double (builder, "predicted", week->predicted);
      att_cli_json_double (builder, "observed", week->observed);
      att_cli_json_int (builder, "n_shuffled", week->n_shuffled);
      att_cli_json_double (builder, "shuffled", week->shuffled);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (AttPortrait *portrait, GArray *snapshots)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_tastes (builder, "genres", "genre", portrait->genres);
  json_builder_set_member_name (builder, "mixer");
  json_builder_begin_array (builder);
  for (guint i = 0; i < portrait->mixer->len; i++)
    {
      AttMixerShare *share = &g_array_index (portrait->mixer, AttMixerShare, i);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "recommender", att_recommender_to_string (share->recommender));
      att_cli_json_double (builder, "weight", share->weight);
      att_cli_json_double (builder, "level", share->level);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_tastes (builder, "artists", "artist", portrait->artists);
  json_builder_set_member_name (builder, "calibration");
  json_builder_begin_array (builder);
  for (guint i = 0; i < portrait->calibration->len; i++)
    {
      AttCalibration *row = &g_array_index (portrait->calibration, AttCalibration, i);

      json_builder_begin_object (builder);
      att_cli_json_double (builder, "predicted", row->predicted);
      att_cli_json_double (builder, "observed", row->observed);
      att_cli_json_int (builder, "n", row->n);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_weeks (builder, portrait->weeks);
  att_cli_json_double (builder, "explore_share", portrait->explore_share);
  json_builder_set_member_name (builder, "snapshots");
  json_builder_begin_array (builder);
  for (guint i = 0; i < snapshots->len; i++)
    json_builder_add_int_value (builder, g_array_index (snapshots, gint64, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  att_cli_print_json (builder);
}

static void
add_bar (AttCliTable *table, const char *name, double weight, double largest)
{
  g_autoptr (GString) bar = g_string_new (NULL);
  g_autofree char *indented = g_strdup_printf ("  %s", name), *share = g_strdup_printf ("%.3f", weight);
  int cells = largest > 0 ? (int) (BAR_CELLS * CLAMP (weight / largest, 0, 1) + 0.5) : 0;

  for (int i = 0; i < cells; i++)
    g_string_append (bar, "▇");
  att_cli_table_add (table, indented, share, bar->str);
}

static void
print_tastes (const char *title, GArray *tastes)
{
  g_autoptr (AttCliTable) table = att_cli_table_new ("Lrl", NULL);

  if (tastes->len > 0)
    att_cli_print ("%s\n", title);
  for (guint i = 0; i < tastes->len; i++)
    {
      AttTaste *taste = &g_array_index (tastes, AttTaste, i);

      add_bar (table, taste->name, taste->weight, g_array_index (tastes, AttTaste, 0).weight);
    }
  att_cli_table_print (table);
}

static void
print_weeks (GArray *weeks)
{
  for (guint i = 0; i < weeks->len; i++)
    {
      const AttWeek *week = &g_array_index (weeks, AttWeek, i);
      g_autoptr (GDateTime) monday = g_date_time_new_from_unix_utc (week->at);
      g_autofree char *day = monday != NULL ? g_date_time_format (monday, "%F") : g_strdup ("?");

      if (i == 0)
        att_cli_print ("%s\n", _("Skips by week"));
      if (week->n > 0)
        att_cli_print (_("  %s: expected %.0f %%, came %.0f %% of %u\n"), day, 100 * week->predicted,
                       100 * week->observed, week->n);
      if (week->n_shuffled > 0)
        att_cli_print (_("  %s: drawn by lot, came %.0f %% of %u\n"), day, 100 * week->shuffled, week->n_shuffled);
    }
}

static void
print_portrait (AttPortrait *portrait)
{
  g_autoptr (AttCliTable) mixer = att_cli_table_new ("Lrl", NULL);

  print_tastes (_("Genres"), portrait->genres);
  print_tastes (_("Artists"), portrait->artists);
  att_cli_print ("%s\n", _("Who has how much say in the radio"));
  for (guint i = 0; i < portrait->mixer->len; i++)
    {
      AttMixerShare *share = &g_array_index (portrait->mixer, AttMixerShare, i);

      add_bar (mixer, att_recommender_to_string (share->recommender), share->weight, 1);
    }
  att_cli_table_print (mixer);
  if (portrait->explore_share > 0)
    att_cli_print (_("  One pick in %.0f is for what waits to be heard\n"), 1 / portrait->explore_share);
  for (guint i = 0; i < portrait->calibration->len; i++)
    {
      AttCalibration *row = &g_array_index (portrait->calibration, AttCalibration, i);

      if (i == 0)
        att_cli_print ("%s\n", _("Skips, as expected and as they came"));
      att_cli_print (_("  expected %.0f %%, came %.0f %% of %u\n"), 100 * row->predicted, 100 * row->observed, row->n);
    }
  print_weeks (portrait->weeks);
}

static int
run (AttCli *cli)
{
  AttSession *session = att_cli_open_session (cli);
  g_autoptr (AttPortrait) portrait = NULL;
  g_autoptr (GArray) snapshots = NULL;
  g_autoptr (GError) error = NULL;
  double share = 0, rate;

  if (session == NULL)
    return ATT_CLI_FAILED;
  if (opt_level != NULL && !set_level (session, opt_level))
    return att_cli_usage_error (cli, _("--level: a recommender and a number, as in sound=0.5"));
  if (opt_shuffle != NULL && !read_share (opt_shuffle, 0.5, &share))
    return att_cli_usage_error (cli, _("--shuffle: a share from 0 to 0.5"));
  if (opt_learning_rate != NULL && !read_share (opt_learning_rate, 1, &rate))
    return att_cli_usage_error (cli, _("--learning-rate: a number from 0 to 1"));
  if (opt_learning_rate != NULL)
    att_session_set_setting (session, ATT_SETTING_LEARNING_RATE, opt_learning_rate);
  if (opt_shuffle != NULL)
    att_session_set_shuffle_share (session, share);
  snapshots = att_session_list_snapshots (session, &error);
  if (snapshots == NULL)
    return att_cli_fail (error);
  portrait = att_session_get_portrait (session, &error);
  if (portrait == NULL)
    return att_cli_fail (error);
  if (cli->json)
    print_json (portrait, snapshots);
  else
    print_portrait (portrait);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_portrait = {
  .name = "portrait",
  .arguments = "",
  .summary = N_ ("Show the taste the radio believes in"),
  .example = "attacca-cli portrait --level explore=0",
  .options = options,
  .run = run,
};
