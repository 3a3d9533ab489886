/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * make-audio.h - real files for tests, made on the spot
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* a temporary folder; removed with everything in it by make_audio_clear() */
char       *make_audio_dir   (void);
void        make_audio_clear (char *dir);

typedef enum { WAV_S16, WAV_F32 } WavFormat;

/* @pcm: interleaved floats; returns the path (transfer full) */
char       *make_wav         (const char *dir, const char *name, const float *pcm, gsize n_frames, int n_channels,
                              int sample_rate, WavFormat format);
/* (transfer full) n_frames * n_channels floats, the same sine in each channel */
float      *make_sine        (double hz, double amplitude, gsize n_frames, int n_channels, int sample_rate);
/* a decaying click on every beat */
float      *make_clicks      (double bpm, gsize n_frames, int sample_rate);
float      *make_noise       (double amplitude, gsize n, guint32 seed);
/* Runs a program of this machine quietly: FALSE if it is not there or fails. (NULL-terminated) */
gboolean    run_tool         (const char *program, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
