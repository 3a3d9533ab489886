/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-framer.h - a stream of samples cut into overlapping frames
 *
 * Samples go in as they come, in blocks of any size; frames of `size` samples
 * come out every `hop`. Memory does not grow with the stream. What is left at the
 * end and does not fill a frame is not given out.
 *
 *   while (n > 0)
 *     {
 *       size_t taken = att_framer_push (framer, pcm, n);
 *       pcm += taken, n -= taken;
 *       while ((frame = att_framer_next (framer)) != NULL)
 *         …
 *     }
 *
 * Threads   one at a time.
 */
#pragma once

#include "att-num.h"

typedef struct AttFramer AttFramer;

/* @size: samples, 1..1048576; @hop: 1..size */
AttNumStatus att_framer_new   (int size, int hop, AttFramer **out);
void         att_framer_free  (AttFramer *self);
void         att_framer_reset (AttFramer *self);
/* Copies what there is room for; returns how many samples that was: at least 1 when no whole frame is waiting. */
size_t       att_framer_push  (AttFramer *self, const float *pcm, size_t n);
/* The next frame (valid until the next push), or NULL when more samples are needed. */
const float *att_framer_next  (AttFramer *self);
