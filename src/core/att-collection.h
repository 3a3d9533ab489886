/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-collection.h - an album, artist, composer, genre or playlist, as lists show it
 *
 * Immutable once handed out; may be read from any thread.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  ATT_COLLECTION_ALBUM = 1,
  ATT_COLLECTION_ARTIST = 2,
  ATT_COLLECTION_GENRE = 3,
  ATT_COLLECTION_PLAYLIST = 4,
  ATT_COLLECTION_COMPOSER = 5,
} AttCollectionKind;

#define ATT_TYPE_COLLECTION (att_collection_get_type ())
G_DECLARE_FINAL_TYPE (AttCollection, att_collection, ATT, COLLECTION, GObject)

struct _AttCollection
{
  GObject parent_instance;

  /*< read only after construction >*/
  AttCollectionKind kind;
  gint64 id;          /* 0 for genres: their title is their key */
  char *title;        /* never NULL */
  char *subtitle;     /* album: its artist; nullable */
  char *search_key;   /* att_text_fold() of title and subtitle */
  gsize title_key_bytes; /* of it, from its beginning: the title's */
  char *cover_uri;    /* uri of a track whose cover stands for the whole; nullable */
  gint32 year;        /* albums; 0 unknown */
  gint32 n_tracks;
  gint32 n_albums;    /* artists, composers */
  gint64 duration_ms;
  gint64 date_added_at;
  char **cover_uris;  /* playlists: of one track each of up to four albums, for a mosaic; nullable */
  char **cover_names; /* of those albums (or tracks), the same number */
  guint32 flags;      /* AttCollectionFlags */
};

typedef enum {
  ATT_COLLECTION_FILE = 1 << 0,  /* a playlist file beside the music: not to be changed here */
  ATT_COLLECTION_SMART = 1 << 1, /* a playlist made by rules */
} AttCollectionFlags;

/* strings are copied */
AttCollection *att_collection_new (AttCollectionKind kind, gint64 id, const char *title,
                                   const char *subtitle, const char *cover_uri);

G_END_DECLS
