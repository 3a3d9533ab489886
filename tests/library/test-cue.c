/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cue sheets: read, garbled, and scanned beside real audio and inside it.
 */
#include "audio-files.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "att-cue.h"
#include "att-playlist-file.h"
#include "att-scanner.h"
#include "att-store-listening.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-walk.h"
#include "att-workers.h"

static char *audio; /* NULL: the files cannot be made here; a.flac is of 3 s */

static const char sheet_text[] =
  "REM GENRE \"Post-Rock\"\r\n"
  "REM DATE 1999\r\n"
  "REM DISCNUMBER 2\r\n"
  "REM TOTALDISCS 3\r\n"
  "REM REPLAYGAIN_ALBUM_GAIN -6.50 dB\r\n"
  "CATALOG 0012345678905\r\n"
  "PERFORMER \"The \"Quoted\" Band\"\r\n"
  "TITLE \"One File\"\r\n"
  "FILE \"album.wav\" WAVE\r\n"
  "  TRACK 01 AUDIO\r\n"
  "    TITLE \"First\"\r\n"
  "    ISRC GBAYE9900001\r\n"
  "    REM REPLAYGAIN_TRACK_GAIN -7.25 dB\r\n"
  "    REM REPLAYGAIN_TRACK_PEAK 0.5\r\n"
  "    INDEX 01 00:00:00\r\n"
  "  TRACK 02 AUDIO\r\n"
  "    TITLE Second One\r\n"
  "    PERFORMER \"A Guest\"\r\n"
  "    SONGWRITER \"A Writer\"\r\n"
  "    INDEX 00 00:00:70\r\n"
  "    INDEX 01 00:01:01\r\n"
  "  TRACK 03 AUDIO\r\n"
  "    INDEX 01 00:02:00\r\n";

static AttCueSheet *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AttCueSheet *sheet = att_cue_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return sheet;
}

static AttCueFile *
get_file (AttCueSheet *sheet, guint i)
{
  return g_ptr_array_index (sheet->files, i);
}

static AttCueTrack *
get_track (AttCueSheet *sheet, guint file, guint i)
{
  return g_ptr_array_index (get_file (sheet, file)->tracks, i);
}

static void
test_part (void)
{
  const AttPart some = { 12 * G_GINT64_CONSTANT (1000000000) + 360000000, G_GINT64_CONSTANT (250106666667) };
  const AttPart rest = { 0, -1 };
  AttPart part;
  g_autofree char *a = att_part_to_fragment (&some), *b = att_part_to_fragment (&rest), *path = NULL, *other = NULL;
  g_autofree char *resolved = NULL;

  g_assert_cmpstr (a, ==, "t=12.36,250.106666667");
  g_assert_cmpstr (b, ==, "t=0");
  g_assert_true (att_part_of_uri ("file:///a%23b.flac#t=12.36,250.106666667", &part));
  g_assert_cmpint (part.start_ns, ==, some.start_ns);
  g_assert_cmpint (part.end_ns, ==, some.end_ns);
  g_assert_true (att_part_of_uri ("file:///a.flac#t=5", &part));
  g_assert_cmpint (part.end_ns, ==, -1);
  g_assert_false (att_part_of_uri ("file:///a.flac", &part));
  g_assert_false (att_part_of_uri ("file:///a.flac#t=", &part));
  g_assert_false (att_part_of_uri ("file:///a.flac#t=5,4", &part));
  g_assert_false (att_part_of_uri ("file:///a.flac#t=-5", &part));
  g_assert_false (att_part_of_uri ("file:///a.flac#t=5,6x", &part));
  g_assert_false (att_part_of_uri ("file:///a.flac#t=99999999999999999999999", &part));
  path = att_part_file_path ("file:///a%23b.flac#t=5");
  g_assert_cmpstr (path, ==, "/a#b.flac");
  g_assert_cmpstr ((resolved = att_playlist_resolve ("/x", "file:///a%23b/c.flac#t=5,6", FALSE)), ==,
                   "file:///a%23b/c.flac#t=5,6"); /* as playlist files hold it */
  other = att_part_file_path ("https://radio.example/#t=5");
  g_assert_null (other);
}

static void
test_parse (void)
{
  g_autoptr (AttCueSheet) sheet = parse (sheet_text);

  g_assert_cmpstr (sheet->text.title, ==, "One File");
  g_assert_cmpstr (sheet->text.performer, ==, "The \"Quoted\" Band");
  g_assert_cmpstr (sheet->text.genre, ==, "Post-Rock");
  g_assert_cmpstr (sheet->text.date, ==, "1999");
  g_assert_cmpint (sheet->disc_number, ==, 2);
  g_assert_cmpint (sheet->n_discs, ==, 3);
  g_assert_cmpfloat_with_epsilon (sheet->text.gain_db, -6.5, 1e-4);
  g_assert_cmpuint (sheet->files->len, ==, 1);
  g_assert_cmpstr (get_file (sheet, 0)->name, ==, "album.wav");
  g_assert_cmpuint (get_file (sheet, 0)->tracks->len, ==, 3);
  g_assert_cmpstr (get_track (sheet, 0, 0)->text.title, ==, "First");
  g_assert_cmpfloat_with_epsilon (get_track (sheet, 0, 0)->text.gain_db, -7.25, 1e-4);
  g_assert_cmpfloat_with_epsilon (get_track (sheet, 0, 0)->text.peak, 0.5, 1e-4);
  g_assert_cmpstr (get_track (sheet, 0, 1)->text.title, ==, "Second One");
  g_assert_cmpstr (get_track (sheet, 0, 1)->text.songwriter, ==, "A Writer");
  g_assert_cmpint (get_track (sheet, 0, 1)->start, ==, 76);
  g_assert_true (isnan (get_track (sheet, 0, 1)->text.gain_db));
  g_assert_null (get_track (sheet, 0, 2)->text.title);
  g_assert_cmpint (get_track (sheet, 0, 2)->start, ==, 150);
}

/* one file a track, with the pause of a track at the end of the file before; and two sides of a record, and data */
static void
test_files (void)
{
  g_autoptr (AttCueSheet) apart = parse ("FILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\n"
                                         "INDEX 00 03:00:00\nFILE \"b c.wav\" WAVE\nINDEX 01 00:00:00\n");
  g_autoptr (AttCueSheet) sides = parse ("FILE \"x\\A.wav\" WAVE\nTRACK 1 AUDIO\nINDEX 01 0:0:0\nTRACK 2 AUDIO\n"
                                         "INDEX 01 1:0:0\nFILE B.wav WAVE\nTRACK 3 AUDIO\nINDEX 01 0:0:0\nTRACK 4 AUDIO\n"
                                         "INDEX 01 120:59:74\nTRACK 5 MODE1/2352\nINDEX 01 130:00:00\n");

  g_assert_cmpuint (apart->files->len, ==, 2);
  g_assert_cmpuint (get_file (apart, 0)->tracks->len, ==, 1);
  g_assert_cmpstr (get_file (apart, 0)->name, ==, "a.wav");
  g_assert_cmpstr (get_file (apart, 1)->name, ==, "b c.wav");
  g_assert_cmpint (get_track (apart, 1, 0)->number, ==, 2);
  g_assert_cmpuint (sides->files->len, ==, 2);
  g_assert_cmpuint (get_file (sides, 1)->tracks->len, ==, 2);
  g_assert_cmpint (get_track (sides, 1, 1)->start, ==, (120 * 60 + 59) * 75 + 74);
}

static void
test_bad (void)
{
  static const struct { const char *text, *message; } sheets[] = {
    { "", "Line 1: there is no track" },
    { "TITLE \"x\"\nFILE a WAVE\n", "Line 3: there is no track" },
    { "INDEX 01 00:00:00\n", "Line 1: INDEX stands before the first TRACK" },
    { "FILE a WAVE\nTRACK one AUDIO\n", "Line 2: “one” is not the number" },
    { "FILE a WAVE\nTRACK 0 AUDIO\n", "Line 2: “0” is not the number" },
    { "FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:60:00\n", "Line 3: “00:60:00” is not a time" },
    { "FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:75\n", "Line 3: “00:00:75” is not a time" },
    { "FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00\n", "Line 3: “00:00” is not a time" },
    { "FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 99999999999:00:00\n", "Line 3: “99999999999:00:00” is not a time" },
    { "FILE a WAVE\nTRACK 01 AUDIO\nTRACK 02 AUDIO\nINDEX 01 00:00:00\n", "Line 2: track 1 has no INDEX 01" },
    { "FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:05:00\nTRACK 02 AUDIO\nINDEX 01 00:05:00\n",
      "Line 5: track 2 does not begin after track 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (att_cue_parse (sheets[i].text, strlen (sheets[i].text), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      if (!g_str_has_prefix (error->message, sheets[i].message))
        g_error ("%s: %s", sheets[i].message, error->message);
    }
}

static void
test_letters (void)
{
  static const struct { const char *charset, *title; } texts[] = {
    { "UTF-8", "Überall ✓" }, { "UTF-16", "Überall ✓" }, { "UTF-16LE", "Überall" }, { "WINDOWS-1252", "Ça ira – Möhre" },
    { "CP932", "夜に駆ける" }, { "GB18030", "月亮代表我的心" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strdup_printf ("%sTITLE \"%s\"\nFILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n",
                                               g_str_equal (texts[i].charset, "UTF-16LE") ? "\ufeff" : "", texts[i].title);
      gsize n;
      g_autofree char *bytes = g_convert (text, -1, texts[i].charset, "UTF-8", NULL, &n, NULL);
      g_autoptr (AttCueSheet) sheet = NULL;
      g_autoptr (GError) error = NULL;

      if (bytes == NULL)
        {
          g_test_message ("iconv has no %s here", texts[i].charset);
          continue;
        }
      sheet = att_cue_parse (bytes, n, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (sheet->text.title, ==, texts[i].title);
    }
}

/* whatever is in it: a sheet or an error, never a crash, and strings are clean */
static void
test_garbled (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (75);
  const gsize n = strlen (sheet_text);
  guint n_good = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_memdup2 (sheet_text, n + 1);
      gsize length = i <= n ? i : n;
      g_autoptr (AttCueSheet) sheet = NULL;
      g_autoptr (GError) error = NULL;

      if (i > n)
        for (int k = g_rand_int_range (rand, 1, 20); k > 0; k--)
          {
            const gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) n);

            switch (g_rand_int_range (rand, 0, 4))
              {
              case 0: text[at] = (char) g_rand_int_range (rand, 0, 256); break;
              case 1: text[at] = "\n\r\" :0129\t"[g_rand_int_range (rand, 0, 10)]; break;
              case 2: memmove (text + at, text, n - at); break;
              default: length = MIN (length, at + 1); break;
              }
          }
      sheet = att_cue_parse (text, length, &error);
      g_assert_true ((sheet != NULL) == (error == NULL));
      if (sheet == NULL)
        continue;
      n_good++;
      for (guint f = 0; f < sheet->files->len; f++)
        for (guint t = 0; t < get_file (sheet, f)->tracks->len; t++)
          {
            const AttCueTrack *track = get_track (sheet, f, t);

            g_assert_true (track->text.title == NULL || g_utf8_validate (track->text.title, -1, NULL));
            g_assert_true (t == 0 || track->start > get_track (sheet, f, t - 1)->start);
          }
    }
  g_assert_cmpuint (n_good, >, 100);
}

static void
test_split (void)
{
  g_autoptr (AttCueSheet) sheet = parse (sheet_text);
  g_autoptr (AttTags) whole = att_tags_new ();
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GError) error = NULL;
  const AttCuePart *part;

  whole->duration_ms = 3000;
  whole->rating = 8;
  whole->label = g_strdup ("Label");
  whole->title = g_strdup ("not this");
  whole->rg_track_peak = 0.9f;
  whole->content_hash[0] = 1;
  att_tags_add_credit (whole, ATT_ROLE_ARTIST, "nor this", NULL, NULL, NULL);
  att_tags_add_credit (whole, ATT_ROLE_CONDUCTOR, "A Conductor", NULL, NULL, NULL);
  parts = att_cue_split (sheet, 0, whole, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 3);

  part = g_ptr_array_index (parts, 1);
  g_assert_cmpstr (part->tags->title, ==, "Second One");
  g_assert_cmpstr (part->tags->album, ==, "One File");
  g_assert_cmpstr (part->tags->label, ==, "Label");
  g_assert_cmpstr (((AttCredit *) g_ptr_array_index (part->tags->credits, 0))->name, ==, "A Guest");
  g_assert_cmpstr (((AttCredit *) g_ptr_array_index (part->tags->credits, 1))->name, ==, "The \"Quoted\" Band");
  g_assert_cmpstr (((AttCredit *) g_ptr_array_index (part->tags->credits, 2))->name, ==, "A Writer");
  g_assert_cmpstr (((AttCredit *) g_ptr_array_index (part->tags->credits, 3))->name, ==, "A Conductor");
  g_assert_cmpint (part->tags->year, ==, 1999);
  g_assert_cmpint (part->tags->track_number, ==, 2);
  g_assert_cmpint (part->tags->n_tracks, ==, 3);
  g_assert_cmpint (part->tags->disc_number, ==, 2);
  g_assert_cmpint (part->tags->rating, ==, 0);
  g_assert_cmpint (part->part.start_ns, ==, G_GINT64_CONSTANT (1013333333));
  g_assert_cmpint (part->part.end_ns, ==, G_GINT64_CONSTANT (2000000000));
  g_assert_cmpint (part->tags->duration_ms, ==, 986);
  g_assert_cmpfloat_with_epsilon (part->tags->rg_album_gain_db, -6.5, 1e-4);
  g_assert_true (isnan (part->tags->rg_track_gain_db));

  part = g_ptr_array_index (parts, 2);
  g_assert_cmpstr (part->tags->title, ==, "Track 3");
  g_assert_cmpstr (((AttCredit *) g_ptr_array_index (part->tags->credits, 0))->name, ==, "The \"Quoted\" Band");
  g_assert_cmpint (part->part.end_ns, ==, -1);
  g_assert_cmpint (part->tags->duration_ms, ==, 1000);
  g_assert_true (part->tags->content_hash[0] != ((AttCuePart *) g_ptr_array_index (parts, 1))->tags->content_hash[0]);

  whole->duration_ms = 1500;
  g_assert_null (att_cue_split (sheet, 0, whole, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, "Line 22: track 3 begins after the end"));
}

/* --- real scans --- */

typedef struct {
  char *dir, *music;
  AttStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *db = NULL;

  f->dir = g_dir_make_tmp ("att-cue-XXXXXX", NULL);
  f->music = g_build_filename (f->dir, "music", NULL);
  db = g_build_filename (f->dir, "library.db", NULL);
  g_assert_cmpint (g_mkdir (f->music, 0700), ==, 0);
  f->store = att_store_open (db, NULL, NULL);
  g_assert_nonnull (f->store);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  att_store_close (f->store);
  g_assert_finalize_object (f->store);
  audio_files_remove (f->dir);
  g_free (f->dir);
  g_free (f->music);
}

static void
put (Fixture *f, const char *to, const char *bytes, gssize n)
{
  g_autofree char *target = g_build_filename (f->music, to, NULL), *folder = g_path_get_dirname (target);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (target, bytes, n, NULL));
}

static void
put_audio (Fixture *f, const char *from, const char *to)
{
  g_autofree char *source = g_build_filename (audio, from, NULL), *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (source, &bytes, &n, NULL));
  put (f, to, bytes, (gssize) n);
}

static void
rename_music (Fixture *f, const char *from, const char *to)
{
  g_autofree char *a = g_build_filename (f->music, from, NULL), *b = g_build_filename (f->music, to, NULL);

  g_assert_cmpint (g_rename (a, b), ==, 0);
}

static AttScanCounts
scan_path (Fixture *f, const char *path)
{
  const char *paths[] = { path, NULL };
  AttScanCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (att_scanner_run (f->store, paths, NULL, NULL, &counts, &error));
  g_assert_no_error (error);
  return counts;
}

static AttScanCounts
scan (Fixture *f)
{
  return scan_path (f, f->music);
}

/* titles of what is present, by track number */
static char *
list (Fixture *f)
{
  const AttTrackQuery query = { .sort = ATT_SORT_ALBUM };
  g_autoptr (GPtrArray) tracks = att_store_list_tracks (f->store, &query, NULL, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);

      g_string_append_printf (text, "%s%d %s %d", i > 0 ? ", " : "", track->track_number, att_track_get_title (track),
                              (track->duration_ms + 5) / 10);
    }
  return g_string_free (text, FALSE);
}

static void
assert_list (Fixture *f, const char *expected)
{
  g_autofree char *found = list (f);

  g_assert_cmpstr (found, ==, expected);
}

#define THREE "1 First 101, 2 Second One 99, 3 Track 3 100"

static AttTrack *
find (Fixture *f, const char *name, const char *fragment)
{
  g_autofree char *path = g_build_filename (f->music, name, NULL), *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *part = fragment != NULL ? g_strconcat (uri, "#", fragment, NULL) : NULL;

  return att_store_find_track (f->store, part != NULL ? part : uri, NULL);
}

static void
test_beside (Fixture *f, gconstpointer data)
{
  g_autoptr (AttTrack) first = NULL, again = NULL, moved = NULL, shifted = NULL, whole = NULL;
  g_autofree char *longer = NULL, *file = NULL, *sheet = NULL;
  AttScanCounts counts;

  if (audio_files_missing (audio))
    return;
  put_audio (f, "a.flac", "album.flac");
  scan (f);
  whole = find (f, "album.flac", NULL);
  g_assert_nonnull (whole);

  /* the sheet comes: three tracks, and the file is none any more */
  put (f, "album.cue", sheet_text, -1);
  counts = scan (f);
  g_assert_cmpuint (counts.failed, ==, 0);
  assert_list (f, THREE);
  first = find (f, "album.flac", "t=0,1.013333333");
  g_assert_nonnull (first);
  g_assert_cmpint (first->disc_number, ==, 2);
  g_assert_cmpstr (first->artist, ==, "The \"Quoted\" Band");
  g_assert_cmpstr (first->album_artist, ==, "The \"Quoted\" Band");
  g_assert_cmpstr (first->genres[0], ==, "Post-Rock");
  g_assert_true (att_store_set_rating (f->store, first->id, 7, NULL));

  /* nothing has changed, whatever is asked for */
  file = g_build_filename (f->music, "album.flac", NULL);
  sheet = g_build_filename (f->music, "album.cue", NULL);
  for (int i = 0; i < 3; i++)
    {
      counts = scan_path (f, i == 0 ? f->music : i == 1 ? file : sheet);
      g_assert_cmpuint (counts.added + counts.updated + counts.removed + counts.failed, ==, 0);
    }
  assert_list (f, THREE);

  /* both are moved: the same rows */
  rename_music (f, "album.flac", "other.flac");
  rename_music (f, "album.cue", "other.cue");
  scan (f);
  assert_list (f, THREE);
  moved = find (f, "other.flac", "t=0,1.013333333");
  g_assert_cmpint (moved->id, ==, first->id);
  g_assert_cmpint (moved->rating, ==, 7);

  /* the second track begins later: the first one keeps its row, and what is thought of it */
  longer = g_strdup (sheet_text);
  strstr (longer, "00:01:01")[7] = '9';
  put (f, "other.cue", longer, -1);
  scan (f);
  assert_list (f, "1 First 112, 2 Second One 88, 3 Track 3 100");
  shifted = find (f, "other.flac", "t=0,1.12");
  g_assert_cmpint (shifted->id, ==, first->id);
  g_assert_cmpint (shifted->rating, ==, 7);

  /* the sheet goes: one track, the row of before */
  rename_music (f, "other.cue", "other.txt");
  scan (f);
  assert_list (f, "0 other 300");
  again = find (f, "other.flac", NULL);
  g_assert_nonnull (again);
  rename_music (f, "other.flac", "other.txt");
  scan (f);
  assert_list (f, "");
}

/* a sheet that is broken, or is about another file */
static void
test_blame (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) failures = NULL, none = NULL;
  const AttFailure *failure;
  g_autofree char *sheet = g_build_filename (f->music, "album.cue", NULL);
  AttScanCounts counts;

  if (audio_files_missing (audio))
    return;
  put_audio (f, "a.flac", "album.flac");
  put_audio (f, "b.flac", "b.flac");
  put (f, "album.cue", "FILE album.flac WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 0:x:0\n", -1);
  put (f, "b.cue", "FILE b.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n", -1); /* one track: nothing to cut */
  counts = scan (f);
  g_assert_cmpuint (counts.added, ==, 2);
  g_assert_cmpuint (counts.failed, ==, 1);
  failures = att_store_list_failures (f->store, NULL);
  g_assert_cmpuint (failures->len, ==, 1);
  failure = g_ptr_array_index (failures, 0);
  g_assert_cmpstr (failure->path, ==, sheet);
  g_assert_nonnull (strstr (failure->cause, "Line 5: “0:x:0” is not a time"));
  counts = scan (f);
  g_assert_cmpuint (counts.added + counts.updated + counts.removed + counts.failed, ==, 0);

  /* mended, but too long for the file; said once, until it changes */
  put (f, "album.cue", "FILE album.flac WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 0:44:0\n", -1);
  counts = scan (f);
  g_assert_cmpuint (counts.failed, ==, 1);
  g_ptr_array_unref (failures);
  failures = att_store_list_failures (f->store, NULL);
  g_assert_cmpuint (failures->len, ==, 1);
  failure = g_ptr_array_index (failures, 0);
  g_assert_cmpstr (failure->path, ==, sheet);
  g_assert_nonnull (strstr (failure->cause, "Line 4: track 2 begins after the end"));
  counts = scan (f);
  g_assert_cmpuint (counts.added + counts.updated + counts.removed + counts.failed, ==, 0);

  put (f, "album.cue", sheet_text, -1);
  scan (f);
  none = att_store_list_failures (f->store, NULL);
  g_assert_cmpuint (none->len, ==, 0);
}

static gboolean
metaflac (Fixture *f, const char *option, const char *name)
{
  g_autofree char *path = g_build_filename (f->music, name, NULL);
  const char *argv[] = { "metaflac", option, path, NULL };
  int status = -1;

  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL) &&
         status == 0;
}

static void
test_inside (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_build_filename (f->dir, "sheet.cue", NULL), *tag = NULL, *block = NULL;
  g_autoptr (AttTrack) track = NULL;

  if (audio_files_missing (audio))
    return;
  put_audio (f, "a.flac", "tag.flac");
  g_assert_true (g_file_set_contents (text, sheet_text, -1, NULL));
  tag = g_strdup_printf ("--set-tag-from-file=CUESHEET=%s", text);
  if (!metaflac (f, tag, "tag.flac"))
    {
      g_test_skip ("no metaflac here");
      return;
    }
  scan (f);
  assert_list (f, THREE);
  track = find (f, "tag.flac", "t=2");
  g_assert_nonnull (track);

  rename_music (f, "tag.flac", "gone.txt");
  put_audio (f, "b.flac", "block.flac");
  block = g_strdup_printf ("--import-cuesheet-from=%s", text);
  if (metaflac (f, block, "block.flac"))
    {
      scan (f);
      assert_list (f, "1 Track 1 101, 2 Track 2 99, 3 Track 3 100");
    }
  else
    g_test_message ("metaflac does not take the sheet here");
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return att_tag_worker_main ();

  g_test_init (&argc, &argv, NULL);
  audio = audio_files_make ();
  g_test_add_func ("/library/cue/part", test_part);
  g_test_add_func ("/library/cue/parse", test_parse);
  g_test_add_func ("/library/cue/files", test_files);
  g_test_add_func ("/library/cue/bad", test_bad);
  g_test_add_func ("/library/cue/letters", test_letters);
  g_test_add_func ("/library/cue/garbled", test_garbled);
  g_test_add_func ("/library/cue/split", test_split);
#define ADD(name, function) g_test_add ("/library/cue/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("beside", test_beside);
  ADD ("blame", test_blame);
  ADD ("inside", test_inside);
#undef ADD
  status = g_test_run ();
  if (audio != NULL)
    audio_files_remove (audio);
  g_free (audio);
  return status;
}
