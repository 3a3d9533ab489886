/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-recommender.h - what every recommender is
 *
 * A recommender is one file: a table of functions and the state behind it. It
 * judges each item of the catalogue on its own, between 0 (the listener would skip it) and 1 (just the thing),
 * 0.5 being an average track, or abstains with NAN. Its judgement is a function of the context alone: the same
 * catalogue, signals, seeds and clock give the same numbers, whatever was asked before.
 *
 * To add one: write the table, list it in att-radio.c.
 *
 * Threads  an AttRecommender belongs to one thread at a time.
 */
#pragma once

#include "att-csr.h"
#include "att-pick.h"
#include "att-signals.h"

G_BEGIN_DECLS

typedef struct {
  int cls;          /* class of genres */
  const char *name; /* under which it was ticked */
} AttChosenGenre;

/* What a judgement rests on. Borrowed; the recommender may keep it until the next prepare(). */
typedef struct {
  const AttCatalogue *catalogue;
  const AttSignals *signals;
  const AttCsr *users;     /* att-users.h, as of the last load: users × items, row 0 the profile */
  const AttChosenGenre *chosen; /* ticked at first run */
  guint n_chosen;
  const int *seeds;        /* items the radio starts from */
  guint n_seeds;           /* 0: it starts from the profile */
  int seed_class;          /* the radio starts from this class of genres; -1: no */
  gint64 now;              /* Unix s */
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
} AttRecommenderBase;

struct _AttRecommenderClass {
  AttRecommender number;
  AttRecommenderBase *(*new) (void);
  void  (*free)    (AttRecommenderBase *self);
  /* before anything else, and when something in the context has changed */
  void  (*prepare) (AttRecommenderBase *self);
  float (*score)   (AttRecommenderBase *self, int item);
  /* appends to @out; only for an item that was scored */
  void  (*explain) (AttRecommenderBase *self, int item, AttExplanation *out);
};

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
  self->cls->prepare (self);
}

G_END_DECLS
