/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-clock.h"

static void
test_parse (void)
{
  gint64 at = 0;

  g_assert_true (att_clock_parse ("1700000000", &at));
  g_assert_cmpint (at, ==, 1700000000);
  g_assert_true (att_clock_parse ("2023-11-14T22:13:20Z", &at));
  g_assert_cmpint (at, ==, 1700000000);
  g_assert_true (att_clock_parse ("2023-11-14 23:13:20+01:00", &at));
  g_assert_cmpint (at, ==, 1700000000);
  g_assert_true (att_clock_parse ("2023-11-14 22:13", &at));
  g_assert_false (att_clock_parse ("yesterday", &at));
  g_assert_false (att_clock_parse ("", &at));
}

static void
test_fixed (void)
{
  AttClock fixed = { 12345 }, real = { 0 };

  g_assert_cmpint (att_clock_now (&fixed), ==, 12345);
  g_assert_cmpint (att_clock_now (&real), >, 1700000000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/clock/parse", test_parse);
  g_test_add_func ("/core/clock/fixed", test_fixed);
  return g_test_run ();
}
