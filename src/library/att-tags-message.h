/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tags-message.h - the answer of a "tags" worker
 *
 * One byte (1: tags, 0: the cause of a failure) and the fields in a fixed
 * order; both ends are the same program, so there is no version. What comes
 * from a worker that read a hostile file is checked like a file.
 */
#pragma once

#include <gio/gio.h>

#include "att-tags.h"

G_BEGIN_DECLS

/* @cause is used where @tags is NULL */
GBytes  *att_tags_message_write (const AttTags *tags, const char *cause);
/* TRUE: exactly one of *@tags and *@cause is set (transfer full); FALSE: the message makes no sense */
gboolean att_tags_message_read  (GBytes *message, AttTags **tags, char **cause);

G_END_DECLS
