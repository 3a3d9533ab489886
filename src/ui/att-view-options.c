/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-view-options.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "att-accessible.h"

/* a drag is many widths */
#define WIDTH_SETTLED_MS 500

/* NULL: the schema is not installed, or does not have @key */
static GSettings *
settings_with (const char *key)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, ATT_APP_ID, TRUE) : NULL;

  return schema && g_settings_schema_has_key (schema, key) ? g_settings_new (ATT_APP_ID) : NULL;
}

GAction *
att_view_action_new (GActionMap *group, const char *key, GVariant *fallback)
{
  g_autoptr (GSettings) settings = settings_with (key);
  g_autoptr (GVariant) state = g_variant_ref_sink (fallback);
  g_autoptr (GAction) action = NULL;

  if (settings)
    action = g_settings_create_action (settings, key);
  else if (g_variant_is_of_type (state, G_VARIANT_TYPE_BOOLEAN))
    action = G_ACTION (g_simple_action_new_stateful (key, NULL, state));
  else
    action = G_ACTION (g_simple_action_new_stateful (key, g_variant_get_type (state), state));
  g_action_map_add_action (group, action);
  return action; /* the group holds it */
}

typedef struct {
  GSettings *settings;
  const char *key, *member; /* static */
} Member;

static void
member_free (gpointer data, GClosure *closure)
{
  Member *self = data;

  g_object_unref (self->settings);
  g_free (self);
}

static void
save_member_cb (GAction *action, GParamSpec *pspec, Member *self)
{
  g_auto (GStrv) before = g_settings_get_strv (self->settings, self->key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) after = NULL;

  for (char **member = before; *member; member++)
    if (!g_str_equal (*member, self->member))
      g_strv_builder_add (builder, *member);
  if (att_view_action_flag (action))
    g_strv_builder_add (builder, self->member);
  after = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, self->key, (const char *const *) after);
}

GAction *
att_view_member_action_new (GActionMap *group, const char *prefix, const char *key, const char *member,
                            gboolean fallback)
{
  GSettings *settings = settings_with (key);
  g_auto (GStrv) members = settings ? g_settings_get_strv (settings, key) : NULL;
  gboolean is_member = settings ? g_strv_contains ((const char *const *) members, member) : fallback;
  g_autofree char *name = g_strconcat (prefix, member, NULL);
  g_autoptr (GAction) action = G_ACTION (g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (is_member)));

  if (settings)
    {
      Member *self = g_new (Member, 1);

      *self = (Member){ settings, key, member };
      g_signal_connect_data (action, "notify::state", G_CALLBACK (save_member_cb), self, member_free, 0);
    }
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

/* --- columns --- */

void
att_view_column_name (GtkColumnViewColumn *column, const char *name)
{
  g_object_set_data (G_OBJECT (column), "att-name", (gpointer) name);
}

static const char *
column_name (GtkColumnViewColumn *column)
{
  return g_object_get_data (G_OBJECT (column), "att-name");
}

/* a column that is dragged goes from the list, and comes again */
static void
save_order_cb (GListModel *columns, guint position, guint removed, guint added, GSettings *settings)
{
  const char *key = g_object_get_data (G_OBJECT (settings), "att-key");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) order = NULL;

  if (added == 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_strv_builder_add (builder, column_name (column));
    }
  order = g_strv_builder_end (builder);
  g_settings_set_strv (settings, key, (const char *const *) order);
}

void
att_view_order_keep (GtkColumnView *view, const char *key)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autoptr (GSettings) settings = settings_with (key);
  g_auto (GStrv) order = settings ? g_settings_get_strv (settings, key) : NULL;
  guint position = 0;

  if (!settings)
    return;
  for (char **name = order; *name; name++)
    for (guint i = position; i < g_list_model_get_n_items (columns); i++)
      {
        g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

        if (!g_str_equal (column_name (column), *name))
          continue;
        if (i != position)
          gtk_column_view_insert_column (view, position, column);
        position++;
        break;
      }
  g_object_set_data (G_OBJECT (settings), "att-key", (gpointer) key);
  g_signal_connect_data (columns, "items-changed", G_CALLBACK (save_order_cb), g_object_ref (settings),
                         (GClosureNotify) (GCallback) g_object_unref, 0);
}

typedef struct {
  GSettings *settings;
  const char *key, *name;
  int width; /* -1: its own */
  guint save_id;
} Width;

static void
width_free (gpointer data)
{
  Width *self = data;

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_object_unref (self->settings);
  g_free (self);
}

static gboolean
save_width_cb (gpointer data)
{
  Width *self = data;
  g_autoptr (GVariant) before = g_settings_get_value (self->settings, self->key);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  int width;

  self->save_id = 0;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{si}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "{&si}", &name, &width))
    if (!g_str_equal (name, self->name))
      g_variant_builder_add (&builder, "{si}", name, width);
  if (self->width >= 0)
    g_variant_builder_add (&builder, "{si}", self->name, self->width);
  g_settings_set_value (self->settings, self->key, g_variant_builder_end (&builder));
  return G_SOURCE_REMOVE;
}

static void
width_cb (GtkColumnViewColumn *column, GParamSpec *pspec, Width *self)
{
  if (!gtk_column_view_column_get_resizable (column))
    return;
  self->width = gtk_column_view_column_get_fixed_width (column);
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (WIDTH_SETTLED_MS, save_width_cb, self);
}

void
att_view_width_keep (GtkColumnViewColumn *column, const char *key)
{
  GSettings *settings = settings_with (key);
  const char *name = column_name (column);
  Width *self;

  if (!settings)
    return;
  self = g_new (Width, 1);
  *self = (Width){ settings, key, name, -1, 0 };
  {
    g_autoptr (GVariant) widths = g_settings_get_value (settings, key);

    g_variant_lookup (widths, name, "i", &self->width);
  }
  g_object_set_data_full (G_OBJECT (column), "att-width", self, width_free);
  g_signal_connect (column, "notify::fixed-width", G_CALLBACK (width_cb), self);
}

void
att_view_width_show (GtkColumnViewColumn *column, gboolean kept)
{
  Width *self = g_object_get_data (G_OBJECT (column), "att-width");

  if (kept == gtk_column_view_column_get_resizable (column))
    return;
  gtk_column_view_column_set_resizable (column, FALSE); /* this is not a drag */
  gtk_column_view_column_set_fixed_width (column, kept && self ? MAX (self->width, -1) : -1);
  gtk_column_view_column_set_resizable (column, kept);
}
