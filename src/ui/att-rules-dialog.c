/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-rules-dialog.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-dialog.h"
#include "att-format.h"
#include "att-rows.h"
#include "att-rules-row.h"
#include "att-session-playlists.h"

/* the number of songs is asked for when nothing was changed for so long */
#define COUNT_AFTER_MS 200

typedef struct {
  AttWindow *window;
  GtkWindow *dialog;
  gint64 id; /* 0: a new one */
  char *old_name;
  AdwEntryRow *name;
  GtkDropDown *match;
  GtkListBox *rules;
  GtkSwitch *limited;
  GtkWidget *limit_row;
  GtkSpinButton *limit;
  GtkDropDown *unit;
  AdwComboRow *order;
  GtkToggleButton *descending;
  GtkLabel *found;
  GtkWidget *save;
  guint count_id;
  GCancellable *cancellable;
} Dialog;

static const struct { AttSort sort; const char *label; gboolean descending; } orders[] = {
  { ATT_SORT_DEFAULT, N_("Album artist"), FALSE },  { ATT_SORT_TITLE, N_("Title"), FALSE },
  { ATT_SORT_ARTIST, N_("Artist"), FALSE },         { ATT_SORT_ALBUM, N_("Album"), FALSE },
  { ATT_SORT_DURATION, N_("Length"), FALSE },       { ATT_SORT_YEAR, N_("Year"), TRUE },
  { ATT_SORT_RATING, N_("Rating"), TRUE },          { ATT_SORT_PLAYS, N_("Plays"), TRUE },
  { ATT_SORT_LAST_PLAYED, N_("Last played"), TRUE }, { ATT_SORT_DATE_ADDED, N_("Added"), TRUE },
};

static void
dialog_free (gpointer data)
{
  Dialog *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_handle_id (&self->count_id, g_source_remove);
  g_object_unref (self->window);
  g_free (self->old_name);
  g_free (self);
}

static char *
dup_name (Dialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
}

static char *
dup_rules (Dialog *self)
{
  g_autoptr (AttRules) rules = att_rules_new ();
  GtkListBoxRow *row;

  rules->any = gtk_drop_down_get_selected (self->match) == 1;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rules, i)); i++)
    if (ATT_IS_RULES_ROW (row))
      att_rules_row_add_to (ATT_RULES_ROW (row), rules);
  if (gtk_switch_get_active (self->limited))
    {
      rules->limit = (guint) gtk_spin_button_get_value_as_int (self->limit);
      rules->limit_minutes = gtk_drop_down_get_selected (self->unit) == 1;
    }
  rules->sort = orders[adw_combo_row_get_selected (self->order)].sort;
  rules->descending = rules->sort != ATT_SORT_DEFAULT && gtk_toggle_button_get_active (self->descending);
  return att_rules_to_text (rules);
}

/* --- how many --- */

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 duration_ms;
  Dialog *self;
  guint n;

  if (!att_session_measure_rules_finish (ATT_SESSION (source), result, &n, &duration_ms, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("the songs of a smart playlist could not be counted: %s", error->message);
      return;
    }
  self = data;
  text = n > 0 ? att_format_songs (n, duration_ms) : g_strdup (_("No song fits"));
  gtk_label_set_text (self->found, text);
}

static gboolean
count_cb (gpointer data)
{
  Dialog *self = data;
  g_autofree char *rules = dup_rules (self);

  self->count_id = 0;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  att_session_measure_rules_async (att_window_get_session (self->window), rules, self->cancellable, measured_cb, self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (Dialog *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_set_sensitive (self->save, *name != '\0');
  gtk_widget_set_visible (self->limit_row, gtk_switch_get_active (self->limited));
  gtk_widget_set_sensitive (GTK_WIDGET (self->descending), adw_combo_row_get_selected (self->order) != 0);
  g_clear_handle_id (&self->count_id, g_source_remove);
  self->count_id = g_timeout_add (COUNT_AFTER_MS, count_cb, self);
}

/* --- saving --- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) window = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_change_playlist_finish (ATT_SESSION (source), result, &error))
    att_window_toast (window, "%s", error->message);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) window = data;
  g_autoptr (GError) error = NULL;
  gint64 id = att_session_add_playlist_finish (ATT_SESSION (source), result, &error);

  if (id == 0)
    att_window_toast (window, "%s", error->message);
  else
    att_window_show_collection (window, ATT_COLLECTION_PLAYLIST, id, NULL);
}

static void
save_cb (Dialog *self)
{
  AttSession *session = att_window_get_session (self->window);
  g_autofree char *name = dup_name (self), *rules = dup_rules (self);
  const AttPlaylistRecord record = { .name = name, .rules = rules };

  if (*name == '\0')
    return;
  if (self->id == 0)
    att_session_add_playlist_async (session, &record, made_cb, g_object_ref (self->window));
  else
    {
      if (g_strcmp0 (name, self->old_name) != 0)
        att_session_rename_playlist_async (session, self->id, name, saved_cb, g_object_ref (self->window));
      att_session_set_playlist_rules_async (session, self->id, rules, saved_cb, g_object_ref (self->window));
    }
  gtk_window_destroy (self->dialog);
}

/* --- rules --- */

static void
removed_cb (AttRulesRow *row, Dialog *self)
{
  gtk_list_box_remove (self->rules, GTK_WIDGET (row));
  changed_cb (self);
}

static void
add_rule (Dialog *self, const AttRule *rule)
{
  GtkWidget *row = att_rules_row_new (rule);
  int n = 0;

  while (ATT_IS_RULES_ROW (gtk_list_box_get_row_at_index (self->rules, n)))
    n++;
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (row, "removed", G_CALLBACK (removed_cb), self);
  gtk_list_box_insert (self->rules, row, n);
}

static void
rule_wanted_cb (Dialog *self)
{
  add_rule (self, NULL);
  changed_cb (self);
}

/* --- the window --- */

static GtkWidget *
make_rules_group (Dialog *self)
{
  const char *const match[] = { _("All of these"), _("Any of these"), NULL };
  GtkWidget *group = adw_preferences_group_new (), *add = gtk_button_new_from_icon_name ("list-add-symbolic");
  GtkWidget *ends = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->match = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (match));
  att_accessible_name (self->match, _("How many rules must hold"));
  att_accessible_name (add, _("Add a rule"));
  gtk_widget_set_tooltip_text (add, _("Add a rule"));
  gtk_widget_add_css_class (add, "flat");
  gtk_box_append (GTK_BOX (ends), GTK_WIDGET (self->match));
  gtk_box_append (GTK_BOX (ends), add);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Rules"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), ends);
  self->rules = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rules, GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (self->rules, g_object_new (GTK_TYPE_LABEL, "label", _("Every song of your library"),
                                                           "wrap", TRUE, "margin-top", 18, "margin-bottom", 18, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->rules), "boxed-list");
  att_accessible_name (self->rules, _("Rules"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->rules));
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (rule_wanted_cb), self);
  g_signal_connect_swapped (self->match, "notify::selected", G_CALLBACK (changed_cb), self);
  return group;
}

static GtkWidget *
make_row (const char *title, GtkWidget *first, GtkWidget *second)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, NULL), *suffixes[] = { first, second };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (suffixes[i])
      {
        gtk_widget_set_valign (suffixes[i], GTK_ALIGN_CENTER);
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffixes[i]);
      }
  return row;
}

static GtkWidget *
make_limit_group (Dialog *self)
{
  const char *const units[] = { _("songs"), _("minutes"), NULL };
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GtkWidget *group = adw_preferences_group_new (), *limited_row;

  self->limited = GTK_SWITCH (gtk_switch_new ());
  self->limit = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, 100000, 1));
  gtk_spin_button_set_value (self->limit, 50);
  self->unit = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (units));
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    gtk_string_list_append (labels, _(orders[i].label));
  self->order = ADW_COMBO_ROW (g_object_new (ADW_TYPE_COMBO_ROW, "title", _("Order"), "model", labels,
                                              "use-subtitle", TRUE, NULL));
  self->descending = GTK_TOGGLE_BUTTON (gtk_toggle_button_new ());
  gtk_button_set_icon_name (GTK_BUTTON (self->descending), "view-sort-descending-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->descending), _("Highest or latest first"));
  att_accessible_name (self->limited, _("Limit"));
  att_accessible_name (self->limit, _("At most"));
  att_accessible_name (self->unit, _("Songs or minutes"));
  att_accessible_name (self->descending, _("Highest or latest first"));
  gtk_widget_add_css_class (GTK_WIDGET (self->descending), "flat");
  limited_row = make_row (_("Limit"), GTK_WIDGET (self->limited), NULL);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (limited_row), GTK_WIDGET (self->limited));
  self->limit_row = make_row (_("At most"), GTK_WIDGET (self->limit), GTK_WIDGET (self->unit));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), limited_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->limit_row);
  gtk_widget_set_valign (GTK_WIDGET (self->descending), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->order), GTK_WIDGET (self->descending));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->order));
  g_signal_connect_swapped (self->limited, "notify::active", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->limit, "value-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->unit, "notify::selected", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->descending, "toggled", G_CALLBACK (changed_cb), self);
  return group;
}

static void
order_cb (Dialog *self)
{
  gtk_toggle_button_set_active (self->descending, orders[adw_combo_row_get_selected (self->order)].descending);
  changed_cb (self);
}

static GtkWidget *
make_content (Dialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *page = adw_preferences_page_new (), *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  GtkWidget *name_group = adw_preferences_group_new ();

  self->save = gtk_button_new_with_mnemonic (self->id ? _("_Save") : _("C_reate"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  att_dialog_set_bar (self->dialog, ADW_HEADER_BAR (bar));
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->save);
  self->name = ADW_ENTRY_ROW (g_object_new (ADW_TYPE_ENTRY_ROW, "title", _("Name"), "activates-default", TRUE, NULL));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (name_group), GTK_WIDGET (self->name));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (name_group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_rules_group (self)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_limit_group (self)));
  self->found = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "margin-top", 9, "margin-bottom", 9, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->found), "dim-label");
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), page);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->found));
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), self->dialog);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (changed_cb), self);
  return box;
}

static void
show_rules (Dialog *self, const AttRules *rules)
{
  gtk_drop_down_set_selected (self->match, rules->any);
  for (guint i = 0; i < rules->rules->len; i++)
    add_rule (self, g_ptr_array_index (rules->rules, i));
  gtk_switch_set_active (self->limited, rules->limit > 0);
  if (rules->limit > 0)
    gtk_spin_button_set_value (self->limit, rules->limit);
  gtk_drop_down_set_selected (self->unit, rules->limit_minutes);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (orders[i].sort == rules->sort)
      adw_combo_row_set_selected (self->order, i);
  gtk_toggle_button_set_active (self->descending, rules->descending);
}

GtkWidget *
att_rules_dialog_new (AttWindow *window, const AttPlaylistRecord *record)
{
  Dialog *self = g_new0 (Dialog, 1);
  GtkWidget *dialog = g_object_new (ADW_TYPE_WINDOW, "transient-for", window, "modal", TRUE, "destroy-with-parent",
                                    TRUE, "title", _("Smart Playlist"), "default-width", 480, "default-height", 560, NULL);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_autoptr (AttRules) rules = record ? att_rules_parse (record->rules, NULL) : NULL;

  self->window = g_object_ref (window);
  self->dialog = GTK_WINDOW (dialog);
  self->id = record ? record->id : 0;
  self->old_name = record ? g_strdup (record->name) : NULL;
  self->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (dialog), "att-dialog", self, dialog_free);
  adw_window_set_content (ADW_WINDOW (dialog), make_content (self));
  att_rows_wrap_titles (dialog);
  gtk_window_set_default_widget (GTK_WINDOW (dialog), self->save);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (dialog, keys);
  gtk_editable_set_text (GTK_EDITABLE (self->name), record ? record->name : _("Smart playlist"));
  if (rules)
    show_rules (self, rules);
  else
    add_rule (self, NULL);
  g_signal_connect_swapped (self->order, "notify::selected", G_CALLBACK (order_cb), self);
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
  return dialog;
}
