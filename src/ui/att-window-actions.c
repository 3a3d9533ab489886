/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the window can be told to do: its actions and its keys.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-dialog.h"
#include "att-folder-chooser.h"
#include "att-format.h"
#include "att-popup.h"
#include "att-preferences.h"
#include "att-radio-page.h"
#include "att-shortcuts.h"
#include "att-window-playlists.h"
#include "att-window-private.h"
#include "att-window-queue.h"

#define SEEK_STEP_MS 10000
#define VOLUME_STEP 0.05
#define ATTENDED_EVERY_US (60 * G_USEC_PER_SEC)

/* --- playing --- */

static AttPlayer *
get_player (AttWindow *self)
{
  return att_session_get_player (self->session);
}

static void
play_pause_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);

  if (att_now_get_track (self->now))
    att_player_toggle (get_player (self));
  else
    att_session_start_radio (self->session, att_session_get_seeds (self->session), TRUE);
}

typedef struct {
  AttWindow *window;
  guint64 serial;
  AttTrackId track;
} Skipped;

static void
skipped_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
skip_undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_undo_finish (ATT_SESSION (source), result, &error))
    att_window_toast (self, "%s", error->message);
}

/* back to the song, and the skip is taken out of what the radio learned */
static void
undo_skip_cb (Skipped *skipped)
{
  AttWindow *self = skipped->window;
  AttPlayQueue *queue = att_session_get_queue (self->session);

  att_session_undo_async (self->session, skipped->track, skip_undone_cb, g_object_ref (self));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    if (att_play_queue_get_item (queue, (int) i)->serial == skipped->serial)
      {
        att_player_jump (get_player (self), (int) i);
        return;
      }
}

static void
next_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttQueueItem *item = att_now_get_item (self->now);
  gint64 position = att_player_get_position_ms (get_player (self));
  gint64 length = att_player_get_duration_ms (get_player (self));

  if (item && item->pick && att_now_get_playing (self->now) && length > 0 && position < length / 2)
    {
      Skipped *skipped = g_new (Skipped, 1);

      *skipped = (Skipped){ self, item->serial, item->track->id };
      att_window_toast_undo (self, G_CALLBACK (undo_skip_cb), skipped, skipped_free, _("Skipped “%s”"),
                             att_track_get_title (item->track));
    }
  att_player_next (get_player (self));
}

static void
previous_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_player_previous (get_player (ATT_WINDOW (widget)));
}

static void
seek_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttPlayer *player = get_player (ATT_WINDOW (widget));
  gint64 step = g_str_equal (name, "win.seek-forward") ? SEEK_STEP_MS : -SEEK_STEP_MS;

  att_player_seek (player, MAX (att_player_get_position_ms (player) + step, 0));
}

static void
volume_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttPlayer *player = get_player (ATT_WINDOW (widget));
  double step = g_str_equal (name, "win.volume-up") ? VOLUME_STEP : -VOLUME_STEP;

  att_player_set_volume (player, CLAMP (att_player_get_volume (player) + step, 0, 1));
}

static void
mute_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttPlayer *player = get_player (ATT_WINDOW (widget));

  att_player_set_muted (player, !att_player_get_muted (player));
}

/* --- taste --- */

static void
love_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttWindow *self = data;
  AttTrack *track = att_now_get_track (self->now);

  if (track)
    att_window_love (self, track, !att_track_has (track, ATT_TRACK_LOVED));
}

static void
ban_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = att_now_get_track (self->now);

  if (track)
    att_window_ban (self, track, TRUE);
}

static void
why_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "now-playing") == 0)
    {
      att_now_playing_show_why (self->now_playing);
      return;
    }
  att_window_show_tag (self, "radio");
  att_radio_page_show_why (ATT_RADIO_PAGE (self->page));
}

void
att_window_start_radio (AttWindow *self, AttSeedKind kind, gint64 id, const char *name)
{
  g_autoptr (GPtrArray) seeds = NULL;

  if (kind != 0)
    {
      seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
      g_ptr_array_add (seeds, att_seed_new (kind, id, name));
      att_window_toast (self, _("A radio from “%s”"), name);
    }
  att_session_start_radio (self->session, seeds, TRUE);
}

static void
start_radio_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_window_start_radio (ATT_WINDOW (widget), 0, 0, NULL);
}

static void
more_like_this_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = att_now_get_track (self->now);

  if (!track || track->id == 0)
    return;
  if (g_str_equal (name, "win.radio-from-album"))
    {
      if (track->album_id)
        att_window_start_radio (self, ATT_SEED_ALBUM, track->album_id, att_track_get_album (track));
    }
  else if (g_str_equal (name, "win.radio-from-artist"))
    {
      if (track->artist_id)
        att_window_start_radio (self, ATT_SEED_ARTIST, track->artist_id, att_format_artist (track));
    }
  else
    att_window_start_radio (self, ATT_SEED_TRACK, track->id, att_track_get_title (track));
}

/* --- places --- */

static void
page_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_window_show_tag (ATT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
search_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_window_show_tag (ATT_WINDOW (widget), "search");
}

static void
back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_window_go_back (ATT_WINDOW (widget));
}

static void
now_playing_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);

  if (!self->narrow)
    att_window_show_tag (self, "radio");
  else
    gtk_stack_set_visible_child_name (self->shell, "now-playing");
}

static void
queue_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);

  if (!self->narrow)
    att_player_bar_toggle_queue (self->bar);
  else
    {
      gtk_stack_set_visible_child_name (self->shell, "now-playing");
      att_now_playing_show_queue (self->now_playing);
    }
}

static void
go_to_song_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = att_now_get_track (self->now);

  if (track && track->id)
    att_window_show_track (self, track);
}

static void
go_to_album_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = att_now_get_track (self->now);

  if (track && track->album_id)
    att_window_show_collection (self, ATT_COLLECTION_ALBUM, track->album_id, att_track_get_album (track));
}

static void
go_to_artist_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = att_now_get_track (self->now);

  if (track && track->artist_id)
    att_window_show_collection (self, ATT_COLLECTION_ARTIST, track->artist_id, NULL);
}

static void
track_menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));

  if (focus)
    att_popup_for_focus (focus);
}

/* in a narrow window the menu is in the pane, which is shown first */
static void
main_menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "now-playing") == 0)
    gtk_stack_set_visible_child_name (self->shell, "main");
  adw_leaflet_set_visible_child_name (self->leaflet, "pane");
  gtk_menu_button_popup (self->main_menu_button);
}

static void
preferences_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  GtkWidget *preferences = att_preferences_new (self->session);

  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (self));
  att_dialog_present (GTK_WINDOW (preferences));
}

static void
shortcuts_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *shortcuts = GTK_WINDOW (att_shortcuts_window_new ());

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  att_dialog_present (shortcuts);
}

static void
folder_added (AttWindow *self, const char *problem)
{
  if (problem)
    att_window_toast (self, "%s", problem);
}

static void
add_folder_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_folder_chooser_show (widget, ATT_WINDOW (widget)->session, (AttFolderFunc) folder_added);
}

static void
first_run_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_window_show_first_run (ATT_WINDOW (widget));
}

/* --- keys --- */

/* Space plays and pauses wherever it does not write or press something */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AttWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (keyval != GDK_KEY_space || (state & gtk_accelerator_get_default_mod_mask ()) || !self->session)
    return GDK_EVENT_PROPAGATE;
  if (focus && (GTK_IS_EDITABLE (focus) || GTK_IS_BUTTON (focus) || GTK_IS_SWITCH (focus)))
    return GDK_EVENT_PROPAGATE;
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "first-run") == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.play-pause", NULL);
  return GDK_EVENT_STOP;
}

/* whoever presses keys or buttons here also listens */
static gboolean
attended_cb (GtkEventControllerLegacy *controller, GdkEvent *event, AttWindow *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  gint64 now = g_get_monotonic_time ();

  if ((type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN || type == GDK_SCROLL) &&
      self->session && now - self->attended_at > ATTENDED_EVERY_US)
    {
      self->attended_at = now;
      att_session_note_attended (self->session);
    }
  return GDK_EVENT_PROPAGATE;
}

static const char *const needs_session[] = {
  "win.new-playlist", "win.new-smart-playlist", "win.import-playlist", "win.save-queue",
  "win.play-pause", "win.next",         "win.previous",    "win.seek-forward",      "win.seek-backward",
  "win.volume-up",  "win.volume-down",  "win.mute",        "win.ban",               "win.why",
  "win.start-radio", "win.more-like-this", "win.radio-from-album", "win.radio-from-artist", "win.preferences",
  "win.add-folder", "win.open-files", "win.open-address", "win.search",       "win.now-playing", "win.queue",             "win.go-to-album",
  "win.go-to-artist", "win.clear-queue", "win.rate", "win.page",       "win.first-run",   "win.track-menu",        "win.go-to-song",
  "win.main-menu",
  "win.lyrics",       "win.go-to-composer",
};

static const char *const needs_track[] = {
  "win.add-to-playlist",
  "win.next", "win.previous", "win.seek-forward", "win.seek-backward", "win.ban", "win.why", "win.more-like-this",
  "win.radio-from-album", "win.radio-from-artist", "win.go-to-album", "win.go-to-artist", "win.now-playing",
  "win.go-to-song", "win.rate", "win.go-to-composer",
};

void
att_window_update_actions (AttWindow *self)
{
  AttTrack *track = self->now ? att_now_get_track (self->now) : NULL;
  GAction *love = g_action_map_lookup_action (G_ACTION_MAP (self), "love");

  for (guint i = 0; i < G_N_ELEMENTS (needs_session); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), needs_session[i], self->session != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (needs_track); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), needs_track[i], track != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "mini-player")),
                               track != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (love), track != NULL && track->id != 0);
  g_simple_action_set_state (G_SIMPLE_ACTION (love), g_variant_new_boolean (self->now && att_now_get_loved (self->now)));
}

void
att_window_install_actions (AttWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  att_window_install_queue_actions (klass);
  att_window_install_rating_actions (klass);
  att_window_install_open_actions (klass);
  gtk_widget_class_install_action (widget_class, "win.play-pause", NULL, play_pause_cb);
  gtk_widget_class_install_action (widget_class, "win.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "win.previous", NULL, previous_cb);
  gtk_widget_class_install_action (widget_class, "win.seek-forward", NULL, seek_cb);
  gtk_widget_class_install_action (widget_class, "win.seek-backward", NULL, seek_cb);
  gtk_widget_class_install_action (widget_class, "win.volume-up", NULL, volume_cb);
  gtk_widget_class_install_action (widget_class, "win.volume-down", NULL, volume_cb);
  gtk_widget_class_install_action (widget_class, "win.mute", NULL, mute_cb);
  gtk_widget_class_install_action (widget_class, "win.ban", NULL, ban_cb);
  gtk_widget_class_install_action (widget_class, "win.why", NULL, why_cb);
  gtk_widget_class_install_action (widget_class, "win.start-radio", NULL, start_radio_cb);
  gtk_widget_class_install_action (widget_class, "win.more-like-this", NULL, more_like_this_cb);
  gtk_widget_class_install_action (widget_class, "win.radio-from-album", NULL, more_like_this_cb);
  gtk_widget_class_install_action (widget_class, "win.radio-from-artist", NULL, more_like_this_cb);
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_cb);
  att_window_install_playlist_actions (klass);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "win.now-playing", NULL, now_playing_cb);
  gtk_widget_class_install_action (widget_class, "win.queue", NULL, queue_cb);
  gtk_widget_class_install_action (widget_class, "win.go-to-song", NULL, go_to_song_cb);
  gtk_widget_class_install_action (widget_class, "win.go-to-album", NULL, go_to_album_cb);
  gtk_widget_class_install_action (widget_class, "win.go-to-artist", NULL, go_to_artist_cb);
  gtk_widget_class_install_action (widget_class, "win.track-menu", NULL, track_menu_cb);
  gtk_widget_class_install_action (widget_class, "win.main-menu", NULL, main_menu_cb);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_cb);
  gtk_widget_class_install_action (widget_class, "win.add-folder", NULL, add_folder_cb);
  gtk_widget_class_install_action (widget_class, "win.first-run", NULL, first_run_cb);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_cb);
  att_window_install_lyrics_actions (klass);
  att_window_install_works_actions (klass);
  att_window_install_undo_action (klass);
  att_window_install_sound_actions (widget_class);
}

void
att_window_init_actions (AttWindow *self)
{
  g_autoptr (GSimpleAction) love = g_simple_action_new_stateful ("love", NULL, g_variant_new_boolean (FALSE));
  GtkEventController *keys = gtk_event_controller_key_new (), *attended = gtk_event_controller_legacy_new ();

  g_signal_connect (love, "activate", G_CALLBACK (love_activated_cb), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (love));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (attended, GTK_PHASE_CAPTURE);
  g_signal_connect (attended, "event", G_CALLBACK (attended_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), attended);
  att_window_init_sound_actions (self);
  att_window_update_actions (self);
}
