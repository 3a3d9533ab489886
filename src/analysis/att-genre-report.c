/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-report.h"

#include <math.h>

#define N_RANGES 10

typedef struct {
  guint n, n_right;
  double p; /* sum */
} Range;

void
att_genre_report_free (AttGenreReport *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->labels);
  g_free (self->confusion);
  g_free (self);
}

static double
mean_f1 (const AttGenreReport *self)
{
  const guint n = self->n_labels;
  double sum = 0;
  guint n_there = 0;

  for (guint l = 0; l < n; l++)
    {
      guint there = 0, given = 0;

      for (guint other = 0; other < n; other++)
        {
          there += self->confusion[l * n + other];
          given += self->confusion[other * n + l];
        }
      if (there == 0)
        continue;
      n_there++;
      sum += 2.0 * self->confusion[l * n + l] / (there + given);
    }
  return n_there > 0 ? sum / n_there : 0;
}

AttGenreReport *
att_genre_report_new (const char *const *labels, const int *truth, const float *p, guint n)
{
  AttGenreReport *self = g_new0 (AttGenreReport, 1);
  Range ranges[N_RANGES] = { 0 };
  guint n_right = 0, n_shown_right = 0;

  self->labels = g_strdupv ((char **) labels);
  self->n_labels = g_strv_length (self->labels);
  self->n = n;
  self->confusion = g_new0 (guint, self->n_labels * self->n_labels + 1);
  for (guint i = 0; i < n; i++)
    {
      const float *own = p + (gsize) i * self->n_labels;
      guint best = 0, right;
      Range *range;

      for (guint l = 1; l < self->n_labels; l++)
        if (own[l] > own[best])
          best = l;
      right = (int) best == truth[i];
      self->confusion[truth[i] * self->n_labels + best]++;
      n_right += right;
      range = &ranges[CLAMP ((int) (own[best] * N_RANGES), 0, N_RANGES - 1)];
      range->n++;
      range->n_right += right;
      range->p += own[best];
      if (own[best] >= ATT_GENRE_SHOWN_P)
        {
          self->n_shown++;
          n_shown_right += right;
        }
    }
  for (guint r = 0; r < N_RANGES && n > 0; r++)
    self->calibration_error += fabs (ranges[r].p - ranges[r].n_right) / n;
  self->accuracy = n > 0 ? (double) n_right / n : 0;
  self->shown_right = self->n_shown > 0 ? (double) n_shown_right / self->n_shown : 0;
  self->macro_f1 = mean_f1 (self);
  return self;
}
