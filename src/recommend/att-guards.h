/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-guards.h - what is not for a radio at any time
 *
 * By words alone, and careful: a word is believed where it can hardly mean anything else.
 */
#pragma once

#include "att-track.h"

G_BEGIN_DECLS

#define ATT_GUARDS_CHRISTMAS "Christmas" /* the genre */

/* A part of an audiobook that does not call itself one: an .m4b file, or "Chapter 12" and the like without a genre of
 * its own. att_track_is_speech() knows those that do. */
gboolean att_guards_is_chapter        (AttTrack *track);
/* Music for Christmas, by a genre, the album or the title */
gboolean att_guards_is_christmas      (AttTrack *track);
/* from four weeks before Christmas to the sixth of January, local time; any @now */
gboolean att_guards_is_christmas_time (gint64 now);

G_END_DECLS
