/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-genre-model.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "att-features.h"
#include "att-genre-net.h"
#include "att-tensor-file.h"
#include "make-audio.h"

#define RATE 22050
#define SECONDS 3
#define N_EACH 8

static void
test_shipped (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreModel) model = att_genre_model_load (NULL, &error);
  g_autofree float *vector = g_new0 (float, att_features_get_n ());
  const char *const heads[] = { "ten", "tags" };

  g_assert_no_error (error);
  for (int round = 0; round < 20; round++)
    {
      for (gsize i = 0; i < att_features_get_n (); i++)
        vector[i] = round == 0 ? 0 : round == 1 ? NAN : g_test_rand_double_range (-20, 20);
      for (gsize h = 0; h < G_N_ELEMENTS (heads); h++)
        {
          g_autoptr (GArray) guesses = att_genre_model_classify (model, heads[h], vector, &error);
          double sum = 0, last = 1;

          g_assert_no_error (error);
          g_assert_cmpuint (guesses->len, >=, 10);
          if (h == 0)
            g_assert_cmpuint (guesses->len, ==, 10);
          for (guint i = 0; i < guesses->len; i++)
            {
              AttGenreGuess guess = g_array_index (guesses, AttGenreGuess, i);

              g_assert_cmpfloat (guess.p, >=, 0);
              g_assert_cmpfloat (guess.p, <=, last);
              g_assert_cmpuint (strlen (guess.genre), >, 0);
              last = guess.p;
              sum += guess.p;
            }
          g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
        }
    }
  g_assert_null (att_genre_model_classify (model, "eleven", vector, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_NO_HEAD);
}

/* two kinds of "music" that anything should tell apart, and a manifest of them */
static char *
make_manifest (const char *dir)
{
  g_autoptr (GString) text = g_string_new ("path\tlabel\tartist\tsplit\n");
  char *path = g_build_filename (dir, "manifest.tsv", NULL);

  for (int i = 0; i < 2 * N_EACH; i++)
    {
      gsize n = SECONDS * RATE;
      g_autofree char *name = g_strdup_printf ("%d.wav", i);
      g_autofree float *pcm = i % 2 == 0 ? make_noise (0.1 + 0.02 * i, n, i) : make_sine (200 + 30 * i, 0.4, n, 1, RATE);
      G_GNUC_UNUSED g_autofree char *wav = make_wav (dir, name, pcm, n, 1, RATE, WAV_S16);

      g_string_append_printf (text, "%s\t%s\tartist %d\t%s\n", name, i % 2 == 0 ? "noise" : "tone", i / 4,
                              i >= 12 ? "valid" : "train");
    }
  g_assert_true (g_file_set_contents (path, text->str, text->len, NULL));
  return path;
}

static void
test_learns (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *manifest = make_manifest (dir);
  g_autofree char *one = g_build_filename (dir, "1.attm", NULL);
  g_autofree char *two = g_build_filename (dir, "2.attm", NULL);
  g_autofree char *summary = NULL, *bytes1 = NULL, *bytes2 = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreModel) model = NULL;
  const AttGenreTraining training = { manifest, NULL, NULL, 1 };
  g_autoptr (GPtrArray) by_tags = g_ptr_array_new_with_free_func ((GDestroyNotify) att_genre_answer_free);
  g_autoptr (AttGenreReport) report = NULL;
  gsize n1, n2;

  att_genre_model_train (&training, one, NULL, NULL, &summary, &error);
  g_assert_no_error (error);
  g_test_message ("%s", summary);
  g_assert_nonnull (strstr (summary, "1.000"));
  g_assert_null (strchr (summary, '\n'));
  att_genre_model_train (&training, two, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (one, &bytes1, &n1, NULL));
  g_assert_true (g_file_get_contents (two, &bytes2, &n2, NULL));
  g_assert_cmpmem (bytes1, n1, bytes2, n2); /* the same seed: the same bytes */

  model = att_genre_model_load (one, &error);
  g_assert_no_error (error);
  g_clear_pointer (&model, att_genre_model_unref);

  report = att_genre_model_cross_validate (&training, 2, by_tags, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n, ==, 2 * N_EACH);
  g_assert_cmpuint (by_tags->len, ==, 2 * N_EACH);
  for (guint i = 0; i < by_tags->len; i++) /* labels are tags, where there is no teacher */
    {
      const AttGenreAnswer *answer = g_ptr_array_index (by_tags, i);

      g_assert_cmpstr (g_array_index (answer->guesses, AttGenreGuess, 0).genre, ==, answer->label);
    }
  g_assert_cmpfloat (report->accuracy, ==, 1);
  g_assert_cmpfloat (report->macro_f1, ==, 1);
  make_audio_clear (dir);
}

static void
assert_manifest_error (const char *dir, const char *text, const char *wanted)
{
  g_autofree char *manifest = g_build_filename (dir, "bad.tsv", NULL);
  g_autofree char *out = g_build_filename (dir, "out.attm", NULL);
  const AttGenreTraining training = { manifest, NULL, NULL, 1 };
  g_autoptr (GError) error = NULL;

  if (text != NULL)
    g_assert_true (g_file_set_contents (manifest, text, -1, NULL));
  else
    g_remove (manifest);
  g_assert_false (att_genre_model_train (&training, out, NULL, NULL, NULL, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, wanted));
  g_assert_nonnull (strstr (error->message, "bad.tsv"));
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
}

static void
test_bad_manifests (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *manifest = NULL;
  g_autofree char *nowhere = g_build_filename (dir, "nowhere", "x.attm", NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  AttGenreTraining training;

  assert_manifest_error (dir, NULL, "No such file");
  assert_manifest_error (dir, "", "no files");
  assert_manifest_error (dir, "path\tlabel\n", "no files");
  assert_manifest_error (dir, "path\tlabel\na.wav\tx\njust a path\n", "line 3");
  assert_manifest_error (dir, "path\tlabel\r\n\r\nmissing.wav\tx\r\n", "missing.wav");

  manifest = make_manifest (dir);
  training = (AttGenreTraining){ manifest, dir, NULL, 1 };
  g_assert_false (att_genre_model_train (&training, nowhere, NULL, NULL, NULL, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST); /* no targets in that folder */
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  training.targets_dir = NULL;
  g_assert_false (att_genre_model_train (&training, nowhere, NULL, cancelled, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  make_audio_clear (dir);
}

/* --- the file --- */

/* g_file_set_contents() would wait for the disk, some thousand times */
static void
write_file (const char *path, gconstpointer bytes, gsize n)
{
  g_unlink (path);
  g_assert_true (g_file_set_contents_full (path, bytes, n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* @variance: of the last map of the first layer */
static void
add_net (AttTensorFile *file, float variance)
{
  AttCnnConfig config;
  g_autoptr (AttGenreNet) net = NULL;
  AttCnn *cnn;
  AttRandom random;
  gsize n;

  att_genre_net_get_config (&config);
  g_assert_cmpint (att_cnn_new (&config, &cnn), ==, ATT_NUM_OK);
  att_random_init (&random, 1);
  att_cnn_randomise (cnn, &random);
  att_cnn_get_norm (cnn, 0, &n)[n - 1] = variance;
  net = att_genre_net_new (cnn);
  att_genre_net_write (net, file);
}

static char *
save_shipped_like (const char *dir)
{
  g_autoptr (AttTensorFile) file = att_tensor_file_new ();
  char *path = g_build_filename (dir, "small.attm", NULL);
  gsize n = att_features_get_n ();
  g_autofree float *values = g_new0 (float, 3 * n);
  const float version = ATT_FEATURES_VERSION, shape[] = { 1, 1, 0 };

  for (gsize i = 0; i < 3 * n; i++)
    values[i] = 1 + i % 7;
  att_tensor_file_add (file, "feature-version", &version, 1, (guint32[]){ 1 });
  att_tensor_file_add (file, "mean", values, 1, (guint32[]){ n });
  att_tensor_file_add (file, "std", values, 1, (guint32[]){ n });
  att_tensor_file_add_text (file, "heads", "ten");
  att_tensor_file_add_text (file, "ten/labels", "a\nb\nc");
  att_tensor_file_add (file, "ten/shape", shape, 1, (guint32[]){ 3 });
  att_tensor_file_add (file, "ten/0/W/0", values, 2, (guint32[]){ 3, n });
  att_tensor_file_add (file, "ten/0/b/0", values, 1, (guint32[]){ 3 });
  add_net (file, 1);
  g_assert_true (att_tensor_file_save (file, path, NULL));
  return path;
}

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (att_genre_model_load (path, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, ".attm: "));
}

static void
test_damage_is_refused (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *path = save_shipped_like (dir);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (AttGenreModel) model = att_genre_model_load (path, &error);
  gsize n;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (int i = 0; i < 300; i++)
    {
      g_autofree char *broken = g_memdup2 (bytes, n);
      gsize at = g_test_rand_int_range (0, n);

      if (i % 3 == 0)
        write_file (path, broken, at);
      else
        {
          broken[at] ^= 1 << g_test_rand_int_range (0, 8);
          write_file (path, broken, n);
        }
      assert_refused (path);
    }
  g_assert_null (att_genre_model_load ("/nowhere/x.attm", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  make_audio_clear (dir);
}

/* Somebody who makes up the checksum too meets the parser behind it. */
static void
test_forged_files (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *path = save_shipped_like (dir);
  g_autofree char *bytes = NULL;
  gsize n;
  guint n_refused = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (int i = 0; i < 3000; i++)
    {
      g_autofree guint8 *forged = g_memdup2 (bytes, n);
      g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      G_GNUC_UNUSED g_autoptr (GBytes) all = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (AttGenreModel) model = NULL;
      gsize payload = i % 4 == 0 ? (gsize) g_test_rand_int_range (0, n - 32) : n - 32, size = 32;

      for (int k = g_test_rand_int_range (1, 4); k > 0; k--)
        {
          static const guint32 edges[] = { 0, 1, 0xff, 0x7fffffff, 0x80000000, 0xffffffff };
          gsize at = g_test_rand_int_range (0, i % 2 == 0 ? 200 : (gint32) n - 36);

          memcpy (forged + at, &edges[g_test_rand_int_range (0, G_N_ELEMENTS (edges))], 4);
        }
      g_checksum_update (checksum, forged, payload);
      g_checksum_get_digest (checksum, forged + payload, &size);
      write_file (path, forged, payload + 32);
      model = att_genre_model_load (path, &error);
      g_assert_true ((model == NULL) == (error != NULL));
      if (model == NULL)
        {
          g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED);
          n_refused++;
        }
    }
  g_test_message ("%u of 3000 refused", n_refused); /* the others changed a number to another number */
  g_assert_cmpuint (n_refused, >, 1500);
  make_audio_clear (dir);
}

static void
test_wrong_shapes (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *path = g_build_filename (dir, "x.attm", NULL);
  gsize n = att_features_get_n ();
  g_autofree float *values = g_new0 (float, 3 * n);

  for (int wrong = 0; wrong < 10; wrong++)
    {
      g_autoptr (AttTensorFile) file = att_tensor_file_new ();
      const float version = wrong == 0 ? 99 : ATT_FEATURES_VERSION;
      const float shape[] = { wrong == 1 ? 0 : 1, wrong == 2 ? 9 : 1, wrong == 3 ? NAN : 0 };

      values[5] = wrong == 4 ? NAN : 0;
      att_tensor_file_add (file, "feature-version", &version, 1, (guint32[]){ 1 });
      att_tensor_file_add (file, "mean", values + 6, 1, (guint32[]){ wrong == 5 ? n - 1 : n });
      att_tensor_file_add (file, "std", values + 6, 1, (guint32[]){ n });
      att_tensor_file_add_text (file, "heads", "ten");
      att_tensor_file_add_text (file, "ten/labels", "a\nb\nc");
      att_tensor_file_add (file, "ten/shape", shape, 1, (guint32[]){ 3 });
      att_tensor_file_add (file, "ten/0/W/0", values, 2, (guint32[]){ wrong == 6 ? 2 : 3, n });
      att_tensor_file_add (file, "ten/0/b/0", values, 1, (guint32[]){ 3 });
      if (wrong != 7)
        add_net (file, wrong == 8 ? -1 : wrong == 9 ? NAN : 1);
      g_assert_true (att_tensor_file_save (file, path, NULL));
      assert_refused (path);
    }
  make_audio_clear (dir);
}

static void
test_shared_data (void)
{
  const char *shared = g_getenv ("ATT_SHARED_DATA");
  g_autofree char *manifest = shared != NULL && *shared != '\0' ? g_build_filename (shared, "genre", "manifest.tsv", NULL)
                                                                : NULL;
  g_autoptr (GError) error = NULL;
  AttGenreTraining training = { .seed = 1 };
  g_autoptr (AttGenreReport) report = NULL;

  if (manifest == NULL || !g_file_test (manifest, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("ATT_SHARED_DATA names no folder with labelled music");
      return;
    }
  if (!g_test_slow ())
    {
      g_test_skip ("slow: run with -m slow");
      return;
    }
  training.manifest = manifest;
  report = att_genre_model_cross_validate (&training, 5, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("five folds by artist: accuracy %.3f, macro-F1 %.3f, %u files", report->accuracy, report->macro_f1,
                  report->n);
  g_assert_cmpfloat (report->accuracy, >, 0.48);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/genre-model/shipped", test_shipped);
  g_test_add_func ("/analysis/genre-model/learns", test_learns);
  g_test_add_func ("/analysis/genre-model/bad-manifests", test_bad_manifests);
  g_test_add_func ("/analysis/genre-model/damage-is-refused", test_damage_is_refused);
  g_test_add_func ("/analysis/genre-model/forged-files", test_forged_files);
  g_test_add_func ("/analysis/genre-model/wrong-shapes", test_wrong_shapes);
  g_test_add_func ("/analysis/genre-model/shared-data", test_shared_data);
  return g_test_run ();
}
