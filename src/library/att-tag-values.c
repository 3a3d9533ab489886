/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tag-values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_VALUE 4096
#define MAX_VALUES 256
#define CUE_SHEET "CUESHEET"
#define MAX_SHEET (1024 * 1024)

typedef enum {
  ALBUM, ALBUM_ARTIST, ALBUM_ARTIST_MBID, ALBUM_ARTIST_SORT, ALBUM_SORT, ARTIST, ARTIST_COUNTRY, ARTIST_MBID,
  ARTIST_SORT, ARTISTS, COMPILATION, COMPOSER, COMPOSER_SORT, CONDUCTOR, CONTENT_GROUP, DATE, DISC, DISC_TITLE,
  DISC_TOTAL, FMPS_RATING, GENRE, LABEL, LANGUAGE, MOVEMENT, MOVEMENT_NUMBER, ORIGINAL_DATE, ORIGINAL_YEAR, PERFORMER,
  PUBLISHER, R128_ALBUM, R128_TRACK, RATING, RECORDING_MBID, RELEASE_COUNTRY, RELEASE_GROUP_MBID, RELEASE_MBID,
  RELEASE_TRACK_MBID, RG_ALBUM, RG_ALBUM_PEAK, RG_TRACK, RG_TRACK_PEAK, TITLE, TITLE_SORT, TRACK, TRACK_TOTAL, WORK,
  WORK_MBID, YEAR,
  N_KEYS
} Key;

/* sorted; several spellings of one field lead to one key */
static const struct { const char *field; Key key; } fields[] = {
  { "ALBUM", ALBUM },
  { "ALBUM ARTIST", ALBUM_ARTIST },
  { "ALBUMARTIST", ALBUM_ARTIST },
  { "ALBUMARTISTSORT", ALBUM_ARTIST_SORT },
  { "ALBUMSORT", ALBUM_SORT },
  { "ARTIST", ARTIST },
  { "ARTISTCOUNTRY", ARTIST_COUNTRY },
  { "ARTISTS", ARTISTS },
  { "ARTISTSORT", ARTIST_SORT },
  { "COMPILATION", COMPILATION },
  { "COMPOSER", COMPOSER },
  { "COMPOSERSORT", COMPOSER_SORT },
  { "CONDUCTOR", CONDUCTOR },
  { "CONTENTGROUP", CONTENT_GROUP },
  { "COUNTRY", ARTIST_COUNTRY },
  { "DATE", DATE },
  { "DISC", DISC },
  { "DISCNUMBER", DISC },
  { "DISCSUBTITLE", DISC_TITLE },
  { "DISCTOTAL", DISC_TOTAL },
  { "FMPS_RATING", FMPS_RATING },
  { "GENRE", GENRE },
  { "LABEL", LABEL },
  { "LANGUAGE", LANGUAGE },
  { "MOVEMENT", MOVEMENT_NUMBER },
  { "MOVEMENTNAME", MOVEMENT },
  { "MOVEMENTNUMBER", MOVEMENT_NUMBER },
  { "MUSICBRAINZ_ALBUMARTISTID", ALBUM_ARTIST_MBID },
  { "MUSICBRAINZ_ALBUMID", RELEASE_MBID },
  { "MUSICBRAINZ_ARTISTID", ARTIST_MBID },
  { "MUSICBRAINZ_RELEASEGROUPID", RELEASE_GROUP_MBID },
  { "MUSICBRAINZ_RELEASETRACKID", RELEASE_TRACK_MBID },
  { "MUSICBRAINZ_TRACKID", RECORDING_MBID },
  { "MUSICBRAINZ_WORKID", WORK_MBID },
  { "ORGANIZATION", PUBLISHER },
  { "ORIGINALDATE", ORIGINAL_DATE },
  { "ORIGINALYEAR", ORIGINAL_YEAR },
  { "ORIGYEAR", ORIGINAL_YEAR },
  { "PERFORMER", PERFORMER },
  { "PUBLISHER", PUBLISHER },
  { "R128_ALBUM_GAIN", R128_ALBUM },
  { "R128_TRACK_GAIN", R128_TRACK },
  { "RATING", RATING },
  { "RELEASECOUNTRY", RELEASE_COUNTRY },
  { "REPLAYGAIN_ALBUM_GAIN", RG_ALBUM },
  { "REPLAYGAIN_ALBUM_PEAK", RG_ALBUM_PEAK },
  { "REPLAYGAIN_TRACK_GAIN", RG_TRACK },
  { "REPLAYGAIN_TRACK_PEAK", RG_TRACK_PEAK },
  { "SETSUBTITLE", DISC_TITLE },
  { "TITLE", TITLE },
  { "TITLESORT", TITLE_SORT },
  { "TOTALDISCS", DISC_TOTAL },
  { "TOTALTRACKS", TRACK_TOTAL },
  { "TRACK", TRACK },
  { "TRACKNUMBER", TRACK },
  { "TRACKTOTAL", TRACK_TOTAL },
  { "WORK", WORK },
  { "YEAR", YEAR },
};

typedef struct {
  char *name, *instrument;
} Performer;

struct _AttTagValues
{
  GPtrArray *values[N_KEYS]; /* NULL: none */
  GPtrArray *performers;     /* of PERFORMER:INSTRUMENT */
  char *cue_sheet;           /* as it is: it has lines */
  int rating;                /* half stars of POPM and RATING:…; 0: none */
};

static void
performer_free (gpointer data)
{
  Performer *performer = data;

  g_free (performer->name);
  g_free (performer->instrument);
  g_free (performer);
}

AttTagValues *
att_tag_values_new (void)
{
  AttTagValues *self = g_new0 (AttTagValues, 1);

  self->performers = g_ptr_array_new_with_free_func (performer_free);
  return self;
}

void
att_tag_values_free (AttTagValues *self)
{
  for (int i = 0; i < N_KEYS; i++)
    g_clear_pointer (&self->values[i], g_ptr_array_unref);
  g_ptr_array_unref (self->performers);
  g_free (self->cue_sheet);
  g_free (self);
}

static int
compare_field (const void *name, const void *row)
{
  return g_ascii_strcasecmp (name, ((const char *const *) row)[0]);
}

static int
find_key (const char *field)
{
  const void *row = bsearch (field, fields, G_N_ELEMENTS (fields), sizeof fields[0], compare_field);

  return row != NULL ? (int) ((const char *) row - (const char *) fields) / (int) sizeof fields[0] : -1;
}

gboolean
att_tag_values_wants (AttTagValues *self, const char *field)
{
  const int row = find_key (field);

  if (row >= 0)
    return self->values[fields[row].key] == NULL;
  if (g_ascii_strcasecmp (field, CUE_SHEET) == 0)
    return self->cue_sheet == NULL;
  return g_ascii_strncasecmp (field, "PERFORMER:", 10) == 0 || g_ascii_strncasecmp (field, "RATING:", 7) == 0;
}

/* NULL where nothing is left */
static char *
clean (const char *text, gsize n)
{
  g_autofree char *valid = NULL;
  const char *begin = text, *end = text + MIN (n, MAX_VALUE);
  char *cleaned;

  if (!g_utf8_validate_len (begin, end - begin, NULL))
    {
      begin = valid = g_utf8_make_valid (begin, end - begin);
      end = begin + strlen (begin);
    }
  while (begin < end)
    {
      const gunichar c = g_utf8_get_char (begin);

      if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c) && c != 0xfeff)
        break;
      begin = g_utf8_next_char (begin);
    }
  while (end > begin)
    {
      const char *last = g_utf8_prev_char (end);
      const gunichar c = g_utf8_get_char (last);

      if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c) && c != 0xfeff)
        break;
      end = last;
    }
  if (begin == end)
    return NULL;
  cleaned = g_strndup (begin, end - begin);
  for (char *p = cleaned; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return cleaned;
}

/* 0..5 stars, 0..10 half stars, 0..100 or a fraction: what writers of RATING mean is told by its size */
static int
half_stars (const char *text)
{
  g_autofree char *point = g_strdelimit (g_strdup (text), ",", '.');
  char *end;
  const double value = g_ascii_strtod (point, &end);

  if (end == point || !(value > 0) || value > 255)
    return 0;
  if (value <= 1 && strchr (point, '.') != NULL)
    return (int) lround (value * 10);
  if (value <= 5)
    return (int) lround (value * 2);
  if (value <= 10)
    return (int) lround (value);
  return (int) lround (value <= 100 ? value / 10 : value / 25.5);
}

static void
add_value (AttTagValues *self, const char *field, char *value)
{
  int row = find_key (field);
  GPtrArray **values;

  if (row < 0 && g_ascii_strncasecmp (field, "PERFORMER:", 10) == 0 && self->performers->len < MAX_VALUES)
    {
      Performer *performer = g_new0 (Performer, 1);

      g_autofree char *instrument = clean (field + 10, strlen (field + 10));

      performer->name = value;
      if (instrument != NULL) /* TagLib gives names of fields in capitals */
        performer->instrument = g_utf8_strdown (instrument, -1);
      g_ptr_array_add (self->performers, performer);
      return;
    }
  if (row < 0)
    {
      if (g_ascii_strncasecmp (field, "RATING:", 7) == 0 && self->rating == 0)
        self->rating = half_stars (value);
      g_free (value);
      return;
    }
  values = &self->values[fields[row].key];
  if (*values == NULL)
    *values = g_ptr_array_new_with_free_func (g_free);
  if ((*values)->len < MAX_VALUES)
    g_ptr_array_add (*values, value);
  else
    g_free (value);
}

void
att_tag_values_add (AttTagValues *self, const char *field, const char *text, gsize n)
{
  if (g_ascii_strcasecmp (field, CUE_SHEET) == 0 && self->cue_sheet == NULL && n <= MAX_SHEET)
    self->cue_sheet = g_utf8_make_valid (text, (gssize) n);
  while (n > 0)
    {
      const gsize part = strnlen (text, n);
      char *value = part > 0 ? clean (text, part) : NULL;

      if (value != NULL)
        add_value (self, field, value);
      text += MIN (part + 1, n);
      n -= MIN (part + 1, n);
    }
}

void
att_tag_values_add_popularimeter (AttTagValues *self, const char *email, int rating)
{
  /* as Windows and, with half stars between, other players write it */
  static const guint8 bytes[] = { 13, 1, 54, 64, 118, 128, 186, 196, 242, 255 };
  int best = 0;

  if (rating <= 0 || rating > 255 || self->rating != 0)
    return;
  if (strstr (email, "musicbrainz") != NULL || strstr (email, "quodlibet") != NULL)
    {
      self->rating = MAX (1, (int) lround (rating / 25.5));
      return;
    }
  for (int i = 1; i < 10; i++)
    if (abs (bytes[i] - rating) < abs (bytes[best] - rating))
      best = i;
  self->rating = best + 1;
}

/* --- reading the fields --- */

static const char *
first (AttTagValues *self, Key key)
{
  return self->values[key] != NULL && self->values[key]->len > 0 ? g_ptr_array_index (self->values[key], 0) : NULL;
}

static char *
take_first (AttTagValues *self, Key key)
{
  return self->values[key] != NULL ? g_ptr_array_steal_index_fast (self->values[key], 0) : NULL;
}

/* "3", "03/12": the number, and what follows the slash */
static gint16
get_number (AttTagValues *self, Key key, gint16 *total)
{
  const char *text = first (self, key), *slash;
  gint64 number;

  if (text == NULL)
    return 0;
  slash = strchr (text, '/');
  if (slash != NULL && total != NULL)
    {
      number = g_ascii_strtoll (slash + 1, NULL, 10);
      *total = number > 0 && number <= G_MAXINT16 ? (gint16) number : 0;
    }
  number = g_ascii_strtoll (text, NULL, 10);
  return number > 0 && number <= G_MAXINT16 ? (gint16) number : 0;
}

/* the first run of exactly four digits that can be a year: "1999-03-01", "03/1999", "(P) 1999" */
static gint16
get_year (const char *date)
{
  for (const char *p = date; p != NULL && *p != '\0'; p++)
    {
      gsize n = strspn (p, "0123456789");
      int year;

      if (n == 4 || n == 8) /* 19990301 */
        {
          year = (p[0] - '0') * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 + p[3] - '0';
          if (year >= 1000 && year < 3000)
            return (gint16) year;
        }
      if (n > 0)
        p += n - 1;
    }
  return 0;
}

/* "-6.54 dB"; NAN where it is no number or beyond reason */
static float
get_decimal (AttTagValues *self, Key key, double scale, double offset, double min, double max)
{
  const char *text = first (self, key);
  g_autofree char *point = NULL;
  char *end;
  double value;

  if (text == NULL)
    return NAN;
  point = g_strdelimit (g_strdup (text), ",", '.');
  value = g_ascii_strtod (point, &end);
  if (end == point || !isfinite (value))
    return NAN;
  value = value * scale + offset;
  return value >= min && value <= max ? (float) value : NAN;
}

/* R128_*_GAIN (RFC 7845) is Q7.8 and meant for -23 LUFS; ReplayGain 2 is meant for -18 */
static float
get_gain (AttTagValues *self, Key replaygain, Key r128)
{
  const float gain = get_decimal (self, replaygain, 1, 0, -64, 64);

  return isnan (gain) ? get_decimal (self, r128, 1.0 / 256, 5, -133, 133) : gain;
}

/* FALSE: the same name stands earlier */
static gboolean
is_first (GPtrArray *names, guint i)
{
  for (guint j = 0; j < i; j++)
    if (g_str_equal (g_ptr_array_index (names, j), g_ptr_array_index (names, i)))
      return FALSE;
  return TRUE;
}

/* @sorts and @mbids belong to @names one by one if there are as many */
static void
add_credits (AttTagValues *self, AttTags *tags, AttRole role, GPtrArray *names, Key sorts, Key mbids)
{
  GPtrArray *sort = sorts < N_KEYS ? self->values[sorts] : NULL;
  GPtrArray *mbid = mbids < N_KEYS ? self->values[mbids] : NULL;

  if (names == NULL)
    return;
  for (guint i = 0; i < names->len; i++)
    if (is_first (names, i))
      att_tags_add_credit (tags, role, g_ptr_array_index (names, i),
                           sort != NULL && sort->len == names->len ? g_ptr_array_index (sort, i) : NULL,
                           mbid != NULL && mbid->len == names->len ? g_ptr_array_index (mbid, i) : NULL, NULL);
}

/* Vorbis has "Name (instrument)" in PERFORMER, ID3v2 the instrument in the field's name */
static void
add_performers (AttTagValues *self, AttTags *tags)
{
  GPtrArray *plain = self->values[PERFORMER];

  for (guint i = 0; plain != NULL && i < plain->len; i++)
    {
      const char *text = g_ptr_array_index (plain, i);
      const char *open = strrchr (text, '(');
      const gsize n = strlen (text);

      if (open != NULL && open > text && text[n - 1] == ')')
        {
          g_autofree char *name = g_strchomp (g_strndup (text, open - text));
          g_autofree char *instrument = g_strstrip (g_strndup (open + 1, text + n - 1 - (open + 1)));

          att_tags_add_credit (tags, ATT_ROLE_PERFORMER, name, NULL, NULL, *instrument != '\0' ? instrument : NULL);
        }
      else
        att_tags_add_credit (tags, ATT_ROLE_PERFORMER, text, NULL, NULL, NULL);
    }
  for (guint i = 0; i < self->performers->len; i++)
    {
      const Performer *performer = g_ptr_array_index (self->performers, i);

      att_tags_add_credit (tags, ATT_ROLE_PERFORMER, performer->name, NULL, NULL, performer->instrument);
    }
}

/* "17", "(17)", "(17)(4)", "(17)Rock", "(RX)", "((foo)": the ways of ID3 */
static void
add_id3_genre (AttTags *tags, const char *text)
{
  while (*text == '(')
    {
      const char *close = strchr (text, ')');
      char *end;
      const gint64 number = g_ascii_strtoll (text + 1, &end, 10);
      g_autofree char *name = NULL;

      if (text[1] == '(') /* an escaped bracket: the rest is text */
        {
          text++;
          break;
        }
      if (close == NULL)
        break;
      if (end == close && end > text + 1)
        {
          name = att_id3_genre_name ((int) CLAMP (number, 0, 255));
          att_tags_add_genre (tags, name);
        }
      else if (strncmp (text, "(RX)", 4) == 0)
        att_tags_add_genre (tags, "Remix");
      else if (strncmp (text, "(CR)", 4) == 0)
        att_tags_add_genre (tags, "Cover");
      else
        break;
      text = close + 1;
      /* "(17)Rock" repeats in words what the number says, or refines it: keep both, once */
    }
  if (*text != '\0' && strspn (text, "0123456789") == strlen (text))
    {
      g_autofree char *name = att_id3_genre_name (MIN (atoi (text), 255));

      att_tags_add_genre (tags, name);
    }
  else
    att_tags_add_genre (tags, text);
}

static void
add_genres (AttTagValues *self, AttTags *tags)
{
  GPtrArray *genres = self->values[GENRE];

  for (guint i = 0; genres != NULL && i < genres->len && tags->genres->len < MAX_VALUES; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (genres, i), ";", -1);

      for (char **part = parts; *part != NULL; part++)
        {
          g_autofree char *genre = clean (*part, strlen (*part));

          if (genre != NULL)
            add_id3_genre (tags, genre);
        }
    }
}

void
att_tag_values_fill (AttTagValues *self, AttTags *tags)
{
  GPtrArray *artist = self->values[ARTIST], *artists = self->values[ARTISTS];
  const char *text;

  tags->title = take_first (self, TITLE);
  tags->title_sort = take_first (self, TITLE_SORT);
  tags->album = take_first (self, ALBUM);
  tags->album_sort = take_first (self, ALBUM_SORT);
  tags->disc_title = take_first (self, DISC_TITLE);
  tags->movement = take_first (self, MOVEMENT);
  /* iTunes puts the work where others put a grouping; a movement tells which it is */
  tags->work = take_first (self, first (self, WORK) == NULL && tags->movement != NULL ? CONTENT_GROUP : WORK);
  tags->label = take_first (self, first (self, LABEL) != NULL ? LABEL : PUBLISHER);
  tags->language = take_first (self, LANGUAGE);
  tags->country = take_first (self, first (self, ARTIST_COUNTRY) != NULL ? ARTIST_COUNTRY : RELEASE_COUNTRY);
  tags->date = take_first (self, first (self, DATE) != NULL ? DATE : YEAR);
  tags->original_date = take_first (self, first (self, ORIGINAL_DATE) != NULL ? ORIGINAL_DATE : ORIGINAL_YEAR);
  tags->mb_recording_id = take_first (self, RECORDING_MBID);
  tags->mb_release_track_id = take_first (self, RELEASE_TRACK_MBID);
  tags->mb_release_id = take_first (self, RELEASE_MBID);
  tags->mb_release_group_id = take_first (self, RELEASE_GROUP_MBID);
  tags->mb_work_id = take_first (self, WORK_MBID);
  tags->cue_sheet = g_steal_pointer (&self->cue_sheet);

  tags->track_number = get_number (self, TRACK, &tags->n_tracks);
  tags->disc_number = get_number (self, DISC, &tags->n_discs);
  tags->movement_number = get_number (self, MOVEMENT_NUMBER, NULL);
  if (tags->n_tracks == 0)
    tags->n_tracks = get_number (self, TRACK_TOTAL, NULL);
  if (tags->n_discs == 0)
    tags->n_discs = get_number (self, DISC_TOTAL, NULL);
  tags->year = get_year (tags->original_date);
  if (tags->year == 0)
    tags->year = get_year (tags->date);
  text = first (self, COMPILATION);
  tags->compilation = text != NULL && (g_ascii_strtoll (text, NULL, 10) > 0 || g_ascii_strcasecmp (text, "true") == 0 ||
                                       g_ascii_strcasecmp (text, "yes") == 0);

  text = first (self, FMPS_RATING);
  if (text != NULL && g_ascii_strtod (text, NULL) > 0) /* 0..1 */
    tags->rating = (guint8) lround (10 * MIN (g_ascii_strtod (text, NULL), 1));
  if (tags->rating == 0 && first (self, RATING) != NULL)
    tags->rating = (guint8) half_stars (first (self, RATING));
  if (tags->rating == 0)
    tags->rating = (guint8) self->rating;

  tags->rg_track_gain_db = get_gain (self, RG_TRACK, R128_TRACK);
  tags->rg_album_gain_db = get_gain (self, RG_ALBUM, R128_ALBUM);
  tags->rg_track_peak = get_decimal (self, RG_TRACK_PEAK, 1, 0, 0, 64);
  tags->rg_album_peak = get_decimal (self, RG_ALBUM_PEAK, 1, 0, 0, 64);

  /* ARTIST may be one line to show ("A feat. B") where ARTISTS holds them one by one */
  if (artists != NULL && (artist == NULL || artists->len >= artist->len))
    artist = artists;
  add_credits (self, tags, ATT_ROLE_ARTIST, artist, ARTIST_SORT, ARTIST_MBID);
  add_credits (self, tags, ATT_ROLE_ALBUM_ARTIST, self->values[ALBUM_ARTIST], ALBUM_ARTIST_SORT, ALBUM_ARTIST_MBID);
  add_credits (self, tags, ATT_ROLE_COMPOSER, self->values[COMPOSER], COMPOSER_SORT, N_KEYS);
  add_credits (self, tags, ATT_ROLE_CONDUCTOR, self->values[CONDUCTOR], N_KEYS, N_KEYS);
  add_performers (self, tags);
  add_genres (self, tags);
}
