/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-speech.h - is it somebody talking
 *
 * Syllables and pauses make the level and the timbre of speech change more, and less evenly, than those of music
 * (J. Saunders, ICASSP 1996; E. Scheirer, M. Slaney, ICASSP 1997). Speech is what is beyond bounds in all of:
 * the deviation of MFCC 3..7 in a window, that of the level in it, and the confidence of the tempo. The bounds lie
 * between 323 excerpts of music, none of which is beyond the first (0.03 at most), and pages read by a synthesiser in
 * seven voices at three speeds: as they are (0.18 at least), in a room, and over soft music 15 and 20 dB below (0.09).
 * Louder music makes it music; singing and rap are music.
 *
 * Threads  any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @vector: att_features_get_n() floats */
gboolean att_speech_is (const float *vector);

G_END_DECLS
