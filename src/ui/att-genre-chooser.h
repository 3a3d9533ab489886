/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-chooser.h - genres as chips to pick from, those of the library first, with a search
 *
 * Properties  "n-chosen" (uint, read only)
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ATT_TYPE_GENRE_CHOOSER (att_genre_chooser_get_type ())
G_DECLARE_FINAL_TYPE (AttGenreChooser, att_genre_chooser, ATT, GENRE_CHOOSER, GtkWidget)

/* (element-type AttCollection); one with tracks is the library's own. Until the listener has picked something the chips
 * are those of @genres, in their order; after that nothing moves, and new ones are put at the end. */
void   att_genre_chooser_set_genres   (AttGenreChooser *self, GPtrArray *genres);
guint  att_genre_chooser_get_n_chosen (AttGenreChooser *self);
char **att_genre_chooser_dup_chosen   (AttGenreChooser *self);
/* picks a few of the library's own by chance, or of all while none is known */
void   att_genre_chooser_surprise     (AttGenreChooser *self);

G_END_DECLS
