/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-fft-private.h"

#include <pthread.h>

static pthread_mutex_t planner_lock = PTHREAD_MUTEX_INITIALIZER;

fftwf_plan
att_fft_plan (int n, float *in, fftwf_complex *out)
{
  fftwf_plan plan;

  pthread_mutex_lock (&planner_lock);
  plan = fftwf_plan_dft_r2c_1d (n, in, out, FFTW_ESTIMATE);
  pthread_mutex_unlock (&planner_lock);
  return plan;
}

void
att_fft_plan_free (fftwf_plan plan)
{
  if (plan == NULL)
    return;
  pthread_mutex_lock (&planner_lock);
  fftwf_destroy_plan (plan);
  pthread_mutex_unlock (&planner_lock);
}
