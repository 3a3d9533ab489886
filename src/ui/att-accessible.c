/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-accessible.h"

static void
visible_child_cb (GtkStack *stack)
{
  GtkWidget *visible = gtk_stack_get_visible_child (stack);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stack)); child; child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, child != visible, -1);
}

static void
pages_changed_cb (GListModel *pages, guint position, guint removed, guint added, GtkStack *stack)
{
  visible_child_cb (stack);
}

void
att_accessible_follow_stack (GtkStack *stack)
{
  GtkSelectionModel *pages = gtk_stack_get_pages (stack);

  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (visible_child_cb), NULL);
  g_signal_connect_object (pages, "items-changed", G_CALLBACK (pages_changed_cb), stack, 0);
  /* the stack drops its list of pages when nobody holds it */
  g_object_set_data_full (G_OBJECT (stack), "att-pages", pages, g_object_unref);
  visible_child_cb (stack);
}

void
att_accessible_name_row (GtkListItem *item, const char *name)
{
  GtkWidget *child = gtk_list_item_get_child (item), *row = child ? gtk_widget_get_parent (child) : NULL;

  if (row && g_str_has_prefix (G_OBJECT_TYPE_NAME (row), "GtkColumnViewCell")) /* newer: …CellWidget */
    row = gtk_widget_get_parent (row);
  if (row)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
att_accessible_name (gpointer widget, const char *name)
{
  /* a button of newer GTK goes by the words on it, unless told otherwise */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (GTK_IS_DROP_DOWN (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (widget)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkLabel *
find_label (GtkWidget *widget)
{
  GtkLabel *found = GTK_IS_LABEL (widget) ? GTK_LABEL (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child);
  return found;
}

void
att_accessible_name_mnemonics (GtkWidget *widget)
{
  GtkLabel *label = GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget)) ? find_label (widget) : NULL;

  if (label)
    att_accessible_name (widget, gtk_label_get_text (label));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    att_accessible_name_mnemonics (child);
}
