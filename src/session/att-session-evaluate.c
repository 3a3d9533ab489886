/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-evaluate.h"

#include <gio/gio.h>
#include <string.h>

#include "att-evaluate-similarity.h"
#include "att-features.h"
#include "att-genre-evaluate.h"
#include "att-genre-own-evaluate.h"
#include "att-manifest.h"
#include "att-sound-map.h"

/* axes of a compact vector, and shares of a distance: what was measured, what the genre net sees in it, and what the
 * first manifest's labels tell of both. What was tried stands in recommend/README.md. */
#define N_MEASURED 55
#define N_SEEN 32
#define N_TOLD 9
#define MEASURED_SHARE 0.40
#define SEEN_SHARE 0.35
#define TOLD_SHARE 0.25
#define SHRINKAGE 0.3
#define SEEN "embedding"

static void
add_figure (GArray *figures, const char *name, double value)
{
  const AttFigure figure = { name, value };

  g_array_append_val (figures, figure);
}

/* --- genre --- */

void
att_genre_figures_free (AttGenreFigures *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->figures);
  g_strfreev (self->labels);
  g_free (self->confusion);
  g_free (self);
}

AttGenreFigures *
att_session_evaluate_genre (const AttGenreTask *task, AttProgress *progress, GCancellable *cancellable, GError **error)
{
  const AttGenreQuestion question = { task->manifest, task->split, task->model, task->head, task->map };
  const AttGenreTraining training = {
    .manifest = task->manifest,
    .targets_dir = task->targets_dir,
    .audio_dir = task->audio_dir,
    .seed = 1,
  };
  const gboolean is_own = g_str_equal (task->head, "mine");
  g_autoptr (GPtrArray) answers = task->folds > 0 && task->map != NULL
                                    ? g_ptr_array_new_with_free_func ((GDestroyNotify) att_genre_answer_free)
                                    : NULL;
  g_autoptr (AttGenreReport) by_tags = NULL;
  AttGenreOwnFigures own;
  g_autoptr (AttGenreReport) report =
    is_own ? att_genre_own_evaluate (task->manifest, task->targets_dir, 1, &own, progress, cancellable, error)
    : task->folds > 0 ? att_genre_model_cross_validate (&training, task->folds, answers, progress, cancellable, error)
                    : att_genre_evaluate (&question, progress, cancellable, error);
  AttGenreFigures *figures;

  if (report == NULL ||
      (answers != NULL && (by_tags = att_genre_evaluate_answers (answers, task->map, error)) == NULL))
    return NULL;
  figures = g_new0 (AttGenreFigures, 1);
  figures->figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));
  add_figure (figures->figures, "accuracy", report->accuracy);
  add_figure (figures->figures, "macro_f1", report->macro_f1);
  add_figure (figures->figures, "n", report->n);
  add_figure (figures->figures, "calibration_error", report->calibration_error);
  add_figure (figures->figures, "shown", report->n_shown);
  add_figure (figures->figures, "shown_right", report->shown_right);
  if (by_tags != NULL)
    {
      add_figure (figures->figures, "tags_accuracy", by_tags->accuracy);
      add_figure (figures->figures, "tags_macro_f1", by_tags->macro_f1);
      add_figure (figures->figures, "tags_n", by_tags->n);
    }
  if (is_own)
    {
      if (task->targets_dir != NULL)
        {
          add_figure (figures->figures, "shipped", own.shipped);
          add_figure (figures->figures, "shipped_known", own.shipped_known);
          add_figure (figures->figures, "own_known", own.own_known);
        }
      add_figure (figures->figures, "majority", own.majority);
      add_figure (figures->figures, "random_split", own.random_split);
      add_figure (figures->figures, "train_seconds", own.train_seconds);
    }
  figures->labels = g_steal_pointer (&report->labels);
  figures->confusion = g_steal_pointer (&report->confusion);
  return figures;
}

/* --- similarity --- */

static int
number_of (GHashTable *numbers, const char *name)
{
  gpointer known;

  if (name == NULL)
    return -1;
  if (g_hash_table_lookup_extended (numbers, name, NULL, &known))
    return GPOINTER_TO_INT (known);
  g_hash_table_insert (numbers, (gpointer) name, GINT_TO_POINTER (g_hash_table_size (numbers)));
  return g_hash_table_size (numbers) - 1;
}

GArray *
att_session_evaluate_similarity (const char *manifest, AttProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = att_manifest_read (manifest, NULL, error);
  g_autoptr (GHashTable) label_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) artist_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree AttSoundCompact *sounds = NULL;
  g_autofree int *labels = NULL, *artists = NULL;
  AttSimilarityReport report;
  GArray *figures;
  guint n_unreadable, n = 0;

  if (rows == NULL || !att_manifest_listen (rows, NULL, progress, cancellable, &n_unreadable, error))
    return NULL;
  sounds = g_new (AttSoundCompact, rows->len);
  labels = g_new (int, rows->len);
  artists = g_new (int, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      const AttManifestRow *row = g_ptr_array_index (rows, i);

      if (row->vector == NULL)
        continue;
      att_sound_compact (&sounds[n], row->vector);
      labels[n] = number_of (label_numbers, row->label);
      artists[n++] = number_of (artist_numbers, row->artist);
    }
  att_evaluate_similarity (&report, sounds, labels, artists, n);

  figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));
  add_figure (figures, "k1", report.k1);
  add_figure (figures, "k5", report.k5);
  add_figure (figures, "k10", report.k10);
  add_figure (figures, "k1_artist", report.k1_artist);
  add_figure (figures, "k5_artist", report.k5_artist);
  add_figure (figures, "k10_artist", report.k10_artist);
  add_figure (figures, "n10_max", report.n10_max);
  add_figure (figures, "hub_skewness", report.hub_skewness);
  add_figure (figures, "n", report.n);
  return figures;
}

/* --- the reference of distances --- */

/* every block says as much as another, except: */
static const struct {
  const char *name;
  double weight;
} weights[] = {
  { "wave", 0 }, /* how loud a recording was made is no part of how it sounds */
};

static double
weight_of (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    if (g_str_equal (weights[i].name, name))
      return weights[i].weight;
  return 1;
}

static AttSoundMap *
fit (const float *matrix, const float *row_weights, const int *labels, gsize n_rows)
{
  g_autoptr (GArray) measured = g_array_new (FALSE, FALSE, sizeof (AttSoundBlock));
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (AttSoundBlock));
  AttFeatureBlock own;

  for (gsize i = 0; att_features_get_block (i, &own); i++)
    {
      const AttSoundBlock block = { own.first, own.n, weight_of (own.name) };

      g_array_append_val (g_str_equal (own.name, SEEN) ? seen : measured, block);
    }
  {
    const AttSoundPart parts[] = {
      { (AttSoundBlock *) measured->data, measured->len, N_MEASURED, MEASURED_SHARE },
      { (AttSoundBlock *) seen->data, seen->len, N_SEEN, SEEN_SHARE },
    };
    const AttSoundTold told = { labels, N_TOLD, TOLD_SHARE, SHRINKAGE };

    return att_sound_map_fit (matrix, row_weights, n_rows, att_features_get_n (), parts, G_N_ELEMENTS (parts), &told);
  }
}

gboolean
att_session_train_sound (const char *const *manifests, const char *out, AttProgress *progress,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) matrix = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) row_weights = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (AttSoundMap) map = NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (gsize m = 0; manifests[m] != NULL; m++)
    {
      g_autoptr (GPtrArray) rows = att_manifest_read (manifests[m], NULL, error);
      g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
      guint n_unreadable;

      if (rows == NULL || !att_manifest_listen (rows, NULL, progress, cancellable, &n_unreadable, error))
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          const AttManifestRow *row = g_ptr_array_index (rows, i);
          const float weight = 1.0f / (rows->len - n_unreadable);
          int label;

          if (row->vector == NULL)
            continue;
          g_array_append_vals (matrix, row->vector, att_features_get_n ());
          g_array_append_val (row_weights, weight);
          label = m == 0 ? number_of (numbers, row->label) : -1;
          g_array_append_val (labels, label);
        }
    }
  map = fit ((const float *) matrix->data, (const float *) row_weights->data, (const int *) labels->data,
             row_weights->len);
  bytes = att_sound_map_write (map);
  return g_file_set_contents (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
