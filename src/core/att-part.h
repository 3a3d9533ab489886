/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-part.h - the address of a part of a file
 *
 * A track of an album that is one file has an address of its own: that of the file and when it begins and ends in it,
 * as W3C Media Fragments URI 1.0 has it (temporal dimension, normal play time in seconds):
 *
 *     file:///music/album.flac#t=215.36,471.013333333
 *     file:///music/album.flac#t=471.013333333          to the end of the file
 *
 * A "#" that is in a file's name is %23 in its address, so that the two cannot be confused.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 start_ns, end_ns; /* in the file; end_ns -1: to its end, else greater than start_ns */
} AttPart;

/* "t=215.36,471.013333333": what comes after the "#". (transfer full) */
char    *att_part_to_fragment (const AttPart *part);
/* FALSE: @uri means all of what it leads to. @part may be NULL. */
gboolean att_part_of_uri      (const char *uri, AttPart *part);
/* @uri without its part. (transfer full) */
char    *att_part_file_uri    (const char *uri);
/* what analysis is asked to hear: the path of the file @uri, or @uri itself where it is a part of one; NULL: no file of
 * this machine. (transfer full) */
char    *att_part_place       (const char *uri);
/* the file of such a place. (transfer full) */
char    *att_part_place_path  (const char *place);
/* The path of the file that @uri is; NULL: it is a part of one, or no file of this machine. Newer GLib takes the address
 * of a part for that of its file (it leaves out what follows the "#"), so that nobody else asks GLib. (transfer full) */
char    *att_part_whole_path  (const char *uri, GError **error);
/* the path of the file that @uri is, or is a part of; NULL: it is no file of this machine. (transfer full) */
char    *att_part_file_path   (const char *uri);

G_END_DECLS
