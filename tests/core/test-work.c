/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-work.h"

#define BEETHOVEN_5 "Symphony No. 5 in C minor, Op. 67"

static AttTrack *
track (gint64 album, int number, const char *title, const char *work, int movement, int year)
{
  AttTrack *made = att_track_new ();

  made->album_id = album;
  made->track_number = number;
  made->movement_number = movement;
  made->year = year;
  made->duration_ms = 60000;
  att_track_set_string (&made->title, title, FALSE);
  att_track_set_string (&made->work, work, FALSE);
  return made;
}

static GPtrArray *
tracks_new (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

static AttComposed *
group (GPtrArray *tracks, const char *performer)
{
  g_autofree const char **performers = g_new0 (const char *, tracks->len + 1);

  for (guint i = 0; i < tracks->len; i++)
    performers[i] = performer;
  return att_works_group (tracks, performers);
}

static const AttWork *
work (const AttComposed *composed, guint i)
{
  return g_ptr_array_index (composed->works, i);
}

static const AttPerformance *
performance (const AttComposed *composed, guint w, guint i)
{
  return g_ptr_array_index (work (composed, w)->performances, i);
}

static const char *
movement (const AttComposed *composed, guint w, guint p, guint i)
{
  return g_ptr_array_index (performance (composed, w, p)->movements, i);
}

/* two orchestras, spelt differently, given in disorder: one work, the older first, movements in order */
static void
test_performances (void)
{
  g_autoptr (GPtrArray) tracks = tracks_new ();
  AttComposed *composed;

  g_ptr_array_add (tracks, track (2, 2, BEETHOVEN_5 ": II. Andante con moto", BEETHOVEN_5, 2, 1975));
  g_ptr_array_add (tracks, track (2, 1, BEETHOVEN_5 ": I. Allegro con brio", BEETHOVEN_5, 1, 1975));
  g_ptr_array_add (tracks, track (1, 6, "Andante con moto", "Symphony No.5 in C Minor Op.67", 2, 1963));
  g_ptr_array_add (tracks, track (1, 5, "Allegro con brio", "Symphony No.5 in C Minor Op.67", 1, 1963));
  g_ptr_array_add (tracks, track (1, 9, "Für Elise", NULL, 0, 1963));
  composed = group (tracks, "Orchestra");
  g_assert_cmpuint (composed->works->len, ==, 1);
  g_assert_cmpuint (work (composed, 0)->performances->len, ==, 2);
  g_assert_cmpstr (performance (composed, 0, 0)->performers, ==, "Orchestra");
  g_assert_cmpint (performance (composed, 0, 0)->duration_ms, ==, 120000);
  g_assert_cmpstr (movement (composed, 0, 0, 0), ==, "I. Allegro con brio");
  g_assert_cmpstr (movement (composed, 0, 0, 1), ==, "II. Andante con moto");
  g_assert_cmpstr (movement (composed, 0, 1, 0), ==, "I. Allegro con brio");
  g_assert_cmpstr (movement (composed, 0, 1, 1), ==, "II. Andante con moto");
  g_assert_cmpint (((AttTrack *) performance (composed, 0, 0)->tracks->pdata[0])->year, ==, 1963);
  g_assert_cmpuint (composed->others->len, ==, 1);
  att_composed_free (composed);
}

/* without a tag: numbered parts, or one beginning with a number in it, of tracks that follow one another */
static void
test_titles (void)
{
  g_autoptr (GPtrArray) tracks = tracks_new ();
  AttComposed *composed;

  g_ptr_array_add (tracks, track (1, 1, "Cello Suite No. 1 in G major, BWV 1007: Prélude", NULL, 0, 0));
  g_ptr_array_add (tracks, track (1, 2, "Cello Suite No. 1 in G major, BWV 1007: Gigue", NULL, 0, 0));
  g_ptr_array_add (tracks, track (1, 3, "Sonata in A - I. Allegro", NULL, 0, 0));
  g_ptr_array_add (tracks, track (1, 4, "Sonata in A - II. Adagio", NULL, 0, 0));
  g_ptr_array_add (tracks, track (1, 5, "Live: One Song", NULL, 0, 0));
  g_ptr_array_add (tracks, track (1, 6, "Live: Another Song", NULL, 0, 0));
  /* not one after the other; of another album; a part on its own */
  g_ptr_array_add (tracks, track (2, 1, "Rondo No. 2: One", NULL, 0, 0));
  g_ptr_array_add (tracks, track (2, 3, "Rondo No. 2: Two", NULL, 0, 0));
  g_ptr_array_add (tracks, track (3, 4, "Trio: III. Presto", NULL, 0, 0));
  g_ptr_array_add (tracks, track (0, 1, "Duo: I. Lento", NULL, 0, 0));
  g_ptr_array_add (tracks, track (0, 2, "Duo: II. Vivace", NULL, 0, 0));
  composed = group (tracks, NULL);
  g_assert_cmpuint (composed->works->len, ==, 2);
  g_assert_cmpstr (work (composed, 0)->title, ==, "Cello Suite No. 1 in G major, BWV 1007");
  g_assert_cmpstr (movement (composed, 0, 0, 0), ==, "Prélude");
  g_assert_cmpstr (movement (composed, 0, 0, 1), ==, "Gigue");
  g_assert_null (performance (composed, 0, 0)->performers);
  g_assert_cmpstr (work (composed, 1)->title, ==, "Sonata in A");
  g_assert_cmpstr (movement (composed, 1, 0, 1), ==, "II. Adagio");
  g_assert_cmpuint (composed->others->len, ==, 7);
  att_composed_free (composed);
}

/* a tag that names the movement too; a work twice on one album; what is nowhere; numbers by their value */
static void
test_odd (void)
{
  g_autoptr (GPtrArray) tracks = tracks_new (), none = tracks_new ();
  AttComposed *composed = group (none, NULL);

  g_assert_cmpuint (composed->works->len + composed->others->len, ==, 0);
  att_composed_free (composed);
  g_ptr_array_add (tracks, track (1, 1, "Allegro", "Quartet No. 10: I. Allegro", 0, 0));
  g_ptr_array_add (tracks, track (1, 2, "Adagio", "Quartet No. 10: II. Adagio", 0, 0));
  g_ptr_array_add (tracks, track (1, 3, "Quartet No. 9", "Quartet No. 9", 0, 0));
  g_ptr_array_add (tracks, track (2, 1, "Aria", "Variations", 1, 0));
  g_ptr_array_add (tracks, track (2, 2, "Variation", "Variations", 2, 0));
  g_ptr_array_add (tracks, track (2, 3, "Aria", "Variations", 1, 0));
  g_ptr_array_add (tracks, track (2, 4, "Variation", "Variations", 2, 0));
  g_ptr_array_add (tracks, track (0, 0, NULL, "...", 0, 0));
  composed = group (tracks, NULL);
  g_assert_cmpuint (composed->works->len, ==, 3);
  g_assert_cmpstr (work (composed, 0)->title, ==, "Quartet No. 9");
  g_assert_cmpstr (movement (composed, 0, 0, 0), ==, "Quartet No. 9");
  g_assert_cmpstr (work (composed, 1)->title, ==, "Quartet No. 10");
  g_assert_cmpuint (performance (composed, 1, 0)->tracks->len, ==, 2);
  g_assert_cmpuint (work (composed, 2)->performances->len, ==, 2);
  g_assert_cmpstr (movement (composed, 2, 1, 0), ==, "I. Aria");
  g_assert_cmpuint (composed->others->len, ==, 1);
  att_composed_free (composed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/work/performances", test_performances);
  g_test_add_func ("/core/work/titles", test_titles);
  g_test_add_func ("/core/work/odd", test_odd);
  return g_test_run ();
}
