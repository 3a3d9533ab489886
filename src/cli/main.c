/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attacca-cli - the player, the library and the radio without a display
 */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "att-cli-output.h"
#include "att-session-worker.h"

static const AttCliCommand *const commands[] = {
  &att_cli_scan,     &att_cli_analyze,  &att_cli_tracks,   &att_cli_classify, &att_cli_similar,
  &att_cli_genres,   &att_cli_radio,    &att_cli_feedback, &att_cli_train,    &att_cli_portrait,
  &att_cli_play,     &att_cli_bench,    &att_cli_doctor,   &att_cli_evaluate,
  &att_cli_import,
  &att_cli_export,
};

static gboolean opt_help, opt_json, opt_version;
static char *opt_data_dir;
static char **opt_words;

static const GOptionEntry common_options[] = {
  { "help", 'h', 0, G_OPTION_ARG_NONE, &opt_help, N_ ("Show this help"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &opt_json, N_ ("Print one JSON value"), NULL },
  { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &opt_data_dir, N_ ("Where the database is (default: the XDG data folder)"),
    N_ ("DIR") },
  { "version", 0, 0, G_OPTION_ARG_NONE, &opt_version, N_ ("Show the version"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_words, NULL, NULL },
  { NULL }
};

static gboolean
takes_value (const GOptionEntry *options, const char *argument)
{
  for (; options != NULL && options->long_name != NULL; options++)
    if (options->arg != G_OPTION_ARG_NONE &&
        ((g_str_has_prefix (argument, "--") && g_str_equal (argument + 2, options->long_name)) ||
         (argument[1] == options->short_name && argument[1] != '\0' && argument[2] == '\0')))
      return TRUE;
  return FALSE;
}

/* The first argument that is neither an option nor the value of one. An option means the same in every subcommand, so
 * options may stand before the name. 0: there is none */
static int
find_command_word (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      gboolean value = FALSE;

      if (g_str_equal (argv[i], "--"))
        return i + 1 < argc ? i + 1 : 0;
      if (argv[i][0] != '-' || argv[i][1] == '\0')
        return i;
      value = takes_value (common_options, argv[i]);
      for (gsize c = 0; c < G_N_ELEMENTS (commands) && !value; c++)
        value = takes_value (commands[c]->options, argv[i]);
      i += value;
    }
  return 0;
}

static void
print_commands_help (void)
{
  g_autoptr (AttCliTable) table = att_cli_table_new ("lL", NULL);

  att_cli_print ("%s\n  attacca-cli %s\n\n%s\n\n%s\n", _("Usage:"), _("COMMAND [OPTION…] [WORD…]"),
                 _("A music player whose radio learns on this machine."), _("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = g_strdup_printf ("  %s", commands[i]->name);

      att_cli_table_add (table, name, _(commands[i]->summary));
    }
  att_cli_table_print (table);
  att_cli_print ("\n%s\n\n%s\n  attacca-cli scan ~/Music && attacca-cli radio --play\n",
                 _("Every command takes --json, --data-dir DIR and --help."), _("Example:"));
}

static int
run_command (AttCli *cli)
{
  int status;

  if (cli->data_dir != NULL && *cli->data_dir == '\0')
    return att_cli_usage_error (cli, _("--data-dir is empty"));
  for (guint i = 0; i < cli->n_words && cli->command->min_words > 0; i++)
    if (*cli->words[i] == '\0') /* a script's variable that was not set must not mean this folder */
      return att_cli_usage_error (cli, _("word %u is empty"), i + 1);
  if (cli->n_words < (guint) cli->command->min_words)
    return att_cli_usage_error (cli, _("it needs %s"), cli->command->arguments);
  if (cli->command->max_words >= 0 && cli->n_words > (guint) cli->command->max_words)
    return att_cli_usage_error (cli, _("“%s” is one word too many"), cli->words[cli->command->max_words]);

  status = cli->command->run (cli);
  if (cli->session != NULL)
    {
      att_session_close (cli->session);
      g_clear_object (&cli->session);
    }
  return status;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *parameters = NULL;
  AttCli cli = { 0 };
  int status, word;

  g_set_prgname ("attacca-cli");
  if (argc > 1 && g_str_equal (argv[1], "worker"))
    signal (SIGINT, SIG_IGN); /* Ctrl-C reaches the whole group: the process that started the worker decides */
  status = att_session_run_worker (argc, argv);
  if (status >= 0)
    return status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("ATT_LOCALE_DIR") ? g_getenv ("ATT_LOCALE_DIR") : ATT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN); /* writing tells */

  word = find_command_word (argc, argv);
  if (word > 0)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
        if (g_str_equal (argv[word], commands[i]->name))
          cli.command = commands[i];
      if (cli.command == NULL)
        return att_cli_usage_error (NULL, _("there is no command “%s”"), argv[word]);
      memmove (&argv[word], &argv[word + 1], (argc - word) * sizeof *argv); /* with the NULL at the end */
      argc--;
    }

  parameters = cli.command == NULL ? g_strdup ("COMMAND")
                                   : g_strchomp (g_strdup_printf ("%s %s", cli.command->name, cli.command->arguments));
  context = g_option_context_new (parameters);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE); /* GLib's would print in the locale's charset and exit */
  if (cli.command != NULL)
    {
      g_autofree char *example = g_strdup_printf ("%s\n  %s", _("Example:"), cli.command->example);

      g_option_context_set_summary (context, _(cli.command->summary));
      g_option_context_set_description (context, example);
      if (cli.command->options != NULL)
        g_option_context_add_main_entries (context, cli.command->options, GETTEXT_PACKAGE);
    }
  g_option_context_add_main_entries (context, common_options, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return att_cli_usage_error (&cli, "%s", error->message);

  cli.json = opt_json;
  cli.data_dir = opt_data_dir;
  cli.words = opt_words != NULL ? opt_words : g_new0 (char *, 1);
  cli.n_words = g_strv_length (cli.words);
  if (opt_help)
    {
      if (cli.command != NULL)
        {
          g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

          att_cli_print ("%s", help);
        }
      else
        print_commands_help ();
      status = ATT_CLI_OK;
    }
  else if (opt_version)
    {
      att_cli_print ("attacca-cli %s\n", ATT_VERSION);
      status = ATT_CLI_OK;
    }
  else if (cli.command == NULL)
    status = att_cli_usage_error (NULL, _("which command?"));
  else
    status = run_command (&cli);

  g_strfreev (cli.words);
  g_free (cli.data_dir);
  return att_cli_flush () || status != ATT_CLI_OK ? status : ATT_CLI_FAILED;
}
