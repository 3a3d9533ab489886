/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-text.h"

static void
test_fold (void)
{
  static const struct { const char *text, *folded; } cases[] = {
    { "Sigur Rós", "sigur ros" },
    { "Łąki Łan", "laki lan" },
    { "STRASSE", "strasse" },
    { "Straße", "strasse" },
    { "Motörhead", "motorhead" },
    { "  AC/DC -- Live! ", "ac dc live" },
    { "Don't", "dont" },
    { "Don’t", "dont" },
    { "王菲", "王菲" },
    { "アイドル", "アイドル" },
    { "아이유", "아이유" },
    { "فيروز", "فيروز" },
    { "ﬁne", "fine" },
    { "Мумий Тролль", "мумии тролль" },
    { "...", "" },
    { "", "" },
    { NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = att_text_fold (cases[i].text);
      g_autofree char *again = att_text_fold (folded);

      g_assert_cmpstr (folded, ==, cases[i].folded);
      g_assert_cmpstr (again, ==, folded); /* folding twice changes nothing */
    }
}

static void
test_fold_bad_utf8 (void)
{
  g_autofree char *folded = att_text_fold ("a\xff\xfe b");

  g_assert_true (g_utf8_validate (folded, -1, NULL));
}

static void
test_words (void)
{
  g_auto (GStrv) words = att_text_words ("The  Köln (Concert)");
  g_auto (GStrv) none = att_text_words (" - ");
  g_autofree char *joined = g_strjoinv ("|", words);

  g_assert_cmpstr (joined, ==, "the|koln|concert");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/text/fold", test_fold);
  g_test_add_func ("/core/text/fold-bad-utf8", test_fold_bad_utf8);
  g_test_add_func ("/core/text/words", test_words);
  return g_test_run ();
}
