/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-taste.h"

#include <math.h>

#include "att-genre-words.h"
#include "att-log.h"

#define PRIOR_CHOSEN 0.86
#define PRIOR_INSIDE 0.77   /* below a chosen one: Bebop where Jazz was chosen; less than half the appetite for it */
#define PRIOR_RELATED 0.45  /* to a chosen one */
#define PRIOR_OTHER 0.28
#define PRIOR_NONE 0.5      /* nothing was chosen */
#define PRIOR_SEED 0.92
#define PRIOR_NOT_SEED 0.12
#define FADING 0.85         /* what a reaction still counts after the next one to the same class */
#define RELATED 0.3         /* share that reaches a related class */
#define SHRINK 1.5          /* reactions it takes to be half believed */
#define SEEDED 0.5          /* how much of the profile's taste a radio from a seed keeps */
#define PULL 4.0            /* log odds of a class whose every track was liked, or skipped */
#define HABIT 12.0          /* reactions at a time like now at which they are half believed */
#define DAY_S (24 * 60 * 60)
#define EVIDENCE 2.0        /* log odds that the library's own evidence is worth: love, stars, playlists, whole albums */
#define POPULARITY 0.5      /* power of how often people tagged a track */

/* the values 0 and 1 as chances whose odds are finite */
#define LEAST_CHANCE 0.02
#define LARGEST_CHANCE 0.93

#define N_PARTS 8 /* of the week */

/* of what was heard in one part of the week */
typedef struct {
  double heard[N_PARTS], liked[N_PARTS];
} Habit;

typedef struct {
  AttRecommenderBase base;
  AttClassTaste *classes;
  Habit *habits;       /* per class */
  GPtrArray *related;  /* per class: GArray of int, or NULL */
  int n_classes;

  /* the reactions taken in so far */
  guint64 past;        /* AttSignals.past they belong to; 0: none */
  guint n_taken;
  gint64 offset;       /* from UTC, as of then */
  gboolean with_library;

  const AttCatalogue *catalogue; /* that the mean is of */
  GArray *priors;      /* of double, per class: that the mean is of */
  double mean;         /* odds of an average track */
} AttGenreTaste;

static AttRecommenderBase *
genre_taste_new (void)
{
  AttGenreTaste *self = g_new0 (AttGenreTaste, 1);

  self->priors = g_array_new (FALSE, FALSE, sizeof (double));
  return &self->base;
}

static void
genre_taste_free (AttRecommenderBase *base)
{
  AttGenreTaste *self = (AttGenreTaste *) base;

  g_free (self->classes);
  g_free (self->habits);
  g_clear_pointer (&self->related, g_ptr_array_unref);
  g_array_unref (self->priors);
  g_free (self);
}

static int
class_of (const AttContext *context, int item, guint i)
{
  return att_catalogue_class_of (context->catalogue, item, i);
}

static double
chosen_prior (const AttContext *context, int cls)
{
  double prior = context->n_chosen > 0 ? PRIOR_OTHER : PRIOR_NONE;

  for (guint i = 0; i < context->n_chosen; i++)
    {
      const int chosen = context->chosen[i].cls;

      if (cls == chosen)
        return PRIOR_CHOSEN;
      if (att_catalogue_class_within (context->catalogue, cls, chosen))
        prior = PRIOR_INSIDE;
      else if (att_catalogue_class_similarity (context->catalogue, cls, chosen) > 0)
        prior = MAX (prior, PRIOR_RELATED);
    }
  return prior;
}

static void
set_priors (AttGenreTaste *self, const AttContext *context)
{
  const AttCatalogue *catalogue = context->catalogue;
  g_autofree double *share = g_new0 (double, self->n_classes);
  double largest = 0;

  for (guint i = 0; i < context->n_seeds; i++)
    {
      const int seed = context->seeds[i];

      for (guint j = 0; j < att_catalogue_item (catalogue, seed)->n_genres; j++)
        share[class_of (context, seed, j)] += att_catalogue_genres_of (catalogue, seed)[j].weight;
    }
  for (int c = 0; c < self->n_classes; c++)
    {
      if (context->seed_class >= 0)
        share[c] = att_catalogue_class_within (catalogue, c, context->seed_class);
      largest = MAX (largest, share[c]);
    }

  for (int c = 0; c < self->n_classes; c++)
    {
      double nearest = 0;

      if (largest <= 0)
        {
          self->classes[c].prior = chosen_prior (context, c);
          continue;
        }
      for (int s = 0; s < self->n_classes; s++)
        if (share[s] > 0)
          nearest = MAX (nearest, share[s] / largest * att_catalogue_class_similarity (catalogue, c, s));
      self->classes[c].prior = PRIOR_NOT_SEED + (PRIOR_SEED - PRIOR_NOT_SEED) * nearest;
    }
}

static void
take_in (AttGenreTaste *self, const AttContext *context, const AttReaction *reaction, gboolean from_log, int part)
{
  const guint n = att_catalogue_item (context->catalogue, reaction->item)->n_genres;
  const AttItemGenre *genres = att_catalogue_genres_of (context->catalogue, reaction->item);
  const double gain = att_reaction_gain (reaction);

  for (guint i = 0; i < n; i++)
    {
      const int cls = class_of (context, reaction->item, i);
      const double weight = genres[i].weight / sqrt (n);
      AttClassTaste *taste = &self->classes[cls];
      const GArray *related = g_ptr_array_index (self->related, cls);

      if (from_log)
        {
          taste->heard[0] += fabs (gain) * weight;
          taste->liked[0] += MAX (gain, 0) * weight;
          self->habits[cls].heard[part] += fabs (gain) * weight;
          self->habits[cls].liked[part] += MAX (gain, 0) * weight;
          taste->sum *= FADING;
          taste->n *= FADING;
          taste->n_skip += reaction->rating == 2;
          if (reaction->rating == 3 || reaction->rating == 5)
            {
              taste->n_complete++;
              taste->last_complete = reaction->item;
            }
        }
      taste->sum += gain * weight;
      taste->n += fabs (gain) * weight;
      for (guint j = 0; j < related->len; j++)
        {
          AttClassTaste *other = &self->classes[g_array_index (related, int, j)];

          other->sum += RELATED * gain * weight;
          other->n += RELATED * fabs (gain) * weight;
        }
    }
}

static void
relate (AttGenreTaste *self, const AttCatalogue *catalogue)
{
  g_clear_pointer (&self->related, g_ptr_array_unref);
  self->related = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (int a = 0; a < self->n_classes; a++)
    {
      GArray *related = g_array_new (FALSE, FALSE, sizeof (int));

      for (int b = 0; a < catalogue->n_known_classes && b < catalogue->n_known_classes; b++)
        if (a != b && att_catalogue_class_similarity (catalogue, a, b) > 0)
          g_array_append_val (related, b);
      g_ptr_array_add (self->related, related);
    }
}

static double
odds_of (double value)
{
  const double chance = LEAST_CHANCE + (LARGEST_CHANCE - LEAST_CHANCE) * value;

  return chance / (1 - chance);
}

static double
value_of (double odds)
{
  const double chance = odds / (1 + odds);

  return CLAMP ((chance - LEAST_CHANCE) / (LARGEST_CHANCE - LEAST_CHANCE), 0, 1);
}

/* of its genres, by how much each applies; only for an item that has some. @sure (out): the most that any applies */
static double
genre_odds (const AttGenreTaste *self, const AttContext *context, int index, double *sure)
{
  const guint n = att_catalogue_item (context->catalogue, index)->n_genres;
  const AttItemGenre *genres = att_catalogue_genres_of (context->catalogue, index);
  double odds = 0, weights = 0;

  *sure = 0;
  for (guint i = 0; i < n; i++)
    {
      odds += genres[i].weight * self->classes[class_of (context, index, i)].odds;
      weights += genres[i].weight;
      *sure = MAX (*sure, genres[i].weight);
    }
  return odds / weights;
}

/* of an average track, before anything was heard */
static void
find_mean (AttGenreTaste *self, const AttContext *context)
{
  double odds = 0, weights = 0, sure;
  gboolean same = self->catalogue == context->catalogue && self->priors->len == (guint) self->n_classes;

  for (int c = 0; c < self->n_classes && same; c++)
    same = g_array_index (self->priors, double, c) == self->classes[c].prior;
  if (same)
    return;
  self->catalogue = context->catalogue;
  g_array_set_size (self->priors, 0);
  for (int c = 0; c < self->n_classes; c++)
    g_array_append_val (self->priors, self->classes[c].prior);
  for (guint i = 0; i < att_catalogue_n (context->catalogue); i++)
    if (att_catalogue_item (context->catalogue, i)->n_genres > 0)
      {
        const double own = genre_odds (self, context, i, &sure);

        odds += sure * own;
        weights += sure;
      }
  self->mean = weights > 0 ? odds / weights : 1;
}

/* 0..N_PARTS - 1: night, morning, day, evening, of working days and of the others; @at: Unix s, local; of any clock */
static int
part_of_week (gint64 at)
{
  const gint64 day = (at >= 0 ? at : at - DAY_S + 1) / DAY_S; /* 0 is a Thursday */
  const int hour = (at - day * DAY_S) / (60 * 60), weekday = ((day + 3) % 7 + 7) % 7;

  return (hour < 5 ? 0 : hour < 11 ? 1 : hour < 17 ? 2 : 3) + (weekday >= 5 ? 4 : 0);
}

/* how many times likelier the class is to be liked at a time like now */
static double
habit_of (const AttClassTaste *taste)
{
  const double usual = (taste->liked[0] + 1) / (taste->heard[0] + 2);

  return (taste->liked[1] + HABIT * usual) / (taste->heard[1] + HABIT) / usual;
}

static gint64
utc_offset (gint64 now)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (now);

  return date != NULL ? g_date_time_get_utc_offset (date) / G_USEC_PER_SEC : 0;
}

static void
judge (AttGenreTaste *self)
{
  const AttCatalogue *catalogue = self->base.context->catalogue;
  const guint n = att_catalogue_n (catalogue);
  g_autofree float *of_genre = g_new (float, catalogue->genres->len + 1);
  float *log_odds = self->base.log_odds = g_new (float, n + 1);

  for (guint g = 0; g < catalogue->genres->len; g++)
    of_genre[g] = self->classes[att_catalogue_genre (catalogue, g)->cls].odds / self->mean;
  for (guint i = 0; i < n; i++)
    {
      const AttItemGenre *genres = att_catalogue_genres_of (catalogue, i);
      float odds = 0, weights = 0, sure = 0;

      for (guint g = 0; g < att_catalogue_item (catalogue, i)->n_genres; g++)
        {
          odds += genres[g].weight * of_genre[genres[g].genre];
          weights += genres[g].weight;
          sure = MAX (sure, genres[g].weight);
        }
      log_odds[i] = weights > 0 ? 1 + sure * (odds / weights - 1) : NAN;
    }
  att_num_log (log_odds, n);
  for (guint i = 0; i < n; i++)
    log_odds[i] += (float) EVIDENCE * att_catalogue_item (catalogue, i)->evidence +
                   (float) POPULARITY * att_catalogue_item (catalogue, i)->popularity;
}

static void
forget_reactions (AttGenreTaste *self, const AttCatalogue *catalogue)
{
  self->n_classes = catalogue->n_classes;
  g_free (self->classes);
  g_free (self->habits);
  self->classes = g_new0 (AttClassTaste, self->n_classes);
  self->habits = g_new0 (Habit, self->n_classes);
  for (int c = 0; c < self->n_classes; c++)
    self->classes[c].last_complete = -1;
  relate (self, catalogue);
  self->n_taken = 0;
}

/* What is the same as last time is not taken in again. */
static void
take_in_reactions (AttGenreTaste *self, gint64 offset)
{
  const AttContext *context = self->base.context;
  const AttSignals *signals = context->signals;
  const gboolean with_library = context->n_chosen == 0; /* what was ticked says more than stars that may be years old */

  if (self->past != signals->past || self->offset != offset || self->with_library != with_library)
    forget_reactions (self, context->catalogue);
  self->past = signals->past;
  self->offset = offset;
  self->with_library = with_library;
  for (; self->n_taken < signals->reactions->len; self->n_taken++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, self->n_taken);
      const gboolean from_log = self->n_taken >= signals->n_from_library;

      if (reaction->weight > 0 && (from_log || with_library))
        take_in (self, context, reaction, from_log, part_of_week (reaction->at + offset));
    }
}

static void
genre_taste_prepare (AttRecommenderBase *base)
{
  AttGenreTaste *self = (AttGenreTaste *) base;
  const AttContext *context = base->context;
  const gint64 offset = utc_offset (context->now);
  const int part = part_of_week (context->now + offset);

  take_in_reactions (self, offset);
  set_priors (self, context);
  for (int c = 0; c < self->n_classes; c++)
    self->classes[c].odds = odds_of (self->classes[c].prior);
  find_mean (self, context);

  for (int c = 0; c < self->n_classes; c++)
    {
      AttClassTaste *taste = &self->classes[c];
      double phi = taste->sum / (taste->n + SHRINK);

      taste->heard[1] = self->habits[c].heard[part];
      taste->liked[1] = self->habits[c].liked[part];
      if (context->n_seeds > 0 || context->seed_class >= 0)
        phi *= SEEDED;
      taste->odds *= exp (PULL * phi) * habit_of (taste);
      taste->value = value_of (taste->odds);
    }
  judge (self);
}

static void
genre_taste_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  att_genre_words_explain (base->context, ((AttGenreTaste *) base)->classes, item, out);
}

const AttClassTaste *
att_genre_taste_get (AttRecommenderBase *base, int cls)
{
  return &((AttGenreTaste *) base)->classes[cls];
}

double
att_genre_taste_get_appetite (AttRecommenderBase *base, int cls)
{
  return pow (((AttGenreTaste *) base)->classes[cls].odds, 2);
}

const AttRecommenderClass att_genre_taste_class = {
  ATT_RECOMMENDER_GENRE_TASTE,
  genre_taste_new,
  genre_taste_free,
  genre_taste_prepare,
  genre_taste_explain,
};
