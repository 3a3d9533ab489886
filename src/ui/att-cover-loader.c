/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cover-loader.h"

#define N_THREADS 2
#define ACCENT_SIZE 24

typedef struct {
  char *key;
  AttCoverImage image;
  gsize bytes;
  GList link; /* in cache.recent, newest first */
} Entry;

static struct {
  GHashTable *entries; /* key -> Entry */
  GQueue recent;
  gsize bytes;
  GThreadPool *pool;
} cache;

typedef struct {
  char *uri;
  char *path;
  int pixels;
  /* result, made in a thread */
  GdkTexture *texture;
  GdkRGBA accent;
} Load;

static void
load_free (Load *load)
{
  g_free (load->uri);
  g_free (load->path);
  g_clear_object (&load->texture);
  g_free (load);
}

/* few sizes, so that lists and pages share pictures */
static int
bucket (int pixels)
{
  if (pixels <= 64)
    return 64;
  if (pixels <= 128)
    return 128;
  if (pixels <= 320)
    return 320;
  return 640;
}

static char *
make_key (const char *uri, int pixels)
{
  return g_strdup_printf ("%d %s", bucket (pixels), uri);
}

static void
entry_free (Entry *entry)
{
  cache.bytes -= entry->bytes;
  g_queue_unlink (&cache.recent, &entry->link);
  g_clear_object (&entry->image.texture);
  g_free (entry->key);
  g_free (entry);
}

static void
remember (const char *uri, int pixels, GdkTexture *texture, const GdkRGBA *accent)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->key = make_key (uri, pixels);
  entry->link.data = entry;
  entry->bytes = 256;
  if (texture)
    {
      entry->image.texture = g_object_ref (texture);
      entry->image.accent = *accent;
      entry->bytes += (gsize) 4 * gdk_texture_get_width (texture) * gdk_texture_get_height (texture);
    }
  g_queue_push_head_link (&cache.recent, &entry->link);
  cache.bytes += entry->bytes;
  g_hash_table_replace (cache.entries, entry->key, entry);
  while (cache.bytes > ATT_COVER_LOADER_BYTES && cache.recent.tail != &entry->link)
    g_hash_table_remove (cache.entries, ((Entry *) cache.recent.tail->data)->key);
}

/* mean colour, saturated pixels first: a red disc on white is red, not pink */
static void
find_accent (GdkPixbuf *picture, GdkRGBA *accent)
{
  g_autoptr (GdkPixbuf) small = gdk_pixbuf_scale_simple (picture, ACCENT_SIZE, ACCENT_SIZE, GDK_INTERP_BILINEAR);
  double sum[3] = { 0 }, total = 0;
  int channels, stride;
  const guint8 *pixels;

  *accent = (GdkRGBA) { 0.5f, 0.5f, 0.5f, 1.0f };
  if (!small)
    return;
  channels = gdk_pixbuf_get_n_channels (small);
  stride = gdk_pixbuf_get_rowstride (small);
  pixels = gdk_pixbuf_read_pixels (small);
  for (int y = 0; y < ACCENT_SIZE; y++)
    for (int x = 0; x < ACCENT_SIZE; x++)
      {
        const guint8 *p = pixels + y * stride + x * channels;
        int high = MAX (p[0], MAX (p[1], p[2])), low = MIN (p[0], MIN (p[1], p[2]));
        double weight = 0.02 + (high - low) / 255.0;

        for (int i = 0; i < 3; i++)
          sum[i] += weight * p[i] / 255.0;
        total += weight;
      }
  accent->red = (float) (sum[0] / total);
  accent->green = (float) (sum[1] / total);
  accent->blue = (float) (sum[2] / total);
}

static void
decode (gpointer data, gpointer unused)
{
  g_autoptr (GTask) task = data;
  Load *load = g_task_get_task_data (task);
  g_autoptr (GdkPixbuf) picture = NULL;
  int width = 0, height = 0, shorter, wanted = bucket (load->pixels);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (gdk_pixbuf_get_file_info (load->path, &width, &height) && width > 0 && height > 0)
    {
      shorter = MIN (width, height);
      if (shorter > wanted)
        picture = gdk_pixbuf_new_from_file_at_scale (load->path, (int) ((gint64) width * wanted / shorter),
                                                     (int) ((gint64) height * wanted / shorter), TRUE, NULL);
      else
        picture = gdk_pixbuf_new_from_file (load->path, NULL);
    }
  if (picture)
    {
      find_accent (picture, &load->accent);
      load->texture = gdk_texture_new_for_pixbuf (picture);
    }
  g_task_return_boolean (task, TRUE);
}

static void
path_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Load *load = g_task_get_task_data (task);

  load->path = att_session_get_cover_finish (ATT_SESSION (source), result, &error);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!load->path)
    g_task_return_boolean (task, TRUE);
  else
    g_thread_pool_push (cache.pool, g_steal_pointer (&task), NULL);
}

static void
init_cache (void)
{
  if (cache.entries)
    return;
  cache.entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) entry_free);
  cache.pool = g_thread_pool_new (decode, NULL, N_THREADS, FALSE, NULL);
}

const AttCoverImage *
att_cover_loader_peek (const char *uri, int pixels)
{
  g_autofree char *key = make_key (uri, pixels);
  Entry *entry;

  init_cache ();
  entry = g_hash_table_lookup (cache.entries, key);
  if (!entry)
    return NULL;
  g_queue_unlink (&cache.recent, &entry->link);
  g_queue_push_head_link (&cache.recent, &entry->link);
  return &entry->image;
}

void
att_cover_loader_load (AttSession *session, const char *uri, int pixels, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  init_cache ();
  load->uri = g_strdup (uri);
  load->pixels = pixels;
  g_task_set_source_tag (task, att_cover_loader_load);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  att_session_get_cover_async (session, uri, cancellable, path_ready_cb, task);
}

gboolean
att_cover_loader_finish (GAsyncResult *result)
{
  Load *load = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return FALSE;
  remember (load->uri, load->pixels, load->texture, &load->accent);
  return TRUE;
}

static gboolean
is_missing (gpointer key, gpointer value, gpointer data)
{
  return ((Entry *) value)->image.texture == NULL;
}

void
att_cover_loader_forget_missing (void)
{
  if (cache.entries)
    g_hash_table_foreach_remove (cache.entries, is_missing, NULL);
}

void
att_cover_loader_forget_all (void)
{
  if (cache.entries)
    g_hash_table_remove_all (cache.entries);
}
