/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-driver.h"

#include "att-page.h"

#define WAIT_S 20

gboolean
bench_late_cb (gpointer what)
{
  g_error ("waited %d s for %s", WAIT_S, (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

void
bench_wait_for_paint (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);
  guint late = g_timeout_add_seconds (WAIT_S, bench_late_cb, "a frame");

  gtk_widget_queue_draw (window);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  g_signal_handler_disconnect (clock, handler);
}

/* the first shown widget of this type whose text begins so; a label's text, or an editable's */
GtkWidget *
bench_find_shown (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (!text || !GTK_IS_LABEL (widget) || g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = bench_find_shown (child, type, text);

      if (found)
        return found;
    }
  return NULL;
}

/* the page of this tag; while pages change there are two */
GtkWidget *
bench_find_page (GtkWidget *widget, const char *tag)
{
  if (ATT_IS_PAGE (widget))
    return g_strcmp0 (att_page_get_tag (ATT_PAGE (widget)), tag) == 0 ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = bench_find_page (child, tag);

      if (found)
        return found;
    }
  return NULL;
}

/* until a label of this page that begins so is on the screen */
void
bench_wait_for_label (GtkWidget *window, const char *tag, const char *text)
{
  guint late = g_timeout_add_seconds (WAIT_S, bench_late_cb, (gpointer) text);
  GtkWidget *page = bench_find_page (window, tag);

  while (!bench_find_shown (page, GTK_TYPE_LABEL, text))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  bench_wait_for_paint (window);
}
