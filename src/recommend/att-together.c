/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-together.h"

#include <math.h>

#define SHRINK 10.0

float *
att_together_new (const AttCsr *users, gsize first, gsize end, const int *items, gsize n_items)
{
  const gsize n = users->n_cols;
  g_autofree gboolean *given = g_new0 (gboolean, n + 1);
  g_autofree guint *with = g_new0 (guint, n + 1), *all = g_new0 (guint, n + 1);
  g_autofree float *values = g_new (float, n + 1);
  gboolean found = FALSE;
  guint n_asked = 0;

  for (gsize i = 0; i < n_items; i++)
    given[items[i]] = TRUE;
  for (gsize u = first; u < end; u++)
    {
      gboolean has = FALSE;

      for (gsize e = users->start[u]; e < users->start[u + 1]; e++)
        {
          all[users->column[e]]++;
          has |= given[users->column[e]];
        }
      for (gsize e = users->start[u]; has && e < users->start[u + 1]; e++)
        with[users->column[e]]++;
      n_asked += has;
    }
  for (gsize i = 0; i < n; i++)
    {
      values[i] = with[i] >= ATT_TOGETHER_LEAST ? with[i] / (sqrt ((double) n_asked * all[i]) + SHRINK) : NAN;
      found |= !isnan (values[i]) && !given[i];
    }
  return found ? g_steal_pointer (&values) : NULL;
}
