/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-evaluate.h"

#include <string.h>

#include "att-genres.h"
#include "att-manifest.h"

typedef struct {
  GPtrArray *labels;    /* of char, in the order of the report */
  GHashTable *by_label; /* label -> index + 1 */
  GHashTable *by_tag;   /* what the head answers -> index + 1 */
} Labels;

static void
labels_clear (Labels *self)
{
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_clear_pointer (&self->by_label, g_hash_table_unref);
  g_clear_pointer (&self->by_tag, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Labels, labels_clear)

static char *
tag_key (const char *tag)
{
  return g_utf8_casefold (tag, -1);
}

static guint
add_label (Labels *self, const char *label)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_label, label));

  if (number == 0)
    {
      g_ptr_array_add (self->labels, g_strdup (label));
      number = self->labels->len;
      g_hash_table_insert (self->by_label, g_strdup (label), GUINT_TO_POINTER (number));
    }
  return number;
}

static gboolean
read_map (Labels *self, const char *path, GError **error)
{
  g_autofree char *text = NULL, *name = g_filename_display_name (path);
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) cause = NULL;

  if (!g_file_get_contents (path, &text, NULL, &cause))
    {
      g_set_error_literal (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST, cause->message);
      return FALSE;
    }
  lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (g_strchomp (lines[i]), "\t", 3);

      if (*lines[i] == '\0')
        continue;
      if (g_strv_length (fields) < 2 || !g_utf8_validate (lines[i], -1, NULL))
        {
          g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                       "%s, line %d: a label and a tag are wanted, with a tab between them", name, i + 1);
          return FALSE;
        }
      g_hash_table_insert (self->by_tag, tag_key (fields[1]), GUINT_TO_POINTER (add_label (self, fields[0])));
    }
  return TRUE;
}

/* what the guesses say of each label; adds up to 1 unless they say nothing */
static void
fill_chances (const Labels *self, const GArray *guesses, float *p)
{
  double sum = 0;

  memset (p, 0, self->labels->len * sizeof *p);
  for (guint g = 0; g < guesses->len; g++)
    {
      const AttGenreGuess *guess = &g_array_index (guesses, AttGenreGuess, g);
      g_autofree char *key = tag_key (guess->genre);
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_tag, key));

      if (number == 0)
        continue;
      p[number - 1] += guess->p;
      sum += guess->p;
    }
  for (guint l = 0; sum > 0 && l < self->labels->len; l++)
    p[l] /= sum;
}

/* A tag of the map that the head does not answer with may be another word for one that it does: rnb, R&B. */
static void
find_synonyms (Labels *self, const GArray *guesses)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char **tags = (char **) g_hash_table_get_keys_as_array (self->by_tag, NULL);

  for (guint g = 0; g < guesses->len; g++)
    g_hash_table_add (answers, tag_key (g_array_index (guesses, AttGenreGuess, g).genre));
  for (int i = 0; tags[i] != NULL; i++)
    {
      const AttGenre *known = att_genres_lookup (tags[i]);
      g_autofree char *key = known != NULL ? tag_key (known->name) : NULL;

      if (key != NULL && !g_hash_table_contains (answers, tags[i]) && g_hash_table_contains (answers, key) &&
          !g_hash_table_contains (self->by_tag, key))
        g_hash_table_insert (self->by_tag, g_strdup (key), g_hash_table_lookup (self->by_tag, tags[i]));
    }
}

/* without a map, labels are answers */
static void
name_labels (Labels *self, GPtrArray *answers, const GArray *guesses)
{
  for (guint i = 0; i < answers->len; i++)
    add_label (self, ((AttGenreAnswer *) g_ptr_array_index (answers, i))->label);
  for (guint g = 0; g < guesses->len; g++)
    {
      const char *genre = g_array_index (guesses, AttGenreGuess, g).genre;

      g_hash_table_insert (self->by_tag, tag_key (genre), GUINT_TO_POINTER (add_label (self, genre)));
    }
}

void
att_genre_answer_free (AttGenreAnswer *self)
{
  g_free (self->label);
  g_array_unref (self->guesses);
  g_free (self);
}

/* labels of the map, where there is one, are in it already; what has another is left out */
static AttGenreReport *
report_answers (Labels *self, gboolean is_mapped, GPtrArray *answers)
{
  g_autoptr (GArray) truth = g_array_new (FALSE, FALSE, sizeof (int)), p = g_array_new (FALSE, FALSE, sizeof (float));
  g_autofree float *chances = NULL;

  for (guint i = 0; i < answers->len; i++)
    {
      const AttGenreAnswer *answer = g_ptr_array_index (answers, i);
      int label;

      if (is_mapped && !g_hash_table_contains (self->by_label, answer->label))
        continue;
      if (chances == NULL)
        {
          if (is_mapped)
            find_synonyms (self, answer->guesses);
          else
            name_labels (self, answers, answer->guesses);
          chances = g_new (float, self->labels->len);
        }
      fill_chances (self, answer->guesses, chances);
      label = add_label (self, answer->label) - 1;
      g_array_append_val (truth, label);
      g_array_append_vals (p, chances, self->labels->len);
    }
  g_ptr_array_add (self->labels, NULL);
  return att_genre_report_new ((const char *const *) self->labels->pdata, (const int *) truth->data,
                               (const float *) p->data, truth->len);
}

static void
labels_init (Labels *self)
{
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->by_label = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_tag = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

AttGenreReport *
att_genre_evaluate_answers (GPtrArray *answers, const char *map, GError **error)
{
  g_auto (Labels) labels = { 0 };

  labels_init (&labels);
  return read_map (&labels, map, error) ? report_answers (&labels, TRUE, answers) : NULL;
}

AttGenreReport *
att_genre_evaluate (const AttGenreQuestion *question, AttProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttGenreModel) model = att_genre_model_load (question->model, error);
  g_autoptr (GPtrArray) rows = model != NULL ? att_manifest_read (question->manifest, question->split, error) : NULL;
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) att_genre_answer_free);
  g_auto (Labels) labels = { 0 };
  guint n_unreadable;

  labels_init (&labels);
  if (rows == NULL || (question->map != NULL && !read_map (&labels, question->map, error)))
    return NULL;
  for (guint i = rows->len; question->map != NULL && i-- > 0;)
    if (!g_hash_table_contains (labels.by_label, ((AttManifestRow *) g_ptr_array_index (rows, i))->label))
      g_ptr_array_remove_index (rows, i);
  if (rows->len == 0)
    {
      g_set_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_MANIFEST,
                   "%s: no file has a label of the map", question->manifest);
      return NULL;
    }
  if (!att_manifest_listen (rows, att_genre_model_get_net (model), progress, cancellable, &n_unreadable, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const AttManifestRow *row = g_ptr_array_index (rows, i);
      AttGenreAnswer *answer;
      GArray *guesses;

      if (row->vector == NULL)
        continue;
      guesses = att_genre_model_classify (model, question->head, row->vector, error);
      if (guesses == NULL)
        return NULL;
      answer = g_new (AttGenreAnswer, 1);
      *answer = (AttGenreAnswer){ g_strdup (row->label), guesses };
      g_ptr_array_add (answers, answer);
    }
  return report_answers (&labels, question->map != NULL, answers);
}
