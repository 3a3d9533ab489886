/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-catalogue.h"

#include <math.h>
#include <string.h>

#include "att-guards.h"
#include "att-recordings.h"
#include "att-text.h"
#include "att-works.h"

#define GUESS_WEIGHT 0.5f
#define UNSURE_WEIGHT 0.25f
#define MAX_GENRES 4095 /* of a track */
#define WHOLE_ALBUM_TRACKS 5 /* fewer may be a single or a few loose files */

/* what only adding needs */
struct AttFilling {
  GHashTable *by_id; /* keys are those of the tracks themselves */
  GHashTable *artists, *albums, *recordings;
  GArray *last_entries; /* of guint, per item: of playlist_entries, counted from 1; 0: none */
  GArray *n_tagged;     /* of float, per item: how often people gave it tags; 0: not told */
};

static struct AttFilling *
filling_new (void)
{
  struct AttFilling *self = g_new (struct AttFilling, 1);

  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->artists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->albums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->recordings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->last_entries = g_array_new (FALSE, TRUE, sizeof (guint));
  self->n_tagged = g_array_new (FALSE, TRUE, sizeof (float));
  return self;
}

static void
filling_free (struct AttFilling *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->artists);
  g_hash_table_unref (self->albums);
  g_hash_table_unref (self->recordings);
  g_array_unref (self->last_entries);
  g_array_unref (self->n_tagged);
  g_free (self);
}

static void
item_clear (gpointer item)
{
  g_object_unref (((AttItem *) item)->track);
}

/* the vocabulary's classes keep their numbers, and are compared once */
static void
relate_classes (AttCatalogue *self)
{
  const int n_genres = att_genres_get_n ();
  int n = 0;

  for (int i = 0; i < n_genres; i++)
    n = MAX (n, att_genres_get (i)->cls + 1);
  self->n_classes = self->n_known_classes = n;
  self->class_similarity = g_new0 (float, n * n);
  self->class_within = g_new0 (gboolean, n * n);
  for (int i = 0; i < n_genres; i++)
    {
      const AttGenre *a = att_genres_get (i);

      for (int j = 0; j < n_genres; j++)
        {
          const AttGenre *b = att_genres_get (j);
          float *similarity = &self->class_similarity[a->cls * n + b->cls];

          *similarity = MAX (*similarity, a->cls == b->cls ? 1 : att_genres_similarity (a, b));
        }
      for (const AttGenre *up = a; up != NULL; up = up->parent >= 0 ? att_genres_get (up->parent) : NULL)
        self->class_within[a->cls * n + up->cls] = TRUE;
    }
}

AttCatalogue *
att_catalogue_new (void)
{
  AttCatalogue *self = g_new0 (AttCatalogue, 1);

  self->items = g_array_new (FALSE, TRUE, sizeof (AttItem));
  g_array_set_clear_func (self->items, item_clear);
  self->item_genres = g_array_new (FALSE, FALSE, sizeof (AttItemGenre));
  self->genres = g_array_new (FALSE, FALSE, sizeof (AttCatalogueGenre));
  self->playlist_entries = g_array_new (FALSE, FALSE, sizeof (AttPlaylistEntry));
  self->playlist_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->joined = g_array_new (FALSE, FALSE, sizeof (AttJoinedItem));
  self->filling = filling_new ();
  self->genre_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  relate_classes (self);
  return self;
}

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer self)
{
  const AttTrackId x = att_catalogue_item (self, *(const guint32 *) a)->id;
  const AttTrackId y = att_catalogue_item (self, *(const guint32 *) b)->id;

  return x < y ? -1 : x > y;
}

/* no room for more; @clear: (nullable) */
static void
fit (GArray **array, GDestroyNotify clear)
{
  GArray *exact = g_array_sized_new (FALSE, FALSE, g_array_get_element_size (*array), MAX ((*array)->len, 1));

  g_array_append_vals (exact, (*array)->data, (*array)->len);
  g_array_set_clear_func (*array, NULL);
  g_array_set_clear_func (exact, clear);
  g_array_unref (*array);
  *array = exact;
}

void
att_catalogue_close (AttCatalogue *self)
{
  const guint n = att_catalogue_n (self);

  if (self->filling == NULL)
    return;
  g_clear_pointer (&self->filling, filling_free);
  fit (&self->items, item_clear);
  fit (&self->item_genres, NULL);
  self->by_id = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    self->by_id[i] = i;
  g_qsort_with_data (self->by_id, n, sizeof *self->by_id, compare_ids, self);
}

void
att_catalogue_free (AttCatalogue *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->items);
  g_array_unref (self->item_genres);
  g_array_unref (self->genres);
  g_array_unref (self->playlist_entries);
  g_array_unref (self->joined);
  g_hash_table_unref (self->playlist_names);
  g_clear_pointer (&self->filling, filling_free);
  g_free (self->by_id);
  g_hash_table_unref (self->genre_keys);
  g_hash_table_unref (self->tags);
  g_free (self->sounds);
  g_free (self->class_similarity);
  g_free (self->class_within);
  g_free (self);
}

/* the number of @key (transfer full) in @table, the next one if it is new */
static int
number_of (GHashTable *table, char *key, int *n)
{
  gpointer value;

  if (g_hash_table_lookup_extended (table, key, NULL, &value))
    {
      g_free (key);
      return GPOINTER_TO_INT (value);
    }
  g_hash_table_insert (table, key, GINT_TO_POINTER (*n));
  return (*n)++;
}

/* -1 if the tag says nothing */
static int
genre_of_tag (AttCatalogue *self, const char *tag)
{
  AttCatalogueGenre genre = { 0 };
  const AttGenre *named;
  g_autofree char *key = NULL;
  gpointer value;
  int number, n_genres;

  if (g_hash_table_lookup_extended (self->tags, tag, NULL, &value))
    return GPOINTER_TO_INT (value);

  genre.known = att_genres_lookup (tag);
  named = att_genres_lookup_name (tag);
  key = att_text_fold (named != NULL ? named->name : tag);
  if (*key == '\0')
    number = -1;
  else
    {
      n_genres = self->genres->len;
      number = number_of (self->genre_keys, g_steal_pointer (&key), &n_genres);
      if (number == (int) self->genres->len)
        {
          genre.named = named != NULL;
          genre.name = named != NULL ? named->name : g_intern_string (tag);
          genre.cls = genre.known != NULL ? genre.known->cls : self->n_classes++;
          g_array_append_val (self->genres, genre);
        }
    }
  g_hash_table_insert (self->tags, g_strdup (tag), GINT_TO_POINTER (number));
  return number;
}

/* Tracks of an album have the same genres, or the first of them: such are kept once. */
static void
share_genres (AttCatalogue *self, AttItem *item)
{
  const AttItem *before = self->items->len > 0 ? att_catalogue_item (self, self->items->len - 1) : NULL;
  const AttItemGenre *genres = (const AttItemGenre *) (gpointer) self->item_genres->data;
  gboolean same = before != NULL && before->first_genre + item->n_genres <= item->first_genre;

  for (guint g = 0; g < item->n_genres && same; g++)
    same = genres[before->first_genre + g].genre == genres[item->first_genre + g].genre &&
           genres[before->first_genre + g].weight == genres[item->first_genre + g].weight;
  if (!same)
    return;
  g_array_set_size (self->item_genres, item->first_genre);
  item->first_genre = before->first_genre;
}

static void
add_genres (AttCatalogue *self, AttItem *item, const float *weights)
{
  const float sure = att_track_has (item->track, ATT_TRACK_GENRE_UNSURE)    ? UNSURE_WEIGHT
                     : att_track_has (item->track, ATT_TRACK_GENRE_GUESSED) ? GUESS_WEIGHT
                                                                            : 1;
  const gsize n = item->track->genres != NULL ? MIN (g_strv_length (item->track->genres), MAX_GENRES) : 0;
  float most = 0, n_tagged = 0;

  for (gsize i = 0; i < n && weights != NULL; i++)
    {
      most = MAX (most, weights[i]);
      n_tagged += weights[i];
    }
  item->first_genre = self->item_genres->len;
  for (gsize i = 0; i < n; i++)
    {
      const AttItemGenre link = { genre_of_tag (self, item->track->genres[i]), most > 0 ? weights[i] / most : sure };
      gboolean there = link.genre < 0;

      for (guint j = item->first_genre; j < self->item_genres->len && !there; j++)
        {
          AttItemGenre *other = &g_array_index (self->item_genres, AttItemGenre, j);

          there = other->genre == link.genre;
          if (there)
            other->weight = MAX (other->weight, link.weight);
        }
      if (there)
        continue;
      g_array_append_val (self->item_genres, link);
      g_array_index (self->genres, AttCatalogueGenre, link.genre).n_items++;
    }
  item->n_genres = self->item_genres->len - item->first_genre;
  share_genres (self, item);
  g_array_append_val (self->filling->n_tagged, n_tagged);
}

static gboolean
is_there (AttTrack *track)
{
  return !att_track_has (track, ATT_TRACK_MISSING | ATT_TRACK_TRANSIENT);
}

int
att_catalogue_add (AttCatalogue *self, AttTrack *track)
{
  return att_catalogue_add_weighted (self, track, NULL);
}

int
att_catalogue_add_weighted (AttCatalogue *self, AttTrack *track, const float *weights)
{
  AttItem item = { .track = track, .id = track->id, .artist = -1, .album = -1, .vector = -1,
                   .there = is_there (track),
                   .speech = att_track_is_speech (track) || att_guards_is_chapter (track),
                   .christmas = att_guards_is_christmas (track) };
  g_autofree char *title = att_text_fold (track->title);
  int index = att_catalogue_find (self, track->id);

  if (index >= 0)
    return index;
  index = self->items->len;

  if (track->artist_id != 0)
    item.artist = number_of (self->filling->artists, g_strdup_printf ("#%" G_GINT64_FORMAT, track->artist_id), &self->n_artists);
  else
    {
      g_autofree char *artist = att_text_fold (track->artist != NULL ? track->artist : track->album_artist);

      if (*artist != '\0')
        item.artist = number_of (self->filling->artists, g_steal_pointer (&artist), &self->n_artists);
    }
  if (track->album_id != 0)
    item.album = number_of (self->filling->albums, g_strdup_printf ("#%" G_GINT64_FORMAT, track->album_id), &self->n_albums);
  else if (track->album != NULL && *track->album != '\0')
    {
      g_autofree char *album = att_text_fold (track->album);

      item.album = number_of (self->filling->albums, g_strdup_printf ("%d/%s", item.artist, album), &self->n_albums);
    }
  item.recording = number_of (self->filling->recordings,
                              *title != '\0' && item.artist >= 0
                              ? g_strdup_printf ("%d/%s", item.artist, title)
                              : g_strdup_printf ("#%" G_GINT64_FORMAT, track->id),
                              &self->n_recordings);
  add_genres (self, &item, weights);
  g_object_ref (track);
  g_array_append_val (self->items, item);
  g_array_set_size (self->filling->last_entries, self->items->len);
  g_hash_table_insert (self->filling->by_id, &track->id, GINT_TO_POINTER (index));
  return index;
}

int
att_catalogue_find (const AttCatalogue *self, AttTrackId track)
{
  gpointer value;
  guint low = 0, high = self->items->len;

  if (self->filling != NULL)
    return g_hash_table_lookup_extended (self->filling->by_id, &track, NULL, &value) ? GPOINTER_TO_INT (value) : -1;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      const AttTrackId id = att_catalogue_item (self, self->by_id[middle])->id;

      if (id == track)
        return self->by_id[middle];
      if (id < track)
        low = middle + 1;
      else
        high = middle;
    }
  return -1;
}

void
att_catalogue_name_playlist (AttCatalogue *self, gint64 playlist_id, const char *name)
{
  g_hash_table_insert (self->playlist_names, g_memdup2 (&playlist_id, sizeof playlist_id), g_strdup (name));
}

const char *
att_catalogue_playlist_name (const AttCatalogue *self, gint64 playlist_id)
{
  return g_hash_table_lookup (self->playlist_names, &playlist_id);
}

void
att_catalogue_add_entry (AttCatalogue *self, gint64 playlist_id, AttTrackId track)
{
  const AttPlaylistEntry entry = { playlist_id, att_catalogue_find (self, track) };
  AttItem *item;
  guint *last;

  if (entry.item < 0)
    return;
  last = &g_array_index (self->filling->last_entries, guint, entry.item);
  item = &g_array_index (self->items, AttItem, entry.item);
  if (*last > 0 && /* twice in one playlist */
      g_array_index (self->playlist_entries, AttPlaylistEntry, *last - 1).playlist_id == playlist_id)
    return;
  g_array_append_val (self->playlist_entries, entry);
  *last = self->playlist_entries->len;
  item->n_playlists += item->n_playlists < G_MAXUINT16;
}

void
att_catalogue_set_sounds (AttCatalogue *self, const AttTrackId *ids, const AttSoundCompact *sounds, gsize n)
{
  g_clear_pointer (&self->sounds, g_free);
  self->n_sounds = 0;
  for (guint i = 0; i < self->items->len; i++)
    g_array_index (self->items, AttItem, i).vector = -1;
  if (n == 0)
    return;
  self->sounds = g_new (AttSoundCompact, n);
  for (gsize i = 0; i < n; i++)
    {
      const int item = att_catalogue_find (self, ids[i]);

      if (item < 0)
        continue;
      g_array_index (self->items, AttItem, item).vector = self->n_sounds;
      self->sounds[self->n_sounds++] = sounds[i];
    }
}

typedef struct {
  int album, disc, track;
} AlbumPlace;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const AlbumPlace *x = a, *y = b;

  if (x->album != y->album)
    return x->album < y->album ? -1 : 1;
  if (x->disc != y->disc)
    return x->disc < y->disc ? -1 : 1;
  return x->track < y->track ? -1 : x->track > y->track;
}

/* Is every track of the album there? Then its tracks are numbered 1..n without a hole on each disc. */
static void
find_whole_albums (AttCatalogue *self)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (AlbumPlace));
  g_autofree gboolean *holes = g_new0 (gboolean, self->n_albums + 1);
  g_autofree int *n_tracks = g_new0 (int, self->n_albums + 1);
  AlbumPlace before = { -1, 0, 0 };

  for (guint i = 0; i < self->items->len; i++)
    {
      const AttItem *item = att_catalogue_item (self, i);
      const AlbumPlace place = { item->album, item->track->disc_number, item->track->track_number };

      if (item->album >= 0 && !att_track_has (item->track, ATT_TRACK_MISSING))
        g_array_append_val (places, place);
    }
  g_array_sort (places, compare_places);
  for (guint i = 0; i < places->len; i++)
    {
      const AlbumPlace place = g_array_index (places, AlbumPlace, i);

      if (place.album != before.album || place.disc != before.disc)
        before.track = 0;
      if (place.track > before.track + 1 || place.track <= 0)
        holes[place.album] = TRUE;
      else if (place.track == before.track + 1)
        n_tracks[place.album]++;
      before = place;
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      AttItem *item = &g_array_index (self->items, AttItem, i);

      item->whole_album = item->album >= 0 && !holes[item->album] && n_tracks[item->album] >= WHOLE_ALBUM_TRACKS;
    }
}

/* love, then stars, then playlists, then whole albums */
static void
weigh_evidence (AttItem *item)
{
  item->evidence = 0.40f * (att_track_has (item->track, ATT_TRACK_LOVED) != 0) +
                   0.35f * item->track->rating / 10.0f +
                   (item->n_playlists > 0 ? 0.10f + 0.10f * MIN (item->n_playlists, 3) / 3.0f : 0) +
                   0.05f * (item->whole_album != 0);
}

static void
find_popularity (AttCatalogue *self)
{
  const float *n_tagged = (const float *) (gpointer) self->filling->n_tagged->data;
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    if (n_tagged[i] > 0)
      {
        sum += log (n_tagged[i]);
        n++;
      }
  for (guint i = 0; i < self->items->len; i++)
    g_array_index (self->items, AttItem, i).popularity = n_tagged[i] > 0 ? log (n_tagged[i]) - sum / n : 0;
}

void
att_catalogue_finish (AttCatalogue *self)
{
  find_whole_albums (self);
  att_recordings_group (self);
  att_works_join (self);
  find_popularity (self);
  for (guint i = 0; i < self->items->len; i++)
    weigh_evidence (&g_array_index (self->items, AttItem, i));
}

void
att_catalogue_set_track (AttCatalogue *self, int item, AttTrack *track)
{
  AttItem *changed = &g_array_index (self->items, AttItem, item);

  if (self->filling != NULL)
    g_hash_table_replace (self->filling->by_id, &track->id, GINT_TO_POINTER (item));
  g_set_object (&changed->track, track);
  changed->there = is_there (track);
  weigh_evidence (changed);
}

AttJoinedItem
att_catalogue_joined (const AttCatalogue *self, int item)
{
  guint low = 0, high = self->joined->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      const AttJoinedItem *joined = &g_array_index (self->joined, AttJoinedItem, middle);

      if (joined->item == item)
        return *joined;
      if (joined->item < item)
        low = middle + 1;
      else
        high = middle;
    }
  return (AttJoinedItem) { item, -1, -1 };
}

int
att_catalogue_find_class (const AttCatalogue *self, const char *genre)
{
  const AttGenre *known = att_genres_lookup (genre);
  g_autofree char *key = NULL;
  gpointer value;

  if (known != NULL)
    return known->cls;
  key = att_text_fold (genre);
  if (g_hash_table_lookup_extended (self->genre_keys, key, NULL, &value))
    return att_catalogue_genre (self, GPOINTER_TO_INT (value))->cls;
  return -1;
}

const char *
att_catalogue_class_name (const AttCatalogue *self, int cls)
{
  const AttCatalogueGenre *best = NULL;

  for (guint i = 0; i < self->genres->len; i++)
    {
      const AttCatalogueGenre *genre = att_catalogue_genre (self, i);

      if (genre->cls == cls && (best == NULL || genre->n_items > best->n_items))
        best = genre;
    }
  return best != NULL ? best->name : NULL;
}

double
att_catalogue_class_similarity (const AttCatalogue *self, int a, int b)
{
  if (MAX (a, b) < self->n_known_classes && MIN (a, b) >= 0)
    return self->class_similarity[a * self->n_known_classes + b];
  return a == b && a >= 0 ? 1 : 0;
}

gboolean
att_catalogue_class_within (const AttCatalogue *self, int cls, int of)
{
  if (MAX (cls, of) < self->n_known_classes && MIN (cls, of) >= 0)
    return self->class_within[cls * self->n_known_classes + of];
  return cls == of && cls >= 0;
}
