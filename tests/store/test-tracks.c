/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

#include <math.h>
#include <string.h>

static AttScannedFile *
full_file (const char *path)
{
  AttScannedFile *file = test_file (path, "Kites over Water", NULL, "Salt Letters", "Jazz; Nu Jazz; jazz fusion", 77);
  AttTags *tags = file->tags;

  tags->type = ATT_AUDIO_OPUS;
  tags->duration_ms = 228000;
  tags->bitrate = 128000;
  tags->sample_rate = 48000;
  tags->channels = 2;
  tags->title_sort = g_strdup ("Kites");
  tags->album_sort = g_strdup ("Letters, Salt");
  tags->disc_title = g_strdup ("The second half");
  tags->work = g_strdup ("A work");
  tags->movement = g_strdup ("Adagio");
  tags->label = g_strdup ("Blue Paper");
  tags->language = g_strdup ("eng");
  tags->country = g_strdup ("GB");
  tags->date = g_strdup ("2019-03-01");
  tags->original_date = g_strdup ("2018");
  tags->mb_recording_id = g_strdup ("rec");
  tags->mb_release_track_id = g_strdup ("rt");
  tags->mb_release_id = g_strdup ("rel");
  tags->mb_release_group_id = g_strdup ("rg");
  tags->mb_work_id = g_strdup ("w");
  tags->track_number = 3;
  tags->n_tracks = 9;
  tags->disc_number = 2;
  tags->n_discs = 2;
  tags->movement_number = 4;
  tags->year = 2018;
  tags->compilation = TRUE;
  tags->rating = 7;
  tags->rg_track_gain_db = -7.25f;
  tags->rg_track_peak = 0.5f;
  tags->has_picture = TRUE;
  att_tags_add_credit (tags, ATT_ROLE_ARTIST, "Mira Osei", "Osei, Mira", "m-1", NULL);
  att_tags_add_credit (tags, ATT_ROLE_ARTIST, "Łąki", NULL, NULL, NULL);
  att_tags_add_credit (tags, ATT_ROLE_ALBUM_ARTIST, "MIRA OSEI", NULL, NULL, NULL);
  att_tags_add_credit (tags, ATT_ROLE_COMPOSER, "J. S. Bach", "Bach, J. S.", NULL, NULL);
  att_tags_add_credit (tags, ATT_ROLE_CONDUCTOR, "Somebody", NULL, NULL, NULL);
  att_tags_add_credit (tags, ATT_ROLE_PERFORMER, "Mira Osei", "Osei, Mira", "m-1", "cello");
  return file;
}

static void
assert_same_tags (const AttTags *a, const AttTags *b)
{
  const char *texts[][2] = {
    { a->title, b->title }, { a->title_sort, b->title_sort }, { a->album, b->album }, { a->album_sort, b->album_sort },
    { a->disc_title, b->disc_title }, { a->work, b->work }, { a->movement, b->movement }, { a->label, b->label },
    { a->language, b->language }, { a->country, b->country }, { a->date, b->date }, { a->original_date, b->original_date },
    { a->mb_recording_id, b->mb_recording_id }, { a->mb_release_track_id, b->mb_release_track_id },
    { a->mb_release_id, b->mb_release_id }, { a->mb_release_group_id, b->mb_release_group_id },
    { a->mb_work_id, b->mb_work_id },
  };
  const gint64 numbers[][2] = {
    { a->type, b->type }, { a->duration_ms, b->duration_ms }, { a->bitrate, b->bitrate },
    { a->sample_rate, b->sample_rate }, { a->channels, b->channels }, { a->track_number, b->track_number },
    { a->n_tracks, b->n_tracks }, { a->disc_number, b->disc_number }, { a->n_discs, b->n_discs },
    { a->movement_number, b->movement_number }, { a->year, b->year }, { a->compilation, b->compilation },
    { a->rating, b->rating }, { a->has_picture, b->has_picture }, { a->credits->len, b->credits->len },
    { a->genres->len, b->genres->len },
  };
  const float gains[][2] = {
    { a->rg_track_gain_db, b->rg_track_gain_db }, { a->rg_album_gain_db, b->rg_album_gain_db },
    { a->rg_track_peak, b->rg_track_peak }, { a->rg_album_peak, b->rg_album_peak },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpstr (texts[i][0], ==, texts[i][1]);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpint (numbers[i][0], ==, numbers[i][1]);
  for (gsize i = 0; i < G_N_ELEMENTS (gains); i++)
    g_assert_true (isnan (gains[i][0]) ? isnan (gains[i][1]) : gains[i][0] == gains[i][1]);
  g_assert_cmpmem (a->content_hash, 16, b->content_hash, 16);
  for (guint i = 0; i < a->credits->len; i++)
    {
      const AttCredit *x = g_ptr_array_index (a->credits, i), *y = g_ptr_array_index (b->credits, i);

      g_assert_cmpint (x->role, ==, y->role);
      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpstr (x->sort_name, ==, y->sort_name);
      g_assert_cmpstr (x->mbid, ==, y->mbid);
      g_assert_cmpstr (x->instrument, ==, y->instrument);
    }
  for (guint i = 0; i < a->genres->len; i++)
    g_assert_cmpstr (g_ptr_array_index (a->genres, i), ==, g_ptr_array_index (b->genres, i));
}

static void
test_round_trip (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTags) tags = NULL, empty = NULL;
  g_autoptr (AttTrack) track = NULL, bare = NULL;
  g_autoptr (GError) error = NULL;
  AttScannedFile *file = full_file ("/m/kites.opus");
  AttScanCounts counts;

  test_store_init (&test);
  counts = test_write (test.store, full_file ("/m/kites.opus"),
                       test_file ("/m/some name.mp3", NULL, NULL, NULL, NULL, 0), NULL);
  g_assert_cmpuint (counts.added, ==, 2);
  g_assert_cmpuint (counts.updated + counts.removed + counts.failed, ==, 0);

  track = test_find (test.store, "/m/kites.opus");
  tags = att_store_get_tags (test.store, track->id, &error);
  g_assert_no_error (error);
  assert_same_tags (file->tags, tags);
  att_scanned_file_free (file);

  g_assert_cmpstr (track->uri, ==, "file:///m/kites.opus");
  g_assert_cmpstr (track->title, ==, "Kites over Water");
  g_assert_cmpstr (track->artist, ==, "Mira Osei, Łąki");
  g_assert_cmpstr (track->album, ==, "Salt Letters");
  g_assert_cmpstr (track->album_artist, ==, "MIRA OSEI");
  g_assert_cmpstr (track->composer, ==, "J. S. Bach");
  g_assert_cmpstr (track->label, ==, "Blue Paper");
  g_assert_cmpstr (track->work, ==, "A work");
  g_assert_cmpstr (track->language, ==, "eng");
  g_assert_cmpstr (track->country, ==, "GB");
  g_assert_cmpint (track->flags, ==, ATT_TRACK_COMPILATION);
  g_assert_cmpint (track->duration_ms, ==, 228000);
  g_assert_cmpint (track->year, ==, 2018);
  g_assert_cmpint (track->track_number, ==, 3);
  g_assert_cmpint (track->disc_number, ==, 2);
  g_assert_cmpint (track->rating, ==, 7);
  g_assert_cmpint (track->audio_type, ==, ATT_AUDIO_OPUS);
  g_assert_cmpfloat (track->rg_track_gain_db, ==, -7.25f);
  g_assert_true (isnan (track->rg_album_gain_db));
  g_assert_cmpint (track->n_plays, ==, 0);
  g_assert_cmpint (track->date_added_at, >, 1700000000);
  g_assert_cmpint (track->album_id, >, 0);
  g_assert_cmpint (track->artist_id, >, 0);

  bare = test_find (test.store, "/m/some name.mp3");
  g_assert_null (bare->title);
  g_assert_cmpstr (att_track_get_title (bare), ==, "some name");
  g_assert_null (bare->artist);
  g_assert_null (bare->genres);
  g_assert_cmpint (bare->album_id, ==, 0);
  g_assert_cmpint (bare->artist_id, ==, 0);
  empty = att_store_get_tags (test.store, bare->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (empty->content_hash[0] | empty->content_hash[1], ==, 0);
  g_assert_true (isnan (empty->rg_track_gain_db));
}

static void
test_not_found (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  const AttTrackId ids[] = { 3, 1, 99, 1 };
  g_autoptr (GPtrArray) tracks = NULL;
  g_autofree char *titles = NULL;

  test_store_init (&test);
  g_assert_null (att_store_get_track (test.store, 5, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (att_store_find_track (test.store, "file:///x", &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (att_store_get_tags (test.store, 5, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (att_store_set_rating (test.store, 5, 3, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (att_store_set_genres (test.store, 5, ATT_GENRE_GUESS, NULL, NULL, 0, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  test_write (test.store, test_file ("/a", "A", NULL, NULL, NULL, 1), test_file ("/b", "B", NULL, NULL, NULL, 2),
              test_file ("/c", "C", NULL, NULL, NULL, 3), NULL);
  tracks = att_store_get_tracks (test.store, ids, G_N_ELEMENTS (ids), &error);
  g_assert_no_error (error);
  titles = test_titles (tracks);
  g_assert_cmpstr (titles, ==, "C|A|A");
}

static void
test_cancelled (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  test_store_init (&test);
  test_write (test.store, test_file ("/a", "A", NULL, NULL, NULL, 1), NULL);
  g_cancellable_cancel (cancellable);
  g_assert_null (att_store_list_tracks (test.store, &(AttTrackQuery) { 0 }, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* names that are not UTF-8, with % and # in them */
static void
test_strange_paths (void)
{
  static const char *const paths[] = { "/m/caf\xe9/100% #1?.mp3", "/m/caf\xe9/\xff\xfe.mp3", "/m/música/ü.mp3" };
  g_auto (TestStore) test = { 0 };
  g_autoptr (GHashTable) stamps = NULL, under = NULL;
  g_autoptr (GPtrArray) failures = NULL;
  g_autoptr (GError) error = NULL;
  AttScannedFile *bad = att_scanned_file_new ("/m/caf\xe9/bad.mp3", 5, 6);

  bad->failure = g_strdup ("not audio");
  test_store_init (&test);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    test_write (test.store, test_file (paths[i], NULL, NULL, NULL, NULL, i + 1), NULL);
  test_write (test.store, bad, NULL);

  stamps = att_store_load_stamps (test.store, "/m", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (stamps), ==, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const AttStamp *stamp = g_hash_table_lookup (stamps, paths[i]);

      g_assert_nonnull (stamp);
      g_assert_cmpint (stamp->size, ==, 1000);
    }
  under = att_store_load_stamps (test.store, "/m/caf\xe9", &error);
  g_assert_cmpuint (g_hash_table_size (under), ==, 3);
  failures = att_store_list_failures (test.store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (failures->len, ==, 1);
  g_assert_cmpstr (((AttFailure *) g_ptr_array_index (failures, 0))->path, ==, "/m/caf\xe9/bad.mp3");
}

static char *
dump (const char *path)
{
  return test_sql (path,
                   "SELECT id || uri || size || mtime_ns || missing || ifnull (title, '') || ifnull (album_id, '') ||"
                   " rating || n_plays || loved || search_text FROM tracks;"
                   "SELECT track_id || '/' || artist_id FROM credits;"
                   "SELECT track_id || '/' || genre_id FROM track_genres");
}

static void
test_update (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTrack) before = NULL, after = NULL;
  g_autofree char *dump_before = NULL, *dump_after = NULL, *stamp = NULL;
  AttScannedFile *file;
  AttScanCounts counts;

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a", "Old", "Artist", "Album", "Rock", 1), NULL);
  before = test_find (test.store, "/m/a");

  /* the same again: nothing */
  dump_before = dump (test.path);
  counts = test_write (test.store, test_file ("/m/a", "Old", "Artist", "Album", "Rock", 1), NULL);
  g_assert_cmpuint (counts.added + counts.updated, ==, 0);
  dump_after = dump (test.path);
  g_assert_cmpstr (dump_before, ==, dump_after);

  /* touched */
  file = test_file ("/m/a", "Old", "Artist", "Album", "Rock", 1);
  file->mtime_ns = 5000;
  counts = test_write (test.store, file, NULL);
  g_assert_cmpuint (counts.updated, ==, 1);
  stamp = test_sql (test.path, "SELECT size || '/' || mtime_ns FROM tracks");
  g_assert_cmpstr (stamp, ==, "1000/5000");

  /* retagged */
  file = test_file ("/m/a", "New", "Other", "Album", "Jazz; Blues", 1);
  file->size = 1234;
  counts = test_write (test.store, file, NULL);
  g_assert_cmpuint (counts.updated, ==, 1);
  after = test_find (test.store, "/m/a");
  g_assert_cmpint (after->id, ==, before->id);
  g_assert_cmpstr (after->title, ==, "New");
  g_assert_cmpstr (after->artist, ==, "Other");
  g_assert_cmpstr (after->genres[0], ==, "Jazz");
  g_assert_cmpstr (after->genres[1], ==, "Blues");
  g_assert_null (after->genres[2]);
  g_assert_cmpint (after->date_added_at, ==, before->date_added_at);
}

static void
test_failures (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) one = NULL, none = NULL, gone = NULL;
  g_autoptr (GHashTable) stamps = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTrack) track = NULL;
  AttScannedFile *bad = att_scanned_file_new ("/m/bad", 10, 20);
  const AttFailure *failure;
  const AttStamp *stamp;
  AttScanCounts counts;

  test_store_init (&test);
  bad->failure = g_strdup ("the header is cut off");
  counts = test_write (test.store, bad, test_file ("/m/good", "G", NULL, NULL, NULL, 1), NULL);
  g_assert_cmpuint (counts.failed, ==, 1);
  g_assert_cmpuint (counts.added, ==, 1);

  one = att_store_list_failures (test.store, &error);
  g_assert_cmpuint (one->len, ==, 1);
  failure = g_ptr_array_index (one, 0);
  g_assert_cmpstr (failure->path, ==, "/m/bad");
  g_assert_cmpstr (failure->stage, ==, "scan");
  g_assert_cmpstr (failure->cause, ==, "the header is cut off");
  g_assert_cmpint (failure->at, >, 1700000000);
  stamps = att_store_load_stamps (test.store, "/m", &error);
  stamp = g_hash_table_lookup (stamps, "/m/bad");
  g_assert_cmpint (stamp->track_id, ==, 0);
  g_assert_cmpint (stamp->size, ==, 10);
  g_assert_cmpint (stamp->mtime_ns, ==, 20);
  g_assert_false (stamp->missing);

  counts = test_write (test.store, test_file ("/m/bad", "Mended", NULL, NULL, NULL, 9), NULL);
  g_assert_cmpuint (counts.added, ==, 1);
  none = att_store_list_failures (test.store, &error);
  g_assert_cmpuint (none->len, ==, 0);

  /* damaged after it was read: the row stays, the stamp is the damaged file's */
  bad = att_scanned_file_new ("/m/good", 11, 22);
  bad->failure = g_strdup ("nonsense");
  test_write (test.store, bad, NULL);
  track = test_find (test.store, "/m/good");
  g_assert_cmpstr (track->title, ==, "G");
  g_clear_pointer (&stamps, g_hash_table_unref);
  stamps = att_store_load_stamps (test.store, "/m/good", &error);
  stamp = g_hash_table_lookup (stamps, "/m/good");
  g_assert_cmpint (stamp->track_id, ==, track->id);
  g_assert_cmpint (stamp->size, ==, 11);

  test_gone (test.store, "/m/good");
  gone = att_store_list_failures (test.store, &error);
  g_assert_cmpuint (gone->len, ==, 0);
}

/* a batch that cannot be written is not written by half */
static void
test_all_or_nothing (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  test_store_init (&test);
  g_ptr_array_add (files, test_file ("/m/a", "A", "X", "Y", "Rock", 1));
  g_ptr_array_add (files, test_file ("not absolute", "B", "X", "Y", "Rock", 2));
  g_assert_false (att_store_write_files (test.store, files, &counts, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpuint (counts.added, ==, 0);
  g_assert_cmpuint (att_store_count_tracks (test.store, &(AttTrackQuery) { 0 }, &error), ==, 0);
  test_write (test.store, test_file ("/m/a", "A", "X", "Y", "Rock", 1), NULL); /* goes on as before */
}

static void
test_rating (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (AttTrack) rated = NULL;
  g_autoptr (GError) error = NULL;
  AttScannedFile *file;

  test_store_init (&test);
  file = test_file ("/m/a", "A", NULL, NULL, NULL, 1);
  file->tags->rating = 4;
  test_write (test.store, file, NULL);
  rated = test_find (test.store, "/m/a");
  g_assert_true (att_store_set_ratings (test.store, (AttTrackId[]){ rated->id, 987654 }, (int[]){ 10, 3 }, 2, &error));

  file = test_file ("/m/a", "A retagged", NULL, NULL, NULL, 1);
  file->tags->rating = 4;
  test_write (test.store, file, NULL);
  {
    g_autoptr (AttTrack) track = test_find (test.store, "/m/a");

    g_assert_cmpint (track->rating, ==, 10); /* the listener's word stays */
  }
  file = test_file ("/m/a", "A retagged", NULL, NULL, NULL, 1);
  file->tags->rating = 6;
  test_write (test.store, file, NULL);
  {
    g_autoptr (AttTrack) track = test_find (test.store, "/m/a");

    g_assert_cmpint (track->rating, ==, 6); /* until the file itself is rated anew */
  }
}

/* --- roots --- */

static guint
count_present (AttStore *store)
{
  g_autoptr (GError) error = NULL;
  guint n = att_store_count_tracks (store, &(AttTrackQuery) { 0 }, &error);

  g_assert_no_error (error);
  return n;
}

static void
assert_roots (AttStore *store, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) roots = att_store_list_roots (store, &error);
  g_autoptr (GString) paths = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < roots->len; i++)
    g_string_append_printf (paths, "%s%s", i > 0 ? "|" : "", ((AttRoot *) g_ptr_array_index (roots, i))->path);
  g_assert_cmpstr (paths->str, ==, expected);
}

static void
test_roots (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GPtrArray) roots = NULL;
  g_autoptr (GError) error = NULL;
  const AttRoot *root;
  gint64 music, again, inside, beside;

  test_store_init (&test);
  g_assert_true (att_store_add_root (test.store, "/home/me/Music", &music, &error));
  g_assert_true (att_store_add_root (test.store, "/home/me/Music/", &again, &error));
  g_assert_true (att_store_add_root (test.store, "/home/me/Music/Jazz", &inside, &error));
  g_assert_true (att_store_add_root (test.store, "/home/me/Music2", &beside, &error));
  g_assert_cmpint (again, ==, music);
  g_assert_cmpint (inside, ==, music);
  g_assert_cmpint (beside, !=, music);
  assert_roots (test.store, "/home/me/Music|/home/me/Music2");

  g_assert_true (att_store_set_root_scanned (test.store, music, 1234, &error));
  roots = att_store_list_roots (test.store, &error);
  root = g_ptr_array_index (roots, 0);
  g_assert_cmpint (root->scanned_at, ==, 1234);
  g_assert_true (root->mounted);

  test_write (test.store, test_file ("/home/me/Music/a", "A", NULL, NULL, NULL, 1),
              test_file ("/home/me/Music/b", "B", NULL, NULL, NULL, 2),
              test_file ("/home/me/Music2/c", "C", NULL, NULL, NULL, 3), NULL);
  test_gone (test.store, "/home/me/Music/b");
  g_assert_cmpuint (count_present (test.store), ==, 2);

  /* away and back: nothing is lost, and what was gone stays gone */
  g_assert_true (att_store_set_root_mounted (test.store, music, FALSE, &error));
  g_assert_cmpuint (count_present (test.store), ==, 1);
  g_clear_pointer (&roots, g_ptr_array_unref);
  roots = att_store_list_roots (test.store, &error);
  g_assert_false (((AttRoot *) g_ptr_array_index (roots, 0))->mounted);
  g_assert_true (att_store_set_root_mounted (test.store, music, TRUE, &error));
  g_assert_cmpuint (count_present (test.store), ==, 2);

  g_assert_true (att_store_remove_root (test.store, music, &error));
  g_assert_cmpuint (count_present (test.store), ==, 1);
  assert_roots (test.store, "/home/me/Music2");
  g_assert_cmpuint (att_store_count_tracks (test.store, &(AttTrackQuery) { .with_missing = TRUE }, &error), ==, 3);
  g_assert_true (att_store_add_root (test.store, "/home/me/Music", NULL, &error));
  g_assert_cmpuint (count_present (test.store), ==, 2);

  /* the folder that holds them takes their place */
  g_assert_true (att_store_add_root (test.store, "/home", NULL, &error));
  assert_roots (test.store, "/home");
  g_assert_true (att_store_add_root (test.store, "/", NULL, &error));
  assert_roots (test.store, "/");

  g_assert_false (att_store_remove_root (test.store, 4711, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (att_store_set_root_mounted (test.store, 4711, TRUE, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND);
}

static void
test_stamps_under (void)
{
  g_auto (TestStore) test = { 0 };
  g_autoptr (GError) error = NULL;
  static const struct { const char *path; guint n; } cases[] = {
    { "/", 4 }, { "/m", 3 }, { "/m/a", 2 }, { "/m/a/x", 1 }, { "/m/a-b", 0 }, { "/nowhere", 0 },
  };

  test_store_init (&test);
  test_write (test.store, test_file ("/m/a/x", "A", NULL, NULL, NULL, 1),
              test_file ("/m/a/y", "B", NULL, NULL, NULL, 2), test_file ("/m/ab", "C", NULL, NULL, NULL, 3),
              test_file ("/ma", "D", NULL, NULL, NULL, 4), NULL);
  test_gone (test.store, "/m/a/y");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) stamps = att_store_load_stamps (test.store, cases[i].path, &error);

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].path);
      g_assert_cmpuint (g_hash_table_size (stamps), ==, cases[i].n);
      if (i == 2)
        {
          g_assert_true (((AttStamp *) g_hash_table_lookup (stamps, "/m/a/y"))->missing);
          g_assert_false (((AttStamp *) g_hash_table_lookup (stamps, "/m/a/x"))->missing);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/tracks/round-trip", test_round_trip);
  g_test_add_func ("/store/tracks/not-found", test_not_found);
  g_test_add_func ("/store/tracks/cancelled", test_cancelled);
  g_test_add_func ("/store/tracks/strange-paths", test_strange_paths);
  g_test_add_func ("/store/tracks/update", test_update);
  g_test_add_func ("/store/tracks/failures", test_failures);
  g_test_add_func ("/store/tracks/all-or-nothing", test_all_or_nothing);
  g_test_add_func ("/store/tracks/rating", test_rating);
  g_test_add_func ("/store/tracks/stamps-under", test_stamps_under);
  g_test_add_func ("/store/roots/all", test_roots);
  return g_test_run ();
}
