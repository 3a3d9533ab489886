/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-audio-sniff.h - what a file's bytes say it is
 *
 * The name plays no part. Leading ID3v2 tags, which taggers put before any
 * format, are stepped over. MPEG audio and ADTS have no magic: they are taken
 * for what they are when two frames in a row fit together, three behind junk.
 */
#pragma once

#include "att-file-bytes.h"
#include "att-types.h"

G_BEGIN_DECLS

typedef struct {
  AttAudioType type;     /* ATT_AUDIO_UNKNOWN: nothing Attacca reads */
  gint64 start;          /* where the format itself begins, after ID3v2 tags */
  const char *otherwise; /* what an unknown file is in plain words ("a picture"), NULL: nothing known either */
} AttSniff;

/* @search: also look for MPEG audio frames behind up to 128 KiB of junk, for files that claim to be audio */
AttSniff att_audio_sniff (AttFileBytes *file, gboolean search);

typedef struct {
  gsize length;    /* bytes */
  int n_samples;
  int sample_rate; /* Hz */
  int channels;
} AttFrame;

/* An MPEG audio (layer I-III) or ADTS frame header. FALSE: it is none */
gboolean att_mpeg_frame  (const guint8 header[4], AttFrame *frame);
gboolean att_adts_frame  (const guint8 header[7], AttFrame *frame);

G_END_DECLS
