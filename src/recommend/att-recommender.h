/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-recommender.h - what every recommender is
 *
 * A recommender is one file: a table of functions and the state behind it. It
 * judges all items of the catalogue, or abstains with NAN. Its judgement is a function of the context alone: the same
 * catalogue, signals, seeds and clock give the same numbers, whatever was asked before; what a recommender keeps from one
 * prepare() to the next only saves time.
 *
 * One scale for all: a judgement is the natural logarithm of how much likelier the listener is to like this track than
 * an average one of the library (a ratio of odds), made a number between 0 (the listener would skip it) and 1 (just the
 * thing), 0.5 being an average track, by att_recommender_value(). So evidence adds up, and the mixer's weighted mean of
 * such numbers is a logarithmic opinion pool.
 *
 * To add one: write the table, list it in att-radio.c.
 *
 * Source  C. Genest, J. V. Zidek, "Combining probability distributions: a critique and an annotated bibliography",
 *         Statistical Science 1 (1986).
 *
 * Threads  an AttRecommender belongs to one thread at a time.
 */
#pragma once

#include <math.h>

#include "att-csr.h"
#include "att-pick.h"
#include "att-signals.h"
#include "att-taste-model.h"

G_BEGIN_DECLS

typedef struct {
  int cls;          /* class of genres */
  const char *name; /* under which it was ticked */
} AttChosenGenre;

/* What recommenders of one context would work out one after the other: whoever is first leaves it to the next */
typedef struct {
  float *als; /* att-als-taste.c; NULL: nobody has asked yet */
} AttShared;

/* What a judgement rests on. Borrowed; the recommender may keep it until the next prepare(). */
typedef struct {
  const AttCatalogue *catalogue;
  const AttSignals *signals;
  const AttTasteModel *model;   /* what is learned from all users; NULL: nothing yet */
  const AttChosenGenre *chosen; /* ticked at first run */
  guint n_chosen;
  const int *seeds;        /* items the radio starts from */
  guint n_seeds;           /* 0: it starts from the profile */
  int seed_class;          /* the radio starts from this class of genres; -1: no */
  gint64 now;              /* Unix s */
  AttShared *shared;       /* (nullable): of this context alone */
} AttContext;

/* One way to say why, and the track it names (0: none) */
typedef struct {
  char *text;
  const char *pattern; /* the format it was made from: sentences of one pattern are alike */
  AttTrackId because_of;
} AttSentence;

typedef struct {
  GArray *sentences;  /* of AttSentence, the most telling first; the last names the track itself */
  gboolean from_log;  /* a reaction of the listener has moved this judgement */
} AttExplanation;

typedef struct _AttRecommenderClass AttRecommenderClass;

/* First member of every recommender's own struct */
typedef struct {
  const AttRecommenderClass *cls;
  const AttContext *context; /* of the last prepare() */
  float *log_odds;           /* what it made: one per item, NAN: abstains; NULL: abstains on all */
} AttRecommenderBase;

struct _AttRecommenderClass {
  AttRecommender number;
  AttRecommenderBase *(*new) (void);
  void (*free) (AttRecommenderBase *self);
  /* makes self->log_odds, NULL on entry: before anything else, and when something in the context has changed */
  void (*prepare) (AttRecommenderBase *self);
  /* appends to @out; only for an item that was judged */
  void (*explain) (AttRecommenderBase *self, int item, AttExplanation *out);
};

/* 0.5 is no evidence, a step of 1 / 16 multiplies the odds by e; what is beyond 3,000 to 1 is not told apart */
#define ATT_RECOMMENDER_SPAN 16.0

static inline float
att_recommender_value (double log_odds)
{
  return CLAMP (0.5 + log_odds / ATT_RECOMMENDER_SPAN, 0, 1);
}

static inline double
att_recommender_log_odds (double value)
{
  return ATT_RECOMMENDER_SPAN * (value - 0.5);
}

extern const AttRecommenderClass att_als_taste_class;
extern const AttRecommenderClass att_deepcf_taste_class;
extern const AttRecommenderClass att_user_knn_class;
extern const AttRecommenderClass att_item_knn_class;
extern const AttRecommenderClass att_cold_taste_class;
extern const AttRecommenderClass att_genre_net_class;
extern const AttRecommenderClass att_genre_taste_class;
extern const AttRecommenderClass att_metadata_class;
extern const AttRecommenderClass att_sound_class;
extern const AttRecommenderClass att_explore_class;

static inline AttRecommenderBase *
att_recommender_new (const AttRecommenderClass *cls)
{
  AttRecommenderBase *self = cls->new ();

  self->cls = cls;
  return self;
}

static inline void
att_recommender_prepare (AttRecommenderBase *self, const AttContext *context)
{
  self->context = context;
  g_clear_pointer (&self->log_odds, g_free);
  self->cls->prepare (self);
}

/* 0..1, or NAN */
static inline float
att_recommender_score (const AttRecommenderBase *self, int item)
{
  const float log_odds = self->log_odds != NULL ? self->log_odds[item] : NAN;

  return isnan (log_odds) ? NAN : att_recommender_value (log_odds);
}

static inline void
att_recommender_free (AttRecommenderBase *self)
{
  g_free (self->log_odds);
  self->cls->free (self);
}

G_END_DECLS
