/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-half.h - numbers in 16 bits: IEEE 754 binary16, eleven bits of precision within +-65504
 */
#pragma once

#include "att-num.h"

/* to the nearest, ties to even; what is too large becomes an infinity */
uint16_t att_half_from_float (float value);
float    att_half_to_float   (uint16_t half);
