/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genres.h - the genre vocabulary (data/genres.tsv)
 *
 * About 80 genres in the field's words. A genre has synonyms ("hip hop",
 * "hiphop", "hip-hop/rap"), at most one parent ("bebop" under "jazz") and a
 * class: near-synonyms share one ("rap", "hip-hop").
 * The table is read once, immutable, safe from any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int index;                /* 0..att_genres_get_n() - 1, in the file's order (chips are offered in it) */
  const char *name;         /* display name, not translated: "Hip-Hop" */
  const char *key;          /* folded name: "hip hop" */
  int parent;               /* index, or -1 */
  int cls;                  /* class number: equal for near-synonyms */
} AttGenre;

int             att_genres_get_n      (void);
const AttGenre *att_genres_get        (int index);
/* the genre a tag, synonym or name means, or NULL. Folds case, accents, punctuation and spaces
 * ("Hip Hop", "hiphop", "Hip-Hop/Rap"), numeric ID3v1 genres "(17)" and "17", and falls back to the longest
 * known genre that is a whole word run of the tag ("French House" -> House). */
const AttGenre *att_genres_lookup     (const char *tag);
/* the genre that bears this name or synonym, as a whole */
const AttGenre *att_genres_lookup_name (const char *tag);
/* 1 same genre, 0.5 one class, parent and child, or one parent; 0 else. Unknown to the vocabulary: NULL gives 0. */
double          att_genres_similarity (const AttGenre *a, const AttGenre *b);

G_END_DECLS
