/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-calibrate.h - chances that are right as often as they say
 *
 * One number, the temperature T of a head: p becomes p^(1/T), scaled to add up to 1. Above 1 it makes a head that is
 * too sure of itself more modest. It is fitted on answers about artists that the head was not trained on.
 *
 * Where a head learnt from a teacher how often a genre occurs, a shift for each label comes before ("vector scaling"):
 * what lies under the label's genre is made likelier or less likely, all of it alike, as it is shown summed up.
 *
 * Source   C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
 *          D. Böhning, "Multinomial Logistic Regression Algorithm", Ann. Inst. Statist. Math. 44, 1992.
 * Threads  any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @p: n chances, in place; they need not add up to 1 before. Nothing but zeros: all alike */
void   att_genre_temper          (float *p, int n, double temperature);
/* Adds to the log-odds of a chance of its own. */
float  att_genre_shift           (float p, double shift);
/* @shifts: n_labels, for the log-odds of the answers that mean a label; small where there is little to go by. Labels
 * compete by the sums of their answers, the answers that mean none are left out. @p, @truth, @means: as below. Zeros
 * where no row is left; 0 for a label that no answer means. */
void   att_genre_fit_shifts      (double *shifts, const float *p, const int *truth, const int *means, guint n,
                                  int n_answers, int n_labels);
/* The temperature of the least mean negative logarithm of the chance that the truth was given, 1/5..5. @p: (n, n_answers);
 * @truth: n; @means: n_answers: what an answer means, several may mean the same, -1: nothing; a row whose truth no
 * answer means is left out. 1 where no row is left. */
double att_genre_fit_temperature (const float *p, const int *truth, const int *means, guint n, int n_answers);

G_END_DECLS
