/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-listening.h - the listening log, the radio's picks, what was queued
 *
 * Threads, durability, errors: see att-store.h.
 */
#pragma once

#include "att-event.h"
#include "att-pick.h"
#include "att-store.h"

G_BEGIN_DECLS

/* Appends; sets event->id. In the same transaction: plays (n_plays, last_played_at; a play of less than 30 s and less
 * than half the track does not count), love and ban flags of the track. */
gboolean   att_store_add_event     (AttStore *self, AttEvent *event, GError **error);
/* appends an ATT_EVENT_UNDO for the newest event (of that track; 0: of any) that is neither an undo nor undone;
 * *@undone (transfer full) is that event. FALSE with ATT_STORE_ERROR_NOT_FOUND when there is none. */
gboolean   att_store_undo_event    (AttStore *self, AttTrackId track_id, gint64 at, AttEvent **undone, GError **error);
/* all events in order of id, those taken back and the UNDO lines left out; only ids > @after.
 * (element-type AttEvent) */
GPtrArray *att_store_list_events   (AttStore *self, gint64 after, GError **error);
/* the same, as the log was when @last was its newest; those that were taken back later are there */
GPtrArray *att_store_list_events_until (AttStore *self, gint64 last, GError **error);
/* newest first: what was played, for the history page. (element-type AttEvent) */
GPtrArray *att_store_list_plays    (AttStore *self, guint limit, guint offset, GError **error);

/* keeps picks that are offered; sets pick->id of each. (element-type AttPick) */
gboolean   att_store_add_picks     (AttStore *self, GPtrArray *picks, gint64 at, GError **error);
/* (transfer full); NULL with ATT_STORE_ERROR_NOT_FOUND */
AttPick   *att_store_get_pick      (AttStore *self, gint64 id, GError **error);

/* chosen genres at first run (names of the vocabulary or of att_store_list_genres()); replaces; in order of choice */
gboolean   att_store_set_chosen_genres (AttStore *self, const char *const *genres, gint64 at, GError **error);
/* NULL-terminated, empty before the choice; (transfer full) */
char     **att_store_get_chosen_genres (AttStore *self, GError **error);

/* --- what is queued, to go on after a restart --- */

typedef struct {
  AttTrackId track_id;  /* 0: not in the library, `uri` says what */
  char *uri;
  AttOrigin origin;
  gint64 pick_id;
} AttQueueRow;

void       att_queue_row_free      (AttQueueRow *self);
/* replaces; (element-type AttQueueRow). @current: index of what plays, -1: nothing; @seeds: as text, nullable */
gboolean   att_store_save_queue    (AttStore *self, GPtrArray *rows, int current, gint64 position_ms,
                                    const char *seeds, GError **error);
gboolean   att_store_load_queue    (AttStore *self, GPtrArray **rows, int *current, gint64 *position_ms,
                                    char **seeds, GError **error);

/* --- settings that touch music, radio, roots, network or schedule --- */

/* (nullable) (transfer full); NULL without an error: never set */
char      *att_store_get_setting   (AttStore *self, const char *key, GError **error);
/* @value NULL removes */
gboolean   att_store_set_setting   (AttStore *self, const char *key, const char *value, GError **error);

G_END_DECLS
