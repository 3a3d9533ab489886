/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-folders-group.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "att-accessible.h"
#include "att-format.h"

#define UNDO_S 10 /* as in the window; here no key takes it back */

struct _AttFoldersGroup
{
  AdwPreferencesGroup parent_instance;

  AttSession *session;
  GPtrArray *rows;
  char *open; /* path of the folder whose row is open */
};

G_DEFINE_FINAL_TYPE (AttFoldersGroup, att_folders_group, ADW_TYPE_PREFERENCES_GROUP)

static void load (AttFoldersGroup *self);

/* @undo NULL: no button; @path: for it */
static void
say (AttFoldersGroup *self, const char *text, GCallback undo, const char *path)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast;

  if (!ADW_IS_PREFERENCES_WINDOW (window))
    return;
  toast = adw_toast_new (markup);
  if (undo)
    {
      adw_toast_set_button_label (toast, _("Undo"));
      adw_toast_set_timeout (toast, UNDO_S);
      g_object_set_data_full (G_OBJECT (toast), "att-path", g_strdup (path), g_free);
      g_signal_connect_object (toast, "button-clicked", undo, self, 0);
    }
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), toast);
}

/* --- out and in --- */

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFoldersGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_add_root_finish (ATT_SESSION (source), result, &error))
    say (self, error->message, NULL, NULL);
}

static void
undo_remove_cb (AdwToast *toast, AttFoldersGroup *self)
{
  att_session_add_root_async (self->session, g_object_get_data (G_OBJECT (toast), "att-path"), added_cb,
                              g_object_ref (self));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFoldersGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_remove_root_finish (ATT_SESSION (source), result, &error))
    say (self, error->message, NULL, NULL);
  load (self);
}

static void
remove_cb (GtkButton *button, AttFoldersGroup *self)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), "att-root");
  const char *path = g_object_get_data (G_OBJECT (button), "att-path");
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf (_("“%s” is no longer part of the library"), name);

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  att_session_remove_root_async (self->session, *id, removed_cb, g_object_ref (self));
  say (self, text, G_CALLBACK (undo_remove_cb), path);
}

static void
excluded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFoldersGroup) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_set_excluded_finish (ATT_SESSION (source), result, &error))
    say (self, error->message, NULL, NULL);
  load (self);
}

static void
undo_exclude_cb (AdwToast *toast, AttFoldersGroup *self)
{
  att_session_set_excluded_async (self->session, g_object_get_data (G_OBJECT (toast), "att-path"), FALSE, excluded_cb,
                                  g_object_ref (self));
}

static void
include_cb (GtkButton *button, AttFoldersGroup *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  att_session_set_excluded_async (self->session, g_object_get_data (G_OBJECT (button), "att-path"), FALSE, excluded_cb,
                                  g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, AttFoldersGroup *self)
{
  g_autoptr (GFile) folder =
    response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  const char *path = folder ? g_file_peek_path (folder) : NULL;

  if (path && self->session)
    {
      g_autofree char *name = g_filename_display_basename (path);
      g_autofree char *text = g_strdup_printf (_("“%s” is left out"), name);

      att_session_set_excluded_async (self->session, path, TRUE, excluded_cb, g_object_ref (self));
      say (self, text, G_CALLBACK (undo_exclude_cb), path);
    }
  g_object_unref (dialog);
}

static void
exclude_cb (GtkButton *button, AttFoldersGroup *self)
{
  const char *path = g_object_get_data (G_OBJECT (button), "att-path");
  g_autoptr (GFile) root = g_file_new_for_path (path);
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Which folder is not music?"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Leave Out"), _("_Cancel"));

  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), root, NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- rows --- */

static GtkWidget *
make_button (AttFoldersGroup *self, const char *icon, const char *label, const char *name, GCallback clicked,
             const char *path)
{
  GtkWidget *button = icon ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (label);

  if (icon)
    {
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, label);
    }
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  att_accessible_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "att-path", g_strdup (path), g_free);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static char *
describe (const AttRoot *root)
{
  g_autofree char *path = g_filename_display_name (root->path);
  GString *text = g_string_new (path);

  if (!root->mounted)
    {
      g_string_append_printf (text, "\n%s", _("Not there now; its songs wait"));
      return g_string_free (text, FALSE);
    }
  g_string_append_c (text, '\n');
  g_string_append_printf (text, ngettext ("%'u song", "%'u songs", root->n_tracks), root->n_tracks);
  if (root->n_failures > 0)
    {
      g_string_append (text, ATT_DOT);
      g_string_append_printf (text, ngettext ("%u file with a problem", "%u files with problems", root->n_failures),
                              root->n_failures);
    }
  if (root->scanned_at > 0)
    {
      g_autofree char *when = att_format_day (root->scanned_at);

      g_string_append (text, ATT_DOT);
      /* TRANSLATORS: when something new was last found in a music folder; %s is "Today", "3 May"… */
      g_string_append_printf (text, _("last new: %s"), when);
    }
  return g_string_free (text, FALSE);
}

static void
add_excluded_row (AttFoldersGroup *self, GtkWidget *expander, const AttRoot *root, const char *path)
{
  g_autofree char *inside = g_filename_display_name (path + strlen (root->path) + 1);
  g_autofree char *name = g_strdup_printf (_("Take %s in again"), inside);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), inside);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Left out"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (self, "edit-undo-symbolic", _("Take in again"), name,
                                                                G_CALLBACK (include_cb), path));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
}

static void
expanded_cb (GtkWidget *row, GParamSpec *pspec, AttFoldersGroup *self)
{
  g_free (self->open);
  self->open = adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row))
                 ? g_strdup (g_object_get_data (G_OBJECT (row), "att-path")) : NULL;
}

static GtkWidget *
make_row (AttFoldersGroup *self, const AttRoot *root)
{
  g_autofree char *title = g_filename_display_basename (root->path), *text = describe (root);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  g_autofree char *remove_name = g_strdup_printf (_("Remove %s"), title);
  g_autofree char *exclude_name = g_strdup_printf (_("Leave out a folder of %s"), title);
  GtkWidget *row = adw_expander_row_new (), *exclude = adw_action_row_new ();
  GtkWidget *remove = make_button (self, "user-trash-symbolic", _("Remove from the library"), remove_name,
                                   G_CALLBACK (remove_cb), root->path);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), markup);
  /* libadwaita names only the row inside of it */
  att_accessible_name (row, title);
  g_object_set_data_full (G_OBJECT (remove), "att-root", g_memdup2 (&root->id, sizeof root->id), g_free);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), remove);
  for (gsize i = 0; root->excluded[i]; i++)
    add_excluded_row (self, row, root, root->excluded[i]);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (exclude), _("Leave out a folder"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (exclude),
                               _("Hidden folders, and those with a file .nomedia, are left out anyway"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (exclude), make_button (self, NULL, _("Choose…"), exclude_name,
                                                                    G_CALLBACK (exclude_cb), root->path));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), exclude);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), g_strcmp0 (self->open, root->path) == 0);
  g_object_set_data_full (G_OBJECT (row), "att-path", g_strdup (root->path), g_free);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (expanded_cb), self);
  return row;
}

static void
roots_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFoldersGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) roots = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (!self->session)
    return;
  if (!roots)
    {
      say (self, error->message, NULL, NULL);
      return;
    }
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < roots->len; i++)
    {
      GtkWidget *row = make_row (self, g_ptr_array_index (roots, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
load (AttFoldersGroup *self)
{
  if (self->session)
    att_session_list_roots_async (self->session, roots_cb, g_object_ref (self));
}

static void
att_folders_group_dispose (GObject *object)
{
  g_clear_object (&ATT_FOLDERS_GROUP (object)->session);
  G_OBJECT_CLASS (att_folders_group_parent_class)->dispose (object);
}

static void
att_folders_group_finalize (GObject *object)
{
  AttFoldersGroup *self = ATT_FOLDERS_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->open);
  G_OBJECT_CLASS (att_folders_group_parent_class)->finalize (object);
}

static void
att_folders_group_class_init (AttFoldersGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_folders_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = att_folders_group_finalize;
}

static void
att_folders_group_init (AttFoldersGroup *self)
{
  self->rows = g_ptr_array_new ();
}

void
att_folders_group_set_session (AttFoldersGroup *self, AttSession *session)
{
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "library-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
}
