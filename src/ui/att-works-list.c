/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-works-list.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"
#include "att-window.h"
#include "att-work-row.h"

/* owned by the list */
typedef struct {
  AttSession *session;
  gint64 composer_id;
} Rows;

static void
rows_free (gpointer data)
{
  g_object_unref (((Rows *) data)->session);
  g_free (data);
}

static AttWork *
get_work (AttComposed *composed, guint i)
{
  return g_ptr_array_index (composed->works, i);
}

/* of one work, or of all */
static gboolean
is_shown (AttWork *self, const char *work)
{
  return !work || g_str_equal (self->key, work);
}

static GtkWidget *
make_row (GObject *item, char **name, gpointer data)
{
  Rows *rows = data;
  GtkWidget *row;

  if (ATT_IS_WORK (item))
    row = att_work_row_new_for_work (rows->session, ATT_WORK (item));
  else if (ATT_IS_PERFORMANCE (item))
    row = att_work_row_new_for_performance (rows->session, ATT_PERFORMANCE (item));
  else
    return NULL;
  *name = att_work_row_dup_name (ATT_WORK_ROW (row));
  return row;
}

static void
open_cb (AttTrackList *list, GObject *item, Rows *rows)
{
  if (ATT_IS_WORK (item))
    att_window_show_work (att_window_of (GTK_WIDGET (list)), rows->composer_id, ATT_WORK (item)->key,
                          ATT_WORK (item)->title);
  else if (ATT_IS_PERFORMANCE (item))
    att_session_play_tracks (rows->session, ATT_PERFORMANCE (item)->tracks, 0);
}

void
att_works_list_attach (AttTrackList *list, AttSession *session, gint64 composer_id)
{
  Rows *rows = g_new (Rows, 1);

  *rows = (Rows){ g_object_ref (session), composer_id };
  g_object_set_data_full (G_OBJECT (list), "att-works", rows, rows_free);
  att_track_list_set_row_func (list, make_row, rows);
  g_signal_connect (list, "open", G_CALLBACK (open_cb), rows);
}

static void
add_performances (GPtrArray *items, AttWork *work)
{
  for (guint p = 0; p < work->performances->len; p++)
    {
      AttPerformance *performance = g_ptr_array_index (work->performances, p);

      g_ptr_array_add (items, g_object_ref (performance));
      for (guint i = 0; i < performance->tracks->len; i++)
        {
          AttNotedTrack *movement = att_noted_track_new (g_ptr_array_index (performance->tracks, i), NULL);

          att_noted_track_set_title (movement, g_ptr_array_index (performance->movements, i));
          g_ptr_array_add (items, movement);
        }
    }
}

GPtrArray *
att_works_list_make_items (AttComposed *composed, const char *work)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  const gboolean both = !work && composed->works->len > 0 && composed->others->len > 0;

  if (both)
    g_ptr_array_add (items, gtk_string_object_new (_("Works")));
  for (guint i = 0; i < composed->works->len; i++)
    {
      AttWork *shown = get_work (composed, i);

      if (!work)
        g_ptr_array_add (items, g_object_ref (shown));
      else if (is_shown (shown, work))
        add_performances (items, shown);
    }
  if (both)
    /* TRANSLATORS: the heading of a composer's tracks that are of no work */
    g_ptr_array_add (items, gtk_string_object_new (_("Other songs")));
  for (guint i = 0; !work && i < composed->others->len; i++)
    g_ptr_array_add (items, g_object_ref (g_ptr_array_index (composed->others, i)));
  return items;
}

static void
add_tracks (GPtrArray *to, GPtrArray *tracks)
{
  for (guint i = 0; i < tracks->len; i++)
    g_ptr_array_add (to, g_object_ref (g_ptr_array_index (tracks, i)));
}

static GPtrArray *
dup_tracks (AttComposed *composed, const char *work, guint most_performances)
{
  GPtrArray *tracks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < composed->works->len; i++)
    {
      AttWork *one = get_work (composed, i);

      for (guint p = 0; is_shown (one, work) && p < MIN (one->performances->len, most_performances); p++)
        add_tracks (tracks, ((AttPerformance *) g_ptr_array_index (one->performances, p))->tracks);
    }
  if (!work)
    add_tracks (tracks, composed->others);
  return tracks;
}

GPtrArray *
att_works_list_dup_played (AttComposed *composed, const char *work)
{
  return dup_tracks (composed, work, 1);
}

GPtrArray *
att_works_list_dup_tracks (AttComposed *composed, const char *work)
{
  return dup_tracks (composed, work, G_MAXUINT);
}

AttPerformance *
att_works_list_find (AttComposed *composed, const char *work, AttTrack *track)
{
  for (guint i = 0; work && i < composed->works->len; i++)
    for (guint p = 0; is_shown (get_work (composed, i), work) && p < get_work (composed, i)->performances->len; p++)
      {
        AttPerformance *performance = g_ptr_array_index (get_work (composed, i)->performances, p);

        for (guint t = 0; t < performance->tracks->len; t++)
          if (((AttTrack *) g_ptr_array_index (performance->tracks, t))->id == track->id)
            return performance;
      }
  return NULL;
}

const char *
att_works_list_get_title (AttComposed *composed, const char *work)
{
  if (!work)
    return composed->composer;
  for (guint i = 0; i < composed->works->len; i++)
    if (is_shown (get_work (composed, i), work))
      return get_work (composed, i)->title;
  return NULL;
}

char *
att_works_list_format (AttComposed *composed, const char *work)
{
  g_autoptr (GPtrArray) tracks = att_works_list_dup_tracks (composed, work);
  g_autofree char *songs = NULL, *works = NULL;
  gint64 duration_ms = 0;
  guint n = composed->works->len;

  for (guint i = 0; work && i < composed->works->len; i++)
    if (is_shown (get_work (composed, i), work))
      {
        n = get_work (composed, i)->performances->len;
        return g_strdup_printf (ngettext ("%u performance", "%u performances", n), n);
      }
  for (guint i = 0; i < tracks->len; i++)
    duration_ms += MAX (((AttTrack *) g_ptr_array_index (tracks, i))->duration_ms, 0);
  songs = att_format_songs (tracks->len, duration_ms);
  if (n == 0)
    return g_steal_pointer (&songs);
  works = g_strdup_printf (ngettext ("%u work", "%u works", n), n);
  return g_strdup_printf ("%s" ATT_DOT "%s", works, songs);
}

gboolean
att_works_list_is_same (AttComposed *a, AttComposed *b)
{
  g_autoptr (GPtrArray) x = att_works_list_dup_tracks (a, NULL), y = att_works_list_dup_tracks (b, NULL);

  if (x->len != y->len || a->works->len != b->works->len)
    return FALSE;
  for (guint i = 0; i < a->works->len; i++)
    if (!g_str_equal (get_work (a, i)->title, get_work (b, i)->title))
      return FALSE;
  for (guint i = 0; i < x->len; i++)
    if (!att_list_is_same (g_ptr_array_index (x, i), g_ptr_array_index (y, i)))
      return FALSE;
  return TRUE;
}
