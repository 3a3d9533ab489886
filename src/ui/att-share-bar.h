/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-share-bar.h - one bar, cut into the shares that argued for a pick
 */
#pragma once

#include <gtk/gtk.h>

#include "att-pick.h"

G_BEGIN_DECLS

#define ATT_TYPE_SHARE_BAR (att_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (AttShareBar, att_share_bar, ATT, SHARE_BAR, GtkWidget)

/* colours there are, as CSS classes share-0 … share-3; the last one is for all that follow */
#define ATT_SHARE_COLORS 4

/* @pick (nullable) */
void   att_share_bar_set_pick  (AttShareBar *self, AttPick *pick);

/* what the reasons of one name contributed to a score, 0..1; the shares of a pick sum to 1 */
typedef struct {
  const char *name; /* for the listener */
  double share;
} AttShare;

/* of @pick (nullable), the largest first; where there are more than the colours, the last one is all the others */
GArray    *att_shares_of_pick  (AttPick *pick);
/* for a legend: the colour of the @number-th share */
GtkWidget *att_share_dot_new   (guint number);
/* the same for that of one reason */
GtkWidget *att_share_dot_new_for_reason (AttPick *pick, const AttReason *reason);
/* what the @number-th reason adds to the score, in hundredths, rounded such that they add up to the rounded score */
int    att_points_of_reason    (AttPick *pick, guint number);

G_END_DECLS
