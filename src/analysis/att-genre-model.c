/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-model.h"

#include <math.h>
#include <string.h>

#include "att-features.h"
#include "att-genre-calibrate.h"
#include "att-genre-head.h"
#include "att-genre-resources.h"
#include "att-tensor-file.h"

struct _AttGenreModel
{
  gatomicrefcount refs;
  float *mean, *std; /* att_features_get_n() */
  GPtrArray *heads;  /* AttGenreHead */
  AttGenreNet *net;
};

G_DEFINE_QUARK (att-genre-model-error-quark, att_genre_model_error)

AttGenreModel *
att_genre_model_ref (AttGenreModel *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
att_genre_model_unref (AttGenreModel *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  att_genre_net_unref (self->net);
  g_free (self->mean);
  g_free (self->std);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_free (self);
}

gboolean
att_genre_model_write (const char *path, const float *mean, const float *std, const AttGenreHead *const *heads,
                       int n_heads, AttGenreNet *net, GError **error)
{
  g_autoptr (AttTensorFile) file = att_tensor_file_new ();
  g_autoptr (GString) names = g_string_new (NULL);
  const float version = ATT_FEATURES_VERSION;
  const guint32 dims[] = { att_features_get_n () };

  for (int i = 0; i < n_heads; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", heads[i]->name);
  att_tensor_file_add (file, "feature-version", &version, 1, (guint32[]){ 1 });
  att_tensor_file_add (file, "mean", mean, 1, dims);
  att_tensor_file_add (file, "std", std, 1, dims);
  att_tensor_file_add_text (file, "heads", names->str);
  for (int i = 0; i < n_heads; i++)
    att_genre_head_write (heads[i], file);
  att_genre_net_write (net, file);
  return att_tensor_file_save (file, path, error);
}

static gboolean
all_finite (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

static AttGenreModel *
parse (GBytes *bytes, const char *where, GError **error)
{
  g_autoptr (AttTensorFile) file = att_tensor_file_parse (bytes, where, error);
  g_autoptr (AttGenreModel) self = NULL;
  gsize n = att_features_get_n ();
  const float *version, *mean, *std;
  const char *names;
  g_auto (GStrv) heads = NULL;

  if (file == NULL ||
      (version = att_tensor_file_get (file, "feature-version", 1, (guint32[]){ 1 }, error)) == NULL)
    return NULL;
  if (*version != ATT_FEATURES_VERSION)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED,
                   "%s: it was trained for features of version %g, these are version %d", where, *version,
                   ATT_FEATURES_VERSION);
      return NULL;
    }
  if ((mean = att_tensor_file_get (file, "mean", 1, (guint32[]){ n }, error)) == NULL ||
      (std = att_tensor_file_get (file, "std", 1, (guint32[]){ n }, error)) == NULL ||
      (names = att_tensor_file_get_text (file, "heads", error)) == NULL)
    return NULL;
  if (!all_finite (mean, n) || !all_finite (std, n) || *names == '\0')
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED,
                   "%s: it holds what is not a number, or no head", where);
      return NULL;
    }
  self = g_new0 (AttGenreModel, 1);
  g_atomic_ref_count_init (&self->refs);
  self->mean = g_memdup2 (mean, n * sizeof (float));
  self->std = g_memdup2 (std, n * sizeof (float));
  self->heads = g_ptr_array_new_with_free_func ((GDestroyNotify) att_genre_head_free);
  self->net = att_genre_net_read (file, where, error);
  if (self->net == NULL)
    return NULL;
  heads = g_strsplit (names, "\n", -1);
  for (int i = 0; heads[i] != NULL; i++)
    {
      AttGenreHead *head = att_genre_head_read (file, heads[i], n, where, error);

      if (head == NULL)
        return NULL;
      g_ptr_array_add (self->heads, head);
    }
  return g_steal_pointer (&self);
}

AttGenreModel *
att_genre_model_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  char *contents;
  gsize n;

  if (path == NULL)
    {
      bytes = g_resource_lookup_data (att_genre_resources_get_resource (), ATT_GENRE_MODEL_SHIPPED,
                                      G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      return bytes != NULL ? parse (bytes, "the genre model of the program", error) : NULL;
    }
  if (!g_file_get_contents (path, &contents, &n, error))
    return NULL;
  bytes = g_bytes_new_take (contents, n);
  name = g_filename_display_name (path);
  return parse (bytes, name, error);
}

AttGenreNet *
att_genre_model_get_net (AttGenreModel *self)
{
  return self->net;
}

static int
compare_guesses (gconstpointer a, gconstpointer b)
{
  const AttGenreGuess *x = a, *y = b;

  return x->p > y->p ? -1 : x->p < y->p ? 1 : strcmp (x->genre, y->genre);
}

GArray *
att_genre_head_guess (const AttGenreHead *self, const float *x)
{
  GArray *guesses = g_array_sized_new (FALSE, FALSE, sizeof (AttGenreGuess), self->n_labels);
  g_autofree float *p = g_new (float, self->n_labels);

  att_genre_head_predict (self, p, x);
  att_genre_temper (p, self->n_labels, self->temperature);
  for (int i = 0; i < self->n_labels; i++)
    {
      AttGenreGuess guess = { self->labels[i], p[i] };

      g_array_append_val (guesses, guess);
    }
  g_array_sort (guesses, compare_guesses);
  return guesses;
}

GArray *
att_genre_model_classify (AttGenreModel *self, const char *name, const float *vector, GError **error)
{
  g_autofree float *x = g_new (float, att_features_get_n ());
  const AttGenreHead *head = NULL;

  for (guint i = 0; i < self->heads->len; i++)
    if (g_str_equal (((AttGenreHead *) g_ptr_array_index (self->heads, i))->name, name))
      head = g_ptr_array_index (self->heads, i);
  if (head == NULL)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_NO_HEAD, "the genre model has no head “%s”",
                   name);
      return NULL;
    }
  att_genre_standardise (x, vector, self->mean, self->std, att_features_get_n ());
  return att_genre_head_guess (head, x);
}
