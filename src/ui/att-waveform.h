/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-waveform.h - a track drawn by its level, what has played in another colour
 *
 * Lies under the slider, which stays what is operated and read out; it takes no input and has no role of its own.
 * CSS: node `waveform`, its colour what is to come; its child `played`, whose colour is that of what has played.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ATT_TYPE_WAVEFORM (att_waveform_get_type ())
G_DECLARE_FINAL_TYPE (AttWaveform, att_waveform, ATT, WAVEFORM, GtkWidget)

/* @envelope (nullable): bytes along the length, 0..255 */
void att_waveform_set_envelope (AttWaveform *self, GBytes *envelope);
/* 0..1 */
void att_waveform_set_position (AttWaveform *self, double position);

G_END_DECLS
