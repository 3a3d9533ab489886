/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-play-queue.h - what has played, plays, and comes next
 *
 * A GListModel of AttQueueItem with a current position. The listener's own
 * items (what they added or put in place) come before the radio's future, which
 * may be replaced at any time without touching them.
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
                        * it: att_play_queue_update_tracks() puts a new object with the same serial in place */
  AttTrack *track;
  AttOrigin origin;
  AttPick *pick;       /* (nullable): why, for ATT_ORIGIN_RADIO */
  gboolean kept;       /* a pick of the radio that the listener put in its place: one of the listener's own items now */
};

/* @pick (nullable) */
AttQueueItem *att_queue_item_new    (AttTrack *track, AttOrigin origin, AttPick *pick);
/* a new object for the same place: same serial, origin and pick */
AttQueueItem *att_queue_item_renew  (AttQueueItem *old, AttTrack *track, gboolean kept);
/* FALSE: it may go when the radio plans anew */
gboolean      att_queue_item_is_own (AttQueueItem *self);

/* what its album is told by; NULL: of none. (transfer full) */
char         *att_queue_item_dup_album  (AttQueueItem *self);
/* both have one and the same album. Items may be NULL. */
gboolean      att_queue_item_same_album (AttQueueItem *a, AttQueueItem *b);

/* ALBUMS: albums in a random order, each in its own; what is of no album counts as one */
typedef enum { ATT_SHUFFLE_OFF, ATT_SHUFFLE_TRACKS, ATT_SHUFFLE_ALBUMS } AttShuffle;

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
/* drops the upcoming items that are not the listener's own and appends these */
void          att_play_queue_set_radio      (AttPlayQueue *self, GPtrArray *items);
void          att_play_queue_append_radio   (AttPlayQueue *self, GPtrArray *items);
/* the current item stays until play has gone on: @position of it is ignored */
void          att_play_queue_remove         (AttPlayQueue *self, int position);
/* the same for many at once (element-type AttQueueItem); those that are not in it, by their serial, are passed over */
void          att_play_queue_remove_items   (AttPlayQueue *self, GPtrArray *items);
/* every upcoming item of this track */
void          att_play_queue_remove_track   (AttPlayQueue *self, AttTrackId track_id);
/* The listener's hand, among what has not played yet (@to is held to that). What stands up to @to is kept as it is seen:
 * the radio's picks there become the listener's own items, in new objects with the same serial. */
void          att_play_queue_move           (AttPlayQueue *self, int from, int to);
/* puts back what was taken out, at @position or as near as it may stand: upcoming, own items before the radio's */
void          att_play_queue_put_back       (AttPlayQueue *self, AttQueueItem *item, int position);
/* many at once, in the order of their positions */
void          att_play_queue_put_back_items (AttPlayQueue *self, GPtrArray *items, const int *positions);
/* drops the listener's own upcoming items; what was dropped (transfer full, element-type AttQueueItem), in order */
GPtrArray    *att_play_queue_clear_own      (AttPlayQueue *self);
/* how many upcoming items are the listener's own */
guint         att_play_queue_get_n_own      (AttPlayQueue *self);
void          att_play_queue_clear_upcoming (AttPlayQueue *self);
/* (element-type AttTrack) love, ban, tags changed: shows the new objects in place of the old ones */
void          att_play_queue_update_tracks  (AttPlayQueue *self, GPtrArray *tracks);

/* Puts what has not played yet in a random order (the own items; the radio keeps its order), and what
 * att_play_queue_replace_all() gives from now on; by albums, the rest of the one that plays comes first. The order that
 * was given is kept, and comes back with OFF. */
void          att_play_queue_set_shuffle    (AttPlayQueue *self, AttShuffle shuffle);
AttShuffle    att_play_queue_get_shuffle    (AttPlayQueue *self);
/* another random order of the same kind */
void          att_play_queue_shuffle_again  (AttPlayQueue *self);
/* att_play_queue_replace_all() that leaves the order as it is, also while shuffled: what was saved is shuffled already */
void          att_play_queue_restore        (AttPlayQueue *self, GPtrArray *items, int current);

G_END_DECLS
