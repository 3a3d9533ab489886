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
