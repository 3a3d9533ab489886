/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-preferences-sound.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-output-chooser.h"
#include "att-rows.h"

#define MAX_CROSSFADE_S (ATT_PLAYER_MAX_CROSSFADE_MS / 1000)

static void
crossfade_cb (AdwComboRow *row, GParamSpec *pspec, AttSession *session)
{
  g_autofree char *value = g_strdup_printf ("%u", adw_combo_row_get_selected (row));

  if (adw_combo_row_get_selected (row) <= MAX_CROSSFADE_S)
    att_session_set_setting (session, ATT_SETTING_CROSSFADE, value);
}

static GtkWidget *
make_crossfade_row (AttSession *session)
{
  const char *text = att_session_get_setting (session, ATT_SETTING_CROSSFADE);
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  gtk_string_list_append (words, _("Off"));
  for (guint i = 1; i <= MAX_CROSSFADE_S; i++)
    gtk_string_list_take (words, g_strdup_printf (ngettext ("%u second", "%u seconds", i), i));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Crossfade"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Songs flow into each other; never within an album"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (words));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row),
                              text ? (guint) CLAMP (g_ascii_strtod (text, NULL), 0, MAX_CROSSFADE_S) : 0);
  att_rows_show_whole_choice (ADW_COMBO_ROW (row));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (crossfade_cb), session, 0);
  return row;
}

static void
equalizer_cb (GtkWidget *row)
{
  GtkWindow *preferences = GTK_WINDOW (gtk_widget_get_root (row));
  GtkWindow *window = gtk_window_get_transient_for (preferences);

  gtk_window_close (preferences);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.equalizer", NULL);
}

static GtkWidget *
make_equalizer_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Equalizer"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  g_signal_connect (row, "activated", G_CALLBACK (equalizer_cb), NULL);
  return row;
}

/* a setting of "on" and "off", and on where it was never set */
static void
switched_cb (GtkSwitch *widget, GParamSpec *pspec, AttSession *session)
{
  att_session_set_setting (session, g_object_get_data (G_OBJECT (widget), "setting"),
                           gtk_switch_get_active (widget) ? "on" : "off");
}

static GtkWidget *
make_switch_row (AttSession *session, const char *setting, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new (), *widget = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_switch_set_active (GTK_SWITCH (widget), g_strcmp0 (att_session_get_setting (session, setting), "off") != 0);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  att_accessible_name (widget, title);
  g_object_set_data (G_OBJECT (widget), "setting", (gpointer) setting);
  g_signal_connect_object (widget, "notify::active", G_CALLBACK (switched_cb), session, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  return row;
}

void
att_preferences_add_sound (AdwPreferencesPage *page, AttSession *session)
{
  AdwPreferencesGroup *sound = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  AdwPreferencesGroup *background = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_add (sound, make_crossfade_row (session));
  adw_preferences_group_add (sound, make_equalizer_row ());
  adw_preferences_group_add (sound, att_output_chooser_new_row (session));
  adw_preferences_group_add (background, make_switch_row (session, ATT_SETTING_BACKGROUND,
                                                          _("Play on when the window is closed"), NULL));
  adw_preferences_group_add (background, make_switch_row (session, ATT_SETTING_NOTIFICATIONS,
                                                          _("Notify when another song begins"),
                                                          _("Only while the window is not in front")));
  adw_preferences_page_add (page, sound);
  adw_preferences_page_add (page, background);
}
