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
 *     country    as language, of the artist or the release (att-country.h)
 *     playlist   the words in the names of the playlists that hold the track, and the playlists themselves
 *
 * Tracks of an album differ in little, so that an item is four vectors out of those that there are: what its release says,
 * its genres, its year, and its own words.
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
  ATT_FIELD_COUNTRY,
  ATT_FIELD_PLAYLIST,
  ATT_N_FIELDS
} AttField;

typedef struct {
  guint32 term;
  float x;
} AttComponent;

typedef enum {
  ATT_FIELDS_RELEASE, /* artists, album, composers, label, language, country */
  ATT_FIELDS_GENRES,
  ATT_FIELDS_YEAR,
  ATT_FIELDS_WORDS,   /* of the title and of playlists */
  ATT_FIELDS_N_PARTS
} AttFieldsPart;

typedef struct {
  guint n_items, n_terms, n_vectors;
  guint32 (*vectors)[ATT_FIELDS_N_PARTS]; /* per item; 0: nothing is said */
  AttComponent *components; /* of one vector: by rising term, and no term is in vectors of two parts */
  guint32 *first;     /* per vector: its components begin here; n_vectors + 1 */
  guint8 *fields;     /* per term: an AttField */
  float *usual;       /* per term: the share of all that its field says of the items; sums to 1 in a field */
} AttFields;

AttFields *att_fields_new  (const AttCatalogue *catalogue);
void       att_fields_free (AttFields *self);
/* Words that one track alone has: they say nothing of others. What they leave is not made longer, nor more usual. */
void       att_fields_drop_lone_words (AttFields *self);

/* components of one part of an item; @n (out): how many */
static inline const AttComponent *
att_fields_get (const AttFields *self, guint item, AttFieldsPart part, guint *n)
{
  const guint32 vector = self->vectors[item][part];

  *n = self->first[vector + 1] - self->first[vector];
  return self->components + self->first[vector];
}

static inline gboolean
att_fields_is_empty (const AttFields *self, guint item)
{
  const guint32 *vectors = self->vectors[item];

  return (vectors[ATT_FIELDS_RELEASE] | vectors[ATT_FIELDS_GENRES] | vectors[ATT_FIELDS_YEAR] |
          vectors[ATT_FIELDS_WORDS]) == 0;
}

G_END_DECLS
