/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-calibrate.h - chances that are right as often as they say
 *
 * One number, the temperature T of a head: p becomes p^(1/T), scaled to add up to 1. Above 1 it makes a head that is
 * too sure of itself more modest. It is fitted on answers about artists that the head was not trained on.
 *
 * Source   C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
 * Threads  any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @p: n chances, in place; they need not add up to 1 before. Nothing but zeros: all alike */
void   att_genre_temper          (float *p, int n, double temperature);
/* The temperature of the least mean negative logarithm of the chance that the truth was given, 1/5..5. @p: (n, n_answers);
 * @truth: n; @means: n_answers: what an answer means, several may mean the same; a row whose truth no answer means is
 * left out. 1 where no row is left. */
double att_genre_fit_temperature (const float *p, const int *truth, const int *means, guint n, int n_answers);

G_END_DECLS
