/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Streams over HTTP from a real server on loopback, in a thread of its own as in life.
 */
#include "att-stream-resolver.h"
#include "test-util.h"

#include <libsoup/soup.h>
#include <string.h>

#define SECOND 44100
#define ICY_INTERVAL 8000
#define STALL_AT (4 * SECOND * 4) /* bytes of the stalling file that are sent at once: 4 s */

typedef struct {
  GThread *thread;
  GMainLoop *loop;
  SoupServer *server;
  char *base;
  GBytes *mp3; /* sent again and again by /radio */
  gint go_on;  /* atomic: /stall may send the rest */
  guint n_blocks;
} Server;

static Server server;

/* a block of the station: sound, then the title as Shoutcast puts it in between */
static void
send_icy_block (SoupServerMessage *message)
{
  static const char *const titles[] = { "StreamTitle='Mira Osei - Kites';", "StreamTitle='Second - Song';" };
  const char *mp3 = g_bytes_get_data (server.mp3, NULL);
  gsize size = g_bytes_get_size (server.mp3);
  g_autoptr (GByteArray) block = g_byte_array_new ();
  const char *title = titles[server.n_blocks < 60 ? 0 : 1]; /* half a minute of sound each */
  guint8 n = (strlen (title) + 15) / 16;

  for (guint i = 0; i < ICY_INTERVAL; i++)
    g_byte_array_append (block, (const guint8 *) &mp3[(server.n_blocks * (gsize) ICY_INTERVAL + i) % size], 1);
  g_byte_array_append (block, &n, 1);
  g_byte_array_append (block, (const guint8 *) title, strlen (title));
  g_byte_array_set_size (block, ICY_INTERVAL + 1 + 16 * n);
  memset (block->data + ICY_INTERVAL + 1 + strlen (title), 0, 16 * n - strlen (title));
  server.n_blocks++;
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, block->data, block->len);
}

static void
icy_cb (SoupServerMessage *message, gpointer data)
{
  send_icy_block (message);
}

static gboolean
rest_cb (gpointer data)
{
  g_autoptr (GBytes) file = NULL;
  SoupServerMessage *message = data;

  if (!g_atomic_int_get (&server.go_on))
    return G_SOURCE_CONTINUE;
  file = read_file ("stall.wav");
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY,
                            (const char *) g_bytes_get_data (file, NULL) + STALL_AT,
                            g_bytes_get_size (file) - STALL_AT);
  soup_message_body_complete (soup_server_message_get_response_body (message));
  soup_server_message_unpause (message);
  g_object_unref (message);
  return G_SOURCE_REMOVE;
}

static void
stall_cb (SoupServerMessage *message, gpointer data)
{
  g_autoptr (GSource) source = g_timeout_source_new (20);

  g_signal_handlers_disconnect_by_func (message, stall_cb, data);
  soup_server_message_pause (message);
  g_source_set_callback (source, rest_cb, g_object_ref (message), NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
handler_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  g_autofree char *file = test_path (path + 1);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_equal (path, "/station.pls"))
    {
      const char *text = "[playlist]\nFile1=/radio\n";

      soup_server_message_set_response (message, "audio/x-scpls", SOUP_MEMORY_STATIC, text, strlen (text));
    }
  else if (g_str_equal (path, "/radio"))
    {
      soup_message_headers_set_content_type (headers, "audio/mpeg", NULL);
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_message_body_set_accumulate (body, FALSE);
      if (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Icy-MetaData") != NULL)
        {
          soup_message_headers_append (headers, "icy-metaint", G_STRINGIFY (ICY_INTERVAL));
          server.n_blocks = 0;
        }
      g_signal_connect (message, "wrote-headers", G_CALLBACK (icy_cb), NULL);
      g_signal_connect (message, "wrote-chunk", G_CALLBACK (icy_cb), NULL);
    }
  else if (g_str_equal (path, "/stall"))
    {
      g_autoptr (GBytes) whole = read_file ("stall.wav");

      soup_message_headers_set_content_type (headers, "audio/x-wav", NULL);
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_message_body_append (body, SOUP_MEMORY_COPY, g_bytes_get_data (whole, NULL), STALL_AT);
      g_signal_connect (message, "wrote-chunk", G_CALLBACK (stall_cb), NULL);
    }
  else if (g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_autoptr (GBytes) bytes = read_file (path + 1);

      soup_message_headers_set_content_type (headers, "audio/flac", NULL);
      soup_message_body_append_bytes (body, bytes);
    }
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

static gpointer
serve (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  GSList *uris;

  g_main_context_push_thread_default (context);
  server.server = soup_server_new (NULL, NULL);
  g_assert_true (soup_server_listen_local (server.server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  soup_server_add_handler (server.server, NULL, handler_cb, NULL, NULL);
  uris = soup_server_get_uris (server.server);
  server.loop = g_main_loop_new (context, FALSE);
  g_atomic_pointer_set (&server.base, g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data)));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (server.loop);
  soup_server_disconnect (server.server);
  g_object_unref (server.server);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

static char *
address (const char *path)
{
  return g_strconcat (server.base, path, NULL);
}

static void
test_gapless (void)
{
  g_autofree char *sink = file_sink ("capture.raw", "sync=false"), *a = address ("/a.flac"), *b = address ("/b.flac");
  g_autoptr (GBytes) whole = noise_bytes (0, 6 * SECOND), captured = NULL;
  Player player;

  write_noise ("a.wav", 0, 3 * SECOND + 77);
  write_noise ("b.wav", 3 * SECOND + 77, 3 * SECOND - 77);
  if (!test_run ("flac", "flac -s -f a.wav b.wav"))
    return;
  player_open (&player, sink, a, b, NULL);
  player_run_out (&player, 30);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|started 2|ended 2 finished|");
  player_close (&player);
  captured = read_file ("capture.raw");
  g_assert_true (g_bytes_equal (captured, whole));
}

static char *
stream_title (Player *player)
{
  char *title;

  g_object_get (player->player, "stream-title", &title, NULL);
  return title;
}

/* a station by its playlist: plays, says what it plays, and has no length */
static void
test_station (void)
{
  g_autofree char *uri = address ("/station.pls"), *title = NULL, *second = NULL;
  g_autoptr (AttStreamResolver) resolver = att_stream_resolver_new ();
  Player player;

  write_noise ("loop.wav", 0, 10 * SECOND);
  if (!test_run ("lame", "lame --quiet --cbr -b 128 -t loop.wav loop.mp3"))
    return;
  server.mp3 = read_file ("loop.mp3");
  player_open (&player, "fakesink sync=true", uri, NULL);
  att_player_set_resolver (player.player, ATT_RESOLVER (resolver));
  att_player_play (player.player);
  RUN_UNTIL (g_str_equal (player.log->str, "started 1|"), 20);
  RUN_UNTIL ((g_free (title), title = stream_title (&player)) != NULL, 20);
  g_assert_cmpstr (title, ==, "Mira Osei - Kites");
  RUN_UNTIL (att_player_get_position_ms (player.player) > 1000, 20);
  g_assert_cmpint (att_player_get_duration_ms (player.player), ==, -1);
  att_player_seek (player.player, 60000); /* there is nothing to seek in: it plays on */
  RUN_UNTIL (att_player_get_position_ms (player.player) > 1500, 20);
  g_assert_cmpint (att_player_get_position_ms (player.player), <, 30000);
  att_player_stop (player.player, ATT_ENDING_STOPPED);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 stopped|");
  g_assert_cmpint (player.length_ms, ==, -1);
  second = stream_title (&player);
  g_assert_null (second);
  player_close (&player);
  g_clear_pointer (&server.mp3, g_bytes_unref);
}

/* unclocked, so that the second title comes soon */
static void
test_titles_change (void)
{
  g_autofree char *uri = address ("/radio"), *title = NULL;
  Player player;

  write_noise ("loop.wav", 0, 10 * SECOND);
  if (!test_run ("lame", "lame --quiet --cbr -b 128 -t loop.wav loop.mp3"))
    return;
  server.mp3 = read_file ("loop.mp3");
  player_open (&player, "fakesink sync=false", uri, NULL);
  att_player_play (player.player);
  RUN_UNTIL (g_strcmp0 ((g_free (title), title = stream_title (&player)), "Second - Song") == 0, 20);
  g_assert_cmpstr (player.log->str, ==, "started 1|");
  player_close (&player);
  g_clear_pointer (&server.mp3, g_bytes_unref);
}

/* the network stands still for a while: BUFFERING, not heard, and then on */
static void
test_stall (void)
{
  g_autofree char *uri = address ("/stall");
  gint64 waited_until;
  Player player;

  write_noise ("stall.wav", 0, 8 * SECOND);
  g_atomic_int_set (&server.go_on, FALSE);
  player_open (&player, "fakesink sync=true", uri, NULL);
  att_player_play (player.player);
  RUN_UNTIL (g_str_equal (player.log->str, "started 1|"), 20);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_BUFFERING, 20);
  waited_until = g_get_monotonic_time () + 1500 * 1000;
  RUN_UNTIL (g_get_monotonic_time () > waited_until, 10);
  g_atomic_int_set (&server.go_on, TRUE);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_PLAYING, 20);
  RUN_UNTIL (att_player_get_state (player.player) == ATT_PLAYER_STOPPED, 20);
  g_assert_cmpstr (player.log->str, ==, "started 1|ended 1 finished|");
  g_test_message ("heard %d ms", (int) player.heard_ms);
  g_assert_cmpint (ABS (player.heard_ms - 8000), <, 700);
  player_close (&player);
}

static void
test_errors (void)
{
  g_autofree char *missing = address ("/missing.flac"), *good = address ("/good.flac");
  Player player;

  write_noise ("good.wav", 0, SECOND);
  if (!test_run ("flac", "flac -s -f good.wav"))
    return;
  player_open (&player, "fakesink sync=true", missing, "http://127.0.0.1:1/refused", good, NULL);
  player_run_out (&player, 30);
  g_test_message ("%s", player.message);
  g_assert_cmpstr (player.log->str, ==, "failed 1|failed 2|started 3|ended 3 finished|");
  player_close (&player);

  player_open (&player, "fakesink sync=true", missing, NULL);
  player_run_out (&player, 30);
  g_test_message ("%s", player.message);
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (player.message, missing));
  player_close (&player);

  player_open (&player, "fakesink sync=true", "http://127.0.0.1:1/refused", NULL);
  player_run_out (&player, 30);
  g_assert_cmpint (player.error_code, ==, ATT_PLAYER_ERROR_FAILED);
  g_assert_nonnull (strstr (player.message, "connection"));
  player_close (&player);
}

/* a resolver as a server with accounts would have one */
#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GObject)
struct _TestResolver { GObject parent_instance; };

static void
test_resolve_async (AttResolver *resolver, const char *uri, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);

  if (g_str_has_suffix (uri, "offline"))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "the server is not reachable");
  else
    g_task_return_pointer (task, g_strdup_printf ("%s%s?token=s3cret", server.base, strchr (uri, '/')), g_free);
}

static char *
test_resolve_finish (AttResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_iface_init (AttResolverInterface *iface)
{
  iface->resolve_async = test_resolve_async;
  iface->resolve_finish = test_resolve_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestResolver, test_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ATT_TYPE_RESOLVER, test_resolver_iface_init))

static void
test_resolver_class_init (TestResolverClass *klass)
{
}

static void
test_resolver_init (TestResolver *self)
{
}

/* the stored address is played through the resolver; what it adds is never shown */
static void
test_credentials (void)
{
  g_autoptr (AttResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  Player player;

  write_noise ("good.wav", 0, SECOND);
  if (!test_run ("flac", "flac -s -f good.wav"))
    return;
  player_open (&player, "fakesink sync=true", "subsonic://home/good.flac", "subsonic://home/offline",
               "subsonic://home/nothing.flac", NULL);
  for (guint i = 0; i < player.items->len; i++) /* the address as the store has it: no authority */
    {
      AttTrack *track = ((AttQueueItem *) player.items->pdata[i])->track;
      g_autofree char *uri = g_strconcat ("subsonic:home", strrchr (track->uri, '/'), NULL);

      att_track_set_string (&track->uri, uri, FALSE);
    }
  att_player_set_resolver (player.player, resolver);
  player_run_out (&player, 30);
  g_test_message ("%s", player.message);
  g_assert_nonnull (strstr (player.log->str, "ended 1 finished|"));
  g_assert_nonnull (strstr (player.log->str, "failed 2|"));
  g_assert_nonnull (strstr (player.log->str, "failed 3|"));
  g_assert_nonnull (strstr (player.message, "subsonic:home/nothing.flac"));
  g_assert_null (strstr (player.message, "s3cret"));
  player_close (&player);
}

int
main (int argc, char *argv[])
{
  int status;

  g_unsetenv ("http_proxy");
  g_setenv ("no_proxy", "*", TRUE);
  g_test_init (&argc, &argv, NULL);
  test_dir ();
  server.thread = g_thread_new ("server", serve, NULL);
  RUN_UNTIL (g_atomic_pointer_get (&server.base) != NULL, 10);
  g_test_add_func ("/playback/http/gapless", test_gapless);
  g_test_add_func ("/playback/http/station", test_station);
  g_test_add_func ("/playback/http/titles-change", test_titles_change);
  g_test_add_func ("/playback/http/stall", test_stall);
  g_test_add_func ("/playback/http/errors", test_errors);
  g_test_add_func ("/playback/http/credentials", test_credentials);
  status = g_test_run ();
  g_main_loop_quit (server.loop);
  g_thread_join (server.thread);
  g_main_loop_unref (server.loop);
  g_free (server.base);
  test_util_clean ();
  return status;
}
