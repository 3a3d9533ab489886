/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By tags: near what the listener liked and far from what they did not, in a
 * vector space over the fields of a track (artist, album, genre set, year…).
 *
 * In each field a track is a unit vector over terms. Each term t keeps
 *     phi_t = log ((liked_t + SHRINK * rate) / (n_t + SHRINK) / rate)
 * with n_t the sum of |gain| * x_t^2 over the reactions, liked_t that over the good ones, rate the share of the good
 * among all: how much oftener than whatever was offered the tracks with this term were liked. A skip after many says
 * little, a track heard to the end among many skips says much. A field's
 * opinion of a track is the mean of phi over its terms, weighted by their
 * squared components; the track's is the mean over its fields, weighted as in
 * the table.
 *
 * Genres: half of a genre's square is a term it shares with its whole family (parent or self), so that one
 * genre is 1, relatives are 0.5 alike.
 *
 * Source  G. Salton, A. Wong, C. Yang, "A vector space model for automatic indexing", CACM 18 (1975); J. Rocchio,
 *         "Relevance feedback in information retrieval", 1971, with the feedback kept per term.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-reasons.h"
#include "att-text.h"

typedef enum {
  FIELD_ARTIST,
  FIELD_ALBUM_ARTIST,
  FIELD_ALBUM,
  FIELD_GENRE,
  FIELD_YEAR,
  FIELD_COMPOSER,
  FIELD_LABEL,
  FIELD_TITLE,
  FIELD_SCRIPT,
  N_FIELDS
} Field;

static const double field_weights[N_FIELDS] = {
  [FIELD_ARTIST] = 1.0,
  [FIELD_ALBUM_ARTIST] = 0.3,
  [FIELD_ALBUM] = 0.5,
  [FIELD_GENRE] = 1.2,
  [FIELD_YEAR] = 0.25,
  [FIELD_COMPOSER] = 0.3,
  [FIELD_LABEL] = 0.15,
  [FIELD_TITLE] = 0.15,
  [FIELD_SCRIPT] = 0.1,
};

#define SHRINK 1.5
#define UNHEARD 20.0     /* reactions to the library as it is that are thought to have come before: */
#define UNHEARD_RATE 0.3 /* so much of them good */
#define NO_OPINION 0.3   /* weight of saying nothing, beside those of the fields */
#define GAIN 1.5         /* fields are evidence of their own: together they say more than their mean */
#define FADING 0.9       /* what a term still remembers when a track that is nothing else was reacted to */
#define SEED_GAIN 3.0  /* a seed counts as loved */
#define SEEDED 0.25    /* how much of the profile a radio from a seed keeps */
#define YEAR_STEP 5
#define MAX_TITLE_WORDS 8
#define REMEMBERED 500 /* reactions among which the one that a sentence names is looked for */

typedef struct {
  guint32 term;
  float x; /* component of the field's unit vector */
} Component;

typedef struct {
  AttRecommenderBase base;

  /* of the catalogue it was built for */
  const AttCatalogue *catalogue;
  guint n_items;
  GArray *components; /* of Component; of one item: field after field */
  guint32 *first;     /* n_items + 1 */
  guint8 *fields;     /* per term */
  guint n_terms;

  /* of the context */
  double *usual;           /* per term: mean of x^2 over the items that have its field */
  double *liked, *n, *phi, *known; /* per term */
  gboolean any;
} AttMetadata;

static AttRecommenderBase *
metadata_new (void)
{
  return (AttRecommenderBase *) g_new0 (AttMetadata, 1);
}

static void
forget_catalogue (AttMetadata *self)
{
  g_clear_pointer (&self->components, g_array_unref);
  g_clear_pointer (&self->first, g_free);
  g_clear_pointer (&self->fields, g_free);
  g_clear_pointer (&self->liked, g_free);
  g_clear_pointer (&self->usual, g_free);
  g_clear_pointer (&self->n, g_free);
  g_clear_pointer (&self->phi, g_free);
  g_clear_pointer (&self->known, g_free);
}

static void
metadata_free (AttRecommenderBase *base)
{
  forget_catalogue ((AttMetadata *) base);
  g_free (base);
}

/* --- the vectors --- */

typedef struct {
  AttMetadata *self;
  GHashTable *terms[N_FIELDS]; /* key -> number + 1 */
  GByteArray *fields;
} Builder;

static guint32
term_of (Builder *builder, Field field, const char *key)
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
add_component (Builder *builder, Field field, const char *key, float x)
{
  const Component component = { term_of (builder, field, key), x };

  g_array_append_val (builder->self->components, component);
}

static void
add_number (Builder *builder, Field field, gint64 number, float x)
{
  char key[24];

  g_snprintf (key, sizeof key, "%" G_GINT64_FORMAT, number);
  add_component (builder, field, key, x);
}

static void
add_text (Builder *builder, Field field, const char *text)
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
      if (g_array_index (components, Component, j).term == g_array_index (components, Component, i).term)
        {
          g_array_index (components, Component, i).x += g_array_index (components, Component, j).x;
          g_array_remove_index_fast (components, j);
        }
  for (guint i = from; i < components->len; i++)
    squares += pow (g_array_index (components, Component, i).x, 2);
  for (guint i = from; i < components->len; i++)
    g_array_index (components, Component, i).x *= length / sqrt (squares);
}

static void
add_genres (Builder *builder, int item)
{
  const AttCatalogue *catalogue = builder->self->catalogue;
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
          add_number (builder, FIELD_GENRE, known->cls, x * M_SQRT1_2);
          add_number (builder, FIELD_GENRE, -1 - (known->parent >= 0 ? known->parent : known->index), x * M_SQRT1_2);
        }
      else if (genre->n_items > 1) /* a word of one track alone says nothing about others */
        add_number (builder, FIELD_GENRE, 1000 + link->genre, x);
    }
  scale_field (builder, from, sqrtf (sure));
}

/* a year lies between two marks and is a little of both */
static void
add_year (Builder *builder, int year)
{
  const guint from = builder->self->components->len;
  const float part = (float) (year % YEAR_STEP) / YEAR_STEP;

  add_number (builder, FIELD_YEAR, year / YEAR_STEP, 1 - part);
  if (part > 0)
    add_number (builder, FIELD_YEAR, year / YEAR_STEP + 1, part);
  scale_field (builder, from, 1);
}

static void
add_title (Builder *builder, const char *title)
{
  g_auto (GStrv) words = att_text_words (title);
  const guint from = builder->self->components->len;

  for (gsize i = 0; words[i] != NULL && i < MAX_TITLE_WORDS; i++)
    if (g_utf8_strlen (words[i], -1) > 3) /* without a list of stop words: most of them are short */
      add_component (builder, FIELD_TITLE, words[i], 1);
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
          add_number (builder, FIELD_SCRIPT, g_unichar_get_script (c), 1);
          return;
        }
    }
}

static void
find_usual (AttMetadata *self)
{
  double sums[N_FIELDS] = { 0 };

  self->usual = g_new0 (double, self->n_terms + 1);
  for (guint i = 0; i < self->components->len; i++)
    {
      const Component *c = &g_array_index (self->components, Component, i);

      self->usual[c->term] += c->x * c->x;
      sums[self->fields[c->term]] += c->x * c->x;
    }
  for (guint t = 0; t < self->n_terms; t++)
    self->usual[t] /= sums[self->fields[t]];
}

static void
build (AttMetadata *self, const AttCatalogue *catalogue)
{
  Builder builder = { self };

  forget_catalogue (self);
  self->catalogue = catalogue;
  self->n_items = att_catalogue_n (catalogue);
  self->components = g_array_new (FALSE, FALSE, sizeof (Component));
  self->first = g_new (guint32, self->n_items + 1);
  builder.fields = g_byte_array_new ();
  for (int f = 0; f < N_FIELDS; f++)
    builder.terms[f] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->n_items; i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      const AttTrack *track = item->track;

      self->first[i] = self->components->len;
      if (item->artist >= 0)
        add_number (&builder, FIELD_ARTIST, item->artist, 1);
      add_text (&builder, FIELD_ALBUM_ARTIST, track->album_artist);
      if (item->album >= 0)
        add_number (&builder, FIELD_ALBUM, item->album, 1);
      if (item->n_genres > 0)
        add_genres (&builder, i);
      if (track->year > 0)
        add_year (&builder, track->year);
      add_text (&builder, FIELD_COMPOSER, track->composer);
      add_text (&builder, FIELD_LABEL, track->label);
      if (track->title != NULL)
        add_title (&builder, track->title);
      add_script (&builder, track->title);
    }
  self->first[self->n_items] = self->components->len;

  self->n_terms = builder.fields->len;
  self->fields = g_byte_array_free (builder.fields, FALSE);
  self->liked = g_new (double, self->n_terms + 1);
  self->n = g_new (double, self->n_terms + 1);
  self->phi = g_new (double, self->n_terms + 1);
  self->known = g_new (double, self->n_terms + 1);
  for (int f = 0; f < N_FIELDS; f++)
    g_hash_table_unref (builder.terms[f]);
  find_usual (self);
}

/* --- the opinion --- */

static const Component *
component (const AttMetadata *self, guint32 i)
{
  return &g_array_index (self->components, Component, i);
}

static void
take_in (AttMetadata *self, int item, double gain, double *good, double *all)
{
  if (gain == 0)
    return;
  for (guint32 i = self->first[item]; i < self->first[item + 1]; i++)
    {
      const Component *c = component (self, i);
      const double share = c->x * c->x, left = pow (FADING, share);

      self->liked[c->term] = left * self->liked[c->term] + MAX (gain, 0) * share;
      self->n[c->term] = left * self->n[c->term] + fabs (gain) * share;
    }
  *good += MAX (gain, 0);
  *all += fabs (gain);
  self->any = TRUE;
}

static void
metadata_prepare (AttRecommenderBase *base)
{
  AttMetadata *self = (AttMetadata *) base;
  const AttContext *context = base->context;
  const AttSignals *signals = context->signals;
  const gboolean seeded = context->n_seeds > 0;
  double good = 0, all = 0;

  if (self->catalogue != context->catalogue || self->components == NULL)
    build (self, context->catalogue);
  memset (self->liked, 0, self->n_terms * sizeof *self->liked);
  memset (self->n, 0, self->n_terms * sizeof *self->n);
  self->any = FALSE;

  for (guint i = 0; i < signals->reactions->len; i++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, i);

      take_in (self, reaction->item, att_reaction_gain (reaction) * (seeded ? SEEDED : 1), &good, &all);
    }
  for (guint i = 0; i < context->n_seeds; i++)
    take_in (self, context->seeds[i], SEED_GAIN, &good, &all);
  good += UNHEARD * UNHEARD_RATE;
  all += UNHEARD;
  for (guint t = 0; t < self->n_terms; t++)
    {
      const double unheard = UNHEARD * self->usual[t];

      self->phi[t] = log (((self->liked[t] + UNHEARD_RATE * unheard) * all / good + SHRINK) /
                          (self->n[t] + unheard + SHRINK));
      self->known[t] = (self->n[t] + unheard) / (self->n[t] + unheard + SHRINK);
    }
}

static float
metadata_score (AttRecommenderBase *base, int item)
{
  const AttMetadata *self = (AttMetadata *) base;
  double opinion = 0, weights = NO_OPINION;

  if (!self->any || self->first[item] == self->first[item + 1])
    return NAN;
  for (guint32 i = self->first[item]; i < self->first[item + 1]; i++)
    {
      const Component *c = component (self, i);
      const double weight = field_weights[self->fields[c->term]] * c->x * c->x;

      opinion += weight * self->phi[c->term];
      weights += weight * self->known[c->term];
    }
  return att_recommender_value (GAIN * opinion / weights);
}

/* --- the words --- */

/* what two items share, in units of the opinion; @shared: bits of the fields that have at least half in common */
static double
overlap (const AttMetadata *self, int a, int b, guint *shared)
{
  double fields[N_FIELDS] = { 0 }, sum = 0;

  for (guint32 i = self->first[a]; i < self->first[a + 1]; i++)
    for (guint32 j = self->first[b]; j < self->first[b + 1]; j++)
      if (component (self, i)->term == component (self, j)->term)
        fields[self->fields[component (self, i)->term]] += component (self, i)->x * component (self, j)->x;
  *shared = 0;
  for (int f = 0; f < N_FIELDS; f++)
    {
      sum += field_weights[f] * fields[f];
      if (fields[f] >= 0.49)
        *shared |= 1u << f;
    }
  return sum;
}

/* the item that did most to make (@sign 1) or break (-1) the opinion of @item; -1: none did */
static int
find_because (const AttMetadata *self, int item, int sign, guint *shared, gboolean *from_log)
{
  const AttContext *context = self->base.context;
  const AttSignals *signals = context->signals;
  double best = 0;
  int because = -1;

  *from_log = FALSE;
  for (guint i = 0; i < context->n_seeds && sign > 0; i++)
    {
      guint fields;
      const double share = context->seeds[i] != item ? SEED_GAIN * overlap (self, item, context->seeds[i], &fields) : 0;

      if (share > best)
        {
          best = share;
          because = context->seeds[i];
          *shared = fields;
        }
    }
  for (guint i = signals->reactions->len - MIN (signals->reactions->len, REMEMBERED); i < signals->reactions->len; i++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, i);
      const double gain = sign * att_reaction_gain (reaction) * (context->n_seeds > 0 ? SEEDED : 1);
      guint fields;
      double share;

      if (reaction->item == item || gain <= 0)
        continue;
      share = gain * overlap (self, item, reaction->item, &fields);
      if ((fields & ~(1u << FIELD_SCRIPT)) != 0 && share >= best) /* the newest of equals */
        {
          best = share;
          because = reaction->item;
          *shared = fields;
          *from_log = i >= signals->n_from_library;
        }
    }
  return because;
}

/* number of the item's genre that is most like one of the other's */
static guint
shared_genre (const AttCatalogue *catalogue, int item, int other)
{
  double most = -1;
  guint best = 0;

  for (guint i = 0; i < att_catalogue_item (catalogue, item)->n_genres; i++)
    for (guint j = 0; j < att_catalogue_item (catalogue, other)->n_genres; j++)
      {
        const double alike = att_catalogue_class_similarity (catalogue, att_catalogue_class_of (catalogue, item, i),
                                                             att_catalogue_class_of (catalogue, other, j));

        if (alike > most)
          {
            most = alike;
            best = i;
          }
      }
  return best;
}

static void
say_because (const AttContext *context, int item, int because, guint shared, AttExplanation *out)
{
  const AttItem *self = att_catalogue_item (context->catalogue, item);
  AttTrack *track = self->track;
  const AttTrackId because_of = att_catalogue_item (context->catalogue, because)->track->id;
  g_autofree char *name = att_words_track (context, item), *other = att_words_track (context, because);
  g_autofree char *deed = att_words_deed (context, because);
  g_autofree char *decade = att_words_decade (track->year);
  const char *artist = att_track_get_artist (track), *album = att_track_get_album (track);
  const guint genre = shared_genre (context->catalogue, item, because);
  const gboolean plain = (shared & (1u << FIELD_GENRE)) && att_words_is_plain (context, item, genre);

  /* TRANSLATORS: in the sentences that end in two names, the first is a track, the second says what became of it,
   * as in "which you finished tonight" */
  if ((shared & (1u << FIELD_ALBUM)) && *album != '\0')
    att_explanation_say (out, because_of, _("From “%1$s”, like %2$s, %3$s"), album, other, deed);
  if ((shared & (1u << FIELD_ARTIST)) && *artist != '\0')
    att_explanation_say (out, because_of, _("By %1$s, like “%2$s”, %3$s"), artist,
                         att_track_get_title (att_catalogue_item (context->catalogue, because)->track), deed);
  if ((shared & (1u << FIELD_COMPOSER)) && track->composer != NULL)
    att_explanation_say (out, because_of, _("Written by %1$s, like %2$s, %3$s"), track->composer, other, deed);
  if (plain && (shared & (1u << FIELD_YEAR)) && decade != NULL)
    att_explanation_say (out, because_of, _("%1$s from %2$s, like %3$s, %4$s"),
                         att_words_genre (context, item), decade, other, deed);
  if (plain)
    att_explanation_say (out, because_of, _("%1$s, related to %2$s, %3$s"),
                         att_words_genre (context, item), other, deed);
  else if (shared & (1u << FIELD_GENRE))
    {
      g_autofree char *claim = att_words_claim (context, item, genre);

      att_explanation_say (out, because_of, _("%1$s, like %2$s, %3$s"), claim, other, deed);
    }
  if (plain && *artist != '\0' && !(shared & (1u << FIELD_ARTIST)))
    att_explanation_say (out, because_of, _("%1$s by %2$s, whose tags lie near %3$s"), att_words_genre (context, item),
                         artist, other);
  if (shared & (1u << FIELD_TITLE))
    att_explanation_say (out, because_of, _("Titled much like %1$s, %2$s"), other, deed);
  if ((shared & (1u << FIELD_LABEL)) && track->label != NULL)
    att_explanation_say (out, because_of, _("On the label %1$s, like %2$s, %3$s"), track->label, other, deed);
  if ((shared & (1u << FIELD_YEAR)) && track->year > 0)
    att_explanation_say (out, because_of, _("From around %1$d, like %2$s, %3$s"), track->year, other, deed);
  att_explanation_say (out, because_of, _("By its tags, %1$s is close to %2$s, %3$s"), name, other, deed);
}

static void
metadata_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  const AttMetadata *self = (AttMetadata *) base;
  const AttContext *context = base->context;
  const float value = metadata_score (base, item);
  const AttItemHistory *history = &context->signals->history[item];
  g_autofree char *name = att_words_track (context, item);
  gboolean from_log;
  guint shared = 0;
  int because;

  because = value == 0.5f ? -1 : find_because (self, item, value > 0.5f ? 1 : -1, &shared, &from_log);
  if (because >= 0)
    {
      out->from_log = from_log;
      say_because (context, item, because, shared, out);
    }
  else if (history->last_played_at > 0 || history->loved) /* only what became of the track itself */
    {
      g_autofree char *deed = att_words_deed (context, item);

      out->from_log = history->last_played_at > 0;
      /* TRANSLATORS: a track, then what the listener did with it, as in "“So What”, which you finished yesterday" */
      att_explanation_say (out, 0, _("%1$s, %2$s"), name, deed);
    }
  else if (value < 0.5f)
    {
      const char *artist = att_track_get_artist (att_catalogue_item (context->catalogue, item)->track);

      if (*artist != '\0')
        att_explanation_say (out, 0, _("By their tags, tracks by %s are unlike what you like"), artist);
      att_explanation_say (out, 0, _("By its tags, %s is unlike what you like"), name);
    }
  else
    {
      const char *artist = att_track_get_artist (att_catalogue_item (context->catalogue, item)->track);

      if (att_catalogue_item (context->catalogue, item)->n_genres == 0)
        att_explanation_say (out, 0, _("%s has no genre: only hearing it can tell whether you like it"), name);
      if (*artist != '\0')
        att_explanation_say (out, 0, _("The tags say little for or against %s so far"), artist);
      att_explanation_say (out, 0, _("The tags say little for or against %s so far"), name);
    }
}

const AttRecommenderClass att_metadata_class = {
  ATT_RECOMMENDER_METADATA,
  metadata_new,
  metadata_free,
  metadata_prepare,
  metadata_score,
  metadata_explain,
};
