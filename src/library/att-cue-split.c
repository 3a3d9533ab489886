/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a sheet and the tags of the file it cuts to the tags of the tracks.
 */
#include "config.h"

#include "att-cue.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define MS_NS G_GINT64_CONSTANT (1000000)

static gint64
frames_to_ns (gint64 frames)
{
  return (frames * (1000 * MS_NS) + ATT_CUE_FRAMES / 2) / ATT_CUE_FRAMES;
}

static void
part_free (gpointer data)
{
  g_clear_pointer (&((AttCuePart *) data)->tags, att_tags_free);
  g_free (data);
}

/* the first that is there */
static const char *
first_of (const char *a, const char *b, const char *c)
{
  return a != NULL ? a : b != NULL ? b : c;
}

/* @name, if there is one, takes the place of the file's own credits of @role */
static void
add_credits (AttTags *to, const AttTags *from, AttRole role, const char *name)
{
  att_tags_add_credit (to, role, name, NULL, NULL, NULL);
  for (guint i = 0; i < from->credits->len && name == NULL; i++)
    {
      const AttCredit *credit = g_ptr_array_index (from->credits, i);

      if (credit->role == role)
        att_tags_add_credit (to, role, credit->name, credit->sort_name, credit->mbid, credit->instrument);
    }
}

/* "Rock; Pop" is two genres, as it is in tags */
static void
add_genres (AttTags *to, const AttTags *from, const char *text)
{
  g_auto (GStrv) genres = text != NULL ? g_strsplit (text, ";", -1) : NULL;

  for (gsize i = 0; genres != NULL && genres[i] != NULL; i++)
    att_tags_add_genre (to, *g_strstrip (genres[i]) != '\0' ? genres[i] : NULL);
  for (guint i = 0; i < from->genres->len && text == NULL; i++)
    att_tags_add_genre (to, g_ptr_array_index (from->genres, i));
}

static gboolean
performers_differ (const AttCueFile *file)
{
  const AttCueTrack *first = g_ptr_array_index (file->tracks, 0);

  for (guint i = 1; i < file->tracks->len; i++)
    if (g_strcmp0 (((AttCueTrack *) g_ptr_array_index (file->tracks, i))->text.performer, first->text.performer) != 0)
      return TRUE;
  return FALSE;
}

static int
year_of (const char *date)
{
  const guint64 year = date != NULL ? g_ascii_strtoull (date, NULL, 10) : 0;

  return year >= 1000 && year <= 9999 ? (int) year : 0;
}

static AttTags *
make_tags (const AttCueSheet *sheet, const AttCueFile *file, const AttCueTrack *track, const AttTags *whole)
{
  const AttCueText *album = &sheet->text, *text = &track->text;
  const char *date = first_of (text->date, album->date, NULL);
  AttTags *tags = att_tags_new ();

  tags->type = whole->type;
  tags->bitrate = whole->bitrate;
  tags->sample_rate = whole->sample_rate;
  tags->channels = whole->channels;
  tags->has_picture = whole->has_picture;
  /* TRANSLATORS: a song without a name, which is a part of a file; the number of the song */
  tags->title = text->title != NULL ? g_strdup (text->title) : g_strdup_printf (_("Track %d"), track->number);
  tags->album = g_strdup (first_of (album->title, whole->album, whole->title));
  tags->album_sort = album->title == NULL ? g_strdup (whole->album_sort) : NULL;
  tags->disc_title = g_strdup (whole->disc_title);
  tags->label = g_strdup (whole->label);
  tags->language = g_strdup (whole->language);
  tags->country = g_strdup (whole->country);
  tags->date = g_strdup (first_of (date, whole->date, NULL));
  tags->original_date = g_strdup (whole->original_date);
  tags->mb_release_id = g_strdup (whole->mb_release_id);
  tags->mb_release_group_id = g_strdup (whole->mb_release_group_id);
  tags->year = (gint16) (whole->original_date == NULL && year_of (date) > 0 ? year_of (date) : whole->year);
  tags->track_number = (gint16) track->number;
  tags->n_tracks = (gint16) (sheet->files->len == 1 ? file->tracks->len : 0);
  tags->disc_number = sheet->disc_number > 0 ? (gint16) sheet->disc_number : whole->disc_number;
  tags->n_discs = sheet->n_discs > 0 ? (gint16) sheet->n_discs : whole->n_discs;
  tags->compilation = whole->compilation || (album->performer == NULL && performers_differ (file));
  tags->rg_track_gain_db = text->gain_db;
  tags->rg_track_peak = text->peak;
  /* what was measured over the whole file is the album's */
  tags->rg_album_gain_db = !isnan (album->gain_db) ? album->gain_db
                           : !isnan (whole->rg_album_gain_db) ? whole->rg_album_gain_db : whole->rg_track_gain_db;
  tags->rg_album_peak = !isnan (album->gain_db) ? album->peak
                        : !isnan (whole->rg_album_gain_db) ? whole->rg_album_peak : whole->rg_track_peak;

  add_credits (tags, whole, ATT_ROLE_ARTIST, first_of (text->performer, album->performer, NULL));
  add_credits (tags, whole, ATT_ROLE_ALBUM_ARTIST, album->performer);
  add_credits (tags, whole, ATT_ROLE_COMPOSER,
               first_of (text->composer, text->songwriter, first_of (album->composer, album->songwriter, NULL)));
  add_credits (tags, whole, ATT_ROLE_CONDUCTOR, NULL);
  add_credits (tags, whole, ATT_ROLE_PERFORMER, NULL);
  add_genres (tags, whole, first_of (text->genre, album->genre, NULL));
  return tags;
}

static void
hash_part (const AttTags *whole, const AttPart *part, guint64 hash[2])
{
  const gint64 words[4] = {
    (gint64) GUINT64_TO_LE (whole->content_hash[0]), (gint64) GUINT64_TO_LE (whole->content_hash[1]),
    GINT64_TO_LE (part->start_ns), GINT64_TO_LE (part->end_ns),
  };
  const XXH128_hash_t mixed = XXH3_128bits (words, sizeof words);

  if ((whole->content_hash[0] | whole->content_hash[1]) == 0)
    return;
  hash[0] = mixed.low64;
  hash[1] = mixed.high64;
}

GPtrArray *
att_cue_split (const AttCueSheet *self, guint index, const AttTags *tags, GError **error)
{
  const AttCueFile *file = g_ptr_array_index (self->files, index);
  const gint64 duration_ns = tags->duration_ms > 0 ? tags->duration_ms * MS_NS : G_MAXINT64;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (part_free);

  for (guint i = 0; i < file->tracks->len; i++)
    {
      const AttCueTrack *track = g_ptr_array_index (file->tracks, i);
      const AttCueTrack *next = i + 1 < file->tracks->len ? g_ptr_array_index (file->tracks, i + 1) : NULL;
      const AttPart place = { frames_to_ns (track->start), next != NULL ? frames_to_ns (next->start) : -1 };
      AttCuePart *part;

      if (place.start_ns >= duration_ns)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Line %u: track %d begins after the end of the file",
                       track->line, track->number);
          return NULL;
        }
      part = g_new0 (AttCuePart, 1);
      part->part = place;
      part->tags = make_tags (self, file, track, tags);
      if (next != NULL || tags->duration_ms > 0)
        part->tags->duration_ms = (gint32) MIN (((next != NULL ? place.end_ns : duration_ns) - place.start_ns) / MS_NS,
                                                G_MAXINT32);
      hash_part (tags, &place, part->tags->content_hash);
      g_ptr_array_add (parts, part);
    }
  return g_steal_pointer (&parts);
}
