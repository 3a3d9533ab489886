/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-report.h - how good guesses of genres are
 *
 * Source   calibration error: expected calibration error over ten ranges of equal width of the best guess's probability
 *          (M. P. Naeini, G. Cooper, M. Hauskrecht, AAAI 2015).
 * Threads  immutable once made.
 */
#pragma once

#include <glib.h>

#include "att-types.h"

G_BEGIN_DECLS

typedef struct {
  char **labels;            /* NULL-terminated */
  guint n_labels;
  guint n;                  /* judged */
  guint *confusion;         /* (n_labels, n_labels): true label, answer */
  double accuracy;
  double macro_f1;          /* mean over the labels that occur */
  double calibration_error; /* 0..1 */
  guint n_shown;
  double shown_right;       /* share of those; 0 for none */
} AttGenreReport;

/* @labels: n_labels, copied; @truth: n indices into it; @p: (n, n_labels) probabilities. Ties go to the label named
 * first. */
AttGenreReport *att_genre_report_new  (const char *const *labels, const int *truth, const float *p, guint n);
void            att_genre_report_free (AttGenreReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttGenreReport, att_genre_report_free)

G_END_DECLS
