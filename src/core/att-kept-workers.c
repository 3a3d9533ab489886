/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each worker has a thread, which runs a job whose next item is whatever is asked next. All that is shared is under
 * the lock; @changed tells those who wait for a question, for an answer or for a cancellable.
 */
#include "config.h"

#include "att-kept-workers.h"

#define KEPT_US (5 * G_USEC_PER_SEC)

typedef struct {
  guint refs; /* who asks may have gone */
  GBytes *item;
  GBytes *reply; /* or */
  GError *error;
} Question;

static void
question_unref (Question *question)
{
  if (--question->refs > 0)
    return;
  g_bytes_unref (question->item);
  g_clear_pointer (&question->reply, g_bytes_unref);
  g_clear_error (&question->error);
  g_free (question);
}

/* --- the thread of a worker --- */

static GBytes *
next_question (gpointer *item, gpointer user_data)
{
  AttKeptWorkers *self = user_data;
  const gint64 until = g_get_monotonic_time () + KEPT_US;
  Question *question;

  g_mutex_lock (&self->lock);
  self->n_idle++;
  while (g_queue_is_empty (&self->waiting) && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  self->n_idle--;
  question = g_queue_pop_head (&self->waiting);
  if (question == NULL)
    self->n_threads--; /* the next who asks has a new one */
  g_mutex_unlock (&self->lock);
  *item = question;
  return question != NULL ? g_bytes_ref (question->item) : NULL;
}

static gboolean
take_answer (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  AttKeptWorkers *self = user_data;
  Question *question = item;

  g_mutex_lock (&self->lock);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) /* there is no worker: run() has the cause */
    g_queue_push_head (&self->waiting, question);
  else
    {
      question->reply = reply != NULL ? g_bytes_ref (reply) : NULL;
      question->error = error != NULL ? g_error_copy (error) : NULL;
      g_cond_broadcast (&self->changed);
      question_unref (question);
    }
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gpointer
run (gpointer data)
{
  AttKeptWorkers *self = data;
  const AttWorkersConfig config = {
    .kind = self->kind, .n_workers = 1, .batch = 1, .deadline_ms = self->deadline_ms
  };
  const AttWorkersJob job = { next_question, take_answer };
  g_autoptr (GError) error = NULL;
  Question *question;

  if (att_workers_run (&config, &job, self, NULL, &error))
    return NULL;
  g_mutex_lock (&self->lock);
  self->n_threads--;
  while ((question = g_queue_pop_head (&self->waiting)) != NULL)
    {
      question->error = g_error_copy (error);
      question_unref (question);
    }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* --- who asks --- */

static void
cancelled_cb (GCancellable *cancellable, AttKeptWorkers *self)
{
  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

GBytes *
att_kept_workers_ask (AttKeptWorkers *self, GBytes *item, GCancellable *cancellable, GError **error)
{
  Question *question = g_new0 (Question, 1);
  GBytes *reply = NULL;
  gulong id = 0;

  g_return_val_if_fail (self->kind != NULL && self->n_workers > 0 && self->deadline_ms > 0, NULL);

  question->refs = 2; /* ours, and that of who answers */
  question->item = g_bytes_ref (item);
  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->waiting, question);
  if (self->waiting.length > self->n_idle && self->n_threads < self->n_workers)
    {
      self->n_threads++;
      g_thread_unref (g_thread_new (self->kind, run, self));
    }
  g_cond_broadcast (&self->changed);
  while (question->reply == NULL && question->error == NULL && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&self->changed, &self->lock);
  if (question->reply != NULL)
    reply = g_bytes_ref (question->reply);
  else if (question->error != NULL)
    g_propagate_error (error, g_steal_pointer (&question->error));
  else
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      if (g_queue_remove (&self->waiting, question))
        question_unref (question);
    }
  question_unref (question);
  g_mutex_unlock (&self->lock);

  g_cancellable_disconnect (cancellable, id);
  return reply;
}
