/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-catalogue.h - the library as the recommenders see it
 *
 * Tracks become items 0..n-1, and their artists, albums, recordings and genres
 * become small numbers. Filled from the store by att_radio_load(), by hand in
 * tests and evaluations; nothing here needs a database or audio.
 *
 * Genres that are near-synonyms share a class (att-genres.h); a tag that the
 * vocabulary does not know is a genre and a class of its own.
 *
 * Threads   filled by one thread; may be read by any once nothing is added.
 */
#pragma once

#include "att-genres.h"
#include "att-sound-distance.h"
#include "att-track.h"

G_BEGIN_DECLS

typedef struct {
  int genre;     /* index into AttCatalogue.genres */
  float weight;  /* (0, 1]: how sure it is; a guess counts half, an unsure one a quarter */
} AttItemGenre;

typedef struct {
  AttTrack *track;
  AttTrackId id;        /* the track's */
  int artist;           /* -1: unknown */
  int album;            /* -1: none */
  int recording;        /* one for an artist and title, whatever the file, and what att-recordings.h groups */
  guint first_genre;    /* n_genres from there of AttCatalogue.item_genres, which several items may share */
  int vector;           /* index into AttCatalogue.sounds; -1: not listened to */
  guint n_genres : 12;
  guint n_playlists : 16; /* that hold it, as far as it goes */
  guint there : 1;      /* neither missing nor outside the library */
  guint speech : 1;     /* att_track_is_speech(), or a chapter of a book (att-guards.h) */
  guint christmas : 1;  /* att_guards_is_christmas() */
  guint whole_album : 1; /* the listener owns its album whole */
  float evidence;       /* 0..1: how much the library itself says that it is liked */
  float popularity;     /* log of how often people gave it tags, less the mean of that; 0: not told */
} AttItem;

/* an item and those that belong directly before and after it (att-works.h); -1: none */
typedef struct {
  int item, previous, next;
} AttJoinedItem;

typedef struct {
  const char *name;       /* interned; the vocabulary's, else as tagged first */
  const AttGenre *known;  /* NULL: not in the vocabulary */
  gboolean named;         /* it is @known by name; FALSE: a kind of it, if anything ("gothic rock") */
  int cls;
  guint n_items;
} AttCatalogueGenre;

typedef struct {
  gint64 playlist_id;
  int item;
} AttPlaylistEntry;

typedef struct {
  GArray *items;        /* of AttItem */
  GArray *item_genres;  /* of AttItemGenre */
  GArray *genres;       /* of AttCatalogueGenre */
  GArray *playlist_entries; /* of AttPlaylistEntry */
  GArray *joined;       /* of AttJoinedItem, by rising item: only those that have one before or after them */
  AttSoundCompact *sounds; /* n_sounds; NULL: nothing has been listened to */
  gsize n_sounds;
  int n_artists, n_albums, n_recordings, n_classes;
  int n_known_classes;  /* classes below this are the vocabulary's */

  /*< private >*/
  GHashTable *playlist_names, *genre_keys, *tags;
  guint32 *by_id;           /* all items by rising id, once closed */
  struct AttFilling *filling; /* NULL: closed */
  float *class_similarity;  /* n_known_classes x n_known_classes */
  gboolean *class_within;
} AttCatalogue;

AttCatalogue *att_catalogue_new  (void);
void          att_catalogue_free (AttCatalogue *self);

/* Returns the item's index. @track is referenced; tracks of one id are added once. */
int           att_catalogue_add          (AttCatalogue *self, AttTrack *track);
/* the same; @weights: how often people gave it each of its genres, > 0: the most frequent applies wholly, the others in
 * proportion, and the sum tells how known it is; NULL: not told, they apply by whether they are guessed */
int           att_catalogue_add_weighted (AttCatalogue *self, AttTrack *track, const float *weights);
void          att_catalogue_name_playlist (AttCatalogue *self, gint64 playlist_id, const char *name);
/* NULL: it was not told */
const char   *att_catalogue_playlist_name (const AttCatalogue *self, gint64 playlist_id);
void          att_catalogue_add_entry    (AttCatalogue *self, gint64 playlist_id, AttTrackId track);
/* rows of tracks that are not in the catalogue are left out */
void          att_catalogue_set_sounds   (AttCatalogue *self, const AttTrackId *ids, const AttSoundCompact *sounds,
                                          gsize n);
/* after the last track, playlist entry and sound: whole albums, recordings, evidence */
void          att_catalogue_finish       (AttCatalogue *self);
/* nothing will be added any more: forgets what only that needs, some 200 bytes a track */
void          att_catalogue_close        (AttCatalogue *self);

/* a newer state of an item's track: love, ban, missing. The rest must be what it was. */
void          att_catalogue_set_track    (AttCatalogue *self, int item, AttTrack *track);

/* -1: not there */
int           att_catalogue_find         (const AttCatalogue *self, AttTrackId track);
/* what belongs directly before and after @item */
AttJoinedItem att_catalogue_joined       (const AttCatalogue *self, int item);
/* the class that a tag or a genre's name means, -1 for an unknown word */
int           att_catalogue_find_class   (const AttCatalogue *self, const char *genre);
/* the name of a class that most of its tracks bear; NULL for a class without tracks */
const char   *att_catalogue_class_name   (const AttCatalogue *self, int cls);
/* 1 for one class, 0.5 for relatives (parent and child, one parent), else 0 */
double        att_catalogue_class_similarity (const AttCatalogue *self, int a, int b);
/* TRUE if @cls is @of or below it: Bebop is in Jazz */
gboolean      att_catalogue_class_within (const AttCatalogue *self, int cls, int of);

static inline const AttItem *
att_catalogue_item (const AttCatalogue *self, int item)
{
  return &g_array_index (self->items, AttItem, item);
}

static inline guint
att_catalogue_n (const AttCatalogue *self)
{
  return self->items->len;
}

static inline const AttItemGenre *
att_catalogue_genres_of (const AttCatalogue *self, int item)
{
  return &g_array_index (self->item_genres, AttItemGenre, att_catalogue_item (self, item)->first_genre);
}

static inline const AttCatalogueGenre *
att_catalogue_genre (const AttCatalogue *self, int genre)
{
  return &g_array_index (self->genres, AttCatalogueGenre, genre);
}

/* class of the item's i-th genre */
static inline int
att_catalogue_class_of (const AttCatalogue *self, int item, guint i)
{
  return att_catalogue_genre (self, att_catalogue_genres_of (self, item)[i].genre)->cls;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCatalogue, att_catalogue_free)

G_END_DECLS
