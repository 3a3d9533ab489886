/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-contrast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-select.h"

#define SHARE 5

struct AttContrast {
  int n_fft, n_bands;
  float bins[]; /* n_fft / 2: room to select in */
};

AttNumStatus
att_contrast_new (int n_fft, int n_bands, AttContrast **out)
{
  AttContrast *self;

  *out = NULL;
  if (n_fft < 256 || n_fft > 16384 || n_fft % 2 != 0 || n_bands < 1 || n_bands > 12 || n_fft / 2 >> (n_bands - 1) < 2)
    return ATT_NUM_BAD_CONFIG;
  self = malloc (sizeof *self + n_fft / 2 * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->n_fft = n_fft;
  self->n_bands = n_bands;
  *out = self;
  return ATT_NUM_OK;
}

void
att_contrast_free (AttContrast *self)
{
  free (self);
}

static float
log_mean (const float *values, int n)
{
  double sum = 0;

  for (int i = 0; i < n; i++)
    sum += values[i];
  sum /= n;
  return sum > 1e-10 ? log10f (sum) : ATT_CONTRAST_FLOOR;
}

void
att_contrast_run (AttContrast *self, float *contrast, float *valley, const float *power)
{
  int first = 1;

  for (int b = 0; b < self->n_bands; b++)
    {
      int end = self->n_fft / 2 >> (self->n_bands - 1 - b);
      int n = end - first;
      int share = n / SHARE > 0 ? n / SHARE : 1;

      memcpy (self->bins, power + first, n * sizeof (float));
      att_num_select (self->bins, n, share - 1);
      valley[b] = log_mean (self->bins, share);
      if (n > share)
        att_num_select (self->bins + share, n - share, n - 2 * share);
      contrast[b] = log_mean (self->bins + n - share, share) - valley[b];
      first = end;
    }
}
