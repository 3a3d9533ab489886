/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-works-list.h - the works of a composer, or the performances of one of them, in a list of tracks
 *
 * @work is the key of a work (att-work.h); NULL: all that somebody composed.
 */
#pragma once

#include "att-track-list.h"

G_BEGIN_DECLS

/* rows for works and performances: a press opens a work (on a page of its own), and plays a performance */
void       att_works_list_attach     (AttTrackList *list, AttSession *session, gint64 composer_id);
/* (transfer full) (element-type GObject); empty: there is no such work any more */
GPtrArray *att_works_list_make_items (AttComposed *composed, const char *work);
/* (transfer full) (element-type AttTrack): what "Play" means: of each work its first performance, then what is of none */
GPtrArray *att_works_list_dup_played (AttComposed *composed, const char *work);
/* (transfer full) (element-type AttTrack): every track there is of it */
GPtrArray *att_works_list_dup_tracks (AttComposed *composed, const char *work);
/* the performance that has this very track; (transfer none) (nullable) */
AttPerformance *att_works_list_find  (AttComposed *composed, const char *work, AttTrack *track);
/* (transfer none) (nullable) */
const char *att_works_list_get_title (AttComposed *composed, const char *work);
/* "12 works · 43 songs · 2 h"; (transfer full) */
char      *att_works_list_format     (AttComposed *composed, const char *work);
/* both show the same */
gboolean   att_works_list_is_same    (AttComposed *a, AttComposed *b);

G_END_DECLS
