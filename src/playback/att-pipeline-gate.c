/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sink side of the pipeline: the gate, where a stream reaches the sink, and the effects between the two. Their
 * change is heard at once, since nothing waits behind them but the sink's own buffer. An effect that is not wanted is
 * not linked, so that samples pass as they are.
 */
#include "config.h"

#include "att-pipeline-private.h"

static const char *const effect_elements[ATT_N_EFFECTS] = {
  [ATT_EFFECT_TEMPO] = "scaletempo",
  [ATT_EFFECT_EQUALIZER] = "equalizer-10bands name=main ! rglimiter",
  [ATT_EFFECT_FADE] = "volume name=main",
};

static gboolean
is_at_gate (AttPipeline *self, GList *link)
{
  return ((AttRowEntry *) link->data)->group_id == self->gate_group_id;
}

/* tells of the join when a stream's first samples are here */
static void
look_for_join (AttPipeline *self)
{
  GList *link;

  g_mutex_lock (&self->lock);
  for (link = self->row.head; link != NULL && !is_at_gate (self, link);)
    link = link->next;
  while (link != NULL && self->row.head != link) /* more than one if there was no sound in those between */
    {
      AttRowEntry *past = g_queue_pop_head (&self->row), *head = self->row.head->data;

      GstStructure *joined =
          gst_structure_new ("att-joined", "serial", G_TYPE_UINT64, head->stream->serial, "sounded", G_TYPE_BOOLEAN,
                             past->sounding, "ms", G_TYPE_INT64, past->end_ms, "overlap-ms", G_TYPE_INT64,
                             head->overlap_ms, NULL);

      gst_element_post_message (self->playbin, gst_message_new_application (GST_OBJECT (self->playbin), joined));
      att_row_entry_free (past);
    }
  g_mutex_unlock (&self->lock);
}

static void
unlink_src (GstPad *src)
{
  g_autoptr (GstPad) sink = gst_pad_get_peer (src);

  if (sink != NULL)
    gst_pad_unlink (src, sink);
}

static void
link_effects (AttPipeline *self, guint wanted)
{
  GstPad *src = self->gate_src;

  if (wanted == self->effects_linked)
    return;
  self->effects_linked = wanted;
  unlink_src (self->gate_src);
  for (guint i = 0; i < ATT_N_EFFECTS; i++)
    unlink_src (self->effects[i].src);
  for (guint i = 0; i < ATT_N_EFFECTS; i++)
    if (wanted & 1u << i)
      {
        gst_pad_link_full (src, self->effects[i].sink, GST_PAD_LINK_CHECK_NOTHING);
        src = self->effects[i].src;
      }
  gst_pad_link_full (src, self->end_sink, GST_PAD_LINK_CHECK_NOTHING);
}

/* Streams come at the rate of 1, as playbin makes them, and one follows the other in running time. scaletempo wants to
 * be told the rate by the segment; what comes after it is moved in running time by what was saved or lost so far. */
static GstEvent *
make_segment (AttPipeline *self, const GstSegment *in)
{
  GstSegment out = *in;

  out.rate = in->rate * self->gate_speed;
  out.base = self->out_time + (in->base > self->in_time ? (in->base - self->in_time) / self->gate_speed : 0);
  return gst_event_new_segment (&out);
}

/* from this buffer on */
static void
change_speed (AttPipeline *self, GstBuffer *buffer, double speed)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  guint64 running = gst_segment_to_running_time (&self->gate_segment, GST_FORMAT_TIME, pts);
  GstSegment rest = self->gate_segment;

  if (!GST_CLOCK_TIME_IS_VALID (running))
    return;
  self->out_time += running > self->in_time ? (running - self->in_time) / self->gate_speed : 0;
  self->in_time = running;
  self->gate_speed = speed;
  rest.time = gst_segment_to_stream_time (&self->gate_segment, GST_FORMAT_TIME, pts);
  rest.start = rest.position = pts;
  rest.base = running;
  rest.offset = 0;
  self->gate_segment = rest;
  gst_pad_push_event (self->gate_src, make_segment (self, &rest));
}

static void
apply_effects (AttPipeline *self, GstBuffer *buffer)
{
  guint wanted;
  double speed;

  g_mutex_lock (&self->lock);
  wanted = self->effects_wanted;
  speed = self->speed;
  g_mutex_unlock (&self->lock);
  link_effects (self, wanted);
  if (speed != self->gate_speed)
    change_speed (self, buffer, speed);
}

void
att_pipeline_reset_gate (AttPipeline *self)
{
  self->in_time = self->out_time = 0;
}

static void
gate_event (AttPipeline *self, GstPadProbeInfo *info)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event))
    {
    case GST_EVENT_STREAM_START:
      gst_event_parse_group_id (event, &self->gate_group_id);
      break;
    case GST_EVENT_CAPS: /* what an effect computes in is no business of the sink's */
      gst_event_parse_caps (event, &caps);
      for (guint i = 0; i < ATT_N_EFFECTS; i++)
        g_object_set (self->effects[i].restore, "caps", caps, NULL);
      break;
    case GST_EVENT_SEGMENT:
      gst_event_copy_segment (event, &self->gate_segment);
      if (self->gate_segment.format == GST_FORMAT_TIME && (self->gate_speed != 1 || self->in_time != self->out_time))
        {
          GstEvent *timed = make_segment (self, &self->gate_segment);

          gst_event_set_seqnum (timed, gst_event_get_seqnum (event));
          gst_event_unref (event);
          GST_PAD_PROBE_INFO_DATA (info) = timed;
        }
      break;
    case GST_EVENT_FLUSH_STOP:
      att_pipeline_reset_gate (self);
      break;
    default:
      break;
    }
}

static GstPadProbeReturn
gate_probe_cb (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  AttPipeline *self = data;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    {
      look_for_join (self);
      apply_effects (self, GST_PAD_PROBE_INFO_BUFFER (info));
    }
  else
    gate_event (self, info);
  return GST_PAD_PROBE_OK;
}

static void
clear_effects (AttPipeline *self)
{
  gst_clear_object (&self->gate_src);
  gst_clear_object (&self->end_sink);
  for (guint i = 0; i < ATT_N_EFFECTS; i++)
    {
      gst_clear_object (&self->effects[i].main);
      gst_clear_object (&self->effects[i].restore);
      gst_clear_object (&self->effects[i].sink);
      gst_clear_object (&self->effects[i].src);
    }
  self->effects_linked = 0;
}

static gboolean
add_effect (AttPipeline *self, guint effect, GError **error)
{
  g_autofree char *description =
      g_strdup_printf ("audioconvert dithering=none ! %s ! audioconvert ! capsfilter name=restore", effect_elements[effect]);
  GstElement *bin = gst_parse_bin_from_description (description, TRUE, error);

  if (bin == NULL)
    return FALSE;
  gst_bin_add (GST_BIN (self->sink), bin);
  self->effects[effect].main = gst_bin_get_by_name (GST_BIN (bin), "main");
  self->effects[effect].restore = gst_bin_get_by_name (GST_BIN (bin), "restore");
  self->effects[effect].sink = gst_element_get_static_pad (bin, "sink");
  self->effects[effect].src = gst_element_get_static_pad (bin, "src");
  return TRUE;
}

gboolean
att_pipeline_make_sink (AttPipeline *self, const char *sink, GError **error)
{
  g_autofree char *description =
      g_strdup_printf ("identity name=gate ! identity name=end ! %s", sink != NULL ? sink : "autoaudiosink");
  GstElement *bin = gst_parse_bin_from_description (description, TRUE, error);
  g_autoptr (GstElement) gate = NULL, end = NULL;
  g_autoptr (GstPad) gate_sink = NULL;

  if (bin == NULL)
    return FALSE;
  clear_effects (self);
  gst_clear_object (&self->sink);
  self->sink = gst_object_ref_sink (bin);
  self->auto_sink = sink == NULL;
  for (guint i = 0; i < ATT_N_EFFECTS; i++)
    if (!add_effect (self, i, error))
      return FALSE;
  gate = gst_bin_get_by_name (GST_BIN (bin), "gate");
  end = gst_bin_get_by_name (GST_BIN (bin), "end");
  gate_sink = gst_element_get_static_pad (gate, "sink");
  self->gate_src = gst_element_get_static_pad (gate, "src");
  self->end_sink = gst_element_get_static_pad (end, "sink");
  gst_pad_add_probe (gate_sink, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM
                     | GST_PAD_PROBE_TYPE_EVENT_FLUSH, gate_probe_cb, self, NULL);
  g_object_set (self->playbin, "audio-sink", bin, NULL);
  att_pipeline_set_equalizer (self, self->effects_wanted & 1u << ATT_EFFECT_EQUALIZER ? self->equalizer_db : NULL);
  att_pipeline_set_fade (self, self->fade);
  return TRUE;
}

gboolean
att_pipeline_set_sink (AttPipeline *self, const char *sink, GError **error)
{
  att_pipeline_stop (self, TRUE);
  return att_pipeline_make_sink (self, sink, error);
}

void
att_pipeline_clear_sink (AttPipeline *self)
{
  clear_effects (self);
  gst_clear_object (&self->sink);
}

static void
want_effect (AttPipeline *self, guint effect, gboolean wanted)
{
  g_mutex_lock (&self->lock);
  self->effects_wanted = wanted ? self->effects_wanted | 1u << effect : self->effects_wanted & ~(1u << effect);
  g_mutex_unlock (&self->lock);
}

void
att_pipeline_set_equalizer (AttPipeline *self, const double *gains_db)
{
  GstElement *equalizer = self->effects[ATT_EFFECT_EQUALIZER].main;

  for (guint i = 0; gains_db != NULL && i < ATT_EQUALIZER_N_BANDS; i++)
    {
      char name[16];

      g_snprintf (name, sizeof name, "band%u", i);
      self->equalizer_db[i] = gains_db[i];
      g_object_set (equalizer, name, gains_db[i], NULL);
    }
  want_effect (self, ATT_EFFECT_EQUALIZER, gains_db != NULL);
}

void
att_pipeline_set_fade (AttPipeline *self, double level)
{
  self->fade = level;
  g_object_set (self->effects[ATT_EFFECT_FADE].main, "volume", level, NULL);
  want_effect (self, ATT_EFFECT_FADE, level < 1);
}

void
att_pipeline_set_speed (AttPipeline *self, double speed)
{
  g_mutex_lock (&self->lock);
  self->speed = speed;
  g_mutex_unlock (&self->lock);
  want_effect (self, ATT_EFFECT_TEMPO, speed != 1);
}
