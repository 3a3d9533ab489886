/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-csr.h"

#include <stdlib.h>
#include <string.h>

static AttCsr *
csr_alloc (size_t n_rows, size_t n_cols, size_t n_entries)
{
  AttCsr *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->n_rows = n_rows;
  self->n_cols = n_cols;
  self->start = calloc (n_rows + 1, sizeof *self->start);
  self->column = malloc ((n_entries + 1) * sizeof *self->column);
  self->value = malloc ((n_entries + 1) * sizeof *self->value);
  if (self->start == NULL || self->column == NULL || self->value == NULL)
    {
      att_csr_free (self);
      return NULL;
    }
  return self;
}

static int
compare_entries (const void *a, const void *b)
{
  const AttCsrEntry *x = a, *y = b;

  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

/* Mostly the rows come in order already, and each alone is sorted without a second copy of all of them. */
static void
sort_entries (AttCsrEntry *entries, size_t n_entries)
{
  size_t i = 1;

  while (i < n_entries && entries[i - 1].row <= entries[i].row)
    i++;
  if (i < n_entries)
    {
      qsort (entries, n_entries, sizeof *entries, compare_entries);
      return;
    }
  for (size_t from = 0, to; from < n_entries; from = to)
    {
      for (to = from + 1; to < n_entries && entries[to].row == entries[from].row; to++)
        ;
      qsort (entries + from, to - from, sizeof *entries, compare_entries);
    }
}

AttCsr *
att_csr_new (size_t n_rows, size_t n_cols, AttCsrEntry *entries, size_t n_entries)
{
  AttCsr *self;
  size_t n = 0;

  sort_entries (entries, n_entries);
  self = csr_alloc (n_rows, n_cols, n_entries);
  if (self == NULL)
    return NULL;
  for (size_t i = 0; i < n_entries; i++)
    {
      if (i > 0 && compare_entries (&entries[i - 1], &entries[i]) == 0)
        {
          self->value[n - 1] += entries[i].value;
          continue;
        }
      self->column[n] = entries[i].column;
      self->value[n++] = entries[i].value;
      self->start[entries[i].row + 1] = n;
    }
  for (size_t row = 1; row <= n_rows; row++) /* rows without entries */
    if (self->start[row] < self->start[row - 1])
      self->start[row] = self->start[row - 1];
  return self;
}

void
att_csr_free (AttCsr *self)
{
  if (self == NULL)
    return;
  free (self->start);
  free (self->column);
  free (self->value);
  free (self);
}

AttCsr *
att_csr_copy (const AttCsr *self)
{
  const size_t n_entries = att_csr_n_entries (self);
  AttCsr *out = csr_alloc (self->n_rows, self->n_cols, n_entries);

  if (out == NULL)
    return NULL;
  memcpy (out->start, self->start, (self->n_rows + 1) * sizeof *out->start);
  memcpy (out->column, self->column, n_entries * sizeof *out->column);
  memcpy (out->value, self->value, n_entries * sizeof *out->value);
  return out;
}

AttCsr *
att_csr_transpose (const AttCsr *self)
{
  const size_t n_entries = att_csr_n_entries (self);
  AttCsr *out = csr_alloc (self->n_cols, self->n_rows, n_entries);
  size_t *next;

  if (out == NULL)
    return NULL;
  next = malloc ((self->n_cols + 1) * sizeof *next);
  if (next == NULL)
    {
      att_csr_free (out);
      return NULL;
    }
  for (size_t i = 0; i < n_entries; i++)
    out->start[self->column[i] + 1]++;
  for (size_t c = 0; c < self->n_cols; c++)
    out->start[c + 1] += out->start[c];
  for (size_t c = 0; c <= self->n_cols; c++)
    next[c] = out->start[c];
  for (size_t row = 0; row < self->n_rows; row++)
    for (size_t i = self->start[row]; i < self->start[row + 1]; i++)
      {
        const size_t place = next[self->column[i]]++;

        out->column[place] = row;
        out->value[place] = self->value[i];
      }
  free (next);
  return out;
}
