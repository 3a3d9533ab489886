/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-stream-resolver.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "att-stream-playlist.h"

#define TIMEOUT_MS 10000
#define MAX_DEPTH 3
#define MAX_PLAYLIST (64 * 1024)
#define SNIFF 512 /* bytes that are enough to know a playlist by */

struct _AttStreamResolver
{
  GObject parent_instance;

  SoupSession *session;
  guint timeout_ms;
};

static void att_stream_resolver_iface_init (AttResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AttStreamResolver, att_stream_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ATT_TYPE_RESOLVER, att_stream_resolver_iface_init))

/* one address being looked up */
typedef struct {
  char *uri;           /* what is asked for */
  char *base;          /* where redirections led: relative entries are relative to it */
  int depth;           /* playlists so far */
  SoupMessage *message;
  GInputStream *stream;
  GString *body;
  gboolean is_playlist; /* FALSE: the content has to tell */
  GCancellable *stop;  /* ours: the caller's, the timeout, and not to read a stream */
  gulong cancelled_id;
  guint timeout;
  gboolean timed_out;
} Lookup;

static void ask (GTask *task);
static void read_on (GTask *task);

static void
lookup_free (Lookup *lookup)
{
  g_clear_handle_id (&lookup->timeout, g_source_remove);
  g_free (lookup->uri);
  g_free (lookup->base);
  g_clear_object (&lookup->message);
  g_clear_object (&lookup->stream);
  g_string_free (lookup->body, TRUE);
  g_clear_object (&lookup->stop);
  g_free (lookup);
}

/* nothing of ours goes on after this */
static void
leave (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);

  g_clear_handle_id (&lookup->timeout, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (task), lookup->cancelled_id);
  lookup->cancelled_id = 0;
  g_cancellable_cancel (lookup->stop); /* a stream has no end: its body is not read */
}

static void
give (GTask *task, const char *uri)
{
  char *result = g_strdup (uri);

  leave (task);
  g_task_return_pointer (task, result, g_free);
}

static void
fail (GTask *task, const GError *error)
{
  Lookup *lookup = g_task_get_task_data (task);
  gboolean timed_out = lookup->timed_out;

  leave (task);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (timed_out)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("the server does not answer"));
  else if (error->domain == G_IO_ERROR)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error (task, G_IO_ERROR,
                             error->domain == G_RESOLVER_ERROR ? G_IO_ERROR_HOST_NOT_FOUND : G_IO_ERROR_FAILED, "%s",
                             error->message);
}

static void
fail_with (GTask *task, GIOErrorEnum code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, code, text);

  fail (task, error);
}

/* the playlist is read as far as it will be */
static void
follow (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);
  char *next;

  if (att_stream_playlist_is_hls (lookup->body->str))
    {
      give (task, lookup->uri);
      return;
    }
  next = att_stream_playlist_first (lookup->body->str, lookup->base);
  if (next == NULL)
    {
      fail_with (task, G_IO_ERROR_INVALID_DATA, _("the playlist has no address in it"));
      return;
    }
  if (++lookup->depth > MAX_DEPTH)
    {
      g_free (next);
      fail_with (task, G_IO_ERROR_FAILED, _("playlists lead to playlists without end"));
      return;
    }
  g_free (lookup->uri);
  lookup->uri = next;
  g_clear_object (&lookup->stream);
  g_clear_object (&lookup->message);
  g_string_truncate (lookup->body, 0);
  ask (task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gboolean whole;

  if (bytes == NULL)
    {
      fail (task, error);
      return;
    }
  whole = g_bytes_get_size (bytes) == 0;
  g_string_append_len (lookup->body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!lookup->is_playlist && (whole || lookup->body->len >= SNIFF))
    {
      lookup->is_playlist = att_stream_playlist_looks_like (lookup->body->str);
      if (!lookup->is_playlist)
        {
          give (task, lookup->uri);
          return;
        }
    }
  if (whole || lookup->body->len >= MAX_PLAYLIST)
    follow (task);
  else
    read_on (task);
}

static void
read_on (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (lookup->stream, MIN (4096, MAX_PLAYLIST - lookup->body->len), G_PRIORITY_DEFAULT,
                                   lookup->stop, read_cb, g_object_ref (task));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const char *type;
  guint status;

  lookup->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (lookup->stream == NULL)
    {
      fail (task, error);
      return;
    }
  status = soup_message_get_status (lookup->message);
  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    {
      text = g_strdup_printf (_("the server answers %u (%s)"), status, soup_status_get_phrase (status));
      fail_with (task, status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE ? G_IO_ERROR_NOT_FOUND
                                                                                     : G_IO_ERROR_FAILED, text);
      return;
    }
  type = soup_message_headers_get_content_type (soup_message_get_response_headers (lookup->message), NULL);
  lookup->is_playlist = att_stream_playlist_is_type (type);
  if (!lookup->is_playlist && !att_stream_playlist_may_be (type))
    {
      give (task, lookup->uri);
      return;
    }
  g_free (lookup->base);
  lookup->base = g_uri_to_string (soup_message_get_uri (lookup->message));
  read_on (task);
}

static void
ask (GTask *task)
{
  AttStreamResolver *self = g_task_get_source_object (task);
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GUri) uri = NULL;

  uri = g_uri_parse (lookup->uri, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      fail_with (task, G_IO_ERROR_INVALID_ARGUMENT, _("the address is not valid"));
      return;
    }
  lookup->message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_session_send_async (self->session, lookup->message, G_PRIORITY_DEFAULT, lookup->stop, sent_cb,
                           g_object_ref (task));
}

static gboolean
timeout_cb (gpointer data)
{
  Lookup *lookup = data;

  lookup->timeout = 0;
  lookup->timed_out = TRUE;
  g_cancellable_cancel (lookup->stop);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, GCancellable *stop)
{
  g_cancellable_cancel (stop);
}

static void
resolve_async (AttResolver *resolver, const char *uri, GCancellable *cancellable, GAsyncReadyCallback callback,
               gpointer user_data)
{
  AttStreamResolver *self = ATT_STREAM_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *scheme = g_uri_parse_scheme (uri);
  Lookup *lookup;

  g_task_set_source_tag (task, resolve_async);
  if (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0)
    {
      g_task_return_pointer (task, g_strdup (uri), g_free);
      return;
    }
  lookup = g_new0 (Lookup, 1);
  lookup->uri = g_strdup (uri);
  lookup->body = g_string_new (NULL);
  lookup->stop = g_cancellable_new ();
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  if (cancellable != NULL)
    lookup->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                  g_object_ref (lookup->stop), g_object_unref);
  lookup->timeout = g_timeout_add (self->timeout_ms, timeout_cb, lookup);
  ask (task);
}

static char *
resolve_finish (AttResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
att_stream_resolver_iface_init (AttResolverInterface *iface)
{
  iface->resolve_async = resolve_async;
  iface->resolve_finish = resolve_finish;
}

static void
att_stream_resolver_finalize (GObject *object)
{
  AttStreamResolver *self = ATT_STREAM_RESOLVER (object);

  soup_session_abort (self->session);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (att_stream_resolver_parent_class)->finalize (object);
}

static void
att_stream_resolver_class_init (AttStreamResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_stream_resolver_finalize;
}

static void
att_stream_resolver_init (AttStreamResolver *self)
{
  self->session = soup_session_new_with_options ("user-agent", "Attacca/" ATT_VERSION, NULL);
  self->timeout_ms = TIMEOUT_MS;
}

AttStreamResolver *
att_stream_resolver_new (void)
{
  return g_object_new (ATT_TYPE_STREAM_RESOLVER, NULL);
}

void
att_stream_resolver_set_timeout (AttStreamResolver *self, guint timeout_ms)
{
  self->timeout_ms = timeout_ms;
}
