/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-dialog.h"

void
att_dialog_present (GtkWindow *dialog)
{
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (dialog));
  int width, height;

  gtk_window_get_default_size (dialog, &width, &height);
  if (parent && width > 0 && gtk_widget_get_width (parent) > 0)
    width = MIN (width, gtk_widget_get_width (parent));
  if (parent && height > 0 && gtk_widget_get_height (parent) > 0)
    height = MIN (height, gtk_widget_get_height (parent));
  gtk_window_set_default_size (dialog, width, height);
  gtk_window_present (dialog);
}

void
att_dialog_set_bar (GtkWindow *dialog, AdwHeaderBar *bar)
{
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "natural-wrap-mode",
                                   GTK_NATURAL_WRAP_NONE, "lines", 2, "ellipsize", PANGO_ELLIPSIZE_END, "justify",
                                   GTK_JUSTIFY_CENTER, NULL);

  g_object_bind_property (dialog, "title", title, "label", G_BINDING_SYNC_CREATE);
  gtk_widget_add_css_class (title, "title");
  gtk_widget_add_css_class (GTK_WIDGET (bar), "tight");
  adw_header_bar_set_title_widget (bar, title);
}
