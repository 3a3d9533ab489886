/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-log.h - logarithms of many numbers at once
 */
#pragma once

#include "att-num.h"

/* x becomes its natural logarithm, to 2e-7 of it or of 1; what is below 1e-37 counts as that, NAN stays */
void att_num_log (float *x, size_t n);
