/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-country.h - what a tag says about the country that a track is from
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* roughly, by whose music is near */
typedef enum {
  ATT_COUNTRIES_UNKNOWN,
  ATT_COUNTRIES_NORTH_AMERICA,
  ATT_COUNTRIES_LATIN_AMERICA, /* with the Caribbean */
  ATT_COUNTRIES_WEST_EUROPE,
  ATT_COUNTRIES_EAST_EUROPE,
  ATT_COUNTRIES_MIDDLE_EAST,   /* with northern Africa and central Asia */
  ATT_COUNTRIES_AFRICA,
  ATT_COUNTRIES_SOUTH_ASIA,
  ATT_COUNTRIES_EAST_ASIA,
  ATT_COUNTRIES_SOUTH_EAST_ASIA,
  ATT_COUNTRIES_OCEANIA,
} AttCountryRegion;

/* @tag: a code of ISO 3166 with two letters, as MusicBrainz has them too, or the English name of one that much music comes
 * from; of several the first. Returns: (transfer full): the same for all ways to name one; NULL: the tag says nothing
 * (missing, or "worldwide"). What is not known here is itself, its region unknown. */
char *att_country_read (const char *tag, AttCountryRegion *region);

G_END_DECLS
