/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-names.h - private to store: the rows that many files share
 *
 * Finds, or makes, the artist, album and genre that a file names. Each is
 * looked up once a batch, and folded once: a first scan of 20,000 files must
 * cost well under a second here. Lives as long as one transaction.
 */
#pragma once

#include "att-db.h"
#include "att-store-tracks.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;
  char *key; /* folded name, or the name itself if nothing is left of it */
  char *name, *sort_name, *mbid; /* of the artist's row */
} AttNamedArtist;

typedef struct _AttNames AttNames;

AttNames   *att_names_new         (AttDb *db);
void        att_names_free        (AttNames *self);
/* att_text_fold(); owned by @self */
const char *att_names_fold        (AttNames *self, const char *text);
const AttNamedArtist *att_names_find_artist (AttNames *self, const AttCredit *credit);
/* An album is a MusicBrainz release, else title and album artist. Where files of one folder ("Album/CD 2" is in "Album")
 * and one title name different album artists or none, they are one album all the same, unless two of them claim the same
 * place in it. Where no album artist is named, an artist's files of one title are one album wherever they are, and a
 * compilation is known by its title. 0: the file names no album.
 * May join two albums that turn out to be one: their tracks are changed at once.
 * @uri: of the file. @album_artist: all of them, joined; nullable. @artist: the first; nullable */
gint64      att_names_find_album  (AttNames *self, const AttScannedFile *file, const char *uri,
                                   const char *album_artist, const char *artist);
gint64      att_names_find_genre  (AttNames *self, const char *name);

G_END_DECLS
