/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sound.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-nearness.h"
#include "att-reasons.h"

#define N_OF_CHOSEN 4         /* examples of each chosen genre before the first play */
#define CHOSEN_STRENGTH 0.4f
#define NEARLY 0.7f
#define LOG_ODDS 1.0          /* of a standard deviation of the nearness: sound alone foretells little */
#define DISLIKED_SHARE 0.7f   /* a skip says less about the sound than a finished track */

typedef struct {
  int item;
  float strength;  /* (0, 1]; negative: disliked */
  gboolean from_log;
  guint newest;    /* index of its last reaction */
} Example;

typedef struct {
  AttRecommenderBase base;

  const AttSoundCompact *sounds;  /* that both are of */
  AttNearness *liked, *disliked;  /* NULL: nothing has been listened to */

  /* the reactions taken in so far */
  guint64 past;                 /* AttSignals.past they belong to; 0: none */
  guint n_taken;
  GArray *sums;                 /* of Example: one per track that was reacted to and listened to */
  GHashTable *places;           /* item + 1: its place in sums + 1 */

  GArray *examples;             /* of Example, liked ones first */
} AttSound;

static AttRecommenderBase *
sound_new (void)
{
  AttSound *self = g_new0 (AttSound, 1);

  self->examples = g_array_new (FALSE, FALSE, sizeof (Example));
  self->sums = g_array_new (FALSE, FALSE, sizeof (Example));
  self->places = g_hash_table_new (NULL, NULL);
  return (AttRecommenderBase *) self;
}

static void
forget_sounds (AttSound *self)
{
  g_clear_pointer (&self->liked, att_nearness_free);
  g_clear_pointer (&self->disliked, att_nearness_free);
}

static void
sound_free (AttRecommenderBase *base)
{
  AttSound *self = (AttSound *) base;

  forget_sounds (self);
  g_array_unref (self->examples);
  g_array_unref (self->sums);
  g_hash_table_unref (self->places);
  g_free (self);
}

static int
row_of (const AttContext *context, int item)
{
  return att_catalogue_item (context->catalogue, item)->vector;
}

/* --- examples --- */

/* What is the same as last time is not taken in again. */
static void
sum_reactions (AttSound *self)
{
  const AttContext *context = self->base.context;
  const AttSignals *signals = context->signals;

  if (self->past != signals->past)
    {
      g_array_set_size (self->sums, 0);
      g_hash_table_remove_all (self->places);
      self->n_taken = 0;
    }
  self->past = signals->past;
  for (; self->n_taken < signals->reactions->len; self->n_taken++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, self->n_taken);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, GINT_TO_POINTER (reaction->item + 1)));
      Example *example;

      if (row_of (context, reaction->item) < 0)
        continue;
      if (place == 0)
        {
          const Example fresh = { reaction->item };

          g_array_append_val (self->sums, fresh);
          place = self->sums->len;
          g_hash_table_insert (self->places, GINT_TO_POINTER (reaction->item + 1), GUINT_TO_POINTER (place));
        }
      example = &g_array_index (self->sums, Example, place - 1);
      example->strength += att_reaction_gain (reaction);
      example->from_log |= self->n_taken >= signals->n_from_library;
      example->newest = self->n_taken;
    }
}

/* Up to @n tracks that were liked (@sign 1) or not (-1), by what was reacted to last. Returns: of Example */
static GArray *
find_newest (const AttSound *self, int sign, guint n)
{
  const GArray *reactions = self->base.context->signals->reactions;
  GArray *newest = g_array_new (FALSE, FALSE, sizeof (Example));

  for (guint i = reactions->len; i-- > 0 && newest->len < n;)
    {
      const int item = g_array_index (reactions, AttReaction, i).item;
      const guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, GINT_TO_POINTER (item + 1)));
      const Example *sum = place > 0 ? &g_array_index (self->sums, Example, place - 1) : NULL;

      if (sum != NULL && sum->newest == i && sign * sum->strength > 0)
        g_array_append_val (newest, *sum);
    }
  return newest;
}

static void
add_example (AttSound *self, int item, float strength, gboolean from_log)
{
  const Example example = { item, strength, from_log, 0 };

  g_array_append_val (self->examples, example);
}

static void
add_seeds (AttSound *self, const AttContext *context)
{
  g_autoptr (GArray) heard = g_array_new (FALSE, FALSE, sizeof (int));
  guint n;

  for (guint i = 0; i < context->n_seeds; i++)
    if (row_of (context, context->seeds[i]) >= 0)
      g_array_append_val (heard, context->seeds[i]);
  n = MIN (heard->len, ATT_SOUND_MAX_LIKED);
  for (guint i = 0; i < n; i++) /* all, or some evenly out of many */
    add_example (self, g_array_index (heard, int, (guint64) i * heard->len / n), 1, FALSE);
}

static gboolean
is_surely_in (const AttCatalogue *catalogue, int index, int cls)
{
  for (guint g = 0; g < att_catalogue_item (catalogue, index)->n_genres; g++)
    if (att_catalogue_genres_of (catalogue, index)[g].weight == 1 &&
        att_catalogue_class_within (catalogue, att_catalogue_class_of (catalogue, index, g), cls))
      return TRUE;
  return FALSE;
}

/* puts @item among the @n best by evidence, one per artist; returns how many there are then */
static guint
keep_best (const AttCatalogue *catalogue, int *best, guint n, int item)
{
  const AttItem *candidate = att_catalogue_item (catalogue, item);
  guint place;

  for (guint i = 0; i < n; i++)
    if (candidate->artist >= 0 && att_catalogue_item (catalogue, best[i])->artist == candidate->artist)
      {
        if (att_catalogue_item (catalogue, best[i])->evidence >= candidate->evidence)
          return n;
        memmove (best + i, best + i + 1, (n - i - 1) * sizeof *best);
        n--;
        break;
      }
  for (place = n; place > 0 && att_catalogue_item (catalogue, best[place - 1])->evidence < candidate->evidence;)
    place--;
  if (place >= N_OF_CHOSEN)
    return n;
  n = MIN (n + 1, N_OF_CHOSEN);
  memmove (best + place + 1, best + place, (n - place - 1) * sizeof *best);
  best[place] = item;
  return n;
}

/* a few tracks of each chosen genre */
static void
add_chosen (AttSound *self, const AttContext *context)
{
  for (guint c = 0; c < context->n_chosen; c++)
    {
      int best[N_OF_CHOSEN];
      guint n = 0;

      for (guint i = 0; i < att_catalogue_n (context->catalogue); i++)
        if (row_of (context, i) >= 0 && is_surely_in (context->catalogue, i, context->chosen[c].cls))
          n = keep_best (context->catalogue, best, n, i);
      for (guint i = 0; i < n; i++)
        add_example (self, best[i], CHOSEN_STRENGTH, FALSE);
    }
}

static void
choose_examples (AttSound *self, const AttContext *context)
{
  g_autoptr (GArray) liked = NULL, disliked = NULL;

  g_array_set_size (self->examples, 0);
  if (context->n_seeds > 0)
    add_seeds (self, context);
  else
    {
      liked = find_newest (self, 1, ATT_SOUND_MAX_LIKED);
      for (guint i = 0; i < liked->len; i++)
        {
          const Example *sum = &g_array_index (liked, Example, i);

          add_example (self, sum->item, 0.5f + 0.5f * tanhf (sum->strength / 3), sum->from_log);
        }
      if (att_signals_is_cold (context->signals))
        add_chosen (self, context);
    }
  if (self->examples->len == 0)
    return;
  disliked = find_newest (self, -1, ATT_SOUND_MAX_DISLIKED);
  for (guint i = 0; i < disliked->len; i++)
    {
      const Example *sum = &g_array_index (disliked, Example, i);

      add_example (self, sum->item, -DISLIKED_SHARE * tanhf (-sum->strength), sum->from_log);
    }
}

/* --- the judgement --- */

/* the examples of one sign */
static void
set_examples (AttSound *self, AttNearness *nearness, int sign)
{
  g_autofree AttNearnessExample *examples = g_new (AttNearnessExample, self->examples->len + 1);
  guint n = 0;

  for (guint i = 0; i < self->examples->len; i++)
    {
      const Example *example = &g_array_index (self->examples, Example, i);

      if (sign * example->strength > 0)
        examples[n++] = (AttNearnessExample) { row_of (self->base.context, example->item),
                                               MIN (fabsf (example->strength), 1) * G_MAXUINT16 };
    }
  att_nearness_set (nearness, examples, n);
}

static void
sound_prepare (AttRecommenderBase *base)
{
  AttSound *self = (AttSound *) base;
  const AttContext *context = base->context;
  const gsize n = context->catalogue->n_sounds;
  const guint16 *liked, *disliked;
  double sum = 0, squares = 0, mean, deviation;

  if (context->catalogue->sounds != self->sounds)
    forget_sounds (self);
  self->sounds = context->catalogue->sounds;
  if (n == 0)
    return;
  if (self->liked == NULL)
    {
      self->liked = att_nearness_new (self->sounds, n);
      self->disliked = att_nearness_new (self->sounds, n);
    }
  sum_reactions (self);
  choose_examples (self, context);
  if (self->examples->len == 0)
    return;
  set_examples (self, self->liked, 1);
  set_examples (self, self->disliked, -1);
  liked = att_nearness_get (self->liked);
  disliked = att_nearness_get (self->disliked);
  for (gsize r = 0; r < n; r++)
    {
      const int raw = liked[r] - disliked[r];

      sum += raw;
      squares += (double) raw * raw;
    }
  mean = sum / n;
  deviation = sqrt (MAX (squares / n - mean * mean, 0));
  base->log_odds = g_new (float, att_catalogue_n (context->catalogue) + 1);
  for (guint i = 0; i < att_catalogue_n (context->catalogue); i++)
    {
      const int row = row_of (context, i);

      base->log_odds[i] = row < 0 ? NAN : deviation < 1 ? 0 : LOG_ODDS * (liked[row] - disliked[row] - mean) / deviation;
    }
}

/* The examples that did most to make (@sign 1) or break (-1) the judgement: the first, and the second if it did nearly
 * as much. NULL: none. */
static void
find_because (AttSound *self, int item, int sign, const Example *because[2])
{
  const AttContext *context = self->base.context;
  float best[2] = { -1, -1 };

  because[0] = because[1] = NULL;
  for (guint i = 0; i < self->examples->len; i++)
    {
      const Example *example = &g_array_index (self->examples, Example, i);
      const float share = sign * example->strength *
                          att_nearness_of (self->liked, row_of (context, example->item), row_of (context, item));
      const guint place = share > best[0] ? 0 : 1;

      if (example->item == item || sign * example->strength <= 0 || share <= best[1])
        continue;
      best[1] = place == 0 ? best[0] : share;
      because[1] = place == 0 ? because[0] : example;
      if (place == 0)
        {
          best[0] = share;
          because[0] = example;
        }
    }
  if (best[1] < NEARLY * best[0])
    because[1] = NULL;
}

/* what is true of a track that is near to one that was liked, beyond that it is */
static void
say_more (AttSound *self, int index, const Example *because, AttExplanation *out)
{
  const AttContext *context = self->base.context;
  const AttItem *item = att_catalogue_item (context->catalogue, index);
  const AttItem *liked = att_catalogue_item (context->catalogue, because->item);
  const AttTrackId because_of = liked->track->id;
  const guint n_nearer = att_nearness_count_nearer (self->liked, row_of (context, because->item), row_of (context, index));
  const char *artist = att_track_get_artist (item->track);
  g_autofree char *other = att_words_track (context, because->item);
  g_autofree char *decade = att_words_decade (item->track->year);

  if (item->artist >= 0 && item->artist == liked->artist && *artist != '\0')
    att_explanation_say (out, because_of, _("Also by %1$s, and close by ear to “%2$s”"), artist,
                         att_track_get_title (liked->track));
  if (n_nearer == 0)
    att_explanation_say (out, because_of, _("By ear, nothing you own is closer to %s"), other);
  else if (n_nearer < ATT_NEARNESS_CLOSEST)
    att_explanation_say (out, because_of, _("By ear, among the %1$u closest to %2$s that you own"),
                         ATT_NEARNESS_CLOSEST, other);
  if (item->n_genres > 0 && liked->n_genres > 0 && att_words_is_plain (context, index, 0))
    {
      const char *genre = att_words_genre (context, index);
      const double alike =
        att_catalogue_class_similarity (context->catalogue, att_catalogue_class_of (context->catalogue, index, 0),
                                        att_catalogue_class_of (context->catalogue, because->item, 0));

      if (alike >= 1)
        att_explanation_say (out, because_of, _("%1$s that sounds like %2$s"), genre, other);
      else if (alike == 0)
        att_explanation_say (out, because_of, _("%1$s, yet by ear close to %2$s"), genre, other);
    }
  if (att_signals_history (context->signals, index)->last_played_at == 0)
    att_explanation_say (out, because_of, _("New to you, and close by ear to %s"), other);
  if (decade != NULL)
    att_explanation_say (out, because_of, _("From %1$s, and by ear close to %2$s"), decade, other);
}

static void
sound_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  AttSound *self = (AttSound *) base;
  const AttContext *context = base->context;
  const int sign = base->log_odds[item] >= 0 ? 1 : -1;
  const char *artist = att_track_get_artist (att_catalogue_item (context->catalogue, item)->track);
  const Example *because[2];
  g_autofree char *name = att_words_track (context, item);

  find_because (self, item, sign, because);
  for (guint i = 0; i < 2 && because[i] != NULL; i++)
    {
      g_autofree char *other = att_words_track (context, because[i]->item);
      g_autofree char *deed = att_words_deed (context, because[i]->item, sign > 0);

      out->from_log |= because[i]->from_log;
      /* TRANSLATORS: a track, and what became of it, as in "which you finished tonight" */
      att_explanation_say (out, att_catalogue_item (context->catalogue, because[i]->item)->track->id,
                           _("Sounds like %1$s, %2$s"), other, deed);
    }
  if (because[0] != NULL)
    {
      const AttTrackId because_of = att_catalogue_item (context->catalogue, because[0]->item)->track->id;
      g_autofree char *other = att_words_track (context, because[0]->item);

      if (sign > 0)
        say_more (self, item, because[0], out);
      if (*artist != '\0')
        att_explanation_say (out, because_of, _("By ear, this by %1$s is close to %2$s"), artist, other);
      att_explanation_say (out, because_of, _("By ear, %1$s is close to %2$s"), name, other);
    }
  else if (sign > 0) /* an example itself */
    att_explanation_say (out, 0, _("%s has the sound that this radio goes by"), name);
  else if (context->n_seeds > 0)
    att_explanation_say (out, 0, _("%s sounds unlike what this radio starts from"), name);
  else if (att_signals_is_cold (context->signals))
    att_explanation_say (out, 0, _("%s sounds unlike most of what you picked"), name);
  else
    att_explanation_say (out, 0, _("%s sounds unlike what you finish"), name);
}

const AttRecommenderClass att_sound_class = {
  ATT_RECOMMENDER_SOUND,
  sound_new,
  sound_free,
  sound_prepare,
  sound_explain,
};
