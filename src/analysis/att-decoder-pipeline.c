/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-decoder-pipeline.h"

#include <glib/gi18n-lib.h>
#include <gst/audio/audio.h>
#include <string.h>

#define MAX_QUEUED (16 * 1024 * 1024) /* bytes between demuxer and decoder: most files whole, so that two threads do not
                                       * wake each other for every packet */

/* GstAutoplugSelectResult of decodebin; not in a public header */
enum { AUTOPLUG_TRY, AUTOPLUG_EXPOSE };

gboolean
att_decoder_fail (const char *path, GError **error, AttDecodeError code, const char *cause)
{
  g_autofree char *name = g_filename_display_name (path);
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
  AttDecoderPipeline *self = user_data;
  GstElementFactory *factory = gst_element_get_factory (element);

  if (factory == NULL || !g_strv_contains (hasty, GST_OBJECT_NAME (factory)) || self->held != NULL)
    return;
  self->held = gst_element_get_static_pad (element, "src");
  if (self->held != NULL)
    self->hold_id = gst_pad_add_probe (self->held, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, hold_cb, NULL, NULL);
}

static void
let_go (AttDecoderPipeline *self)
{
  if (self->hold_id != 0)
    gst_pad_remove_probe (self->held, self->hold_id);
  self->hold_id = 0;
}

static void
pad_added_cb (GstElement *decodebin, GstPad *pad, gpointer user_data)
{
  AttDecoderPipeline *self = user_data;
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
add_route (AttDecoderPipeline *self, const AttDecoderRoute *route, GstPad *from)
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
  AttDecoderPipeline *self = user_data;
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
  AttDecoderPipeline *self = user_data;

  self->is_taken = FALSE;
  g_atomic_int_set (&self->all_seen, TRUE);
}

static void
no_more_pads_cb (GstElement *decodebin, gpointer user_data)
{
  AttDecoderPipeline *self = user_data;

  g_atomic_int_set (&self->all_seen, TRUE);
  let_go (self);
}

static gboolean
add_decodebin (AttDecoderPipeline *self, const char *path, GstElement *source, GError **error)
{
  GstElement *decodebin = gst_element_factory_make ("decodebin", NULL);
  GstElement *convert = gst_element_factory_make ("audioconvert", NULL);
  g_autoptr (GstPad) output = NULL;

  if (decodebin == NULL || convert == NULL)
    {
      g_clear_pointer (&decodebin, gst_object_unref);
      g_clear_pointer (&convert, gst_object_unref);
      return att_decoder_fail (path, error, ATT_DECODE_ERROR_FAILED, _("GStreamer's base plugins are not installed"));
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
add_elements (AttDecoderPipeline *self, GstElement *source, const AttDecoderRoute *route)
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

gboolean
att_decoder_pipeline_build (AttDecoderPipeline *self, const char *path, const AttDecoderRoute *route,
                            GstAppSinkCallbacks *callbacks, gpointer user_data, GError **error)
{
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *sink = gst_element_factory_make ("appsink", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (
    "audio/x-raw, format={ " GST_AUDIO_NE (F32) ", " GST_AUDIO_NE (S16) ", " GST_AUDIO_NE (S32) " }, layout=interleaved;"
    "audio/x-raw, layout=interleaved");

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  if (source == NULL || sink == NULL)
    {
      g_clear_pointer (&source, gst_object_unref);
      g_clear_pointer (&sink, gst_object_unref);
      return att_decoder_fail (path, error, ATT_DECODE_ERROR_FAILED, _("GStreamer's base plugins are not installed"));
    }
  gst_bin_add_many (GST_BIN (self->pipeline), source, sink, NULL);
  g_object_set (source, "location", path, NULL);
  g_object_set (sink, "caps", caps, "sync", FALSE, "max-buffers", 16, "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), callbacks, user_data, NULL);
  self->input = gst_element_get_static_pad (sink, "sink");
  if (route == NULL)
    return add_decodebin (self, path, source, error);
  if (!add_elements (self, source, route))
    return att_decoder_fail (path, error, ATT_DECODE_ERROR_DAMAGED, _("no sound could be decoded from it"));
  return TRUE;
}

gboolean
att_decoder_pipeline_is_alive (AttDecoderPipeline *self)
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

void
att_decoder_pipeline_stop (AttDecoderPipeline *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  let_go (self);
}

void
att_decoder_pipeline_clear (AttDecoderPipeline *self)
{
  g_clear_pointer (&self->input, gst_object_unref);
  g_clear_pointer (&self->held, gst_object_unref);
  g_clear_pointer (&self->pipeline, gst_object_unref);
}
