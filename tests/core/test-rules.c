/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-rules.h"

static void
test_round_trip (void)
{
  static const char text[] = "match any\n"
                             "title contains rain on  me\n"
                             "artist is-not Sigur Rós\n"
                             "album begins-with The \"Best\" of; 100%\n"
                             "genre contains-not jazz\n"
                             "year at-least 1970\n"
                             "rating at-most 3.5\n"
                             "loved is no\n"
                             "plays is 0\n"
                             "last-played not-in-last 90\n"
                             "added in-last 30\n"
                             "length at-most 5.25\n"
                             "bpm is-not 120\n"
                             "limit 90 minutes\n"
                             "order last-played descending\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (AttRules) rules = att_rules_parse (text, &error);
  g_autofree char *back = NULL;
  const AttRule *rule;

  g_assert_no_error (error);
  g_assert_true (rules->any);
  g_assert_cmpuint (rules->rules->len, ==, 12);
  rule = g_ptr_array_index (rules->rules, 0);
  g_assert_cmpint (rule->field, ==, ATT_RULE_TITLE);
  g_assert_cmpint (rule->comparison, ==, ATT_RULE_CONTAINS);
  g_assert_cmpstr (rule->text, ==, "rain on  me");
  rule = g_ptr_array_index (rules->rules, 5);
  g_assert_cmpfloat (rule->number, ==, 3.5);
  g_assert_cmpuint (rules->limit, ==, 90);
  g_assert_true (rules->limit_minutes);
  g_assert_cmpint (rules->sort, ==, ATT_SORT_LAST_PLAYED);
  g_assert_true (rules->descending);
  back = att_rules_to_text (rules);
  g_assert_cmpstr (back, ==, text);
}

static void
test_written (void)
{
  g_autoptr (AttRules) rules = att_rules_new (), back = NULL;
  g_autofree char *text = NULL;

  att_rules_add (rules, ATT_RULE_TITLE, ATT_RULE_IS, " two\nlines ", 0);
  att_rules_add (rules, ATT_RULE_ARTIST, ATT_RULE_IS, "  ", 0); /* not filled in */
  att_rules_add (rules, ATT_RULE_LENGTH, ATT_RULE_AT_LEAST, NULL, 0.1);
  text = att_rules_to_text (rules);
  g_assert_cmpstr (text, ==, "match all\ntitle is two lines\nlength at-least 0.1\n");
  back = att_rules_parse (text, NULL);
  g_assert_cmpuint (back->rules->len, ==, 2);
  att_rules_free (g_steal_pointer (&back));
  back = att_rules_parse ("", NULL); /* every track */
  g_assert_cmpuint (back->rules->len, ==, 0);
}

static void
test_broken (void)
{
  static const char *const lines[] = {
    "nonsense", "title", "title is", "title at-least 3", "year contains 3", "year is x", "year is -1", "year is 1e99",
    "year is nan", "loved is perhaps", "loved is-not yes", "colour is red", "match some", "limit 0 songs",
    "limit 3 hours", "limit -3 songs", "order title", "order title upwards", "order colour ascending",
    "added is 3", "match all all",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strconcat ("match all\n", lines[i], "\n", NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (att_rules_parse (text, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_nonnull (g_strstr_len (error->message, -1, "line 2"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/rules/round-trip", test_round_trip);
  g_test_add_func ("/core/rules/written", test_written);
  g_test_add_func ("/core/rules/broken", test_broken);
  return g_test_run ();
}
