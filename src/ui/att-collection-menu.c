/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-collection-menu.h"

#include <glib/gi18n-lib.h>

#include "att-popup.h"
#include "att-rules-dialog.h"
#include "att-session-playlists.h"
#include "att-tag-editor.h"
#include "att-window-playlists.h"
#include "att-window-queue.h"
#include "att-works-list.h"

typedef struct {
  AttWindow *window;
  AttCollection *collection;
  const char *what; /* the action */
} Target;

static Target *
target_new (AttWindow *window, AttCollection *collection, const char *what)
{
  Target *target = g_new (Target, 1);

  *target = (Target){ g_object_ref (window), g_object_ref (collection), what };
  return target;
}

static void
target_free (Target *target)
{
  g_object_unref (target->window);
  g_object_unref (target->collection);
  g_free (target);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Target, target_free)

static void
target_destroy (gpointer target, GClosure *closure)
{
  target_free (target);
}

static void
take (Target *target, GPtrArray *tracks, const GError *error)
{
  const char *title = target->collection->title;

  if (!tracks)
    att_window_toast (target->window, "%s", error->message);
  else if (tracks->len == 0)
    att_window_toast (target->window, _("There is no song in “%s”"), title);
  else if (g_str_equal (target->what, "play-next"))
    att_window_play_next (target->window, tracks, title);
  else if (g_str_equal (target->what, "play-later"))
    att_window_play_later (target->window, tracks, title);
  else if (g_str_equal (target->what, "radio"))
    att_window_start_radio_from (target->window, tracks, title);
  else if (g_str_equal (target->what, "add"))
    att_window_add_to_playlist (target->window, tracks, title);
  else
    att_session_play_tracks (att_window_get_session (target->window), tracks, 0);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Target) target = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);

  take (target, tracks, error);
}

/* as from the composer's page: each work once, however many play it */
static void
composed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Target) target = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttComposed) composed = att_session_list_works_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GPtrArray) tracks = composed ? att_works_list_dup_played (composed, NULL) : NULL;

  take (target, tracks, error);
}

static void
tracks_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  AttCollection *collection = target->collection;
  Target *copy = target_new (target->window, collection, target->what);

  if (collection->kind == ATT_COLLECTION_COMPOSER)
    att_session_list_works_async (att_window_get_session (target->window), collection->id, NULL, composed_cb, copy);
  else
    att_window_list_collection (target->window, collection->kind, collection->id, collection->title, listed_cb, copy);
}

static void
radio_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const AttSeedKind kinds[] = {
    [ATT_COLLECTION_ALBUM] = ATT_SEED_ALBUM,
    [ATT_COLLECTION_ARTIST] = ATT_SEED_ARTIST,
    [ATT_COLLECTION_GENRE] = ATT_SEED_GENRE,
    [ATT_COLLECTION_PLAYLIST] = ATT_SEED_PLAYLIST,
  };
  Target *target = data;
  AttCollection *collection = target->collection;

  /* the radio is told songs */
  if (collection->flags & ATT_COLLECTION_SMART || collection->kind == ATT_COLLECTION_COMPOSER)
    tracks_activated_cb (action, parameter, data);
  else
    att_window_start_radio (target->window, kinds[collection->kind], collection->id, collection->title);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Target) target = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPlaylistContents) contents = att_session_load_playlist_finish (ATT_SESSION (source), result, &error);

  if (contents)
    gtk_window_present (GTK_WINDOW (att_rules_dialog_new (target->window, contents->record)));
  else
    att_window_toast (target->window, "%s", error->message);
}

static void
edit_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Target *target = data;
  AttCollection *collection = target->collection;

  if (g_str_equal (target->what, "rename"))
    att_window_ask_rename_playlist (target->window, collection->id, collection->title);
  else if (g_str_equal (target->what, "export"))
    att_window_export_playlist (target->window, collection->id, collection->title);
  else if (g_str_equal (target->what, "delete"))
    att_window_delete_playlist (target->window, collection->id, collection->title);
  else if (g_str_equal (target->what, "edit-tags"))
    att_tag_editor_show_album (target->window, collection->id);
  else if (g_str_equal (target->what, "add") && collection->kind == ATT_COLLECTION_COMPOSER)
    tracks_activated_cb (action, parameter, data);
  else if (g_str_equal (target->what, "add"))
    att_window_add_collection (target->window, collection->kind, collection->id, collection->title);
  else
    att_session_load_playlist_async (att_window_get_session (target->window), collection->id, NULL, loaded_cb,
                                     target_new (target->window, collection, target->what));
}

static const struct {
  const char *name;
  void (*activated) (GSimpleAction *action, GVariant *parameter, gpointer data);
} actions[] = {
  { "play", tracks_activated_cb },      { "play-next", tracks_activated_cb }, { "play-later", tracks_activated_cb },
  { "radio", radio_activated_cb },      { "add", edit_activated_cb },         { "edit-rules", edit_activated_cb },
  { "rename", edit_activated_cb },      { "export", edit_activated_cb },      { "delete", edit_activated_cb },
  { "edit-tags", edit_activated_cb },
};

static GMenuModel *
make_menu (AttCollection *collection)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) play = g_menu_new (), radio = g_menu_new (), edit = g_menu_new (), last = g_menu_new ();
  gboolean own = collection->kind == ATT_COLLECTION_PLAYLIST && !(collection->flags & ATT_COLLECTION_FILE);

  g_menu_append (play, _("Play"), "tile.play");
  g_menu_append (play, _("Play next"), "tile.play-next");
  g_menu_append (play, _("Play later"), "tile.play-later");
  g_menu_append (play, _("Add to playlist…"), "tile.add");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (play));
  g_menu_append (radio, _("More like this"), "tile.radio");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (radio));
  if (collection->kind == ATT_COLLECTION_ALBUM)
    g_menu_append (edit, _("Edit tags of the album…"), "tile.edit-tags");
  if (collection->flags & ATT_COLLECTION_SMART)
    g_menu_append (edit, _("Edit rules…"), "tile.edit-rules");
  if (own)
    g_menu_append (edit, _("Rename…"), "tile.rename");
  if (collection->kind == ATT_COLLECTION_PLAYLIST)
    g_menu_append (edit, _("Export…"), "tile.export");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  if (own)
    g_menu_append (last, _("Delete"), "tile.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static gboolean
popup_cb (GtkWidget *tile, const GdkRectangle *at)
{
  AttCollection *collection = att_collection_tile_get (ATT_COLLECTION_TILE (tile));
  AttWindow *window = att_window_of (tile);
  g_autoptr (GSimpleActionGroup) group = NULL;
  g_autoptr (GMenuModel) menu = NULL;
  GtkWidget *popover;

  if (!collection || !window)
    return FALSE;
  group = g_simple_action_group_new ();
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);

      g_signal_connect_data (action, "activate", G_CALLBACK (actions[i].activated),
                             target_new (window, collection, actions[i].name), target_destroy, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  menu = make_menu (collection);
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_insert_action_group (popover, "tile", G_ACTION_GROUP (group));
  att_popup_show (tile, popover, at);
  return TRUE;
}

void
att_collection_menu_attach (AttCollectionTile *tile)
{
  att_popup_attach (GTK_WIDGET (tile), popup_cb);
}
