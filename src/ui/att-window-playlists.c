/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-window-playlists.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-dialog.h"
#include "att-import-report.h"
#include "att-playlist-chooser.h"
#include "att-rules-dialog.h"
#include "att-window-private.h"

/* what Undo and later answers need */
typedef struct {
  AttWindow *window;
  gint64 id;
  char *name;
  char **uris;
  AttPlaylistRecord *record;
} Edit;

static Edit *
edit_new (AttWindow *window, gint64 id, const char *name, const char *const *uris)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->window = g_object_ref (window);
  edit->id = id;
  edit->name = g_strdup (name);
  edit->uris = g_strdupv ((char **) uris);
  return edit;
}

static void
edit_free (Edit *edit)
{
  g_object_unref (edit->window);
  g_free (edit->name);
  g_strfreev (edit->uris);
  att_playlist_record_free (edit->record);
  g_free (edit);
}

static void
edit_destroy (gpointer edit, GClosure *closure)
{
  edit_free (edit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Edit, edit_free)

/* nothing is said where it went well */
static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_change_playlist_finish (ATT_SESSION (source), result, &error))
    att_window_toast (self, "%s", error->message);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (att_session_add_playlist_finish (ATT_SESSION (source), result, &error) == 0)
    att_window_toast (self, "%s", error->message);
}

/* --- adding to one --- */

static void
undo_append_cb (Edit *edit)
{
  att_session_set_playlist_entries_async (att_window_get_session (edit->window), edit->id,
                                          (const char *const *) edit->uris, changed_cb, g_object_ref (edit->window));
}

static void
add_twice_cb (Edit *edit)
{
  att_window_append_to_playlist (edit->window, edit->id, edit->name, (const char *const *) edit->uris, TRUE);
}

static void
appended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Edit) edit = data;
  AttWindow *self = edit->window;
  g_auto (GStrv) before = NULL, left_out = NULL;
  g_autoptr (GError) error = NULL;
  guint n, n_left_out;
  Edit *undo;

  if (!att_session_append_to_playlist_finish (ATT_SESSION (source), result, &before, &left_out, &error))
    {
      att_window_toast (self, "%s", error->message);
      return;
    }
  n_left_out = g_strv_length (left_out);
  n = g_strv_length (edit->uris) - n_left_out;
  if (n == 0)
    {
      undo = edit_new (self, edit->id, edit->name, (const char *const *) left_out);
      att_window_toast_button (self, _("Add Again"), G_CALLBACK (add_twice_cb), undo, edit_destroy,
                               ngettext ("It is in “%s” already", "They are in “%s” already", n_left_out), edit->name);
      return;
    }
  undo = edit_new (self, edit->id, edit->name, (const char *const *) before);
  if (n_left_out > 0)
    att_window_toast_undo (self, G_CALLBACK (undo_append_cb), undo, edit_destroy,
                           /* TRANSLATORS: the number of songs that were added, the playlist, how many it had already */
                           ngettext ("%u song added to “%s”; %u was there already",
                                     "%u songs added to “%s”; %u were there already", n), n, edit->name, n_left_out);
  else
    att_window_toast_undo (self, G_CALLBACK (undo_append_cb), undo, edit_destroy,
                           ngettext ("%u song added to “%s”", "%u songs added to “%s”", n), n, edit->name);
}

void
att_window_append_to_playlist (AttWindow *self, gint64 id, const char *name, const char *const *uris, gboolean twice)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  att_session_append_to_playlist_async (self->session, id, uris, twice, appended_cb, edit_new (self, id, name, uris));
}

static char **
dup_uris (GPtrArray *tracks)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < tracks->len; i++)
    g_strv_builder_add (builder, ((AttTrack *) g_ptr_array_index (tracks, i))->uri);
  return g_strv_builder_end (builder);
}

void
att_window_add_to_playlist (AttWindow *self, GPtrArray *tracks, const char *name)
{
  g_auto (GStrv) uris = dup_uris (tracks);

  g_return_if_fail (ATT_IS_WINDOW (self));

  if (tracks->len == 0)
    return;
  if (!name && tracks->len == 1)
    name = att_track_get_title (g_ptr_array_index (tracks, 0));
  att_dialog_present (GTK_WINDOW (att_playlist_chooser_new (self, (const char *const *) uris, name)));
}

static void
collection_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Edit) edit = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (tracks)
    att_window_add_to_playlist (edit->window, tracks, edit->name);
  else
    att_window_toast (edit->window, "%s", error->message);
}

void
att_window_list_collection (AttWindow *self, AttCollectionKind kind, gint64 id, const char *title,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  AttTrackQuery query = { 0 };

  g_return_if_fail (ATT_IS_WINDOW (self));

  if (kind == ATT_COLLECTION_ALBUM)
    query.album_id = id;
  else if (kind == ATT_COLLECTION_ARTIST)
    query.artist_id = id;
  else if (kind == ATT_COLLECTION_PLAYLIST)
    query.playlist_id = id;
  else
    query.genre = title;
  att_session_list_tracks_async (self->session, &query, NULL, callback, user_data);
}

void
att_window_add_collection (AttWindow *self, AttCollectionKind kind, gint64 id, const char *title)
{
  att_window_list_collection (self, kind, id, title, collection_cb, edit_new (self, id, title, NULL));
}

/* --- making --- */

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Edit) edit = data;
  g_autoptr (GError) error = NULL;
  gint64 id = att_session_add_playlist_finish (ATT_SESSION (source), result, &error);

  if (id == 0)
    att_window_toast (edit->window, "%s", error->message);
  else
    att_window_show_collection (edit->window, ATT_COLLECTION_PLAYLIST, id, edit->name);
}

void
att_window_make_playlist (AttWindow *self, const char *name, const char *const *uris)
{
  const AttPlaylistRecord record = { .name = (char *) name, .uris = (char **) uris };

  g_return_if_fail (ATT_IS_WINDOW (self));

  att_session_add_playlist_async (self->session, &record, made_cb, edit_new (self, 0, name, NULL));
}

/* --- a name --- */

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "good", *name != '\0');
}

static void
name_given_cb (AdwMessageDialog *dialog, const char *response, Edit *edit)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (!g_str_equal (response, "good") || *name == '\0')
    return;
  if (edit->id == 0)
    att_window_make_playlist (edit->window, name, (const char *const *) edit->uris);
  else if (!g_str_equal (name, edit->name))
    att_session_rename_playlist_async (edit->window->session, edit->id, name, changed_cb, g_object_ref (edit->window));
}

static void
ask_name (Edit *edit, const char *heading, const char *verb, const char *suggestion)
{
  GtkWidget *entry = g_object_new (GTK_TYPE_ENTRY, "text", suggestion, "activates-default", TRUE, NULL);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (edit->window), heading, NULL);

  att_accessible_name (entry, _("Name"));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "good", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "good", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "good");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  g_signal_connect (entry, "changed", G_CALLBACK (name_changed_cb), dialog);
  name_changed_cb (GTK_EDITABLE (entry), ADW_MESSAGE_DIALOG (dialog));
  g_signal_connect_data (dialog, "response", G_CALLBACK (name_given_cb), edit, edit_destroy, 0);
  att_accessible_name_mnemonics (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

void
att_window_ask_new_playlist (AttWindow *self, const char *name, const char *const *uris)
{
  ask_name (edit_new (self, 0, NULL, uris), _("New Playlist"), _("C_reate"), name ? name : _("New playlist"));
}

void
att_window_ask_rename_playlist (AttWindow *self, gint64 id, const char *name)
{
  ask_name (edit_new (self, id, name, NULL), _("Rename Playlist"), _("_Rename"), name);
}

/* --- deleting --- */

static void
undo_delete_cb (Edit *edit)
{
  att_session_add_playlist_async (edit->window->session, edit->record, restored_cb, g_object_ref (edit->window));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Edit *edit = data;
  AttWindow *self = edit->window;
  g_autofree char *tag = g_strdup_printf ("playlist:%" G_GINT64_FORMAT, edit->id);
  g_autoptr (GError) error = NULL;

  edit->record = att_session_delete_playlist_finish (ATT_SESSION (source), result, &error);
  if (!edit->record)
    {
      att_window_toast (self, "%s", error->message);
      edit_free (edit);
      return;
    }
  if (g_strcmp0 (att_page_get_tag (self->page), tag) == 0)
    att_window_go_back (self);
  att_window_toast_undo (self, G_CALLBACK (undo_delete_cb), edit, edit_destroy, _("“%s” is deleted"), edit->name);
}

void
att_window_delete_playlist (AttWindow *self, gint64 id, const char *name)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  att_session_delete_playlist_async (self->session, id, deleted_cb, edit_new (self, id, name, NULL));
}

/* --- files --- */

typedef struct {
  AttWindow *window;
  GtkFileChooserNative *dialog;
  gint64 id; /* to be exported; 0: import */
  char *path;
} FileQuestion;

static void
file_question_free (FileQuestion *question)
{
  g_object_unref (question->window);
  g_object_unref (question->dialog);
  g_free (question->path);
  g_free (question);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  FileQuestion *question = data;
  g_autofree char *name = g_filename_display_basename (question->path);
  g_autoptr (GError) error = NULL;

  if (att_session_export_playlist_finish (ATT_SESSION (source), result, &error))
    att_window_toast (question->window, _("Written to “%s”"), name);
  else
    att_window_toast (question->window, "%s", error->message);
  file_question_free (question);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, FileQuestion *question)
{
  g_autoptr (GFile) file =
    response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  gtk_native_dialog_hide (dialog);
  if (file && !g_file_peek_path (file))
    att_window_toast (question->window, _("Only files of this computer can be read and written for now."));
  else if (file && question->id == 0)
    att_window_import_playlist (question->window, file);
  else if (file)
    {
      question->path = g_file_get_path (file);
      if (!att_session_is_playlist_file (question->path)) /* a name without one of the known ends */
        {
          char *path = g_strconcat (question->path, ".m3u8", NULL);

          g_free (question->path);
          question->path = path;
        }
      att_session_export_playlist_async (question->window->session, question->id, question->path, exported_cb,
                                         question);
      return;
    }
  file_question_free (question);
}

static GtkFileFilter *
make_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Playlists (M3U8, M3U, PLS, XSPF, JSPF)"));
  gtk_file_filter_add_suffix (filter, "m3u8");
  gtk_file_filter_add_suffix (filter, "m3u");
  gtk_file_filter_add_suffix (filter, "pls");
  gtk_file_filter_add_suffix (filter, "xspf");
  gtk_file_filter_add_suffix (filter, "jspf");
  return filter;
}

static void
ask_file (AttWindow *self, gint64 id, const char *name)
{
  FileQuestion *question = g_new0 (FileQuestion, 1);
  GtkFileChooserAction action = id ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN;
  g_autoptr (GtkFileFilter) filter = make_filter ();

  question->window = g_object_ref (self);
  question->id = id;
  question->dialog = gtk_file_chooser_native_new (id ? _("Export Playlist") : _("Import Playlist"), GTK_WINDOW (self),
                                                  action, id ? _("_Export") : _("_Import"), _("_Cancel"));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (question->dialog), filter);
  if (id)
    {
      g_autofree char *clean = g_strdelimit (g_strdup (name), "/", '-'), *file = g_strconcat (clean, ".m3u8", NULL);

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (question->dialog), file);
    }
  g_signal_connect (question->dialog, "response", G_CALLBACK (file_chosen_cb), question);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (question->dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (question->dialog));
}

void
att_window_export_playlist (AttWindow *self, gint64 id, const char *name)
{
  g_return_if_fail (ATT_IS_WINDOW (self));
  g_return_if_fail (id != 0);

  ask_file (self, id, name);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPlaylistImport) import = att_session_import_playlist_finish (ATT_SESSION (source), result, &error);

  if (!import)
    {
      att_window_toast (self, "%s", error->message);
      return;
    }
  att_window_show_collection (self, ATT_COLLECTION_PLAYLIST, import->id, import->name);
  if (import->missing->len > 0 || import->n_by_name > 0)
    att_dialog_present (GTK_WINDOW (att_import_report_new (self, import)));
  else
    att_window_toast (self, ngettext ("“%s” is among your playlists: %u song", "“%s” is among your playlists: %u songs",
                                      import->n_found), import->name, import->n_found);
}

void
att_window_import_playlist (AttWindow *self, GFile *file)
{
  g_return_if_fail (ATT_IS_WINDOW (self));
  g_return_if_fail (g_file_peek_path (file) != NULL);

  att_session_import_playlist_async (self->session, g_file_peek_path (file), imported_cb, g_object_ref (self));
}

/* --- actions --- */

static void
new_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_window_ask_new_playlist (ATT_WINDOW (widget), NULL, NULL);
}

static void
add_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = self->now ? att_now_get_track (self->now) : NULL;
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func (g_object_unref);

  if (!track)
    return;
  g_ptr_array_add (tracks, g_object_ref (track));
  att_window_add_to_playlist (self, tracks, NULL);
}

static void
new_smart_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_dialog_present (GTK_WINDOW (att_rules_dialog_new (ATT_WINDOW (widget), NULL)));
}

static void
import_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_file (ATT_WINDOW (widget), 0, NULL);
}

/* what plays and all that comes */
static void
save_queue_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttPlayQueue *queue = att_session_get_queue (self->session);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));

  for (guint i = (guint) MAX (att_play_queue_get_current (queue), 0); i < n; i++)
    g_strv_builder_add (builder, att_play_queue_get_item (queue, (int) i)->track->uri);
  uris = g_strv_builder_end (builder);
  if (*uris)
    att_window_ask_new_playlist (self, _("From the queue"), (const char *const *) uris);
  else
    att_window_toast (self, _("The queue is empty"));
}

GtkWidget *
att_window_make_playlist_tools (void)
{
  g_autoptr (GMenu) menu = g_menu_new (), make = g_menu_new (), take = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (make, _("New Playlist…"), "win.new-playlist");
  g_menu_append (make, _("New Smart Playlist…"), "win.new-smart-playlist");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (make));
  g_menu_append (take, _("From the Queue…"), "win.save-queue");
  g_menu_append (take, _("Import a File…"), "win.import-playlist");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (take));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button),
                             g_object_new (ADW_TYPE_BUTTON_CONTENT, "icon-name", "list-add-symbolic", "label",
                                           _("New playlist"), NULL));
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  att_accessible_name (button, _("New playlist"));
  return button;
}

void
att_window_install_playlist_actions (AttWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.add-to-playlist", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "win.new-playlist", NULL, new_cb);
  gtk_widget_class_install_action (widget_class, "win.new-smart-playlist", NULL, new_smart_cb);
  gtk_widget_class_install_action (widget_class, "win.import-playlist", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "win.save-queue", NULL, save_queue_cb);
}
