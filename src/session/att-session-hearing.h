/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-hearing.h - classify, train and measure, for the command line
 *
 * All functions block.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

typedef struct { char *genre; double p; } AttGenreChance;

/* @head: "tags", "ten" or "mine". (element-type AttGenreChance): best first, p sums to 1. Decodes the file. */
GPtrArray *att_session_classify    (const char *head, const char *path, GError **error);
/* @targets, @out nullable (default: the data folder's models/genre.attm); *@summary (transfer full) */
gboolean   att_session_train_genre (AttSession *self, const char *manifest, const char *targets, const char *out,
                                    AttProgress *progress, GCancellable *cancellable, char **summary, GError **error);

/* one line about the installation: what it is, what was found, whether that is well */
typedef struct { char *name; char *value; gboolean ok; } AttFinding;
void       att_finding_free        (AttFinding *self);
/* library versions, paths, database check, counts, codecs. @self nullable: the database could not be opened.
 * (element-type AttFinding) */
GPtrArray *att_session_examine     (AttSession *self);

G_END_DECLS
