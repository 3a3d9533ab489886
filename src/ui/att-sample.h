/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sample.h - fetches the sample music while the listener goes on
 *
 * Runs the project's script get-sample-music, adds its folder to the library
 * with the first songs, and has the folder read again as more arrive. What was
 * begun goes on at the next start.
 *
 * Threads   main context only.
 * Signals   "changed"
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_SAMPLE (att_sample_get_type ())
G_DECLARE_FINAL_TYPE (AttSample, att_sample, ATT, SAMPLE, GObject)

/* the one of @session; (transfer none) */
AttSample  *att_sample_get          (AttSession *session);
/* the script is there */
gboolean    att_sample_is_available (AttSample *self);
void        att_sample_start        (AttSample *self);
/* starts if it was begun and not finished at an earlier start */
void        att_sample_resume       (AttSample *self);

gboolean    att_sample_is_running   (AttSample *self);
/* songs there so far */
guint       att_sample_get_n_tracks (AttSample *self);
double      att_sample_get_fraction (AttSample *self);
/* (nullable): why it ended without success */
const char *att_sample_get_error    (AttSample *self);

G_END_DECLS
