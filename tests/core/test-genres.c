/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-genres.h"

#include "att-text.h"

static void
test_table (void)
{
  const int n = att_genres_get_n ();

  g_assert_cmpint (n, >=, 70);
  g_assert_cmpint (n, <=, 120);
  for (int i = 0; i < n; i++)
    {
      const AttGenre *genre = att_genres_get (i);
      g_autofree char *key = att_text_fold (genre->name);
      int depth = 0;

      g_assert_cmpint (genre->index, ==, i);
      g_assert_cmpstr (genre->key, ==, key);
      g_assert_true (att_genres_lookup (genre->name) == genre); /* no synonym hides a name */
      for (int parent = genre->parent; parent >= 0; parent = att_genres_get (parent)->parent)
        g_assert_cmpint (++depth, <, 4); /* no circle */
    }
}

static void
test_lookup (void)
{
  static const struct { const char *tag, *name; } cases[] = {
    { "Hip Hop", "Hip-Hop" }, { "hiphop", "Hip-Hop" }, { "Hip-Hop/Rap", "Hip-Hop" }, { "HIP-HOP", "Hip-Hop" },
    { "rap", "Rap" }, { "RnB", "R&B" }, { "R & B", "R&B" }, { "r'n'b", "R&B" },
    { "Drum'n'Bass", "Drum & Bass" }, { "Drum and Bass", "Drum & Bass" }, { "D&B", "Drum & Bass" },
    { "(17)", "Rock" }, { "17", "Rock" }, { "(17)Rock", "Rock" }, { "(8)", "Jazz" }, { "80", "Folk" }, { "191", NULL },
    { "(189)", "Dubstep" }, { "192", NULL }, { "999999999999999999999", NULL }, { "(12)", NULL }, { "(", NULL },
    { "French House", "House" }, { "Finnish Doom Metal", "Doom Metal" }, { "Icelandic post-rock", "Post-Rock" },
    { "Techno; House", "Techno" }, { "Jazz, Blues", "Jazz" }, { "Folk Metal", "Metal" },
    { "Indian Classical", "Indian" }, { "Alternative Rock", "Alternative" }, { "Game", "Video Game Music" },
    { "  Jazz ", "Jazz" }, { "JÁZZ", "Jazz" }, { "Rocksteady", "Reggae" }, { "Rockery", NULL },
    { "", NULL }, { NULL, NULL }, { "other", NULL }, { "Unknown", NULL }, { "\xff\xfe", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AttGenre *genre = att_genres_lookup (cases[i].tag);

      g_test_message ("case %zu", i);
      g_assert_cmpstr (genre != NULL ? genre->name : NULL, ==, cases[i].name);
    }
}

static void
test_similarity (void)
{
  static const struct { const char *a, *b; double similarity; } cases[] = {
    { "Jazz", "jazz music", 1 },
    { "Rap", "Hip-Hop", 0.5 },            /* near-synonyms */
    { "Bebop", "Jazz", 0.5 },             /* child and parent */
    { "Bebop", "Swing", 0.5 },            /* one parent */
    { "Bebop", "Techno", 0 },
    { "Rock", "Jazz", 0 },                /* both without a parent */
    { "no such genre", "Jazz", 0 },
    { "no such genre", "no such genre", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AttGenre *a = att_genres_lookup (cases[i].a), *b = att_genres_lookup (cases[i].b);

      g_assert_cmpfloat (att_genres_similarity (a, b), ==, cases[i].similarity);
      g_assert_cmpfloat (att_genres_similarity (b, a), ==, cases[i].similarity);
    }
  g_assert_cmpint (att_genres_lookup ("rap")->cls, ==, att_genres_lookup ("hip-hop")->cls);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/genres/table", test_table);
  g_test_add_func ("/core/genres/lookup", test_lookup);
  g_test_add_func ("/core/genres/similarity", test_similarity);
  return g_test_run ();
}
