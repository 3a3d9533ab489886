/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-analyzer-keep.h - what was heard goes into the store, with a guess of its genre
 */
#pragma once

#include "att-genre-model.h"
#include "att-store-features.h"

G_BEGIN_DECLS

/* @model NULL: no guesses. (element-type AttFeatures) */
gboolean att_analyzer_keep (AttStore *store, AttGenreModel *model, GPtrArray *heard, GError **error);

G_END_DECLS
