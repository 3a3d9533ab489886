/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-contrast.h - peaks against valleys of a spectrum, octave by octave
 *
 * Units    log10 power. Valley: mean power of the weakest fifth of a band's bins
 *          (at least one); contrast: that of the strongest fifth, minus the valley. Powers
 *          are floored at ATT_CONTRAST_FLOOR. A gain moves the valleys alone while they are above that.
 * Threads  one at a time.
 * Source   D. Jiang, L. Lu, H. Zhang, J. Tao, L. Cai, "Music Type Classification by
 *          Spectral Contrast Feature", ICME 2002; its logarithm is taken after the mean here. The fifths are found by
 *          selection (att-select.h), nothing is sorted.
 */
#pragma once

#include "att-num.h"

#define ATT_CONTRAST_FLOOR (-10.0f)

typedef struct AttContrast AttContrast;

/* @n_fft: even, 256..16384; @n_bands: 1..12 octaves, the highest ending at half the sample rate, the lowest reaching down
 * to the first bin and holding one bin at least */
AttNumStatus att_contrast_new  (int n_fft, int n_bands, AttContrast **out);
void         att_contrast_free (AttContrast *self);
/* @contrast, @valley: n_bands each, lowest first; @power: n_fft / 2 + 1; what is not a number counts as loudest, and
 * becomes the floor where a mean is made of it */
void         att_contrast_run  (AttContrast *self, float *contrast, float *valley, const float *power);
