/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-window-copy.h - the files of songs to the clipboard, to be pasted in a file manager
 */
#pragma once

#include "att-window.h"

G_BEGIN_DECLS

/* @tracks (element-type AttTrack) must not change; a file that several are parts of is copied once */
void att_window_copy_files (AttWindow *self, GPtrArray *tracks);

G_END_DECLS
