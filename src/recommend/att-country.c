/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-country.h"

#include <string.h>

#include "att-text.h"

/* what was one country once stays with its neighbours: su, yu, cs, xc (Czechoslovakia), xg (East Germany); xe: Europe */
static const struct { const char *codes; AttCountryRegion region; } regions[] = {
  { " us ca gl bm pm ", ATT_COUNTRIES_NORTH_AMERICA },
  { " mx gt bz sv hn ni cr pa cu jm ht do pr bs bb tt gd lc vc ag dm kn ky tc vg vi ai ms mq gp bl mf sx aw cw bq an co ve"
    " gy sr gf ec pe bo br py uy ar cl fk ", ATT_COUNTRIES_LATIN_AMERICA },
  { " gb ie im je gg fr mc be nl lu de xg at ch li it sm va mt es ad gi pt dk fo no sj se fi ax is gr cy xe ",
    ATT_COUNTRIES_WEST_EUROPE },
  { " pl cz xc sk hu ro md bg si hr ba rs me cs yu mk al xk ee lv lt by ua ru su ", ATT_COUNTRIES_EAST_EUROPE },
  { " tr il ps lb sy jo iq ir sa ye om ae qa bh kw eg ly tn dz ma eh sd am ge az kz uz tm kg tj af ",
    ATT_COUNTRIES_MIDDLE_EAST },
  { " mr ml ne td sn gm gw gn sl lr ci gh tg bj bf ng cm cf gq ga cg cd st cv ao zm zw mw mz na bw za ls sz mg km sc mu re yt"
    " ss et er dj so ke ug rw bi tz sh ", ATT_COUNTRIES_AFRICA },
  { " in pk bd np bt lk mv ", ATT_COUNTRIES_SOUTH_ASIA },
  { " jp cn tw hk mo kr kp mn ", ATT_COUNTRIES_EAST_ASIA },
  { " th vn la kh mm my sg id ph bn tl ", ATT_COUNTRIES_SOUTH_EAST_ASIA },
  { " au nz pg fj sb vu nc pf ws as to tv ki nr pw fm mh mp gu ck nu tk wf nf ", ATT_COUNTRIES_OCEANIA },
};

static const struct { const char *name, *code; } names[] = {
  { "argentina", "ar" }, { "australia", "au" }, { "austria", "at" }, { "belgium", "be" }, { "brazil", "br" },
  { "canada", "ca" }, { "china", "cn" }, { "cuba", "cu" }, { "czech republic", "cz" }, { "denmark", "dk" },
  { "england", "gb" }, { "europe", "xe" }, { "finland", "fi" }, { "france", "fr" }, { "germany", "de" },
  { "great britain", "gb" }, { "greece", "gr" }, { "hungary", "hu" }, { "iceland", "is" }, { "india", "in" },
  { "ireland", "ie" }, { "israel", "il" }, { "italy", "it" }, { "jamaica", "jm" }, { "japan", "jp" },
  { "korea", "kr" }, { "mexico", "mx" }, { "netherlands", "nl" }, { "new zealand", "nz" }, { "nigeria", "ng" },
  { "norway", "no" }, { "poland", "pl" }, { "portugal", "pt" }, { "russia", "ru" }, { "scotland", "gb" },
  { "south africa", "za" }, { "south korea", "kr" }, { "soviet union", "su" }, { "spain", "es" }, { "sweden", "se" },
  { "switzerland", "ch" }, { "taiwan", "tw" }, { "the netherlands", "nl" }, { "turkey", "tr" }, { "uk", "gb" },
  { "ukraine", "ua" }, { "united kingdom", "gb" }, { "united states", "us" }, { "united states of america", "us" },
  { "usa", "us" }, { "wales", "gb" },
};

static const char *const nothing[] = { "", "xw", "xx", "zz", "worldwide", "international", "unknown", NULL };

char *
att_country_read (const char *tag, AttCountryRegion *region)
{
  g_auto (GStrv) parts = g_strsplit_set (tag != NULL ? tag : "", ";,/|", 2);
  g_autofree char *folded = att_text_fold (parts[0] != NULL ? parts[0] : "");
  g_autofree char *word = NULL;
  const char *code = folded;

  *region = ATT_COUNTRIES_UNKNOWN;
  if (g_strv_contains (nothing, folded))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].name, folded))
      code = names[i].code;
  word = g_strconcat (" ", code, " ", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (regions) && strlen (code) == 2; i++)
    if (strstr (regions[i].codes, word) != NULL)
      *region = regions[i].region;
  return g_strdup (code);
}
