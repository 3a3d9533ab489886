/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-import.h - plays, ratings and playlists out of other players
 *
 * What is taken becomes a history that the radio learns from, not events; ratings go to tracks that have none;
 * playlists become the listener's own. Songs that the library does not have yet are found when it has them. Importing
 * the same file again replaces what came from it.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

typedef struct {
  char *path;
  const char *player;  /* static: "Rhythmbox", "Quod Libet" */
} AttImportPlace;

typedef struct {
  char *path, *player;
  guint n_songs;       /* that it has */
  guint by_file, by_recording, by_name; /* found in the library by file, MusicBrainz recording, artist and title */
  guint64 n_plays;     /* of those */
  guint n_ratings, n_playlists;         /* taken */
  GPtrArray *missing;  /* (element-type utf8): songs that the library does not have */
  GPtrArray *problems; /* (element-type utf8): playlists that could not be read, with the cause */
} AttImportReport;

void       att_import_report_free (AttImportReport *self);

/* Rhythmbox and Quod Libet on this machine that nothing was imported from yet; (element-type AttImportPlace) */
GPtrArray *att_session_list_imports        (AttSession *self, GError **error);
void       att_session_list_imports_async  (AttSession *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data); /* att_session_list_finish() */

/* @path: rhythmdb.xml, Quod Libet's songs, or the folder of either */
AttImportReport *att_session_import        (AttSession *self, const char *path, GCancellable *cancellable,
                                            GError **error);
/* all of @paths; (element-type AttImportReport) */
void       att_session_import_async        (AttSession *self, const char *const *paths, GAsyncReadyCallback callback,
                                            gpointer user_data); /* att_session_list_finish() */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttImportReport, att_import_report_free)

G_END_DECLS
