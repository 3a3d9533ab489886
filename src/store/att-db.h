/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-db.h - private to store: one SQLite connection and its statements
 *
 * Errors are sticky: the first one is kept, everything after it does nothing,
 * and att_db_end() hands it over. So a sequence of statements is written without a
 * check between them, and a transaction is committed only if all of it went well.
 *
 * Threads   a connection belongs to one thread at a time.
 */
#pragma once

#include "att-store.h"

G_BEGIN_DECLS

typedef struct _AttDb AttDb;
typedef struct _AttStmt AttStmt;

/* Opens (or makes, unless @read_only) the file; waits up to 5 s for locks; changes nothing in it.
 * NULL with ATT_STORE_ERROR_IO. A file that is no database shows at the first statement. */
AttDb      *att_db_open         (const char *path, gboolean read_only, GError **error);
/* WAL, synchronous=NORMAL, foreign keys; from here on closing may write */
gboolean    att_db_configure    (AttDb *self, GError **error);
void        att_db_close        (AttDb *self);
/* "3.40.1" */
const char *att_db_library_version (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttDb, att_db_close)

/* one transaction; @write takes the write lock at once */
void        att_db_begin        (AttDb *self, gboolean write);
/* commits, or rolls back after an error; FALSE and sets @error with the first that happened */
gboolean    att_db_end          (AttDb *self, GError **error);
/* keeps an error of our own: the transaction will be rolled back */
void        att_db_fail         (AttDb *self, AttStoreError code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* the same with an error that somebody else made; (transfer full) */
void        att_db_take_error   (AttDb *self, GError *error);
gboolean    att_db_has_failed   (AttDb *self);
/* outside a transaction: FALSE and sets @error if one is kept, and forgets it */
gboolean    att_db_flush_error  (AttDb *self, GError **error);

/* several statements without parameters */
void        att_db_exec         (AttDb *self, const char *sql);
/* first column of the first row, 0 if there is none */
gint64      att_db_get_int64    (AttDb *self, const char *sql);
/* one statement with one parameter */
void        att_db_run_int      (AttDb *self, const char *sql, gint64 value);
gint64      att_db_get_last_id  (AttDb *self);
/* rows changed by the last statement; since opening */
gint64      att_db_get_changes  (AttDb *self);
gint64      att_db_get_total_changes (AttDb *self);

/* something made from what was read, kept with the connection until it is replaced; NULL before */
gpointer    att_db_get_cache    (AttDb *self);
void        att_db_set_cache    (AttDb *self, gpointer cache, GDestroyNotify destroy);

/* Ready to bind and step; owned by the connection, kept for the next time. NULL after an error: all functions below
 * take NULL and do nothing. The same text must not be prepared again before its rows are read to the end or reset. */
AttStmt    *att_db_prepare      (AttDb *self, const char *sql);
/* for SQL that is put together at run time: forgotten at the end of the transaction */
AttStmt    *att_db_prepare_once (AttDb *self, const char *sql);

/* bind the next parameter. Strings and blobs are not copied: they must live until the statement has run. */
void        att_stmt_int        (AttStmt *self, gint64 value);
/* NULL for 0 */
void        att_stmt_id         (AttStmt *self, gint64 value);
/* NULL for NAN */
void        att_stmt_double     (AttStmt *self, double value);
void        att_stmt_text       (AttStmt *self, const char *value);
void        att_stmt_blob       (AttStmt *self, gconstpointer data, gsize size);

/* TRUE: a row; FALSE: no more, or an error, and the statement may be used again */
gboolean    att_stmt_step       (AttStmt *self);
/* to the end, rows are dropped */
void        att_stmt_run        (AttStmt *self);
/* leaves the rest of the rows */
void        att_stmt_reset      (AttStmt *self);

/* columns of the present row; pointers are valid until the next step */
gint64      att_stmt_get_int    (AttStmt *self, int column);
double      att_stmt_get_double (AttStmt *self, int column); /* NAN for NULL */
const char *att_stmt_get_text   (AttStmt *self, int column); /* (nullable) */
gconstpointer att_stmt_get_blob (AttStmt *self, int column, gsize *size);
gboolean    att_stmt_is_null    (AttStmt *self, int column);

G_END_DECLS
