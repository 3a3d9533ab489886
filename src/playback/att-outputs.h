/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-outputs.h - the sound devices that can be chosen
 *
 * Looking for them talks to the sound server and is done on a thread; until it is done, and where there is no sound
 * server, the list is empty.
 *
 * Threads   main context only; "changed" on the main context.
 * Source    GStreamer 1.22 GstDeviceMonitor, class Audio/Sink
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *id;   /* for att_player_set_output(); the same device has the same one the next time */
  char *name; /* to show */
} AttOutput;

#define ATT_TYPE_OUTPUTS (att_outputs_get_type ())
G_DECLARE_FINAL_TYPE (AttOutputs, att_outputs, ATT, OUTPUTS, GObject)

/* Signal "changed": one came or went */
AttOutputs *att_outputs_new  (void);
/* (transfer full) (element-type AttOutput) */
GPtrArray  *att_outputs_list (AttOutputs *self);

G_END_DECLS
