/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-queue-planner.h"

#include <math.h>

#include "att-distance.h"
#include "att-ledger.h"
#include "att-likeness.h"

/* in spreads of the scores */
#define LIKENESS 0.5
#define LUCK 0.05
#define OWED 0.8
#define DUE 2.5

/* in the unit of hearings */
#define HEARING_LUCK 0.04
#define HEARING_LIKENESS 0.18
#define HEARING_SCORE 0.1f
#define LEAST_SPREAD 0.002
#define HALF_CARE 4.0 /* picks before the one where half of them count */
#define FIRST_ALBUM_WINDOW 4 /* where artists do not come back, albums may: soundtracks hold many */
#define UNTAGGED 0.15    /* of hearings: what has no genre goes before what a change of taste can bring up as well */
#define LOOK_BACK 8      /* recent items that picks should not be like */
#define POOL_BEST 600   /* candidates that are looked at closely: the best of all, and the best of each champion */
#define POOL_CHAMPION 100
#define POOL_HEARING 100
#define MIN_RUNNING 60
#define MAX_RUNNING 1000
#define SMALL 2000       /* tracks that are all looked at */

/* lexicographic order before the first reaction */
#define FIRST_INSIDE 1e6
#define FIRST_FRESH 1e5
#define FIRST_SERVED 1e2
#define FIRST_EVIDENCE 10

typedef struct {
  int artist, album, recording;
} Windows;

typedef struct {
  const AttPlanInput *input;
  const AttCatalogue *catalogue;
  float *luck;           /* per item, in [0, 1) */
  float running;         /* the score that the best quarter has at least */
  float best;            /* that the best POOL_BEST have */
  double spread;         /* standard deviation of the scores in it */
  double care;           /* how much of that variety may cost at the next pick */
  guint n_offered;       /* items with a score */
  Windows windows;
  Windows first;         /* inside the chosen genres */
  guint artists_wanted;  /* before the first reaction: different artists by the end */

  GArray *pool;          /* of int: items */
  float *likeness;       /* per place in the pool */
  AttLikeness *like;
  gboolean pool_is_all;

  int *artist_at, *album_at, *recording_at; /* position of the last one; very negative: never */
  gboolean *used;        /* per item: in this plan */
  gboolean *artist_used; /* per artist: in this plan */
  guint n_artists_used;
  guint *group_counts;
  int position;          /* of the next pick */

  AttLedger champions, genres;
  guint since_hearing;   /* picks since the last one */
} Planner;

#define NEVER (-1000000)

static gboolean
is_offered (const AttPlanInput *input, int item)
{
  return !isnan (input->scores[item]);
}

static gboolean
is_inside (const AttPlanInput *input, int item)
{
  return input->groups != NULL && input->groups[item] >= 0;
}

/* --- what there is --- */

/* artists, albums or recordings among the items that score at least @least, or that are inside the chosen genres; more
 * than @enough are not counted */
static guint
count_different (const AttPlanInput *input, int (*number) (const AttItem *), int n_numbers, float least, gboolean inside,
                 guint enough)
{
  g_autofree gboolean *seen = g_new0 (gboolean, n_numbers + 1);
  guint n = 0;

  for (guint i = 0; i < att_catalogue_n (input->catalogue) && n < enough; i++)
    {
      const int k = number (att_catalogue_item (input->catalogue, i));

      if (k < 0 || seen[k] || !(input->scores[i] >= least) || (inside && !is_inside (input, i)))
        continue;
      seen[k] = TRUE;
      n++;
    }
  return n;
}

static void
find_running (Planner *self)
{
  const gsize n = CLAMP (self->n_offered / 4, MIN_RUNNING, MAX_RUNNING);
  g_autofree AttNumHit *hits = g_new (AttNumHit, n);
  const gsize n_hits = att_num_top_k (hits, n, self->input->scores, att_catalogue_n (self->catalogue));
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n_hits; i++)
    {
      sum += hits[i].score;
      squares += (double) hits[i].score * hits[i].score;
    }
  if (n_hits > 0)
    {
      self->running = hits[n_hits - 1].score;
      self->best = n_hits < POOL_BEST ? -G_MAXFLOAT : hits[POOL_BEST - 1].score;
      self->spread = sqrt (MAX (squares / n_hits - (sum / n_hits) * (sum / n_hits), 0));
    }
  self->spread = MAX (self->spread, LEAST_SPREAD);
}

static int artist_of (const AttItem *item) { return item->artist; }
static int album_of (const AttItem *item) { return item->album; }
static int recording_of (const AttItem *item) { return item->recording; }

static void
measure_windows (Planner *self)
{
  const AttPlanInput *input = self->input;
  const AttCatalogue *catalogue = self->catalogue;
  const guint enough = 2 * MAX (input->n, ATT_PLANNER_HORIZON); /* no window looks further */
  const int n_artists = count_different (input, artist_of, catalogue->n_artists, 0, FALSE, enough);
  const int n_recordings = count_different (input, recording_of, catalogue->n_recordings, 0, FALSE, enough);
  const int n_albums = count_different (input, album_of, catalogue->n_albums, self->running, FALSE, enough);

  self->windows.artist = MIN (ATT_PLANNER_ARTIST_WINDOW, n_artists / 2);
  self->windows.album = MIN (ATT_PLANNER_ALBUM_WINDOW, n_albums / 2);
  self->windows.recording = MIN (ATT_PLANNER_HORIZON,
                                 MAX (n_recordings / 2, MIN (n_recordings - 1, 2 * ATT_PLANNER_BATCH)));
  if (input->groups != NULL)
    {
      const int n_artists_inside = count_different (input, artist_of, catalogue->n_artists, 0, TRUE, enough);
      const int n_albums_inside = count_different (input, album_of, catalogue->n_albums, 0, TRUE, enough);

      self->artists_wanted = MIN (input->n / 2, (guint) n_artists);
      self->windows.artist = MIN (MAX (ATT_PLANNER_ARTIST_WINDOW, (int) input->n / 2), n_artists / 2);
      self->first.artist = MIN (self->windows.artist, MAX (n_artists_inside - 1, 0));
      self->first.album = MIN (FIRST_ALBUM_WINDOW, MAX (n_albums_inside - 1, 0));
    }
}

/* a share of [0, 1) that depends on the seed and the track alone: the output function of SplitMix64 */
static float
draw_luck (guint64 seed, AttTrackId id)
{
  guint64 z = (seed + 1) * 0x9e3779b97f4a7c15u + (guint64) id;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return ((z ^ (z >> 31)) >> 40) * 0x1p-24f;
}

static void
count_genres (Planner *self, int item)
{
  const guint n = att_catalogue_item (self->catalogue, item)->n_genres;

  for (guint g = 0; g < n; g++)
    att_ledger_count (&self->genres, att_catalogue_class_of (self->catalogue, item, g), 1.0 / n);
}

/* only who has something to offer has a share */
static void
measure_targets (Planner *self)
{
  const AttPlanInput *input = self->input;
  const AttCatalogue *catalogue = self->catalogue;

  g_autofree guint8 *offered = g_new0 (guint8, catalogue->genres->len + 1);

  self->champions = att_ledger_open (ATT_MAX_RECOMMENDERS);
  self->genres = att_ledger_open (catalogue->n_classes);
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    {
      const AttItemGenre *genres = att_catalogue_genres_of (catalogue, i);

      if (!is_offered (input, i))
        continue;
      if (input->champions[i] >= 0)
        self->champions.targets[input->champions[i]] = input->weights[input->champions[i]];
      for (guint g = 0; g < att_catalogue_item (catalogue, i)->n_genres; g++)
        offered[genres[g].genre] = TRUE;
    }
  for (guint g = 0; g < catalogue->genres->len; g++)
    if (offered[g])
      {
        const int cls = att_catalogue_genre (catalogue, g)->cls;

        self->genres.targets[cls] = input->appetites[cls];
      }
  att_ledger_scale (&self->champions);
  att_ledger_scale (&self->genres);

  for (gsize i = input->n_past - MIN (input->n_past, ATT_PLANNER_MEMORY); i < input->n_past; i++)
    if (input->past_champions[i] >= 0)
      att_ledger_count (&self->champions, input->past_champions[i], 1);
  for (gsize i = input->n_recent - MIN (input->n_recent, ATT_PLANNER_BATCH); i < input->n_recent; i++)
    count_genres (self, input->recent[i]);
}

/* --- candidates --- */

static void
add_likeness (Planner *self, int item)
{
  att_likeness_begin (self->like, item);
  for (guint i = 0; i < self->pool->len; i++)
    {
      const float likeness = att_likeness_of (self->like, g_array_index (self->pool, int, i));

      self->likeness[i] = MAX (self->likeness[i], likeness);
    }
}

static gboolean
needs_hearing (const AttPlanInput *input, int item)
{
  return is_offered (input, item) && !isnan (input->hearings[item]);
}

static double
hearing_value (const Planner *self, int item)
{
  return self->input->hearings[item] + HEARING_LUCK * self->luck[item] + HEARING_SCORE * self->input->scores[item] +
         (att_catalogue_item (self->catalogue, item)->n_genres == 0 ? UNTAGGED : 0);
}

static float
lucky_score (const Planner *self, int item)
{
  return self->input->scores[item] + LUCK * self->spread * self->luck[item];
}

static float
first_value (const Planner *self, int item)
{
  return FIRST_EVIDENCE * att_catalogue_item (self->catalogue, item)->evidence;
}

/* @items: to whom the @n keys belong; NULL: to all in order */
static void
add_best (Planner *self, const float *keys, const int *items, gsize n, gsize k, gboolean *in_pool)
{
  g_autofree AttNumHit *hits = g_new (AttNumHit, k);
  const gsize n_hits = att_num_top_k (hits, k, keys, n);

  for (gsize i = 0; i < n_hits; i++)
    {
      const int item = items != NULL ? items[hits[i].index] : (int) hits[i].index;

      if (!in_pool[item])
        g_array_append_val (self->pool, item);
      in_pool[item] = TRUE;
    }
}

/* the best of each champion who has a share; @keys: per item */
static void
add_champions (Planner *self, const float *keys, gboolean *in_pool)
{
  const gint8 *champions = self->input->champions;
  const guint n = att_catalogue_n (self->catalogue);
  gsize ends[ATT_MAX_RECOMMENDERS + 1] = { 0 };
  g_autofree int *items = g_new (int, n + 1); /* sorted by champion */
  g_autofree float *sorted = g_new (float, n + 1);

  for (guint i = 0; i < n; i++)
    ends[champions[i] + 1] += !isnan (keys[i]);
  for (guint k = 0, sum = 0; k <= ATT_MAX_RECOMMENDERS; k++)
    {
      const gsize n_own = ends[k];

      ends[k] = sum;
      sum += n_own;
    }
  for (guint i = 0; i < n; i++)
    if (!isnan (keys[i]))
      {
        const gsize at = ends[champions[i] + 1]++;

        items[at] = i;
        sorted[at] = keys[i];
      }
  for (guint k = 0; k < ATT_MAX_RECOMMENDERS; k++)
    if (self->champions.targets[k] > 0)
      add_best (self, sorted + ends[k], items + ends[k], ends[k + 1] - ends[k], POOL_CHAMPION, in_pool);
}

static void
fill_pool (Planner *self, gboolean all)
{
  const AttPlanInput *input = self->input;
  const guint n = att_catalogue_n (self->catalogue);

  g_array_set_size (self->pool, 0);
  self->pool_is_all = all || self->n_offered <= SMALL;
  if (self->pool_is_all)
    {
      for (guint i = 0; i < n; i++)
        if (is_offered (input, i))
          g_array_append_val (self->pool, i);
    }
  else
    {
      g_autofree float *keys = g_new (float, n);
      g_autofree gboolean *in_pool = g_new0 (gboolean, n);

      for (guint i = 0; i < n; i++)
        keys[i] = lucky_score (self, i) + (is_inside (input, i) ? 1 + first_value (self, i) : 0);
      if (input->groups == NULL)
        {
          add_champions (self, keys, in_pool);
          for (guint i = 0; i < n; i++) /* no luck is enough for these */
            keys[i] = input->scores[i] < self->best - LUCK * self->spread ? NAN : keys[i];
        }
      add_best (self, keys, NULL, n, POOL_BEST, in_pool);
      for (guint i = 0; i < n; i++)
        keys[i] = needs_hearing (input, i) ? hearing_value (self, i) : NAN;
      add_best (self, keys, NULL, n, POOL_HEARING, in_pool);
      if (input->groups != NULL) /* every chosen genre has its candidates, however many the largest has */
        for (int group = 0; group < G_MAXINT8; group++)
          {
            gboolean any = FALSE;

            for (guint i = 0; i < n; i++)
              {
                keys[i] = NAN;
                if (is_inside (input, i) && input->groups[i] == group)
                  keys[i] = lucky_score (self, i) + first_value (self, i);
                any |= !isnan (keys[i]);
              }
            if (!any)
              break;
            add_best (self, keys, NULL, n, POOL_CHAMPION, in_pool);
          }
    }

  g_free (self->likeness);
  self->likeness = g_new0 (float, self->pool->len + 1);
}

static void
mark (Planner *self, int item)
{
  const AttItem *marked = att_catalogue_item (self->catalogue, item);

  if (marked->artist >= 0)
    self->artist_at[marked->artist] = self->position;
  if (marked->album >= 0)
    self->album_at[marked->album] = self->position;
  self->recording_at[marked->recording] = self->position;
  self->position++;
}

/* --- one pick --- */

static const struct {
  int artist, album; /* at most */
} levels[] = {
  { G_MAXINT, G_MAXINT },
  { G_MAXINT, 4 },
  { 3, 2 },
  { 0, 0 },
  { 0, 0 }, /* a recording again, then: the one that was heard longest ago */
};

#define LAST_LEVEL (G_N_ELEMENTS (levels) - 1)

static Windows
loosen (const Planner *self, guint level)
{
  Windows windows = self->windows;

  windows.artist = MIN (windows.artist, levels[level].artist);
  windows.album = MIN (windows.album, levels[level].album);
  return windows;
}

static gboolean
allows (const Planner *self, const Windows *windows, int item, guint level)
{
  const AttItem *candidate = att_catalogue_item (self->catalogue, item);
  const gboolean inside = is_inside (self->input, item);
  const int artist_window = inside ? MIN (windows->artist, self->first.artist) : windows->artist;
  const int album_window = inside ? MIN (windows->album, self->first.album) : windows->album;

  if (self->used[item])
    return FALSE;
  if (candidate->artist >= 0 && self->position - self->artist_at[candidate->artist] <= artist_window)
    return FALSE;
  if (candidate->album >= 0 && self->position - self->album_at[candidate->album] <= album_window)
    return FALSE;
  return level == LAST_LEVEL ||
         self->position - self->recording_at[candidate->recording] > windows->recording;
}

static double
owed_to (const Planner *self, int item)
{
  const int champion = self->input->champions[item];

  return champion >= 0 ? OWED * att_ledger_behind (&self->champions, champion) : 0;
}

static double
due_to (const Planner *self, int item)
{
  const guint n = att_catalogue_item (self->catalogue, item)->n_genres;
  double sum = 0;

  for (guint g = 0; g < n; g++)
    sum += att_ledger_behind (&self->genres, att_catalogue_class_of (self->catalogue, item, g));
  return n > 0 ? DUE * sum / n : 0;
}

static double
value_of (const Planner *self, guint place, guint level, gboolean hearing)
{
  const AttPlanInput *input = self->input;
  const int item = g_array_index (self->pool, int, place);
  const int artist = att_catalogue_item (self->catalogue, item)->artist;
  const gboolean fresh = artist < 0 || !self->artist_used[artist];
  double value;

  if (level == LAST_LEVEL)
    return self->position - self->recording_at[att_catalogue_item (self->catalogue, item)->recording];
  if (hearing)
    value = hearing_value (self, item) - HEARING_LIKENESS * self->likeness[place];
  else
    value = lucky_score (self, item) - self->care * LIKENESS * self->likeness[place];
  if (input->groups == NULL && !hearing)
    value += self->care * (owed_to (self, item) + due_to (self, item));
  if (is_inside (input, item))
    value += FIRST_INSIDE - FIRST_SERVED * self->group_counts[input->groups[item]] + first_value (self, item);
  if (input->groups != NULL && fresh)
    value += FIRST_FRESH;
  return round (value * 1e6) / 1e6;
}

/* @hearing: among what needs one alone */
static int
find_best (const Planner *self, guint level, gboolean hearing)
{
  const Windows windows = loosen (self, level);
  const guint left = self->input->n - self->position;
  const gboolean only_fresh = level == 0 && self->n_artists_used < self->artists_wanted &&
                              left <= self->artists_wanted - self->n_artists_used;
  double best_value = -G_MAXDOUBLE;
  AttTrackId best_id = 0;
  int best = -1;

  for (guint i = 0; i < self->pool->len; i++)
    {
      const int item = g_array_index (self->pool, int, i);
      const AttItem *candidate = att_catalogue_item (self->catalogue, item);
      double value;

      if (!allows (self, &windows, item, level) || (hearing && !needs_hearing (self->input, item)))
        continue;
      if (only_fresh && candidate->artist >= 0 && self->artist_used[candidate->artist])
        continue;
      value = value_of (self, i, level, hearing);
      if (value > best_value || (value == best_value && candidate->id < best_id))
        {
          best_value = value;
          best_id = candidate->id;
          best = item;
        }
    }
  return best;
}

static void
look_at (Planner *self, gboolean all, const GArray *queue)
{
  const AttPlanInput *input = self->input;

  fill_pool (self, all);
  for (gsize i = input->n_recent - MIN (input->n_recent, LOOK_BACK); i < input->n_recent; i++)
    add_likeness (self, input->recent[i]);
  for (guint i = 0; i < queue->len; i++)
    add_likeness (self, g_array_index (queue, int, i));
}

static void
take (Planner *self, int item, GArray *queue)
{
  const AttPlanInput *input = self->input;
  const int artist = att_catalogue_item (self->catalogue, item)->artist;

  g_array_append_val (queue, item);
  self->used[item] = TRUE;
  if (artist >= 0 && !self->artist_used[artist])
    {
      self->artist_used[artist] = TRUE;
      self->n_artists_used++;
    }
  if (is_inside (input, item))
    self->group_counts[input->groups[item]]++;
  if (input->champions[item] >= 0)
    att_ledger_count (&self->champions, input->champions[item], 1);
  count_genres (self, item);
  self->since_hearing = needs_hearing (input, item) ? 0 : self->since_hearing + 1;
  mark (self, item);
  add_likeness (self, item);
}

static int *
never (int n)
{
  int *at = g_new (int, n + 1);

  for (int i = 0; i < n; i++)
    at[i] = NEVER;
  return at;
}

GArray *
att_queue_plan (const AttPlanInput *input)
{
  const AttCatalogue *catalogue = input->catalogue;
  const guint n = att_catalogue_n (catalogue);
  GArray *queue = g_array_new (FALSE, FALSE, sizeof (int));
  Planner self = { input, catalogue, .since_hearing = input->since_hearing };

  self.luck = g_new (float, n + 1);
  self.like = att_likeness_new (catalogue);
  for (guint i = 0; i < n; i++)
    {
      self.luck[i] = draw_luck (input->random_seed, att_catalogue_item (catalogue, i)->id);
      self.n_offered += is_offered (input, i);
    }
  find_running (&self);
  measure_windows (&self);
  measure_targets (&self);
  self.artist_at = never (catalogue->n_artists);
  self.album_at = never (catalogue->n_albums);
  self.recording_at = never (catalogue->n_recordings);
  self.used = g_new0 (gboolean, n + 1);
  self.artist_used = g_new0 (gboolean, catalogue->n_artists + 1);
  self.group_counts = g_new0 (guint, G_MAXINT8 + 1);
  self.pool = g_array_new (FALSE, FALSE, sizeof (int));

  self.position = -(int) input->n_recent;
  for (gsize i = 0; i < input->n_recent; i++)
    mark (&self, input->recent[i]);
  look_at (&self, FALSE, queue);

  while (queue->len < MIN (input->n, self.n_offered))
    {
      int best = -1;

      self.care = self.spread * queue->len / (queue->len + HALF_CARE);
      if (input->groups == NULL && input->hearing_every > 0 && self.since_hearing + 1 >= input->hearing_every)
        best = find_best (&self, 0, TRUE);
      if (best < 0)
        best = find_best (&self, 0, FALSE);
      if (best < 0 && !self.pool_is_all)
        {
          look_at (&self, TRUE, queue);
          best = find_best (&self, 0, FALSE);
        }
      for (guint level = 1; best < 0 && level <= LAST_LEVEL; level++)
        best = find_best (&self, level, FALSE);
      g_assert (best >= 0); /* the last level allows all that is not in this plan */
      take (&self, best, queue);
    }

  g_free (self.luck);
  att_likeness_free (self.like);
  g_free (self.likeness);
  g_free (self.artist_at);
  g_free (self.album_at);
  g_free (self.recording_at);
  g_free (self.used);
  g_free (self.artist_used);
  g_free (self.group_counts);
  g_array_unref (self.pool);
  att_ledger_close (&self.champions);
  att_ledger_close (&self.genres);
  return queue;
}
