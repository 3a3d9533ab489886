/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-mfcc.h - mel-frequency cepstral coefficients
 *
 * Orthonormal DCT-II of a log-mel frame (att-logmel.h). Coefficient 0 is the
 * level: a gain of g adds 2 log10 (g) sqrt (n_mels) to it and nothing to others.
 *
 * Threads  immutable after _new(): any number at once.
 * Source   S. Davis, P. Mermelstein, IEEE TASSP 28 (1980).
 */
#pragma once

#include "att-num.h"

typedef struct AttMfcc AttMfcc;

/* @n_mels: 1..256; @n_coeffs: 1..n_mels */
AttNumStatus att_mfcc_new  (int n_mels, int n_coeffs, AttMfcc **out);
void         att_mfcc_free (AttMfcc *self);
/* @out: n_coeffs; @logmel: n_mels */
void         att_mfcc_run  (const AttMfcc *self, float *out, const float *logmel);
