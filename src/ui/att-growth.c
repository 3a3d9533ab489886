/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-growth.h"

#define STEP 30

/* one step, between frames */
static gboolean
grow_cb (gpointer data)
{
  AttGrowth *self = data;
  guint before = self->n_told;
  gboolean done;

  self->n_told = before + STEP < ATT_GROWTH_ENOUGH ? MIN (before + STEP, self->n) : self->n;
  done = self->n_told == self->n;
  if (done)
    self->source_id = 0;
  g_list_model_items_changed (self->model, before, 0, self->n_told - before);
  return done ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void
att_growth_set (AttGrowth *self, GListModel *model, guint n, AttGrowthSame same, gconstpointer before,
                gconstpointer after)
{
  guint n_old = self->n_told, n_new = MIN (n, MAX (n_old, STEP));
  guint start = 0, end = 0;

  while (start < MIN (n_old, n_new) && same (before, start, after, start))
    start++;
  while (end < MIN (n_old, n_new) - start && same (before, n_old - 1 - end, after, n_new - 1 - end))
    end++;

  self->model = model;
  self->n = n;
  self->n_told = n_new;
  if (n_new == n)
    g_clear_handle_id (&self->source_id, g_source_remove);
  else if (self->source_id == 0)
    self->source_id = g_idle_add (grow_cb, self);
  if (n_old - start - end > 0 || n_new - start - end > 0)
    g_list_model_items_changed (model, start, n_old - start - end, n_new - start - end);
}

void
att_growth_restart (AttGrowth *self)
{
  guint before = self->n_told;

  if (before <= STEP)
    return;
  self->n_told = STEP;
  g_clear_handle_id (&self->source_id, g_source_remove);
  g_list_model_items_changed (self->model, STEP, before - STEP, 0);
}

void
att_growth_stop (AttGrowth *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
}
