/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <string.h>
#include <unistd.h>

#include "att-covers.h"

static char *audio; /* NULL: the files cannot be made here */

typedef struct {
  char *dir, *cache;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("att-covers-XXXXXX", NULL);
  f->cache = g_build_filename (f->dir, "cache", "covers", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  audio_files_remove (f->dir);
  g_free (f->dir);
  g_free (f->cache);
}

static char *
find (Fixture *f, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);

  return att_covers_find (path, f->cache, NULL, error);
}

static void
put (Fixture *f, const char *name, const char *bytes)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL), *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, -1, NULL));
}

static void
assert_found (Fixture *f, const char *name, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = find (f, name, &error), *path = g_build_filename (f->dir, expected, NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, path);
}

static void
test_embedded (Fixture *f, gconstpointer data)
{
  static const char *const formats[] = { "a.mp3", "a.flac", "a.ogg", "a.opus", "a-aac.m4a", "a.wav", "a.wv", "a.tta" };
  g_autofree char *first = NULL;

  if (audio_files_missing (audio))
    return;
  put (f, "cover.jpg", "a worse one");
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *source = g_build_filename (audio, formats[i], NULL), *bytes = NULL;
      g_autofree char *picture = NULL, *found = NULL;
      g_autofree char *target = g_build_filename (f->dir, formats[i], NULL);
      g_autoptr (GError) error = NULL;
      gsize n;

      g_test_message ("%s", formats[i]);
      g_assert_true (g_file_get_contents (source, &bytes, &n, NULL) && g_file_set_contents (target, bytes, n, NULL));
      g_assert_true (audio_files_tag (f->dir, formats[i], "rich"));
      found = find (f, formats[i], &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (found, f->cache) && g_str_has_suffix (found, ".png"));
      g_assert_true (g_file_get_contents (found, &picture, &n, NULL));
      g_assert_cmpint (memcmp (picture, "\x89PNG", 4), ==, 0);
      if (first == NULL)
        first = g_strdup (found);
      g_assert_cmpstr (found, ==, first); /* one picture is one file */
    }

  /* known now: the file is not read again */
  {
    g_autofree char *path = g_build_filename (f->dir, "a.mp3", NULL), *bytes = NULL, *again = NULL;
    struct stat st;
    gsize n;
    int fd;

    g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
    fd = open (path, O_WRONLY);
    g_assert_cmpint (fstat (fd, &st), ==, 0);
    for (gsize i = 0; i < n; i++)
      g_assert_cmpint (pwrite (fd, "", 1, i), ==, 1);
    g_assert_cmpint (futimens (fd, (struct timespec[]) { st.st_atim, st.st_mtim }), ==, 0);
    again = find (f, "a.mp3", NULL);
    g_assert_cmpstr (again, ==, first);
    g_assert_cmpint (pwrite (fd, bytes, n, 0), ==, (gssize) n);
    g_assert_cmpint (futimens (fd, (struct timespec[]) { st.st_atim, st.st_mtim }), ==, 0);
    close (fd);
  }

  /* a cache that somebody emptied is filled again */
  audio_files_remove (f->cache);
  {
    g_autofree char *again = find (f, "a.mp3", NULL);

    g_assert_cmpstr (again, ==, first);
    g_assert_true (g_file_test (again, G_FILE_TEST_IS_REGULAR));
  }
  g_assert_true (audio_files_tag (f->dir, "a.mp3", "strip"));
  assert_found (f, "a.mp3", "cover.jpg");
}

static void
test_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put (f, "x/1.mp3", "not even audio");
  g_assert_null (find (f, "x/1.mp3", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  put (f, "x/back.jpg", "x");
  put (f, "x/cover.txt", "x");
  put (f, "x/cover.png", ""); /* nothing in it */
  g_clear_error (&error);
  g_assert_null (find (f, "x/1.mp3", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  put (f, "x/AlbumArtSmall.jpg", "x");
  assert_found (f, "x/1.mp3", "x/AlbumArtSmall.jpg");
  put (f, "x/AlbumArt_{1}_Large.jpg", "x");
  assert_found (f, "x/1.mp3", "x/AlbumArt_{1}_Large.jpg");
  put (f, "x/FRONT.JPEG", "x");
  assert_found (f, "x/1.mp3", "x/FRONT.JPEG");
  put (f, "x/Folder.webp", "x");
  assert_found (f, "x/1.mp3", "x/Folder.webp");
  put (f, "x/Cover.PNG", "x");
  assert_found (f, "x/1.mp3", "x/Cover.PNG");
  assert_found (f, "x/gone.mp3", "x/Cover.PNG"); /* a missing track still has its folder's cover */
}

/* the pictures that were used longest ago go, and what led to them; the next question finds them again */
static void
test_prune (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "a.mp3", "b.mp3" };
  g_autofree char *first = NULL, *second = NULL, *again = NULL;
  char **const kept[2] = { &first, &second };
  g_autoptr (GError) error = NULL;
  const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
  GStatBuf st;

  if (audio_files_missing (audio))
    return;
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *source = g_build_filename (audio, names[i], NULL), *target = g_build_filename (f->dir, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize n;

      g_assert_true (g_file_get_contents (source, &bytes, &n, NULL) && g_file_set_contents (target, bytes, n, NULL));
      g_assert_true (audio_files_tag (f->dir, names[i], i == 0 ? "rich" : "other-cover"));
      *kept[i] = find (f, names[i], &error);
      g_assert_no_error (error);
    }
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpint (g_stat (second, &st), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, first, old, 0), ==, 0);
  g_assert_false (att_covers_prune (f->cache, 1 << 20));
  g_assert_true (att_covers_prune (f->cache, (guint64) st.st_size));
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
  again = find (f, "a.mp3", &error);
  g_assert_cmpstr (again, ==, first);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = g_build_filename (f->dir, "1.mp3", NULL);
  g_autoptr (GError) error = NULL;

  put (f, "1.mp3", "x");
  put (f, "cover.jpg", "x");
  g_cancellable_cancel (cancellable);
  g_assert_null (att_covers_find (path, f->cache, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return att_cover_worker_main ();

  g_test_init (&argc, &argv, NULL);
  audio = audio_files_make ();
#define ADD(name, function) g_test_add ("/library/covers/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("embedded", test_embedded);
  ADD ("folder", test_folder);
  ADD ("prune", test_prune);
  ADD ("cancel", test_cancel);
#undef ADD
  status = g_test_run ();
  if (audio != NULL)
    audio_files_remove (audio);
  g_free (audio);
  return status;
}
