/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-track-row.h - one track in a list; marks the one that plays now
 *
 * Properties  "narrow" (bool): the note stands under the artist instead of beside it
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session-playing.h"

G_BEGIN_DECLS

#define ATT_TRACK_ROW_INDENT 64

#define ATT_TYPE_TRACK_ROW (att_track_row_get_type ())
G_DECLARE_FINAL_TYPE (AttTrackRow, att_track_row, ATT, TRACK_ROW, GtkWidget)

typedef enum {
  ATT_TRACK_ROW_COVER = 1 << 0,   /* else the track number */
  ATT_TRACK_ROW_ALBUM = 1 << 1,   /* "artist · album", else the artist alone */
  ATT_TRACK_ROW_ARTIST = 1 << 2,
} AttTrackRowParts;

GtkWidget *att_track_row_new       (AttTrackRowParts parts);
void       att_track_row_set_track (AttTrackRow *self, AttSession *session, AttTrack *track);
/* a place in the queue: also shows why the radio chose it */
void       att_track_row_set_item  (AttTrackRow *self, AttSession *session, AttQueueItem *item);
AttTrack  *att_track_row_get_track (AttTrackRow *self);
/* Until it shows another track: @title instead of its title, and no number. It stands below that of what it is a part of,
 * whose picture is ATT_TRACK_ROW_INDENT wide. */
void       att_track_row_set_title (AttTrackRow *self, const char *title);
/* what stands at the end of the line, dimmed: a reason, or how a play went */
void       att_track_row_set_note  (AttTrackRow *self, const char *note);

G_END_DECLS
