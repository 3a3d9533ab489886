/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-language.h"

#include <string.h>

#include "att-text.h"

/* codes and names between spaces, the first stands for all */
static const struct { const char *names; AttLanguageRegion region; } languages[] = {
  { " eng en english ", ATT_REGION_EUROPE },
  { " deu ger de german deutsch ", ATT_REGION_EUROPE },
  { " fra fre fr french francais ", ATT_REGION_EUROPE },
  { " spa es spanish espanol castellano ", ATT_REGION_EUROPE },
  { " por pt portuguese portugues ", ATT_REGION_EUROPE },
  { " ita it italian italiano ", ATT_REGION_EUROPE },
  { " lat la latin ", ATT_REGION_EUROPE },
  { " nld dut nl dutch nederlands ", ATT_REGION_EUROPE },
  { " swe sv swedish svenska ", ATT_REGION_EUROPE },
  { " nor no nob nb nno nn norwegian norsk ", ATT_REGION_EUROPE },
  { " dan da danish dansk ", ATT_REGION_EUROPE },
  { " fin fi finnish suomi ", ATT_REGION_EUROPE },
  { " isl ice is icelandic ", ATT_REGION_EUROPE },
  { " pol pl polish polski ", ATT_REGION_EUROPE },
  { " ces cze cs czech ", ATT_REGION_EUROPE },
  { " hun hu hungarian magyar ", ATT_REGION_EUROPE },
  { " ron rum ro romanian ", ATT_REGION_EUROPE },
  { " ell gre el greek ", ATT_REGION_EUROPE },
  { " rus ru russian ", ATT_REGION_EUROPE },
  { " ukr uk ukrainian ", ATT_REGION_EUROPE },
  { " srp sr serbian ", ATT_REGION_EUROPE },
  { " hrv hr croatian ", ATT_REGION_EUROPE },
  { " cat ca catalan catala ", ATT_REGION_EUROPE },
  { " gle ga irish gaeilge ", ATT_REGION_EUROPE },
  { " jpn ja japanese ", ATT_REGION_EAST_ASIA },
  { " zho chi zh cmn chinese mandarin ", ATT_REGION_EAST_ASIA },
  { " yue cantonese ", ATT_REGION_EAST_ASIA },
  { " kor ko korean ", ATT_REGION_EAST_ASIA },
  { " hin hi hindi ", ATT_REGION_SOUTH_ASIA },
  { " ben bn bengali ", ATT_REGION_SOUTH_ASIA },
  { " tam ta tamil ", ATT_REGION_SOUTH_ASIA },
  { " tel te telugu ", ATT_REGION_SOUTH_ASIA },
  { " urd ur urdu ", ATT_REGION_SOUTH_ASIA },
  { " pan pa punjabi ", ATT_REGION_SOUTH_ASIA },
  { " ind id indonesian ", ATT_REGION_SOUTH_EAST_ASIA },
  { " msa may ms malay ", ATT_REGION_SOUTH_EAST_ASIA },
  { " tha th thai ", ATT_REGION_SOUTH_EAST_ASIA },
  { " vie vi vietnamese ", ATT_REGION_SOUTH_EAST_ASIA },
  { " fil tgl tl tagalog filipino ", ATT_REGION_SOUTH_EAST_ASIA },
  { " ara ar arabic ", ATT_REGION_MIDDLE_EAST },
  { " fas per fa persian farsi ", ATT_REGION_MIDDLE_EAST },
  { " tur tr turkish turkce ", ATT_REGION_MIDDLE_EAST },
  { " heb he hebrew ", ATT_REGION_MIDDLE_EAST },
  { " swa sw swahili ", ATT_REGION_AFRICA },
  { " yor yo yoruba ", ATT_REGION_AFRICA },
  { " zul zu zulu ", ATT_REGION_AFRICA },
  { " wol wo wolof ", ATT_REGION_AFRICA },
  { " amh am amharic ", ATT_REGION_AFRICA },
  { " und mul unknown undetermined ", ATT_N_REGIONS }, /* no language */
};

char *
att_language_read (const char *tag, AttLanguageRegion *region)
{
  g_auto (GStrv) parts = g_strsplit_set (tag != NULL ? tag : "", ";,/|-_", 2);
  g_autofree char *folded = att_text_fold (parts[0] != NULL ? parts[0] : "");
  g_autofree char *word = g_strconcat (" ", folded, " ", NULL);

  *region = ATT_REGION_UNKNOWN;
  if (*folded == '\0')
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    if (strstr (languages[i].names, word) != NULL)
      {
        if (languages[i].region == ATT_N_REGIONS)
          return NULL;
        *region = languages[i].region;
        return g_strndup (languages[i].names + 1, strcspn (languages[i].names + 1, " "));
      }
  return g_steal_pointer (&folded);
}
