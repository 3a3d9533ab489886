/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-store-models.h - what was trained, and the days that can be gone back to
 *
 * A model is bytes of a kind ("als"). One that was no better than the one in use is kept without its bytes, so that it
 * is known to have been tried. A snapshot is what finds a day's taste again: how far the log went, what was chosen. The
 * model of a moment is the newest of its kind that was there then; bytes that neither the present nor a snapshot needs
 * are dropped. Threads, durability, errors: see att-store.h.
 */
#pragma once

#include "att-store.h"

G_BEGIN_DECLS

#define ATT_SNAPSHOTS_KEPT 30

typedef struct {
  gint64 id;            /* given by the store */
  char *kind;
  gint64 made_at;       /* Unix s */
  char *data_version;   /* of what it was trained on, in the trainer's words */
  char *metrics;        /* JSON */
  GBytes *data;         /* (nullable): not installed, or no longer kept */
} AttModel;

AttModel  *att_model_new              (const char *kind, gint64 made_at, const char *data_version, const char *metrics,
                                       GBytes *data);
void       att_model_free             (AttModel *self);

/* sets model->id */
gboolean   att_store_add_model        (AttStore *self, AttModel *model, GError **error);
/* all of a kind go */
gboolean   att_store_drop_models      (AttStore *self, const char *kind, GError **error);
/* The model in use at @at (0: now), bytes and all. NULL without an error: none */
AttModel  *att_store_get_model        (AttStore *self, const char *kind, gint64 at, GError **error);
/* newest first, without bytes, those that were tried in vain too; (element-type AttModel), with a free function */
GPtrArray *att_store_list_models      (AttStore *self, const char *kind, GError **error);

typedef struct {
  gint64 at;            /* 0: none */
  gint64 last_event_id; /* 0: the log was empty */
  char *genres;         /* chosen ones, a line each */
  char *settings;       /* the caller's, as text */
} AttSnapshot;

AttSnapshot *att_snapshot_new         (gint64 at, const char *const *genres, const char *settings);
void       att_snapshot_free          (AttSnapshot *self);

/* The snapshot of its UTC day, unless that has one; the log goes as far as it does now. Of older ones
 * ATT_SNAPSHOTS_KEPT are kept. */
gboolean   att_store_add_snapshot     (AttStore *self, const AttSnapshot *snapshot, GError **error);
/* oldest first; (element-type AttSnapshot), with a free function */
GPtrArray *att_store_list_snapshots   (AttStore *self, GError **error);
/* the newest event that was there at @at; 0: none */
gboolean   att_store_find_last_event  (AttStore *self, gint64 at, gint64 *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttModel, att_model_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttSnapshot, att_snapshot_free)

G_END_DECLS
