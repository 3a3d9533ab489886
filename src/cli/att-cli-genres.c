/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-radio.h"
#include "att-text.h"

static char *opt_pick;

static const GOptionEntry options[] = {
  { "pick", 0, 0, G_OPTION_ARG_FILENAME, &opt_pick, N_ ("Choose these, in place of what was chosen before"),
    "GENRE,…" },
  { NULL }
};

static char **
split_names (const char *list)
{
  g_autofree char *valid = g_utf8_make_valid (list, -1);
  g_auto (GStrv) parts = g_strsplit (valid, ",", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (char **part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_strv_builder_add (names, *part);
  return g_strv_builder_end (names);
}

static gboolean
is_chosen (char **chosen, const char *genre)
{
  g_autofree char *key = att_text_fold (genre);

  for (; *chosen != NULL; chosen++)
    {
      g_autofree char *other = att_text_fold (*chosen);

      if (g_str_equal (key, other))
        return TRUE;
    }
  return FALSE;
}

static int
run (AttCli *cli)
{
  g_auto (GStrv) names = opt_pick != NULL ? split_names (opt_pick) : NULL, chosen = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (AttCliTable) table = att_cli_table_new ("lLr", NULL);
  g_autoptr (GError) error = NULL;
  AttSession *session;

  if (names != NULL && names[0] == NULL)
    return att_cli_usage_error (cli, _("--pick: name at least one genre"));
  session = att_cli_open_session (cli);
  if (session == NULL)
    return ATT_CLI_FAILED;
  if (names != NULL && !att_session_set_genres (session, (const char *const *) names, &error))
    return att_cli_fail (error);
  chosen = att_session_get_genres (session, &error);
  if (chosen == NULL)
    return att_cli_fail (error);
  choices = att_session_list_genre_choices (session, &error);
  if (choices == NULL)
    return att_cli_fail (error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < choices->len; i++)
    {
      AttCollection *genre = g_ptr_array_index (choices, i);
      gboolean is = is_chosen (chosen, genre->title);
      g_autofree char *count = genre->n_tracks > 0 ? g_strdup_printf ("%d", genre->n_tracks) : NULL;

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "genre", genre->title);
      att_cli_json_int (builder, "tracks", genre->n_tracks);
      att_cli_json_bool (builder, "chosen", is);
      json_builder_end_object (builder);
      att_cli_table_add (table, is ? "✓" : " ", genre->title, count);
    }
  json_builder_end_array (builder);
  if (cli->json)
    att_cli_print_json (builder);
  else if (names != NULL)
    {
      g_autofree char *list = g_strjoinv (", ", chosen);

      att_cli_print (_("chosen: %s\n"), list);
    }
  else
    att_cli_table_print (table);
  return ATT_CLI_OK;
}

const AttCliCommand att_cli_genres = {
  .name = "genres",
  .arguments = "",
  .summary = N_ ("List the genres to choose from, or choose what the radio starts with"),
  .example = "attacca-cli genres --pick rock,jazz",
  .options = options,
  .run = run,
};
