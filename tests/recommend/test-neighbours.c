/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kept lists of neighbours: after any changes they are what brute force makes of the tracks that are there.
 */
#include "library.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "att-neighbours.h"
#include "att-random.h"
#include "att-store-features.h"
#include "att-store-neighbours.h"
#include "att-store-tracks.h"

#define VERSION 1

static char *program;

/* few values, so that many distances are equal */
static AttSoundCompact
make_sound (AttRandom *random, guint n_values)
{
  AttSoundCompact sound = { .mean = 900, .precision = 0.01f };

  for (guint i = 0; i < ATT_SOUND_N_AXES; i++)
    sound.x[i] = i % 32 == 0 ? att_random_below (random, n_values) * 20 : 0;
  return sound;
}

typedef struct { float distance; AttTrackId id; } Near;

static int
compare_near (gconstpointer a, gconstpointer b)
{
  const Near *x = a, *y = b;

  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

/* every list is a beginning of the true one, and long enough */
static void
check_lists (const AttNeighbours *table)
{
  g_autofree Near *all = g_new (Near, table->n_rows + 1);

  for (gsize row = 0; row < table->n_rows; row++)
    {
      const AttNeighbourList *list = &table->lists[row];
      gsize n = 0;

      g_assert_cmpint (att_neighbours_find (table, table->ids[row]), ==, row);
      for (gsize other = 0; other < table->n_rows; other++)
        if (other != row)
          all[n++] = (Near) { att_sound_distance (&table->sounds[other], &table->sounds[row]), table->ids[other] };
      qsort (all, n, sizeof *all, compare_near);
      g_assert_cmpuint (list->n, >=, MIN (n, ATT_NEIGHBOURS_SHOWN));
      g_assert_cmpuint (list->n, <=, MIN (n, ATT_NEIGHBOURS_KEPT));
      for (guint i = 0; i < list->n; i++)
        {
          g_assert_cmpint (table->ids[list->entries[i].row], ==, all[i].id);
          g_assert_cmpfloat (list->entries[i].distance, ==, all[i].distance);
        }
    }
}

/* a sequence of changes that grow and shrink the table across every limit of a list */
static void
run_sequence (guint64 seed)
{
  g_autoptr (AttNeighbours) table = att_neighbours_new ();
  g_autoptr (GArray) there = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  AttRandom random;
  AttTrackId next = 1;

  att_random_init (&random, seed);
  for (guint step = 0; step < 60; step++)
    {
      g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
      g_autoptr (GArray) come = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
      g_autoptr (GArray) sounds = g_array_new (FALSE, FALSE, sizeof (AttSoundCompact));
      g_autoptr (GError) error = NULL;
      const gboolean grows = step % 20 < 12;
      guint n_gone = att_random_below (&random, grows ? 4 : 30), n_come = att_random_below (&random, grows ? 25 : 4);

      if (step % 7 == 0) /* one at a time */
        {
          n_come = 1;
          n_gone = 0;
        }
      for (guint i = 0; i < n_gone && there->len > 0; i++)
        {
          const guint place = att_random_below (&random, there->len);

          g_array_append_val (gone, g_array_index (there, AttTrackId, place));
          g_array_remove_index_fast (there, place);
        }
      if (step % 5 == 0)
        {
          const AttTrackId unknown = 100000 + step;

          g_array_append_val (gone, unknown);
        }
      for (guint i = 0; i < n_come; i++)
        {
          const AttSoundCompact sound = make_sound (&random, 3 + seed % 5);
          /* now and then one that is there and has been heard anew; ids do not come in order */
          const gboolean again = there->len > 0 && i == 0 && step % 3 == 0;
          const AttTrackId id = again ? g_array_index (there, AttTrackId, att_random_below (&random, there->len))
                                      : (next++ * 7919) % 10007;

          if (!again)
            g_array_append_val (there, id);
          g_array_append_val (come, id);
          g_array_append_val (sounds, sound);
        }
      g_assert_true (att_neighbours_change (table, (AttTrackId *) (gpointer) gone->data, gone->len,
                                            (AttTrackId *) (gpointer) come->data,
                                            (AttSoundCompact *) (gpointer) sounds->data, come->len, 1 + step % 2, NULL,
                                            NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (table->n_rows, ==, there->len);
      check_lists (table);
    }
}

static void
test_brute_force (void)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    run_sequence (seed);
}

/* more than one block and tile, in one go, one by one, and by several threads */
static void
test_same_in_any_order (void)
{
  enum { N = 700 };
  g_autoptr (AttNeighbours) at_once = att_neighbours_new (), one_by_one = att_neighbours_new ();
  g_autofree AttSoundCompact *sounds = g_new (AttSoundCompact, N);
  AttTrackId ids[N];
  AttRandom random;

  att_random_init (&random, 3);
  for (guint i = 0; i < N; i++)
    {
      ids[i] = i + 1;
      sounds[i] = make_sound (&random, 9);
    }
  g_assert_true (att_neighbours_change (at_once, NULL, 0, ids, sounds, N, 2, NULL, NULL, NULL));
  check_lists (at_once);
  for (guint i = N; i-- > 0;)
    g_assert_true (att_neighbours_change (one_by_one, NULL, 0, &ids[i], &sounds[i], 1, 1, NULL, NULL, NULL));
  check_lists (one_by_one);
}

static void
test_cancelled (void)
{
  g_autoptr (AttNeighbours) table = att_neighbours_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const AttTrackId ids[] = { 1, 2 };
  const AttSoundCompact sounds[2] = { 0 };

  g_cancellable_cancel (cancellable);
  g_assert_false (att_neighbours_change (table, NULL, 0, ids, sounds, 2, 2, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- in the store --- */

typedef struct {
  char *dir, *path;
  AttStore *store;
} Fixture;

static void
open_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->store = att_store_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
}

static void
close_store (Fixture *fixture)
{
  att_store_close (fixture->store);
  g_clear_object (&fixture->store);
}

static void
write_tracks (AttStore *store, guint first, guint n)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/music/%u.flac", i);
      AttScannedFile *file = att_scanned_file_new (path, 1000, 1);

      file->tags = att_tags_new ();
      file->tags->duration_ms = 200000;
      file->tags->title = g_strdup_printf ("Piece %u", i);
      file->tags->content_hash[0] = i + 1;
      g_ptr_array_add (files, file);
    }
  g_assert_true (att_store_write_files (store, files, &counts, &error));
  g_assert_no_error (error);
}

static void
write_vectors (AttStore *store, AttTrackId first, guint n, guint64 seed)
{
  const gsize n_columns = att_sound_get_n_columns ();
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
  g_autofree float *vector = g_new (float, n_columns);
  g_autoptr (GError) error = NULL;
  AttRandom random;

  att_random_init (&random, seed);
  for (AttTrackId id = first; id < first + n; id++)
    {
      for (gsize j = 0; j < n_columns; j++)
        vector[j] = att_random_normal (&random);
      g_ptr_array_add (all, att_features_new (id, VERSION, vector, n_columns));
    }
  g_assert_true (att_store_write_features (store, all, &error));
  g_assert_no_error (error);
}

static guint
update (AttStore *store)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  att_neighbours_update (store, VERSION, 2, NULL, NULL, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (att_store_count_pending (store, NULL), ==, 0);
  return n;
}

typedef struct { GArray *ids, *sounds; } Sounds;

static void
add_sound (AttTrackId id, const float *vector, gpointer user_data)
{
  Sounds *sounds = user_data;
  AttSoundCompact sound;

  att_sound_compact (&sound, vector);
  g_array_append_val (sounds->ids, id);
  g_array_append_val (sounds->sounds, sound);
}

/* what is loaded with the lists is what the vectors give */
static void
check_sounds (AttStore *store, const GArray *ids, const GArray *sounds)
{
  g_autoptr (GArray) loaded_ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GArray) loaded = g_array_new (FALSE, FALSE, sizeof (AttSoundCompact));
  g_autoptr (GError) error = NULL;

  att_neighbours_load_sounds (store, VERSION, loaded_ids, loaded, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (loaded_ids->data, loaded_ids->len * sizeof (AttTrackId), ids->data, ids->len * sizeof (AttTrackId));
  g_assert_cmpmem (loaded->data, loaded->len * sizeof (AttSoundCompact), sounds->data,
                   sounds->len * sizeof (AttSoundCompact));
}

/* what is kept is what the vectors that are there now would give; returns how many tracks that is */
static guint
check_store (AttStore *store)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GArray) compact = g_array_new (FALSE, FALSE, sizeof (AttSoundCompact));
  g_autoptr (AttNeighbours) table = att_neighbours_new ();
  g_autoptr (GError) error = NULL;
  Sounds sounds = { ids, compact };

  att_store_foreach_vector (store, VERSION, att_sound_get_n_columns (), add_sound, &sounds, &error);
  g_assert_no_error (error);
  att_neighbours_change (table, NULL, 0, (AttTrackId *) (gpointer) ids->data,
                         (AttSoundCompact *) (gpointer) compact->data, ids->len, 1, NULL, NULL, NULL);
  check_sounds (store, ids, compact);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      g_autoptr (GArray) kept = att_neighbours_read (store, VERSION, table->ids[row], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (kept->len, >=, MIN (table->n_rows - 1, ATT_NEIGHBOURS_SHOWN));
      g_assert_cmpuint (kept->len, <=, table->lists[row].n);
      for (guint i = 0; i < kept->len; i++)
        g_assert_cmpint (g_array_index (kept, AttTrackId, i), ==, table->ids[table->lists[row].entries[i].row]);
    }
  return table->n_rows;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("att-neighbours-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->dir, "library.db", NULL);
  open_store (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  close_store (fixture);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
}

static void
test_store (Fixture *fixture, gconstpointer data)
{
  const char *gone[] = { "/music/3.flac", "/music/77.flac", "/music/120.flac", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) none = NULL;

  write_tracks (fixture->store, 0, 200);
  g_assert_cmpuint (update (fixture->store), ==, 0);
  write_vectors (fixture->store, 1, 180, 1);
  g_assert_cmpuint (update (fixture->store), ==, 180);
  g_assert_cmpuint (check_store (fixture->store), ==, 180);
  g_assert_cmpuint (update (fixture->store), ==, 0);

  /* what was noted is there after a restart */
  write_vectors (fixture->store, 181, 1, 2);
  write_vectors (fixture->store, 5, 2, 3); /* heard anew */
  {
    g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
    g_autoptr (GArray) compact = g_array_new (FALSE, FALSE, sizeof (AttSoundCompact));
    Sounds sounds = { ids, compact };

    att_store_foreach_vector (fixture->store, VERSION, att_sound_get_n_columns (), add_sound, &sounds, &error);
    g_assert_no_error (error);
    check_sounds (fixture->store, ids, compact); /* not up to date */
  }
  close_store (fixture);
  open_store (fixture);
  g_assert_cmpuint (update (fixture->store), ==, 3);
  g_assert_cmpuint (check_store (fixture->store), ==, 181);

  for (guint i = 0; gone[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      AttScanCounts counts = { 0 };

      g_ptr_array_add (one, (gpointer) gone[i]);
      g_assert_true (att_store_mark_missing (fixture->store, one, &counts, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (update (fixture->store), ==, 3);
  g_assert_cmpuint (check_store (fixture->store), ==, 178);
  none = att_neighbours_read (fixture->store, VERSION, 4, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);

  write_tracks (fixture->store, 77, 1); /* it is back */
  g_assert_cmpuint (update (fixture->store), ==, 1);
  g_assert_cmpuint (check_store (fixture->store), ==, 179);
}

/* a write that is based on what another process has written since changes nothing */
/* the only track of a library has an empty list */
static void
test_alone (Fixture *fixture, gconstpointer data)
{
  write_tracks (fixture->store, 0, 1);
  write_vectors (fixture->store, 1, 1, 3);
  g_assert_cmpuint (update (fixture->store), ==, 1);
  g_assert_cmpuint (check_store (fixture->store), ==, 1);
  write_tracks (fixture->store, 1, 1);
  write_vectors (fixture->store, 2, 1, 4);
  g_assert_cmpuint (update (fixture->store), ==, 1);
  g_assert_cmpuint (check_store (fixture->store), ==, 2);
}

static void
test_stale (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const AttTrackId gone = 1;
  gint64 generation = 12345;

  write_tracks (fixture->store, 0, 10);
  write_vectors (fixture->store, 1, 10, 1);
  update (fixture->store);
  g_assert_false (att_store_write_neighbours (fixture->store, NULL, 0, &gone, 1, 0, &generation, &error));
  g_assert_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_STALE);
  g_assert_cmpuint (check_store (fixture->store), ==, 10);
}

/* --- killed at work --- */

#define N_KILLED 400

/* hears without end, and keeps the lists */
static void
write_main (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) store = att_store_open (path, NULL, &error);
  AttRandom random;

  g_assert_no_error (error);
  att_random_init (&random, g_get_monotonic_time ());
  for (;;)
    {
      write_vectors (store, 1 + att_random_below (&random, N_KILLED - 40), 1 + att_random_below (&random, 40),
                     att_random_below (&random, 1000));
      puts ("heard");
      fflush (stdout);
      att_neighbours_update (store, VERSION, 2, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  write_tracks (fixture->store, 0, N_KILLED);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) process =
        g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "write", fixture->path, NULL);
      char line[32];

      g_assert_no_error (error);
      for (guint n = g_test_rand_int_range (1, 4); n > 0; n--)
        g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), line, 6, NULL, &error), >, 0);
      g_usleep (g_test_rand_int_range (0, 30000)); /* not waiting for anything: a moment of its own */
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_signaled (process));

      close_store (fixture);
      open_store (fixture);
      update (fixture->store);
      g_assert_cmpuint (check_store (fixture->store), >, 0);
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "write") == 0)
    write_main (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recommend/neighbours/brute-force", test_brute_force);
  g_test_add_func ("/recommend/neighbours/same-in-any-order", test_same_in_any_order);
  g_test_add_func ("/recommend/neighbours/cancelled", test_cancelled);
  g_test_add ("/recommend/neighbours/store", Fixture, NULL, set_up, test_store, tear_down);
  g_test_add ("/recommend/neighbours/alone", Fixture, NULL, set_up, test_alone, tear_down);
  g_test_add ("/recommend/neighbours/stale", Fixture, NULL, set_up, test_stale, tear_down);
  g_test_add ("/recommend/neighbours/killed", Fixture, NULL, set_up, test_kill, tear_down);
  return g_test_run ();
}
