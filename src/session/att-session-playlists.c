/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-playlists.h"

#include <glib/gi18n-lib.h>

#include "att-part.h"
#include "att-session-private.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"

#define SETTING_READY_MADE "playlists.ready-made" /* "1": they were made, and may have been deleted since */

typedef struct {
  AttPlaylistRecord *record; /* of which a question may fill in no more than the id */
  gboolean twice;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  att_playlist_record_free (question->record);
  g_free (question);
}

static Question *
question_new (gint64 id, const char *name, const char *rules, const char *const *uris)
{
  Question *question = g_new0 (Question, 1);

  question->record = g_new0 (AttPlaylistRecord, 1);
  question->record->id = id;
  question->record->name = g_strdup (name);
  question->record->rules = g_strdup (rules);
  question->record->uris = g_strdupv ((char **) uris);
  return question;
}

/* --- what is in them --- */

void
att_playlist_contents_free (AttPlaylistContents *self)
{
  if (self == NULL)
    return;
  att_playlist_record_free (self->record);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  g_free (self);
}

static AttTrack *
make_stranger (const char *uri)
{
  AttTrack *track = att_track_new_for_uri (uri);
  g_autofree char *path = att_part_file_path (uri);

  if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    track->flags |= ATT_TRACK_MISSING;
  return track;
}

AttPlaylistContents *
att_session_load_playlist (AttSession *self, gint64 id, GError **error)
{
  g_autoptr (AttPlaylistContents) contents = g_new0 (AttPlaylistContents, 1);
  const AttTrackQuery query = { .playlist_id = id };
  g_autoptr (GPtrArray) found = NULL;

  contents->record = att_store_get_playlist (self->store, id, error);
  if (contents->record == NULL)
    return NULL;
  if (contents->record->rules != NULL)
    {
      contents->tracks = att_store_list_tracks (self->store, &query, NULL, error);
      return contents->tracks != NULL ? g_steal_pointer (&contents) : NULL;
    }
  found = att_store_find_by_uris (self->store, (const char *const *) contents->record->uris, error);
  if (found == NULL)
    return NULL;
  contents->tracks = g_ptr_array_new_full (found->len, g_object_unref);
  for (guint i = 0; i < found->len; i++)
    {
      AttTrack *track = g_ptr_array_index (found, i);

      g_ptr_array_add (contents->tracks,
                       track != NULL ? g_object_ref (track) : make_stranger (contents->record->uris[i]));
    }
  return g_steal_pointer (&contents);
}

static gpointer
ask_contents (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_load_playlist (self, *(gint64 *) data, error);
}

void
att_session_load_playlist_async (AttSession *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  att_session_ask (self, att_session_load_playlist_async, ask_contents, g_memdup2 (&id, sizeof id), g_free,
                   (GDestroyNotify) att_playlist_contents_free, cancellable, callback, user_data);
}

AttPlaylistContents *
att_session_load_playlist_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the listener's own --- */

static gpointer
ask_add (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  gint64 id;

  return att_store_add_playlist (self->store, question->record, &id, error) ? g_memdup2 (&id, sizeof id) : NULL;
}

void
att_session_add_playlist_async (AttSession *self, const AttPlaylistRecord *record, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Question *question =
    question_new (record->id, record->name, record->rules, (const char *const *) record->uris);

  question->record->created_at = record->created_at;
  att_session_ask (self, att_session_add_playlist_async, ask_add, question, question_free, g_free, NULL, callback,
                   user_data);
}

gint64
att_session_add_playlist_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = g_task_propagate_pointer (G_TASK (result), error);

  return id != NULL ? *id : 0;
}

typedef struct {
  char **before, **left_out;
} Appended;

static void
appended_free (gpointer data)
{
  Appended *appended = data;

  g_strfreev (appended->before);
  g_strfreev (appended->left_out);
  g_free (appended);
}

static gpointer
ask_append (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  g_autoptr (AttPlaylistRecord) now = att_store_get_playlist (self->store, question->record->id, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) left_out = g_strv_builder_new ();
  Appended *appended;

  if (now == NULL)
    return NULL;
  for (char **uri = now->uris; !question->twice && *uri != NULL; uri++)
    g_hash_table_add (seen, *uri);
  for (char **uri = question->record->uris; *uri != NULL; uri++)
    if (g_hash_table_contains (seen, *uri))
      g_strv_builder_add (left_out, *uri);
    else
      g_ptr_array_add (fresh, *uri);
  g_ptr_array_add (fresh, NULL);
  if (fresh->len > 1 && !att_store_append_to_playlist (self->store, question->record->id,
                                                       (const char *const *) fresh->pdata, error))
    return NULL;
  appended = g_new (Appended, 1);
  *appended = (Appended){ g_steal_pointer (&now->uris), g_strv_builder_end (left_out) };
  return appended;
}

void
att_session_append_to_playlist_async (AttSession *self, gint64 id, const char *const *uris, gboolean twice,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  Question *question = question_new (id, NULL, NULL, uris);

  question->twice = twice;
  att_session_ask (self, att_session_append_to_playlist_async, ask_append, question, question_free, appended_free, NULL,
                   callback, user_data);
}

gboolean
att_session_append_to_playlist_finish (AttSession *self, GAsyncResult *result, char ***before, char ***left_out,
                                       GError **error)
{
  Appended *appended = g_task_propagate_pointer (G_TASK (result), error);

  if (appended == NULL)
    return FALSE;
  *before = g_steal_pointer (&appended->before);
  *left_out = g_steal_pointer (&appended->left_out);
  appended_free (appended);
  return TRUE;
}

static gpointer
ask_delete (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  g_autoptr (AttPlaylistRecord) record = att_store_get_playlist (self->store, question->record->id, error);

  if (record == NULL || !att_store_delete_playlist (self->store, record->id, error))
    return NULL;
  return g_steal_pointer (&record);
}

void
att_session_delete_playlist_async (AttSession *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_delete_playlist_async, ask_delete, question_new (id, NULL, NULL, NULL),
                   question_free, (GDestroyNotify) att_playlist_record_free, NULL, callback, user_data);
}

AttPlaylistRecord *
att_session_delete_playlist_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
ask_change (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const AttPlaylistRecord *change = ((Question *) data)->record;
  gboolean good;

  if (change->name != NULL)
    good = att_store_rename_playlist (self->store, change->id, change->name, error);
  else if (change->rules != NULL)
    good = att_store_set_playlist_rules (self->store, change->id, change->rules, error);
  else
    good = att_store_set_playlist_entries (self->store, change->id, (const char *const *) change->uris, error);
  return good ? self : NULL; /* any pointer */
}

static void
change_playlist (AttSession *self, Question *question, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_change_playlist_finish, ask_change, question, question_free, NULL, NULL, callback,
                   user_data);
}

void
att_session_rename_playlist_async (AttSession *self, gint64 id, const char *name, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  change_playlist (self, question_new (id, name, NULL, NULL), callback, user_data);
}

void
att_session_set_playlist_entries_async (AttSession *self, gint64 id, const char *const *uris,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  change_playlist (self, question_new (id, NULL, NULL, uris), callback, user_data);
}

void
att_session_set_playlist_rules_async (AttSession *self, gint64 id, const char *rules, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  change_playlist (self, question_new (id, NULL, rules, NULL), callback, user_data);
}

gboolean
att_session_change_playlist_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

typedef struct {
  guint n;
  gint64 duration_ms;
} Measure;

static gpointer
ask_measure (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  Measure measure = { 0 };

  return att_store_measure_rules (self->store, data, &measure.n, &measure.duration_ms, error)
           ? g_memdup2 (&measure, sizeof measure)
           : NULL;
}

void
att_session_measure_rules_async (AttSession *self, const char *rules, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_measure_rules_async, ask_measure, g_strdup (rules), g_free, g_free, cancellable,
                   callback, user_data);
}

gboolean
att_session_measure_rules_finish (AttSession *self, GAsyncResult *result, guint *n, gint64 *duration_ms, GError **error)
{
  g_autofree Measure *measure = g_task_propagate_pointer (G_TASK (result), error);

  if (measure == NULL)
    return FALSE;
  *n = measure->n;
  *duration_ms = measure->duration_ms;
  return TRUE;
}

/* --- those that are there from the beginning --- */

static void
make_ready_playlists (AttSession *self, gpointer data)
{
  static const struct { const char *name, *rules; } ready[] = {
    { N_("Loved"), "match all\nloved is yes\norder artist ascending\n" },
    { N_("Recently added"), "match all\nadded in-last 30\nlimit 200 songs\norder added descending\n" },
    { N_("Never played"), "match all\nplays is 0\n" },
    { N_("Most played"), "match all\nplays at-least 1\nlimit 100 songs\norder plays descending\n" },
    /* TRANSLATORS: songs with many stars that were not heard for a long time */
    { N_("Forgotten favourites"),
      "match all\nrating at-least 4\nlast-played not-in-last 180\nlimit 100 songs\norder last-played ascending\n" },
  };
  g_autofree char *made = att_store_get_setting (self->store, SETTING_READY_MADE, NULL);
  g_autoptr (GError) error = NULL;

  if (made != NULL || !att_store_set_setting (self->store, SETTING_READY_MADE, "1", &error))
    {
      if (error != NULL)
        g_warning ("no playlists were made to begin with: %s", error->message);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ready); i++)
    {
      const AttPlaylistRecord record = { .name = (char *) _(ready[i].name), .rules = (char *) ready[i].rules };

      if (!att_store_add_playlist (self->store, &record, NULL, &error))
        {
          g_warning ("the playlist %s could not be made: %s", record.name, error->message);
          return;
        }
    }
}

void
att_session_make_ready_playlists (AttSession *self)
{
  att_session_push_job (self, self->write_jobs, make_ready_playlists, NULL, NULL);
}
