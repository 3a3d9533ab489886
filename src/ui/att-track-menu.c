/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-track-menu.h"

#include <glib/gi18n-lib.h>

#include "att-now-playing.h"
#include "att-player-bar.h"
#include "att-queue-view.h"
#include "att-session-radio.h"
#include "att-track-list.h"
#include "att-window.h"

typedef struct {
  AttWindow *window;
  AttTrack *track;
  AttQueueItem *item;
} Target;

static void
target_free (gpointer data, GClosure *closure)
{
  Target *target = data;

  g_clear_object (&target->track);
  g_clear_object (&target->item);
  g_free (target);
}

static GPtrArray *
only (Target *target)
{
  GPtrArray *tracks = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (tracks, g_object_ref (target->track));
  return tracks;
}

static void
play_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  AttSession *session = att_window_get_session (target->window);
  AttPlayQueue *queue = att_session_get_queue (session);
  g_autoptr (GPtrArray) tracks = only (target);

  for (guint i = 0; target->item && i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    if (att_play_queue_get_item (queue, (int) i) == target->item)
      {
        att_player_jump (att_session_get_player (session), (int) i);
        return;
      }
  att_session_play_tracks (session, tracks, 0);
}

static void
play_next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  att_session_play_next (att_window_get_session (target->window), tracks);
  att_window_toast (target->window, _("“%s” plays next"), att_track_get_title (target->track));
}

static void
play_later_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  att_session_play_later (att_window_get_session (target->window), tracks);
  att_window_toast (target->window, _("“%s” plays later"), att_track_get_title (target->track));
}

static void
radio_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_start_radio (target->window, ATT_SEED_TRACK, target->track->id, att_track_get_title (target->track));
}

static void
love_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_love (target->window, target->track, !att_track_has (target->track, ATT_TRACK_LOVED));
}

static void
ban_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_ban (target->window, target->track, !att_track_has (target->track, ATT_TRACK_BANNED));
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  AttPlayQueue *queue = att_session_get_queue (att_window_get_session (target->window));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    if (att_play_queue_get_item (queue, (int) i) == target->item)
      {
        att_play_queue_remove (queue, (int) i);
        return;
      }
}

static void
album_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_show_collection (target->window, ATT_COLLECTION_ALBUM, target->track->album_id,
                              att_track_get_album (target->track));
}

static void
artist_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  /* the name of the whole credit line may be longer than the artist's: the page asks for it */
  att_window_show_collection (target->window, ATT_COLLECTION_ARTIST, target->track->artist_id, NULL);
}

static void
song_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_show_track (target->window, target->track);
}

typedef void (*Activate) (GSimpleAction *action, GVariant *parameter, gpointer data);

static void
add (GSimpleActionGroup *group, const Target *model, const char *name, Activate activate)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);
  Target *target = g_new0 (Target, 1);

  target->window = model->window;
  target->track = g_object_ref (model->track);
  target->item = model->item ? g_object_ref (model->item) : NULL;
  g_signal_connect_data (action, "activate", G_CALLBACK (activate), target, target_free, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

static GMenuModel *
make_menu (AttTrack *track, AttQueueItem *item)
{
  g_autoptr (GMenu) menu = g_menu_new (), play = g_menu_new (), taste = g_menu_new (), go = g_menu_new ();
  gboolean in_library = track->id != 0, present = !att_track_has (track, ATT_TRACK_MISSING);

  if (present)
    {
      g_menu_append (play, _("Play"), "track.play");
      g_menu_append (play, _("Play next"), "track.play-next");
      g_menu_append (play, _("Play later"), "track.play-later");
    }
  if (item)
    g_menu_append (play, _("Take out of the queue"), "track.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (play));
  if (in_library)
    {
      g_menu_append (taste, _("More like this"), "track.radio");
      g_menu_append (taste, att_track_has (track, ATT_TRACK_LOVED) ? _("No longer love") : _("Love"), "track.love");
      g_menu_append (taste, att_track_has (track, ATT_TRACK_BANNED) ? _("Back into my radio") : _("Not in my radio"),
                     "track.ban");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (taste));
    }
  if (in_library)
    g_menu_append (go, _("Go to song"), "track.song");
  if (track->album_id)
    g_menu_append (go, _("Go to album"), "track.album");
  if (track->artist_id)
    g_menu_append (go, _("Go to artist"), "track.artist");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (go));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static gboolean
unparent_cb (gpointer popover)
{
  if (gtk_widget_get_parent (popover))
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* the chosen item is activated after "closed" */
static void
closed_cb (GtkWidget *popover)
{
  g_signal_handlers_disconnect_by_func (popover, closed_cb, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

/* What the menu hangs on: not the row, which the list may throw away meanwhile, but the list or page around it. Its
 * layout manager places popovers. */
static GtkWidget *
find_host (GtkWidget *widget)
{
  for (GtkWidget *host = widget; host; host = gtk_widget_get_parent (host))
    if (ATT_IS_QUEUE_VIEW (host) || ATT_IS_TRACK_LIST (host) || ATT_IS_PAGE (host) || ATT_IS_NOW_PLAYING (host) ||
        ATT_IS_PLAYER_BAR (host))
      return host;
  return widget;
}

void
att_track_menu_popup (GtkWidget *widget, AttTrack *track, AttQueueItem *item, const GdkRectangle *at)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenuModel) menu = make_menu (track, item);
  Target model = { (AttWindow *) root, track, item };
  GtkWidget *popover, *host;

  if (!ATT_IS_WINDOW (root))
    return;
  add (group, &model, "play", play_cb);
  add (group, &model, "play-next", play_next_cb);
  add (group, &model, "play-later", play_later_cb);
  add (group, &model, "radio", radio_cb);
  add (group, &model, "love", love_cb);
  add (group, &model, "ban", ban_cb);
  add (group, &model, "remove", remove_cb);
  add (group, &model, "song", song_cb);
  add (group, &model, "album", album_cb);
  add (group, &model, "artist", artist_cb);

  host = find_host (widget);
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_insert_action_group (popover, "track", G_ACTION_GROUP (group));
  gtk_widget_set_parent (popover, host);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  {
    double x = at ? at->x : gtk_widget_get_width (widget) / 2.0, y = at ? at->y : gtk_widget_get_height (widget) / 2.0;
    double hx, hy;

    gtk_widget_translate_coordinates (widget, host, x, y, &hx, &hy);
    gtk_widget_set_halign (popover, hx < gtk_widget_get_width (host) / 2.0 ? GTK_ALIGN_START : GTK_ALIGN_END);
    gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) hx, (int) hy, 1, 1 });
  }
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static gboolean
popup_for (GtkWidget *widget, const GdkRectangle *at)
{
  AttTrackMenuFunc func = (AttTrackMenuFunc) g_object_get_data (G_OBJECT (widget), "att-track-menu");
  AttQueueItem *item = NULL;
  AttTrack *track = func (widget, &item);

  if (!track)
    return FALSE;
  att_track_menu_popup (widget, track, item, at);
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (popup_for (widget, &(GdkRectangle) { (int) x, (int) y, 1, 1 }))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, gpointer data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (popup_for (widget, &(GdkRectangle) { (int) x, (int) y, 1, 1 }))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

void
att_track_menu_attach (GtkWidget *widget, AttTrackMenuFunc func)
{
  GtkGesture *click = gtk_gesture_click_new (), *press = gtk_gesture_long_press_new ();

  g_object_set_data (G_OBJECT (widget), "att-track-menu", (gpointer) func);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_pressed_cb), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (press));
}

gboolean
att_track_menu_popup_focus (GtkWidget *focus)
{
  for (GtkWidget *widget = focus; widget; widget = gtk_widget_get_parent (widget))
    {
      if (g_object_get_data (G_OBJECT (widget), "att-track-menu"))
        return popup_for (widget, NULL);
      /* a list's row is the parent of what was attached to */
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child && widget == focus;
           child = gtk_widget_get_next_sibling (child))
        if (g_object_get_data (G_OBJECT (child), "att-track-menu"))
          return popup_for (child, NULL);
    }
  return FALSE;
}
