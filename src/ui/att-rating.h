/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-rating.h - five stars, half by half
 *
 * A press gives the half under the pointer, a press on the rating that is there takes it away. With the focus, the
 * arrows left and right move by a half, Home and Delete take it away, 0 to 5 give whole stars. A screen reader hears a
 * slider by the name of "Rating: 3 and a half stars".
 */
#pragma once

#include <gtk/gtk.h>

#include "att-track.h"

G_BEGIN_DECLS

#define ATT_TYPE_RATING (att_rating_get_type ())
G_DECLARE_FINAL_TYPE (AttRating, att_rating, ATT, RATING, GtkWidget)

/* Property "rating": half stars 0..10. Signal "rated" (int): the listener chose; the property is that already. */
GtkWidget *att_rating_new       (void);
void       att_rating_set       (AttRating *self, int rating);
/* Shows the rating of @track, and writes through the window it is in what the listener chooses. NULL: hidden, as for
 * what is not in the library. */
void       att_rating_set_track (AttRating *self, AttTrack *track);
/* FALSE: a finger, and stars that nobody gave so far, which lists show under a pointer alone: the row takes it */
gboolean   att_rating_takes     (AttRating *self, GtkGesture *gesture);
/* "3 and a half stars"; (transfer full) */
char      *att_rating_to_words  (int rating);
/* all of them, the best first: @action takes the half stars as an int; (transfer full) */
GMenuModel *att_rating_make_menu (const char *action);

G_END_DECLS
