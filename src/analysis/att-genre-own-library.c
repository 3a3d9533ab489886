/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-own-library.h"

#include <string.h>

#include "att-features.h"
#include "att-genre-chips.h"
#include "att-random.h"
#include "att-speech.h"
#include "att-store-features.h"
#include "att-store-tracks.h"

#define MOST_OF_A_GENRE 300
#define GROWN 1.1 /* trained anew when there are so many times the tagged tracks */

/* --- learning --- */

static gboolean
is_tagged (AttTrack *track)
{
  return att_track_has (track, ATT_TRACK_ANALYZED) && track->genres != NULL &&
         !att_track_has (track, ATT_TRACK_GENRE_GUESSED);
}

typedef struct {
  GHashTable *wanted; /* AttTrackId -> AttTrack */
  GArray *X;          /* float */
  GPtrArray *labels;  /* char, borrowed of the tracks */
  GArray *artists;    /* int */
} Sample;

static void
sample_cb (AttTrackId id, const float *vector, gpointer user_data)
{
  Sample *self = user_data;
  AttTrack *track = g_hash_table_lookup (self->wanted, &id);
  int artist;

  if (track == NULL)
    return;
  artist = track->artist_id > 0 && track->artist_id <= G_MAXINT ? (int) track->artist_id : -1;
  g_array_append_vals (self->X, vector, att_features_get_n ());
  g_ptr_array_add (self->labels, track->genres[0]);
  g_array_append_val (self->artists, artist);
}

/* @tracks in an order that does not change; *@n_tagged: how many of them name a genre. (transfer full) AttTrackId -> AttTrack,
 * both borrowed of the tracks */
static GHashTable *
draw (GPtrArray *tracks, guint64 seed, guint *n_tagged)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint32 *order = g_new (guint32, tracks->len + 1);
  GHashTable *wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  AttRandom random;

  *n_tagged = 0;
  for (guint i = 0; i < tracks->len; i++)
    if (is_tagged (g_ptr_array_index (tracks, i)))
      order[(*n_tagged)++] = i;
  att_random_init (&random, seed);
  att_random_shuffle (&random, order, *n_tagged);
  for (guint i = 0; i < *n_tagged; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, order[i]);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, track->genres[0]));

      if (count >= MOST_OF_A_GENRE)
        continue;
      g_hash_table_insert (counts, track->genres[0], GUINT_TO_POINTER (count + 1));
      g_hash_table_insert (wanted, &track->id, track);
    }
  return wanted;
}

AttGenreOwn *
att_genre_own_learn (AttStore *store, const char *path, gboolean anew, guint64 seed, gboolean *trained,
                     GCancellable *cancellable, GError **error)
{
  const AttTrackQuery query = { .sort = ATT_SORT_DATE_ADDED };
  g_autoptr (GPtrArray) tracks = att_store_list_tracks (store, &query, cancellable, error);
  g_autoptr (AttGenreOwn) own = anew ? NULL : att_genre_own_load (path, NULL);
  g_autoptr (GHashTable) wanted = NULL;
  g_autoptr (GArray) X = g_array_new (FALSE, FALSE, sizeof (float)), artists = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autofree char *folder = g_path_get_dirname (path);
  Sample sample = { NULL, X, labels, artists };
  AttGenreOwnRows rows;
  guint n_tagged, n_then;

  if (trained != NULL)
    *trained = FALSE;
  if (tracks == NULL)
    return NULL;
  sample.wanted = wanted = draw (tracks, seed, &n_tagged);
  n_then = own != NULL ? att_genre_own_get_n_tagged (own) : 0;
  if (own != NULL && n_tagged <= n_then * GROWN && n_tagged >= n_then / GROWN)
    return g_steal_pointer (&own);

  if (!att_store_foreach_vector (store, ATT_FEATURES_VERSION, att_features_get_n (), sample_cb, &sample, error))
    return NULL;
  rows = (AttGenreOwnRows){ labels->len, (const float *) X->data, (const char *const *) labels->pdata,
                            (const int *) artists->data };
  g_clear_pointer (&own, att_genre_own_free);
  own = att_genre_own_train (&rows, seed, cancellable, error);
  if (own == NULL)
    return NULL;
  att_genre_own_set_n_tagged (own, n_tagged);
  g_mkdir_with_parents (folder, 0755); /* what cannot be made is reported when the file is written */
  if (!att_genre_own_save (own, path, error))
    return NULL;
  if (trained != NULL)
    *trained = TRUE;
  return g_steal_pointer (&own);
}

/* --- labelling --- */

typedef struct {
  AttTrack *track;
  AttGenreChip chips[ATT_GENRE_SETTLED_MAX];
  gsize n;
} Label;

typedef struct {
  AttGenreOwn *own;
  GHashTable *wanted; /* AttTrackId -> AttTrack */
  GArray *labels;     /* Label */
} Labelling;

static void
label_cb (AttTrackId id, const float *vector, gpointer user_data)
{
  Labelling *self = user_data;
  Label label = { g_hash_table_lookup (self->wanted, &id) };
  g_autoptr (GArray) guesses = NULL;

  if (label.track == NULL)
    return;
  if (att_speech_is (vector))
    {
      label.chips[0] = (AttGenreChip){ ATT_GENRE_SPEECH, 1 };
      label.n = 1;
    }
  else
    {
      guesses = att_genre_own_classify (self->own, vector);
      label.n = att_genre_settle (guesses, label.chips);
    }
  g_array_append_val (self->labels, label);
}

static gboolean
is_new (const Label *label)
{
  char **genres = label->track->genres;

  if (genres == NULL || g_strv_length (genres) != label->n ||
      att_track_has (label->track, ATT_TRACK_GENRE_UNSURE) != (label->chips[0].p < ATT_GENRE_SHOWN_P))
    return TRUE;
  for (gsize i = 0; i < label->n; i++)
    if (!g_str_equal (genres[i], label->chips[i].genre))
      return TRUE;
  return FALSE;
}

gboolean
att_genre_own_label (AttGenreOwn *self, AttStore *store, guint *n_labelled, GCancellable *cancellable, GError **error)
{
  const AttTrackQuery query = { .sort = ATT_SORT_DATE_ADDED };
  g_autoptr (GPtrArray) tracks = att_store_list_tracks (store, &query, cancellable, error);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (Label));
  Labelling labelling = { self, wanted, labels };

  if (n_labelled != NULL)
    *n_labelled = 0;
  if (tracks == NULL)
    return FALSE;
  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);

      if (att_track_has (track, ATT_TRACK_ANALYZED) &&
          (track->genres == NULL || att_track_has (track, ATT_TRACK_GENRE_GUESSED)))
        g_hash_table_insert (wanted, &track->id, track);
    }
  if (g_hash_table_size (wanted) > 0 &&
      !att_store_foreach_vector (store, ATT_FEATURES_VERSION, att_features_get_n (), label_cb, &labelling, error))
    return FALSE;
  for (guint i = 0; i < labels->len; i++)
    {
      const Label *label = &g_array_index (labels, Label, i);
      const char *genres[ATT_GENRE_SETTLED_MAX];
      double chances[ATT_GENRE_SETTLED_MAX];

      if (label->n == 0 || !is_new (label))
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (gsize c = 0; c < label->n; c++)
        {
          genres[c] = label->chips[c].genre;
          chances[c] = label->chips[c].p;
        }
      if (!att_store_set_genres (store, label->track->id, ATT_GENRE_GUESS, genres, chances, label->n, error))
        return FALSE;
      if (n_labelled != NULL)
        (*n_labelled)++;
    }
  return TRUE;
}
