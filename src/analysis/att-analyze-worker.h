/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-analyze-worker.h - what goes to an "analyze" worker and what comes back
 *
 * Request: 'e' for an excerpt, 'w' for the whole track or 'v' for its envelope alone, then the file's path.
 * Reply: a serialised GVariant, in the machine's byte order (both ends are one
 * program); to 'v' the envelope itself, or nothing. A reply that does not make sense is an error, never a crash.
 *
 * Threads   any.
 */
#pragma once

#include "att-store-features.h"

G_BEGIN_DECLS

GBytes      *att_analyze_request_new (const char *path, gboolean excerpt);
GBytes      *att_analyze_reply_new   (const AttFeatures *features);
/* @error: ATT_DECODE_ERROR */
GBytes      *att_analyze_reply_error (const GError *error);
/* NULL with the ATT_DECODE_ERROR of the worker (its message is the cause alone), or ATT_WORKERS_ERROR_PROTOCOL */
AttFeatures *att_analyze_reply_parse (GBytes *reply, GError **error);

G_END_DECLS
