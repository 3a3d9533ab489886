/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-decoder.h - a file decoded once, block by block
 *
 * GStreamer decodes the first audio stream of a file (the common kinds by parsers
 * and decoders of our choice, att-decoder-route.h, the rest by decodebin); other
 * streams (video, subtitles, further languages) are left alone, and nothing is
 * ever fetched from a network on a file's say. Each block comes twice: as it is in
 * the file, for loudness, and mixed to mono at ATT_DECODER_RATE, for features.
 * Samples are finite: what is not a number becomes 0.
 *
 * Threads   att_decoder_run() blocks, on any thread, without a main loop. It calls @func on a thread of GStreamer's,
 *           one call at a time, never after it has returned.
 * Errors    ATT_DECODE_ERROR; messages read "FILE: cause".
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ATT_DECODER_RATE 22050 /* Hz, of the mono samples */

#define ATT_DECODE_ERROR (att_decode_error_quark ())
GQuark att_decode_error_quark (void);

typedef enum {
  ATT_DECODE_ERROR_NOT_FOUND,  /* no such file, or it may not be read */
  ATT_DECODE_ERROR_NOT_AUDIO,  /* a file, but without sound in it */
  ATT_DECODE_ERROR_NO_DECODER, /* the message names what is missing */
  ATT_DECODE_ERROR_DAMAGED,    /* broken, cut short, or stuck; blocks may have come before */
  ATT_DECODE_ERROR_FAILED,     /* this machine's fault: GStreamer is incomplete, memory is short */
} AttDecodeError;

typedef struct {
  const float *pcm;  /* interleaved: n_frames * n_channels, nominally in [-1, 1] */
  gsize n_frames;
  int n_channels;    /* 1..64; these two may change between blocks */
  int sample_rate;   /* Hz, 1000..768000 */
  const float *mono; /* n_mono samples at ATT_DECODER_RATE; the mean of the channels */
  gsize n_mono;      /* 0 for most blocks, then many at once; the last block may have mono samples only */
} AttDecodedBlock;

/* Everything is valid during the call only. */
typedef void (*AttDecoderFunc) (const AttDecodedBlock *block, gpointer user_data);

/* Decodes all of @path, or of the part of a file that it is (att_part_place()); @func NULL: and throws it away. Returns: FALSE with ATT_DECODE_ERROR or (within 200 ms)
 * G_IO_ERROR_CANCELLED */
gboolean att_decoder_run (const char *path, AttDecoderFunc func, gpointer user_data, GCancellable *cancellable,
                          GError **error);

/* The same for @seconds of mono samples from the middle of the file, or from where its decoder can be sought to near
 * there. All of a file that is not twice as long; the beginning of one that cannot be sought in. @seconds 0: all.
 * @is_whole (nullable): it was all of the file */
gboolean att_decoder_run_excerpt (const char *path, int seconds, gboolean *is_whole, AttDecoderFunc func,
                                  gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
