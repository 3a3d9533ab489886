/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-decoder-route.h - which elements decode what, where we know better than decodebin
 *
 * The common kinds of file have a parser and a decoder of our choice: the
 * fastest of those installed, all on one thread. A file's kind is told from its
 * bytes, never from its name. For all others, and where an element is missing,
 * there is no route, and decodebin finds its way.
 *
 * Threads   any, after gst_init().
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define ATT_DECODER_ROUTE_MAX 5

typedef struct {
  const char *elements[ATT_DECODER_ROUTE_MAX + 1]; /* NULL-terminated; after a file source, in this order */
  gboolean is_container; /* the last of them opens pads for its streams */
} AttDecoderRoute;

/* from the bytes of @path; FALSE: none */
gboolean att_decoder_route_for_file   (const char *path, AttDecoderRoute *route);
/* from what a container says of a stream of its */
gboolean att_decoder_route_for_stream (const GstCaps *caps, AttDecoderRoute *route);

/* name of the element at the end of our own route for @caps, of a file or a stream; (transfer full) (nullable) */
char    *att_decoder_route_find_decoder (const GstCaps *caps);

G_END_DECLS
