/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-collection-tile.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-collection-menu.h"
#include "att-cover.h"
#include "att-format.h"
#include "att-mosaic.h"

struct _AttCollectionTile
{
  GtkWidget parent_instance;

  AttCollection *collection;
  GtkWidget *box;
  AttCover *cover;
  AttMosaic *mosaic; /* instead, of a playlist */
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkImage *mark; /* of a playlist that is not the listener's own list */
};

G_DEFINE_FINAL_TYPE (AttCollectionTile, att_collection_tile, GTK_TYPE_WIDGET)

static void
att_collection_tile_dispose (GObject *object)
{
  AttCollectionTile *self = ATT_COLLECTION_TILE (object);

  g_clear_object (&self->collection);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_collection_tile_parent_class)->dispose (object);
}

static void
att_collection_tile_class_init (AttCollectionTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_collection_tile_dispose;
  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_MOSAIC);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/attacca_player/Attacca/att-collection-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, AttCollectionTile, box);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionTile, cover);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionTile, mosaic);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionTile, title);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionTile, subtitle);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionTile, mark);
  gtk_widget_class_bind_template_callback (widget_class, att_tip_when_cut);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
att_collection_tile_init (AttCollectionTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_collection_menu_attach (self);
}

GtkWidget *
att_collection_tile_new (int size)
{
  AttCollectionTile *self = g_object_new (ATT_TYPE_COLLECTION_TILE, NULL);

  g_object_set (self->cover, "size", size, NULL);
  g_object_set (self->mosaic, "size", size, NULL);
  return GTK_WIDGET (self);
}

void
att_collection_tile_set_size (AttCollectionTile *self, int size)
{
  g_object_set (self->cover, "size", size, NULL);
  g_object_set (self->mosaic, "size", size, NULL);
}

static void
show_mark (AttCollectionTile *self)
{
  guint32 flags = self->collection ? self->collection->flags : 0;
  gboolean smart = flags & ATT_COLLECTION_SMART;
  const char *what = smart ? _("Smart playlist") : _("Playlist file");

  gtk_widget_set_visible (GTK_WIDGET (self->mark), flags != 0);
  gtk_image_set_from_icon_name (self->mark, smart ? "emblem-system-symbolic" : "text-x-generic-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mark), what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, flags != 0 ? what : "", -1);
}

void
att_collection_tile_set (AttCollectionTile *self, AttSession *session, AttCollection *collection, const char *of)
{
  g_autofree char *subtitle = att_format_collection (collection, of);
  const gboolean person = collection->kind == ATT_COLLECTION_ARTIST || collection->kind == ATT_COLLECTION_COMPOSER;

  g_return_if_fail (ATT_IS_COLLECTION_TILE (self));

  g_set_object (&self->collection, collection);
  show_mark (self);
  g_object_set (self->cover, "round", person, NULL);
  gtk_label_set_text (self->title, collection->title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_label_set_xalign (self->title, person ? 0.5f : 0.0f);
  gtk_label_set_xalign (self->subtitle, person ? 0.5f : 0.0f);
  att_align_lines (self->title);
  att_align_lines (self->subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->cover), collection->kind != ATT_COLLECTION_PLAYLIST);
  gtk_widget_set_visible (GTK_WIDGET (self->mosaic), collection->kind == ATT_COLLECTION_PLAYLIST);
  if (collection->kind == ATT_COLLECTION_PLAYLIST)
    att_mosaic_set_sources (self->mosaic, session, (const char *const *) collection->cover_uris,
                            (const char *const *) collection->cover_names, collection->title);
  /* the picture of a genre or a composer is made from the name: one track's cover would claim too much */
  att_cover_set_source (self->cover, session,
                        collection->kind == ATT_COLLECTION_GENRE || collection->kind == ATT_COLLECTION_COMPOSER
                          ? NULL : collection->cover_uri, collection->title);
  att_accessible_name (self, collection->title);
}

void
att_collection_tile_set_track (AttCollectionTile *self, AttSession *session, AttTrack *track)
{
  const char *title = att_track_get_title (track), *album = att_track_get_album (track);

  g_return_if_fail (ATT_IS_COLLECTION_TILE (self));

  g_clear_object (&self->collection);
  show_mark (self);
  gtk_widget_set_visible (GTK_WIDGET (self->cover), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->mosaic), FALSE);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, att_format_artist (track));
  att_align_lines (self->title);
  att_align_lines (self->subtitle);
  att_cover_set_source (self->cover, session, track->uri, *album ? album : title);
  att_accessible_name (self, title);
}

AttCollection *
att_collection_tile_get (AttCollectionTile *self)
{
  return self->collection;
}
