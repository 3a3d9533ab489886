/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-csr.h - who listened to what: a sparse matrix by rows
 *
 * Row r has the entries start[r] .. start[r + 1] - 1: columns rise, none comes twice, values are > 0.
 * Values are play counts or weights; the models say which.
 *
 * Threads   built by one thread; may be read by any afterwards.
 */
#pragma once

#include "att-num.h"

typedef struct AttCsr {
  size_t n_rows, n_cols;
  size_t *start;    /* n_rows + 1 */
  uint32_t *column;
  float *value;
} AttCsr;

typedef struct {
  uint32_t row, column;
  float value;
} AttCsrEntry;

/* @entries in any order, and put into order; values of one place are added up. NULL: out of memory */
AttCsr *att_csr_new       (size_t n_rows, size_t n_cols, AttCsrEntry *entries, size_t n_entries);
void    att_csr_free      (AttCsr *self);
AttCsr *att_csr_copy      (const AttCsr *self);
/* rows become columns */
AttCsr *att_csr_transpose (const AttCsr *self);

static inline size_t
att_csr_n_entries (const AttCsr *self)
{
  return self->start[self->n_rows];
}

static inline size_t
att_csr_row_length (const AttCsr *self, size_t row)
{
  return self->start[row + 1] - self->start[row];
}
