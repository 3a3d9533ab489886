/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-folders-group.h - the music folders in the preferences
 *
 * Of each: whether it is there, how many songs it holds, how many files could
 * not be read, when it was read; opened, the folders in it that are left out.
 * Words about what was done appear in the preferences window it is in.
 */
#pragma once

#include <adwaita.h>

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_FOLDERS_GROUP (att_folders_group_get_type ())
G_DECLARE_FINAL_TYPE (AttFoldersGroup, att_folders_group, ATT, FOLDERS_GROUP, AdwPreferencesGroup)

/* once */
void att_folders_group_set_session (AttFoldersGroup *self, AttSession *session);

G_END_DECLS
