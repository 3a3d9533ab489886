/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-speech.h - is it somebody talking
 *
 * Syllables and pauses make the level and the timbre of speech change more, and less evenly, than those of music
 * (J. Saunders, ICASSP 1996; E. Scheirer, M. Slaney, ICASSP 1997). Speech is what is beyond bounds in all of:
 * the deviation of the level in a window, the deviation of MFCC 3..7 in it, and the confidence of the tempo. The bounds lie
 * between excerpts of music, of which at most one in twenty-five is beyond each, and pages read in ten languages by a
 * synthesiser. Speech over music is music; singing and rap are music.
 *
 * Threads  any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @vector: att_features_get_n() floats */
gboolean att_speech_is (const float *vector);

G_END_DECLS
