/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-list.h - a list model that is given whole lists and tells only what changed
 *
 * The library hands out lists as arrays of new objects. Replacing everything
 * would throw away scroll position and selection twice a second while a folder
 * is being read; this model finds the equal beginning and end and reports the
 * part between as changed. A long list is told step by step, between frames: a
 * view makes far more rows than are seen, and all at once they are a pause.
 *
 * Threads   main context only.
 */
#pragma once

#include <gio/gio.h>

#include "att-track.h"

G_BEGIN_DECLS

#define ATT_TYPE_LIST (att_list_get_type ())
G_DECLARE_FINAL_TYPE (AttList, att_list, ATT, LIST, GObject)

AttList *att_list_new          (GType item_type);
/* (element-type GObject): the array is kept and must not change afterwards */
void     att_list_set_items    (AttList *self, GPtrArray *items);
/* before a list in another order is asked for: the view goes to its top, and the next list is told step by step again */
void     att_list_restart      (AttList *self);
/* TRUE when a row of either would look the same */
gboolean att_list_is_same      (GObject *a, GObject *b);
/* shows @track in place of the tracks with its id */
void     att_list_update_track (AttList *self, AttTrack *track);
/* (transfer none) (element-type GObject): the whole list; the model may still grow to it */
GPtrArray *att_list_get_items  (AttList *self);

G_END_DECLS
