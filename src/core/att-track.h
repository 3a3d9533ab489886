/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-track.h - a track as the rooms and the window see it
 *
 * An AttTrack is filled by whoever makes it (the store, or a caller that plays
 * a file outside the library) and never changed once another thread or a list
 * model has seen it: a changed track is a new object with the same id. It may
 * be read from any thread.
 *
 * Strings are GRefStrings, interned where they repeat (artists, albums,
 * genres), so that 100,000 tracks stay small. Set them with
 * att_track_set_string(); NULL means the tag is missing. Display fallbacks
 * (file name for a title, "Unknown artist") belong to att_track_get_*().
 */
#pragma once

#include <glib-object.h>

#include "att-types.h"

G_BEGIN_DECLS

#define ATT_TYPE_TRACK (att_track_get_type ())
G_DECLARE_FINAL_TYPE (AttTrack, att_track, ATT, TRACK, GObject)

typedef enum {
  ATT_TRACK_MISSING = 1 << 0,     /* the file, or its whole folder, is not there now */
  ATT_TRACK_COMPILATION = 1 << 1,
  ATT_TRACK_LOVED = 1 << 2,
  ATT_TRACK_BANNED = 1 << 3,      /* "not in my radio" */
  ATT_TRACK_ANALYZED = 1 << 4,    /* has a feature vector of the current version */
  ATT_TRACK_GENRE_GUESSED = 1 << 5, /* `genres` were predicted, the file names none */
  ATT_TRACK_TRANSIENT = 1 << 6,   /* not in the library: opened by hand, or a stream; id is 0 */
  ATT_TRACK_GENRE_UNSURE = 1 << 7, /* with GENRE_GUESSED: `genres` are the one or two likeliest, none likely enough */
} AttTrackFlags;

struct _AttTrack
{
  GObject parent_instance;

  /*< read only after construction >*/
  AttTrackId id;
  char *uri;
  char *title;
  char *artist;        /* all artists joined for display */
  char *album;
  char *album_artist;  /* all album artists joined, NULL where the file names none */
  char **genres;       /* NULL-terminated, of interned strings; NULL when there are none */
  char *label;
  char *composer;
  char *work;
  char *language;      /* as tagged: a code of ISO 639, or a name */
  char *country;       /* as tagged: a code of ISO 3166, or a name; of the artist, else of the release */
  gint64 album_id;     /* 0: no album */
  gint64 artist_id;    /* first credited artist, 0: none */
  gint64 date_added_at;
  gint64 last_played_at; /* 0: never */
  guint32 flags;       /* AttTrackFlags */
  gint32 duration_ms;
  gint32 n_plays;
  gint16 year;         /* original year where known; 0: unknown */
  gint16 track_number; /* 0: unknown */
  gint16 disc_number;  /* 0: unknown */
  gint16 movement_number; /* of its work; 0: unknown */
  guint8 rating;       /* half stars 1..10, 0: none */
  guint8 audio_type;   /* AttAudioType */
  float rg_track_gain_db, rg_track_peak; /* ReplayGain from the tags; peaks linear; NAN: none */
  float rg_album_gain_db, rg_album_peak;
};

AttTrack   *att_track_new         (void);
/* a new object with the same contents: change it before anybody else sees it */
AttTrack   *att_track_copy        (AttTrack *self);
/* a track for something outside the library: title from the last part of @uri; flags TRANSIENT */
AttTrack   *att_track_new_for_uri (const char *uri);
/* the one GRefString of this process with this value; (transfer full), any thread */
char       *att_track_intern      (const char *value);
/* replaces *@field (a member of the track); @intern for what repeats between tracks */
void        att_track_set_string  (char **field, const char *value, gboolean intern);
/* takes the first @n strings of @genres (NULL for none) */
void        att_track_set_genres  (AttTrack *self, const char *const *genres, gsize n);

/* never NULL: the title, or the file's name without its extension */
const char *att_track_get_title   (AttTrack *self);
/* never NULL; "" when unknown: the window has its own words for that */
const char *att_track_get_artist  (AttTrack *self);
const char *att_track_get_album   (AttTrack *self);
/* first genre; NULL where there is none, or only a guess that is not sure enough to be shown as one */
const char *att_track_get_genre   (AttTrack *self);
/* somebody talking: its first genre is one of speech, by the file (Audiobook, Podcast…) or by its sound */
gboolean    att_track_is_speech   (AttTrack *self);
gboolean    att_track_has         (AttTrack *self, AttTrackFlags flag);

G_END_DECLS
