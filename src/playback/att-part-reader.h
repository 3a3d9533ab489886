/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-part-reader.h - samples of a file by their place in it
 *
 * Decodes with decodebin to 16 or 32 bits or floats, whatever loses nothing, little-endian and interleaved. A sample's
 * place is counted from the beginning of the file, by the decoder's time stamps after a jump and by counting from there
 * on, so that what is read in order is every sample once.
 *
 * A reader that has come to the end of a part stands where the next part begins. It can be left for the next one who
 * reads on there: no file is opened, no place is sought, and no decoder begins in the middle of something.
 *
 * Threads   one at a time; any thread. A call returns soon after @stop has become TRUE.
 */
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _AttPartReader AttPartReader;

/* NULL with a GError of GStreamer's, or G_IO_ERROR_CANCELLED. @stop: atomic. Messages about missing plugins are posted
 * on @element. */
AttPartReader      *att_part_reader_open     (const char *path, GstElement *element, gint *stop, GError **error);
void                att_part_reader_free     (AttPartReader *self);
/* valid as long as the reader */
const GstAudioInfo *att_part_reader_get_info (AttPartReader *self);
/* of all of the file, in frames; -1: not known */
gint64              att_part_reader_get_length (AttPartReader *self);
/* the frame nearest to a time */
gint64              att_part_reader_get_frame  (AttPartReader *self, gint64 ns);
/* Copies up to @n bytes from byte @at on, counted as if the file were samples alone. Returns how many; fewer at the end
 * of the file; -1 with an error as above. */
gssize              att_part_reader_read     (AttPartReader *self, gint64 at, guint8 *to, gsize n, gint *stop,
                                              GError **error);

/* Leaves a reader for some seconds; takes @self. */
void                att_part_reader_leave    (AttPartReader *self);
/* the reader that was left in this file where the part that begins at @start_ns begins; NULL: none */
AttPartReader      *att_part_reader_take     (const char *path, gint64 start_ns);

G_END_DECLS
