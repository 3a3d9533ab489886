/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-stream-resolver.h - station addresses to stream addresses
 *
 * Implements AttResolver. `file:` and other addresses come back unchanged. An `http:` or `https:` address
 * whose answer is a playlist (M3U, PLS, XSPF by content type or by content) gives its first entry; anything
 * else is the stream itself and comes back unchanged, its body unread. At most 3 playlists deep, 64 KiB each.
 *
 * Threads   main context. Timeout 10 s: G_IO_ERROR_TIMED_OUT. Offline: G_IO_ERROR_HOST_UNREACHABLE or the like.
 */
#pragma once

#include "att-resolver.h"

G_BEGIN_DECLS

#define ATT_TYPE_STREAM_RESOLVER (att_stream_resolver_get_type ())
G_DECLARE_FINAL_TYPE (AttStreamResolver, att_stream_resolver, ATT, STREAM_RESOLVER, GObject)

AttStreamResolver *att_stream_resolver_new         (void);
/* for one whole lookup; default 10 s */
void               att_stream_resolver_set_timeout (AttStreamResolver *self, guint timeout_ms);

G_END_DECLS
