/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-ranking-data.h - a leave-one-out set, for evaluations
 *
 *     train      user<TAB>item<TAB>rating[<TAB>timestamp]
 *     test       the same: one item a user that was taken out of train
 *     negatives  (user,item)<TAB>neg1<TAB>neg2<TAB>…    a line per test user, in test's order or not
 * LF or CRLF; names are any text without tabs. Of the negatives of a user those that equal the target, or repeat, are
 * dropped. A line that cannot be read is an error that names the file and the line.
 *
 * Source  X. He et al., "Neural collaborative filtering", WWW 2017 (the protocol).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ATT_RANKING_DATA_ERROR (att_ranking_data_error_quark ())
GQuark att_ranking_data_error_quark (void);

typedef enum {
  ATT_RANKING_DATA_ERROR_BAD_LINE,
  ATT_RANKING_DATA_ERROR_EMPTY, /* nothing to train on, or nobody to test */
} AttRankingDataError;

typedef struct AttCsr AttCsr; /* att-csr.h */

typedef struct {
  guint user;
  guint target;
  GArray *negatives; /* of guint, none twice, without the target */
} AttRankingCase;

typedef struct {
  GPtrArray *users, *items; /* (element-type utf8): names by number; items of all three files */
  AttCsr *train;            /* users × items: ratings, or play counts */
  AttCsr *times;            /* the same places: timestamps above the earliest, in days, from 1; NULL: the file has none */
  GArray *cases;            /* of AttRankingCase */
} AttRankingData;

AttRankingData *att_ranking_data_read (const char *train, const char *test, const char *negatives, GError **error);
void            att_ranking_data_free (AttRankingData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttRankingData, att_ranking_data_free)

G_END_DECLS
