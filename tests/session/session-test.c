/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-test.h"

#include <glib/gstdio.h>
#include <math.h>

void
write_wav (const char *folder, const char *name, int rate, double seconds, double hz, double level_db)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  const gsize n = seconds * rate;
  g_autofree gint16 *samples = g_new (gint16, 2 * n);
  const guint32 size = 4 * n, riff = 36 + size, fmt = 16, frames = rate, bytes = 4 * rate;
  const guint16 pcm = 1, channels = 2, block = 4, bits = 16;
  g_autoptr (GByteArray) out = g_byte_array_new ();

#define PUT(data, length) g_byte_array_append (out, (const guint8 *) (data), length)
  PUT ("RIFF", 4), PUT (&riff, 4), PUT ("WAVEfmt ", 8), PUT (&fmt, 4), PUT (&pcm, 2), PUT (&channels, 2);
  PUT (&frames, 4), PUT (&bytes, 4), PUT (&block, 2), PUT (&bits, 2), PUT ("data", 4), PUT (&size, 4);
  for (gsize i = 0; i < n; i++)
    samples[2 * i] = samples[2 * i + 1] = 32767 * pow (10, level_db / 20) * sin (2 * G_PI * hz * i / rate);
  PUT (samples, size);
#undef PUT
  g_assert_true (g_file_set_contents (path, (const char *) out->data, out->len, NULL));
}

void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

void
let_go (gpointer object)
{
  GObject *left = object;

  g_object_add_weak_pointer (left, (gpointer *) &left);
  g_object_unref (left);
  wait_until (left == NULL);
}
