/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-collections-page.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-collection-tile.h"
#include "att-list.h"
#include "att-window.h"

struct _AttCollectionsPage
{
  AttPage parent_instance;

  AttCollectionKind kind;
  AttList *list;
  GtkGridView *grid;
};

G_DEFINE_FINAL_TYPE (AttCollectionsPage, att_collections_page, ATT_TYPE_PAGE)

static const struct {
  const char *tag, *title, *icon, *empty_title, *empty_text;
} kinds[] = {
  [ATT_COLLECTION_ALBUM] = { "albums", N_("Albums"), "att-album-symbolic", N_("No albums yet"),
                             N_("Albums appear here as soon as your music has been read.") },
  [ATT_COLLECTION_ARTIST] = { "artists", N_("Artists"), "att-artist-symbolic", N_("No artists yet"),
                              N_("Artists appear here as soon as your music has been read.") },
  [ATT_COLLECTION_GENRE] = { "genres", N_("Genres"), "att-genre-symbolic", N_("No genres yet"),
                             N_("Genres come from your files’ tags; for songs without one Attacca listens and guesses.") },
  [ATT_COLLECTION_PLAYLIST] = { "playlists", N_("Playlists"), "att-playlist-symbolic", N_("No playlists"),
                                N_("Playlist files that lie beside your music (M3U8, M3U, PLS, XSPF) are shown here.") },
};

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AttCollectionsPage *self)
{
  gtk_list_item_set_child (item, att_collection_tile_new (0));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AttCollectionsPage *self)
{
  AttCollection *collection = gtk_list_item_get_item (item);

  att_collection_tile_set (ATT_COLLECTION_TILE (gtk_list_item_get_child (item)),
                           att_page_get_session (ATT_PAGE (self)), collection);
  att_accessible_name_row (item, collection->title);
}

static void
activated_cb (GtkGridView *grid, guint position, AttCollectionsPage *self)
{
  g_autoptr (AttCollection) collection = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  att_window_show_collection (att_window_of (GTK_WIDGET (self)), collection->kind, collection->id, collection->title);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!items)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  att_list_set_items (self->list, items);
  att_page_set_state (ATT_PAGE (self), items->len > 0 ? ATT_PAGE_CONTENT : ATT_PAGE_EMPTY);
}

static void
att_collections_page_reload (AttPage *page)
{
  AttCollectionsPage *self = ATT_COLLECTIONS_PAGE (page);

  att_session_list_collections_async (att_page_get_session (page), self->kind, NULL, 0,
                                      att_page_get_cancellable (page), listed_cb, self);
}

static void
att_collections_page_dispose (GObject *object)
{
  g_clear_object (&ATT_COLLECTIONS_PAGE (object)->list);
  G_OBJECT_CLASS (att_collections_page_parent_class)->dispose (object);
}

static void
att_collections_page_class_init (AttCollectionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_collections_page_dispose;
  ATT_PAGE_CLASS (klass)->reload = att_collections_page_reload;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/attacca_player/Attacca/att-collections-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttCollectionsPage, grid);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
att_collections_page_init (AttCollectionsPage *self)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->list = att_list_new (ATT_TYPE_COLLECTION);
  gtk_widget_init_template (GTK_WIDGET (self));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->list))));
  gtk_grid_view_set_model (self->grid, selection);
}

GtkWidget *
att_collections_page_new (AttCollectionKind kind)
{
  AttCollectionsPage *self = g_object_new (ATT_TYPE_COLLECTIONS_PAGE, NULL);

  self->kind = kind;
  att_page_set_tag (ATT_PAGE (self), kinds[kind].tag);
  att_page_set_title (ATT_PAGE (self), _(kinds[kind].title));
  att_page_set_empty (ATT_PAGE (self), kinds[kind].icon, _(kinds[kind].empty_title), _(kinds[kind].empty_text));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _(kinds[kind].title), -1);
  return GTK_WIDGET (self);
}
