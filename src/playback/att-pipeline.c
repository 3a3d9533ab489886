/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-part-source.h"
#include "att-pipeline-private.h"

#include <glib/gi18n-lib.h>
#include <gst/audio/streamvolume.h>

#define NETWORK_TIMEOUT_S 10

AttStream *
att_stream_copy (const AttStream *stream)
{
  AttStream *copy = g_memdup2 (stream, sizeof *stream);

  copy->uri = g_strdup (stream->uri);
  copy->name = g_strdup (stream->name);
  return copy;
}

void
att_stream_free (AttStream *stream)
{
  g_free (stream->uri);
  g_free (stream->name);
  g_free (stream);
}

AttRowEntry *
att_row_entry_new (AttStream *stream)
{
  AttRowEntry *entry = g_new0 (AttRowEntry, 1);

  entry->stream = stream;
  entry->wanted = TRUE;
  entry->end_ms = -1;
  return entry;
}

void
att_row_entry_free (AttRowEntry *entry)
{
  att_stream_free (entry->stream);
  g_free (entry);
}

/* forgets the row; @stream: the first of the new one, or NULL. Only while nothing flows. */
static void
reset_row (AttPipeline *self, const AttStream *stream)
{
  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->row, (GDestroyNotify) att_row_entry_free);
  if (stream != NULL)
    g_queue_push_tail (&self->row, att_row_entry_new (att_stream_copy (stream)));
  self->at_tap = NULL;
  self->cut = self->settled = FALSE;
  g_mutex_unlock (&self->lock);
  self->gate_group_id = 0;
  att_pipeline_reset_gate (self);
  att_pipeline_reset_crossfade (self);
  g_clear_pointer (&self->missing_plugin, g_free);
}

/* ends the row before what is at @failed, letting what comes before it play to its end */
static void
cut_before (AttPipeline *self, GList *failed)
{
  while (failed != NULL)
    {
      GList *after = failed->next;

      att_row_entry_free (failed->data);
      g_queue_delete_link (&self->row, failed);
      failed = after;
    }
  self->cut = TRUE;
}

static GError *
describe (AttPipeline *self, const char *name, const GError *cause, GstObject *source)
{
  AttPlayerError code = ATT_PLAYER_ERROR_FAILED;

  /* souphttpsrc gives no reason when there is no connection */
  if (g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED)
      && g_str_equal (G_OBJECT_TYPE_NAME (source), "GstSoupHTTPSrc"))
    return g_error_new (ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_FAILED,
                        _("Cannot play “%s”: the connection to the server failed"), name);
  if (g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND))
    code = ATT_PLAYER_ERROR_NOT_FOUND;
  else if (cause->domain == GST_STREAM_ERROR || g_error_matches (cause, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    code = ATT_PLAYER_ERROR_DECODE;

  if (self->missing_plugin != NULL)
    return g_error_new (ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_DECODE, _("Cannot play “%s”: no decoder for %s"),
                        name, self->missing_plugin);
  return g_error_new (ATT_PLAYER_ERROR, code, _("Cannot play “%s”: %s"), name, cause->message);
}

/* not on the main context: what is held back for a crossfade goes first, and waits for the sink */
static void
end_row (GstElement *playbin, gpointer data)
{
  AttPipeline *self = data; /* att_pipeline_stop() waits for this */

  gst_pad_push_event (self->tap_src, gst_event_new_eos ());
  g_mutex_lock (&self->lock);
  self->ending = FALSE;
  g_cond_broadcast (&self->next_found);
  g_mutex_unlock (&self->lock);
}

static void
error_cb (AttPipeline *self, GstMessage *message)
{
  g_autoptr (GError) cause = NULL, error = NULL;
  gboolean follows = FALSE;
  GList *failed;
  guint64 serial = 0;

  gst_message_parse_error (message, &cause, NULL);
  self->broken = TRUE;
  if (GST_MESSAGE_SRC (message) == GST_OBJECT (self->sink)
      || gst_object_has_as_ancestor (GST_MESSAGE_SRC (message), GST_OBJECT (self->sink)))
    {
      error = g_error_new (ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_NO_OUTPUT, _("The sound output failed: %s"),
                           cause->message);
      self->events->failed (0, error, self->data);
      return;
    }

  g_mutex_lock (&self->lock);
  failed = self->cut ? NULL : self->at_tap != NULL ? g_queue_find (&self->row, self->at_tap) : self->row.head;
  if (failed != NULL && self->at_tap != NULL && failed->next != NULL)
    failed = failed->next; /* opened, but nothing of it has come through yet */
  if (failed != NULL)
    {
      AttStream *stream = ((AttRowEntry *) failed->data)->stream;

      serial = stream->serial;
      error = describe (self, stream->name, cause, GST_MESSAGE_SRC (message));
      follows = failed != self->row.head && failed->data != self->at_tap;
      if (follows)
        cut_before (self, failed);
      self->ending = follows;
    }
  g_mutex_unlock (&self->lock);

  if (follows) /* its elements are stuck; nothing else would end what still plays */
    gst_element_call_async (self->playbin, end_row, self, NULL);
  if (error != NULL)
    self->events->failed (serial, error, self->data);
}

static void
buffering_cb (AttPipeline *self, GstMessage *message)
{
  int percent;

  gst_message_parse_buffering (message, &percent);
  self->events->buffering (percent, self->data);
}

static void
tag_cb (AttPipeline *self, GstMessage *message)
{
  g_autoptr (GstTagList) tags = NULL;
  g_autofree char *title = NULL, *artist = NULL, *both = NULL;

  gst_message_parse_tag (message, &tags);
  if (!gst_tag_list_get_string (tags, GST_TAG_TITLE, &title) || *title == '\0')
    return;
  if (gst_tag_list_get_string (tags, GST_TAG_ARTIST, &artist) && *artist != '\0')
    both = g_strdup_printf ("%s - %s", artist, title);
  self->events->titled (both != NULL ? both : title, self->data);
}

static void
application_cb (AttPipeline *self, GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);
  gboolean sounded = FALSE;
  guint64 serial = 0;
  gint64 ms = -1, overlap_ms = 0;

  gst_structure_get (structure, "serial", G_TYPE_UINT64, &serial, "sounded", G_TYPE_BOOLEAN, &sounded,
                     "ms", G_TYPE_INT64, &ms, NULL);
  gst_structure_get_int64 (structure, "overlap-ms", &overlap_ms);
  if (gst_structure_has_name (structure, "att-handed"))
    self->events->handed (serial, self->data);
  else if (gst_structure_has_name (structure, "att-joined"))
    self->events->joined (serial, sounded, ms, overlap_ms, self->data);
  else if (gst_structure_has_name (structure, "att-duration") && att_pipeline_is_alone (self, serial))
    self->events->duration (ms, self->data);
  else if (gst_structure_has_name (structure, "att-volume"))
    self->events->volume_changed (self->data);
}

/* about-to-finish may go on */
static void
settle (AttPipeline *self)
{
  g_mutex_lock (&self->lock);
  self->settled = TRUE;
  g_cond_broadcast (&self->next_found);
  g_mutex_unlock (&self->lock);
}

static gboolean
bus_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  AttPipeline *self = data;
  gboolean of_playbin = GST_MESSAGE_SRC (message) == GST_OBJECT (self->playbin);
  GstState state;

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ERROR:
      error_cb (self, message);
      break;
    case GST_MESSAGE_EOS:
      self->events->ended (self->data);
      break;
    case GST_MESSAGE_ASYNC_DONE:
      self->events->prerolled (self->data);
      break;
    case GST_MESSAGE_STATE_CHANGED:
      gst_message_parse_state_changed (message, NULL, &state, NULL);
      if (of_playbin && state == GST_STATE_PLAYING)
        {
          settle (self);
          self->events->playing (self->data);
        }
      break;
    case GST_MESSAGE_DURATION_CHANGED:
      att_pipeline_ask_duration (self);
      break;
    case GST_MESSAGE_BUFFERING:
      buffering_cb (self, message);
      break;
    case GST_MESSAGE_TAG:
      tag_cb (self, message);
      break;
    case GST_MESSAGE_APPLICATION:
      application_cb (self, message);
      break;
    case GST_MESSAGE_ELEMENT:
      if (gst_message_has_name (message, "missing-plugin"))
        {
          g_free (self->missing_plugin);
          self->missing_plugin = g_strdup (gst_structure_get_string (gst_message_get_structure (message), "name"));
        }
      break;
    case GST_MESSAGE_CLOCK_LOST:
      gst_element_set_state (self->playbin, GST_STATE_PAUSED);
      gst_element_set_state (self->playbin, GST_STATE_PLAYING);
      break;
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (self->playbin));
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

static void
volume_cb (GObject *playbin, GParamSpec *pspec, AttPipeline *self)
{
  att_pipeline_post (self->playbin, "att-volume", 0, FALSE, -1);
}

static void
source_setup_cb (GstElement *playbin, GstElement *source, AttPipeline *self)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (source);

  if (g_object_class_find_property (klass, "user-agent") != NULL)
    g_object_set (source, "user-agent", "Attacca/" ATT_VERSION, NULL);
  if (g_str_equal (G_OBJECT_TYPE_NAME (source), "GstSoupHTTPSrc"))
    g_object_set (source, "timeout", NETWORK_TIMEOUT_S, NULL);
}

/* openalsink is never what a desktop wants, and prints to stderr while autoaudiosink tries it. Of the decoders of MP3,
 * which are all of one rank here, mpg123's is the fastest, and what is played is analysed as a worker would. */
static void
set_ranks (void)
{
  static const struct { const char *element; guint rank; } ranks[] = {
    { "openalsink", GST_RANK_NONE },
    { "mpg123audiodec", GST_RANK_PRIMARY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      g_autoptr (GstPluginFeature) feature = gst_registry_lookup_feature (gst_registry_get (), ranks[i].element);

      if (feature != NULL)
        gst_plugin_feature_set_rank (feature, ranks[i].rank);
    }
}

AttPipeline *
att_pipeline_new (const char *sink, const AttPipelineEvents *events, gpointer data, GError **error)
{
  AttPipeline *self;
  g_autoptr (GstBus) bus = NULL;

  if (!gst_init_check (NULL, NULL, error))
    return NULL;
  set_ranks ();
  att_part_source_register ();
  self = g_new0 (AttPipeline, 1);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->pcm_lock);
  g_cond_init (&self->next_found);
  g_queue_init (&self->row);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  gst_segment_init (&self->out_segment, GST_FORMAT_TIME);
  gst_audio_info_init (&self->out_info);
  self->events = events;
  self->data = data;
  self->fade = self->speed = self->gate_speed = 1;
  self->playbin = gst_element_factory_make ("playbin", NULL);
  if (self->playbin == NULL)
    {
      g_set_error_literal (error, ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_FAILED,
                           _("GStreamer has no “playbin”: its base plugins are not installed"));
      att_pipeline_free (self);
      return NULL;
    }
  gst_object_ref_sink (self->playbin);
  if (!att_pipeline_make_sink (self, sink, error) || !att_pipeline_make_filter (self, error))
    {
      att_pipeline_free (self);
      return NULL;
    }
  gst_util_set_object_arg (G_OBJECT (self->playbin), "flags", "audio+soft-volume");
  /* else playbin opens windows of every kind to find out what a file with pictures in it could be shown in */
  g_object_set (self->playbin, "video-sink", gst_element_factory_make ("fakesink", NULL), NULL);
  g_signal_connect (self->playbin, "about-to-finish", G_CALLBACK (att_pipeline_about_to_finish_cb), self);
  g_signal_connect (self->playbin, "source-setup", G_CALLBACK (source_setup_cb), self);
  g_signal_connect (self->playbin, "notify::volume", G_CALLBACK (volume_cb), self);
  g_signal_connect (self->playbin, "notify::mute", G_CALLBACK (volume_cb), self);
  bus = gst_element_get_bus (self->playbin);
  gst_bus_add_watch (bus, bus_cb, self);
  return self;
}

void
att_pipeline_free (AttPipeline *self)
{
  if (self->playbin != NULL)
    {
      g_autoptr (GstBus) bus = gst_element_get_bus (self->playbin);

      gst_bus_remove_watch (bus);
      att_pipeline_stop (self, TRUE);
      g_signal_handlers_disconnect_by_data (self->playbin, self);
    }
  gst_clear_object (&self->tap_sink);
  gst_clear_object (&self->tap_src);
  gst_clear_object (&self->out_sink);
  gst_clear_object (&self->gain_sink);
  gst_clear_object (&self->gain_src);
  gst_clear_object (&self->playbin);
  att_pipeline_clear_sink (self);
  g_clear_pointer (&self->converter, gst_audio_converter_free);
  g_free (self->pcm);
  g_free (self->missing_plugin);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->pcm_lock);
  g_cond_clear (&self->next_found);
  g_free (self);
}

void
att_pipeline_stop (AttPipeline *self, gboolean release)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->playbin);

  att_pipeline_set_next (self, NULL, FALSE);
  settle (self); /* about-to-finish would hold up the state change */
  release = release || self->broken;
  self->broken = FALSE;
  if (release || GST_STATE_TARGET (self->playbin) > GST_STATE_READY)
    gst_element_set_state (self->playbin, release ? GST_STATE_NULL : GST_STATE_READY);
  if (release && self->sink != NULL)
    gst_element_set_state (self->sink, GST_STATE_NULL); /* playbin may not have taken it in */
  g_mutex_lock (&self->lock);
  while (self->ending) /* else it would end the next row */
    g_cond_wait (&self->next_found, &self->lock);
  g_mutex_unlock (&self->lock);
  reset_row (self, NULL);
  gst_bus_set_flushing (bus, TRUE); /* what was said of the old row */
  gst_bus_set_flushing (bus, FALSE);
}

gboolean
att_pipeline_load (AttPipeline *self, const AttStream *stream, gboolean playing, GError **error)
{
  GstElement *fake;

  att_pipeline_stop (self, FALSE);
  gst_element_set_state (self->playbin, GST_STATE_READY);
  gst_element_set_state (self->sink, GST_STATE_READY); /* looks for a device; playbin does it only later */
  fake = self->auto_sink ? gst_bin_get_by_name (GST_BIN (self->sink), "fake-audio-sink") : NULL;
  if (fake != NULL || GST_STATE (self->playbin) != GST_STATE_READY)
    {
      gst_clear_object (&fake);
      att_pipeline_stop (self, TRUE); /* so that the next try looks for a device again */
      g_set_error_literal (error, ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_NO_OUTPUT,
                           _("There is no sound output: no sound server or device was found"));
      return FALSE;
    }
  reset_row (self, stream);
  g_object_set (self->playbin, "uri", stream->uri, NULL);
  gst_element_set_state (self->playbin, playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  return TRUE;
}

void
att_pipeline_set_playing (AttPipeline *self, gboolean playing)
{
  if (playing && GST_STATE (self->playbin) != GST_STATE_PLAYING)
    {
      g_mutex_lock (&self->lock);
      self->settled = FALSE;
      g_mutex_unlock (&self->lock);
    }
  gst_element_set_state (self->playbin, playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
}

gboolean
att_pipeline_seek (AttPipeline *self, gint64 position_ms)
{
  return gst_element_seek_simple (self->playbin, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                  position_ms * GST_MSECOND);
}

gint64
att_pipeline_get_position (AttPipeline *self)
{
  gint64 position;

  return gst_element_query_position (self->playbin, GST_FORMAT_TIME, &position) && position >= 0
             ? position / (gint64) GST_MSECOND : -1;
}

typedef struct {
  GstPad *pad;
  guint64 serial;
} DurationQuestion;

static void
duration_question_free (DurationQuestion *question)
{
  gst_object_unref (question->pad);
  g_free (question);
}

/* on a thread of GStreamer's; the pipeline object may be gone */
static void
ask_duration (GstElement *playbin, gpointer data)
{
  DurationQuestion *question = data;
  gint64 duration;

  if (gst_pad_peer_query_duration (question->pad, GST_FORMAT_TIME, &duration) && duration > 0)
    att_pipeline_post (playbin, "att-duration", question->serial, FALSE, duration / (gint64) GST_MSECOND);
}

void
att_pipeline_ask_duration (AttPipeline *self)
{
  DurationQuestion *question = NULL;

  g_mutex_lock (&self->lock);
  if (self->row.length == 1) /* else the answer would be of what follows */
    {
      question = g_new0 (DurationQuestion, 1);
      question->serial = ((AttRowEntry *) self->row.head->data)->stream->serial;
      question->pad = gst_object_ref (self->tap_sink);
    }
  g_mutex_unlock (&self->lock);
  if (question != NULL)
    gst_element_call_async (self->playbin, ask_duration, question, (GDestroyNotify) duration_question_free);
}

void
att_pipeline_give_up (AttPipeline *self)
{
  self->broken = TRUE;
}

void
att_pipeline_set_next (AttPipeline *self, const AttStream *next, gboolean pending)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->next, att_stream_free);
  if (next != NULL)
    self->next = att_stream_copy (next);
  self->next_pending = pending;
  g_cond_broadcast (&self->next_found);
  g_mutex_unlock (&self->lock);
}

gboolean
att_pipeline_is_alone (AttPipeline *self, guint64 serial)
{
  AttRowEntry *head;
  gboolean alone;

  g_mutex_lock (&self->lock);
  head = g_queue_peek_head (&self->row);
  alone = head != NULL && head->stream->serial == serial && self->row.length == 1;
  g_mutex_unlock (&self->lock);
  return alone;
}

gboolean
att_pipeline_has_sound (AttPipeline *self, guint64 serial)
{
  AttRowEntry *head;
  gboolean sounding;

  g_mutex_lock (&self->lock);
  head = g_queue_peek_head (&self->row);
  sounding = head != NULL && head->stream->serial == serial && head->sounding;
  g_mutex_unlock (&self->lock);
  return sounding;
}

void
att_pipeline_expect (AttPipeline *self, const guint64 *serials, guint n)
{
  AttRowEntry *head;
  gboolean wanted = TRUE;
  guint i = 0;

  g_mutex_lock (&self->lock);
  head = g_queue_peek_head (&self->row);
  while (head != NULL && i < n && serials[i] != head->stream->serial)
    i++; /* a join that the caller has not heard of yet */
  if (head != NULL && i < n)
    for (GList *link = self->row.head->next; link != NULL && ++i < n; link = link->next)
      {
        AttRowEntry *entry = link->data;

        wanted = wanted && entry->stream->serial == serials[i];
        entry->wanted = wanted;
      }
  g_mutex_unlock (&self->lock);
}

void
att_pipeline_set_tap (AttPipeline *self, AttPcmTap tap, gpointer data)
{
  g_mutex_lock (&self->pcm_lock); /* when this returns, the old one is not running and never will again */
  self->pcm_tap = tap;
  self->pcm_data = data;
  g_mutex_unlock (&self->pcm_lock);
}

void
att_pipeline_set_replaygain (AttPipeline *self, AttReplayGainMode mode)
{
  g_mutex_lock (&self->lock);
  self->mode = mode;
  self->regain = TRUE;
  g_mutex_unlock (&self->lock);
}

double
att_pipeline_get_volume (AttPipeline *self)
{
  return gst_stream_volume_get_volume (GST_STREAM_VOLUME (self->playbin), GST_STREAM_VOLUME_FORMAT_CUBIC);
}

void
att_pipeline_set_volume (AttPipeline *self, double volume)
{
  gst_stream_volume_set_volume (GST_STREAM_VOLUME (self->playbin), GST_STREAM_VOLUME_FORMAT_CUBIC, volume);
}

gboolean
att_pipeline_get_muted (AttPipeline *self)
{
  return gst_stream_volume_get_mute (GST_STREAM_VOLUME (self->playbin));
}

void
att_pipeline_set_muted (AttPipeline *self, gboolean muted)
{
  gst_stream_volume_set_mute (GST_STREAM_VOLUME (self->playbin), muted);
}
