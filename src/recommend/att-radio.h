/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-radio.h - the radio: what to play next, and why
 *
 * Holds the library, the log and the recommenders in memory and plans queues.
 * All that it has learned is a function of what is in the store (chosen
 * genres, events with their opinions, features): loading it again gives the
 * same radio. Same data, seed and clock give the same queue.
 *
 * Threads   an AttRadio belongs to one thread at a time. It reads the store in
 *           att_radio_load() only and never writes to it.
 */
#pragma once

#include "att-clock.h"
#include "att-collection.h"
#include "att-pick.h"
#include "att-radio-types.h"
#include "att-store.h"

typedef struct AttTasteModel AttTasteModel; /* att-taste-model.h */

G_BEGIN_DECLS

#define ATT_RADIO_ERROR (att_radio_error_quark ())
GQuark att_radio_error_quark (void);

typedef enum {
  ATT_RADIO_ERROR_EMPTY,    /* no present track at all, or none the listener allows */
  ATT_RADIO_ERROR_BAD_SEED, /* a seed names nothing in the library; the message says which */
} AttRadioError;

typedef struct {
  GPtrArray *seeds;             /* (element-type AttSeed) (nullable): NULL or empty: the profile */
  guint n;                      /* picks wanted */
  guint64 random_seed;
  AttClock clock;
  double discover;              /* 0 familiar .. 1 discover; 0.5 by default */
  double shuffle_share;         /* 0..1: so many picks are drawn by lot, to be compared with (AttPortrait.weeks) */
  const AttTrackId *recent;     /* queued or just played, oldest first: the windows look back on them */
  gsize n_recent;
} AttRadioRequest;

typedef struct _AttRadio AttRadio;

AttRadio  *att_radio_new  (void);
void       att_radio_free (AttRadio *self);

/* Reads everything anew. @feature_version: which vectors to use (att-features.h) */
gboolean   att_radio_load (AttRadio *self, AttStore *store, int feature_version, GCancellable *cancellable,
                           GError **error);
/* a moment that was */
typedef struct {
  gint64 at;                    /* Unix s: whose model */
  gint64 last_event_id;         /* the log went so far */
  const char *const *genres;    /* (nullable): chosen then; NULL: as they are now */
} AttRadioMoment;

/* The same as the log and the choice were at @then: love and bans too. Library, ratings and playlists are as they are
 * now. */
gboolean   att_radio_load_then (AttRadio *self, AttStore *store, int feature_version, const AttRadioMoment *then,
                                GCancellable *cancellable, GError **error);
/* Takes in one event that was just added to the log: the same as loading again, but in milliseconds. */
void       att_radio_react (AttRadio *self, const AttEvent *event);
/* the genres ticked at first run have changed */
void       att_radio_set_chosen_genres (AttRadio *self, const char *const *genres);

/* What was learned from all users; forgotten when the library is loaded again. One of another library is not
 * taken; one of fewer than 20 users is not heeded. */
void       att_radio_set_model (AttRadio *self, AttTasteModel *model);

/* What the listener lets each recommender count, 0 (off) .. 1, by its number; all 1 at first, and kept over a load. What
 * was learned is not touched: turned up again, a recommender has the weight it had. One that is off has no opinion, is
 * no reason, and learns nothing. If the others have an opinion on fewer tracks than are asked for, the levels are not
 * heeded: the radio does not stop. */
void       att_radio_set_levels (AttRadio *self, const double levels[ATT_N_RECOMMENDERS]);

/* How fast the mixer follows this listener's reactions: eta of att-mixer.h, 0 (never) .. 1; ATT_RADIO_LEARNING_RATE at
 * first, and kept over a load. All that was learned is learned anew by it. */
#define ATT_RADIO_LEARNING_RATE 0.1
void       att_radio_set_learning_rate (AttRadio *self, double rate);

/* Returns: (transfer full) (element-type AttPick): fewer than request->n only if the library is smaller than that;
 * NULL with ATT_RADIO_ERROR. Never a banned, missing or transient track, never one twice; none that
 * is speech (att_track_is_speech()) unless a seed or the chosen genres ask for that. */
GPtrArray *att_radio_plan (AttRadio *self, const AttRadioRequest *request, GError **error);

/* what each recommender thinks of a track now, for the log */
void       att_radio_get_opinions (AttRadio *self, AttTrackId track, const AttClock *clock, AttOpinions *out);

typedef struct {
  float *vector;                /* its features */
  char *artist, *title;         /* as tagged; NULL: not known */
} AttOutsideFile;

typedef enum {
  ATT_SIMILAR_ALL,              /* by sound, tags, and what is played together */
  ATT_SIMILAR_SOUND,            /* by sound alone */
  ATT_SIMILAR_TOGETHER,         /* "listeners of this also play" alone: none where there is no evidence */
} AttSimilarBy;

typedef struct {
  const AttTrackId *tracks;     /* in the library */
  gsize n_tracks;
  const AttOutsideFile *files;  /* outside it */
  gsize n_files;
  guint n;                      /* wanted */
  guint space;                  /* between two by one artist come at least so many others, while there are any */
  AttSimilarBy by;
  gboolean elsewhere;           /* nothing by their artists or from their albums, and nothing banned */
} AttSimilarRequest;

/* What is nearest by sound to any of what is given, has tags like it, and is played by who plays it (att-together.h);
 * (element-type AttPick), best first unless artists are spaced; the terms of each add up to its score. Never what was given or another copy of it, and no recording twice (att-recordings.h: the same artist and
 * title, or an edition of it); of a file also not who has the same sound (ATT_SOUND_SAME). */
GPtrArray *att_radio_similar (AttRadio *self, const AttSimilarRequest *request, GError **error);

/* The share of picks that is stated to be for what waits to be heard, of a radio from the profile that has had some fifty
 * reactions; before, fewer. @level: of the explorer; @discover: as in AttRadioRequest. */
double       att_radio_get_explore_share (double level, double discover);
/* its explore_share is left to the caller, who knows what is asked of it */
AttPortrait *att_radio_get_portrait (AttRadio *self, const AttClock *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttRadio, att_radio_free)

G_END_DECLS
