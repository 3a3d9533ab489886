/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-signals.h"

#include <math.h>

#define SILENCE_S (30 * 60)
#define REPEAT_S (24 * 60 * 60)
#define FULL_SKIP_MS 20000
#define BROWSING_MS 5000
#define BROWSING_SHARE 0.1 /* of a short track, seconds are a hearing */
#define LATE_SKIP_WEIGHT 0.05
#define LISTENER_WEIGHT 1.5

enum { BANNED = 1, SKIPPED = 2, COMPLETE = 3, LOVED = 4, ON_REPEAT = 5 };

static guint64
next_past (void)
{
  static GMutex mutex;
  static guint64 last = 0;
  guint64 next;

  g_mutex_lock (&mutex);
  next = ++last;
  g_mutex_unlock (&mutex);
  return next;
}

static const AttVerdict nothing = { NAN, 0 };

static double
skip_weight (const AttEvent *event)
{
  const double half_ms = event->length_ms / 2.0;
  double weight;

  if (event->heard_ms <= FULL_SKIP_MS || half_ms <= FULL_SKIP_MS)
    return 1;
  weight = (half_ms - event->heard_ms) / (half_ms - FULL_SKIP_MS);
  return CLAMP (weight, LATE_SKIP_WEIGHT, 1);
}

static AttVerdict
read_play (AttSignals *self, const AttEvent *event, AttItemHistory *history)
{
  const gboolean skip = att_event_is_skip (event);
  const gboolean browsing = skip && event->heard_ms < BROWSING_MS &&
                            event->heard_ms < BROWSING_SHARE * event->length_ms;
  const gboolean again = event->origin == ATT_ORIGIN_LISTENER && history != NULL && history->last_complete_at > 0 &&
                         ABS (event->at - history->last_complete_at) <= REPEAT_S;
  const double weight = event->confidence * (event->origin == ATT_ORIGIN_LISTENER ? LISTENER_WEIGHT : 1);
  AttVerdict verdict = nothing;

  if (self->n_sessions == 0 || event->at - self->silent_since > SILENCE_S)
    {
      self->n_sessions++;
      self->browsing = FALSE;
    }

  if (skip && !(browsing && self->browsing))
    verdict = (AttVerdict) { SKIPPED, weight * skip_weight (event) };
  else if (!skip && (again || event->ending == ATT_ENDING_REPEATED))
    verdict = (AttVerdict) { ON_REPEAT, weight };
  else if (att_event_is_complete (event))
    verdict = (AttVerdict) { COMPLETE, weight };

  self->silent_since = MAX (self->silent_since, event->at + event->heard_ms / 1000);
  self->browsing = browsing;
  return verdict;
}

/* the love or the ban is taken back: it no longer speaks */
static void
forget (AttSignals *self, int item, double rating)
{
  for (guint i = self->reactions->len; i-- > 0;)
    {
      AttReaction *reaction = &g_array_index (self->reactions, AttReaction, i);

      if (reaction->item == item && reaction->rating == rating)
        reaction->weight = 0;
    }
  self->past = next_past ();
}

static AttVerdict
read_opinion (AttSignals *self, const AttEvent *event, AttItemHistory *history, int item)
{
  AttItemHistory none = { 0 };
  AttVerdict verdict = nothing;

  if (history == NULL)
    history = &none;
  switch (event->kind)
    {
    case ATT_EVENT_LOVE:
      if (!history->loved)
        verdict = (AttVerdict) { LOVED, 1 };
      history->loved = TRUE;
      break;

    case ATT_EVENT_BAN:
      if (!history->banned)
        verdict = (AttVerdict) { BANNED, 1 };
      history->banned = TRUE;
      break;

    case ATT_EVENT_UNLOVE:
      history->loved = FALSE;
      forget (self, item, LOVED);
      break;

    case ATT_EVENT_UNBAN:
      history->banned = FALSE;
      forget (self, item, BANNED);
      break;

    case ATT_EVENT_PLAY:
    case ATT_EVENT_UNDO:
    default:
      break;
    }
  return verdict;
}

/* until the next one is asked for */
static AttItemHistory *
get_history (AttSignals *self, int item)
{
  const AttItemHistory nothing_yet = { 0 };

  if (self->places[item] == 0)
    {
      self->places[item] = self->histories->len;
      g_array_append_val (self->histories, nothing_yet);
    }
  return &g_array_index (self->histories, AttItemHistory, self->places[item]);
}

AttVerdict
att_signals_add (AttSignals *self, const AttEvent *event)
{
  const int item = att_catalogue_find (self->catalogue, event->track_id);
  AttItemHistory *history = item >= 0 ? get_history (self, item) : NULL;
  AttVerdict verdict;

  if (event->kind != ATT_EVENT_PLAY)
    verdict = read_opinion (self, event, history, item);
  else if (event->confidence <= 0 || event->ending == ATT_ENDING_ERROR)
    return nothing;
  else
    verdict = read_play (self, event, history);

  if (history == NULL)
    return verdict;
  if (event->kind == ATT_EVENT_PLAY)
    {
      const AttPlayed played = { item, event->at };

      g_array_append_val (self->played, played);
      history->last_played_at = MAX (history->last_played_at, event->at);
      if (verdict.rating == COMPLETE || verdict.rating == ON_REPEAT)
        {
          history->last_complete_at = MAX (history->last_complete_at, event->at);
          history->n_complete++;
        }
      history->n_skip += verdict.rating == SKIPPED;
    }
  if (!isnan (verdict.rating))
    {
      const AttReaction reaction = { item, verdict.rating, verdict.weight, event->at, self->n_sessions };

      g_array_append_val (self->reactions, reaction);
    }
  return verdict;
}

/* What the library says by itself. Where the log tells of love or bans it has the last word, and the flags
 * of the track are only its result. */
static void
read_library (AttSignals *self, GPtrArray *log)
{
  const AttCatalogue *catalogue = self->catalogue;
  const guint n = att_catalogue_n (catalogue);
  g_autofree guint8 *first_love = g_new0 (guint8, n + 1), *first_ban = g_new0 (guint8, n + 1);

  for (guint i = 0; i < log->len; i++)
    {
      const AttEvent *event = g_ptr_array_index (log, i);
      const int item = att_catalogue_find (catalogue, event->track_id);

      if (item < 0)
        continue;
      if (first_love[item] == 0 && (event->kind == ATT_EVENT_LOVE || event->kind == ATT_EVENT_UNLOVE))
        first_love[item] = event->kind;
      if (first_ban[item] == 0 && (event->kind == ATT_EVENT_BAN || event->kind == ATT_EVENT_UNBAN))
        first_ban[item] = event->kind;
    }

  for (guint i = 0; i < n; i++)
    {
      AttTrack *track = att_catalogue_item (catalogue, i)->track;
      const gboolean loved = first_love[i] != 0 ? first_love[i] == ATT_EVENT_UNLOVE : att_track_has (track, ATT_TRACK_LOVED);
      const gboolean banned = first_ban[i] != 0 ? first_ban[i] == ATT_EVENT_UNBAN : att_track_has (track, ATT_TRACK_BANNED);
      AttReaction reaction = { i, NAN, 1, 0, 0 };

      if (loved || banned)
        {
          AttItemHistory *history = get_history (self, i);

          history->loved = loved;
          history->banned = banned;
        }
      if (loved)
        reaction.rating = LOVED;
      else if (banned)
        reaction.rating = BANNED;
      else if (track->rating >= 7) /* three and a half stars */
        reaction = (AttReaction) { i, COMPLETE, (track->rating - 6) / 4.0, 0, 0 };
      else if (track->rating > 0 && track->rating <= 3)
        reaction = (AttReaction) { i, SKIPPED, (4 - track->rating) / 3.0, 0, 0 };
      if (!isnan (reaction.rating))
        g_array_append_val (self->reactions, reaction);
    }
  self->n_from_library = self->reactions->len;
}

AttSignals *
att_signals_new (const AttCatalogue *catalogue, GPtrArray *log)
{
  AttSignals *self = g_new0 (AttSignals, 1);

  self->catalogue = catalogue;
  self->past = next_past ();
  self->reactions = g_array_new (FALSE, FALSE, sizeof (AttReaction));
  self->played = g_array_new (FALSE, FALSE, sizeof (AttPlayed));
  self->places = g_new0 (guint32, att_catalogue_n (catalogue) + 1);
  self->histories = g_array_new (FALSE, TRUE, sizeof (AttItemHistory));
  g_array_set_size (self->histories, 1);
  read_library (self, log);
  return self;
}

void
att_signals_free (AttSignals *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->reactions);
  g_array_unref (self->played);
  g_free (self->places);
  g_array_unref (self->histories);
  g_free (self);
}

gboolean
att_signals_is_cold (const AttSignals *self)
{
  return self->reactions->len == self->n_from_library;
}
