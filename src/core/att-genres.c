/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genres.h"

#include <gio/gio.h>
#include <string.h>

#include "att-core-resources.h"
#include "att-text.h"

#define GENRES_PATH "/io/github/attacca_player/Attacca/core/genres.tsv"

/* ID3v1 genre numbers: 0-79 of the original list, 80-191 of the Winamp extensions */
static const char *const id3v1[] = {
  /* 0 */ "Blues", "Classic Rock", "Country", "Dance", "Disco", "Funk", "Grunge", "Hip-Hop", "Jazz", "Metal",
  /* 10 */ "New Age", "Oldies", "Other", "Pop", "R&B", "Rap", "Reggae", "Rock", "Techno", "Industrial",
  /* 20 */ "Alternative", "Ska", "Death Metal", "Pranks", "Soundtrack", "Euro-Techno", "Ambient", "Trip-Hop", "Vocal",
    "Jazz+Funk",
  /* 30 */ "Fusion", "Trance", "Classical", "Instrumental", "Acid", "House", "Game", "Sound Clip", "Gospel", "Noise",
  /* 40 */ "Alternative Rock", "Bass", "Soul", "Punk", "Space", "Meditative", "Instrumental Pop", "Instrumental Rock",
    "Ethnic", "Gothic",
  /* 50 */ "Darkwave", "Techno-Industrial", "Electronic", "Pop-Folk", "Eurodance", "Dream", "Southern Rock", "Comedy",
    "Cult", "Gangsta",
  /* 60 */ "Top 40", "Christian Rap", "Pop/Funk", "Jungle", "Native American", "Cabaret", "New Wave", "Psychedelic",
    "Rave", "Showtunes",
  /* 70 */ "Trailer", "Lo-Fi", "Tribal", "Acid Punk", "Acid Jazz", "Polka", "Retro", "Musical", "Rock & Roll",
    "Hard Rock",
  /* 80 */ "Folk", "Folk-Rock", "National Folk", "Swing", "Fast Fusion", "Bebop", "Latin", "Revival", "Celtic",
    "Bluegrass",
  /* 90 */ "Avantgarde", "Gothic Rock", "Progressive Rock", "Psychedelic Rock", "Symphonic Rock", "Slow Rock",
    "Big Band", "Chorus", "Easy Listening", "Acoustic",
  /* 100 */ "Humour", "Speech", "Chanson", "Opera", "Chamber Music", "Sonata", "Symphony", "Booty Bass", "Primus",
    "Porn Groove",
  /* 110 */ "Satire", "Slow Jam", "Club", "Tango", "Samba", "Folklore", "Ballad", "Power Ballad", "Rhythmic Soul",
    "Freestyle",
  /* 120 */ "Duet", "Punk Rock", "Drum Solo", "A Cappella", "Euro-House", "Dancehall", "Goa", "Drum & Bass",
    "Club-House", "Hardcore",
  /* 130 */ "Terror", "Indie", "Britpop", "Afro-Punk", "Polsk Punk", "Beat", "Christian Gangsta Rap", "Heavy Metal",
    "Black Metal", "Crossover",
  /* 140 */ "Contemporary Christian", "Christian Rock", "Merengue", "Salsa", "Thrash Metal", "Anime", "J-Pop",
    "Synthpop", "Abstract", "Art Rock",
  /* 150 */ "Baroque", "Bhangra", "Big Beat", "Breakbeat", "Chillout", "Downtempo", "Dub", "EBM", "Eclectic",
    "Electro",
  /* 160 */ "Electroclash", "Emo", "Experimental", "Garage", "Global", "IDM", "Illbient", "Industro-Goth", "Jam Band",
    "Krautrock",
  /* 170 */ "Leftfield", "Lounge", "Math Rock", "New Romantic", "Nu-Breakz", "Post-Punk", "Post-Rock", "Psytrance",
    "Shoegaze", "Space Rock",
  /* 180 */ "Trop Rock", "World Music", "Neoclassical", "Audiobook", "Audio Theatre", "Neue Deutsche Welle", "Podcast",
    "Indie Rock", "G-Funk", "Dubstep",
  /* 190 */ "Garage Rock", "Psybient",
};

G_STATIC_ASSERT (G_N_ELEMENTS (id3v1) == 192);

typedef struct {
  AttGenre *genres;
  int n;
  GHashTable *by_key; /* compact key of a name or synonym -> AttGenre */
} Vocabulary;

/* "hip hop" and "hiphop" are one word here */
static char *
compact (const char *folded)
{
  char *out = g_strdup (folded), *to = out;

  for (const char *from = folded; *from != '\0'; from++)
    if (*from != ' ')
      *to++ = *from;
  *to = '\0';
  return out;
}

static void
add_key (Vocabulary *self, const char *text, AttGenre *genre)
{
  g_autofree char *folded = att_text_fold (text);
  char *key = compact (folded);

  if (*key == '\0' || g_hash_table_contains (self->by_key, key))
    g_free (key);
  else
    g_hash_table_insert (self->by_key, key, genre);
}

/* Names go in before synonyms, so that no synonym can hide another genre's name. */
static Vocabulary *
read_vocabulary (void)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (att_core_get_resource (), GENRES_PATH,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GHashTable) classes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Vocabulary *self = g_new0 (Vocabulary, 1);
  int n_classes = 0;

  g_assert (bytes != NULL);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && *lines[i] != '#')
      {
        char **columns = g_strsplit (lines[i], "\t", -1);

        g_assert (g_strv_length (columns) == 4);
        g_ptr_array_add (rows, columns);
      }

  self->n = rows->len;
  self->genres = g_new0 (AttGenre, self->n);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < self->n; i++)
    {
      char **columns = g_ptr_array_index (rows, i);
      AttGenre *genre = &self->genres[i];

      genre->index = i;
      genre->name = g_intern_string (columns[0]);
      genre->key = att_text_fold (columns[0]);
      genre->parent = -1;
      add_key (self, columns[0], genre);
    }
  for (int i = 0; i < self->n; i++)
    {
      char **columns = g_ptr_array_index (rows, i);
      AttGenre *genre = &self->genres[i];
      const char *cls = g_str_equal (columns[2], "-") ? columns[0] : columns[2];
      g_auto (GStrv) synonyms = g_strsplit (columns[3], ";", -1);
      gpointer number;

      for (int j = 0; j < self->n; j++)
        if (g_str_equal (columns[1], self->genres[j].name))
          genre->parent = j;
      g_assert (genre->parent >= 0 || g_str_equal (columns[1], "-"));

      if (!g_hash_table_lookup_extended (classes, cls, NULL, &number))
        {
          number = GINT_TO_POINTER (n_classes++);
          g_hash_table_insert (classes, (gpointer) cls, number);
        }
      genre->cls = GPOINTER_TO_INT (number);

      for (gsize k = 0; synonyms[k] != NULL; k++)
        add_key (self, synonyms[k], genre);
    }
  return self;
}

static const Vocabulary *
get_vocabulary (void)
{
  static gsize vocabulary = 0;

  if (g_once_init_enter (&vocabulary))
    g_once_init_leave (&vocabulary, (gsize) read_vocabulary ());
  return (const Vocabulary *) vocabulary;
}

int
att_genres_get_n (void)
{
  return get_vocabulary ()->n;
}

const AttGenre *
att_genres_get (int index)
{
  const Vocabulary *self = get_vocabulary ();

  g_return_val_if_fail (index >= 0 && index < self->n, NULL);
  return &self->genres[index];
}

static const AttGenre *
lookup_whole (const Vocabulary *self, const char *text)
{
  g_autofree char *folded = att_text_fold (text);
  g_autofree char *key = compact (folded);

  return g_hash_table_lookup (self->by_key, key);
}

/* the longest run of whole words that is a genre; of equals the last, which in English is the noun */
static const AttGenre *
lookup_run (const Vocabulary *self, const char *text)
{
  g_auto (GStrv) words = att_text_words (text);
  const int n = g_strv_length (words);
  const AttGenre *best = NULL;
  gsize best_length = 0;

  if (n > 32) /* no genre: a comment in the wrong field */
    return NULL;
  for (int from = 0; from < n; from++)
    {
      g_autoptr (GString) run = g_string_new (NULL);

      for (int to = from; to < n; to++)
        {
          const AttGenre *found;

          g_string_append (run, words[to]);
          found = g_hash_table_lookup (self->by_key, run->str);
          if (found != NULL && run->len >= best_length)
            {
              best = found;
              best_length = run->len;
            }
        }
    }
  return best;
}

/* "17", "(17)", "(17)Rock", "(51)(39)" */
static const char *
id3v1_name (const char *tag)
{
  const char *digits = *tag == '(' ? tag + 1 : tag;
  char *end;
  guint64 number;

  if (!g_ascii_isdigit (*digits))
    return NULL;
  number = g_ascii_strtoull (digits, &end, 10);
  if (*tag == '(' ? *end != ')' : *end != '\0')
    return NULL;
  return number < G_N_ELEMENTS (id3v1) ? id3v1[number] : NULL;
}

const AttGenre *
att_genres_lookup (const char *tag)
{
  const Vocabulary *self = get_vocabulary ();
  const AttGenre *found;
  const char *numbered;

  if (tag == NULL)
    return NULL;
  tag += strspn (tag, " \t\r\n");

  numbered = id3v1_name (tag);
  if (numbered != NULL)
    tag = numbered;

  found = lookup_whole (self, tag);
  if (found == NULL && strpbrk (tag, "/;,|") != NULL)
    {
      g_auto (GStrv) parts = g_strsplit_set (tag, "/;,|", -1);

      for (gsize i = 0; found == NULL && parts[i] != NULL; i++)
        found = lookup_whole (self, parts[i]);
    }
  return found != NULL ? found : lookup_run (self, tag);
}

const AttGenre *
att_genres_lookup_name (const char *tag)
{
  return tag != NULL ? lookup_whole (get_vocabulary (), tag) : NULL;
}

double
att_genres_similarity (const AttGenre *a, const AttGenre *b)
{
  if (a == NULL || b == NULL)
    return 0;
  if (a->index == b->index)
    return 1;
  if (a->cls == b->cls || a->parent == b->index || b->parent == a->index ||
      (a->parent >= 0 && a->parent == b->parent))
    return 0.5;
  return 0;
}
