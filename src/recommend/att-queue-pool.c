/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The candidates of a plan, out of all that may be offered.
 */
#include "config.h"

#include "att-queue-planner-private.h"

#include "att-distance.h"

#define POOL_CHAMPION 100
#define POOL_HEARING 100
#define SMALL 2000       /* tracks that are all looked at */

/* @items: to whom the @n keys belong; NULL: to all in order */
static void
add_best (Planner *self, const float *keys, const int *items, gsize n, gsize k, guint8 *in_pool)
{
  g_autofree AttNumHit *hits = g_new (AttNumHit, k);
  const gsize n_hits = att_num_top_k (hits, k, keys, n);

  for (gsize i = 0; i < n_hits; i++)
    {
      const int item = items != NULL ? items[hits[i].index] : (int) hits[i].index;

      if (!in_pool[item])
        g_array_append_val (self->pool, item);
      in_pool[item] = TRUE;
    }
}

/* the best of each champion who has a share; @keys: per item */
static void
add_champions (Planner *self, const float *keys, guint8 *in_pool)
{
  const gint8 *champions = self->input->champions;
  const guint n = att_catalogue_n (self->catalogue);
  gsize ends[ATT_MAX_RECOMMENDERS + 1] = { 0 };
  g_autofree int *items = g_new (int, n + 1); /* sorted by champion */
  g_autofree float *sorted = g_new (float, n + 1);

  for (guint i = 0; i < n; i++)
    ends[champions[i] + 1] += !isnan (keys[i]);
  for (guint k = 0, sum = 0; k <= ATT_MAX_RECOMMENDERS; k++)
    {
      const gsize n_own = ends[k];

      ends[k] = sum;
      sum += n_own;
    }
  for (guint i = 0; i < n; i++)
    if (!isnan (keys[i]))
      {
        const gsize at = ends[champions[i] + 1]++;

        items[at] = i;
        sorted[at] = keys[i];
      }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (self->champions.targets[k] > 0)
      add_best (self, sorted + ends[k], items + ends[k], ends[k + 1] - ends[k], POOL_CHAMPION, in_pool);
}

void
att_queue_pool_fill (Planner *self, gboolean all)
{
  const AttPlanInput *input = self->input;
  const guint n = att_catalogue_n (self->catalogue);

  g_array_set_size (self->pool, 0);
  self->pool_is_all = all || self->n_offered <= SMALL;
  if (self->pool_is_all)
    {
      for (guint i = 0; i < n; i++)
        if (att_plan_is_offered (input, i))
          g_array_append_val (self->pool, i);
    }
  else
    {
      g_autofree float *keys = g_new (float, n);
      g_autofree guint8 *in_pool = g_new0 (guint8, n);

      for (guint i = 0; i < n; i++)
        keys[i] = att_plan_lucky_score (self, i) + (att_plan_is_inside (input, i) ? 1 + att_plan_first_value (self, i) : 0);
      if (input->groups == NULL)
        {
          add_champions (self, keys, in_pool);
          for (guint i = 0; i < n; i++) /* no luck is enough for these */
            keys[i] = input->scores[i] < self->best - LUCK * self->spread ? NAN : keys[i];
        }
      add_best (self, keys, NULL, n, POOL_BEST, in_pool);
      for (guint i = 0; i < n; i++)
        keys[i] = att_plan_needs_hearing (input, i) ? att_plan_hearing_value (self, i) : NAN;
      add_best (self, keys, NULL, n, POOL_HEARING, in_pool);
      if (input->groups != NULL) /* every chosen genre has its candidates, however many the largest has */
        for (int group = 0; group < G_MAXINT8; group++)
          {
            gboolean any = FALSE;

            for (guint i = 0; i < n; i++)
              {
                keys[i] = NAN;
                if (att_plan_is_inside (input, i) && input->groups[i] == group)
                  keys[i] = att_plan_lucky_score (self, i) + att_plan_first_value (self, i);
                any |= !isnan (keys[i]);
              }
            if (!any)
              break;
            add_best (self, keys, NULL, n, POOL_CHAMPION, in_pool);
          }
    }

  g_free (self->likeness);
  self->likeness = g_new0 (float, self->pool->len + 1);
}
