/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tag-taglib.h - what the C++ file gives to att-tag-reader.c
 */
#pragma once

#include "att-audio-sniff.h"
#include "att-tag-values.h"

G_BEGIN_DECLS

typedef struct _AttTaglibFile AttTaglibFile;

/* NULL: TagLib finds it broken. @offset: where the file begins for TagLib, 0 for formats that it knows with a leading
 * ID3v2 tag. @type ATT_AUDIO_AAC and ATT_AUDIO_DSF: only an ID3v2 tag at @offset is read. */
AttTaglibFile *att_taglib_open         (AttFileBytes *file, AttAudioType type, gint64 offset);
void           att_taglib_close        (AttTaglibFile *self);
/* duration, bitrate, sample rate, channels; FALSE: TagLib does not know them all */
gboolean       att_taglib_get_audio    (AttTaglibFile *self, AttTags *tags);
void           att_taglib_get_values   (AttTaglibFile *self, AttTagValues *values);
gboolean       att_taglib_has_picture  (AttTaglibFile *self);
GBytes        *att_taglib_get_picture  (AttTaglibFile *self);
/* "" where it has none. (transfer full) */
char          *att_taglib_get_comment  (AttTaglibFile *self);

/* fields and their values, an empty list: it goes; whether fields are meant as named (else "TRACKNUMBER", "TRACKTOTAL", and
 * "DATE" go where the file keeps them); AttPictureChange or ATT_TAG_PICTURES_ALL; pictures by type and bytes */
#define ATT_TAG_CHANGES_TYPE "(a{sas}bua(uay))"
#define ATT_TAG_PICTURES_ALL 3u /* they take the place of all there are */
/* Changes the file at @path itself: a copy that may be harmed. NULL: it failed. (transfer full): of the same type, what
 * brings the tags back to what they were */
GVariant      *att_taglib_write        (const char *path, AttAudioType type, GVariant *changes);

/* SYLT as LRC, else the first field that holds words; NULL: none. (transfer full) */
char          *att_taglib_get_lyrics   (AttTaglibFile *self);
/* Opens @path by TagLib's own choice and asks for its properties and audio, as a benchmark's floor; FALSE: it cannot */
gboolean       att_taglib_read_alone   (const char *path);
/* the version built with, "1.13.0" */
char          *att_taglib_get_version  (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTaglibFile, att_taglib_close)

G_END_DECLS
