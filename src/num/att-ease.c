/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-ease.h"

#include <stdlib.h>
#include <string.h>

#include "att-cholesky.h"

struct AttEase {
  const AttCsr *by_user; /* of att_ease_score_user() alone */
  AttCsr *by_item;
  int by_users;     /* the form */
  size_t size;      /* of the inverse: users or items */
  double lambda;
  float *inverse;   /* K or P */
  float *weights;   /* 1 / P_ii, n_items */
};

/* sum over columns of products of rows: rows × rows, both halves */
static void
add_products (double *out, const AttCsr *rows, const AttCsr *columns)
{
  for (size_t c = 0; c < columns->n_rows; c++)
    for (size_t i = columns->start[c]; i < columns->start[c + 1]; i++)
      {
        double *to = out + columns->column[i] * rows->n_rows;

        for (size_t j = columns->start[c]; j < columns->start[c + 1]; j++)
          to[columns->column[j]] += (double) columns->value[i] * columns->value[j];
      }
}

AttNumStatus
att_ease_new (AttEase **out, const AttCsr *by_user, double lambda, AttEaseForm form, int n_threads)
{
  AttEase *self;
  double *inverse;

  *out = NULL;
  if (!(lambda > 0) || n_threads < 1)
    return ATT_NUM_BAD_CONFIG;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->by_user = by_user;
  self->lambda = lambda;
  self->by_users = form == ATT_EASE_USERS || (form == ATT_EASE_AUTO && by_user->n_rows < by_user->n_cols);
  self->size = self->by_users ? by_user->n_rows : by_user->n_cols;
  self->by_item = att_csr_transpose (by_user);
  self->weights = malloc ((by_user->n_cols + 1) * sizeof *self->weights);
  self->inverse = malloc ((self->size * self->size + 1) * sizeof *self->inverse);
  inverse = calloc (self->size * self->size + 1, sizeof *inverse);
  if (self->by_item == NULL || self->inverse == NULL || self->weights == NULL || inverse == NULL)
    {
      free (inverse);
      att_ease_free (self);
      return ATT_NUM_NO_MEMORY;
    }
  if (self->by_users)
    add_products (inverse, by_user, self->by_item);
  else
    add_products (inverse, self->by_item, by_user);
  for (size_t i = 0; i < self->size; i++)
    inverse[i * self->size + i] += lambda;
  if (!att_num_invert (inverse, self->size, n_threads)) /* values so large that lambda is nothing beside them */
    {
      free (inverse);
      att_ease_free (self);
      return ATT_NUM_BAD_CONFIG;
    }
  for (size_t item = 0; item < by_user->n_cols; item++)
    {
      const AttCsr *x = self->by_item;
      double sum = 0;

      if (!self->by_users)
        {
          self->weights[item] = 1 / inverse[item * self->size + item];
          continue;
        }
      for (size_t i = x->start[item]; i < x->start[item + 1]; i++)
        for (size_t j = x->start[item]; j < x->start[item + 1]; j++)
          sum += (double) x->value[i] * x->value[j] * inverse[x->column[i] * self->size + x->column[j]];
      self->weights[item] = lambda / (1 - sum);
    }
  for (size_t i = 0; i < self->size * self->size; i++)
    self->inverse[i] = inverse[i];
  free (inverse);
  *out = self;
  return ATT_NUM_OK;
}

void
att_ease_free (AttEase *self)
{
  if (self == NULL)
    return;
  att_csr_free (self->by_item);
  free (self->inverse);
  free (self->weights);
  free (self);
}

/* out += K v */
static void
add_image (const AttEase *self, double *out, const double *v)
{
  for (size_t i = 0; i < self->size; i++) /* K is symmetric, and most of v may be 0 */
    if (v[i] != 0)
      for (size_t u = 0; u < self->size; u++)
        out[u] += self->inverse[i * self->size + u] * v[i];
}

/* scores = x - P x * weights, P by the identity of Woodbury; @image and @rest: n_users, 0 on entry */
static void
score_by_users (const AttEase *self, float *scores, const uint32_t *items, const float *values, size_t n, double *image,
                double *rest)
{
  const AttCsr *by_item = self->by_item;
  const double scale = 1 / self->lambda;
  float *by = (float *) image; /* when that is done with */

  for (size_t i = 0; i < n; i++)
    for (size_t j = by_item->start[items[i]]; j < by_item->start[items[i] + 1]; j++)
      image[by_item->column[j]] += (double) values[i] * by_item->value[j];
  add_image (self, rest, image);
  for (size_t u = 0; u < self->size; u++)
    by[u] = rest[u] * scale;
  for (size_t item = 0; item < by_item->n_rows; item++)
    {
      float sum = 0;

      for (size_t j = by_item->start[item]; j < by_item->start[item + 1]; j++)
        sum += by_item->value[j] * by[by_item->column[j]];
      scores[item] = sum * self->weights[item];
    }
  for (size_t i = 0; i < n; i++) /* where x is not 0 */
    scores[items[i]] += values[i] * (1 - scale * self->weights[items[i]]);
}

void
att_ease_score (const AttEase *self, float *scores, const uint32_t *items, const float *values, size_t n, double *work)
{
  const size_t n_items = self->by_item->n_rows, n_users = self->by_item->n_cols;

  if (self->by_users)
    {
      memset (work, 0, 2 * n_users * sizeof *work);
      score_by_users (self, scores, items, values, n, work, work + n_users);
      return;
    }
  for (size_t item = 0; item < n_items; item++)
    {
      double sum = 0;

      for (size_t i = 0; i < n; i++)
        sum += self->inverse[item * n_items + items[i]] * values[i];
      scores[item] = -sum * self->weights[item];
    }
  for (size_t i = 0; i < n; i++)
    scores[items[i]] += values[i];
}

/* numbers of which only half the room is needed from now on */
static float *
narrow (double *numbers, size_t n)
{
  float *narrow = (float *) numbers;

  for (size_t i = 0; i < n; i++)
    {
      const float number = numbers[i];

      memcpy (narrow + i, &number, sizeof number);
    }
  return narrow;
}

void
att_ease_score_mean (const AttEase *self, float *scores, float *mean, const double *weights, size_t n_weights,
                     double *work)
{
  const AttCsr *by_item = self->by_item;
  const size_t n_users = by_item->n_cols, n_items = by_item->n_rows;
  const float *own, *image;

  memset (work, 0, 2 * n_users * sizeof *work);
  for (size_t u = 0; u < n_weights; u++)
    work[u] = weights[u];
  if (self->by_users)
    add_image (self, work + n_users, work);
  own = narrow (work, n_users);
  image = narrow (work + n_users, n_users);
  for (size_t item = 0; item < n_items; item++)
    {
      float x = 0, sum = 0;

      for (size_t j = by_item->start[item]; j < by_item->start[item + 1]; j++)
        {
          x += by_item->value[j] * own[by_item->column[j]];
          sum += by_item->value[j] * image[by_item->column[j]];
        }
      mean[item] = x;
      scores[item] = x - sum * self->weights[item];
    }
  for (size_t item = 0; !self->by_users && item < n_items; item++)
    {
      double sum = 0;

      for (size_t other = 0; other < n_items; other++)
        sum += self->inverse[item * n_items + other] * mean[other];
      scores[item] = mean[item] - sum * self->weights[item];
    }
}

/* column @item of X B; by users that is x_i - K x_i / d_i, as X P = K X */
void
att_ease_score_users (const AttEase *self, float *scores, uint32_t item, double *work)
{
  const AttCsr *by_item = self->by_item;
  const size_t n_users = by_item->n_cols;
  double *image = work + n_users;

  memset (work, 0, 2 * n_users * sizeof *work);
  for (size_t j = by_item->start[item]; j < by_item->start[item + 1]; j++)
    work[by_item->column[j]] = by_item->value[j];
  if (self->by_users)
    add_image (self, image, work);
  else
    for (size_t other = 0; other < by_item->n_rows; other++)
      for (size_t j = by_item->start[other]; j < by_item->start[other + 1]; j++)
        image[by_item->column[j]] += by_item->value[j] * self->inverse[item * self->size + other];
  for (size_t u = 0; u < n_users; u++)
    scores[u] = work[u] - image[u] * self->weights[item];
}

const AttCsr *
att_ease_get_by_item (const AttEase *self)
{
  return self->by_item;
}

size_t
att_ease_n_work (const AttEase *self)
{
  return self->by_item->n_rows + 2 * self->by_item->n_cols;
}

void
att_ease_score_user (const AttEase *self, float *scores, uint32_t user, double *work)
{
  const AttCsr *rows = self->by_user;
  const float *k = self->inverse + user * self->size;

  if (!self->by_users)
    {
      att_ease_score (self, scores, rows->column + rows->start[user], rows->value + rows->start[user],
                      att_csr_row_length (rows, user), work);
      return;
    }
  memset (work, 0, rows->n_cols * sizeof *work);
  for (size_t v = 0; v < rows->n_rows; v++)
    for (size_t i = rows->start[v]; i < rows->start[v + 1]; i++)
      work[rows->column[i]] -= k[v] * rows->value[i];
  for (size_t item = 0; item < rows->n_cols; item++)
    scores[item] = work[item] * self->weights[item];
  for (size_t i = rows->start[user]; i < rows->start[user + 1]; i++)
    scores[rows->column[i]] += rows->value[i];
}

size_t
att_ease_n_parameters (const AttEase *self)
{
  return self->by_users ? self->size * self->size + self->by_item->n_rows : self->size * self->size;
}
