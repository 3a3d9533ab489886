/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-format.h - numbers and names in the window's words
 *
 * Everything returned as char * is (transfer full).
 */
#pragma once

#include <gtk/gtk.h>

#include "att-collection.h"
#include "att-pick.h"
#include "att-progress.h"
#include "att-radio-types.h"
#include "att-tags.h"

G_BEGIN_DECLS

/* between two facts of a line: where that breaks, the dot stays with what is before it */
#define ATT_DOT "\302\240· "

/* "3:48", "1:02:07"; "–:––" for a negative (unknown) length */
char       *att_format_time        (gint64 ms);
/* "48 min", "1 h 12 min", "25 h", "3 days 4 h", "31 days", "under a minute" */
char       *att_format_length      (gint64 ms);
/* the artist, or "Unknown artist" */
const char *att_format_artist      (AttTrack *track);
/* "artist · album · year", what is known of it; @with_year */
char       *att_format_byline      (AttTrack *track);
/* "Symphony No. 5, composed by Ludwig van Beethoven", what is known of it and is not told by the artist; nullable */
char       *att_format_composer    (AttTrack *track);
/* "3:20 – 7:05 of the file “album.flac”"; NULL: it is a file of its own */
char       *att_format_part        (AttTrack *track);
/* "FLAC"; NULL: unknown. Not translated */
const char *att_format_audio_type  (AttAudioType type);
/* What is known of the file of a song, a line each: how it sounds (@tags, nullable), when it came and was played, where it is */
char       *att_format_details     (AttTrack *track, const AttTags *tags);
/* "12 songs · 48 min" */
char       *att_format_songs       (guint n_songs, gint64 duration_ms);
/* What stands under a collection's title. @of: the artist whose albums are shown, who is not named again on each (nullable) */
char       *att_format_collection  (AttCollection *collection, const char *of);
/* "listening to 312 of 4,010 · 12 min left"; @verb_format takes two strings: how many are done, of how many */
char       *att_format_progress    (AttProgress *progress, const char *verb_format);
/* names people understand: "by ear", "by tags", "your genres"… */
const char *att_format_recommender (AttRecommender recommender);
/* "Chosen by tags", "Chosen by ear", "Chosen by your listening", "Chosen for a change"…: what its first reason is */
const char *att_format_heading     (AttPick *pick);
/* the first reason: what speaks most for it, or "" */
const char *att_format_pick        (AttPick *pick);
/* what the radio starts from: "your taste", "jazz", "Kites over Water"… */
char       *att_format_seeds       (GPtrArray *seeds);
/* "Today", "Yesterday", "Monday", "4 March 2026" */
char       *att_format_day         (gint64 at);

/* how much larger than usual the listener has text, at least 1: what is given in pixels holds so many letters less */
double      att_text_scale         (GtkWidget *widget);
/* a handler of GtkWidget::query-tooltip for labels: the whole text, where it is cut */
gboolean    att_tip_when_cut       (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
                                    gpointer data);
/* lines up the lines of a label whose text is data, and may run the other way than the window: where it begins, or centred */
void        att_align_lines        (GtkLabel *label);

G_END_DECLS
