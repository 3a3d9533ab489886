/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-evaluate-rating.h"

#include <math.h>
#include <string.h>

#include "att-cholesky.h"
#include "att-distance.h"
#include "att-random.h"
#include "att-ranker.h"
#include "att-user-similarity.h"

#define HIDDEN 0.2
#define LIKED 3.5        /* 4 and 5, and what lies between */
#define CUT 10
#define FEW 5.0          /* ratings of nothing in particular, beside those of an item */
#define LITTLE 0.25      /* similarity, likewise */
#define N_NEIGHBOURS 100 /* for an order */
#define SHORT_HISTORY 20
#define RIDGE 1.0
#define N_ROUNDS 20      /* of least squares, to least absolute deviations */
#define LEAST_SLIP 0.05  /* what is missed by less counts no more */

/* each from something that is known of a hidden rating */
enum { ITEM, GENRE, LISTENERS, KNN, ONE = KNN + ATT_USER_N_SIMILARITIES, ALS, N_DIFFERENCES };

typedef struct {
  AttCsr *counts, *ratings; /* the same places */
  AttCsr *hidden;           /* ratings */
} Split;

static void
split_clear (Split *self)
{
  att_csr_free (self->counts);
  att_csr_free (self->ratings);
  att_csr_free (self->hidden);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Split, split_clear)

/* NULL: out of memory */
static AttCsr *
make_ratings (const AttCsr *counts)
{
  AttCsr *out = att_csr_copy (counts);

  for (gsize u = 0; out != NULL && u < counts->n_rows; u++)
    {
      const gsize start = counts->start[u], end = counts->start[u + 1];

      for (gsize i = start; i < end; i++)
        {
          double below = 0;

          for (gsize j = start; j < end; j++)
            below += counts->value[j] < counts->value[i] ? 1 : counts->value[j] == counts->value[i] ? 0.5 : 0;
          out->value[i] = 1 + MIN (4, floor (5 * below / (end - start)));
        }
    }
  return out;
}

static gboolean
split_init (Split *self, const AttCsr *counts, const AttCsr *ratings, guint64 seed)
{
  g_autofree AttCsrEntry *kept = g_new (AttCsrEntry, att_csr_n_entries (counts) + 1);
  g_autofree AttCsrEntry *rated = g_new (AttCsrEntry, att_csr_n_entries (counts) + 1);
  g_autofree AttCsrEntry *hidden = g_new (AttCsrEntry, att_csr_n_entries (counts) + 1);
  gsize n_kept = 0, n_hidden = 0;
  AttRandom random;

  att_random_init (&random, seed);
  for (gsize u = 0; u < counts->n_rows; u++)
    {
      const gsize n = att_csr_row_length (counts, u);
      gsize wanted = n * HIDDEN, left = n;

      for (gsize i = counts->start[u]; i < counts->start[u + 1]; i++, left--)
        {
          const AttCsrEntry rating = { u, counts->column[i], ratings->value[i] };

          if (att_random_below (&random, left) < wanted)
            {
              hidden[n_hidden++] = rating;
              wanted--;
              continue;
            }
          rated[n_kept] = rating;
          kept[n_kept++] = (AttCsrEntry) { u, counts->column[i], counts->value[i] };
        }
    }
  self->counts = att_csr_new (counts->n_rows, counts->n_cols, kept, n_kept);
  self->ratings = att_csr_new (counts->n_rows, counts->n_cols, rated, n_kept);
  self->hidden = att_csr_new (counts->n_rows, counts->n_cols, hidden, n_hidden);
  return self->counts != NULL && self->ratings != NULL && self->hidden != NULL;
}

/* --- ratings --- */

static float *
get_means (const AttCsr *ratings)
{
  float *means = g_new (float, ratings->n_rows + 1);

  for (gsize u = 0; u < ratings->n_rows; u++)
    {
      double sum = 0;

      for (gsize i = ratings->start[u]; i < ratings->start[u + 1]; i++)
        sum += ratings->value[i];
      means[u] = att_csr_row_length (ratings, u) > 0 ? sum / att_csr_row_length (ratings, u) : 3;
    }
  return means;
}

/* what others' ratings of the item differ from their means, by @similar, or all alike where that is NULL */
static double
get_difference (const AttCsr *by_item, const float *means, guint item, const float *similar)
{
  double sum = 0, weights = 0;

  for (gsize j = by_item->start[item]; j < by_item->start[item + 1]; j++)
    {
      const guint other = by_item->column[j];
      const double weight = similar == NULL ? 1 : isnan (similar[other]) ? 0 : similar[other];

      sum += weight * (by_item->value[j] - means[other]);
      weights += fabs (weight);
    }
  return sum / (weights + (similar == NULL ? FEW : LITTLE));
}

/* Items × tags: weights of unit length by how often a tag was given and how rare it is. NULL: out of memory */
static AttCsr *
make_genres (const AttCsr *tags)
{
  g_autofree guint *n_items = g_new0 (guint, tags->n_cols + 1);
  AttCsr *out = att_csr_copy (tags);

  for (gsize i = 0; i < att_csr_n_entries (tags); i++)
    n_items[tags->column[i]]++;
  for (gsize item = 0; out != NULL && item < tags->n_rows; item++)
    {
      double squares = 0;

      for (gsize i = tags->start[item]; i < tags->start[item + 1]; i++)
        {
          out->value[i] = log1p (tags->value[i]) * log ((tags->n_rows + 1.0) / n_items[tags->column[i]]);
          squares += out->value[i] * out->value[i];
        }
      for (gsize i = tags->start[item]; i < tags->start[item + 1] && squares > 0; i++)
        out->value[i] /= sqrt (squares);
    }
  return out;
}

/* what the user's ratings of the same genres differ from their mean; @differences (out): per item */
static void
get_genre_differences (const AttCsr *genres, const AttCsr *ratings, const float *means, guint user, float *differences)
{
  g_autofree double *sums = g_new0 (double, genres->n_cols + 1), *weights = g_new0 (double, genres->n_cols + 1);

  for (gsize i = ratings->start[user]; i < ratings->start[user + 1]; i++)
    for (gsize g = genres->start[ratings->column[i]]; g < genres->start[ratings->column[i] + 1]; g++)
      {
        sums[genres->column[g]] += genres->value[g] * (ratings->value[i] - means[user]);
        weights[genres->column[g]] += genres->value[g];
      }
  for (gsize item = 0; item < genres->n_rows; item++)
    {
      double sum = 0, weight = FEW;

      for (gsize g = genres->start[item]; g < genres->start[item + 1]; g++)
        {
          sum += genres->value[g] * sums[genres->column[g]];
          weight += genres->value[g] * weights[genres->column[g]];
        }
      differences[item] = sum / weight;
    }
}

/* The order of a model's scores as differences: standardised among the user's scores */
static void
put_scores (AttRanker *ranker, const AttCsr *hidden, float *differences, float *scores)
{
  for (gsize u = 0; u < hidden->n_rows; u++)
    {
      double sum = 0, squares = 0, scale;
      guint n = 0;

      ranker->cls->score (ranker, u, scores);
      for (gsize i = 0; i < hidden->n_cols; i++)
        if (!isnan (scores[i]))
          {
            sum += scores[i];
            squares += scores[i] * scores[i];
            n++;
          }
      scale = n > 0 ? sqrt (MAX (0, squares / n - sum / n * sum / n)) : 0;
      for (gsize h = hidden->start[u]; h < hidden->start[u + 1]; h++)
        differences[h * N_DIFFERENCES + ALS] =
          scale > 0 && !isnan (scores[hidden->column[h]]) ? (scores[hidden->column[h]] - sum / n) / scale : 0;
    }
}

/* Returns: N_DIFFERENCES for each hidden rating; NULL: out of memory, or cancelled */
static float *
get_differences (const Split *split, const AttCsr *genres, AttRanker *als, GCancellable *cancellable)
{
  const AttCsr *ratings = split->ratings, *hidden = split->hidden;
  g_autofree float *out = g_new (float, att_csr_n_entries (hidden) * N_DIFFERENCES + 1);
  g_autofree float *means = get_means (ratings), *similar = g_new (float, ratings->n_rows + 1);
  g_autofree float *scores = g_new (float, ratings->n_cols + 1);
  AttCsr *by_item = att_csr_transpose (ratings);
  gboolean ok = by_item != NULL;

  for (gsize u = 0; ok && u < hidden->n_rows; u++)
    {
      get_genre_differences (genres, ratings, means, u, scores);
      for (gsize h = hidden->start[u]; h < hidden->start[u + 1]; h++)
        {
          float *row = out + h * N_DIFFERENCES;

          row[ITEM] = get_difference (by_item, means, hidden->column[h], NULL);
          row[GENRE] = scores[hidden->column[h]];
          row[LISTENERS] = log1p (att_csr_row_length (by_item, hidden->column[h]));
          row[ONE] = 1;
        }
    }
  for (int kind = 0; ok && kind < ATT_USER_N_SIMILARITIES; kind++)
    {
      g_autoptr (AttUserSimilarity) alike = att_user_similarity_new (ratings, ratings, kind, SHORT_HISTORY);

      ok = alike != NULL && !g_cancellable_is_cancelled (cancellable);
      for (gsize u = 0; ok && u < hidden->n_rows; u++)
        {
          att_user_similarity_row (alike, u, similar);
          for (gsize h = hidden->start[u]; h < hidden->start[u + 1]; h++)
            out[h * N_DIFFERENCES + KNN + kind] = get_difference (by_item, means, hidden->column[h], similar);
        }
    }
  att_csr_free (by_item);
  if (!ok)
    return NULL;
  put_scores (als, hidden, out, scores);
  return g_steal_pointer (&out);
}

static double
get_mean (const AttCsr *ratings)
{
  const gsize n = att_csr_n_entries (ratings);
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += ratings->value[i];
  return n > 0 ? sum / n : 3;
}

/* From the differences first .. first + n - 1 to what the hidden ratings differ from the mean of all, by least absolute
 * deviations, since it is by these that it is judged: squares, divided by the deviation of the round before. A user's
 * own mean is no part of it: the scale is each user's own, and its middle everybody's; what their ratings that are left
 * lack of it, those that were drawn have too much of. */
static void
learn (const Split *split, const float *differences, int first, int n, double *weights)
{
  const double mean = get_mean (split->ratings);

  memset (weights, 0, N_DIFFERENCES * sizeof *weights);
  for (int round = 0; round < N_ROUNDS; round++)
    {
      double squares[N_DIFFERENCES * N_DIFFERENCES] = { 0 }, products[N_DIFFERENCES] = { 0 };

      for (gsize h = 0; h < att_csr_n_entries (split->hidden); h++)
        {
          const float *x = differences + h * N_DIFFERENCES + first;
          const double wanted = split->hidden->value[h] - mean;
          double slip = wanted, scale;

          for (int a = 0; a < n; a++)
            slip -= weights[first + a] * x[a];
          scale = round == 0 ? 1 : 1 / MAX (LEAST_SLIP, fabs (slip));
          for (int a = 0; a < n; a++)
            {
              products[a] += scale * x[a] * wanted;
              for (int b = 0; b < n; b++)
                squares[a * n + b] += scale * x[a] * x[b];
            }
        }
      for (int a = 0; a < n; a++)
        squares[a * n + a] += RIDGE;
      if (!att_num_invert (squares, n, 1))
        return;
      for (int a = 0; a < n; a++)
        {
          weights[first + a] = 0;
          for (int b = 0; b < n; b++)
            weights[first + a] += squares[a * n + b] * products[b];
        }
    }
}

/* @learned: the weights are of learn(): differences from the mean of all, not of the user */
static double
get_mae (const Split *split, const float *differences, const double *weights, gboolean learned)
{
  g_autofree float *means = get_means (split->ratings);
  const double mean = get_mean (split->ratings);
  const gsize n = att_csr_n_entries (split->hidden);
  double sum = 0;

  for (gsize u = 0; u < split->hidden->n_rows; u++)
    for (gsize h = split->hidden->start[u]; h < split->hidden->start[u + 1]; h++)
      {
        double rating = learned ? mean : means[u];

        for (int d = 0; d < N_DIFFERENCES; d++)
          rating += weights[d] * differences[h * N_DIFFERENCES + d];
        sum += fabs (CLAMP (rating, 1, 5) - split->hidden->value[h]);
      }
  return n > 0 ? sum / n : 0;
}

/* --- order --- */

typedef void (*ScoreFunc) (gpointer model, guint user, float *scores);

static void
judge_order (const Split *split, ScoreFunc score, gpointer model, AttRatingReport *out)
{
  const AttCsr *hidden = split->hidden, *known = split->ratings;
  g_autofree float *scores = g_new (float, hidden->n_cols + 1);
  g_autofree AttNumHit *best = g_new (AttNumHit, CUT);
  guint n_users = 0;

  for (gsize u = 0; u < hidden->n_rows; u++)
    {
      guint n_liked = 0, n_found = 0;
      gsize n;

      for (gsize h = hidden->start[u]; h < hidden->start[u + 1]; h++)
        n_liked += hidden->value[h] > LIKED;
      if (n_liked == 0)
        continue;
      score (model, u, scores);
      for (gsize i = known->start[u]; i < known->start[u + 1]; i++)
        scores[known->column[i]] = NAN;
      n = att_num_top_k (best, CUT, scores, hidden->n_cols);
      for (gsize b = 0; b < n; b++)
        for (gsize h = hidden->start[u]; h < hidden->start[u + 1]; h++)
          n_found += hidden->column[h] == best[b].index && hidden->value[h] > LIKED;
      out->precision10 += n_found / (double) CUT;
      out->recall10 += n_found / (double) n_liked;
      n_users++;
    }
  out->precision10 /= MAX (1, n_users);
  out->recall10 /= MAX (1, n_users);
  if (out->precision10 + out->recall10 > 0)
    out->f1_10 = 2 * out->precision10 * out->recall10 / (out->precision10 + out->recall10);
}

static void
score_by_ranker (gpointer model, guint user, float *scores)
{
  AttRanker *ranker = model;

  ranker->cls->score (ranker, user, scores);
}

/* how many listen to it, or the mean difference */
static void
score_by_item (gpointer model, guint user, float *scores)
{
  const float *values = ((gpointer *) model)[0];
  const AttCsr *by_item = ((gpointer *) model)[1];

  for (gsize i = 0; i < by_item->n_rows; i++)
    scores[i] = values != NULL ? values[i] : att_csr_row_length (by_item, i);
}

typedef struct {
  const AttCsr *genres, *ratings;
  const float *means;
} GenreMeans;

static void
score_by_genre (gpointer model, guint user, float *scores)
{
  const GenreMeans *self = model;

  get_genre_differences (self->genres, self->ratings, self->means, user, scores);
}

/* ratings of the users most alike */
static void
score_by_users (gpointer model, guint user, float *scores)
{
  AttUserSimilarity *alike = ((gpointer *) model)[0];
  const AttCsr *ratings = ((gpointer *) model)[1];
  g_autofree float *similar = g_new (float, ratings->n_rows + 1);
  AttNumHit hits[N_NEIGHBOURS];
  gsize n;

  att_user_similarity_row (alike, user, similar);
  n = att_num_top_k (hits, N_NEIGHBOURS, similar, ratings->n_rows);
  memset (scores, 0, ratings->n_cols * sizeof *scores);
  for (gsize h = 0; h < n && hits[h].score > 0; h++)
    for (gsize i = ratings->start[hits[h].index]; i < ratings->start[hits[h].index + 1]; i++)
      scores[ratings->column[i]] += hits[h].score * ratings->value[i];
}

static void
add_report (GArray *reports, const Split *split, const char *model, const float *differences, const double *weights,
            gboolean learned, ScoreFunc score, gpointer data)
{
  AttRatingReport report = { .model = model, .mae = get_mae (split, differences, weights, learned) };

  judge_order (split, score, data, &report);
  g_array_append_val (reports, report);
}

/* FALSE: out of memory, or cancelled */
static gboolean
add_simple (GArray *reports, const Split *split, const AttCsr *genres, const float *differences)
{
  static const char *const knn_names[] = { "user-knn cosine", "user-knn cooccurrence", "user-knn pearson",
                                           "user-knn euclidean", "user-knn by-history" };
  g_autofree float *means = get_means (split->ratings), *values = g_new (float, split->ratings->n_cols + 1);
  AttCsr *by_item = att_csr_transpose (split->ratings);
  double weights[N_DIFFERENCES] = { 0 };

  if (by_item == NULL)
    return FALSE;
  for (gsize i = 0; i < by_item->n_rows; i++)
    values[i] = get_difference (by_item, means, i, NULL);
  add_report (reports, split, "mean", differences, weights, FALSE, score_by_item, (gpointer[]) { NULL, by_item });
  weights[ITEM] = 1;
  add_report (reports, split, "item-mean", differences, weights, FALSE, score_by_item, (gpointer[]) { values, by_item });
  weights[ITEM] = 0;
  weights[GENRE] = 1;
  add_report (reports, split, "genre-mean", differences, weights, FALSE, score_by_genre,
              &(GenreMeans) { genres, split->ratings, means });
  weights[GENRE] = 0;
  att_csr_free (by_item);
  for (int kind = 0; kind < ATT_USER_N_SIMILARITIES; kind++)
    {
      g_autoptr (AttUserSimilarity) alike = att_user_similarity_new (split->ratings, split->ratings, kind,
                                                                     SHORT_HISTORY);

      if (alike == NULL)
        return FALSE;
      weights[KNN + kind] = 1;
      add_report (reports, split, knn_names[kind], differences, weights, FALSE, score_by_users,
                  (gpointer[]) { alike, split->ratings });
      weights[KNN + kind] = 0;
    }
  return TRUE;
}

GArray *
att_evaluate_rating (const AttCsr *counts, const AttCsr *tags, guint64 seed, int n_threads, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GArray) reports = g_array_new (FALSE, FALSE, sizeof (AttRatingReport));
  g_auto (Split) split = { 0 }, inner = { 0 };
  g_autofree float *differences = NULL, *inner_differences = NULL;
  AttRankerTask task = { .seed = seed, .n_threads = n_threads, .cancellable = cancellable };
  AttCsr *ratings = make_ratings (counts), *genres = make_genres (tags);
  AttRanker *als = NULL, *inner_als = NULL, *hybrid = NULL;
  double weights[N_DIFFERENCES];
  gboolean ok = ratings != NULL && genres != NULL && split_init (&split, counts, ratings, seed) &&
                split_init (&inner, split.counts, split.ratings, seed + 1);

  if (ok)
    {
      task.matrix = split.counts;
      als = att_ranker_als_class.train (&task);
      hybrid = att_ranker_hybrid_class.train (&task);
      task.matrix = inner.counts;
      task.like = als;
      inner_als = als != NULL ? att_ranker_als_class.train (&task) : NULL;
      ok = als != NULL && hybrid != NULL && inner_als != NULL;
    }
  if (ok)
    {
      differences = get_differences (&split, genres, als, cancellable);
      inner_differences = get_differences (&inner, genres, inner_als, cancellable);
      ok = differences != NULL && inner_differences != NULL && add_simple (reports, &split, genres, differences);
    }
  if (ok)
    {
      learn (&inner, inner_differences, ONE, 2, weights);
      add_report (reports, &split, "als", differences, weights, TRUE, score_by_ranker, als);
      learn (&inner, inner_differences, 0, N_DIFFERENCES, weights);
      add_report (reports, &split, "hybrid", differences, weights, TRUE, score_by_ranker, hybrid);
    }
  for (int i = 0; i < 3; i++)
    {
      AttRanker *ranker = i == 0 ? als : i == 1 ? inner_als : hybrid;

      if (ranker != NULL)
        ranker->cls->free (ranker);
    }
  att_csr_free (ratings);
  att_csr_free (genres);
  if (!ok)
    {
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, g_strerror (ENOMEM));
      return NULL;
    }
  return g_steal_pointer (&reports);
}
