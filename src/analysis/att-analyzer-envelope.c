/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "att-analyzer.h"
#include "att-decoder.h"
#include "att-envelope.h"
#include "att-workers.h"

#define DEADLINE_MS (5 * 60 * 1000)

static void
add (const AttDecodedBlock *block, gpointer envelope)
{
  att_envelope_add (envelope, block->mono, block->n_mono);
}

/* of a file that breaks on the way, what there is */
GBytes *
att_analyzer_read_envelope (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree AttEnvelope *envelope = g_new0 (AttEnvelope, 1);
  guint8 bytes[ATT_ENVELOPE_N];
  g_autoptr (GError) broken = NULL;

  att_decoder_run (path, add, envelope, cancellable, &broken);
  if (g_error_matches (broken, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !att_envelope_get (envelope, bytes))
    {
      if (broken == NULL)
        g_set_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED, "%s: no sound could be decoded from it", path);
      else
        g_propagate_error (error, g_steal_pointer (&broken));
      return NULL;
    }
  return g_bytes_new (bytes, sizeof bytes);
}

typedef struct {
  const char *path; /* NULL once it was given */
  GBytes *envelope;
  GError *error;
} Question;

static GBytes *
give_path (gpointer *item, gpointer user_data)
{
  Question *question = user_data;
  const char *path = g_steal_pointer (&question->path);
  g_autofree char *request = path != NULL ? g_strconcat ("v", path, NULL) : NULL;

  return request != NULL ? g_bytes_new (request, strlen (request)) : NULL;
}

static gboolean
take_envelope (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  Question *question = user_data;

  if (reply != NULL && g_bytes_get_size (reply) == ATT_ENVELOPE_N)
    question->envelope = g_bytes_ref (reply);
  else
    question->error = error != NULL ? g_error_copy (error)
                                    : g_error_new (ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED, "it cannot be decoded");
  return TRUE;
}

GBytes *
att_analyzer_ask_envelope (const char *path, GCancellable *cancellable, GError **error)
{
  const AttWorkersConfig config = {
    .kind = "analyze", .n_workers = 1, .batch = 1, .deadline_ms = DEADLINE_MS, .idle = TRUE,
  };
  const AttWorkersJob job = { give_path, take_envelope };
  Question question = { .path = path };

  if (!att_workers_run (&config, &job, &question, cancellable, error))
    {
      g_clear_error (&question.error);
      g_clear_pointer (&question.envelope, g_bytes_unref);
      return NULL;
    }
  if (question.error != NULL)
    g_propagate_prefixed_error (error, question.error, "%s: ", path);
  return question.envelope;
}
