/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-dialog.h"

#include "att-accessible.h"

/* all of it, below the buttons that leave it too little room */
static void
lower_title (AdwHeaderBar *bar)
{
  GtkWidget *title = g_object_ref (adw_header_bar_get_title_widget (bar));

  adw_header_bar_set_title_widget (bar, adw_bin_new ());
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (bar))), title, GTK_WIDGET (bar));
  gtk_widget_remove_css_class (title, "title");
  gtk_widget_add_css_class (title, "heading");
  g_object_set (title, "ellipsize", PANGO_ELLIPSIZE_NONE, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "justify",
                GTK_JUSTIFY_CENTER, "margin-start", 12, "margin-end", 12, "margin-top", 6, "margin-bottom", 6, NULL);
  g_object_unref (title);
}

void
att_dialog_present (GtkWindow *dialog)
{
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (dialog));
  GtkWidget *bar = g_object_get_data (G_OBJECT (dialog), "att-bar");
  int width, height, wanted = 0;

  gtk_window_get_default_size (dialog, &width, &height);
  if (parent && width > 0 && gtk_widget_get_width (parent) > 0)
    width = MIN (width, gtk_widget_get_width (parent));
  if (parent && height > 0 && gtk_widget_get_height (parent) > 0)
    height = MIN (height, gtk_widget_get_height (parent));
  gtk_window_set_default_size (dialog, width, height);
  if (bar)
    gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wanted, NULL, NULL);
  if (bar && wanted > width)
    lower_title (ADW_HEADER_BAR (bar));
  att_accessible_name_mnemonics (GTK_WIDGET (dialog));
  gtk_window_present (dialog);
}

void
att_dialog_set_bar (GtkWindow *dialog, AdwHeaderBar *bar)
{
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  g_object_bind_property (dialog, "title", title, "label", G_BINDING_SYNC_CREATE);
  gtk_widget_add_css_class (title, "title");
  gtk_widget_add_css_class (GTK_WIDGET (bar), "tight");
  adw_header_bar_set_title_widget (bar, title);
  g_object_set_data (G_OBJECT (dialog), "att-bar", bar);
}
