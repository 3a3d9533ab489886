/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-calibrate.h"

#include <math.h>
#include <string.h>

#define LEAST_P 1e-9
#define LIMIT 5.0
#define N_STEPS 40

#define SHIFT_PENALTY 10.0 /* on the squares of the shifts, for a loss in nats, summed over rows */
#define N_SHIFT_STEPS 1000

static double
power (float p, double temperature)
{
  return pow (MAX (p, LEAST_P), 1 / temperature);
}

void
att_genre_temper (float *p, int n, double temperature)
{
  double sum = 0;

  for (int i = 0; i < n; i++)
    sum += power (p[i], temperature);
  for (int i = 0; i < n; i++)
    p[i] = power (p[i], temperature) / sum;
}

static double
loss (const float *p, const int *truth, const int *means, guint n, int n_answers, double temperature, guint *n_judged)
{
  double sum = 0;

  *n_judged = 0;
  for (guint i = 0; i < n; i++)
    {
      double all = 0, right = 0;

      for (int k = 0; k < n_answers; k++)
        {
          const double chance = power (p[(gsize) i * n_answers + k], temperature);

          all += chance;
          if (truth[i] >= 0 && means[k] == truth[i])
            right += chance;
        }
      if (right <= 0)
        continue;
      sum -= log (right / all);
      (*n_judged)++;
    }
  return sum;
}

/* golden section over log T, where the loss has one valley */
double
att_genre_fit_temperature (const float *p, const int *truth, const int *means, guint n, int n_answers)
{
  const double ratio = (sqrt (5) - 1) / 2;
  double low = -log (LIMIT), high = log (LIMIT);
  guint n_judged;

  loss (p, truth, means, n, n_answers, 1, &n_judged);
  if (n_judged == 0)
    return 1;
  for (int step = 0; step < N_STEPS; step++)
    {
      const double a = high - ratio * (high - low), b = low + ratio * (high - low);

      if (loss (p, truth, means, n, n_answers, exp (a), &n_judged) <
          loss (p, truth, means, n, n_answers, exp (b), &n_judged))
        high = b;
      else
        low = a;
    }
  return exp ((low + high) / 2);
}

float
att_genre_shift (float p, double shift)
{
  const double odds = p * exp (shift);

  return odds / (1 - p + odds);
}

/* Multinomial logistic regression: one scale for all logarithms of the sums, one bias a label. The steps go by a bound
 * of the curvature, so none makes it worse. */
void
att_genre_fit_shifts (double *shifts, const float *p, const int *truth, const int *means, guint n, int n_answers,
                      int n_labels)
{
  g_autofree double *x = g_new (double, (gsize) n * n_labels), *z = g_new (double, n_labels);
  g_autofree double *gradient = g_new (double, n_labels), *biases = g_new0 (double, n_labels);
  g_autofree int *labels = g_new (int, n);
  g_autofree gboolean *is_meant = g_new0 (gboolean, n_labels);
  double scale = 1, bound = 0;
  guint n_rows = 0;
  int n_meant = 0;

  for (int k = 0; k < n_answers; k++)
    if (means[k] >= 0)
      is_meant[means[k]] = TRUE;
  for (int c = 0; c < n_labels; c++)
    n_meant += is_meant[c];
  for (guint i = 0; i < n; i++)
    {
      double *row = x + (gsize) n_rows * n_labels, mean = 0;

      if (truth[i] < 0 || !is_meant[truth[i]])
        continue;
      memset (row, 0, n_labels * sizeof *row);
      for (int k = 0; k < n_answers; k++)
        if (means[k] >= 0)
          row[means[k]] += p[(gsize) i * n_answers + k];
      for (int c = 0; c < n_labels; c++)
        {
          row[c] = log (MAX (row[c], LEAST_P));
          mean += is_meant[c] ? row[c] / n_meant : 0;
        }
      for (int c = 0; c < n_labels; c++)
        bound += is_meant[c] ? 0.5 * (row[c] - mean) * (row[c] - mean) : 0;
      labels[n_rows++] = truth[i];
    }
  for (int step = 0; step < N_SHIFT_STEPS && n_rows > 0; step++)
    {
      double scale_gradient = 0;

      for (int c = 0; c < n_labels; c++)
        gradient[c] = -2 * SHIFT_PENALTY * biases[c];
      for (guint i = 0; i < n_rows; i++)
        {
          const double *row = x + (gsize) i * n_labels;
          double top = -INFINITY, sum = 0;

          for (int c = 0; c < n_labels; c++)
            {
              z[c] = is_meant[c] ? scale * row[c] + biases[c] : -INFINITY;
              top = MAX (top, z[c]);
            }
          for (int c = 0; c < n_labels; c++)
            sum += z[c] = exp (z[c] - top);
          for (int c = 0; c < n_labels; c++)
            {
              const double miss = (c == labels[i]) - z[c] / sum;

              gradient[c] += miss;
              scale_gradient += miss * row[c];
            }
        }
      /* the scale and the biases in turn */
      if (step % 2 == 0 && bound > 0)
        scale = CLAMP (scale + scale_gradient / bound, 1 / LIMIT, LIMIT);
      else
        for (int c = 0; c < n_labels; c++)
          biases[c] += is_meant[c] ? gradient[c] / (0.5 * n_rows + 2 * SHIFT_PENALTY) : 0;
    }
  for (int c = 0; c < n_labels; c++)
    shifts[c] = biases[c] / scale;
}
