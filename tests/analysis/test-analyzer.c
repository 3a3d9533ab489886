/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Started as `worker analyze` this program is the worker of its own tests.
 */
#include "att-analyzer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "att-analyze-worker.h"
#include "att-decoder.h"
#include "att-envelope.h"
#include "att-levels.h"
#include "att-store-tracks.h"
#include "att-workers.h"
#include "make-audio.h"

#define RATE 44100

typedef struct {
  char *dir;
  AttStore *store;
  GPtrArray *files; /* AttScannedFile, not yet in the store */
} Fixture;

static void
fixture_init (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->dir = make_audio_dir ();
  path = g_build_filename (self->dir, "library.db", NULL);
  self->store = att_store_open (path, NULL, &error);
  g_assert_no_error (error);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
}

static void
fixture_clear (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->files);
  g_assert_finalize_object (self->store);
  make_audio_clear (self->dir);
}

static void
add_file (Fixture *self, const char *path, const char *genre)
{
  AttScannedFile *file = att_scanned_file_new (path, 1000, 1);

  file->tags = att_tags_new ();
  file->tags->title = g_path_get_basename (path);
  file->tags->content_hash[0] = g_str_hash (path);
  file->tags->content_hash[1] = 1;
  if (genre != NULL)
    att_tags_add_genre (file->tags, genre);
  g_ptr_array_add (self->files, file);
}

static void
add_clicks (Fixture *self, const char *name, double bpm, int seconds, const char *genre)
{
  g_autofree float *pcm = make_clicks (bpm, seconds * RATE, RATE);
  g_autofree char *path = make_wav (self->dir, name, pcm, seconds * RATE, 1, RATE, WAV_S16);

  add_file (self, path, genre);
}

static void
write_files (Fixture *self)
{
  AttScanCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  att_store_write_files (self->store, self->files, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.added, ==, self->files->len);
}

static AttTrack *
find (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  AttTrack *track = att_store_find_track (self->store, uri, &error);

  g_assert_no_error (error);
  return track;
}

static void
assert_heard (Fixture *self, guint64 expected)
{
  guint64 heard, total;

  g_assert_true (att_store_count_heard (self->store, ATT_FEATURES_VERSION, &heard, &total, NULL));
  g_assert_cmpuint (heard, ==, expected);
}

static void
test_whole_run (Fixture *self, gconstpointer data)
{
  g_autoptr (AttProgress) progress = att_progress_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) failures = NULL;
  g_autoptr (AttTrack) tagged = NULL, untagged = NULL;
  g_autofree char *text = g_build_filename (self->dir, "text.mp3", NULL);
  g_autofree char *gone = g_build_filename (self->dir, "gone.mp3", NULL);
  AttAnalyzeCounts counts;
  AttFeatures *features;

  add_clicks (self, "a.wav", 120, 12, "Jazz");
  add_clicks (self, "b.wav", 90, 12, NULL);
  add_clicks (self, "short.wav", 120, 1, NULL);
  g_assert_true (g_file_set_contents (text, "no song at all, whatever the name may say\n", -1, NULL));
  add_file (self, text, NULL);
  add_file (self, gone, NULL);
  write_files (self);

  att_analyzer_run (self->store, 2, 0, progress, NULL, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.analyzed, ==, 3);
  g_assert_cmpuint (counts.failed, ==, 2);
  g_assert_cmpuint (att_progress_get_done (progress), ==, 5);
  g_assert_cmpuint (att_progress_get_total (progress), ==, 5);
  assert_heard (self, 3);

  tagged = find (self, "a.wav");
  features = att_store_get_features (self->store, tagged->id, ATT_FEATURES_VERSION, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (features->n, ==, att_features_get_n ());
  g_assert_cmpfloat_with_epsilon (features->tempo_bpm, 120, 2);
  g_assert_cmpfloat (features->peak, >, 0.5);
  g_assert_true (isfinite (features->loudness_lufs));
  g_assert_cmpint (ABS (features->audio_ms - 12000), <, 5);
  att_features_free (features);

  /* a genre is guessed where the file names none, and only there */
  untagged = find (self, "b.wav");
  g_assert_cmpstr (att_track_get_genre (tagged), ==, "Jazz");
  g_assert_false (att_track_has (tagged, ATT_TRACK_GENRE_GUESSED));
  if (untagged->genres != NULL)
    g_assert_true (att_track_has (untagged, ATT_TRACK_GENRE_GUESSED));
  g_test_message ("b.wav: %s", untagged->genres != NULL ? untagged->genres[0] : "no guess");

  /* what cannot be heard is recorded with its cause, what is gone is not: it may come back as it was */
  failures = att_store_list_failures (self->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (failures->len, ==, 1);
  {
    const AttFailure *failure = g_ptr_array_index (failures, 0);

    g_assert_cmpstr (failure->path, ==, text);
    g_assert_cmpstr (failure->stage, ==, "analyze");
    g_assert_cmpuint (strlen (failure->cause), >, 3);
    g_assert_null (strstr (failure->cause, self->dir));
  }

  att_analyzer_run (self->store, 1, 0, NULL, NULL, &counts, &error); /* nothing is heard twice */
  g_assert_no_error (error);
  g_assert_cmpuint (counts.analyzed, ==, 0);
  g_assert_cmpuint (counts.failed, ==, 1);
}

static void
changed_cb (AttProgress *progress, gpointer cancellable)
{
  if (att_progress_get_done (progress) >= 2)
    g_cancellable_cancel (cancellable);
}

static gpointer
watch (gpointer data)
{
  gpointer *pair = data;

  while (!g_cancellable_is_cancelled (pair[1]))
    {
      changed_cb (pair[0], pair[1]);
      g_usleep (2000);
    }
  return NULL;
}

static void
test_cancel_and_resume (Fixture *self, gconstpointer data)
{
  g_autoptr (AttProgress) progress = att_progress_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gpointer pair[] = { progress, cancellable };
  AttAnalyzeCounts counts;
  guint64 before;
  GThread *thread;

  for (int i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d.wav", i);

      add_clicks (self, name, 100 + i, 60, "Jazz");
    }
  write_files (self);
  thread = g_thread_new ("watch", watch, pair);
  g_assert_false (att_analyzer_run (self->store, 1, 0, progress, cancellable, &counts, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_clear_error (&error);
  before = counts.analyzed;
  g_test_message ("%" G_GUINT64_FORMAT " heard before the end", before);
  g_assert_cmpuint (before, >=, 2);
  g_assert_cmpuint (before, <, 12);
  assert_heard (self, before); /* what was finished is kept */

  att_analyzer_run (self->store, 2, 3, NULL, NULL, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.analyzed, ==, MIN (3, 12 - before));
  att_analyzer_run (self->store, 2, 0, NULL, NULL, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.failed, ==, 0);
  assert_heard (self, 12);
}

/* cancels when all are heard, if only in part */
static gpointer
watch_store (gpointer data)
{
  gpointer *pair = data;
  guint64 heard = 0, total = 1;

  while (!g_cancellable_is_cancelled (pair[1]) && heard < total)
    {
      g_assert_true (att_store_count_heard (pair[0], ATT_FEATURES_VERSION, &heard, &total, NULL));
      g_usleep (2000);
    }
  g_cancellable_cancel (pair[1]);
  return NULL;
}

static void
test_excerpts_first (Fixture *self, gconstpointer data)
{
  const int n = 8, seconds = 100;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AttProgress) progress = att_progress_new ();
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (AttTrack) first = NULL;
  g_autoptr (GError) error = NULL;
  gpointer pair[] = { self->store, cancellable };
  AttAnalyzeCounts counts;
  AttFeatures *features;
  GThread *thread;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d.wav", i);

      add_clicks (self, name, 90 + 10 * i, seconds, "Jazz");
      /* their tags say that there is a day of music to hear */
      ((AttScannedFile *) g_ptr_array_index (self->files, i))->tags->duration_ms = 3 * 60 * 60 * 1000;
    }
  write_files (self);
  thread = g_thread_new ("watch", watch_store, pair);
  att_analyzer_run (self->store, 1, 0, progress, cancellable, &counts, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);
  g_assert_cmpfloat (att_progress_get_fraction (progress), <, 0.9);
  assert_heard (self, n);
  left = att_store_list_unheard (self->store, ATT_FEATURES_VERSION, 0, NULL);
  g_test_message ("%u of %d not yet heard as a whole", left->len, n);
  g_assert_cmpuint (left->len + counts.analyzed, ==, n);
  g_assert_cmpuint (left->len, >, 0);
  first = att_store_get_track (self->store, ((AttUnheard *) g_ptr_array_index (left, left->len - 1))->track_id, NULL);
  features = att_store_get_features (self->store, first->id, ATT_FEATURES_VERSION, NULL);
  g_assert_true (features->is_excerpt);
  g_assert_cmpint (ABS (features->audio_ms - ATT_ANALYZER_EXCERPT_S * 1000), <, 10);
  g_assert_true (isnan (features->loudness_lufs));
  att_features_free (features);

  att_analyzer_run (self->store, 2, 0, progress, NULL, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.analyzed, ==, left->len);
  g_assert_cmpfloat (att_progress_get_fraction (progress), ==, 1);
  features = att_store_get_features (self->store, first->id, ATT_FEATURES_VERSION, NULL);
  g_assert_false (features->is_excerpt);
  g_assert_cmpint (ABS (features->audio_ms - seconds * 1000), <, 10);
  g_assert_true (isfinite (features->loudness_lufs));
  att_features_free (features);
}

static void
test_read_file (Fixture *self, gconstpointer data)
{
  g_autofree float *pcm = make_sine (1000, pow (10, -20 / 20.0), 20 * 48000, 2, 48000);
  g_autofree char *path = make_wav (self->dir, "sine.wav", pcm, 20 * 48000, 2, 48000, WAV_F32);
  g_autofree char *missing = g_build_filename (self->dir, "missing.wav", NULL);
  g_autoptr (GError) error = NULL;
  AttFeatures *features = att_analyzer_read_file (path, NULL, NULL, &error), *again;

  g_assert_no_error (error);
  g_assert_cmpint (features->track_id, ==, 0);
  g_assert_cmpfloat_with_epsilon (features->loudness_lufs, -20, 0.1); /* before the downmix: two channels */
  g_assert_cmpfloat_with_epsilon (features->peak, 0.1, 1e-3);
  g_assert_cmpint (ABS (features->audio_ms - 20000), <, 5);
  g_assert_cmpuint (g_bytes_get_size (features->envelope), ==, ATT_ENVELOPE_N);
  g_assert_cmpint (ABS (((guint8 *) g_bytes_get_data (features->envelope, NULL))[150] - 68), <=, 1); /* -23 dBFS */
  again = att_analyzer_read_file (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (again->vector, again->n * sizeof (float), features->vector, features->n * sizeof (float));
  att_features_free (again);
  att_features_free (features);

  g_assert_null (att_analyzer_read_file (missing, NULL, NULL, &error));
  g_assert_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_NOT_FOUND);
}

/* a stereo sine of 1 kHz that is at each of two levels (dBFS, and so LUFS) for that long */
static void
add_steps (Fixture *self, const char *name, const double *levels, const int *seconds)
{
  gsize n = (seconds[0] + seconds[1]) * RATE;
  g_autofree float *pcm = make_sine (1000, 1, n, 2, RATE);
  g_autofree char *path = NULL;

  for (gsize i = 0; i < 2 * n; i++)
    pcm[i] *= pow (10, levels[i >= (gsize) 2 * seconds[0] * RATE] / 20);
  path = make_wav (self->dir, name, pcm, n, 2, RATE, WAV_F32);
  add_file (self, path, NULL);
  ((AttScannedFile *) self->files->pdata[self->files->len - 1])->tags->album = g_strdup ("Album");
}

/* The second part of "a" is below its own gate, but not below that of the album: what ReplayGain 2.0 asks for is not
 * a mean of the tracks, which would be -14.4. */
static void
test_album (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) levels = NULL;
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autoptr (AttTrack) a = NULL, b = NULL, single = NULL;
  g_autoptr (GError) error = NULL;
  AttAnalyzeCounts counts;
  AttFeatures *features;

  add_steps (self, "a.wav", (double[]){ -10, -24 }, (int[]){ 10, 10 });
  add_steps (self, "b.wav", (double[]){ -23, -23 }, (int[]){ 20, 20 });
  add_clicks (self, "single.wav", 120, 5, NULL);
  write_files (self);
  att_analyzer_run (self->store, 1, 0, NULL, NULL, &counts, &error);
  g_assert_no_error (error);
  a = find (self, "a.wav");
  b = find (self, "b.wav");
  single = find (self, "single.wav");
  for (int round = 0; round < 2; round++)
    {
      const AttTrackLevel *level;

      levels = att_levels_load (self->store, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_hash_table_size (levels), ==, 3);
      level = g_hash_table_lookup (levels, &(gint64){ a->id });
      g_assert_cmpfloat_with_epsilon (level->track_lufs, -10, 0.1);
      g_assert_cmpfloat_with_epsilon (level->album_lufs, -16.84, 0.1);
      g_assert_cmpfloat_with_epsilon (level->album_peak, pow (10, -10 / 20.0), 1e-3);
      level = g_hash_table_lookup (levels, &(gint64){ b->id });
      g_assert_cmpfloat_with_epsilon (level->track_lufs, -23, 0.1);
      g_assert_cmpfloat_with_epsilon (level->album_lufs, -16.84, 0.1);
      level = g_hash_table_lookup (levels, &(gint64){ single->id });
      g_assert_true (isfinite (level->track_lufs));
      g_assert_true (isnan (level->album_lufs));
      g_clear_pointer (&levels, g_hash_table_unref);
      if (round == 1)
        break;
      /* as an older version stored it: all of it counts as equally loud, which it is */
      features = att_store_get_features (self->store, b->id, ATT_FEATURES_VERSION, &error);
      g_assert_no_error (error);
      g_clear_pointer (&features->loudness_blocks, g_bytes_unref);
      g_ptr_array_add (batch, features);
      g_assert_true (att_store_write_features (self->store, batch, &error));
    }
}

/* Twelve seconds of a file that breaks are worth keeping, five are not. */
static void
test_broken_end (Fixture *self, gconstpointer data)
{
  g_autofree float *pcm = make_noise (0.5, 30 * RATE, 3);
  g_autofree char *wav = make_wav (self->dir, "a.wav", pcm, 30 * RATE, 1, RATE, WAV_S16);
  g_autofree char *flac = g_build_filename (self->dir, "a.flac", NULL);
  g_autofree char *bytes = NULL;
  const double shares[] = { 0.5, 0.05 };
  gsize n;

  if (!run_tool ("flac", "-s", "-f", "-o", flac, wav, NULL))
    {
      g_test_skip ("flac is not installed");
      return;
    }
  g_assert_true (g_file_get_contents (flac, &bytes, &n, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autoptr (GError) error = NULL;
      AttFeatures *features;

      g_assert_true (g_file_set_contents (flac, bytes, n * shares[i], NULL));
      features = att_analyzer_read_file (flac, NULL, NULL, &error);
      if (i == 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint (features->audio_ms, >, 12000);
          g_assert_cmpint (features->audio_ms, <, 16000);
        }
      if (features != NULL) /* a decoder may call the short one a whole file: then it is one */
        att_features_free (features);
    }
}

/* loud, then soft: by a worker as by ourselves; what cannot be decoded has none */
static void
test_envelope (Fixture *self, gconstpointer data)
{
  const double levels[] = { 0, -40 };
  const int seconds[] = { 2, 2 };
  g_autofree char *text = g_build_filename (self->dir, "text.flac", NULL);
  g_autoptr (GBytes) envelope = NULL, own = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  const guint8 *bytes;

  add_steps (self, "steps.wav", levels, seconds);
  path = g_build_filename (self->dir, "steps.wav", NULL);
  envelope = att_analyzer_ask_envelope (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (envelope), ==, ATT_ENVELOPE_N);
  bytes = g_bytes_get_data (envelope, NULL);
  for (int i = 3; i < ATT_ENVELOPE_N - 3; i++)
    if (ABS (i - ATT_ENVELOPE_N / 2) > 3)
      g_assert_cmpint (ABS (bytes[i] - (i < ATT_ENVELOPE_N / 2 ? 214 : 21)), <=, 1); /* RMS of a sine: 3 dB less */
  own = att_analyzer_read_envelope (path, NULL, &error);
  g_assert_true (g_bytes_equal (own, envelope));

  g_assert_true (g_file_set_contents (text, "no sound", -1, NULL));
  g_assert_null (att_analyzer_ask_envelope (text, NULL, &error));
  g_assert_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_reply (void)
{
  g_autofree float *vector = g_new0 (float, att_features_get_n ());
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = g_error_new_literal (ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED, "it is bro\xffken");
  g_autoptr (GBytes) good = NULL, bad = NULL;
  AttFeatures *features, *read;

  for (gsize i = 0; i < att_features_get_n (); i++)
    vector[i] = g_test_rand_double_range (-5, 5);
  vector[5] = NAN;
  features = att_features_new (0, ATT_FEATURES_VERSION, vector, att_features_get_n ());
  features->tempo_bpm = NAN;
  features->audio_ms = 1234;
  good = att_analyze_reply_new (features);
  read = att_analyze_reply_parse (good, &error);
  g_assert_no_error (error);
  g_assert_true (isnan (read->tempo_bpm));
  g_assert_cmpint (read->audio_ms, ==, 1234);
  g_assert_cmpfloat (read->vector[7], ==, vector[7]);
  g_assert_cmpfloat (read->vector[5], ==, 0); /* whatever a worker says, the store gets numbers */
  att_features_free (features);
  att_features_free (read);

  bad = att_analyze_reply_error (cause);
  g_assert_null (att_analyze_reply_parse (bad, &error));
  g_assert_error (error, ATT_DECODE_ERROR, ATT_DECODE_ERROR_DAMAGED);
  g_assert_true (g_str_has_prefix (error->message, "it is bro"));
  g_clear_error (&error);

  for (int i = 0; i < 500; i++) /* cut, flipped, made up: refused or read, never more */
    {
      gsize n;
      const guint8 *bytes = g_bytes_get_data (good, &n);
      guint8 *copy = g_memdup2 (bytes, n);
      g_autoptr (GBytes) broken = NULL;

      for (int k = 0; k < 10; k++)
        copy[g_test_rand_int_range (0, n)] = g_test_rand_int ();
      broken = g_bytes_new_take (copy, i % 2 == 0 ? n : (gsize) g_test_rand_int_range (0, n));
      read = att_analyze_reply_parse (broken, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      if (read != NULL)
        att_features_free (read);
      g_clear_error (&error);
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "worker") && g_str_equal (argv[2], "analyze"))
    return att_analyze_worker_main ();
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL); /* GStreamer's plugins warn about broken files */
  g_test_add ("/analysis/analyzer/whole-run", Fixture, NULL, fixture_init, test_whole_run, fixture_clear);
  g_test_add ("/analysis/analyzer/cancel-and-resume", Fixture, NULL, fixture_init, test_cancel_and_resume,
              fixture_clear);
  g_test_add ("/analysis/analyzer/excerpts-first", Fixture, NULL, fixture_init, test_excerpts_first, fixture_clear);
  g_test_add ("/analysis/analyzer/read-file", Fixture, NULL, fixture_init, test_read_file, fixture_clear);
  g_test_add ("/analysis/analyzer/album", Fixture, NULL, fixture_init, test_album, fixture_clear);
  g_test_add ("/analysis/analyzer/broken-end", Fixture, NULL, fixture_init, test_broken_end, fixture_clear);
  g_test_add ("/analysis/analyzer/envelope", Fixture, NULL, fixture_init, test_envelope, fixture_clear);
  g_test_add_func ("/analysis/analyzer/reply", test_reply);
  return g_test_run ();
}
