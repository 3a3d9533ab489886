/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-analyzer-keep.h"

#include "att-store-tracks.h"

#define GUESSES_KEPT 3
#define GUESS_MIN_P 0.12 /* of 32 tags: four times chance */

/* A guess is kept only where neither the file nor a credited list names a genre. */
static gboolean
keep_guess (AttStore *store, AttGenreModel *model, const AttFeatures *features, GError **error)
{
  g_autoptr (AttTrack) track = att_store_get_track (store, features->track_id, NULL);
  g_autoptr (GArray) guesses = NULL;
  const char *genres[GUESSES_KEPT];
  double chances[GUESSES_KEPT];
  gsize n = 0;

  if (track == NULL || (track->genres != NULL && !att_track_has (track, ATT_TRACK_GENRE_GUESSED)))
    return TRUE;
  guesses = att_genre_model_classify (model, "tags", features->vector, error);
  if (guesses == NULL)
    return FALSE;
  for (; n < MIN (guesses->len, GUESSES_KEPT); n++)
    {
      AttGenreGuess guess = g_array_index (guesses, AttGenreGuess, n);

      if (guess.p < GUESS_MIN_P)
        break;
      genres[n] = guess.genre;
      chances[n] = guess.p;
    }
  if (n == 0)
    return TRUE;
  return att_store_set_genres (store, track->id, ATT_GENRE_GUESS, genres, chances, n, error);
}

gboolean
att_analyzer_keep (AttStore *store, AttGenreModel *model, GPtrArray *heard, GError **error)
{
  if (!att_store_write_features (store, heard, error))
    return FALSE;
  for (guint i = 0; model != NULL && i < heard->len; i++)
    if (!keep_guess (store, model, g_ptr_array_index (heard, i), error))
      return FALSE;
  return TRUE;
}
