/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-pcm.h - samples as they come from a decoder
 *
 * Units    float samples nominally in [-1, 1]
 * Threads  any.
 */
#pragma once

#include "att-num.h"

/* whole numbers as floats: full scale is 1 */
void  att_pcm_from_s16 (float *out, const int16_t *in, size_t n);
void  att_pcm_from_s32 (float *out, const int32_t *in, size_t n);
/* Mean of the channels. @pcm: interleaved, n_frames * n_channels; @mono may not be @pcm */
void  att_pcm_mix      (float *mono, const float *pcm, size_t n_frames, int n_channels);
/* The largest magnitude; NAN or infinite if one of them is. 0 for no samples. */
float att_pcm_peak     (const float *pcm, size_t n);
