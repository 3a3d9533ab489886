/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-pipeline.h - private to playback: the GStreamer side of the player
 *
 *   playbin ─▶ tap ─┬─────────────── (ReplayGain off) ───────────────┬─▶ aqueue ─▶ volume ─▶ gate ─▶ … ─▶ sink
 *                   └─▶ audioconvert ─▶ rgvolume ─▶ rglimiter ───────┘ out
 *   … = those that are wanted of: scaletempo, equalizer and rglimiter, fade
 *
 * A row of streams: the first one sounds, the others were handed to playbin in about-to-finish and follow without
 * a gap. A stream is told from the next by the group id of its STREAM_START, which a chained Ogg keeps over its
 * parts. `tap` sees a stream up to a second before it sounds: it sets the gain on the first sample, feeds the PCM
 * tap and turns a stream that is no longer wanted into the end of the row. `gate` sees it reach the sink.
 *
 * `out` holds back the end of a stream that the next one is to overlap (att-pipeline-crossfade.c).
 *
 * Threads   the functions and all events: main context. The probes run on streaming threads and touch only what
 *           `lock` guards.
 */
#pragma once

#include "att-player.h"

G_BEGIN_DECLS

/* one item on its way through the pipeline */
typedef struct {
  guint64 serial;       /* of the queue item */
  AttTrackId track_id;
  char *uri;            /* playable; may hold a credential: never shown */
  char *name;           /* the address to show in messages */
  AttGain gain;
  gboolean has_gain;    /* FALSE: the file's own ReplayGain tags count */
  gint64 length_ms;     /* as the library knows it; 0: unknown */
  gint64 overlap_ms;    /* its beginning with the end of the one before; 0: they follow without a gap */
  gboolean as_album;    /* for ATT_REPLAYGAIN_AUTO: a neighbour in the queue is of the same album */
} AttStream;

AttStream *att_stream_copy (const AttStream *stream);
void       att_stream_free (AttStream *stream);

/* what happens in the pipeline, on the main context */
typedef struct {
  void (*playing)   (gpointer data);                   /* sound runs (again) */
  void (*prerolled) (gpointer data);                   /* loaded, or a seek is done */
  void (*handed)    (guint64 serial, gpointer data);   /* given to playbin, to follow what plays */
  /* a handed stream is at the sink; @sounded: there was a sample in the one before it, which ends at @length_ms and of
   * which @overlap_ms still sound */
  void (*joined)    (guint64 serial, gboolean sounded, gint64 length_ms, gint64 overlap_ms, gpointer data);
  void (*ended)     (gpointer data);                   /* the last sample of the row was played */
  void (*failed)    (guint64 serial, GError *error, gpointer data); /* serial 0: the output */
  void (*buffering) (int percent, gpointer data);
  void (*duration)  (gint64 duration_ms, gpointer data);
  void (*titled)    (const char *title, gpointer data);
  void (*volume_changed) (gpointer data);              /* volume or mute, perhaps by the desktop */
} AttPipelineEvents;

typedef struct _AttPipeline AttPipeline;

/* @sink: see att_player_new() */
AttPipeline *att_pipeline_new  (const char *sink, const AttPipelineEvents *events, gpointer data, GError **error);
void         att_pipeline_free (AttPipeline *self);
/* drops everything; another sink from now on. FALSE: the old one stays */
gboolean     att_pipeline_set_sink (AttPipeline *self, const char *sink, GError **error);

/* Drops everything and loads @stream, sounding or not. ATT_PLAYER_ERROR_NO_OUTPUT; other errors come as failed(). */
gboolean     att_pipeline_load        (AttPipeline *self, const AttStream *stream, gboolean playing, GError **error);
/* drops everything; @release: gives the sound device back too */
void         att_pipeline_stop        (AttPipeline *self, gboolean release);
/* what is loaded does not move: playbin is taken down to NULL when it is dropped */
void         att_pipeline_give_up     (AttPipeline *self);
void         att_pipeline_set_playing (AttPipeline *self, gboolean playing);
/* FALSE: the stream cannot be moved about in */
gboolean     att_pipeline_seek        (AttPipeline *self, gint64 position_ms);
/* ms; -1 unknown */
gint64       att_pipeline_get_position (AttPipeline *self);
/* the answer comes as duration(), if it is known: asked on another thread, since some decoders answer only when what
 * they have decoded has been taken */
void         att_pipeline_ask_duration (AttPipeline *self);

/* What follows the row. @pending without @next: it is being looked up; about-to-finish waits half a second for it. */
void         att_pipeline_set_next    (AttPipeline *self, const AttStream *next, gboolean pending);
/* What should sound from now on, as far as it is known: @serials[0] is what plays. The row ends before the first
 * handed stream that is not in its place. */
void         att_pipeline_expect      (AttPipeline *self, const guint64 *serials, guint n);

/* @serial is what sounds, and nothing has been handed to playbin to follow it: questions and seeks reach it */
gboolean     att_pipeline_is_alone    (AttPipeline *self, guint64 serial);
/* @serial is what sounds, and at least one sample of it has come out of the decoder */
gboolean     att_pipeline_has_sound   (AttPipeline *self, guint64 serial);

void         att_pipeline_set_tap        (AttPipeline *self, AttPcmTap tap, gpointer data);
void         att_pipeline_set_replaygain (AttPipeline *self, AttReplayGainMode mode);
/* see att-player.h for these three */
void         att_pipeline_set_equalizer  (AttPipeline *self, const double *gains_db);
void         att_pipeline_set_speed      (AttPipeline *self, double speed);
void         att_pipeline_set_fade       (AttPipeline *self, double level);
double       att_pipeline_get_volume     (AttPipeline *self);
void         att_pipeline_set_volume     (AttPipeline *self, double volume);
gboolean     att_pipeline_get_muted      (AttPipeline *self);
void         att_pipeline_set_muted      (AttPipeline *self, gboolean muted);

G_END_DECLS
