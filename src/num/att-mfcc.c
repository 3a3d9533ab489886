/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-mfcc.h"

#include <math.h>
#include <stdlib.h>

#include "att-num-private.h"

struct AttMfcc {
  int n_mels, n_coeffs;
  float basis[]; /* (n_mels, n_coeffs) */
};

AttNumStatus
att_mfcc_new (int n_mels, int n_coeffs, AttMfcc **out)
{
  AttMfcc *self;

  *out = NULL;
  if (n_mels < 1 || n_mels > 256 || n_coeffs < 1 || n_coeffs > n_mels)
    return ATT_NUM_BAD_CONFIG;
  self = malloc (sizeof *self + (size_t) n_coeffs * n_mels * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_mels = n_mels;
  self->n_coeffs = n_coeffs;
  for (int k = 0; k < n_coeffs; k++)
    for (int m = 0; m < n_mels; m++)
      self->basis[m * n_coeffs + k] = sqrt ((k == 0 ? 1.0 : 2.0) / n_mels) * cos (M_PI * k * (m + 0.5) / n_mels);
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
  for (int k = 0; k < self->n_coeffs; k++)
    out[k] = 0;
  for (int m = 0; m < self->n_mels; m++)
    for (int k = 0; k < self->n_coeffs; k++)
      out[k] += self->basis[m * self->n_coeffs + k] * logmel[m];
}
