/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-seek-bar.h - position, slider, length of what plays now
 */
#pragma once

#include <gtk/gtk.h>

#include "att-now.h"

G_BEGIN_DECLS

#define ATT_TYPE_SEEK_BAR (att_seek_bar_get_type ())
G_DECLARE_FINAL_TYPE (AttSeekBar, att_seek_bar, ATT, SEEK_BAR, GtkWidget)

void att_seek_bar_set_now        (AttSeekBar *self, AttNow *now);
void att_seek_bar_set_with_times (AttSeekBar *self, gboolean with_times);

G_END_DECLS
