/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Training over a real database: when it is due, what is proved, what is kept, and going on after a break.
 */
#include "library.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "att-random.h"
#include "att-store-listening.h"
#include "att-store-models.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-training-private.h"

#define N_TRACKS 120 /* two tastes: the even and the odd */

typedef struct {
  char *dir;
  AttStore *store;
  GCancellable *cancellable;
  int n_asked;      /* of the progress's clock */
  int stop_at;      /* 0: never */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->dir = g_dir_make_tmp ("att-training-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->dir, "library.db", NULL);
  fixture->store = att_store_open (path, NULL, &error);
  g_assert_no_error (error);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  att_store_close (fixture->store);
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->cancellable);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

static char *
make_path (guint i)
{
  return g_strdup_printf ("/music/%u.flac", i);
}

/* tracks 1 … n, none of an album */
static void
write_library (Fixture *fixture, guint first, guint n)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *path = make_path (i), *name = g_strdup_printf ("Artist %u", i);
      AttScannedFile *file = att_scanned_file_new (path, 1000, 1);

      file->tags = att_tags_new ();
      file->tags->type = ATT_AUDIO_FLAC;
      file->tags->duration_ms = 200000;
      file->tags->title = g_strdup_printf ("Piece %u", i);
      file->tags->content_hash[0] = i;
      att_tags_add_genre (file->tags, i % 2 == 0 ? "Rock" : "Jazz");
      att_tags_add_credit (file->tags, ATT_ROLE_ARTIST, name, NULL, NULL, NULL);
      g_ptr_array_add (files, file);
    }
  g_assert_true (att_store_write_files (fixture->store, files, &counts, &error));
  g_assert_no_error (error);
}

/* @n playlists of tracks of one taste each, ten tracks in each, four where playlists are many; @mixed: of any */
static gint64
write_playlists (Fixture *fixture, guint n, gboolean mixed)
{
  g_autoptr (GError) error = NULL;
  const guint length = n < 100 ? 10 : 4;
  AttRandom random;
  gint64 id = 0;

  att_random_init (&random, n);
  for (guint p = 0; p < n; p++)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_autofree char *name = g_strdup_printf ("List %u", p);
      g_auto (GStrv) uris = NULL;

      for (guint i = 0; i < length; i++)
        {
          const guint track = mixed ? att_random_below (&random, N_TRACKS)
                                    : 2 * att_random_below (&random, N_TRACKS / 2) + p % 2;
          g_autofree char *path = make_path (track + 1), *uri = g_filename_to_uri (path, NULL, NULL);

          g_strv_builder_add (builder, uri);
        }
      uris = g_strv_builder_end (builder);
      g_assert_true (att_store_create_playlist (fixture->store, name, &id, &error));
      g_assert_true (att_store_append_to_playlist (fixture->store, id, (const char *const *) uris, &error));
      g_assert_no_error (error);
    }
  return id;
}

/* sessions a day apart, ten even tracks heard in each */
static void
play (Fixture *fixture, guint n_sessions, gint64 at, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  AttRandom random;

  att_random_init (&random, seed);
  for (guint s = 0; s < n_sessions; s++)
    for (guint i = 0; i < 10; i++)
      {
        g_autoptr (AttEvent) event =
          test_play (1 + 2 * att_random_below (&random, N_TRACKS / 2), at + s * 86400 + i * 200, 200000);

        g_assert_true (att_store_add_event (fixture->store, event, &error));
        g_assert_no_error (error);
      }
}

static gboolean
is_due (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean due = FALSE;

  g_assert_true (att_training_is_due (fixture->store, &due, &error));
  g_assert_no_error (error);
  return due;
}

static AttTrainingReport
train (Fixture *fixture)
{
  g_autoptr (AttTrainingState) state = att_training_state_new ();
  g_autoptr (GError) error = NULL;
  AttTrainingReport report;

  g_assert_true (att_training_run (fixture->store, 1, 2, state, NULL, NULL, &report, &error));
  g_assert_no_error (error);
  return report;
}

static void
test_too_little (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttTrainingState) state = att_training_state_new ();
  g_autoptr (GError) error = NULL;
  AttTrainingReport report;

  write_library (fixture, 1, 3);
  g_assert_false (att_training_run (fixture->store, 1, 1, state, NULL, NULL, &report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_due (Fixture *fixture, gconstpointer data)
{
  AttTrainingReport report;
  g_autoptr (AttRadio) radio = att_radio_new ();
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  write_library (fixture, 1, N_TRACKS);
  write_playlists (fixture, 6, FALSE);
  g_assert_true (is_due (fixture));
  report = train (fixture);
  g_assert_true (report.installed); /* there was none, and nothing to judge by */
  g_assert_cmpuint (report.n_held_out, ==, 0);
  g_assert_true (isnan (report.ndcg));
  g_assert_cmpuint (report.n_users, ==, 7);
  g_assert_false (is_due (fixture));
  g_assert_true (att_radio_load (radio, fixture->store, 1, NULL, &error));
  g_assert_nonnull (radio->model);
  g_assert_cmpuint (radio->model->plays->n_rows, ==, 7);

  play (fixture, 1, TEST_NOW, 1);
  g_assert_false (is_due (fixture)); /* ten plays */
  play (fixture, 1, TEST_NOW + 86400, 2);
  g_assert_true (is_due (fixture));
  train (fixture);
  g_assert_false (is_due (fixture));
  write_library (fixture, N_TRACKS + 1, 10);
  g_assert_false (is_due (fixture));
  write_library (fixture, N_TRACKS + 11, 10);
  g_assert_true (is_due (fixture));
  train (fixture);
  write_playlists (fixture, 1, FALSE);
  g_assert_true (is_due (fixture));
  models = att_store_list_models (fixture->store, ATT_TRAINING_KIND, &error);
  g_assert_cmpuint (models->len, ==, 3);
}

static void
test_proof (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AttModel) before = NULL, after = NULL;
  g_autoptr (GPtrArray) models = NULL, playlists = NULL;
  g_autoptr (GError) error = NULL;
  AttTrainingReport report;

  write_library (fixture, 1, N_TRACKS);
  write_playlists (fixture, 60, FALSE);
  play (fixture, 4, TEST_NOW, 1);
  report = train (fixture);
  g_assert_true (report.installed); /* it knows the two tastes apart, popularity does not */
  g_assert_cmpuint (report.n_held_out, >=, 8);
  g_assert_cmpfloat (report.ndcg, >, report.ndcg_before);
  g_assert_cmpfloat (report.ndcg, >, 0.08); /* by chance: 0.045 */

  /* what told them apart is gone: what would be learned now is worse, and stays out */
  playlists = att_store_list_playlists (fixture->store, &error);
  for (guint i = 0; i < playlists->len; i++)
    g_assert_true (att_store_delete_playlist (fixture->store,
                                              ((AttCollection *) g_ptr_array_index (playlists, i))->id, &error));
  write_playlists (fixture, 40, TRUE);
  play (fixture, 3, TEST_NOW + 30 * 86400, 3);
  before = att_store_get_model (fixture->store, ATT_TRAINING_KIND, 0, &error);
  report = train (fixture);
  g_assert_cmpfloat (report.ndcg, <=, report.ndcg_before);
  g_assert_false (report.installed);
  after = att_store_get_model (fixture->store, ATT_TRAINING_KIND, 0, &error);
  g_assert_cmpint (after->id, ==, before->id);
  models = att_store_list_models (fixture->store, ATT_TRAINING_KIND, &error);
  g_assert_cmpuint (models->len, ==, 2);
  g_assert_nonnull (strstr (((AttModel *) g_ptr_array_index (models, 0))->metrics, "\"installed\":false"));
  g_assert_false (is_due (fixture)); /* it was tried */
}

/* the progress asks for the time whenever a sweep or a stage is done */
#define IN_ALS 9
#define IN_DEEPCF 14

static gint64
stop_soon (gpointer data)
{
  Fixture *fixture = data;

  if (++fixture->n_asked == fixture->stop_at)
    g_cancellable_cancel (fixture->cancellable);
  return fixture->n_asked * G_USEC_PER_SEC;
}

static GBytes *
train_in_parts (Fixture *fixture, int stop_at)
{
  g_autoptr (AttTrainingState) state = att_training_state_new ();
  g_autoptr (AttProgress) progress = att_progress_new ();
  g_autoptr (AttModel) model = NULL;
  g_autoptr (GError) error = NULL;
  AttTrainingReport report;

  att_progress_begin (progress);
  if (stop_at > 0)
    {
      g_autoptr (GBytes) bytes = NULL;

      fixture->n_asked = 0;
      fixture->stop_at = stop_at;
      att_progress_set_clock (progress, stop_soon, fixture);
      g_assert_false (att_training_run (fixture->store, 1, 1, state, progress, fixture->cancellable, &report, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      if (stop_at == IN_ALS)
        {
          g_assert_cmpuint (state->training.n_sweeps, >, 1);
          g_assert_cmpuint (state->training.n_sweeps, <, ATT_TASTE_MODEL_SWEEPS);
        }
      else
        {
          g_assert_cmpuint (state->training.deepcf.stage, >, 0);
          g_assert_cmpuint (state->training.deepcf.stage, <, ATT_DEEPCF_STAGES);
        }
      bytes = att_training_state_write (state);
      g_assert_nonnull (bytes);
      att_training_state_free (state);
      state = att_training_state_read (bytes); /* as after a restart */
      g_assert_nonnull (state->training.als);
    }
  g_assert_true (att_training_run (fixture->store, 1, 1, state, NULL, NULL, &report, &error));
  g_assert_no_error (error);
  model = att_store_get_model (fixture->store, ATT_TRAINING_KIND, 0, &error);
  g_assert_null (att_training_state_write (state)); /* nothing is left to do */
  return g_bytes_ref (model->data);
}

static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL, als = NULL, deepcf = NULL;

  write_library (fixture, 1, N_TRACKS);
  write_playlists (fixture, ATT_DEEPCF_LEAST_USERS, FALSE);
  whole = train_in_parts (fixture, 0);
  g_assert_true (att_store_drop_models (fixture->store, ATT_TRAINING_KIND, NULL));
  als = train_in_parts (fixture, IN_ALS);
  g_assert_true (g_bytes_equal (whole, als));
  g_assert_true (att_store_drop_models (fixture->store, ATT_TRAINING_KIND, NULL));
  g_cancellable_reset (fixture->cancellable);
  deepcf = train_in_parts (fixture, IN_DEEPCF);
  g_assert_true (g_bytes_equal (whole, deepcf));
}

/* genre-net says the same of the tracks that are still there */
static void
test_same_net (const AttTasteModel *model, const AttTasteModel *again, const AttCatalogue *first,
               const AttCatalogue *other)
{
  g_autofree float *before = g_new (float, att_catalogue_n (first)), *after = g_new (float, att_catalogue_n (other));
  g_autofree float *genres = g_new0 (float, model->genres->len);
  guint n = 0;

  g_assert_nonnull (again->genre_net);
  g_assert_cmpuint (again->genres->len, ==, model->genres->len);
  genres[0] = 1;
  att_taste_net_score (model->genre_net, before, genres);
  att_taste_net_score (again->genre_net, after, genres);
  for (guint i = 0; i < att_catalogue_n (other); i++)
    {
      const int item = att_catalogue_find (first, att_catalogue_item (other, i)->track->id);

      if (item < 0 || isnan (before[item]))
        {
          g_assert_true (isnan (after[i]));
          continue;
        }
      g_assert_cmpfloat_with_epsilon (after[i], before[item], 0.02);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
}

/* and so does deepcf; of the new one it knows nothing */
static void
test_same_deepcf (const AttTasteModel *model, const AttTasteModel *again, const AttCatalogue *first,
                  const AttCatalogue *other)
{
  g_autofree float *before = g_new (float, att_catalogue_n (first)), *after = g_new (float, att_catalogue_n (other));
  const gint32 *items;
  guint32 liked, same;
  guint n = 0, n_known;

  g_assert_nonnull (again->deepcf);
  items = att_deepcf_get_items (again->deepcf, &n_known);
  while (items[n] < 0)
    n++;
  same = items[n];
  liked = att_catalogue_find (first, att_catalogue_item (other, same)->track->id);
  g_assert_true (att_deepcf_judge (model->deepcf, before, &liked, 1));
  g_assert_true (att_deepcf_judge (again->deepcf, after, &same, 1));
  n = 0;
  for (guint i = 0; i < att_catalogue_n (other); i++)
    {
      const int item = att_catalogue_find (first, att_catalogue_item (other, i)->track->id);

      g_assert_cmpint (item < 0 || isnan (before[item]), ==, isnan (after[i]) != 0);
      if (isnan (after[i]))
        continue;
      g_assert_cmpfloat_with_epsilon (after[i], before[item], 0.02);
      n++;
    }
  g_assert_cmpuint (n, >, 20);
}

/* NULL: it is too short for a checksum */
static GBytes *
sign (guint8 *bytes, gsize size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n = 32;

  if (size <= n)
    return NULL;
  g_checksum_update (checksum, bytes + n, size - n);
  g_checksum_get_digest (checksum, bytes, &n);
  return g_bytes_new (bytes, size);
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  float before[256], after[256];
  g_autoptr (AttRadio) radio = att_radio_new ();
  g_autoptr (AttCatalogue) other = att_catalogue_new ();
  g_autoptr (AttTasteModel) model = NULL, again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  write_library (fixture, 1, N_TRACKS);
  write_playlists (fixture, ATT_DEEPCF_LEAST_USERS, FALSE);
  g_assert_true (att_radio_load (radio, fixture->store, 1, NULL, &error));
  model = att_taste_model_new (radio->users, radio->catalogue, 1, 1, NULL);
  bytes = att_taste_model_write (model, radio->catalogue);

  /* another library: the tracks backwards, every third gone, one new */
  for (guint i = N_TRACKS; i-- > 0;)
    if (i % 3 != 0)
      att_catalogue_add (other, att_catalogue_item (radio->catalogue, i)->track);
  {
    g_autoptr (AttTrack) track = test_track (9999, 1, 0, NULL, 0);

    att_catalogue_add (other, track);
  }
  att_catalogue_finish (other);
  again = att_taste_model_read (bytes, other, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->plays->n_rows, ==, model->plays->n_rows);
  g_assert_cmpuint (again->plays->n_cols, ==, att_catalogue_n (other));
  for (guint i = 0; i < N_TRACKS; i++)
    {
      const int item = att_catalogue_find (other, att_catalogue_item (radio->catalogue, i)->track->id);

      if (item < 0)
        continue;
      g_assert_cmpuint (again->n_users[item], ==, model->n_users[i]);
      att_factors_get (again->als->packed, after, item);
      att_factors_get (model->als->packed, before, i);
      for (gsize k = 0; k < model->als->stride && model->n_users[i] > 0; k++)
        g_assert_cmpfloat_with_epsilon (after[k], before[k], 1e-3);
    }
  g_assert_cmpuint (again->n_users[att_catalogue_find (other, 9999)], ==, 0);

  test_same_net (model, again, radio->catalogue, other);
  test_same_deepcf (model, again, radio->catalogue, other);

  /* damage; with a checksum that agrees, it is what somebody made up */
  size = g_bytes_get_size (bytes);
  for (gsize i = 0; i < 400; i++)
    {
      g_autofree guint8 *turned = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GBytes) broken = NULL, sum = NULL;
      g_autoptr (AttTasteModel) read = NULL;

      turned[(i * 7919) % size] ^= 1 << i % 8;
      broken = g_bytes_new (turned, i % 2 == 0 ? size : (i * 7919) % size);
      g_assert_null (att_taste_model_read (broken, other, 1, NULL));
      sum = sign (turned, g_bytes_get_size (broken));
      if (sum == NULL)
        continue;
      read = att_taste_model_read (sum, other, 1, NULL);
      if (i % 2 == 1)
        g_assert_null (read);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/recommend/training/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("too-little", test_too_little);
  ADD ("due", test_due);
  ADD ("proof", test_proof);
  ADD ("resume", test_resume);
  ADD ("file", test_file);
  return g_test_run ();
}
