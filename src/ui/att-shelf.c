/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-shelf.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-collection-tile.h"
#include "att-format.h"
#include "att-keys.h"
#include "att-track-menu.h"

/* px: six beside each other in a window of 1080, two in one of 360 */
#define TILE 120
#define NARROW_TILE 138

struct _AttShelf
{
  GtkWidget parent_instance;

  AttSession *session;
  GPtrArray *tracks;
  gboolean narrow;
  GtkWidget *box;
  GtkLabel *title;
  GtkWidget *play;
  GtkFlowBox *tiles;
};

enum { PROP_TITLE = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttShelf, att_shelf, GTK_TYPE_WIDGET)

static void
play_cb (AttShelf *self)
{
  att_session_play_tracks (self->session, self->tracks, 0);
}

static void
tile_activated_cb (GtkFlowBox *box, GtkFlowBoxChild *child, AttShelf *self)
{
  att_session_play_tracks (self->session, self->tracks, gtk_flow_box_child_get_index (child));
}

static AttTrack *
get_menu_track (GtkWidget *tile, AttQueueItem **item)
{
  return g_object_get_data (G_OBJECT (tile), "att-track");
}

static GtkWidget *
make_tile (AttShelf *self, AttPick *pick)
{
  AttTrack *track = pick->track;
  g_autofree char *name = g_strdup_printf (_("Play %s by %s"), att_track_get_title (track), att_format_artist (track));
  GtkWidget *tile = att_collection_tile_new (self->narrow ? NARROW_TILE : TILE), *child = gtk_flow_box_child_new ();

  att_collection_tile_set_track (ATT_COLLECTION_TILE (tile), self->session, track);
  g_object_set_data_full (G_OBJECT (tile), "att-track", g_object_ref (track), g_object_unref);
  att_track_menu_attach (tile, get_menu_track);
  gtk_widget_set_tooltip_text (child, att_format_pick (pick));
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), tile);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, att_format_pick (pick), -1);
  return child;
}

static void
att_shelf_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, gtk_label_get_text (ATT_SHELF (object)->title));
}

static void
att_shelf_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttShelf *self = ATT_SHELF (object);
  const char *title = g_value_get_string (value);
  g_autofree char *play = g_strdup_printf (_("Play all of “%s”"), title);

  gtk_label_set_text (self->title, title);
  gtk_widget_set_tooltip_text (self->play, play);
  att_accessible_name (self->play, play);
  att_accessible_name (self->tiles, title);
}

static void
att_shelf_dispose (GObject *object)
{
  AttShelf *self = ATT_SHELF (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_shelf_parent_class)->dispose (object);
}

static void
att_shelf_class_init (AttShelfClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_shelf_get_property;
  object_class->set_property = att_shelf_set_property;
  object_class->dispose = att_shelf_dispose;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-shelf.ui");
  gtk_widget_class_bind_template_child (widget_class, AttShelf, box);
  gtk_widget_class_bind_template_child (widget_class, AttShelf, title);
  gtk_widget_class_bind_template_child (widget_class, AttShelf, play);
  gtk_widget_class_bind_template_child (widget_class, AttShelf, tiles);
  gtk_widget_class_bind_template_callback (widget_class, play_cb);
  gtk_widget_class_bind_template_callback (widget_class, tile_activated_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_shelf_init (AttShelf *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_keys_leave_by_tab (GTK_WIDGET (self->tiles));
}

void
att_shelf_set_narrow (AttShelf *self, gboolean narrow)
{
  g_return_if_fail (ATT_IS_SHELF (self));

  self->narrow = narrow;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->tiles)); child;
       child = gtk_widget_get_next_sibling (child))
    att_collection_tile_set_size (ATT_COLLECTION_TILE (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child))),
                                  narrow ? NARROW_TILE : TILE);
}

void
att_shelf_set_picks (AttShelf *self, AttSession *session, GPtrArray *picks)
{
  GtkWidget *child;

  g_return_if_fail (ATT_IS_SHELF (self));

  g_set_object (&self->session, session);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tiles))))
    gtk_flow_box_remove (self->tiles, child);
  for (guint i = 0; i < picks->len; i++)
    {
      AttPick *pick = g_ptr_array_index (picks, i);

      g_ptr_array_add (self->tracks, g_object_ref (pick->track));
      gtk_flow_box_append (self->tiles, make_tile (self, pick));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), picks->len > 0);
}
