/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-evaluate-cold.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-random.h"
#include "att-taste-net.h"

#define ONE_IN 5
#define MOST_GENRES 200

static const guint cuts[] = { 10, 20, 50 };

typedef struct {
  AttCsr *train, *hidden;
  AttCsr *genres;        /* items × genres */
  float *listeners;      /* per item, in train */
  AttTasteNet *net;      /* NULL: it abstains */
} Setting;

static void
setting_clear (Setting *self)
{
  att_csr_free (self->train);
  att_csr_free (self->hidden);
  att_csr_free (self->genres);
  att_taste_net_free (self->net);
  g_free (self->listeners);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Setting, setting_clear)

static AttCsr *
collect (gsize n_rows, gsize n_cols, GArray *entries)
{
  return att_csr_new (n_rows, n_cols, (AttCsrEntry *) entries->data, entries->len);
}

/* the tags that most items bear; weights are logarithms of how often given */
static AttCsr *
choose_genres (const AttCsr *tags)
{
  g_autofree float *n_items = g_new0 (float, tags->n_cols + 1);
  g_autofree AttNumHit *hits = g_new (AttNumHit, MOST_GENRES);
  g_autofree int *numbers = g_new (int, tags->n_cols + 1);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  gsize n;

  for (gsize e = 0; e < att_csr_n_entries (tags); e++)
    n_items[tags->column[e]]++;
  n = att_num_top_k (hits, MOST_GENRES, n_items, tags->n_cols);
  for (gsize t = 0; t < tags->n_cols; t++)
    numbers[t] = -1;
  for (gsize g = 0; g < n; g++)
    numbers[hits[g].index] = g;
  for (gsize i = 0; i < tags->n_rows; i++)
    for (gsize e = tags->start[i]; e < tags->start[i + 1]; e++)
      if (numbers[tags->column[e]] >= 0)
        {
          const AttCsrEntry entry = { i, numbers[tags->column[e]], log1p (tags->value[e]) };

          g_array_append_val (entries, entry);
        }
  return collect (tags->n_rows, n, entries);
}

static gboolean
set_up (Setting *self, const AttTasteData *data, guint64 seed, GError **error)
{
  const AttCsr *events = data->events;
  g_autoptr (GArray) train = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) hidden = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autofree guint32 *order = g_new (guint32, events->n_cols + 1);
  AttRandom random;

  att_random_init (&random, seed);
  self->listeners = g_new0 (float, events->n_cols + 1);
  for (gsize u = 0; u < events->n_rows; u++)
    {
      const gsize n = att_csr_row_length (events, u);

      for (gsize i = 0; i < n; i++)
        order[i] = i;
      att_random_shuffle (&random, order, n);
      for (gsize i = 0; i < n; i++)
        {
          const AttCsrEntry entry = { u, events->column[events->start[u] + order[i]], 1 };

          if (i < n / ONE_IN)
            g_array_append_val (hidden, entry);
          else
            {
              g_array_append_val (train, entry);
              self->listeners[entry.column]++;
            }
        }
    }
  if (hidden->len == 0)
    {
      g_set_error_literal (error, ATT_TASTE_DATA_ERROR, ATT_TASTE_DATA_ERROR_EMPTY,
                           _("nobody plays enough for a part of it to be hidden"));
      return FALSE;
    }
  self->train = collect (events->n_rows, events->n_cols, train);
  self->hidden = collect (events->n_rows, events->n_cols, hidden);
  self->genres = choose_genres (data->tags);
  if (self->train != NULL && self->hidden != NULL && self->genres != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, g_strerror (ENOMEM));
  return FALSE;
}

/* recalls, then F1 */
static void
find (const Setting *self, guint user, float *scores, double *values)
{
  const AttCsr *train = self->train;

  for (gsize i = 0; i < train->n_cols; i++)
    if (self->listeners[i] == 0)
      scores[i] = NAN;
  for (gsize i = train->start[user]; i < train->start[user + 1]; i++)
    scores[train->column[i]] = NAN;
  for (gsize c = 0; c < G_N_ELEMENTS (cuts); c++)
    att_poll_found (self->hidden, user, scores, cuts[c], &values[c], NULL, &values[G_N_ELEMENTS (cuts) + c]);
}

static float *
genres_of (const Setting *self, guint user)
{
  float *genres = g_new (float, self->genres->n_cols + 1);

  att_taste_net_genres (self->genres, genres, self->train->column + self->train->start[user],
                        att_csr_row_length (self->train, user));
  return genres;
}

static void
ask_net (gconstpointer data, guint user, double *values)
{
  const Setting *self = data;
  g_autofree float *scores = g_new (float, self->train->n_cols + 1), *genres = genres_of (self, user);

  att_taste_net_score (self->net, scores, genres);
  find (self, user, scores, values);
}

static void
ask_genres (gconstpointer data, guint user, double *values)
{
  const Setting *self = data;
  const AttCsr *content = self->genres;
  g_autofree float *scores = g_new (float, self->train->n_cols + 1), *genres = genres_of (self, user);

  for (gsize i = 0; i < self->train->n_cols; i++)
    {
      double dot = 0, squares = 0;

      for (gsize e = content->start[i]; e < content->start[i + 1]; e++)
        {
          dot += content->value[e] * genres[content->column[e]];
          squares += content->value[e] * content->value[e];
        }
      scores[i] = squares > 0 ? dot / sqrt (squares) * self->listeners[i] : 0;
    }
  find (self, user, scores, values);
}

static void
ask_popular (gconstpointer data, guint user, double *values)
{
  const Setting *self = data;
  g_autofree float *scores = g_memdup2 (self->listeners, self->train->n_cols * sizeof (float) + 1);

  find (self, user, scores, values);
}

GArray *
att_evaluate_cold_users (const AttTasteData *data, const AttColdEvaluation *options, GCancellable *cancellable,
                         GError **error)
{
  static const char *const names[] = { "recall10", "recall20", "recall50", "f1_10", "f1_20", "f1_50" };
  static const struct {
    const char *model;
    AttUserPollFunc ask;
  } models[] = { { "genre-net", ask_net }, { "genre-popularity", ask_genres }, { "popular", ask_popular } };
  g_autoptr (GArray) reports = g_array_new (FALSE, FALSE, sizeof (AttModelReport));
  g_auto (Setting) setting = { 0 };
  double values[G_N_ELEMENTS (names)];

  if (!set_up (&setting, data, options->seed, error))
    return NULL;
  setting.net = att_taste_net_train (setting.train, setting.genres, options->seed, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  for (gsize m = 0; m < G_N_ELEMENTS (models); m++)
    if (models[m].ask != ask_net || setting.net != NULL)
      {
        att_poll_users (models[m].ask, &setting, setting.train->n_rows, values, G_N_ELEMENTS (names), options->n_threads);
        att_model_reports_add (reports, models[m].model, names, values, G_N_ELEMENTS (names));
      }
  return g_steal_pointer (&reports);
}
