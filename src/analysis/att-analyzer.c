/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-analyzer.h"

#include "att-analyze-worker.h"
#include "att-analyzer-keep.h"
#include "att-analyzer-work.h"
#include "att-decoder.h"
#include "att-hearing.h"
#include "att-part.h"
#include "att-workers.h"

/* An idle worker on a busy machine gets little time, and a ten-hour mix takes minutes even alone. What is stuck without
 * a sample the decoder itself gives up after one. */
#define DEADLINE_MS (60 * 60 * 1000)
#define ITEMS_AHEAD 2       /* on their way to a worker, so that it never waits for us */
#define FLUSH_US (2 * G_USEC_PER_SEC)
#define FLUSH_N 32
#define ENOUGH_S 10         /* of sound before a file broke */
#define EXCERPTS_FROM_WORK (8 * 60 * 60) /* some minutes of listening */

static AttFeatures *
read_features (const char *path, AttGenreNet *net, int excerpt_s, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttHearing) hearing = att_hearing_new (net);
  g_autoptr (GError) broken = NULL;
  g_autofree char *name = NULL;
  gboolean is_whole;

  if (!att_decoder_run_excerpt (path, excerpt_s, &is_whole, att_hearing_add, hearing, cancellable, &broken) &&
      (!g_error_matches (broken, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED) ||
       att_hearing_count (hearing) < ENOUGH_S * ATT_DECODER_RATE))
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return NULL;
    }
  if (att_hearing_count (hearing) > 0)
    return att_hearing_finish (hearing, !is_whole);
  name = g_filename_display_name (path);
  g_set_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED, "%s: no sound could be decoded from it", name);
  return NULL;
}

AttFeatures *
att_analyzer_read_file (const char *path, AttGenreNet *net, GCancellable *cancellable, GError **error)
{
  return read_features (path, net, 0, cancellable, error);
}

AttFeatures *
att_analyzer_read_excerpt (const char *path, GCancellable *cancellable, GError **error)
{
  return read_features (path, NULL, ATT_ANALYZER_EXCERPT_S, cancellable, error);
}

/* one thing to do: an excerpt of a track, or all of it */
typedef struct {
  const AttUnheard *unheard;
  gboolean excerpt;
  double work;      /* att_analyzer_work() */
} Item;

typedef struct {
  AttStore *store;
  AttProgress *progress;
  AttAnalyzeCounts *counts;
  GArray *items;      /* of Item, in their order */
  guint n_excerpts;   /* the first of them */
  guint n_given, n_done;
  double work_done, work_total;
  GPtrArray *heard;   /* AttFeatures, not yet stored */
  gint64 flushed_at;  /* monotonic us */
  AttGenreModel *model; /* NULL: no guesses */
  GError *store_error;
} Job;

static void
add_items (Job *self, GPtrArray *unheard, gboolean excerpts)
{
  for (guint i = 0; i < unheard->len; i++)
    {
      const AttUnheard *one = g_ptr_array_index (unheard, i);
      Item item = { one, excerpts, att_analyzer_work (one->path, one->duration_ms, excerpts) };
      gboolean is_short = one->duration_ms > 0 && one->duration_ms < 2000 * ATT_ANALYZER_EXCERPT_S;

      if (excerpts && (one->has_excerpt || is_short))
        continue;
      g_array_append_val (self->items, item);
      self->work_total += item.work;
    }
}

/* Excerpts first where the whole tracks would take long. */
static void
plan (Job *self, GPtrArray *unheard)
{
  add_items (self, unheard, FALSE);
  if (self->work_total >= EXCERPTS_FROM_WORK)
    {
      g_array_set_size (self->items, 0);
      self->work_total = 0;
      add_items (self, unheard, TRUE);
      self->n_excerpts = self->items->len;
      add_items (self, unheard, FALSE);
    }
}

static void
tell_progress (Job *self)
{
  guint n_before = self->n_done < self->n_excerpts ? 0 : self->n_excerpts;
  guint n_after = self->n_done < self->n_excerpts ? self->n_excerpts : self->items->len;

  if (self->progress == NULL)
    return;
  att_progress_set_work (self->progress, self->work_done, self->work_total);
  att_progress_set (self->progress, self->n_done - n_before, n_after - n_before);
}

static GBytes *
next_cb (gpointer *item, gpointer user_data)
{
  Job *self = user_data;
  Item *next;
  g_autofree char *name = NULL;

  if (self->n_given == self->items->len)
    return NULL;
  *item = next = &g_array_index (self->items, Item, self->n_given++);
  if (self->progress != NULL)
    {
      g_autofree char *path = att_part_place_path (next->unheard->path);

      name = g_filename_display_basename (path);
      att_progress_set_detail (self->progress, name);
    }
  return att_analyze_request_new (next->unheard->path, next->excerpt);
}

static gboolean
flush (Job *self)
{
  self->flushed_at = g_get_monotonic_time ();
  if (self->heard->len == 0)
    return TRUE;
  if (!att_analyzer_keep (self->store, self->model, self->heard, &self->store_error))
    return FALSE;
  for (guint i = 0; i < self->heard->len; i++)
    self->counts->analyzed += !((AttFeatures *) g_ptr_array_index (self->heard, i))->is_excerpt;
  g_ptr_array_set_size (self->heard, 0);
  return TRUE;
}

static gboolean
record_failure (Job *self, const AttUnheard *unheard, const GError *cause)
{
  self->counts->failed++;
  if (g_error_matches (cause, ATT_DECODE_ERROR, ATT_DECODE_ERROR_NOT_FOUND) ||
      g_error_matches (cause, ATT_DECODE_ERROR, ATT_DECODE_ERROR_FAILED))
    return TRUE;
  return att_store_write_unhearable (self->store, unheard->track_id, cause->message, &self->store_error);
}

static gboolean
done_cb (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  Job *self = user_data;
  const Item *done = item;
  const AttUnheard *unheard = done->unheard;
  g_autoptr (GError) cause = NULL;
  AttFeatures *features = NULL;
  gboolean stored = TRUE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  if (reply != NULL)
    features = att_analyze_reply_parse (reply, &cause);
  else
    cause = g_error_copy (error);
  if (features != NULL)
    {
      features->track_id = unheard->track_id;
      g_ptr_array_add (self->heard, features);
    }
  else if (!done->excerpt) /* what fails now is tried once more, as a whole */
    stored = record_failure (self, unheard, cause);
  self->n_done++;
  self->work_done += done->work;
  if (stored && (self->heard->len >= FLUSH_N || self->n_done == self->n_excerpts || g_get_monotonic_time () - self->flushed_at >= FLUSH_US))
    stored = flush (self);
  tell_progress (self);
  return stored;
}

gboolean
att_analyzer_run (AttStore *store, int n_jobs, guint limit, AttProgress *progress, GCancellable *cancellable,
                  AttAnalyzeCounts *counts, GError **error)
{
  const AttWorkersConfig config = {
    .kind = "analyze",
    .n_workers = n_jobs > 0 ? n_jobs : (int) g_get_num_processors (),
    .batch = ITEMS_AHEAD,
    .deadline_ms = DEADLINE_MS,
    .idle = TRUE,
  };
  const AttWorkersJob job = { next_cb, done_cb };
  g_autoptr (GPtrArray) unheard = NULL;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GPtrArray) heard = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (AttGenreModel) model = NULL;
  g_autoptr (GError) model_error = NULL;
  Job self = { .store = store, .progress = progress, .counts = counts, .items = items, .heard = heard };
  gboolean ran;

  *counts = (AttAnalyzeCounts){ 0 };
  unheard = att_store_list_unheard (store, ATT_FEATURES_VERSION, limit, error);
  if (unheard == NULL)
    return FALSE;
  plan (&self, unheard);
  tell_progress (&self);
  if (unheard->len == 0)
    return TRUE;
  model = att_genre_model_load (NULL, &model_error);
  if (model == NULL)
    g_warning ("no genres will be guessed: %s", model_error->message);
  self.model = model;
  self.flushed_at = g_get_monotonic_time ();

  ran = att_workers_run (&config, &job, &self, cancellable, error);
  if (self.store_error == NULL)
    flush (&self); /* what is finished is kept, however it ended */
  if (self.store_error != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, self.store_error);
      return FALSE;
    }
  return ran;
}
