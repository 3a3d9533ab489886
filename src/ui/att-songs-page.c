/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-songs-page.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-format.h"
#include "att-list.h"
#include "att-now.h"
#include "att-track-menu.h"
#include "att-window.h"

typedef enum { CELL_TITLE, CELL_ARTIST, CELL_ALBUM, CELL_LENGTH, CELL_PLAYS, N_CELLS } Cell;

struct _AttSongsPage
{
  AttPage parent_instance;

  AttList *list;
  AttSort sort;
  gboolean descending;
  /* while the column view's sorter is asked which column leads: see find_sort() */
  int asked;

  GtkColumnView *view;
  GtkColumnViewColumn *columns[N_CELLS];
};

G_DEFINE_FINAL_TYPE (AttSongsPage, att_songs_page, ATT_TYPE_PAGE)

static const struct {
  const char *title;
  AttSort sort;
  gboolean numeric;
} cells[N_CELLS] = {
  [CELL_TITLE] = { N_("Title"), ATT_SORT_TITLE, FALSE },
  [CELL_ARTIST] = { N_("Artist"), ATT_SORT_ARTIST, FALSE },
  [CELL_ALBUM] = { N_("Album"), ATT_SORT_ALBUM, FALSE },
  [CELL_LENGTH] = { N_("Length"), ATT_SORT_DURATION, TRUE },
  [CELL_PLAYS] = { N_("Plays"), ATT_SORT_PLAYS, TRUE },
};

static AttTrack *
get_menu_track (GtkWidget *widget, AttQueueItem **item)
{
  return g_object_get_data (G_OBJECT (widget), "att-track");
}

static void
show_playing (AttNow *now, GtkWidget *box)
{
  AttTrack *playing = att_now_get_track (now), *track = g_object_get_data (G_OBJECT (box), "att-track");

  if (playing && track && playing->id == track->id)
    gtk_widget_add_css_class (box, "playing");
  else
    gtk_widget_remove_css_class (box, "playing");
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AttSongsPage *self)
{
  Cell cell = (Cell) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "att-cell"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", cells[cell].numeric ? 1.0f : 0.0f, "ellipsize",
                                   PANGO_ELLIPSIZE_END, "valign", GTK_ALIGN_CENTER, "vexpand", TRUE, NULL);

  gtk_box_append (GTK_BOX (box), label);
  if (cells[cell].numeric)
    gtk_widget_add_css_class (label, "numeric");
  if (cell != CELL_TITLE)
    gtk_widget_add_css_class (label, "dim-label");
  else
    {
      /* the artist, where the table is too narrow for a column of its own */
      GtkWidget *below = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

      gtk_widget_add_css_class (below, "dim-label");
      gtk_widget_add_css_class (below, "caption");
      g_object_bind_property (self, "narrow", below, "visible", G_BINDING_SYNC_CREATE);
      gtk_box_append (GTK_BOX (box), below);
      g_signal_connect_object (att_now_get (att_page_get_session (ATT_PAGE (self))), "changed",
                               G_CALLBACK (show_playing), box, 0);
    }
  att_track_menu_attach (box, get_menu_track);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AttSongsPage *self)
{
  Cell cell = (Cell) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "att-cell"));
  GtkWidget *box = gtk_list_item_get_child (item), *label = gtk_widget_get_first_child (box);
  AttTrack *track = gtk_list_item_get_item (item);
  g_autofree char *text = NULL;

  switch (cell)
    {
    case CELL_TITLE:
      text = g_strdup (att_track_get_title (track));
      gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (label)), att_format_artist (track));
      break;
    case CELL_ARTIST:
      text = g_strdup (att_format_artist (track));
      break;
    case CELL_ALBUM:
      text = g_strdup (att_track_get_album (track));
      break;
    case CELL_LENGTH:
      text = track->duration_ms > 0 ? att_format_time (track->duration_ms) : g_strdup ("");
      break;
    case CELL_PLAYS:
    case N_CELLS:
    default:
      text = track->n_plays > 0 ? g_strdup_printf ("%d", track->n_plays) : g_strdup ("");
      break;
    }
  gtk_label_set_text (GTK_LABEL (label), text);
  g_object_set_data_full (G_OBJECT (box), "att-track", g_object_ref (track), g_object_unref);
  if (att_track_has (track, ATT_TRACK_MISSING))
    gtk_widget_add_css_class (box, "missing");
  else
    gtk_widget_remove_css_class (box, "missing");
  if (cell == CELL_TITLE)
    {
      g_autofree char *name = g_strdup_printf (_("%s by %s"), text, att_format_artist (track));

      att_accessible_name_row (item, name);
      show_playing (att_now_get (att_page_get_session (ATT_PAGE (self))), box);
    }
}

static void
activated_cb (GtkColumnView *view, guint position, AttSongsPage *self)
{
  GPtrArray *items = att_list_get_items (self->list);
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func (g_object_unref);
  AttTrack *wanted = g_ptr_array_index (items, position);
  guint index = 0;

  if (att_track_has (wanted, ATT_TRACK_MISSING))
    {
      att_window_toast (att_window_of (GTK_WIDGET (self)), _("The file of “%s” is not there"),
                        att_track_get_title (wanted));
      return;
    }
  for (guint i = 0; i < items->len; i++)
    {
      AttTrack *track = g_ptr_array_index (items, i);

      if (i == position)
        index = tracks->len;
      if (!att_track_has (track, ATT_TRACK_MISSING))
        g_ptr_array_add (tracks, g_object_ref (track));
    }
  att_session_play_tracks (att_page_get_session (ATT_PAGE (self)), tracks, index);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer cell)
{
  AttSongsPage *self = g_object_get_data ((GObject *) a, "att-page");

  if (self)
    self->asked = GPOINTER_TO_INT (cell);
  return GTK_ORDERING_SMALLER;
}

/* GTK 4.8 does not tell which column is sorted by: the leading column's sorter is the first to be called */
static void
find_sort (AttSongsPage *self, GtkSorter *sorter)
{
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL), b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering;

  g_object_set_data (a, "att-page", self);
  g_object_set_data (b, "att-page", self);
  self->asked = -1;
  ordering = gtk_sorter_compare (sorter, a, b);
  self->sort = self->asked < 0 ? ATT_SORT_ARTIST : cells[self->asked].sort;
  self->descending = ordering == GTK_ORDERING_LARGER;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, AttSongsPage *self)
{
  if (!self->list) /* the view goes, and with it its columns */
    return;
  find_sort (self, sorter);
  att_list_restart (self->list);
  att_page_reload (ATT_PAGE (self));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSongsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!tracks)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  att_list_set_items (self->list, tracks);
  att_page_set_state (ATT_PAGE (self), tracks->len > 0 ? ATT_PAGE_CONTENT : ATT_PAGE_EMPTY);
}

static void
att_songs_page_reload (AttPage *page)
{
  AttSongsPage *self = ATT_SONGS_PAGE (page);
  AttTrackQuery query = { .with_missing = TRUE, .sort = self->sort, .descending = self->descending };

  att_session_list_tracks_async (att_page_get_session (page), &query, att_page_get_cancellable (page), listed_cb, self);
}

static void
att_songs_page_track_changed (AttPage *page, AttTrack *track)
{
  att_list_update_track (ATT_SONGS_PAGE (page)->list, track);
}

static void
narrow_cb (AttSongsPage *self)
{
  gboolean narrow = att_page_get_narrow (ATT_PAGE (self));

  gtk_column_view_column_set_visible (self->columns[CELL_ARTIST], !narrow);
  gtk_column_view_column_set_visible (self->columns[CELL_ALBUM], !narrow);
  gtk_column_view_column_set_visible (self->columns[CELL_PLAYS], !narrow);
}

/* the list is made when there is a session: the cells follow what plays */
static void
att_songs_page_session_set (AttPage *page)
{
  AttSongsPage *self = ATT_SONGS_PAGE (page);
  g_autoptr (GtkSelectionModel) selection = NULL;

  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_single_selection_set_can_unselect (GTK_SINGLE_SELECTION (selection), TRUE);
  gtk_column_view_set_model (self->view, selection);
}

static void
att_songs_page_dispose (GObject *object)
{
  g_clear_object (&ATT_SONGS_PAGE (object)->list);
  G_OBJECT_CLASS (att_songs_page_parent_class)->dispose (object);
}

static void
att_songs_page_class_init (AttSongsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_songs_page_dispose;
  ATT_PAGE_CLASS (klass)->reload = att_songs_page_reload;
  ATT_PAGE_CLASS (klass)->track_changed = att_songs_page_track_changed;
  ATT_PAGE_CLASS (klass)->session_set = att_songs_page_session_set;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-songs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttSongsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
}

static void
att_songs_page_init (AttSongsPage *self)
{
  self->list = att_list_new (ATT_TYPE_TRACK);
  self->sort = ATT_SORT_ARTIST;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < N_CELLS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkSorter) sorter =
        GTK_SORTER (gtk_custom_sorter_new (compare_cb, GINT_TO_POINTER (i), NULL));

      g_object_set_data (G_OBJECT (factory), "att-cell", GINT_TO_POINTER (i));
      g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
      g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
      self->columns[i] = gtk_column_view_column_new (_(cells[i].title), factory);
      gtk_column_view_column_set_sorter (self->columns[i], sorter);
      gtk_column_view_column_set_expand (self->columns[i], !cells[i].numeric);
      gtk_column_view_column_set_resizable (self->columns[i], !cells[i].numeric);
      gtk_column_view_append_column (self->view, self->columns[i]);
      g_object_unref (self->columns[i]);
    }
  gtk_column_view_sort_by_column (self->view, self->columns[CELL_ARTIST], GTK_SORT_ASCENDING);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sorter_changed_cb), self, 0);
}

GtkWidget *
att_songs_page_new (void)
{
  return g_object_new (ATT_TYPE_SONGS_PAGE, NULL);
}
