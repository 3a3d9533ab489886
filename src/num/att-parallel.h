/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-parallel.h - the same work on many items, on several threads
 *
 * Each item is done once, by whichever thread is free: a result must not depend on
 * which one that was, or on the order. Returns when all are done. Where no
 * further thread can be started, there are fewer.
 */
#pragma once

#include "att-num.h"

#define ATT_PARALLEL_MAX 64

/* @n_threads: at most so many at once, this one included; 1..ATT_PARALLEL_MAX */
void att_parallel_run (int n_threads, size_t n_items, void (*func) (void *data, size_t item), void *data);
