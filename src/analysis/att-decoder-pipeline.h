/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-decoder-pipeline.h - the elements a file goes through to become samples
 *
 * Our own choice of them (att-decoder-route.h), or decodebin's; at the end an
 * appsink with whole or floating samples, interleaved. Only the first audio stream
 * (of each part of a chained file) gets there.
 *
 * Threads   GStreamer's set what is marked atomic; the rest is the caller's.
 */
#pragma once

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include "att-decoder-route.h"
#include "att-decoder.h"

G_BEGIN_DECLS

typedef struct {
  GstElement *pipeline;
  gint has_audio;      /* atomic: a stream leads to the appsink */
  gint has_other;      /* atomic: there are pictures, or what we do not follow */
  gint all_seen;       /* atomic: the file has no more streams */

  /* private */
  GstPad *input;       /* of the part that takes samples */
  gboolean is_taken;   /* the streaming thread's: a stream of this part of the file is linked */
  GstPad *held;        /* a pad that has to wait */
  gulong hold_id;
} AttDecoderPipeline;

/* @self: all 0; @route NULL: by decodebin; @callbacks: the appsink's. On failure, too, it is to be cleared. */
gboolean att_decoder_pipeline_build    (AttDecoderPipeline *self, const char *path, const AttDecoderRoute *route,
                                        GstAppSinkCallbacks *callbacks, gpointer user_data, GError **error);
/* Is any of its threads still at work, or waiting for room to go on? decodebin (1.22) now and then swallows the error
 * of an element it is just trying: then all have stopped, and nobody says so. */
gboolean att_decoder_pipeline_is_alive (AttDecoderPipeline *self);
/* no callback comes after this */
void     att_decoder_pipeline_stop     (AttDecoderPipeline *self);
void     att_decoder_pipeline_clear    (AttDecoderPipeline *self);

/* sets @error to "FILE: cause" in one line; returns FALSE */
gboolean att_decoder_fail              (const char *path, GError **error, AttDecodeError code, const char *cause);

G_END_DECLS
