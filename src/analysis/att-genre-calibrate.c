/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-calibrate.h"

#include <math.h>

#define LEAST_P 1e-9
#define LIMIT 5.0
#define N_STEPS 40

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
          if (means[k] == truth[i])
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
