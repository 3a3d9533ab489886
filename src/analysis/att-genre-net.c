/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-net.h"

#include <math.h>
#include <string.h>

#include "att-genre-model.h"
#include "att-genre-resources.h"

struct _AttGenreNet
{
  gatomicrefcount refs;
  AttCnn *cnn;
};

void
att_genre_net_get_config (AttCnnConfig *config)
{
  *config = (AttCnnConfig){
    .n_times = ATT_SLICE_FRAMES,
    .n_freqs = ATT_SLICE_BANDS,
    .n_layers = 5,
    .layers = { { 16, { 4, 2 } }, { 32, { 4, 3 } }, { 32, { 5, 2 } }, { 32, { 4, 2 } }, { 32, { 4, 4 } } },
    .n_means = 3,
    .n_groups = 2,
    .groups = { { ATT_CNN_REGRESSION, ATT_NET_EMBEDDING, 1 }, { ATT_CNN_REGRESSION, ATT_NET_TAGS, 1 } },
  };
}

AttGenreNet *
att_genre_net_new (AttCnn *cnn)
{
  AttGenreNet *self = g_new (AttGenreNet, 1);

  g_atomic_ref_count_init (&self->refs);
  self->cnn = cnn;
  return self;
}

AttGenreNet *
att_genre_net_ref (AttGenreNet *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
att_genre_net_unref (AttGenreNet *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  att_cnn_free (self->cnn);
  g_free (self);
}

static gpointer
load_shipped (gpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (att_genre_resources_get_resource (), ATT_GENRE_MODEL_SHIPPED,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_autoptr (AttTensorFile) file = bytes != NULL ? att_tensor_file_parse (bytes, "the genre model of the program", &error)
                                                 : NULL;
  AttGenreNet *net = file != NULL ? att_genre_net_read (file, "the genre model of the program", &error) : NULL;

  if (net == NULL)
    g_warning ("%s", error->message);
  return net;
}

AttGenreNet *
att_genre_net_get_shipped (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_shipped, NULL);
}

void
att_genre_net_embed (AttGenreNet *self, AttGenreSlices *slices, float *embedding)
{
  g_autofree float *slice = g_new (float, ATT_SLICE_SIZE);
  float outputs[ATT_NET_EMBEDDING + ATT_NET_TAGS];
  guint n = att_genre_slices_finish (slices);
  AttCnnRunner *runner;

  memset (embedding, 0, ATT_NET_EMBEDDING * sizeof *embedding);
  if (att_cnn_runner_new (self->cnn, &runner) != ATT_NUM_OK)
    g_error ("there is no memory for the genre net");
  for (guint i = 0; i < n; i++)
    {
      att_genre_slices_get (slices, i, slice);
      att_cnn_runner_run (runner, outputs, slice);
      for (int j = 0; j < ATT_NET_EMBEDDING; j++)
        embedding[j] += outputs[j] / n;
    }
  att_cnn_runner_free (runner);
}

/* "net/LAYER/PART" */
static char *
record_name (int layer, const char *part)
{
  return g_strdup_printf ("net/%d/%s", layer, part);
}

void
att_genre_net_write (AttGenreNet *self, AttTensorFile *file)
{
  for (int layer = 0; layer <= att_cnn_get_config (self->cnn)->n_layers; layer++)
    {
      g_autofree char *W = record_name (layer, "W"), *norm = record_name (layer, "norm");
      gsize n_weights, n_norm;
      const float *weights = att_cnn_get_weights (self->cnn, layer, &n_weights);
      const float *values = att_cnn_get_norm (self->cnn, layer, &n_norm);

      att_tensor_file_add (file, W, weights, 1, (guint32[]){ n_weights });
      att_tensor_file_add (file, norm, values, 1, (guint32[]){ n_norm });
    }
}

static gboolean
copy_values (AttTensorFile *file, const char *name, float *to, gsize n, const char *where, GError **error)
{
  const float *from = att_tensor_file_get (file, name, 1, (guint32[]){ n }, error);

  if (from == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (from[i]))
        {
          g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED,
                       "%s: “%s” holds what is not a number", where, name);
          return FALSE;
        }
      to[i] = from[i];
    }
  return TRUE;
}

static gboolean
read_layer (AttCnn *cnn, int layer, AttTensorFile *file, const char *where, GError **error)
{
  g_autofree char *W = record_name (layer, "W"), *norm = record_name (layer, "norm");
  gsize n_weights, n_norm;
  float *weights = att_cnn_get_weights (cnn, layer, &n_weights), *values = att_cnn_get_norm (cnn, layer, &n_norm);

  if (!copy_values (file, W, weights, n_weights, where, error) ||
      !copy_values (file, norm, values, n_norm, where, error))
    return FALSE;
  for (gsize i = n_norm - n_norm / 4; i < n_norm && layer < att_cnn_get_config (cnn)->n_layers; i++)
    if (values[i] < 0)
      {
        g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED, "%s: “%s” has a variance below 0",
                     where, norm);
        return FALSE;
      }
  return TRUE;
}

AttGenreNet *
att_genre_net_read (AttTensorFile *file, const char *where, GError **error)
{
  AttCnnConfig config;
  g_autoptr (AttGenreNet) self = NULL;
  AttCnn *cnn;

  att_genre_net_get_config (&config);
  if (att_cnn_new (&config, &cnn) != ATT_NUM_OK)
    g_error ("there is no memory for the genre net");
  self = att_genre_net_new (cnn);
  for (int layer = 0; layer <= config.n_layers; layer++)
    if (!read_layer (cnn, layer, file, where, error))
      return NULL;
  return g_steal_pointer (&self);
}
