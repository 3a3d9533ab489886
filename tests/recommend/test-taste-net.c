/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * genre-net: from a listener's genres to items
 */
#include "config.h"

#include <math.h>

#include "att-random.h"
#include "att-taste-net.h"

#define N_ITEMS 60
#define N_GENRES 4

typedef struct {
  AttCsr *users, *content;
} Data;

/* Item i is of genre i % 4, in part of the next too. Users listen to one genre, most to its first items; nobody to the
 * last item. */
static Data
make (guint n_users)
{
  g_autoptr (GArray) plays = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  g_autoptr (GArray) genres = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  AttRandom random;

  att_random_init (&random, 5);
  for (guint i = 0; i < N_ITEMS; i++)
    {
      const AttCsrEntry main = { i, i % N_GENRES, 3 }, other = { i, (i + 1) % N_GENRES, 1 };

      g_array_append_val (genres, main);
      g_array_append_val (genres, other);
    }
  for (guint u = 0; u < n_users; u++)
    for (guint i = u % N_GENRES; i + 1 < N_ITEMS; i += N_GENRES)
      if (att_random_below (&random, N_ITEMS) > i)
        {
          const AttCsrEntry entry = { u, i, 1 };

          g_array_append_val (plays, entry);
        }
  return (Data) { att_csr_new (n_users, N_ITEMS, (AttCsrEntry *) plays->data, plays->len),
                  att_csr_new (N_ITEMS, N_GENRES, (AttCsrEntry *) genres->data, genres->len) };
}

static void
clear (Data *data)
{
  att_csr_free (data->users);
  att_csr_free (data->content);
}

static void
test_learns (void)
{
  Data data = make (120);
  g_autoptr (AttTasteNet) net = att_taste_net_train (data.users, data.content, 1, NULL);
  g_autoptr (AttTasteNet) again = att_taste_net_train (data.users, data.content, 1, NULL);
  float scores[N_ITEMS], repeated[N_ITEMS];

  g_assert_nonnull (net);
  for (guint g = 0; g < N_GENRES; g++)
    {
      float genres[N_GENRES] = { 0 };
      double sum = 0, others = 0;

      genres[g] = 7; /* how much is no matter */
      att_taste_net_score (net, scores, genres);
      att_taste_net_score (again, repeated, genres);
      for (guint i = 0; i + 1 < N_ITEMS; i++)
        {
          if (isnan (scores[i])) /* what nobody happens to listen to */
            continue;
          g_assert_cmpfloat (scores[i], ==, repeated[i]);
          sum += exp (scores[i]);
          others += i % N_GENRES != g ? exp (scores[i]) : 0;
        }
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-3);
      g_assert_cmpfloat (others, <, 0.25);
      g_assert_cmpfloat (scores[g], >, scores[48 + g]); /* what many play, before what few do */
      g_assert_true (isnan (scores[N_ITEMS - 1]));
    }
  clear (&data);
}

static void
test_genres (void)
{
  Data data = make (40);
  const guint32 items[] = { 0, 5 };
  float genres[N_GENRES];

  att_taste_net_genres (data.content, genres, items, 2);
  g_assert_cmpfloat_with_epsilon (genres[0], 0.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (genres[1], 0.25 + 0.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (genres[2], 0.25, 1e-6);
  g_assert_cmpfloat (genres[3], ==, 0);
  clear (&data);
}

static void
test_abstains (void)
{
  const float nothing[N_GENRES] = { 0 };
  float scores[N_ITEMS];
  Data few = make (10), data = make (60), empty = make (30);
  g_autoptr (AttTasteNet) net = att_taste_net_train (data.users, data.content, 1, NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  AttCsr *silent = att_csr_new (30, N_ITEMS, NULL, 0);

  g_assert_null (att_taste_net_train (few.users, few.content, 1, NULL));
  g_assert_null (att_taste_net_train (silent, empty.content, 1, NULL));
  g_cancellable_cancel (cancelled);
  g_assert_null (att_taste_net_train (data.users, data.content, 1, cancelled));
  att_taste_net_score (net, scores, nothing);
  for (guint i = 0; i < N_ITEMS; i++)
    g_assert_true (isnan (scores[i]));
  att_csr_free (silent);
  clear (&few);
  clear (&data);
  clear (&empty);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/taste-net/learns", test_learns);
  g_test_add_func ("/taste-net/genres", test_genres);
  g_test_add_func ("/taste-net/abstains", test_abstains);
  return g_test_run ();
}
