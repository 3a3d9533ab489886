/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * audio-files.h - real audio for the tests of this folder (see make-audio.py)
 */
#pragma once

#include <glib.h>

/* a new folder with a.EXT and b.EXT in every format; NULL: a program is missing */
char    *audio_files_make   (void);
/* TRUE: @folder is NULL, and the test was marked as skipped */
gboolean audio_files_missing (const char *folder);
/* runs `make-audio.py tag FILE MODE`; FALSE: that program cannot do it here */
gboolean audio_files_tag    (const char *folder, const char *name, const char *mode);
/* copies @from to @to, both in @folder; folders in @to are made */
void     audio_files_copy   (const char *folder, const char *from, const char *to);
/* removes a folder and what is in it */
void     audio_files_remove (const char *path);
/* $ATT_SHARED_DATA/@name, or NULL: the test was marked as skipped */
char    *audio_files_shared (const char *name);
