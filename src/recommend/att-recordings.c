/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-recordings.h"

#include <string.h>

#include "att-text.h"

#define MIN_MS 20000

static const char *const editions[] = { "remaster", "remastered", "mono", "stereo", "version", "edit", "bonus", "mix",
                                        "explicit", "original", "single", "album", NULL };
/* another recording, whatever else is said */
static const char *const others[] = { "live", "acoustic", "demo", "remix", "instrumental", "karaoke", "cover", NULL };

/* FALSE: no edition is told, or it is another recording */
static gboolean
tells_edition (const char *text)
{
  g_auto (GStrv) words = att_text_words (text);
  gboolean told = FALSE;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (g_strv_contains (others, words[i]))
        return FALSE;
      told |= g_strv_contains (editions, words[i]);
    }
  return told;
}

/* where the last "(…)", "[…]" or " - …" begins; NULL: there is none, or nothing before it */
static char *
find_appendix (char *title)
{
  const gsize length = strlen (title);
  char *begin = NULL;

  if (length > 0 && title[length - 1] == ')')
    begin = strrchr (title, '(');
  else if (length > 0 && title[length - 1] == ']')
    begin = strrchr (title, '[');
  else
    begin = g_strrstr (title, " - ");
  return begin != title ? begin : NULL;
}

char *
att_recordings_title (const char *title)
{
  g_autofree char *core = g_strdup (title != NULL ? title : "");
  char *appendix;

  g_strchomp (core);
  while ((appendix = find_appendix (core)) != NULL && tells_edition (appendix))
    {
      *appendix = '\0';
      g_strchomp (core);
    }
  return att_text_fold (core);
}

/* @before: per item the one before it of its artist and title; -1: none */
static void
join (AttCatalogue *catalogue, const int *before, int last, int from, int to)
{
  for (int i = last; i >= 0; i = before[i])
    {
      AttItem *item = &g_array_index (catalogue->items, AttItem, i);

      if (item->recording == from)
        item->recording = to;
    }
}

void
att_recordings_group (AttCatalogue *catalogue)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL); /* the last so far + 1 */
  g_autofree int *before = g_new (int, att_catalogue_n (catalogue) + 1);

  for (int i = 0; i < (int) att_catalogue_n (catalogue); i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      g_autofree char *title = att_recordings_title (item->track->title);
      g_autofree char *key = g_strdup_printf ("%d/%s", item->artist, title);

      if (item->artist < 0 || *title == '\0')
        continue;
      before[i] = GPOINTER_TO_INT (g_hash_table_lookup (named, key)) - 1;
      g_hash_table_replace (named, g_steal_pointer (&key), GINT_TO_POINTER (i + 1));
      for (int j = before[i]; j >= 0 && item->vector >= 0 && item->track->duration_ms >= MIN_MS; j = before[j])
        {
          const AttItem *other = att_catalogue_item (catalogue, j);

          if (other->recording != item->recording && other->vector >= 0 && other->track->duration_ms >= MIN_MS &&
              att_sound_is_same (&catalogue->sounds[item->vector], &catalogue->sounds[other->vector],
                                 ATT_SOUND_SAME_NAMED))
            join (catalogue, before, i, MAX (item->recording, other->recording),
                  MIN (item->recording, other->recording));
        }
    }
}
