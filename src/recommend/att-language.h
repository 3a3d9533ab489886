/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-language.h - what a tag says about the language that is sung
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* roughly, by whose music is near */
typedef enum {
  ATT_REGION_UNKNOWN,
  ATT_REGION_EAST_ASIA,
  ATT_REGION_EUROPE, /* and where its languages are spoken now */
  ATT_REGION_SOUTH_ASIA,
  ATT_REGION_SOUTH_EAST_ASIA,
  ATT_REGION_MIDDLE_EAST,
  ATT_REGION_AFRICA,
  ATT_N_REGIONS
} AttLanguageRegion;

/* @tag: a code of ISO 639 with two or three letters, perhaps with a country ("pt-BR"), or an English or own name; of
 * several the first. Returns: (transfer full): the same for all ways to name one; NULL: the tag says nothing (missing,
 * "und", "mul"). What is not known here is itself, its region unknown. */
char *att_language_read (const char *tag, AttLanguageRegion *region);

G_END_DECLS
