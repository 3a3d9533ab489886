/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * This program is its own worker: `test-core-workers worker KIND`.
 */
#include "att-kept-workers.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char *
text_of (GBytes *bytes)
{
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  return n == 0 ? g_strdup ("") : g_strndup (data, n);
}

/* --- the worker --- */

/* the item is a word: what to do */
static GBytes *
handle (GBytes *item, gpointer user_data)
{
  g_autofree char *word = text_of (item);
  char *answer;

  if (g_str_equal (word, "crash"))
    {
      signal (SIGSEGV, SIG_DFL); /* a sanitizer has its own */
      raise (SIGSEGV);
    }
  if (g_str_has_prefix (word, "crash-unless:"))
    {
      if (!g_file_test (word + 13, G_FILE_TEST_EXISTS))
        {
          g_assert_true (g_file_set_contents (word + 13, "", 0, NULL));
          _exit (9);
        }
    }
  if (g_str_has_prefix (word, "hang:"))
    {
      answer = g_strdup_printf ("%d", getpid ());
      g_file_set_contents (word + 5, answer, -1, NULL);
      g_free (answer);
    }
  if (g_str_has_prefix (word, "hang"))
    for (;;)
      pause ();
  if (g_str_equal (word, "print"))
    {
      printf ("a library that talks\n");
      fflush (stdout);
    }
  if (g_str_equal (word, "priority"))
    answer = g_strdup_printf ("%d %d", getpriority (PRIO_PROCESS, 0), sched_getscheduler (0));
  else if (g_str_equal (word, "big"))
    answer = g_strnfill (1000000, 'x');
  else if (g_str_equal (word, "pid"))
    answer = g_strdup_printf ("%d", getpid ());
  else if (g_str_equal (word, "empty"))
    answer = g_strdup ("");
  else
    answer = g_strconcat ("<", word, ">", NULL);
  return g_bytes_new_take (answer, strlen (answer));
}

static int
worker_main (const char *kind)
{
  if (g_str_equal (kind, "stillborn"))
    return 3;
  if (g_str_equal (kind, "nonsense"))
    {
      static const guint8 junk[] = { 0, 0, 0, 0, 1, 0, 0, 0, 'a', 0xff, 0xff, 0xff, 0xff, 'b' };

      return write (STDOUT_FILENO, junk, sizeof junk) == sizeof junk && pause () ? 0 : 1;
    }
  return att_worker_serve (handle, NULL);
}

/* --- the job --- */

typedef struct {
  const char *const *words;
  guint n_given, n_done, stop_after;
  GHashTable *answers; /* index -> answer, or "!code message" */
  GCancellable *cancel_on_first;
} Job;

static GBytes *
job_next (gpointer *item, gpointer user_data)
{
  Job *job = user_data;
  const char *word = job->words[job->n_given];

  if (word == NULL)
    return NULL;
  *item = GUINT_TO_POINTER (++job->n_given);
  return g_bytes_new (word, strlen (word));
}

static gboolean
job_done (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  Job *job = user_data;
  char *answer;

  g_assert_true ((reply == NULL) == (error != NULL));
  if (error == NULL)
    answer = text_of (reply);
  else if (error->domain == ATT_WORKERS_ERROR)
    answer = g_strdup_printf ("!%d %s", error->code, error->message);
  else
    answer = g_strdup (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "?");
  g_assert_true (g_hash_table_insert (job->answers, item, answer)); /* once each */
  job->n_done++;
  if (job->cancel_on_first != NULL)
    g_cancellable_cancel (job->cancel_on_first);
  return job->stop_after == 0 || job->n_done < job->stop_after;
}

static const AttWorkersJob functions = { job_next, job_done };

static void
job_init (Job *job, const char *const *words)
{
  *job = (Job) { .words = words };
  job->answers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

#define ANSWER(job, i) ((const char *) g_hash_table_lookup ((job)->answers, GUINT_TO_POINTER ((i) + 1)))

static void
job_clear (Job *job)
{
  g_assert_cmpuint (job->n_given, ==, g_hash_table_size (job->answers)); /* every item has come back */
  g_hash_table_unref (job->answers);
}

static gboolean
run (Job *job, const char *kind, int n_workers, int batch, int deadline_ms, GCancellable *cancellable, GError **error)
{
  const AttWorkersConfig config = { kind, n_workers, batch, deadline_ms, FALSE };

  return att_workers_run (&config, &functions, job, cancellable, error);
}

/* --- tests --- */

static void
test_many (void)
{
  const guint n = 3000;
  g_auto (GStrv) words = g_new0 (char *, n + 1);
  g_autoptr (GError) error = NULL;
  Job job;

  for (guint i = 0; i < n; i++)
    words[i] = g_strdup_printf ("%u", i);
  job_init (&job, (const char *const *) words);
  g_assert_true (run (&job, "test", 3, 32, 30000, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *expected = g_strdup_printf ("<%u>", i);

      g_assert_cmpstr (ANSWER (&job, i), ==, expected);
    }
  job_clear (&job);
}

static void
test_sizes (void)
{
  g_autofree char *large = g_strnfill (3000000, 'y');
  const char *words[] = { "big", "empty", large, "", "big", NULL };
  Job job;

  job_init (&job, words);
  g_assert_true (run (&job, "test", 1, 8, 30000, NULL, NULL));
  g_assert_cmpuint (strlen (ANSWER (&job, 0)), ==, 1000000);
  g_assert_cmpstr (ANSWER (&job, 1), ==, "");
  g_assert_cmpuint (strlen (ANSWER (&job, 2)), ==, 3000002);
  g_assert_cmpstr (ANSWER (&job, 3), ==, "<>");
  g_assert_cmpuint (strlen (ANSWER (&job, 4)), ==, 1000000);
  job_clear (&job);
}

static void
test_spread (void)
{
  const char *words[] = { "pid", "pid", NULL };
  Job job;

  job_init (&job, words);
  g_assert_true (run (&job, "test", 4, 16, 30000, NULL, NULL));
  g_assert_cmpstr (ANSWER (&job, 0), !=, ANSWER (&job, 1));
  job_clear (&job);
}

static void
test_no_items (void)
{
  const char *words[] = { NULL };
  Job job;

  att_workers_set_executable ("/nonexistent/attacca");
  job_init (&job, words);
  g_assert_true (run (&job, "test", 2, 4, 1000, NULL, NULL)); /* nothing was started */
  job_clear (&job);
  att_workers_set_executable (NULL);
}

static void
test_crash (void)
{
  const char *words[] = { "a", "crash", "b", "c", "crash", "d", NULL };
  Job job;

  job_init (&job, words);
  g_assert_true (run (&job, "test", 1, 4, 30000, NULL, NULL));
  g_assert_cmpstr (ANSWER (&job, 0), ==, "<a>");
  g_assert_cmpint (ANSWER (&job, 1)[1] - '0', ==, ATT_WORKERS_ERROR_CRASHED);
  g_assert_nonnull (strstr (ANSWER (&job, 1), g_strsignal (SIGSEGV)));
  g_assert_cmpstr (ANSWER (&job, 2), ==, "<b>");
  g_assert_cmpstr (ANSWER (&job, 3), ==, "<c>");
  g_assert_cmpint (ANSWER (&job, 4)[1] - '0', ==, ATT_WORKERS_ERROR_CRASHED);
  g_assert_cmpstr (ANSWER (&job, 5), ==, "<d>");
  job_clear (&job);
}

static void
test_second_chance (void)
{
  g_autofree char *dir = g_dir_make_tmp ("att-workers-XXXXXX", NULL);
  g_autofree char *mark = g_build_filename (dir, "mark", NULL);
  g_autofree char *word = g_strconcat ("crash-unless:", mark, NULL);
  g_autofree char *expected = g_strconcat ("<", word, ">", NULL);
  const char *words[] = { "a", word, "b", NULL };
  Job job;

  job_init (&job, words);
  g_assert_true (run (&job, "test", 1, 4, 30000, NULL, NULL));
  g_assert_cmpstr (ANSWER (&job, 1), ==, expected);
  g_assert_cmpstr (ANSWER (&job, 2), ==, "<b>");
  job_clear (&job);
  g_unlink (mark);
  g_rmdir (dir);
}

static void
test_hang (void)
{
  const char *words[] = { "a", "hang", "b", NULL };
  Job job;

  job_init (&job, words);
  g_assert_true (run (&job, "test", 1, 4, 300, NULL, NULL));
  g_assert_cmpstr (ANSWER (&job, 0), ==, "<a>");
  g_assert_cmpint (ANSWER (&job, 1)[1] - '0', ==, ATT_WORKERS_ERROR_DEADLINE);
  g_assert_cmpstr (ANSWER (&job, 2), ==, "<b>");
  job_clear (&job);
}

static void
test_print (void)
{
  const char *words[] = { "print", "a", NULL };
  Job job;

  job_init (&job, words);
  g_assert_true (run (&job, "test", 1, 4, 30000, NULL, NULL));
  g_assert_cmpstr (ANSWER (&job, 0), ==, "<print>");
  g_assert_cmpstr (ANSWER (&job, 1), ==, "<a>");
  job_clear (&job);
}

static void
test_idle (void)
{
  const AttWorkersConfig config = { "test", 1, 1, 30000, TRUE };
  const char *words[] = { "priority", NULL };
  g_autofree char *expected = g_strdup_printf ("19 %d", SCHED_IDLE);
  Job job;

  job_init (&job, words);
  g_assert_true (att_workers_run (&config, &functions, &job, NULL, NULL));
  g_assert_cmpstr (ANSWER (&job, 0), ==, expected);
  job_clear (&job);
}

static void
test_spawn_fails (void)
{
  const char *words[] = { "a", "b", NULL };
  g_autoptr (GError) missing = NULL, stillborn = NULL;
  Job job;

  att_workers_set_executable ("/nonexistent/attacca");
  job_init (&job, words);
  g_assert_false (run (&job, "test", 2, 4, 1000, NULL, &missing));
  g_assert_error (missing, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_SPAWN);
  g_assert_nonnull (strstr (missing->message, "/nonexistent/attacca"));
  g_assert_cmpstr (ANSWER (&job, 0), ==, "cancelled");
  job_clear (&job);
  att_workers_set_executable (NULL);

  job_init (&job, words);
  g_assert_false (run (&job, "stillborn", 2, 4, 1000, NULL, &stillborn));
  g_assert_error (stillborn, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_SPAWN);
  job_clear (&job);
}

static void
test_nonsense (void)
{
  const char *words[] = { "a", "b", NULL };
  Job job;

  job_init (&job, words);
  g_assert_true (run (&job, "nonsense", 1, 4, 30000, NULL, NULL));
  g_assert_cmpstr (ANSWER (&job, 0), ==, "a");
  g_assert_cmpstr (ANSWER (&job, 1), ==, "a"); /* its second chance: first answer of a new worker */
  job_clear (&job);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  const char *words[] = { "hang", "hang", "hang", NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL, again = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  Job job;

  job_init (&job, words);
  g_assert_false (run (&job, "test", 2, 1, 600000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (job.n_given, ==, 2);
  g_assert_cmpstr (ANSWER (&job, 0), ==, "cancelled");
  g_thread_join (thread);
  job_clear (&job);

  job_init (&job, words);
  g_assert_false (run (&job, "test", 2, 1, 600000, cancellable, &again));
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (job.n_given, ==, 0);
  job_clear (&job);
}

static void
test_stop (void)
{
  const char *words[] = { "a", "b", "c", "d", "e", "f", "g", "h", NULL };
  g_autoptr (GError) error = NULL;
  Job job;

  job_init (&job, words);
  job.stop_after = 2;
  g_assert_true (run (&job, "test", 1, 3, 30000, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ANSWER (&job, 1), ==, "<b>");
  g_assert_cmpuint (job.n_given, <, 8);
  job_clear (&job);
}

/* --- kept --- */

static char *
ask (AttKeptWorkers *workers, const char *word, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) item = g_bytes_new (word, strlen (word));
  g_autoptr (GBytes) reply = att_kept_workers_ask (workers, item, cancellable, error);

  return reply != NULL ? text_of (reply) : NULL;
}

static gpointer
ask_often (gpointer data)
{
  for (int i = 0; i < 50; i++)
    {
      g_autofree char *word = g_strdup_printf ("%p %d", (gpointer) g_thread_self (), i);
      g_autofree char *expected = g_strconcat ("<", word, ">", NULL), *answer = ask (data, word, NULL, NULL);

      g_assert_cmpstr (answer, ==, expected);
    }
  return NULL;
}

static void
test_kept (void)
{
  static AttKeptWorkers workers = { .kind = "test", .n_workers = 1, .deadline_ms = 30000 };
  g_autofree char *first = ask (&workers, "pid", NULL, NULL), *second = ask (&workers, "pid", NULL, NULL);
  g_autofree char *crashed = NULL, *third = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;
  gboolean gone = FALSE;

  g_assert_nonnull (first);
  g_assert_cmpstr (second, ==, first);
  crashed = ask (&workers, "crash", NULL, &error);
  g_assert_null (crashed);
  g_assert_error (error, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_CRASHED);
  third = ask (&workers, "pid", NULL, NULL);
  g_assert_nonnull (third);
  g_assert_cmpstr (third, !=, first);

  /* it ends when nobody asks, and is reaped */
  path = g_strdup_printf ("/proc/%s", third);
  for (int i = 0; i < 3000 && !gone; i++, g_usleep (10000))
    gone = !g_file_test (path, G_FILE_TEST_EXISTS);
  g_assert_true (gone);
  g_clear_pointer (&third, g_free);
  third = ask (&workers, "again", NULL, NULL);
  g_assert_cmpstr (third, ==, "<again>");
}

static void
test_kept_by_many (void)
{
  static AttKeptWorkers workers = { .kind = "test", .n_workers = 2, .deadline_ms = 30000 };
  GThread *threads[6];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_often, &workers);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* who no longer wants to know goes at once; the next gets an answer when the deadline has passed */
static void
test_kept_cancel (void)
{
  static AttKeptWorkers workers = { .kind = "test", .n_workers = 1, .deadline_ms = 300 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL, again = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_autofree char *answer = ask (&workers, "hang", cancellable, &error), *next = NULL;

  g_assert_null (answer);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  answer = ask (&workers, "late", cancellable, &again);
  g_assert_null (answer);
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  next = ask (&workers, "next", NULL, NULL);
  g_assert_cmpstr (next, ==, "<next>");
}

static void
test_kept_spawn_fails (void)
{
  static AttKeptWorkers workers = { .kind = "stillborn", .n_workers = 1, .deadline_ms = 30000 };

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = ask (&workers, "a", NULL, &error);

      g_assert_null (answer);
      g_assert_error (error, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_SPAWN);
    }
}

/* a process that is killed takes its hanging worker with it */
static void
test_parent_dies (void)
{
  g_autofree char *dir = g_dir_make_tmp ("att-workers-XXXXXX", NULL);
  g_autofree char *mark = g_build_filename (dir, "pid", NULL);
  g_autofree char *word = g_strconcat ("hang:", mark, NULL);
  const char *argv[] = { "/proc/self/exe", "parent", word, NULL };
  g_autofree char *text = NULL;
  GPid parent;
  int worker = 0;
  gboolean gone = FALSE;

  g_assert_true (g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &parent, NULL));
  for (int i = 0; i < 3000 && worker == 0; i++, g_usleep (10000))
    {
      g_clear_pointer (&text, g_free);
      if (g_file_get_contents (mark, &text, NULL, NULL))
        worker = atoi (text);
    }
  g_assert_cmpint (worker, >, 0);
  kill (parent, SIGKILL);
  waitpid (parent, NULL, 0);
  for (int i = 0; i < 3000 && !gone; i++, g_usleep (10000))
    {
      /* nobody may be there to reap it: a zombie is gone too */
      g_autofree char *path = g_strdup_printf ("/proc/%d/stat", worker), *stat = NULL;

      gone = !g_file_get_contents (path, &stat, NULL, NULL) || strstr (stat, ") Z ") != NULL;
    }
  g_assert_true (gone);
  g_unlink (mark);
  g_rmdir (dir);
}

static int
parent_main (const char *word)
{
  const char *words[] = { word, NULL };
  Job job;

  job_init (&job, words);
  run (&job, "test", 1, 1, 600000, NULL, NULL);
  return 0;
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return worker_main (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "parent"))
    return parent_main (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/workers/many", test_many);
  g_test_add_func ("/core/workers/sizes", test_sizes);
  g_test_add_func ("/core/workers/spread", test_spread);
  g_test_add_func ("/core/workers/no-items", test_no_items);
  g_test_add_func ("/core/workers/crash", test_crash);
  g_test_add_func ("/core/workers/second-chance", test_second_chance);
  g_test_add_func ("/core/workers/hang", test_hang);
  g_test_add_func ("/core/workers/print", test_print);
  g_test_add_func ("/core/workers/idle", test_idle);
  g_test_add_func ("/core/workers/spawn-fails", test_spawn_fails);
  g_test_add_func ("/core/workers/nonsense", test_nonsense);
  g_test_add_func ("/core/workers/cancel", test_cancel);
  g_test_add_func ("/core/workers/stop", test_stop);
  g_test_add_func ("/core/workers/kept", test_kept);
  g_test_add_func ("/core/workers/kept-by-many", test_kept_by_many);
  g_test_add_func ("/core/workers/kept-cancel", test_kept_cancel);
  g_test_add_func ("/core/workers/kept-spawn-fails", test_kept_spawn_fails);
  g_test_add_func ("/core/workers/parent-dies", test_parent_dies);
  return g_test_run ();
}
