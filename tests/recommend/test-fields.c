/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How alike two tracks are, field by field
 */
#include "library.h"

#include <math.h>

#include "att-fields.h"

/* adds a track that has nothing yet */
static AttTrack *
add (AttCatalogue *catalogue)
{
  g_autoptr (AttTrack) track = att_track_new ();

  track->id = att_catalogue_n (catalogue) + 1;
  att_catalogue_add (catalogue, track);
  return track;
}

/* the inner product of the last two tracks in one field; NAN: one of them has not got it */
static double
alike (AttCatalogue *catalogue, AttField field)
{
  AttFields *fields = att_fields_new (catalogue);
  const guint a = fields->n_items - 2, b = fields->n_items - 1;
  double squares[2] = { 0 }, sum = 0;

  for (guint which = 0; which < 2; which++)
    for (guint part = 0; part < ATT_FIELDS_N_PARTS; part++)
      {
        guint n, n_other;
        const AttComponent *x = att_fields_get (fields, a + which, part, &n);
        const AttComponent *y = att_fields_get (fields, b, part, &n_other);

        for (guint i = 0; i < n; i++)
          {
            if (fields->fields[x[i].term] != field)
              continue;
            squares[which] += x[i].x * x[i].x;
            for (guint j = 0; which == 0 && j < n_other; j++)
              if (y[j].term == x[i].term)
                sum += x[i].x * y[j].x;
          }
      }
  att_fields_free (fields);
  for (guint which = 0; which < 2; which++)
    {
      if (squares[which] == 0)
        return NAN;
      g_assert_cmpfloat_with_epsilon (squares[which], 1, 1e-5);
    }
  return sum;
}

static double
alike_titles (const char *one, const char *other, AttField field)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

  att_track_set_string (&add (catalogue)->title, one, FALSE);
  att_track_set_string (&add (catalogue)->title, other, FALSE);
  return alike (catalogue, field);
}

static void
test_title (void)
{
  const AttField title = ATT_FIELD_TITLE;

  g_assert_cmpfloat_with_epsilon (alike_titles ("Autumn Leaves", "AUTUMN leaves!", title), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_titles ("Autumn Leaves (Live in Paris)", "Autumn Leaves", title), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_titles ("Autumn Leaves - 2009 Remaster", "Autumn Leaves", title), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_titles ("Autumn Leaves feat. Somebody Else", "Autumn Leaves", title), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_titles ("Live Forever", "Forever", title), M_SQRT1_2, 1e-5); /* its name */
  g_assert_cmpfloat_with_epsilon (alike_titles ("Autumn Leaves", "Autumn Rain", title), 0.5, 1e-5);
  g_assert_cmpfloat (alike_titles ("Autumn Leaves", "Winter Rain", title), ==, 0);
  g_assert_true (isnan (alike_titles ("Autumn", "(Live)", title)));
  g_assert_true (isnan (alike_titles ("Autumn", "", title)));
  /* no spaces between words: 東京-京夜-夜曲 against 東京 */
  g_assert_cmpfloat_with_epsilon (alike_titles ("東京夜曲", "東京", title), 1 / sqrt (3), 1e-5);
  g_assert_cmpfloat (alike_titles ("東京夜曲", "大阪", title), ==, 0);
  g_assert_cmpfloat_with_epsilon (alike_titles ("사랑해요", "사랑", title), 1 / sqrt (3), 1e-5);
}

static void
test_script (void)
{
  g_assert_cmpfloat_with_epsilon (alike_titles ("Autumn", "Winter", ATT_FIELD_LANGUAGE), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_titles ("Autumn", "Осень", ATT_FIELD_LANGUAGE), 0.5, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_titles ("あき", "秋", ATT_FIELD_LANGUAGE), 0.5, 1e-5);
  g_assert_cmpfloat (alike_titles ("Autumn", "秋", ATT_FIELD_LANGUAGE), ==, 0);
  g_assert_true (isnan (alike_titles ("Autumn", "1999", ATT_FIELD_LANGUAGE)));
}

static double
alike_languages (const char *one, const char *other)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

  att_track_set_string (&add (catalogue)->language, one, FALSE);
  att_track_set_string (&add (catalogue)->language, other, FALSE);
  return alike (catalogue, ATT_FIELD_LANGUAGE);
}

/* the same is 1, of one region 0.5, else 0; missing abstains */
static void
test_language (void)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

  g_assert_cmpfloat_with_epsilon (alike_languages ("eng", "English"), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_languages ("ger", "deu"), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_languages ("pt-BR", "por;eng"), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_languages ("eng", "fra"), 0.5, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_languages ("jpn", "Korean"), 0.5, 1e-5);
  g_assert_cmpfloat (alike_languages ("eng", "jpn"), ==, 0);
  g_assert_cmpfloat_with_epsilon (alike_languages ("Klingon", "klingon"), 1, 1e-5);
  g_assert_cmpfloat (alike_languages ("Klingon", "eng"), ==, 0);
  g_assert_true (isnan (alike_languages ("eng", NULL)));
  g_assert_true (isnan (alike_languages ("eng", "und")));
  g_assert_true (isnan (alike_languages ("eng", " ; ")));
  /* where nothing is tagged the script stands for it */
  att_track_set_string (&add (catalogue)->language, "jpn", FALSE);
  att_track_set_string (&add (catalogue)->title, "秋", FALSE);
  g_assert_cmpfloat_with_epsilon (alike (catalogue, ATT_FIELD_LANGUAGE), 0.5, 1e-5);
}

static double
alike_countries (const char *one, const char *other)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

  att_track_set_string (&add (catalogue)->country, one, FALSE);
  att_track_set_string (&add (catalogue)->country, other, FALSE);
  return alike (catalogue, ATT_FIELD_COUNTRY);
}

/* as languages are */
static void
test_country (void)
{
  static const char *const same[][2] = { { "GB", "uk" }, { "US", "United States" }, { "us;ca", "USA" }, { "Mali", "MALI" } };
  static const char *const near[][2] = { { "US", "CA" }, { "DE", "France" }, { "JP", "KR" }, { "SU", "PL" }, { "XE", "IT" } };
  static const char *const far[][2] = { { "US", "JP" }, { "BR", "PT" }, { "NG", "EG" }, { "Atlantis", "DE" } };
  static const char *const silent[] = { NULL, "", "XW", " ; DE", "[Worldwide]", "Unknown" };

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    g_assert_cmpfloat_with_epsilon (alike_countries (same[i][0], same[i][1]), 1, 1e-5);
  for (gsize i = 0; i < G_N_ELEMENTS (near); i++)
    g_assert_cmpfloat_with_epsilon (alike_countries (near[i][0], near[i][1]), 0.5, 1e-5);
  for (gsize i = 0; i < G_N_ELEMENTS (far); i++)
    g_assert_cmpfloat (alike_countries (far[i][0], far[i][1]), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    g_assert_true (isnan (alike_countries ("DE", silent[i])));
}

static void
test_artists (void)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

  att_track_set_string (&add (catalogue)->artist, "Miles Davis & John Coltrane", FALSE);
  att_track_set_string (&add (catalogue)->artist, "john coltrane feat. Somebody", FALSE);
  g_assert_cmpfloat_with_epsilon (alike (catalogue, ATT_FIELD_ARTISTS), 0.5, 1e-5);
  att_track_set_string (&add (catalogue)->album_artist, "Various Artists", FALSE);
  g_assert_true (isnan (alike (catalogue, ATT_FIELD_ARTISTS)));
  att_track_set_string (&add (catalogue)->composer, "Bach, Busoni", FALSE);
  att_track_set_string (&add (catalogue)->composer, "BACH", FALSE);
  g_assert_cmpfloat_with_epsilon (alike (catalogue, ATT_FIELD_COMPOSER), M_SQRT1_2, 1e-5);
}

static double
alike_genres (const char *one, const char *other)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();
  const char *genres[2][2] = { { one, NULL }, { other, NULL } };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AttTrack) track = test_track (i + 1, 0, 0, genres[i], 0);

      att_catalogue_add (catalogue, track);
    }
  return alike (catalogue, ATT_FIELD_GENRE);
}

static void
test_genres (void)
{
  g_assert_cmpfloat_with_epsilon (alike_genres ("Bebop", "Hard Bop"), 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_genres ("Bebop", "Swing"), 0.5, 1e-5);
  g_assert_cmpfloat_with_epsilon (alike_genres ("Bebop", "Jazz"), 0.5, 1e-5);
  g_assert_cmpfloat (alike_genres ("Bebop", "Techno"), ==, 0);
}

static void
test_year (void)
{
  static const struct { int a, b; double alike; } cases[] = {
    { 1960, 1960, 1 }, { 1960, 1965, 0 }, { 1960, 0, NAN }, { 1960, 9999, NAN }, { 1960, -3, NAN }, { 1960, 2100, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

      add (catalogue)->year = cases[i].a;
      add (catalogue)->year = cases[i].b;
      if (isnan (cases[i].alike))
        g_assert_true (isnan (alike (catalogue, ATT_FIELD_YEAR)));
      else
        g_assert_cmpfloat_with_epsilon (alike (catalogue, ATT_FIELD_YEAR), cases[i].alike, 1e-5);
    }
}

/* what people call it */
static void
test_playlists (void)
{
  g_autoptr (AttCatalogue) catalogue = att_catalogue_new ();

  add (catalogue);
  add (catalogue);
  g_assert_true (isnan (alike (catalogue, ATT_FIELD_PLAYLIST)));
  att_catalogue_name_playlist (catalogue, 5, "Sunday morning");
  att_catalogue_name_playlist (catalogue, 6, "Monday Morning");
  att_catalogue_add_entry (catalogue, 5, 1);
  att_catalogue_add_entry (catalogue, 6, 2);
  g_assert_cmpfloat_with_epsilon (alike (catalogue, ATT_FIELD_PLAYLIST), 1 / 3.0, 1e-5);
  att_catalogue_add_entry (catalogue, 5, 2);
  g_assert_cmpfloat (alike (catalogue, ATT_FIELD_PLAYLIST), >, 0.5);
  att_catalogue_name_playlist (catalogue, 6, "");
  g_assert_cmpfloat (alike (catalogue, ATT_FIELD_PLAYLIST), >, 0.5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/fields/title", test_title);
  g_test_add_func ("/recommend/fields/script", test_script);
  g_test_add_func ("/recommend/fields/language", test_language);
  g_test_add_func ("/recommend/fields/country", test_country);
  g_test_add_func ("/recommend/fields/artists", test_artists);
  g_test_add_func ("/recommend/fields/genres", test_genres);
  g_test_add_func ("/recommend/fields/year", test_year);
  g_test_add_func ("/recommend/fields/playlists", test_playlists);
  return g_test_run ();
}
