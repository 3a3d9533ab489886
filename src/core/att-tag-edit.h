/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tag-edit.h - what is to be changed in the tags of a file
 *
 * Threads   none of its own; one owner at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  ATT_FIELD_TITLE, ATT_FIELD_ARTIST, ATT_FIELD_ALBUM_ARTIST, ATT_FIELD_ALBUM, ATT_FIELD_COMPOSER, ATT_FIELD_GENRE,
  ATT_FIELD_YEAR, ATT_FIELD_TRACK, ATT_FIELD_TRACK_TOTAL, ATT_FIELD_DISC, ATT_FIELD_DISC_TOTAL, ATT_FIELD_COMMENT,
  ATT_N_FIELDS
} AttField;

typedef enum {
  ATT_PICTURE_KEEP,
  ATT_PICTURE_REPLACE, /* the front cover is this one now; other pictures stay */
  ATT_PICTURE_REMOVE,  /* all of them */
} AttPictureChange;

/* several values of a field (artists, genres, composers) stand in one text, "A; B" */
typedef struct {
  char *path;
  char *values[ATT_N_FIELDS]; /* NULL: stays; "": goes */
  AttPictureChange picture_change;
  GBytes *picture;            /* for REPLACE: JPEG, PNG, GIF or WebP */
  /*< private: library >*/
  GBytes *before;             /* of an undo: what is written back, instead of all the above */
} AttTagEdit;

/* what a file says now */
typedef struct {
  char *values[ATT_N_FIELDS]; /* never NULL; "" where it says nothing */
  gboolean has_picture;
  char *unwritable;           /* NULL, or why it cannot be changed: one sentence, with the file or folder */
} AttTagFields;

typedef struct {
  GPtrArray *undo;     /* (element-type AttTagEdit): what brings the tags that were changed back */
  GPtrArray *problems; /* (element-type utf8): of each file that was not changed, "FILE: cause" */
} AttTagResult;

AttTagEdit   *att_tag_edit_new    (const char *path);
void          att_tag_edit_free   (AttTagEdit *self);
AttTagFields *att_tag_fields_new  (void);
void          att_tag_fields_free (AttTagFields *self);
AttTagResult *att_tag_result_new  (void);
void          att_tag_result_free (AttTagResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTagEdit, att_tag_edit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTagFields, att_tag_fields_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTagResult, att_tag_result_free)

G_END_DECLS
