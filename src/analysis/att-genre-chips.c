/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-chips.h"

#include <string.h>

#define EPSILON 1e-9 /* sums of the same chances in another order */

typedef struct {
  const char *name;
  int depth; /* 0: no parent */
  double p;
} Sum;

static void
add (GArray *sums, const char *name, int depth, double p)
{
  Sum sum = { name, depth, p };

  for (guint i = 0; i < sums->len; i++)
    if (g_str_equal (g_array_index (sums, Sum, i).name, name))
      {
        g_array_index (sums, Sum, i).p += p;
        return;
      }
  g_array_append_val (sums, sum);
}

static const AttGenre *
parent_of (const AttGenre *genre)
{
  return genre->parent >= 0 ? att_genres_get (genre->parent) : NULL;
}

const AttGenre *
att_genre_root (const AttGenre *genre)
{
  while (genre != NULL && parent_of (genre) != NULL)
    genre = parent_of (genre);
  return genre;
}

static int
depth_of (const AttGenre *genre)
{
  int depth = 0;

  while ((genre = parent_of (genre)) != NULL)
    depth++;
  return depth;
}

/* narrowest first, of those the likeliest */
static int
compare_sure (gconstpointer a, gconstpointer b)
{
  const Sum *x = a, *y = b;
  const gboolean x_sure = x->p >= ATT_GENRE_SHOWN_P - EPSILON, y_sure = y->p >= ATT_GENRE_SHOWN_P - EPSILON;

  if (x_sure != y_sure)
    return x_sure ? -1 : 1;
  if (x_sure && x->depth != y->depth)
    return x->depth > y->depth ? -1 : 1;
  if (!x_sure && (x->depth == 0) != (y->depth == 0))
    return x->depth == 0 ? -1 : 1;
  return x->p > y->p ? -1 : x->p < y->p ? 1 : strcmp (x->name, y->name);
}

gsize
att_genre_settle (const GArray *guesses, AttGenreChip *chips)
{
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (Sum));
  gsize n = 0;

  for (guint g = 0; g < guesses->len; g++)
    {
      const AttGenreGuess *guess = &g_array_index (guesses, AttGenreGuess, g);
      const AttGenre *genre = att_genres_lookup (guess->genre);

      if (genre == NULL)
        add (sums, guess->genre, 0, guess->p);
      for (; genre != NULL; genre = parent_of (genre))
        add (sums, genre->name, depth_of (genre), guess->p);
    }
  g_array_sort (sums, compare_sure);
  for (; n < MIN (sums->len, ATT_GENRE_SETTLED_MAX); n++)
    {
      const Sum *sum = &g_array_index (sums, Sum, n);
      const gboolean sure = sum->p >= ATT_GENRE_SHOWN_P - EPSILON;

      if (n > 0 && (g_array_index (sums, Sum, 0).p >= ATT_GENRE_SHOWN_P - EPSILON || sum->depth > 0 || sure))
        break;
      chips[n] = (AttGenreChip){ sum->name, CLAMP (sum->p, 0, 1) };
    }
  return n;
}
