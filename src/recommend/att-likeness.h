/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-likeness.h - how alike two tracks are to who hears them one after the other
 *
 * 0..1: artist, album, the nearest pair of their genres, and sound. What is not known is not alike.
 */
#pragma once

#include "att-catalogue.h"

G_BEGIN_DECLS

typedef struct AttLikeness AttLikeness;

/* @catalogue must outlive it */
AttLikeness *att_likeness_new   (const AttCatalogue *catalogue);
void         att_likeness_free  (AttLikeness *self);
/* to which item, from now on */
void         att_likeness_begin (AttLikeness *self, int to);
float        att_likeness_of    (const AttLikeness *self, int item);

G_END_DECLS
