/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tags.h - everything that was read from one file
 *
 * Filled by `library`, kept by `store`. A plain struct: the owner frees it
 * with att_tags_free(); strings are the struct's own, UTF-8, trimmed, never
 * empty (NULL instead). Numbers are 0 where the file is silent, gains NAN.
 */
#pragma once

#include "att-types.h"

G_BEGIN_DECLS

typedef struct {
  AttRole role;
  char *name;
  char *sort_name;   /* nullable */
  char *mbid;        /* nullable: MusicBrainz artist id */
  char *instrument;  /* nullable: for ATT_ROLE_PERFORMER */
} AttCredit;

typedef struct {
  AttAudioType type;
  gint32 duration_ms;
  gint32 bitrate;       /* bit/s */
  gint32 sample_rate;   /* Hz */
  gint32 channels;

  char *title, *title_sort;
  char *album, *album_sort;
  char *disc_title, *work, *movement, *label, *language, *country; /* of the artist, else of the release */
  char *date;           /* as tagged, "1999" or "1999-03-01" */
  char *original_date;
  char *mb_recording_id, *mb_release_track_id, *mb_release_id, *mb_release_group_id, *mb_work_id;
  gint16 track_number, n_tracks, disc_number, n_discs, movement_number;
  gint16 year;          /* of original_date, else of date; 0: unknown */
  gboolean compilation;
  guint8 rating;        /* half stars 1..10, 0: none (POPM, RATING, FMPS_RATING) */

  float rg_track_gain_db, rg_album_gain_db; /* ReplayGain 2 reference, R128_* converted; NAN: none */
  float rg_track_peak, rg_album_peak;       /* linear; NAN: none */

  GPtrArray *credits;   /* (element-type AttCredit), in the file's order within a role */
  GPtrArray *genres;    /* (element-type utf8), in the file's order, no repeats */
  gboolean has_picture; /* an embedded cover exists */
  char *cue_sheet;      /* of its own, as text: the file is an album, see att-cue.h. Not kept by `store`. */

  /* 128-bit hash of the audio payload without tags (never all zero once read):
   * the same before and after retagging, moving, renaming */
  guint64 content_hash[2];
} AttTags;

AttTags *att_tags_new        (void);
void     att_tags_free       (AttTags *self);
/* appends a credit; @name is copied; ignored if NULL or "" */
void     att_tags_add_credit (AttTags *self, AttRole role, const char *name,
                              const char *sort_name, const char *mbid, const char *instrument);
/* appends a genre unless it is there already */
void     att_tags_add_genre  (AttTags *self, const char *genre);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTags, att_tags_free)

G_END_DECLS
