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

static void
join (AttCatalogue *catalogue, const GArray *alike, int from, int to)
{
  for (guint i = 0; i < alike->len; i++)
    {
      AttItem *item = &g_array_index (catalogue->items, AttItem, g_array_index (alike, int, i));

      if (item->recording == from)
        item->recording = to;
    }
}

void
att_recordings_group (AttCatalogue *catalogue)
{
  g_autoptr (GHashTable) named =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  for (int i = 0; i < (int) att_catalogue_n (catalogue); i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      g_autofree char *title = att_recordings_title (item->track->title);
      g_autofree char *key = g_strdup_printf ("%d/%s", item->artist, title);
      GArray *alike; /* int: items of that artist and title before this one */

      if (item->artist < 0 || *title == '\0')
        continue;
      alike = g_hash_table_lookup (named, key);
      if (alike == NULL)
        {
          alike = g_array_new (FALSE, FALSE, sizeof (int));
          g_hash_table_insert (named, g_steal_pointer (&key), alike);
        }
      g_array_append_val (alike, i);
      for (guint j = 0; j + 1 < alike->len && item->vector >= 0 && item->track->duration_ms >= MIN_MS; j++)
        {
          const AttItem *other = att_catalogue_item (catalogue, g_array_index (alike, int, j));

          if (other->recording != item->recording && other->vector >= 0 && other->track->duration_ms >= MIN_MS &&
              att_sound_is_same (&catalogue->sounds[item->vector], &catalogue->sounds[other->vector],
                                 ATT_SOUND_SAME_NAMED))
            join (catalogue, alike, MAX (item->recording, other->recording),
                  MIN (item->recording, other->recording));
        }
    }
}
