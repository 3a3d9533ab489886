/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-preferences.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-folder-chooser.h"
#include "att-folders-group.h"
#include "att-format.h"
#include "att-preferences-sound.h"
#include "att-rows.h"
#include "att-week-row.h"

#define MAX_FAILURES 50
#define MAX_GENRES 6
#define MAX_WEEKS 8
#define SHUFFLE_SHARE 0.1 /* as the template says */

struct _AttPreferences
{
  AdwPreferencesWindow parent_instance;

  AttSession *session;
  GPtrArray *failure_rows, *mixer_rows, *week_rows;

  AttFoldersGroup *roots;
  GtkSwitch *listen;
  GtkSwitch *battery;
  AdwExpanderRow *failures;
  AdwActionRow *no_failures;
  AdwPreferencesGroup *mixer;
  AdwPreferencesGroup *weeks;
  AdwActionRow *no_weeks;
  GtkSwitch *shuffle;
  AdwActionRow *genres;
  GtkSpinButton *attended;
  AdwPreferencesPage *playback;
  AdwComboRow *replaygain;
};

G_DEFINE_FINAL_TYPE (AttPreferences, att_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* in the order of the list in the template */
static const char *const replaygain_values[] = { "auto", "track", "album", "off" };

static void
show_problem (AttPreferences *self, const char *problem)
{
  g_autofree char *markup = g_markup_escape_text (problem, -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (markup));
}

static void
clear_rows (GPtrArray *rows, AdwPreferencesGroup *group)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

/* --- music folders --- */

static void
folder_added (AttPreferences *self, const char *problem)
{
  if (problem)
    show_problem (self, problem);
}

static void
add_folder_cb (AttPreferences *self)
{
  att_folder_chooser_show (GTK_WIDGET (self), self->session, (AttFolderFunc) folder_added);
}

static void
rescan_cb (AttPreferences *self)
{
  att_session_rescan (self->session);
}

static void
listen_cb (GtkSwitch *listen, GParamSpec *pspec, AttPreferences *self)
{
  if (self->session)
    att_session_set_setting (self->session, ATT_SETTING_ANALYZE, gtk_switch_get_active (listen) ? "on" : "off");
}

static void
battery_cb (GtkSwitch *battery, GParamSpec *pspec, AttPreferences *self)
{
  if (self->session)
    att_session_set_setting (self->session, ATT_SETTING_TRAIN_ON_BATTERY,
                             gtk_switch_get_active (battery) ? "on" : "off");
}

static void
failures_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttPreferences) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) failures = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (!self->session)
    return;
  if (!failures)
    {
      show_problem (self, error->message);
      return;
    }
  for (guint i = 0; i < self->failure_rows->len; i++)
    adw_expander_row_remove (self->failures, g_ptr_array_index (self->failure_rows, i));
  g_ptr_array_set_size (self->failure_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->failures), failures->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->no_failures), failures->len == 0);
  {
    g_autofree char *title =
      g_strdup_printf (ngettext ("%u file could not be read", "%u files could not be read", failures->len),
                       failures->len);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->failures), title);
    /* libadwaita names only the row inside of it */
    att_accessible_name (self->failures, title);
  }
  for (guint i = 0; i < MIN (failures->len, MAX_FAILURES); i++)
    {
      AttFailure *failure = g_ptr_array_index (failures, i);
      g_autofree char *path = g_filename_display_name (failure->path);
      g_autofree char *cause = g_markup_escape_text (failure->cause, -1);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), path);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), cause);
      adw_expander_row_add_row (self->failures, row);
      g_ptr_array_add (self->failure_rows, row);
    }
}

/* --- radio --- */

/* in the order of the words in make_mixer_row() */
static const double levels[] = { 1, 0.4, 0 };

static void portrait_cb (GObject *source, GAsyncResult *result, gpointer data);

static void
level_cb (GtkDropDown *choice, GParamSpec *pspec, AttPreferences *self)
{
  const char *name = g_object_get_data (G_OBJECT (choice), "att-name");
  guint i = gtk_drop_down_get_selected (choice);

  if (!self->session || i >= G_N_ELEMENTS (levels))
    return;
  for (guint k = 0; k < ATT_N_RECOMMENDERS; k++)
    if (g_str_equal (att_format_recommender (k), name))
      att_session_set_level (self->session, k, levels[i]);
  att_session_get_portrait_async (self->session, portrait_cb, g_object_ref (self));
}

static GtkWidget *
make_mixer_row (AttPreferences *self, const char *name, double level)
{
  const char *const words[] = { _("Fully"), _("Less"), _("Off"), NULL };
  g_autofree char *spoken = g_strdup_printf (_("How much counts: %s"), name);
  GtkWidget *row = adw_action_row_new (), *bar = gtk_level_bar_new (), *label = gtk_label_new (NULL);
  GtkWidget *choice = gtk_drop_down_new_from_strings (words), *share = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_widget_add_css_class (bar, "plain");
  gtk_widget_set_size_request (bar, 80, -1);
  att_accessible_name (bar, name);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_box_append (GTK_BOX (share), label);
  gtk_box_append (GTK_BOX (share), bar);
  gtk_widget_set_valign (share, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  att_accessible_name (choice, spoken);
  /* GTK 4.8 leaves the button inside without a name */
  att_accessible_name (gtk_widget_get_first_child (choice), spoken);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (level <= levels[i])
      gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), i);
  g_object_set_data (G_OBJECT (choice), "att-name", (gpointer) name);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (level_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), share);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), choice);
  g_object_set_data (G_OBJECT (row), "att-bar", bar);
  g_object_set_data (G_OBJECT (row), "att-label", label);
  return row;
}

static GtkWidget *
find_mixer_row (AttPreferences *self, const char *name)
{
  for (guint i = 0; i < self->mixer_rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->mixer_rows, i);

      if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), name))
        return row;
    }
  return NULL;
}

/* several recommenders have one name in the window: their shares are one, and so is their level */
static void
show_mixer (AttPreferences *self, AttPortrait *portrait)
{
  for (guint i = 0; i < portrait->mixer->len; i++)
    {
      AttMixerShare *share = &g_array_index (portrait->mixer, AttMixerShare, i);
      const char *name = att_format_recommender (share->recommender);
      g_autofree char *percent = NULL;
      GtkWidget *row = find_mixer_row (self, name);
      double sum = 0;

      for (guint j = 0; j < portrait->mixer->len; j++)
        {
          AttMixerShare *other = &g_array_index (portrait->mixer, AttMixerShare, j);

          if (g_str_equal (att_format_recommender (other->recommender), name))
            sum += other->weight;
        }
      if (!row)
        {
          row = make_mixer_row (self, name, share->level);
          adw_preferences_group_add (self->mixer, row);
          g_ptr_array_add (self->mixer_rows, row);
        }
      percent = g_strdup_printf ("%.0f %%", 100 * sum);
      gtk_level_bar_set_value (g_object_get_data (G_OBJECT (row), "att-bar"), CLAMP (sum, 0, 1));
      gtk_label_set_text (g_object_get_data (G_OBJECT (row), "att-label"), percent);
    }
}

/* what waits to be heard has a share of its own, whatever the rest says */
static void
show_explore_share (AttPreferences *self, double share)
{
  GtkWidget *row = find_mixer_row (self, att_format_recommender (ATT_RECOMMENDER_EXPLORE));
  const guint every = share > 0 ? MAX ((guint) (1 / share + 0.5), 1) : 0;
  g_autofree char *text =
    every > 0 ? g_strdup_printf (ngettext ("One song in %u, once it knows you a little", "One song in %u, once it knows you a little", every), every)
              : g_strdup (_("None of what waits to be heard"));

  if (row)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

/* the newest first */
static void
show_weeks (AttPreferences *self, GArray *weeks)
{
  clear_rows (self->week_rows, self->weeks);
  gtk_widget_set_visible (GTK_WIDGET (self->no_weeks), weeks->len == 0);
  for (guint i = 0; i < MIN (weeks->len, MAX_WEEKS); i++)
    {
      GtkWidget *row = att_week_row_new (&g_array_index (weeks, AttWeek, weeks->len - 1 - i));

      adw_preferences_group_add (self->weeks, row);
      g_ptr_array_add (self->week_rows, row);
    }
}

static void
portrait_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttPreferences) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPortrait) portrait = att_session_get_portrait_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *markup = NULL;

  if (!self->session || !portrait)
    return;
  show_mixer (self, portrait);
  show_explore_share (self, portrait->explore_share);
  show_weeks (self, portrait->weeks);
  for (guint i = 0; i < MIN (portrait->genres->len, MAX_GENRES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", g_array_index (portrait->genres, AttTaste, i).name);
  markup = g_markup_escape_text (text->len > 0 ? text->str : _("Nothing chosen yet"), -1);
  adw_action_row_set_subtitle (self->genres, markup);
}

static void
choose_genres_cb (AttPreferences *self)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.first-run", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
shuffle_cb (GtkSwitch *shuffle, GParamSpec *pspec, AttPreferences *self)
{
  if (self->session)
    att_session_set_shuffle_share (self->session, gtk_switch_get_active (shuffle) ? SHUFFLE_SHARE : 0);
}

static void
attended_cb (GtkSpinButton *spin, AttPreferences *self)
{
  g_autofree char *value = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (spin));

  if (self->session)
    att_session_set_setting (self->session, ATT_SETTING_ATTENDED_MIN, value);
}

/* --- playback --- */

static void
replaygain_cb (AdwComboRow *row, GParamSpec *pspec, AttPreferences *self)
{
  guint i = adw_combo_row_get_selected (row);

  if (!self->session || i >= G_N_ELEMENTS (replaygain_values))
    return;
  att_session_set_setting (self->session, ATT_SETTING_REPLAYGAIN, replaygain_values[i]);
}

static void
load_failures (AttPreferences *self)
{
  if (self->session)
    att_session_list_failures_async (self->session, failures_cb, g_object_ref (self));
}

static void
load_portrait (AttPreferences *self)
{
  if (self->session)
    att_session_get_portrait_async (self->session, portrait_cb, g_object_ref (self));
}

static void
library_changed_cb (AttPreferences *self)
{
  load_failures (self);
}

static void
att_preferences_dispose (GObject *object)
{
  AttPreferences *self = ATT_PREFERENCES (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->failure_rows, g_ptr_array_unref);
  g_clear_pointer (&self->mixer_rows, g_ptr_array_unref);
  g_clear_pointer (&self->week_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (att_preferences_parent_class)->dispose (object);
}

static void
att_preferences_class_init (AttPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_preferences_dispose;
  g_type_ensure (ATT_TYPE_FOLDERS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, roots);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, listen);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, battery);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, failures);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, no_failures);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, mixer);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, weeks);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, no_weeks);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, shuffle);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, genres);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, attended);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, playback);
  gtk_widget_class_bind_template_child (widget_class, AttPreferences, replaygain);
  gtk_widget_class_bind_template_callback (widget_class, add_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, rescan_cb);
  gtk_widget_class_bind_template_callback (widget_class, listen_cb);
  gtk_widget_class_bind_template_callback (widget_class, battery_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_genres_cb);
  gtk_widget_class_bind_template_callback (widget_class, shuffle_cb);
  gtk_widget_class_bind_template_callback (widget_class, attended_cb);
  gtk_widget_class_bind_template_callback (widget_class, replaygain_cb);
}

static void
att_preferences_init (AttPreferences *self)
{
  self->failure_rows = g_ptr_array_new ();
  self->mixer_rows = g_ptr_array_new ();
  self->week_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  att_rows_show_whole_choice (self->replaygain);
  att_rows_wrap_titles (GTK_WIDGET (self));
}

GtkWidget *
att_preferences_new (AttSession *session)
{
  AttPreferences *self = g_object_new (ATT_TYPE_PREFERENCES, NULL);
  const char *replaygain = att_session_get_setting (session, ATT_SETTING_REPLAYGAIN);
  const char *attended = att_session_get_setting (session, ATT_SETTING_ATTENDED_MIN);

  /* the widgets are set before there is a session to write to */
  gtk_switch_set_active (self->listen, !att_session_get_analyze_paused (session));
  gtk_switch_set_active (self->battery,
                         g_strcmp0 (att_session_get_setting (session, ATT_SETTING_TRAIN_ON_BATTERY), "on") == 0);
  gtk_switch_set_active (self->shuffle, att_session_get_shuffle_share (session) > 0);
  gtk_spin_button_set_value (self->attended, attended ? g_ascii_strtod (attended, NULL) : 90);
  for (guint i = 0; i < G_N_ELEMENTS (replaygain_values); i++)
    if (g_strcmp0 (replaygain, replaygain_values[i]) == 0)
      adw_combo_row_set_selected (self->replaygain, i);
  att_preferences_add_sound (self->playback, session);
  self->session = g_object_ref (session);
  att_folders_group_set_session (self->roots, session);
  g_signal_connect_object (session, "library-changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "taste-changed", G_CALLBACK (load_portrait), self, G_CONNECT_SWAPPED);
  library_changed_cb (self);
  load_portrait (self);
  return GTK_WIDGET (self);
}
