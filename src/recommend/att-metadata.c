/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By tags: near what the listener liked and far from what they did not, in a
 * vector space over the fields of a track (artist, album, genre set, year…).
 *
 * Each term t of a track's fields (att-fields.h) keeps
 *     phi_t = log ((liked_t / rate + SHRINK) / (n_t + SHRINK))
 * with n_t the sum of |gain| * x_t^2 over the reactions, liked_t that over the good ones, rate the share of the good
 * among all: how much oftener than whatever was offered the tracks with this term were liked. A skip after many says
 * little, a track heard to the end among many skips says much. Older reactions to a term fade; the library itself counts
 * as some reactions, few of them good. A field's opinion of a track is the mean of phi over its terms, weighted by their
 * squared components; the track's is the mean over its fields, weighted by how much is known of their terms and by
 * weights that the reactions have taught. A field that is missing, invalid or was never heard leaves its weight to the
 * others.
 *
 * Source  J. Rocchio, "Relevance feedback in information retrieval", 1971, and S. E. Robertson, K. Sparck Jones,
 *         "Relevance weighting of search terms", JASIS 27 (1976), with the feedback kept per term.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-fields.h"
#include "att-log.h"
#include "att-reasons.h"

/* to begin with */
static const double field_weights[ATT_N_FIELDS] = {
  [ATT_FIELD_ARTISTS] = 1.0,
  [ATT_FIELD_ALBUM] = 0.5,
  [ATT_FIELD_GENRE] = 1.2,
  [ATT_FIELD_YEAR] = 0.25,
  [ATT_FIELD_COMPOSER] = 0.3,
  [ATT_FIELD_LABEL] = 0.15,
  [ATT_FIELD_TITLE] = 0.15,
  [ATT_FIELD_LANGUAGE] = 0.1,
  [ATT_FIELD_COUNTRY] = 0.1,
  [ATT_FIELD_PLAYLIST] = 0.4,
};

#define SHRINK 1.5
#define UNHEARD 20.0     /* reactions to the library as it is that are thought to have come before: */
#define UNHEARD_RATE 0.3 /* so much of them good */
#define NO_OPINION 0.3   /* weight of saying nothing, beside those of the fields */
#define GAIN 1.5         /* fields are evidence of their own: together they say more than their mean */
#define FADING 0.9       /* what a term still remembers when a track that is nothing else was reacted to */
#define FIELD_RATE 0.1   /* of learning the weights of fields */
#define MOST_LEARNED 4.0 /* times what they were to begin with, or as much less */
#define SEED_GAIN 3.0  /* a seed counts as loved */
#define SEEDED 0.25    /* how much of the profile a radio from a seed keeps */
#define TOO_LITTLE (1u << ATT_FIELD_LANGUAGE | 1u << ATT_FIELD_COUNTRY) /* to be why a track comes */
#define REMEMBERED 500 /* reactions among which the one that a sentence names is looked for */

/* both times their field's weight */
typedef struct {
  float phi, known;
} Opinion;

typedef struct {
  AttRecommenderBase base;

  /* of the catalogue it was built for */
  const AttCatalogue *catalogue;
  AttFields *fields;

  /* the reactions taken in so far */
  guint64 past;      /* AttSignals.past they belong to; 0: to be taken in anew */
  guint n_taken;
  double weights[ATT_N_FIELDS];
  float *liked, *n;  /* per term */
  double good, all;  /* sums of the gains of those liked, and of all */

} AttMetadata;

static AttRecommenderBase *
metadata_new (void)
{
  return (AttRecommenderBase *) g_new0 (AttMetadata, 1);
}

static void
forget_catalogue (AttMetadata *self)
{
  g_clear_pointer (&self->fields, att_fields_free);
  g_clear_pointer (&self->liked, g_free);
  g_clear_pointer (&self->n, g_free);
}

static void
metadata_free (AttRecommenderBase *base)
{
  forget_catalogue ((AttMetadata *) base);
  g_free (base);
}

/* --- the opinion --- */

static void
build (AttMetadata *self, const AttCatalogue *catalogue)
{
  forget_catalogue (self);
  self->catalogue = catalogue;
  self->fields = att_fields_new (catalogue);
  att_fields_drop_lone_words (self->fields);
  self->liked = g_new (float, self->fields->n_terms + 1);
  self->n = g_new (float, self->fields->n_terms + 1);
  self->past = 0;
}

static void
take_in (AttMetadata *self, int item, double gain)
{
  if (gain == 0)
    return;
  for (guint part = 0, n; part < ATT_FIELDS_N_PARTS; part++)
    for (const AttComponent *c = att_fields_get (self->fields, item, part, &n), *end = c + n; c < end; c++)
      {
        const double share = c->x * c->x, left = pow (FADING, share);

        self->liked[c->term] = left * self->liked[c->term] + MAX (gain, 0) * share;
        self->n[c->term] = left * self->n[c->term] + fabs (gain) * share;
      }
  self->good += MAX (gain, 0);
  self->all += fabs (gain);
}

/* of all that was offered */
static double
rate_of_good (const AttMetadata *self)
{
  return (self->good + UNHEARD_RATE * UNHEARD) / (self->all + UNHEARD);
}

/* exp (phi) of a term; @known (out): how surely, 0..1 */
static inline float
find_ratio (const AttMetadata *self, guint32 term, float rate, float *known)
{
  const float unheard = (float) UNHEARD * self->fields->usual[term], n = self->n[term] + unheard;

  *known = n / (n + (float) SHRINK);
  return ((self->liked[term] + (float) UNHEARD_RATE * unheard) / rate + (float) SHRINK) / (n + (float) SHRINK);
}

/* A field that was right about this one, more than the others were, counts more from now on: a gradient step on the log
 * loss of their pool, as att-mixer.h has it. */
static void
learn_weights (AttMetadata *self, int item, double gain)
{
  const double rate = rate_of_good (self), surprise = (gain > 0) - rate;
  double opinions[ATT_N_FIELDS] = { 0 }, sum = 0, weights = 0;
  gboolean there[ATT_N_FIELDS] = { FALSE };

  for (guint part = 0, n; part < ATT_FIELDS_N_PARTS; part++)
    for (const AttComponent *c = att_fields_get (self->fields, item, part, &n), *end = c + n; c < end; c++)
      {
        const AttField field = self->fields->fields[c->term];
        float known;

        opinions[field] += c->x * c->x * logf (find_ratio (self, c->term, rate, &known));
        there[field] = TRUE;
      }
  for (int f = 0; f < ATT_N_FIELDS; f++)
    {
      sum += there[f] ? self->weights[f] * opinions[f] : 0;
      weights += there[f] ? self->weights[f] : 0;
    }
  for (int f = 0; f < ATT_N_FIELDS; f++)
    if (there[f])
      self->weights[f] = CLAMP (self->weights[f] * exp (FIELD_RATE * MIN (fabs (gain), 1) * surprise *
                                                        (opinions[f] - sum / weights)),
                                field_weights[f] / MOST_LEARNED, field_weights[f] * MOST_LEARNED);
}

/* What is the same as last time is not taken in again. */
static void
take_in_reactions (AttMetadata *self)
{
  const AttContext *context = self->base.context;
  const AttSignals *signals = context->signals;
  const gboolean seeded = context->n_seeds > 0;

  if (self->past != signals->past || seeded)
    {
      memset (self->liked, 0, self->fields->n_terms * sizeof *self->liked);
      memset (self->n, 0, self->fields->n_terms * sizeof *self->n);
      memcpy (self->weights, field_weights, sizeof self->weights);
      self->good = self->all = 0;
      self->n_taken = 0;
    }
  for (; self->n_taken < signals->reactions->len; self->n_taken++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, self->n_taken);
      const double gain = att_reaction_gain (reaction) * (seeded ? SEEDED : 1);

      if (self->n_taken >= signals->n_from_library)
        learn_weights (self, reaction->item, gain);
      take_in (self, reaction->item, gain);
    }
  for (guint i = 0; i < context->n_seeds; i++)
    take_in (self, context->seeds[i], SEED_GAIN);
  self->past = seeded ? 0 : signals->past;
}

/* of each vector of the fields, the sums over its components; (transfer full) */
static Opinion *
find_opinions (const AttMetadata *self)
{
  const AttFields *fields = self->fields;
  const guint n = fields->n_terms;
  const float rate = rate_of_good (self);
  g_autofree float *phi = g_new (float, n + 1), *known = g_new (float, n + 1);
  Opinion *opinions = g_new0 (Opinion, fields->n_vectors + 1);

  for (guint t = 0; t < n; t++)
    phi[t] = find_ratio (self, t, rate, &known[t]);
  att_num_log (phi, n);
  for (guint v = 0; v < fields->n_vectors; v++)
    for (guint32 i = fields->first[v]; i < fields->first[v + 1]; i++)
      {
        const AttComponent *c = &fields->components[i];
        const float share = c->x * c->x * (float) self->weights[fields->fields[c->term]];

        opinions[v].phi += share * phi[c->term];
        opinions[v].known += share * known[c->term];
      }
  return opinions;
}

static float
judge (const AttMetadata *self, const Opinion *opinions, int item)
{
  const guint32 *vectors = self->fields->vectors[item];
  float phi = 0, known = NO_OPINION;

  for (guint part = 0; part < ATT_FIELDS_N_PARTS; part++)
    {
      phi += opinions[vectors[part]].phi;
      known += opinions[vectors[part]].known;
    }
  return att_fields_is_empty (self->fields, item) ? NAN : (float) GAIN * phi / known;
}

static void
metadata_prepare (AttRecommenderBase *base)
{
  AttMetadata *self = (AttMetadata *) base;
  const AttContext *context = base->context;
  const guint n = att_catalogue_n (context->catalogue);
  g_autofree Opinion *opinions = NULL;

  if (self->catalogue != context->catalogue || self->fields == NULL)
    build (self, context->catalogue);
  take_in_reactions (self);
  if (self->all == 0)
    return;
  opinions = find_opinions (self);
  base->log_odds = g_new (float, n + 1);
  for (guint i = 0; i < n; i++)
    base->log_odds[i] = judge (self, opinions, i);
}

/* --- the words --- */

/* what two items share, in units of the opinion; @shared: bits of the fields that have at least half in common */
static double
overlap (const AttMetadata *self, int a, int b, guint *shared)
{
  double fields[ATT_N_FIELDS] = { 0 }, sum = 0;

  for (guint part = 0; part < ATT_FIELDS_N_PARTS; part++)
    {
      guint n_x, n_y;
      const AttComponent *x = att_fields_get (self->fields, a, part, &n_x), *x_end = x + n_x;
      const AttComponent *y = att_fields_get (self->fields, b, part, &n_y), *y_end = y + n_y;

      while (x < x_end && y < y_end)
        {
          const guint32 term = x->term, other = y->term;

          if (term == other)
            fields[self->fields->fields[term]] += x->x * y->x;
          x += term <= other;
          y += other <= term;
        }
    }
  *shared = 0;
  for (int f = 0; f < ATT_N_FIELDS; f++)
    {
      sum += self->weights[f] * fields[f];
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
      if ((fields & ~TOO_LITTLE) != 0 && share >= best) /* the newest of equals */
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
say_because (const AttContext *context, int item, int because, gboolean liked, guint shared, AttExplanation *out)
{
  const AttItem *self = att_catalogue_item (context->catalogue, item);
  AttTrack *track = self->track;
  const AttTrackId because_of = att_catalogue_item (context->catalogue, because)->track->id;
  g_autofree char *name = att_words_track (context, item), *other = att_words_track (context, because);
  g_autofree char *deed = att_words_deed (context, because, liked);
  g_autofree char *decade = att_words_decade (track->year);
  const char *artist = att_track_get_artist (track), *album = att_track_get_album (track);
  const guint genre = shared_genre (context->catalogue, item, because);
  const gboolean plain = (shared & (1u << ATT_FIELD_GENRE)) && att_words_is_plain (context, item, genre);

  /* TRANSLATORS: in the sentences that end in two names, the first is a track, the second says what became of it,
   * as in "which you finished tonight" */
  if ((shared & (1u << ATT_FIELD_ALBUM)) && *album != '\0')
    att_explanation_say (out, because_of, _("From “%1$s”, like %2$s, %3$s"), album, other, deed);
  if ((shared & (1u << ATT_FIELD_ARTISTS)) && *artist != '\0')
    att_explanation_say (out, because_of, _("By %1$s, like “%2$s”, %3$s"), artist,
                         att_track_get_title (att_catalogue_item (context->catalogue, because)->track), deed);
  if ((shared & (1u << ATT_FIELD_COMPOSER)) && track->composer != NULL)
    att_explanation_say (out, because_of, _("Written by %1$s, like %2$s, %3$s"), track->composer, other, deed);
  if (plain && (shared & (1u << ATT_FIELD_YEAR)) && decade != NULL)
    att_explanation_say (out, because_of, _("%1$s from %2$s, like %3$s, %4$s"),
                         att_words_genre (context, item), decade, other, deed);
  if (plain)
    att_explanation_say (out, because_of, _("%1$s, related to %2$s, %3$s"),
                         att_words_genre (context, item), other, deed);
  else if (shared & (1u << ATT_FIELD_GENRE))
    {
      g_autofree char *claim = att_words_claim (context, item, genre);

      att_explanation_say (out, because_of, _("%1$s, like %2$s, %3$s"), claim, other, deed);
    }
  if (plain && *artist != '\0' && !(shared & (1u << ATT_FIELD_ARTISTS)))
    att_explanation_say (out, because_of, _("%1$s by %2$s, whose tags lie near %3$s"), att_words_genre (context, item),
                         artist, other);
  if (shared & (1u << ATT_FIELD_TITLE))
    att_explanation_say (out, because_of, _("Titled much like %1$s, %2$s"), other, deed);
  if ((shared & (1u << ATT_FIELD_LABEL)) && track->label != NULL)
    att_explanation_say (out, because_of, _("On the label %1$s, like %2$s, %3$s"), track->label, other, deed);
  if ((shared & (1u << ATT_FIELD_YEAR)) && track->year > 0)
    att_explanation_say (out, because_of, _("From around %1$d, like %2$s, %3$s"), track->year, other, deed);
  att_explanation_say (out, because_of, _("By its tags, %1$s is close to %2$s, %3$s"), name, other, deed);
}

static void
metadata_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  const AttMetadata *self = (AttMetadata *) base;
  const AttContext *context = base->context;
  const float log_odds = base->log_odds[item];
  const AttItemHistory *history = att_signals_history (context->signals, item);
  g_autofree char *name = att_words_track (context, item);
  gboolean from_log;
  guint shared = 0;
  int because;

  because = log_odds == 0 ? -1 : find_because (self, item, log_odds > 0 ? 1 : -1, &shared, &from_log);
  if (because >= 0)
    {
      out->from_log = from_log;
      say_because (context, item, because, log_odds > 0, shared, out);
    }
  else if (history->last_played_at > 0 || history->loved) /* only what became of the track itself */
    {
      g_autofree char *deed = att_words_deed (context, item, log_odds > 0);

      out->from_log = history->last_played_at > 0;
      /* TRANSLATORS: a track, then what the listener did with it, as in "“So What”, which you finished yesterday" */
      att_explanation_say (out, 0, _("%1$s, %2$s"), name, deed);
    }
  else if (log_odds < 0)
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
  metadata_explain,
};
