/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-work.h"

#include <stdlib.h>
#include <string.h>

#include "att-text.h"

#define SHORTEST_NAME 3 /* letters of a name that titles have in common */

G_DEFINE_FINAL_TYPE (AttPerformance, att_performance, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (AttWork, att_work, G_TYPE_OBJECT)

static void
att_performance_finalize (GObject *object)
{
  AttPerformance *self = ATT_PERFORMANCE (object);

  g_free (self->performers);
  g_ptr_array_unref (self->tracks);
  g_ptr_array_unref (self->movements);
  G_OBJECT_CLASS (att_performance_parent_class)->finalize (object);
}

static void
att_performance_class_init (AttPerformanceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_performance_finalize;
}

static void
att_performance_init (AttPerformance *self)
{
  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
  self->movements = g_ptr_array_new_with_free_func (g_free);
}

static void
att_work_finalize (GObject *object)
{
  AttWork *self = ATT_WORK (object);

  g_free (self->title);
  g_free (self->key);
  g_ptr_array_unref (self->performances);
  G_OBJECT_CLASS (att_work_parent_class)->finalize (object);
}

static void
att_work_class_init (AttWorkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_work_finalize;
}

static void
att_work_init (AttWork *self)
{
  self->performances = g_ptr_array_new_with_free_func (g_object_unref);
}

void
att_composed_free (AttComposed *self)
{
  g_free (self->composer);
  g_ptr_array_unref (self->works);
  g_ptr_array_unref (self->others);
  g_free (self);
}

/* --- names --- */

static const char *const roman[] = { "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII" };

static int
read_number (const char *text)
{
  if (g_ascii_isdigit (*text))
    return MIN (g_ascii_strtoull (text, NULL, 10), G_MAXINT16);
  for (guint i = 1; i < G_N_ELEMENTS (roman); i++)
    if (g_ascii_strcasecmp (text, roman[i]) == 0)
      return i;
  return 0;
}

/* @rest (out) (nullable): where in @title the number stands, if it is one that comes after a colon or a dash; else NULL */
static int
find_part (const char *title, char **piece, const char **rest)
{
  static GRegex *regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *by_word = NULL, *by_place = NULL;
  int start = -1;

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex, g_regex_new ("^(.*?)[\\s,:;(\\[-]*(?:\\b(?:part|pt\\.?|teil|parte|partie|mvt\\.?|movement)\\s*"
                                            "(\\d+|[ivx]+)\\b|[:-]\\s*(\\d+|[ivx]+)\\.\\s)",
                                            G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
  if (title == NULL || !g_regex_match (regex, title, 0, &match))
    return 0;
  by_word = g_match_info_fetch (match, 2);
  by_place = g_match_info_fetch (match, 3);
  *piece = g_match_info_fetch (match, 1);
  g_match_info_fetch_pos (match, 3, &start, NULL);
  if (rest != NULL)
    *rest = start >= 0 ? title + start : NULL;
  return read_number (by_place != NULL && *by_place != '\0' ? by_place : by_word);
}

int
att_work_read_part (const char *title, char **piece)
{
  g_autofree char *name = NULL;
  const int number = find_part (title, &name, NULL);

  if (number > 0)
    *piece = g_steal_pointer (&name);
  return number;
}

/* (transfer full) */
static char *
without_movement (const char *work)
{
  g_autofree char *name = NULL;
  const char *rest = NULL;

  if (find_part (work, &name, &rest) > 0 && rest != NULL && *name != '\0')
    return g_steal_pointer (&name);
  return g_strdup (work);
}

char *
att_work_dup_key (const char *work)
{
  g_autofree char *name = without_movement (work);

  return att_text_fold (name);
}

/* What stands before the colon, if there is a number in it: "Suite No. 1 in G, BWV 1007". (transfer full) (nullable) */
static char *
read_beginning (const char *title)
{
  const char *colon = title != NULL ? strstr (title, ": ") : NULL;

  for (const char *p = title; colon != NULL && p < colon; p++)
    if (g_ascii_isdigit (*p))
      return g_strndup (title, colon - title);
  return NULL;
}

/* what @title says beside the work of @key: "II. Andante" */
static char *
dup_movement (const AttTrack *track, const char *key)
{
  const char *title = att_track_get_title ((AttTrack *) track), *rest = NULL;
  g_autofree char *piece = NULL, *whole = att_text_fold (title), *number = NULL, *folded = NULL;

  if (find_part (title, &piece, &rest) > 0 && rest != NULL)
    {
      folded = att_text_fold (piece);
      if (g_str_has_prefix (folded, key))
        return g_strdup (rest);
    }
  for (const char *p = title; g_str_has_prefix (whole, key) && (p = strpbrk (p, ":-,")) != NULL; p++)
    {
      g_autofree char *before = g_strndup (title, p - title), *before_key = att_text_fold (before);

      if (g_str_equal (before_key, key) && p[1] == ' ')
        return g_strstrip (g_strdup (p + 1));
    }
  if (track->movement_number > 0 && track->movement_number < (int) G_N_ELEMENTS (roman) &&
      !g_str_has_prefix (whole, key) && !g_ascii_isdigit (*title))
    {
      const char *dot = strstr (title, ". ");

      number = dot != NULL ? g_strndup (title, dot - title) : NULL;
      if (number == NULL || read_number (number) == 0)
        return g_strdup_printf ("%s. %s", roman[track->movement_number], title);
    }
  return g_strdup (title);
}

/* --- which tracks are one work --- */

typedef struct {
  AttTrack *track;
  const char *performers;
  char *name; /* of its work; NULL: of none */
} Piece;

static void
piece_clear (gpointer data)
{
  g_free (((Piece *) data)->name);
}

static int
compare_pieces (gconstpointer a, gconstpointer b)
{
  const AttTrack *x = ((const Piece *) a)->track, *y = ((const Piece *) b)->track;

  if (x->album_id != y->album_id)
    return x->album_id < y->album_id ? -1 : 1;
  if (x->album_id == 0 && g_strcmp0 (x->artist, y->artist) != 0)
    return g_strcmp0 (x->artist, y->artist);
  if (x->disc_number != y->disc_number)
    return x->disc_number < y->disc_number ? -1 : 1;
  if (x->track_number != y->track_number)
    return x->track_number < y->track_number ? -1 : 1;
  if (x->movement_number != y->movement_number)
    return x->movement_number < y->movement_number ? -1 : 1;
  return g_strcmp0 (x->title, y->title);
}

static gboolean
are_successive (const AttTrack *x, const AttTrack *y)
{
  return x->album_id != 0 && x->album_id == y->album_id && x->disc_number == y->disc_number && x->track_number > 0 &&
         y->track_number == x->track_number + 1;
}

/* the name that the titles of two successive tracks give to what both are of; (transfer full) (nullable) */
static char *
read_common (const AttTrack *x, const AttTrack *y)
{
  g_autofree char *a = NULL, *b = NULL, *key_a = NULL, *key_b = NULL;
  const int part = att_work_read_part (x->title, &a);

  if (part == 0 || att_work_read_part (y->title, &b) != part + 1)
    {
      g_free (a);
      g_free (b);
      a = read_beginning (x->title);
      b = read_beginning (y->title);
    }
  if (a == NULL || b == NULL)
    return NULL;
  key_a = att_text_fold (a);
  key_b = att_text_fold (b);
  return g_str_equal (key_a, key_b) && g_utf8_strlen (key_a, -1) >= SHORTEST_NAME ? g_steal_pointer (&a) : NULL;
}

static void
name_pieces (GArray *pieces)
{
  for (guint i = 0; i < pieces->len; i++)
    {
      Piece *piece = &g_array_index (pieces, Piece, i);

      if (piece->track->work != NULL)
        piece->name = without_movement (piece->track->work);
    }
  for (guint i = 0; i + 1 < pieces->len; i++)
    {
      Piece *piece = &g_array_index (pieces, Piece, i), *next = piece + 1;
      g_autofree char *name = NULL;

      if (piece->track->work != NULL || next->track->work != NULL || !are_successive (piece->track, next->track))
        continue;
      name = read_common (piece->track, next->track);
      if (name == NULL)
        continue;
      if (piece->name == NULL)
        piece->name = g_strdup (name);
      g_free (next->name);
      next->name = g_steal_pointer (&name);
    }
}

/* --- the lists --- */

/* begins again: another performance on the same album */
static gboolean
starts_over (const AttPerformance *performance, const AttTrack *track)
{
  const AttTrack *last = g_ptr_array_index (performance->tracks, performance->tracks->len - 1);

  if (last->album_id != track->album_id || (track->album_id == 0 && g_strcmp0 (last->artist, track->artist) != 0))
    return TRUE;
  return track->movement_number > 0 && last->movement_number > 0 && track->movement_number <= last->movement_number;
}

static void
add_piece (AttWork *work, AttPerformance **last, const Piece *piece)
{
  AttTrack *track = piece->track;

  if (*last == NULL || starts_over (*last, track))
    {
      *last = g_object_new (ATT_TYPE_PERFORMANCE, NULL);
      (*last)->performers = g_strdup (piece->performers);
      g_ptr_array_add (work->performances, *last);
    }
  g_ptr_array_add ((*last)->tracks, g_object_ref (track));
  g_ptr_array_add ((*last)->movements, dup_movement (track, work->key));
  (*last)->duration_ms += MAX (track->duration_ms, 0);
}

static int
compare_performances (gconstpointer a, gconstpointer b)
{
  const AttPerformance *x = *(AttPerformance *const *) a, *y = *(AttPerformance *const *) b;
  const AttTrack *first = g_ptr_array_index (x->tracks, 0), *other = g_ptr_array_index (y->tracks, 0);

  if (first->year != other->year)
    return first->year == 0 || (other->year != 0 && first->year > other->year) ? 1 : -1;
  return (first->album_id > other->album_id) - (first->album_id < other->album_id);
}

typedef struct {
  gpointer object;
  char *key;
} Sorted;

static int
compare_sorted (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Sorted *) a)->key, ((const Sorted *) b)->key);
}

/* "No. 9" before "No. 10" */
static void
sort_by_title (GPtrArray *objects)
{
  g_autofree Sorted *sorted = g_new (Sorted, objects->len + 1);

  for (guint i = 0; i < objects->len; i++)
    {
      gpointer object = g_ptr_array_index (objects, i);
      const char *title = ATT_IS_WORK (object) ? ATT_WORK (object)->title : att_track_get_title (object);
      g_autofree char *lower = g_utf8_strdown (title, -1);

      sorted[i] = (Sorted){ object, g_utf8_collate_key_for_filename (lower, -1) };
    }
  qsort (sorted, objects->len, sizeof *sorted, compare_sorted);
  for (guint i = 0; i < objects->len; i++)
    {
      objects->pdata[i] = sorted[i].object;
      g_free (sorted[i].key);
    }
}

AttComposed *
att_works_group (GPtrArray *tracks, const char *const *performers)
{
  AttComposed *composed = g_new0 (AttComposed, 1);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal); /* key -> AttWork, both of composed->works */
  g_autoptr (GArray) pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  AttPerformance *last = NULL;
  AttWork *last_work = NULL;

  composed->works = g_ptr_array_new_with_free_func (g_object_unref);
  composed->others = g_ptr_array_new_with_free_func (g_object_unref);
  g_array_set_clear_func (pieces, piece_clear);
  for (guint i = 0; i < tracks->len; i++)
    {
      const Piece piece = { g_ptr_array_index (tracks, i), performers[i], NULL };

      g_array_append_val (pieces, piece);
    }
  g_array_sort (pieces, compare_pieces);
  name_pieces (pieces);
  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);
      g_autofree char *key = att_text_fold (piece->name);
      AttWork *work;

      if (*key == '\0')
        {
          g_ptr_array_add (composed->others, g_object_ref (piece->track));
          last_work = NULL;
          continue;
        }
      work = g_hash_table_lookup (known, key);
      if (work == NULL)
        {
          work = g_object_new (ATT_TYPE_WORK, NULL);
          work->title = g_strdup (piece->name);
          work->key = g_steal_pointer (&key);
          g_ptr_array_add (composed->works, work);
          g_hash_table_insert (known, work->key, work);
        }
      if (work != last_work)
        last = NULL;
      add_piece (work, &last, piece);
      last_work = work;
    }
  for (guint i = 0; i < composed->works->len; i++)
    g_ptr_array_sort (((AttWork *) g_ptr_array_index (composed->works, i))->performances, compare_performances);
  sort_by_title (composed->works);
  sort_by_title (composed->others);
  return composed;
}
