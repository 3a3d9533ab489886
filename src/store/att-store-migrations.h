/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-migrations.h - private to store: the schema, version by version
 */
#pragma once

#include "att-db.h"

G_BEGIN_DECLS

/* "Atta": tells our files from any other SQLite database */
#define ATT_STORE_APPLICATION_ID 0x41747461

/* Brings the file from its user_version to att_store_schema_version(), each step in a transaction of its own;
 * stops at the first error, which leaves the file at the version before. */
gboolean att_store_migrate (AttDb *db, GError **error);

G_END_DECLS
