/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-growth.h - how a list model tells of a long list: what changed, and step by step
 *
 * GTK 4.8 makes widgets for up to 200 rows, or 30 lines of tiles, however few
 * are seen; all at once they are a pause. A model that holds one of these tells
 * the first rows at once and more of them between frames, until the view has
 * all the widgets it will make: the rest then costs nothing.
 *
 * Threads   main context only.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* more rows than a view makes widgets for */
#define ATT_GROWTH_ENOUGH 240

/* part of the model that owns it; zeros to begin with */
typedef struct {
  guint n_told;     /* what the model answers as its length: the first of its items */
  guint n;          /* its items */
  guint source_id;
  GListModel *model; /* not owned */
} AttGrowth;

/* would row @i of @before look the same as row @j of @after? */
typedef gboolean (*AttGrowthSame) (gconstpointer before, guint i, gconstpointer after, guint j);

/* @model holds @after, of @n items, from now on; told is only what lies between the equal beginning and the equal end */
void att_growth_set     (AttGrowth *self, GListModel *model, guint n, AttGrowthSame same, gconstpointer before,
                         gconstpointer after);
/* before a list in another order is asked for: the view goes to its top, and the next list is told step by step again */
void att_growth_restart (AttGrowth *self);
/* nothing is told any more */
void att_growth_stop    (AttGrowth *self);

G_END_DECLS
