/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-fields.h - the tags of each track as vectors, field by field
 *
 * A vector space over the fields of a track: in each field that is there and valid, an item is a vector of length 1
 * (less for a genre that is only guessed) over the field's terms; the inner product of two is how alike they are in that
 * field, 0..1.
 *
 *     artists    the names among artist and album artist, without "Various Artists"; a set, as are the composers
 *     genres     by their shares and how rare they are; half of a genre's square is a term that it shares with its whole
 *                family (parent or self), so that one genre is 1 and relatives are 0.5 alike
 *     year       between two marks five years apart, a little of both; 1000..2100
 *     title      its words without those about the release ("live", "remastered", "feat. …", what stands in
 *                brackets with one of them); of Chinese, Japanese and Korean the pairs of neighbouring characters
 *     language   half of it the language, half its region, so that one language is 1 and one region 0.5 alike; a
 *                language whose region is not known is whole. Where none is tagged, the script of the title stands for it
 *     playlist   the words in the names of the playlists that hold the track, and the playlists themselves
 *
 * Source  G. Salton, A. Wong, C. Yang, "A vector space model for automatic indexing", CACM 18 (1975).
 */
#pragma once

#include "att-catalogue.h"

G_BEGIN_DECLS

typedef enum {
  ATT_FIELD_ARTISTS,
  ATT_FIELD_ALBUM,
  ATT_FIELD_GENRE,
  ATT_FIELD_YEAR,
  ATT_FIELD_COMPOSER,
  ATT_FIELD_LABEL,
  ATT_FIELD_TITLE,
  ATT_FIELD_LANGUAGE,
  ATT_FIELD_PLAYLIST,
  ATT_N_FIELDS
} AttField;

typedef struct {
  guint32 term;
  float x;
} AttComponent;

typedef struct {
  guint n_items, n_terms;
  GArray *components; /* of AttComponent; of one item: by rising term */
  guint32 *first;     /* n_items + 1 */
  guint8 *fields;     /* per term: an AttField */
  float *usual;       /* per term: the share of all that its field says of the items; sums to 1 in a field */
} AttFields;

AttFields *att_fields_new  (const AttCatalogue *catalogue);
void       att_fields_free (AttFields *self);

static inline const AttComponent *
att_fields_component (const AttFields *self, guint32 i)
{
  return &g_array_index (self->components, AttComponent, i);
}

G_END_DECLS
