/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the listener is: the places of the pane, the pages that are opened from
 * them, and the way back.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-collection-page.h"
#include "att-collections-page.h"
#include "att-history-page.h"
#include "att-playlist-page.h"
#include "att-radio-page.h"
#include "att-search-page.h"
#include "att-songs-page.h"
#include "att-stations-page.h"
#include "att-window-private.h"

static const struct {
  const char *tag, *title, *icon;
} places[] = {
  { "radio", N_("Radio"), "att-radio-symbolic" },
  { "albums", N_("Albums"), "att-album-symbolic" },
  { "artists", N_("Artists"), "att-artist-symbolic" },
  { "songs", N_("Songs"), "att-song-symbolic" },
  { "genres", N_("Genres"), "att-genre-symbolic" },
  { "playlists", N_("Playlists"), "att-playlist-symbolic" },
  { "history", N_("History"), "document-open-recent-symbolic" },
  { "stations", N_("Stations"), "att-station-symbolic" },
  { "recent", N_("Recently Added"), "att-recent-symbolic" },
};

static GtkWidget *
make_page (const char *tag)
{
  if (g_str_equal (tag, "albums"))
    return att_collections_page_new (ATT_COLLECTION_ALBUM);
  if (g_str_equal (tag, "artists"))
    return att_collections_page_new (ATT_COLLECTION_ARTIST);
  if (g_str_equal (tag, "songs"))
    return att_songs_page_new ();
  if (g_str_equal (tag, "genres"))
    return att_collections_page_new (ATT_COLLECTION_GENRE);
  if (g_str_equal (tag, "playlists"))
    return att_collections_page_new (ATT_COLLECTION_PLAYLIST);
  if (g_str_equal (tag, "history"))
    return att_history_page_new ();
  if (g_str_equal (tag, "recent"))
    return att_collections_page_new_recent ();
  if (g_str_equal (tag, "stations"))
    return att_stations_page_new ();
  if (g_str_equal (tag, "search"))
    return att_search_page_new ();
  return att_radio_page_new ();
}

/* --- which page --- */

static gboolean
is_place (AttPage *page)
{
  GtkStack *pages = GTK_STACK (gtk_widget_get_parent (GTK_WIDGET (page)));

  return gtk_stack_page_get_name (gtk_stack_get_page (pages, GTK_WIDGET (page))) != NULL;
}

void
att_window_show_header (AttWindow *self)
{
  const char *title = att_page_get_title (self->page);
  GtkWidget *tools = self->narrow ? NULL : att_page_get_tools (self->page);

  gtk_label_set_text (self->title, title ? title : "");
  adw_bin_set_child (self->tools, tools);
  gtk_widget_set_visible (GTK_WIDGET (self->tools), tools != NULL); /* else its margins take from the title */
  gtk_widget_set_visible (self->back, self->history->len > 0 || adw_leaflet_get_folded (self->leaflet));
}

static void
show_page (AttWindow *self, AttPage *page, GtkStackTransitionType transition)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    transition = transition == GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT    ? GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT
                 : transition == GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT ? GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT
                                                                       : transition;
  self->page = page;
  gtk_stack_set_transition_type (self->pages, transition);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (page));
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  att_window_show_header (self);
  att_page_focus (page);
}

static void
add_page (AttWindow *self, AttPage *page, const char *name)
{
  g_object_bind_property (self, "narrow", page, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (page, "notify::title", G_CALLBACK (att_window_show_header), self, G_CONNECT_SWAPPED);
  if (name)
    gtk_stack_add_named (self->pages, GTK_WIDGET (page), name);
  else
    gtk_stack_add_child (self->pages, GTK_WIDGET (page));
  if (self->session)
    att_page_set_session (page, self->session);
}

static AttPage *
get_place (AttWindow *self, const char *tag)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, tag);

  if (!page)
    {
      page = make_page (tag);
      add_page (self, ATT_PAGE (page), tag);
    }
  return ATT_PAGE (page);
}

/* an opened page goes when it is left for good, after the motion that takes it away */
static gboolean
remove_page_cb (gpointer data)
{
  GtkWidget *page = data, *stack = gtk_widget_get_parent (page);

  if (stack)
    gtk_stack_remove (GTK_STACK (stack), page);
  return G_SOURCE_REMOVE;
}

static void
drop_page (AttWindow *self, AttPage *page)
{
  if (page && !is_place (page))
    g_timeout_add_full (G_PRIORITY_DEFAULT, gtk_stack_get_transition_duration (self->pages) + 50, remove_page_cb,
                        g_object_ref (page), g_object_unref);
}

void
att_window_show_place (AttWindow *self, const char *tag)
{
  AttPage *page = get_place (self, tag), *old = self->page;

  for (guint i = 0; i < self->history->len; i++)
    drop_page (self, g_ptr_array_index (self->history, i));
  g_ptr_array_set_size (self->history, 0);
  if (page != old)
    drop_page (self, old);
  if (self->mini || g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "now-playing") == 0)
    gtk_stack_set_visible_child_name (self->shell, "main");
  show_page (self, page, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->pane, (int) i);

      if (g_str_equal (places[i].tag, tag))
        gtk_list_box_select_row (self->pane, row);
      else if (gtk_list_box_row_is_selected (row))
        gtk_list_box_unselect_row (self->pane, row);
    }
}

void
att_window_push_page (AttWindow *self, AttPage *page)
{
  add_page (self, page, NULL);
  g_ptr_array_add (self->history, self->page);
  gtk_stack_set_visible_child_name (self->shell, "main");
  show_page (self, page, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
}

gboolean
att_window_go_back (AttWindow *self)
{
  AttPage *old = self->page;

  if (self->mini || g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "now-playing") == 0)
    {
      gtk_stack_set_visible_child_name (self->shell, "main");
      return TRUE;
    }
  if (self->history->len > 0)
    {
      AttPage *page = g_ptr_array_steal_index (self->history, self->history->len - 1);

      show_page (self, page, GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
      drop_page (self, old);
      return TRUE;
    }
  if (adw_leaflet_get_folded (self->leaflet))
    {
      adw_leaflet_set_visible_child_name (self->leaflet, "pane");
      return TRUE;
    }
  return FALSE;
}

void
att_window_show_tag (AttWindow *self, const char *tag)
{
  static const struct {
    const char *prefix;
    AttCollectionKind kind;
    const char *place;
  } kinds[] = {
    { "album:", ATT_COLLECTION_ALBUM, "albums" },
    { "artist:", ATT_COLLECTION_ARTIST, "artists" },
    { "composer:", ATT_COLLECTION_COMPOSER, "artists" },
    { "genre:", ATT_COLLECTION_GENRE, "genres" },
    { "playlist:", ATT_COLLECTION_PLAYLIST, "playlists" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (tag, kinds[i].prefix))
      {
        const char *key = tag + strlen (kinds[i].prefix);
        gboolean by_name = kinds[i].kind == ATT_COLLECTION_GENRE;

        att_window_show_place (self, kinds[i].place);
        att_window_show_collection (self, kinds[i].kind, by_name ? 0 : g_ascii_strtoll (key, NULL, 10),
                                    by_name ? key : NULL);
        return;
      }
  if (g_str_equal (tag, "search"))
    {
      AttPage *page = get_place (self, tag);

      if (self->page != page)
        {
          g_ptr_array_remove (self->history, page);
          g_ptr_array_add (self->history, self->page);
          gtk_stack_set_visible_child_name (self->shell, "main");
          show_page (self, page, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
        }
      if (self->mini)
        gtk_stack_set_visible_child_name (self->shell, "main");
      adw_leaflet_set_visible_child_name (self->leaflet, "content");
      att_search_page_focus (ATT_SEARCH_PAGE (page));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].tag, tag))
      {
        att_window_show_place (self, tag);
        return;
      }
  att_window_show_place (self, "radio");
}

void
att_window_search (AttWindow *self, const char *text)
{
  att_window_show_tag (self, "search");
  att_search_page_search (ATT_SEARCH_PAGE (self->page), text);
}

void
att_window_show_collection (AttWindow *self, AttCollectionKind kind, gint64 id, const char *title)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  att_window_push_page (self, ATT_PAGE (kind == ATT_COLLECTION_PLAYLIST ? att_playlist_page_new (id, title)
                                                                        : att_collection_page_new (kind, id, title)));
}

void
att_window_show_track (AttWindow *self, AttTrack *track)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  att_window_push_page (self, ATT_PAGE (att_collection_page_new_for_track (track)));
}

static void
activated_cb (GtkListBox *box, GtkListBoxRow *row, AttWindow *self)
{
  att_window_show_place (self, places[gtk_list_box_row_get_index (row)].tag);
}

void
att_window_fill_pane (AttWindow *self)
{
  g_signal_connect (self->pane, "row-activated", G_CALLBACK (activated_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

      gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", places[i].icon, "accessible-role",
                                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
      gtk_box_append (GTK_BOX (box), gtk_label_new (_(places[i].title)));
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      att_accessible_name (row, _(places[i].title));
      gtk_list_box_append (self->pane, row);
    }
}
