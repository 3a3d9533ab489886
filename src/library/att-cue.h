/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cue.h - cue sheets: the tracks of an album that is one file
 *
 * The format is that of CDRWIN's user guide, appendix A, with the remarks that rippers have added (REM GENRE, DATE,
 * DISCNUMBER, TOTALDISCS, COMPOSER, REPLAYGAIN_*). A track goes from its INDEX 01 to that of the next one in the same
 * file; times are MM:SS:FF, 75 frames to a second. Commands that are not known are passed over; so are tracks of data.
 *
 * Text is UTF-8, or UTF-16 with a mark; what is neither is Shift-JIS, GBK or Windows-1252, whatever its bytes look
 * most like.
 *
 * Strings are as in att-tags.h: clean, trimmed, never empty. Numbers are 0 and gains NAN where the sheet is silent.
 */
#pragma once

#include "att-part.h"
#include "att-tags.h"

G_BEGIN_DECLS

#define ATT_CUE_FRAMES 75 /* a second */

typedef struct {
  char *title, *performer, *songwriter, *composer, *genre, *date;
  float gain_db, peak;
} AttCueText;

typedef struct {
  AttCueText text;
  int number;   /* 1..999 */
  gint64 start; /* INDEX 01, in frames */
  guint line;   /* of its TRACK, from 1 */
} AttCueTrack;

typedef struct {
  char *name;        /* as written: may have folders in it, of another system; "" where the sheet does not say */
  GPtrArray *tracks; /* (element-type AttCueTrack), by rising start */
} AttCueFile;

typedef struct {
  AttCueText text;   /* of the album */
  int disc_number, n_discs;
  GPtrArray *files;  /* (element-type AttCueFile), none without a track */
} AttCueSheet;

/* @data: @n bytes of a sheet. NULL with G_IO_ERROR_INVALID_DATA: "Line 12: cause" */
AttCueSheet *att_cue_parse (const char *data, gsize n, GError **error);
/* the same for a file; also with the error of opening it. Messages are without the path. */
AttCueSheet *att_cue_read  (const char *path, GError **error);
void         att_cue_free  (AttCueSheet *self);

/* a track of a sheet, as the library has it */
typedef struct {
  AttTags *tags;
  AttPart part;
} AttCuePart;

/* What the file with @tags is cut into by the file @index of the sheet: its tags where the sheet says nothing, its
 * sound's hash and the place in it as hash of the part.
 * NULL with G_IO_ERROR_INVALID_DATA: a track begins after the end. (element-type AttCuePart) */
GPtrArray   *att_cue_split (const AttCueSheet *self, guint index, const AttTags *tags, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCueSheet, att_cue_free)

G_END_DECLS
