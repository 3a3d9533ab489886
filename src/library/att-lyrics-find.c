/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An item for the worker is a path; its answer the words as text, LRC where they have times.
 */
#include "config.h"

#include "att-lyrics-find.h"

#include <glib/gstdio.h>
#include <string.h>

#include "att-tag-reader.h"
#include "att-workers.h"

#define DEADLINE_MS 10000

/* --- in the file --- */

typedef struct {
  const char *path; /* NULL once it was given */
  GBytes *words;
} Question;

static GBytes *
give_path (gpointer *item, gpointer user_data)
{
  Question *question = user_data;
  const char *path = g_steal_pointer (&question->path);

  return path != NULL ? g_bytes_new (path, strlen (path)) : NULL;
}

/* a file that breaks its reader has no words */
static gboolean
take_words (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  Question *question = user_data;

  if (reply != NULL && g_bytes_get_size (reply) > 0)
    question->words = g_bytes_ref (reply);
  return TRUE;
}

static gboolean
find_embedded (const char *path, AttLyrics **lyrics, GCancellable *cancellable, GError **error)
{
  const AttWorkersConfig config = { .kind = "lyrics", .n_workers = 1, .batch = 1, .deadline_ms = DEADLINE_MS };
  const AttWorkersJob job = { give_path, take_words };
  Question question = { .path = path };
  const gboolean ran = att_workers_run (&config, &job, &question, cancellable, error);
  g_autoptr (GBytes) words = question.words;

  if (ran && words != NULL)
    *lyrics = att_lyrics_parse (g_bytes_get_data (words, NULL), g_bytes_get_size (words));
  return ran;
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
