/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

static void
test_search (void)
{
  g_auto (TestStore) test = { 0 };
  AttScannedFile *file;

  test_store_init (&test);
  file = test_file ("/m/6", "Toccata", "Glenn Gould", "Partitas", "Klassik", 6);
  att_tags_add_credit (file->tags, ATT_ROLE_COMPOSER, "J. S. Bach", NULL, NULL, NULL);
  test_write (test.store, test_file ("/m/1", "Hoppípolla", "Sigur Rós", "Takk...", "Post-Rock", 1),
              test_file ("/m/2", "月亮代表我的心", "鄧麗君", "島國之情歌", NULL, 2),
              test_file ("/m/3", "100% Pure_Love", "Crystal Waters", "Storyteller", "House", 3),
              test_file ("/m/4", "Łąki Łan", "Łąki Łan", NULL, NULL, 4),
              test_file ("/m/5", "Straße", "AC/DC; The Rolling Stones", "Road", "Rock", 5), file,
              test_file ("/m/7", "%", "_", "!!!", NULL, 7), test_file ("/m/8", "Over Water", "Kites", "Water", NULL, 8),
              test_file ("/m/9 nameless.mp3", NULL, NULL, NULL, NULL, 9), NULL);

  test_assert_search (test.store, "hoppi", "Hoppípolla");           /* accents, parts of words */
  test_assert_search (test.store, "SIGUR ROS", "Hoppípolla");
  test_assert_search (test.store, "ros sigur takk", "Hoppípolla");   /* any order, across fields */
  test_assert_search (test.store, "sigur love", "");                 /* every word */
  test_assert_search (test.store, "月", "月亮代表我的心");             /* one character */
  test_assert_search (test.store, "代表", "月亮代表我的心");
  test_assert_search (test.store, "麗君 情歌", "月亮代表我的心");
  test_assert_search (test.store, "laki", "Łąki Łan");
  test_assert_search (test.store, "strasse", "Straße");
  test_assert_search (test.store, "ac/dc", "Straße");
  test_assert_search (test.store, "rolling", "Straße");              /* the second artist */
  test_assert_search (test.store, "bach", "Toccata");                /* the composer */
  test_assert_search (test.store, "100%", "100% Pure_Love");
  test_assert_search (test.store, "pure_love", "100% Pure_Love");
  test_assert_search (test.store, "%", "100% Pure_Love|%");          /* nothing but signs: as they are, no wildcards */
  test_assert_search (test.store, "_", "100% Pure_Love|%");
  test_assert_search (test.store, "!!!", "%");
  test_assert_search (test.store, "'; DROP TABLE tracks; --", "");
  test_assert_search (test.store, "nameless", "9 nameless");
  test_assert_search (test.store, "house", "100% Pure_Love");        /* the genre */
  test_assert_search (test.store, "post rock sigur", "Hoppípolla");
  test_assert_search (test.store, "classical", "Toccata");           /* the genre's merged name */
}

static void
test_search_order (void)
{
  g_auto (TestStore) test = { 0 };

  test_store_init (&test);
  test_write (test.store, test_file ("/m/1", "Anything", "Aaa", "The Water Album", NULL, 1),
              test_file ("/m/2", "Over Water", "Aaa", NULL, NULL, 2),
              test_file ("/m/3", "Water Music", "Aaa", NULL, NULL, 3),
              test_file ("/m/4", "Song", "Water", NULL, NULL, 4), test_file ("/m/5", "Water", "Zzz", NULL, NULL, 5),
              test_file ("/m/6", "Nothing", "Zzz", NULL, NULL, 6), NULL);
  test_assert_search (test.store, "water", "Water|Song|Water Music|Over Water|Anything");
  test_assert_query (test.store, &(AttTrackQuery) { .text = "water", .limit = 2, .offset = 1 }, "Song|Water Music");
  test_assert_query (test.store, &(AttTrackQuery) { .text = "  ", .sort = ATT_SORT_TITLE, .limit = 2 }, "Anything|Nothing");
}

/* names of artists with a letter too many, too few, another, two swapped */
static void
test_mistyped (void)
{
  g_auto (TestStore) test = { 0 };

  test_store_init (&test);
  test_write (test.store, test_file ("/m/1", "Creep", "Radiohead", "Pablo Honey", NULL, 1),
              test_file ("/m/2", "Jóga", "Björk", "Homogenic", NULL, 2),
              test_file ("/m/3", "Help!", "The Beatles", "Help!", NULL, 3),
              test_file ("/m/4", "Purple Haze", "Jimi Hendrix", "Experience", NULL, 4),
              test_file ("/m/5", "Kashmir", "Led Zeppelin; Jimmy Page", "Graffiti", NULL, 5),
              test_file ("/m/6", "月亮代表我的心", "鄧麗君", NULL, NULL, 6), NULL);

  test_assert_search (test.store, "Radiohaed", "Creep");
  test_assert_search (test.store, "radioha", "Creep");        /* before it is typed to its end */
  test_assert_search (test.store, "Bjork", "Jóga");
  test_assert_search (test.store, "bjrok", "Jóga");
  test_assert_search (test.store, "Beatels", "Help!");
  test_assert_search (test.store, "the beetles", "Help!");
  test_assert_search (test.store, "zepelin", "Kashmir");
  test_assert_search (test.store, "jimmi hendrx", "Purple Haze");  /* each word */
  test_assert_search (test.store, "creep radiohaed", "Creep");     /* a title beside it */
  test_assert_search (test.store, "radoihaedd", "");               /* three mistakes */
  test_assert_search (test.store, "bjo", "Jóga");
  test_assert_search (test.store, "bja", "");                      /* short words are as they are */
  test_assert_search (test.store, "keep", "");                     /* titles, too */
  test_assert_search (test.store, "鄧麗軍", "");
  test_assert_search (test.store, "ebatles", "Help!");
  test_assert_search (test.store, "xeatles", "");                  /* the first letter counts */
}

static void
told_cb (AttStore *store, guint changes, guint *told)
{
  *told += (changes & ATT_STORE_CHANGED_TRACKS) != 0;
}

static gboolean
late_cb (gpointer what)
{
  g_error ("waited a minute for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_until_told (guint *told, guint n)
{
  const guint late = g_timeout_add_seconds (60, late_cb, "what has changed");

  while (*told < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

/* Who searches a large library while it is written is answered from what was read before, and told when that is new. */
static void
test_search_large (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GPtrArray) artists = NULL;
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };
  guint told = 0;

  test_store_init (&test);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/m/hay/%u", i), *title = g_strdup_printf ("Straw %u", i);

      g_ptr_array_add (batch, test_file (path, title, "Field", "Hay", NULL, i + 1));
    }
  att_store_write_files (test.store, batch, &counts, &error);
  g_assert_no_error (error);
  test_assert_search (test.store, "straw 4711", "Straw 4711");
  test_assert_search (test.store, "needle", "");

  g_signal_connect (test.store, "changed", G_CALLBACK (told_cb), &told);
  wait_until_told (&told, 1);
  test_write (test.store, test_file ("/m/1", "Needle", "Tailor", NULL, NULL, 6000), NULL);
  wait_until_told (&told, 2);
  artists = att_store_list_artists (test.store, "tailor", &error);
  g_assert_cmpuint (artists->len, ==, 0);
  wait_until_told (&told, 3);
  test_assert_search (test.store, "needle", "Needle");
  test_assert_search (test.store, "tailor", "Needle");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/words", test_search);
  g_test_add_func ("/store/search/order", test_search_order);
  g_test_add_func ("/store/search/large", test_search_large);
  g_test_add_func ("/store/search/mistyped", test_mistyped);
  return g_test_run ();
}
