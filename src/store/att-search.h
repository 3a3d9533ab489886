/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-search.h - private to store: what search looks through, in memory
 *
 * The folded texts of all tracks side by side, in the order of the library, and
 * the lists of artists, composers and albums: some 100 bytes a track. A letter typed is one
 * pass over them, whatever the script, one character as well as ten words.
 * Made from one read transaction, then immutable; any thread.
 *
 * Who finds nothing may have mistyped the name of an artist: see
 * att_search_correct().
 */
#pragma once

#include "att-db.h"
#include "att-types.h"

G_BEGIN_DECLS

typedef struct _AttSearch AttSearch;

/* NULL: @db has failed */
AttSearch *att_search_new         (AttDb *db);
AttSearch *att_search_ref         (AttSearch *self);
void       att_search_unref       (AttSearch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSearch, att_search_unref)

guint      att_search_get_n_tracks (AttSearch *self);
/* (transfer none) (element-type AttCollection): sorted */
GPtrArray *att_search_get_albums  (AttSearch *self);
GPtrArray *att_search_get_artists (AttSearch *self);
GPtrArray *att_search_get_composers (AttSearch *self);

/* Appends to @ids (element-type AttTrackId) the tracks in whose texts, or in the names of whose genres, every word is
 * found, best first: the title is @text, an artist is, it begins with @text, an artist does, the title has it, the texts
 * have it, the words are there; among equals as the library is ordered. @limit 0: all. */
void       att_search_find        (AttSearch *self, AttDb *db, const char *text, char **words, gboolean with_missing,
                                   guint limit, guint offset, GArray *ids);
/* Damerau's optimal string alignment: words of four letters may have one mistake (a letter too many, too few, another,
 * two swapped), of six and more two. Either all of @words are meant to be one artist's or composer's, or those that are found
 * nowhere are; the first letter counts. NULL: nobody is called so. (transfer full) */
char     **att_search_correct     (AttSearch *self, char **words);

G_END_DECLS
