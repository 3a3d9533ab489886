/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For the command line: the genre model, and what is installed.
 */
#include "config.h"

#include "att-session-private.h"
#include "att-session-tools.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "att-analyzer.h"
#include "att-decoder-info.h"
#include "att-genre-model.h"
#include "att-part.h"
#include "att-scanner.h"
#include "att-tag-taglib.h"

#define OWN_MODEL "models/genre.attm"
#define SHIPPED _("shipped with Attacca")

/* --- genre by ear --- */

static char *
own_model_path (AttSession *self)
{
  return g_build_filename (self->data_dir, OWN_MODEL, NULL);
}

/* the listener's own model where there is one, else the shipped one */
static AttGenreModel *
load_model (AttSession *self, GError **error)
{
  g_autofree char *own = own_model_path (self);

  return att_genre_model_load (g_file_test (own, G_FILE_TEST_EXISTS) ? own : NULL, error);
}

GArray *
att_session_classify (AttSession *self, const char *head, const char *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttGenreModel) model = load_model (self, error);
  g_autofree char *scheme = g_uri_parse_scheme (file);
  g_autofree char *path = scheme != NULL ? att_part_whole_path (file, error) : g_strdup (file);
  g_autoptr (GArray) guesses = NULL;
  AttFeatures *features;
  GArray *genres;

  if (model == NULL || path == NULL)
    return NULL;
  /* the vectors of the library are of the program's own network */
  features = att_analyzer_read_file (path, g_str_equal (head, "mine") ? NULL : att_genre_model_get_net (model),
                                     cancellable, error);
  if (features == NULL)
    return NULL;
  guesses = g_str_equal (head, "mine") ? att_session_classify_own (self, features->vector, cancellable, error)
                                       : att_genre_model_classify (model, head, features->vector, error);
  att_features_free (features);
  if (guesses == NULL)
    return NULL;

  genres = g_array_new (FALSE, FALSE, sizeof (AttTaste));
  for (guint i = 0; i < guesses->len; i++)
    {
      AttGenreGuess *guess = &g_array_index (guesses, AttGenreGuess, i);
      AttTaste taste = { g_intern_string (guess->genre), guess->p };

      g_array_append_val (genres, taste);
    }
  return genres;
}

gboolean
att_session_train_genre (AttSession *self, const char *manifest, const char *targets_dir, const char *audio_dir,
                         const char *out, guint64 seed, AttProgress *progress, GCancellable *cancellable, char **summary, GError **error)
{
  const AttGenreTraining training = { manifest, targets_dir, audio_dir, seed };
  g_autofree char *own = own_model_path (self);
  g_autofree char *folder = g_path_get_dirname (out != NULL ? out : own);

  g_mkdir_with_parents (folder, 0755); /* what cannot be made is reported when the file is written */
  return att_genre_model_train (&training, out != NULL ? out : own, progress, cancellable, summary, error);
}

/* --- what is installed --- */

void
att_fact_free (AttFact *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static void
add_fact (GPtrArray *facts, const char *name, char *value, gboolean ok)
{
  AttFact *fact = g_new (AttFact, 1);

  *fact = (AttFact){ g_strdup (name), value, ok };
  g_ptr_array_add (facts, fact);
}

gboolean
att_session_check_database (AttSession *self, GError **error)
{
  return att_store_check (self->store, error);
}

const char *
att_session_get_database_path (AttSession *self)
{
  return att_store_get_path (self->store);
}

int
att_session_get_schema_version (void)
{
  return att_store_schema_version ();
}

GPtrArray *
att_session_list_libraries (void)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) att_fact_free);

  add_fact (facts, "GLib",
            g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version), TRUE);
  add_fact (facts, "GStreamer", att_decoder_info_gstreamer (), TRUE);
  add_fact (facts, "SQLite", g_strdup (att_store_sqlite_version ()), TRUE);
  add_fact (facts, "TagLib", att_taglib_get_version (), TRUE);
  add_fact (facts, "libebur128", att_decoder_info_ebur128 (), TRUE);
  return facts;
}

GPtrArray *
att_session_list_codecs (void)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) att_fact_free);
  const char *const *codecs = att_decoder_info_list_codecs ();

  for (gsize i = 0; codecs[i] != NULL; i++)
    {
      char *element = att_decoder_info_find (codecs[i]);

      add_fact (facts, codecs[i], element, element != NULL);
    }
  return facts;
}

GPtrArray *
att_session_list_models (AttSession *self)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) att_fact_free);
  g_autofree char *own = own_model_path (self);
  gboolean has_own = g_file_test (own, G_FILE_TEST_EXISTS);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreModel) model = load_model (self, &error);

  add_fact (facts, "genre", g_strdup (model == NULL ? error->message : has_own ? own : SHIPPED), model != NULL);
  return facts;
}
