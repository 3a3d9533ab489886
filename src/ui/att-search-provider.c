/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-search-provider.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"

#define N_ARTISTS 2
#define N_ALBUMS 3
#define N_TRACKS 8
/* how long our own session stays for the next letter */
#define STAY_S 15
/* results that are remembered for when their words are asked for */
#define MAX_RESULTS 500

static const char introspection_xml[] =
  "<node><interface name='org.gnome.Shell.SearchProvider2'>"
  "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
  "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='as' direction='out'/></method>"
  "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
  "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='u' direction='in'/></method>"
  "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
  "</interface></node>";

/* what a result is called; its id is "track:12", "album:3", "artist:4" */
typedef struct {
  char *name;
  char *description;
  char *uri;       /* of a track: to play it */
  char *cover_uri; /* nullable */
} Result;

static void
result_free (gpointer data)
{
  Result *result = data;

  g_free (result->name);
  g_free (result->description);
  g_free (result->uri);
  g_free (result->cover_uri);
  g_free (result);
}

struct _AttSearchProvider
{
  GObject parent_instance;

  GApplication *application; /* owns this */
  GDBusConnection *connection;
  guint registered;
  char *data_dir;
  AttSession *session;       /* the window's, or our own */
  gboolean own;
  gboolean opening;
  guint stay_source;
  GPtrArray *waiting;        /* of Question: the session is being opened */
  GCancellable *cancellable; /* of the newest search */
  GHashTable *results;       /* char *id → Result */
};

G_DEFINE_FINAL_TYPE (AttSearchProvider, att_search_provider, G_TYPE_OBJECT)

/* one call of the shell that is being answered */
typedef struct {
  AttSearchProvider *self;
  GDBusMethodInvocation *invocation;
  GCancellable *cancellable;
  char *text;           /* of a search; NULL: the words of `ids` are asked for */
  char **ids;
  guint next;           /* of `ids` */
  GVariantBuilder answer;
} Question;

static void
question_free (Question *question)
{
  g_application_release (question->self->application);
  g_variant_builder_clear (&question->answer);
  g_object_unref (question->self);
  g_object_unref (question->cancellable);
  g_object_unref (question->invocation);
  g_free (question->text);
  g_strfreev (question->ids);
  g_free (question);
}

static void
answer (Question *question, const char *type)
{
  g_dbus_method_invocation_return_value (g_object_ref (question->invocation),
                                         g_variant_new (type, &question->answer));
  question_free (question);
}

/* --- our own session --- */

static void
drop_own (AttSearchProvider *self)
{
  g_clear_handle_id (&self->stay_source, g_source_remove);
  if (self->own)
    att_session_close (self->session);
  self->own = FALSE;
  g_clear_object (&self->session);
}

static gboolean
stay_cb (gpointer data)
{
  AttSearchProvider *self = data;

  self->stay_source = 0;
  drop_own (self);
  g_application_release (self->application);
  return G_SOURCE_REMOVE;
}

/* --- a search: artists, albums, songs, one after the other --- */

static void
remember (Question *question, char *id, Result *result)
{
  AttSearchProvider *self = question->self;

  if (g_hash_table_size (self->results) >= MAX_RESULTS)
    g_hash_table_remove_all (self->results);
  g_variant_builder_add (&question->answer, "s", id);
  g_hash_table_replace (self->results, id, result);
}

static void
add_collections (Question *question, GPtrArray *found, guint n, const char *kind)
{
  for (guint i = 0; found && i < MIN (found->len, n); i++)
    {
      AttCollection *collection = g_ptr_array_index (found, i);
      Result *result = g_new0 (Result, 1);

      result->name = g_strdup (collection->title);
      result->description = collection->kind == ATT_COLLECTION_ARTIST
                              ? g_strdup (_("Artist"))
                              /* TRANSLATORS: in the shell's search, of an album: "Album by Mira Osei" */
                              : g_strdup_printf (_("Album by %s"), collection->subtitle && *collection->subtitle
                                                                     ? collection->subtitle : _("Unknown artist"));
      result->cover_uri = g_strdup (collection->cover_uri);
      remember (question, g_strdup_printf ("%s:%" G_GINT64_FORMAT, kind, collection->id), result);
    }
}

static void
tracks_cb (GObject *source, GAsyncResult *async_result, gpointer data)
{
  Question *question = data;
  g_autoptr (GPtrArray) found = att_session_list_finish (ATT_SESSION (source), async_result, NULL);

  for (guint i = 0; found && i < found->len; i++)
    {
      AttTrack *track = g_ptr_array_index (found, i);
      Result *result = g_new0 (Result, 1);
      const char *album = att_track_get_album (track);

      result->name = g_strdup (att_track_get_title (track));
      result->description =
        *album ? g_strdup_printf ("%s · %s", att_format_artist (track), album) : g_strdup (att_format_artist (track));
      result->uri = g_strdup (track->uri);
      result->cover_uri = g_strdup (track->uri);
      remember (question, g_strdup_printf ("track:%" G_GINT64_FORMAT, (gint64) track->id), result);
    }
  answer (question, "(as)");
}

static void
albums_cb (GObject *source, GAsyncResult *async_result, gpointer data)
{
  Question *question = data;
  g_autoptr (GPtrArray) found = att_session_list_finish (ATT_SESSION (source), async_result, NULL);
  AttTrackQuery query = { .text = question->text, .limit = N_TRACKS };

  add_collections (question, found, N_ALBUMS, "album");
  att_session_list_tracks_async (ATT_SESSION (source), &query, question->cancellable, tracks_cb, question);
}

static void
artists_cb (GObject *source, GAsyncResult *async_result, gpointer data)
{
  Question *question = data;
  g_autoptr (GPtrArray) found = att_session_list_finish (ATT_SESSION (source), async_result, NULL);

  add_collections (question, found, N_ARTISTS, "artist");
  att_session_list_collections_async (ATT_SESSION (source), ATT_COLLECTION_ALBUM, question->text, 0,
                                      question->cancellable, albums_cb, question);
}

/* --- the words of results --- */

static void next_meta (Question *question);

static void
cover_cb (GObject *source, GAsyncResult *async_result, gpointer data)
{
  Question *question = data;
  g_autofree char *path = att_session_get_cover_finish (ATT_SESSION (source), async_result, NULL);
  const char *id = question->ids[question->next++];
  Result *result = g_hash_table_lookup (question->self->results, id);

  if (result)
    {
      g_autoptr (GFile) file = path ? g_file_new_for_path (path) : NULL;
      g_autoptr (GIcon) icon = file ? g_file_icon_new (file) : g_themed_icon_new (ATT_APP_ID);
      g_autoptr (GVariant) picture = g_icon_serialize (icon);

      g_variant_builder_open (&question->answer, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&question->answer, "{sv}", "id", g_variant_new_string (id));
      g_variant_builder_add (&question->answer, "{sv}", "name", g_variant_new_string (result->name));
      g_variant_builder_add (&question->answer, "{sv}", "description", g_variant_new_string (result->description));
      g_variant_builder_add (&question->answer, "{sv}", "icon", picture);
      g_variant_builder_close (&question->answer);
    }
  next_meta (question);
}

static void
next_meta (Question *question)
{
  AttSession *session = question->self->session; /* NULL: it was closed meanwhile */
  Result *result = NULL;

  /* what is not remembered any more is left out */
  while (session && question->ids[question->next] &&
         !(result = g_hash_table_lookup (question->self->results, question->ids[question->next])))
    question->next++;
  if (!result)
    answer (question, "(aa{sv})");
  else
    att_session_get_cover_async (session, result->cover_uri ? result->cover_uri : "", question->cancellable, cover_cb,
                                 question);
}

static void
begin (Question *question)
{
  AttSearchProvider *self = question->self;

  if (self->own)
    {
      g_clear_handle_id (&self->stay_source, g_source_remove);
      self->stay_source = g_timeout_add_seconds (STAY_S, stay_cb, self);
    }
  if (!question->text)
    next_meta (question);
  else
    att_session_list_collections_async (self->session, ATT_COLLECTION_ARTIST, question->text, 0,
                                        question->cancellable, artists_cb, question);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttSearchProvider) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttSession) session = att_session_open_finish (result, &error);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->opening = FALSE;
  self->waiting = g_ptr_array_new ();
  if (session && !self->session && self->registered)
    {
      self->session = g_steal_pointer (&session);
      self->own = TRUE;
      self->stay_source = g_timeout_add_seconds (STAY_S, stay_cb, self);
      g_application_hold (self->application);
    }
  if (session) /* the window's came first */
    att_session_close (session);
  for (guint i = 0; i < waiting->len; i++)
    {
      Question *question = g_ptr_array_index (waiting, i);

      if (self->session)
        begin (question);
      else
        {
          g_dbus_method_invocation_return_error (g_object_ref (question->invocation), G_IO_ERROR, G_IO_ERROR_FAILED,
                                                 "%s", error ? error->message : _("The library is closed"));
          question_free (question);
        }
    }
}

/* @text: (transfer full) (nullable); @ids: (transfer full) (nullable) */
static void
ask (AttSearchProvider *self, GDBusMethodInvocation *invocation, char *text, char **ids)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->invocation = invocation;
  question->text = text;
  question->ids = ids;
  g_variant_builder_init (&question->answer, text ? G_VARIANT_TYPE_STRING_ARRAY : G_VARIANT_TYPE ("aa{sv}"));
  g_application_hold (self->application);
  if (text) /* the listener has typed on: what was asked before is not wanted */
    {
      g_cancellable_cancel (self->cancellable);
      g_set_object (&self->cancellable, NULL);
      self->cancellable = g_cancellable_new ();
    }
  question->cancellable = text ? g_object_ref (self->cancellable) : g_cancellable_new ();
  if (self->session)
    {
      begin (question);
      return;
    }
  g_ptr_array_add (self->waiting, question);
  if (!self->opening)
    {
      self->opening = TRUE;
      att_session_open_async (self->data_dir, NULL, opened_cb, g_object_ref (self));
    }
}

/* --- the bus --- */

static void
activate (AttSearchProvider *self, const char *id)
{
  Result *result = g_hash_table_lookup (self->results, id);

  if (result && result->uri)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (result->uri);

      g_application_open (self->application, &file, 1, "");
    }
  else
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "show", g_variant_new_string (id));
}

static void
called_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  AttSearchProvider *self = data;
  g_auto (GStrv) terms = NULL;
  const char *id;

  if (g_str_equal (method, "GetInitialResultSet") || g_str_equal (method, "GetSubsearchResultSet"))
    {
      if (g_str_equal (method, "GetInitialResultSet"))
        g_variant_get (parameters, "(^as)", &terms);
      else
        g_variant_get (parameters, "(as^as)", NULL, &terms);
      ask (self, invocation, g_strjoinv (" ", terms), NULL);
    }
  else if (g_str_equal (method, "GetResultMetas"))
    {
      char **ids;

      g_variant_get (parameters, "(^as)", &ids);
      ask (self, invocation, NULL, ids);
    }
  else
    {
      if (g_str_equal (method, "ActivateResult"))
        {
          g_variant_get (parameters, "(&sasu)", &id, NULL, NULL);
          activate (self, id);
        }
      else
        {
          g_autofree char *text = NULL;

          g_variant_get (parameters, "(^asu)", &terms, NULL);
          text = g_strjoinv (" ", terms);
          g_action_group_activate_action (G_ACTION_GROUP (self->application), "search", g_variant_new_string (text));
        }
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static void
att_search_provider_finalize (GObject *object)
{
  AttSearchProvider *self = ATT_SEARCH_PROVIDER (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->waiting);
  g_hash_table_unref (self->results);
  g_free (self->data_dir);
  G_OBJECT_CLASS (att_search_provider_parent_class)->finalize (object);
}

static void
att_search_provider_class_init (AttSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_search_provider_finalize;
}

static void
att_search_provider_init (AttSearchProvider *self)
{
  self->waiting = g_ptr_array_new ();
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, result_free);
}

AttSearchProvider *
att_search_provider_new (GApplication *application, GDBusConnection *connection, const char *object_path,
                         GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection_xml, NULL);
  g_autoptr (AttSearchProvider) self = g_object_new (ATT_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;
  self->connection = g_object_ref (connection);
  self->registered = g_dbus_connection_register_object (connection, object_path, node->interfaces[0], &vtable, self,
                                                        NULL, error);
  return self->registered ? g_steal_pointer (&self) : NULL;
}

void
att_search_provider_stop (AttSearchProvider *self)
{
  if (self->registered)
    g_dbus_connection_unregister_object (self->connection, self->registered);
  self->registered = 0;
  g_cancellable_cancel (self->cancellable);
  if (self->stay_source)
    g_application_release (self->application);
  drop_own (self);
}

void
att_search_provider_set_session (AttSearchProvider *self, AttSession *session, const char *data_dir)
{
  g_free (self->data_dir);
  self->data_dir = g_strdup (data_dir);
  if (self->stay_source)
    g_application_release (self->application);
  drop_own (self);
  g_set_object (&self->session, session);
}
