/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-view-options.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "att-accessible.h"

GAction *
att_view_action_new (GActionMap *group, const char *key, GVariant *fallback)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, ATT_APP_ID, TRUE) : NULL;
  g_autoptr (GVariant) state = g_variant_ref_sink (fallback);
  g_autoptr (GAction) action = NULL;

  if (schema && g_settings_schema_has_key (schema, key))
    {
      g_autoptr (GSettings) settings = g_settings_new (ATT_APP_ID);

      action = g_settings_create_action (settings, key);
    }
  else if (g_variant_is_of_type (state, G_VARIANT_TYPE_BOOLEAN))
    action = G_ACTION (g_simple_action_new_stateful (key, NULL, state));
  else
    action = G_ACTION (g_simple_action_new_stateful (key, g_variant_get_type (state), state));
  g_action_map_add_action (group, action);
  return action; /* the group holds it */
}

const char *
att_view_action_text (GAction *action)
{
  g_autoptr (GVariant) state = g_action_get_state (action);

  return g_intern_string (g_variant_get_string (state, NULL));
}

gboolean
att_view_action_flag (GAction *action)
{
  g_autoptr (GVariant) state = g_action_get_state (action);

  return g_variant_get_boolean (state);
}

typedef struct {
  const AttViewChoice *choices;
  GAction *sort, *descending;
} SortButton;

static void
sort_button_free (gpointer data)
{
  SortButton *self = data;

  g_object_unref (self->sort);
  g_object_unref (self->descending);
  g_free (self);
}

static const AttViewChoice *
show_choice (GtkWidget *button, const SortButton *self)
{
  const char *value = att_view_action_text (self->sort);
  const AttViewChoice *chosen = self->choices;
  g_autofree char *name = NULL;

  for (const AttViewChoice *choice = self->choices; choice->value; choice++)
    if (g_str_equal (choice->value, value))
      chosen = choice;
  adw_button_content_set_label (ADW_BUTTON_CONTENT (gtk_menu_button_get_child (GTK_MENU_BUTTON (button))),
                                _(chosen->label));
  /* TRANSLATORS: what a button says to a screen reader; %s is "Artist", "Year"… */
  name = g_strdup_printf (_("Sorted by: %s"), _(chosen->label));
  gtk_widget_set_tooltip_text (button, name);
  att_accessible_name (button, name);
  return chosen;
}

static void
sort_changed_cb (GAction *action, GParamSpec *pspec, GtkWidget *button)
{
  SortButton *self = g_object_get_data (G_OBJECT (button), "att-sort-button");

  g_action_change_state (self->descending, g_variant_new_boolean (show_choice (button, self)->most_first));
}

GtkWidget *
att_view_sort_button_new (const char *group, const AttViewChoice *choices, GAction *sort, GAction *descending)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new (), by = g_menu_new (), direction = g_menu_new ();
  g_autofree char *down = g_strdup_printf ("%s.%s", group, g_action_get_name (descending));
  SortButton *self = g_new (SortButton, 1);

  *self = (SortButton){ choices, g_object_ref (sort), g_object_ref (descending) };
  g_object_set_data_full (G_OBJECT (button), "att-sort-button", self, sort_button_free);
  for (const AttViewChoice *choice = choices; choice->value; choice++)
    {
      g_autofree char *target = g_strdup_printf ("%s.%s::%s", group, g_action_get_name (sort), choice->value);

      g_menu_append (by, _(choice->label), target);
    }
  g_menu_append_section (menu, _("Sort by"), G_MENU_MODEL (by));
  g_menu_append (direction, _("Descending"), down);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (direction));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), g_object_new (ADW_TYPE_BUTTON_CONTENT, "icon-name",
                                                                     "view-sort-ascending-symbolic", NULL));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (sort, "notify::state", G_CALLBACK (sort_changed_cb), button, 0);
  show_choice (button, self);
  return button;
}
