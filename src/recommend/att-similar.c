/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is like a track: nearest by sound, then by tags. Of a track that has been listened to, a neighbour's score
 * is SOUND * nearness + TAGS * likeness of the tags, so that who has not been listened to comes after.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-distance.h"
#include "att-radio-private.h"

#define SOUND 0.6
#define TAGS 0.4

typedef struct {
  double weights[ATT_MAX_RECOMMENDERS];
  float *nearness;                 /* per row; NULL: the sound is not known */
  AttRecommenderBase *metadata;    /* NULL: the tags are not known */
} Question;

static float
nearness_to (const Question *question, const AttItem *item)
{
  return question->nearness != NULL && item->vector >= 0 ? question->nearness[item->vector] : NAN;
}

static float
likeness_to (const Question *question, int item)
{
  return question->metadata != NULL ? att_metadata_class.score (question->metadata, item) : NAN;
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

static AttPick *
make_pick (AttRadio *self, const Question *question, int item, int like, const char *name)
{
  const AttItem *found = att_catalogue_item (self->catalogue, item);
  const AttTrackId because_of = like >= 0 ? att_catalogue_item (self->catalogue, like)->track->id : 0;
  const float nearness = nearness_to (question, found), likeness = likeness_to (question, item);
  const double by_sound = isnan (nearness) ? 0 : question->weights[ATT_RECOMMENDER_SOUND] * nearness;
  const double by_tags = isnan (likeness) ? 0 : question->weights[ATT_RECOMMENDER_METADATA] * likeness;
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  AttOpinions opinions = { .predicted = NAN };

  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    opinions.scores[k] = NAN;
  opinions.scores[ATT_RECOMMENDER_SOUND] = nearness;
  opinions.scores[ATT_RECOMMENDER_METADATA] = likeness;

  if (!isnan (likeness))
    {
      g_autofree char *text = say_tags (self->catalogue, item, like);

      g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_METADATA, question->weights[ATT_RECOMMENDER_METADATA],
                                                likeness, 0, text));
    }
  if (!isnan (nearness))
    {
      g_autofree char *text = name != NULL ? g_strdup_printf (_("Sounds close to “%s”"), name)
                                           : g_strdup (_("Sounds close to it"));

      g_ptr_array_insert (reasons, by_sound >= by_tags ? 0 : -1,
                          att_reason_new (ATT_RECOMMENDER_SOUND, question->weights[ATT_RECOMMENDER_SOUND], nearness,
                                          because_of, text));
    }
  return att_pick_new (found->track, round ((by_sound + by_tags) * 1e4) / 1e4, 0.5,
                       by_sound >= by_tags ? ATT_EVIDENCE_EAR : ATT_EVIDENCE_TAGS, reasons, &opinions);
}

static int
compare_picks (gconstpointer a, gconstpointer b)
{
  const AttPick *x = *(AttPick *const *) a, *y = *(AttPick *const *) b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->track->id < y->track->id ? -1 : x->track->id > y->track->id;
}

GPtrArray *
att_radio_similar (AttRadio *self, AttTrackId track, const float *vector, guint n, GError **error)
{
  const AttCatalogue *catalogue = self->catalogue;
  const int like = att_catalogue_find (catalogue, track);
  const guint n_items = att_catalogue_n (catalogue);
  g_autoptr (GPtrArray) picks = g_ptr_array_new_with_free_func (g_object_unref), log = g_ptr_array_new ();
  g_autoptr (AttSignals) silence = NULL;
  g_autofree float *nearness = NULL, *scores = NULL;
  g_autofree AttNumHit *hits = NULL;
  Question question = { 0 };
  AttContext context = { .catalogue = catalogue, .seeds = &like, .n_seeds = 1, .seed_class = -1 };
  const char *name = NULL;
  gsize n_hits;

  if (catalogue->n_sounds > 0 && (vector != NULL || (like >= 0 && att_catalogue_item (catalogue, like)->vector >= 0)))
    {
      AttSoundCompact sound;

      if (vector != NULL)
        att_sound_compact (&sound, vector);
      else
        sound = catalogue->sounds[att_catalogue_item (catalogue, like)->vector];
      nearness = g_new (float, catalogue->n_sounds);
      att_sound_distances (nearness, catalogue->sounds, catalogue->n_sounds, &sound);
      for (gsize i = 0; i < catalogue->n_sounds; i++)
        nearness[i] = att_sound_nearness (nearness[i]);
      question.nearness = nearness;
    }
  if (like < 0 && question.nearness == NULL)
    {
      g_set_error_literal (error, ATT_RADIO_ERROR, vector != NULL ? ATT_RADIO_ERROR_EMPTY : ATT_RADIO_ERROR_BAD_SEED,
                           vector != NULL ? _("No track in the library has been listened to yet")
                                          : _("The track is not in the library"));
      return NULL;
    }
  if (like >= 0)
    {
      silence = att_signals_new (catalogue, log);
      g_array_set_size (silence->reactions, 0);
      context.signals = silence;
      question.metadata = att_recommender_new (&att_metadata_class);
      att_recommender_prepare (question.metadata, &context);
    }
  question.weights[ATT_RECOMMENDER_SOUND] = question.nearness == NULL ? 0 : question.metadata == NULL ? 1 : SOUND;
  question.weights[ATT_RECOMMENDER_METADATA] = question.metadata == NULL ? 0 : question.nearness == NULL ? 1 : TAGS;

  scores = g_new (float, n_items + 1);
  hits = g_new (AttNumHit, n + 1);
  for (guint i = 0; i < n_items; i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      const float near = nearness_to (&question, item), alike = likeness_to (&question, i);

      scores[i] = NAN;
      if ((int) i == like || att_track_has (item->track, ATT_TRACK_MISSING) || (isnan (near) && isnan (alike)))
        continue;
      scores[i] = (isnan (near) ? 0 : question.weights[ATT_RECOMMENDER_SOUND] * near) +
                  (isnan (alike) ? 0 : question.weights[ATT_RECOMMENDER_METADATA] * alike);
    }
  n_hits = att_num_top_k (hits, n, scores, n_items);
  if (like >= 0)
    name = att_track_get_title (att_catalogue_item (catalogue, like)->track);
  for (gsize i = 0; i < n_hits; i++)
    g_ptr_array_add (picks, make_pick (self, &question, hits[i].index, like, name));
  g_ptr_array_sort (picks, compare_picks);
  if (question.metadata != NULL)
    att_metadata_class.free (question.metadata);
  return g_steal_pointer (&picks);
}
