/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static char *program;

static GBytes *
read_bytes (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static void
assert_same_bytes (GBytes *before, const char *path)
{
  g_autoptr (GBytes) after = read_bytes (path);

  g_assert_true (g_bytes_equal (before, after));
}

/* --- another process --- */

/* holds the write lock of argv[2] until its input ends */
static int
hold_lock_main (const char *path)
{
  sqlite3 *db;
  char byte;

  if (sqlite3_open (path, &db) != SQLITE_OK || sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
      write (1, "!", 1) != 1)
    return 1;
  while (read (0, &byte, 1) > 0)
    ;
  sqlite3_close (db);
  return 0;
}

/* opens argv[2] as nobody; prints the error */
static int
open_main (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) store = NULL;

  if (getuid () == 0 && setuid (65534) != 0)
    return 77;
  store = att_store_open (path, NULL, &error);
  if (store == NULL)
    g_print ("%d %s", error->code, error->message);
  return 0;
}

/* writes to argv[2] with little space left until it fails; prints the number of writes, then the error */
static int
fill_main (const char *path)
{
  const struct rlimit limit = { 1 << 20, 1 << 20 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) store = att_store_open (path, NULL, &error);
  g_autofree char *value = g_strnfill (20000, 'v');
  g_autofree char *read = NULL;
  guint n = 0;

  signal (SIGXFSZ, SIG_IGN);
  if (store == NULL || setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return 1;
  while (n < 1000)
    {
      g_autofree char *key = g_strdup_printf ("%u", n);

      if (!att_store_set_setting (store, key, value, &error))
        break;
      n++;
    }
  g_print ("%u|%d|%s", n, error != NULL ? error->code : -1, error != NULL ? error->message : "no error");
  read = att_store_get_setting (store, "0", NULL); /* still reads */
  return g_strcmp0 (read, value) == 0 ? 0 : 1;
}

static GSubprocess *
spawn (const char *what, const char *path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                           program, what, path, NULL);

  g_assert_no_error (error);
  return process;
}

/* --- opening --- */

static void
test_new (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *deep = NULL, *pragmas = NULL;
  g_autoptr (AttStore) second = NULL;

  test_store_init (&test);
  g_assert_cmpstr (att_store_get_path (test.store), ==, test.path);
  att_store_set_setting (test.store, "radio.discover", "0.25", &error);
  g_assert_no_error (error);

  pragmas = test_sql (test.path, "PRAGMA journal_mode; PRAGMA user_version; PRAGMA application_id");
  {
    g_autofree char *expected = g_strdup_printf ("wal|%d|1098151009", att_store_schema_version ());

    g_assert_cmpstr (pragmas, ==, expected);
  }

  test_store_reopen (&test);
  {
    g_autofree char *value = att_store_get_setting (test.store, "radio.discover", &error);

    g_assert_no_error (error);
    g_assert_cmpstr (value, ==, "0.25");
  }

  deep = g_build_filename (test.folder, "a", "b", "library.db", NULL);
  second = att_store_open (deep, NULL, &error); /* makes its folder */
  g_assert_no_error (error);
  g_assert_true (g_file_test (deep, G_FILE_TEST_IS_REGULAR));
}

static void
test_newer (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) refused = NULL;
  g_autofree char *notice = NULL;

  test_store_init (&test);
  g_clear_object (&test.store);
  g_free (test_sql (test.path, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99"));
  before = read_bytes (test.path);

  refused = att_store_open (test.path, &notice, &error);
  g_assert_null (refused);
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, test.path));
  g_assert_null (notice);
  assert_same_bytes (before, test.path);
}

/* the new version is still in the WAL: the header of the file itself looks old */
static void
test_newer_in_wal (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GBytes) before = NULL, wal_before = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) refused = NULL;
  g_autofree char *wal = NULL, *copy = NULL, *copy_wal = NULL;
  sqlite3 *db;

  test_store_init (&test);
  g_clear_object (&test.store);
  wal = g_strconcat (test.path, "-wal", NULL);
  copy = g_build_filename (test.folder, "copy.db", NULL);
  copy_wal = g_strconcat (copy, "-wal", NULL);

  g_assert_cmpint (sqlite3_open (test.path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  before = read_bytes (test.path);
  wal_before = read_bytes (wal);
  g_assert_cmpuint (g_bytes_get_size (wal_before), >, 0);
  g_file_set_contents (copy, g_bytes_get_data (before, NULL), g_bytes_get_size (before), &error);
  g_assert_no_error (error);
  g_file_set_contents (copy_wal, g_bytes_get_data (wal_before, NULL), g_bytes_get_size (wal_before), &error);
  g_assert_no_error (error);
  sqlite3_close (db);

  refused = att_store_open (copy, NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NEWER);
  assert_same_bytes (before, copy);
  assert_same_bytes (wal_before, copy_wal);
}

static char *
today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}

static void
assert_set_aside (const char *path, const char *suffix, GBytes *before)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL, *value = NULL;
  g_autofree char *date = today ();
  g_autofree char *aside = g_strconcat (path, ".unreadable-", date, suffix, NULL);
  g_autofree char *aside_name = g_path_get_basename (aside);
  g_autoptr (AttStore) store = att_store_open (path, &notice, &error);

  g_assert_no_error (error);
  g_assert_nonnull (notice);
  g_assert_nonnull (strstr (notice, aside_name));
  assert_same_bytes (before, aside);

  att_store_set_setting (store, "a", "b", &error); /* the new one works */
  g_assert_no_error (error);
  value = att_store_get_setting (store, "a", &error);
  g_assert_cmpstr (value, ==, "b");
}

static void
write_bytes (const char *path, gconstpointer data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
}

static void
test_unreadable (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GBytes) good = NULL, text = NULL, half = NULL, hole = NULL, foreign = NULL, short_file = NULL;
  g_autofree char *wal = NULL, *date = today (), *aside_wal = NULL;
  g_autofree guint8 *copy = NULL;
  gsize size;

  test_store_init (&test);
  g_clear_object (&test.store);
  good = read_bytes (test.path);
  size = g_bytes_get_size (good);

  text = g_bytes_new_static (
    "These are words, and many of them, but no database at all. They are not even long, only longer "
    "than a header.",
    108);
  write_bytes (test.path, g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  wal = g_strconcat (test.path, "-wal", NULL);
  write_bytes (wal, "w", 1);
  assert_set_aside (test.path, "", text);
  aside_wal = g_strconcat (test.path, ".unreadable-", date, "-wal", NULL);
  g_assert_true (g_file_test (aside_wal, G_FILE_TEST_EXISTS));

  short_file = g_bytes_new_static ("SQLite", 6);
  write_bytes (test.path, "SQLite", 6);
  assert_set_aside (test.path, ".2", short_file);

  half = g_bytes_new_from_bytes (good, 0, size / 2);
  write_bytes (test.path, g_bytes_get_data (half, NULL), size / 2);
  assert_set_aside (test.path, ".3", half);

  copy = g_memdup2 (g_bytes_get_data (good, NULL), size);
  memset (copy + 100, 0xa5, 4000); /* the root of the schema */
  hole = g_bytes_new (copy, size);
  write_bytes (test.path, copy, size);
  assert_set_aside (test.path, ".4", hole);

  g_unlink (test.path);
  g_free (test_sql (test.path, "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')"));
  foreign = read_bytes (test.path);
  assert_set_aside (test.path, ".5", foreign);
}

static void
test_empty (void)
{
  g_auto (TestStore) test = { 0 };

  test_store_init (&test);
  g_clear_object (&test.store);
  write_bytes (test.path, "", 0);
  test_store_reopen (&test); /* asserts that there is no notice */
}

static void
test_no_place (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) store = NULL;
  g_autofree char *inside_file = NULL;

  test_store_init (&test);
  inside_file = g_build_filename (test.path, "library.db", NULL);
  store = att_store_open (inside_file, NULL, &error);
  g_assert_null (store);
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, test.path));
  g_clear_error (&error);

  store = att_store_open (test.folder, NULL, &error); /* a folder */
  g_assert_null (store);
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, test.folder));
}

static void
assert_refused_as_nobody (const char *path)
{
  g_autoptr (GSubprocess) process = spawn ("open", path);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL, *code = g_strdup_printf ("%d ", ATT_STORE_ERROR_IO);

  g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_test_skip ("cannot become somebody else");
      return;
    }
  g_test_message ("%s", said);
  g_assert_true (g_str_has_prefix (said, code));
  g_assert_nonnull (strstr (said, path));
}

static void
test_read_only (void)
{
  g_auto (TestStore) test = { 0 };

  test_store_init (&test);
  g_clear_object (&test.store);

  g_chmod (test.folder, 0777); /* the file may not be written */
  g_chmod (test.path, 0444);
  assert_refused_as_nobody (test.path);

  g_chmod (test.path, 0666); /* the folder may not: there is no place for the WAL */
  g_chmod (test.folder, 0555);
  assert_refused_as_nobody (test.path);

  g_chmod (test.path, 0000); /* not even read */
  assert_refused_as_nobody (test.path);

  g_chmod (test.folder, 0755);
  g_chmod (test.path, 0644);
}

/* --- while it is open --- */

static void
test_no_space (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL, *stored = NULL;
  g_auto (GStrv) parts = NULL;

  test_store_init (&test);
  g_clear_object (&test.store);
  process = spawn ("fill", test.path);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_test_message ("%s", said);
  parts = g_strsplit (said, "|", 3);
  g_assert_cmpint (atoi (parts[0]), >, 5);
  g_assert_cmpint (atoi (parts[1]), ==, ATT_STORE_ERROR_IO);
  g_assert_nonnull (strstr (parts[2], test.path));

  test_store_reopen (&test);
  stored = test_sql (test.path, "SELECT count(*) FROM settings"); /* what was reported as written */
  g_assert_cmpstr (stored, ==, parts[0]);
}

static void
test_busy (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *value = NULL;
  char byte;

  test_store_init (&test);
  att_store_set_setting (test.store, "a", "1", &error);
  g_assert_no_error (error);
  process = spawn ("hold-lock", test.path);
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (process), &byte, 1, NULL, NULL, &error);
  g_assert_no_error (error);

  value = att_store_get_setting (test.store, "a", &error); /* reading goes on */
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, "1");

  g_assert_false (att_store_set_setting (test.store, "a", "2", &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_BUSY);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, test.path));
  g_clear_error (&error);

  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (att_store_set_setting (test.store, "a", "3", &error));
  g_assert_no_error (error);
}

static void
test_closed (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = NULL;

  test_store_init (&test);
  att_store_close (test.store);
  g_assert_false (att_store_set_setting (test.store, "a", "1", &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  tracks = att_store_list_tracks (test.store, &(AttTrackQuery) { 0 }, NULL, &error);
  g_assert_null (tracks);
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED);
  att_store_poll (test.store);
  att_store_close (test.store);
  g_clear_object (&test.store);
}

static void
test_forbidden_thread (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  test_store_init (&test);
  att_store_forbid_thread (test.store, g_thread_self ());
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "att_store_set_setting()*");
  att_store_set_setting (test.store, "a", "1", &error);
  g_test_assert_expected_messages ();
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "att_store_get_setting()*");
  value = att_store_get_setting (test.store, "a", &error);
  g_test_assert_expected_messages ();
  att_store_poll (test.store); /* allowed */
  att_store_forbid_thread (test.store, NULL);
}

typedef struct { guint n, flags; } Seen;

static void
changed_cb (AttStore *store, guint flags, Seen *seen)
{
  seen->n++;
  seen->flags |= flags;
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* runs the main loop for a while */
static void
iterate (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, wake_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for (const guint *n, guint wanted)
{
  for (guint i = 0; i < 50 && *n < wanted; i++)
    iterate (100);
  g_assert_cmpuint (*n, ==, wanted);
}

static void
test_changed (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  test_store_init (&test);
  g_signal_connect (test.store, "changed", G_CALLBACK (changed_cb), &seen);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *value = g_strdup_printf ("%u", i);

      att_store_set_setting (test.store, "a", value, &error);
      g_assert_no_error (error);
    }
  test_write (test.store, test_file ("/m/a.flac", "A", "B", "C", NULL, 1), NULL);
  g_assert_cmpuint (seen.n, ==, 0); /* never from inside a call */
  wait_for (&seen.n, 1);
  g_assert_cmpuint (seen.flags, ==, ATT_STORE_CHANGED_SETTINGS | ATT_STORE_CHANGED_TRACKS);

  /* nothing new, nothing said */
  att_store_set_setting (test.store, "a", "19", &error);
  test_write (test.store, test_file ("/m/a.flac", "A", "B", "C", NULL, 1), NULL);
  att_store_poll (test.store); /* its own writes are not another process's */
  iterate (300);
  g_assert_cmpuint (seen.n, ==, 1);
}

static void
test_changed_elsewhere (void)
{
  g_auto (TestStore) test = { 0 };
  Seen seen = { 0 };

  test_store_init (&test);
  g_signal_connect (test.store, "changed", G_CALLBACK (changed_cb), &seen);
  att_store_poll (test.store);
  iterate (200);
  g_assert_cmpuint (seen.n, ==, 0);

  g_free (test_sql (test.path, "INSERT INTO settings VALUES ('k', 'v')"));
  att_store_poll (test.store);
  wait_for (&seen.n, 1);
  g_assert_cmpuint (seen.flags, ==, ATT_STORE_CHANGED_ANY);
  att_store_poll (test.store);
  iterate (200);
  g_assert_cmpuint (seen.n, ==, 1);
}

static void
test_check (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;

  test_store_init (&test);
  g_assert_true (att_store_check (test.store, &error));
  g_assert_no_error (error);

  g_free (test_sql (test.path, "INSERT INTO features (track_id, version, audio_ms, vector) VALUES (7, 1, 0, x'00')"));
  g_assert_false (att_store_check (test.store, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_FAILED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "features"));
  g_assert_nonnull (strstr (error->message, "tracks"));
  g_free (test_sql (test.path, "DELETE FROM features"));
}

/* --- many threads --- */

#define N_WRITES 50

typedef struct { AttStore *store; guint n; } Worker;

static gpointer
work (gpointer data)
{
  const Worker *worker = data;

  for (guint i = 0; i < N_WRITES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/m/%u/%u.flac", worker->n, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (AttTrack) track = NULL;
      guint n;

      test_write (worker->store, test_file (path, path, "Artist", "Album", "Rock", 1 + i), NULL);
      track = test_find (worker->store, path); /* what was written is seen at once */
      g_assert_cmpstr (track->title, ==, path);
      n = att_store_count_tracks (worker->store, &(AttTrackQuery) { .genre = "Rock" }, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n, >=, i + 1);
    }
  return NULL;
}

static void
test_threads (void)
{
  g_auto (TestStore) test = { 0 };
  GThread *threads[6];
  Worker workers[G_N_ELEMENTS (threads)];
  g_autoptr (GError) error = NULL;

  test_store_init (&test);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      workers[i] = (Worker) { test.store, i };
      threads[i] = g_thread_new ("test", work, &workers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (att_store_count_tracks (test.store, &(AttTrackQuery) { 0 }, &error), ==,
                    N_WRITES * G_N_ELEMENTS (threads));
}

/* two processes that start at the same moment on a folder without a database */
static void
test_two_begin (void)
{
  g_auto (TestStore) test = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *processes[4];

  test_store_init (&test);
  g_chmod (test.folder, 0777);
  path = g_build_filename (test.folder, "both.db", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (processes); i++)
    processes[i] = spawn ("open", path);
  for (gsize i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_autofree char *said = NULL;

      g_subprocess_communicate_utf8 (processes[i], NULL, NULL, &said, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (said, ==, "");
      g_object_unref (processes[i]);
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "hold-lock") == 0)
    return hold_lock_main (argv[2]);
  if (argc == 3 && strcmp (argv[1], "open") == 0)
    return open_main (argv[2]);
  if (argc == 3 && strcmp (argv[1], "fill") == 0)
    return fill_main (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/open/new", test_new);
  g_test_add_func ("/store/open/newer", test_newer);
  g_test_add_func ("/store/open/newer-in-wal", test_newer_in_wal);
  g_test_add_func ("/store/open/unreadable", test_unreadable);
  g_test_add_func ("/store/open/empty", test_empty);
  g_test_add_func ("/store/open/no-place", test_no_place);
  g_test_add_func ("/store/open/read-only", test_read_only);
  g_test_add_func ("/store/open/two-begin", test_two_begin);
  g_test_add_func ("/store/open/no-space", test_no_space);
  g_test_add_func ("/store/open/busy", test_busy);
  g_test_add_func ("/store/open/closed", test_closed);
  g_test_add_func ("/store/open/forbidden-thread", test_forbidden_thread);
  g_test_add_func ("/store/open/changed", test_changed);
  g_test_add_func ("/store/open/changed-elsewhere", test_changed_elsewhere);
  g_test_add_func ("/store/open/check", test_check);
  g_test_add_func ("/store/open/threads", test_threads);
  return g_test_run ();
}
