/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-genre-net.h"

#include <math.h>
#include <string.h>

#include "att-features.h"
#include "att-genre-model.h"
#include "att-genre-teacher.h"
#include "att-half.h"
#include "make-audio.h"

#define RATE 22050
#define GOLDEN_0 1.6136
#define GOLDEN_40 0.1524
#define GOLDEN_80 -2.7825

/* a frame that tells its number: one band is louder than the others, one level marks the slice's loudest */
static void
add_frames (AttGenreSlices *slices, guint n, float value, float level)
{
  float frame[ATT_SLICE_BANDS];

  for (guint i = 0; i < n; i++)
    {
      for (int band = 0; band < ATT_SLICE_BANDS; band++)
        frame[band] = value;
      frame[0] = -1;
      frame[1] = -1 - (float) (i % 4);
      if (att_genre_slices_next (slices))
        att_genre_slices_add (slices, frame, level);
    }
}

/* what add_frames() put into the other bands, as the network sees it */
static float
seen (AttGenreSlices *slices, guint i)
{
  g_autofree float *slice = g_new (float, ATT_SLICE_SIZE);

  att_genre_slices_get (slices, i, slice);
  for (gsize j = 0; j < ATT_SLICE_SIZE; j++)
    g_assert_true (slice[j] >= -1 && slice[j] <= 1);
  g_assert_cmpfloat (slice[0], ==, 1);
  return slice[5];
}

static void
test_short (void)
{
  const guint lengths[] = { 1, 3, 128, 700, 1455, 1456, 1457, 1456 + 727 };

  for (gsize k = 0; k < G_N_ELEMENTS (lengths); k++)
    {
      g_autoptr (AttGenreSlices) slices = att_genre_slices_new ();
      g_autofree float *slice = g_new (float, ATT_SLICE_SIZE);

      add_frames (slices, lengths[k], -4, 0);
      g_assert_cmpuint (att_genre_slices_finish (slices), ==, 1);
      g_assert_cmpfloat_with_epsilon (seen (slices, 0), 1 - 3 * 2 / 8.0, 1e-6);
      att_genre_slices_get (slices, 0, slice);
      for (guint i = 0; i < ATT_SLICE_FRAMES; i++) /* looped from the first */
        g_assert_cmpfloat_with_epsilon (slice[i * ATT_SLICE_BANDS + 1], 1 - i % lengths[k] % 4 * 0.25, 1e-6);
    }
}

static void
test_nothing (void)
{
  g_autoptr (AttGenreSlices) slices = att_genre_slices_new ();

  g_assert_cmpuint (att_genre_slices_finish (slices), ==, 0);
}

static void
test_half_full (void)
{
  g_autoptr (AttGenreSlices) enough = att_genre_slices_new ();

  add_frames (enough, ATT_SLICE_FRAMES, -4, 0);
  add_frames (enough, ATT_SLICE_FRAMES / 2, -2, 0);
  g_assert_cmpuint (att_genre_slices_finish (enough), ==, 2);
  g_assert_cmpfloat_with_epsilon (seen (enough, 1), 0.75, 1e-6);
}

static void
test_silence (void)
{
  g_autoptr (AttGenreSlices) some = att_genre_slices_new ();
  g_autoptr (AttGenreSlices) all = att_genre_slices_new ();

  add_frames (some, ATT_SLICE_FRAMES, -4, -9);
  add_frames (some, ATT_SLICE_FRAMES, -3, 0);
  add_frames (some, ATT_SLICE_FRAMES / 2 + 1, -2, -9);
  add_frames (some, ATT_SLICE_FRAMES / 2 - 1, -2, 0);
  g_assert_cmpuint (att_genre_slices_finish (some), ==, 1);
  g_assert_cmpfloat_with_epsilon (seen (some, 0), 0.5, 1e-6);
  add_frames (all, 2 * ATT_SLICE_FRAMES, -3, -9);
  g_assert_cmpuint (att_genre_slices_finish (all), ==, 2);
}

/* three slices, in order and spread out, however long the track */
static void
test_long (void)
{
  for (int n = 3; n <= 60; n++)
    {
      g_autoptr (AttGenreSlices) slices = att_genre_slices_new ();
      double places[3];

      for (int i = 0; i < n; i++)
        add_frames (slices, ATT_SLICE_FRAMES, -1 - 4 * (i + 0.5) / n, 0);
      g_assert_cmpuint (att_genre_slices_finish (slices), ==, 3);
      for (int i = 0; i < 3; i++)
        places[i] = 1 - seen (slices, i);
      g_assert_cmpfloat (places[0], <, 0.45);
      g_assert_cmpfloat (places[1] - places[0], >, 0.15);
      g_assert_cmpfloat (places[2] - places[1], >, 0.15);
      g_assert_cmpfloat (places[2], >, 0.55);
    }
}

/* The network belongs to the version of the features: whoever changes it makes a new version, and comes by here. */
static void
test_shipped (void)
{
  g_autoptr (AttGenreSlices) slices = att_genre_slices_new ();
  AttGenreNet *net = att_genre_net_get_shipped ();
  float frame[ATT_SLICE_BANDS], embedding[ATT_NET_EMBEDDING];

  g_assert_nonnull (net);
  for (int i = 0; i < ATT_SLICE_FRAMES; i++)
    {
      for (int band = 0; band < ATT_SLICE_BANDS; band++)
        frame[band] = -5 + 3 * sinf (band * 0.3f + i * 0.05f);
      if (att_genre_slices_next (slices))
        att_genre_slices_add (slices, frame, 0);
    }
  att_genre_net_embed (net, slices, embedding);
  for (int i = 0; i < ATT_NET_EMBEDDING; i++)
    g_assert_true (isfinite (embedding[i]));
  g_test_message ("%.4f %.4f %.4f", embedding[0], embedding[40], embedding[80]);
  g_assert_cmpint (ATT_FEATURES_VERSION, ==, 3);
  g_assert_cmpfloat_with_epsilon (embedding[0], GOLDEN_0, 1e-3);
  g_assert_cmpfloat_with_epsilon (embedding[40], GOLDEN_40, 1e-3);
  g_assert_cmpfloat_with_epsilon (embedding[80], GOLDEN_80, 1e-3);
}

static void
test_half (void)
{
  for (guint half = 0; half < 0x7c00; half++) /* each finite number comes back */
    {
      float value = att_half_to_float (half);

      g_assert_cmpuint (att_half_from_float (value), ==, half);
      g_assert_cmpuint (att_half_from_float (-value), ==, half | 0x8000);
      if (half + 1 < 0x7c00) /* and what lies between goes to the nearer */
        {
          float next = att_half_to_float (half + 1);

          g_assert_cmpuint (att_half_from_float (value + 0.4f * (next - value)), ==, half);
          g_assert_cmpuint (att_half_from_float (value + 0.6f * (next - value)), ==, half + 1);
          g_assert_cmpuint (att_half_from_float (value + 0.5f * (next - value)), ==, half + half % 2);
        }
    }
  g_assert_cmpfloat (att_half_to_float (0x3c00), ==, 1);
  g_assert_cmpfloat (att_half_to_float (0x7bff), ==, 65504);
  g_assert_true (isinf (att_half_to_float (att_half_from_float (1e6f))));
  g_assert_true (isnan (att_half_to_float (att_half_from_float (NAN))));
}

/* --- a teacher --- */

enum { N_OTHERS = 3, N_LABELLED = 2, N_ROWS = N_OTHERS + 1 + N_LABELLED, N_COLUMNS = ATT_NET_TAGS + ATT_NET_EMBEDDING };

static void
write_text (const char *dir, const char *name, const char *text, gssize n)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, n, NULL));
}

/* noise and tones under DIR/pack/deep/, labelled files in DIR, and answers; one row is about a file that is not there */
static char *
make_course (const char *dir)
{
  g_autofree char *deep = g_build_filename (dir, "pack", "deep", NULL);
  g_autoptr (GString) index = g_string_new ("row\tsource\tfile\tstart_s\tseconds\n");
  g_autoptr (GString) manifest = g_string_new ("path\tlabel\n");
  g_autoptr (GString) tags = g_string_new (NULL);
  guint16 halves[N_ROWS * N_COLUMNS];

  g_assert_cmpint (g_mkdir_with_parents (deep, 0700), ==, 0);
  for (int i = 0; i < N_OTHERS + N_LABELLED; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d.wav", i);
      g_autofree float *pcm = i % 2 == 0 ? make_noise (0.3, 3 * RATE, i) : make_sine (300 * i, 0.4, 3 * RATE, 1, RATE);
      G_GNUC_UNUSED g_autofree char *wav = make_wav (i < N_OTHERS ? deep : dir, name, pcm, 3 * RATE, 1, RATE, WAV_S16);

      if (i < N_OTHERS)
        g_string_append_printf (index, "%d\tgame\tpack/%s\t0.00\t3.00\n", i, name);
      else
        {
          g_string_append_printf (index, "%d\tgenre\t%d\t0.00\t3.00\n", i, i);
          g_string_append_printf (manifest, "%s\t%s\n", name, i % 2 == 0 ? "noise" : "tone");
        }
    }
  g_string_append (index, "5\tgame\tpack/nothing.ogg\t0.00\t3.00\n");
  for (int i = 0; i < ATT_NET_TAGS; i++)
    g_string_append_printf (tags, "tag %d\n", i);
  for (gsize i = 0; i < G_N_ELEMENTS (halves); i++)
    halves[i] = GUINT16_TO_LE (att_half_from_float (((i / N_COLUMNS) % 2 + i % 7) / 10.0f));
  write_text (dir, "index.tsv", index->str, -1);
  write_text (dir, "tags.txt", tags->str, -1);
  write_text (dir, "targets.f16", (const char *) halves, sizeof halves);
  write_text (dir, "manifest.tsv", manifest->str, -1);
  return g_build_filename (dir, "manifest.tsv", NULL);
}

static void
test_teacher (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *manifest = make_course (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreTeacher) teacher = att_genre_teacher_load (dir, &error);
  const AttTeacherRow *row;

  g_assert_true (g_str_has_prefix (manifest, dir));
  g_assert_no_error (error);
  g_assert_cmpuint (teacher->rows->len, ==, N_ROWS);
  g_assert_cmpint (teacher->n_tags, ==, ATT_NET_TAGS);
  g_assert_cmpstr (teacher->tags[7], ==, "tag 7");
  row = att_genre_teacher_find (teacher, "/some/where/4.flac");
  g_assert_nonnull (row);
  g_assert_true (row->labelled);
  g_assert_cmpfloat_with_epsilon (row->values[3], ((4 * N_COLUMNS + 3) % 7) / 10.0, 1e-3);
  g_assert_null (att_genre_teacher_find (teacher, "2.wav")); /* not a labelled one */

  write_text (dir, "tags.txt", "one\ntwo\n", -1);
  write_text (dir, "targets.f16", "abc", 3);
  g_assert_null (att_genre_teacher_load (dir, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST);
  g_assert_nonnull (strstr (error->message, "targets.f16"));
  g_clear_error (&error);
  write_text (dir, "index.tsv", "row\tsource\n1\tgame\n", -1);
  g_assert_null (att_genre_teacher_load (dir, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST);
  g_assert_nonnull (strstr (error->message, "line 2"));
  make_audio_clear (dir);
}

static void
test_distil (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *manifest = make_course (dir);
  const AttGenreTraining training = { manifest, dir, dir, 1 };
  g_autofree char *one = g_build_filename (dir, "1.attm", NULL), *two = g_build_filename (dir, "2.attm", NULL);
  g_autofree char *bytes1 = NULL, *bytes2 = NULL, *summary = NULL;
  g_autofree char *nowhere = g_build_filename (dir, "nowhere", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreModel) model = NULL;
  AttGenreTraining elsewhere = training;
  gsize n1, n2;

  att_genre_model_train (&training, one, NULL, NULL, &summary, &error);
  g_assert_no_error (error);
  g_test_message ("%s", summary);
  g_assert_nonnull (strstr (summary, "5 slices (1 missing)"));
  att_genre_model_train (&training, two, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (one, &bytes1, &n1, NULL));
  g_assert_true (g_file_get_contents (two, &bytes2, &n2, NULL));
  g_assert_cmpmem (bytes1, n1, bytes2, n2);
  model = att_genre_model_load (one, &error);
  g_assert_no_error (error);
  g_assert_true (att_genre_model_get_net (model) != att_genre_net_get_shipped ());

  elsewhere.audio_dir = nowhere;
  g_assert_false (att_genre_model_train (&elsewhere, two, NULL, NULL, NULL, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST);
  g_assert_nonnull (strstr (error->message, "nowhere"));
  make_audio_clear (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/genre-slices/short", test_short);
  g_test_add_func ("/analysis/genre-slices/nothing", test_nothing);
  g_test_add_func ("/analysis/genre-slices/half-full", test_half_full);
  g_test_add_func ("/analysis/genre-slices/silence", test_silence);
  g_test_add_func ("/analysis/genre-slices/long", test_long);
  g_test_add_func ("/analysis/genre-net/shipped", test_shipped);
  g_test_add_func ("/analysis/genre-net/half-precision", test_half);
  g_test_add_func ("/analysis/genre-net/teacher", test_teacher);
  g_test_add_func ("/analysis/genre-net/distil", test_distil);
  return g_test_run ();
}
