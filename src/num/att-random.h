/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-random.h - random numbers from a generator that is passed in
 *
 * A plain value: copy it to fork a stream. Equal seeds give equal sequences on
 * every machine. Not for secrets.
 *
 * Source   D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number
 *          Generators", ACM TOMS 47 (2021): xoshiro256**, seeded by SplitMix64.
 *          Bounded integers: D. Lemire, ACM TOMACS 29 (2019).
 */
#pragma once

#include "att-num.h"

typedef struct {
  uint64_t s[4];
} AttRandom;

void     att_random_init    (AttRandom *self, uint64_t seed);
uint64_t att_random_next    (AttRandom *self);
/* uniform in [0, n), without bias; @n > 0, below 2^32 */
uint32_t att_random_below   (AttRandom *self, uint32_t n);
/* uniform in [0, 1), 53 bits */
double   att_random_uniform (AttRandom *self);
/* mean 0, deviation 1; always takes two uniforms */
double   att_random_normal  (AttRandom *self);
/* Fisher-Yates over n indices */
void     att_random_shuffle (AttRandom *self, uint32_t *items, size_t n);
