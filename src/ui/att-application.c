/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-application-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "att-background.h"
#include "att-sample.h"
#include "att-shortcuts.h"
#include "att-ui-resources.h"

G_DEFINE_FINAL_TYPE (AttApplication, att_application, ADW_TYPE_APPLICATION)

void
att_ui_init (void)
{
  att_ui_register_resource ();
}

AttWindow *
att_application_get_window (AttApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    if (ATT_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* --- the session --- */

static void
root_added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttApplication *self = data;
  g_autoptr (GError) error = NULL;
  AttWindow *window = att_application_get_window (self);

  if (!att_session_add_root_finish (ATT_SESSION (source), result, &error) && window)
    att_window_toast (window, "%s", error->message);
  g_application_release (G_APPLICATION (self));
}

/* what was asked for on the command line before the session was there, or later by another start */
static void
use_requests (AttApplication *self)
{
  AttWindow *window = att_application_get_window (self);

  if (!self->session)
    return;
  for (guint i = 0; i < self->folders->len; i++)
    {
      g_application_hold (G_APPLICATION (self));
      att_session_add_root_async (self->session, g_ptr_array_index (self->folders, i), root_added_cb, self);
    }
  g_ptr_array_set_size (self->folders, 0);
  if (self->uris->len > 0)
    {
      g_ptr_array_add (self->uris, NULL);
      att_session_play_uris (self->session, (const char *const *) self->uris->pdata);
      g_ptr_array_set_size (self->uris, 0);
    }
  if (self->radio)
    att_session_start_radio (self->session, att_session_get_seeds (self->session), TRUE);
  if (window && self->place)
    att_window_show_tag (window, self->place);
  if (window && self->search)
    att_window_search (window, self->search);
  self->radio = FALSE;
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->search, g_free);
}

static void
roots_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttApplication) self = data;
  g_autoptr (GPtrArray) roots = att_session_list_finish (ATT_SESSION (source), result, NULL);
  AttWindow *window = att_application_get_window (self);

  if (window && roots && roots->len == 0 && self->folders->len == 0)
    att_window_show_first_run (window);
}

static void
raise_cb (AttSession *session, AttApplication *self)
{
  AttWindow *window = att_application_get_window (self);

  if (window)
    gtk_window_present (GTK_WINDOW (window));
}

static void
quit_cb (AttSession *session, AttApplication *self)
{
  AttWindow *window = att_application_get_window (self);

  if (window)
    att_window_quit (window);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttSession) session = att_session_open_finish (result, &error);
  AttWindow *window = att_application_get_window (self);

  self->opening = FALSE;
  g_application_release (G_APPLICATION (self));
  if (session && !window)
    {
      att_session_close (session); /* the window was closed before it was there */
      return;
    }
  if (!session || !att_session_enable_playback (session, self->sink, TRUE, TRUE, &error))
    {
      if (session)
        att_session_close (session);
      if (window)
        att_window_show_failure (window, error->message);
      return;
    }
  self->session = g_steal_pointer (&session);
  g_signal_connect_object (self->session, "raise", G_CALLBACK (raise_cb), self, 0);
  g_signal_connect_object (self->session, "quit", G_CALLBACK (quit_cb), self, 0);
  if (self->search_provider)
    att_search_provider_set_session (self->search_provider, self->session, self->data_dir);
  att_window_set_session (window, self->session);
  att_background_start (GTK_APPLICATION (self), self->session);
  if (g_strcmp0 (att_session_get_setting (self->session, ATT_SETTING_FIRST_RUN_DONE), "1") != 0)
    {
      /* a folder given at the start answers the first question, not the second */
      if (self->folders->len > 0)
        att_window_show_first_run (window);
      else if (self->uris->len == 0)
        att_session_list_roots_async (self->session, roots_cb, g_object_ref (self));
    }
  use_requests (self);
  att_session_start (self->session);
  att_sample_resume (att_sample_get (self->session));
}

void
att_application_open_session (AttApplication *self)
{
  if (self->session || self->opening)
    return;
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  att_session_open_async (self->data_dir, NULL, opened_cb, g_object_ref (self));
}

/* --- GApplication --- */

static void
att_application_activate (GApplication *application)
{
  AttApplication *self = ATT_APPLICATION (application);
  AttWindow *window = att_application_get_window (self);

  if (!window)
    window = ATT_WINDOW (att_window_new (GTK_APPLICATION (self)));
  gtk_window_present (GTK_WINDOW (window));
  att_application_open_session (self);
  use_requests (self);
}

static void
att_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  AttApplication *self = ATT_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (self->uris, g_file_get_uri (files[i]));
  g_application_activate (application);
}

/* options that are actions of the application, told to the one that runs */
static const char *const commands[] = { "play-radio", "play-pause", "next", "previous" };

static int
att_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  AttApplication *self = ATT_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_autofree const char **folders = NULL, **files = NULL;
  gboolean told = FALSE;

  if (g_variant_dict_lookup (options, "add-folder", "^a&ay", &folders))
    for (int i = 0; folders[i]; i++)
      {
        g_autoptr (GFile) folder = g_application_command_line_create_file_for_arg (line, folders[i]);
        g_ptr_array_add (self->folders, g_file_get_path (folder));
      }
  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &files))
    for (int i = 0; files[i]; i++)
      {
        g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, files[i]);
        g_ptr_array_add (self->uris, g_file_get_uri (file));
      }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_variant_dict_contains (options, commands[i]))
      {
        g_action_group_activate_action (G_ACTION_GROUP (self), commands[i], NULL);
        told = TRUE;
      }
  if (!told || folders || files)
    g_application_activate (application);
  return 0;
}

static int
att_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  AttApplication *self = ATT_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("attacca %s\n", ATT_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "sink", "s", &self->sink);
  return -1;
}

/* a logout or Ctrl+C: what plays is logged and the queue kept, as on any quit */
static gboolean
terminated_cb (gpointer data)
{
  g_action_group_activate_action (data, "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
att_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (att_application_parent_class)->startup (application);
  att_application_install_actions (ATT_APPLICATION (application));
  att_shortcuts_install (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (ATT_APP_ID);
  g_unix_signal_add (SIGTERM, terminated_cb, application);
  g_unix_signal_add (SIGINT, terminated_cb, application);
}

/* before the name is owned: whoever started us by asking finds an answer */
static gboolean
att_application_dbus_register (GApplication *application, GDBusConnection *connection, const char *object_path,
                               GError **error)
{
  AttApplication *self = ATT_APPLICATION (application);
  g_autofree char *path = g_strconcat (object_path, "/SearchProvider", NULL);

  if (!G_APPLICATION_CLASS (att_application_parent_class)->dbus_register (application, connection, object_path, error))
    return FALSE;
  self->search_provider = att_search_provider_new (application, connection, path, error);
  if (self->search_provider)
    att_search_provider_set_session (self->search_provider, NULL, self->data_dir);
  return self->search_provider != NULL;
}

static void
att_application_dbus_unregister (GApplication *application, GDBusConnection *connection, const char *object_path)
{
  AttApplication *self = ATT_APPLICATION (application);

  if (self->search_provider)
    att_search_provider_stop (self->search_provider);
  g_clear_object (&self->search_provider);
  G_APPLICATION_CLASS (att_application_parent_class)->dbus_unregister (application, connection, object_path);
}

static void
att_application_shutdown (GApplication *application)
{
  AttApplication *self = ATT_APPLICATION (application);

  if (self->search_provider)
    att_search_provider_stop (self->search_provider);
  if (self->session)
    att_session_close (self->session);
  g_clear_object (&self->session);
  G_APPLICATION_CLASS (att_application_parent_class)->shutdown (application);
}

static void
att_application_finalize (GObject *object)
{
  AttApplication *self = ATT_APPLICATION (object);

  g_free (self->data_dir);
  g_free (self->sink);
  g_free (self->place);
  g_free (self->search);
  g_ptr_array_unref (self->uris);
  g_ptr_array_unref (self->folders);
  G_OBJECT_CLASS (att_application_parent_class)->finalize (object);
}

static void
att_application_class_init (AttApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = att_application_finalize;
  application_class->activate = att_application_activate;
  application_class->open = att_application_open;
  application_class->command_line = att_application_command_line;
  application_class->handle_local_options = att_application_handle_local_options;
  application_class->startup = att_application_startup;
  application_class->shutdown = att_application_shutdown;
  application_class->dbus_register = att_application_dbus_register;
  application_class->dbus_unregister = att_application_dbus_unregister;
}

static void
att_application_init (AttApplication *self)
{
  static const GOptionEntry options[] = {
    { "add-folder", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, N_("Add a folder to the library"), N_("FOLDER") },
    { "play-radio", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Play the radio"), NULL },
    { "play-pause", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Play or pause"), NULL },
    { "next", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Go to the next song"), NULL },
    { "previous", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Go to the previous song"), NULL },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep the library in this folder"), N_("FOLDER") },
    { "sink", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Play to this GStreamer sink"), N_("DESCRIPTION") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[FILE…]") },
    { NULL }
  };

  self->uris = g_ptr_array_new_with_free_func (g_free);
  self->folders = g_ptr_array_new_with_free_func (g_free);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

AttApplication *
att_application_new (void)
{
  att_ui_init ();
  return g_object_new (ATT_TYPE_APPLICATION, "application-id", ATT_APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/io/github/attacca_player/Attacca", NULL);
}
