/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signals.h - the signals of signals.py, and how close a result must be to the numbers made of them
 */
#pragma once

#include <glib.h>
#include <math.h>

static inline void
golden_noise (float *out, guint32 seed, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      seed = seed * 1664525u + 1013904223u;
      out[i] = (seed >> 8) / 8388608.0f - 1;
    }
}

static inline void
golden_tune (float *out, gsize n, int rate)
{
  golden_noise (out, 1, n);
  for (gsize i = 0; i < n; i++)
    out[i] = 0.3 * sin (2 * G_PI * 220 * i / rate) + 0.2 * sin (2 * G_PI * 1318.51 * i / rate) + 0.05 * out[i];
}

static inline void
golden_frames (float *out, gsize n_frames, gsize n_mels)
{
  golden_noise (out, 3, n_frames * n_mels);
  for (gsize i = 0; i < n_frames * n_mels; i++)
    out[i] = -4 + 3 * exp (-(double) (i / n_mels % 25) / 3) + 0.3 * out[i];
}

/* |got - wanted| <= absolute + relative |wanted| for each of @n values, @stride floats apart */
static inline void
golden_compare (const char *name, const float *got, gsize stride, const double *wanted, gsize n, double absolute,
                double relative)
{
  double worst = 0;

  for (gsize i = 0; i < n; i++)
    {
      double allowed = absolute + relative * fabs (wanted[i]), off = fabs (got[i * stride] - wanted[i]);

      if (!(off <= allowed))
        g_error ("%s[%zu]: %.9g, wanted %.9g +- %.2g", name, i, got[i * stride], wanted[i], allowed);
      worst = MAX (worst, off / allowed);
    }
  g_test_message ("%s: %zu values, the worst uses %.0f %% of the tolerance", name, n, 100 * worst);
}
