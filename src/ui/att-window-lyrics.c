/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-lyrics-page.h"
#include "att-window-private.h"

/* opened and closed by the same key */
static void
lyrics_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  gboolean above = g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "main") != 0;

  if (!self->session)
    return;
  if (!ATT_IS_LYRICS_PAGE (self->page))
    att_window_push_page (self, ATT_PAGE (att_lyrics_page_new ()));
  else if (above)
    gtk_stack_set_visible_child_name (self->shell, "main");
  else
    att_window_go_back (self);
}

void
att_window_install_lyrics_actions (AttWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.lyrics", NULL, lyrics_cb);
}
