/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists of tracks: which ids, in which order (narrow rows for SQLite to sort),
 * then the whole rows by id.
 */
#include "config.h"

#include "att-store-tracks.h"

#include "att-store-private.h"
#include "att-text.h"

#include <string.h>

#define MAX_RUN 2048 /* rows between two looks at the cancellable */
#define MAX_GAP 8    /* rows that are rather read and dropped than jumped over */
#define MAX_GENRES 64

/* --- rows --- */

#define TRACK_COLUMNS \
  "t.id, t.uri, t.missing, t.title, t.artist, t.album, t.album_artist, t.composer, t.label, t.work, t.artist_id, " \
  "t.album_id, t.duration_ms, t.year, t.track_number, t.disc_number, t.compilation, t.audio_type, t.rating, " \
  "t.rg_track_gain_db, t.rg_track_peak, t.rg_album_gain_db, t.rg_album_peak, t.date_added_at, t.loved, t.banned, " \
  "t.n_plays, t.last_played_at, t.language, t.country, t.movement_number"

static AttTrack *
read_track (AttStmt *stmt)
{
  AttTrack *track = att_track_new ();

  track->id = att_stmt_get_int (stmt, 0);
  att_track_set_string (&track->uri, att_stmt_get_text (stmt, 1), FALSE);
  track->flags = (att_stmt_get_int (stmt, 2) != 0 ? ATT_TRACK_MISSING : 0) |
                 (att_stmt_get_int (stmt, 16) != 0 ? ATT_TRACK_COMPILATION : 0) |
                 (att_stmt_get_int (stmt, 24) != 0 ? ATT_TRACK_LOVED : 0) |
                 (att_stmt_get_int (stmt, 25) != 0 ? ATT_TRACK_BANNED : 0);
  att_track_set_string (&track->title, att_stmt_get_text (stmt, 3), FALSE);
  att_track_set_string (&track->artist, att_stmt_get_text (stmt, 4), TRUE);
  att_track_set_string (&track->album, att_stmt_get_text (stmt, 5), TRUE);
  att_track_set_string (&track->album_artist, att_stmt_get_text (stmt, 6), TRUE);
  att_track_set_string (&track->composer, att_stmt_get_text (stmt, 7), TRUE);
  att_track_set_string (&track->label, att_stmt_get_text (stmt, 8), TRUE);
  att_track_set_string (&track->work, att_stmt_get_text (stmt, 9), TRUE);
  track->artist_id = att_stmt_get_int (stmt, 10);
  track->album_id = att_stmt_get_int (stmt, 11);
  track->duration_ms = att_stmt_get_int (stmt, 12);
  track->year = att_stmt_get_int (stmt, 13);
  track->track_number = att_stmt_get_int (stmt, 14);
  track->disc_number = att_stmt_get_int (stmt, 15);
  track->audio_type = att_stmt_get_int (stmt, 17);
  track->rating = att_stmt_get_int (stmt, 18);
  track->rg_track_gain_db = att_stmt_get_double (stmt, 19);
  track->rg_track_peak = att_stmt_get_double (stmt, 20);
  track->rg_album_gain_db = att_stmt_get_double (stmt, 21);
  track->rg_album_peak = att_stmt_get_double (stmt, 22);
  track->date_added_at = att_stmt_get_int (stmt, 23);
  track->n_plays = att_stmt_get_int (stmt, 26);
  track->last_played_at = att_stmt_get_int (stmt, 27);
  att_track_set_string (&track->language, att_stmt_get_text (stmt, 28), TRUE);
  att_track_set_string (&track->country, att_stmt_get_text (stmt, 29), TRUE);
  track->movement_number = att_stmt_get_int (stmt, 30);
  return track;
}

typedef struct { AttTrackId id; gsize slot; } Wanted;

static int
compare_wanted (gconstpointer a, gconstpointer b)
{
  const Wanted *x = a, *y = b;

  return (x->id > y->id) - (x->id < y->id);
}

static AttStmt *
prepare_range (AttDb *db, const char *sql, const Wanted *first, const Wanted *last)
{
  AttStmt *stmt = att_db_prepare (db, sql);

  att_stmt_int (stmt, first->id);
  att_stmt_int (stmt, last->id);
  return stmt;
}

/* steps to the next row whose first column is @id, or past it; TRUE if it is there. *@more: the statement has a row */
static gboolean
advance (AttStmt *stmt, AttTrackId id, gboolean *more)
{
  while (*more && att_stmt_get_int (stmt, 0) < id)
    *more = att_stmt_step (stmt);
  return *more && att_stmt_get_int (stmt, 0) == id;
}

static void
read_genres (AttStmt *stmt, AttTrack *track, AttGenreMap *map, gboolean *more)
{
  const char *names[MAX_GENRES];
  gboolean unsure = FALSE, guessed = FALSE;
  gsize n = 0;

  for (; advance (stmt, track->id, more); *more = att_stmt_step (stmt))
    {
      const char *name = att_genre_map_get_name (map, att_stmt_get_int (stmt, 1));
      const gboolean shown = att_stmt_get_int (stmt, 3) != 0;
      gboolean twice = FALSE;

      if (unsure && shown) /* what was guessed counts for nothing */
        n = 0;
      else if (!shown && n > 0 && !unsure)
        continue;
      unsure = !shown;
      guessed = att_stmt_get_int (stmt, 2) == ATT_GENRE_GUESS;
      for (gsize i = 0; i < n && !twice; i++)
        twice = names[i] == name; /* two spellings; names are interned */
      if (!twice && n < G_N_ELEMENTS (names))
        names[n++] = name;
    }
  if (guessed)
    track->flags |= ATT_TRACK_GENRE_GUESSED;
  if (unsure)
    track->flags |= ATT_TRACK_GENRE_UNSURE;
  att_track_set_genres (track, names, n);
}

/* A run of ids that lie close together, ascending: three walks side by side through the tracks, their genres and which
 * of them have features. */
static void
read_run (AttDb *db, const Wanted *first, const Wanted *last, gint64 version, AttGenreMap *map, AttTrack **found)
{
  AttStmt *rows, *genres, *features;
  gboolean more_genres, more_features;

  rows =
    prepare_range (db, "SELECT " TRACK_COLUMNS " FROM tracks t WHERE t.id BETWEEN ? AND ? ORDER BY t.id", first, last);
  genres = prepare_range (db, "SELECT track_id, genre_id, source, shown FROM track_genres WHERE track_id BETWEEN ? AND ?"
                              " AND (shown OR source = 2) ORDER BY track_id, source, position", first, last);
  features = prepare_range (db, "SELECT track_id FROM features WHERE track_id BETWEEN ? AND ? AND version = ?"
                                " ORDER BY track_id", first, last);
  att_stmt_int (features, version);
  more_genres = att_stmt_step (genres);
  more_features = att_stmt_step (features);

  while (att_stmt_step (rows))
    {
      AttTrackId id = att_stmt_get_int (rows, 0);
      AttTrack *track;

      while (first < last && first->id < id)
        first++;
      if (first->id != id)
        continue;
      track = found[first->slot] = read_track (rows);
      read_genres (genres, track, map, &more_genres);
      if (advance (features, id, &more_features))
        track->flags |= ATT_TRACK_ANALYZED;
    }
  att_stmt_reset (genres);
  att_stmt_reset (features);
}

GPtrArray *
att_store_read_tracks (AttDb *db, const AttTrackId *ids, gsize n, GCancellable *cancellable)
{
  GPtrArray *tracks = g_ptr_array_new_full (n, g_object_unref);
  g_autofree Wanted *wanted = g_new (Wanted, n + 1);
  g_autofree AttTrack **found = g_new0 (AttTrack *, n + 1);
  AttGenreMap *map = att_genre_map_get (db);
  const gint64 version = att_db_get_int64 (db, "SELECT max(version) FROM features");

  /* in the order of the file */
  for (gsize i = 0; i < n; i++)
    wanted[i] = (Wanted){ ids[i], i };
  qsort (wanted, n, sizeof *wanted, compare_wanted);

  for (gsize from = 0, to; from < n && !att_db_has_failed (db); from = to)
    {
      GError *cancelled = NULL;

      for (to = from + 1; to < n && to - from < MAX_RUN && wanted[to].id - wanted[to - 1].id <= MAX_GAP; to++)
        ;
      read_run (db, &wanted[from], &wanted[to - 1], version, map, found);
      if (g_cancellable_set_error_if_cancelled (cancellable, &cancelled))
        att_db_take_error (db, cancelled);
    }
  for (gsize i = 1; i < n; i++) /* asked for twice */
    if (wanted[i].id == wanted[i - 1].id)
      g_set_object (&found[wanted[i].slot], found[wanted[i - 1].slot]);

  for (gsize i = 0; i < n; i++)
    if (found[i] != NULL)
      g_ptr_array_add (tracks, found[i]);
  return tracks;
}

/* --- which, in which order --- */

typedef struct {
  GString *sql;
  GPtrArray *texts; /* bound to ?1, ?2 … */
} Select;

static guint
add_text (Select *select, char *text)
{
  g_ptr_array_add (select->texts, text);
  return select->texts->len;
}

/* Every word is found in the texts of the track or in the name of one of its genres. What has no letter or digit at
 * all ("!!!", "%") is looked for as it is. */
static void
add_search (Select *select, const char *text, AttGenreMap *map)
{
  g_auto (GStrv) words = att_text_words (text);
  g_autofree char *raw = g_strstrip (g_strdup (text));

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *genre_ids = att_genre_map_search_ids (map, words[i]);

      g_string_append_printf (select->sql, " AND (instr (t.search_text, ?%u)", add_text (select, g_strdup (words[i])));
      if (*genre_ids != '\0')
        g_string_append_printf (select->sql, " OR EXISTS (SELECT 1 FROM track_genres g WHERE g.track_id = t.id"
                                             " AND g.shown AND g.genre_id IN (%s))", genre_ids);
      g_string_append_c (select->sql, ')');
    }
  if (words[0] == NULL && *raw != '\0')
    {
      guint n = add_text (select, g_steal_pointer (&raw));

      g_string_append_printf (select->sql,
                              " AND (instr (t.title, ?%u) OR instr (t.artist, ?%u) OR instr (t.album, ?%u))", n, n, n);
    }
}

/* FROM and WHERE */
static void
add_conditions (Select *select, const AttTrackQuery *query, const AttRules *rules, AttDb *db)
{
  AttGenreMap *map = att_genre_map_get (db);
  GString *sql = select->sql;

  if (rules != NULL)
    {
      g_autofree char *chosen = att_store_rules_to_sql (db, rules, select->texts);

      g_string_append_printf (sql, " FROM tracks t WHERE t.id IN (%s)", chosen);
    }
  else if (query->playlist_id != 0)
    g_string_append_printf (sql, " FROM playlist_entries e JOIN tracks t ON t.uri = e.uri WHERE e.playlist_id = %"
                            G_GINT64_FORMAT, query->playlist_id);
  else
    g_string_append (sql, " FROM tracks t WHERE TRUE");

  if (!query->with_missing)
    g_string_append (sql, " AND t.missing = 0");
  if (query->loved)
    g_string_append (sql, " AND t.loved");
  if (query->unplayed)
    g_string_append (sql, " AND t.n_plays = 0");
  if (query->year_from != 0 || query->year_to != 0)
    g_string_append_printf (sql, " AND t.year BETWEEN %d AND %d", MAX (query->year_from, 1),
                            query->year_to != 0 ? query->year_to : G_MAXINT);
  if (query->album_id != 0)
    g_string_append_printf (sql, " AND t.album_id = %" G_GINT64_FORMAT, query->album_id);
  if (query->artist_id != 0)
    g_string_append_printf (sql, " AND t.id IN (SELECT track_id FROM credits WHERE role IN (1, 2) AND artist_id = %"
                            G_GINT64_FORMAT ")", query->artist_id);
  if (query->genre != NULL)
    {
      g_autofree char *ids = att_genre_map_list_ids (map, query->genre);

      g_string_append_printf (sql, " AND t.id IN (SELECT track_id FROM track_genres WHERE shown AND genre_id IN (%s))",
                              ids);
    }
  if (query->text != NULL)
    add_search (select, query->text, map);
}

G_STATIC_ASSERT (ATT_ROLE_ARTIST == 1 && ATT_ROLE_ALBUM_ARTIST == 2);

/* what names no album comes last */
#define ALBUM_ORDER "t.album_key = '', t.album_key, t.album_id, t.disc_number, t.track_number, t.title_key, t.id"

/* best first: the text is the title, the artist, begins one, is in the title … */
static void
add_relevance (Select *select, const char *text, const char *direction)
{
  g_autofree char *folded = att_text_fold (text);
  guint n;

  if (*folded == '\0')
    return;
  n = add_text (select, g_steal_pointer (&folded));
  g_string_append_printf (select->sql,
                          "CASE WHEN t.title_key = ?%u THEN 0 WHEN t.artist_key = ?%u THEN 1"
                          " WHEN instr (t.title_key, ?%u) = 1 THEN 2 WHEN instr (t.artist_key, ?%u) = 1 THEN 3"
                          " WHEN instr (t.title_key, ?%u) THEN 4 WHEN instr (t.search_text, ?%u) THEN 5 ELSE 6 END%s, ",
                          n, n, n, n, n, n, direction);
}

void
att_store_append_order (GString *sql, AttSort sort, gboolean descending)
{
  const char *direction = descending ? " DESC" : "";

  switch (sort)
    {
    case ATT_SORT_DEFAULT: /* what names no artist comes last */
      g_string_append_printf (sql, "t.album_artist_key = '', t.album_artist_key%s, ", direction);
      break;
    case ATT_SORT_GENRE: /* then att_store_sort_by_genre() */
      g_string_append (sql, "t.album_artist_key = '', t.album_artist_key, ");
      break;
    case ATT_SORT_TITLE:
      g_string_append_printf (sql, "t.title_key%s, ", direction);
      break;
    case ATT_SORT_ARTIST:
      g_string_append_printf (sql, "t.artist_key = '', t.artist_key%s, ", direction);
      break;
    case ATT_SORT_ALBUM:
      g_string_append_printf (sql, "t.album_key = '', t.album_key%s, ", direction);
      break;
    case ATT_SORT_DURATION:
      g_string_append_printf (sql, "t.duration_ms%s, ", direction);
      break;
    case ATT_SORT_YEAR:
      g_string_append_printf (sql, "t.year = 0, t.year%s, ", direction);
      break;
    case ATT_SORT_RATING:
      g_string_append_printf (sql, "t.rating%s, ", direction);
      break;
    case ATT_SORT_PLAYS:
      g_string_append_printf (sql, "t.n_plays%s, ", direction);
      break;
    case ATT_SORT_LAST_PLAYED:
      g_string_append_printf (sql, "t.last_played_at%s, ", direction);
      break;
    case ATT_SORT_DATE_ADDED:
      g_string_append_printf (sql, "t.date_added_at%s, ", direction);
      break;
    case ATT_SORT_TRACK_NUMBER:
      g_string_append_printf (sql, "t.track_number = 0, t.track_number%s, ", direction);
      break;
    case ATT_SORT_COMPOSER:
      g_string_append_printf (sql, "t.composer IS NULL, t.composer COLLATE NOCASE%s, ", direction);
      break;
    case ATT_SORT_FORMAT:
      g_string_append_printf (sql, "t.audio_type%s, ", direction);
      break;
    }
  g_string_append (sql, ALBUM_ORDER);
}

static void
add_order (Select *select, const AttTrackQuery *query, const AttRules *rules)
{
  const char *direction = query->descending ? " DESC" : "";
  GString *sql = select->sql;

  g_string_append (sql, " ORDER BY ");
  if (query->sort == ATT_SORT_DEFAULT && query->text != NULL)
    add_relevance (select, query->text, direction);
  if (query->sort == ATT_SORT_DEFAULT && rules != NULL)
    att_store_append_order (sql, rules->sort, rules->descending);
  else if (query->sort == ATT_SORT_DEFAULT && query->playlist_id != 0)
    g_string_append_printf (sql, "e.position%s", direction);
  else if (query->sort == ATT_SORT_DEFAULT && query->album_id != 0)
    g_string_append_printf (sql, "t.disc_number%s, t.track_number%s, t.title_key%s, t.id", direction, direction,
                            direction);
  else
    att_store_append_order (sql, query->sort, query->descending);
}

static void
select_clear (Select *select)
{
  g_string_free (select->sql, TRUE);
  g_ptr_array_unref (select->texts);
}

static AttStmt *
select_prepare (Select *select, AttDb *db)
{
  AttStmt *stmt = att_db_prepare_once (db, select->sql->str);

  for (guint i = 0; i < select->texts->len; i++)
    att_stmt_text (stmt, g_ptr_array_index (select->texts, i));
  return stmt;
}

/* words, all of the library, the best first: what is typed into a search */
static gboolean
is_search (const AttTrackQuery *query, char **words)
{
  return words[0] != NULL && query->sort == ATT_SORT_DEFAULT && !query->descending && query->playlist_id == 0 &&
         query->album_id == 0 && query->artist_id == 0 && query->genre == NULL && !query->loved && !query->unplayed &&
         query->year_from == 0 && query->year_to == 0;
}

static void
find_ids (AttStore *self, AttDb *db, guint generation, const AttTrackQuery *query, char **words, GArray *ids)
{
  g_autoptr (AttSearch) search = att_store_get_search (self, db, generation);
  g_autofree char *text = att_text_fold (query->text);
  g_auto (GStrv) corrected = NULL;

  if (search == NULL)
    return;
  att_search_find (search, db, text, words, query->with_missing, query->limit, query->offset, ids);
  if (ids->len > 0 || query->offset > 0 || (corrected = att_search_correct (search, words)) == NULL)
    return;
  g_free (text);
  text = g_strjoinv (" ", corrected);
  att_search_find (search, db, text, corrected, query->with_missing, query->limit, query->offset, ids);
}

static void
cut (GArray *ids, const AttTrackQuery *query)
{
  g_array_remove_range (ids, 0, MIN (query->offset, ids->len));
  if (query->limit != 0 && query->limit < ids->len)
    g_array_set_size (ids, query->limit);
}

/* the ids of what @query finds, in its order; @generation: see att_store_get_generation(); *@duration_ms is added to */
static GArray *
select_ids (AttStore *self, AttDb *db, guint generation, const AttTrackQuery *query, gint64 *duration_ms)
{
  const gboolean by_genre = query->sort == ATT_SORT_GENRE;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_auto (GStrv) words = att_text_words (query->text);
  Select select = { g_string_new ("SELECT t.id, t.duration_ms"), g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (AttRules) rules = query->playlist_id != 0 ? att_store_read_rules (db, query->playlist_id) : NULL;
  AttStmt *stmt;

  if (is_search (query, words))
    {
      find_ids (self, db, generation, query, words, ids);
      select_clear (&select);
      return ids;
    }
  add_conditions (&select, query, rules, db);
  add_order (&select, query, rules);
  if (!by_genre && (query->limit != 0 || query->offset != 0))
    g_string_append_printf (select.sql, " LIMIT %" G_GINT64_FORMAT " OFFSET %u",
                            query->limit != 0 ? (gint64) query->limit : -1, query->offset);
  stmt = select_prepare (&select, db);
  while (att_stmt_step (stmt))
    {
      AttTrackId id = att_stmt_get_int (stmt, 0);

      g_array_append_val (ids, id);
      *duration_ms += att_stmt_get_int (stmt, 1);
    }
  select_clear (&select);
  if (by_genre)
    {
      att_store_sort_by_genre (db, ids, query->descending);
      cut (ids, query);
    }
  return ids;
}

GPtrArray *
att_store_list_tracks (AttStore *self, const AttTrackQuery *query, GCancellable *cancellable, GError **error)
{
  const guint generation = att_store_get_generation (self);
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) tracks = NULL;
  g_autoptr (GArray) ids = NULL;
  gint64 duration_ms = 0;

  if (db == NULL)
    return NULL;
  ids = select_ids (self, db, generation, query, &duration_ms);
  tracks = att_store_read_tracks (db, (const AttTrackId *) ids->data, ids->len, cancellable);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&tracks);
}

GArray *
att_store_list_track_ids (AttStore *self, const AttTrackQuery *query, gint64 *duration_ms, GError **error)
{
  const guint generation = att_store_get_generation (self);
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GArray) ids = NULL;

  if (db == NULL)
    return NULL;
  *duration_ms = 0;
  ids = select_ids (self, db, generation, query, duration_ms);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&ids);
}

guint
att_store_count_tracks (AttStore *self, const AttTrackQuery *query, GError **error)
{
  const guint generation = att_store_get_generation (self);
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_auto (GStrv) words = att_text_words (query->text);
  g_autoptr (AttRules) rules = NULL;
  Select select;
  guint n = 0;
  AttStmt *stmt;

  if (db == NULL)
    return 0;
  if (is_search (query, words))
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
      AttTrackQuery all = *query;

      all.limit = all.offset = 0;
      find_ids (self, db, generation, &all, words, ids);
      return att_store_end_read (self, db, error) ? ids->len : 0;
    }
  select = (Select){ g_string_new ("SELECT count(*)"), g_ptr_array_new_with_free_func (g_free) };
  rules = query->playlist_id != 0 ? att_store_read_rules (db, query->playlist_id) : NULL;
  add_conditions (&select, query, rules, db);
  stmt = select_prepare (&select, db);
  while (att_stmt_step (stmt))
    n = att_stmt_get_int (stmt, 0);
  select_clear (&select);
  return att_store_end_read (self, db, error) ? n : 0;
}

GPtrArray *
att_store_get_tracks (AttStore *self, const AttTrackId *ids, gsize n, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  g_autoptr (GPtrArray) tracks = NULL;

  if (db == NULL)
    return NULL;
  tracks = att_store_read_tracks (db, ids, n, NULL);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return g_steal_pointer (&tracks);
}

AttTrack *
att_store_get_track (AttStore *self, AttTrackId id, GError **error)
{
  g_autoptr (GPtrArray) tracks = att_store_get_tracks (self, &id, 1, error);

  if (tracks == NULL)
    return NULL;
  if (tracks->len == 0)
    {
      g_set_error (error, ATT_STORE_ERROR, ATT_STORE_ERROR_NOT_FOUND, "there is no track %" G_GINT64_FORMAT, id);
      return NULL;
    }
  return g_object_ref (g_ptr_array_index (tracks, 0));
}

AttTrack *
att_store_find_track (AttStore *self, const char *uri, GError **error)
{
  AttDb *db = att_store_begin_read (self, G_STRFUNC, error);
  AttTrackId id = 0;
  AttStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = att_db_prepare (db, "SELECT id FROM tracks WHERE uri = ?");
  att_stmt_text (stmt, uri);
  while (att_stmt_step (stmt))
    id = att_stmt_get_int (stmt, 0);
  if (id == 0)
    att_db_fail (db, ATT_STORE_ERROR_NOT_FOUND, "%s is not in the library", uri);
  if (!att_store_end_read (self, db, error))
    return NULL;
  return att_store_get_track (self, id, error);
}
