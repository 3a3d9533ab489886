/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-select.h - the k smallest of n values, without sorting them; how many are large; columns sorted side by side
 *
 * Threads  any.
 * Source   C. A. R. Hoare, "Algorithm 65: Find", CACM 4 (1961), with the middle of three as pivot: linear on average;
 *          K. E. Batcher, "Sorting networks and their applications", AFIPS 1968, as merge exchange in D. E. Knuth, The Art
 *          of Computer Programming, vol. 3, 5.2.2, algorithm M: the same comparisons whatever the values are.
 */
#pragma once

#include "att-num.h"

/* Reorders @values so that values[k] is what it would be if they were sorted, nothing before it is larger and nothing
 * after it smaller; returns it. @k < @n. What is not a number counts as larger than all numbers. */
float  att_num_select (float *values, size_t n, size_t k);

/* how many are @least or more */
size_t att_num_count (const float *values, size_t n, float least);

#define ATT_SELECT_COLUMNS 8
/* Sorts each column of @values, (n, ATT_SELECT_COLUMNS), ascending. */
void   att_num_sort_columns (float *values, size_t n);
