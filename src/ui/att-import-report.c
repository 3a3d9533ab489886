/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-import-report.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"

/* name, and under it the address */
static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "margin-top", 6,
                                 "margin-bottom", 6, "margin-start", 12, "margin-end", 12, NULL);

  for (int i = 0; i < 2; i++)
    gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "ellipsize",
                                                 i == 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_MIDDLE, NULL));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "dim-label");
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "caption");
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkWidget *first = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *second = gtk_widget_get_next_sibling (first);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);

  att_accessible_name_row (item, text);
  gtk_label_set_text (GTK_LABEL (first), lines[0]);
  gtk_label_set_text (GTK_LABEL (second), lines[0] && lines[1] ? lines[1] : "");
  gtk_widget_set_visible (second, lines[0] && lines[1]);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

static char *
describe (const AttPlaylistImport *import)
{
  g_autoptr (GString) text = g_string_new (NULL);

  /* TRANSLATORS: songs of a playlist file: how many are in the library, of how many */
  g_string_append_printf (text, ngettext ("%u of %u song is in your library.", "%u of %u songs are in your library.",
                                          import->n_entries), import->n_found, import->n_entries);
  if (import->n_by_name > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, ngettext ("%u was found by its name, as its file has moved.",
                                              "%u were found by their names, as their files have moved.",
                                              import->n_by_name), import->n_by_name);
    }
  if (import->missing->len > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append (text, _("What was not found stays in the playlist, and plays once the library has it:"));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_list (const GPtrArray *missing)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkWidget *view;

  for (guint i = 0; i < missing->len; i++)
    gtk_string_list_append (strings, g_ptr_array_index (missing, i));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (strings))), factory);
  att_accessible_name (view, _("Not found"));
  return g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE, "child", view,
                       "visible", missing->len > 0, NULL);
}

GtkWidget *
att_import_report_new (AttWindow *window, const AttPlaylistImport *import)
{
  GtkWidget *report = g_object_new (ADW_TYPE_WINDOW, "transient-for", window, "modal", TRUE, "destroy-with-parent",
                                    TRUE, "title", import->name, "default-width", 360, "default-height",
                                    import->missing->len > 0 ? 460 : 200, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_autofree char *text = describe (import);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "xalign", 0.0f, "margin-start", 12,
                                   "margin-end", 12, "margin-top", 6, "margin-bottom", 12, NULL);

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (report, keys);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), make_list (import->missing));
  adw_window_set_content (ADW_WINDOW (report), box);
  return report;
}
