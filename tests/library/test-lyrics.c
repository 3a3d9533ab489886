/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <gio/gio.h>
#include <string.h>

#include "att-lyrics-find.h"
#include "att-workers.h"

static char *audio; /* NULL: the files cannot be made here */

/* "1500 One|2000 Two", "Plain one|Plain two"; NULL: none */
static char *
find (const char *name)
{
  g_autofree char *path = g_build_filename (audio, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttLyrics) lyrics = att_lyrics_find_for_file (path, NULL, &error);
  GString *text;

  if (lyrics == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, name));
      return NULL;
    }
  text = g_string_new (NULL);
  for (guint i = 0; i < lyrics->lines->len; i++)
    {
      const AttLyricsLine *line = att_lyrics_get_line (lyrics, i);

      g_string_append (text, i > 0 ? "|" : "");
      if (lyrics->synced)
        g_string_append_printf (text, "%d ", (int) line->at_ms);
      g_string_append (text, line->text);
    }
  return g_string_free (text, FALSE);
}

static void
check (const char *name, const char *expected)
{
  g_autofree char *found = find (name);

  g_assert_cmpstr (found, ==, expected);
}

static void
put (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (audio, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_embedded (void)
{
  static const char *const files[][2] = {
    { "a.mp3", "1500 One|2000 Two" },  { "a.tta", "1500 One|2000 Two" },
    { "a.flac", "1500 One|2000 Two" }, { "a.ogg", "1500 One|2000 Two" },
    { "a.opus", "Plain one|Plain two" }, { "a-aac.m4a", "Plain one|Plain two" },
    { "a.wv", "Plain one|Plain two" }, { "a.wav", "Plain one|Plain two" },
    { "a.aiff", "Plain one|Plain two" }, { "a.wma", "Plain one|Plain two" },
  };

  if (audio_files_missing (audio))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_test_message ("%s", files[i][0]);
      check (files[i][0], NULL);
      g_assert_true (audio_files_tag (audio, files[i][0], "lyrics"));
      check (files[i][0], files[i][1]);
    }
}

static void
test_beside (void)
{
  if (audio_files_missing (audio))
    return;
  check ("b.mp3", NULL);
  put ("b.txt", "From the text");
  check ("b.mp3", "From the text");
  g_assert_true (audio_files_tag (audio, "b.opus", "lyrics"));
  check ("b.opus", "Plain one|Plain two"); /* what is in the file is of this song for sure */
  put ("b.lrc", "Without times");
  check ("b.opus", "Without times");
  g_assert_true (audio_files_tag (audio, "b.flac", "lyrics"));
  check ("b.flac", "1500 One|2000 Two"); /* times count more */
  put ("b.flac.lrc", "[00:01.00]");
  put ("b.lrc", "[00:03.00]Beside");
  check ("b.flac", "3000 Beside");
  put ("b.lrc", "");
  check ("b.flac", "1500 One|2000 Two");
  put ("b.flac.lrc", "[00:04.00]Long name");
  check ("b.flac", "4000 Long name");
}

static void
test_not_audio (void)
{
  if (audio_files_missing (audio))
    return;
  put ("nothing.mp3", "no audio");
  check ("nothing.mp3", NULL);
  check ("missing.mp3", NULL);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return att_lyrics_worker_main ();
  g_test_init (&argc, &argv, NULL);
  audio = audio_files_make ();
  g_test_add_func ("/library/lyrics/embedded", test_embedded);
  g_test_add_func ("/library/lyrics/beside", test_beside);
  g_test_add_func ("/library/lyrics/not-audio", test_not_audio);
  status = g_test_run ();
  if (audio != NULL)
    audio_files_remove (audio);
  g_free (audio);
  return status;
}
