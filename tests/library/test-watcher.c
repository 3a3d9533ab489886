/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <glib/gstdio.h>
#include <utime.h>

#include "att-watcher.h"

typedef struct {
  char *dir;
  AttWatcher *watcher;
  GHashTable *reported; /* since the last look, relative to `dir` */
} Fixture;

static void
changed_cb (AttWatcher *watcher, const char *const *paths, gpointer user_data)
{
  Fixture *f = user_data;

  for (; *paths != NULL; paths++)
    {
      g_assert_true (g_str_has_prefix (*paths, f->dir));
      g_hash_table_add (f->reported, g_strdup (*paths + strlen (f->dir)));
    }
}

static void
iterate (gint64 usec)
{
  const gint64 until = g_get_monotonic_time () + usec;

  while (g_get_monotonic_time () < until)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (5000);
    }
}

/* waits until @folder (relative) is reported, and forgets all reports */
static void
wait_for (Fixture *f, const char *folder)
{
  const gint64 until = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (!g_hash_table_contains (f->reported, folder))
    {
      if (g_get_monotonic_time () > until)
        {
          g_autofree gpointer *others = g_hash_table_get_keys_as_array (f->reported, NULL);
          g_autofree char *text = g_strjoinv (" ", (char **) others);

          g_error ("waiting for %s, came: %s", folder, text);
        }
      iterate (10000);
    }
  g_hash_table_remove_all (f->reported);
}

static void
put (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL), *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  /* in place: a name of a moment for what becomes a picture would be a reason to look */
  g_assert_true (g_file_set_contents_full (path, name, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* made long before anybody looked */
static void
put_back_in_time (Fixture *f, const char *folder)
{
  g_autofree char *path = g_build_filename (f->dir, folder, NULL);
  struct utimbuf times = { 1700000000, 1700000000 };

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *root = NULL, *later = NULL;

  f->dir = g_dir_make_tmp ("att-watcher-XXXXXX", NULL);
  f->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  root = g_build_filename (f->dir, "music", NULL);
  later = g_build_filename (f->dir, "later", NULL);
  put (f, "music/a/b/1.flac");
  put_back_in_time (f, "music/a/b");
  put_back_in_time (f, "music/a");
  put_back_in_time (f, "music");
  f->watcher = att_watcher_new ();
  g_signal_connect (f->watcher, "changed", G_CALLBACK (changed_cb), f);
  att_watcher_set_roots (f->watcher, (const char *[]) { root, later, NULL });
  iterate (500000); /* the folders are found on a thread; nobody says when */
  g_assert_cmpuint (g_hash_table_size (f->reported), ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->watcher);
  g_hash_table_unref (f->reported);
  audio_files_remove (f->dir);
  g_free (f->dir);
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autofree char *one = g_build_filename (f->dir, "music/a/b/1.flac", NULL);
  g_autofree char *moved = g_build_filename (f->dir, "music/a/1.flac", NULL);

  put (f, "music/a/b/2.flac");
  wait_for (f, "/music/a/b");
  put (f, "music/a/b/1.flac"); /* written anew */
  wait_for (f, "/music/a/b");
  g_assert_cmpint (g_rename (one, moved), ==, 0);
  wait_for (f, "/music/a"); /* the folder it left is inside */
  g_assert_cmpint (g_unlink (moved), ==, 0);
  wait_for (f, "/music/a");
}

static void
test_folders (Fixture *f, gconstpointer data)
{
  g_autofree char *a = g_build_filename (f->dir, "music/a", NULL), *c = g_build_filename (f->dir, "music/c", NULL);

  put (f, "music/new/deep/1.flac");
  wait_for (f, "/music/new");
  put (f, "music/new/deep/2.flac"); /* what is new is watched */
  wait_for (f, "/music/new/deep");
  g_assert_cmpint (g_rename (a, c), ==, 0);
  wait_for (f, "/music"); /* of a folder that is gone the parent is named */
  put (f, "music/c/b/2.flac");
  wait_for (f, "/music/c/b");
  audio_files_remove (c);
  wait_for (f, "/music");
}

/* a root that appears later: an external disk's folder made by hand */
static void
test_later (Fixture *f, gconstpointer data)
{
  g_autofree char *later = g_build_filename (f->dir, "later", NULL), *away = g_build_filename (f->dir, "away", NULL);

  put (f, "later/1.flac");
  wait_for (f, "/later");
  put (f, "later/x/2.flac");
  wait_for (f, "/later/x");
  g_assert_cmpint (g_rename (later, away), ==, 0);
  wait_for (f, "/later");
  put (f, "away/x/3.flac"); /* none of ours */
  g_assert_cmpint (g_rename (away, later), ==, 0);
  wait_for (f, "/later");
  put (f, "later/x/4.flac");
  wait_for (f, "/later/x");
}

/* what comes and goes before a folder is watched: a scan may have looked there already */
static void
test_meanwhile (Fixture *f, gconstpointer data)
{
  g_autofree char *root = g_build_filename (f->dir, "music", NULL), *one = g_build_filename (root, "a/b/1.flac", NULL);

  att_watcher_set_roots (f->watcher, (const char *[]) { root, NULL });
  g_assert_cmpint (g_unlink (one), ==, 0); /* the folders are watched in the loop, which has not run yet */
  wait_for (f, "/music/a/b");
}

/* covers and hidden files are none of a scan's business, nor is anything once roots are gone */
static void
test_silence (Fixture *f, gconstpointer data)
{
  put (f, "music/a/cover.jpg");
  put (f, "music/a/.hidden.flac");
  put (f, "music/.cache/1.flac");
  iterate (3 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_hash_table_size (f->reported), ==, 0);
  att_watcher_set_roots (f->watcher, NULL);
  put (f, "music/a/2.flac");
  iterate (3 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_hash_table_size (f->reported), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/library/watcher/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("files", test_files);
  ADD ("folders", test_folders);
  ADD ("later", test_later);
  ADD ("meanwhile", test_meanwhile);
  ADD ("silence", test_silence);
#undef ADD
  return g_test_run ();
}
