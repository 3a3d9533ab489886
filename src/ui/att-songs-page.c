/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-songs-page.h"

#include "att-cell.h"
#include "att-keys.h"
#include "att-popup.h"
#include "att-selection.h"
#include "att-song-list.h"
#include "att-songs-columns.h"
#include "att-songs-filter.h"
#include "att-window-queue.h"
#include "att-wrap-layout.h"

struct _AttSongsPage
{
  AttPage parent_instance;

  AttSongList *list;
  GSimpleActionGroup *group;
  AttSongsColumns *columns;
  AttSongsFilter *filter;

  GtkBox *box;
  GtkWidget *bar;
  GtkStack *stack;
  GtkButton *show_all;
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (AttSongsPage, att_songs_page, ATT_TYPE_PAGE)

/* from there to the end of the list; shuffled, all of the list, the pressed one first */
static void
activated_cb (GtkColumnView *view, guint position, AttSongsPage *self)
{
  AttSession *session = att_page_get_session (ATT_PAGE (self));
  const GArray *all = att_song_list_get_ids (self->list);
  const gboolean shuffled = att_play_queue_get_shuffle (att_session_get_queue (session)) == ATT_SHUFFLE_TRACKS;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));

  g_array_append_vals (ids, &g_array_index (all, AttTrackId, position), all->len - position);
  if (shuffled && position > 0)
    g_array_append_vals (ids, all->data, position);
  for (guint i = ids->len - 1; shuffled && i > 1; i--)
    {
      AttTrackId *places = (AttTrackId *) ids->data, other = places[i];
      const guint j = (guint) g_random_int_range (1, (gint32) i + 1);

      places[i] = places[j];
      places[j] = other;
    }
  att_window_play_ids (att_window_of (GTK_WIDGET (self)), ids, TRUE);
}

static void
query_changed_cb (AttSongsPage *self)
{
  if (!self->list)
    return;
  att_song_list_restart (self->list);
  att_page_reload (ATT_PAGE (self));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSongsPage *self = data;
  g_autoptr (GError) error = NULL;
  gint64 duration_ms = 0;
  g_autoptr (GArray) ids =
    att_session_list_track_ids_finish (ATT_SESSION (source), result, &duration_ms, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!ids)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  att_song_list_set_ids (self->list, ids);
  att_songs_filter_set_found (self->filter, ids->len, duration_ms);
  gtk_stack_set_visible_child_name (self->stack, ids->len > 0 ? "table" : "nothing");
  att_page_set_state (ATT_PAGE (self), ids->len > 0 || att_songs_filter_is_active (self->filter) ? ATT_PAGE_CONTENT
                                                                                                 : ATT_PAGE_EMPTY);
}

static void
att_songs_page_reload (AttPage *page)
{
  AttSongsPage *self = ATT_SONGS_PAGE (page);
  AttTrackQuery query = { .with_missing = TRUE };

  att_songs_columns_apply (self->columns, &query);
  att_songs_filter_apply (self->filter, &query);
  att_session_list_track_ids_async (att_page_get_session (page), &query, att_page_get_cancellable (page), listed_cb,
                                    self);
}

static void
att_songs_page_track_changed (AttPage *page, AttTrack *track)
{
  att_song_list_update_track (ATT_SONGS_PAGE (page)->list, track);
}

/* the list is made when there is a session: the cells follow what plays */
static void
att_songs_page_session_set (AttPage *page)
{
  AttSongsPage *self = ATT_SONGS_PAGE (page);
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->list = att_song_list_new (att_page_get_session (page));
  att_songs_filter_set_session (self->filter, att_page_get_session (page));
  selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->list))));
  gtk_column_view_set_model (self->view, selection);
  att_selection_set_model (GTK_WIDGET (self), selection);
}

static void
att_songs_page_dispose (GObject *object)
{
  AttSongsPage *self = ATT_SONGS_PAGE (object);

  g_clear_object (&self->list);
  g_clear_object (&self->columns);
  g_clear_object (&self->filter);
  g_clear_object (&self->group);
  G_OBJECT_CLASS (att_songs_page_parent_class)->dispose (object);
}

static void
att_songs_page_class_init (AttSongsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  G_OBJECT_CLASS (klass)->dispose = att_songs_page_dispose;
  ATT_PAGE_CLASS (klass)->reload = att_songs_page_reload;
  ATT_PAGE_CLASS (klass)->track_changed = att_songs_page_track_changed;
  ATT_PAGE_CLASS (klass)->session_set = att_songs_page_session_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-songs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttSongsPage, box);
  gtk_widget_class_bind_template_child (widget_class, AttSongsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AttSongsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AttSongsPage, show_all);
  gtk_widget_class_bind_template_child (widget_class, AttSongsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static GArray *
dup_selected (GtkWidget *page)
{
  AttSongsPage *self = ATT_SONGS_PAGE (page);
  GtkSelectionModel *model = gtk_column_view_get_model (self->view);
  GArray *selected = g_array_new (FALSE, FALSE, sizeof (AttTrackId)), *ids;
  g_autoptr (GtkBitset) places = NULL;
  GtkBitsetIter iter;
  guint place;

  if (!model || !self->list)
    return selected;
  ids = att_song_list_get_ids (self->list);
  places = gtk_selection_model_get_selection (model);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, places, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    if (place < ids->len)
      g_array_append_val (selected, g_array_index (ids, AttTrackId, place));
  return selected;
}

static void
att_songs_page_init (AttSongsPage *self)
{
  self->group = g_simple_action_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  att_wrap_button (self->show_all);
  att_keys_leave_by_tab (GTK_WIDGET (self->view));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "songs", G_ACTION_GROUP (self->group));
  self->columns = att_songs_columns_new (ATT_PAGE (self), self->view, G_ACTION_MAP (self->group), self->bar);
  gtk_box_append (self->box, att_selection_attach (GTK_WIDGET (self), dup_selected));
  self->filter = att_songs_filter_new (G_ACTION_MAP (self->group), self->bar);
  att_cell_watch (GTK_SCROLLABLE (self->view));
  att_popup_attach_table (GTK_WIDGET (self->view));
  g_signal_connect_object (self->columns, "changed", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
att_songs_page_new (void)
{
  return g_object_new (ATT_TYPE_SONGS_PAGE, NULL);
}
