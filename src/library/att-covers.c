/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In the cache folder a picture is a file named by its bytes (so an album's
 * tracks share one), and an audio file that has been looked into is a symlink
 * named by its path, size and time that leads to its picture, or to "none".
 */
#include "config.h"

#include "att-covers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "att-kept-workers.h"

#define NONE "none"

/* two: a file on a disk that sleeps does not keep all others waiting */
static AttKeptWorkers workers = { .kind = "cover", .n_workers = 2, .deadline_ms = 10000 };

/* --- embedded pictures --- */

/* NULL: not the beginning of a picture that can be shown */
static const char *
picture_extension (const guint8 *data, gsize n)
{
  if (n >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "jpg";
  if (n >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "png";
  if (n >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "webp";
  if (n >= 6 && memcmp (data, "GIF8", 4) == 0)
    return "gif";
  return NULL;
}

/* the name of the picture in @cache_dir; "none" where @picture is no picture */
static char *
keep_picture (GBytes *picture, const char *cache_dir, GError **error)
{
  gsize n = 0;
  const guint8 *data = picture != NULL ? g_bytes_get_data (picture, &n) : NULL;
  const char *extension = picture_extension (data, n);
  g_autofree char *sum = NULL, *name = NULL, *path = NULL;

  if (extension == NULL)
    return g_strdup (NONE);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, n);
  name = g_strdup_printf ("%.32s.%s", sum, extension);
  path = g_build_filename (cache_dir, name, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS) &&
      !g_file_set_contents_full (path, (const char *) data, n, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error))
    return NULL;
  return g_steal_pointer (&name);
}

static char *
link_name (const char *path, const GStatBuf *st, const char *cache_dir)
{
  g_autofree char *key = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT ".%09ld", path,
                                          (gint64) st->st_size, (gint64) st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);

  sum[32] = '\0';
  return g_build_filename (cache_dir, sum, NULL);
}

/* FALSE: an error. *@found is NULL where there is no embedded picture. */
static gboolean
find_embedded (const char *path, const char *cache_dir, char **found, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) item = g_bytes_new (path, strlen (path)), picture = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *link = NULL, *name = NULL;
  GStatBuf st;

  if (g_stat (path, &st) < 0 || !S_ISREG (st.st_mode))
    return TRUE; /* the folder may have one all the same */
  link = link_name (path, &st, cache_dir);
  name = g_file_read_link (link, NULL);
  if (name != NULL)
    {
      g_autofree char *kept = g_build_filename (cache_dir, name, NULL);

      if (g_str_equal (name, NONE))
        return TRUE;
      if (g_file_test (kept, G_FILE_TEST_EXISTS))
        {
          *found = g_steal_pointer (&kept);
          return TRUE;
        }
      g_clear_pointer (&name, g_free); /* somebody tidied up */
      g_unlink (link);
    }
  picture = att_kept_workers_ask (&workers, item, cancellable, &cause);
  /* a file that breaks its reader has no cover */
  if (picture == NULL && (cause->domain != ATT_WORKERS_ERROR || cause->code == ATT_WORKERS_ERROR_SPAWN))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  name = keep_picture (picture, cache_dir, error);
  if (name == NULL)
    return FALSE;
  if (symlink (name, link) < 0 && errno != EEXIST)
    g_debug ("%s: %s", link, g_strerror (errno)); /* then the next call looks again */
  if (!g_str_equal (name, NONE))
    *found = g_build_filename (cache_dir, name, NULL);
  return TRUE;
}

/* --- pictures in the folder --- */

/* how well a file's name fits, 0 best; -1: no cover */
static int
rank_name (const char *name)
{
  static const char *const extensions[] = { ".jpg", ".jpeg", ".png", ".webp" };
  static const char *const words[] = { "cover", "folder", "front", "album" };
  g_autofree char *lower = g_ascii_strdown (name, -1);
  char *dot = strrchr (lower, '.');
  gboolean picture = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++)
    picture = picture || g_strcmp0 (dot, extensions[i]) == 0;
  if (!picture || *lower == '.')
    return -1;
  *dot = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (lower, words[i]))
      return (int) i;
  if (g_str_has_prefix (lower, "albumart"))
    return strstr (lower, "small") != NULL ? 5 : 4;
  if (strstr (lower, "cover") != NULL || strstr (lower, "front") != NULL)
    return 6;
  return -1;
}

static char *
find_in_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *best_name = NULL;
  const char *name;
  int best = -1;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      const int rank = rank_name (name);
      g_autofree char *path = NULL;
      GStatBuf st;

      if (rank < 0 || (best >= 0 && (rank > best || (rank == best && strcmp (name, best_name) > 0))))
        continue;
      path = g_build_filename (folder, name, NULL);
      if (g_stat (path, &st) < 0 || !S_ISREG (st.st_mode) || st.st_size == 0)
        continue;
      best = rank;
      g_free (best_name);
      best_name = g_strdup (name);
    }
  return best >= 0 ? g_build_filename (folder, best_name, NULL) : NULL;
}

char *
att_covers_find (const char *path, const char *cache_dir, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char *found = NULL;

  if (g_mkdir_with_parents (cache_dir, 0700) < 0)
    {
      const int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", cache_dir, g_strerror (saved));
      return NULL;
    }
  if (!find_embedded (path, cache_dir, &found, cancellable, error))
    return NULL;
  if (found == NULL)
    found = find_in_folder (folder);
  if (found == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: there is no cover", path);
  return found;
}

/* --- what is kept --- */

typedef struct {
  char *path;
  gint64 used_at;
  guint64 bytes;
} Kept;

static void
kept_clear (gpointer data)
{
  g_free (((Kept *) data)->path);
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  const gint64 x = ((const Kept *) a)->used_at, y = ((const Kept *) b)->used_at;

  return x < y ? -1 : x > y;
}

/* @links: those whose picture is gone; else the pictures, each with its size */
static GArray *
list_kept (const char *cache_dir, gboolean links)
{
  g_autoptr (GDir) dir = g_dir_open (cache_dir, 0, NULL);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Kept));
  const char *name;

  g_array_set_clear_func (list, kept_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (cache_dir, name, NULL), *target = NULL;
      GStatBuf st;
      Kept kept;

      if (g_lstat (path, &st) < 0 || S_ISLNK (st.st_mode) != links || (!links && !S_ISREG (st.st_mode)))
        continue;
      if (links)
        {
          target = g_file_read_link (path, NULL);
          if (target == NULL || g_str_equal (target, NONE) || g_file_test (path, G_FILE_TEST_EXISTS))
            continue;
        }
      kept = (Kept){ g_steal_pointer (&path), MAX (st.st_atim.tv_sec, st.st_mtim.tv_sec), (guint64) st.st_size };
      g_array_append_val (list, kept);
    }
  return list;
}

gboolean
att_covers_prune (const char *cache_dir, guint64 max_bytes)
{
  g_autoptr (GArray) pictures = list_kept (cache_dir, FALSE), links = NULL;
  guint64 bytes = 0;

  for (guint i = 0; i < pictures->len; i++)
    bytes += g_array_index (pictures, Kept, i).bytes;
  if (bytes <= max_bytes)
    return FALSE;
  g_array_sort (pictures, compare_used);
  for (guint i = 0; i < pictures->len && bytes > max_bytes; i++)
    {
      const Kept *oldest = &g_array_index (pictures, Kept, i);

      if (g_unlink (oldest->path) == 0)
        bytes -= oldest->bytes;
    }
  links = list_kept (cache_dir, TRUE);
  for (guint i = 0; i < links->len; i++)
    g_unlink (g_array_index (links, Kept, i).path);
  return TRUE;
}
