/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-num-private.h - for the kernels of this room only
 */
#pragma once

/* A kernel marked so is compiled twice, the wider one taken where the processor has it. AVX2 without fused
 * multiply-add, so that both give the same bits. Sanitizers do not get along with the resolver, and clang 14 gives it a
 * name that other files do not find. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ATT_NUM_WIDE __attribute__ ((target_clones ("avx2", "default")))
#else
#define ATT_NUM_WIDE
#endif
