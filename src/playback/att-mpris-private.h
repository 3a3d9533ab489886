/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-mpris-private.h - what the two files of AttMpris share
 *
 * att-mpris.c is on the bus: name, commands, signals. att-mpris-properties.c says what there is to say.
 */
#pragma once

#include "att-mpris.h"

G_BEGIN_DECLS

struct _AttMpris
{
  GObject parent_instance;

  AttPlayer *player;
  AttPlayQueue *queue;
  char *desktop_entry;
  gboolean can_raise;
  guint64 cover_serial; /* the item that `cover_uri` is of */
  char *cover_uri;

  GDBusNodeInfo *node;
  GCancellable *cancellable;
  GDBusConnection *connection; /* NULL: no bus */
  guint registered[2];
  char *name; /* what is asked for on the bus */
  GHashTable *changed;  /* names of properties of the Player interface, interned */
  guint changed_idle;
};

extern const char att_mpris_introspection_xml[];
/* NULL-terminated */
extern const char *const att_mpris_uri_schemes[];
extern const char *const att_mpris_loop_names[]; /* by AttRepeat */

/* the object path that stands for one place in the queue */
char      *att_mpris_track_path      (AttQueueItem *item);
gboolean   att_mpris_can_go_next     (AttMpris *self);
gboolean   att_mpris_can_go_previous (AttMpris *self);
gboolean   att_mpris_can_seek        (AttMpris *self);
/* (transfer floating); @name: one of the interface */
GVariant  *att_mpris_player_property (AttMpris *self, const char *name);
GVariant  *att_mpris_root_property   (AttMpris *self, const char *name);

G_END_DECLS
