/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-types.h - ids and enumerations that several rooms share
 *
 * The numbers of every enumeration here are stored in the database: they are
 * never changed and never used again for something else.
 * Units everywhere: *_ms milliseconds, *_at Unix seconds UTC, *_db decibels.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef gint64 AttTrackId; /* > 0; 0 means "no track" */

/* what a line of the event log says */
typedef enum {
  ATT_EVENT_PLAY = 1,  /* something was played: heard_ms, ending and origin are set */
  ATT_EVENT_LOVE = 2,
  ATT_EVENT_UNLOVE = 3,
  ATT_EVENT_BAN = 4,   /* "not in my radio" */
  ATT_EVENT_UNBAN = 5,
  ATT_EVENT_UNDO = 6,  /* takes back the event named by `undoes` */
} AttEventKind;

/* how a play ended */
typedef enum {
  ATT_ENDING_NONE = 0,
  ATT_ENDING_FINISHED = 1, /* the end of the track was reached */
  ATT_ENDING_NEXT = 2,     /* the listener pressed next */
  ATT_ENDING_PREVIOUS = 3,
  ATT_ENDING_REPLACED = 4, /* the listener chose something else */
  ATT_ENDING_STOPPED = 5,
  ATT_ENDING_QUIT = 6,
  ATT_ENDING_ERROR = 7,
  ATT_ENDING_REPEATED = 8, /* heard, and asked for again at once */
} AttEnding;

/* who chose what was played */
typedef enum {
  ATT_ORIGIN_LISTENER = 1, /* pressed play on this very track */
  ATT_ORIGIN_RADIO = 2,
  ATT_ORIGIN_QUEUE = 3,    /* followed from an album, playlist or list the listener started */
} AttOrigin;

/* who is credited with what on a track */
typedef enum {
  ATT_ROLE_ARTIST = 1,
  ATT_ROLE_ALBUM_ARTIST = 2,
  ATT_ROLE_COMPOSER = 3,
  ATT_ROLE_CONDUCTOR = 4,
  ATT_ROLE_PERFORMER = 5,
} AttRole;

/* where a genre of a track comes from */
typedef enum {
  ATT_GENRE_TAG = 1,     /* the file's own tag */
  ATT_GENRE_GUESS = 2,   /* the genre model, with its probability; shown from ATT_GENRE_SHOWN_P on */
  ATT_GENRE_CURATED = 3, /* a credited list of the project (sample library) */
} AttGenreSource;

#define ATT_GENRE_SPEECH "Spoken Word" /* of data/genres.tsv: what somebody talking is guessed to be */
#define ATT_GENRE_SHOWN_P 0.6 /* a guess is shown as one where its probability is this or more, else "unsure" */

/* on what evidence a radio pick was made */
typedef enum {
  ATT_EVIDENCE_TAGS = 1,
  ATT_EVIDENCE_EAR = 2,
  ATT_EVIDENCE_LISTENING = 3,
} AttEvidence;

/* what a file's bytes say it is, whatever its name */
typedef enum {
  ATT_AUDIO_UNKNOWN = 0,
  ATT_AUDIO_MP3 = 1,
  ATT_AUDIO_FLAC = 2,
  ATT_AUDIO_VORBIS = 3,
  ATT_AUDIO_OPUS = 4,
  ATT_AUDIO_MP4 = 5,
  ATT_AUDIO_WAV = 6,
  ATT_AUDIO_AIFF = 7,
  ATT_AUDIO_WAVPACK = 8,
  ATT_AUDIO_APE = 9,
  ATT_AUDIO_MUSEPACK = 10,
  ATT_AUDIO_OGG_FLAC = 11,
  ATT_AUDIO_SPEEX = 12,
  ATT_AUDIO_ASF = 13,
  ATT_AUDIO_TRUEAUDIO = 14,
  ATT_AUDIO_DSF = 15,
  ATT_AUDIO_AAC = 16, /* ADTS */
} AttAudioType;

/* short stable names ("complete", "radio", "ear", "flac"…) for --json and logs; never NULL */
const char *att_event_kind_to_string (AttEventKind kind);
const char *att_ending_to_string     (AttEnding ending);
const char *att_origin_to_string     (AttOrigin origin);
const char *att_evidence_to_string   (AttEvidence evidence);
const char *att_audio_type_to_string (AttAudioType type);

G_END_DECLS
