/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-taste-model.h"

#include <math.h>

#include "att-cold.h"
#include "att-content.h"
#include "att-distance.h"

/* settings: what evaluate ranking and evaluate radio found to be best or as good */
#define EASE_LAMBDA 300.0
#define MOST_TAGS 500 /* the most frequent */
#define N_STEPS 4
#define MAX_FACTORS 32
#define USERS_A_FACTOR 8 /* with more factors each user has one of its own, and says nothing of the others */
#define MISSING 0.05f
#define REGULARIZATION 0.02f
#define COLD_RIDGE 1.0f   /* what evaluate cold finds on every part of its data */
#define COLD_MOST 4096    /* items that it learns from: those that most users have */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCsr, att_csr_free)

static gboolean
has_enough (const AttCsr *plays)
{
  return plays->n_rows >= ATT_TASTE_MODEL_LEAST_USERS;
}

static gboolean
fit_als (AttTasteModel *self, guint64 seed, int n_threads, AttTasteTraining *training, GCancellable *cancellable)
{
  const int n_factors = CLAMP (self->plays->n_rows / USERS_A_FACTOR, 2, MAX_FACTORS);
  const AttAlsConfig config = {
    .n_factors = n_factors, .missing = MISSING, .regularization = REGULARIZATION, .frequency_power = 1,
    .n_steps = MIN (N_STEPS, n_factors), .n_threads = n_threads, .seed = seed,
  };

  g_autoptr (AttCsr) by_item = att_csr_transpose (self->plays);

  if (by_item == NULL)
    return FALSE;
  if (training->als == NULL)
    {
      training->n_sweeps = 0;
      if (att_als_new (&training->als, &config, self->plays->n_rows, self->plays->n_cols) != ATT_NUM_OK)
        return FALSE;
    }
  for (; training->n_sweeps < ATT_TASTE_MODEL_SWEEPS; training->n_sweeps++)
    {
      if (g_cancellable_is_cancelled (cancellable) ||
          att_als_sweep (training->als, self->plays, by_item) != ATT_NUM_OK)
        return FALSE;
      if (training->progress != NULL)
        att_progress_set (training->progress, att_progress_get_done (training->progress) + 1,
                          att_progress_get_total (training->progress));
    }
  return TRUE;
}

static int
compare_counts (gconstpointer a, gconstpointer b, gpointer counts)
{
  const guint *n = counts;
  const int one = *(const int *) a, other = *(const int *) b;

  return n[one] != n[other] ? (n[one] > n[other] ? -1 : 1) : one - other;
}

/* Which row each genre has below those of the users; -1: none. Returns how many have one */
static guint
place_tags (const AttCatalogue *catalogue, int *row_of)
{
  const guint n_genres = catalogue->genres->len;
  g_autofree guint *counts = g_new0 (guint, n_genres + 1);
  g_autofree int *order = g_new (int, n_genres + 1);
  guint n = 0;

  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    for (guint g = 0; g < att_catalogue_item (catalogue, i)->n_genres; g++)
      counts[att_catalogue_genres_of (catalogue, i)[g].genre]++;
  for (guint c = 0; c < n_genres; c++)
    {
      order[c] = c;
      row_of[c] = -1;
    }
  g_qsort_with_data (order, n_genres, sizeof *order, compare_counts, counts);
  for (; n < MIN (n_genres, MOST_TAGS) && counts[order[n]] > 1; n++)
    row_of[order[n]] = n;
  return n;
}

/* the tags of @item that have a row, each once, together ATT_TASTE_MODEL_TAGS in square */
static void
add_tags (GArray *entries, const AttCatalogue *catalogue, guint item, guint first_row, const int *row_of)
{
  const guint begin = entries->len;
  float sum = 0;

  for (guint g = 0; g < att_catalogue_item (catalogue, item)->n_genres; g++)
    {
      const int row = row_of[att_catalogue_genres_of (catalogue, item)[g].genre];
      const float weight = att_catalogue_genres_of (catalogue, item)[g].weight;

      if (row < 0)
        continue;
      g_array_append_val (entries, ((AttCsrEntry) { first_row + row, item, sqrtf (weight) }));
      sum += weight;
    }
  for (guint at = begin; at < entries->len; at++)
    g_array_index (entries, AttCsrEntry, at).value *= sqrtf (ATT_TASTE_MODEL_TAGS / sum);
}

/* the users, and below them the tags as if each were one more user */
static AttCsr *
stack_tags (const AttCsr *plays, const AttCatalogue *catalogue)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autofree int *row_of = g_new (int, catalogue->genres->len + 1);
  const guint n_tags = place_tags (catalogue, row_of);

  for (gsize u = 0; u < plays->n_rows; u++)
    for (gsize i = plays->start[u]; i < plays->start[u + 1]; i++)
      g_array_append_val (entries, ((AttCsrEntry) { u, plays->column[i], plays->value[i] }));
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    add_tags (entries, catalogue, i, plays->n_rows, row_of);
  return att_csr_new (plays->n_rows + n_tags, plays->n_cols, (AttCsrEntry *) entries->data, entries->len);
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
  self->n_users = g_new0 (guint32, plays->n_cols + 1);
  for (gsize i = 0; i < att_csr_n_entries (self->plays); i++)
    {
      self->plays->value[i] = MIN (self->plays->value[i], 1);
      self->n_users[self->plays->column[i]]++;
    }
  return g_steal_pointer (&self);
}

static gboolean
fit_ease (AttTasteModel *self, const AttCatalogue *catalogue, int n_threads)
{
  g_autoptr (AttCsr) rows = stack_tags (self->plays, catalogue);

  if (rows == NULL || att_ease_new (&self->ease, rows, EASE_LAMBDA, ATT_EASE_AUTO, n_threads) != ATT_NUM_OK)
    return FALSE;
  self->by_item = att_ease_get_by_item (self->ease);
  return TRUE;
}

/* FALSE: cancelled, or no memory */
static gboolean
fit_deepcf (AttTasteModel *self, guint64 seed, int n_threads, AttTasteTraining *training, GCancellable *cancellable)
{
  self->deepcf = att_deepcf_train (self->plays, seed, n_threads, &training->deepcf, training->progress, cancellable);
  return self->deepcf != NULL || self->plays->n_rows < ATT_DEEPCF_LEAST_USERS;
}

/* The factors of what no user has, and then all packed; after all that factors are trained for. FALSE: cancelled, or no
 * memory */
static gboolean
fit_cold (AttTasteModel *self, const AttCatalogue *catalogue, int n_threads, GCancellable *cancellable)
{
  const gsize n = self->plays->n_cols, stride = self->als->stride;
  g_autoptr (AttCsr) content = att_content_new (catalogue);
  g_autofree float *keys = g_new (float, n + 1), *weights = g_new0 (float, n + 1);
  g_autofree AttNumHit *hits = g_new (AttNumHit, COLD_MOST);
  g_autoptr (AttCold) cold = NULL;
  gsize n_hits;

  if (content == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    keys[i] = self->n_users[i] > 0 ? self->n_users[i] : NAN;
  n_hits = att_num_top_k (hits, COLD_MOST, keys, n);
  for (gsize h = 0; h < n_hits; h++)
    weights[hits[h].index] = 1;
  cold = att_cold_train (content, self->als, weights, COLD_RIDGE, n_threads, cancellable);
  for (gsize i = 0; cold != NULL && i < n; i++)
    if (self->n_users[i] == 0)
      att_cold_factors (cold, self->als->items + i * stride, content->column + content->start[i],
                        content->value + content->start[i], att_csr_row_length (content, i));
  return cold != NULL && att_als_pack (self->als) == ATT_NUM_OK;
}

/* FALSE: cancelled, or no memory */
static gboolean
fit_genre_net (AttTasteModel *self, const AttCatalogue *catalogue, guint64 seed, GCancellable *cancellable)
{
  g_autoptr (AttCsr) content = NULL;

  self->genres = att_content_find_genres (catalogue, ATT_TASTE_NET_MOST_GENRES);
  content = att_content_new_genres (catalogue, (int *) self->genres->data, self->genres->len);
  if (content != NULL)
    self->genre_net = att_taste_net_train (self->plays, content, seed, cancellable);
  return content != NULL && !g_cancellable_is_cancelled (cancellable);
}

AttTasteModel *
att_taste_model_train (const AttCsr *plays, const AttCatalogue *catalogue, guint64 seed, int n_threads,
                       AttTasteTraining *training, GCancellable *cancellable)
{
  g_autoptr (AttTasteModel) self = has_enough (plays) ? begin (plays) : NULL;

  if (self == NULL || !fit_als (self, seed, n_threads, training, cancellable) ||
      !fit_genre_net (self, catalogue, seed, cancellable) ||
      !fit_deepcf (self, seed, n_threads, training, cancellable) || !fit_ease (self, catalogue, n_threads) ||
      g_cancellable_is_cancelled (cancellable))
    return NULL;
  self->als = g_steal_pointer (&training->als);
  training->n_sweeps = 0;
  att_deepcf_fit_clear (&training->deepcf);
  if (!fit_cold (self, catalogue, n_threads, cancellable))
    return NULL;
  return g_steal_pointer (&self);
}

AttTasteModel *
att_taste_model_new (const AttCsr *plays, const AttCatalogue *catalogue, guint64 seed, int n_threads,
                     GCancellable *cancellable)
{
  g_auto (AttTasteTraining) training = { NULL };

  if (!has_enough (plays))
    return att_taste_model_new_trained (plays, catalogue, NULL, NULL, NULL, NULL, n_threads);
  return att_taste_model_train (plays, catalogue, seed, n_threads, &training, cancellable);
}

AttTasteModel *
att_taste_model_new_trained (const AttCsr *plays, const AttCatalogue *catalogue, AttAls *als, AttTasteNet *genre_net,
                             GArray *genres, AttDeepcf *deepcf, int n_threads)
{
  g_autoptr (AttTasteModel) self = begin (plays);

  if (self == NULL)
    {
      att_als_free (als);
      att_taste_net_free (genre_net);
      att_deepcf_free (deepcf);
      g_clear_pointer (&genres, g_array_unref);
      return NULL;
    }
  self->als = als;
  self->genre_net = genre_net;
  self->genres = genres;
  self->deepcf = deepcf;
  if (!fit_ease (self, catalogue, n_threads) || (als != NULL && !fit_cold (self, catalogue, n_threads, NULL)))
    return NULL;
  return g_steal_pointer (&self);
}

void
att_taste_training_clear (AttTasteTraining *self)
{
  g_clear_pointer (&self->als, att_als_free);
  att_deepcf_fit_clear (&self->deepcf);
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
  att_taste_net_free (self->genre_net);
  att_deepcf_free (self->deepcf);
  g_clear_pointer (&self->genres, g_array_unref);
  att_csr_free (self->plays);
  g_free (self->n_users);
  g_free (self);
}
