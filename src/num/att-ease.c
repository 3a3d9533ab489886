/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-ease.h"

#include <stdlib.h>
#include <string.h>

#include "att-cholesky.h"

struct AttEase {
  const AttCsr *by_user;
  AttCsr *by_item;
  int by_users;     /* the form */
  size_t size;      /* of the inverse: users or items */
  double lambda;
  double *inverse;  /* K or P */
  double *diagonal; /* P_ii, n_items */
  double *history, *image, *rest; /* n_items, n_users, n_users */
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
  self->inverse = calloc (self->size * self->size + 1, sizeof (double));
  self->diagonal = malloc ((by_user->n_cols + 1) * sizeof (double));
  self->history = calloc (by_user->n_cols + 1, sizeof (double));
  self->image = malloc ((by_user->n_rows + 1) * sizeof (double));
  self->rest = malloc ((by_user->n_rows + 1) * sizeof (double));
  if (self->by_item == NULL || self->inverse == NULL || self->diagonal == NULL || self->history == NULL ||
      self->image == NULL || self->rest == NULL)
    {
      att_ease_free (self);
      return ATT_NUM_NO_MEMORY;
    }
  if (self->by_users)
    add_products (self->inverse, by_user, self->by_item);
  else
    add_products (self->inverse, self->by_item, by_user);
  for (size_t i = 0; i < self->size; i++)
    self->inverse[i * self->size + i] += lambda;
  if (!att_num_invert (self->inverse, self->size, n_threads)) /* values so large that lambda is nothing beside them */
    {
      att_ease_free (self);
      return ATT_NUM_BAD_CONFIG;
    }
  for (size_t item = 0; item < by_user->n_cols; item++)
    {
      const AttCsr *x = self->by_item;
      double sum = 0;

      if (!self->by_users)
        {
          self->diagonal[item] = self->inverse[item * self->size + item];
          continue;
        }
      for (size_t i = x->start[item]; i < x->start[item + 1]; i++)
        for (size_t j = x->start[item]; j < x->start[item + 1]; j++)
          sum += (double) x->value[i] * x->value[j] * self->inverse[x->column[i] * self->size + x->column[j]];
      self->diagonal[item] = (1 - sum) / lambda;
    }
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
  free (self->diagonal);
  free (self->history);
  free (self->image);
  free (self->rest);
  free (self);
}

/* rest = K (X x) */
static void
map_history (AttEase *self, const uint32_t *items, const float *values, size_t n)
{
  const size_t n_users = self->size;

  memset (self->image, 0, n_users * sizeof *self->image);
  for (size_t i = 0; i < n; i++)
    for (size_t j = self->by_item->start[items[i]]; j < self->by_item->start[items[i] + 1]; j++)
      self->image[self->by_item->column[j]] += (double) values[i] * self->by_item->value[j];
  memset (self->rest, 0, n_users * sizeof *self->rest);
  for (size_t v = 0; v < n_users; v++) /* K is symmetric, and most of the image is 0 */
    if (self->image[v] != 0)
      for (size_t u = 0; u < n_users; u++)
        self->rest[u] += self->inverse[v * n_users + u] * self->image[v];
}

void
att_ease_score (AttEase *self, float *scores, const uint32_t *items, const float *values, size_t n)
{
  const size_t n_items = self->by_user->n_cols;

  for (size_t i = 0; i < n; i++)
    self->history[items[i]] = values[i];
  if (self->by_users)
    map_history (self, items, values, n);
  for (size_t item = 0; item < n_items; item++)
    {
      double sum = 0; /* (P x)_item */

      if (self->by_users)
        {
          for (size_t i = self->by_item->start[item]; i < self->by_item->start[item + 1]; i++)
            sum += self->by_item->value[i] * self->rest[self->by_item->column[i]];
          sum = (self->history[item] - sum) / self->lambda;
        }
      else
        for (size_t i = 0; i < n; i++)
          sum += self->inverse[item * n_items + items[i]] * values[i];
      scores[item] = self->history[item] - sum / self->diagonal[item];
    }
  for (size_t i = 0; i < n; i++)
    self->history[items[i]] = 0;
}

size_t
att_ease_n_parameters (const AttEase *self)
{
  return self->by_users ? self->size * self->size + self->by_user->n_cols : self->size * self->size;
}
