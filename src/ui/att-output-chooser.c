/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-output-chooser.h"

#include <glib/gi18n-lib.h>

#include "att-session-sound.h"

static const char *
get_chosen (AttSession *session)
{
  const char *chosen = att_session_get_setting (session, ATT_SETTING_OUTPUT);

  return chosen ? chosen : "";
}

static void
choose (AttSession *session, const char *id)
{
  if (!g_str_equal (id, get_chosen (session)))
    att_session_set_setting (session, ATT_SETTING_OUTPUT, id);
}

/* --- buttons --- */

static void
toggled_cb (GtkCheckButton *button, AttSession *session)
{
  if (gtk_check_button_get_active (button))
    choose (session, g_object_get_data (G_OBJECT (button), "att-output"));
}

static GtkWidget *
add_button (GtkBox *box, AttSession *session, GtkWidget *group, const char *id, const char *name, gboolean active)
{
  GtkWidget *button = gtk_check_button_new_with_label (name);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (group));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), active);
  g_object_set_data_full (G_OBJECT (button), "att-output", g_strdup (id), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), session, 0);
  gtk_box_append (box, button);
  return button;
}

static void
show_buttons (GtkBox *box)
{
  AttSession *session = g_object_get_data (G_OBJECT (box), "att-session");
  g_autoptr (GPtrArray) outputs = att_outputs_list (att_session_get_outputs (session));
  GtkWidget *child, *first;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
  gtk_widget_set_visible (GTK_WIDGET (box), outputs->len > 1);
  /* where the chosen one is not there, the system's plays */
  first = add_button (box, session, NULL, "", _("The system's choice"), TRUE);
  for (guint i = 0; i < outputs->len; i++)
    {
      AttOutput *output = g_ptr_array_index (outputs, i);

      add_button (box, session, first, output->id, output->name, g_str_equal (output->id, get_chosen (session)));
    }
}

void
att_output_chooser_fill (GtkBox *box, AttSession *session)
{
  AttOutputs *outputs = att_session_get_outputs (session);

  gtk_widget_set_visible (GTK_WIDGET (box), FALSE);
  if (!outputs)
    return;
  g_object_set_data_full (G_OBJECT (box), "att-session", g_object_ref (session), g_object_unref);
  g_signal_connect_object (outputs, "changed", G_CALLBACK (show_buttons), box, G_CONNECT_SWAPPED);
  g_signal_connect (box, "map", G_CALLBACK (show_buttons), NULL);
  show_buttons (box);
}

/* --- the row --- */

static void
selected_cb (AdwComboRow *row, GParamSpec *pspec, AttSession *session)
{
  GStrv ids = g_object_get_data (G_OBJECT (row), "att-outputs");
  guint i = adw_combo_row_get_selected (row);

  if (ids && i < g_strv_length (ids))
    choose (session, ids[i]);
}

static void
show_row (AdwComboRow *row)
{
  AttSession *session = g_object_get_data (G_OBJECT (row), "att-session");
  g_autoptr (GPtrArray) outputs = att_outputs_list (att_session_get_outputs (session));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  guint chosen = 0;

  gtk_string_list_append (names, _("The system's choice"));
  g_strv_builder_add (ids, "");
  for (guint i = 0; i < outputs->len; i++)
    {
      AttOutput *output = g_ptr_array_index (outputs, i);

      gtk_string_list_append (names, output->name);
      g_strv_builder_add (ids, output->id);
      if (g_str_equal (output->id, get_chosen (session)))
        chosen = i + 1;
    }
  g_object_set_data (G_OBJECT (row), "att-outputs", NULL); /* the row changes by itself: that is no choice */
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, chosen);
  g_object_set_data_full (G_OBJECT (row), "att-outputs", g_strv_builder_end (ids), (GDestroyNotify) g_strfreev);
  gtk_widget_set_visible (GTK_WIDGET (row), outputs->len > 0);
}

GtkWidget *
att_output_chooser_new_row (AttSession *session)
{
  AttOutputs *outputs = att_session_get_outputs (session);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Sound output"));
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE); /* it may be long */
  gtk_widget_set_visible (row, FALSE);
  if (!outputs)
    return row;
  g_object_set_data_full (G_OBJECT (row), "att-session", g_object_ref (session), g_object_unref);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (selected_cb), session, 0);
  g_signal_connect_object (outputs, "changed", G_CALLBACK (show_row), row, G_CONNECT_SWAPPED);
  show_row (ADW_COMBO_ROW (row));
  return row;
}
