/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-own-evaluate.h"

#include <math.h>
#include <string.h>

#include "att-features.h"
#include "att-genre-chips.h"
#include "att-genre-teacher.h"
#include "att-manifest.h"
#include "att-random.h"

#define N_PARTINGS 5
#define VISIBLE_AT_RANDOM 0.7

typedef struct {
  GPtrArray *rows;   /* AttManifestRow that have a vector */
  GPtrArray *labels; /* char, NULL-terminated; borrowed */
  guint n_labels;
  int *truth;        /* one a row */
  int *artists;      /* one a row */
  guint n_artists;
  int *taught;       /* one a row: what the teacher says; -1: nothing */
  gboolean *known;   /* one a label: the teacher has a word for it */
} Table;

static void
table_clear (Table *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_free (self->truth);
  g_free (self->artists);
  g_free (self->taught);
  g_free (self->known);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static void
number_rows (Table *self)
{
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) artists = g_hash_table_new (g_str_hash, g_str_equal);

  self->labels = g_ptr_array_new ();
  self->truth = g_new (int, self->rows->len);
  self->artists = g_new (int, self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const AttManifestRow *row = g_ptr_array_index (self->rows, i);
      gpointer number;

      if (!g_hash_table_lookup_extended (labels, row->label, NULL, &number))
        {
          number = GINT_TO_POINTER (self->labels->len);
          g_ptr_array_add (self->labels, row->label);
          g_hash_table_insert (labels, row->label, number);
        }
      self->truth[i] = GPOINTER_TO_INT (number);
      if (row->artist == NULL || !g_hash_table_lookup_extended (artists, row->artist, NULL, &number))
        {
          number = GINT_TO_POINTER (self->n_artists++);
          if (row->artist != NULL)
            g_hash_table_insert (artists, row->artist, number);
        }
      self->artists[i] = GPOINTER_TO_INT (number);
    }
  self->n_labels = self->labels->len;
  g_ptr_array_add (self->labels, NULL);
}

/* which label a tag speaks for; -1: none */
static int
label_of_tag (const Table *self, const char *tag)
{
  const AttGenre *genre = att_genre_root (att_genres_lookup (tag));

  for (guint l = 0; genre != NULL && l < self->n_labels; l++)
    if (att_genre_root (att_genres_lookup (g_ptr_array_index (self->labels, l))) == genre)
      return l;
  return -1;
}

static gboolean
ask_teacher (Table *self, const char *dir, GError **error)
{
  g_autoptr (AttGenreTeacher) teacher = att_genre_teacher_load (dir, error);
  g_autofree float *sums = g_new (float, self->n_labels);
  g_autofree int *labels = NULL;

  if (teacher == NULL)
    return FALSE;
  labels = g_new (int, teacher->n_tags);
  self->known = g_new0 (gboolean, self->n_labels);
  self->taught = g_new (int, self->rows->len);
  for (int t = 0; t < teacher->n_tags; t++)
    {
      labels[t] = label_of_tag (self, teacher->tags[t]);
      if (labels[t] >= 0)
        self->known[labels[t]] = TRUE;
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      const AttTeacherRow *row = att_genre_teacher_find (teacher, ((AttManifestRow *) self->rows->pdata[i])->path);

      self->taught[i] = -1;
      memset (sums, 0, self->n_labels * sizeof *sums);
      for (int t = 0; row != NULL && t < teacher->n_tags; t++)
        if (labels[t] >= 0)
          {
            sums[labels[t]] += row->values[t];
            if (self->taught[i] < 0 || sums[labels[t]] > sums[self->taught[i]])
              self->taught[i] = labels[t];
          }
    }
  return TRUE;
}

/* half of the artists of every label, by rows; an artist of several labels is where the first put it */
static void
part_by_artist (const Table *self, AttRandom *random, gboolean *visible)
{
  g_autofree int *side = g_new (int, self->n_artists);
  g_autofree guint32 *order = g_new (guint32, self->n_artists);

  for (guint a = 0; a < self->n_artists; a++)
    {
      side[a] = -1;
      order[a] = a;
    }
  att_random_shuffle (random, order, self->n_artists);
  for (guint l = 0; l < self->n_labels; l++)
    {
      guint n[2] = { 0, 0 };

      for (guint a = 0; a < self->n_artists; a++)
        {
          guint count = 0;

          for (guint i = 0; i < self->rows->len; i++)
            count += self->truth[i] == (int) l && self->artists[i] == (int) order[a];
          if (count == 0)
            continue;
          if (side[order[a]] < 0)
            side[order[a]] = n[1] < n[0];
          n[side[order[a]]] += count;
        }
    }
  for (guint i = 0; i < self->rows->len; i++)
    visible[i] = side[self->artists[i]];
}

static void
part_at_random (const Table *self, AttRandom *random, gboolean *visible)
{
  g_autofree guint32 *order = g_new (guint32, self->rows->len);

  for (guint i = 0; i < self->rows->len; i++)
    order[i] = i;
  att_random_shuffle (random, order, self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    visible[order[i]] = i < VISIBLE_AT_RANDOM * self->rows->len;
}

typedef struct {
  GArray *rows; /* guint: which row was asked about */
  GArray *p;    /* float: n_labels a row asked about */
  double longest_s;
} Answers;

static gboolean
ask_own (const Table *self, const gboolean *visible, guint64 seed, Answers *answers, GCancellable *cancellable,
         GError **error)
{
  const gsize dims = att_features_get_n ();
  g_autofree float *X = g_new (float, self->rows->len * dims), *p = g_new (float, self->n_labels);
  g_autofree const char **labels = g_new (const char *, self->rows->len);
  g_autofree int *artists = g_new (int, self->rows->len);
  AttGenreOwnRows rows = { 0, X, labels, artists };
  g_autoptr (AttGenreOwn) own = NULL;
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < self->rows->len; i++)
    if (visible[i])
      {
        memcpy (X + rows.n * dims, ((AttManifestRow *) self->rows->pdata[i])->vector, dims * sizeof (float));
        artists[rows.n] = self->artists[i];
        labels[rows.n++] = g_ptr_array_index (self->labels, self->truth[i]);
      }
  own = att_genre_own_train (&rows, seed, cancellable, error);
  if (own == NULL)
    return FALSE;
  answers->longest_s = MAX (answers->longest_s, (g_get_monotonic_time () - began) / (double) G_USEC_PER_SEC);
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autoptr (GArray) guesses = NULL;

      if (visible[i])
        continue;
      guesses = att_genre_own_classify (own, ((AttManifestRow *) self->rows->pdata[i])->vector);
      memset (p, 0, self->n_labels * sizeof *p);
      for (guint g = 0; g < guesses->len; g++)
        {
          const AttGenreGuess *guess = &g_array_index (guesses, AttGenreGuess, g);

          for (guint l = 0; l < self->n_labels; l++)
            if (g_str_equal (self->labels->pdata[l], guess->genre))
              p[l] = guess->p;
        }
      g_array_append_val (answers->rows, i);
      g_array_append_vals (answers->p, p, self->n_labels);
    }
  return TRUE;
}

static AttGenreReport *
report (const Table *self, const Answers *answers)
{
  g_autofree int *truth = g_new (int, answers->rows->len + 1);

  for (guint a = 0; a < answers->rows->len; a++)
    truth[a] = self->truth[g_array_index (answers->rows, guint, a)];
  return att_genre_report_new ((const char *const *) self->labels->pdata, truth, (const float *) answers->p->data,
                               answers->rows->len);
}

static void
compare (const Table *self, const Answers *answers, AttGenreOwnFigures *figures)
{
  guint n = 0, n_taught = 0, n_known = 0, n_known_taught = 0, n_known_own = 0;

  figures->shipped = figures->shipped_known = figures->own_known = NAN;
  for (guint a = 0; self->taught != NULL && a < answers->rows->len; a++)
    {
      const guint i = g_array_index (answers->rows, guint, a);
      const float *p = (const float *) answers->p->data + (gsize) a * self->n_labels;
      guint best = 0;

      for (guint l = 1; l < self->n_labels; l++)
        if (p[l] > p[best])
          best = l;
      n++;
      n_taught += self->taught[i] == self->truth[i];
      if (!self->known[self->truth[i]])
        continue;
      n_known++;
      n_known_taught += self->taught[i] == self->truth[i];
      n_known_own += (int) best == self->truth[i];
    }
  if (n == 0)
    return;
  figures->shipped = (double) n_taught / n;
  figures->shipped_known = n_known > 0 ? (double) n_known_taught / n_known : NAN;
  figures->own_known = n_known > 0 ? (double) n_known_own / n_known : NAN;
}

static double
majority (const Table *self, const gboolean *visible, guint *n_hidden)
{
  g_autofree guint *counts = g_new0 (guint, self->n_labels);
  guint most = 0;

  *n_hidden = 0;
  for (guint i = 0; i < self->rows->len; i++)
    if (!visible[i])
      {
        (*n_hidden)++;
        most = MAX (most, ++counts[self->truth[i]]);
      }
  return most;
}

AttGenreReport *
att_genre_own_evaluate (const char *manifest, const char *targets_dir, guint64 seed, AttGenreOwnFigures *figures,
                        AttProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint)), p = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) random_rows = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) random_p = g_array_new (FALSE, FALSE, sizeof (float));
  Answers answers = { rows, p, 0 }, at_random = { random_rows, random_p, 0 };
  g_autoptr (AttGenreReport) flattering = NULL;
  g_autofree gboolean *visible = NULL;
  g_auto (Table) table = { 0 };
  guint n_unreadable, n_hidden, n_all = 0;
  double n_majority = 0;
  AttRandom random;

  *figures = (AttGenreOwnFigures){ 0 };
  table.rows = att_manifest_read (manifest, NULL, error);
  if (table.rows == NULL || !att_manifest_listen (table.rows, NULL, progress, cancellable, &n_unreadable, error))
    return NULL;
  for (guint i = table.rows->len; i-- > 0;)
    if (((AttManifestRow *) table.rows->pdata[i])->vector == NULL)
      g_ptr_array_remove_index (table.rows, i);
  number_rows (&table);
  if (targets_dir != NULL && !ask_teacher (&table, targets_dir, error))
    return NULL;
  visible = g_new (gboolean, table.rows->len);
  att_random_init (&random, seed);
  for (int parting = 0; parting < N_PARTINGS; parting++)
    {
      part_by_artist (&table, &random, visible);
      for (int half = 0; half < 2; half++)
        {
          if (!ask_own (&table, visible, seed, &answers, cancellable, error))
            return NULL;
          n_majority += majority (&table, visible, &n_hidden);
          n_all += n_hidden;
          for (guint i = 0; i < table.rows->len; i++)
            visible[i] = !visible[i];
        }
      part_at_random (&table, &random, visible);
      if (!ask_own (&table, visible, seed, &at_random, cancellable, error))
        return NULL;
    }
  compare (&table, &answers, figures);
  flattering = report (&table, &at_random);
  figures->majority = n_majority / MAX (n_all, 1);
  figures->random_split = flattering->accuracy;
  figures->train_seconds = MAX (answers.longest_s, at_random.longest_s);
  return report (&table, &answers);
}
