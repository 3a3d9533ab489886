/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store-test.h - what the tests of the store share
 */
#pragma once

#include "att-store.h"
#include "att-store-features.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"

/* a store in a folder of its own, removed by test_store_clear() */
typedef struct {
  char *folder;
  char *path;
  AttStore *store;
} TestStore;

void   test_store_init   (TestStore *self);
/* closes and opens again */
void   test_store_reopen (TestStore *self);
void   test_store_clear  (TestStore *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestStore, test_store_clear)

/* A file with tags. @artist "a; b": two credits. @genres "x; y". Any may be NULL. @content: what the audio is. */
AttScannedFile *test_file       (const char *path, const char *title, const char *artist, const char *album,
                                 const char *genres, guint64 content);
/* writes one batch: consumes @files, given up to a NULL */
AttScanCounts   test_write      (AttStore *store, AttScannedFile *first, ...) G_GNUC_NULL_TERMINATED;
void            test_gone       (AttStore *store, const char *path);
/* the track at @path, which must be there */
AttTrack       *test_find       (AttStore *store, const char *path);
/* titles of the tracks, joined by "|" */
char           *test_titles     (GPtrArray *tracks);
char           *test_query      (AttStore *store, const AttTrackQuery *query);
/* the same; @expected is what it must be */
void            test_assert_query  (AttStore *store, const AttTrackQuery *query, const char *expected);
void            test_assert_search (AttStore *store, const char *text, const char *expected);
/* runs @sql on the database file from outside, as another process would; the first column of its rows joined by "|" */
char           *test_sql        (const char *path, const char *sql);
void            test_remove_tree (const char *folder);
