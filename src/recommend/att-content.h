/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-content.h - what a track is, as a row of numbers to learn from
 *
 * What genre-net and cold know of a track that nobody has played: an item a row, a feature a column, in the order of the
 * catalogue.
 */
#pragma once

#include "att-catalogue.h"
#include "att-csr.h"

G_BEGIN_DECLS

/* Its tags (att-fields.h, but for playlists, which are somebody's listening) as far as two items share them, and the axes
 * of its sound (att-sound-distance.h), together as long as one field. NULL: out of memory. Free with att_csr_free(). */
AttCsr *att_content_new        (const AttCatalogue *catalogue);
/* How much of its genres it is of each of @classes, sum at most 1. NULL: out of memory */
AttCsr *att_content_new_genres (const AttCatalogue *catalogue, const int *classes, guint n_classes);
/* the classes that most items bear, @most of them: of int */
GArray *att_content_find_genres (const AttCatalogue *catalogue, guint most);

G_END_DECLS
