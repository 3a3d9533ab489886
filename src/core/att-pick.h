/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-pick.h - one choice of the radio, with the true terms of its score
 *
 * Made by `recommend`, kept by `store`, shown by the skins. Immutable once
 * handed out; may be read from any thread.
 */
#pragma once

#include <glib-object.h>

#include "att-event.h"
#include "att-track.h"

G_BEGIN_DECLS

/* A recommender's number is stored in events and picks: never renumbered. */
typedef enum {
  ATT_RECOMMENDER_ALS = 0,
  ATT_RECOMMENDER_DEEPCF = 1,
  ATT_RECOMMENDER_USER_KNN = 2,
  ATT_RECOMMENDER_ITEM_KNN = 3,
  ATT_RECOMMENDER_SOUND = 4,
  ATT_RECOMMENDER_METADATA = 5,
  ATT_RECOMMENDER_GENRE_TASTE = 6,
  ATT_RECOMMENDER_GENRE_NET = 7,
  ATT_RECOMMENDER_COLD = 8,
  ATT_RECOMMENDER_EXPLORE = 9,
  ATT_N_RECOMMENDERS = 10
} AttRecommender;

G_STATIC_ASSERT (ATT_N_RECOMMENDERS <= ATT_MAX_RECOMMENDERS);

/* stable name for --json ("genre-taste"); never NULL */
const char *att_recommender_to_string (AttRecommender recommender);

typedef struct {
  AttRecommender recommender;
  double weight;          /* share of the mixer, 0..1 */
  double value;           /* the recommender's calibrated score for the track, 0..1 */
  AttTrackId because_of;  /* the track the text names; 0: none */
  char *text;             /* one plain sentence, translated, no full stop */
} AttReason;

AttReason *att_reason_new  (AttRecommender recommender, double weight, double value,
                            AttTrackId because_of, const char *text);
void       att_reason_free (AttReason *self);

#define ATT_TYPE_PICK (att_pick_get_type ())
G_DECLARE_FINAL_TYPE (AttPick, att_pick, ATT, PICK, GObject)

struct _AttPick
{
  GObject parent_instance;

  /*< read only after construction >*/
  gint64 id;            /* given by the store when the pick is kept; 0: a preview */
  AttTrack *track;
  double score;         /* 0..1, rounded to 1e-4 */
  double skip_chance;   /* 0..1 */
  AttEvidence evidence;
  GPtrArray *reasons;   /* (element-type AttReason) what speaks most for it first, at least one */
  AttOpinions opinions; /* what the mixer learns from when the reaction comes */
};

/* @reasons: (transfer full) (element-type AttReason) */
AttPick *att_pick_new (AttTrack *track, double score, double skip_chance, AttEvidence evidence,
                       GPtrArray *reasons, const AttOpinions *opinions);

G_END_DECLS
