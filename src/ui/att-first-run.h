/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-first-run.h - where is your music, what do you like, ready
 *
 * One page a question, each can be skipped. The radio plays before the last one.
 *
 * Properties  "narrow" (bool)
 * Signals     "done"
 */
#pragma once

#include <adwaita.h>

#include "att-session-radio.h"

G_BEGIN_DECLS

#define ATT_TYPE_FIRST_RUN (att_first_run_get_type ())
G_DECLARE_FINAL_TYPE (AttFirstRun, att_first_run, ATT, FIRST_RUN, GtkWidget)

GtkWidget *att_first_run_new (AttSession *session);

G_END_DECLS
