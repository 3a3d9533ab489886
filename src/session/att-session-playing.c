/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The player wired to the log, the radio, the desktop, and to what was queued
 * the last time.
 */
#include "config.h"

#include "att-session-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-session-sound.h"
#include "att-store-listening.h"
#include "att-store-tracks.h"
#include "att-stream-resolver.h"

#define SAVE_INTERVAL_S 10
#define BATCH_KEPT 20 /* of what has played, to go back to after a restart */
#define DEFAULT_ATTENDED_MIN 90

/* --- what was queued --- */

typedef struct {
  GPtrArray *items; /* of AttQueueItem */
  int current;
  gint64 position_ms;
  char *seeds;
} QueueState;

static void
queue_state_free (gpointer data)
{
  QueueState *state = data;

  g_clear_pointer (&state->items, g_ptr_array_unref);
  g_free (state->seeds);
  g_free (state);
}

static void
save_queue (AttSession *self, gpointer data)
{
  QueueState *state = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) att_queue_row_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < state->items->len; i++)
    {
      AttQueueItem *item = g_ptr_array_index (state->items, i);
      AttQueueRow *row = g_new0 (AttQueueRow, 1);

      if (item->pick != NULL)
        att_session_keep_pick (self, item->pick, NULL); /* a queue without its reasons is still a queue */
      row->track_id = item->track->id;
      row->uri = g_strdup (item->track->uri);
      row->origin = item->kept ? ATT_ORIGIN_QUEUE : item->origin; /* with a pick: see ask_restore() */
      row->pick_id = item->pick != NULL ? item->pick->id : 0;
      g_ptr_array_add (rows, row);
    }
  if (!att_store_save_queue (self->store, rows, state->current, state->position_ms, state->seeds, &error))
    att_session_say (self, _("The queue could not be kept: %s"), error->message);
}

/* the last few that played and all that comes, on the radio's thread: its picks are kept there */
static void
push_save_queue (AttSession *self)
{
  QueueState *state;
  int current = att_play_queue_get_current (self->queue), first = MAX (0, current - BATCH_KEPT);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  if (self->alone || self->restoring)
    return;
  self->queue_changed = FALSE;
  state = g_new0 (QueueState, 1);
  state->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = first; i < n; i++)
    g_ptr_array_add (state->items, g_object_ref (att_play_queue_get_item (self->queue, i)));
  state->current = current - first;
  state->position_ms = MAX (0, att_player_get_position_ms (self->player));
  state->seeds = att_session_seeds_to_text (self->seeds);
  att_session_push_job (self, self->radio_jobs, save_queue, state, queue_state_free);
}

static gboolean
save_cb (gpointer data)
{
  AttSession *self = data;

  if (self->queue_changed || att_player_get_state (self->player) == ATT_PLAYER_PLAYING)
    push_save_queue (self);
  return G_SOURCE_CONTINUE;
}

static gpointer
ask_restore (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  QueueState *state = g_new0 (QueueState, 1);
  int current = -1;

  state->items = g_ptr_array_new_with_free_func (g_object_unref);
  state->current = -1;
  if (!att_store_load_queue (self->store, &rows, &current, &state->position_ms, &state->seeds, error))
    {
      queue_state_free (state);
      return NULL;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      AttQueueRow *row = g_ptr_array_index (rows, i);
      g_autoptr (AttTrack) track = row->track_id != 0 ? att_store_get_track (self->store, row->track_id, NULL)
                                                      : att_track_new_for_uri (row->uri);
      g_autoptr (AttPick) pick = row->pick_id != 0 ? att_store_get_pick (self->store, row->pick_id, NULL) : NULL;
      AttQueueItem *item;

      if (track == NULL || att_track_has (track, ATT_TRACK_MISSING))
        {
          if ((int) i == current)
            state->position_ms = 0;
          continue;
        }
      if ((int) i <= current)
        state->current = state->items->len;
      item = att_queue_item_new (track, pick != NULL ? ATT_ORIGIN_RADIO : row->origin, pick);
      item->kept = pick != NULL && row->origin != ATT_ORIGIN_RADIO;
      g_ptr_array_add (state->items, item);
    }
  return state;
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSession *self = ATT_SESSION (source);
  g_autoptr (GError) error = NULL;
  QueueState *state = g_task_propagate_pointer (G_TASK (result), &error);

  self->restoring = FALSE;
  if (state == NULL)
    att_session_say (self, _("What was queued last time could not be read: %s"), error->message);
  else if (!self->closed && state->items->len > 0 && g_list_model_get_n_items (G_LIST_MODEL (self->queue)) == 0)
    {
      g_autoptr (GPtrArray) seeds = att_session_seeds_from_text (state->seeds);

      att_session_set_seeds (self, seeds);
      att_play_queue_restore (self->queue, state->items, state->current);
      if (state->current >= 0)
        att_player_prepare (self->player, state->position_ms);
      att_session_emit_radio_changed (self);
    }
  g_clear_pointer (&state, queue_state_free);
}

/* --- the log --- */

static gboolean
is_attended (AttSession *self)
{
  const char *text = att_session_get_setting (self, ATT_SETTING_ATTENDED_MIN);
  gint64 minutes = text != NULL ? g_ascii_strtoll (text, NULL, 10) : DEFAULT_ATTENDED_MIN;

  return g_get_monotonic_time () - self->last_command_us < minutes * 60 * G_USEC_PER_SEC;
}

void
att_session_note_attended (AttSession *self)
{
  self->last_command_us = g_get_monotonic_time ();
}

static void
ended_cb (AttPlayer *player, AttQueueItem *item, AttEnding ending, gint64 heard_ms, gint64 length_ms,
          gint64 started_at, gpointer data)
{
  AttSession *self = data;
  g_autoptr (AttEvent) event = NULL;

  if (ending == ATT_ENDING_NEXT || ending == ATT_ENDING_PREVIOUS || ending == ATT_ENDING_REPLACED)
    att_session_note_attended (self);
  att_listener_ended (self->listener, item->track->id);
  if (item->track->id == 0)
    return;
  event = att_event_new (item->track->id, ATT_EVENT_PLAY, started_at);
  event->heard_ms = heard_ms;
  event->length_ms = length_ms > 0 ? length_ms : item->track->duration_ms;
  event->ending = ending;
  event->origin = item->origin;
  event->confidence = att_player_get_muted (player) || self->screen_locked || !is_attended (self) ? 0 : 1;
  att_session_log_event (self, event, item->pick, ending != ATT_ENDING_QUIT);
}

static void
cover_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSession *self = ATT_SESSION (source);
  g_autoptr (AttQueueItem) item = data;
  g_autofree char *path = att_session_get_cover_finish (self, result, NULL);

  if (self->mpris != NULL)
    att_mpris_set_cover (self->mpris, item, path);
}

static void
started_cb (AttPlayer *player, AttQueueItem *item, gpointer data)
{
  AttSession *self = data;

  if (self->mpris != NULL && item->track->uri != NULL)
    att_session_get_cover_async (self, item->track->uri, NULL, cover_cb, g_object_ref (item));
  push_save_queue (self);
}

static void
failed_cb (AttPlayer *player, AttQueueItem *item, GError *error, gpointer data)
{
  att_session_say (data, "%s", error->message);
}

static void
upcoming_changed_cb (AttPlayQueue *queue, gpointer data)
{
  ((AttSession *) data)->queue_changed = TRUE;
}

static void
current_changed_cb (AttPlayQueue *queue, GParamSpec *pspec, gpointer data)
{
  att_session_rest_continue (data);
}

static void
running_low_cb (AttPlayQueue *queue, gpointer data)
{
  if (!att_session_rest_continue (data) && att_session_get_sleep (data) != ATT_SLEEP_AFTER_QUEUE)
    att_session_plan_upcoming (data, TRUE);
}

/* --- the desktop --- */

static void
raise_cb (AttMpris *mpris, gpointer data)
{
  g_signal_emit_by_name (data, "raise");
}

static void
quit_cb (AttMpris *mpris, gpointer data)
{
  g_signal_emit_by_name (data, "quit");
}

static void
open_uri_cb (AttMpris *mpris, const char *uri, gpointer data)
{
  const char *uris[] = { uri, NULL };

  att_session_play_uris (data, uris);
}

static void
command_cb (AttMpris *mpris, gpointer data)
{
  att_session_note_attended (data);
}

static void
screensaver_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                GVariant *parameters, gpointer data)
{
  AttSession *self = data;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &self->screen_locked);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttSession) self = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL || self->closed)
    return;
  self->screensaver_watch =
    g_dbus_connection_signal_subscribe (bus, NULL, "org.gnome.ScreenSaver", "ActiveChanged", NULL, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, screensaver_cb, self, NULL);
  self->bus = g_steal_pointer (&bus);
}

/* --- public --- */

AttReplayGainMode
att_session_get_replaygain (AttSession *self)
{
  const char *text = att_session_get_setting (self, ATT_SETTING_REPLAYGAIN);

  return g_strcmp0 (text, "off") == 0     ? ATT_REPLAYGAIN_OFF
         : g_strcmp0 (text, "track") == 0 ? ATT_REPLAYGAIN_TRACK
         : g_strcmp0 (text, "album") == 0 ? ATT_REPLAYGAIN_ALBUM
                                          : ATT_REPLAYGAIN_AUTO;
}

static gboolean
enable (AttSession *self, const char *sink, GError **error)
{
  g_autoptr (AttStreamResolver) resolver = NULL;
  const char *volume = att_session_get_setting (self, ATT_SETTING_VOLUME);

  g_return_val_if_fail (self->player == NULL, TRUE);

  self->queue = att_play_queue_new ();
  self->player = att_player_new (self->queue, sink, error);
  if (self->player == NULL)
    {
      g_clear_object (&self->queue);
      return FALSE;
    }
  resolver = att_stream_resolver_new ();
  att_player_set_resolver (self->player, ATT_RESOLVER (resolver));
  att_player_set_gain_func (self->player, att_session_get_gain, self, NULL);
  self->listener = att_listener_new (self->store);
  att_player_set_tap (self->player, att_listener_tap, self->listener);
  att_session_load_levels (self);
  att_player_set_replaygain (self->player, att_session_get_replaygain (self));
  if (volume != NULL)
    att_player_set_volume (self->player, CLAMP (g_ascii_strtod (volume, NULL), 0, 1));
  att_session_sound_init (self, sink == NULL);
  att_session_sleep_init (self);
  g_signal_connect (self->player, "started", G_CALLBACK (started_cb), self);
  g_signal_connect (self->player, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (self->player, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect (self->queue, "upcoming-changed", G_CALLBACK (upcoming_changed_cb), self);
  g_signal_connect (self->queue, "running-low", G_CALLBACK (running_low_cb), self);
  g_signal_connect (self->queue, "notify::current", G_CALLBACK (current_changed_cb), self);
  att_session_note_attended (self);
  return TRUE;
}

static void
export_to_desktop (AttSession *self, gboolean can_raise)
{
  self->mpris = att_mpris_new (self->player, ATT_APP_ID, can_raise);
  g_signal_connect (self->mpris, "raise", G_CALLBACK (raise_cb), self);
  g_signal_connect (self->mpris, "quit", G_CALLBACK (quit_cb), self);
  g_signal_connect (self->mpris, "open-uri", G_CALLBACK (open_uri_cb), self);
  g_signal_connect (self->mpris, "command", G_CALLBACK (command_cb), self);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_object_ref (self));
}

gboolean
att_session_enable_playback (AttSession *self, const char *sink, gboolean with_mpris, gboolean can_raise,
                             GError **error)
{
  if (!enable (self, sink, error))
    return FALSE;
  if (with_mpris)
    export_to_desktop (self, can_raise);
  self->save_source = g_timeout_add_seconds (SAVE_INTERVAL_S, save_cb, self);
  self->restoring = TRUE;
  att_session_ask (self, att_session_enable_playback, ask_restore, NULL, NULL, queue_state_free, NULL, restored_cb,
                   NULL);
  return TRUE;
}

gboolean
att_session_enable_playback_alone (AttSession *self, const char *sink, GError **error)
{
  self->alone = TRUE;
  if (!enable (self, sink, error))
    return FALSE;
  export_to_desktop (self, FALSE);
  return TRUE;
}

void
att_session_playing_clear (AttSession *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->bus != NULL && self->screensaver_watch != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->screensaver_watch);
  g_clear_object (&self->bus);
  if (self->player == NULL)
    return;
  att_session_sleep_clear (self);
  att_session_sound_clear (self);
  att_session_rest_clear (self);
  if (!self->alone)
    {
      g_autofree char *volume = g_strdup_printf ("%.3f", att_player_get_volume (self->player));

      g_strdelimit (volume, ",", '.');
      att_session_set_setting (self, ATT_SETTING_VOLUME, volume);
      push_save_queue (self);
    }
  att_player_stop (self->player, ATT_ENDING_QUIT);
  g_signal_handlers_disconnect_by_data (self->player, self);
  g_signal_handlers_disconnect_by_data (self->queue, self);
  if (self->mpris != NULL)
    g_signal_handlers_disconnect_by_data (self->mpris, self);
  g_clear_object (&self->mpris);
  att_player_set_tap (self->player, NULL, NULL);
  g_clear_object (&self->player);
  g_clear_pointer (&self->listener, att_listener_free);
  g_clear_handle_id (&self->levels_source, g_source_remove);
  g_clear_pointer (&self->levels, g_hash_table_unref);
  g_clear_object (&self->queue);
}

AttPlayer *
att_session_get_player (AttSession *self)
{
  return self->player;
}

AttPlayQueue *
att_session_get_queue (AttSession *self)
{
  return self->queue;
}

/* more than these are not told one by one: each page looks through all of its songs for each. They are read again at
 * "library-changed", which comes a moment later. */
#define MAX_TOLD 50u

void
att_session_publish_tracks (AttSession *self, GPtrArray *tracks)
{
  AttQueueItem *current = self->queue != NULL ? att_play_queue_get_current_item (self->queue) : NULL;
  const AttTrackId playing = current != NULL ? current->track->id : 0;

  if (self->queue != NULL)
    att_play_queue_update_tracks (self->queue, tracks);
  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);

      if (tracks->len <= MAX_TOLD || track->id == playing)
        att_session_emit_track_changed (self, track);
    }
}

void
att_session_publish_track (AttSession *self, AttTrack *track)
{
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();

  g_ptr_array_add (tracks, track);
  att_session_publish_tracks (self, tracks);
}

static GPtrArray *
items_from_tracks (GPtrArray *tracks, guint chosen)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tracks->len; i++)
    g_ptr_array_add (items, att_queue_item_new (g_ptr_array_index (tracks, i),
                                                i == chosen ? ATT_ORIGIN_LISTENER : ATT_ORIGIN_QUEUE, NULL));
  return items;
}

void
att_session_play_tracks (AttSession *self, GPtrArray *tracks, guint position)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) seeds = NULL;
  AttTrack *chosen;

  if (tracks->len == 0)
    return;
  position = MIN (position, tracks->len - 1);
  chosen = g_ptr_array_index (tracks, position);
  items = items_from_tracks (tracks, position);
  if (chosen->id != 0) /* when they have played, the radio goes on from here */
    {
      seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
      g_ptr_array_add (seeds, att_seed_new (ATT_SEED_TRACK, chosen->id, att_track_get_title (chosen)));
    }
  att_session_note_attended (self);
  att_session_drop_plan (self);
  if (!self->alone)
    att_session_set_seeds (self, seeds);
  att_session_rest_clear (self);
  att_player_stop (self->player, ATT_ENDING_REPLACED);
  att_play_queue_replace_all (self->queue, items, position);
  att_player_play (self->player);
}

void
att_session_play_next (AttSession *self, GPtrArray *tracks)
{
  g_autoptr (GPtrArray) items = items_from_tracks (tracks, 0);

  if (att_play_queue_get_current (self->queue) < 0)
    att_session_play_tracks (self, tracks, 0);
  else
    att_play_queue_insert_next (self->queue, items);
}

void
att_session_play_later (AttSession *self, GPtrArray *tracks)
{
  g_autoptr (GPtrArray) items = items_from_tracks (tracks, 0);

  if (att_play_queue_get_current (self->queue) < 0)
    att_session_play_tracks (self, tracks, 0);
  else
    att_play_queue_append_own (self->queue, items);
}

void
att_session_play_picks (AttSession *self, GPtrArray *picks, GPtrArray *seeds)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < picks->len; i++)
    {
      AttPick *pick = g_ptr_array_index (picks, i);

      g_ptr_array_add (items, att_queue_item_new (pick->track, ATT_ORIGIN_RADIO, pick));
    }
  att_session_set_seeds (self, seeds);
  att_session_drop_plan (self);
  att_session_play_items (self, items);
}
