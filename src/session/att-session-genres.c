/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The listener's own genres: learnt from what is tagged, told of what is not.
 */
#include "config.h"

#include "att-session-private.h"
#include "att-session-tools.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-genre-own-library.h"

#define OWN_GENRES "models/own-genres.attm"
#define SEED 1

static AttGenreOwn *
learn (AttSession *self, gboolean anew, guint64 seed, gboolean *trained, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, OWN_GENRES, NULL);

  return att_genre_own_learn (self->store, path, anew, seed, trained, cancellable, error);
}

void
att_session_label_genres (AttSession *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreOwn) own = learn (self, FALSE, SEED, NULL, cancellable, &error);

  if (own != NULL && att_genre_own_label (own, self->store, NULL, cancellable, &error))
    return;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_error_matches (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_NO_HEAD))
    g_warning ("the genres of the library were not learnt: %s", error->message);
}

GArray *
att_session_classify_own (AttSession *self, const float *vector, GCancellable *cancellable, GError **error)
{
  g_autoptr (AttGenreOwn) own = learn (self, FALSE, SEED, NULL, cancellable, error);
  g_autoptr (GArray) guesses = own != NULL ? att_genre_own_classify (own, vector) : NULL;

  for (guint i = 0; guesses != NULL && i < guesses->len; i++)
    {
      AttGenreGuess *guess = &g_array_index (guesses, AttGenreGuess, i);

      guess->genre = g_intern_string (guess->genre); /* @own goes */
    }
  return g_steal_pointer (&guesses);
}

gboolean
att_session_train_own_genres (AttSession *self, guint64 seed, AttProgress *progress, GCancellable *cancellable,
                              char **summary, GError **error)
{
  g_autoptr (AttGenreOwn) own = learn (self, TRUE, seed, NULL, cancellable, error);
  g_autofree char *genres = NULL;
  guint n_labelled;
  double accuracy;

  if (own == NULL || !att_genre_own_label (own, self->store, &n_labelled, cancellable, error))
    return FALSE;
  att_progress_set (progress, 1, 1);
  accuracy = att_genre_own_get_accuracy (own);
  genres = g_strjoinv (", ", (char **) att_genre_own_get_genres (own));
  *summary = isnan (accuracy)
               ? g_strdup_printf (_("learnt %s from %u tagged tracks; %u guesses are new"), genres,
                                  att_genre_own_get_n_tagged (own), n_labelled)
               : g_strdup_printf (_("learnt %s from %u tagged tracks, right about %.0f %% of tracks by other artists; "
                                    "%u guesses are new"),
                                  genres, att_genre_own_get_n_tagged (own), 100 * accuracy, n_labelled);
  return TRUE;
}

char *
att_session_genre_words (AttTrack *track)
{
  if (!att_track_has (track, ATT_TRACK_GENRE_UNSURE) || track->genres == NULL)
    return g_strdup (att_track_get_genre (track));
  if (track->genres[1] == NULL)
    return g_strdup_printf (_("unsure: %s"), track->genres[0]);
  /* TRANSLATORS: two genres that a track may be of, as guessed by its sound */
  return g_strdup_printf (_("unsure: %1$s or %2$s"), track->genres[0], track->genres[1]);
}
