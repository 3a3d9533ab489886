/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-library.h"

#include <glib/gstdio.h>
#include <string.h>

const char *const bench_words[22] = {
  "Almanac", "Anchor", "Candle", "Circuit", "Cobalt", "Comet",  "Copper", "Coral",  "Ember",  "Feather", "Harbour",
  "Lantern", "Marble", "Meadow",  "Mirror", "Orchard", "Pebble", "Ribbon", "Signal", "Thread", "Velvet",  "Willow",
};
static const char *const genres[] = { "Rock", "Jazz", "Electronic", "Classical", "Folk", "Ambient", "Hip Hop" };

static void
append_number (GByteArray *bytes, guint64 number, guint n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    g_byte_array_append (bytes, &(guint8) { (guint8) (number >> (8 * (i - 1))) }, 1);
}

static void
append_little (GByteArray *bytes, guint32 number)
{
  for (guint i = 0; i < 4; i++)
    g_byte_array_append (bytes, &(guint8) { (guint8) (number >> (8 * i)) }, 1);
}

/* RFC 9639: the marker, a STREAMINFO block, a VORBIS_COMMENT block; then bytes that tell this file from the others */
static void
write_flac (const char *path, const char *const *comments, guint number)
{
  g_autoptr (GByteArray) file = g_byte_array_new (), block = g_byte_array_new ();
  const guint64 n_samples = 44100 * (guint64) (120 + number % 240);
  g_autoptr (GError) error = NULL;

  g_byte_array_append (file, (const guint8 *) "fLaC", 4);
  append_number (file, 34, 4);
  append_number (file, 4096, 2);
  append_number (file, 4096, 2);
  append_number (file, 0, 6);
  append_number (file, (guint64) 44100 << 44 | (guint64) 1 << 41 | (guint64) 15 << 36 | n_samples, 8);
  for (int i = 0; i < 16; i++)
    append_number (file, 0, 1);
  append_little (block, 0);
  append_little (block, g_strv_length ((char **) comments));
  for (gsize i = 0; comments[i]; i++)
    {
      append_little (block, strlen (comments[i]));
      g_byte_array_append (block, (const guint8 *) comments[i], strlen (comments[i]));
    }
  append_number (file, 0x84000000u | block->len, 4);
  g_byte_array_append (file, block->data, block->len);
  append_number (file, number, 8);
  if (!g_file_set_contents_full (path, (const char *) file->data, file->len, G_FILE_SET_CONTENTS_NONE, 0644, &error))
    g_error ("%s", error->message);
}

char *
bench_track_path (const char *folder, guint i)
{
  return g_strdup_printf ("%s/%u/%u/%02u.flac", folder, i / 60, i / 10, i % 10 + 1);
}

void
bench_make_library (const char *folder, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint album = i / 10, artist = i / 60;
      const char *a = bench_words[i % G_N_ELEMENTS (bench_words)], *b = bench_words[album % G_N_ELEMENTS (bench_words)];
      const char *c = bench_words[artist % G_N_ELEMENTS (bench_words)];
      g_autofree char *path = bench_track_path (folder, i), *dir = g_path_get_dirname (path);
      g_autofree char *tags = g_strdup_printf ("TITLE=%s %u\nARTIST=The %s Band %u\nALBUM=%s and %s %u\nGENRE=%s\n"
                                               "TRACKNUMBER=%u\nDATE=%u",
                                               a, i, c, artist, b, c, album, genres[artist % G_N_ELEMENTS (genres)],
                                               i % 10 + 1, 1960 + album % 60);
      g_auto (GStrv) comments = g_strsplit (tags, "\n", -1);

      if (i % 10 == 0)
        g_mkdir_with_parents (dir, 0755);
      write_flac (path, (const char *const *) comments, i);
    }
}

void
bench_run (const char *const *command)
{
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                     NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", command[0], error->message);
}
