/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is like some tracks. The score is SOUND * nearness by sound to any of them + TAGS * likeness of the tags +
 * TOGETHER * what their listeners also play, over the sum of those that anything is known of: who has not been listened
 * to comes after, where one of them has.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-radio-private.h"
#include "att-text.h"
#include "att-together.h"

#define SOUND 0.6
#define TAGS 0.4
#define TOGETHER 0.25

static const AttRecommender parts[] = { ATT_RECOMMENDER_SOUND, ATT_RECOMMENDER_METADATA, ATT_RECOMMENDER_ITEM_KNN };

typedef struct {
  double weights[ATT_MAX_RECOMMENDERS]; /* of the parts: sum 1 */
  float *nearness;                 /* per row: to the nearest that was given; NULL: no sound is known */
  int *nearest;                    /* per row: which that is, an item; -1: a file outside the library */
  gboolean *is_copy;               /* per recording */
  AttRecommenderBase *metadata;    /* NULL: no tags are known */
  float *together;                 /* per item; NULL: nobody can be asked */
  GArray *likes;                   /* int: items */
  gboolean *is_their_artist, *is_their_album; /* of the catalogue: none of these, where it is to be from elsewhere */
} Question;

/* @scores: ATT_MAX_RECOMMENDERS, NAN where nothing is known. Returns their sum by weight; NAN: nothing is known at all */
static double
judge (const AttCatalogue *catalogue, const Question *question, int item, float *scores)
{
  const int row = att_catalogue_item (catalogue, item)->vector;
  double sum = NAN;

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    scores[k] = NAN;
  if (question->nearness != NULL && row >= 0)
    scores[ATT_RECOMMENDER_SOUND] = question->nearness[row];
  if (question->metadata != NULL)
    scores[ATT_RECOMMENDER_METADATA] = att_recommender_score (question->metadata, item);
  if (question->together != NULL)
    scores[ATT_RECOMMENDER_ITEM_KNN] = question->together[item];
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!isnan (scores[parts[i]]))
      sum = (isnan (sum) ? 0 : sum) + question->weights[parts[i]] * scores[parts[i]];
  return sum;
}

static char *
say_tags (const AttCatalogue *catalogue, int a, int b)
{
  const AttItem *x = att_catalogue_item (catalogue, a), *y = att_catalogue_item (catalogue, b);

  if (x->album >= 0 && x->album == y->album)
    return g_strdup_printf (_("Also on “%s”"), att_track_get_album (x->track));
  if (x->artist >= 0 && x->artist == y->artist)
    return g_strdup_printf (_("Also by %s"), att_track_get_artist (x->track));
  for (guint i = 0; i < x->n_genres; i++)
    for (guint j = 0; j < y->n_genres; j++)
      {
        const AttItemGenre *own = &att_catalogue_genres_of (catalogue, a)[i];

        if (att_catalogue_class_of (catalogue, a, i) == att_catalogue_class_of (catalogue, b, j))
          /* TRANSLATORS: a genre: "Also Jazz" */
          return g_strdup_printf (_("Also %s"), att_catalogue_genre (catalogue, own->genre)->name);
      }
  if (x->track->year > 0 && ABS (x->track->year - y->track->year) <= 5)
    return g_strdup_printf (_("From the same years, %d"), x->track->year);
  return g_strdup (_("Little in common by its tags"));
}

/* the one of those given whose sound is nearest, else the first; -1: a file */
static int
find_like (const Question *question, const AttItem *found)
{
  if (question->nearest != NULL && found->vector >= 0)
    return question->nearest[found->vector];
  return question->likes->len > 0 ? g_array_index (question->likes, int, 0) : -1;
}

/* @like: the one it is nearest to, an item; -1: a file */
static char *
say (const AttCatalogue *catalogue, const Question *question, AttRecommender part, int item, int like)
{
  const char *name = like >= 0 ? att_track_get_title (att_catalogue_item (catalogue, like)->track) : NULL;

  if (part == ATT_RECOMMENDER_METADATA)
    return say_tags (catalogue, item, like >= 0 ? like : g_array_index (question->likes, int, 0));
  if (part == ATT_RECOMMENDER_ITEM_KNN)
    return question->likes->len == 1 ? g_strdup_printf (_("Listeners of “%s” also play it"), name)
                                     : g_strdup (_("Listeners of these also play it"));
  return name != NULL ? g_strdup_printf (_("Sounds close to “%s”"), name) : g_strdup (_("Sounds close to it"));
}

static AttPick *
make_pick (AttRadio *self, const Question *question, int item)
{
  static const AttEvidence evidence[ATT_MAX_RECOMMENDERS] = {
    [ATT_RECOMMENDER_SOUND] = ATT_EVIDENCE_EAR,
    [ATT_RECOMMENDER_METADATA] = ATT_EVIDENCE_TAGS,
    [ATT_RECOMMENDER_ITEM_KNN] = ATT_EVIDENCE_LISTENING,
  };
  const AttItem *found = att_catalogue_item (self->catalogue, item);
  const int like = find_like (question, found);
  const AttTrackId because_of = like >= 0 ? att_catalogue_item (self->catalogue, like)->track->id : 0;
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  AttOpinions opinions = { .predicted = NAN };
  const double score = judge (self->catalogue, question, item, opinions.scores);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const double weight = question->weights[parts[i]], value = opinions.scores[parts[i]];
      g_autofree char *text = NULL;
      guint place = 0;

      if (isnan (value))
        continue;
      text = say (self->catalogue, question, parts[i], item, like);
      while (place < reasons->len && ((AttReason *) g_ptr_array_index (reasons, place))->weight *
                                     ((AttReason *) g_ptr_array_index (reasons, place))->value >= weight * value)
        place++;
      g_ptr_array_insert (reasons, place, att_reason_new (parts[i], weight, value, parts[i] == ATT_RECOMMENDER_SOUND
                                                          ? because_of : 0, text));
    }
  return att_pick_new (found->track, att_radio_round_score (score), 0.5,
                       evidence[((AttReason *) g_ptr_array_index (reasons, 0))->recommender], reasons, &opinions);
}

/* --- what is asked --- */

static void
hear (const AttCatalogue *catalogue, Question *question, const AttSoundCompact *sound, int like)
{
  g_autofree float *distances = g_new (float, catalogue->n_sounds);
  gboolean is_first = question->nearness == NULL;

  if (is_first)
    {
      question->nearness = g_new (float, catalogue->n_sounds);
      question->nearest = g_new (int, catalogue->n_sounds);
    }
  att_sound_distances (distances, catalogue->sounds, catalogue->n_sounds, sound);
  for (gsize row = 0; row < catalogue->n_sounds; row++)
    {
      const float nearness = att_sound_nearness (distances[row]);

      if (!is_first && nearness <= question->nearness[row])
        continue;
      question->nearness[row] = nearness;
      question->nearest[row] = like;
    }
}

static gboolean
is_named (const AttTrack *track, const char *artist, const char *title)
{
  g_autofree char *own_title = att_text_fold (track->title), *own_artist = NULL;

  if (!g_str_equal (own_title, title))
    return FALSE;
  own_artist = att_text_fold (track->artist != NULL ? track->artist : track->album_artist);
  return g_str_equal (own_artist, artist);
}

static void
find_copies (const AttCatalogue *catalogue, Question *question, const AttOutsideFile *file, const AttSoundCompact *sound)
{
  g_autofree char *artist = att_text_fold (file->artist), *title = att_text_fold (file->title);

  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);

      if ((*artist != '\0' && *title != '\0' && is_named (item->track, artist, title)) ||
          (item->vector >= 0 && att_sound_is_same (&catalogue->sounds[item->vector], sound, ATT_SOUND_SAME)))
        question->is_copy[item->recording] = TRUE;
    }
}

/* FALSE with an error for what is not in the library */
static gboolean
ask (const AttCatalogue *catalogue, const AttSimilarRequest *request, Question *question, GError **error)
{
  for (gsize i = 0; i < request->n_tracks; i++)
    {
      const int like = att_catalogue_find (catalogue, request->tracks[i]);
      const AttItem *item;

      if (like < 0)
        {
          g_set_error_literal (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_BAD_SEED, _("The track is not in the library"));
          return FALSE;
        }
      item = att_catalogue_item (catalogue, like);
      g_array_append_val (question->likes, like);
      question->is_copy[item->recording] = TRUE;
      if (request->elsewhere && item->artist >= 0)
        question->is_their_artist[item->artist] = TRUE;
      if (request->elsewhere && item->album >= 0)
        question->is_their_album[item->album] = TRUE;
      if (item->vector >= 0 && request->by != ATT_SIMILAR_TOGETHER)
        hear (catalogue, question, &catalogue->sounds[item->vector], like);
    }
  for (gsize i = 0; i < request->n_files && catalogue->n_sounds > 0; i++)
    {
      AttSoundCompact sound;

      att_sound_compact (&sound, request->files[i].vector);
      hear (catalogue, question, &sound, -1);
      find_copies (catalogue, question, &request->files[i], &sound);
    }
  if (question->likes->len > 0 || question->nearness != NULL)
    return TRUE;
  g_set_error_literal (error, ATT_RADIO_ERROR, ATT_RADIO_ERROR_EMPTY,
                       _("No track in the library has been listened to yet"));
  return FALSE;
}

static gboolean
may_offer (const AttCatalogue *catalogue, const Question *question, const AttSimilarRequest *request, int i)
{
  const AttItem *item = att_catalogue_item (catalogue, i);

  if (question->is_copy[item->recording] || att_track_has (item->track, ATT_TRACK_MISSING))
    return FALSE;
  return !request->elsewhere ||
         (!att_track_has (item->track, ATT_TRACK_BANNED) &&
          !(item->artist >= 0 && question->is_their_artist[item->artist]) &&
          !(item->album >= 0 && question->is_their_album[item->album]));
}

static gboolean
is_close_by (const AttCatalogue *catalogue, const GArray *taken, int artist, guint space)
{
  for (guint i = taken->len - MIN (taken->len, space); i < taken->len && artist >= 0; i++)
    if (att_catalogue_item (catalogue, g_array_index (taken, int, i))->artist == artist)
      return TRUE;
  return FALSE;
}

/* the best first; with space, each time the best that is far enough from those by its artist, else the best */
static GArray *
choose (const AttCatalogue *catalogue, const AttNumHit *hits, gsize n_hits, const AttSimilarRequest *request)
{
  GArray *taken = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree gboolean *has = g_new0 (gboolean, catalogue->n_recordings + 1);

  for (gsize i = 0; i < n_hits; i++)
    {
      const int item = hits[i].index, recording = att_catalogue_item (catalogue, item)->recording;

      if (!has[recording])
        g_array_append_val (left, item);
      has[recording] = TRUE;
    }
  while (taken->len < request->n && left->len > 0)
    {
      guint place = 0;
      int item;

      while (place < left->len && request->space > 0 &&
             is_close_by (catalogue, taken, att_catalogue_item (catalogue, g_array_index (left, int, place))->artist,
                          request->space))
        place++;
      if (place == left->len)
        place = 0;
      item = g_array_index (left, int, place);
      g_array_append_val (taken, item);
      g_array_remove_index (left, place);
    }
  return taken;
}

static void
question_clear (Question *question)
{
  g_free (question->nearness);
  g_free (question->nearest);
  g_free (question->is_copy);
  g_free (question->together);
  g_free (question->is_their_artist);
  g_free (question->is_their_album);
  g_array_unref (question->likes);
  if (question->metadata != NULL)
    att_recommender_free (question->metadata);
}

static void
weigh (Question *question)
{
  double sum = 0;

  question->weights[ATT_RECOMMENDER_SOUND] = question->nearness != NULL ? SOUND : 0;
  question->weights[ATT_RECOMMENDER_METADATA] = question->metadata != NULL ? TAGS : 0;
  question->weights[ATT_RECOMMENDER_ITEM_KNN] = question->together != NULL ? TOGETHER : 0;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    sum += question->weights[parts[i]];
  for (guint i = 0; i < G_N_ELEMENTS (parts) && sum > 0; i++)
    question->weights[parts[i]] /= sum;
}

GPtrArray *
att_radio_similar (AttRadio *self, const AttSimilarRequest *request, GError **error)
{
  const AttCatalogue *catalogue = self->catalogue;
  const guint n_items = att_catalogue_n (catalogue);
  g_autoptr (GPtrArray) picks = g_ptr_array_new_with_free_func (g_object_unref), log = g_ptr_array_new ();
  g_autoptr (AttSignals) silence = NULL;
  g_autoptr (GArray) chosen = NULL;
  g_autofree float *scores = g_new (float, n_items + 1);
  g_autofree AttNumHit *hits = g_new (AttNumHit, n_items + 1);
  Question question = { .is_copy = g_new0 (gboolean, catalogue->n_recordings + 1),
                        .likes = g_array_new (FALSE, FALSE, sizeof (int)),
                        .is_their_artist = g_new0 (gboolean, catalogue->n_artists + 1),
                        .is_their_album = g_new0 (gboolean, catalogue->n_albums + 1) };
  AttContext context = { .catalogue = catalogue, .seed_class = -1 };
  float opinions[ATT_MAX_RECOMMENDERS];

  if (!ask (catalogue, request, &question, error))
    {
      question_clear (&question);
      return NULL;
    }
  if (question.likes->len > 0 && request->by == ATT_SIMILAR_ALL)
    {
      silence = att_signals_new (catalogue, log);
      g_array_set_size (silence->reactions, 0);
      context.signals = silence;
      context.seeds = (const int *) (gpointer) question.likes->data;
      context.n_seeds = question.likes->len;
      question.metadata = att_recommender_new (&att_metadata_class);
      att_recommender_prepare (question.metadata, &context);
    }
  if (request->by != ATT_SIMILAR_SOUND)
    question.together = att_together_new (self->users, 1, self->n_listeners, (const int *) (gpointer) question.likes->data,
                                          question.likes->len);
  weigh (&question);

  for (guint i = 0; i < n_items; i++)
    scores[i] = may_offer (catalogue, &question, request, i) ? judge (catalogue, &question, i, opinions) : NAN;
  chosen = choose (catalogue, hits, att_num_top_k (hits, n_items, scores, n_items), request);
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (picks, make_pick (self, &question, g_array_index (chosen, int, i)));
  question_clear (&question);
  return g_steal_pointer (&picks);
}
