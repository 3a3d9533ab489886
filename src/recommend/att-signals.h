/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-signals.h - what the listening log means
 *
 * The log says what happened; this fold over it says how it was liked:
 *     5 on repeat   chosen again by the listener within 24 h, or repeated at once
 *     4 loved
 *     3 heard to the end (att_event_is_complete())
 *     2 skipped (att_event_is_skip())
 *     1 banned
 * Everything else (stopped, replaced, an error) is neutral and rates nothing.
 *
 * Weight  A skip counts by how little was heard: fully up to 20 s, almost nothing
 *         at half the track. What the listener chose counts 1.5 times what the radio chose.
 *         Of a run of skips under 5 s (and under a tenth of the track) each, the first counts, the rest is browsing.
 *         All of it is multiplied by the event's confidence; with confidence 0 an event never happened.
 * Session plays with less than 30 minutes of silence between them.
 * Source  explicit scale and implicit confidence as in Y. Hu, Y. Koren, C. Volinsky, "Collaborative
 *         filtering for implicit feedback datasets", ICDM 2008, with skips read as negative.
 */
#pragma once

#include "att-catalogue.h"
#include "att-event.h"

G_BEGIN_DECLS

/* what an event says; rating NAN: nothing */
typedef struct {
  double rating; /* 1..5 */
  double weight; /* > 0 */
} AttVerdict;

typedef struct {
  int item;
  double rating;
  double weight;
  gint64 at;     /* 0: the library says so (love, stars) and not the log */
  guint session; /* number of the listening session */
} AttReaction;

typedef struct {
  gint64 last_played_at;   /* 0: never */
  gint64 last_complete_at; /* 0: never */
  guint n_complete, n_skip;
  gboolean loved, banned;
} AttItemHistory;

typedef struct {
  int item;
  gint64 at;
} AttPlayed;

typedef struct {
  const AttCatalogue *catalogue;
  GArray *reactions;       /* of AttReaction, oldest first, those of the library before those of the log */
  guint n_from_library;    /* how many of them */
  GArray *played;          /* of AttPlayed, in the log's order */
  guint n_sessions;
  guint64 past;            /* as long as it is the same, reactions are only added; no two logs have the same, nor 0 */

  /*< private >*/
  guint32 *places;         /* per item: of its history */
  GArray *histories;       /* of AttItemHistory; the first is that of items to which nothing has happened */
  gint64 silent_since;
  gboolean browsing;       /* the last play was a skip under 5 s */
} AttSignals;

/* What the library says by itself. @log: (element-type AttEvent): the log that will be added event by event; of tracks
 * that it loves or bans, the flags are not taken for the library's. @catalogue must outlive it. */
AttSignals *att_signals_new  (const AttCatalogue *catalogue, GPtrArray *log);
void        att_signals_free (AttSignals *self);
/* The next event of the log. UNDO is not for here: begin anew without the event that was undone. */
AttVerdict  att_signals_add  (AttSignals *self, const AttEvent *event);

static inline const AttItemHistory *
att_signals_history (const AttSignals *self, int item)
{
  return &g_array_index (self->histories, AttItemHistory, self->places[item]);
}

/* how much the reaction speaks for the track: -3 banned, -1 skipped, 1 heard, 3 loved, 5 on repeat */
static inline double
att_reaction_gain (const AttReaction *reaction)
{
  return reaction->weight * 2 * (reaction->rating - 2.5);
}

/* TRUE while the listener has not reacted to anything */
gboolean    att_signals_is_cold (const AttSignals *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSignals, att_signals_free)

G_END_DECLS
