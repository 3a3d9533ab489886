/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The library as the skins see it: scanning and listening on request, lists,
 * covers, ratings.
 */
#include "config.h"

#include "att-session-private.h"

#include <glib/gi18n-lib.h>

#include "att-analyzer.h"
#include "att-covers.h"
#include "att-part.h"
#include "att-scanner.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-text.h"

#include <stdlib.h>
#include <string.h>

#define COVERS_FOLDER "covers"
#define COVERS_BYTES (256u << 20) /* on disk */

/* --- on request --- */

gboolean
att_session_scan (AttSession *self, const char *const *paths, gboolean add_roots, AttProgress *progress,
                  GCancellable *cancellable, AttScanCounts *counts, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) absolute = NULL;

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (paths[i], NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_autoptr (GPtrArray) roots = att_store_list_roots (self->store, NULL);
          gboolean known = FALSE;

          for (guint r = 0; roots != NULL && r < roots->len; r++)
            known |= g_str_equal (((AttRoot *) g_ptr_array_index (roots, r))->path, path);
          if (!known)
            {
              g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("%s: there is no such file or folder"), paths[i]);
              return FALSE;
            }
        }
      g_strv_builder_add (builder, path);
    }
  absolute = g_strv_builder_end (builder);

  for (gsize i = 0; add_roots && absolute[i] != NULL; i++)
    if (g_file_test (absolute[i], G_FILE_TEST_IS_DIR) && !att_store_add_root (self->store, absolute[i], NULL, error))
      return FALSE;
  return att_scanner_run (self->store, (const char *const *) absolute, progress, cancellable, counts, error);
}

gboolean
att_session_analyze (AttSession *self, int n_jobs, guint limit, AttProgress *progress, GCancellable *cancellable,
                     guint64 *analyzed, guint64 *failed, GError **error)
{
  AttAnalyzeCounts counts = { 0 };
  gboolean ok = att_analyzer_run (self->store, n_jobs, limit, progress, cancellable, &counts, error) &&
                att_session_keep_neighbours (self, cancellable, error);

  *analyzed = counts.analyzed;
  *failed = counts.failed;
  return ok;
}

/* --- music folders --- */

static gpointer
add_root (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *paths[] = { data, NULL };

  if (!g_file_test (data, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("%s: there is no such folder"), (char *) data);
      return NULL;
    }
  if (!att_store_add_root (self->store, data, NULL, error))
    return NULL;
  att_session_watch_roots (self);
  att_session_background_scan (self, paths);
  return self; /* any pointer: it went well */
}

void
att_session_add_root_async (AttSession *self, const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_add_root_async, add_root, g_canonicalize_filename (path, NULL), g_free, NULL,
                   NULL, callback, user_data);
}

gboolean
att_session_add_root_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static gpointer
remove_root (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!att_store_remove_root (self->store, *(gint64 *) data, error))
    return NULL;
  att_session_background_scan_anew (self);
  att_session_watch_roots (self);
  return self;
}

void
att_session_remove_root_async (AttSession *self, gint64 id, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_remove_root_async, remove_root, g_memdup2 (&id, sizeof id), g_free, NULL, NULL,
                   callback, user_data);
}

gboolean
att_session_remove_root_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/* --- lists --- */

GPtrArray *
att_session_list_roots (AttSession *self, GError **error)
{
  return att_store_list_roots (self->store, error);
}

GPtrArray *
att_session_list_failures (AttSession *self, GError **error)
{
  return att_store_list_failures (self->store, error);
}

GPtrArray *
att_session_list_tracks (AttSession *self, const AttTrackQuery *query, GError **error)
{
  return att_store_list_tracks (self->store, query, NULL, error);
}

guint
att_session_count_tracks (AttSession *self, GError **error)
{
  AttTrackQuery all = { 0 };

  return att_store_count_tracks (self->store, &all, error);
}

/* these lists are short: the words of @text are looked for here. Takes and returns @list, which may be NULL. */
static GPtrArray *
keep_matching (GPtrArray *list, const char *text)
{
  g_auto (GStrv) words = text != NULL ? att_text_words (text) : NULL;

  for (guint i = list != NULL && words != NULL ? list->len : 0; i > 0; i--)
    {
      AttCollection *collection = g_ptr_array_index (list, i - 1);
      g_autofree char *name = att_text_fold (collection->title);
      gboolean matches = TRUE;

      for (int w = 0; words[w] != NULL; w++)
        matches &= strstr (name, words[w]) != NULL;
      if (!matches)
        g_ptr_array_remove_index (list, i - 1);
    }
  return list;
}

typedef struct {
  AttCollection *collection;
  guint rank, place;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  return x->rank != y->rank ? (x->rank > y->rank) - (x->rank < y->rank) : (x->place > y->place) - (x->place < y->place);
}

/* Who types "co" wants Copper Teeth, not Alcove: first the names that are @text, then those that begin with it, then
 * those with a word that does; else as they were. Takes and returns @list, which may be NULL. */
static GPtrArray *
rank_matches (GPtrArray *list, const char *text)
{
  g_autofree char *wanted = att_text_fold (text), *inner = g_strconcat (" ", wanted, NULL);
  g_autofree Ranked *ranked = NULL;
  const gsize length = strlen (wanted);

  if (list == NULL || list->len == 0 || length == 0)
    return list;
  ranked = g_new (Ranked, list->len);
  for (guint i = 0; i < list->len; i++)
    {
      AttCollection *collection = g_ptr_array_index (list, i);
      const char *key = collection->search_key;
      const gsize n = collection->title_key_bytes;

      ranked[i] = (Ranked){ collection, 3, i };
      if (n >= length && memcmp (key, wanted, length) == 0)
        ranked[i].rank = n == length ? 0 : 1;
      else if (memmem (key, n, inner, length + 1) != NULL)
        ranked[i].rank = 2;
    }
  qsort (ranked, list->len, sizeof *ranked, compare_ranked);
  for (guint i = 0; i < list->len; i++)
    list->pdata[i] = ranked[i].collection;
  return list;
}

static GPtrArray *
list_collections (AttSession *self, AttCollectionKind kind, const char *text, gint64 artist_id, GError **error)
{
  switch (kind)
    {
    case ATT_COLLECTION_ALBUM: return att_store_list_albums (self->store, text, artist_id, error);
    case ATT_COLLECTION_ARTIST: return att_store_list_artists (self->store, text, error);
    case ATT_COLLECTION_COMPOSER: return att_store_list_composers (self->store, text, error);
    case ATT_COLLECTION_GENRE: return keep_matching (att_store_list_genres (self->store, error), text);
    case ATT_COLLECTION_PLAYLIST: return keep_matching (att_store_list_playlists (self->store, error), text);
    default: g_assert_not_reached ();
    }
}

GPtrArray *
att_session_list_collections (AttSession *self, AttCollectionKind kind, const char *text, gint64 artist_id,
                              GError **error)
{
  return rank_matches (list_collections (self, kind, text, artist_id, error), text);
}

AttTrack *
att_session_find_track (AttSession *self, const char *track, GError **error)
{
  g_autofree char *path = NULL, *uri = NULL, *scheme = g_uri_parse_scheme (track);
  gint64 id;

  if (g_ascii_string_to_signed (track, 10, 1, G_MAXINT64, &id, NULL))
    return att_store_get_track (self->store, id, error);
  if (scheme != NULL)
    return att_store_find_track (self->store, track, error);
  path = g_canonicalize_filename (track, NULL);
  uri = g_filename_to_uri (path, NULL, error);
  return uri != NULL ? att_store_find_track (self->store, uri, error) : NULL;
}

GPtrArray *
att_session_list_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
ask_roots (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_list_roots (self, error);
}

void
att_session_list_roots_async (AttSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_list_roots_async, ask_roots, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, NULL,
                   callback, user_data);
}

static gpointer
ask_failures (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_list_failures (self, error);
}

void
att_session_list_failures_async (AttSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_list_failures_async, ask_failures, NULL, NULL, (GDestroyNotify) g_ptr_array_unref,
                   NULL, callback, user_data);
}

typedef struct {
  AttTrackQuery query; /* with strings of its own */
  AttCollectionKind kind;
  gint64 artist_id;
} ListQuestion;

static void
list_question_free (gpointer data)
{
  ListQuestion *question = data;

  g_free ((char *) question->query.text);
  g_free ((char *) question->query.genre);
  g_free (question);
}

static gpointer
ask_tracks (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  ListQuestion *question = data;

  return att_store_list_tracks (self->store, &question->query, cancellable, error);
}

static ListQuestion *
list_question_new (const AttTrackQuery *query)
{
  ListQuestion *question = g_new0 (ListQuestion, 1);

  question->query = *query;
  question->query.text = g_strdup (query->text);
  question->query.genre = g_strdup (query->genre);
  return question;
}

void
att_session_list_tracks_async (AttSession *self, const AttTrackQuery *query, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_list_tracks_async, ask_tracks, list_question_new (query), list_question_free,
                   (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

typedef struct { GArray *ids; gint64 duration_ms; } IdsAnswer;

static void
ids_answer_free (gpointer data)
{
  IdsAnswer *answer = data;

  g_array_unref (answer->ids);
  g_free (answer);
}

static gpointer
ask_track_ids (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  ListQuestion *question = data;
  gint64 duration_ms;
  GArray *ids = att_store_list_track_ids (self->store, &question->query, &duration_ms, error);
  const IdsAnswer answer = { ids, duration_ms };

  return ids ? g_memdup2 (&answer, sizeof answer) : NULL;
}

void
att_session_list_track_ids_async (AttSession *self, const AttTrackQuery *query, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_list_track_ids_async, ask_track_ids, list_question_new (query),
                   list_question_free, ids_answer_free, cancellable, callback, user_data);
}

GArray *
att_session_list_track_ids_finish (AttSession *self, GAsyncResult *result, gint64 *duration_ms, GError **error)
{
  IdsAnswer *answer = g_task_propagate_pointer (G_TASK (result), error);
  GArray *ids;

  if (answer == NULL)
    return NULL;
  ids = answer->ids;
  *duration_ms = answer->duration_ms;
  g_free (answer);
  return ids;
}

static gpointer
ask_some_tracks (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  GArray *ids = data;

  return att_store_get_tracks (self->store, (const AttTrackId *) ids->data, ids->len, error);
}

void
att_session_get_tracks_async (AttSession *self, const AttTrackId *ids, gsize n, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof *ids, n);

  g_array_append_vals (copy, ids, n);
  att_session_ask (self, att_session_get_tracks_async, ask_some_tracks, copy, (GDestroyNotify) g_array_unref,
                   (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

static gpointer
ask_collections (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  ListQuestion *question = data;

  return att_session_list_collections (self, question->kind, question->query.text, question->artist_id, error);
}

void
att_session_list_collections_async (AttSession *self, AttCollectionKind kind, const char *text, gint64 artist_id,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ListQuestion *question = g_new0 (ListQuestion, 1);

  question->kind = kind;
  question->query.text = g_strdup (text);
  question->artist_id = artist_id;
  att_session_ask (self, att_session_list_collections_async, ask_collections, question, list_question_free,
                   (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

void
att_history_item_free (AttHistoryItem *self)
{
  g_clear_object (&self->track);
  g_clear_pointer (&self->event, att_event_free);
  g_free (self);
}

static gpointer
ask_history (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  ListQuestion *question = data;
  g_autoptr (GPtrArray) events =
    att_store_list_plays (self->store, question->query.limit, question->query.offset, error);
  GPtrArray *items;

  if (events == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) att_history_item_free);
  for (guint i = 0; i < events->len; i++)
    {
      AttEvent *event = g_ptr_array_index (events, i);
      AttTrack *track = att_store_get_track (self->store, event->track_id, NULL);
      AttHistoryItem *item;

      if (track == NULL)
        continue;
      item = g_new (AttHistoryItem, 1);
      *item = (AttHistoryItem){ track, att_event_copy (event) };
      g_ptr_array_add (items, item);
    }
  return items;
}

void
att_session_list_history_async (AttSession *self, guint limit, guint offset, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  ListQuestion *question = g_new0 (ListQuestion, 1);

  question->query.limit = limit;
  question->query.offset = offset;
  att_session_ask (self, att_session_list_history_async, ask_history, question, list_question_free,
                   (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/* --- covers and ratings --- */

static gpointer
ask_cover (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *cache = g_build_filename (self->cache_dir, COVERS_FOLDER, NULL);
  g_autofree char *path = att_part_file_path (data);

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("%s: no cover"), (char *) data);
      return NULL;
    }
  return att_covers_find (path, cache, cancellable, error);
}

static void
prune_covers (AttSession *self, gpointer data)
{
  g_autofree char *cache = g_build_filename (self->cache_dir, COVERS_FOLDER, NULL);

  att_covers_prune (cache, COVERS_BYTES);
}

void
att_session_prune_covers (AttSession *self)
{
  att_session_push_job (self, self->write_jobs, prune_covers, NULL, NULL);
}

void
att_session_get_cover_async (AttSession *self, const char *uri, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_get_cover_async, ask_cover, g_strdup (uri), g_free, g_free, cancellable, callback,
                   user_data);
}

char *
att_session_get_cover_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  GArray *ids, *ratings;
} RatingQuestion;

static void
rating_question_free (gpointer data)
{
  RatingQuestion *question = data;

  g_array_unref (question->ids);
  g_array_unref (question->ratings);
  g_free (question);
}

static RatingQuestion *
rating_question_new (void)
{
  RatingQuestion *question = g_new (RatingQuestion, 1);

  question->ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  question->ratings = g_array_new (FALSE, FALSE, sizeof (int));
  return question;
}

static void
publish (AttSession *self, gpointer data)
{
  att_session_publish_tracks (self, data);
}

static gpointer
set_ratings (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const RatingQuestion *question = data;
  const AttTrackId *ids = (const AttTrackId *) (gpointer) question->ids->data;
  const int *ratings = (const int *) (gpointer) question->ratings->data;
  GPtrArray *tracks;

  if (!att_store_set_ratings (self->store, ids, ratings, question->ids->len, error))
    return NULL;
  tracks = att_store_get_tracks (self->store, ids, question->ids->len, NULL);
  if (tracks != NULL)
    att_session_invoke_main (self, publish, tracks, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

static void
ask_ratings (AttSession *self, RatingQuestion *question, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_set_rating_async, set_ratings, question, rating_question_free, NULL, NULL, callback,
                   user_data);
}

void
att_session_set_rating_async (AttSession *self, AttTrackId id, int rating, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  RatingQuestion *question = rating_question_new ();

  g_array_append_val (question->ids, id);
  g_array_append_val (question->ratings, rating);
  ask_ratings (self, question, callback, user_data);
}

void
att_session_set_ratings_async (AttSession *self, GPtrArray *tracks, int rating, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  RatingQuestion *question = rating_question_new ();

  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);
      const int one = rating >= 0 ? rating : track->rating;

      g_array_append_val (question->ids, track->id);
      g_array_append_val (question->ratings, one);
    }
  ask_ratings (self, question, callback, user_data);
}

gboolean
att_session_set_rating_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
