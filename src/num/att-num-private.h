/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-num-private.h - for the kernels of this room only
 */
#pragma once

/* A kernel marked so is compiled twice, the wider one taken where the processor has it. AVX2 without fused
 * multiply-add, so that both give the same bits. Sanitizers do not get along with the resolver. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if !__has_feature (address_sanitizer) && !__has_feature (thread_sanitizer)
#define ATT_NUM_WIDE __attribute__ ((target_clones ("avx2", "default")))
#endif
#else
#define ATT_NUM_WIDE __attribute__ ((target_clones ("avx2", "default")))
#endif
#endif
#ifndef ATT_NUM_WIDE
#define ATT_NUM_WIDE
#endif
