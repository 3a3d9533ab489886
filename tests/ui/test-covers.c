/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Covers in memory and on disk stay within their bounds, and are decoded off the main thread.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <gtk/gtk.h>

#include "att-cover-loader.h"
#include "att-session-worker.h"

#define WAIT_S 60
#define N_COVERS 40 /* of 640 x 640 pixels each, 1.6 MB: more than there is room for */

typedef struct {
  guint n_done;
  GThread *main;
} Loads;

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(AttSession **) data = att_session_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Loads *loads = data;

  g_assert_true (g_thread_self () == loads->main);
  g_assert_true (att_cover_loader_finish (result));
  loads->n_done++;
}

static void
wait_for (gboolean (*done) (gpointer), gpointer data)
{
  const gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (!done (data) && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_true (done (data));
}

static gboolean
is_set (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

static gboolean
all_done (gpointer data)
{
  return ((Loads *) data)->n_done == N_COVERS;
}

static void
test_memory (void)
{
  g_autofree char *dir = g_dir_make_tmp ("att-covers-XXXXXX", NULL), *data_dir = g_build_filename (dir, "data", NULL);
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 800, 800);
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  Loads loads = { 0, g_thread_self () };
  AttSession *session = NULL;
  guint n_kept = 0;
  gsize bytes = 0;

  att_session_open_async (data_dir, NULL, opened_cb, &session);
  wait_for (is_set, &session);
  for (int i = 0; i < N_COVERS; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%d", dir, i), *cover = g_build_filename (folder, "cover.png", NULL);
      g_autofree char *song = g_build_filename (folder, "song.mp3", NULL);
      g_autoptr (GError) error = NULL;

      gdk_pixbuf_fill (picture, 0x010203ffu * (guint) i);
      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      g_assert_true (gdk_pixbuf_save (picture, cover, "png", &error, "compression", "1", NULL));
      g_ptr_array_add (uris, g_filename_to_uri (song, NULL, NULL));
      att_cover_loader_load (session, g_ptr_array_index (uris, i), 640, NULL, loaded_cb, &loads);
    }
  wait_for (all_done, &loads);
  for (guint i = 0; i < uris->len; i++)
    {
      const AttCoverImage *image = att_cover_loader_peek (g_ptr_array_index (uris, i), 640);

      if (!image)
        continue;
      g_assert_nonnull (image->texture);
      g_assert_cmpint (gdk_texture_get_width (image->texture), ==, 640);
      bytes += (gsize) 4 * 640 * 640;
      n_kept++;
    }
  g_test_message ("%u of %d covers are kept, %.1f MB", n_kept, N_COVERS, bytes / 1e6);
  g_assert_cmpuint (bytes, <=, ATT_COVER_LOADER_BYTES);
  g_assert_cmpuint (n_kept, >, N_COVERS / 2);
  g_assert_cmpuint (n_kept, <, N_COVERS);
  att_cover_loader_forget_all ();
  g_assert_null (att_cover_loader_peek (g_ptr_array_index (uris, N_COVERS - 1), 640));
  att_session_close (session);
  g_object_unref (session);
  remove_all (dir);
}

int
main (int argc, char *argv[])
{
  const int worker = att_session_run_worker (argc, argv);

  if (worker >= 0)
    return worker;
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/covers/memory", test_memory);
  return g_test_run ();
}
