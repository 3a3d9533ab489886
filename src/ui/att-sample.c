/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sample.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define SCRIPT "get-sample-music"
#define SETTING_WANTED "sample.wanted"

struct _AttSample
{
  GObject parent_instance;

  AttSession *session; /* owns this object */
  char *script;        /* NULL: not there */
  char *folder;
  GSubprocess *process;
  GDataInputStream *lines;
  GCancellable *cancellable;
  gboolean root_added;
  guint done, total, n_tracks;
  char *said; /* the last line of complaint */
  char *error;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AttSample, att_sample, G_TYPE_OBJECT)

/* beside the installed data, or in the source tree's data folder, which ./run puts among the data folders */
static char *
find_script (void)
{
  const char *const *dirs = g_get_system_data_dirs ();
  char *path = g_build_filename (ATT_PKGDATA_DIR, SCRIPT, NULL);

  for (int i = 0; !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && dirs[i]; i++)
    {
      g_free (path);
      path = g_build_filename (dirs[i], "attacca", SCRIPT, NULL);
      if (!g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        {
          g_free (path);
          path = g_build_filename (dirs[i], SCRIPT, NULL);
        }
    }
  if (!g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    g_clear_pointer (&path, g_free);
  return path;
}

static void
changed (AttSample *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
root_added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttSample) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_add_root_finish (ATT_SESSION (source), result, &error))
    {
      g_free (self->error);
      self->error = g_strdup (error->message);
      changed (self);
    }
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSample *self = data;
  g_autofree char *line =
    g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  char word[8];
  guint done, total, tracks;

  if (g_cancellable_is_cancelled (self->cancellable) || !line)
    {
      g_object_unref (self);
      return;
    }
  if (sscanf (line, "%7s %u/%u %*s tracks %u", word, &done, &total, &tracks) == 4)
    {
      self->done = done;
      self->total = total;
      self->n_tracks = tracks;
      if (tracks > 0 && !self->root_added)
        {
          self->root_added = TRUE;
          att_session_add_root_async (self->session, self->folder, root_added_cb, g_object_ref (self));
        }
      else if (tracks > 0)
        att_session_rescan (self->session);
      changed (self);
    }
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable, line_cb, self);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttSample) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->process);
  if (ok)
    att_session_set_setting (self->session, SETTING_WANTED, "0");
  else if (!self->error)
    self->error = g_strdup_printf (_("The sample could not be fetched whole: %s"),
                                   self->said ? self->said : error->message);
  changed (self);
}

/* The last line on stderr is the cause; the process is asked how it ended when there are no more. */
static void
complaint_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSample *self = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (self);
      return;
    }
  if (!line)
    {
      g_subprocess_wait_check_async (self->process, self->cancellable, ended_cb, self);
      return;
    }
  if (*g_strstrip (line))
    {
      g_free (self->said);
      self->said = g_utf8_make_valid (line + (g_str_has_prefix (line, SCRIPT ": ") ? strlen (SCRIPT ": ") : 0), -1);
    }
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), G_PRIORITY_DEFAULT, self->cancellable,
                                       complaint_cb, self);
}

static void
att_sample_dispose (GObject *object)
{
  AttSample *self = ATT_SAMPLE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->process)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->process);
  g_clear_object (&self->lines);
  G_OBJECT_CLASS (att_sample_parent_class)->dispose (object);
}

static void
att_sample_finalize (GObject *object)
{
  AttSample *self = ATT_SAMPLE (object);

  g_object_unref (self->cancellable);
  g_free (self->script);
  g_free (self->folder);
  g_free (self->said);
  g_free (self->error);
  G_OBJECT_CLASS (att_sample_parent_class)->finalize (object);
}

static void
att_sample_class_init (AttSampleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_sample_dispose;
  G_OBJECT_CLASS (klass)->finalize = att_sample_finalize;
  changed_signal = g_signal_new ("changed", ATT_TYPE_SAMPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_sample_init (AttSample *self)
{
  self->cancellable = g_cancellable_new ();
  self->script = find_script ();
}

AttSample *
att_sample_get (AttSession *session)
{
  AttSample *self = g_object_get_data (G_OBJECT (session), "att-sample");

  if (self)
    return self;
  self = g_object_new (ATT_TYPE_SAMPLE, NULL);
  self->session = session;
  self->folder = g_build_filename (att_session_get_data_dir (session), "sample-music", NULL);
  g_object_set_data_full (G_OBJECT (session), "att-sample", self, g_object_unref);
  return self;
}

gboolean
att_sample_is_available (AttSample *self)
{
  return self->script != NULL;
}

void
att_sample_start (AttSample *self)
{
  g_autoptr (GDataInputStream) complaints = NULL;
  g_autoptr (GError) error = NULL;

  if (self->process || !self->script)
    return;
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->said, g_free);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                                    self->script, self->folder, NULL);
  if (!self->process)
    {
      self->error = g_strdup (error->message);
      changed (self);
      return;
    }
  att_session_set_setting (self->session, SETTING_WANTED, "1");
  g_clear_object (&self->lines);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable, line_cb,
                                       g_object_ref (self));
  complaints = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->process));
  g_data_input_stream_read_line_async (complaints, G_PRIORITY_DEFAULT, self->cancellable, complaint_cb,
                                       g_object_ref (self));
  changed (self);
}

void
att_sample_resume (AttSample *self)
{
  if (g_strcmp0 (att_session_get_setting (self->session, SETTING_WANTED), "1") == 0)
    att_sample_start (self);
}

gboolean
att_sample_is_running (AttSample *self)
{
  return self->process != NULL;
}

guint
att_sample_get_n_tracks (AttSample *self)
{
  return self->n_tracks;
}

double
att_sample_get_fraction (AttSample *self)
{
  return self->total > 0 ? (double) self->done / self->total : 0;
}

const char *
att_sample_get_error (AttSample *self)
{
  return self->error;
}
