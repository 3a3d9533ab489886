/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-week-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-wrap-layout.h"

#define BAR 72

/* a name, a bar of @share of its full length, and the number */
static void
add_line (GtkGrid *grid, int line, const char *name, double share, const char *class)
{
  g_autofree char *percent = g_strdup_printf ("%.0f %%", 100 * share);
  GtkWidget *segment = g_object_new (ADW_TYPE_BIN, "css-name", "segment", "halign", GTK_ALIGN_START, "valign",
                                     GTK_ALIGN_CENTER, "width-request", (int) (BAR * CLAMP (share, 0.02, 1)), NULL);
  GtkWidget *bar = g_object_new (ADW_TYPE_BIN, "css-name", "sharebar", "valign", GTK_ALIGN_CENTER, "width-request", BAR,
                                 "child", segment, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", name, "xalign", 0.0f, NULL);
  GtkWidget *number = g_object_new (GTK_TYPE_LABEL, "label", percent, "xalign", 1.0f, "width-chars", 5, NULL);

  gtk_widget_add_css_class (segment, class);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (number, "caption");
  gtk_widget_add_css_class (number, "numeric");
  gtk_grid_attach (grid, label, 0, line, 1, 1);
  gtk_grid_attach (grid, bar, 1, line, 1, 1);
  gtk_grid_attach (grid, number, 2, line, 1, 1);
}

GtkWidget *
att_week_row_new (const AttWeek *week)
{
  GtkWidget *row = adw_preferences_row_new (), *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "margin-start", 12, "margin-end", 12, NULL);
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "column-spacing", 9, "row-spacing", 2, "valign", GTK_ALIGN_CENTER,
                                  "margin-top", 9, "margin-bottom", 9, NULL);
  g_autoptr (GDateTime) monday = g_date_time_new_from_unix_utc (week->at);
  /* TRANSLATORS: the first day of a week: "16 November" */
  g_autofree char *day = monday != NULL ? g_date_time_format (monday, _("%-d %B")) : g_strdup ("");
  g_autofree char *title = g_strdup_printf (_("Week of %s"), day);
  const guint n = week->n + week->n_shuffled;
  g_autofree char *songs = g_strdup_printf (ngettext ("%u song of the radio", "%u songs of the radio", n), n);
  GtkWidget *said = g_object_new (GTK_TYPE_LABEL, "label", songs, "xalign", 0.0f, "wrap", TRUE, NULL);

  att_accessible_name (row, title);
  gtk_box_append (GTK_BOX (names), g_object_new (GTK_TYPE_LABEL, "label", title, "xalign", 0.0f, "wrap", TRUE, NULL));
  gtk_box_append (GTK_BOX (names), said);
  g_object_set (names, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, "margin-top", 9, "margin-bottom", 9, NULL);
  if (week->n > 0)
    {
      add_line (GTK_GRID (grid), 0, _("expected"), week->predicted, "share-3");
      add_line (GTK_GRID (grid), 1, _("skipped"), week->observed, "share-0");
    }
  if (week->n_shuffled > 0)
    add_line (GTK_GRID (grid), 2, _("by lot"), week->shuffled, "share-1");
  gtk_widget_add_css_class (said, "caption");
  gtk_widget_add_css_class (said, "dim-label");
  /* the bars go below the name where a line has no room for both */
  gtk_widget_set_layout_manager (box, g_object_new (ATT_TYPE_WRAP_LAYOUT, "spacing", 9, NULL));
  gtk_box_append (GTK_BOX (box), names);
  gtk_box_append (GTK_BOX (box), grid);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}
