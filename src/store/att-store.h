/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store.h - the database: opening, errors, changes
 *
 * One SQLite file in WAL mode. One named thread owns the writing connection;
 * every write function hands its work over as one short transaction and waits.
 * Reads run on the calling thread, each thread with its own connection. No SQL
 * and no sqlite type leaves this room.
 *
 * Threads   Every function blocks on disk and may be called from any thread but
 *           one: the thread named by att_store_forbid_thread() (the main thread
 *           of the window). A call from there is a programming error and is
 *           reported with g_critical().
 * Durable   When a write function returns TRUE its transaction is committed
 *           (WAL, synchronous=NORMAL: it survives a killed process; a power
 *           cut may take back the last moments, never harm the file).
 * Processes Several may have the file open; a writer waits up to 5 s for another.
 * Errors    ATT_STORE_ERROR; every message names the database file or the cause.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ATT_STORE_ERROR (att_store_error_quark ())
GQuark att_store_error_quark (void);

typedef enum {
  ATT_STORE_ERROR_FAILED,
  ATT_STORE_ERROR_BUSY,      /* another process held the write lock for too long */
  ATT_STORE_ERROR_NEWER,     /* written by a newer Attacca; left untouched */
  ATT_STORE_ERROR_IO,        /* cannot be opened, read-only, disk full */
  ATT_STORE_ERROR_NOT_FOUND, /* no such row */
  ATT_STORE_ERROR_STALE,     /* what a write was based on has been written by another since */
  ATT_STORE_ERROR_UNREADABLE, /* damaged while in use; att_store_open() sets such a file aside instead */
} AttStoreError;

/* what has changed, by this process or another */
typedef enum {
  ATT_STORE_CHANGED_TRACKS = 1 << 0,   /* tracks, credits, genres, roots, failures */
  ATT_STORE_CHANGED_FEATURES = 1 << 1,
  ATT_STORE_CHANGED_EVENTS = 1 << 2,   /* events, love, bans, chosen genres */
  ATT_STORE_CHANGED_PLAYLISTS = 1 << 3,
  ATT_STORE_CHANGED_SETTINGS = 1 << 4,
  ATT_STORE_CHANGED_ANY = 0x1f,
} AttStoreChanges;

#define ATT_TYPE_STORE (att_store_get_type ())
G_DECLARE_FINAL_TYPE (AttStore, att_store, ATT, STORE, GObject)

/* Opens or makes the database, migrates it, starts the writer thread.
 * @notice: (out) (optional) (transfer full): one sentence for the listener if something was done to save the
 * day (an unreadable file was set aside as PATH.unreadable-DATE and a new one begun), else NULL
 * Returns: (transfer full): NULL with ATT_STORE_ERROR_NEWER, _IO or _BUSY */
AttStore *att_store_open           (const char *path, char **notice, GError **error);
/* finishes writes that are queued and closes; the object is dead afterwards. Called by dispose. */
void      att_store_close          (AttStore *self);
const char *att_store_get_path     (AttStore *self);

void      att_store_forbid_thread  (AttStore *self, GThread *thread);

/* Emits "changed" (guint AttStoreChanges) on the main context that was the thread default at open: within 100 ms of
 * a write here; and, after att_store_poll() has seen it, ATT_STORE_CHANGED_ANY for a write by another process. */
/* Looks (PRAGMA data_version, on the writer thread) whether another process wrote. Returns at once; any thread,
 * the forbidden one too. */
void      att_store_poll           (AttStore *self);

/* PRAGMA integrity_check and foreign_key_check; TRUE if both are clean, else @error lists the first findings */
gboolean  att_store_check          (AttStore *self, GError **error);
int       att_store_schema_version (void);
/* of the library in use, "3.40.1" */
const char *att_store_sqlite_version (void);

G_END_DECLS
