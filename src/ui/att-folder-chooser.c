/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-folder-chooser.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GtkWidget *asker;
  AttSession *session;
  AttFolderFunc func;
  GtkFileChooserNative *dialog;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->dialog);
  g_object_unref (question->session);
  g_object_unref (question->asker);
  g_free (question);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr (GError) error = NULL;

  att_session_add_root_finish (ATT_SESSION (source), result, &error);
  question->func (question->asker, error ? error->message : NULL);
  question_free (question);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  Question *question = data;
  g_autoptr (GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_hide (dialog);
  if (folder && g_file_peek_path (folder))
    {
      att_session_add_root_async (question->session, g_file_peek_path (folder), added_cb, question);
      return;
    }
  if (response == GTK_RESPONSE_ACCEPT)
    question->func (question->asker, _("Only folders of this computer can be read for now."));
  question_free (question);
}

void
att_folder_chooser_show (GtkWidget *asker, AttSession *session, AttFolderFunc func)
{
  Question *question = g_new (Question, 1);

  question->asker = g_object_ref (asker);
  question->session = g_object_ref (session);
  question->func = func;
  question->dialog =
    gtk_file_chooser_native_new (_("Where is your music?"), GTK_WINDOW (gtk_widget_get_root (asker)),
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Use This Folder"), _("_Cancel"));
  g_signal_connect (question->dialog, "response", G_CALLBACK (response_cb), question);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (question->dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (question->dialog));
}
