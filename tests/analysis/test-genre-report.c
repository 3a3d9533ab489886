/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures of guesses that were made up, and tables of files
 */
#include <glib/gstdio.h>
#include <math.h>

#include "att-genre-evaluate.h"
#include "att-manifest.h"
#include "make-audio.h"

static const char *const labels[] = { "blues", "jazz", "rock", NULL };

static void
test_figures (void)
{
  const int truth[] = { 0, 0, 1, 1, 1 };
  const float p[] = {
    0.9f,  0.05f, 0.05f, /* right, shown */
    0.2f,  0.7f,  0.1f,  /* wrong, shown */
    0.1f,  0.85f, 0.05f, /* right, shown */
    0.4f,  0.5f,  0.1f,  /* right, not shown */
    0.5f,  0.5f,  0,     /* a tie goes to the first: wrong, not shown */
  };
  g_autoptr (AttGenreReport) report = att_genre_report_new (labels, truth, p, 5);
  g_autoptr (AttGenreReport) nothing = att_genre_report_new (labels, truth, p, 0);

  g_assert_cmpuint (report->n, ==, 5);
  g_assert_cmpuint (report->n_labels, ==, 3);
  g_assert_cmpfloat_with_epsilon (report->accuracy, 0.6, 1e-9);
  g_assert_cmpuint (report->confusion[0 * 3 + 0], ==, 1);
  g_assert_cmpuint (report->confusion[0 * 3 + 1], ==, 1);
  g_assert_cmpuint (report->confusion[1 * 3 + 0], ==, 1);
  g_assert_cmpuint (report->confusion[1 * 3 + 1], ==, 2);
  /* blues: 2 / (2 + 2); jazz: 4 / (3 + 3); rock does not occur */
  g_assert_cmpfloat_with_epsilon (report->macro_f1, (0.5 + 2.0 / 3) / 2, 1e-9);
  g_assert_cmpuint (report->n_shown, ==, 3);
  g_assert_cmpfloat_with_epsilon (report->shown_right, 2.0 / 3, 1e-9);
  /* ranges: 0.5 .. 0.6 has two of 0.5 and one right; 0.7, 0.85 and 0.9 stand alone */
  g_assert_cmpfloat_with_epsilon (report->calibration_error, (0 + 0.7 + 0.15 + 0.1) / 5, 1e-6);
  g_assert_cmpfloat (nothing->accuracy, ==, 0);
  g_assert_cmpfloat (nothing->shown_right, ==, 0);
  g_assert_cmpfloat (nothing->calibration_error, ==, 0);
}

static GPtrArray *
read_text (const char *dir, const char *text, const char *split, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "labels.tsv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return att_manifest_read (path, split, error);
}

static void
test_manifest (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *inside = g_build_filename (dir, "a.wav", NULL);
  g_autoptr (GPtrArray) rows = NULL, valid = NULL;
  g_autoptr (GError) error = NULL;
  const AttManifestRow *row;

  rows = read_text (dir, "path\tlabel\tx\tsplit\tartist\r\na.wav\tjazz\t\ttrain\tMira\r\n\r\n/b.wav\trock\t1\tvalid\t\r\n", NULL,
                    &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (row->path, ==, inside);
  g_assert_cmpstr (row->label, ==, "jazz");
  g_assert_cmpstr (row->artist, ==, "Mira");
  g_assert_cmpstr (row->split, ==, "train");
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpstr (row->path, ==, "/b.wav");
  g_assert_null (row->artist);

  valid = read_text (dir, "path\tlabel\tsplit\na\tx\ttrain\nb\ty\tvalid\nc\tz", "valid", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (valid->len, ==, 1);
  g_assert_cmpstr (((AttManifestRow *) g_ptr_array_index (valid, 0))->label, ==, "y");
  make_audio_clear (dir);
}

static void
assert_refused (const char *dir, const char *text, const char *split, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (dir, text, split, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_bad_manifests (void)
{
  char *dir = make_audio_dir ();
  g_autofree char *missing = g_build_filename (dir, "none.tsv", NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  guint n_unreadable;

  assert_refused (dir, "", NULL, "no files");
  assert_refused (dir, "path\tlabel\n", NULL, "no files");
  assert_refused (dir, "path\tlabel\na\tx\n", "test", "of that split");
  assert_refused (dir, "path\tlabel\na\tx\nb\n", NULL, "line 3");
  assert_refused (dir, "path\tlabel\n\tx\n", NULL, "line 2");
  assert_refused (dir, "path\tlabel\na\t\xff\n", NULL, "line 2");
  g_assert_null (att_manifest_read (missing, NULL, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST);
  g_clear_error (&error);

  rows = read_text (dir, "path\tlabel\nnone.wav\tx\n", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (att_manifest_listen (rows, NULL, NULL, NULL, &n_unreadable, &error));
  g_assert_nonnull (error);
  make_audio_clear (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/genre-report/figures", test_figures);
  g_test_add_func ("/analysis/manifest/read", test_manifest);
  g_test_add_func ("/analysis/manifest/bad", test_bad_manifests);
  return g_test_run ();
}
