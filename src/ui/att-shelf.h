/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-shelf.h - a few songs as pictures under a title: each plays at a press, and the others after it
 *
 * Hidden while there are none.
 *
 * Properties  "title" (string)
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session-playing.h"

G_BEGIN_DECLS

#define ATT_SHELF_SONGS 6 /* one row of a wide window */

#define ATT_TYPE_SHELF (att_shelf_get_type ())
G_DECLARE_FINAL_TYPE (AttShelf, att_shelf, ATT, SHELF, GtkWidget)

void att_shelf_set_narrow (AttShelf *self, gboolean narrow);
/* @picks: (element-type AttPick): why is told by each as its tooltip */
void att_shelf_set_picks (AttShelf *self, AttSession *session, GPtrArray *picks);

G_END_DECLS
