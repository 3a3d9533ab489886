/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-reasons.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The sentence with the least cost is said; a place further back in the list costs 1. */
#define COST_LED 2     /* each time that a first reason was put like it */
#define COST_SAID 1000 /* each time that it was said: not again while there is another */
#define DAY_S (24 * 60 * 60)

void
att_explanation_say (AttExplanation *out, AttTrackId because_of, const char *format, ...)
{
  AttSentence sentence = { NULL, format, because_of };
  va_list args;

  va_start (args, format);
  sentence.text = g_strdup_vprintf (format, args);
  va_end (args);
  g_array_append_val (out->sentences, sentence);
}

/* (nullable) */
static GDateTime *
new_date (gint64 at, GTimeZone *zone)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (at);

  return date != NULL ? g_date_time_to_timezone (date, zone) : NULL;
}

char *
att_words_when (gint64 at, gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local (); /* looks at a file: once for all three */
  g_autoptr (GDateTime) then = new_date (at, zone), today = new_date (now, zone), midnight = NULL;
  gint64 days;

  if (then == NULL || today == NULL)
    return g_strdup (_("lately"));
  if (now - at < 8 * 60 * 60 && (g_date_time_get_hour (today) >= 18 || g_date_time_get_hour (today) < 5) &&
      (g_date_time_get_hour (then) >= 17 || g_date_time_get_hour (then) < 5))
    return g_strdup (_("tonight")); /* TRANSLATORS: when a track was heard, as in "which you finished tonight" */

  midnight = g_date_time_new (zone, g_date_time_get_year (today), g_date_time_get_month (today),
                              g_date_time_get_day_of_month (today), 0, 0, 0);
  days = at >= g_date_time_to_unix (midnight) ? 0 : 1 + (g_date_time_to_unix (midnight) - at - 1) / DAY_S;
  if (days == 0)
    {
      const int hour = g_date_time_get_hour (then);

      return g_strdup (hour >= 5 && hour < 12 ? _("this morning") : _("today"));
    }
  if (days == 1)
    return g_strdup (_("yesterday"));
  if (days < 7)
    return g_strdup (_("a few days ago"));
  if (days < 30)
    return g_strdup (_("a few weeks ago"));
  /* TRANSLATORS: a month, as in "which you finished in May" (strftime) */
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    return g_date_time_format (then, _("in %B"));
  /* TRANSLATORS: a month of another year, as in "which you finished in May 2023" (strftime) */
  return g_date_time_format (then, _("in %B %Y"));
}

char *
att_words_deed (const AttContext *context, int item, gboolean liked)
{
  const AttItemHistory *history = att_signals_history (context->signals, item);
  g_autofree char *when = NULL;
  gint64 repeated_at = 0, loved_at = -1, skipped_at = 0;

  for (guint i = 0; i < context->n_seeds; i++)
    if (context->seeds[i] == item)
      return g_strdup (_("which this radio starts from"));

  for (guint i = 0; i < context->signals->reactions->len; i++)
    {
      const AttReaction *reaction = &g_array_index (context->signals->reactions, AttReaction, i);

      if (reaction->item != item)
        continue;
      if (reaction->rating == 5)
        repeated_at = reaction->at;
      else if (reaction->rating == 4)
        loved_at = reaction->at;
      else if (reaction->rating == 2)
        skipped_at = reaction->at;
    }
  /* TRANSLATORS: these clauses follow the name of a track, as in "Sounds like “So What”, which you love" */
  if (history->loved && loved_at == 0)
    return g_strdup (_("which you love"));
  if (history->loved)
    {
      when = att_words_when (loved_at, context->now);
      return g_strdup_printf (_("which you loved %s"), when);
    }
  if (repeated_at > 0)
    {
      when = att_words_when (repeated_at, context->now);
      return g_strdup_printf (_("which you played again %s"), when);
    }
  if (history->last_complete_at > 0 && (liked || history->last_complete_at >= skipped_at))
    {
      when = att_words_when (history->last_complete_at, context->now);
      return g_strdup_printf (_("which you finished %s"), when);
    }
  if (skipped_at > 0)
    {
      when = att_words_when (skipped_at, context->now);
      return g_strdup_printf (_("which you skipped %s"), when);
    }
  if (history->banned)
    return g_strdup (_("which you do not want on your radio"));
  if (att_catalogue_item (context->catalogue, item)->track->rating >= 7)
    return g_strdup (_("which you rated highly"));
  if (att_catalogue_item (context->catalogue, item)->track->rating > 0)
    return g_strdup (_("which you rated low"));
  return g_strdup_printf (_("from your %s tracks"), att_words_genre (context, item));
}

char *
att_words_track (const AttContext *context, int item)
{
  AttTrack *track = att_catalogue_item (context->catalogue, item)->track;
  const char *artist = att_track_get_artist (track);

  /* TRANSLATORS: the name of a track inside a sentence */
  if (*artist == '\0')
    return g_strdup_printf (_("“%s”"), att_track_get_title (track));
  /* TRANSLATORS: title and artist of a track inside a sentence */
  return g_strdup_printf (_("“%1$s” by %2$s"), att_track_get_title (track), artist);
}

char *
att_words_decade (int year)
{
  if (year <= 0)
    return NULL;
  /* TRANSLATORS: a decade, as in "Jazz from the 1960s" */
  return g_strdup_printf (_("the %d0s"), year / 10);
}

const char *
att_words_genre (const AttContext *context, int item)
{
  const AttItem *own = att_catalogue_item (context->catalogue, item);

  if (own->n_genres == 0 || att_track_has (own->track, ATT_TRACK_GENRE_UNSURE))
    return _("untagged");
  return att_catalogue_genre (context->catalogue, att_catalogue_genres_of (context->catalogue, item)->genre)->name;
}

gboolean
att_words_is_plain (const AttContext *context, int item, guint i)
{
  return i == 0 && !att_track_has (att_catalogue_item (context->catalogue, item)->track, ATT_TRACK_GENRE_GUESSED);
}

char *
att_words_claim (const AttContext *context, int item, guint i)
{
  const AttItem *own = att_catalogue_item (context->catalogue, item);
  const AttItemGenre *genres = att_catalogue_genres_of (context->catalogue, item);
  const char *word = att_catalogue_genre (context->catalogue, genres[i].genre)->name;
  g_autofree char *name = att_words_track (context, item);

  /* TRANSLATORS: a track and one or two genres, none of which is likely enough to be called its genre */
  if (att_track_has (own->track, ATT_TRACK_GENRE_UNSURE) && own->n_genres < 2)
    return g_strdup_printf (_("%1$s (unsure: %2$s)"), name, word);
  /* the two that a list shows, and the one that is spoken of */
  if (att_track_has (own->track, ATT_TRACK_GENRE_UNSURE))
    return g_strdup_printf (_("%1$s (unsure: %2$s or %3$s)"), name,
                            att_catalogue_genre (context->catalogue, genres[0].genre)->name,
                            att_catalogue_genre (context->catalogue, genres[MAX (i, 1)].genre)->name);

  /* TRANSLATORS: these claims about the genre of a track are followed by a clause, as in
   * "“So What” by Miles Davis is Jazz, a genre you picked" */
  if (att_words_is_plain (context, item, i))
    return g_strdup_printf (_("%1$s is %2$s"), name, word);
  if (!att_track_has (own->track, ATT_TRACK_GENRE_GUESSED))
    return g_strdup_printf (_("%1$s is also %2$s"), name, word);
  /* TRANSLATORS: the genre is a guess */
  return i == 0 ? g_strdup_printf (_("%1$s may be %2$s"), name, word)
                : g_strdup_printf (_("%1$s may also be %2$s"), name, word);
}

AttReasons *
att_reasons_new (void)
{
  AttReasons *self = g_new0 (AttReasons, 1);

  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->led = g_hash_table_new (g_str_hash, g_str_equal); /* patterns live as long as the program */
  return self;
}

void
att_reasons_free (AttReasons *self)
{
  g_hash_table_unref (self->said);
  g_hash_table_unref (self->led);
  g_free (self);
}

static guint
times (GHashTable *table, const char *text)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, text));
}

static void
sentence_clear (gpointer sentence)
{
  g_free (((AttSentence *) sentence)->text);
}

/* how far a term is from saying nothing: what speaks for the track is above 0 */
static double
get_push (double weight, double value)
{
  return weight * (value - 0.5);
}

/* @leads: it speaks most for its pick, and is what lists show */
static AttReason *
tell (AttReasons *self, AttRecommenderBase *recommender, int item, double value, double weight, gboolean leads,
      gboolean *from_log)
{
  AttExplanation explanation = { g_array_new (FALSE, FALSE, sizeof (AttSentence)), FALSE };
  const AttSentence *best = NULL;
  guint least = G_MAXUINT;
  AttReason *reason;

  g_array_set_clear_func (explanation.sentences, sentence_clear);
  recommender->cls->explain (recommender, item, &explanation);
  g_assert (explanation.sentences->len > 0);
  for (guint i = 0; i < explanation.sentences->len; i++)
    {
      const AttSentence *sentence = &g_array_index (explanation.sentences, AttSentence, i);

      const guint cost = i + COST_SAID * times (self->said, sentence->text) +
                         (leads ? COST_LED * times (self->led, sentence->pattern) : 0);

      if (cost < least)
        {
          least = cost;
          best = sentence;
        }
    }
  g_hash_table_insert (self->said, g_strdup (best->text), GUINT_TO_POINTER (times (self->said, best->text) + 1));
  if (leads)
    g_hash_table_insert (self->led, (gpointer) best->pattern, GUINT_TO_POINTER (times (self->led, best->pattern) + 1));
  *from_log = explanation.from_log;
  reason = att_reason_new (recommender->cls->number, weight, value, best->because_of, best->text);
  g_array_unref (explanation.sentences);
  return reason;
}

static int
compare_pushes (gconstpointer a, gconstpointer b)
{
  const AttReason *x = *(AttReason *const *) a, *y = *(AttReason *const *) b;
  const double difference = get_push (x->weight, x->value) - get_push (y->weight, y->value);

  if (difference != 0)
    return difference > 0 ? -1 : 1;
  return (int) x->recommender - (int) y->recommender;
}

static AttEvidence
judge_evidence (GPtrArray *reasons, const gboolean *moved)
{
  const AttReason *first = g_ptr_array_index (reasons, 0);
  double listening = 0;

  if (first->recommender != ATT_RECOMMENDER_SOUND)
    return moved[first->recommender] ? ATT_EVIDENCE_LISTENING : ATT_EVIDENCE_TAGS;
  for (guint i = 1; i < reasons->len; i++)
    {
      const AttReason *reason = g_ptr_array_index (reasons, i);

      if (moved[reason->recommender])
        listening += get_push (reason->weight, reason->value);
    }
  return listening > get_push (first->weight, first->value) ? ATT_EVIDENCE_LISTENING : ATT_EVIDENCE_EAR;
}

GPtrArray *
att_reasons_tell (AttReasons *self, AttRecommenderBase *const *recommenders, int item,
                  const float *scores, const double *weights, AttEvidence *evidence)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  gboolean moved[ATT_MAX_RECOMMENDERS] = { FALSE };
  int first = -1; /* as compare_pushes() will have it */

  for (int k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (!isnan (scores[k]) &&
        (first < 0 || get_push (weights[k], scores[k]) > get_push (weights[first], scores[first])))
      first = k;
  for (guint i = 0; recommenders[i] != NULL; i++)
    {
      const AttRecommender number = recommenders[i]->cls->number;

      if (!isnan (scores[number]))
        g_ptr_array_add (reasons, tell (self, recommenders[i], item, scores[number], weights[number],
                                        (int) number == first, &moved[number]));
    }
  g_ptr_array_sort (reasons, compare_pushes);

  *evidence = reasons->len > 0 ? judge_evidence (reasons, moved) : ATT_EVIDENCE_TAGS;
  return reasons;
}

void
att_reasons_tell_next (AttReason *reason, AttTrack *before)
{
  g_free (reason->text);
  reason->because_of = before->id;
  if (before->work != NULL && *before->work != '\0')
    /* TRANSLATORS: a work of several movements, and the title of one of them */
    reason->text = g_strdup_printf (_("The next movement of “%1$s”, after “%2$s”"), before->work,
                                    att_track_get_title (before));
  else
    /* TRANSLATORS: the title of a track */
    reason->text = g_strdup_printf (_("“%s” goes over into this one"), att_track_get_title (before));
}
