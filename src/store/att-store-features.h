/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-features.h - what was heard in a track
 *
 * Threads, durability, errors: see att-store.h.
 */
#pragma once

#include "att-store.h"
#include "att-types.h"

G_BEGIN_DECLS

typedef struct {
  AttTrackId track_id;
  int version;            /* feature version: what `vector` holds and how it was computed */
  gsize n;                /* floats in vector */
  float *vector;
  float tempo_bpm;        /* NAN: none found */
  float tempo_confidence; /* 0..1 */
  float onset_rate;       /* onsets a second */
  float loudness_lufs;    /* integrated, EBU R128; NAN: silence */
  float peak;             /* true peak, linear, 1: full scale (ITU-R BS.1770; of the samples in what was heard before) */
  gint32 audio_ms;        /* how much was decoded */
  GBytes *loudness_blocks; /* what loudness_lufs is made of, packed by whoever measured it; NULL: not known */
  GBytes *envelope;       /* its level along its length, packed by whoever measured it; NULL: not known, or not asked for */
  gboolean is_excerpt;    /* of a part of the track; loudness_lufs and peak are NAN then, and there are no blocks */
} AttFeatures;

AttFeatures *att_features_new  (AttTrackId track_id, int version, const float *vector, gsize n);
void         att_features_free (AttFeatures *self);

typedef struct {
  AttTrackId track_id;
  char *path;           /* or the address of a part of a file: see att_part_place() */
  gint32 duration_ms;     /* as its tags say; 0: unknown */
  gboolean has_excerpt;   /* a part of it was heard */
  gboolean is_newcomer;   /* put into a library that is already being listened to */
} AttUnheard;

void       att_unheard_free            (AttUnheard *self);
#define ATT_STORE_NEWCOMERS 24 /* an album or two: seconds of listening */

/* @unheard: borrowed, during the call; runs under the read, so no other call of the store */
typedef void (*AttStoreUnheardFunc) (const AttUnheard *unheard, gpointer user_data);

/* Present tracks without features of @version from the whole track, and without a recorded "analyze" failure for their
 * present content. First the newcomers: of the last ATT_STORE_NEWCOMERS tracks of the library those that came after
 * something was heard; then the listener's recent and loved; then one track an album before the second of any.
 * @limit 0: all. */
gboolean   att_store_foreach_unheard   (AttStore *self, int version, guint limit, AttStoreUnheardFunc func,
                                        gpointer user_data, GError **error);
/* the same as a list, for few. (element-type AttUnheard) */
GPtrArray *att_store_list_unheard      (AttStore *self, int version, guint limit, GError **error);
/* one transaction; replaces older versions, and excerpts, but a whole track is never replaced by an excerpt of it. (element-type AttFeatures) */
gboolean   att_store_write_features    (AttStore *self, GPtrArray *features, GError **error);
/* @cause: one line. A track that fails again is not tried until its file changes. */
gboolean   att_store_write_unhearable  (AttStore *self, AttTrackId track_id, const char *cause, GError **error);

/* @vector: borrowed, during the call; runs under the read, so no other call of the store */
typedef void (*AttStoreVectorFunc) (AttTrackId id, const float *vector, gpointer user_data);

/* every vector of @version with @n floats, of present tracks, by ascending id */
gboolean   att_store_foreach_vector    (AttStore *self, int version, gsize n, AttStoreVectorFunc func,
                                        gpointer user_data, GError **error);
/* without its envelope; (transfer full); NULL with ATT_STORE_ERROR_NOT_FOUND */
AttFeatures *att_store_get_features    (AttStore *self, AttTrackId track_id, int version, GError **error);
typedef struct {
  AttTrackId track_id;
  gint64 album_id;       /* 0: none */
  float loudness_lufs;   /* NAN: silence */
  float peak;
  gint32 audio_ms;
  const guint8 *blocks;  /* AttFeatures' loudness_blocks; NULL: not known */
  gsize n_blocks;        /* bytes */
} AttLevel;

/* @level: borrowed, during the call; runs under the read, so no other call of the store */
typedef void (*AttStoreLevelFunc) (const AttLevel *level, gpointer user_data);

/* present tracks heard as a whole, those of an album one after the other */
gboolean   att_store_foreach_level     (AttStore *self, int version, AttStoreLevelFunc func, gpointer user_data,
                                        GError **error);
/* what a track is drawn by. NULL, without an error: not known. (transfer full) */
GBytes    *att_store_get_envelope      (AttStore *self, AttTrackId track_id, GError **error);
/* the same for a track that was decoded for nothing else; features bring theirs along */
gboolean   att_store_write_envelope    (AttStore *self, AttTrackId track_id, GBytes *envelope, GError **error);
/* tracks present, and how many of them have features of @version, if only of an excerpt */
gboolean   att_store_count_heard       (AttStore *self, int version, guint64 *heard, guint64 *total, GError **error);

G_END_DECLS
