/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-examples.h"

#include <math.h>
#include <string.h>

#include "att-decoder.h"
#include "att-feature-extractor.h"
#include "att-features.h"
#include "att-genre-targets.h"
#include "att-manifest.h"

#define MAX_SECONDS 30 /* of a labelled file */

/* what leaves a genre what it is; tilt: one zero at this place, darker below 0, brighter above */
static const struct {
  double speed, gain, tilt;
} variants[ATT_GENRE_N_VARIANTS] = {
  { 1, 1, 0 },
  { 0.93, 0.7, 0.15 },
  { 1.07, 1.4, -0.15 },
  { 1, 1, -0.2 },
  { 1, 1, 0.2 },
  { 0.85, 1, 0 },
  { 1.17, 1, 0 },
};

static void
example_free (gpointer data)
{
  AttGenreExample *self = data;

  g_free (self->vectors);
  g_free (self->cuts);
  g_free (self->tags);
  g_free (self);
}

void
att_genre_examples_free (AttGenreExamples *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->labels);
  g_strfreev (self->tags);
  g_ptr_array_unref (self->examples);
  g_free (self);
}

char **
att_genre_examples_list (const char *manifest, GError **error)
{
  g_autoptr (GPtrArray) rows = att_manifest_read (manifest, NULL, error);
  char **paths;

  if (rows == NULL)
    return NULL;
  paths = g_new0 (char *, rows->len + 1);
  for (guint i = 0; i < rows->len; i++)
    paths[i] = g_strdup (((AttManifestRow *) g_ptr_array_index (rows, i))->path);
  return paths;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char **
list_labels (GPtrArray *rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      AttManifestRow *row = g_ptr_array_index (rows, i);

      if (g_hash_table_add (seen, row->label))
        g_ptr_array_add (labels, g_strdup (row->label));
    }
  g_ptr_array_sort (labels, compare_strings);
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_steal (labels, NULL);
}

static void
collect_cb (const AttDecodedBlock *block, gpointer user_data)
{
  GArray *mono = user_data;
  gsize room = MAX_SECONDS * ATT_DECODER_RATE - mono->len;

  g_array_append_vals (mono, block->mono, MIN (block->n_mono, room));
}

/* Plays @mono at another speed (cubic interpolation), level and tone. */
static GArray *
vary (const GArray *mono, double speed, double gain, double tilt)
{
  const float *in = (const float *) mono->data;
  gsize n = mono->len > 4 ? (mono->len - 4) / speed : 0;
  GArray *out = g_array_sized_new (FALSE, FALSE, sizeof (float), n);
  double previous = 0;

  for (gsize i = 0; i < n; i++)
    {
      double at = 1 + i * speed;
      gsize j = at;
      double t = at - j, a = in[j - 1], b = in[j], c = in[j + 1], d = in[j + 2];
      double x = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
      float sample = gain * (x - tilt * previous);

      previous = x;
      g_array_append_val (out, sample);
    }
  return out;
}

static gboolean
make_vector (float *vector, const GArray *mono, gsize n, AttGenreNet *net, const char *path, GError **error)
{
  g_autoptr (AttFeatureExtractor) extractor = att_feature_extractor_new (net);
  AttFeatureSummary summary;

  att_feature_extractor_push (extractor, (const float *) mono->data, n);
  if (att_feature_extractor_finish (extractor, vector, &summary))
    return TRUE;
  g_set_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED, "%s: too short", path);
  return FALSE;
}

static gboolean
make_vectors (AttGenreExample *example, const char *path, AttGenreNet *net, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) mono = g_array_new (FALSE, FALSE, sizeof (float));
  gsize n = att_features_get_n ();

  if (!att_decoder_run (path, collect_cb, mono, cancellable, error))
    return FALSE;
  example->vectors = g_new (float, ATT_GENRE_N_VARIANTS * n);
  example->cuts = g_new (float, ATT_GENRE_N_CUTS * n);
  for (int v = 0; v < ATT_GENRE_N_VARIANTS; v++)
    {
      g_autoptr (GArray) varied = v == 0 ? g_array_ref (mono)
                                         : vary (mono, variants[v].speed, variants[v].gain, variants[v].tilt);

      if (!make_vector (example->vectors + v * n, varied, varied->len, net, path, error))
        return FALSE;
    }
  for (int cut = 0; cut < ATT_GENRE_N_CUTS; cut++)
    if (!make_vector (example->cuts + cut * n, mono, mono->len * (cut + 1) / (ATT_GENRE_N_CUTS + 1), net, path, error))
      return FALSE;
  return TRUE;
}

static int
number_artist (GHashTable *artists, const char *artist, int *n_artists)
{
  gpointer known;

  if (artist == NULL)
    return (*n_artists)++;
  if (g_hash_table_lookup_extended (artists, artist, NULL, &known))
    return GPOINTER_TO_INT (known);
  g_hash_table_insert (artists, (gpointer) artist, GINT_TO_POINTER (*n_artists));
  return (*n_artists)++;
}

static int
find_label (char **labels, const char *label)
{
  int i = 0;

  while (!g_str_equal (labels[i], label))
    i++;
  return i;
}

AttGenreExamples *
att_genre_examples_load (const char *manifest, const AttGenreTeacher *teacher, AttGenreNet *net, AttGenreWork *work,
                         GError **error)
{
  g_autoptr (GPtrArray) rows = att_manifest_read (manifest, NULL, error);
  g_autoptr (GHashTable) artists = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (AttGenreExamples) self = NULL;
  g_autoptr (AttGenreTargets) targets = NULL;
  g_autoptr (GError) cause = NULL;
  guint n_tagged = 0;

  if (rows == NULL)
    return NULL;
  self = g_new0 (AttGenreExamples, 1);
  self->examples = g_ptr_array_new_with_free_func (example_free);
  self->labels = list_labels (rows);
  self->n_labels = g_strv_length (self->labels);
  targets = att_genre_targets_new (teacher, (const char *const *) self->labels);
  self->tags = g_strdupv ((char **) att_genre_targets_get_tags (targets));
  self->n_tags = g_strv_length (self->tags);
  for (guint i = 0; i < rows->len; i++)
    {
      AttManifestRow *row = g_ptr_array_index (rows, i);
      g_autoptr (GError) unreadable = NULL;
      AttGenreExample *example = g_new0 (AttGenreExample, 1);
      gboolean readable = make_vectors (example, row->path, net, work->cancellable, &unreadable);

      if (g_error_matches (unreadable, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          example_free (example);
          g_propagate_error (error, g_steal_pointer (&unreadable));
          return NULL;
        }
      if (!att_genre_work_step (work, 1, error))
        {
          example_free (example);
          return NULL;
        }
      if (!readable)
        {
          example_free (example);
          self->n_unreadable++;
          if (cause == NULL)
            cause = g_steal_pointer (&unreadable);
          continue;
        }
      example->row = i;
      example->label = find_label (self->labels, row->label);
      example->artist = number_artist (artists, row->artist, &self->n_artists);
      example->valid = g_strcmp0 (row->split, "valid") == 0;
      example->tags = att_genre_targets_get (targets, row->path, row->label);
      g_ptr_array_add (self->examples, example);
      n_tagged += example->tags != NULL;
    }
  if (self->examples->len == 0)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                   "%s: none of its files can be read (%s)", manifest, cause->message);
      return NULL;
    }
  if (n_tagged == 0)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                   "%s: none of its files is among the targets", manifest);
      return NULL;
    }
  return g_steal_pointer (&self);
}
