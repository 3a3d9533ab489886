/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-progress.h - how far a long job has come
 *
 * Threads   att_progress_set() and the getters: any thread. Signals are emitted
 *           on the main context that was the thread default at construction,
 *           at most four times a second, and the last state always arrives.
 * Signals   "changed"
 * Units     done and total count whatever the job counts (tracks, files). Where
 *           those differ in size, the job tells its work too (seconds of audio,
 *           bytes), and fraction and time left go by that.
 *
 * The time left is total work left at the pace of the recent past (the newest
 * half of what has been done, at least 2 % of it); before that it is unknown.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ATT_TYPE_PROGRESS (att_progress_get_type ())
G_DECLARE_FINAL_TYPE (AttProgress, att_progress, ATT, PROGRESS, GObject)

AttProgress *att_progress_new          (void);
/* @total 0: not known yet */
void         att_progress_set          (AttProgress *self, guint64 done, guint64 total);
/* the work of the job, done and in all, in any unit; call it before att_progress_set() */
void         att_progress_set_work     (AttProgress *self, double done, double total);
/* the time it goes by, in microseconds, instead of the system's: for tests and replays */
void         att_progress_set_clock    (AttProgress *self, gint64 (*now) (gpointer user_data), gpointer user_data);
/* what is being worked on now; @detail may be NULL */
void         att_progress_set_detail   (AttProgress *self, const char *detail);
/* active from att_progress_begin() to att_progress_end(); begin resets done, total and the pace */
void         att_progress_begin        (AttProgress *self);
void         att_progress_end          (AttProgress *self);

gboolean     att_progress_is_active    (AttProgress *self);
guint64      att_progress_get_done     (AttProgress *self);
guint64      att_progress_get_total    (AttProgress *self);
/* 0..1; 0 while the total is unknown */
double       att_progress_get_fraction (AttProgress *self);
/* seconds; -1 while it cannot be told */
double       att_progress_get_left     (AttProgress *self);
/* (transfer full) (nullable) */
char        *att_progress_dup_detail   (AttProgress *self);

G_END_DECLS
