/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-radio.h - the radio as the skins use it
 *
 * The radio lives on a thread of the session. Threads and the two kinds of
 * function: see att-session.h.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

/* --- plain: for the command line --- */

/* "track:12", "artist:Miles Davis", "album:Kind of Blue", "genre:jazz", "playlist:Rainy", also a path or URI after
 * "track:". NULL with ATT_RADIO_ERROR_BAD_SEED naming it. */
AttSeed     *att_session_parse_seed   (AttSession *self, const char *text, GError **error);
/* Writes nothing. @at 0: now. @seeds (element-type AttSeed) nullable. (element-type AttPick) */
GPtrArray   *att_session_plan_radio   (AttSession *self, GPtrArray *seeds, guint n, guint64 random_seed, gint64 at,
                                       GError **error);
/* Nearest by sound, tags and what is played together to any of @tracks (NULL-terminated): each in the library or a file
 * outside it. Between two by one artist come at least @space others. The reason by sound says in what they are close.
 * (element-type AttPick) */
GPtrArray   *att_session_similar      (AttSession *self, const char *const *tracks, guint n, guint space,
                                       GCancellable *cancellable, GError **error);
AttPortrait *att_session_get_portrait (AttSession *self, GError **error);
/* @heard_ms -1, or more than the track is long: what the outcome implies. @outcome: complete skip repeat love unlove
 * ban unban. @at 0: now */
gboolean     att_session_feedback     (AttSession *self, AttTrackId track, const char *outcome, gint64 at, gint64 heard_ms,
                                       GError **error);
/* the newest (of that track; 0: of any); *@undone (transfer full) (optional) */
gboolean     att_session_undo_feedback (AttSession *self, AttTrackId track, AttEvent **undone, GError **error);
/* each name must be known to the vocabulary or to the library; else ATT_RADIO_ERROR_BAD_SEED naming it */
gboolean     att_session_set_genres   (AttSession *self, const char *const *genres, GError **error);
char       **att_session_get_genres   (AttSession *self, GError **error);
/* genre names to offer at first run: the library's own first (most tracks first), then the vocabulary's */
GPtrArray   *att_session_list_genre_choices (AttSession *self, GError **error); /* (element-type AttCollection), n_tracks may be 0 */

/* --- for the window --- */

void         att_session_set_genres_async    (AttSession *self, const char *const *genres, GAsyncReadyCallback callback, gpointer user_data);
gboolean     att_session_set_genres_finish   (AttSession *self, GAsyncResult *result, GError **error);
void         att_session_list_genre_choices_async (AttSession *self, GAsyncReadyCallback callback, gpointer user_data); /* att_session_list_finish() */
void         att_session_get_genres_async    (AttSession *self, GAsyncReadyCallback callback, gpointer user_data);
char       **att_session_get_genres_finish   (AttSession *self, GAsyncResult *result, GError **error);
void         att_session_get_portrait_async  (AttSession *self, GAsyncReadyCallback callback, gpointer user_data);
AttPortrait *att_session_get_portrait_finish (AttSession *self, GAsyncResult *result, GError **error);

/* What goes with some tracks (an album, what is by an artist) and is by others; artists are spaced */
typedef struct {
  GPtrArray *sounds;   /* (element-type AttPick): sounds like this; empty before any of them was listened to */
  GPtrArray *together; /* (element-type AttPick): listeners of this also play; empty without evidence */
  gboolean may_come;   /* nothing sounds like this yet, but the library is still being read or listened to */
} AttRelated;

void         att_related_free                (AttRelated *self);
/* @tracks: (element-type AttTrack); of many, some are asked about. @n: of each kind, at most */
void         att_session_list_related_async  (AttSession *self, GPtrArray *tracks, guint n, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
AttRelated  *att_session_list_related_finish (AttSession *self, GAsyncResult *result, GError **error);

/* Starts the radio: plays its first pick when it is there (unless @play is FALSE). @seeds: see above, copied. */
void         att_session_start_radio         (AttSession *self, GPtrArray *seeds, gboolean play);
/* what the present radio started from; (element-type AttSeed) (transfer none) (nullable): the profile */
GPtrArray   *att_session_get_seeds           (AttSession *self);
/* TRUE while the radio fills the queue (FALSE after the listener played an album to its end without it) */
gboolean     att_session_get_radio_active    (AttSession *self);
/* the last plan had no song to choose from: the library is empty, or nothing in it is allowed. "radio-changed" tells */
gboolean     att_session_get_radio_found_nothing (AttSession *self);
/* 0 familiar .. 1 discover; planned anew at once, kept as a setting */
void         att_session_set_discover        (AttSession *self, double discover);

/* 0..0.5: so much of the radio is drawn by lot, to be compared with (AttPortrait.weeks); kept as a setting, planned with at
 * once. 0 unless it was asked for. */
double       att_session_get_shuffle_share   (AttSession *self);
void         att_session_set_shuffle_share   (AttSession *self, double share);

/* How much the listener lets a recommender count, 0 (off) .. 1 (as much as it has earned): kept as a setting, planned
 * with at once, shown in the portrait. */
double       att_session_get_level           (AttSession *self, AttRecommender recommender);
void         att_session_set_level           (AttSession *self, AttRecommender recommender, double level);

/* Each at once in the window (track-changed, queue), then in the log, then in the plan. */
void         att_session_set_loved           (AttSession *self, AttTrack *track, gboolean loved);
/* "Not in my radio": also leaves the queue, and is skipped if it plays */
void         att_session_set_banned          (AttSession *self, AttTrack *track, gboolean banned);
/* the newest love, ban or play of that track taken back */
void         att_session_undo_async          (AttSession *self, AttTrackId track, GAsyncReadyCallback callback, gpointer user_data);
gboolean     att_session_undo_finish         (AttSession *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttRelated, att_related_free)

G_END_DECLS
