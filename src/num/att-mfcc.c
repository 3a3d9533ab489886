/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-mfcc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-num-private.h"

struct AttMfcc {
  int n_mels, n_coeffs, stride;
  float basis[]; /* (n_mels, stride): n_coeffs, and zeros that fill up a vector */
};

AttNumStatus
att_mfcc_new (int n_mels, int n_coeffs, AttMfcc **out)
{
  AttMfcc *self;
  int stride;

  *out = NULL;
  if (n_mels < 1 || n_mels > 256 || n_coeffs < 1 || n_coeffs > n_mels)
    return ATT_NUM_BAD_CONFIG;
  stride = (n_coeffs + ATT_NUM_LANES - 1) / ATT_NUM_LANES * ATT_NUM_LANES;
  self = calloc (1, sizeof *self + (size_t) stride * n_mels * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_mels = n_mels;
  self->n_coeffs = n_coeffs;
  self->stride = stride;
  for (int k = 0; k < n_coeffs; k++)
    for (int m = 0; m < n_mels; m++)
      self->basis[m * stride + k] = sqrt ((k == 0 ? 1.0 : 2.0) / n_mels) * cos (M_PI * k * (m + 0.5) / n_mels);
  *out = self;
  return ATT_NUM_OK;
}

void
att_mfcc_free (AttMfcc *self)
{
  free (self);
}

ATT_NUM_WIDE void
att_mfcc_run (const AttMfcc *self, float *out, const float *logmel)
{
  for (int k = 0; k < self->n_coeffs; k += ATT_NUM_LANES)
    {
      int n = self->n_coeffs - k < ATT_NUM_LANES ? self->n_coeffs - k : ATT_NUM_LANES;
      AttNumVector sum = { 0 };

      for (int m = 0; m < self->n_mels; m++)
        sum += ATT_NUM_LOAD (self->basis + m * self->stride + k) * logmel[m];
      memcpy (out + k, &sum, n * sizeof *out);
    }
}
