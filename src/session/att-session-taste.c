/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the listener says to the radio: seeds, genres, feedback, love and ban;
 * and what it answers: queues, likeness, the portrait.
 */
#include "config.h"

#include "att-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "att-analyzer.h"
#include "att-genres.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-text.h"

#define SKIP_HEARD_MS 10000 /* `feedback --outcome skip` without --heard */

static const struct {
  AttSeedKind kind;
  const char *name;
} seed_kinds[] = {
  { ATT_SEED_TRACK, "track" },       { ATT_SEED_ARTIST, "artist" }, { ATT_SEED_ALBUM, "album" },
  { ATT_SEED_PLAYLIST, "playlist" }, { ATT_SEED_GENRE, "genre" },
};

/* --- seeds --- */

/* the collection with this id or name */
static AttCollection *
find_collection (GPtrArray *list, const char *text)
{
  g_autofree char *key = att_text_fold (text);
  gint64 id = 0;

  g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      AttCollection *collection = g_ptr_array_index (list, i);
      g_autofree char *title = att_text_fold (collection->title);

      if (g_str_equal (title, key))
        return collection;
    }
  for (guint i = 0; id != 0 && i < list->len; i++)
    if (((AttCollection *) g_ptr_array_index (list, i))->id == id)
      return g_ptr_array_index (list, i);
  return NULL;
}

/* the genre's name as the library or the vocabulary has it, or NULL */
static char *
find_genre (AttSession *self, GPtrArray *library, const char *text)
{
  AttCollection *own = find_collection (library, text);
  const AttGenre *genre = att_genres_lookup (text);

  return own != NULL ? g_strdup (own->title) : genre != NULL ? g_strdup (genre->name) : NULL;
}

AttSeed *
att_session_parse_seed (AttSession *self, const char *text, GError **error)
{
  static const AttCollectionKind collections[] = {
    [ATT_SEED_ARTIST] = ATT_COLLECTION_ARTIST,
    [ATT_SEED_ALBUM] = ATT_COLLECTION_ALBUM,
    [ATT_SEED_PLAYLIST] = ATT_COLLECTION_PLAYLIST,
    [ATT_SEED_GENRE] = ATT_COLLECTION_GENRE,
  };
  const char *value = strchr (text, ':');
  AttSeedKind kind = 0;

  for (gsize i = 0; value != NULL && i < G_N_ELEMENTS (seed_kinds); i++)
    if (strlen (seed_kinds[i].name) == (gsize) (value - text) && g_str_has_prefix (text, seed_kinds[i].name))
      kind = seed_kinds[i].kind;
  if (kind == 0 || *++value == '\0')
    {
      g_set_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED,
                   _("%s: a radio starts from track:, artist:, album:, genre: or playlist:, and a name"), text);
      return NULL;
    }

  if (kind == ATT_SEED_TRACK)
    {
      g_autoptr (AttTrack) track = att_session_find_track (self, value, error);

      if (track != NULL)
        return att_seed_new (kind, track->id, att_track_get_title (track));
      if (error == NULL || !g_error_matches (*error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND))
        return NULL;
      g_clear_error (error);
    }
  else
    {
      g_autoptr (GPtrArray) list = att_session_list_collections (self, collections[kind], NULL, 0, error);
      AttCollection *found;

      if (list == NULL)
        return NULL;
      if (kind == ATT_SEED_GENRE)
        {
          g_autofree char *genre = find_genre (self, list, value);

          if (genre != NULL)
            return att_seed_new (kind, 0, genre);
        }
      else if ((found = find_collection (list, value)) != NULL)
        return att_seed_new (kind, found->id, found->title);
    }
  g_set_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED, _("%s: nothing in the library has that name"), text);
  return NULL;
}

/* a line each: kind, id, name */
char *
att_session_seeds_to_text (GPtrArray *seeds)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; seeds != NULL && i < seeds->len; i++)
    {
      AttSeed *seed = g_ptr_array_index (seeds, i);
      g_autofree char *value = g_strdup (seed->value != NULL ? seed->value : "");

      g_strdelimit (value, "\n", ' ');
      g_string_append_printf (text, "%d:%" G_GINT64_FORMAT ":%s\n", seed->kind, seed->id, value);
    }
  return g_string_free (text, FALSE);
}

GPtrArray *
att_session_seeds_from_text (const char *text)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], ":", 3);
      gint64 kind, id;

      if (g_strv_length (parts) == 3 &&
          g_ascii_string_to_signed (parts[0], 10, ATT_SEED_TRACK, ATT_SEED_PLAYLIST, &kind, NULL) &&
          g_ascii_string_to_signed (parts[1], 10, 0, G_MAXINT64, &id, NULL))
        g_ptr_array_add (seeds, att_seed_new (kind, id, *parts[2] != '\0' ? parts[2] : NULL));
    }
  return seeds;
}

/* --- what it answers --- */

GPtrArray *
att_session_plan_radio (AttSession *self, GPtrArray *seeds, guint n, guint64 random_seed, gint64 at, GError **error)
{
  AttRadioRequest request = {
    .seeds = seeds,
    .n = n,
    .random_seed = random_seed,
    .clock = { at },
    .discover = att_session_get_discover (self),
    .shuffle_share = att_session_get_shuffle_share (self),
  };
  GPtrArray *picks = NULL;

  g_mutex_lock (&self->radio_lock);
  if (att_session_load_radio_locked (self, TRUE, error))
    picks = att_radio_plan (self->radio, &request, error);
  g_mutex_unlock (&self->radio_lock);
  return picks;
}

AttPortrait *
att_session_get_portrait (AttSession *self, GError **error)
{
  AttPortrait *portrait = NULL;
  AttClock clock = { 0 };

  g_mutex_lock (&self->radio_lock);
  if (att_session_load_radio_locked (self, TRUE, error))
    portrait = att_radio_get_portrait (self->radio, &clock);
  g_mutex_unlock (&self->radio_lock);
  if (portrait != NULL)
    portrait->explore_share = att_radio_get_explore_share (att_session_get_level (self, ATT_RECOMMENDER_EXPLORE),
                                                           att_session_get_discover (self));
  return portrait;
}

static gpointer
ask_portrait (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_get_portrait (self, error);
}

void
att_session_get_portrait_async (AttSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_get_portrait_async, ask_portrait, NULL, NULL, (GDestroyNotify) att_portrait_free,
                   NULL, callback, user_data);
}

AttPortrait *
att_session_get_portrait_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- genres --- */

gboolean
att_session_set_genres (AttSession *self, const char *const *genres, GError **error)
{
  g_autoptr (GPtrArray) library = att_store_list_genres (self->store, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  AttClock clock = { 0 };

  if (library == NULL)
    return FALSE;
  for (gsize i = 0; genres[i] != NULL; i++)
    {
      g_autofree char *name = find_genre (self, library, genres[i]);

      if (name == NULL)
        {
          g_set_error (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED,
                       _("%s: neither the library nor the list of genres knows it"), genres[i]);
          return FALSE;
        }
      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }
  g_ptr_array_add (names, NULL);

  if (!att_store_set_chosen_genres (self->store, (const char *const *) names->pdata, att_clock_now (&clock), error))
    return FALSE;
  g_mutex_lock (&self->radio_lock);
  if (self->radio_loaded)
    att_radio_set_chosen_genres (self->radio, (const char *const *) names->pdata);
  g_mutex_unlock (&self->radio_lock);
  return TRUE;
}

static void
genres_set (AttSession *self, gpointer data)
{
  att_session_emit_taste_changed (self);
  att_session_plan_upcoming (self, FALSE);
}

static gpointer
ask_set_genres (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!att_session_set_genres (self, data, error))
    return NULL;
  att_session_invoke_main (self, genres_set, NULL, NULL);
  return self;
}

void
att_session_set_genres_async (AttSession *self, const char *const *genres, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  att_session_ask (self, att_session_set_genres_async, ask_set_genres, g_strdupv ((char **) genres),
                   (GDestroyNotify) g_strfreev, NULL, NULL, callback, user_data);
}

gboolean
att_session_set_genres_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

char **
att_session_get_genres (AttSession *self, GError **error)
{
  return att_store_get_chosen_genres (self->store, error);
}

static gpointer
ask_genres (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_get_genres (self, error);
}

void
att_session_get_genres_async (AttSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_get_genres_async, ask_genres, NULL, NULL, (GDestroyNotify) g_strfreev, NULL,
                   callback, user_data);
}

char **
att_session_get_genres_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
att_session_list_genre_choices (AttSession *self, GError **error)
{
  GPtrArray *choices = att_store_list_genres (self->store, error);
  guint n_own;

  if (choices == NULL)
    return NULL;
  n_own = choices->len;
  for (int g = 0; g < att_genres_get_n (); g++)
    {
      const AttGenre *genre = att_genres_get (g);
      gboolean own = FALSE;

      for (guint i = 0; i < n_own && !own; i++)
        own = att_genres_lookup (((AttCollection *) g_ptr_array_index (choices, i))->title) == genre;
      if (!own)
        g_ptr_array_add (choices, att_collection_new (ATT_COLLECTION_GENRE, 0, genre->name, NULL, NULL));
    }
  return choices;
}

static gpointer
ask_genre_choices (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_list_genre_choices (self, error);
}

void
att_session_list_genre_choices_async (AttSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_list_genre_choices_async, ask_genre_choices, NULL, NULL,
                   (GDestroyNotify) g_ptr_array_unref, NULL, callback, user_data);
}

/* --- feedback --- */

gboolean
att_session_feedback (AttSession *self, AttTrackId id, const char *outcome, gint64 at, gint64 heard_ms, GError **error)
{
  static const struct {
    const char *name;
    AttEventKind kind;
    AttEnding ending;
  } outcomes[] = {
    { "complete", ATT_EVENT_PLAY, ATT_ENDING_FINISHED },
    { "skip", ATT_EVENT_PLAY, ATT_ENDING_NEXT },
    { "repeat", ATT_EVENT_PLAY, ATT_ENDING_REPEATED },
    { "love", ATT_EVENT_LOVE, ATT_ENDING_NONE },
    { "unlove", ATT_EVENT_UNLOVE, ATT_ENDING_NONE },
    { "ban", ATT_EVENT_BAN, ATT_ENDING_NONE },
    { "unban", ATT_EVENT_UNBAN, ATT_ENDING_NONE },
  };
  g_autoptr (AttTrack) track = att_store_get_track (self->store, id, error);
  g_autoptr (AttEvent) event = NULL;
  AttClock clock = { at };
  gboolean ok;

  if (track == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes) && event == NULL; i++)
    if (g_str_equal (outcome, outcomes[i].name))
      {
        event = att_event_new (id, outcomes[i].kind, att_clock_now (&clock));
        event->ending = outcomes[i].ending;
      }
  if (event == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("%s: there is no such outcome"), outcome);
      return FALSE;
    }
  if (event->kind == ATT_EVENT_PLAY)
    {
      event->origin = ATT_ORIGIN_RADIO;
      event->length_ms = track->duration_ms;
      if (heard_ms < 0 || heard_ms > track->duration_ms) /* not said, or more than there is: what the outcome implies */
        heard_ms = event->ending != ATT_ENDING_NEXT ? track->duration_ms
                                                    : MIN (SKIP_HEARD_MS, track->duration_ms / 4);
      event->heard_ms = heard_ms;
    }

  g_mutex_lock (&self->radio_lock);
  ok = att_session_learn_locked (self, event, NULL, error);
  g_mutex_unlock (&self->radio_lock);
  return ok;
}

gboolean
att_session_undo_feedback (AttSession *self, AttTrackId track, AttEvent **undone, GError **error)
{
  AttClock clock = { 0 };
  gboolean ok;

  g_mutex_lock (&self->radio_lock);
  ok = att_store_undo_event (self->store, track, att_clock_now (&clock), undone, error);
  if (ok)
    self->radio_loaded = FALSE; /* the log has changed behind the radio's back */
  g_mutex_unlock (&self->radio_lock);
  return ok;
}

static void
publish_undone (AttSession *self, gpointer data)
{
  att_session_publish_track (self, data);
  att_session_emit_taste_changed (self);
  att_session_plan_upcoming (self, FALSE);
}

static gpointer
ask_undo (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttEvent) undone = NULL;
  AttTrack *track;

  if (!att_session_undo_feedback (self, *(AttTrackId *) data, &undone, error))
    return NULL;
  track = att_store_get_track (self->store, undone->track_id, NULL);
  if (track != NULL)
    att_session_invoke_main (self, publish_undone, track, g_object_unref);
  return self;
}

void
att_session_undo_async (AttSession *self, AttTrackId track, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_undo_async, ask_undo, g_memdup2 (&track, sizeof track), g_free, NULL, NULL,
                   callback, user_data);
}

gboolean
att_session_undo_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static void
set_flag (AttSession *self, AttTrack *track, AttTrackFlags flag, gboolean on, AttEventKind kind)
{
  g_autoptr (AttTrack) changed = att_track_copy (track); /* @track may be the queue's, which lets go of it below */
  g_autoptr (AttEvent) event = NULL;
  AttClock clock = { 0 };

  changed->flags = on ? changed->flags | flag : changed->flags & ~(guint32) flag;
  att_session_publish_track (self, changed);
  if (changed->id == 0)
    return;
  event = att_event_new (changed->id, kind, att_clock_now (&clock));
  att_session_log_event (self, event, NULL, TRUE);
}

void
att_session_set_loved (AttSession *self, AttTrack *track, gboolean loved)
{
  set_flag (self, track, ATT_TRACK_LOVED, loved, loved ? ATT_EVENT_LOVE : ATT_EVENT_UNLOVE);
}

void
att_session_set_banned (AttSession *self, AttTrack *track, gboolean banned)
{
  AttTrackId id = track->id;
  AttQueueItem *item;

  set_flag (self, track, ATT_TRACK_BANNED, banned, banned ? ATT_EVENT_BAN : ATT_EVENT_UNBAN);
  if (!banned || self->queue == NULL || id == 0)
    return;
  att_play_queue_remove_track (self->queue, id);
  item = att_player_get_item (self->player);
  if (item != NULL && item->track->id == id)
    att_player_next (self->player);
}
