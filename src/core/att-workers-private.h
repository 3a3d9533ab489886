/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-workers-private.h - what both ends of a worker's pipe agree on
 *
 * A message is its length (32 bits, little endian) and that many bytes. A
 * worker's first message is an empty one: it has started and will read.
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

#define ATT_WORKERS_MAX_MESSAGE (64u << 20) /* bytes; more is nonsense from a broken worker */

static inline guint32
att_workers_read_length (const guint8 *data)
{
  guint32 length;

  memcpy (&length, data, sizeof length);
  return GUINT32_FROM_LE (length);
}

G_END_DECLS
