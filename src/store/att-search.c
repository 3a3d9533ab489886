/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-search.h"

#include "att-collection.h"
#include "att-store-private.h"
#include "att-text.h"

#include <string.h>

#define MIN_GENRE_BYTES 3 /* of a word that is looked for in the names of genres */
#define MAX_LETTERS 32    /* of a word that may be mistyped */
#define N_RANKS 7

/* Which pairs of bytes a text has, each pair as one bit: a text without the bits of a word does not have the word. */
typedef struct {
  guint64 bits[2];
} Pairs;

typedef struct {
  AttTrackId id;
  Pairs pairs;
  guint32 text, title, artist; /* where they begin in `texts`; each ends with a NUL, but a title within its text */
  guint16 title_bytes, artist_bytes;
  guint8 missing;
} Entry;

struct _AttSearch
{
  gatomicrefcount refs;
  GArray *entries; /* Entry, in the order of the library */
  GString *texts;
  GPtrArray *artists, *composers, *albums;
};

/* --- making it --- */

/* what the order of the library goes by; needed only until it is sorted */
typedef struct {
  guint32 album_artist, album; /* ranks */
  gint64 album_id;
  int disc, number;
  Entry entry;
} Row;

typedef struct {
  GHashTable *known; /* key -> its number + 1 */
  GPtrArray *keys;
} Keys;

static void
keys_init (Keys *self)
{
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->keys = g_ptr_array_new_with_free_func (g_free);
}

static void
keys_clear (Keys *self)
{
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->keys);
}

static guint32
keys_number (Keys *self, const char *key)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->known, key));

  if (number == 0)
    {
      char *copy = g_strdup (key);

      g_ptr_array_add (self->keys, copy);
      number = self->keys->len;
      g_hash_table_insert (self->known, copy, GUINT_TO_POINTER (number));
    }
  return number - 1;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;

  /* what names nobody comes last */
  return *x == '\0' || *y == '\0' ? (*x == '\0') - (*y == '\0') : strcmp (x, y);
}

/* of each number, the place of its key; the array of keys is sorted by that */
static guint32 *
keys_rank (Keys *self)
{
  guint32 *ranks = g_new (guint32, self->keys->len + 1);

  g_ptr_array_sort (self->keys, compare_keys);
  for (guint i = 0; i < self->keys->len; i++)
    ranks[GPOINTER_TO_UINT (g_hash_table_lookup (self->known, g_ptr_array_index (self->keys, i))) - 1] = i;
  return ranks;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer texts)
{
  const Row *x = a, *y = b;
  gsize common;
  int order;

  if (x->album_artist != y->album_artist)
    return x->album_artist < y->album_artist ? -1 : 1;
  if (x->album != y->album)
    return x->album < y->album ? -1 : 1;
  if (x->album_id != y->album_id)
    return x->album_id < y->album_id ? -1 : 1;
  if (x->disc != y->disc)
    return x->disc < y->disc ? -1 : 1;
  if (x->number != y->number)
    return x->number < y->number ? -1 : 1;
  common = MIN (x->entry.title_bytes, y->entry.title_bytes);
  order = memcmp ((char *) texts + x->entry.title, (char *) texts + y->entry.title, common);
  if (order == 0)
    order = (int) x->entry.title_bytes - (int) y->entry.title_bytes;
  return order != 0 ? order : (x->entry.id > y->entry.id) - (x->entry.id < y->entry.id);
}

static Pairs
pairs_of (const char *text)
{
  Pairs pairs = { 0 };

  for (const guint8 *at = (const guint8 *) text; at[0] != '\0' && at[1] != '\0'; at++)
    {
      const guint bit = (at[0] * 37u + at[1] * 11u) % 128;

      pairs.bits[bit / 64] |= G_GUINT64_CONSTANT (1) << bit % 64;
    }
  return pairs;
}

static gboolean
has_word (const char *texts, const Entry *entry, const char *word, const Pairs *pairs)
{
  return (pairs->bits[0] & ~entry->pairs.bits[0]) == 0 && (pairs->bits[1] & ~entry->pairs.bits[1]) == 0 &&
         strstr (texts + entry->text, word) != NULL;
}

static guint32
add_text (GString *texts, const char *text)
{
  const guint32 at = (guint32) texts->len;

  g_string_append_len (texts, text, (gssize) strlen (text) + 1);
  return at;
}

/* @part as a piece of the text that begins at @text, after @skip bytes of it; else as one of its own */
static guint32
place_text (GString *texts, guint32 text, gsize skip, const char *part, guint16 *n_bytes)
{
  const gsize n = MIN (strlen (part), G_MAXUINT16);

  *n_bytes = (guint16) n;
  if (strlen (texts->str + text) >= skip && strncmp (texts->str + text + skip, part, n) == 0)
    return text + (guint32) skip;
  return add_text (texts, part);
}

static void
read_entries (AttSearch *self, AttDb *db)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_autofree guint32 *artist_ranks = NULL, *album_ranks = NULL;
  Keys artists, albums;
  AttStmt *stmt;

  keys_init (&artists);
  keys_init (&albums);
  stmt = att_db_prepare (db, "SELECT id, missing, title_key, artist_key, album_artist_key, album_key, album_id,"
                             " disc_number, track_number, search_text FROM tracks");
  while (att_stmt_step (stmt))
    {
      const char *title = att_stmt_get_text (stmt, 2);
      Row row = { .entry.id = att_stmt_get_int (stmt, 0), .entry.missing = att_stmt_get_int (stmt, 1) != 0 };

      row.album_artist = keys_number (&artists, att_stmt_get_text (stmt, 4));
      row.album = keys_number (&albums, att_stmt_get_text (stmt, 5));
      row.album_id = att_stmt_get_int (stmt, 6);
      row.disc = (int) att_stmt_get_int (stmt, 7);
      row.number = (int) att_stmt_get_int (stmt, 8);
      row.entry.text = add_text (self->texts, att_stmt_get_text (stmt, 9));
      row.entry.pairs = pairs_of (att_stmt_get_text (stmt, 9));
      row.entry.title = place_text (self->texts, row.entry.text, 0, title, &row.entry.title_bytes);
      row.entry.artist = place_text (self->texts, row.entry.text, row.entry.title_bytes + 1,
                                     att_stmt_get_text (stmt, 3), &row.entry.artist_bytes);
      g_array_append_val (rows, row);
    }
  artist_ranks = keys_rank (&artists);
  album_ranks = keys_rank (&albums);
  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = &g_array_index (rows, Row, i);

      row->album_artist = artist_ranks[row->album_artist];
      row->album = album_ranks[row->album];
    }
  g_array_sort_with_data (rows, compare_rows, self->texts->str);
  self->entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_array_append_val (self->entries, g_array_index (rows, Row, i).entry);
  keys_clear (&artists);
  keys_clear (&albums);
}

AttSearch *
att_search_new (AttDb *db)
{
  g_autoptr (AttSearch) self = g_new0 (AttSearch, 1);

  g_atomic_ref_count_init (&self->refs);
  self->texts = g_string_new (NULL);
  read_entries (self, db);
  self->artists = att_store_read_artists (db, ATT_COLLECTION_ARTIST);
  self->composers = att_store_read_artists (db, ATT_COLLECTION_COMPOSER);
  self->albums = att_store_read_albums (db, 0);
  return att_db_has_failed (db) ? NULL : g_steal_pointer (&self);
}

AttSearch *
att_search_ref (AttSearch *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
att_search_unref (AttSearch *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->entries);
  g_string_free (self->texts, TRUE);
  g_ptr_array_unref (self->artists);
  g_ptr_array_unref (self->composers);
  g_ptr_array_unref (self->albums);
  g_free (self);
}

guint
att_search_get_n_tracks (AttSearch *self)
{
  return self->entries->len;
}

GPtrArray *
att_search_get_albums (AttSearch *self)
{
  return self->albums;
}

GPtrArray *
att_search_get_artists (AttSearch *self)
{
  return self->artists;
}

GPtrArray *
att_search_get_composers (AttSearch *self)
{
  return self->composers;
}

/* --- finding --- */

/* a bit for each track id whose genres have @word in their names; NULL: none has */
static guint8 *
find_genre (AttDb *db, const char *word, AttTrackId max_id)
{
  g_autofree char *ids = strlen (word) < MIN_GENRE_BYTES ? g_strdup ("")
                                                         : att_genre_map_search_ids (att_genre_map_get (db), word);
  g_autofree char *sql = NULL;
  guint8 *bits;
  AttStmt *stmt;

  if (*ids == '\0')
    return NULL;
  bits = g_new0 (guint8, max_id / 8 + 1);
  sql = g_strdup_printf ("SELECT track_id FROM track_genres WHERE shown AND genre_id IN (%s)", ids);
  stmt = att_db_prepare_once (db, sql);
  while (att_stmt_step (stmt))
    {
      const AttTrackId id = att_stmt_get_int (stmt, 0);

      if (id <= max_id)
        bits[id / 8] |= (guint8) (1 << id % 8);
    }
  return bits;
}

static guint
rank_entry (const char *texts, const Entry *entry, const char *text, gsize n)
{
  const char *title = texts + entry->title, *artist = texts + entry->artist;
  const gboolean title_begins = entry->title_bytes >= n && memcmp (title, text, n) == 0;
  const gboolean artist_begins = entry->artist_bytes >= n && memcmp (artist, text, n) == 0;

  if (title_begins && entry->title_bytes == n)
    return 0;
  if (artist_begins && entry->artist_bytes == n)
    return 1;
  if (title_begins)
    return 2;
  if (artist_begins)
    return 3;
  if (memmem (title, entry->title_bytes, text, n) != NULL)
    return 4;
  return strstr (texts + entry->text, text) != NULL ? 5 : 6;
}

void
att_search_find (AttSearch *self, AttDb *db, const char *text, char **words, gboolean with_missing, guint limit,
                 guint offset, GArray *ids)
{
  GArray *ranks[N_RANKS];
  g_autoptr (GPtrArray) genres = g_ptr_array_new_with_free_func (g_free);
  g_autofree Pairs *pairs = g_new (Pairs, g_strv_length (words) + 1);
  const gsize n = strlen (text);
  AttTrackId max_id = 0;
  guint skip = offset, wanted = limit != 0 ? limit : G_MAXUINT;

  for (guint i = 0; i < self->entries->len; i++)
    max_id = MAX (max_id, g_array_index (self->entries, Entry, i).id);
  for (gsize w = 0; words[w] != NULL; w++)
    {
      g_ptr_array_add (genres, find_genre (db, words[w], max_id));
      pairs[w] = pairs_of (words[w]);
    }
  for (gsize i = 0; i < N_RANKS; i++)
    ranks[i] = g_array_new (FALSE, FALSE, sizeof (AttTrackId));

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      gboolean found = with_missing || !entry->missing;

      for (gsize w = 0; found && words[w] != NULL; w++)
        {
          const guint8 *genre = g_ptr_array_index (genres, w);

          found = has_word (self->texts->str, entry, words[w], &pairs[w]) ||
                  (genre != NULL && genre[entry->id / 8] >> entry->id % 8 & 1);
        }
      if (found)
        g_array_append_val (ranks[rank_entry (self->texts->str, entry, text, n)], entry->id);
    }
  for (gsize i = 0; i < N_RANKS; i++)
    {
      const guint from = MIN (skip, ranks[i]->len), take = MIN (ranks[i]->len - from, wanted);

      if (take > 0)
        g_array_append_vals (ids, &g_array_index (ranks[i], AttTrackId, from), take);
      skip -= from;
      wanted -= take;
      g_array_unref (ranks[i]);
    }
}

/* --- mistyped --- */

typedef struct {
  gunichar letters[MAX_LETTERS];
  guint n;
} Letters;

/* FALSE: too short, too long, or of a script where a letter is a word */
static gboolean
take_letters (Letters *self, const char *word, gsize n_bytes, guint min)
{
  const char *end = word + n_bytes;

  self->n = 0;
  for (; word < end; word = g_utf8_next_char (word))
    {
      gunichar c = g_utf8_get_char (word);

      if (self->n == MAX_LETTERS || c >= 0x2e80)
        return FALSE;
      self->letters[self->n++] = c;
    }
  return self->n >= min;
}

/* how many mistakes make @word, or what it begins with, into @typed */
static guint
count_mistakes (const Letters *typed, const Letters *word, guint max)
{
  guint rows[3][MAX_LETTERS + 1], best = max + 1;

  if (word->n + max < typed->n ||
      (typed->letters[0] != word->letters[0] &&
       !(typed->n > 1 && word->n > 1 && typed->letters[0] == word->letters[1] && typed->letters[1] == word->letters[0])))
    return best;
  for (guint j = 0; j <= word->n; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= typed->n; i++)
    {
      guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

      row[0] = i;
      for (guint j = 1; j <= word->n; j++)
        {
          const gboolean same = typed->letters[i - 1] == word->letters[j - 1];

          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + !same);
          if (i > 1 && j > 1 && typed->letters[i - 1] == word->letters[j - 2] &&
              typed->letters[i - 2] == word->letters[j - 1])
            row[j] = MIN (row[j], two_above[j - 2] + 1);
        }
    }
  best = rows[typed->n % 3][word->n];
  for (guint j = 0; typed->n >= 5 && j < word->n; j++) /* still being typed */
    best = MIN (best, rows[typed->n % 3][j]);
  return best;
}

static guint
allowed_mistakes (const Letters *typed)
{
  return typed->n < 4 ? 0 : typed->n < 6 ? 1 : 2;
}

/* the word of @name that @typed is nearest to; *@mistakes above @max: none is near */
static const char *
nearest_word (const char *name, const Letters *typed, guint max, guint *mistakes, gsize *n_bytes)
{
  const char *nearest = NULL;

  *mistakes = max + 1;
  for (const char *word = name, *end; *word != '\0'; word = *end != '\0' ? end + 1 : end)
    {
      Letters letters;
      guint n;

      end = strchrnul (word, ' ');
      if (!take_letters (&letters, word, end - word, 2))
        continue;
      n = count_mistakes (typed, &letters, max);
      if (n >= *mistakes)
        continue;
      *mistakes = n;
      nearest = word;
      *n_bytes = end - word;
    }
  return nearest;
}

/* all of @words are words of @name, or nearly; *@sum: mistakes in all. (transfer full) (nullable) */
static char **
spell_as (const char *name, char **words, const Letters *typed, guint limit, guint *sum)
{
  const guint n = g_strv_length (words);
  g_auto (GStrv) spelt = g_new0 (char *, n + 1);

  *sum = 0;
  for (guint i = 0; i < n; i++)
    {
      gsize n_bytes = 0;
      guint mistakes;
      const char *near;

      if (strstr (name, words[i]) != NULL)
        {
          spelt[i] = g_strdup (words[i]);
          continue;
        }
      near = typed[i].n == 0 ? NULL : nearest_word (name, &typed[i], allowed_mistakes (&typed[i]), &mistakes, &n_bytes);
      if (near == NULL || (*sum += mistakes) >= limit)
        return NULL;
      spelt[i] = g_strndup (near, n_bytes);
    }
  return g_steal_pointer (&spelt);
}

static gboolean
is_anywhere (AttSearch *self, const char *word)
{
  const Pairs pairs = pairs_of (word);

  for (guint i = 0; i < self->entries->len; i++)
    if (has_word (self->texts->str, &g_array_index (self->entries, Entry, i), word, &pairs))
      return TRUE;
  return FALSE;
}

/* of artists that are as near the one with most songs is meant; *@as_typed: somebody is called so, nothing is mistyped */
static char **
spell_as_artist (AttSearch *self, char **words, const Letters *typed, gboolean *as_typed)
{
  guint fewest = G_MAXUINT;
  int most_tracks = 0;
  char **best = NULL;

  *as_typed = FALSE;
  for (guint i = 0; i < self->artists->len + self->composers->len; i++)
    {
      const AttCollection *artist = i < self->artists->len ? g_ptr_array_index (self->artists, i)
                                                           : g_ptr_array_index (self->composers, i - self->artists->len);
      guint sum;
      char **spelt = spell_as (artist->search_key, words, typed, fewest == G_MAXUINT ? fewest : fewest + 1, &sum);

      if (spelt == NULL || (sum == fewest && artist->n_tracks <= most_tracks))
        {
          g_strfreev (spelt);
          continue;
        }
      g_strfreev (best);
      best = spelt;
      if (sum == 0)
        {
          *as_typed = TRUE;
          return best;
        }
      fewest = sum;
      most_tracks = artist->n_tracks;
    }
  return best;
}

char **
att_search_correct (AttSearch *self, char **words)
{
  const guint n = g_strv_length (words);
  g_autofree Letters *typed = g_new0 (Letters, n + 1);
  g_auto (GStrv) corrected = NULL;
  gboolean any = FALSE, as_typed;

  for (guint i = 0; i < n; i++)
    if (!take_letters (&typed[i], words[i], strlen (words[i]), 4))
      typed[i].n = 0;
  corrected = spell_as_artist (self, words, typed, &as_typed);
  if (corrected != NULL)
    return as_typed ? NULL : g_steal_pointer (&corrected);

  corrected = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      char *one[] = { words[i], NULL };
      g_auto (GStrv) spelt =
        typed[i].n == 0 || is_anywhere (self, words[i]) ? NULL : spell_as_artist (self, one, &typed[i], &as_typed);

      corrected[i] = g_strdup (spelt != NULL ? spelt[0] : words[i]);
      any |= spelt != NULL;
    }
  return any ? g_steal_pointer (&corrected) : NULL;
}
