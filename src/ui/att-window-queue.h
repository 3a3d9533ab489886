/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-window-queue.h - what the listener does to the queue, each with a word about it and Undo
 *
 * Items are meant by their serial: an item that is not upcoming any more is left alone.
 */
#pragma once

#include "att-window.h"

G_BEGIN_DECLS

/* position among all of the queue; -1: it is not upcoming */
int  att_queue_find_upcoming    (AttPlayQueue *queue, guint64 serial);

/* Plays a list, however long: (element-type AttTrackId), not changed any more. Files that are not there are left out;
 * @pressed: the listener asked for the first of them, and nothing plays where that one is not there. */
void att_window_play_ids        (AttWindow *self, GArray *ids, gboolean pressed);
/* (element-type AttTrack), which are put into another order */
void att_window_play_shuffled   (AttWindow *self, GPtrArray *tracks);
/* (element-type AttTrack); plays them at once where nothing plays. @name (nullable): what they are together */
void att_window_play_next       (AttWindow *self, GPtrArray *tracks, const char *name);
void att_window_play_later      (AttWindow *self, GPtrArray *tracks, const char *name);
/* @serials: of @n items, as they come after each other */
void att_window_remove_upcoming (AttWindow *self, const guint64 *serials, guint n);
/* @to: among all of the queue, held to what is upcoming */
void att_window_move_upcoming   (AttWindow *self, guint64 serial, int to);
/* "win.clear-queue": the listener's own items; the radio goes on */
void att_window_install_queue_actions (AttWindowClass *klass);

G_END_DECLS
