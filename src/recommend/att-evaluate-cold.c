/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-evaluate-cold.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-cold.h"
#include "att-distance.h"
#include "att-parallel.h"
#include "att-random.h"
#include "att-user-poll.h"

#define ONE_IN 10
#define LEAST_ITEMS 3
#define N_NEAREST 100
#define SHORT 20
#define LONG 100
#define N_SWEEPS 12
#define KEEPS_WARM 0.98 /* share of what is found among the warm that the cold must leave, at 20 and at 100 */

static const float ridges[] = { 0.3, 1, 3, 10 };
static const float owns[] = { 0, 0.25, 0.5, 1, 2 };
static const float shares[] = { 0, 0.1, 0.2, 0.3, 0.4 };
/* a score by content is less sure than one by plays: it is drawn together */
static const float gains[] = { 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1 };
static const float shifts[] = { 0, 0.02, 0.04, 0.06, 0.08, 0.1 };

#define N_PLACES (G_N_ELEMENTS (gains) * G_N_ELEMENTS (shifts))

/* a matrix, parted */
typedef struct {
  AttCsr *train;    /* users × items, of ones */
  AttCsr *cold;     /* what is asked for: items that nobody plays any more, */
  AttCsr *warm;     /* and others */
  guint8 *is_cold;  /* per item */
  float *plays;     /* per item, in train */
  float *ones;      /* per item: 1 where there are plays */
  AttAls *als;      /* of train */
} Fold;

static void
fold_clear (Fold *self)
{
  att_csr_free (self->train);
  att_csr_free (self->cold);
  att_csr_free (self->warm);
  att_als_free (self->als);
  g_free (self->is_cold);
  g_free (self->plays);
  g_free (self->ones);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fold, fold_clear)

static guint8 *
draw_cold (const AttTasteData *data, const AttCsr *events, AttRandom *random)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint32 *order = g_new (guint32, data->tracks->len + 1), *artists = g_new (guint32, data->tracks->len + 1);
  g_autofree guint8 *is_played = g_new0 (guint8, data->tracks->len + 1), *is_drawn = NULL;
  guint8 *is_cold = g_new0 (guint8, data->tracks->len + 1);
  guint n_artists;

  for (gsize i = 0; i < att_csr_n_entries (events); i++)
    is_played[events->column[i]] = TRUE;
  for (guint i = 0; i < data->tracks->len; i++)
    if (is_played[i])
      {
        const char *artist = att_track_get_artist (g_ptr_array_index (data->tracks, i));
        gpointer number;

        if (!g_hash_table_lookup_extended (numbers, artist, NULL, &number))
          {
            number = GUINT_TO_POINTER (g_hash_table_size (numbers));
            g_hash_table_insert (numbers, (char *) artist, number);
          }
        artists[i] = GPOINTER_TO_UINT (number);
      }
  n_artists = g_hash_table_size (numbers);
  is_drawn = g_new0 (guint8, n_artists + 1);
  for (guint a = 0; a < n_artists; a++)
    order[a] = a;
  att_random_shuffle (random, order, n_artists);
  for (guint a = 0; a < n_artists / ONE_IN; a++)
    is_drawn[order[a]] = TRUE;
  for (guint i = 0; i < data->tracks->len; i++)
    is_cold[i] = is_played[i] && is_drawn[artists[i]];
  return is_cold;
}

static AttCsr *
collect (const AttCsr *like, GArray *entries)
{
  return att_csr_new (like->n_rows, like->n_cols, (AttCsrEntry *) entries->data, entries->len);
}

static AttAls *
train_als (const AttCsr *train, const AttColdEvaluation *options)
{
  const AttAlsConfig config = { .n_factors = 64, .missing = 0.05, .regularization = 0.03, .frequency_power = 1,
                                .n_steps = 3, .n_threads = options->n_threads, .seed = options->seed };
  AttCsr *by_item = att_csr_transpose (train);
  AttAls *als = NULL;
  AttNumStatus status = by_item != NULL ? att_als_new (&als, &config, train->n_rows, train->n_cols) : ATT_NUM_NO_MEMORY;

  for (int sweep = 0; sweep < N_SWEEPS && status == ATT_NUM_OK; sweep++)
    status = att_als_sweep (als, train, by_item);
  if (status != ATT_NUM_OK)
    g_clear_pointer (&als, att_als_free);
  att_csr_free (by_item);
  return als;
}

static gboolean
part (Fold *self, const AttTasteData *data, const AttCsr *events, const AttColdEvaluation *options, GError **error)
{
  g_autoptr (GArray) train = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) cold = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) warm = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  AttRandom random;

  att_random_init (&random, options->seed);
  self->is_cold = draw_cold (data, events, &random);
  self->plays = g_new0 (float, events->n_cols + 1);
  self->ones = g_new0 (float, events->n_cols + 1);
  for (gsize u = 0; u < events->n_rows; u++)
    for (gsize i = events->start[u]; i < events->start[u + 1]; i++)
      {
        const AttCsrEntry entry = { u, events->column[i], 1 };
        const gboolean drawn = att_random_below (&random, ONE_IN) == 0 && att_csr_row_length (events, u) >= LEAST_ITEMS;

        if (self->is_cold[entry.column])
          g_array_append_val (cold, entry);
        else if (drawn)
          g_array_append_val (warm, entry);
        else
          {
            g_array_append_val (train, entry);
            self->plays[entry.column] += events->value[i];
            self->ones[entry.column] = 1;
          }
      }
  if (cold->len == 0 || warm->len == 0 || train->len == 0)
    {
      g_set_error_literal (error, ATT_TASTE_DATA_ERROR, ATT_TASTE_DATA_ERROR_EMPTY,
                           _("too few people or artists to take any out"));
      return FALSE;
    }
  self->train = collect (events, train);
  self->cold = collect (events, cold);
  self->warm = collect (events, warm);
  self->als = self->train != NULL ? train_als (self->train, options) : NULL;
  if (self->cold != NULL && self->warm != NULL && self->als != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, g_strerror (ENOMEM));
  return FALSE;
}

/* --- the model --- */

typedef struct {
  const Fold *fold;
  const AttCsr *content;
  AttCold *cold;
  float own;
  float share; /* of its score in that of items that are played */
  float gain, shift; /* of its score for the others */
} Model;

static void
taste_of (const Model *self, guint user, float own, float *taste)
{
  const AttCsr *train = self->fold->train;

  att_cold_taste (self->cold, taste, self->fold->als->users + user * self->fold->als->stride,
                  train->column + train->start[user], att_csr_row_length (train, user), own);
}

static void
score_content (const AttCsr *content, const float *taste, float *scores)
{
  for (gsize i = 0; i < content->n_rows; i++)
    {
      scores[i] = 0;
      for (gsize e = content->start[i]; e < content->start[i + 1]; e++)
        scores[i] += content->value[e] * taste[content->column[e]];
    }
}

/* of the cold items; NAN for the others */
static void
score_cold (const Fold *fold, const AttCsr *content, const float *taste, float *scores)
{
  score_content (content, taste, scores);
  for (gsize i = 0; i < content->n_rows; i++)
    if (!fold->is_cold[i])
      scores[i] = NAN;
}

/* ndcg20 by each of owns */
static void
ask_owns (gconstpointer data, guint user, double *values)
{
  const Model *self = data;
  const gsize n_features = self->content->n_cols, n_items = self->content->n_rows;
  g_autofree float *taste = g_new (float, n_features + 1), *factors = g_new (float, n_items + 1);
  g_autofree float *both = g_new (float, n_items + 1), *scores = g_new (float, n_items + 1);
  double recall;

  for (gsize o = 0; o < G_N_ELEMENTS (owns); o++)
    values[o] = NAN;
  if (att_csr_row_length (self->fold->cold, user) == 0)
    return;
  taste_of (self, user, 0, taste);
  score_cold (self->fold, self->content, taste, factors);
  taste_of (self, user, 1, taste);
  score_cold (self->fold, self->content, taste, both);
  for (gsize o = 0; o < G_N_ELEMENTS (owns); o++)
    {
      for (gsize i = 0; i < n_items; i++)
        scores[i] = factors[i] + owns[o] * (both[i] - factors[i]);
      att_poll_found (self->fold->cold, user, scores, SHORT, &recall, &values[o], NULL);
    }
}

/* recall20, ndcg20 */
static void
ask_model (gconstpointer data, guint user, double *values)
{
  const Model *self = data;
  g_autofree float *taste = g_new (float, self->content->n_cols + 1), *scores = g_new (float, self->content->n_rows + 1);

  taste_of (self, user, self->own, taste);
  score_cold (self->fold, self->content, taste, scores);
  att_poll_found (self->fold->cold, user, scores, SHORT, &values[0], &values[1], NULL);
}

/* of all items that the user does not play, @content being their score by content; @gain 0: without the cold ones */
static void
score_all (const Model *self, guint user, const float *content, float share, float gain, float shift, float *scores)
{
  const Fold *fold = self->fold;
  const float *factors = fold->als->users + user * fold->als->stride;

  for (gsize i = 0; i < fold->train->n_cols; i++)
    if (fold->is_cold[i])
      scores[i] = gain > 0 ? gain * content[i] + shift : NAN;
    else
      scores[i] = fold->ones[i] > 0
                    ? att_num_dot (factors, fold->als->items + i * fold->als->stride, fold->als->stride) +
                        share * content[i]
                    : NAN;
  for (gsize i = fold->train->start[user]; i < fold->train->start[user + 1]; i++)
    scores[fold->train->column[i]] = NAN;
}

/* warm recall100 and recall20 at each of shares */
static void
ask_shares (gconstpointer data, guint user, double *values)
{
  const Model *self = data;
  const gsize n_items = self->content->n_rows;
  g_autofree float *taste = g_new (float, self->content->n_cols + 1), *content = g_new (float, n_items + 1);
  g_autofree float *scores = g_new (float, n_items + 1);

  taste_of (self, user, self->own, taste);
  score_content (self->content, taste, content);
  for (gsize s = 0; s < G_N_ELEMENTS (shares); s++)
    {
      score_all (self, user, content, shares[s], 0, 0, scores);
      att_poll_found (self->fold->warm, user, scores, LONG, &values[2 * s], NULL, NULL);
      att_poll_found (self->fold->warm, user, scores, SHORT, &values[2 * s + 1], NULL, NULL);
    }
}

/* warm recall100 and recall20, cold recall100 at each gain and shift */
static void
ask_places (gconstpointer data, guint user, double *values)
{
  const Model *self = data;
  const gsize n_items = self->content->n_rows;
  g_autofree float *taste = g_new (float, self->content->n_cols + 1), *content = g_new (float, n_items + 1);
  g_autofree float *scores = g_new (float, n_items + 1);

  taste_of (self, user, self->own, taste);
  score_content (self->content, taste, content);
  for (gsize p = 0; p < N_PLACES; p++)
    {
      score_all (self, user, content, self->share, gains[p % G_N_ELEMENTS (gains)], shifts[p / G_N_ELEMENTS (gains)],
                 scores);
      att_poll_found (self->fold->warm, user, scores, LONG, &values[3 * p], NULL, NULL);
      att_poll_found (self->fold->warm, user, scores, SHORT, &values[3 * p + 1], NULL, NULL);
      att_poll_found (self->fold->cold, user, scores, LONG, &values[3 * p + 2], NULL, NULL);
    }
}

static const char *const mix_names[] = { "mixed_recall100", "warm_recall100", "warm_recall20", "alone_recall100",
                                         "alone_recall20" };

static void
ask_mix (gconstpointer data, guint user, double *values)
{
  const Model *self = data;
  const Fold *fold = self->fold;
  const gsize n_items = self->content->n_rows;
  g_autofree float *taste = g_new (float, self->content->n_cols + 1), *content = g_new (float, n_items + 1);
  g_autofree float *scores = g_new (float, n_items + 1);

  taste_of (self, user, self->own, taste);
  score_content (self->content, taste, content);
  score_all (self, user, content, self->share, self->gain, self->shift, scores);
  att_poll_found (fold->cold, user, scores, LONG, &values[0], NULL, NULL);
  att_poll_found (fold->warm, user, scores, LONG, &values[1], NULL, NULL);
  att_poll_found (fold->warm, user, scores, SHORT, &values[2], NULL, NULL);
  score_all (self, user, content, 0, 0, 0, scores);
  att_poll_found (fold->warm, user, scores, LONG, &values[3], NULL, NULL);
  att_poll_found (fold->warm, user, scores, SHORT, &values[4], NULL, NULL);
}

typedef struct {
  float ridge, own, share, gain, shift;
  float plain_ridge; /* of the regression to compare with */
} Settings;

/* FALSE: cancelled */
static gboolean
find_settings (const Fold *fold, const AttCsr *content, const AttColdEvaluation *options, Settings *best,
               GCancellable *cancellable)
{
  const guint n_users = fold->train->n_rows;
  double warm[2 * G_N_ELEMENTS (shares)], places[3 * N_PLACES];
  double best_ndcg = -1, best_plain = -1, best_cold = -1;
  gsize at = 0;
  Model model = { fold, content, NULL, 0, 0, 0 };

  for (gsize r = 0; r < G_N_ELEMENTS (ridges) && !g_cancellable_is_cancelled (cancellable); r++)
    {
      double ndcg[G_N_ELEMENTS (owns)], plain[2];

      model.cold = att_cold_train (content, fold->als, fold->ones, ridges[r], options->n_threads, NULL);
      att_poll_users (ask_owns, &model, n_users, ndcg, G_N_ELEMENTS (owns), options->n_threads);
      att_cold_free (model.cold);
      for (gsize o = 0; o < G_N_ELEMENTS (owns); o++)
        if (ndcg[o] > best_ndcg)
          {
            best_ndcg = ndcg[o];
            best->ridge = ridges[r];
            best->own = owns[o];
          }
      model.cold = att_cold_train (content, fold->als, fold->plays, ridges[r], options->n_threads, NULL);
      att_poll_users (ask_model, &model, n_users, plain, 2, options->n_threads);
      att_cold_free (model.cold);
      if (plain[1] > best_plain)
        {
          best_plain = plain[1];
          best->plain_ridge = ridges[r];
        }
    }
  model.cold = att_cold_train (content, fold->als, fold->ones, best->ridge, options->n_threads, NULL);
  model.own = best->own;
  att_poll_users (ask_shares, &model, n_users, warm, G_N_ELEMENTS (warm), options->n_threads);
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    if (warm[2 * i] + warm[2 * i + 1] > warm[2 * at] + warm[2 * at + 1])
      at = i;
  best->share = model.share = shares[at];
  att_poll_users (ask_places, &model, n_users, places, G_N_ELEMENTS (places), options->n_threads);
  att_cold_free (model.cold);
  for (gsize p = 0; p < N_PLACES; p++)
    if (places[3 * p] >= KEEPS_WARM * warm[0] && places[3 * p + 1] >= KEEPS_WARM * warm[1] &&
        places[3 * p + 2] > best_cold)
      {
        best_cold = places[3 * p + 2];
        best->gain = gains[p % G_N_ELEMENTS (gains)];
        best->shift = shifts[p / G_N_ELEMENTS (gains)];
      }
  g_debug ("cold: ridge %g, own %g, share %g, gain %g, shift %g; plain ridge %g", best->ridge, best->own, best->share,
           best->gain, best->shift, best->plain_ridge);
  return !g_cancellable_is_cancelled (cancellable);
}

/* --- what it is compared with --- */

typedef struct {
  const Fold *fold;
  const AttCsr *content; /* rows of length 1 */
  AttNumHit *nearest;    /* items × N_NEAREST: played ones, of the cold */
  gsize *n_nearest;
} Likeness;

static void
find_nearest (void *data, gsize item)
{
  Likeness *self = data;
  const AttCsr *content = self->content;
  g_autofree float *row = g_new0 (float, content->n_cols + 1), *cosines = g_new (float, content->n_rows + 1);

  self->n_nearest[item] = 0;
  if (!self->fold->is_cold[item])
    return;
  for (gsize e = content->start[item]; e < content->start[item + 1]; e++)
    row[content->column[e]] = content->value[e];
  for (gsize i = 0; i < content->n_rows; i++)
    {
      float sum = 0;

      for (gsize e = content->start[i]; e < content->start[i + 1]; e++)
        sum += content->value[e] * row[content->column[e]];
      cosines[i] = self->fold->ones[i] > 0 ? sum : NAN;
    }
  self->n_nearest[item] = att_num_top_k (self->nearest + item * N_NEAREST, N_NEAREST, cosines, content->n_rows);
}

static void
ask_nearest (gconstpointer data, guint user, double *values)
{
  const Likeness *self = data;
  const AttCsr *train = self->fold->train;
  g_autofree float *scores = g_new (float, train->n_cols + 1);
  g_autofree guint8 *heard = g_new0 (guint8, train->n_cols + 1);

  for (gsize i = train->start[user]; i < train->start[user + 1]; i++)
    heard[train->column[i]] = TRUE;
  for (gsize i = 0; i < train->n_cols; i++)
    {
      scores[i] = self->fold->is_cold[i] ? 0 : NAN;
      for (gsize h = 0; h < self->n_nearest[i]; h++)
        if (heard[self->nearest[i * N_NEAREST + h].index])
          scores[i] += self->nearest[i * N_NEAREST + h].score;
    }
  att_poll_found (self->fold->cold, user, scores, SHORT, &values[0], &values[1], NULL);
}

static void
ask_cosine (gconstpointer data, guint user, double *values)
{
  const Likeness *self = data;
  const AttCsr *train = self->fold->train, *content = self->content;
  g_autofree float *taste = g_new0 (float, content->n_cols + 1), *scores = g_new (float, train->n_cols + 1);

  for (gsize i = train->start[user]; i < train->start[user + 1]; i++)
    for (gsize e = content->start[train->column[i]]; e < content->start[train->column[i] + 1]; e++)
      taste[content->column[e]] += content->value[e];
  score_cold (self->fold, content, taste, scores);
  att_poll_found (self->fold->cold, user, scores, SHORT, &values[0], &values[1], NULL);
}

/* log of how often a tag was given, times the root of how rare it is */
static AttCsr *
make_content (const AttTasteData *data)
{
  AttCsr *content = att_csr_copy (data->tags);
  g_autofree float *rarity = g_new0 (float, data->tags->n_cols + 1);

  if (content == NULL)
    return NULL;
  for (gsize e = 0; e < att_csr_n_entries (content); e++)
    rarity[content->column[e]]++;
  for (gsize f = 0; f < content->n_cols; f++)
    rarity[f] = sqrt (log (content->n_rows / MAX (1, rarity[f])));
  for (gsize e = 0; e < att_csr_n_entries (content); e++)
    content->value[e] = log1p (content->value[e]) * rarity[content->column[e]];
  return content;
}

static AttCsr *
normalise (const AttCsr *content)
{
  AttCsr *out = att_csr_copy (content);

  for (gsize i = 0; out != NULL && i < out->n_rows; i++)
    att_num_normalise (out->value + out->start[i], att_csr_row_length (out, i));
  return out;
}

static void
compare (const Fold *fold, const AttCsr *content, const AttCsr *unit, const AttColdEvaluation *options,
         const Settings *settings, GArray *reports)
{
  static const char *const names[] = { "recall20", "ndcg20" };
  const guint n_users = fold->train->n_rows;
  const gsize n_items = content->n_rows;
  g_autofree AttNumHit *nearest = g_new (AttNumHit, n_items * N_NEAREST + 1);
  g_autofree gsize *n_nearest = g_new (gsize, n_items + 1);
  Likeness likeness = { fold, unit, nearest, n_nearest };
  Model model = { fold, content, NULL, settings->own, settings->share, settings->gain, settings->shift };
  double values[G_N_ELEMENTS (mix_names)];

  model.cold = att_cold_train (content, fold->als, fold->ones, settings->ridge, options->n_threads, NULL);
  att_poll_users (ask_model, &model, n_users, values, 2, options->n_threads);
  att_model_reports_add (reports, "cold", names, values, 2);
  att_poll_users (ask_mix, &model, n_users, values, G_N_ELEMENTS (mix_names), options->n_threads);
  att_model_reports_add (reports, "cold", mix_names, values, G_N_ELEMENTS (mix_names));
  att_cold_free (model.cold);

  model.cold = att_cold_train (content, fold->als, fold->plays, settings->plain_ridge, options->n_threads, NULL);
  model.own = 0;
  att_poll_users (ask_model, &model, n_users, values, 2, options->n_threads);
  att_model_reports_add (reports, "ridge", names, values, 2);
  att_cold_free (model.cold);

  att_parallel_run (options->n_threads, n_items, find_nearest, &likeness);
  att_poll_users (ask_nearest, &likeness, n_users, values, 2, options->n_threads);
  att_model_reports_add (reports, "content-knn", names, values, 2);
  att_poll_users (ask_cosine, &likeness, n_users, values, 2, options->n_threads);
  att_model_reports_add (reports, "tag-cosine", names, values, 2);
}

GArray *
att_evaluate_cold_items (const AttTasteData *data, const AttColdEvaluation *options, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GArray) reports = g_array_new (FALSE, FALSE, sizeof (AttModelReport));
  g_auto (Fold) fold = { 0 }, inner = { 0 };
  AttCsr *content = make_content (data), *unit = content != NULL ? normalise (content) : NULL;
  Settings settings = { ridges[0], owns[0], shares[0], gains[0], shifts[0], ridges[0] };
  gboolean ok = FALSE;

  if (unit == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, g_strerror (ENOMEM));
  else if (part (&fold, data, data->events, options, error) && part (&inner, data, fold.train, options, error))
    {
      ok = find_settings (&inner, content, options, &settings, cancellable);
      if (ok)
        compare (&fold, content, unit, options, &settings, reports);
      ok = !g_cancellable_set_error_if_cancelled (cancellable, error);
    }
  att_csr_free (content);
  att_csr_free (unit);
  return ok ? g_steal_pointer (&reports) : NULL;
}
