/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tags.h"

#include <math.h>

static void
credit_free (gpointer data)
{
  AttCredit *credit = data;

  g_free (credit->name);
  g_free (credit->sort_name);
  g_free (credit->mbid);
  g_free (credit->instrument);
  g_free (credit);
}

AttTags *
att_tags_new (void)
{
  AttTags *self = g_new0 (AttTags, 1);

  self->rg_track_gain_db = self->rg_album_gain_db = NAN;
  self->rg_track_peak = self->rg_album_peak = NAN;
  self->credits = g_ptr_array_new_with_free_func (credit_free);
  self->genres = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
att_tags_free (AttTags *self)
{
  char **strings[] = {
    &self->title, &self->title_sort, &self->album, &self->album_sort, &self->disc_title,
    &self->work, &self->movement, &self->label, &self->language, &self->country, &self->date,
    &self->original_date, &self->mb_recording_id, &self->mb_release_track_id,
    &self->mb_release_id, &self->mb_release_group_id, &self->mb_work_id,
    &self->cue_sheet,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (*strings[i]);
  g_ptr_array_unref (self->credits);
  g_ptr_array_unref (self->genres);
  g_free (self);
}

void
att_tags_add_credit (AttTags *self, AttRole role, const char *name, const char *sort_name,
                     const char *mbid, const char *instrument)
{
  AttCredit *credit;

  if (name == NULL || *name == '\0')
    return;
  credit = g_new0 (AttCredit, 1);
  credit->role = role;
  credit->name = g_strdup (name);
  credit->sort_name = g_strdup (sort_name);
  credit->mbid = g_strdup (mbid);
  credit->instrument = g_strdup (instrument);
  g_ptr_array_add (self->credits, credit);
}

void
att_tags_add_genre (AttTags *self, const char *genre)
{
  if (genre == NULL || *genre == '\0')
    return;
  for (guint i = 0; i < self->genres->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->genres, i), genre) == 0)
      return;
  g_ptr_array_add (self->genres, g_strdup (genre));
}
