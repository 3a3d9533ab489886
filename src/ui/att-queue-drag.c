/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-queue-drag.h"

/* nearer than this to its edge the list scrolls, by so much a frame */
#define EDGE 36
#define SCROLL_STEP 6

typedef struct {
  GtkListBox *list; /* owns this */
  AttQueueDropFunc func;
  gpointer user_data;
  GtkListBoxRow *row; /* that shows where it would go; weak */
  gboolean before;
  int scroll;
  guint tick;
} Target;

/* --- taking --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  return gdk_content_provider_new_typed (ATT_TYPE_QUEUE_ITEM, g_object_get_data (G_OBJECT (row), "att-item"));
}

/* what is carried is the row as it was, on ground of its own */
static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, GtkWidget *row)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (picture);
  GtkWidget *card = gtk_picture_new_for_paintable (image);

  gtk_widget_add_css_class (card, "queue-card");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), card);
  gdk_drag_set_hotspot (drag, 24, gtk_widget_get_height (row) / 2);
  gtk_widget_add_css_class (row, "dragged");
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, GtkWidget *row)
{
  gtk_widget_remove_css_class (row, "dragged");
}

void
att_queue_drag_add_source (GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), row, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), row, 0);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (drag_end_cb), row, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
}

/* --- dropping --- */

static void
show_place (Target *self, GtkListBoxRow *row, gboolean before)
{
  if (self->row)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->row), "drop-before");
      gtk_widget_remove_css_class (GTK_WIDGET (self->row), "drop-after");
    }
  g_set_weak_pointer (&self->row, row);
  self->before = before;
  if (row)
    gtk_widget_add_css_class (GTK_WIDGET (row), before ? "drop-before" : "drop-after");
}

static gboolean
tick_cb (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  Target *self = data;
  GtkWidget *scroller = gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;

  if (self->scroll == 0 || !scroller)
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + self->scroll * SCROLL_STEP);
  return G_SOURCE_CONTINUE;
}

static void
set_scroll (Target *self, double y)
{
  GtkWidget *list = GTK_WIDGET (self->list), *scroller = gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);
  double x_seen, y_seen;

  self->scroll = 0;
  if (scroller && gtk_widget_translate_coordinates (list, scroller, 0, y, &x_seen, &y_seen))
    self->scroll = y_seen < EDGE ? -1 : y_seen > gtk_widget_get_height (scroller) - EDGE ? 1 : 0;
  if (self->scroll != 0 && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (list, tick_cb, self, NULL);
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, Target *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, (int) y);
  graphene_rect_t bounds;

  set_scroll (self, y);
  if (row && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    show_place (self, row, y < bounds.origin.y + bounds.size.height / 2);
  return self->row ? GDK_ACTION_MOVE : 0;
}

static GdkDragAction
enter_cb (GtkDropTarget *target, double x, double y, Target *self)
{
  return motion_cb (target, x, y, self);
}

static void
leave_cb (GtkDropTarget *target, Target *self)
{
  self->scroll = 0;
  show_place (self, NULL, FALSE);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, Target *self)
{
  AttQueueItem *item = g_value_get_object (value);
  GtkListBoxRow *row;
  gboolean before;

  motion_cb (target, x, y, self);
  row = self->row;
  before = self->before;
  leave_cb (target, self);
  if (!row || !item)
    return FALSE;
  self->func (item, row, before, self->user_data);
  return TRUE;
}

static void
target_free (gpointer data)
{
  Target *self = data;

  g_clear_weak_pointer (&self->row);
  g_free (self);
}

void
att_queue_drag_add_target (GtkListBox *list, AttQueueDropFunc func, gpointer user_data)
{
  Target *self = g_new0 (Target, 1);
  GtkDropTarget *target = gtk_drop_target_new (ATT_TYPE_QUEUE_ITEM, GDK_ACTION_MOVE);

  *self = (Target){ .list = list, .func = func, .user_data = user_data };
  g_signal_connect (target, "enter", G_CALLBACK (enter_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (list), GTK_EVENT_CONTROLLER (target));
  g_object_set_data_full (G_OBJECT (list), "att-queue-drop", self, target_free);
}
