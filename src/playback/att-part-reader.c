/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-part-reader.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <string.h>

#define LOOK (50 * GST_MSECOND)
#define LEFT_S 10
#define NEAR_S 2 /* so far ahead nothing is sought, but decoded and thrown away */

struct _AttPartReader
{
  char *path;
  GstElement *pipeline, *sink, *convert;
  GstBus *bus;
  GstAudioInfo info;
  gint64 length;      /* frames; -1: not known */
  GstBuffer *held;    /* the last that was decoded, of which the first frame is `at` */
  gint64 at;
  gboolean is_fresh;  /* nothing has come since it was opened or sought */
  gboolean can_seek;
};

static void
pad_added_cb (GstElement *decodebin, GstPad *pad, AttPartReader *self)
{
  g_autoptr (GstPad) input = gst_element_get_static_pad (self->convert, "sink");

  if (!gst_pad_is_linked (input))
    gst_pad_link (pad, input);
}

void
att_part_reader_free (AttPartReader *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_buffer (&self->held);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  g_free (self->path);
  g_free (self);
}

static gboolean
set_stopped (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  return FALSE;
}

/* Reads the bus. FALSE: an error came */
static gboolean
read_bus (AttPartReader *self, GstElement *element, GstClockTime timeout, gboolean *ready, GError **error)
{
  const GstMessageType wanted = GST_MESSAGE_ERROR | GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ELEMENT;
  GstMessage *message;
  gboolean good = TRUE;

  while (good && (message = gst_bus_timed_pop_filtered (self->bus, timeout, wanted)) != NULL)
    {
      timeout = 0;
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        {
          gst_message_parse_error (message, error, NULL);
          good = FALSE;
        }
      else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE && ready != NULL)
        *ready = TRUE;
      else if (element != NULL && gst_message_has_name (message, "missing-plugin"))
        gst_element_post_message (element, gst_message_ref (message));
      gst_message_unref (message);
    }
  return good;
}

static gboolean
build (AttPartReader *self, GError **error)
{
  GstElement *source = gst_element_factory_make ("filesrc", NULL), *decodebin = gst_element_factory_make ("decodebin", NULL);
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstCaps) caps =
    gst_caps_from_string ("audio/x-raw, format={ S16LE, S32LE, F32LE }, layout=interleaved");

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->bus = gst_element_get_bus (self->pipeline);
  self->convert = gst_element_factory_make ("audioconvert", NULL);
  self->sink = gst_element_factory_make ("appsink", NULL);
  if (source == NULL || decodebin == NULL || self->convert == NULL || self->sink == NULL)
    {
      g_clear_pointer (&source, gst_object_unref);
      g_clear_pointer (&decodebin, gst_object_unref);
      g_clear_pointer (&self->convert, gst_object_unref);
      g_clear_pointer (&self->sink, gst_object_unref);
      g_set_error_literal (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
                           _("GStreamer's base plugins are not installed"));
      return FALSE;
    }
  g_object_set (source, "location", self->path, NULL);
  g_object_set (decodebin, "caps", raw, "expose-all-streams", FALSE, NULL);
  g_object_set (self->convert, "dithering", 0, NULL);
  g_object_set (self->sink, "caps", caps, "sync", FALSE, "max-buffers", 8, "enable-last-sample", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, decodebin, self->convert, self->sink, NULL);
  gst_element_link (source, decodebin);
  gst_element_link (self->convert, self->sink);
  g_signal_connect (decodebin, "pad-added", G_CALLBACK (pad_added_cb), self);
  return TRUE;
}

/* until the first samples are there */
static gboolean
start (AttPartReader *self, GstElement *element, gint *stop, GError **error)
{
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GstQuery) query = gst_query_new_seeking (GST_FORMAT_TIME);
  gboolean ready = FALSE;
  gint64 duration;

  gst_element_set_state (self->pipeline, GST_STATE_PAUSED);
  while (!ready)
    if (g_atomic_int_get (stop))
      return set_stopped (error);
    else if (!read_bus (self, element, LOOK, &ready, error))
      return FALSE;
  pad = gst_element_get_static_pad (self->sink, "sink");
  caps = gst_pad_get_current_caps (pad);
  if (caps == NULL || !gst_audio_info_from_caps (&self->info, caps))
    {
      g_set_error_literal (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, _("there is no sound in it"));
      return FALSE;
    }
  if (gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) && duration > 0)
    self->length = att_part_reader_get_frame (self, duration);
  if (gst_element_query (self->pipeline, query))
    gst_query_parse_seeking (query, NULL, &self->can_seek, NULL, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

AttPartReader *
att_part_reader_open (const char *path, GstElement *element, gint *stop, GError **error)
{
  AttPartReader *self = g_new0 (AttPartReader, 1);

  self->path = g_strdup (path);
  self->length = -1;
  self->is_fresh = TRUE;
  if (build (self, error) && start (self, element, stop, error))
    return self;
  att_part_reader_free (self);
  return NULL;
}

const GstAudioInfo *
att_part_reader_get_info (AttPartReader *self)
{
  return &self->info;
}

gint64
att_part_reader_get_length (AttPartReader *self)
{
  return self->length;
}

gint64
att_part_reader_get_frame (AttPartReader *self, gint64 ns)
{
  return (gint64) gst_util_uint64_scale_round ((guint64) ns, (guint64) self->info.rate, GST_SECOND);
}

static gint64
n_held (AttPartReader *self)
{
  return self->held != NULL ? (gint64) gst_buffer_get_size (self->held) / self->info.bpf : 0;
}

/* The next samples take the place of the held ones. FALSE without an error: the file has ended. */
static gboolean
decode (AttPartReader *self, gint *stop, GError **error)
{
  gint64 next = self->at + n_held (self);
  g_autoptr (GstSample) sample = NULL;
  GstBuffer *buffer;
  guint64 time;

  gst_clear_buffer (&self->held);
  self->at = next;
  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), LOOK)) == NULL)
    {
      if (g_atomic_int_get (stop))
        return set_stopped (error);
      if (!read_bus (self, NULL, 0, NULL, error) || gst_app_sink_is_eos (GST_APP_SINK (self->sink)))
        return FALSE;
    }
  buffer = gst_sample_get_buffer (sample);
  if (self->is_fresh)
    {
      time = GST_BUFFER_PTS_IS_VALID (buffer) ? GST_BUFFER_PTS (buffer) : 0;
      time = gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, time);
      self->at = GST_CLOCK_TIME_IS_VALID (time) ? att_part_reader_get_frame (self, (gint64) time) : 0;
      self->is_fresh = FALSE;
    }
  self->held = gst_buffer_ref (buffer);
  return TRUE;
}

/* Goes somewhere before @frame. The first samples after a jump may have been cut to fit its time, which is not exact to
 * a sample: those after them tell where we are. */
static gboolean
jump (AttPartReader *self, gint64 frame, gint *stop, GError **error)
{
  static const int before_s[] = { 1, 10, G_MAXINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (before_s); i++)
    {
      const gint64 from = frame - (gint64) before_s[i] * self->info.rate;
      const gint64 ns = from > 0 ? (gint64) gst_util_uint64_scale_round ((guint64) from, GST_SECOND, (guint64) self->info.rate) : 0;

      gst_clear_buffer (&self->held);
      self->is_fresh = TRUE;
      if (!gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, ns))
        {
          g_set_error_literal (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, _("it cannot be sought in"));
          return FALSE;
        }
      if (ns == 0)
        return TRUE;
      if (!decode (self, stop, error))
        return error == NULL || *error == NULL;
      self->is_fresh = TRUE;
      if (!decode (self, stop, error))
        return error == NULL || *error == NULL;
      if (self->at <= frame)
        return TRUE;
    }
  return TRUE;
}

gssize
att_part_reader_read (AttPartReader *self, gint64 at, guint8 *to, gsize n, gint *stop, GError **error)
{
  const gint64 frame = at / self->info.bpf;
  g_autoptr (GError) local = NULL;
  gsize done = 0;

  if (frame < self->at || frame > self->at + n_held (self) + (gint64) NEAR_S * self->info.rate)
    if ((self->can_seek || frame < self->at) && !jump (self, frame, stop, &local))
      {
        g_propagate_error (error, g_steal_pointer (&local));
        return -1;
      }
  while (done < n)
    {
      const gint64 offset = at + (gint64) done - self->at * self->info.bpf;

      if (self->held != NULL && offset >= 0 && offset < (gint64) gst_buffer_get_size (self->held))
        done += gst_buffer_extract (self->held, (gsize) offset, to + done, n - done);
      else if (!decode (self, stop, &local))
        break;
    }
  if (local == NULL)
    return (gssize) done;
  g_propagate_error (error, g_steal_pointer (&local));
  return -1;
}

/* --- from one part to the next --- */

static GMutex left_lock;
static AttPartReader *left;
static guint left_timer;

static AttPartReader *
swap_left (AttPartReader *reader)
{
  AttPartReader *before;

  g_mutex_lock (&left_lock);
  before = left;
  left = reader;
  g_mutex_unlock (&left_lock);
  return before;
}

static gboolean
forget_cb (gpointer data)
{
  AttPartReader *reader;

  left_timer = 0;
  reader = swap_left (NULL);
  g_clear_pointer (&reader, att_part_reader_free);
  return G_SOURCE_REMOVE;
}

/* on the main context */
static gboolean
wind_up_cb (gpointer data)
{
  if (left_timer != 0)
    g_source_remove (left_timer);
  left_timer = g_timeout_add_seconds (LEFT_S, forget_cb, NULL);
  return G_SOURCE_REMOVE;
}

void
att_part_reader_leave (AttPartReader *self)
{
  AttPartReader *before = swap_left (self);

  g_clear_pointer (&before, att_part_reader_free);
  g_idle_add (wind_up_cb, NULL);
}

AttPartReader *
att_part_reader_take (const char *path, gint64 start_ns)
{
  AttPartReader *found = NULL;

  g_mutex_lock (&left_lock);
  if (left != NULL && g_str_equal (left->path, path))
    {
      const gint64 frame = att_part_reader_get_frame (left, start_ns);

      if (frame >= left->at && frame <= left->at + n_held (left))
        found = g_steal_pointer (&left);
    }
  g_mutex_unlock (&left_lock);
  return found;
}
