/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-fields.h"

#include <math.h>
#include <stdlib.h>

#include "att-language.h"
#include "att-text.h"

#define YEAR_STEP 5
#define LEAST_YEAR 1000
#define LARGEST_YEAR 2100
#define MAX_WORDS 8

typedef struct {
  AttFields *self;
  const AttCatalogue *catalogue;
  GHashTable *terms[ATT_N_FIELDS]; /* key -> number + 1 */
  GByteArray *fields;
  GArray *playlists;                /* of AttPlaylistEntry, by item */
  guint next_playlist;
} Builder;

static guint32
term_of (Builder *builder, AttField field, const char *key)
{
  guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (builder->terms[field], key));
  const guint8 f = field;

  if (number == 0)
    {
      number = builder->fields->len + 1;
      g_byte_array_append (builder->fields, &f, 1);
      g_hash_table_insert (builder->terms[field], g_strdup (key), GUINT_TO_POINTER (number));
    }
  return number - 1;
}

static void
add_component (Builder *builder, AttField field, const char *key, float x)
{
  const AttComponent component = { term_of (builder, field, key), x };

  g_array_append_val (builder->self->components, component);
}

static void
add_number (Builder *builder, AttField field, gint64 number, float x)
{
  char key[24];

  g_snprintf (key, sizeof key, "%" G_GINT64_FORMAT, number);
  add_component (builder, field, key, x);
}

static void
add_text (Builder *builder, AttField field, const char *text)
{
  g_autofree char *key = att_text_fold (text);

  if (*key != '\0')
    add_component (builder, field, key, 1);
}

/* The terms of one item may repeat (family of two genres): they are made one. Then the field becomes a vector of
 * @length, below 1 for what is only guessed. */
static void
scale_field (Builder *builder, guint from, float length)
{
  GArray *components = builder->self->components;
  double squares = 0;

  for (guint i = from; i < components->len; i++)
    for (guint j = components->len; --j > i;)
      if (g_array_index (components, AttComponent, j).term == g_array_index (components, AttComponent, i).term)
        {
          g_array_index (components, AttComponent, i).x += g_array_index (components, AttComponent, j).x;
          g_array_remove_index_fast (components, j);
        }
  for (guint i = from; i < components->len; i++)
    squares += pow (g_array_index (components, AttComponent, i).x, 2);
  for (guint i = from; i < components->len; i++)
    g_array_index (components, AttComponent, i).x *= length / sqrt (squares);
}

/* each name in what several were joined to */
static void
add_names (Builder *builder, AttField field, const char *names)
{
  g_auto (GStrv) parts = names != NULL ? g_regex_split_simple (", | & | / |; ?| feat\\.? | ft\\. | featuring ", names,
                                                               G_REGEX_CASELESS, 0) : NULL;

  for (gsize i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      g_autofree char *name = att_text_fold (parts[i]);

      if (*name != '\0' && !g_str_equal (name, "various artists") && !g_str_equal (name, "various") &&
          !g_str_equal (name, "unknown artist"))
        add_component (builder, field, name, 1);
    }
}

static void
add_artists (Builder *builder, const AttItem *item)
{
  const guint from = builder->self->components->len;

  add_names (builder, ATT_FIELD_ARTISTS, item->track->artist);
  add_names (builder, ATT_FIELD_ARTISTS, item->track->album_artist);
  scale_field (builder, from, 1);
}

static void
add_composers (Builder *builder, const char *composers)
{
  const guint from = builder->self->components->len;

  add_names (builder, ATT_FIELD_COMPOSER, composers);
  scale_field (builder, from, 1);
}

static void
add_genres (Builder *builder, int item)
{
  const AttCatalogue *catalogue = builder->catalogue;
  const guint from = builder->self->components->len;
  float sure = 0;

  for (guint i = 0; i < att_catalogue_item (catalogue, item)->n_genres; i++)
    {
      const AttItemGenre *link = &att_catalogue_genres_of (catalogue, item)[i];
      const AttCatalogueGenre *genre = att_catalogue_genre (catalogue, link->genre);
      const AttGenre *known = genre->known;
      const double rare = log1p ((double) att_catalogue_n (catalogue) / genre->n_items);
      const double x = sqrt (link->weight * rare);

      sure = MAX (sure, link->weight);
      if (known != NULL)
        {
          add_number (builder, ATT_FIELD_GENRE, known->cls, x * M_SQRT1_2);
          add_number (builder, ATT_FIELD_GENRE, -1 - (known->parent >= 0 ? known->parent : known->index), x * M_SQRT1_2);
        }
      else if (genre->n_items > 1) /* a word of one track alone says nothing about others */
        add_number (builder, ATT_FIELD_GENRE, 1000 + link->genre, x);
    }
  scale_field (builder, from, sqrtf (sure));
}

/* a year lies between two marks and is a little of both */
static void
add_year (Builder *builder, int year)
{
  const guint from = builder->self->components->len;
  const float part = (float) (year % YEAR_STEP) / YEAR_STEP;

  add_number (builder, ATT_FIELD_YEAR, year / YEAR_STEP, 1 - part);
  if (part > 0)
    add_number (builder, ATT_FIELD_YEAR, year / YEAR_STEP + 1, part);
  scale_field (builder, from, 1);
}

/* Is it about the release, and not of the song's name? */
static gboolean
is_about_release (const char *word)
{
  static const char *const words[] = { "live", "remaster", "remastered", "remasterd", "feat", "ft", "featuring", "version",
                                       "edit", "mix", "remix", "mono", "stereo", "bonus", "demo", "deluxe", NULL };

  return g_strv_contains (words, word);
}

static gboolean
is_cjk (gunichar c)
{
  const GUnicodeScript script = g_unichar_get_script (c);

  return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA ||
         script == G_UNICODE_SCRIPT_HANGUL;
}

/* what has no spaces between its words: pairs of neighbouring characters, one alone as itself */
static void
add_pairs (Builder *builder, AttField field, const char *word)
{
  const char *second = g_utf8_next_char (word);

  if (*second == '\0')
    add_component (builder, field, word, 1);
  for (; *second != '\0'; word = g_utf8_next_char (word), second = g_utf8_next_char (second))
    {
      g_autofree char *pair = g_strndup (word, g_utf8_next_char (second) - word);

      add_component (builder, field, pair, 1);
    }
}

/* without a list of stop words: most of them are short */
static void
add_words (Builder *builder, AttField field, char **words)
{
  for (gsize i = 0; words[i] != NULL && i < MAX_WORDS; i++)
    if (is_cjk (g_utf8_get_char (words[i])))
      add_pairs (builder, field, words[i]);
    else if (g_utf8_strlen (words[i], -1) > 3)
      add_component (builder, field, words[i], 1);
}

/* The words after "feat." name others. In brackets, or after a dash, all goes with a word about the release. */
static char *
strip_title (const char *title)
{
  g_auto (GStrv) parts = g_regex_split_simple ("[()\\[\\]]| - ", title, 0, 0);
  GString *out = g_string_new (NULL);

  for (gsize p = 0; parts[p] != NULL; p++)
    {
      g_auto (GStrv) words = att_text_words (parts[p]);
      gboolean about = FALSE;

      for (gsize i = 0; words[i] != NULL && !about; i++)
        {
          about = is_about_release (words[i]) && (p > 0 || g_str_has_prefix (words[i], "f"));
          if (!about && p == 0)
            g_string_append_printf (out, " %s", words[i]);
        }
      if (p > 0 && !about)
        g_string_append_printf (out, " %s", parts[p]);
    }
  return g_string_free (out, FALSE);
}

static void
add_title (Builder *builder, const char *title)
{
  g_autofree char *stripped = strip_title (title);
  g_auto (GStrv) words = att_text_words (stripped);
  const guint from = builder->self->components->len;

  add_words (builder, ATT_FIELD_TITLE, words);
  scale_field (builder, from, 1);
}

static void
add_script (Builder *builder, const char *title)
{
  for (const char *p = title; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char_validated (p, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        return;
      if (g_unichar_isalpha (c))
        {
          const GUnicodeScript script = g_unichar_get_script (c);
          const gboolean european = script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_CYRILLIC ||
                                    script == G_UNICODE_SCRIPT_GREEK;

          add_number (builder, ATT_FIELD_LANGUAGE, script, M_SQRT1_2);
          add_number (builder, ATT_FIELD_LANGUAGE, -(gint64) (is_cjk (c) ? ATT_REGION_EAST_ASIA : european ? ATT_REGION_EUROPE : ATT_N_REGIONS + script), M_SQRT1_2);
          return;
        }
    }
}

/* of the language that is tagged, else of the script of the title */
static void
add_language (Builder *builder, const AttTrack *track)
{
  AttLanguageRegion region;
  g_autofree char *language = att_language_read (track->language, &region);

  if (language == NULL)
    {
      add_script (builder, track->title);
      return;
    }
  add_component (builder, ATT_FIELD_LANGUAGE, language, region != ATT_REGION_UNKNOWN ? M_SQRT1_2 : 1);
  if (region != ATT_REGION_UNKNOWN)
    add_number (builder, ATT_FIELD_LANGUAGE, -(gint64) region, M_SQRT1_2);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const AttPlaylistEntry *x = a, *y = b;

  if (x->item != y->item)
    return x->item < y->item ? -1 : 1;
  return x->playlist_id < y->playlist_id ? -1 : x->playlist_id > y->playlist_id;
}

static GArray *
sort_entries (const AttCatalogue *catalogue)
{
  GArray *sorted = g_array_copy (catalogue->playlist_entries);

  g_array_sort (sorted, compare_entries);
  return sorted;
}

/* items come in order */
static void
add_playlists (Builder *builder, guint item)
{
  const guint from = builder->self->components->len;

  for (; builder->next_playlist < builder->playlists->len; builder->next_playlist++)
    {
      const AttPlaylistEntry *entry = &g_array_index (builder->playlists, AttPlaylistEntry, builder->next_playlist);
      const char *name = att_catalogue_playlist_name (builder->catalogue, entry->playlist_id);

      if (entry->item != (int) item)
        break;
      add_number (builder, ATT_FIELD_PLAYLIST, entry->playlist_id, 1);
      if (name != NULL)
        {
          g_auto (GStrv) words = att_text_words (name);

          add_words (builder, ATT_FIELD_PLAYLIST, words);
        }
    }
  scale_field (builder, from, 1);
}

static int
compare_terms (const void *a, const void *b)
{
  const AttComponent *x = a, *y = b;

  return x->term < y->term ? -1 : x->term > y->term;
}

static void
find_usual (AttFields *self)
{
  double sums[ATT_N_FIELDS] = { 0 };

  self->usual = g_new0 (float, self->n_terms + 1);
  for (guint i = 0; i < self->components->len; i++)
    {
      const AttComponent *c = att_fields_component (self, i);

      self->usual[c->term] += c->x * c->x;
      sums[self->fields[c->term]] += c->x * c->x;
    }
  for (guint t = 0; t < self->n_terms; t++)
    self->usual[t] /= sums[self->fields[t]];
}

AttFields *
att_fields_new (const AttCatalogue *catalogue)
{
  AttFields *self = g_new0 (AttFields, 1);
  Builder builder = { self, catalogue };

  self->n_items = att_catalogue_n (catalogue);
  self->components = g_array_new (FALSE, FALSE, sizeof (AttComponent));
  self->first = g_new (guint32, self->n_items + 1);
  builder.fields = g_byte_array_new ();
  builder.playlists = sort_entries (catalogue);
  for (int f = 0; f < ATT_N_FIELDS; f++)
    builder.terms[f] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->n_items; i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      const AttTrack *track = item->track;

      self->first[i] = self->components->len;
      add_artists (&builder, item);
      if (item->album >= 0)
        add_number (&builder, ATT_FIELD_ALBUM, item->album, 1);
      if (item->n_genres > 0)
        add_genres (&builder, i);
      if (track->year >= LEAST_YEAR && track->year <= LARGEST_YEAR)
        add_year (&builder, track->year);
      add_composers (&builder, track->composer);
      add_text (&builder, ATT_FIELD_LABEL, track->label);
      if (track->title != NULL)
        add_title (&builder, track->title);
      add_language (&builder, track);
      add_playlists (&builder, i);
      if (self->components->len > self->first[i])
        qsort (&g_array_index (self->components, AttComponent, self->first[i]), self->components->len - self->first[i],
               sizeof (AttComponent), compare_terms);
    }
  self->first[self->n_items] = self->components->len;

  self->n_terms = builder.fields->len;
  self->fields = g_byte_array_free (builder.fields, FALSE);
  for (int f = 0; f < ATT_N_FIELDS; f++)
    g_hash_table_unref (builder.terms[f]);
  g_array_unref (builder.playlists);
  find_usual (self);
  return self;
}

void
att_fields_free (AttFields *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->components);
  g_free (self->first);
  g_free (self->fields);
  g_free (self->usual);
  g_free (self);
}
