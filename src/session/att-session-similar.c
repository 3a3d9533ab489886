/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is like a track, in what, and the lists of the nearest by ear.
 */
#include "config.h"

#include "att-session-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-analyzer.h"
#include "att-neighbours.h"
#include "att-scanner.h"
#include "att-sound-map.h"
#include "att-text.h"

#define CLOSE 0.5f           /* half as far as two tracks on average */
#define AS_ANY 0.25          /* the nearness of two tracks on average: none to be explained */
#define N_SAID 2             /* aspects in a sentence */
#define TEMPO_SURE 0.3f
#define TEMPO_APART 0.04f

gboolean
att_session_keep_neighbours (AttSession *self, GCancellable *cancellable, GError **error)
{
  return att_neighbours_update (self->store, ATT_FEATURES_VERSION, CLAMP (g_get_num_processors (), 1, 2), NULL,
                                cancellable, NULL, error);
}

/* --- in what two tracks are close --- */

static const struct {
  const char *name;
  const char *blocks; /* of att-features.h */
} aspects[] = {
  { N_ ("timbre"), " mfcc-mean mfcc-std mfcc-correlation contrast-mean valley-mean pattern-spectral " },
  { N_ ("rhythm"), " rhythm pulse pattern-fluctuation " },
  { N_ ("harmony"), " chroma harmony " },
  { N_ ("dynamics"), " dynamics wave mfcc-delta " },
};

/* mean over its blocks, however long they are; NAN: none counts */
static float
compare_aspect (const char *blocks, const float *a, const float *b)
{
  AttFeatureBlock block;
  float sum = 0;
  guint n = 0;

  for (gsize i = 0; att_features_get_block (i, &block); i++)
    {
      g_autofree char *word = g_strdup_printf (" %s ", block.name);
      const float apart = strstr (blocks, word) != NULL
                          ? att_sound_map_compare (att_sound_map_get_shipped (), a, b, block.first, block.n) : NAN;

      if (isnan (apart))
        continue;
      sum += apart;
      n++;
    }
  return n > 0 ? sum / n : NAN;
}

/* "rhythm and timbre", the closest first; NULL: in nothing that has a name */
static char *
say_aspects (const float *a, const float *b)
{
  const char *said[N_SAID] = { NULL };
  float apart[N_SAID] = { CLOSE, CLOSE };

  for (guint i = 0; i < G_N_ELEMENTS (aspects); i++)
    {
      const float own = compare_aspect (aspects[i].blocks, a, b);
      const guint place = own < apart[0] ? 0 : 1;

      if (!(own < apart[1]))
        continue;
      apart[1] = place == 0 ? apart[0] : own;
      said[1] = place == 0 ? said[0] : _(aspects[i].name);
      if (place == 0)
        {
          apart[0] = own;
          said[0] = _(aspects[i].name);
        }
    }
  if (said[1] != NULL)
    /* TRANSLATORS: "rhythm and timbre" */
    return g_strdup_printf (_("%1$s and %2$s"), said[0], said[1]);
  return g_strdup (said[0]);
}

static gboolean
have_one_tempo (const AttFeatures *a, const AttFeatures *b)
{
  return a->tempo_confidence >= TEMPO_SURE && b->tempo_confidence >= TEMPO_SURE &&
         fabsf (a->tempo_bpm - b->tempo_bpm) <= TEMPO_APART * a->tempo_bpm;
}

/* Only where its file says so: no guess is sure enough of that. */
static gboolean
is_instrumental (AttTrack *track)
{
  g_auto (GStrv) words = att_text_words (track->title);

  for (gsize i = 0; track->genres != NULL && !att_track_has (track, ATT_TRACK_GENRE_GUESSED) && track->genres[i] != NULL; i++)
    {
      g_auto (GStrv) of_genre = att_text_words (track->genres[i]);

      if (g_strv_contains ((const char *const *) of_genre, "instrumental"))
        return TRUE;
    }
  return g_strv_contains ((const char *const *) words, "instrumental") ||
         g_strv_contains ((const char *const *) words, "karaoke");
}

/* what both are; NULL: nothing that can be told */
static const char *
say_both (AttTrack *a, AttTrack *b)
{
  if (att_track_is_speech (a) && att_track_is_speech (b))
    return _("both spoken");
  if (is_instrumental (a) && is_instrumental (b))
    return _("both instrumental");
  return NULL;
}

/* @name: of what it is close to; NULL: it has none. @both: see above. NULL: nothing more can be said than that it is
 * close. */
static char *
say_close (const AttFeatures *own, const AttFeatures *other, const char *name, const char *both)
{
  g_autofree char *in = say_aspects (own->vector, other->vector);
  g_autofree char *close = NULL;

  if (in == NULL)
    return NULL;
  close = name != NULL ? g_strdup_printf (_("Close to “%1$s” in %2$s"), name, in) : g_strdup_printf (_("Close in %s"), in);
  if (both != NULL)
    /* TRANSLATORS: "Close in rhythm and timbre; both instrumental" */
    return g_strdup_printf (_("%1$s; %2$s"), close, both);
  if (have_one_tempo (own, other))
    /* TRANSLATORS: "Close in rhythm and timbre; both about 120 beats a minute" */
    return g_strdup_printf (_("%1$s; both about %2$.0f beats a minute"), close, own->tempo_bpm);
  return g_steal_pointer (&close);
}

/* --- what is like some tracks --- */

typedef struct {
  GArray *tracks;       /* AttTrackId */
  GArray *files;        /* AttOutsideFile */
  GHashTable *features; /* id -> AttFeatures, of tracks */
  GPtrArray *outside;   /* AttFeatures, of files */
} Given;

static void
outside_file_clear (gpointer data)
{
  AttOutsideFile *file = data;

  g_free (file->artist);
  g_free (file->title);
}

static void
given_init (Given *given)
{
  given->tracks = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  given->files = g_array_new (FALSE, FALSE, sizeof (AttOutsideFile));
  g_array_set_clear_func (given->files, outside_file_clear);
  given->features = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) att_features_free);
  given->outside = g_ptr_array_new_with_free_func ((GDestroyNotify) att_features_free);
}

static void
given_clear (Given *given)
{
  g_array_unref (given->tracks);
  g_array_unref (given->files);
  g_hash_table_unref (given->features);
  g_ptr_array_unref (given->outside);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

static gboolean
listen_to (Given *given, const char *path, GCancellable *cancellable, GError **error)
{
  AttFeatures *features = att_analyzer_read_file (path, NULL, cancellable, error);
  g_autoptr (AttTags) tags = NULL;
  AttOutsideFile file = { 0 };

  if (features == NULL)
    return FALSE;
  g_ptr_array_add (given->outside, features);
  file.vector = features->vector;
  tags = att_tag_reader_read (path, NULL);
  if (tags != NULL)
    {
      file.title = g_strdup (tags->title);
      for (guint i = 0; i < tags->credits->len && file.artist == NULL; i++)
        {
          const AttCredit *credit = g_ptr_array_index (tags->credits, i);

          if (credit->role == ATT_ROLE_ARTIST)
            file.artist = g_strdup (credit->name);
        }
    }
  g_array_append_val (given->files, file);
  return TRUE;
}

static gboolean
take_in (AttSession *self, Given *given, const char *text, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) not_found = NULL;
  g_autoptr (AttTrack) track = att_session_find_track (self, text, &not_found);
  AttFeatures *features;

  if (track == NULL && g_error_matches (not_found, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND) &&
      g_file_test (text, G_FILE_TEST_IS_REGULAR))
    return listen_to (given, text, cancellable, error);
  if (track == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&not_found));
      return FALSE;
    }
  g_array_append_val (given->tracks, track->id);
  features = att_store_get_features (self->store, track->id, ATT_FEATURES_VERSION, NULL);
  if (features != NULL)
    g_hash_table_replace (given->features, g_memdup2 (&track->id, sizeof track->id), features);
  return TRUE;
}

/* the reason by sound says in what they are close, where that can be told */
static void
explain (AttSession *self, const Given *given, AttPick *pick)
{
  for (guint i = 0; i < pick->reasons->len; i++)
    {
      AttReason *reason = g_ptr_array_index (pick->reasons, i);
      const AttFeatures *like = NULL;
      g_autoptr (AttTrack) track = NULL;
      AttFeatures *own;
      char *text;

      if (reason->recommender != ATT_RECOMMENDER_SOUND || reason->value < AS_ANY)
        continue;
      if (reason->because_of != 0)
        {
          like = g_hash_table_lookup (given->features, &reason->because_of);
          track = att_store_get_track (self->store, reason->because_of, NULL);
        }
      else if (given->outside->len == 1)
        like = g_ptr_array_index (given->outside, 0);
      own = like != NULL ? att_store_get_features (self->store, pick->track->id, ATT_FEATURES_VERSION, NULL) : NULL;
      if (own == NULL)
        continue;
      text = say_close (own, like, track != NULL && given->tracks->len + given->files->len > 1
                        ? att_track_get_title (track) : NULL,
                        track != NULL ? say_both (pick->track, track) : NULL);
      if (text != NULL)
        {
          g_free (reason->text);
          reason->text = text;
        }
      att_features_free (own);
    }
}

GPtrArray *
att_session_similar (AttSession *self, const char *const *tracks, guint n, guint space, GCancellable *cancellable,
                     GError **error)
{
  g_auto (Given) given = { 0 };
  AttSimilarRequest request = { .n = n, .space = space };
  GPtrArray *picks = NULL;

  given_init (&given);
  for (gsize i = 0; tracks[i] != NULL; i++)
    if (!take_in (self, &given, tracks[i], cancellable, error))
      return NULL;
  request.tracks = (const AttTrackId *) (gpointer) given.tracks->data;
  request.n_tracks = given.tracks->len;
  request.files = (const AttOutsideFile *) (gpointer) given.files->data;
  request.n_files = given.files->len;

  g_mutex_lock (&self->radio_lock);
  if (att_session_load_radio_locked (self, TRUE, error))
    picks = att_radio_similar (self->radio, &request, error);
  g_mutex_unlock (&self->radio_lock);
  for (guint i = 0; picks != NULL && i < picks->len; i++)
    explain (self, &given, g_ptr_array_index (picks, i));
  return picks;
}

/* --- what goes with an album, with an artist, with a track --- */

#define MOST_ASKED 24 /* each is compared with all by sound */
#define SPACE 2

typedef struct {
  GArray *tracks; /* of AttTrackId */
  guint n;
} RelatedQuestion;

static void
related_question_free (gpointer data)
{
  RelatedQuestion *question = data;

  g_array_unref (question->tracks);
  g_free (question);
}

void
att_related_free (AttRelated *self)
{
  g_clear_pointer (&self->sounds, g_ptr_array_unref);
  g_clear_pointer (&self->together, g_ptr_array_unref);
  g_free (self);
}

static gpointer
ask_related (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  const RelatedQuestion *question = data;
  AttSimilarRequest request = {
    .tracks = (const AttTrackId *) (gpointer) question->tracks->data,
    .n_tracks = question->tracks->len,
    .n = question->n,
    .space = SPACE,
    .by = ATT_SIMILAR_SOUND,
    .elsewhere = TRUE,
  };
  g_autoptr (AttRelated) related = g_new0 (AttRelated, 1);
  g_autoptr (GError) local = NULL;

  g_mutex_lock (&self->radio_lock);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &local) && att_session_load_radio_locked (self, FALSE, &local))
    {
      related->sounds = att_radio_similar (self->radio, &request, &local);
      request.by = ATT_SIMILAR_TOGETHER;
      if (related->sounds != NULL)
        related->together = att_radio_similar (self->radio, &request, &local);
    }
  g_mutex_unlock (&self->radio_lock);
  if (local != NULL && local->domain != ATT_RADIO_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (related->sounds == NULL) /* the radio has not read these tracks yet */
    related->sounds = g_ptr_array_new ();
  if (related->together == NULL)
    related->together = g_ptr_array_new ();
  related->may_come = related->sounds->len == 0 &&
                      (g_atomic_int_get (&self->radio_stale) || att_progress_is_active (self->scan_progress) ||
                       att_progress_is_active (self->analyze_progress));
  return g_steal_pointer (&related);
}

void
att_session_list_related_async (AttSession *self, GPtrArray *tracks, guint n, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  RelatedQuestion *question = g_new (RelatedQuestion, 1);
  const guint n_asked = MIN (tracks->len, MOST_ASKED);

  *question = (RelatedQuestion){ g_array_new (FALSE, FALSE, sizeof (AttTrackId)), n };
  for (guint i = 0; i < n_asked; i++)
    {
      const AttTrack *track = g_ptr_array_index (tracks, (gsize) i * tracks->len / n_asked);

      g_array_append_val (question->tracks, track->id);
    }
  att_session_ask (self, att_session_list_related_async, ask_related, question, related_question_free,
                   (GDestroyNotify) att_related_free, cancellable, callback, user_data);
}

AttRelated *
att_session_list_related_finish (AttSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
