/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-track-menu.h"

#include <glib/gi18n-lib.h>

#include "att-part.h"
#include "att-popup.h"
#include "att-queue-view.h"
#include "att-rating.h"
#include "att-selection.h"
#include "att-session-radio.h"
#include "att-tag-editor.h"
#include "att-track-list.h"
#include "att-window-copy.h"
#include "att-window-playlists.h"
#include "att-window-queue.h"
#include "att-window-trash.h"

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
    if (att_play_queue_get_item (queue, (int) i)->serial == target->item->serial)
      {
        att_player_jump (att_session_get_player (session), (int) i);
        return;
      }
  att_session_play_tracks (session, tracks, 0);
}

/* where the item that was asked for is in the queue; -1: it is not upcoming, or the track was asked for elsewhere */
static int
find_upcoming (Target *target)
{
  AttPlayQueue *queue = att_session_get_queue (att_window_get_session (target->window));

  return target->item ? att_queue_find_upcoming (queue, target->item->serial) : -1;
}

static void
play_next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  if (find_upcoming (target) >= 0)
    att_window_move_upcoming (target->window, target->item->serial, 0);
  else
    att_window_play_next (target->window, tracks, NULL);
}

static void
play_later_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  att_window_play_later (target->window, tracks, NULL);
}

static void
move_up_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_move_upcoming (target->window, target->item->serial, find_upcoming (target) - 1);
}

static void
move_down_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_move_upcoming (target->window, target->item->serial, find_upcoming (target) + 1);
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

  att_window_remove_upcoming (target->window, &target->item->serial, 1);
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
composer_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_show_composer (target->window, target->track);
}

static void
genre_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_show_collection (target->window, ATT_COLLECTION_GENRE, 0, att_track_get_genre (target->track));
}

static void
song_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_window_show_track (target->window, target->track);
}

static void
copy_file_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  att_window_copy_files (target->window, tracks);
}

static void
trash_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  att_window_trash (target->window, tracks, att_track_get_title (target->track));
}

static void
folder_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) window = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (window), result, &error))
    att_window_toast (window, "%s", error->message);
}

static void
folder_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autofree char *path = att_part_file_path (target->track->uri), *folder = path ? g_path_get_dirname (path) : NULL;
  g_autofree char *uri = folder ? g_filename_to_uri (folder, NULL, NULL) : NULL;

  if (uri)
    gtk_show_uri_full (GTK_WINDOW (target->window), uri, GDK_CURRENT_TIME, NULL, folder_opened_cb,
                       g_object_ref (target->window));
}

static void
edit_tags_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  att_tag_editor_show (target->window, tracks);
}

static void
edit_album_tags_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;

  att_tag_editor_show_album (target->window, target->track->album_id);
}

static void
add_to_playlist_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  g_autoptr (GPtrArray) tracks = only (target);

  att_window_add_to_playlist (target->window, tracks, NULL);
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

static void
add_part (GMenu *menu, const char *name, GMenu *part, gboolean folded)
{
  if (folded && g_menu_model_get_n_items (G_MENU_MODEL (part)) > 1)
    g_menu_append_submenu (menu, name, G_MENU_MODEL (part));
  else
    g_menu_append_section (menu, NULL, G_MENU_MODEL (part));
}

/* @folded: short, for a window that is not high enough for all of it */
static GMenuModel *
make_menu (GtkWidget *widget, const Target *target, gboolean folded)
{
  AttTrack *track = target->track;
  AttQueueItem *item = target->item;
  g_autoptr (GMenu) menu = g_menu_new (), play = g_menu_new (), taste = g_menu_new (), go = g_menu_new ();
  gboolean in_library = track->id != 0, present = !att_track_has (track, ATT_TRACK_MISSING);

  if (present)
    {
      g_menu_append (play, _("Play"), "track.play");
      g_menu_append (play, _("Play next"), "track.play-next");
      if (!item)
        g_menu_append (play, _("Play later"), "track.play-later");
    }
  if (item)
    {
      g_menu_append (play, _("Move up"), "track.move-up");
      g_menu_append (play, _("Move down"), "track.move-down");
      g_menu_append (play, _("Take out of the queue"), "track.remove");
    }
  g_menu_append (play, _("Add to playlist…"), "track.add-to-playlist");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (play));
  att_track_list_add_menu (widget, menu);
  att_selection_add_menu (widget, menu);
  if (in_library)
    {
      g_menu_append (taste, _("More like this"), "track.radio");
      g_menu_append (taste, att_track_has (track, ATT_TRACK_LOVED) ? _("No longer love") : _("Love"), "track.love");
      g_menu_append (taste, att_track_has (track, ATT_TRACK_BANNED) ? _("Back into my radio") : _("Not in my radio"),
                     "track.ban");
      {
        g_autoptr (GMenuItem) stars = g_menu_item_new (NULL, NULL);

        g_menu_item_set_attribute (stars, "custom", "s", "rating");
        g_menu_append_item (taste, stars);
      }
      g_menu_append_section (menu, NULL, G_MENU_MODEL (taste));
    }
  if (in_library)
    g_menu_append (go, _("Go to song"), "track.song");
  if (track->album_id)
    g_menu_append (go, _("Go to album"), "track.album");
  if (track->artist_id)
    g_menu_append (go, _("Go to artist"), "track.artist");
  if (in_library && track->composer)
    g_menu_append (go, _("Go to composer"), "track.composer");
  if (in_library && att_track_get_genre (track))
    /* TRANSLATORS: shows what is of the genre of a song */
    g_menu_append (go, _("Go to genre"), "track.genre");
  /* TRANSLATORS: opens a menu: song, album, artist, composer, genre */
  add_part (menu, _("Go to"), go, folded);
  if (in_library && present && g_str_has_prefix (track->uri, "file:"))
    {
      g_autoptr (GMenu) file = g_menu_new ();

      g_menu_append (file, _("Edit tags…"), "track.edit-tags");
      if (track->album_id)
        g_menu_append (file, _("Edit tags of the album…"), "track.edit-album-tags");
      g_menu_append (file, _("Open containing folder"), "track.folder");
      /* TRANSLATORS: to the clipboard, as a file manager does */
      g_menu_append (file, _("Copy file"), "track.copy-file");
      g_menu_append (file, _("Move to trash"), "track.trash");
      /* TRANSLATORS: opens a menu of what is done to the file of a song: edit tags, move to trash */
      add_part (menu, _("File"), file, folded);
    }
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static GtkWidget *
make_rating (AttTrack *track)
{
  GtkWidget *rating = att_rating_new ();

  g_object_set (rating, "halign", GTK_ALIGN_START, "margin-top", 6, "margin-bottom", 6, "margin-start", 12, NULL);
  att_rating_set_track (ATT_RATING (rating), track);
  return rating;
}

static GtkWidget *
make_popover (GtkWidget *widget, const Target *target, gboolean folded)
{
  g_autoptr (GMenuModel) menu = make_menu (widget, target, folded);
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  if (target->track->id != 0)
    gtk_popover_menu_add_child (GTK_POPOVER_MENU (popover), make_rating (target->track), "rating");
  return popover;
}

void
att_track_menu_popup (GtkWidget *widget, AttTrack *track, AttQueueItem *item, const GdkRectangle *at)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  Target model = { (AttWindow *) root, track, item };
  GtkWidget *popover;

  if (!ATT_IS_WINDOW (root) || att_selection_popup (widget, track->id, at) || att_queue_view_popup (widget, at))
    return;
  add (group, &model, "play", play_cb);
  add (group, &model, "play-next", play_next_cb);
  add (group, &model, "play-later", play_later_cb);
  add (group, &model, "add-to-playlist", add_to_playlist_cb);
  add (group, &model, "radio", radio_cb);
  add (group, &model, "love", love_cb);
  add (group, &model, "ban", ban_cb);
  add (group, &model, "move-up", move_up_cb);
  add (group, &model, "move-down", move_down_cb);
  add (group, &model, "remove", remove_cb);
  add (group, &model, "song", song_cb);
  add (group, &model, "album", album_cb);
  add (group, &model, "artist", artist_cb);
  add (group, &model, "composer", composer_cb);
  add (group, &model, "genre", genre_cb);
  add (group, &model, "folder", folder_cb);
  add (group, &model, "copy-file", copy_file_cb);
  add (group, &model, "trash", trash_cb);
  add (group, &model, "edit-tags", edit_tags_cb);
  add (group, &model, "edit-album-tags", edit_album_tags_cb);

  popover = make_popover (widget, &model, FALSE);
  if (att_popup_measure (popover) > gtk_widget_get_height (GTK_WIDGET (root)))
    {
      g_object_ref_sink (popover);
      g_object_unref (popover);
      popover = make_popover (widget, &model, TRUE);
    }
  gtk_widget_insert_action_group (popover, "track", G_ACTION_GROUP (group));
  att_popup_show (widget, popover, at);
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

void
att_track_menu_mark (GtkWidget *cell, AttTrackMenuFunc func)
{
  g_object_set_data (G_OBJECT (cell), "att-track-menu", (gpointer) func);
  att_popup_mark (cell, popup_for);
}

void
att_track_menu_attach (GtkWidget *widget, AttTrackMenuFunc func)
{
  g_object_set_data (G_OBJECT (widget), "att-track-menu", (gpointer) func);
  att_popup_attach (widget, popup_for);
}
