/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-progress.h"

#include <math.h>

typedef struct {
  AttProgress *progress;
  GThread *main_thread;
  guint n_changed;
} Fixture;

static void
changed_cb (AttProgress *progress, gpointer data)
{
  Fixture *fixture = data;

  g_assert_true (g_thread_self () == fixture->main_thread);
  fixture->n_changed++;
}

static gpointer
work (gpointer data)
{
  AttProgress *progress = data;

  for (guint i = 1; i <= 4000; i++)
    {
      att_progress_set (progress, i, 4000);
      if (i % 4 == 0)
        g_usleep (200);
    }
  return NULL;
}

static void
test_few_notifications_on_main (void)
{
  g_autoptr (AttProgress) progress = att_progress_new ();
  Fixture fixture = { progress, g_thread_self (), 0 };
  GThread *thread;

  g_signal_connect (progress, "changed", G_CALLBACK (changed_cb), &fixture);
  att_progress_begin (progress);
  thread = g_thread_new ("work", work, progress);
  while (att_progress_get_done (progress) < 4000 || fixture.n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_message ("%u notifications for 4000 steps", fixture.n_changed);
  g_assert_cmpuint (fixture.n_changed, >=, 1);
  g_assert_cmpuint (fixture.n_changed, <, 200);
  g_assert_cmpfloat (att_progress_get_fraction (progress), ==, 1.0);
}

static void
test_time_left (void)
{
  g_autoptr (AttProgress) progress = att_progress_new ();
  double left;

  att_progress_begin (progress);
  g_assert_cmpfloat (att_progress_get_left (progress), ==, -1);
  for (guint i = 0; i <= 10; i++)
    {
      att_progress_set (progress, i, 40);
      g_usleep (100 * 1000);
    }
  left = att_progress_get_left (progress); /* 30 steps of a tenth of a second */
  g_test_message ("left %.2f s, true 3.0 s", left);
  g_assert_cmpfloat (left, >, 1.5);
  g_assert_cmpfloat (left, <, 8);
}

static gint64
simulated_cb (gpointer user_data)
{
  return *(gint64 *) user_data;
}

/* Tracks of one to twenty minutes, the long ones last: what is left is told by the work, within a quarter of the truth
 * from 2 % on. */
static void
test_time_left_by_work (void)
{
  g_autoptr (AttProgress) progress = att_progress_new ();
  const int n = 2000;
  gint64 now = 1;
  double total = 0, done = 0;

  for (int i = 0; i < n; i++)
    total += 60 + i * 0.57;
  att_progress_set_clock (progress, simulated_cb, &now);
  att_progress_begin (progress);
  att_progress_set_work (progress, 0, total);
  att_progress_set (progress, 0, n);
  for (int i = 0; i < n; i++)
    {
      double left, truth;

      done += 60 + i * 0.57;
      now = 1 + done * 2500 * (1 + 0.2 * g_test_rand_double_range (-1, 1) / (i + 1)); /* 400 times real time, a little noise */
      att_progress_set_work (progress, done, total);
      att_progress_set (progress, i + 1, n);
      left = att_progress_get_left (progress);
      truth = (total - done) * 2500 / G_USEC_PER_SEC;
      if (done < 0.02 * total)
        g_assert_cmpfloat (left, ==, -1);
      else
        g_assert_cmpfloat (fabs (left - truth), <=, 0.25 * truth + 0.5);
    }
  g_assert_cmpfloat (att_progress_get_left (progress), ==, 0);
  g_assert_cmpfloat (att_progress_get_fraction (progress), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/progress/few-notifications-on-main", test_few_notifications_on_main);
  g_test_add_func ("/core/progress/time-left", test_time_left);
  g_test_add_func ("/core/progress/time-left-by-work", test_time_left_by_work);
  return g_test_run ();
}
