/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-track.h"

#include "att-genres.h"
#include "att-part.h"

#include <math.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (AttTrack, att_track, G_TYPE_OBJECT)

/* Names that repeat are kept for good: their number is bounded by the library, and a table that also let go of them
 * would have to lock every release (g_ref_string_new_intern() in GLib 2.74 does not, and can hand out a string that
 * another thread is freeing). Returns a reference of the caller's own. */
char *
att_track_intern (const char *value)
{
  static GMutex lock;
  static GHashTable *names;
  char *name;

  g_mutex_lock (&lock);
  if (names == NULL)
    names = g_hash_table_new (g_str_hash, g_str_equal);
  name = g_hash_table_lookup (names, value);
  if (name == NULL)
    {
      name = g_ref_string_new (value);
      g_hash_table_add (names, name);
    }
  g_mutex_unlock (&lock);
  return g_ref_string_acquire (name);
}

static void
clear_string (char **field)
{
  g_clear_pointer (field, g_ref_string_release);
}

static void
att_track_finalize (GObject *object)
{
  AttTrack *self = ATT_TRACK (object);

  clear_string (&self->uri);
  clear_string (&self->title);
  clear_string (&self->artist);
  clear_string (&self->album);
  clear_string (&self->album_artist);
  clear_string (&self->label);
  clear_string (&self->composer);
  clear_string (&self->work);
  clear_string (&self->language);
  clear_string (&self->country);
  att_track_set_genres (self, NULL, 0);

  G_OBJECT_CLASS (att_track_parent_class)->finalize (object);
}

static void
att_track_class_init (AttTrackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_track_finalize;
}

static void
att_track_init (AttTrack *self)
{
  self->rg_track_gain_db = self->rg_track_peak = NAN;
  self->rg_album_gain_db = self->rg_album_peak = NAN;
}

AttTrack *
att_track_new (void)
{
  return g_object_new (ATT_TYPE_TRACK, NULL);
}

AttTrack *
att_track_copy (AttTrack *self)
{
  AttTrack *copy = att_track_new ();
  GObject parent = copy->parent_instance;
  char **strings[] = { &copy->uri, &copy->title, &copy->artist, &copy->album,
                       &copy->album_artist, &copy->label, &copy->composer, &copy->work, &copy->language,
                       &copy->country };

  *copy = *self;
  copy->parent_instance = parent;
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    if (*strings[i] != NULL)
      g_ref_string_acquire (*strings[i]);
  copy->genres = NULL;
  if (self->genres != NULL)
    att_track_set_genres (copy, (const char *const *) self->genres, g_strv_length (self->genres));
  return copy;
}

AttTrack *
att_track_new_for_uri (const char *uri)
{
  AttTrack *self = att_track_new ();

  att_track_set_string (&self->uri, uri, FALSE);
  self->flags = ATT_TRACK_TRANSIENT;
  return self;
}

void
att_track_set_string (char **field, const char *value, gboolean intern)
{
  clear_string (field);
  if (value != NULL)
    *field = intern ? att_track_intern (value) : g_ref_string_new (value);
}

void
att_track_set_genres (AttTrack *self, const char *const *genres, gsize n)
{
  if (self->genres != NULL)
    for (gsize i = 0; self->genres[i] != NULL; i++)
      g_ref_string_release (self->genres[i]);
  g_clear_pointer (&self->genres, g_free);

  if (n == 0)
    return;
  self->genres = g_new0 (char *, n + 1);
  for (gsize i = 0; i < n; i++)
    self->genres[i] = att_track_intern (genres[i]);
}

const char *
att_track_get_title (AttTrack *self)
{
  if (self->title == NULL && self->uri != NULL)
    {
      g_autofree char *path = att_part_file_path (self->uri);
      g_autofree char *base = path != NULL ? g_filename_display_basename (path)
                                           : g_path_get_basename (self->uri);
      char *dot = strrchr (base, '.');

      if (path != NULL && dot != NULL && dot != base)
        *dot = '\0';
      /* the same answer for every thread: publish once, drop the loser */
      char *made = g_ref_string_new (base);
      if (!g_atomic_pointer_compare_and_exchange (&self->title, (char *) NULL, made))
        g_ref_string_release (made);
    }
  return self->title != NULL ? self->title : "";
}

const char *
att_track_get_artist (AttTrack *self)
{
  return self->artist != NULL ? self->artist : self->album_artist != NULL ? self->album_artist : "";
}

const char *
att_track_get_album (AttTrack *self)
{
  return self->album != NULL ? self->album : "";
}

const char *
att_track_get_genre (AttTrack *self)
{
  return self->genres != NULL && !att_track_has (self, ATT_TRACK_GENRE_UNSURE) ? self->genres[0] : NULL;
}

gboolean
att_track_is_speech (AttTrack *self)
{
  const char *genre = att_track_get_genre (self);

  return genre != NULL && att_genres_lookup (genre) == att_genres_lookup (ATT_GENRE_SPEECH);
}

gboolean
att_track_has (AttTrack *self, AttTrackFlags flag)
{
  return (self->flags & flag) != 0;
}
