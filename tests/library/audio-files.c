/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <glib/gstdio.h>
#include <sys/wait.h>

/* Debian's own: the one that has python3-mutagen */
#define PYTHON "/usr/bin/python3"

static int
run_script (const char *a, const char *b, const char *c)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "library", "make-audio.py", NULL);
  const char *argv[] = { PYTHON, script, a, b, c, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error))
    {
      g_test_message ("%s", error->message);
      return 77;
    }
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

char *
audio_files_make (void)
{
  g_autofree char *folder = g_dir_make_tmp ("att-audio-XXXXXX", NULL);
  const int status = run_script ("make", folder, NULL);

  if (status == 0)
    return g_steal_pointer (&folder);
  audio_files_remove (folder);
  g_assert_cmpint (status, ==, 77);
  return NULL;
}

gboolean
audio_files_missing (const char *folder)
{
  if (folder == NULL)
    g_test_skip ("needs python3-mutagen, ffmpeg, flac, lame, vorbis-tools, opus-tools and wavpack");
  return folder == NULL;
}

gboolean
audio_files_tag (const char *folder, const char *name, const char *mode)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return run_script ("tag", path, mode) == 0;
}

void
audio_files_copy (const char *folder, const char *from, const char *to)
{
  g_autofree char *source = g_build_filename (folder, from, NULL), *target = g_build_filename (folder, to, NULL);
  g_autofree char *target_folder = g_path_get_dirname (target);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_cmpint (g_mkdir_with_parents (target_folder, 0700), ==, 0);
  g_file_get_contents (source, &bytes, &n, &error);
  g_assert_no_error (error);
  g_file_set_contents (target, bytes, n, &error);
  g_assert_no_error (error);
}

void
audio_files_remove (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      audio_files_remove (child);
    }
  g_remove (path);
}

char *
audio_files_shared (const char *name)
{
  const char *shared = g_getenv ("ATT_SHARED_DATA");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", name, NULL);

  if (shared != NULL && *shared != '\0' && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("needs the development data (meson option shared_data)");
  return NULL;
}
