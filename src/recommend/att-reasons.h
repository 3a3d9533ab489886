/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-reasons.h - why this track, in words
 *
 * A pick's reasons are the terms of its score, no more and no less: one per
 * recommender that did not abstain, weight x value, adding up to the score.
 * Each is told by one of its true sentences: the most telling, unless that has been said in this plan already or, of
 * the first reason, others were put like it.
 */
#pragma once

#include "att-recommender.h"

G_BEGIN_DECLS

/* --- for recommenders: words they share --- */

/* appends one sentence; NULL texts inside are the caller's error */
void  att_explanation_say (AttExplanation *out, AttTrackId because_of, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* "tonight", "yesterday", "in May 2023": when @at was, seen from @now; (transfer full) */
char *att_words_when (gint64 at, gint64 now);
/* "which you finished tonight": what the listener did with the item, or why else it counts; (transfer full).
 * @liked: it speaks for what is like it: that it was finished once is told, not that it was skipped since */
char *att_words_deed (const AttContext *context, int item, gboolean liked);
/* "“So What” by Miles Davis" or "“So What”"; (transfer full) */
char *att_words_track (const AttContext *context, int item);
/* "the 1960s"; NULL without a year; (transfer full) */
char *att_words_decade (int year);
/* first of the item's genres, NULL without */
const char *att_words_genre (const AttContext *context, int item);
/* "“So What” by Miles Davis is Jazz": the item's genre number @i, said as surely as it is known and so that it agrees
 * with the one genre that lists show, the first; (transfer full) */
char *att_words_claim (const AttContext *context, int item, guint i);
/* TRUE if @i is the genre that lists show, by the file's own word */
gboolean att_words_is_plain (const AttContext *context, int item, guint i);

/* --- for the radio --- */

typedef struct {
  GHashTable *said; /* sentence: how often in this plan */
  GHashTable *led;  /* pattern: how often the first reason of a pick in this plan was put so */
} AttReasons;

AttReasons *att_reasons_new  (void);
void        att_reasons_free (AttReasons *self);

/* The reasons of one pick: what speaks most for it first, then what says little, then what speaks against it, by
 * weight x (value - 0.5); ties by number.
 * @recommenders: NULL-terminated, prepared. @scores, @weights: per AttRecommender number; weights sum to 1 over those
 * whose score is not NAN. @evidence: EAR where sound comes first, unless the terms that reactions of the
 * listener have moved speak more for it together; LISTENING then, and where such a term comes first; else TAGS.
 * Returns: (transfer full) (element-type AttReason): empty if all abstain */
GPtrArray  *att_reasons_tell (AttReasons *self, AttRecommenderBase *const *recommenders, int item,
                              const float *scores, const double *weights, AttEvidence *evidence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttReasons, att_reasons_free)

/* the first reason of a pick that comes because it belongs after @before (att-works.h) */
void       att_reasons_tell_next (AttReason *reason, AttTrack *before);

G_END_DECLS
