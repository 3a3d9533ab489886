/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-users.h - who the collaborative models learn from
 *
 * One desk has few people, so a user is anything that groups tracks by taste. A row a user, a column an item of the
 * catalogue, values > 0 in plays: what one hearing to the end says is 1.
 *     profile   row 0, empty before the first reaction: what all reactions to a track say, where that is for it
 *     session   the same, of one listening session
 *     playlist  2 a track: put side by side on purpose, which says more than having heard both
 *     history   plays as another player counted them
 *     album     owned whole, 0.5 a track: bought once, not track by track
 *     folder    0.25 a track: put away together, for whatever reason. Not where it says the same as a whole album, nor
 *               where it holds more than 200 tracks or half of the library
 * But for the profile, rows of fewer than two tracks say nothing and are left out. Speech is in no album or folder.
 * Models cost the cube of the rows: of more than ATT_USERS_MOST those are kept that say most, playlists and histories
 * first, then sessions from the newest, then albums and folders.
 *
 * Proof of a model: make the signals of the log up to the end of a session, and hold out what was played after it; who
 * put a track that is held out into a playlist, or counted plays of it, may have done so afterwards: such rows are left
 * out.
 *
 * A pure function of what it is given. Threads: any; immutable afterwards.
 */
#pragma once

#include "att-csr.h"
#include "att-signals.h"

G_BEGIN_DECLS

#define ATT_USERS_MOST 1000

typedef enum {
  ATT_USER_PROFILE,
  ATT_USER_SESSION,
  ATT_USER_PLAYLIST,
  ATT_USER_HISTORY,
  ATT_USER_ALBUM,
  ATT_USER_FOLDER,
  ATT_N_USER_KINDS
} AttUserKind;

/* as another player counted */
typedef struct {
  gint64 history_id;
  AttTrackId track;
  guint n_plays;
} AttHistoryPlay;

typedef struct {
  const AttCatalogue *catalogue;  /* finished */
  const AttSignals *signals;      /* of this catalogue */
  const AttHistoryPlay *history;  /* by history */
  gsize n_history;
  const guint8 *held_out;         /* (nullable): per item, 0 or 1 */
} AttUsersInput;

typedef struct {
  AttUserKind kind;
  gint64 id;      /* of the session, playlist, history, or album in the catalogue; 0 for the others */
} AttUser;

typedef struct {
  AttCsr *plays;  /* users × items */
  GArray *rows;   /* of AttUser: rows of one kind are side by side, kinds in the order of AttUserKind */
} AttUsers;

AttUsers *att_users_new  (const AttUsersInput *input);
void      att_users_free (AttUsers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttUsers, att_users_free)

G_END_DECLS
