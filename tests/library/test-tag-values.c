/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the fields of a file mean, and how tags travel from a worker.
 */
#include <math.h>
#include <string.h>

#include "att-tag-values.h"
#include "att-tags-message.h"

/* @fields: "FIELD=value", NUL in a value written as | */
static AttTags *
make (const char *const *fields)
{
  g_autoptr (AttTagValues) values = att_tag_values_new ();
  AttTags *tags = att_tags_new ();

  for (; *fields != NULL; fields++)
    {
      g_auto (GStrv) parts = g_strsplit (*fields, "=", 2);
      const gsize n = strlen (parts[1]);

      g_strdelimit (parts[1], "|", '\0');
      att_tag_values_add (values, parts[0], parts[1], n);
    }
  att_tag_values_fill (values, tags);
  return tags;
}

#define MAKE(...) make ((const char *const[]) { __VA_ARGS__, NULL })

static char *
genres (AttTags *tags)
{
  g_ptr_array_add (tags->genres, NULL);
  return g_strjoinv ("|", (char **) tags->genres->pdata);
}

static const AttCredit *
credit (AttTags *tags, guint i)
{
  g_assert_cmpuint (i, <, tags->credits->len);
  return g_ptr_array_index (tags->credits, i);
}

static void
test_clean (void)
{
  g_autoptr (AttTags) tags = MAKE ("title= \t Two\nlines \xe2\x80\x83", "ALBUM=   ", "DATE=", "LABEL=bro\xffken",
                                   "WORK=\xef\xbb\xbfMarked");
  g_autofree char *long_title = g_strnfill (100000, 'x'), *field = g_strconcat ("TITLE=", long_title, NULL);
  g_autoptr (AttTags) huge = MAKE (field);

  g_assert_cmpstr (tags->title, ==, "Two lines");
  g_assert_null (tags->album);
  g_assert_null (tags->date);
  g_assert_cmpstr (tags->label, ==, "bro\xef\xbf\xbdken");
  g_assert_cmpstr (tags->work, ==, "Marked");
  g_assert_cmpuint (strlen (huge->title), ==, 4096);
}

/* the artist's, else the release's */
static void
test_country (void)
{
  g_autoptr (AttTags) release = MAKE ("RELEASECOUNTRY= GB ", "TITLE=T"), both = MAKE ("RELEASECOUNTRY=XW", "COUNTRY=Mali");
  g_autoptr (AttTags) artist = MAKE ("ArtistCountry=JP"), none = MAKE ("RELEASECOUNTRY= ");

  g_assert_cmpstr (release->country, ==, "GB");
  g_assert_cmpstr (both->country, ==, "Mali");
  g_assert_cmpstr (artist->country, ==, "JP");
  g_assert_null (none->country);
}

/* a further tag of a file fills what is open, and a field of no use is turned down */
static void
test_wants (void)
{
  g_autoptr (AttTagValues) values = att_tag_values_new ();

  g_assert_true (att_tag_values_wants (values, "Title"));
  g_assert_true (att_tag_values_wants (values, "PERFORMER:LUTE"));
  g_assert_false (att_tag_values_wants (values, "LYRICS"));
  g_assert_false (att_tag_values_wants (values, ""));
  att_tag_values_add (values, "TITLE", "T", 1);
  att_tag_values_add (values, "LYRICS", "la", 2);
  g_assert_false (att_tag_values_wants (values, "title"));
  g_assert_true (att_tag_values_wants (values, "ALBUM"));
}

static void
test_numbers (void)
{
  static const struct { const char *field; int track, total; } tracks[] = {
    { "TRACKNUMBER=3", 3, 0 }, { "TRACKNUMBER=03/12", 3, 12 }, { "TRACK=A3", 0, 0 },
    { "TRACKNUMBER=-1/99999999", 0, 0 }, { "TRACKNUMBER=99999999999999999999", 0, 0 },
  };
  static const struct { const char *date; int year; } dates[] = {
    { "DATE=1999", 1999 }, { "DATE=1999-03-01", 1999 }, { "DATE=01.03.1999", 1999 }, { "DATE=19990301", 1999 },
    { "DATE=99", 0 }, { "DATE=0000", 0 }, { "YEAR=(P) 2003", 2003 }, { "DATE=12345", 0 },
  };
  g_autoptr (AttTags) both = MAKE ("DATE=2011", "ORIGINALDATE=1973-05-01", "ORIGINALYEAR=1973", "DISCNUMBER=2",
                                   "TOTALDISCS=3", "MOVEMENT=4", "COMPILATION=1");

  for (gsize i = 0; i < G_N_ELEMENTS (tracks); i++)
    {
      g_autoptr (AttTags) tags = MAKE (tracks[i].field);

      g_assert_cmpint (tags->track_number, ==, tracks[i].track);
      g_assert_cmpint (tags->n_tracks, ==, tracks[i].total);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autoptr (AttTags) tags = MAKE (dates[i].date);

      g_assert_cmpint (tags->year, ==, dates[i].year);
    }
  g_assert_cmpint (both->year, ==, 1973);
  g_assert_cmpstr (both->original_date, ==, "1973-05-01");
  g_assert_cmpint (both->disc_number, ==, 2);
  g_assert_cmpint (both->n_discs, ==, 3);
  g_assert_cmpint (both->movement_number, ==, 4);
  g_assert_true (both->compilation);
}

static void
test_genres (void)
{
  static const struct { const char *field, *expected; } cases[] = {
    { "GENRE=Jazz|Bebop|Jazz", "Jazz|Bebop" },
    { "GENRE=Jazz; Bebop ;;", "Jazz|Bebop" },
    { "GENRE=Hip-Hop/Rap", "Hip-Hop/Rap" },
    { "GENRE=Drum & Bass", "Drum & Bass" },
    { "GENRE=17", "Rock" },
    { "GENRE=(17)", "Rock" },
    { "GENRE=(17)Rock", "Rock" },
    { "GENRE=(17)(8)Smooth", "Rock|Jazz|Smooth" },
    { "GENRE=(RX)", "Remix" },
    { "GENRE=(250)", "" },
    { "GENRE=((Live) Jazz", "(Live) Jazz" },
    { "GENRE=(unfinished", "(unfinished" },
    { "GENRE=80s", "80s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AttTags) tags = MAKE (cases[i].field);
      g_autofree char *found = genres (tags);

      g_assert_cmpstr (found, ==, cases[i].expected);
      g_ptr_array_set_size (tags->genres, (int) tags->genres->len - 1);
    }
}

static void
test_credits (void)
{
  g_autoptr (AttTags) tags = MAKE ("ARTIST=Ada feat. Ben", "ARTISTS=Ada|Ben", "ARTISTSORT=A, Ada|B, Ben",
                                   "MUSICBRAINZ_ARTISTID=id-1|id-2", "ALBUMARTIST=AC/DC|AC/DC", "COMPOSER=Carl",
                                   "PERFORMER=Dora (violin)", "PERFORMER:CELLO=Emil", "PERFORMER=(no name)");
  g_autoptr (AttTags) uneven = MAKE ("ARTIST=Ada|Ben", "ARTISTSORT=A, Ada");

  g_assert_cmpuint (tags->credits->len, ==, 7);
  g_assert_cmpstr (credit (tags, 0)->name, ==, "Ada");
  g_assert_cmpstr (credit (tags, 1)->name, ==, "Ben");
  g_assert_cmpstr (credit (tags, 1)->sort_name, ==, "B, Ben");
  g_assert_cmpstr (credit (tags, 1)->mbid, ==, "id-2");
  g_assert_cmpint (credit (tags, 2)->role, ==, ATT_ROLE_ALBUM_ARTIST);
  g_assert_cmpstr (credit (tags, 2)->name, ==, "AC/DC");
  g_assert_cmpint (credit (tags, 3)->role, ==, ATT_ROLE_COMPOSER);
  g_assert_cmpstr (credit (tags, 4)->name, ==, "Dora");
  g_assert_cmpstr (credit (tags, 4)->instrument, ==, "violin");
  g_assert_cmpstr (credit (tags, 5)->name, ==, "(no name)");
  g_assert_cmpstr (credit (tags, 6)->name, ==, "Emil");
  g_assert_cmpstr (credit (tags, 6)->instrument, ==, "cello");
  g_assert_null (credit (uneven, 0)->sort_name); /* whose would it be? */
}

static void
test_gains (void)
{
  g_autoptr (AttTags) replaygain = MAKE ("REPLAYGAIN_TRACK_GAIN=-6,5 dB", "REPLAYGAIN_TRACK_PEAK=0.98",
                                         "R128_TRACK_GAIN=256");
  g_autoptr (AttTags) r128 = MAKE ("R128_TRACK_GAIN=-2560", "R128_ALBUM_GAIN=128");
  g_autoptr (AttTags) wild = MAKE ("REPLAYGAIN_TRACK_GAIN=-1e9", "REPLAYGAIN_ALBUM_GAIN=nan",
                                   "REPLAYGAIN_TRACK_PEAK=x");

  g_assert_cmpfloat_with_epsilon (replaygain->rg_track_gain_db, -6.5, 1e-5);
  g_assert_cmpfloat_with_epsilon (replaygain->rg_track_peak, 0.98, 1e-5);
  g_assert_cmpfloat_with_epsilon (r128->rg_track_gain_db, -5, 1e-5);  /* -10 dB to -23 LUFS */
  g_assert_cmpfloat_with_epsilon (r128->rg_album_gain_db, 5.5, 1e-5);
  g_assert_true (isnan (wild->rg_track_gain_db) && isnan (wild->rg_album_gain_db) && isnan (wild->rg_track_peak));
}

static void
test_ratings (void)
{
  static const struct { const char *field; int rating; } fields[] = {
    { "RATING=5", 10 }, { "RATING=3", 6 }, { "RATING=3.5", 7 }, { "RATING=80", 8 }, { "RATING=100", 10 },
    { "RATING=0.6", 6 }, { "RATING=0", 0 }, { "RATING=-5", 0 }, { "RATING=many", 0 }, { "RATING=1e300", 0 },
    { "RATING:quodlibet=0.4", 4 }, { "FMPS_RATING=0.9", 9 }, { "FMPS_RATING=7", 10 }, { "FMPS_RATING=nan", 0 },
  };
  static const struct { const char *email; int byte, rating; } popms[] = {
    { "Windows Media Player 9 Series", 1, 2 }, { "Windows Media Player 9 Series", 255, 10 }, { "no@email", 128, 6 },
    { "", 13, 1 }, { "users@musicbrainz.org", 102, 4 }, { "x", 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (AttTags) tags = MAKE (fields[i].field);

      g_assert_cmpint (tags->rating, ==, fields[i].rating);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (popms); i++)
    {
      g_autoptr (AttTagValues) values = att_tag_values_new ();
      g_autoptr (AttTags) tags = att_tags_new ();

      att_tag_values_add_popularimeter (values, popms[i].email, popms[i].byte);
      att_tag_values_fill (values, tags);
      g_assert_cmpint (tags->rating, ==, popms[i].rating);
    }
}

/* --- the message --- */

static void
test_message (void)
{
  g_autoptr (AttTags) tags = MAKE ("TITLE=T", "ARTIST=A|B", "ARTISTSORT=a|b", "PERFORMER=C (oboe)", "GENRE=Jazz|Soul",
                                   "DATE=1999", "REPLAYGAIN_TRACK_GAIN=-3", "TRACKNUMBER=2/9");
  g_autoptr (GBytes) message = NULL, failure = NULL;
  g_autoptr (AttTags) copy = NULL;
  g_autofree char *cause = NULL;
  AttTags *none;
  const guint8 *data;
  gsize n;

  tags->type = ATT_AUDIO_OPUS;
  tags->duration_ms = 123456;
  tags->content_hash[1] = G_GUINT64_CONSTANT (0x123456789abcdef0);
  message = att_tags_message_write (tags, NULL);
  g_assert_true (att_tags_message_read (message, &copy, &cause));
  g_assert_null (cause);
  g_assert_cmpint (copy->type, ==, ATT_AUDIO_OPUS);
  g_assert_cmpstr (copy->title, ==, "T");
  g_assert_null (copy->album);
  g_assert_cmpint (copy->duration_ms, ==, 123456);
  g_assert_cmpint (copy->n_tracks, ==, 9);
  g_assert_cmpint (copy->year, ==, 1999);
  g_assert_cmpfloat_with_epsilon (copy->rg_track_gain_db, -3, 1e-6);
  g_assert_true (isnan (copy->rg_album_gain_db));
  g_assert_cmpuint (copy->content_hash[1], ==, tags->content_hash[1]);
  g_assert_cmpuint (copy->credits->len, ==, 3);
  g_assert_cmpstr (credit (copy, 1)->sort_name, ==, "b");
  g_assert_cmpstr (credit (copy, 2)->instrument, ==, "oboe");
  g_assert_cmpuint (copy->genres->len, ==, 2);

  failure = att_tags_message_write (NULL, "It is broken");
  g_assert_true (att_tags_message_read (failure, &none, &cause));
  g_assert_null (none);
  g_assert_cmpstr (cause, ==, "It is broken");

  /* a worker that has gone mad */
  data = g_bytes_get_data (message, &n);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      char *text;

      g_assert_false (att_tags_message_read (cut, &none, &text));
    }
  for (int turn = 0; turn < 5000; turn++)
    {
      guint8 *mad = g_memdup2 (data, n);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *text = NULL;

      for (int i = 0; i < 3; i++)
        mad[g_test_rand_int_range (0, (gint32) n)] = (guint8) g_test_rand_int ();
      bytes = g_bytes_new_take (mad, n);
      if (att_tags_message_read (bytes, &none, &text) && none != NULL)
        att_tags_free (none);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library/tag-values/clean", test_clean);
  g_test_add_func ("/library/tag-values/wants", test_wants);
  g_test_add_func ("/library/tag-values/country", test_country);
  g_test_add_func ("/library/tag-values/numbers", test_numbers);
  g_test_add_func ("/library/tag-values/genres", test_genres);
  g_test_add_func ("/library/tag-values/credits", test_credits);
  g_test_add_func ("/library/tag-values/gains", test_gains);
  g_test_add_func ("/library/tag-values/ratings", test_ratings);
  g_test_add_func ("/library/tag-values/message", test_message);
  return g_test_run ();
}
