/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An item for the worker is a path; its answer the words as text, LRC where they have times.
 */
#include "config.h"

#include "att-lyrics-find.h"

#include <glib/gstdio.h>
#include <string.h>

#include "att-kept-workers.h"
#include "att-part.h"
#include "att-tag-reader.h"
#include "att-text.h"

static AttKeptWorkers workers = { .kind = "lyrics", .n_workers = 1, .deadline_ms = 10000 };

/* --- in the file --- */

static gboolean
find_embedded (const char *path, AttLyrics **lyrics, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) item = g_bytes_new (path, strlen (path)), words = NULL;
  g_autoptr (GError) cause = NULL;

  words = att_kept_workers_ask (&workers, item, cancellable, &cause);
  /* a file that breaks its reader has no words */
  if (words == NULL && (cause->domain != ATT_WORKERS_ERROR || cause->code == ATT_WORKERS_ERROR_SPAWN))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (words != NULL && g_bytes_get_size (words) > 0)
    *lyrics = att_lyrics_parse (g_bytes_get_data (words, NULL), g_bytes_get_size (words));
  return TRUE;
}

static GBytes *
handle (GBytes *item, gpointer user_data)
{
  AttFileBytes *file = user_data;
  gsize n;
  const char *data = g_bytes_get_data (item, &n);
  g_autofree char *path = g_strndup (data != NULL ? data : "", n);
  g_autofree char *words = NULL;

  if (att_file_bytes_open (file, path, NULL))
    words = att_tag_reader_read_lyrics (file);
  att_file_bytes_close (file);
  n = words != NULL ? strlen (words) : 0;
  return g_bytes_new_take (g_steal_pointer (&words), n);
}

int
att_lyrics_worker_main (void)
{
  g_autoptr (AttFileBytes) file = att_file_bytes_new ();

  return att_worker_serve (handle, file);
}

/* --- beside it --- */

static AttLyrics *
read_file (const char *path)
{
  g_autofree char *data = NULL;
  GStatBuf st;
  gsize n;

  if (g_stat (path, &st) < 0 || !S_ISREG (st.st_mode) || st.st_size > ATT_LYRICS_MAX_BYTES ||
      !g_file_get_contents (path, &data, &n, NULL))
    return NULL;
  return att_lyrics_parse (data, n);
}

/* the first of NAME.lrc, NAME.EXT.lrc, any case of the ending, that has words */
static AttLyrics *
find_beside (const char *path, const char *const *endings)
{
  const char *dot = strrchr (path, '.');
  const gsize stem = dot != NULL && strchr (dot, G_DIR_SEPARATOR) == NULL ? (gsize) (dot - path) : strlen (path);
  AttLyrics *lyrics = NULL;

  for (gsize i = 0; endings[i] != NULL && lyrics == NULL; i++)
    {
      g_autofree char *short_name = g_strdup_printf ("%.*s%s", (int) stem, path, endings[i]);
      g_autofree char *long_name = g_strconcat (path, endings[i], NULL);

      lyrics = read_file (short_name);
      if (lyrics == NULL)
        lyrics = read_file (long_name);
    }
  return lyrics;
}

AttLyrics *
att_lyrics_find_for_file (const char *path, GCancellable *cancellable, GError **error)
{
  static const char *const lrc[] = { ".lrc", ".LRC", ".Lrc", NULL }, *const txt[] = { ".txt", ".TXT", NULL };
  g_autoptr (AttLyrics) beside = find_beside (path, lrc), embedded = NULL;

  if (beside != NULL && beside->synced)
    return g_steal_pointer (&beside);
  if (!find_embedded (path, &embedded, cancellable, error))
    return NULL;
  if (beside != NULL && (embedded == NULL || !embedded->synced))
    return g_steal_pointer (&beside);
  if (embedded == NULL)
    embedded = find_beside (path, txt);
  if (embedded == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: there are no lyrics", path);
  return g_steal_pointer (&embedded);
}

/* --- of a part of a file --- */

/* "What's Up?" and "whats_up" are one */
static char *
make_key (const char *name)
{
  g_auto (GStrv) words = att_text_words (name);

  return g_strjoinv (NULL, words);
}

/* how well a file of that name goes with the song: 2 by number and title, 1 by title, 0 not at all */
static int
rate_name (const char *name, const char *key, guint number)
{
  g_autofree char *text = g_filename_display_name (name), *whole = NULL, *rest = NULL;
  char *dot = strrchr (text, '.'), *end = text;

  if (dot == NULL || g_ascii_strcasecmp (dot, ".lrc") != 0)
    return 0;
  *dot = '\0';
  if (number > 0 && g_ascii_strtoull (text, &end, 10) == number)
    {
      rest = make_key (end);
      if (g_str_equal (rest, key))
        return 2;
    }
  whole = make_key (text);
  return g_str_equal (whole, key);
}

static AttLyrics *
find_by_title (const char *path, const char *title, guint number)
{
  g_autofree char *folder = g_path_get_dirname (path), *base = g_path_get_basename (path), *best = NULL;
  g_autofree char *key = make_key (title), *whole = NULL;
  g_autoptr (GDir) dir = *key != '\0' ? g_dir_open (folder, 0, NULL) : NULL;
  char *dot = strrchr (base, '.');
  int best_rate = 0;
  const char *name;

  if (dot != NULL)
    *dot = '\0';
  whole = make_key (base);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      const int rate = rate_name (name, key, number);

      /* an album called like one of its songs: Title.lrc is of the album */
      if (rate <= best_rate || (rate == 1 && g_str_equal (key, whole)))
        continue;
      best_rate = rate;
      g_free (best);
      best = g_build_filename (folder, name, NULL);
    }
  return best != NULL ? read_file (best) : NULL;
}

AttLyrics *
att_lyrics_find_for_part (const char *uri, const char *title, guint number, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = att_part_file_path (uri);
  g_autoptr (AttLyrics) own = NULL, whole = NULL;
  AttLyrics *cut = NULL;
  AttPart part;

  g_return_val_if_fail (path != NULL && att_part_of_uri (uri, &part), NULL);

  own = title != NULL ? find_by_title (path, title, number) : NULL;
  if (own != NULL)
    return g_steal_pointer (&own);
  whole = att_lyrics_find_for_file (path, cancellable, error);
  if (whole == NULL)
    return NULL;
  /* their times are of hundredths of a second, where a part begins is not */
  cut = att_lyrics_cut (whole, part.start_ns / 10000000 * 10, part.end_ns >= 0 ? part.end_ns / 10000000 * 10 : -1);
  if (cut == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: there are no lyrics of this part", uri);
  return cut;
}
