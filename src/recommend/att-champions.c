/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-champions.h"

#include <math.h>

#include "att-num.h"

#define LEAST_DEVIATION 0.005f /* differences below this are no argument */

void
att_champions_init (AttChampions *self, const float *opinions, gsize n)
{
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    {
      double sum = 0, squares = 0;
      gsize n_opinions = 0;

      for (gsize i = 0; i < n; i++)
        {
          const float opinion = opinions[i * ATT_MAX_RECOMMENDERS + k];

          if (isnan (opinion))
            continue;
          sum += opinion;
          squares += opinion * opinion;
          n_opinions++;
        }
      self->mean[k] = n_opinions > 0 ? sum / n_opinions : 0;
      self->deviation[k] = 0;
      if (n_opinions > 0)
        {
          const float variance = squares / n_opinions - self->mean[k] * self->mean[k];

          self->deviation[k] = MAX (sqrtf (MAX (variance, 0)), LEAST_DEVIATION);
        }
    }
}

ATT_NUM_WIDE void
att_champions_find_tile (const AttChampions *self, float opinions[][ATT_MIXER_TILE], guint n, gint8 *out)
{
  float best[ATT_MIXER_TILE], argument[ATT_MIXER_TILE];
  int champion[ATT_MIXER_TILE];

  for (guint i = 0; i < n; i++)
    {
      best[i] = -G_MAXFLOAT;
      champion[i] = -1;
    }
  for (int k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    {
      const float mean = self->mean[k], deviation = self->deviation[k];

      if (deviation <= 0)
        continue;
      for (guint i = 0; i < n; i++)
        argument[i] = (opinions[k][i] - mean) / deviation;
      for (guint i = 0; i < n; i++)
        champion[i] = argument[i] > best[i] ? k : champion[i]; /* NAN is not */
      for (guint i = 0; i < n; i++)
        best[i] = argument[i] > best[i] ? argument[i] : best[i];
    }
  for (guint i = 0; i < n; i++)
    out[i] = champion[i];
}

int
att_champions_find (const AttChampions *self, const float *opinions)
{
  float best = -G_MAXFLOAT;
  int champion = -1;

  for (int k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    {
      float argument;

      if (isnan (opinions[k]) || self->deviation[k] <= 0)
        continue;
      argument = (opinions[k] - self->mean[k]) / self->deviation[k];
      if (argument > best)
        {
          best = argument;
          champion = k;
        }
    }
  return champion;
}
