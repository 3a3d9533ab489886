/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-chips.h - from what a model answers to genres that are shown
 *
 * The one map from classes and tags to genres is data/genres.tsv (att-genres.h): a tag means the genre that it is the
 * name or a synonym of, and what speaks for a genre speaks for its parents too. An answer that the vocabulary does not
 * know (a listener's own word) is a genre of its own.
 *
 * Threads  any.
 */
#pragma once

#include <glib.h>

#include "att-genre-model.h"
#include "att-genres.h"
#include "att-types.h"

G_BEGIN_DECLS

#define ATT_GENRE_SETTLED_MAX 2

typedef struct {
  const char *genre; /* the vocabulary's, or one of the guesses' */
  double p;          /* 0..1 */
} AttGenreChip;

/* One genre, the narrowest whose chance is ATT_GENRE_SHOWN_P or more; else the two likeliest that have no parent,
 * likeliest first. @guesses: as of att_genre_model_classify(). Returns how many of @chips were filled, 0..2 */
gsize           att_genre_settle (const GArray *guesses, AttGenreChip *chips);
/* the genre above all, itself where it has no parent; NULL for NULL */
const AttGenre *att_genre_root   (const AttGenre *genre);

G_END_DECLS
