/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-stft.h"

#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "att-num-private.h"

/* FFTW's own transform of real numbers does one step in scalars, or nearly. So the samples go in as half as many
 * complex numbers, even and odd ones side by side, and what they have in common is taken apart here (Press et al.,
 * Numerical Recipes in C, 2nd ed., 1992, section 12.3). */
struct AttStft {
  int n_fft;
  float *window;        /* n_fft */
  float *in;            /* n_fft */
  fftwf_complex *out;   /* n_fft / 2 */
  fftwf_plan plan;
  float *re, *im;       /* n_fft / 2: out, taken apart */
  float *high;          /* n_fft / 4 + 1: power of the upper half, from its end */
  float *turn_re, *turn_im; /* n_fft / 4 + 1: exp (-2 pi i k / n_fft) */
};

/* Planning is not thread-safe in FFTW, executing is. With FFTW_ESTIMATE: FFTW_MEASURE times the machine, so that plans
 * and last bits would differ between runs. */
static pthread_mutex_t planner_lock = PTHREAD_MUTEX_INITIALIZER;

AttNumStatus
att_stft_new (int n_fft, AttStft **out)
{
  AttStft *self;
  int half = n_fft / 2;
  double sum = 0;

  *out = NULL;
  if (n_fft < 64 || n_fft > 16384 || n_fft % 2 != 0)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_fft = n_fft;
  self->window = malloc ((n_fft + 2 * half + 3 * (half / 2 + 1)) * sizeof (float));
  self->in = fftwf_alloc_real (n_fft);
  self->out = fftwf_alloc_complex (half);
  if (self->window == NULL || self->in == NULL || self->out == NULL)
    goto fail;
  self->re = self->window + n_fft;
  self->im = self->re + half;
  self->turn_re = self->im + half;
  self->turn_im = self->turn_re + half / 2 + 1;
  self->high = self->turn_im + half / 2 + 1;
  pthread_mutex_lock (&planner_lock);
  self->plan = fftwf_plan_dft_1d (half, (fftwf_complex *) self->in, self->out, FFTW_FORWARD, FFTW_ESTIMATE);
  pthread_mutex_unlock (&planner_lock);
  if (self->plan == NULL)
    goto fail;
  for (int i = 0; i < n_fft; i++)
    sum += 0.5 - 0.5 * cos (2 * M_PI * i / n_fft);
  for (int i = 0; i < n_fft; i++) /* half of what a sine wants: what is taken apart comes twice */
    self->window[i] = (0.5 - 0.5 * cos (2 * M_PI * i / n_fft)) / sum;
  for (int k = 0; k <= half / 2; k++)
    {
      self->turn_re[k] = cos (2 * M_PI * k / n_fft);
      self->turn_im[k] = -sin (2 * M_PI * k / n_fft);
    }
  *out = self;
  return ATT_NUM_OK;

fail:
  att_stft_free (self);
  return ATT_NUM_NO_MEMORY;
}

void
att_stft_free (AttStft *self)
{
  if (self == NULL)
    return;
  if (self->plan != NULL)
    {
      pthread_mutex_lock (&planner_lock);
      fftwf_destroy_plan (self->plan);
      pthread_mutex_unlock (&planner_lock);
    }
  fftwf_free (self->out);
  fftwf_free (self->in);
  free (self->window);
  free (self);
}

/* The spectra of even and odd samples, E and O, are sum and difference of bin k and the conjugate of bin half - k; with
 * the turn t, E + tO is bin k of all samples, and E - tO the conjugate of bin half - k. */
ATT_NUM_WIDE static void
fill_power (const AttStft *self, float *restrict power)
{
  int half = self->n_fft / 2;
  float *restrict re = self->re, *restrict im = self->im;
  float *restrict high = self->high;
  const float *restrict turn_re = self->turn_re, *restrict turn_im = self->turn_im;

  for (int k = 0; k < half; k++)
    {
      re[k] = self->out[k][0];
      im[k] = self->out[k][1];
    }
  for (int k = 1; k <= half / 2; k++)
    {
      float even_re = re[k] + re[half - k], even_im = im[k] - im[half - k];
      float odd_re = im[k] + im[half - k], odd_im = re[half - k] - re[k];
      float re_turned = turn_re[k] * odd_re - turn_im[k] * odd_im;
      float im_turned = turn_re[k] * odd_im + turn_im[k] * odd_re;
      float low_re = even_re + re_turned, low_im = even_im + im_turned;
      float high_re = even_re - re_turned, high_im = even_im - im_turned;

      power[k] = low_re * low_re + low_im * low_im;
      high[k] = high_re * high_re + high_im * high_im;
    }
  for (int k = 1; k <= half / 2; k++)
    power[half - k] = high[k];
  power[0] = 4 * (re[0] + im[0]) * (re[0] + im[0]);
  power[half] = 4 * (re[0] - im[0]) * (re[0] - im[0]);
}

ATT_NUM_WIDE void
att_stft_power (AttStft *self, float *power, const float *frame)
{
  for (int i = 0; i < self->n_fft; i++)
    self->in[i] = frame[i] * self->window[i];
  fftwf_execute (self->plan);
  fill_power (self, power);
}
