/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-history-page.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"
#include "att-track-list.h"
#include "att-window.h"

#define SHOWN 500

struct _AttHistoryPage
{
  AttPage parent_instance;

  AttTrackList *tracks;
};

G_DEFINE_FINAL_TYPE (AttHistoryPage, att_history_page, ATT_TYPE_PAGE)

/* "21:04 · skipped after 0:32" */
static char *
describe (const AttEvent *event)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (event->at);
  g_autofree char *time = at ? g_date_time_format (at, "%H:%M") : g_strdup ("");
  g_autofree char *heard = att_format_time (event->heard_ms);
  g_autofree char *what = NULL;

  switch (event->kind)
    {
    case ATT_EVENT_LOVE:
      what = g_strdup (_("loved"));
      break;
    case ATT_EVENT_UNLOVE:
      what = g_strdup (_("no longer loved"));
      break;
    case ATT_EVENT_BAN:
      what = g_strdup (_("not in my radio"));
      break;
    case ATT_EVENT_UNBAN:
      what = g_strdup (_("back in my radio"));
      break;
    case ATT_EVENT_UNDO:
      what = g_strdup (_("taken back"));
      break;
    case ATT_EVENT_PLAY:
    default:
      if (att_event_is_complete (event))
        what = g_strdup (_("heard"));
      else if (att_event_is_skip (event))
        what = g_strdup_printf (_("skipped after %s"), heard);
      else
        what = g_strdup_printf (_("heard %s"), heard);
    }
  return g_strdup_printf ("%s" ATT_DOT "%s", what, time);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttHistoryPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history = att_session_list_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *day = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!history)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < history->len; i++)
    {
      AttHistoryItem *item = g_ptr_array_index (history, i);
      g_autofree char *its_day = att_format_day (item->event->at);
      g_autofree char *note = NULL;

      if (!item->track || item->event->kind == ATT_EVENT_UNDO)
        continue;
      if (g_strcmp0 (its_day, day) != 0)
        {
          g_ptr_array_add (items, gtk_string_object_new (its_day));
          g_free (day);
          day = g_steal_pointer (&its_day);
        }
      note = describe (item->event);
      g_ptr_array_add (items, att_noted_track_new (item->track, note));
    }
  att_track_list_set_items (self->tracks, items);
  att_page_set_state (ATT_PAGE (self), items->len > 0 ? ATT_PAGE_CONTENT : ATT_PAGE_EMPTY);
}

/* the history is no list to be played through: one song is chosen */
static void
track_played_cb (AttTrackList *list, GPtrArray *tracks, guint position, AttHistoryPage *self)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (one, g_object_ref (g_ptr_array_index (tracks, position)));
  att_session_play_tracks (att_page_get_session (ATT_PAGE (self)), one, 0);
}

static void
att_history_page_reload (AttPage *page)
{
  att_session_list_history_async (att_page_get_session (page), SHOWN, 0, att_page_get_cancellable (page), listed_cb,
                                  page);
}

static void
att_history_page_session_set (AttPage *page)
{
  AttHistoryPage *self = ATT_HISTORY_PAGE (page);

  att_track_list_set_session (self->tracks, att_page_get_session (page));
}

/* a play is logged when it ends; the page is asked for again each time it is opened */
static void
att_history_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (att_history_page_parent_class)->map (widget);
  att_page_reload (ATT_PAGE (widget));
}

static void
att_history_page_class_init (AttHistoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = att_history_page_map;
  ATT_PAGE_CLASS (klass)->reload = att_history_page_reload;
  ATT_PAGE_CLASS (klass)->session_set = att_history_page_session_set;
  g_type_ensure (ATT_TYPE_TRACK_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttHistoryPage, tracks);
  gtk_widget_class_bind_template_callback (widget_class, track_played_cb);
}

static void
att_history_page_init (AttHistoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
att_history_page_new (void)
{
  return g_object_new (ATT_TYPE_HISTORY_PAGE, NULL);
}
