/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-radio-types.h - what is asked of the radio, and what it believes
 */
#pragma once

#include "att-pick.h"

G_BEGIN_DECLS

typedef enum {
  ATT_SEED_TRACK = 1,
  ATT_SEED_ARTIST = 2,
  ATT_SEED_ALBUM = 3,
  ATT_SEED_GENRE = 4,
  ATT_SEED_PLAYLIST = 5,
} AttSeedKind;

/* what a radio starts from */
typedef struct {
  AttSeedKind kind;
  gint64 id;      /* track, artist, album, playlist; 0 with a genre */
  char *value;    /* the genre; else a name for display, nullable */
} AttSeed;

AttSeed   *att_seed_new  (AttSeedKind kind, gint64 id, const char *value);
AttSeed   *att_seed_copy (const AttSeed *self);
void       att_seed_free (AttSeed *self);

typedef struct { const char *name; double weight; } AttTaste; /* name is interned (g_intern_string) */
/* @level: what the listener lets it count, 0 (off) .. 1 */
typedef struct { AttRecommender recommender; double weight, level; } AttMixerShare;
typedef struct { double predicted, observed; guint n; } AttCalibration; /* chance of a skip, a row per tenth */

/* A week from Monday, UTC: what was skipped of the radio's picks, what it expected of them, and what was skipped of picks
 * drawn by lot; shares of those that were heard to the end or skipped */
typedef struct {
  gint64 at;                 /* its beginning, Unix s */
  guint n, n_shuffled;
  double predicted, observed; /* NAN: there were none */
  double shuffled;            /* the same */
} AttWeek;

/* the taste the radio believes in */
typedef struct {
  GArray *genres;      /* of AttTaste: weights sum to 1, largest first */
  GArray *artists;     /* of AttTaste: largest first, at most 20 */
  GArray *mixer;       /* of AttMixerShare: every active recommender, levels applied, sum 1 */
  GArray *calibration; /* of AttCalibration: over the radio's picks that were played */
  GArray *weeks;       /* of AttWeek: those with picks that were played, oldest first */
  double explore_share; /* of the picks, for what waits to be heard: stated, whatever the rest says */
} AttPortrait;

AttPortrait *att_portrait_new  (void);
void         att_portrait_free (AttPortrait *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttPortrait, att_portrait_free)

G_END_DECLS
