/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-stream-playlist.h - private to sources: the first address in a station's playlist
 *
 * M3U, PLS and XSPF as they come over the network. An HLS playlist (#EXT-X-…) is a stream of its own, not a list.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* a content type that always means a playlist; @content_type may be NULL */
gboolean att_stream_playlist_is_type    (const char *content_type);
/* a content type that says nothing, so that the content must tell */
gboolean att_stream_playlist_may_be     (const char *content_type);
/* the beginning of a body looks like a playlist */
gboolean att_stream_playlist_looks_like (const char *text);
gboolean att_stream_playlist_is_hls     (const char *text);
/* The first http: or https: address; relative ones are resolved against @base. Others (a `file:` from the network)
 * are passed over. (transfer full) (nullable) */
char    *att_stream_playlist_first      (const char *text, const char *base);

G_END_DECLS
