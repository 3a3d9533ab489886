/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-pipeline-private.h - shared by att-pipeline.c (main context), att-pipeline-probes.c (streaming threads, at the
 * tap) and att-pipeline-gate.c (the sink, and the streaming thread at the gate)
 */
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include "att-pipeline.h"

G_BEGIN_DECLS

/* a stream in the row */
typedef struct {
  AttStream *stream;
  guint group_id;    /* of its STREAM_START; 0: not seen yet */
  gint64 end_ms;     /* in the track, of the last sample that has passed the tap */
  gboolean wanted;
  gboolean sounding; /* a sample of it has passed the tap: too late to take it back there */
  gint64 overlap_ms; /* of its beginning with the end of the one before, as it came to be */
} AttRowEntry;

/* att-pipeline-crossfade.c */
typedef struct {
  GQueue held; /* of GstBuffer: the last of a stream, of `held_ns` */
  guint64 held_ns;
  guint group_id;        /* of the stream that passes */
  gboolean armed;        /* it was played into its last seconds, not sought */
  gboolean next_is_here; /* the next one has begun, but no sample of it is here: its events wait in `late` */
  GQueue late;
  gboolean passing;
  float *tail; /* what is laid under the next one, frames in its rate and channels */
  gsize n_tail, tail_at;
  GstAudioConverter *to_float, *from_float;
  guint64 shift; /* running time saved by overlaps so far */
} AttCrossfade;

/* what may come between gate and sink, in this order */
enum { ATT_EFFECT_TEMPO, ATT_EFFECT_EQUALIZER, ATT_EFFECT_FADE, ATT_N_EFFECTS };

struct _AttPipeline
{
  GstElement *playbin;
  GstElement *sink; /* bin: gate, effects and the sink proper */
  struct { GstElement *main, *restore; GstPad *sink, *src; } effects[ATT_N_EFFECTS];
  GstPad *gate_src, *end_sink;
  double equalizer_db[ATT_EQUALIZER_N_BANDS];
  double fade;
  gboolean auto_sink;
  gboolean broken;      /* an error was posted: playbin does not play again by less than going to NULL */
  char *missing_plugin; /* what a decoder was looked for in vain, for the next error message */
  const AttPipelineEvents *events;
  gpointer data;

  /* the filter bin; relinked by the streaming thread at `tap` only */
  GstPad *tap_sink, *tap_src, *out_sink, *gain_sink, *gain_src;

  GMutex lock; /* guards what follows */
  GCond next_found; /* also when `settled` or `ending` changes */
  GQueue row;  /* of AttRowEntry; the head is at the gate */
  AttRowEntry *at_tap; /* NULL before the first STREAM_START */
  AttStream *next;
  gboolean next_pending;
  gboolean settled; /* the change to PLAYING is complete, or nobody should wait for it */
  gboolean cut;    /* the row was ended early: nothing more passes the tap */
  gboolean ending; /* its end is on its way, from a thread of its own */
  gboolean regain; /* the gain in force at the tap must be set again */
  AttReplayGainMode mode;
  guint effects_wanted; /* bits */
  double speed;

  GMutex pcm_lock; /* held while the PCM tap runs */
  AttPcmTap pcm_tap;
  gpointer pcm_data;

  /* the streaming thread at the tap */
  gboolean gain_linked;
  GstSegment segment;
  GstAudioInfo info;
  GstAudioConverter *converter;
  float *pcm;
  gsize pcm_size;

  /* the streaming thread at `out` */
  AttCrossfade crossfade;
  GstSegment out_segment;
  GstAudioInfo out_info;

  /* the streaming thread at the gate */
  guint gate_group_id;
  guint effects_linked; /* bits */
  double gate_speed;
  GstSegment gate_segment;   /* as it came: at the rate of 1 */
  guint64 in_time, out_time; /* running times of one moment, before and after the tempo */
};

/* @stream: (transfer full) */
AttRowEntry *att_row_entry_new            (AttStream *stream);
void     att_row_entry_free               (AttRowEntry *entry);
/* the filter bin for playbin's "audio-filter", with its probe */
gboolean att_pipeline_make_filter         (AttPipeline *self, GError **error);
/* the probe on the filter's last element */
void     att_pipeline_watch_out           (AttPipeline *self);
/* only while nothing flows, or on the streaming thread */
void     att_pipeline_reset_crossfade     (AttPipeline *self);
/* the sink bin for playbin's "audio-sink", with its probe and effects */
gboolean att_pipeline_make_sink           (AttPipeline *self, const char *sink, GError **error);
void     att_pipeline_clear_sink          (AttPipeline *self);
/* running time begins anew. Only while nothing flows, or on the streaming thread. */
void     att_pipeline_reset_gate          (AttPipeline *self);
/* "about-to-finish" of playbin */
void     att_pipeline_about_to_finish_cb  (GstElement *playbin, AttPipeline *self);
/* tells the main context */
void     att_pipeline_post                (GstElement *playbin, const char *name, guint64 serial, gboolean sounded,
                                           gint64 ms);

G_END_DECLS
