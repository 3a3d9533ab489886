/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-clock.h - time as an argument
 *
 * Whatever decides by the time of day takes an AttClock, so that a test, a
 * replay and `radio --at TIME` see the time they ask for. A plain value; copy it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 fixed_at; /* Unix s; 0: the real time */
} AttClock;

/* Unix s, UTC */
gint64   att_clock_now   (const AttClock *self);
/* @text: Unix seconds or ISO 8601 ("2026-05-01T21:00:00+02:00", "2026-05-01 21:00" local). FALSE if neither. */
gboolean att_clock_parse (const char *text, gint64 *at);

G_END_DECLS
