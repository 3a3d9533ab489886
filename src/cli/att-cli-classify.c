/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-tools.h"

#define N_SHOWN 5

static char *opt_head;

static const GOptionEntry options[] = {
  { "head", 0, 0, G_OPTION_ARG_FILENAME, &opt_head,
    N_ ("tags: the words of tags (default); ten: ten large genres; mine: the genres of your own library"),
    "tags|ten|mine" },
  { NULL }
};

typedef struct {
  AttSession *session;
  char **files;
  const char *head;
  GPtrArray *answers; /* a GArray of AttTaste, or a GError, a file */
} Classification;

typedef struct {
  GArray *genres; /* (nullable) of AttTaste */
  GError *error;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->genres, g_array_unref);
  g_clear_error (&answer->error);
  g_free (answer);
}

static gboolean
classify_job (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error)
{
  Classification *all = user_data;
  guint n = g_strv_length (all->files);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *file = att_cli_resolve_word (all->files[i]);
      Answer *answer;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      answer = g_new0 (Answer, 1);
      answer->genres = att_session_classify (all->session, all->head, file, cancellable, &answer->error);
      g_ptr_array_add (all->answers, answer);
      att_progress_set (progress, i + 1, n);
    }
  return TRUE;
}

static void
add_json (JsonBuilder *builder, const char *file, Answer *answer)
{
  json_builder_begin_object (builder);
  if (g_utf8_validate (file, -1, NULL))
    att_cli_json_string (builder, "file", file);
  else
    {
      g_autofree char *uri = att_cli_uri_for_word (file, NULL);

      att_cli_json_string (builder, "file", uri);
    }
  json_builder_set_member_name (builder, "genres");
  json_builder_begin_array (builder);
  for (guint g = 0; answer->genres != NULL && g < answer->genres->len; g++)
    {
      AttTaste *taste = &g_array_index (answer->genres, AttTaste, g);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "genre", taste->name);
      att_cli_json_double (builder, "p", taste->weight);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (answer->error != NULL)
    att_cli_json_string (builder, "error", answer->error->message);
  json_builder_end_object (builder);
}

static void
print_answer (const char *file, Answer *answer)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *name = g_filename_display_name (file), *plain = NULL;

  if (answer->genres == NULL)
    return;
  g_string_append_printf (line, "%s:", name);
  for (guint g = 0; g < MIN (answer->genres->len, N_SHOWN); g++)
    {
      AttTaste *taste = &g_array_index (answer->genres, AttTaste, g);

      g_string_append_printf (line, "%s %s %.0f %%", g > 0 ? "," : "", taste->name, 100 * taste->weight);
    }
  plain = att_cli_plain_text (line->str);
  att_cli_print ("%s\n", plain);
}

static int
run (AttCli *cli)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (answer_free);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  Classification all = { NULL, cli->words, opt_head != NULL ? opt_head : "tags", answers };
  int status = ATT_CLI_OK;

  if (!g_str_equal (all.head, "tags") && !g_str_equal (all.head, "ten") && !g_str_equal (all.head, "mine"))
    return att_cli_usage_error (cli, _("--head: “%s” is none of tags, ten, mine"), all.head);
  all.session = att_cli_open_session (cli);
  if (all.session == NULL)
    return ATT_CLI_FAILED;
  if (!att_cli_run_job (_("listening"), classify_job, &all, &error))
    status = att_cli_fail (error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < answers->len; i++)
    {
      Answer *answer = g_ptr_array_index (answers, i);

      add_json (builder, cli->words[i], answer);
      if (!cli->json)
        print_answer (cli->words[i], answer);
      if (answer->error != NULL && !g_error_matches (answer->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        status = att_cli_fail (answer->error);
    }
  json_builder_end_array (builder);
  if (cli->json)
    att_cli_print_json (builder);
  return att_cli_interrupted () != 0 ? att_cli_interrupted () : status;
}

const AttCliCommand att_cli_classify = {
  .name = "classify",
  .arguments = "FILE…",
  .summary = N_ ("Tell the genre of files by their sound"),
  .example = "attacca-cli classify --head ten song.flac",
  .options = options,
  .min_words = 1,
  .max_words = -1,
  .run = run,
};
