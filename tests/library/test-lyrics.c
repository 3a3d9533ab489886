/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <gio/gio.h>
#include <string.h>

#include "att-lyrics-find.h"
#include "att-workers.h"

static char *audio; /* NULL: the files cannot be made here */

/* "1500 One|2000 Two", "Plain one|Plain two"; NULL: none */
static char *
show (AttLyrics *lyrics, const GError *error, const char *name)
{
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
  g_autofree char *path = g_build_filename (audio, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttLyrics) lyrics = att_lyrics_find_for_file (path, NULL, &error);
  g_autofree char *found = show (lyrics, error, name);

  g_assert_cmpstr (found, ==, expected);
}

static void
check_part (const char *name, const char *fragment, const char *title, guint number, const char *expected)
{
  g_autofree char *path = g_build_filename (audio, name, NULL), *file = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *uri = g_strconcat (file, "#t=", fragment, NULL), *found = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttLyrics) lyrics = att_lyrics_find_for_part (uri, title, number, NULL, &error);

  found = show (lyrics, error, name);
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

/* of an album that is one file */
static void
test_part (void)
{
  if (audio_files_missing (audio))
    return;
  g_assert_true (audio_files_tag (audio, "b-nomd5.flac", "lyrics")); /* at 1.5 and 2 s */
  check_part ("b-nomd5.flac", "0,1.506666667", "First", 1, NULL); /* what begins in the hundredth of the cut is after it */
  check_part ("b-nomd5.flac", "1.506666667,60", "Second", 2, "0 One|500 Two");
  check_part ("b-nomd5.flac", "1.51", NULL, 0, "490 Two");
  put ("What_s Up.lrc", "[00:03.00]Without number");
  check_part ("b-nomd5.flac", "1.5", "What’s up?", 3, "3000 Without number");
  put ("03 - what's up.LRC", "[00:04.00]With number");
  check_part ("b-nomd5.flac", "1.5", "What’s up?", 3, "4000 With number");
  check_part ("b-nomd5.flac", "1.5,1.7", "What’s up?", 4, "3000 Without number");
  put ("b-nomd5.lrc", "[00:01.00]Of the album");
  check_part ("b-nomd5.flac", "0.5", "B nomd5", 1, "500 Of the album"); /* a song called like the file */
  check_part ("a.wav", "1", "???", 0, NULL);
  check_part ("missing.flac", "1", "Missing", 0, NULL);
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
  g_test_add_func ("/library/lyrics/part", test_part);
  g_test_add_func ("/library/lyrics/not-audio", test_not_audio);
  status = g_test_run ();
  if (audio != NULL)
    audio_files_remove (audio);
  g_free (audio);
  return status;
}
