/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-genre-fit.h - heads trained, judged and calibrated on labelled examples
 *
 * @use, @train, @test: one flag an example. @mean, @std: att_features_get_n() floats, what vectors are standardised by.
 *
 * Threads   block; one at a time for one generator.
 */
#pragma once

#include "att-genre-examples.h"
#include "att-genre-head.h"
#include "att-random.h"

G_BEGIN_DECLS

#define ATT_GENRE_FIT_CALIBRATION_FOLDS 3 /* att_genre_fit_calibrate() trains so many heads */

/* over all variants of the examples in @use */
void          att_genre_fit_stats      (const AttGenreExamples *all, const gboolean *use, float *mean, float *std);
/* Trains a head, "tags" or "ten", for @n_epochs. With @valid (nullable, only for labels) it looks after each epoch and
 * gives back the number of the best one in *@best_epoch and its answers; the head is then the last epoch's, not the
 * best one's. A step of @work an epoch. */
AttGenreHead *att_genre_fit_head       (const AttGenreExamples *all, const gboolean *use, gboolean tags,
                                        const gboolean *valid, int n_epochs, const float *mean, const float *std,
                                        AttRandom *random, AttGenreWork *work, int *best_epoch, int *answers,
                                        GError **error);
/* Mean cross-entropy of the true labels of the examples in @use, by a head of labels. @answers, @chances: nullable; one
 * an example, n_labels an example. */
double        att_genre_fit_judge      (const AttGenreHead *head, const AttGenreExamples *all, const gboolean *use,
                                        const float *mean, const float *std, int *answers, float *chances);
/* which fold an example is in, by artist */
guint32      *att_genre_fit_draw_folds (const AttGenreExamples *all, int n_folds, AttRandom *random);
/* Sets the temperature of @head, which was trained on the examples in @use, by heads that were trained alike, each
 * without the artists that it is asked about: of whole files and of their beginnings, as a chance should hold for what is
 * long and for what is short. In a head of tags, what lies under the genre of a label is shifted before, by whole files. */
gboolean      att_genre_fit_calibrate  (AttGenreHead *head, const AttGenreExamples *all, const gboolean *use,
                                        gboolean tags, int n_epochs, AttRandom *random, AttGenreWork *work,
                                        GError **error);

G_END_DECLS
