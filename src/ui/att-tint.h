/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tint.h - a background that takes its colour from a cover
 *
 * Draws a gradient of the colour behind its child, light enough (dark enough in
 * the dark) that text keeps a contrast of at least 7 : 1 and dimmed text 4.5 : 1.
 *
 * Source    WCAG 2.1, relative luminance and contrast ratio
 */
#pragma once

#include <adwaita.h>

#include "att-cover.h"

G_BEGIN_DECLS

#define ATT_TYPE_TINT (att_tint_get_type ())
G_DECLARE_FINAL_TYPE (AttTint, att_tint, ATT, TINT, AdwBin)

/* follows the accent of @cover */
void att_tint_set_cover    (AttTint *self, AttCover *cover);

/* what is drawn behind text for @accent: opaque colours at the strong and the weak end */
void att_tint_find_colors  (const GdkRGBA *accent, gboolean dark, GdkRGBA *strong, GdkRGBA *weak);
/* 1..21 */
double att_tint_contrast   (const GdkRGBA *a, const GdkRGBA *b);

G_END_DECLS
