/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "make-audio.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

char *
make_audio_dir (void)
{
  GError *error = NULL;
  char *dir = g_dir_make_tmp ("attacca-analysis-XXXXXX", &error);

  g_assert_no_error (error);
  return dir;
}

void
make_audio_clear (char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        make_audio_clear (path);
      else
        {
          g_remove (path);
          g_free (path);
        }
    }
  g_rmdir (dir);
  g_free (dir);
}

static void
put (GByteArray *out, guint32 value, guint n_bytes)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *) &value, n_bytes);
}

char *
make_wav (const char *dir, const char *name, const float *pcm, gsize n_frames, int n_channels, int sample_rate,
          WavFormat format)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint width = format == WAV_S16 ? 2 : 4;
  gsize n = n_frames * n_channels;
  char *path = g_build_filename (dir, name, NULL);

  g_byte_array_append (out, (const guint8 *) "RIFF", 4);
  put (out, 36 + n * width, 4);
  g_byte_array_append (out, (const guint8 *) "WAVEfmt ", 8);
  put (out, 16, 4);
  put (out, format == WAV_S16 ? 1 : 3, 2);
  put (out, n_channels, 2);
  put (out, sample_rate, 4);
  put (out, sample_rate * n_channels * width, 4);
  put (out, n_channels * width, 2);
  put (out, 8 * width, 2);
  g_byte_array_append (out, (const guint8 *) "data", 4);
  put (out, n * width, 4);
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      if (format == WAV_S16)
        bits = (guint16) (gint16) lrintf (CLAMP (pcm[i], -1, 1) * 32767);
      else
        memcpy (&bits, &pcm[i], sizeof bits);
      put (out, bits, width);
    }
  g_assert_true (g_file_set_contents (path, (const char *) out->data, out->len, NULL));
  return path;
}

float *
make_sine (double hz, double amplitude, gsize n_frames, int n_channels, int sample_rate)
{
  float *pcm = g_new (float, n_frames * n_channels);

  for (gsize i = 0; i < n_frames; i++)
    for (int c = 0; c < n_channels; c++)
      pcm[i * n_channels + c] = amplitude * sin (2 * G_PI * hz * i / sample_rate);
  return pcm;
}

float *
make_clicks (double bpm, gsize n_frames, int sample_rate)
{
  float *pcm = g_new (float, n_frames);

  for (gsize i = 0; i < n_frames; i++)
    {
      double since = fmod (i, 60.0 / bpm * sample_rate) / sample_rate;

      pcm[i] = 0.8 * exp (-since * 40) * sin (2 * G_PI * 1500 * since) + 1e-3 * sin (i * 0.05);
    }
  return pcm;
}

float *
make_noise (double amplitude, gsize n, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  float *pcm = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    pcm[i] = g_rand_double_range (rand, -amplitude, amplitude);
  return pcm;
}

gboolean
run_tool (const char *program, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *argument;
  va_list arguments;
  int status;

  g_ptr_array_add (argv, (gpointer) program);
  va_start (arguments, program);
  while ((argument = va_arg (arguments, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);
  return g_spawn_sync (NULL, (char **) argv->pdata, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                       NULL, &status, &error) &&
         g_spawn_check_wait_status (status, NULL);
}
