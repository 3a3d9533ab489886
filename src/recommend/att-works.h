/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-works.h - tracks that belong one after the other
 *
 * Neighbours on a disc of an album are joined where they are of one work, where their titles number the parts of one
 * piece ("Echoes, Part 1" and "Echoes, Part 2", "Sonata: I. Allegro" and "Sonata: II. Adagio"), or where a title ends with
 * an arrow: this goes over into the next. What has more than ATT_WORKS_MOST parts, an opera or a book, is too long to be
 * kept whole, and its parts are tracks like others.
 */
#pragma once

#include "att-catalogue.h"

G_BEGIN_DECLS

#define ATT_WORKS_MOST 8

/* sets AttCatalogue.joined */
void att_works_join (AttCatalogue *catalogue);

G_END_DECLS
