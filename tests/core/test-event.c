/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-event.h"

static void
test_complete_and_skip (void)
{
  static const struct { gint32 heard, length; AttEnding ending; gboolean complete, skip; } cases[] = {
    { 200000, 200000, ATT_ENDING_FINISHED, TRUE, FALSE },
    { 160000, 200000, ATT_ENDING_NEXT, TRUE, FALSE },  /* 80 % */
    { 159000, 200000, ATT_ENDING_NEXT, FALSE, FALSE },
    { 45000, 60000, ATT_ENDING_NEXT, TRUE, FALSE },    /* 15 s left */
    { 99000, 200000, ATT_ENDING_NEXT, FALSE, TRUE },
    { 100000, 200000, ATT_ENDING_NEXT, FALSE, FALSE }, /* half: neutral */
    { 1000, 10000, ATT_ENDING_NEXT, FALSE, TRUE },     /* short track: 9 s left is no complete play */
    { 5000, 200000, ATT_ENDING_STOPPED, FALSE, FALSE },
    { 5000, 200000, ATT_ENDING_REPLACED, FALSE, FALSE },
    { 200000, 200000, ATT_ENDING_ERROR, FALSE, FALSE },
    { 30000, 0, ATT_ENDING_FINISHED, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AttEvent) event = att_event_new (1, ATT_EVENT_PLAY, 1);

      event->heard_ms = cases[i].heard;
      event->length_ms = cases[i].length;
      event->ending = cases[i].ending;
      g_test_message ("case %zu", i);
      g_assert_cmpint (att_event_is_complete (event), ==, cases[i].complete);
      g_assert_cmpint (att_event_is_skip (event), ==, cases[i].skip);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/event/complete-and-skip", test_complete_and_skip);
  return g_test_run ();
}
