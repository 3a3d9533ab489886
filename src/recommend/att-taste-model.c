/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-taste-model.h"

/* settings: what evaluate ranking and evaluate radio found to be best or as good, of powers of two */
#define EASE_LAMBDA 100.0
#define N_STEPS 4
#define MAX_FACTORS 32
#define USERS_A_FACTOR 8 /* with more factors each user has one of its own, and says nothing of the others */
#define MISSING 0.05f
#define REGULARIZATION 0.02f

static gboolean
fit_als (AttTasteModel *self, guint64 seed, int n_threads, AttTasteTraining *training, GCancellable *cancellable)
{
  const int n_factors = CLAMP (self->plays->n_rows / USERS_A_FACTOR, 2, MAX_FACTORS);
  const AttAlsConfig config = {
    .n_factors = n_factors, .missing = MISSING, .regularization = REGULARIZATION, .frequency_power = 1,
    .n_steps = MIN (N_STEPS, n_factors), .n_threads = n_threads, .seed = seed,
  };

  if (training->als == NULL)
    {
      training->n_sweeps = 0;
      if (att_als_new (&training->als, &config, self->plays->n_rows, self->plays->n_cols) != ATT_NUM_OK)
        return FALSE;
    }
  for (; training->n_sweeps < ATT_TASTE_MODEL_SWEEPS; training->n_sweeps++)
    {
      if (g_cancellable_is_cancelled (cancellable) ||
          att_als_sweep (training->als, self->plays, self->by_item) != ATT_NUM_OK)
        return FALSE;
      if (training->progress != NULL)
        att_progress_set (training->progress, att_progress_get_done (training->progress) + 1,
                          att_progress_get_total (training->progress));
    }
  return TRUE;
}

/* all but what is trained */
static AttTasteModel *
begin (const AttCsr *plays)
{
  g_autoptr (AttTasteModel) self = g_new0 (AttTasteModel, 1);

  self->ref_count = 1;
  self->plays = att_csr_copy (plays);
  if (self->plays == NULL)
    return NULL;
  for (gsize i = 0; i < att_csr_n_entries (self->plays); i++)
    self->plays->value[i] = MIN (self->plays->value[i], 1);
  self->by_item = att_csr_transpose (self->plays);
  if (self->by_item == NULL)
    return NULL;
  self->popularity = g_new (float, plays->n_cols + 1);
  for (gsize i = 0; i < plays->n_cols; i++)
    self->popularity[i] = (att_csr_row_length (self->by_item, i) + 0.5f) / (plays->n_rows + 1);
  return g_steal_pointer (&self);
}

static gboolean
fit_ease (AttTasteModel *self, int n_threads)
{
  return att_ease_new (&self->ease, self->plays, EASE_LAMBDA, ATT_EASE_AUTO, n_threads) == ATT_NUM_OK;
}

AttTasteModel *
att_taste_model_train (const AttCsr *plays, guint64 seed, int n_threads, AttTasteTraining *training,
                       GCancellable *cancellable)
{
  g_autoptr (AttTasteModel) self = plays->n_rows >= ATT_TASTE_MODEL_LEAST_USERS ? begin (plays) : NULL;

  if (self == NULL || !fit_als (self, seed, n_threads, training, cancellable) ||
      g_cancellable_is_cancelled (cancellable) || !fit_ease (self, n_threads))
    return NULL;
  self->als = g_steal_pointer (&training->als);
  training->n_sweeps = 0;
  return g_steal_pointer (&self);
}

AttTasteModel *
att_taste_model_new (const AttCsr *plays, guint64 seed, int n_threads, GCancellable *cancellable)
{
  g_auto (AttTasteTraining) training = { NULL };

  return att_taste_model_train (plays, seed, n_threads, &training, cancellable);
}

AttTasteModel *
att_taste_model_new_trained (const AttCsr *plays, AttAls *als, int n_threads)
{
  g_autoptr (AttTasteModel) self = begin (plays);

  if (self == NULL)
    att_als_free (als);
  else
    self->als = als;
  return self != NULL && fit_ease (self, n_threads) ? g_steal_pointer (&self) : NULL;
}

void
att_taste_training_clear (AttTasteTraining *self)
{
  g_clear_pointer (&self->als, att_als_free);
}

AttTasteModel *
att_taste_model_ref (AttTasteModel *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
att_taste_model_unref (AttTasteModel *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  att_ease_free (self->ease);
  att_als_free (self->als);
  att_csr_free (self->plays);
  att_csr_free (self->by_item);
  g_free (self->popularity);
  g_free (self);
}
