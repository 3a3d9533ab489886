/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-rewind.h"

#include "att-features.h"
#include "att-session-private.h"
#include "att-store-listening.h"
#include "att-store-models.h"

#define DAY_S (24 * 60 * 60)

/* what a plan depends on, beside the log and the choice: "0.50 sound=0.40", discover and levels */
static char *
write_settings (AttSession *self)
{
  const char *levels = att_session_get_setting (self, ATT_SETTING_LEVELS);
  char discover[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (discover, sizeof discover, "%.2f", att_session_get_discover (self));
  return g_strdup_printf ("%s %s", discover, levels != NULL ? levels : "");
}

gboolean
att_session_keep_snapshot (AttSession *self, GError **error)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (AttSnapshot) snapshot = NULL;
  g_autofree char *settings = NULL;
  g_auto (GStrv) genres = NULL;

  if (self->snapshot_day == now / DAY_S)
    return TRUE;
  genres = att_store_get_chosen_genres (self->store, error);
  if (genres == NULL)
    return FALSE;
  settings = write_settings (self);
  snapshot = att_snapshot_new (now, (const char *const *) genres, settings);
  if (!att_store_add_snapshot (self->store, snapshot, error))
    return FALSE;
  self->snapshot_day = now / DAY_S;
  return TRUE;
}

GArray *
att_session_list_snapshots (AttSession *self, GError **error)
{
  g_autoptr (GPtrArray) snapshots = att_store_list_snapshots (self->store, error);
  GArray *times;

  if (snapshots == NULL)
    return NULL;
  times = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < snapshots->len; i++)
    g_array_append_val (times, ((AttSnapshot *) g_ptr_array_index (snapshots, i))->at);
  return times;
}

/* the newest that was there; NULL: all are younger */
static const AttSnapshot *
find_snapshot (GPtrArray *snapshots, gint64 then)
{
  const AttSnapshot *found = NULL;

  for (guint i = 0; i < snapshots->len; i++)
    if (((AttSnapshot *) g_ptr_array_index (snapshots, i))->at <= then)
      found = g_ptr_array_index (snapshots, i);
  return found;
}

GPtrArray *
att_session_plan_rewound (AttSession *self, gint64 then, GPtrArray *seeds, guint n, guint64 random_seed, gint64 at,
                          GError **error)
{
  g_autoptr (GPtrArray) snapshots = att_store_list_snapshots (self->store, error);
  g_autoptr (AttRadio) radio = NULL;
  g_auto (GStrv) genres = NULL;
  double levels[ATT_N_RECOMMENDERS];
  const AttSnapshot *snapshot;
  AttRadioMoment moment = { .at = then };
  AttRadioRequest request = {
    .seeds = seeds, .n = n, .random_seed = random_seed, .clock = { at != 0 ? at : then },
    .discover = att_session_get_discover (self), .shuffle_share = att_session_get_shuffle_share (self),
  };

  if (snapshots == NULL)
    return NULL;
  snapshot = find_snapshot (snapshots, then);
  att_session_parse_levels (att_session_get_setting (self, ATT_SETTING_LEVELS), levels);
  if (snapshot != NULL)
    {
      genres = g_strsplit (snapshot->genres, "\n", -1);
      moment.genres = (const char *const *) genres;
      request.discover = g_ascii_strtod (snapshot->settings, NULL);
      att_session_parse_levels (snapshot->settings, levels);
    }
  if (snapshot != NULL && snapshot->at == then)
    moment.last_event_id = snapshot->last_event_id;
  else if (!att_store_find_last_event (self->store, then, &moment.last_event_id, error))
    return NULL;

  radio = att_radio_new ();
  att_radio_set_levels (radio, levels);
  att_radio_set_learning_rate (radio, att_session_get_learning_rate (self));
  if (!att_radio_load_then (radio, self->store, ATT_FEATURES_VERSION, &moment, NULL, error))
    return NULL;
  return att_radio_plan (radio, &request, error);
}
