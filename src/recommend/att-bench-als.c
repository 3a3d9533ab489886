/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-bench-als.h"

#include <math.h>
#include <sys/resource.h>
#include <time.h>

#include "att-als.h"
#include "att-radio-private.h"
#include "att-random.h"
#include "att-ranker.h"

#define N_FOLDED 50
#define N_TRIBES 10

/* A tribe's users keep to every tenth item for two plays of three. NULL: out of memory */
static AttCsr *
make_plays (guint n_users, guint n_items, guint n_plays, gboolean tribes)
{
  g_autofree AttCsrEntry *entries = g_new (AttCsrEntry, n_plays);
  const double scale = log (n_items);
  AttRandom random;

  att_random_init (&random, 1);
  for (guint i = 0; i < n_plays; i++)
    {
      const guint user = att_random_below (&random, n_users);
      guint item = MIN (n_items - 1, (guint) (exp (att_random_uniform (&random) * scale) - 1));

      if (tribes && att_random_below (&random, 3) > 0)
        item = item / N_TRIBES * N_TRIBES + user % N_TRIBES;
      entries[i] = (AttCsrEntry) { user, MIN (item, n_items - 1), 1 };
    }
  return att_csr_new (n_users, n_items, entries, n_plays);
}

static double
seconds_since (gint64 began)
{
  return (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC;
}

static double
measure_fold_in (const AttAls *als)
{
  g_autofree float *out = g_new (float, als->stride);
  guint32 items[N_FOLDED];
  float weights[N_FOLDED];
  clock_t began = clock ();

  for (guint i = 0; i < N_FOLDED; i++)
    {
      items[i] = 7 * i;
      weights[i] = i % 3 == 0 ? -0.3f : 1;
    }
  for (guint i = 0; i < 100; i++)
    att_als_fold_in (als, out, items, weights, N_FOLDED);
  return (clock () - began) * 1000.0 / CLOCKS_PER_SEC / 100;
}

/* FALSE: out of memory, or cancelled */
static gboolean
measure_factors (AttAlsBench *out, int n_threads, const AttCsr *by_user, const AttCsr *by_item, GCancellable *cancellable)
{
  const AttAlsConfig config = {
    .n_factors = out->n_factors, .missing = 0.05, .regularization = 0.03, .frequency_power = 1, .n_steps = 3,
    .n_threads = n_threads, .seed = 1,
  };
  const gint64 began = g_get_monotonic_time ();
  gboolean ok;
  AttAls *als;

  ok = att_als_new (&als, &config, by_user->n_rows, by_user->n_cols) == ATT_NUM_OK;
  for (guint sweep = 0; sweep < out->n_sweeps && ok; sweep++)
    ok = !g_cancellable_is_cancelled (cancellable) && att_als_sweep (als, by_user, by_item) == ATT_NUM_OK;
  out->seconds[n_threads - 1] = seconds_since (began);
  if (ok)
    {
      const gint64 floor_began = g_get_monotonic_time ();

      for (guint sweep = 0; sweep < out->n_sweeps && ok; sweep++)
        ok = att_als_sweep_in_cache (als, by_user, by_item) == ATT_NUM_OK;
      out->floor[n_threads - 1] = seconds_since (floor_began);
      out->loss = att_als_loss (als, by_user, by_item);
      out->fold_in_ms = measure_fold_in (als);
    }
  att_als_free (als);
  return ok;
}

static gboolean
measure_radio (AttAlsBench *out, const AttCsr *plays, GCancellable *cancellable)
{
  g_autoptr (AttCatalogue) catalogue = att_radio_bench_catalogue (plays->n_cols);
  const gint64 began = g_get_monotonic_time ();
  g_autoptr (AttTasteModel) model = att_taste_model_new (plays, catalogue, 1, 2, cancellable);

  out->desktop_radio_seconds = seconds_since (began);
  return model != NULL;
}

static gboolean
measure_desktop (AttAlsBench *out, GCancellable *cancellable)
{
  AttCsr *plays = make_plays (out->desktop_users, out->desktop_items, out->desktop_plays, TRUE);
  const AttRankerTask task = { .matrix = plays, .seed = 1, .n_threads = 2, .cancellable = cancellable };
  const gint64 began = g_get_monotonic_time ();
  AttRanker *ranker = plays != NULL ? att_ranker_hybrid_class.train (&task) : NULL;
  struct rusage usage;
  gboolean ok;

  if (ranker == NULL)
    {
      att_csr_free (plays);
      return FALSE;
    }
  out->desktop_seconds = seconds_since (began);
  ranker->cls->free (ranker);
  ok = measure_radio (out, plays, cancellable);
  getrusage (RUSAGE_SELF, &usage);
  out->desktop_mb = usage.ru_maxrss / 1024.0;
  att_csr_free (plays);
  return ok;
}

gboolean
att_als_bench (AttAlsBench *out, GCancellable *cancellable, GError **error)
{
  AttCsr *by_user = NULL, *by_item = NULL;
  gboolean ok;

  *out = (AttAlsBench) { .n_users = 20000, .n_items = 100000, .n_plays = 5000000, .n_factors = 64, .n_sweeps = 15,
                         .desktop_users = 500, .desktop_items = 20000, .desktop_plays = 200000 };
  ok = measure_desktop (out, cancellable); /* first: the other set is larger */
  if (ok)
    by_user = make_plays (out->n_users, out->n_items, out->n_plays, FALSE);
  if (by_user != NULL)
    by_item = att_csr_transpose (by_user);
  ok = by_item != NULL;
  if (ok)
    out->n_pairs = att_csr_n_entries (by_user);
  for (int n_threads = 1; n_threads <= 2 && ok; n_threads++)
    ok = measure_factors (out, n_threads, by_user, by_item, cancellable);
  att_csr_free (by_user);
  att_csr_free (by_item);
  if (!ok && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, g_strerror (ENOMEM));
  return ok;
}
