/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-pipeline-private.h"

#include <math.h>

#define NEXT_WAIT_US (500 * 1000) /* about a second of sound is still queued when about-to-finish comes */

void
att_pipeline_post (GstElement *playbin, const char *name, guint64 serial, gboolean sounded, gint64 ms)
{
  GstStructure *structure = gst_structure_new (name, "serial", G_TYPE_UINT64, serial, "sounded", G_TYPE_BOOLEAN,
                                               sounded, "ms", G_TYPE_INT64, ms, NULL);

  gst_element_post_message (playbin, gst_message_new_application (GST_OBJECT (playbin), structure));
}

void
att_pipeline_about_to_finish_cb (GstElement *playbin, AttPipeline *self)
{
  gint64 deadline = g_get_monotonic_time () + NEXT_WAIT_US;
  AttRowEntry *entry = NULL;
  g_autofree char *uri = NULL;
  guint64 serial = 0;

  g_mutex_lock (&self->lock);
  /* playbin takes the old stream down when it is given the next one; while it is still on its way to PLAYING (a track
   * of less than a second) that ends in elements disposed of in a wrong state */
  while (((self->next == NULL && self->next_pending) || !self->settled) && !self->cut)
    if (!g_cond_wait_until (&self->next_found, &self->lock, deadline))
      break;
  if (self->next != NULL && !self->cut)
    {
      entry = att_row_entry_new (g_steal_pointer (&self->next));
      g_queue_push_tail (&self->row, entry);
      self->next_pending = TRUE; /* the main context is about to look for the one after it */
      uri = g_strdup (entry->stream->uri);
      serial = entry->stream->serial;
    }
  g_mutex_unlock (&self->lock);

  if (uri != NULL)
    {
      g_object_set (playbin, "uri", uri, NULL);
      att_pipeline_post (playbin, "att-handed", serial, FALSE, -1);
    }
}

/* the gain for a stream, and the peak that keeps rgvolume from taking some of it back when the peak is unknown */
static void
choose_gain (const AttStream *stream, AttReplayGainMode mode, double *gain_db, double *peak)
{
  const AttGain *gain = &stream->gain;
  gboolean album = mode == ATT_REPLAYGAIN_ALBUM || (mode == ATT_REPLAYGAIN_AUTO && stream->as_album);

  if (isnan (album ? gain->album_gain_db : gain->track_gain_db))
    album = !album;
  *gain_db = album ? gain->album_gain_db : gain->track_gain_db;
  *peak = album ? gain->album_peak : gain->track_peak;
  if (isnan (*gain_db))
    *gain_db = 0;
  if (isnan (*peak) || *peak <= 0)
    *peak = MIN (1.0, pow (10, -*gain_db / 20));
}

static void
link_gain (AttPipeline *self, gboolean linked)
{
  if (linked == self->gain_linked)
    return;
  self->gain_linked = linked;
  if (linked)
    {
      gst_pad_unlink (self->tap_src, self->out_sink);
      gst_pad_link_full (self->tap_src, self->gain_sink, GST_PAD_LINK_CHECK_NOTHING);
      gst_pad_link_full (self->gain_src, self->out_sink, GST_PAD_LINK_CHECK_NOTHING);
    }
  else
    {
      gst_pad_unlink (self->tap_src, self->gain_sink);
      gst_pad_unlink (self->gain_src, self->out_sink);
      gst_pad_link_full (self->tap_src, self->out_sink, GST_PAD_LINK_CHECK_NOTHING);
    }
}

static void
apply_gain (AttPipeline *self, gboolean linked, double gain_db, double peak)
{
  link_gain (self, linked);
  if (linked)
    {
      GstTagList *tags = gst_tag_list_new (GST_TAG_TRACK_GAIN, gain_db, GST_TAG_TRACK_PEAK, peak, NULL);

      gst_pad_push_event (self->tap_src, gst_event_new_tag (tags));
    }
}

/* @time: of the buffer's beginning, in the track */
static void
feed_pcm_tap (AttPipeline *self, AttTrackId track_id, GstBuffer *buffer, GstClockTime time)
{
  GstAudioBuffer audio;
  int n_channels = self->info.channels;
  gpointer out[1];

  if (self->pcm_tap == NULL || self->converter == NULL
      || !gst_audio_buffer_map (&audio, &self->info, buffer, GST_MAP_READ))
    return;
  if (self->pcm_size < audio.n_samples * n_channels)
    {
      self->pcm_size = audio.n_samples * n_channels;
      self->pcm = g_renew (float, self->pcm, self->pcm_size);
    }
  out[0] = self->pcm;
  if (gst_audio_converter_samples (self->converter, 0, audio.planes, audio.n_samples, out, audio.n_samples))
    self->pcm_tap (self->pcm, audio.n_samples, n_channels, self->info.rate, track_id,
                   GST_CLOCK_TIME_IS_VALID (time) ? (gint64) (time / GST_MSECOND) : -1, self->pcm_data);
  gst_audio_buffer_unmap (&audio);
}

static GstPadProbeReturn
tap_buffer (AttPipeline *self, GstPadProbeInfo *info)
{
  gboolean cut_now = FALSE, regain = FALSE, linked = FALSE;
  double gain_db = 0, peak = 1;
  AttTrackId track_id = 0;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstClockTime time = gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));

  g_mutex_lock (&self->lock);
  if (self->at_tap != NULL && !self->at_tap->wanted && !self->at_tap->sounding && !self->cut)
    self->cut = cut_now = TRUE;
  if (self->cut)
    {
      g_mutex_unlock (&self->lock);
      if (cut_now)
        gst_pad_push_event (self->tap_src, gst_event_new_eos ());
      gst_buffer_unref (buffer);
      GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_EOS;
      return GST_PAD_PROBE_HANDLED;
    }
  if (self->at_tap != NULL)
    {
      self->at_tap->sounding = TRUE;
      if (GST_CLOCK_TIME_IS_VALID (time) && GST_BUFFER_DURATION_IS_VALID (buffer))
        self->at_tap->end_ms = (time + GST_BUFFER_DURATION (buffer)) / GST_MSECOND;
      track_id = self->at_tap->stream->track_id;
      regain = self->regain;
      self->regain = FALSE;
      linked = self->mode != ATT_REPLAYGAIN_OFF;
      choose_gain (self->at_tap->stream, self->mode, &gain_db, &peak);
    }
  g_mutex_unlock (&self->lock);

  if (regain)
    apply_gain (self, linked, gain_db, peak);
  g_mutex_lock (&self->pcm_lock);
  feed_pcm_tap (self, track_id, buffer, time);
  g_mutex_unlock (&self->pcm_lock);
  return GST_PAD_PROBE_OK;
}

static AttRowEntry *
entry_after (AttPipeline *self, AttRowEntry *entry)
{
  GList *link = g_queue_find (&self->row, entry);

  return link != NULL && link->next != NULL ? link->next->data : NULL;
}

static void
tap_stream_start (AttPipeline *self, GstEvent *event)
{
  guint group_id = 0;

  gst_event_parse_group_id (event, &group_id);
  g_mutex_lock (&self->lock);
  if (self->at_tap == NULL)
    self->at_tap = g_queue_peek_head (&self->row);
  else if (group_id != self->at_tap->group_id && entry_after (self, self->at_tap) != NULL)
    self->at_tap = entry_after (self, self->at_tap);
  if (self->at_tap != NULL)
    self->at_tap->group_id = group_id;
  self->regain = TRUE;
  g_mutex_unlock (&self->lock);
}

static void
read_gain (GstTagList *tags, const char *gain_tag, const char *peak_tag, float *gain_db, float *peak)
{
  double value;

  if (gst_tag_list_get_double (tags, gain_tag, &value))
    *gain_db = value;
  if (gst_tag_list_get_double (tags, peak_tag, &value))
    *peak = value;
}

/* keeps the file's own gains, in case nobody knows better, and lets none of them through to rgvolume */
static GstEvent *
tap_tags (AttPipeline *self, GstEvent *event)
{
  static const char *const gain_tags[] = { GST_TAG_TRACK_GAIN, GST_TAG_TRACK_PEAK, GST_TAG_ALBUM_GAIN,
                                           GST_TAG_ALBUM_PEAK, GST_TAG_REFERENCE_LEVEL };
  GstTagList *tags, *rest;
  GstEvent *without;

  gst_event_parse_tag (event, &tags);
  g_mutex_lock (&self->lock);
  if (self->at_tap != NULL && !self->at_tap->stream->has_gain)
    {
      AttGain *gain = &self->at_tap->stream->gain;

      read_gain (tags, GST_TAG_TRACK_GAIN, GST_TAG_TRACK_PEAK, &gain->track_gain_db, &gain->track_peak);
      read_gain (tags, GST_TAG_ALBUM_GAIN, GST_TAG_ALBUM_PEAK, &gain->album_gain_db, &gain->album_peak);
      self->regain = TRUE;
    }
  g_mutex_unlock (&self->lock);

  rest = gst_tag_list_copy (tags);
  for (gsize i = 0; i < G_N_ELEMENTS (gain_tags); i++)
    gst_tag_list_remove_tag (rest, gain_tags[i]);
  without = gst_event_new_tag (rest);
  gst_event_set_seqnum (without, gst_event_get_seqnum (event));
  gst_event_unref (event);
  return without;
}

static void
tap_caps (AttPipeline *self, GstEvent *event)
{
  GstAudioInfo out;
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  g_clear_pointer (&self->converter, gst_audio_converter_free);
  if (!gst_audio_info_from_caps (&self->info, caps))
    return;
  gst_audio_info_set_format (&out, GST_AUDIO_FORMAT_F32, self->info.rate, self->info.channels,
                             GST_AUDIO_INFO_IS_UNPOSITIONED (&self->info) ? NULL : self->info.position);
  self->converter = gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, &self->info, &out, NULL);
}

static GstPadProbeReturn
tap_probe_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  AttPipeline *self = data;
  gboolean cut;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    return tap_buffer (self, info);

  g_mutex_lock (&self->lock);
  cut = self->cut;
  g_mutex_unlock (&self->lock);
  if (cut)
    return GST_PAD_PROBE_DROP;

  switch (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)))
    {
    case GST_EVENT_STREAM_START:
      tap_stream_start (self, GST_PAD_PROBE_INFO_EVENT (info));
      break;
    case GST_EVENT_CAPS:
      tap_caps (self, GST_PAD_PROBE_INFO_EVENT (info));
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (GST_PAD_PROBE_INFO_EVENT (info), &self->segment);
      break;
    case GST_EVENT_TAG:
      GST_PAD_PROBE_INFO_DATA (info) = tap_tags (self, GST_PAD_PROBE_INFO_EVENT (info));
      break;
    default:
      break;
    }
  return GST_PAD_PROBE_OK;
}

gboolean
att_pipeline_make_filter (AttPipeline *self, GError **error)
{
  GstElement *filter = gst_bin_new ("att-filter");
  GstElement *tap = gst_element_factory_make ("identity", "tap");
  GstElement *out = gst_element_factory_make ("identity", "out");
  g_autoptr (GstElement) gain = gst_parse_bin_from_description (
      "audioconvert dithering=none ! rgvolume album-mode=false ! rglimiter", TRUE, error);
  g_autoptr (GstPad) tap_sink = NULL, out_src = NULL;

  gst_object_ref_sink (filter);
  if (gain != NULL)
    gst_object_ref_sink (gain);
  if (gain == NULL || tap == NULL || out == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_FAILED,
                             "GStreamer has no “identity” element");
      g_clear_object (&tap);
      g_clear_object (&out);
      gst_object_unref (filter);
      return FALSE;
    }
  gst_bin_add_many (GST_BIN (filter), tap, out, gst_object_ref (gain), NULL);
  tap_sink = gst_element_get_static_pad (tap, "sink");
  out_src = gst_element_get_static_pad (out, "src");
  self->tap_sink = gst_object_ref (tap_sink);
  self->tap_src = gst_element_get_static_pad (tap, "src");
  self->out_sink = gst_element_get_static_pad (out, "sink");
  self->gain_sink = gst_element_get_static_pad (gain, "sink");
  self->gain_src = gst_element_get_static_pad (gain, "src");
  att_pipeline_watch_out (self);
  gst_pad_link (self->tap_src, self->out_sink);
  gst_element_add_pad (filter, gst_ghost_pad_new ("sink", tap_sink));
  gst_element_add_pad (filter, gst_ghost_pad_new ("src", out_src));
  gst_pad_add_probe (tap_sink, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, tap_probe_cb,
                     self, NULL);
  g_object_set (self->playbin, "audio-filter", filter, NULL);
  gst_object_unref (filter);
  return TRUE;
}
