/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-radio-private.h - the radio's own state, for this room and its tests
 */
#pragma once

#include <math.h>

#include "att-mixer.h"
#include "att-radio.h"
#include "att-recommender.h"

G_BEGIN_DECLS

#define ATT_RADIO_N_RECOMMENDERS 10

struct _AttRadio {
  AttCatalogue *catalogue;
  GPtrArray *events;       /* (element-type AttEvent), nothing undone */
  GStrv chosen_names;
  GArray *chosen;          /* of AttChosenGenre, for this catalogue */

  AttTasteModel *model;    /* of this catalogue; NULL: none yet */
  AttCsr *users;           /* as of the last load; never NULL */
  gsize n_listeners;       /* its first rows, the profile among them: who plays; albums and folders come after */
  AttSignals *signals;     /* both are folds over `events` */
  AttMixer mixer;
  double levels[ATT_N_RECOMMENDERS];
  double learning_rate;

  AttShared shared;        /* between recommenders, while they are prepared */
  double slopes[ATT_RADIO_N_RECOMMENDERS]; /* of the recommenders, since they were prepared */
  AttRecommenderBase *recommenders[ATT_RADIO_N_RECOMMENDERS + 1]; /* NULL-terminated */
};

/* Takes the place of att_radio_load(): for evaluations and tests, which need no store.
 * @catalogue: (transfer full), finished. @events: (transfer full) (element-type AttEvent), with a free function */
void att_radio_take   (AttRadio *self, AttCatalogue *catalogue, GPtrArray *events, const char *const *chosen);

/* The users in place of those that catalogue and log make: (transfer full), a column an item, row 0 the profile, all
 * of them listeners */
void att_radio_take_users (AttRadio *self, AttCsr *users);

/* of AttHistoryPlay; NULL with an error */
GArray *att_radio_load_history (AttStore *store, GError **error);

/* what the recommenders are told, for as long as nothing changes */
AttContext att_radio_make_context (AttRadio *self, const AttClock *clock);
void       att_radio_prepare      (AttRadio *self, const AttContext *context);
/* @levels: who is off is not asked. @scores: ATT_MAX_RECOMMENDERS */
void       att_radio_ask          (AttRadio *self, const double *levels, int item, float *scores);
/* the same of @n items from @first on, at most ATT_MIXER_TILE; @scores: per recommender number n of them */
void       att_radio_ask_tile     (AttRadio *self, const double *levels, guint first, guint n,
                                   float scores[][ATT_MIXER_TILE]);
AttRecommenderBase *att_radio_get_genre_taste (AttRadio *self);
/* as scores are compared and kept */
static inline double
att_radio_round_score (double score)
{
  return round (score * 1e4) / 1e4;
}
extern const double att_radio_all_levels[ATT_N_RECOMMENDERS];

/* --- att-radio-seeds.c --- */

/* the items that seeds name, seed after seed, none twice in one */
typedef struct {
  GArray *items;   /* of int */
  GArray *ends;    /* of guint: where each seed's items end */
  GArray *classes; /* of int: of each seed its class of genres; -1: it is no genre */
} AttRadioSeeds;

/* @seeds: (nullable) (element-type AttSeed). FALSE with ATT_RADIO_ERROR_BAD_SEED */
gboolean att_radio_find_seeds     (AttRadio *self, GPtrArray *seeds, AttRadioSeeds *out, GError **error);
void     att_radio_seeds_clear    (AttRadioSeeds *self);
/* att_radio_prepare() for a radio from @seeds, or from none: where there are several, by how they agree. Completes
 * @context. */
void     att_radio_prepare_seeded (AttRadio *self, AttContext *context, const AttRadioSeeds *seeds);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AttRadioSeeds, att_radio_seeds_clear)

/* att-radio-shuffle.c: puts request->shuffle_share of @picks by lot; @scores: per item, NAN: may not be offered */
void att_radio_shuffle (AttRadio *self, const AttRadioRequest *request, const float *scores, GPtrArray *picks);

/* att-bench-radio.c: a made-up library of tags; (transfer full) */
AttCatalogue *att_radio_bench_catalogue (guint n_tracks);

G_END_DECLS
