/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tag-values.h - from tag fields as files hold them to AttTags
 *
 * Fields go by the names of TagLib's property map (TITLE, ALBUMARTIST,
 * PERFORMER:VIOLIN…, any case). Whoever reads a file adds what it finds; what
 * att_tag_values_wants() turns down need not be converted.
 *
 * What comes out is clean: valid UTF-8, no control characters, trimmed, never
 * empty, at most 4 KiB a value and 256 values a field, whatever the file says.
 */
#pragma once

#include "att-tags.h"

G_BEGIN_DECLS

typedef struct _AttTagValues AttTagValues;

AttTagValues *att_tag_values_new   (void);
void          att_tag_values_free  (AttTagValues *self);

/* FALSE: not wanted, or an earlier tag of the file has filled it */
gboolean      att_tag_values_wants (AttTagValues *self, const char *field);
/* @text: @n bytes, several values parted by NUL; need not be valid UTF-8. A field that is not wanted is ignored. */
void          att_tag_values_add   (AttTagValues *self, const char *field, const char *text, gsize n);
/* ID3v2 POPM: 0..255 as the program that calls itself @email means it */
void          att_tag_values_add_popularimeter (AttTagValues *self, const char *email, int rating);

/* sets everything in @tags that fields can tell */
void          att_tag_values_fill  (AttTagValues *self, AttTags *tags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTagValues, att_tag_values_free)

/* the name of an ID3v1 genre number, or NULL (att-tag-reader.cpp: TagLib has the list) */
char         *att_id3_genre_name   (int number);

G_END_DECLS
