/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Composers' works, and what of the library was heard most and last.
 */
#include "config.h"

#include "att-session-private.h"

#include "att-store-tracks.h"

AttComposed *
att_session_list_works (AttSession *self, gint64 composer_id, GError **error)
{
  return att_store_list_works (self->store, composer_id, NULL, error);
}

static gpointer
ask_works (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_store_list_works (self->store, *(gint64 *) data, cancellable, error);
}

void
att_session_list_works_async (AttSession *self, gint64 composer_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_list_works_async, ask_works, g_memdup2 (&composer_id, sizeof composer_id), g_free,
                   (GDestroyNotify) att_composed_free, cancellable, callback, user_data);
}

AttComposed *
att_session_list_works_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
ask_listening (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_store_list_listening (self->store, GPOINTER_TO_INT (data), error);
}

void
att_session_list_listening_async (AttSession *self, AttCollectionKind kind, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_list_listening_async, ask_listening, GINT_TO_POINTER (kind), NULL,
                   (GDestroyNotify) g_hash_table_unref, cancellable, callback, user_data);
}

GHashTable *
att_session_list_listening_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
