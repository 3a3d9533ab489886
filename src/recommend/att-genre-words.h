/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-words.h - what genre-taste says of a track, in sentences
 */
#pragma once

#include "att-genre-taste.h"

G_BEGIN_DECLS

/* appends to @out; @classes: per class of the catalogue; only for an item that has a genre */
void att_genre_words_explain (const AttContext *context, const AttClassTaste *classes, int item, AttExplanation *out);

G_END_DECLS
