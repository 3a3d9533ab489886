/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-decoder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gst/audio/audio.h>

#include "att-decoder-pipeline.h"
#include "att-decoder-route.h"
#include "att-downmix.h"
#include "att-part.h"
#include "att-pcm.h"

#define LOOK_INTERVAL (100 * GST_MSECOND)
#define STALLED_LOOKS 150 /* looked so often, with nothing new: stuck. Counting looks rather than seconds is fair to an
                           * idle process on a busy machine, and leaves a sleeping disk the time to wake up. */
#define DEAD_LOOKS 3
#define MAX_TRIES 4

typedef struct {
  const char *path;
  gboolean has_part;   /* only what is in `part` is wanted */
  AttPart part;
  AttDecoderFunc func;
  gpointer user_data;
  GCancellable *cancellable;

  AttDecoderPipeline line;
  GstBus *bus;
  gint n_blocks;       /* atomic: blocks that have come */
  gboolean died;       /* without a word */
  char *missing;       /* what decodebin had no decoder for */

  int excerpt_s;       /* 0: all of it */
  gboolean is_ready;   /* sought where that is possible, and playing */
  gboolean is_part;    /* what comes is not from the beginning to the end */
  gint64 n_wanted;     /* mono samples still to come of an excerpt */

  /* the streaming thread's until the end of the stream */
  GError *problem;
  GstAudioInfo info;   /* of the blocks that are coming */
  AttDownmix *downmix; /* NULL: nobody listens */
  GArray *unpacked, *floats;
} Decode;

G_DEFINE_QUARK (att-decode-error-quark, att_decode_error)

/* @pcm as floats, whatever they are */
static const float *
as_floats (Decode *self, gconstpointer data, gsize n)
{
  const GstAudioFormatInfo *format = self->info.finfo;
  float *floats;

  if (format->format == GST_AUDIO_FORMAT_F32)
    return data;
  g_array_set_size (self->floats, n);
  floats = (float *) self->floats->data;
  if (format->format == GST_AUDIO_FORMAT_S16)
    att_pcm_from_s16 (floats, data, n);
  else if (format->format == GST_AUDIO_FORMAT_S32)
    att_pcm_from_s32 (floats, data, n);
  else
    {
      g_array_set_size (self->unpacked, n);
      format->unpack_func (format, GST_AUDIO_PACK_FLAG_NONE, self->unpacked->data, data, n);
      if (format->unpack_format == GST_AUDIO_FORMAT_S32)
        att_pcm_from_s32 (floats, (gint32 *) self->unpacked->data, n);
      else /* F64 */
        for (gsize i = 0; i < n; i++)
          floats[i] = ((double *) self->unpacked->data)[i];
    }
  return floats;
}

/* Returns how many frames of @sample come before the part; @n_frames becomes how many are of it. */
static gsize
cut_to_part (const Decode *self, GstSample *sample, gsize *n_frames)
{
  const guint64 pts = GST_BUFFER_PTS (gst_sample_get_buffer (sample));
  const guint64 time = GST_CLOCK_TIME_IS_VALID (pts)
                         ? gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, pts) : pts;
  const guint64 rate = (guint64) self->info.rate;
  gsize before = 0;

  if (!GST_CLOCK_TIME_IS_VALID (time))
    return 0;
  if (time < (guint64) self->part.start_ns)
    before = (gsize) gst_util_uint64_scale_round ((guint64) self->part.start_ns - time, rate, GST_SECOND);
  if (self->part.end_ns >= 0)
    *n_frames = time >= (guint64) self->part.end_ns
                  ? 0 : MIN (*n_frames, (gsize) gst_util_uint64_scale_round ((guint64) self->part.end_ns - time, rate, GST_SECOND));
  before = MIN (before, *n_frames);
  *n_frames -= before;
  return before;
}

static gboolean
take_sample (Decode *self, GstSample *sample, GError **error)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstCaps *caps = gst_sample_get_caps (sample);
  gboolean taken = TRUE;
  const guint8 *data;
  gsize n_frames;
  GstMapInfo map;

  if (caps == NULL || !gst_audio_info_from_caps (&self->info, caps))
    return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_DAMAGED,
                             _("its sample rate or channels make no sense"));
  if (buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_FAILED, _("a block of samples could not be read"));
  n_frames = map.size / GST_AUDIO_INFO_BPF (&self->info);
  data = map.data;
  if (self->has_part)
    data += cut_to_part (self, sample, &n_frames) * GST_AUDIO_INFO_BPF (&self->info);
  if (self->downmix != NULL && n_frames > 0)
    taken = att_downmix_push (self->downmix, as_floats (self, data, n_frames * self->info.channels), n_frames,
                              self->info.channels, self->info.rate);
  gst_buffer_unmap (buffer, &map);
  return taken || att_decoder_fail (self->path, error, ATT_DECODE_ERROR_DAMAGED,
                                    _("its sample rate or channels make no sense"));
}

/* what the listener gets; of an excerpt no more than was asked for */
static void
give_cb (const AttDecodedBlock *whole, gpointer user_data)
{
  Decode *self = user_data;
  AttDecodedBlock block = *whole;

  if (self->excerpt_s > 0)
    {
      block.n_mono = MIN ((gint64) block.n_mono, self->n_wanted);
      self->n_wanted -= block.n_mono;
    }
  self->func (&block, self->user_data);
}

/* On the streaming thread itself: handing each block to another thread costs more than decoding it. */
static GstFlowReturn
new_sample_cb (GstAppSink *sink, gpointer user_data)
{
  Decode *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  gboolean taken;

  if (sample == NULL)
    return GST_FLOW_EOS;
  /* some decoders go on for a while whatever they are told */
  if (g_cancellable_is_cancelled (self->cancellable) || (self->excerpt_s > 0 && self->n_wanted <= 0))
    {
      gst_sample_unref (sample);
      return GST_FLOW_EOS;
    }
  g_clear_error (&self->problem);
  taken = take_sample (self, sample, &self->problem);
  gst_sample_unref (sample);
  g_atomic_int_inc (&self->n_blocks);
  if (taken && self->excerpt_s > 0 && self->n_wanted <= 0)
    {
      self->is_part = TRUE;
      gst_bus_post (self->bus, gst_message_new_application (NULL, gst_structure_new_empty ("enough")));
      return GST_FLOW_EOS;
    }
  return taken ? GST_FLOW_OK : GST_FLOW_ERROR;
}

static gboolean
fail_without_audio (Decode *self, GError **error)
{
  g_autofree char *line = NULL;

  if (self->missing == NULL)
    return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_NOT_AUDIO, _("there is no sound in it"));
  line = g_strdup_printf (_("nothing installed can decode it (%s)"), self->missing);
  return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_NO_DECODER, line);
}

static gboolean
fail_as (Decode *self, const GError *cause, GError **error)
{
  AttDecodeError code = ATT_DECODE_ERROR_DAMAGED;

  if (!g_atomic_int_get (&self->line.has_audio) && (self->missing != NULL || g_atomic_int_get (&self->line.has_other)))
    return fail_without_audio (self, error);
  if (g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND) ||
      g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ) ||
      g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED))
    code = ATT_DECODE_ERROR_NOT_FOUND;
  else if (g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
           g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE))
    code = ATT_DECODE_ERROR_NOT_AUDIO;
  else if (g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND) ||
           g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT) ||
           g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT_NOKEY) ||
           g_error_matches (cause, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    code = ATT_DECODE_ERROR_NO_DECODER;
  return att_decoder_fail (self->path, error, code, cause->message);
}

/* Playlists, pictures and text would want a plugin too, but there would still be no sound in them. */
static gboolean
could_be_audio (const GstStructure *missing)
{
  static const char *const others[] = { "application/sdp", "application/x-hls", "application/dash+xml",
                                        "application/vnd.ms-sstr+xml", "image/", "text/", "subpicture/" };
  const GValue *detail = gst_structure_get_value (missing, "detail");
  const GstCaps *caps = detail != NULL && GST_VALUE_HOLDS_CAPS (detail) ? gst_value_get_caps (detail) : NULL;

  for (gsize i = 0; caps != NULL && gst_caps_get_size (caps) > 0 && i < G_N_ELEMENTS (others); i++)
    if (g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), others[i]))
      return FALSE;
  return TRUE;
}

/* As go_to_the_middle(), for a part of a file: to its beginning, or to the middle of it. Where nothing can be sought,
 * what is outside is thrown away as it comes. */
static void
go_to_the_part (Decode *self)
{
  const gint64 wanted = self->excerpt_s * GST_SECOND;
  gint64 start = self->part.start_ns, end = self->part.end_ns;

  self->is_ready = TRUE;
  if (end < 0 && !gst_element_query_duration (self->line.pipeline, GST_FORMAT_TIME, &end))
    end = -1;
  if (self->excerpt_s > 0 && end - start < 2 * wanted)
    self->excerpt_s = 0;
  else if (self->excerpt_s > 0)
    {
      self->is_part = TRUE;
      start += (end - start - wanted) / 2;
    }
  gst_element_seek (self->line.pipeline, 1, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                    GST_SEEK_TYPE_SET, start, self->part.end_ns < 0 ? GST_SEEK_TYPE_NONE : GST_SEEK_TYPE_SET,
                    self->part.end_ns);
  gst_element_set_state (self->line.pipeline, GST_STATE_PLAYING);
}

/* The pipeline is filled: it knows how long the file is, and can be moved about in. */
static void
go_to_the_middle (Decode *self)
{
  gint64 wanted = self->excerpt_s * GST_SECOND, duration = -1;

  self->is_ready = TRUE;
  if (!gst_element_query_duration (self->line.pipeline, GST_FORMAT_TIME, &duration))
    duration = -1;
  if (duration >= 0 && duration < 2 * wanted)
    self->excerpt_s = 0; /* all of it costs hardly more */
  else if (duration > 0)
    self->is_part = gst_element_seek_simple (self->line.pipeline, GST_FORMAT_TIME,
                                             GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT, (duration - wanted) / 2);
  gst_element_set_state (self->line.pipeline, GST_STATE_PLAYING);
}

/* Waits up to @timeout for what the bus has to say, and reads all of it. Returns FALSE on an error. */
static gboolean
read_bus (Decode *self, GstClockTime timeout, gboolean *ended, GError **error)
{
  const GstMessageType wanted = GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS |
                                GST_MESSAGE_APPLICATION | GST_MESSAGE_ASYNC_DONE;
  GstMessage *message;

  while ((message = gst_bus_timed_pop_filtered (self->bus, timeout, wanted)) != NULL)
    {
      const GstStructure *structure = gst_message_get_structure (message);
      g_autoptr (GError) cause = NULL;

      timeout = 0;
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        gst_message_parse_error (message, &cause, NULL);
      else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE)
        {
          if (!self->is_ready && self->has_part)
            go_to_the_part (self);
          else if (!self->is_ready)
            go_to_the_middle (self);
        }
      else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS || GST_MESSAGE_TYPE (message) == GST_MESSAGE_APPLICATION)
        {
          if (ended != NULL)
            *ended = TRUE;
        }
      else if (structure != NULL && gst_structure_has_name (structure, "missing-plugin"))
        {
          if (!could_be_audio (structure))
            g_atomic_int_set (&self->line.has_other, TRUE);
          else if (self->missing == NULL)
            self->missing = g_strdup (gst_structure_get_string (structure, "name"));
        }
      gst_message_unref (message);
      if (cause != NULL && self->problem != NULL) /* it is what our own refusal looks like from above */
        {
          g_propagate_error (error, g_steal_pointer (&self->problem));
          return FALSE;
        }
      if (cause != NULL)
        return fail_as (self, cause, error);
    }
  return TRUE;
}

static gboolean
decode_all (Decode *self, GCancellable *cancellable, GError **error)
{
  int n_blocks = 0;
  guint n_empty = 0, n_dead = 0;

  self->is_ready = self->excerpt_s == 0 && !self->has_part;
  if (gst_element_set_state (self->line.pipeline, self->is_ready ? GST_STATE_PLAYING : GST_STATE_PAUSED) ==
      GST_STATE_CHANGE_FAILURE)
    return read_bus (self, 0, NULL, error) &&
           att_decoder_fail (self->path, error, ATT_DECODE_ERROR_FAILED, _("GStreamer would not start"));
  for (gboolean ended = FALSE; !ended;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !read_bus (self, LOOK_INTERVAL, &ended, error))
        return FALSE;
      if (ended)
        break;
      if (g_atomic_int_get (&self->line.all_seen) && !g_atomic_int_get (&self->line.has_audio))
        return fail_without_audio (self, error);
      if (g_atomic_int_get (&self->n_blocks) != n_blocks)
        {
          n_blocks = g_atomic_int_get (&self->n_blocks);
          n_empty = n_dead = 0;
          continue;
        }
      n_dead = att_decoder_pipeline_is_alive (&self->line) ? 0 : n_dead + 1;
      if (n_dead == DEAD_LOOKS)
        {
          self->died = TRUE;
          return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_DAMAGED, _("the decoder gives up on it"));
        }
      if (++n_empty == STALLED_LOOKS)
        return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_DAMAGED,
                                 _("it never ends, and nothing comes out of it"));
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error)) /* the streaming thread may have seen it first */
    return FALSE;
  if (!GST_AUDIO_INFO_IS_VALID (&self->info))
    return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_DAMAGED, _("no sound could be decoded from it"));
  return TRUE;
}

/* A pipe or a device could keep us waiting for ever. */
static gboolean
check_file (const Decode *self, GError **error)
{
  GStatBuf status;

  if (g_stat (self->path, &status) != 0)
    return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_NOT_FOUND, g_strerror (errno));
  if (!S_ISREG (status.st_mode))
    return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_NOT_AUDIO, _("it is not a file"));
  if (status.st_size == 0)
    return att_decoder_fail (self->path, error, ATT_DECODE_ERROR_NOT_AUDIO, _("it is empty"));
  return TRUE;
}

/* Once, @route NULL: by decodebin */
static gboolean
decode (Decode *self, const AttDecoderRoute *route, int excerpt_s, GError **error)
{
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };
  gboolean done;

  g_clear_error (&self->problem);
  self->line = (AttDecoderPipeline){ 0 };
  self->died = self->is_part = FALSE;
  self->n_blocks = 0;
  self->excerpt_s = excerpt_s;
  self->n_wanted = (gint64) excerpt_s * ATT_DECODER_RATE;
  gst_audio_info_init (&self->info);
  if (self->func != NULL)
    self->downmix = att_downmix_new (give_cb, self);
  done = att_decoder_pipeline_build (&self->line, self->path, route, &callbacks, self, error);
  self->bus = gst_element_get_bus (self->line.pipeline);
  done = done && decode_all (self, self->cancellable, error);
  att_decoder_pipeline_stop (&self->line);
  if (done && self->downmix != NULL)
    att_downmix_drain (self->downmix);
  g_clear_pointer (&self->bus, gst_object_unref);
  g_clear_pointer (&self->downmix, att_downmix_free);
  att_decoder_pipeline_clear (&self->line);
  return done;
}

gboolean
att_decoder_run_excerpt (const char *path, int seconds, gboolean *is_whole, AttDecoderFunc func, gpointer user_data,
                         GCancellable *cancellable, GError **error)
{
  g_autofree char *file = att_part_place_path (path);
  Decode self = { .path = file, .func = func, .user_data = user_data, .cancellable = cancellable };
  g_autoptr (GError) init_error = NULL;
  g_autoptr (GError) cause = NULL;
  AttDecoderRoute route;
  gboolean done = FALSE;

  self.has_part = *path != '/' && att_part_of_uri (path, &self.part);
  if (!check_file (&self, error))
    return FALSE;
  if (!gst_init_check (NULL, NULL, &init_error))
    return att_decoder_fail (file, error, ATT_DECODE_ERROR_FAILED, init_error->message);
  self.floats = g_array_new (FALSE, FALSE, sizeof (float));
  self.unpacked = g_array_new (FALSE, FALSE, sizeof (double));
  if (att_decoder_route_for_file (file, &route))
    done = decode (&self, &route, seconds, &cause);
  /* what our own way does not get a sound out of, decodebin may know */
  for (guint n_tries = 0; !done && self.n_blocks == 0 && n_tries < MAX_TRIES; n_tries++)
    {
      if (cause != NULL && (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || (n_tries > 0 && !self.died)))
        break;
      g_clear_error (&cause);
      done = decode (&self, NULL, seconds, &cause);
    }
  g_array_unref (self.floats);
  g_array_unref (self.unpacked);
  g_free (self.missing);
  g_clear_error (&self.problem);
  if (is_whole != NULL)
    *is_whole = !self.is_part;
  if (!done)
    g_propagate_error (error, g_steal_pointer (&cause));
  return done;
}

gboolean
att_decoder_run (const char *path, AttDecoderFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  return att_decoder_run_excerpt (path, 0, NULL, func, user_data, cancellable, error);
}
