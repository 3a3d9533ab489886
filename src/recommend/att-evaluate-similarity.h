/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-evaluate-similarity.h - do tracks that sound near belong together?
 *
 * Leave-one-out: each track gets the label that most of its k nearest have, a tie going to that of the nearest among
 * them. A hub is a track that is among the ten nearest of many others: N10 counts that.
 *
 * Source   E. Pampalk, "Computational Models of Music Similarity", 2006 (artist filter); A. Flexer, D. Schnitzer,
 *          J. Schlüter, "A MIREX meta-analysis of hubness", ISMIR 2012.
 */
#pragma once

#include "att-sound-distance.h"

G_BEGIN_DECLS

typedef struct {
  double k1, k5, k10;                      /* share whose label the vote of the k nearest gives */
  double k1_artist, k5_artist, k10_artist; /* the same without neighbours by the same artist */
  guint n10_max;
  double hub_skewness;                     /* of N10; 0 where all are alike */
  guint n;
} AttSimilarityReport;

/* @labels, @artists: n numbers from 0; artist -1: unknown, and like no other */
void att_evaluate_similarity (AttSimilarityReport *out, const AttSoundCompact *sounds, const int *labels,
                              const int *artists, guint n);

G_END_DECLS
