/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Crossfade. playbin hands one stream after the other, and decoding is far quicker than playing: the last seconds of a
 * stream are held back here, behind the gain, until the first samples of the next one come, and are laid under those.
 * One sink, one volume and one clock stay; what follows is earlier in running time by what overlaps. Where nothing is to
 * overlap, nothing is held, and the row is gapless as ever. All on the streaming thread at `out`.
 */
#include "config.h"

#include "att-pipeline-private.h"

#include <math.h>

#define KNEE 0.9f /* louder than this the sum of two is pressed together, not clipped */

/* the stream that passes, and how much of its end the next one wants; in ms */
static gboolean
get_overlap (AttPipeline *self, gint64 *begins_ms, gint64 *overlap_ms)
{
  const AttStream *next = NULL;
  GList *link;

  *overlap_ms = 0;
  g_mutex_lock (&self->lock);
  link = self->at_tap != NULL ? g_queue_find (&self->row, self->at_tap) : NULL;
  if (link != NULL && link->next != NULL)
    next = ((AttRowEntry *) link->next->data)->wanted ? ((AttRowEntry *) link->next->data)->stream : NULL;
  else if (link != NULL)
    next = self->next;
  if (next != NULL && self->at_tap->stream->length_ms > 0)
    {
      *overlap_ms = next->overlap_ms;
      *begins_ms = self->at_tap->stream->length_ms - next->overlap_ms;
    }
  g_mutex_unlock (&self->lock);
  return *overlap_ms > 0;
}

void
att_pipeline_reset_crossfade (AttPipeline *self)
{
  AttCrossfade *fade = &self->crossfade;

  g_queue_clear_full (&fade->held, (GDestroyNotify) gst_buffer_unref);
  g_queue_clear_full (&fade->late, (GDestroyNotify) gst_event_unref);
  g_clear_pointer (&fade->tail, g_free);
  g_clear_pointer (&fade->to_float, gst_audio_converter_free);
  g_clear_pointer (&fade->from_float, gst_audio_converter_free);
  fade->held_ns = fade->shift = 0;
  fade->armed = fade->next_is_here = FALSE;
}

static void
pass (AttPipeline *self, GstBuffer *buffer)
{
  self->crossfade.passing = TRUE;
  gst_pad_chain (self->out_sink, buffer);
  self->crossfade.passing = FALSE;
}

/* nothing overlaps after all */
static void
release_held (AttPipeline *self)
{
  GstBuffer *buffer;

  while ((buffer = g_queue_pop_head (&self->crossfade.held)) != NULL)
    pass (self, buffer);
  self->crossfade.held_ns = 0;
}

static void
send_late (AttPipeline *self)
{
  GstEvent *event;

  self->crossfade.next_is_here = FALSE;
  while ((event = g_queue_pop_head (&self->crossfade.late)) != NULL)
    gst_pad_send_event (self->out_sink, event);
}

static void
hold (AttPipeline *self, GstBuffer *buffer, gint64 overlap_ms)
{
  AttCrossfade *fade = &self->crossfade;

  g_queue_push_tail (&fade->held, buffer);
  fade->held_ns += GST_BUFFER_DURATION (buffer);
  while (fade->held_ns > (guint64) overlap_ms * GST_MSECOND) /* the stream is longer than it was said to be */
    {
      GstBuffer *first = g_queue_peek_head (&fade->held);

      if (fade->held_ns - GST_BUFFER_DURATION (first) < (guint64) overlap_ms * GST_MSECOND)
        break;
      fade->held_ns -= GST_BUFFER_DURATION (first);
      pass (self, g_queue_pop_head (&fade->held));
    }
}

static gboolean
next_format (AttPipeline *self, GstAudioInfo *info)
{
  *info = self->out_info;
  for (GList *link = self->crossfade.late.head; link != NULL; link = link->next)
    if (GST_EVENT_TYPE (link->data) == GST_EVENT_CAPS)
      {
        GstCaps *caps;

        gst_event_parse_caps (link->data, &caps);
        if (!gst_audio_info_from_caps (info, caps))
          return FALSE;
      }
  return info->layout == GST_AUDIO_LAYOUT_INTERLEAVED;
}

static void
as_float (const GstAudioInfo *info, GstAudioInfo *result)
{
  gst_audio_info_set_format (result, GST_AUDIO_FORMAT_F32, info->rate, info->channels,
                             GST_AUDIO_INFO_IS_UNPOSITIONED (info) ? NULL : info->position);
}

/* makes one piece of what is held, as float in the rate and channels of @next. FALSE: it cannot be laid under that. */
static gboolean
make_tail (AttPipeline *self, const GstAudioInfo *next)
{
  AttCrossfade *fade = &self->crossfade;
  GstAudioInfo tail_info, old = self->out_info, new = *next;
  GstAudioConverter *converter;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize n_old, n;
  gboolean made;

  as_float (next, &tail_info);
  converter = gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, &old, &tail_info, NULL);
  if (converter == NULL)
    return FALSE;
  for (GList *link = fade->held.head; link != NULL; link = link->next)
    {
      GstMapInfo map;

      if (gst_buffer_map (link->data, &map, GST_MAP_READ))
        {
          g_byte_array_append (bytes, map.data, map.size);
          gst_buffer_unmap (link->data, &map);
        }
    }
  n_old = bytes->len / old.bpf;
  n = gst_audio_converter_get_out_frames (converter, n_old);
  made = n > 0;
  if (made)
    {
      gpointer in[1] = { bytes->data }, out[1];

      fade->tail = g_new (float, n * next->channels);
      out[0] = fade->tail;
      made = gst_audio_converter_samples (converter, GST_AUDIO_CONVERTER_FLAG_NONE, in, n_old, out, n);
    }
  gst_audio_converter_free (converter);
  if (made)
    {
      fade->to_float = gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, &new, &tail_info, NULL);
      fade->from_float = gst_audio_converter_new (
          GST_AUDIO_CONVERTER_FLAG_NONE, &tail_info, &new,
          gst_structure_new ("options", GST_AUDIO_CONVERTER_OPT_DITHER_METHOD, GST_TYPE_AUDIO_DITHER_METHOD,
                             GST_AUDIO_DITHER_NONE, NULL));
    }
  if (!made || fade->to_float == NULL || fade->from_float == NULL)
    {
      g_clear_pointer (&fade->tail, g_free);
      return FALSE;
    }
  fade->n_tail = n;
  fade->tail_at = 0;
  fade->shift += gst_util_uint64_scale (n_old, GST_SECOND, old.rate);
  return TRUE;
}

/* the first sample of the next stream is here */
static void
begin_overlap (AttPipeline *self)
{
  AttCrossfade *fade = &self->crossfade;
  GstAudioInfo next;
  gint64 overlap_ms;

  g_mutex_lock (&self->lock);
  overlap_ms = self->at_tap != NULL ? self->at_tap->stream->overlap_ms : 0;
  g_mutex_unlock (&self->lock);
  if (overlap_ms > 0 && next_format (self, &next) && make_tail (self, &next))
    {
      g_mutex_lock (&self->lock);
      if (self->at_tap != NULL)
        self->at_tap->overlap_ms = fade->held_ns / GST_MSECOND;
      g_mutex_unlock (&self->lock);
      g_queue_clear_full (&fade->held, (GDestroyNotify) gst_buffer_unref);
      fade->held_ns = 0;
    }
  release_held (self);
  send_late (self);
}

static float
limit (float x)
{
  if (fabsf (x) <= KNEE)
    return x;
  return copysignf (KNEE + (1 - KNEE) * tanhf ((fabsf (x) - KNEE) / (1 - KNEE)), x);
}

/* @buffer: (transfer full). Equal power: two that have nothing to do with each other are as loud together as one. */
static GstBuffer *
mix (AttPipeline *self, GstBuffer *buffer)
{
  AttCrossfade *fade = &self->crossfade;
  GstAudioInfo *info = &self->out_info;
  gsize size = gst_buffer_get_size (buffer), n = size / info->bpf;
  g_autofree float *samples = g_new (float, MAX (1, n * info->channels));
  GstBuffer *mixed = gst_buffer_new_allocate (NULL, n * info->bpf, NULL);
  GstMapInfo from, to;
  gpointer in[1], middle[1] = { samples }, out[1];

  gst_buffer_copy_into (mixed, buffer, GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
  if (n == 0 || !gst_buffer_map (buffer, &from, GST_MAP_READ))
    {
      gst_buffer_unref (mixed);
      return buffer;
    }
  gst_buffer_map (mixed, &to, GST_MAP_WRITE);
  in[0] = from.data;
  out[0] = to.data;
  gst_audio_converter_samples (fade->to_float, GST_AUDIO_CONVERTER_FLAG_NONE, in, n, middle, n);
  for (gsize i = 0; i < n && fade->tail_at < fade->n_tail; i++, fade->tail_at++)
    {
      float angle = (float) (G_PI_2 * ((double) fade->tail_at / fade->n_tail));
      float falling = cosf (angle), rising = sinf (angle);

      for (int c = 0; c < info->channels; c++)
        {
          float *sample = &samples[i * info->channels + c];

          *sample = limit (falling * fade->tail[fade->tail_at * info->channels + c] + rising * *sample);
        }
    }
  gst_audio_converter_samples (fade->from_float, GST_AUDIO_CONVERTER_FLAG_NONE, middle, n, out, n);
  gst_buffer_unmap (buffer, &from);
  gst_buffer_unmap (mixed, &to);
  gst_buffer_unref (buffer);
  if (fade->tail_at >= fade->n_tail)
    {
      g_clear_pointer (&fade->tail, g_free);
      g_clear_pointer (&fade->to_float, gst_audio_converter_free);
      g_clear_pointer (&fade->from_float, gst_audio_converter_free);
    }
  return mixed;
}

static GstPadProbeReturn
out_buffer (AttPipeline *self, GstPadProbeInfo *info)
{
  AttCrossfade *fade = &self->crossfade;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstClockTime time;
  gint64 begins_ms = 0, overlap_ms;

  if (fade->passing)
    return GST_PAD_PROBE_OK;
  if (fade->next_is_here)
    begin_overlap (self);
  if (fade->tail != NULL)
    {
      GST_PAD_PROBE_INFO_DATA (info) = mix (self, buffer);
      return GST_PAD_PROBE_OK;
    }
  time = gst_segment_to_stream_time (&self->out_segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (GST_CLOCK_TIME_IS_VALID (time) && GST_BUFFER_DURATION_IS_VALID (buffer) && get_overlap (self, &begins_ms, &overlap_ms)
      && self->out_info.layout == GST_AUDIO_LAYOUT_INTERLEAVED)
    {
      if ((gint64) (time / GST_MSECOND) < begins_ms)
        fade->armed = TRUE;
      else if (fade->armed) /* who jumps into the last seconds wants to hear them */
        {
          hold (self, buffer, overlap_ms);
          GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_OK;
          return GST_PAD_PROBE_HANDLED;
        }
    }
  release_held (self);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
out_event (AttPipeline *self, GstPadProbeInfo *info)
{
  AttCrossfade *fade = &self->crossfade;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  guint group_id = 0;
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    {
      att_pipeline_reset_crossfade (self);
      return GST_PAD_PROBE_OK;
    }
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) /* also when the next one had no sound in it */
    {
      release_held (self);
      g_queue_clear_full (&fade->late, (GDestroyNotify) gst_event_unref);
      fade->next_is_here = FALSE;
      return GST_PAD_PROBE_OK;
    }
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    {
      gst_event_parse_group_id (event, &group_id);
      if (group_id != fade->group_id)
        {
          fade->group_id = group_id;
          fade->armed = FALSE;
          fade->next_is_here = fade->held.length > 0;
        }
    }
  if (fade->next_is_here && GST_EVENT_IS_SERIALIZED (event))
    {
      g_queue_push_tail (&fade->late, event);
      return GST_PAD_PROBE_HANDLED;
    }
  switch (GST_EVENT_TYPE (event))
    {
    case GST_EVENT_CAPS:
      release_held (self);
      gst_event_parse_caps (event, &caps);
      if (!gst_audio_info_from_caps (&self->out_info, caps))
        gst_audio_info_init (&self->out_info);
      break;
    case GST_EVENT_SEGMENT:
      release_held (self);
      gst_event_copy_segment (event, &self->out_segment);
      if (fade->shift > 0)
        {
          GstSegment earlier = self->out_segment;
          GstEvent *shifted;

          earlier.base -= MIN (earlier.base, fade->shift);
          shifted = gst_event_new_segment (&earlier);
          gst_event_set_seqnum (shifted, gst_event_get_seqnum (event));
          gst_event_unref (event);
          GST_PAD_PROBE_INFO_DATA (info) = shifted;
        }
      break;
    default:
      break;
    }
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
out_probe_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER ? out_buffer (data, info) : out_event (data, info);
}

void
att_pipeline_watch_out (AttPipeline *self)
{
  gst_pad_add_probe (self->out_sink, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM
                     | GST_PAD_PROBE_TYPE_EVENT_FLUSH, out_probe_cb, self, NULL);
}
