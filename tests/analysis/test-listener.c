/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-listener.h"

#include <math.h>
#include <string.h>

#include "att-analyzer.h"
#include "att-store-tracks.h"
#include "make-audio.h"

#define SECONDS 12

typedef struct {
  char *dir, *path;
  AttStore *store;
  AttListener *listener;
  AttTrackId id;
  float *pcm;
  int rate, n_channels;
} Fixture;

static void
fixture_init (Fixture *self, gconstpointer rate)
{
  g_autofree char *db = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (AttTrack) track = NULL;
  AttScanCounts counts = { 0 };
  AttScannedFile *file;
  gsize n;

  self->rate = GPOINTER_TO_INT (rate);
  self->n_channels = 2;
  n = SECONDS * self->rate;
  self->dir = make_audio_dir ();
  db = g_build_filename (self->dir, "library.db", NULL);
  self->store = att_store_open (db, NULL, NULL);
  self->pcm = make_noise (0.3, n * 2, 1);
  for (gsize i = 0; i < n * 2; i++) /* a beat, and sides that differ */
    self->pcm[i] *= fabs (sin (i * 12.0 / self->rate)) * (i % 2 == 0 ? 1 : 0.5);
  self->path = make_wav (self->dir, "a.wav", self->pcm, n, 2, self->rate, WAV_F32);
  file = att_scanned_file_new (self->path, 1000, 1);
  file->tags = att_tags_new ();
  file->tags->duration_ms = SECONDS * 1000;
  file->tags->content_hash[0] = 1;
  g_ptr_array_add (files, file);
  g_assert_true (att_store_write_files (self->store, files, &counts, NULL));
  track = att_store_get_track (self->store, 1, NULL);
  self->id = track->id;
  self->listener = att_listener_new (self->store);
}

static void
fixture_clear (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->listener, att_listener_free);
  g_assert_finalize_object (self->store);
  make_audio_clear (self->dir);
  g_free (self->path);
  g_free (self->pcm);
}

/* plays from @begin to @end seconds */
static void
play (Fixture *self, double begin, double end)
{
  gsize at = begin * self->rate, stop = end * self->rate;

  for (guint i = 0; at < stop; i++)
    {
      gsize n = MIN (1000 + 777 * (i % 3), stop - at);

      att_listener_tap (self->pcm + at * 2, n, 2, self->rate, self->id, (gint64) at * 1000 / self->rate, self->listener);
      at += n;
    }
}

/* what is in the store when all that was played has been taken; (nullable) */
static AttFeatures *
finish (Fixture *self)
{
  att_listener_ended (self->listener, self->id);
  g_clear_pointer (&self->listener, att_listener_free);
  return att_store_get_features (self->store, self->id, ATT_FEATURES_VERSION, NULL);
}

static void
test_same_as_pull (Fixture *self, gconstpointer data)
{
  AttFeatures *pulled, *pushed;
  double worst = 0;

  play (self, 0, 5);
  play (self, 5, SECONDS);
  pushed = finish (self);
  g_assert_nonnull (pushed);
  pulled = att_analyzer_read_file (self->path, NULL, NULL, NULL);
  g_assert_cmpuint (pushed->n, ==, pulled->n);
  for (gsize i = 0; i < pushed->n; i++)
    worst = MAX (worst, fabs (pushed->vector[i] - pulled->vector[i]));
  g_test_message ("largest difference %g", worst);
  g_assert_cmpfloat (worst, <=, 1e-5);
  g_assert_cmpint (pushed->audio_ms, ==, pulled->audio_ms);
  g_assert_cmpfloat_with_epsilon (pushed->loudness_lufs, pulled->loudness_lufs, 1e-4);
  g_assert_cmpfloat (pushed->peak, ==, pulled->peak);
  g_assert_false (pushed->is_excerpt);
  att_features_free (pushed);
  att_features_free (pulled);
}

static void
test_thrown_away (Fixture *self, gconstpointer data)
{
  play (self, 0, 4); /* sought */
  play (self, 7, SECONDS);
  att_listener_ended (self->listener, self->id);
  play (self, 0, 8); /* sought back */
  play (self, 5, SECONDS);
  att_listener_ended (self->listener, self->id);
  play (self, 0, 11); /* skipped before its end */
  att_listener_ended (self->listener, self->id);
  play (self, 3, SECONDS); /* joined late */
  att_listener_ended (self->listener, self->id);
  att_listener_tap (self->pcm, 1000, 2, self->rate, self->id, -1, self->listener);
  g_assert_null (finish (self));
}

/* after all that, and cut off by the next track instead of its end, it still is heard the next time; an excerpt gives
 * way, and once it is in the store nothing is done any more */
static void
test_heard_in_the_end (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autofree float *vector = g_new0 (float, att_features_get_n ());
  AttFeatures *features = att_features_new (self->id, ATT_FEATURES_VERSION, vector, att_features_get_n ());

  features->is_excerpt = TRUE;
  g_ptr_array_add (batch, features);
  g_assert_true (att_store_write_features (self->store, batch, NULL));
  play (self, 0, 4);
  play (self, 0, SECONDS); /* started again, and heard out */
  att_listener_tap (self->pcm, 1000, 2, self->rate, self->id + 1, 0, self->listener);
  features = finish (self);
  g_assert_nonnull (features);
  g_assert_false (features->is_excerpt);
  g_assert_cmpint (features->audio_ms, ==, SECONDS * 1000);
  att_features_free (features);
}

static void
test_rubbish (Fixture *self, gconstpointer data)
{
  float pcm[64] = { NAN, INFINITY, -1e30f };

  att_listener_tap (pcm, 0, 2, self->rate, self->id, 0, self->listener);
  att_listener_tap (pcm, 32, 2, 0, self->id, 0, self->listener);
  att_listener_tap (pcm, 32, 2, 3, self->id, 0, self->listener);
  att_listener_tap (pcm, 32, 2, 44100, self->id, 0, self->listener);
  att_listener_tap (pcm, 16, 4, 48000, self->id, 1, self->listener);
  att_listener_ended (self->listener, 0);
  att_listener_ended (self->listener, 4711);
  g_assert_null (finish (self));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, rate, func) \
  g_test_add ("/analysis/listener/" name, Fixture, GINT_TO_POINTER (rate), fixture_init, func, fixture_clear)
  CASE ("same-as-pull/44100", 44100, test_same_as_pull);
  CASE ("same-as-pull/48000", 48000, test_same_as_pull);
  CASE ("same-as-pull/8000", 8000, test_same_as_pull);
  CASE ("thrown-away", 44100, test_thrown_away);
  CASE ("heard-in-the-end", 44100, test_heard_in_the_end);
  CASE ("rubbish", 44100, test_rubbish);
#undef CASE
  return g_test_run ();
}
