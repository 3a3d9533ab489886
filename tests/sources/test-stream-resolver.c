/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The resolver against a real server on loopback.
 */
#include "att-stream-resolver.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct {
  SoupServer *server;
  char *base; /* "http://127.0.0.1:PORT" */
  AttStreamResolver *resolver;
  gsize sent;        /* bytes of an endless body */
  guint n_finished;  /* messages that are over, one way or another */
} Fixture;

static void
respond (SoupServerMessage *message, const char *type, const char *body)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
wrote_chunk_cb (SoupServerMessage *message, Fixture *self)
{
  static char chunk[16384];

  memset (chunk, '#', sizeof chunk);
  self->sent += sizeof chunk;
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, chunk, sizeof chunk);
}

static void
finished_cb (SoupServerMessage *message, Fixture *self)
{
  self->n_finished++;
}

static void
send_endless (Fixture *self, SoupServerMessage *message, const char *type)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), type, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_chunk_cb), self);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
}

/* "@" in a body stands for the server */
static const struct { const char *path, *type, *body; } files[] = {
  { "/a/list.m3u", "audio/x-mpegurl", "#EXTM3U\r\n#EXTINF:-1,A station\r\n\r\nlive/stream.mp3\r\n@/other\r\n" },
  { "/a/list.pls", "audio/x-scpls", "[playlist]\nNumberOfEntries=2\nTitle1=x\nFile1=@/live\n"
                                    "File2=@/\n" },
  { "/a/list.xspf", "application/xspf+xml",
    "<?xml version=\"1.0\"?><playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\"><location>@/wrong/</location>"
    "<trackList><track><title>x</title><location>@/live?b&amp;c</location></track></trackList></playlist>" },
  { "/vague-m3u", "text/plain", "\xef\xbb\xbf#EXTM3U\n@/live\n" },
  { "/vague-plain", "text/plain", "@/live\n" },
  { "/vague-xspf", "text/xml", "<?xml version=\"1.0\"?>\n<playlist><trackList><track><location>@/live"
                               "</location></track></trackList></playlist>" },
  { "/page", "text/html", "<html><body>not a playlist</body></html>" },
  { "/short", "application/octet-stream", "abc" },
  { "/live", "audio/mpeg", "x" },
  { "/a/live/stream.mp3", "audio/mpeg", "x" },
  { "/stream", "audio/mpeg", "ID3 http://not.a.playlist/" },
  { "/hls.m3u8", "application/vnd.apple.mpegurl", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n@/part1.ts\n" },
  { "/secret.m3u", "audio/x-mpegurl", "file:///etc/passwd\nftp://one.example/\n#http://comment.example/\n" },
  { "/empty.m3u", "audio/x-mpegurl", "" },
  { "/loop.m3u", "audio/x-mpegurl", "/loop.m3u" },
  { "/deep1.m3u", "audio/x-mpegurl", "deep2.m3u" },
  { "/deep2.m3u", "audio/x-mpegurl", "deep3.m3u" },
  { "/deep3.m3u", "audio/x-mpegurl", "stream" },
  { "/deep0.m3u", "audio/x-mpegurl", "deep1.m3u" },
};

static void
handler_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_equal (path, files[i].path))
      {
        g_autoptr (GString) body = g_string_new (files[i].body);

        g_string_replace (body, "@", self->base, 0);
        respond (message, files[i].type, body->str);
        return;
      }
  if (g_str_equal (path, "/redirect"))
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/a/list.m3u");
  else if (g_str_equal (path, "/redirect-stream"))
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/stream");
  else if (g_str_equal (path, "/endless"))
    send_endless (self, message, "audio/mpeg");
  else if (g_str_equal (path, "/endless-vague"))
    send_endless (self, message, "application/octet-stream");
  else if (g_str_equal (path, "/endless.m3u"))
    send_endless (self, message, "audio/x-mpegurl");
  else if (g_str_equal (path, "/hang"))
    soup_server_message_pause (message);
  else if (g_str_equal (path, "/broken"))
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  memset (self, 0, sizeof *self);
  self->server = soup_server_new (NULL, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  soup_server_add_handler (self->server, NULL, handler_cb, self, NULL);
  uris = soup_server_get_uris (self->server);
  self->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->resolver = att_stream_resolver_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->resolver);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (self->base);
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
too_late_cb (gpointer data)
{
  g_error ("no answer in 20 s");
  return G_SOURCE_REMOVE;
}

/* (transfer full) */
static char *
resolve (Fixture *self, const char *uri, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint guard = g_timeout_add_seconds (20, too_late_cb, NULL);

  att_resolver_resolve_async (ATT_RESOLVER (self->resolver), uri, cancellable, resolved_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  return att_resolver_resolve_finish (ATT_RESOLVER (self->resolver), result, error);
}

/* @expected: absolute, or a path on the server */
static void
assert_resolves (Fixture *self, const char *path, const char *expected)
{
  g_autofree char *uri = *path == '/' ? g_strconcat (self->base, path, NULL) : g_strdup (path);
  g_autofree char *wanted = *expected == '/' ? g_strconcat (self->base, expected, NULL) : g_strdup (expected);
  g_autoptr (GError) error = NULL;
  g_autofree char *got = resolve (self, uri, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (got, ==, wanted);
}

static void
assert_fails (Fixture *self, const char *path, int code)
{
  g_autofree char *uri = *path == '/' ? g_strconcat (self->base, path, NULL) : g_strdup (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *got = resolve (self, uri, NULL, &error);

  g_assert_null (got);
  g_test_message ("%s: %s", path, error->message);
  g_assert_error (error, G_IO_ERROR, code);
}

static void
test_unchanged (Fixture *self, gconstpointer data)
{
  assert_resolves (self, "file:///music/a%20b.mp3", "file:///music/a%20b.mp3");
  assert_resolves (self, "subsonic:home/12", "subsonic:home/12");
  assert_resolves (self, "no address at all", "no address at all");
  assert_resolves (self, "/stream", "/stream");
  assert_resolves (self, "/redirect-stream", "/redirect-stream");
  assert_resolves (self, "/page", "/page");
  assert_resolves (self, "/short", "/short");
  assert_resolves (self, "/hls.m3u8", "/hls.m3u8");
}

static void
test_playlists (Fixture *self, gconstpointer data)
{
  assert_resolves (self, "/a/list.m3u", "/a/live/stream.mp3");
  assert_resolves (self, "/a/list.pls", "/live");
  assert_resolves (self, "/a/list.xspf", "/live?b&c");
  assert_resolves (self, "/vague-m3u", "/live");
  assert_resolves (self, "/vague-plain", "/live");
  assert_resolves (self, "/vague-xspf", "/live");
  assert_resolves (self, "/redirect", "/a/live/stream.mp3"); /* relative to where it led */
  assert_resolves (self, "/deep1.m3u", "/stream");
}

/* a playlist that leads nowhere is an error, and so is one that leads on and on */
static void
test_bad_playlists (Fixture *self, gconstpointer data)
{
  assert_fails (self, "/secret.m3u", G_IO_ERROR_INVALID_DATA);
  assert_fails (self, "/empty.m3u", G_IO_ERROR_INVALID_DATA);
  assert_fails (self, "/endless.m3u", G_IO_ERROR_INVALID_DATA); /* 64 KiB of comments */
  assert_fails (self, "/loop.m3u", G_IO_ERROR_FAILED);
  assert_fails (self, "/deep0.m3u", G_IO_ERROR_FAILED);
}

/* a stream's body is left alone, and the connection does not stay open */
static void
test_endless (Fixture *self, gconstpointer data)
{
  assert_resolves (self, "/endless", "/endless");
  while (self->n_finished == 0)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%" G_GSIZE_FORMAT " bytes sent", self->sent);
  g_assert_cmpuint (self->sent, <, 8 * 1024 * 1024); /* what fits into the sockets' buffers */
  assert_resolves (self, "/endless-vague", "/endless-vague");
  while (self->n_finished == 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_errors (Fixture *self, gconstpointer data)
{
  assert_fails (self, "/missing", G_IO_ERROR_NOT_FOUND);
  assert_fails (self, "/broken", G_IO_ERROR_FAILED);
  assert_fails (self, "http://", G_IO_ERROR_INVALID_ARGUMENT);
  att_stream_resolver_set_timeout (self->resolver, 300);
  assert_fails (self, "/hang", G_IO_ERROR_TIMED_OUT);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  soup_server_disconnect (self->server);
  assert_fails (self, "/stream", G_IO_ERROR_CONNECTION_REFUSED);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autofree char *uri = g_strconcat (self->base, "/hang", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL, again = NULL;

  g_timeout_add (50, cancel_cb, cancellable);
  g_assert_null (resolve (self, uri, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (resolve (self, uri, cancellable, &again)); /* before it begins */
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* an old Shoutcast server speaks almost HTTP */
static gboolean
icy_run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  static const char answer[] = "ICY 200 OK\r\nicy-name: Old\r\nContent-Type: audio/mpeg\r\n\r\nxxxx";
  char request[2048];

  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), request, sizeof request, NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, strlen (answer), NULL,
                             NULL, NULL);
  return FALSE;
}

static void
test_shoutcast (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (2);
  int port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%d/", port);

  g_signal_connect (service, "run", G_CALLBACK (icy_run_cb), NULL);
  assert_resolves (self, uri, uri);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_unsetenv ("http_proxy");
  g_setenv ("no_proxy", "*", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/stream-resolver/unchanged", test_unchanged);
  ADD ("/sources/stream-resolver/playlists", test_playlists);
  ADD ("/sources/stream-resolver/bad-playlists", test_bad_playlists);
  ADD ("/sources/stream-resolver/endless", test_endless);
  ADD ("/sources/stream-resolver/errors", test_errors);
  ADD ("/sources/stream-resolver/refused", test_refused);
  ADD ("/sources/stream-resolver/cancelled", test_cancelled);
  ADD ("/sources/stream-resolver/shoutcast", test_shoutcast);
  return g_test_run ();
}
