/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sound.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "att-reasons.h"

#define N_OF_CHOSEN 4         /* examples of each chosen genre before the first play */
#define CHOSEN_STRENGTH 0.4f
#define NEARLY 0.7f
#define LOG_ODDS 1.0          /* of a standard deviation of the nearness: sound alone foretells little */
#define NEAREST 20            /* tracks that may be said to be among the closest */
#define DISLIKED_SHARE 0.7f   /* a skip says less about the sound than a finished track */

typedef struct {
  int item;
  float strength;  /* (0, 1]; negative: disliked */
  gboolean from_log;
  guint newest;    /* index of its last reaction */
} Example;

typedef struct {
  AttRecommenderBase base;

  const AttSoundCompact *sounds; /* whose nearness is in `columns` */
  gsize n_sounds;
  GHashTable *columns;          /* index -> float[n_sounds]: its nearness to every other */

  GArray *examples;             /* of Example, liked ones first */
  float *raw;                   /* n_sounds */
  float mean, deviation;
} AttSound;

static AttRecommenderBase *
sound_new (void)
{
  AttSound *self = g_new0 (AttSound, 1);

  self->columns = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->examples = g_array_new (FALSE, FALSE, sizeof (Example));
  return (AttRecommenderBase *) self;
}

static void
sound_free (AttRecommenderBase *base)
{
  AttSound *self = (AttSound *) base;

  g_hash_table_unref (self->columns);
  g_array_unref (self->examples);
  g_free (self->raw);
  g_free (self);
}

static int
row_of (const AttContext *context, int item)
{
  return att_catalogue_item (context->catalogue, item)->vector;
}

/* --- examples --- */

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const Example *x = a, *y = b;

  return x->newest > y->newest ? -1 : x->newest < y->newest;
}

/* one per track that was reacted to, newest first */
static GArray *
sum_reactions (const AttContext *context)
{
  const AttSignals *signals = context->signals;
  GArray *sums = g_array_new (FALSE, FALSE, sizeof (Example));
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < signals->reactions->len; i++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, i);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, GINT_TO_POINTER (reaction->item + 1)));
      Example *example;

      if (row_of (context, reaction->item) < 0)
        continue;
      if (place == 0)
        {
          const Example fresh = { reaction->item };

          g_array_append_val (sums, fresh);
          place = sums->len;
          g_hash_table_insert (places, GINT_TO_POINTER (reaction->item + 1), GUINT_TO_POINTER (place));
        }
      example = &g_array_index (sums, Example, place - 1);
      example->strength += att_reaction_gain (reaction);
      example->from_log |= i >= signals->n_from_library;
      example->newest = i;
    }
  g_array_sort (sums, compare_newest);
  return sums;
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
  g_autoptr (GArray) sums = sum_reactions (context);
  guint n_liked = 0, n_disliked = 0;

  g_array_set_size (self->examples, 0);
  if (context->n_seeds > 0)
    add_seeds (self, context);
  else
    {
      for (guint i = 0; i < sums->len && n_liked < ATT_SOUND_MAX_LIKED; i++)
        {
          const Example *sum = &g_array_index (sums, Example, i);

          if (sum->strength > 0)
            {
              add_example (self, sum->item, 0.5f + 0.5f * tanhf (sum->strength / 3), sum->from_log);
              n_liked++;
            }
        }
      if (att_signals_is_cold (context->signals))
        add_chosen (self, context);
    }
  if (self->examples->len == 0)
    return;
  for (guint i = 0; i < sums->len && n_disliked < ATT_SOUND_MAX_DISLIKED; i++)
    {
      const Example *sum = &g_array_index (sums, Example, i);

      if (sum->strength < 0)
        {
          add_example (self, sum->item, -DISLIKED_SHARE * tanhf (-sum->strength), sum->from_log);
          n_disliked++;
        }
    }
}

/* --- the judgement --- */

static const float *
column_of (AttSound *self, gsize row)
{
  float *column = g_hash_table_lookup (self->columns, GSIZE_TO_POINTER (row));

  if (column == NULL)
    {
      column = g_new (float, self->n_sounds);
      att_sound_distances (column, self->sounds, self->n_sounds, self->sounds + row);
      for (gsize i = 0; i < self->n_sounds; i++)
        column[i] = att_sound_nearness (column[i]);
      g_hash_table_insert (self->columns, GSIZE_TO_POINTER (row), column);
    }
  return column;
}

static void
sound_prepare (AttRecommenderBase *base)
{
  AttSound *self = (AttSound *) base;
  const AttContext *context = base->context;
  const gsize n = context->catalogue->n_sounds;
  g_autofree float *liked = NULL, *disliked = NULL;
  double sum = 0, squares = 0;

  g_clear_pointer (&self->raw, g_free);
  if (context->catalogue->sounds != self->sounds ||
      g_hash_table_size (self->columns) > 4 * (ATT_SOUND_MAX_LIKED + ATT_SOUND_MAX_DISLIKED))
    g_hash_table_remove_all (self->columns);
  self->sounds = context->catalogue->sounds;
  self->n_sounds = n;
  if (n == 0)
    return;
  choose_examples (self, context);
  if (self->examples->len == 0)
    return;

  liked = g_new0 (float, n);
  disliked = g_new0 (float, n);
  for (guint i = 0; i < self->examples->len; i++)
    {
      const Example *example = &g_array_index (self->examples, Example, i);
      const float *column = column_of (self, row_of (context, example->item));
      const float strength = fabsf (example->strength);
      float *into = example->strength > 0 ? liked : disliked;

      for (gsize r = 0; r < n; r++)
        into[r] = MAX (into[r], strength * column[r]);
    }

  self->raw = g_steal_pointer (&liked);
  for (gsize r = 0; r < n; r++)
    {
      self->raw[r] -= disliked[r];
      sum += self->raw[r];
      squares += (double) self->raw[r] * self->raw[r];
    }
  self->mean = sum / n;
  self->deviation = sqrt (MAX (squares / n - (sum / n) * (sum / n), 0));
}

static float
sound_score (AttRecommenderBase *base, int item)
{
  const AttSound *self = (AttSound *) base;
  const int row = row_of (base->context, item);

  if (self->raw == NULL || row < 0)
    return NAN;
  if (self->deviation < 1e-6f)
    return 0.5f;
  return att_recommender_value (LOG_ODDS * (self->raw[row] - self->mean) / self->deviation);
}

/* The examples that did most to make (@sign 1) or break (-1) the judgement: the first, and the second if it did nearly
 * as much. NULL: none. */
static void
find_because (AttSound *self, int item, int sign, const Example *because[2])
{
  const AttContext *context = self->base.context;
  float best[2] = { 0, 0 };

  because[0] = because[1] = NULL;
  for (guint i = 0; i < self->examples->len; i++)
    {
      const Example *example = &g_array_index (self->examples, Example, i);
      const float *column = column_of (self, row_of (context, example->item));
      const float share = sign * example->strength * column[row_of (context, item)];
      const guint place = share > best[0] ? 0 : 1;

      if (example->item == item || share <= best[1])
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

/* how many tracks of the library are nearer to @example than @item is */
static guint
count_nearer (AttSound *self, const Example *example, int item)
{
  const float *column = column_of (self, row_of (self->base.context, example->item));
  const int row = row_of (self->base.context, item), own = row_of (self->base.context, example->item);
  guint n = 0;

  for (gsize r = 0; r < self->n_sounds; r++)
    n += (int) r != own && column[r] > column[row];
  return n;
}

/* what is true of a track that is near to one that was liked, beyond that it is */
static void
say_more (AttSound *self, int index, const Example *because, AttExplanation *out)
{
  const AttContext *context = self->base.context;
  const AttItem *item = att_catalogue_item (context->catalogue, index);
  const AttItem *liked = att_catalogue_item (context->catalogue, because->item);
  const AttTrackId because_of = liked->track->id;
  const guint n_nearer = count_nearer (self, because, index);
  const char *artist = att_track_get_artist (item->track);
  g_autofree char *other = att_words_track (context, because->item);
  g_autofree char *decade = att_words_decade (item->track->year);

  if (item->artist >= 0 && item->artist == liked->artist && *artist != '\0')
    att_explanation_say (out, because_of, _("Also by %1$s, and close by ear to “%2$s”"), artist,
                         att_track_get_title (liked->track));
  if (n_nearer == 0)
    att_explanation_say (out, because_of, _("By ear, nothing you own is closer to %s"), other);
  else if (n_nearer < NEAREST)
    att_explanation_say (out, because_of, _("By ear, among the %1$u closest to %2$s that you own"), NEAREST, other);
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
  if (context->signals->history[index].last_played_at == 0)
    att_explanation_say (out, because_of, _("New to you, and close by ear to %s"), other);
  if (decade != NULL)
    att_explanation_say (out, because_of, _("From %1$s, and by ear close to %2$s"), decade, other);
}

static void
sound_explain (AttRecommenderBase *base, int item, AttExplanation *out)
{
  AttSound *self = (AttSound *) base;
  const AttContext *context = base->context;
  const int sign = sound_score (base, item) >= 0.5f ? 1 : -1;
  const char *artist = att_track_get_artist (att_catalogue_item (context->catalogue, item)->track);
  const Example *because[2];
  g_autofree char *name = att_words_track (context, item);

  find_because (self, item, sign, because);
  for (guint i = 0; i < 2 && because[i] != NULL; i++)
    {
      g_autofree char *other = att_words_track (context, because[i]->item);
      g_autofree char *deed = att_words_deed (context, because[i]->item);

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
  sound_score,
  sound_explain,
};
