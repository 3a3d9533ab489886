/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-library-types.h - small values that describe the library
 */
#pragma once

#include "att-types.h"

G_BEGIN_DECLS

/* a music folder */
typedef struct {
  gint64 id;
  char *path;         /* absolute, the file system's own bytes */
  gboolean mounted;   /* as of the last look */
  gint64 scanned_at;  /* end of the last complete scan; 0: never */
  guint n_tracks;     /* that are there */
  guint n_failures;   /* files in it that could not be read, listened to or played */
  char **excluded;    /* absolute paths of folders in it that are left out */
} AttRoot;

/* a file that could not be read, listened to or played */
typedef struct {
  char *path;
  char *stage;  /* "scan", "analyze", "play" */
  char *cause;  /* one line, without the path */
  gint64 at;
} AttFailure;

typedef struct {
  guint64 added, updated, removed, failed; /* removed: became missing */
} AttScanCounts;

/* a playlist as it is kept */
typedef struct {
  gint64 id;
  char *name;
  char *path;        /* of the playlist file beside the music that it was read from; NULL: the listener's own */
  char *rules;       /* att-rules.h; NULL: not a smart one */
  gint64 created_at;
  char **uris;       /* its entries in order; those of a smart one are made when it is listed: empty */
} AttPlaylistRecord;

typedef enum {
  ATT_SORT_DEFAULT = 0, /* album artist, album, disc, track number, title; a playlist's own; relevance for a search */
  ATT_SORT_TITLE,
  ATT_SORT_ARTIST,
  ATT_SORT_ALBUM,
  ATT_SORT_GENRE, /* the first that is shown of it; not in rules */
  ATT_SORT_DURATION,
  ATT_SORT_YEAR,
  ATT_SORT_RATING,
  ATT_SORT_PLAYS,
  ATT_SORT_LAST_PLAYED,
  ATT_SORT_DATE_ADDED,
  ATT_SORT_TRACK_NUMBER, /* not in rules, as what follows */
  ATT_SORT_COMPOSER,
  ATT_SORT_FORMAT,
} AttSort;

/* Which tracks. All set fields must hold. Zero-initialise; strings are borrowed. */
typedef struct {
  const char *text;      /* every word (folded) is found in title, artists, album or genre; CJK: any run of characters */
  gint64 album_id, artist_id, playlist_id;
  const char *genre;     /* as att_store_list_genres() names it */
  gboolean loved;
  gboolean unplayed;
  int year_from, year_to; /* both included; 0: open. Either leaves out what has no year. */
  gboolean with_missing; /* default: only tracks whose file is there */
  AttSort sort;
  gboolean descending;
  guint limit;           /* 0: all */
  guint offset;
} AttTrackQuery;

void att_root_free    (AttRoot *self);
void att_failure_free (AttFailure *self);
void att_playlist_record_free (AttPlaylistRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttPlaylistRecord, att_playlist_record_free)

G_END_DECLS
