/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tag-editor.h - the tags of one file or many, changed in a dialog
 *
 * Where the files differ a field is empty and says so in its title; only what is touched is written. Files that cannot be
 * changed are named before anything else can be done.
 */
#pragma once

#include "att-window.h"

G_BEGIN_DECLS

#define ATT_TYPE_TAG_EDITOR (att_tag_editor_get_type ())
G_DECLARE_FINAL_TYPE (AttTagEditor, att_tag_editor, ATT, TAG_EDITOR, AdwWindow)

/* @tracks: (element-type AttTrack), in the order in which they may be numbered; those that are no files are left out */
void att_tag_editor_show       (AttWindow *window, GPtrArray *tracks);
/* of the album @id */
void att_tag_editor_show_album (AttWindow *window, gint64 id);

G_END_DECLS
