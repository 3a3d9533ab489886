/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-num.h - what the kernels of this room share
 *
 * A kernel is a function of float arrays and sizes: output first, inputs const,
 * shapes in the comment. It allocates nothing, logs nothing and keeps no state
 * of its own; objects allocate in _new() only. Matrices are row-major.
 *
 * Threads   Free functions: any. An object belongs to one thread at a time.
 * Repeats   Sums run in a fixed order that does not depend on the width of the
 *           processor's vectors: the same input gives the same bytes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum {
  ATT_NUM_OK,
  ATT_NUM_NO_MEMORY,
  ATT_NUM_BAD_CONFIG, /* a field is outside the range written beside it */
} AttNumStatus;

/* A kernel marked so is compiled twice, the wider one taken where the processor has it. AVX2 without fused
 * multiply-add, so that both give the same bits. Sanitizers do not get along with the resolver, and clang 14 gives it a
 * name that other files do not find. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ATT_NUM_WIDE __attribute__ ((target_clones ("avx2", "default")))
#else
#define ATT_NUM_WIDE
#endif
