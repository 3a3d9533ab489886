/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-rewind.h - the radio of another day
 *
 * A snapshot is made before the first event of a day, and the last 30 are kept: with one, the radio gives the queue
 * that it would have given then, as long as the library is what it was. For any other moment it gives the taste of that
 * moment, with the settings of the snapshot before it.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

/* As att_session_plan_radio(), as of @then; @at 0: the time is @then, too */
GPtrArray *att_session_plan_rewound    (AttSession *self, gint64 then, GPtrArray *seeds, guint n, guint64 random_seed,
                                        gint64 at, GError **error);
/* when there are snapshots, oldest first; (transfer full): of gint64 */
GArray    *att_session_list_snapshots  (AttSession *self, GError **error);

/*< private to the room >*/
/* the snapshot of today, if there is none; wants radio_lock held */
gboolean   att_session_keep_snapshot   (AttSession *self, GError **error);

G_END_DECLS
