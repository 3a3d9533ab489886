/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-queue-place.h"

static GtkAdjustment *
find_adjustment (GtkWidget *row)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);

  return scroller ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)) : NULL;
}

/* so far the row stands out of sight: above (negative) or below */
static double
measure_distance (GtkWidget *row)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  if (!scroller || !gtk_widget_compute_bounds (row, scroller, &bounds))
    return 0;
  return MIN (bounds.origin.y, 0) +
         MAX (bounds.origin.y + bounds.size.height - gtk_widget_get_height (scroller), 0);
}

AttQueuePlace
att_queue_place_of (GtkWidget *list, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment = find_adjustment (list);
  const gboolean seen = !row || ABS (measure_distance (GTK_WIDGET (row))) < gtk_widget_get_height (GTK_WIDGET (row));

  return (AttQueuePlace){ adjustment ? gtk_adjustment_get_value (adjustment) : 0, seen };
}

/* rows get their places at the end of a frame */
static gboolean
placed_cb (GtkWidget *row, GdkFrameClock *clock, gpointer frames)
{
  GtkAdjustment *adjustment = find_adjustment (row);

  if (++*(int *) frames < 2)
    return G_SOURCE_CONTINUE;
  if (adjustment)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + measure_distance (row));
  return G_SOURCE_REMOVE;
}

void
att_queue_place_keep (AttQueuePlace place, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment = find_adjustment (GTK_WIDGET (row));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (row)));

  /* again, where it has it: the window takes it from a row that was moved, a little later */
  gtk_widget_grab_focus (focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (row)) ? focus : GTK_WIDGET (row));
  if (adjustment)
    gtk_adjustment_set_value (adjustment, place.value);
  if (place.seen)
    gtk_widget_add_tick_callback (GTK_WIDGET (row), placed_cb, g_new0 (int, 1), g_free);
}
