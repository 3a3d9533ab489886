/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-evaluate-radio.h"

#include <math.h>
#include <string.h>

#include "att-als.h"
#include "att-csr.h"
#include "att-distance.h"
#include "att-parallel.h"
#include "att-radio-private.h"
#include "att-random.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCsr, att_csr_free)

#define N_THREADS 2
#define FIRST_STEPS 20
#define LENGTH_MS 210000
#define SKIP_MS 10000
#define SKIP_WEIGHT 0.3
#define BEGINNING 1750000000 /* Unix s */

typedef struct _Evaluation Evaluation;

/* @hits (out): per step, whether the item that was picked is one of those that @likes has set */
typedef struct {
  const char *name;
  int without; /* the recommender that the radio does not ask; -1: it asks all */
  void (*run) (const Evaluation *self, const AttTasteListener *listener, const gboolean *likes, guint8 *hits);
} Policy;

struct _Evaluation {
  const AttTasteData *data;
  const AttRadioEvaluation *options;
  AttCsr *users;
  float *popularity; /* listeners per item */
  AttTasteModel *model; /* NULL: cancelled */
  AttProgress *progress;
  GCancellable *cancellable;

  const Policy *policy;
  guint n_policies;
  guint8 *hits;      /* listeners × steps */
  int n_done;        /* atomic */
};

/* --- the simple ones: a score per item that no reaction moves --- */

static void
run_fixed (const Evaluation *self, const float *scores, const gboolean *likes, guint8 *hits)
{
  const guint n = self->data->tracks->len;
  g_autofree float *left = g_memdup2 (scores, n * sizeof *scores);

  for (guint step = 0; step < self->options->n_steps; step++)
    {
      AttNumHit hit;

      if (att_num_top_k (&hit, 1, left, n) == 0)
        return;
      hits[step] = likes[hit.index];
      left[hit.index] = NAN;
    }
}

static void
run_popular (const Evaluation *self, const AttTasteListener *listener, const gboolean *likes, guint8 *hits)
{
  run_fixed (self, self->popularity, likes, hits);
}

static void
run_genre_only (const Evaluation *self, const AttTasteListener *listener, const gboolean *likes, guint8 *hits)
{
  const guint n = self->data->tracks->len;
  g_autofree float *scores = g_new0 (float, n);

  for (guint i = 0; i < n; i++)
    {
      AttTrack *track = g_ptr_array_index (self->data->tracks, i);
      const GArray *weights = g_ptr_array_index (self->data->weights, i);
      double sum = 0, ticked = 0;

      for (guint j = 0; j < weights->len; j++)
        {
          sum += g_array_index (weights, float, j);
          if (g_strv_contains ((const char *const *) listener->genres, track->genres[j]))
            ticked += g_array_index (weights, float, j);
        }
      if (sum > 0)
        scores[i] = ticked / sum * self->popularity[i];
    }
  run_fixed (self, scores, likes, hits);
}

/* popularity until the first hit */
static void
run_als_only (const Evaluation *self, const AttTasteListener *listener, const gboolean *likes, guint8 *hits)
{
  const guint n = self->data->tracks->len, n_steps = self->options->n_steps;
  g_autofree float *scores = g_memdup2 (self->popularity, n * sizeof *scores);
  g_autofree guint32 *heard = g_new (guint32, n_steps);
  g_autofree float *weights = g_new (float, n_steps), *factors = NULL;
  const AttAls *als = self->model->als;
  gboolean any = FALSE;

  if (als == NULL)
    {
      run_fixed (self, scores, likes, hits);
      return;
    }
  factors = g_new (float, als->stride);
  for (guint step = 0; step < n_steps; step++)
    {
      AttNumHit hit;

      for (guint i = 0; i < step; i++)
        scores[heard[i]] = NAN;
      if (att_num_top_k (&hit, 1, scores, n) == 0)
        return;
      hits[step] = likes[hit.index];
      heard[step] = hit.index;
      weights[step] = hits[step] ? 1 : -SKIP_WEIGHT;
      any |= hits[step];
      if (!any)
        continue;
      att_als_fold_in (als, factors, heard, weights, step + 1);
      att_factors_products (als->packed, scores, factors);
      for (guint i = 0; i < n; i++)
        scores[i] = self->popularity[i] > 0 ? scores[i] : 0;
    }
}

static void
run_shuffle (const Evaluation *self, const AttTasteListener *listener, const gboolean *likes, guint8 *hits)
{
  const guint n = self->data->tracks->len;
  g_autofree float *scores = g_new (float, n);
  AttRandom random;

  att_random_init (&random, self->options->seed ^ g_str_hash (listener->name));
  for (guint i = 0; i < n; i++)
    scores[i] = att_random_uniform (&random);
  run_fixed (self, scores, likes, hits);
}

/* --- the radio of the app --- */

/* its first pick that was not heard yet: a small library comes again; NULL: there is none */
static AttPick *
pick_next (AttRadio *radio, AttRadioRequest *request, const gboolean *heard, guint n_items)
{
  for (request->n = 1; request->n <= n_items; request->n *= n_items)
    {
      g_autoptr (GPtrArray) picks = att_radio_plan (radio, request, NULL);

      for (guint i = 0; picks != NULL && i < picks->len; i++)
        {
          AttPick *pick = g_ptr_array_index (picks, i);

          if (!heard[pick->track->id - 1])
            return g_object_ref (pick);
        }
      if (request->n == n_items)
        break;
    }
  return NULL;
}

static void
run_radio (const Evaluation *self, const AttTasteListener *listener, const gboolean *likes, guint8 *hits)
{
  const guint n_items = self->data->tracks->len;
  g_autoptr (AttRadio) radio = att_radio_new ();
  g_autofree gboolean *heard = g_new0 (gboolean, n_items);
  double levels[ATT_N_RECOMMENDERS];
  gint64 now = BEGINNING;

  att_radio_take (radio, att_taste_data_make_catalogue (self->data),
                  g_ptr_array_new_with_free_func ((GDestroyNotify) att_event_free),
                  (const char *const *) listener->genres);
  att_radio_set_model (radio, self->model);
  memcpy (levels, att_radio_all_levels, sizeof levels);
  if (self->policy->without >= 0)
    levels[self->policy->without] = 0;
  att_radio_set_levels (radio, levels);
  for (guint step = 0; step < self->options->n_steps; step++)
    {
      AttRadioRequest request = { .random_seed = self->options->seed, .clock = { now }, .discover = 0.5 };
      g_autoptr (AttPick) pick = pick_next (radio, &request, heard, n_items);
      g_autoptr (AttEvent) event = NULL;

      if (pick == NULL)
        return;
      heard[pick->track->id - 1] = TRUE;
      hits[step] = likes[pick->track->id - 1];
      event = att_event_new (pick->track->id, ATT_EVENT_PLAY, now);
      event->id = step + 1;
      event->origin = ATT_ORIGIN_RADIO;
      event->length_ms = LENGTH_MS;
      event->heard_ms = hits[step] ? LENGTH_MS : SKIP_MS;
      event->ending = hits[step] ? ATT_ENDING_FINISHED : ATT_ENDING_NEXT;
      event->has_opinions = TRUE;
      event->opinions = pick->opinions;
      att_radio_react (radio, event);
      now += event->heard_ms / 1000 + 1;
    }
}

static const Policy simple[] = {
  { "popular", -1, run_popular },
  { "genre-only", -1, run_genre_only },
  { "als-only", -1, run_als_only },
  { "shuffle", -1, run_shuffle },
};

/* the radio first; recommenders that are not in the radio, or have nothing to hear here, are not left out */
static GArray *
list_policies (gboolean parts)
{
  g_autoptr (AttRadio) radio = att_radio_new ();
  GArray *policies = g_array_new (FALSE, FALSE, sizeof (Policy));

  g_array_append_val (policies, ((Policy) { "radio", -1, run_radio }));
  for (int k = 0; parts && k < ATT_N_RECOMMENDERS; k++)
    {
      g_autofree char *name = g_strdup_printf ("radio without %s", att_recommender_to_string (k));

      if (radio->mixer.active[k] && k != ATT_RECOMMENDER_SOUND)
        g_array_append_val (policies, ((Policy) { g_intern_string (name), k, run_radio }));
    }
  g_array_append_vals (policies, simple, G_N_ELEMENTS (simple));
  return policies;
}

/* --- all listeners --- */

static void
run_listener (void *data, size_t index)
{
  Evaluation *self = data;
  const AttTasteListener *listener = g_ptr_array_index (self->data->listeners, index);
  g_autofree gboolean *likes = g_new0 (gboolean, self->data->tracks->len);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  for (guint i = 0; i < listener->items->len; i++)
    likes[g_array_index (listener->items, int, i)] = TRUE;
  self->policy->run (self, listener, likes, self->hits + index * self->options->n_steps);
  if (self->progress != NULL)
    att_progress_set (self->progress, g_atomic_int_add (&self->n_done, 1) + 1,
                      self->n_policies * self->data->listeners->len);
}

static int
compare_ints (gconstpointer a, gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

static AttRadioPolicyReport
report_policy (const Evaluation *self)
{
  const guint n = self->data->listeners->len, n_steps = self->options->n_steps;
  g_autofree int *runs = g_new (int, n);
  AttRadioPolicyReport report = { .name = self->policy->name };

  for (guint l = 0; l < n; l++)
    {
      const guint8 *hits = self->hits + (gsize) l * n_steps;
      int run = 0;

      runs[l] = 0;
      for (guint step = 0; step < n_steps; step++)
        {
          run = hits[step] ? 0 : run + 1;
          runs[l] = MAX (runs[l], run);
          report.hits100 += hits[step];
          report.hits20 += step < FIRST_STEPS && hits[step];
        }
    }
  report.hits100 /= n;
  report.hits20 /= n;
  qsort (runs, n, sizeof *runs, compare_ints);
  report.longest_skip_run = (runs[(n - 1) / 2] + runs[n / 2]) / 2.0;
  return report;
}

GArray *
att_evaluate_radio (const AttTasteData *data, const AttRadioEvaluation *options, AttProgress *progress,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (AttCsr) users = att_taste_data_take_users (data, options->n_users, options->seed);
  g_autoptr (AttCatalogue) catalogue = att_taste_data_make_catalogue (data);
  g_autoptr (AttTasteModel) model = att_taste_model_new (users, catalogue, options->seed, N_THREADS, cancellable);
  g_autofree float *popularity = g_new0 (float, data->tracks->len);
  g_autofree guint8 *hits = g_new (guint8, (gsize) data->listeners->len * options->n_steps);
  g_autoptr (GArray) reports = g_array_new (FALSE, FALSE, sizeof (AttRadioPolicyReport));
  g_autoptr (GArray) policies = list_policies (options->parts);
  Evaluation self = { data, options, users, popularity, model, progress, cancellable, NULL, policies->len, hits, 0 };

  for (gsize i = 0; i < att_csr_n_entries (users); i++)
    popularity[users->column[i]]++;
  for (guint p = 0; p < policies->len; p++)
    {
      AttRadioPolicyReport report;

      self.policy = &g_array_index (policies, Policy, p);
      memset (hits, 0, (gsize) data->listeners->len * options->n_steps);
      att_parallel_run (N_THREADS, data->listeners->len, run_listener, &self);
      if (g_cancellable_is_cancelled (cancellable))
        break;
      report = report_policy (&self);
      g_array_append_val (reports, report);
    }
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : g_steal_pointer (&reports);
}
