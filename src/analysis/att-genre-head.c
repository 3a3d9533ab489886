/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-head.h"

#include <math.h>
#include <string.h>

#define LIMIT 4.0f
#define MAX_NETS 32
#define MAX_LABELS 1024

AttGenreHead *
att_genre_head_new (const char *name, const char *const *labels)
{
  AttGenreHead *self = g_new0 (AttGenreHead, 1);

  self->name = g_strdup (name);
  self->labels = g_strdupv ((char **) labels);
  self->n_labels = g_strv_length (self->labels);
  self->nets = g_ptr_array_new_with_free_func ((GDestroyNotify) att_mlp_free);
  self->temperature = 1;
  return self;
}

void
att_genre_head_free (AttGenreHead *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->labels);
  g_ptr_array_unref (self->nets);
  g_free (self);
}

void
att_genre_head_predict (const AttGenreHead *self, float *p, const float *x)
{
  g_autofree float *one = g_new (float, self->n_labels);

  memset (p, 0, self->n_labels * sizeof (float));
  for (guint k = 0; k < self->nets->len; k++)
    {
      att_mlp_predict (g_ptr_array_index (self->nets, k), one, x);
      for (int i = 0; i < self->n_labels; i++)
        p[i] += one[i] / self->nets->len;
    }
}

void
att_genre_standardise (float *x, const float *vector, const float *mean, const float *std, gsize n)
{
  for (gsize i = 0; i < n; i++)
    x[i] = std[i] > 0 && isfinite (vector[i]) ? CLAMP ((vector[i] - mean[i]) / std[i], -LIMIT, LIMIT) : 0;
}

/* "HEAD/K/PART/LAYER" */
static char *
record_name (const char *head, guint net, const char *part, int layer)
{
  return g_strdup_printf ("%s/%u/%s/%d", head, net, part, layer);
}

void
att_genre_head_write (const AttGenreHead *self, AttTensorFile *file)
{
  g_autofree char *labels_name = g_strconcat (self->name, "/labels", NULL);
  g_autofree char *shape_name = g_strconcat (self->name, "/shape", NULL);
  g_autofree char *labels = g_strjoinv ("\n", self->labels);
  const AttMlpConfig *config = att_mlp_get_config (g_ptr_array_index (self->nets, 0));
  const float shape[] = { self->nets->len, config->n_layers, config->output };
  g_autofree char *temperature_name = g_strconcat (self->name, "/temperature", NULL);
  const float temperature = self->temperature;

  att_tensor_file_add_text (file, labels_name, labels);
  att_tensor_file_add (file, shape_name, shape, 1, (guint32[]){ 3 });
  if (self->temperature != 1)
    att_tensor_file_add (file, temperature_name, &temperature, 1, (guint32[]){ 1 });
  for (guint k = 0; k < self->nets->len; k++)
    for (int layer = 0; layer < config->n_layers; layer++)
      {
        g_autofree char *W = record_name (self->name, k, "W", layer);
        g_autofree char *b = record_name (self->name, k, "b", layer);
        AttMlp *net = g_ptr_array_index (self->nets, k);
        guint32 dims[] = { config->sizes[layer + 1], config->sizes[layer] };

        att_tensor_file_add_half (file, W, att_mlp_get_weights (net, layer), 2, dims);
        att_tensor_file_add (file, b, att_mlp_get_biases (net, layer), 1, dims);
      }
}

static gboolean
copy_checked (float *to, const float *from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (from[i]))
        return FALSE;
      to[i] = from[i];
    }
  return TRUE;
}

/* The first network's records tell the sizes; the others must be alike. */
static AttMlp *
read_net (AttTensorFile *file, const char *head, guint k, AttMlpConfig *config, const char *where, GError **error)
{
  AttMlp *net = NULL;

  for (int layer = 0; layer < config->n_layers; layer++)
    {
      g_autofree char *W = record_name (head, k, "W", layer);
      guint32 dims[] = { config->sizes[layer + 1], config->sizes[layer] };

      if (att_tensor_file_get (file, W, 2, dims, error) == NULL)
        return NULL;
      config->sizes[layer + 1] = MIN (dims[0], G_MAXINT);
    }
  if (att_mlp_new (config, &net) != ATT_NUM_OK)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED, "%s: “%s” has an impossible shape",
                   where, head);
      return NULL;
    }
  for (int layer = 0; layer < config->n_layers; layer++)
    {
      g_autofree char *W = record_name (head, k, "W", layer);
      g_autofree char *b = record_name (head, k, "b", layer);
      guint32 dims[] = { config->sizes[layer + 1], config->sizes[layer] };
      const float *weights = att_tensor_file_get (file, W, 2, dims, error);
      const float *biases = weights != NULL ? att_tensor_file_get (file, b, 1, dims, error) : NULL;

      if (biases == NULL)
        {
          att_mlp_free (net);
          return NULL;
        }
      if (!copy_checked (att_mlp_get_weights (net, layer), weights, (gsize) dims[0] * dims[1]) ||
          !copy_checked (att_mlp_get_biases (net, layer), biases, dims[0]))
        {
          g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED,
                       "%s: “%s” holds what is not a number", where, W);
          att_mlp_free (net);
          return NULL;
        }
    }
  return net;
}

AttGenreHead *
att_genre_head_read (AttTensorFile *file, const char *name, int n_inputs, const char *where, GError **error)
{
  g_autofree char *labels_name = g_strconcat (name, "/labels", NULL);
  g_autofree char *shape_name = g_strconcat (name, "/shape", NULL);
  const char *text = att_tensor_file_get_text (file, labels_name, error);
  const float *shape = text != NULL ? att_tensor_file_get (file, shape_name, 1, (guint32[]){ 3 }, error) : NULL;
  g_autofree char *temperature_name = g_strconcat (name, "/temperature", NULL);
  const float *temperature = att_tensor_file_get (file, temperature_name, 1, (guint32[]){ 1 }, NULL);
  g_auto (GStrv) labels = NULL;
  g_autoptr (AttGenreHead) self = NULL;
  AttMlpConfig config = { .sizes = { n_inputs } };

  if (shape == NULL)
    return NULL;
  labels = g_strsplit (text, "\n", -1);
  if (!(shape[0] >= 1 && shape[0] <= MAX_NETS && shape[1] >= 1 && shape[1] <= ATT_MLP_MAX_LAYERS) ||
      !(shape[2] == ATT_MLP_SOFTMAX || shape[2] == ATT_MLP_SIGMOID) ||
      *text == '\0' || g_strv_length (labels) > MAX_LABELS ||
      (temperature != NULL && !(*temperature >= 0.01f && *temperature <= 100)))
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED, "%s: “%s” has an impossible shape",
                   where, name);
      return NULL;
    }
  self = att_genre_head_new (name, (const char *const *) labels);
  if (temperature != NULL)
    self->temperature = *temperature;
  config.n_layers = shape[1];
  config.output = shape[2];
  config.sizes[config.n_layers] = self->n_labels;
  for (int k = 0; k < (int) shape[0]; k++)
    {
      AttMlp *net = read_net (file, name, k, &config, where, error);

      if (net == NULL)
        return NULL;
      g_ptr_array_add (self->nets, net);
    }
  return g_steal_pointer (&self);
}
