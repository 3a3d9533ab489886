/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-analyzer-keep.h"

#include "att-genre-chips.h"
#include "att-speech.h"
#include "att-store-tracks.h"

/* A guess is kept only where neither the file nor a credited list names a genre. */
static gboolean
keep_guess (AttStore *store, AttGenreModel *model, const AttFeatures *features, GError **error)
{
  g_autoptr (AttTrack) track = att_store_get_track (store, features->track_id, NULL);
  g_autoptr (GArray) guesses = NULL;
  const char *genres[ATT_GENRE_SETTLED_MAX];
  double chances[ATT_GENRE_SETTLED_MAX];
  AttGenreChip chips[ATT_GENRE_SETTLED_MAX];
  gsize n;

  if (track == NULL || (track->genres != NULL && !att_track_has (track, ATT_TRACK_GENRE_GUESSED)))
    return TRUE;
  if (att_speech_is (features->vector))
    chips[0] = (AttGenreChip){ ATT_GENRE_SPEECH, 1 }, n = 1;
  else if ((guesses = att_genre_model_classify (model, "tags", features->vector, error)) == NULL)
    return FALSE;
  else
    n = att_genre_settle (guesses, chips);
  for (gsize i = 0; i < n; i++)
    {
      genres[i] = chips[i].genre;
      chances[i] = chips[i].p;
    }
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
