/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-play-queue.h - what has played, plays, and comes next
 *
 * A GListModel of AttQueueItem with a current position. The listener's own
 * additions come before the radio's future, which may be replaced at any time
 * without touching them.
 *
 * Threads   main context only.
 */
#pragma once

#include <gio/gio.h>

#include "att-pick.h"

G_BEGIN_DECLS

#define ATT_TYPE_QUEUE_ITEM (att_queue_item_get_type ())
G_DECLARE_FINAL_TYPE (AttQueueItem, att_queue_item, ATT, QUEUE_ITEM, GObject)

struct _AttQueueItem
{
  GObject parent_instance;

  /*< read only after construction >*/
  guint64 serial;      /* unique in this process: names the item, not the track (MPRIS track id). Compare items by
                        * it: att_play_queue_update_track() puts a new object with the same serial in place */
  AttTrack *track;
  AttOrigin origin;
  AttPick *pick;       /* (nullable): why, for ATT_ORIGIN_RADIO */
};

/* @pick (nullable) */
AttQueueItem *att_queue_item_new (AttTrack *track, AttOrigin origin, AttPick *pick);

#define ATT_TYPE_PLAY_QUEUE (att_play_queue_get_type ())
G_DECLARE_FINAL_TYPE (AttPlayQueue, att_play_queue, ATT, PLAY_QUEUE, GObject)

/* Properties: "current" (int, -1: nothing), "n-upcoming" (uint). Signal "upcoming-changed" (the next item may be
 * another one now); "running-low": fewer than 5 items come after the current one (emitted from an idle). */
AttPlayQueue *att_play_queue_new            (void);

int           att_play_queue_get_current    (AttPlayQueue *self);
/* (transfer none) (nullable) */
AttQueueItem *att_play_queue_get_item       (AttPlayQueue *self, int position);
AttQueueItem *att_play_queue_get_current_item (AttPlayQueue *self);
AttQueueItem *att_play_queue_peek_next      (AttPlayQueue *self);
guint         att_play_queue_get_n_upcoming (AttPlayQueue *self);

/* -1..n-1 */
void          att_play_queue_set_current    (AttPlayQueue *self, int position);
gboolean      att_play_queue_advance        (AttPlayQueue *self);
gboolean      att_play_queue_go_back        (AttPlayQueue *self);

/* (element-type AttQueueItem) */
void          att_play_queue_replace_all    (AttPlayQueue *self, GPtrArray *items, int current);
/* right after the current item, before everything else */
void          att_play_queue_insert_next    (AttPlayQueue *self, GPtrArray *items);
/* after the listener's own items, before the radio's */
void          att_play_queue_append_own     (AttPlayQueue *self, GPtrArray *items);
/* drops the upcoming items of ATT_ORIGIN_RADIO and appends these */
void          att_play_queue_set_radio      (AttPlayQueue *self, GPtrArray *items);
void          att_play_queue_append_radio   (AttPlayQueue *self, GPtrArray *items);
/* the current item stays until play has gone on: @position of it is ignored */
void          att_play_queue_remove         (AttPlayQueue *self, int position);
/* every upcoming item of this track */
void          att_play_queue_remove_track   (AttPlayQueue *self, AttTrackId track_id);
void          att_play_queue_move           (AttPlayQueue *self, int from, int to);
void          att_play_queue_clear_upcoming (AttPlayQueue *self);
/* a track's love, ban, tags changed: shows the new object in place of the old one */
void          att_play_queue_update_track   (AttPlayQueue *self, AttTrack *track);

/* Puts what has not played yet in a random order (the own items; the radio keeps its order), and what
 * att_play_queue_replace_all() gives from now on. The order that was given is kept, and comes back with unshuffle. */
void          att_play_queue_shuffle        (AttPlayQueue *self);
void          att_play_queue_unshuffle      (AttPlayQueue *self);
gboolean      att_play_queue_get_shuffled   (AttPlayQueue *self);

G_END_DECLS
