/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

static gint64
id_of (AttStore *store, const char *path)
{
  g_autoptr (AttTrack) track = test_find (store, path);

  return track->id;
}

static AttScannedFile *
numbered (const char *path, const char *title, const char *artist, const char *album_artist, const char *album,
          int disc, int number, int year)
{
  AttScannedFile *file = test_file (path, title, artist, album, NULL, 0);

  att_tags_add_credit (file->tags, ATT_ROLE_ALBUM_ARTIST, album_artist, NULL, NULL, NULL);
  file->tags->disc_number = disc;
  file->tags->track_number = number;
  file->tags->year = year;
  file->tags->duration_ms = number * 1000;
  return file;
}

static void
test_sort (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttEvent) play = NULL;
  AttScannedFile *composed = numbered ("/m/1", "b", "Éa", "Éa", "One", 2, 1, 2001);

  test_store_init (&test);
  att_tags_add_credit (composed->tags, ATT_ROLE_COMPOSER, "beethoven", NULL, NULL, NULL);
  composed->tags->type = ATT_AUDIO_AAC;
  test_write (
    test.store, composed,
    numbered ("/m/2", "C", "Guest", "Éa", "One", 1, 3, 2001), numbered ("/m/3", "a", "Éa", "Éa", "One", 1, 2, 2001),
    numbered ("/m/4", "d", "Beta", NULL, "Zwei", 0, 9, 0), numbered ("/m/5", "e", NULL, NULL, NULL, 0, 5, 1980), NULL);
  play = att_event_new (id_of (test.store, "/m/4"), ATT_EVENT_PLAY, 99);
  play->heard_ms = 40000;
  att_store_add_event (test.store, play, &error);
  att_store_set_rating (test.store, id_of (test.store, "/m/2"), 8, &error);
  g_assert_no_error (error);

  test_assert_query (test.store, &(AttTrackQuery) { 0 }, "d|a|C|b|e");
  test_assert_query (test.store, &(AttTrackQuery) { .descending = TRUE }, "a|C|b|d|e");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_TITLE }, "a|b|C|d|e");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_TITLE, .descending = TRUE }, "e|d|C|b|a");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_ARTIST }, "d|a|b|C|e");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_ALBUM }, "a|C|b|d|e");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_DURATION }, "b|a|C|e|d");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_YEAR }, "e|a|C|b|d");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_YEAR, .descending = TRUE }, "a|C|b|e|d");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_RATING, .descending = TRUE, .limit = 1 }, "C");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_PLAYS, .descending = TRUE, .limit = 1 }, "d");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_LAST_PLAYED, .descending = TRUE, .limit = 1 }, "d");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_DATE_ADDED, .offset = 3 }, "d|e");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_TRACK_NUMBER }, "b|a|C|e|d");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_COMPOSER, .limit = 2 }, "b|a");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_FORMAT, .descending = TRUE, .limit = 2 }, "b|a");
}

/* by the first genre that is shown; within one by artist and album, whichever the direction; without one at the end */
static void
test_sort_genre (void)
{
  static const char *const rock[] = { "Rock" }, *const jazz[] = { "Jazz", "Rock" }, *const swing[] = { "jazz" };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL, rocks = NULL;
  gint64 duration_ms;

  test_store_init (&test);
  test_write (
    test.store, numbered ("/m/1", "b", "Éa", "Éa", "One", 2, 1, 0), numbered ("/m/2", "C", "Guest", "Éa", "One", 1, 3, 0),
    numbered ("/m/3", "a", "Éa", "Éa", "One", 1, 2, 0), numbered ("/m/4", "d", "Beta", NULL, "Zwei", 0, 9, 0),
    numbered ("/m/5", "e", NULL, NULL, NULL, 0, 5, 0), NULL);
  att_store_set_genres (test.store, id_of (test.store, "/m/1"), ATT_GENRE_CURATED, rock, NULL, 1, &error);
  att_store_set_genres (test.store, id_of (test.store, "/m/2"), ATT_GENRE_CURATED, jazz, NULL, 2, &error);
  att_store_set_genres (test.store, id_of (test.store, "/m/3"), ATT_GENRE_CURATED, swing, NULL, 1, &error);
  att_store_set_genres (test.store, id_of (test.store, "/m/5"), ATT_GENRE_GUESS, jazz, (double[]) { 0.01, 0.01 }, 2,
                        &error);
  g_assert_no_error (error);

  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_GENRE }, "a|C|b|d|e");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_GENRE, .descending = TRUE }, "b|a|C|d|e");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_GENRE, .limit = 2, .offset = 1 }, "C|b");
  test_assert_query (test.store, &(AttTrackQuery) { .sort = ATT_SORT_GENRE, .genre = "Rock" }, "C|b");

  ids = att_store_list_track_ids (test.store, &(AttTrackQuery) { .sort = ATT_SORT_GENRE }, &duration_ms, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 5);
  g_assert_cmpint (duration_ms, ==, 20000);
  rocks = att_store_list_track_ids (test.store, &(AttTrackQuery) { .genre = "Rock" }, &duration_ms, &error);
  g_assert_cmpuint (rocks->len, ==, 2);
  g_assert_cmpint (duration_ms, ==, 4000);
}

static gpointer
first_artist (AttStore *store)
{
  g_autoptr (GPtrArray) artists = att_store_list_artists (store, NULL, NULL);

  return g_object_ref (g_ptr_array_index (artists, 0));
}

/* what search looks through is not read again for what it does not hold */
static void
test_kept (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttCollection) before = NULL, same = NULL, other = NULL;

  test_store_init (&test);
  test_write (test.store, numbered ("/m/1", "b", "A", "A", "One", 1, 2, 0), NULL);
  before = first_artist (test.store);
  g_assert_true (att_store_set_rating (test.store, id_of (test.store, "/m/1"), 8, NULL));
  g_assert_true (att_store_write_unhearable (test.store, id_of (test.store, "/m/1"), "no sound in it", NULL));
  same = first_artist (test.store);
  g_assert_true (same == before);
  test_write (test.store, numbered ("/m/2", "b", "A", "A", "One", 1, 2, 0), NULL);
  other = first_artist (test.store);
  g_assert_true (other != before);
  g_assert_cmpint (other->n_tracks, ==, 2);
}

static void
test_filters (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) track = NULL;
  g_autoptr (AttEvent) love = NULL;

  test_store_init (&test);
  test_write (test.store, numbered ("/m/1", "b", "A", "A", "One", 1, 2, 0),
              numbered ("/m/2", "a", "Guest; A", "A", "One", 1, 1, 1989),
              numbered ("/m/3", "c", "Other", NULL, "Two", 1, 1, 1990), NULL);
  track = test_find (test.store, "/m/1");
  love = att_event_new (track->id, ATT_EVENT_LOVE, 1);
  att_store_add_event (test.store, love, &error);
  g_assert_no_error (error);

  test_assert_query (test.store, &(AttTrackQuery) { .album_id = track->album_id }, "a|b");
  test_assert_query (test.store, &(AttTrackQuery) { .album_id = track->album_id, .descending = TRUE }, "b|a");
  test_assert_query (test.store, &(AttTrackQuery) { .artist_id = track->artist_id, .sort = ATT_SORT_TITLE }, "a|b");
  test_assert_query (test.store, &(AttTrackQuery) { .loved = TRUE }, "b");
  test_assert_query (test.store, &(AttTrackQuery) { .loved = TRUE, .text = "guest" }, "");
  test_assert_query (test.store, &(AttTrackQuery) { .album_id = 4711 }, "");
  test_assert_query (test.store, &(AttTrackQuery) { .year_from = 1990, .year_to = 1999 }, "c");
  test_assert_query (test.store, &(AttTrackQuery) { .year_to = 1989 }, "a");
  test_assert_query (test.store, &(AttTrackQuery) { .unplayed = TRUE, .year_from = 1980 }, "a|c");
  test_gone (test.store, "/m/2");
  test_assert_query (test.store, &(AttTrackQuery) { .album_id = track->album_id }, "b");
  test_assert_query (test.store, &(AttTrackQuery) { .album_id = track->album_id, .with_missing = TRUE }, "a|b");
}

/* --- genres --- */

static char *
list_genres (AttStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) genres = att_store_list_genres (store, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < genres->len; i++)
    {
      const AttCollection *genre = g_ptr_array_index (genres, i);

      g_assert_cmpint (genre->kind, ==, ATT_COLLECTION_GENRE);
      g_string_append_printf (text, "%s%s %d", i > 0 ? "|" : "", genre->title, genre->n_tracks);
    }
  return g_string_free (text, FALSE);
}

static void
test_genres (void)
{
  g_auto (TestStore) test = { 0 };
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (AttTrack) track = NULL;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/1", "1", NULL, NULL, "Hip Hop; hiphop", 1),
              test_file ("/m/2", "2", NULL, NULL, "Hip-Hop/Rap", 2), test_file ("/m/3", "3", NULL, NULL, "zzyzx", 3),
              test_file ("/m/4", "4", NULL, NULL, "Zzyzx", 4), test_file ("/m/5", "5", NULL, NULL, "Zzyzx", 5),
              test_file ("/m/6", "6", NULL, NULL, "(17)", 6), test_file ("/m/7", "7", NULL, NULL, NULL, 7), NULL);
  before = list_genres (test.store);
  g_assert_cmpstr (before, ==, "Zzyzx 3|Hip-Hop 2|Rock 1");
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "Zzyzx", .sort = ATT_SORT_TITLE }, "3|4|5");
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "ZZYZX", .sort = ATT_SORT_TITLE }, "3|4|5");
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "Hip-Hop", .sort = ATT_SORT_TITLE }, "1|2");
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "hip hop", .sort = ATT_SORT_TITLE }, "1|2");
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "Polka" }, "");

  track = test_find (test.store, "/m/1"); /* two spellings, one genre */
  g_assert_cmpstr (track->genres[0], ==, "Hip-Hop");
  g_assert_null (track->genres[1]);

  test_gone (test.store, "/m/6");
  after = list_genres (test.store);
  g_assert_cmpstr (after, ==, "Zzyzx 3|Hip-Hop 2");
}

static void
assert_genres (AttStore *store, const char *path, const char *expected, gboolean guessed)
{
  g_autoptr (AttTrack) track = test_find (store, path);
  g_autofree char *names = track->genres != NULL ? g_strjoinv ("|", track->genres) : g_strdup ("");

  g_assert_cmpstr (names, ==, expected);
  g_assert_true (att_track_has (track, ATT_TRACK_GENRE_GUESSED) == guessed);
}

static void
test_genre_sources (void)
{
  const char *const guess[] = { "Blues", "Jazz" }, *const curated[] = { "Folk" }, *const better[] = { "Soul" };
  const double p[] = { 0.7, 0.2 };
  g_auto (TestStore) test = { 0 };
  g_autofree char *listed = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTags) tags = NULL;
  gint64 tagged, bare;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/tagged", "T", NULL, NULL, "Rock", 1),
              test_file ("/m/bare", "B", NULL, NULL, NULL, 2), NULL);
  tagged = id_of (test.store, "/m/tagged");
  bare = id_of (test.store, "/m/bare");

  g_assert_true (att_store_set_genres (test.store, tagged, ATT_GENRE_GUESS, guess, p, 2, &error));
  g_assert_true (att_store_set_genres (test.store, bare, ATT_GENRE_GUESS, guess, p, 2, &error));
  g_assert_no_error (error);
  assert_genres (test.store, "/m/tagged", "Rock", FALSE);
  assert_genres (test.store, "/m/bare", "Blues", TRUE);
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "Blues" }, "B");
  test_assert_search (test.store, "blues", "B");

  g_assert_true (att_store_set_genres (test.store, bare, ATT_GENRE_CURATED, curated, NULL, 1, &error));
  assert_genres (test.store, "/m/bare", "Folk", FALSE);
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "Blues" }, "");
  g_assert_true (att_store_set_genres (test.store, bare, ATT_GENRE_CURATED, better, NULL, 1, &error));
  assert_genres (test.store, "/m/bare", "Soul", FALSE);
  g_assert_true (att_store_set_genres (test.store, bare, ATT_GENRE_CURATED, NULL, NULL, 0, &error));
  assert_genres (test.store, "/m/bare", "Blues", TRUE);

  /* the file is tagged, and loses its tag again */
  test_write (test.store, test_file ("/m/bare", "B", NULL, NULL, "Techno", 2), NULL);
  assert_genres (test.store, "/m/bare", "Techno", FALSE);
  test_write (test.store, test_file ("/m/tagged", "T", NULL, NULL, NULL, 1), NULL);
  assert_genres (test.store, "/m/tagged", "Blues", TRUE);
  tags = att_store_get_tags (test.store, tagged, &error); /* what the file says */
  g_assert_cmpuint (tags->genres->len, ==, 0);

  listed = list_genres (test.store);
  g_assert_cmpstr (listed, ==, "Blues 1|Techno 1");

  /* what was listed and searched before knows of it at once */
  g_assert_true (att_store_set_genres (test.store, tagged, ATT_GENRE_CURATED, curated, NULL, 1, &error));
  after = list_genres (test.store);
  g_assert_cmpstr (after, ==, "Folk 1|Techno 1");
  test_assert_search (test.store, "blues", "");
  test_assert_search (test.store, "folk", "T");
}

/* what is not sure enough is known, and not shown as a genre */
static void
test_genre_unsure (void)
{
  const char *const guess[] = { "Jazz", "Blues" }, *const curated[] = { "Folk" };
  const double p[] = { 0.45, 0.4 };
  g_auto (TestStore) test = { 0 };
  g_autofree char *listed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) track = NULL;
  gint64 bare;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/bare", "B", NULL, NULL, NULL, 1), NULL);
  bare = id_of (test.store, "/m/bare");
  g_assert_true (att_store_set_genres (test.store, bare, ATT_GENRE_GUESS, guess, p, 2, &error));
  g_assert_no_error (error);
  assert_genres (test.store, "/m/bare", "Jazz|Blues", TRUE);
  track = test_find (test.store, "/m/bare");
  g_assert_true (att_track_has (track, ATT_TRACK_GENRE_UNSURE));
  g_assert_null (att_track_get_genre (track));
  test_assert_query (test.store, &(AttTrackQuery) { .genre = "Jazz" }, "");
  listed = list_genres (test.store);
  g_assert_cmpstr (listed, ==, "");

  g_assert_true (att_store_set_genres (test.store, bare, ATT_GENRE_CURATED, curated, NULL, 1, &error));
  assert_genres (test.store, "/m/bare", "Folk", FALSE);
  g_clear_object (&track);
  track = test_find (test.store, "/m/bare");
  g_assert_false (att_track_has (track, ATT_TRACK_GENRE_UNSURE));
}

/* --- albums and artists --- */

static char *
describe (GPtrArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const AttCollection *it = g_ptr_array_index (list, i);

      g_string_append_printf (text, "%s%s/%s/%d", i > 0 ? "|" : "", it->title,
                              it->subtitle != NULL ? it->subtitle : "-", it->n_tracks);
    }
  return g_string_free (text, FALSE);
}

static void
assert_albums (AttStore *store, const char *text, gint64 artist_id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) albums = att_store_list_albums (store, text, artist_id, &error);
  g_autofree char *described = describe (albums);

  g_assert_no_error (error);
  g_assert_cmpstr (described, ==, expected);
}

static void
test_albums (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) albums = NULL;
  AttScannedFile *picture = numbered ("/m/a/2", "2", "Mira", "Mira", "Salt", 1, 2, 2019);
  AttScannedFile *hit1 = test_file ("/m/x/1", "h1", "Abba", "Hits", NULL, 0),
                 *hit2 = test_file ("/m/y/1", "h2", "Blur", "Hits", NULL, 0);
  const AttCollection *salt;

  hit1->tags->compilation = hit2->tags->compilation = TRUE;
  picture->tags->has_picture = TRUE;
  test_store_init (&test);
  test_write (test.store, numbered ("/m/a/1", "1", "Mira", "Mira", "Salt", 1, 1, 2018), picture,
              numbered ("/m/b/1", "3", "Guest", "Mira", "SALT", 2, 1, 0),     /* another folder, same album */
              numbered ("/m/c/1", "4", "Other", "Other", "Salt", 1, 1, 2000), /* same title, another artist */
              hit1, hit2,                                                     /* one compilation */
              test_file ("/m/d/CD1/1", "5", "One", "Live", NULL, 0),
              test_file ("/m/d/CD 2/1", "6", "One", "Live", NULL, 0),
              test_file ("/m/e/1", "7", "Zwei", "Live", NULL, 0), /* no album artist: by folder */
              test_file ("/m/f/1", "8", "Nobody", NULL, NULL, 0), NULL);
  assert_albums (test.store, NULL, 0, "Salt/Mira/3|Live/One/2|Salt/Other/1|Hits/-/2|Live/Zwei/1");
  assert_albums (test.store, "salt mira", 0, "Salt/Mira/3");
  assert_albums (test.store, "water", 0, "");

  albums = att_store_list_albums (test.store, "mira", 0, &error);
  salt = g_ptr_array_index (albums, 0);
  g_assert_cmpint (salt->kind, ==, ATT_COLLECTION_ALBUM);
  g_assert_cmpint (salt->year, ==, 2019);
  g_assert_cmpint (salt->duration_ms, ==, 4000);
  g_assert_cmpstr (salt->cover_uri, ==, "file:///m/a/2"); /* the one with a picture */
  g_assert_cmpint (salt->date_added_at, >, 0);
  test_assert_query (test.store, &(AttTrackQuery) { .album_id = salt->id }, "1|2|3");

  {
    g_autoptr (AttTrack) guest = test_find (test.store, "/m/b/1");

    assert_albums (test.store, NULL, guest->artist_id, "Salt/Mira/3");
  }
  test_gone (test.store, "/m/e/1");
  assert_albums (test.store, "live", 0, "Live/One/2");
}

/* files of one album that disagree on whose it is */
static void
test_album_artists_disagree (void)
{
  g_auto (TestStore) test = { 0 };

  test_store_init (&test);
  /* one folder: some files name the album artist, some do not, some name another */
  test_write (test.store, numbered ("/m/salt/1", "1", "Mira", "Mira", "Salt", 1, 1, 0),
              test_file ("/m/salt/2", "2", "Guest", "Salt", NULL, 0), NULL);
  assert_albums (test.store, NULL, 0, "Salt/Mira/2");
  test_write (test.store, numbered ("/m/salt/3", "3", "Guest", "Mira & Guest", "Salt", 1, 3, 0), NULL);
  assert_albums (test.store, NULL, 0, "Salt/-/3");
  /* all in one folder, but two albums: each has a first track */
  test_write (test.store, numbered ("/m/all/a1", "1", "Abba", "Abba", "Hits", 1, 1, 0),
              numbered ("/m/all/a2", "2", "Abba", "Abba", "Hits", 1, 2, 0),
              numbered ("/m/all/b1", "1", "Blur", "Blur", "Hits", 1, 1, 0),
              numbered ("/m/all/b2", "2", "Blur", "Blur", "Hits", 1, 2, 0), NULL);
  assert_albums (test.store, "hits", 0, "Hits/Abba/2|Hits/Blur/2");
}

/* no file names an album artist */
static void
test_no_album_artist (void)
{
  g_auto (TestStore) test = { 0 };
  g_autofree char *ids = NULL;

  test_store_init (&test);
  /* an artist's album in two folders; another's of the same title in a third */
  test_write (test.store, test_file ("/m/a/1", "1", "Muldjord", "Mime", NULL, 0),
              test_file ("/m/b/1", "2", "Muldjord", "MIME", NULL, 0),
              test_file ("/m/c/1", "3", "Other", "Mime", NULL, 0), NULL);
  assert_albums (test.store, NULL, 0, "Mime/Muldjord/2|Mime/Other/1");
  /* two folders are seen to be one album only when both are known */
  test_write (test.store, test_file ("/m/one/1", "1", "Abba", "Mix", NULL, 0),
              test_file ("/m/two/1", "1", "Blur", "Mix", NULL, 0), NULL);
  assert_albums (test.store, "mix", 0, "Mix/Abba/1|Mix/Blur/1");
  test_write (test.store, test_file ("/m/two/2", "2", "Abba", "Mix", NULL, 0), NULL);
  assert_albums (test.store, "mix", 0, "Mix/-/3");
  test_write (test.store, test_file ("/m/two/3", "3", "Blur", "Mix", NULL, 0), NULL);
  assert_albums (test.store, "mix", 0, "Mix/-/4");
  ids = test_sql (test.path, "SELECT count(*) FROM albums; SELECT count(*) FROM pragma_foreign_key_check");
  g_assert_cmpstr (ids, ==, "3|0");
}

static void
test_musicbrainz_albums (void)
{
  g_auto (TestStore) test = { 0 };
  AttScannedFile *a = test_file ("/m/1", "1", "A", "Same", NULL, 0), *b = test_file ("/n/2", "2", "B", "Same", NULL, 0);
  AttScannedFile *c = test_file ("/m/3", "3", "A", "Same", NULL, 0);

  a->tags->mb_release_id = g_strdup ("r1");
  b->tags->mb_release_id = g_strdup ("r1");
  c->tags->mb_release_id = g_strdup ("r2");
  test_store_init (&test);
  test_write (test.store, a, b, c, NULL);
  assert_albums (test.store, NULL, 0, "Same/A/1|Same/-/2");
}

static void
test_artists (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) artists = NULL, found = NULL;
  g_autofree char *all = NULL, *some = NULL;
  AttScannedFile *file = test_file ("/m/3", "3", NULL, "Third", NULL, 0);
  const AttCollection *beatles;

  att_tags_add_credit (file->tags, ATT_ROLE_ARTIST, "The Beatles", "Beatles, The", NULL, NULL);
  att_tags_add_credit (file->tags, ATT_ROLE_COMPOSER, "Only a composer", NULL, NULL, NULL);
  test_store_init (&test);
  test_write (test.store, file, numbered ("/m/1", "1", "Zoë", "The Beatles", "One", 1, 1, 0),
              numbered ("/m/2", "2", "THE BEATLES; Zoe", "The Beatles", "One", 1, 2, 0),
              test_file ("/m/4", "4", "!!!", NULL, NULL, 0), test_file ("/m/5", "5", "+++", NULL, NULL, 0), NULL);
  artists = att_store_list_artists (test.store, NULL, &error);
  g_assert_no_error (error);
  all = describe (artists);
  g_assert_cmpstr (all, ==, "!!!/-/1|+++/-/1|The Beatles/-/3|Zoë/-/2");
  beatles = g_ptr_array_index (artists, 2);
  g_assert_cmpint (beatles->kind, ==, ATT_COLLECTION_ARTIST);
  g_assert_cmpint (beatles->n_albums, ==, 2);
  test_assert_query (test.store, &(AttTrackQuery) { .artist_id = beatles->id, .sort = ATT_SORT_TITLE }, "1|2|3");

  found = att_store_list_artists (test.store, "zoe", &error);
  some = describe (found);
  g_assert_cmpstr (some, ==, "Zoë/-/2");
}

static AttScannedFile *
composed (const char *path, const char *title, const char *artist, const char *album, int number, guint64 content)
{
  AttScannedFile *file = test_file (path, title, artist, album, NULL, content);

  file->tags->track_number = number;
  att_tags_add_credit (file->tags, ATT_ROLE_COMPOSER, "Clara Schumann", NULL, NULL, NULL);
  att_tags_add_credit (file->tags, ATT_ROLE_PERFORMER, "Trio", NULL, NULL, NULL);
  return file;
}

/* composers apart from artists, also mistyped; their works, and who plays them; what was heard */
static void
test_composers (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) composers = NULL, mistyped = NULL, artists = NULL;
  g_autoptr (GHashTable) plays = NULL, albums = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) heard = NULL;
  AttComposed *made, *nobody;
  AttCollection *clara;
  AttEvent event = { .kind = ATT_EVENT_PLAY, .at = 1000000, .heard_ms = 180000, .length_ms = 180000,
                     .ending = ATT_ENDING_FINISHED, .origin = ATT_ORIGIN_LISTENER, .confidence = 1 };

  test_store_init (&test);
  test_write (test.store, composed ("/m/1", "Trio in G minor: I. Allegro", "Clara Schumann", "Trios", 1, 1),
              composed ("/m/2", "Trio in G minor: II. Scherzo", "Clara Schumann", "Trios", 2, 2),
              composed ("/m/3", "Lorelei", "A Singer", "Songs", 1, 3), test_file ("/m/4", "Pop", "Band", "Loud", NULL, 4),
              NULL);
  composers = att_store_list_composers (test.store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (composers->len, ==, 1);
  clara = g_ptr_array_index (composers, 0);
  g_assert_cmpint (clara->kind, ==, ATT_COLLECTION_COMPOSER);
  g_assert_cmpstr (clara->title, ==, "Clara Schumann");
  g_assert_cmpint (clara->n_tracks, ==, 3);
  g_assert_cmpint (clara->n_albums, ==, 2);
  mistyped = att_store_list_composers (test.store, "shumann", &error);
  g_assert_cmpuint (mistyped->len, ==, 1);
  artists = att_store_list_artists (test.store, NULL, &error);
  g_assert_cmpuint (artists->len, ==, 3);

  made = att_store_list_works (test.store, clara->id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (made->composer, ==, "Clara Schumann");
  g_assert_cmpuint (made->works->len, ==, 1);
  {
    AttWork *work = g_ptr_array_index (made->works, 0);
    AttPerformance *performance = g_ptr_array_index (work->performances, 0);

    g_assert_cmpstr (work->title, ==, "Trio in G minor");
    g_assert_cmpuint (performance->tracks->len, ==, 2);
    g_assert_cmpstr (performance->performers, ==, "Trio"); /* she is not said to play it, though its artist */
  }
  g_assert_cmpuint (made->others->len, ==, 1);
  att_composed_free (made);
  nobody = att_store_list_works (test.store, 4711, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (nobody->composer);
  g_assert_cmpuint (nobody->works->len + nobody->others->len, ==, 0);
  att_composed_free (nobody);

  heard = test_find (test.store, "/m/3");
  event.track_id = heard->id;
  g_assert_true (att_store_add_event (test.store, &event, &error));
  g_assert_no_error (error);
  plays = att_store_list_listening (test.store, ATT_COLLECTION_COMPOSER, &error);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (plays, &clara->id), ==, 1);
  albums = att_store_list_listening (test.store, ATT_COLLECTION_ALBUM, &error);
  g_assert_cmpuint (g_hash_table_size (albums), ==, 1);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (albums, &heard->album_id), ==, 1000000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/browse/sort", test_sort);
  g_test_add_func ("/store/browse/sort-genre", test_sort_genre);
  g_test_add_func ("/store/browse/kept", test_kept);
  g_test_add_func ("/store/browse/filters", test_filters);
  g_test_add_func ("/store/browse/genres", test_genres);
  g_test_add_func ("/store/browse/genre-sources", test_genre_sources);
  g_test_add_func ("/store/browse/genre-unsure", test_genre_unsure);
  g_test_add_func ("/store/browse/albums", test_albums);
  g_test_add_func ("/store/browse/album-artists-disagree", test_album_artists_disagree);
  g_test_add_func ("/store/browse/no-album-artist", test_no_album_artist);
  g_test_add_func ("/store/browse/musicbrainz-albums", test_musicbrainz_albums);
  g_test_add_func ("/store/browse/artists", test_artists);
  g_test_add_func ("/store/browse/composers", test_composers);
  return g_test_run ();
}
