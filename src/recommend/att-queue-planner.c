/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-queue-planner-private.h"

#include "att-distance.h"

/* in spreads of the scores */
#define LIKENESS 0.5
#define OWED 0.8
#define DUE 2.5

/* in the unit of hearings */
#define HEARING_LIKENESS 0.18
#define LEAST_SPREAD 0.002
#define HALF_CARE 4.0 /* picks before the one where half of them count */
#define FIRST_ALBUM_WINDOW 4 /* where artists do not come back, albums may: soundtracks hold many */
#define LOOK_BACK 8      /* recent items that picks should not be like */
#define MIN_RUNNING 60
#define MAX_RUNNING 500

/* lexicographic order before the first reaction */
#define FIRST_INSIDE 1e6
#define FIRST_FRESH 1e5
#define FIRST_SERVED 1e2

#define NEVER (-1000000)

/* --- what there is --- */

/* artists, albums or recordings among the items that score at least @least, or that are inside the chosen genres; more
 * than @enough are not counted */
static guint
count_different (const AttPlanInput *input, int (*number) (const AttItem *), int n_numbers, float least, gboolean inside,
                 guint enough)
{
  g_autofree guint8 *seen = g_new0 (guint8, n_numbers + 1);
  guint n = 0;

  for (guint i = 0; i < att_catalogue_n (input->catalogue) && n < enough; i++)
    {
      const int k = number (att_catalogue_item (input->catalogue, i));

      if (k < 0 || seen[k] || !(input->scores[i] >= least) || (inside && !att_plan_is_inside (input, i)))
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

      if (!att_plan_is_offered (input, i))
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

static void
mark (Planner *self, int item, gboolean follows)
{
  const AttItem *marked = att_catalogue_item (self->catalogue, item);

  self->position -= follows;
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
  const gboolean inside = att_plan_is_inside (self->input, item);
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
    value = att_plan_hearing_value (self, item) - HEARING_LIKENESS * self->likeness[place];
  else
    value = att_plan_lucky_score (self, item) - self->care * LIKENESS * self->likeness[place];
  if (input->groups == NULL && !hearing)
    value += self->care * (owed_to (self, item) + due_to (self, item));
  if (att_plan_is_inside (input, item))
    value += FIRST_INSIDE - FIRST_SERVED * self->group_counts[input->groups[item]] + att_plan_first_value (self, item);
  if (input->groups != NULL && fresh)
    value += FIRST_FRESH;
  return round (value * 1e6) / 1e6;
}

/* @hearing: among what needs one alone */
static int
find_best (const Planner *self, guint level, gboolean hearing)
{
  const Windows windows = loosen (self, level);
  const guint left = self->input->n - (self->position - self->begun);
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

      if (!allows (self, &windows, item, level) || (hearing && !att_plan_needs_hearing (self->input, item)))
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

  att_queue_pool_fill (self, all);
  for (gsize i = input->n_recent - MIN (input->n_recent, LOOK_BACK); i < input->n_recent; i++)
    add_likeness (self, input->recent[i]);
  for (guint i = 0; i < queue->len; i++)
    add_likeness (self, g_array_index (queue, int, i));
}

/* @follows: it belongs to the last one, and both count as one */
static void
take (Planner *self, int item, gboolean follows, GArray *queue)
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
  mark (self, item, follows);
  add_likeness (self, item);
  if (follows)
    return;
  if (att_plan_is_inside (input, item))
    self->group_counts[input->groups[item]]++;
  if (input->champions[item] >= 0)
    att_ledger_count (&self->champions, input->champions[item], 1);
  count_genres (self, item);
  self->since_hearing = att_plan_needs_hearing (input, item) ? 0 : self->since_hearing + 1;
}

static gboolean
may_follow (const Planner *self, int item)
{
  return item >= 0 && att_plan_is_offered (self->input, item) && !self->used[item] &&
         self->position - self->recording_at[att_catalogue_item (self->catalogue, item)->recording] >
         self->windows.recording;
}

/* all that belongs after @item, as far as there is room */
static void
take_rest (Planner *self, int item, GArray *queue)
{
  while (may_follow (self, item = att_catalogue_joined (self->catalogue, item).next) && queue->len < self->input->n)
    take (self, item, TRUE, queue);
}

/* @item and what belongs before and after it, from its beginning */
static void
take_piece (Planner *self, int item, GArray *queue)
{
  while (may_follow (self, att_catalogue_joined (self->catalogue, item).previous))
    item = att_catalogue_joined (self->catalogue, item).previous;
  take (self, item, FALSE, queue);
  take_rest (self, item, queue);
}

static int *
never (int n)
{
  int *at = g_new (int, n + 1);

  for (int i = 0; i < n; i++)
    at[i] = NEVER;
  return at;
}

static gboolean
follows (const AttCatalogue *catalogue, int before, int item)
{
  return att_catalogue_joined (catalogue, before).next == item;
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
      self.n_offered += att_plan_is_offered (input, i);
    }
  find_running (&self);
  measure_windows (&self);
  measure_targets (&self);
  self.artist_at = never (catalogue->n_artists);
  self.album_at = never (catalogue->n_albums);
  self.recording_at = never (catalogue->n_recordings);
  self.used = g_new0 (guint8, n + 1);
  self.artist_used = g_new0 (guint8, catalogue->n_artists + 1);
  self.group_counts = g_new0 (guint, G_MAXINT8 + 1);
  self.pool = g_array_new (FALSE, FALSE, sizeof (int));

  for (gsize i = 0; i < input->n_recent; i++)
    mark (&self, input->recent[i], i > 0 && follows (catalogue, input->recent[i - 1], input->recent[i]));
  self.begun = self.position;
  look_at (&self, FALSE, queue);
  if (input->goes_on && input->n_recent > 0)
    take_rest (&self, input->recent[input->n_recent - 1], queue);

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
      take_piece (&self, best, queue);
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
