/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-analyzer-work.h - how much work it is to listen to a file, before it was opened
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In seconds of MP3 decoded, measured and stored. @duration_ms: as its tags say, 0: unknown; of an excerpt no more than
 * ATT_ANALYZER_EXCERPT_S counts. By the name's ending, which is right often enough to tell the time left. */
double att_analyzer_work (const char *path, gint32 duration_ms, gboolean excerpt);

G_END_DECLS
