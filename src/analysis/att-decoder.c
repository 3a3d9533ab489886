/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-decoder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>
#include <gst/gst.h>
#include <string.h>

#include "att-decoder-route.h"
#include "att-downmix.h"
#include "att-pcm.h"

#define LOOK_INTERVAL (100 * GST_MSECOND)
#define STALLED_LOOKS 150 /* looked so often, with nothing new: stuck. Counting looks rather than seconds is fair to an
                           * idle process on a busy machine, and leaves a sleeping disk the time to wake up. */
#define DEAD_LOOKS 3
#define MAX_TRIES 4
#define MAX_QUEUED (16 * 1024 * 1024) /* bytes between demuxer and decoder: most files whole, so that two threads do not
                                       * wake each other for every packet */

/* GstAutoplugSelectResult of decodebin; not in a public header */
enum { AUTOPLUG_TRY, AUTOPLUG_EXPOSE };

typedef struct {
  const char *path;
  AttDecoderFunc func;
  gpointer user_data;
  GCancellable *cancellable;

  GstElement *pipeline;
  GstPad *input;       /* of the part that takes samples */
  GstBus *bus;
  gboolean is_taken;   /* the streaming thread's: a stream of this part of the file is linked */
  GstPad *held;        /* see element_added_cb() */
  gulong hold_id;
  gint has_audio;      /* atomic, like the next: set by decodebin's thread */
  gint has_other;      /* pictures, or what we do not follow */
  gint all_seen;       /* the file has no more streams */
  gint n_blocks;       /* blocks that have come */
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

static gboolean
fail (const Decode *self, GError **error, AttDecodeError code, const char *cause)
{
  g_autofree char *name = g_filename_display_name (self->path);
  g_autofree char *line = g_strdup (cause);

  g_strdelimit (line, "\r\n", ' ');
  g_set_error (error, ATT_DECODE_ERROR, code, "%s: %s", name, g_strstrip (line));
  return FALSE;
}

/* Pictures are left undecoded, and whatever would go and fetch something is not let in. */
static int
autoplug_select_cb (GstElement *decodebin, GstPad *pad, GstCaps *caps, GstElementFactory *factory, gpointer user_data)
{
  const char *klass = gst_element_factory_get_metadata (factory, GST_ELEMENT_METADATA_KLASS);

  if (gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DECODER |
                                        GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO | GST_ELEMENT_FACTORY_TYPE_MEDIA_IMAGE |
                                        GST_ELEMENT_FACTORY_TYPE_MEDIA_SUBTITLE))
    return AUTOPLUG_EXPOSE;
  if (klass != NULL && (strstr (klass, "Adaptive") != NULL || strstr (klass, "Network") != NULL))
    return AUTOPLUG_EXPOSE;
  return AUTOPLUG_TRY;
}

static GstPadProbeReturn
hold_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  return GST_PAD_PROBE_OK; /* blocked until the probe is removed */
}

/* These run a thread of their own and have their pad from the start: they may push before decodebin (1.22) has shown
 * that pad, find nothing linked and give up, decodebin swallows the error, and nothing would ever come. So they
 * wait. */
static const char *const hasty[] = { "aiffparse", "musepackdec", NULL };

static void
element_added_cb (GstBin *decodebin, GstElement *element, gpointer user_data)
{
  Decode *self = user_data;
  GstElementFactory *factory = gst_element_get_factory (element);

  if (factory == NULL || !g_strv_contains (hasty, GST_OBJECT_NAME (factory)) || self->held != NULL)
    return;
  self->held = gst_element_get_static_pad (element, "src");
  if (self->held != NULL)
    self->hold_id = gst_pad_add_probe (self->held, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, hold_cb, NULL, NULL);
}

static void
let_go (Decode *self)
{
  if (self->hold_id != 0)
    gst_pad_remove_probe (self->held, self->hold_id);
  self->hold_id = 0;
}

static void
pad_added_cb (GstElement *decodebin, GstPad *pad, gpointer user_data)
{
  Decode *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  if (gst_caps_is_empty (caps) || gst_caps_is_any (caps) ||
      !gst_structure_has_name (gst_caps_get_structure (caps, 0), "audio/x-raw"))
    {
      g_atomic_int_set (&self->has_other, TRUE);
      return;
    }
  /* linked already: a second stream. Not so the next part of a chained file: its predecessor's pad is gone by now. */
  if (!gst_pad_is_linked (self->input) && gst_pad_link (pad, self->input) == GST_PAD_LINK_OK)
    g_atomic_int_set (&self->has_audio, TRUE);
}

/* Adds the elements of @route and links each to the one before, the first of them to @from, a pad. Returns the last. */
static GstElement *
add_route (Decode *self, const AttDecoderRoute *route, GstPad *from)
{
  GstElement *last = NULL;

  for (gsize i = 0; route->elements[i] != NULL; i++)
    {
      GstElement *element = gst_element_factory_make (route->elements[i], NULL);
      g_autoptr (GstPad) sink = NULL;

      if (element == NULL)
        return NULL;
      gst_bin_add (GST_BIN (self->pipeline), element);
      sink = gst_element_get_static_pad (element, "sink");
      if (last == NULL ? gst_pad_link (from, sink) != GST_PAD_LINK_OK : !gst_element_link (last, element))
        return NULL;
      last = element;
    }
  return last;
}

/* A container shows its streams. Those of the next part of a chained file come while the last part's are still there:
 * they get a decoder of their own. */
static void
stream_added_cb (GstElement *demuxer, GstPad *pad, gpointer user_data)
{
  Decode *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstPad) output = NULL;
  g_autoptr (GstPad) before = NULL;
  AttDecoderRoute route;
  GstElement *last;

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  if (self->is_taken)
    return;
  if (!att_decoder_route_for_stream (caps, &route) || (last = add_route (self, &route, pad)) == NULL)
    {
      g_atomic_int_set (&self->has_other, TRUE);
      return;
    }
  before = gst_pad_get_peer (self->input);
  if (before != NULL)
    gst_pad_unlink (before, self->input);
  output = gst_element_get_static_pad (last, "src");
  if (gst_pad_link (output, self->input) != GST_PAD_LINK_OK)
    return;
  self->is_taken = TRUE;
  for (gsize i = 0; route.elements[i] != NULL; i++)
    {
      g_autoptr (GstPad) sink = gst_element_get_static_pad (last, "sink");
      g_autoptr (GstPad) peer = gst_pad_get_peer (sink);
      g_autoptr (GstElement) previous = peer != NULL ? gst_pad_get_parent_element (peer) : NULL;

      gst_element_sync_state_with_parent (last);
      if (previous == NULL || previous == demuxer)
        break;
      last = previous;
    }
  g_atomic_int_set (&self->has_audio, TRUE);
}

static void
streams_added_cb (GstElement *demuxer, gpointer user_data)
{
  Decode *self = user_data;

  self->is_taken = FALSE;
  g_atomic_int_set (&self->all_seen, TRUE);
}

static void
no_more_pads_cb (GstElement *decodebin, gpointer user_data)
{
  Decode *self = user_data;

  g_atomic_int_set (&self->all_seen, TRUE);
  let_go (self);
}

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

static gboolean
take_sample (Decode *self, GstSample *sample, GError **error)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstCaps *caps = gst_sample_get_caps (sample);
  gboolean taken = TRUE;
  gsize n_frames;
  GstMapInfo map;

  if (caps == NULL || !gst_audio_info_from_caps (&self->info, caps))
    return fail (self, error, ATT_DECODE_ERROR_DAMAGED, _("its sample rate or channels make no sense"));
  if (buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return fail (self, error, ATT_DECODE_ERROR_FAILED, _("a block of samples could not be read"));
  n_frames = map.size / GST_AUDIO_INFO_BPF (&self->info);
  if (self->downmix != NULL && n_frames > 0)
    taken = att_downmix_push (self->downmix, as_floats (self, map.data, n_frames * self->info.channels), n_frames,
                              self->info.channels, self->info.rate);
  gst_buffer_unmap (buffer, &map);
  return taken || fail (self, error, ATT_DECODE_ERROR_DAMAGED, _("its sample rate or channels make no sense"));
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
add_decodebin (Decode *self, GstElement *source, GError **error)
{
  GstElement *decodebin = gst_element_factory_make ("decodebin", NULL);
  GstElement *convert = gst_element_factory_make ("audioconvert", NULL);
  g_autoptr (GstPad) output = NULL;

  if (decodebin == NULL || convert == NULL)
    {
      g_clear_pointer (&decodebin, gst_object_unref);
      g_clear_pointer (&convert, gst_object_unref);
      return fail (self, error, ATT_DECODE_ERROR_FAILED, _("GStreamer's base plugins are not installed"));
    }
  gst_bin_add_many (GST_BIN (self->pipeline), decodebin, convert, NULL);
  g_object_set (decodebin, "max-size-bytes", MAX_QUEUED, "max-size-buffers", G_MAXINT, NULL);
  g_object_set (convert, "dithering", 0, NULL);
  g_signal_connect (decodebin, "autoplug-select", G_CALLBACK (autoplug_select_cb), NULL);
  g_signal_connect (decodebin, "element-added", G_CALLBACK (element_added_cb), self);
  g_signal_connect (decodebin, "pad-added", G_CALLBACK (pad_added_cb), self);
  g_signal_connect (decodebin, "no-more-pads", G_CALLBACK (no_more_pads_cb), self);
  gst_element_link (source, decodebin);
  output = gst_element_get_static_pad (convert, "src");
  gst_pad_link (output, self->input);
  gst_object_unref (self->input);
  self->input = gst_element_get_static_pad (convert, "sink");
  return TRUE;
}

static gboolean
add_elements (Decode *self, GstElement *source, const AttDecoderRoute *route)
{
  g_autoptr (GstPad) from = gst_element_get_static_pad (source, "src");
  g_autoptr (GstPad) output = NULL;
  GstElement *last = add_route (self, route, from);

  if (last == NULL)
    return FALSE;
  if (route->is_container)
    {
      g_signal_connect (last, "pad-added", G_CALLBACK (stream_added_cb), self);
      g_signal_connect (last, "no-more-pads", G_CALLBACK (streams_added_cb), self);
      return TRUE;
    }
  output = gst_element_get_static_pad (last, "src");
  self->has_audio = self->all_seen = TRUE;
  return gst_pad_link (output, self->input) == GST_PAD_LINK_OK;
}

/* @route NULL: by decodebin */
static gboolean
build (Decode *self, const AttDecoderRoute *route, GError **error)
{
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *sink = gst_element_factory_make ("appsink", NULL);
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };
  g_autoptr (GstCaps) caps = gst_caps_from_string (
    "audio/x-raw, format={ " GST_AUDIO_NE (F32) ", " GST_AUDIO_NE (S16) ", " GST_AUDIO_NE (S32) " }, layout=interleaved;"
    "audio/x-raw, layout=interleaved");

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->bus = gst_element_get_bus (self->pipeline);
  if (source == NULL || sink == NULL)
    {
      g_clear_pointer (&source, gst_object_unref);
      g_clear_pointer (&sink, gst_object_unref);
      return fail (self, error, ATT_DECODE_ERROR_FAILED, _("GStreamer's base plugins are not installed"));
    }
  gst_bin_add_many (GST_BIN (self->pipeline), source, sink, NULL);
  g_object_set (source, "location", self->path, NULL);
  g_object_set (sink, "caps", caps, "sync", FALSE, "max-buffers", 16, "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  self->input = gst_element_get_static_pad (sink, "sink");
  if (route == NULL)
    return add_decodebin (self, source, error);
  if (!add_elements (self, source, route))
    return fail (self, error, ATT_DECODE_ERROR_DAMAGED, _("no sound could be decoded from it"));
  return TRUE;
}

static gboolean
fail_without_audio (Decode *self, GError **error)
{
  g_autofree char *line = NULL;

  if (self->missing == NULL)
    return fail (self, error, ATT_DECODE_ERROR_NOT_AUDIO, _("there is no sound in it"));
  line = g_strdup_printf (_("nothing installed can decode it (%s)"), self->missing);
  return fail (self, error, ATT_DECODE_ERROR_NO_DECODER, line);
}

static gboolean
fail_as (Decode *self, const GError *cause, GError **error)
{
  AttDecodeError code = ATT_DECODE_ERROR_DAMAGED;

  if (!g_atomic_int_get (&self->has_audio) && (self->missing != NULL || g_atomic_int_get (&self->has_other)))
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
  return fail (self, error, code, cause->message);
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

/* The pipeline is filled: it knows how long the file is, and can be moved about in. */
static void
go_to_the_middle (Decode *self)
{
  gint64 wanted = self->excerpt_s * GST_SECOND, duration = -1;

  self->is_ready = TRUE;
  if (!gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration))
    duration = -1;
  if (duration >= 0 && duration < 2 * wanted)
    self->excerpt_s = 0; /* all of it costs hardly more */
  else if (duration > 0)
    self->is_part = gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME,
                                             GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT, (duration - wanted) / 2);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
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
          if (!self->is_ready)
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
            g_atomic_int_set (&self->has_other, TRUE);
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

/* Is any thread of the pipeline still at work, or waiting for room to go on? decodebin (1.22) now and then swallows the
 * error of an element it is just trying: then all have stopped, and nobody says so. */
static gboolean
is_alive (Decode *self)
{
  GstIterator *elements = gst_bin_iterate_recurse (GST_BIN (self->pipeline));
  GValue element = G_VALUE_INIT;
  gboolean alive = FALSE;
  GstIteratorResult result;

  while (!alive && (result = gst_iterator_next (elements, &element)) != GST_ITERATOR_DONE)
    {
      if (result == GST_ITERATOR_ERROR)
        break;
      if (result == GST_ITERATOR_RESYNC)
        {
          gst_iterator_resync (elements);
          continue;
        }
      GST_OBJECT_LOCK (g_value_get_object (&element));
      for (GList *l = GST_ELEMENT (g_value_get_object (&element))->pads; l != NULL; l = l->next)
        {
          GST_OBJECT_LOCK (l->data);
          alive |= GST_PAD_TASK (l->data) != NULL && gst_task_get_state (GST_PAD_TASK (l->data)) == GST_TASK_STARTED;
          GST_OBJECT_UNLOCK (l->data);
        }
      GST_OBJECT_UNLOCK (g_value_get_object (&element));
      g_value_reset (&element);
    }
  g_value_unset (&element);
  gst_iterator_free (elements);
  return alive;
}

static gboolean
decode_all (Decode *self, GCancellable *cancellable, GError **error)
{
  int n_blocks = 0;
  guint n_empty = 0, n_dead = 0;

  self->is_ready = self->excerpt_s == 0;
  if (gst_element_set_state (self->pipeline, self->is_ready ? GST_STATE_PLAYING : GST_STATE_PAUSED) ==
      GST_STATE_CHANGE_FAILURE)
    return read_bus (self, 0, NULL, error) &&
           fail (self, error, ATT_DECODE_ERROR_FAILED, _("GStreamer would not start"));
  for (gboolean ended = FALSE; !ended;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !read_bus (self, LOOK_INTERVAL, &ended, error))
        return FALSE;
      if (ended)
        break;
      if (g_atomic_int_get (&self->all_seen) && !g_atomic_int_get (&self->has_audio))
        return fail_without_audio (self, error);
      if (g_atomic_int_get (&self->n_blocks) != n_blocks)
        {
          n_blocks = g_atomic_int_get (&self->n_blocks);
          n_empty = n_dead = 0;
          continue;
        }
      n_dead = is_alive (self) ? 0 : n_dead + 1;
      if (n_dead == DEAD_LOOKS)
        {
          self->died = TRUE;
          return fail (self, error, ATT_DECODE_ERROR_DAMAGED, _("the decoder gives up on it"));
        }
      if (++n_empty == STALLED_LOOKS)
        return fail (self, error, ATT_DECODE_ERROR_DAMAGED, _("it never ends, and nothing comes out of it"));
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error)) /* the streaming thread may have seen it first */
    return FALSE;
  if (!GST_AUDIO_INFO_IS_VALID (&self->info))
    return fail (self, error, ATT_DECODE_ERROR_DAMAGED, _("no sound could be decoded from it"));
  return TRUE;
}

/* A pipe or a device could keep us waiting for ever. */
static gboolean
check_file (const Decode *self, GError **error)
{
  GStatBuf status;

  if (g_stat (self->path, &status) != 0)
    return fail (self, error, ATT_DECODE_ERROR_NOT_FOUND, g_strerror (errno));
  if (!S_ISREG (status.st_mode))
    return fail (self, error, ATT_DECODE_ERROR_NOT_AUDIO, _("it is not a file"));
  if (status.st_size == 0)
    return fail (self, error, ATT_DECODE_ERROR_NOT_AUDIO, _("it is empty"));
  return TRUE;
}

static void
take_down (Decode *self)
{
  g_clear_pointer (&self->input, gst_object_unref);
  g_clear_pointer (&self->bus, gst_object_unref);
  g_clear_pointer (&self->held, gst_object_unref);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  g_clear_pointer (&self->downmix, att_downmix_free);
}

/* Once, @route NULL: by decodebin */
static gboolean
decode (Decode *self, const AttDecoderRoute *route, int excerpt_s, GError **error)
{
  gboolean done;

  g_clear_error (&self->problem);
  self->has_audio = self->has_other = self->all_seen = self->died = self->is_taken = self->is_part = FALSE;
  self->n_blocks = 0;
  self->excerpt_s = excerpt_s;
  self->n_wanted = (gint64) excerpt_s * ATT_DECODER_RATE;
  gst_audio_info_init (&self->info);
  if (self->func != NULL)
    self->downmix = att_downmix_new (give_cb, self);
  done = build (self, route, error) && decode_all (self, self->cancellable, error);
  gst_element_set_state (self->pipeline, GST_STATE_NULL); /* no block comes after this */
  let_go (self);
  if (done && self->downmix != NULL)
    att_downmix_drain (self->downmix);
  take_down (self);
  return done;
}

gboolean
att_decoder_run_excerpt (const char *path, int seconds, gboolean *is_whole, AttDecoderFunc func, gpointer user_data,
                         GCancellable *cancellable, GError **error)
{
  Decode self = { .path = path, .func = func, .user_data = user_data, .cancellable = cancellable };
  g_autoptr (GError) init_error = NULL;
  g_autoptr (GError) cause = NULL;
  AttDecoderRoute route;
  gboolean done = FALSE;

  if (!check_file (&self, error))
    return FALSE;
  if (!gst_init_check (NULL, NULL, &init_error))
    return fail (&self, error, ATT_DECODE_ERROR_FAILED, init_error->message);
  self.floats = g_array_new (FALSE, FALSE, sizeof (float));
  self.unpacked = g_array_new (FALSE, FALSE, sizeof (double));
  if (att_decoder_route_for_file (path, &route))
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
