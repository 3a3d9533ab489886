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
 *             "move" (uint from, uint to)            an editable list: an item is to go to another place
 *             "open" (GObject)                       a row of another kind was activated
 *             "take-out" (GtkBitset)                 an editable list: the items at these places are to go
 * Actions     "songs.move-up", "songs.move-down", "songs.take-out" (int32): of the item at a place, -1: that has the
 *             focus, and to take out: those that are selected; Alt+Up, Alt+Down, Delete. The owner changes the items.
 * Keys        Home and End: the first and the last song, and what stands above it
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
AttTrack      *att_noted_track_get_track (AttNotedTrack *self);
/* what its row says instead of its title */
void           att_noted_track_set_title (AttNotedTrack *self, const char *title);

/* The widget of an @item that is of no kind the list knows, and *@name (transfer full): what a screen reader says of it.
 * NULL: it is for the list to show. */
typedef GtkWidget *(*AttTrackListRowFunc) (GObject *item, char **name, gpointer data);

void       att_track_list_set_session (AttTrackList *self, AttSession *session);
void       att_track_list_set_parts   (AttTrackList *self, AttTrackRowParts parts);
void       att_track_list_set_row_func (AttTrackList *self, AttTrackListRowFunc func, gpointer data);
/* (nullable) */
void       att_track_list_set_header  (AttTrackList *self, GtkWidget *header);
/* (nullable) */
void       att_track_list_set_footer  (AttTrackList *self, GtkWidget *footer);
/* items may be moved and taken out; each is an object of its own */
void       att_track_list_set_editable (AttTrackList *self, gboolean editable);
/* moves the focus to the item at @position, once the list shows it */
void       att_track_list_focus        (AttTrackList *self, guint position);
/* adds what an editable list offers for the row that @widget is in, if it is in one */
void       att_track_list_add_menu     (GtkWidget *widget, GMenu *menu);
/* (element-type GObject): AttTrack, AttNotedTrack, GtkStringObject for a heading, or what the row function knows */
void       att_track_list_set_items   (AttTrackList *self, GPtrArray *items);
void       att_track_list_update_track (AttTrackList *self, AttTrack *track);
/* (transfer full) (element-type AttTrack) */
GPtrArray *att_track_list_dup_tracks  (AttTrackList *self);

G_END_DECLS
