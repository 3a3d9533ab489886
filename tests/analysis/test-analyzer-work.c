/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time left, told to a run with two workers that takes as long as real files took.
 */
#include "att-analyzer-work.h"

#include <math.h>
#include <string.h>

#include "att-analyzer.h"
#include "att-progress.h"

/* real files: how long they play, and CPU seconds of an excerpt and of the whole */
typedef struct { const char *ending; double seconds, excerpt_s, whole_s; } Timing;

static const Timing timings[] = {
  { ".aiff", 24, 0.031, 0.026 }, { ".aiff", 59, 0.062, 0.064 }, { ".aiff", 70, 0.038, 0.070 },
  { ".aiff", 73, 0.040, 0.083 }, { ".aiff", 180, 0.037, 0.181 }, { ".flac", 35, 0.107, 0.065 },
  { ".flac", 69, 0.071, 0.122 }, { ".flac", 92, 0.065, 0.157 }, { ".flac", 112, 0.050, 0.172 },
  { ".flac", 179, 0.064, 0.320 }, { ".flac", 207, 0.066, 0.367 }, { ".flac", 229, 0.075, 0.456 },
  { ".flac", 327, 0.065, 0.551 }, { ".m4a", 21, 0.268, 0.057 }, { ".m4a", 44, 0.098, 0.091 },
  { ".m4a", 56, 0.124, 0.117 }, { ".m4a", 96, 0.076, 0.200 }, { ".m4a", 97, 0.081, 0.185 },
  { ".m4a", 191, 0.099, 0.338 }, { ".m4a", 224, 0.100, 0.393 }, { ".m4a", 277, 0.115, 0.634 },
  { ".mp3", 15, 0.042, 0.037 }, { ".mp3", 15, 0.034, 0.035 }, { ".mp3", 15, 0.038, 0.037 },
  { ".mp3", 15, 0.038, 0.038 }, { ".mp3", 15, 0.039, 0.040 }, { ".mp3", 24, 0.070, 0.062 },
  { ".mp3", 72, 0.074, 0.156 }, { ".mp3", 73, 0.079, 0.177 }, { ".mp3", 95, 0.069, 0.212 },
  { ".mp3", 149, 0.070, 0.304 }, { ".mp3", 180, 0.073, 0.373 }, { ".mp3", 209, 0.078, 0.411 },
  { ".mp3", 249, 0.057, 0.407 }, { ".mp3", 267, 0.066, 0.490 }, { ".mp3", 317, 0.082, 0.707 },
  { ".mp3", 3159, 0.046, 4.639 }, { ".mp3", 3441, 0.052, 5.044 }, { ".mp3", 3738, 0.051, 5.598 },
  { ".mp3", 4621, 0.046, 6.246 }, { ".ogg", 20, 0.056, 0.062 }, { ".ogg", 44, 0.138, 0.143 },
  { ".ogg", 66, 0.092, 0.200 }, { ".ogg", 73, 0.089, 0.186 }, { ".ogg", 79, 0.070, 0.169 },
  { ".ogg", 93, 0.089, 0.257 }, { ".ogg", 112, 0.104, 0.429 }, { ".ogg", 135, 0.152, 0.584 },
  { ".ogg", 154, 0.099, 0.412 }, { ".ogg", 184, 0.102, 0.437 }, { ".ogg", 207, 0.108, 0.593 },
  { ".ogg", 218, 0.106, 0.662 }, { ".ogg", 236, 0.110, 0.744 }, { ".ogg", 257, 0.095, 0.607 },
  { ".ogg", 300, 0.088, 0.810 }, { ".ogg", 410, 0.099, 1.151 }, { ".opus", 25, 0.173, 0.183 },
  { ".opus", 70, 0.202, 0.341 }, { ".opus", 85, 0.236, 0.648 }, { ".opus", 135, 0.211, 0.863 },
  { ".opus", 144, 0.177, 0.816 }, { ".opus", 217, 0.229, 1.464 }, { ".opus", 249, 0.222, 1.575 },
  { ".opus", 613, 0.216, 3.757 }, { ".wav", 24, 0.029, 0.026 }, { ".wav", 59, 0.063, 0.060 },
  { ".wav", 70, 0.031, 0.049 }, { ".wav", 73, 0.026, 0.065 }, { ".wav", 180, 0.030, 0.167 },
  { ".wma", 24, 0.050, 0.050 }, { ".wma", 59, 0.103, 0.070 }, { ".wma", 70, 0.041, 0.078 },
  { ".wma", 73, 0.045, 0.116 }, { ".wma", 180, 0.058, 0.246 }, { ".wv", 59, 0.239, 0.223 },
  { ".wv", 70, 0.118, 0.264 }, { ".wv", 73, 0.127, 0.224 },
};

#define N_TIMES 40 /* each of them */
#define N_WORKERS 2

typedef struct { const Timing *timing; gboolean excerpt; } Item;

static gint64
simulated_cb (gpointer now)
{
  return *(double *) now * G_USEC_PER_SEC;
}

static double
work_of (const Item *item)
{
  g_autofree char *path = g_strconcat ("/music/a", item->timing->ending, NULL);

  return att_analyzer_work (path, 1000 * item->timing->seconds, item->excerpt);
}

static int
compare_timings (gconstpointer a, gconstpointer b, gpointer order)
{
  const Timing *x = *(const Timing *const *) a, *y = *(const Timing *const *) b;
  const int by = strchr (order, 'f') ? strcmp (x->ending, y->ending) : (int) (x->seconds - y->seconds);

  return strchr (order, '-') ? -by : by;
}

/* @order: "" as it comes; "f" one format after the other, "l" the short tracks first; with "-" the other way round */
static GArray *
make_items (const char *order)
{
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  for (guint i = 0; i < N_TIMES * G_N_ELEMENTS (timings); i++)
    g_ptr_array_add (tracks, (gpointer) &timings[i * 29 % G_N_ELEMENTS (timings)]);
  if (*order != '\0')
    g_ptr_array_sort_with_data (tracks, compare_timings, (gpointer) order);
  for (int excerpt = 1; excerpt >= 0; excerpt--)
    for (guint i = 0; i < tracks->len; i++)
      {
        const Timing *timing = g_ptr_array_index (tracks, i);
        Item item = { timing, excerpt };

        if (!excerpt || timing->seconds >= 2 * ATT_ANALYZER_EXCERPT_S)
          g_array_append_val (items, item);
      }
  return items;
}

typedef struct { double at, left; } Told;

/* the largest share by which the time told after the first 2 % was off */
static double
run (const char *order)
{
  g_autoptr (AttProgress) progress = att_progress_new ();
  g_autoptr (GArray) items = make_items (order), told = g_array_new (FALSE, FALSE, sizeof (Told));
  int at_work[N_WORKERS];
  double ends[N_WORKERS], now = 0, work = 0, done = 0, worst = 0;
  guint n_given = 0;

  for (guint i = 0; i < items->len; i++)
    work += work_of (&g_array_index (items, Item, i));
  att_progress_set_clock (progress, simulated_cb, &now);
  att_progress_begin (progress);
  att_progress_set_work (progress, 0, work);
  att_progress_set (progress, 0, items->len);
  for (int w = 0; w < N_WORKERS; w++)
    at_work[w] = -1;
  for (guint n_done = 0; n_done < items->len;)
    {
      int first = 0;

      for (int w = 0; w < N_WORKERS; w++)
        {
          if (at_work[w] < 0 && n_given < items->len)
            {
              const Item *item = &g_array_index (items, Item, n_given);

              at_work[w] = n_given++;
              ends[w] = now + (item->excerpt ? item->timing->excerpt_s : item->timing->whole_s);
            }
          if (at_work[w] >= 0 && (at_work[first] < 0 || ends[w] < ends[first]))
            first = w;
        }
      now = ends[first];
      done += work_of (&g_array_index (items, Item, at_work[first]));
      at_work[first] = -1;
      att_progress_set_work (progress, done, work);
      att_progress_set (progress, ++n_done, items->len);
      g_array_append_vals (told, &(Told){ now, att_progress_get_left (progress) }, 1);
    }
  for (guint i = 0; i < told->len; i++)
    {
      const Told *one = &g_array_index (told, Told, i);
      const double truth = now - one->at;

      if (one->left < 0)
        g_assert_cmpfloat (one->at, <, 0.03 * now); /* 2 % of the work */
      else if (truth > 60) /* then two long files at work are a large part; the window says "under a minute" */
        worst = MAX (worst, fabs (one->left - truth) / truth);
    }
  g_test_message ("order \"%s\": %u tracks and excerpts, %.0f s, at most %.0f %% off", order, items->len, now, 100 * worst);
  return worst;
}

static void
test_time_left (void)
{
  static const char *const orders[] = { "", "f", "f-", "l", "l-" };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_assert_cmpfloat (run (orders[i]), <=, 0.25);
}

static void
test_laws (void)
{
  g_assert_cmpfloat (att_analyzer_work ("/a/b.mp3", 0, FALSE), ==, att_analyzer_work ("/a/b", 228000, FALSE));
  g_assert_cmpfloat (att_analyzer_work ("/a/b.Opus", 60000, FALSE), >, 2 * att_analyzer_work ("/a/b.mp3", 60000, FALSE));
  g_assert_cmpfloat (att_analyzer_work ("/a/b.mp3", 30000, FALSE), ==, att_analyzer_work ("/a/b.mp3", 7200000, TRUE));
  g_assert_cmpfloat (att_analyzer_work ("/a/b.mp3", 1, TRUE), >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/analyzer-work/time-left", test_time_left);
  g_test_add_func ("/analysis/analyzer-work/laws", test_laws);
  return g_test_run ();
}
