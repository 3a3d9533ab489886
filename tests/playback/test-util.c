/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-util.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define RATE 44100

static char *dir;

const char *
test_dir (void)
{
  if (dir == NULL)
    dir = g_dir_make_tmp ("attacca-playback-XXXXXX", NULL);
  g_assert_nonnull (dir);
  return dir;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) open = g_dir_open (path, 0, NULL);
  const char *name;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
test_util_clean (void)
{
  if (dir != NULL)
    remove_folder (dir);
  g_clear_pointer (&dir, g_free);
}

char *
test_path (const char *name)
{
  return g_build_filename (test_dir (), name, NULL);
}

char *
test_uri (const char *name)
{
  g_autofree char *path = test_path (name);

  return g_filename_to_uri (path, NULL, NULL);
}

gboolean
test_run (const char *tool, const char *format, ...)
{
  g_autofree char *found = tool != NULL ? g_find_program_in_path (tool) : NULL;
  g_autofree char *command = NULL, *err = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { "/bin/sh", "-c", NULL, NULL };
  va_list args;
  int status;

  if (tool != NULL && found == NULL)
    {
      g_autofree char *why = g_strdup_printf ("%s is not installed", tool);

      g_test_skip (why);
      return FALSE;
    }
  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  argv[2] = command;
  g_spawn_sync (test_dir (), (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &err, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s", command, error->message, err);
  return TRUE;
}

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

GSubprocess *
start_program (GSubprocessFlags flags, const char *program, ...)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *found = g_find_program_in_path (program);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;
  const char *argument = program;
  va_list arguments;

  if (found == NULL)
    return NULL;
  va_start (arguments, program);
  for (; argument != NULL; argument = va_arg (arguments, const char *))
    g_ptr_array_add (argv, (char *) argument);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* sample @i of the endless recording: a hash, so that any part of it can be made alone */
static gint16
noise (guint64 i)
{
  i = (i + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  i = (i ^ (i >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  i = (i ^ (i >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return (gint16) ((i >> 40) % 16001) - 8000;
}

GBytes *
noise_bytes (guint start, guint frames)
{
  gint16 *samples = g_new (gint16, 2 * frames);

  for (guint i = 0; i < 2 * frames; i++)
    samples[i] = GINT16_TO_LE (noise (2 * (guint64) start + i));
  return g_bytes_new_take (samples, 2 * frames * sizeof *samples);
}

static void
put32 (GByteArray *array, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (array, (guint8 *) &value, 4);
}

static void
write_wav (const char *name, GBytes *samples)
{
  g_autofree char *path = test_path (name);
  g_autoptr (GByteArray) wav = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint size = g_bytes_get_size (samples);

  g_byte_array_append (wav, (const guint8 *) "RIFF", 4);
  put32 (wav, 36 + size);
  g_byte_array_append (wav, (const guint8 *) "WAVEfmt ", 8);
  put32 (wav, 16);
  put32 (wav, 1 | 2 << 16); /* PCM, two channels */
  put32 (wav, RATE);
  put32 (wav, RATE * 4);
  put32 (wav, 4 | 16 << 16);
  g_byte_array_append (wav, (const guint8 *) "data", 4);
  put32 (wav, size);
  g_byte_array_append (wav, g_bytes_get_data (samples, NULL), size);
  g_file_set_contents (path, (char *) wav->data, wav->len, &error);
  g_assert_no_error (error);
}

void
write_noise (const char *name, guint start, guint frames)
{
  g_autoptr (GBytes) samples = noise_bytes (start, frames);

  write_wav (name, samples);
}

void
write_tone (const char *name, double hz, double level_db, guint frames)
{
  gint16 *samples = g_new (gint16, 2 * frames);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < frames; i++)
    samples[2 * i] = samples[2 * i + 1] =
        GINT16_TO_LE ((gint16) lrint (32767 * pow (10, level_db / 20) * sin (2 * G_PI * hz * i / RATE)));
  bytes = g_bytes_new_take (samples, 2 * frames * sizeof *samples);
  write_wav (name, bytes);
}

GBytes *
read_file (const char *name)
{
  g_autofree char *path = test_path (name);
  g_autoptr (GError) error = NULL;
  char *content;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (content, size);
}

static int
number_of (Player *self, AttQueueItem *item)
{
  for (guint i = 0; i < self->items->len; i++)
    if (((AttQueueItem *) self->items->pdata[i])->serial == item->serial)
      return i + 1;
  return 0;
}

static void
started_cb (AttPlayer *player, AttQueueItem *item, Player *self)
{
  g_string_append_printf (self->log, "started %d|", number_of (self, item));
}

static void
ended_cb (AttPlayer *player, AttQueueItem *item, AttEnding ending, gint64 heard_ms, gint64 length_ms,
          gint64 started_at, Player *self)
{
  g_string_append_printf (self->log, "ended %d %s|", number_of (self, item), att_ending_to_string (ending));
  self->heard_ms = heard_ms;
  self->length_ms = length_ms;
  self->started_at = started_at;
}

static void
failed_cb (AttPlayer *player, AttQueueItem *item, GError *error, Player *self)
{
  g_assert_true (error->domain == ATT_PLAYER_ERROR);
  g_string_append_printf (self->log, "failed %d|", item != NULL ? number_of (self, item) : 0);
  self->error_code = error->code;
  g_free (self->message);
  self->message = g_strdup (error->message);
}

static Player *opened; /* the last one, while it is open */

void
player_open (Player *self, const char *sink, ...)
{
  g_autoptr (GError) error = NULL;
  const char *name;
  va_list names;

  memset (self, 0, sizeof *self);
  opened = self;
  self->queue = att_play_queue_new ();
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->log = g_string_new (NULL);
  va_start (names, sink);
  while ((name = va_arg (names, const char *)) != NULL)
    {
      g_autofree char *uri = strstr (name, "://") != NULL ? g_strdup (name) : test_uri (name);
      g_autoptr (AttTrack) track = att_track_new_for_uri (uri);

      track->id = self->items->len + 1;
      g_ptr_array_add (self->items, att_queue_item_new (track, ATT_ORIGIN_LISTENER, NULL));
    }
  va_end (names);
  self->player = att_player_new (self->queue, sink, &error);
  g_assert_no_error (error);
  g_signal_connect (self->player, "started", G_CALLBACK (started_cb), self);
  g_signal_connect (self->player, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (self->player, "failed", G_CALLBACK (failed_cb), self);
  att_play_queue_replace_all (self->queue, self->items, 0);
}

void
player_close (Player *self)
{
  opened = NULL;
  g_assert_finalize_object (self->player);
  g_assert_finalize_object (self->queue);
  g_ptr_array_unref (self->items);
  g_string_free (self->log, TRUE);
  g_free (self->message);
}

gboolean
run_until_wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
run_until_fail (const char *file, int line, int seconds, const char *condition)
{
  if (opened)
    g_error ("%s:%d: waited %d s for: %s; the player: “%s”, state %d, at %" G_GINT64_FORMAT " ms", file, line, seconds,
             condition, opened->log->str, att_player_get_state (opened->player),
             att_player_get_position_ms (opened->player));
  g_error ("%s:%d: waited %d s for: %s", file, line, seconds, condition);
}

void
player_run_out (Player *self, int seconds)
{
  att_player_play (self->player);
  RUN_UNTIL (att_player_get_state (self->player) == ATT_PLAYER_STOPPED, seconds);
}

char *
file_sink (const char *name, const char *more)
{
  g_autofree char *path = test_path (name);

  return g_strdup_printf ("audioconvert dithering=none ! audio/x-raw,format=S16LE,channels=2 ! filesink %s location=%s",
                          more, path);
}
