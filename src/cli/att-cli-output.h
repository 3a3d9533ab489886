/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cli-output.h - text, tables and JSON on stdout, one updating line on stderr
 *
 * Output that nobody reads any more (a closed pipe) is dropped without a word;
 * main() ends with status 1 then. Other write errors are told.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "att-pick.h"
#include "att-track.h"

G_BEGIN_DECLS

void      att_cli_print          (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* flushes; FALSE once stdout has failed */
gboolean  att_cli_flush          (void);

/* UTF-8 that a terminal shows in one line: control characters become spaces; (transfer full) */
char     *att_cli_plain_text     (const char *text);
/* "3:48", "1:02:03"; (transfer full) */
char     *att_cli_format_length  (gint64 ms);
/* "40 s", "3 min", "2 h 05 min"; (transfer full) */
char     *att_cli_format_left    (double seconds);

/* --- one updating line, only where stderr is a terminal --- */

gboolean  att_cli_has_status     (void);
/* NULL wipes the line */
void      att_cli_set_status     (const char *text);

/* --- tables: aligned by the width of what is shown; on a terminal cut to its width --- */

typedef struct _AttCliTable AttCliTable;

/* @columns: a letter each: 'l' left, 'r' right, 'L' left and cut first where room is short.
 * @titles: (nullable) NULL-terminated */
AttCliTable *att_cli_table_new   (const char *columns, const char *const *titles);
/* as many strings as columns (NULL: empty); copied */
void         att_cli_table_add   (AttCliTable *self, ...);
/* an indented line of its own under the last row; longer ones are wrapped */
void         att_cli_table_note  (AttCliTable *self, const char *text);
void         att_cli_table_print (AttCliTable *self);
void         att_cli_table_free  (AttCliTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttCliTable, att_cli_table_free)

/* --- JSON --- */

/* prints the builder's value and a line break */
void      att_cli_print_json     (JsonBuilder *builder);
/* (transfer full) one line */
char     *att_cli_json_to_text   (JsonBuilder *builder);
/* "name": value; a NULL string is null; what is not UTF-8 is made so */
void      att_cli_json_string    (JsonBuilder *builder, const char *name, const char *value);
void      att_cli_json_int       (JsonBuilder *builder, const char *name, gint64 value);
/* null where it is not finite */
void      att_cli_json_double    (JsonBuilder *builder, const char *name, double value);
void      att_cli_json_bool      (JsonBuilder *builder, const char *name, gboolean value);

/* id, uri, title, artist, album, genre, genres: what every command says of a track */
void      att_cli_json_track     (JsonBuilder *builder, AttTrack *track);
/* "reasons": [{"recommender","weight","value","text"}…] */
void      att_cli_json_reasons   (JsonBuilder *builder, AttPick *pick);
/* the reasons as notes under the row last added */
void      att_cli_table_note_reasons (AttCliTable *self, AttPick *pick);
/* "Title — Artist"; (transfer full) */
char     *att_cli_track_name     (AttTrack *track);

G_END_DECLS
