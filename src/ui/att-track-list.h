/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-track-list.h - a scrolling list of tracks between a header and a footer that scroll with it
 *
 * For pages of one album, artist, genre or playlist, and for the history:
 * tracks, with headings between them ("Disc 2", "Yesterday"). Rows are made
 * only for what is seen.
 *
 * Properties  "narrow" (bool)
 * Signals     "play" (GPtrArray of AttTrack, uint)   a row was activated: all tracks of the list, and which
 */
#pragma once

#include <gtk/gtk.h>

#include "att-list.h"
#include "att-session.h"
#include "att-track-row.h"

G_BEGIN_DECLS

#define ATT_TYPE_TRACK_LIST (att_track_list_get_type ())
G_DECLARE_FINAL_TYPE (AttTrackList, att_track_list, ATT, TRACK_LIST, GtkWidget)

/* an AttTrack with a note beside it */
#define ATT_TYPE_NOTED_TRACK (att_noted_track_get_type ())
G_DECLARE_FINAL_TYPE (AttNotedTrack, att_noted_track, ATT, NOTED_TRACK, GObject)
AttNotedTrack *att_noted_track_new (AttTrack *track, const char *note);

void       att_track_list_set_session (AttTrackList *self, AttSession *session);
void       att_track_list_set_parts   (AttTrackList *self, AttTrackRowParts parts);
/* (nullable) */
void       att_track_list_set_header  (AttTrackList *self, GtkWidget *header);
/* (nullable) */
void       att_track_list_set_footer  (AttTrackList *self, GtkWidget *footer);
/* (element-type GObject): AttTrack, AttNotedTrack, or GtkStringObject for a heading */
void       att_track_list_set_items   (AttTrackList *self, GPtrArray *items);
void       att_track_list_update_track (AttTrackList *self, AttTrack *track);
/* (transfer full) (element-type AttTrack) */
GPtrArray *att_track_list_dup_tracks  (AttTrackList *self);

G_END_DECLS
