/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-own.h"

#include <math.h>
#include <string.h>

#include "att-discriminant.h"
#include "att-distance.h"
#include "att-features.h"
#include "att-genre-calibrate.h"
#include "att-genre-head.h"
#include "att-random.h"

#define HEAD "mine"
#define SHRINKAGE 0.9
#define EMBEDDING_WEIGHT 2
#define N_SPLITS 5
#define HELD_OUT 0.3
#define USUAL_GAP 5 /* of the best score to the others, on average */

struct _AttGenreOwn
{
  float *mean, *std; /* att_features_get_n() */
  AttGenreHead *head;
  float accuracy;
  guint n_tagged;
};

void
att_genre_own_free (AttGenreOwn *self)
{
  if (self == NULL)
    return;
  g_free (self->mean);
  g_free (self->std);
  att_genre_head_free (self->head);
  g_free (self);
}

/* --- training --- */

/* what is learnt from: genres with enough tracks only, the embedding weighted */
typedef struct {
  guint n;
  gsize dims;
  int n_classes;
  float *X;            /* (n, dims), standardised */
  int *labels;         /* n: which class */
  guint *artists;      /* n: which artist */
  guint n_artists;
  float *column_weights; /* dims */
} Lesson;

static void
lesson_clear (Lesson *self)
{
  g_free (self->X);
  g_free (self->labels);
  g_free (self->artists);
  g_free (self->column_weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lesson, lesson_clear)

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* sorted names of the genres with enough tracks, NULL-terminated; names borrowed */
static GPtrArray *
list_genres (const AttGenreOwnRows *rows)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *genres = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name, count;

  for (guint i = 0; i < rows->n; i++)
    {
      count = g_hash_table_lookup (counts, rows->labels[i]);
      g_hash_table_insert (counts, (gpointer) rows->labels[i], GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
    }
  for (g_hash_table_iter_init (&iter, counts); g_hash_table_iter_next (&iter, &name, &count);)
    if (GPOINTER_TO_UINT (count) >= ATT_GENRE_OWN_MIN_TRACKS)
      g_ptr_array_add (genres, name);
  g_ptr_array_sort (genres, compare_names);
  g_ptr_array_add (genres, NULL);
  return genres;
}

static float *
make_column_weights (gsize dims)
{
  float *weights = g_new (float, dims);
  AttFeatureBlock block;

  for (gsize j = 0; j < dims; j++)
    weights[j] = 1;
  for (gsize b = 0; att_features_get_block (b, &block); b++)
    if (g_str_equal (block.name, "embedding"))
      for (gsize j = 0; j < block.n; j++)
        weights[block.first + j] = EMBEDDING_WEIGHT;
  return weights;
}

static void
lesson_init (Lesson *self, const AttGenreOwnRows *rows, GPtrArray *genres, AttGenreOwn *own)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) artists = g_hash_table_new (NULL, NULL);
  const gsize dims = att_features_get_n ();

  *self = (Lesson){ .dims = dims, .n_classes = genres->len - 1, .column_weights = make_column_weights (dims) };
  self->X = g_new (float, rows->n * dims);
  self->labels = g_new (int, rows->n);
  self->artists = g_new (guint, rows->n);
  for (int k = 0; k < self->n_classes; k++)
    g_hash_table_insert (numbers, g_ptr_array_index (genres, k), GINT_TO_POINTER (k));
  for (guint i = 0; i < rows->n; i++)
    {
      gpointer number, artist;

      if (!g_hash_table_lookup_extended (numbers, rows->labels[i], NULL, &number))
        continue;
      if (rows->artists[i] < 0)
        artist = GUINT_TO_POINTER (self->n_artists++);
      else if (!g_hash_table_lookup_extended (artists, GINT_TO_POINTER (rows->artists[i]), NULL, &artist))
        {
          artist = GUINT_TO_POINTER (self->n_artists++);
          g_hash_table_insert (artists, GINT_TO_POINTER (rows->artists[i]), artist);
        }
      memcpy (self->X + self->n * dims, rows->X + i * dims, dims * sizeof (float));
      self->labels[self->n] = GPOINTER_TO_INT (number);
      self->artists[self->n++] = GPOINTER_TO_UINT (artist);
    }
  att_num_column_stats (own->mean, own->std, self->X, self->n, dims);
  for (guint i = 0; i < self->n; i++)
    {
      float *x = self->X + i * dims;

      att_genre_standardise (x, x, own->mean, own->std, dims);
      for (gsize j = 0; j < dims; j++)
        x[j] *= self->column_weights[j];
    }
}

/* W (n_classes, dims), b: of the rows that are not @held (nullable). A class that none of them is of has a score below
 * all others. */
static void
learn (const Lesson *lesson, const gboolean *held, float *W, float *b)
{
  g_autofree float *X = g_new (float, lesson->n * lesson->dims), *some = NULL, *some_b = NULL;
  g_autofree int *labels = g_new (int, lesson->n), *classes = g_new (int, lesson->n_classes);
  int n_classes = 0;
  gsize n = 0;

  for (int k = 0; k < lesson->n_classes; k++)
    classes[k] = -1;
  for (guint i = 0; i < lesson->n; i++)
    {
      if (held != NULL && held[i])
        continue;
      if (classes[lesson->labels[i]] < 0)
        classes[lesson->labels[i]] = n_classes++;
      memcpy (X + n * lesson->dims, lesson->X + i * lesson->dims, lesson->dims * sizeof (float));
      labels[n++] = classes[lesson->labels[i]];
    }
  some = g_new (float, n_classes * lesson->dims);
  some_b = g_new (float, n_classes);
  if (att_num_discriminant (some, some_b, X, labels, n, lesson->dims, n_classes, SHRINKAGE) != ATT_NUM_OK)
    g_error ("a layer of %" G_GSIZE_FORMAT " columns could not be trained", lesson->dims);
  for (int k = 0; k < lesson->n_classes; k++)
    {
      if (classes[k] >= 0)
        memcpy (W + k * lesson->dims, some + classes[k] * lesson->dims, lesson->dims * sizeof (float));
      else
        memset (W + k * lesson->dims, 0, lesson->dims * sizeof (float));
      b[k] = classes[k] >= 0 ? some_b[classes[k]] : -INFINITY;
    }
}

/* about HELD_OUT of the rows, whole artists; FALSE where that leaves too little to learn from */
static gboolean
hold_out (const Lesson *lesson, AttRandom *random, gboolean *held)
{
  g_autofree guint32 *order = g_new (guint32, lesson->n_artists);
  g_autofree guint *counts = g_new0 (guint, lesson->n_artists);
  g_autofree gboolean *out = g_new0 (gboolean, lesson->n_artists);
  guint n_held = 0;

  for (guint a = 0; a < lesson->n_artists; a++)
    order[a] = a;
  att_random_shuffle (random, order, lesson->n_artists);
  for (int k = 0; k < lesson->n_classes; k++) /* of every genre, so that there is something left to learn it from */
    {
      guint n_of = 0, n_held_of = 0;

      memset (counts, 0, lesson->n_artists * sizeof *counts);
      for (guint i = 0; i < lesson->n; i++)
        if (lesson->labels[i] == k)
          {
            counts[lesson->artists[i]]++;
            n_of++;
            n_held_of += out[lesson->artists[i]];
          }
      for (guint a = 0; a < lesson->n_artists; a++)
        if (counts[order[a]] > 0 && !out[order[a]] && n_held_of + counts[order[a]] <= HELD_OUT * n_of + 1 &&
            n_held_of + counts[order[a]] < n_of)
          {
            out[order[a]] = TRUE;
            n_held_of += counts[order[a]];
          }
    }
  for (guint i = 0; i < lesson->n; i++)
    n_held += held[i] = out[lesson->artists[i]];
  return n_held > 0 && lesson->n - n_held >= 2;
}

typedef struct {
  GArray *scores; /* float: n_classes a row */
  GArray *truth;  /* int; -1: of a class that there was none of to learn from */
  guint n_right;
} Trials;

static void
judge (const Lesson *lesson, const gboolean *held, const float *W, const float *b, Trials *trials)
{
  for (guint i = 0; i < lesson->n; i++)
    {
      int best = 0, truth;
      g_autofree float *scores = NULL;

      if (!held[i])
        continue;
      scores = g_new (float, lesson->n_classes);
      for (int k = 0; k < lesson->n_classes; k++)
        {
          double sum = b[k];

          for (gsize j = 0; j < lesson->dims; j++)
            sum += (double) W[k * lesson->dims + j] * lesson->X[i * lesson->dims + j];
          scores[k] = sum;
          if (scores[k] > scores[best])
            best = k;
        }
      g_array_append_vals (trials->scores, scores, lesson->n_classes);
      truth = isfinite (b[lesson->labels[i]]) ? lesson->labels[i] : -1; /* not known there: says nothing of how sure to be */
      g_array_append_val (trials->truth, truth);
      trials->n_right += best == lesson->labels[i];
    }
}

/* What to divide scores by, so that a softmax over them gives chances: at first so that they are USUAL_GAP apart, since
 * the softmax of raw scores would be ones and zeros, then by the temperature. */
static double
find_scale (const Trials *trials, int n_classes)
{
  const guint n = trials->truth->len;
  g_autofree float *p = g_new (float, (gsize) n * n_classes + 1);
  g_autofree int *means = g_new (int, n_classes);
  double spread = 0;
  guint64 n_scores = 0;

  for (guint i = 0; i < n; i++)
    {
      const float *scores = (const float *) trials->scores->data + (gsize) i * n_classes;
      double most = -INFINITY;

      for (int k = 0; k < n_classes; k++)
        most = MAX (most, scores[k]);
      for (int k = 0; k < n_classes; k++)
        if (isfinite (scores[k]))
          {
            spread += most - scores[k];
            n_scores++;
          }
    }
  if (!(spread > 0))
    return 1;
  spread /= n_scores * USUAL_GAP;
  for (guint i = 0; i < n; i++)
    {
      const float *scores = (const float *) trials->scores->data + (gsize) i * n_classes;
      double most = -INFINITY;

      for (int k = 0; k < n_classes; k++)
        most = MAX (most, scores[k]);
      for (int k = 0; k < n_classes; k++)
        p[(gsize) i * n_classes + k] = exp ((scores[k] - most) / spread);
    }
  for (int k = 0; k < n_classes; k++)
    means[k] = k;
  return spread * att_genre_fit_temperature (p, (const int *) trials->truth->data, means, n, n_classes);
}

AttGenreOwn *
att_genre_own_train (const AttGenreOwnRows *rows, guint64 seed, GCancellable *cancellable, GError **error)
{
  const gsize dims = att_features_get_n ();
  g_autoptr (GPtrArray) genres = list_genres (rows);
  g_autoptr (AttGenreOwn) self = g_new0 (AttGenreOwn, 1);
  g_autofree gboolean *held = g_new (gboolean, rows->n + 1);
  g_autofree float *b = NULL;
  g_auto (Lesson) lesson = { 0 };
  g_autoptr (GArray) scores = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) truth = g_array_new (FALSE, FALSE, sizeof (int));
  Trials trials = { scores, truth, 0 };
  AttMlpConfig config = { .n_layers = 1, .output = ATT_MLP_SOFTMAX };
  AttMlp *net;
  AttRandom random;
  double scale;
  float *W;

  if (genres->len - 1 < 2)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_NO_HEAD,
                   "at least two genres with %d tracks each are needed to learn from", ATT_GENRE_OWN_MIN_TRACKS);
      return NULL;
    }
  self->mean = g_new (float, dims);
  self->std = g_new (float, dims);
  lesson_init (&lesson, rows, genres, self);
  config.sizes[0] = dims;
  config.sizes[1] = lesson.n_classes;
  self->head = att_genre_head_new (HEAD, (const char *const *) genres->pdata);
  if (att_mlp_new (&config, &net) != ATT_NUM_OK)
    g_error ("a layer of %d outputs could not be made", lesson.n_classes);
  g_ptr_array_add (self->head->nets, net);
  W = att_mlp_get_weights (net, 0);
  b = g_new (float, lesson.n_classes);
  att_random_init (&random, seed);
  for (int split = 0; split < N_SPLITS; split++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (!hold_out (&lesson, &random, held))
        continue;
      learn (&lesson, held, W, b);
      judge (&lesson, held, W, b, &trials);
    }
  self->accuracy = truth->len > 0 ? (float) trials.n_right / truth->len : NAN;
  scale = find_scale (&trials, lesson.n_classes);
  learn (&lesson, NULL, W, b);
  for (int k = 0; k < lesson.n_classes; k++)
    {
      att_mlp_get_biases (net, 0)[k] = b[k] / scale;
      for (gsize j = 0; j < dims; j++)
        W[k * dims + j] *= lesson.column_weights[j] / scale;
    }
  return g_steal_pointer (&self);
}

/* --- use --- */

GArray *
att_genre_own_classify (AttGenreOwn *self, const float *vector)
{
  g_autofree float *x = g_new (float, att_features_get_n ());

  att_genre_standardise (x, vector, self->mean, self->std, att_features_get_n ());
  return att_genre_head_guess (self->head, x);
}

const char *const *
att_genre_own_get_genres (AttGenreOwn *self)
{
  return (const char *const *) self->head->labels;
}

double
att_genre_own_get_accuracy (AttGenreOwn *self)
{
  return self->accuracy;
}

guint
att_genre_own_get_n_tagged (AttGenreOwn *self)
{
  return self->n_tagged;
}

void
att_genre_own_set_n_tagged (AttGenreOwn *self, guint n_tagged)
{
  self->n_tagged = n_tagged;
}

/* --- the file --- */

gboolean
att_genre_own_save (AttGenreOwn *self, const char *path, GError **error)
{
  g_autoptr (AttTensorFile) file = att_tensor_file_new ();
  const float version = ATT_FEATURES_VERSION;
  const float facts[] = { self->n_tagged, isnan (self->accuracy) ? -1 : self->accuracy };
  const guint32 dims[] = { att_features_get_n () };

  att_tensor_file_add (file, "feature-version", &version, 1, (guint32[]){ 1 });
  att_tensor_file_add (file, "mean", self->mean, 1, dims);
  att_tensor_file_add (file, "std", self->std, 1, dims);
  att_tensor_file_add (file, "facts", facts, 1, (guint32[]){ G_N_ELEMENTS (facts) });
  att_genre_head_write (self->head, file);
  return att_tensor_file_save (file, path, error);
}

AttGenreOwn *
att_genre_own_load (const char *path, GError **error)
{
  const gsize dims = att_features_get_n ();
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (AttTensorFile) file = NULL;
  g_autoptr (AttGenreOwn) self = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const float *version, *mean, *std, *facts;
  char *contents;
  gsize n;

  if (!g_file_get_contents (path, &contents, &n, error))
    return NULL;
  bytes = g_bytes_new_take (contents, n);
  if ((file = att_tensor_file_parse (bytes, name, error)) == NULL ||
      (version = att_tensor_file_get (file, "feature-version", 1, (guint32[]){ 1 }, error)) == NULL)
    return NULL;
  if (*version != ATT_FEATURES_VERSION)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED,
                   "%s: it was trained for features of version %g, these are version %d", name, *version,
                   ATT_FEATURES_VERSION);
      return NULL;
    }
  if ((mean = att_tensor_file_get (file, "mean", 1, (guint32[]){ dims }, error)) == NULL ||
      (std = att_tensor_file_get (file, "std", 1, (guint32[]){ dims }, error)) == NULL ||
      (facts = att_tensor_file_get (file, "facts", 1, (guint32[]){ 2 }, error)) == NULL)
    return NULL;
  for (gsize j = 0; j < dims; j++)
    if (!isfinite (mean[j]) || !isfinite (std[j]))
      {
        g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED, "%s: it holds what is not a number",
                     name);
        return NULL;
      }
  self = g_new0 (AttGenreOwn, 1);
  self->mean = g_memdup2 (mean, dims * sizeof (float));
  self->std = g_memdup2 (std, dims * sizeof (float));
  self->n_tagged = CLAMP (facts[0], 0, 1e9f); /* a NAN becomes 0 */
  self->accuracy = facts[1] >= 0 ? facts[1] : NAN;
  self->head = att_genre_head_read (file, HEAD, dims, name, error);
  return self->head != NULL ? g_steal_pointer (&self) : NULL;
}
