/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-fft-private.h - the only door to FFTW's planner
 *
 * Planning is not thread-safe in FFTW, executing is: all plans are made and
 * destroyed here, under one process-wide lock, with FFTW_ESTIMATE (FFTW_MEASURE
 * times the machine, so that plans and last bits would differ between runs).
 */
#pragma once

#include <fftw3.h>

/* real to complex, out of place; NULL when memory is short. @in: n floats, @out: n / 2 + 1 values, from
 * fftwf_malloc() */
fftwf_plan att_fft_plan (int n, float *in, fftwf_complex *out);
/* NULL is ignored */
void       att_fft_plan_free (fftwf_plan plan);
