/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-user-similarity.h"

#include <math.h>
#include <string.h>

#define FEW 10.0

typedef struct {
  float dot;           /* of the vectors */
  float n;             /* items of both; of their ratings: */
  float r, s, rr, ss, rs;
} Common;

struct AttUserSimilarity {
  const AttCsr *vectors, *ratings;
  AttCsr *vectors_by_item, *ratings_by_item;
  AttUserSimilarityKind kind;
  guint limit;
  float *length;  /* of a user's vector */
  Common *common; /* per user */
};

const char *
att_user_similarity_name (AttUserSimilarityKind kind)
{
  static const char *const names[] = { "cosine", "cooccurrence", "pearson", "euclidean", "by-history" };

  return names[kind];
}

AttUserSimilarity *
att_user_similarity_new (const AttCsr *vectors, const AttCsr *ratings, AttUserSimilarityKind kind, guint limit)
{
  g_autoptr (AttUserSimilarity) self = g_new0 (AttUserSimilarity, 1);

  self->vectors = vectors;
  self->ratings = ratings;
  self->kind = kind;
  self->limit = limit;
  self->vectors_by_item = att_csr_transpose (vectors);
  self->ratings_by_item = att_csr_transpose (ratings);
  if (self->vectors_by_item == NULL || self->ratings_by_item == NULL)
    return NULL;
  self->length = g_new0 (float, vectors->n_rows + 1);
  self->common = g_new (Common, vectors->n_rows + 1);
  for (gsize u = 0; u < vectors->n_rows; u++)
    {
      for (gsize i = vectors->start[u]; i < vectors->start[u + 1]; i++)
        self->length[u] += vectors->value[i] * vectors->value[i];
      self->length[u] = sqrtf (self->length[u]);
    }
  return g_steal_pointer (&self);
}

void
att_user_similarity_free (AttUserSimilarity *self)
{
  if (self == NULL)
    return;
  att_csr_free (self->vectors_by_item);
  att_csr_free (self->ratings_by_item);
  g_free (self->length);
  g_free (self->common);
  g_free (self);
}

static float
compare_vectors (const AttUserSimilarity *self, guint user, guint other, float dot)
{
  const float lengths = self->kind == ATT_USER_COOCCURRENCE ? 1 : self->length[user] * self->length[other];

  return dot > 0 ? dot / lengths : NAN;
}

static float
compare_ratings (AttUserSimilarityKind kind, const Common *c)
{
  const double sure = c->n / (c->n + FEW);
  double r, s, both;

  if (c->n == 0)
    return NAN;
  if (kind == ATT_USER_EUCLIDEAN)
    return sure / (1 + sqrt (MAX (0, c->rr + c->ss - 2 * c->rs) / c->n));
  r = c->rr - (double) c->r * c->r / c->n;
  s = c->ss - (double) c->s * c->s / c->n;
  both = c->rs - (double) c->r * c->s / c->n;
  /* what is left of rounding is no correlation */
  return r > 1e-5 * c->rr && s > 1e-5 * c->ss ? CLAMP (both / sqrt (r * s), -1, 1) * sure : 0;
}

void
att_user_similarity_row (AttUserSimilarity *self, guint user, float *out)
{
  const AttCsr *rows = self->vectors, *columns = self->vectors_by_item;
  const gsize n_users = rows->n_rows, n_items = att_csr_row_length (rows, user);
  const gboolean by_ratings = self->kind == ATT_USER_PEARSON || self->kind == ATT_USER_EUCLIDEAN ||
                              (self->kind == ATT_USER_BY_HISTORY && n_items < self->limit);

  memset (self->common, 0, n_users * sizeof *self->common);
  for (gsize i = rows->start[user]; i < rows->start[user + 1]; i++)
    for (gsize j = columns->start[rows->column[i]]; j < columns->start[rows->column[i] + 1]; j++)
      {
        Common *c = &self->common[columns->column[j]];
        const float r = self->ratings->value[i], s = self->ratings_by_item->value[j];

        c->dot += rows->value[i] * columns->value[j];
        if (!by_ratings)
          continue;
        c->n++;
        c->r += r;
        c->s += s;
        c->rr += r * r;
        c->ss += s * s;
        c->rs += r * s;
      }
  for (gsize other = 0; other < n_users; other++)
    out[other] = by_ratings ? compare_ratings (self->kind, &self->common[other])
                            : compare_vectors (self, user, other, self->common[other].dot);
  out[user] = NAN;
}
