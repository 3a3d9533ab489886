/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-queue-row.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"
#include "att-queue-drag.h"
#include "att-track-row.h"

AttQueueItem *
att_queue_row_get_item (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "att-item");
}

void
att_queue_row_show (GtkListBoxRow *row, AttSession *session, AttQueueItem *item)
{
  g_autofree char *name = NULL;

  if (att_queue_row_get_item (row) == item)
    return;
  att_track_row_set_item (g_object_get_data (G_OBJECT (row), "att-content"), session, item);
  g_object_set_data_full (G_OBJECT (row), "att-item", g_object_ref (item), g_object_unref);
  name = g_strdup_printf (_("%s by %s"), att_track_get_title (item->track), att_format_artist (item->track));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  att_queue_item_is_own (item) ? _("In your queue") : att_format_pick (item->pick), -1);
}

GtkListBoxRow *
att_queue_row_new (AttSession *session, AttQueueItem *item, gboolean narrow)
{
  GtkWidget *content = att_track_row_new (ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ARTIST);
  GtkWidget *revealer = g_object_new (GTK_TYPE_REVEALER, "child", content, "transition-duration", 200,
                                      "transition-type", GTK_REVEALER_TRANSITION_TYPE_SLIDE_DOWN, NULL);
  GtkWidget *row = g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", revealer, NULL);

  g_object_set (content, "narrow", narrow, NULL);
  g_object_set_data (G_OBJECT (row), "att-content", content);
  att_queue_row_show (GTK_LIST_BOX_ROW (row), session, item);
  att_queue_drag_add_source (row);
  return GTK_LIST_BOX_ROW (row);
}

void
att_queue_row_set_narrow (GtkListBoxRow *row, gboolean narrow)
{
  g_object_set (g_object_get_data (G_OBJECT (row), "att-content"), "narrow", narrow, NULL);
}

void
att_queue_row_reveal (GtkListBoxRow *row, gboolean revealed, gboolean moving)
{
  GtkRevealer *revealer = GTK_REVEALER (gtk_list_box_row_get_child (row));

  gtk_revealer_set_transition_duration (revealer, moving ? 200 : 0);
  gtk_revealer_set_reveal_child (revealer, revealed);
}

void
att_queue_row_set_leaving (GtkListBoxRow *row)
{
  g_object_set_data (G_OBJECT (row), "att-leaving", row);
  gtk_widget_set_can_target (GTK_WIDGET (row), FALSE);
  gtk_widget_set_can_focus (GTK_WIDGET (row), FALSE);
}

gboolean
att_queue_row_is_leaving (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "att-leaving") != NULL;
}
