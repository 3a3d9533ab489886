/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-event.h - one line of the append-only listening log
 *
 * An event says what happened, not what it means: `recommend/att-signals`
 * reads ratings and weights out of the log.
 *
 * `opinions` keeps what each recommender thought of the track when it was
 * offered (or, for a track the listener chose, when it started), and the
 * reaction the mix predicted. The mixer's weights are a fold over the log, so
 * that undoing an event undoes its effect.
 */
#pragma once

#include "att-types.h"

G_BEGIN_DECLS

#define ATT_MAX_RECOMMENDERS 16

typedef struct {
  /* calibrated score in [0, 1] per AttRecommender number, NAN where it abstained */
  float scores[ATT_MAX_RECOMMENDERS];
  float predicted; /* the reaction the mix expected, 1..5; NAN: nobody had an opinion */
  int champion;    /* the AttRecommender that argued most for it when the radio picked it; -1: nobody, or no pick */
} AttOpinions;

typedef struct {
  gint64 id;          /* given by the store; 0 before */
  AttTrackId track_id;
  AttEventKind kind;
  gint64 at;          /* when it began, Unix s */
  gint32 heard_ms;    /* time spent playing, pauses and seeks left out */
  gint32 length_ms;
  AttEnding ending;
  AttOrigin origin;
  float confidence;   /* 1; 0 for plays nobody may have heard (muted, locked, unattended) */
  gint64 pick_id;     /* the radio pick that was played; 0: none */
  gint64 undoes;      /* for ATT_EVENT_UNDO: the event taken back */
  gboolean has_opinions;
  AttOpinions opinions;
} AttEvent;

AttEvent *att_event_new  (AttTrackId track_id, AttEventKind kind, gint64 at);
AttEvent *att_event_copy (const AttEvent *self);
void      att_event_free (AttEvent *self);

/* Complete: >= 80 % heard or <= 15 s left. Skip: next was pressed before 50 %. Both need ATT_EVENT_PLAY. */
gboolean  att_event_is_complete (const AttEvent *self);
gboolean  att_event_is_skip     (const AttEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttEvent, att_event_free)

G_END_DECLS
