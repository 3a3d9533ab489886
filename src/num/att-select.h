/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-select.h - the k smallest of n values, without sorting them
 *
 * Threads  any.
 * Source   C. A. R. Hoare, "Algorithm 65: Find", CACM 4 (1961), with the middle of three as pivot: linear on average.
 */
#pragma once

#include "att-num.h"

/* Reorders @values so that values[k] is what it would be if they were sorted, nothing before it is larger and nothing
 * after it smaller; returns it. @k < @n. What is not a number counts as larger than all numbers. */
float att_num_select (float *values, size_t n, size_t k);
