/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-pipeline-private.h - shared by att-pipeline.c (main context) and att-pipeline-probes.c (streaming threads)
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
} AttRowEntry;

struct _AttPipeline
{
  GstElement *playbin;
  GstElement *sink; /* bin: gate and the sink proper */
  gboolean auto_sink;
  gboolean broken;      /* an error was posted: playbin does not play again by less than going to NULL */
  char *missing_plugin; /* what a decoder was looked for in vain, for the next error message */
  const AttPipelineEvents *events;
  gpointer data;

  /* the filter bin; relinked by the streaming thread at `tap` only */
  GstPad *tap_sink, *tap_src, *out_sink, *gain_sink, *gain_src;

  GMutex lock; /* guards what follows */
  GCond next_found;
  GQueue row;  /* of AttRowEntry; the head is at the gate */
  AttRowEntry *at_tap; /* NULL before the first STREAM_START */
  AttStream *next;
  gboolean next_pending;
  gboolean settled; /* the change to PLAYING is complete, or nobody should wait for it */
  gboolean cut;    /* the row was ended early: nothing more passes the tap */
  gboolean regain; /* the gain in force at the tap must be set again */
  AttReplayGainMode mode;

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

  /* the streaming thread at the gate */
  guint gate_group_id;
};

/* @stream: (transfer full) */
AttRowEntry *att_row_entry_new            (AttStream *stream);
void     att_row_entry_free               (AttRowEntry *entry);
/* the filter bin for playbin's "audio-filter", with its probe */
gboolean att_pipeline_make_filter         (AttPipeline *self, GError **error);
/* the probe on the gate's sink pad */
void     att_pipeline_watch_gate          (AttPipeline *self, GstElement *gate);
/* "about-to-finish" of playbin */
void     att_pipeline_about_to_finish_cb  (GstElement *playbin, AttPipeline *self);
/* tells the main context */
void     att_pipeline_post                (GstElement *playbin, const char *name, guint64 serial, gboolean sounded,
                                           gint64 ms);

G_END_DECLS
