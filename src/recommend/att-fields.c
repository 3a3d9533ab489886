/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "att-country.h"
#include "att-language.h"
#include "att-text.h"

#define YEAR_STEP 5
#define LEAST_YEAR 1000
#define LARGEST_YEAR 2100
#define MAX_WORDS 8

/* the vectors that there are */
typedef struct {
  GHashTable *numbers; /* components, a first one telling how many -> number of the vector */
  GArray *components;  /* of AttComponent */
  GArray *first;       /* of guint32 */
} Vectors;

typedef struct {
  AttFields *self;
  const AttCatalogue *catalogue;
  GHashTable *terms[ATT_N_FIELDS]; /* key -> number + 1 */
  Vectors vectors;
  GArray *vector;      /* of AttComponent: the one in the making */
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

  g_array_append_val (builder->vector, component);
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
  GArray *components = builder->vector;
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
  static GRegex *joints = NULL;
  g_auto (GStrv) parts = NULL;

  if (g_once_init_enter (&joints))
    g_once_init_leave (&joints, g_regex_new (", | & | / |; ?| feat\\.? | ft\\. | featuring ",
                                             G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
  parts = names != NULL ? g_regex_split (joints, names, 0) : NULL;
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
  const guint from = builder->vector->len;

  add_names (builder, ATT_FIELD_ARTISTS, item->track->artist);
  add_names (builder, ATT_FIELD_ARTISTS, item->track->album_artist);
  scale_field (builder, from, 1);
}

static void
add_composers (Builder *builder, const char *composers)
{
  const guint from = builder->vector->len;

  add_names (builder, ATT_FIELD_COMPOSER, composers);
  scale_field (builder, from, 1);
}

static void
add_genres (Builder *builder, int item)
{
  const AttCatalogue *catalogue = builder->catalogue;
  const guint from = builder->vector->len;
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
  const guint from = builder->vector->len;
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
  static GRegex *brackets = NULL;
  g_auto (GStrv) parts = NULL;
  GString *out = g_string_new (NULL);

  if (g_once_init_enter (&brackets))
    g_once_init_leave (&brackets, g_regex_new ("[()\\[\\]]| - ", G_REGEX_OPTIMIZE, 0, NULL));
  parts = g_regex_split (brackets, title, 0);
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
  const guint from = builder->vector->len;

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

/* half of it is @key, half its region; 0: that is not known */
static void
add_with_region (Builder *builder, AttField field, const char *key, int region)
{
  add_component (builder, field, key, region != 0 ? M_SQRT1_2 : 1);
  if (region != 0)
    add_number (builder, field, -region, M_SQRT1_2);
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
  add_with_region (builder, ATT_FIELD_LANGUAGE, language, region);
}

static void
add_country (Builder *builder, const char *tag)
{
  AttCountryRegion region;
  g_autofree char *country = att_country_read (tag, &region);

  if (country != NULL)
    add_with_region (builder, ATT_FIELD_COUNTRY, country, region);
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
  const guint from = builder->vector->len;

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

static guint
hash_vector (gconstpointer key)
{
  const AttComponent *c = key;
  guint hash = c->term;

  for (guint k = 1; k <= c->term; k++)
    hash = hash * 31 + c[k].term;
  return hash;
}

static gboolean
is_same_vector (gconstpointer a, gconstpointer b)
{
  const AttComponent *x = a, *y = b;

  return x->term == y->term && memcmp (x + 1, y + 1, x->term * sizeof *x) == 0;
}

static Vectors
vectors_open (void)
{
  const guint32 none[2] = { 0, 0 };
  Vectors self = {
    g_hash_table_new_full (hash_vector, is_same_vector, g_free, NULL),
    g_array_new (FALSE, FALSE, sizeof (AttComponent)),
    g_array_new (FALSE, FALSE, sizeof (guint32)),
  };

  g_array_append_vals (self.first, none, 2);
  return self;
}

/* exactly as much memory as it takes; frees @array */
static gpointer
take_data (GArray *array)
{
  const gsize size = array->len * (gsize) g_array_get_element_size (array);
  gpointer data = g_malloc (size + 1);

  if (size > 0)
    memcpy (data, array->data, size);
  g_array_unref (array);
  return data;
}

static void
vectors_close (Vectors *self, AttFields *out)
{
  out->n_vectors = self->first->len - 1;
  out->first = take_data (self->first);
  out->components = take_data (self->components);
  g_hash_table_unref (self->numbers);
}

/* the number of the vector that was made, in order, a new one or one that was there; empties @made */
static guint32
add_vector (Vectors *self, GArray *made)
{
  const AttComponent n = { made->len };
  guint32 number;

  if (made->len == 0)
    return 0;
  g_array_prepend_val (made, n);
  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, made->data));
  if (number == 0)
    {
      number = self->first->len - 1;
      g_array_append_vals (self->components, &g_array_index (made, AttComponent, 1), n.term);
      g_array_append_val (self->first, self->components->len);
      g_hash_table_insert (self->numbers, g_memdup2 (made->data, made->len * sizeof n), GUINT_TO_POINTER (number));
    }
  g_array_set_size (made, 0);
  return number;
}

static guint32
close_vector (Builder *builder)
{
  if (builder->vector->len > 0)
    qsort (builder->vector->data, builder->vector->len, sizeof (AttComponent), compare_terms);
  return add_vector (&builder->vectors, builder->vector);
}

static void
find_usual (AttFields *self)
{
  double sums[ATT_N_FIELDS] = { 0 };

  self->usual = g_new0 (float, self->n_terms + 1);
  for (guint i = 0; i < self->n_items; i++)
    for (guint part = 0, n; part < ATT_FIELDS_N_PARTS; part++)
      {
        const AttComponent *c = att_fields_get (self, i, part, &n);

        for (guint k = 0; k < n; k++)
          {
            self->usual[c[k].term] += c[k].x * c[k].x;
            sums[self->fields[c[k].term]] += c[k].x * c[k].x;
          }
      }
  for (guint t = 0; t < self->n_terms; t++)
    self->usual[t] /= sums[self->fields[t]];
}

static void
add_item (Builder *builder, guint i)
{
  const AttItem *item = att_catalogue_item (builder->catalogue, i);
  const AttTrack *track = item->track;
  guint32 *vectors = builder->self->vectors[i];

  add_artists (builder, item);
  if (item->album >= 0)
    add_number (builder, ATT_FIELD_ALBUM, item->album, 1);
  add_composers (builder, track->composer);
  add_text (builder, ATT_FIELD_LABEL, track->label);
  add_language (builder, track);
  add_country (builder, track->country);
  vectors[ATT_FIELDS_RELEASE] = close_vector (builder);
  if (item->n_genres > 0)
    add_genres (builder, i);
  vectors[ATT_FIELDS_GENRES] = close_vector (builder);
  if (track->year >= LEAST_YEAR && track->year <= LARGEST_YEAR)
    add_year (builder, track->year);
  vectors[ATT_FIELDS_YEAR] = close_vector (builder);
  if (track->title != NULL)
    add_title (builder, track->title);
  add_playlists (builder, i);
  vectors[ATT_FIELDS_WORDS] = close_vector (builder);
}

AttFields *
att_fields_new (const AttCatalogue *catalogue)
{
  AttFields *self = g_new0 (AttFields, 1);
  Builder builder = { self, catalogue };

  self->n_items = att_catalogue_n (catalogue);
  self->vectors = g_malloc ((self->n_items + 1) * sizeof *self->vectors);
  builder.vectors = vectors_open ();
  builder.vector = g_array_new (FALSE, FALSE, sizeof (AttComponent));
  builder.fields = g_byte_array_new ();
  builder.playlists = sort_entries (catalogue);
  for (int f = 0; f < ATT_N_FIELDS; f++)
    builder.terms[f] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->n_items; i++)
    add_item (&builder, i);

  vectors_close (&builder.vectors, self);
  self->n_terms = builder.fields->len;
  self->fields = g_byte_array_free (builder.fields, FALSE);
  g_array_unref (builder.vector);
  for (int f = 0; f < ATT_N_FIELDS; f++)
    g_hash_table_unref (builder.terms[f]);
  g_array_unref (builder.playlists);
  find_usual (self);
  return self;
}

/* numbers of the terms that stay, NONE for the others */
#define NONE G_MAXUINT32

static guint32 *
renumber (AttFields *self)
{
  g_autofree guint32 *n_items = g_new0 (guint32, self->n_terms + 1);
  guint32 *numbers = g_new (guint32, self->n_terms + 1), n_left = 0;

  for (guint i = 0; i < self->n_items; i++)
    for (guint part = 0, n; part < ATT_FIELDS_N_PARTS; part++)
      {
        const AttComponent *c = att_fields_get (self, i, part, &n);

        for (guint k = 0; k < n; k++)
          n_items[c[k].term]++;
      }
  for (guint32 t = 0; t < self->n_terms; t++)
    {
      numbers[t] = n_items[t] > 1 || self->fields[t] != ATT_FIELD_TITLE ? n_left++ : NONE;
      if (numbers[t] == NONE)
        continue;
      self->fields[numbers[t]] = self->fields[t];
      self->usual[numbers[t]] = self->usual[t];
    }
  self->n_terms = n_left;
  self->fields = g_realloc (self->fields, n_left + 1);
  self->usual = g_realloc (self->usual, (n_left + 1) * sizeof *self->usual);
  return numbers;
}

void
att_fields_drop_lone_words (AttFields *self)
{
  g_autofree guint32 *terms = renumber (self), *numbers = g_new (guint32, self->n_vectors + 1);
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (AttComponent));
  Vectors vectors = vectors_open ();

  for (guint32 v = 0; v < self->n_vectors; v++)
    {
      for (guint32 c = self->first[v]; c < self->first[v + 1]; c++)
        {
          const AttComponent component = { terms[self->components[c].term], self->components[c].x };

          if (component.term != NONE)
            g_array_append_val (made, component);
        }
      numbers[v] = add_vector (&vectors, made);
    }
  g_free (self->first);
  g_free (self->components);
  vectors_close (&vectors, self);
  for (guint i = 0; i < self->n_items; i++)
    for (guint part = 0; part < ATT_FIELDS_N_PARTS; part++)
      self->vectors[i][part] = numbers[self->vectors[i][part]];
}

void
att_fields_free (AttFields *self)
{
  if (self == NULL)
    return;
  g_free (self->vectors);
  g_free (self->components);
  g_free (self->first);
  g_free (self->fields);
  g_free (self->usual);
  g_free (self);
}
