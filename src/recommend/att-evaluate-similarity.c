/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-evaluate-similarity.h"

#include <math.h>

#include "att-distance.h"

#define MAX_K 10

/* the label that most of the hits have; @hits: nearest first; -1 for no hits */
static int
vote (const AttNumHit *hits, guint n, const int *labels)
{
  int winner = -1;
  guint best = 0;

  for (guint i = 0; i < n; i++) /* in order of nearness: of equals the first wins */
    {
      guint votes = 0;

      for (guint j = 0; j < n; j++)
        votes += labels[hits[j].index] == labels[hits[i].index];
      if (votes > best)
        {
          best = votes;
          winner = labels[hits[i].index];
        }
    }
  return winner;
}

static double
skewness (const guint *counts, guint n)
{
  double mean = 0, squares = 0, cubes = 0;

  for (guint i = 0; i < n; i++)
    mean += (double) counts[i] / n;
  for (guint i = 0; i < n; i++)
    {
      const double d = counts[i] - mean;

      squares += d * d / n;
      cubes += d * d * d / n;
    }
  return squares > 0 ? cubes / pow (squares, 1.5) : 0;
}

void
att_evaluate_similarity (AttSimilarityReport *out, const AttSoundCompact *sounds, const int *labels, const int *artists,
                         guint n)
{
  g_autofree float *scores = g_new (float, n + 1);
  g_autofree guint *n10 = g_new0 (guint, n + 1);
  double *const shares[2][3] = {
    { &out->k1, &out->k5, &out->k10 },
    { &out->k1_artist, &out->k5_artist, &out->k10_artist },
  };
  const guint ks[3] = { 1, 5, 10 };

  *out = (AttSimilarityReport){ .n = n };
  for (guint i = 0; i < n; i++)
    {
      att_sound_distances (scores, sounds, n, sounds + i);
      for (guint j = 0; j < n; j++)
        scores[j] = -scores[j];
      scores[i] = NAN; /* never its own neighbour */
      for (guint filter = 0; filter < 2; filter++)
        {
          AttNumHit hits[MAX_K];
          gsize n_hits;

          for (guint j = 0; filter && j < n; j++)
            if (artists[i] >= 0 && artists[j] == artists[i])
              scores[j] = NAN;
          n_hits = att_num_top_k (hits, MAX_K, scores, n);
          for (gsize h = 0; !filter && h < n_hits; h++)
            n10[hits[h].index]++;
          for (guint k = 0; k < G_N_ELEMENTS (ks); k++)
            *shares[filter][k] += vote (hits, MIN (ks[k], n_hits), labels) == labels[i];
        }
    }
  for (guint filter = 0; filter < 2; filter++)
    for (guint k = 0; k < G_N_ELEMENTS (ks); k++)
      *shares[filter][k] /= MAX (n, 1);
  for (guint i = 0; i < n; i++)
    out->n10_max = MAX (out->n10_max, n10[i]);
  out->hub_skewness = skewness (n10, n);
}
