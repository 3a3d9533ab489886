/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-progress.h"

#define NOTIFY_INTERVAL_MS 250
#define N_MARKS 64 /* (time, done) marks kept to tell the recent pace */
#define MARK_INTERVAL_US (250 * 1000)

typedef struct {
  gint64 at_us;
  double done; /* work */
} Mark;

struct _AttProgress
{
  GObject parent_instance;

  GMutex lock; /* everything below */
  GMainContext *context;
  GSource *pending;
  gboolean active;
  guint64 done;
  guint64 total;
  double work_done, work_total; /* as done and total where the job does not tell */
  gboolean has_work;
  gint64 (*now) (gpointer user_data);
  gpointer now_data;
  char *detail;
  Mark marks[N_MARKS];
  guint n_marks;
};

G_DEFINE_FINAL_TYPE (AttProgress, att_progress, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
notify_cb (gpointer data)
{
  AttProgress *self = data;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->pending, g_source_unref);
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
schedule_locked (AttProgress *self)
{
  if (self->pending != NULL)
    return;
  self->pending = g_timeout_source_new (NOTIFY_INTERVAL_MS);
  g_source_set_callback (self->pending, notify_cb, g_object_ref (self), g_object_unref);
  g_source_attach (self->pending, self->context);
}

static gint64
now_locked (AttProgress *self)
{
  return self->now != NULL ? self->now (self->now_data) : g_get_monotonic_time ();
}

static void
mark_locked (AttProgress *self)
{
  gint64 now = now_locked (self);

  if (self->n_marks > 0 && now - self->marks[self->n_marks - 1].at_us < MARK_INTERVAL_US)
    return;
  if (self->n_marks == N_MARKS) /* thin out: keep every other mark */
    {
      for (guint i = 0; i < N_MARKS / 2; i++)
        self->marks[i] = self->marks[2 * i];
      self->n_marks = N_MARKS / 2;
    }
  self->marks[self->n_marks++] = (Mark){ now, self->work_done };
}

static void
att_progress_finalize (GObject *object)
{
  AttProgress *self = ATT_PROGRESS (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->detail, g_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (att_progress_parent_class)->finalize (object);
}

static void
att_progress_class_init (AttProgressClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_progress_finalize;

  signals[CHANGED] = g_signal_new ("changed", ATT_TYPE_PROGRESS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_progress_init (AttProgress *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
}

AttProgress *
att_progress_new (void)
{
  return g_object_new (ATT_TYPE_PROGRESS, NULL);
}

void
att_progress_begin (AttProgress *self)
{
  g_mutex_lock (&self->lock);
  self->active = TRUE;
  self->done = self->total = 0;
  self->work_done = self->work_total = 0;
  self->has_work = FALSE;
  self->n_marks = 0;
  g_clear_pointer (&self->detail, g_free);
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
}

void
att_progress_end (AttProgress *self)
{
  g_mutex_lock (&self->lock);
  self->active = FALSE;
  g_clear_pointer (&self->detail, g_free);
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
}

void
att_progress_set (AttProgress *self, guint64 done, guint64 total)
{
  g_mutex_lock (&self->lock);
  self->done = done;
  self->total = total;
  if (!self->has_work)
    {
      self->work_done = done;
      self->work_total = total;
    }
  mark_locked (self);
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
}

void
att_progress_set_work (AttProgress *self, double done, double total)
{
  g_mutex_lock (&self->lock);
  self->work_done = done;
  self->work_total = total;
  self->has_work = TRUE;
  g_mutex_unlock (&self->lock);
}

void
att_progress_set_clock (AttProgress *self, gint64 (*now) (gpointer user_data), gpointer user_data)
{
  g_mutex_lock (&self->lock);
  self->now = now;
  self->now_data = user_data;
  g_mutex_unlock (&self->lock);
}

void
att_progress_set_detail (AttProgress *self, const char *detail)
{
  g_mutex_lock (&self->lock);
  g_free (self->detail);
  self->detail = g_strdup (detail);
  schedule_locked (self);
  g_mutex_unlock (&self->lock);
}

gboolean
att_progress_is_active (AttProgress *self)
{
  g_mutex_lock (&self->lock);
  gboolean active = self->active;
  g_mutex_unlock (&self->lock);
  return active;
}

guint64
att_progress_get_done (AttProgress *self)
{
  g_mutex_lock (&self->lock);
  guint64 done = self->done;
  g_mutex_unlock (&self->lock);
  return done;
}

guint64
att_progress_get_total (AttProgress *self)
{
  g_mutex_lock (&self->lock);
  guint64 total = self->total;
  g_mutex_unlock (&self->lock);
  return total;
}

double
att_progress_get_fraction (AttProgress *self)
{
  g_mutex_lock (&self->lock);
  double fraction = self->work_total > 0 ? MIN (1.0, self->work_done / self->work_total) : 0;
  g_mutex_unlock (&self->lock);
  return fraction;
}

double
att_progress_get_left (AttProgress *self)
{
  double left = -1;

  g_mutex_lock (&self->lock);
  if (self->n_marks >= 2 && self->work_total > 0 && self->work_done * 50 >= self->work_total)
    {
      double first = self->marks[0].done, half = first + (self->work_done - first) / 2;
      gint64 now = now_locked (self);
      guint i = 0;

      while (i + 2 < self->n_marks && self->marks[i + 1].done <= half)
        i++;
      if (self->work_done > self->marks[i].done)
        {
          double pace = (now - self->marks[i].at_us) / (self->work_done - self->marks[i].done);

          left = MAX (0, pace * (self->work_total - self->work_done) / G_USEC_PER_SEC);
        }
    }
  g_mutex_unlock (&self->lock);
  return left;
}

char *
att_progress_dup_detail (AttProgress *self)
{
  g_mutex_lock (&self->lock);
  char *detail = g_strdup (self->detail);
  g_mutex_unlock (&self->lock);
  return detail;
}
