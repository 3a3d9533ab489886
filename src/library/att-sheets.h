/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-sheets.h - which cue sheet beside the music cuts which file
 *
 * A sheet names its file, often wrongly: it was a WAV before it was compressed, or has been renamed. So the file is,
 * in the folder of the sheet, the one of that name; else the one of that name without its extension; else, if the sheet
 * names no other file, the one of the sheet's own name without extension. Letters are compared without case and
 * accents.
 * A file that a sheet has only one track for is left whole. Of several sheets for one file that with the name of the
 * file counts, else the first by name.
 *
 * Threads   an object belongs to one thread at a time.
 */
#pragma once

#include "att-cue.h"
#include "att-walk.h"

G_BEGIN_DECLS

typedef struct _AttSheets AttSheets;

typedef struct {
  const AttWalkFile *sheet;
  char *cause; /* "Line 12: …" */
} AttBadSheet;

AttSheets         *att_sheets_new    (void);
void               att_sheets_free   (AttSheets *self);
/* Reads the sheets among @files (element-type AttWalkFile) and finds their files among them; @files must live as long
 * as @self. @bad (element-type AttBadSheet): those that cannot be read are appended. */
void               att_sheets_add    (AttSheets *self, GPtrArray *files, GPtrArray *bad);
/* the sheet beside the file at @path that cuts it; NULL: none */
const AttWalkFile *att_sheets_lookup (AttSheets *self, const char *path);
/* What the file at @path with @tags is cut into, by the sheet beside it, else by its own (element-type AttCuePart).
 * NULL without an error: it is whole; with G_IO_ERROR_INVALID_DATA: a sheet is broken, that of @beside, if that is not
 * NULL then, else the file's own. */
GPtrArray         *att_sheets_split  (AttSheets *self, const char *path, const AttTags *tags,
                                      const AttWalkFile **beside, GError **error);

void               att_bad_sheet_free (AttBadSheet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSheets, att_sheets_free)

G_END_DECLS
