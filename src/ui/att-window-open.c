/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes from outside is played: dropped on the window, chosen in a dialog, or an address. A folder that is not
 * in the library is offered to it.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-window-private.h"

/* --- a folder from outside --- */

typedef struct {
  AttWindow *window; /* owns the toast that owns this */
  char *path;
} Outside;

static void
outside_free (gpointer data, GClosure *closure)
{
  g_free (((Outside *) data)->path);
  g_free (data);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_add_root_finish (ATT_SESSION (source), result, &error))
    att_window_toast (self, "%s", error->message);
}

static void
add_cb (Outside *outside)
{
  att_session_add_root_async (outside->window->session, outside->path, added_cb, g_object_ref (outside->window));
}

static void
opened_outside_cb (AttSession *session, const char *path, AttWindow *self)
{
  g_autofree char *name = g_filename_display_basename (path);
  Outside *outside = g_new (Outside, 1);

  *outside = (Outside){ self, g_strdup (path) };
  att_window_toast_button (self, _("Add Folder"), G_CALLBACK (add_cb), outside, outside_free,
                           _("“%s” is not in your library"), name);
}

/* one sentence, of the first: of many the others are hardly otherwise */
static void
cannot_open_cb (AttSession *session, char **uris, char **causes, AttWindow *self)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uris[0]);
  g_autofree char *path = g_file_get_path (file), *name = g_filename_display_basename (path ? path : uris[0]);

  /* TRANSLATORS: the name of a file or folder, and why, from the system or from us */
  att_window_toast (self, _("Cannot open “%s”: %s"), name, causes[0]);
}

void
att_window_follow_outside (AttWindow *self)
{
  g_signal_connect_object (self->session, "cannot-open", G_CALLBACK (cannot_open_cb), self, 0);
  g_signal_connect_object (self->session, "opened-outside", G_CALLBACK (opened_outside_cb), self, 0);
}

/* --- playing it --- */

/* @files: a GListModel or a GSList of GFile */
static void
play_files (AttWindow *self, GSList *files, GListModel *model)
{
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);

  for (GSList *l = files; l; l = l->next)
    g_ptr_array_add (uris, g_file_get_uri (l->data));
  for (guint i = 0; model && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (model, i);
      g_ptr_array_add (uris, g_file_get_uri (file));
    }
  if (uris->len == 0)
    return;
  g_ptr_array_add (uris, NULL);
  att_session_note_attended (self->session);
  att_session_play_uris (self->session, (const char *const *) uris->pdata);
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, AttWindow *self)
{
  if (!self->session)
    return FALSE;
  play_files (self, g_value_get_boxed (value), NULL);
  return TRUE;
}

void
att_window_accept_files (AttWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->toasts), GTK_EVENT_CONTROLLER (target));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, AttWindow *self)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT)
    play_files (self, NULL, files);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
open_files_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Open Music"), GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Play"), _("_Cancel"));
  GtkFileFilter *music = gtk_file_filter_new (), *all = gtk_file_filter_new ();
  static const char *const types[] = { "audio/*", "application/ogg", "application/xspf+xml", "video/mp4" };

  gtk_file_filter_set_name (music, _("Music and playlists"));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    gtk_file_filter_add_mime_type (music, types[i]);
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), music);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  g_object_unref (music);
  g_object_unref (all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), widget);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- an address --- */

/* what is played for @text: an address as it is, a host without its scheme, a path. NULL: none of them */
static char *
address_of (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GUri) uri = NULL;

  if (*stripped == '/')
    return g_filename_to_uri (stripped, NULL, NULL);
  if (!strstr (stripped, "://") && strchr (stripped, '.') && !strchr (stripped, ' '))
    {
      char *with_scheme = g_strconcat ("https://", stripped, NULL);

      g_free (stripped);
      stripped = with_scheme;
    }
  uri = g_uri_parse (stripped, G_URI_FLAGS_NONE, NULL);
  if (!uri || (strcmp (g_uri_get_scheme (uri), "file") != 0 && (!g_uri_get_host (uri) || !*g_uri_get_host (uri))))
    return NULL;
  return g_steal_pointer (&stripped);
}

static void
address_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *address = address_of (gtk_editable_get_text (entry));

  adw_message_dialog_set_response_enabled (dialog, "play", address != NULL);
}

static void
address_given_cb (AdwMessageDialog *dialog, const char *response, AttWindow *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  g_autofree char *address = address_of (gtk_editable_get_text (entry));
  const char *uris[] = { address, NULL };

  if (g_strcmp0 (response, "play") != 0 || !address)
    return;
  att_session_note_attended (self->session);
  att_session_play_uris (self->session, uris);
}

static void
open_address_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (widget), _("Open Address"),
                                              _("Of a stream, or of a file on the network."));
  GtkWidget *entry = g_object_new (GTK_TYPE_ENTRY, "activates-default", TRUE, "input-purpose", GTK_INPUT_PURPOSE_URL,
                                   "placeholder-text", "https://", NULL);

  att_accessible_name (entry, _("Address"));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "play", _("_Play"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "play", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "play");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "play", FALSE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  g_signal_connect (entry, "changed", G_CALLBACK (address_changed_cb), dialog);
  g_signal_connect (dialog, "response", G_CALLBACK (address_given_cb), widget);
  att_accessible_name_mnemonics (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

void
att_window_install_open_actions (AttWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.open-files", NULL, open_files_cb);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.open-address", NULL, open_address_cb);
}
