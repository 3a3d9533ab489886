/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-songs-page.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cell.h"
#include "att-format.h"
#include "att-keys.h"
#include "att-now.h"
#include "att-popup.h"
#include "att-rating.h"
#include "att-selection.h"
#include "att-song-list.h"
#include "att-songs-filter.h"
#include "att-track-menu.h"
#include "att-view-options.h"
#include "att-window-queue.h"
#include "att-wrap-layout.h"

/* wider than this there is room for genres, and for every column */
#define GENRE_TABLE 900
#define WIDE_TABLE 1080
/* a title is told first, and may be longer than who plays it: letters of each before they share what room is left */
#define TITLE_LETTERS 32
#define NAME_LETTERS 17
#define GENRE_LETTERS 10

typedef enum {
  CELL_TITLE,
  CELL_ARTIST,
  CELL_ALBUM,
  CELL_GENRE,
  CELL_YEAR,
  CELL_ADDED,
  CELL_RATING,
  CELL_PLAYS,
  CELL_LENGTH,
  N_CELLS
} Cell;

struct _AttSongsPage
{
  AttPage parent_instance;

  AttSongList *list;
  GSimpleActionGroup *group;
  GAction *sort, *descending;
  AttSongsFilter *filter;
  /* while the column view's sorter is asked which column leads: see find_sort() */
  int asked;
  gboolean showing_sort; /* the view is told, and does not tell */
  int room; /* of room_of() */

  GtkBox *box;
  GtkWidget *bar;
  GtkStack *stack;
  GtkButton *show_all;
  GtkColumnView *view;
  GtkColumnViewColumn *columns[N_CELLS];
};

G_DEFINE_FINAL_TYPE (AttSongsPage, att_songs_page, ATT_TYPE_PAGE)

static const struct {
  const char *title, *key; /* of the action "songs-sort" */
  AttSort sort;
  gboolean numeric;
} cells[N_CELLS] = {
  [CELL_TITLE] = { N_("Title"), "title", ATT_SORT_TITLE, FALSE },
  [CELL_ARTIST] = { N_("Artist"), "artist", ATT_SORT_ARTIST, FALSE },
  [CELL_ALBUM] = { N_("Album"), "album", ATT_SORT_ALBUM, FALSE },
  [CELL_GENRE] = { N_("Genre"), "genre", ATT_SORT_GENRE, FALSE },
  [CELL_YEAR] = { N_("Year"), "year", ATT_SORT_YEAR, TRUE },
  /* TRANSLATORS: when a song came into the library */
  [CELL_ADDED] = { N_("Added"), "added", ATT_SORT_DATE_ADDED, TRUE },
  [CELL_RATING] = { N_("Rating"), "rating", ATT_SORT_RATING, TRUE },
  [CELL_PLAYS] = { N_("Plays"), "plays", ATT_SORT_PLAYS, TRUE },
  [CELL_LENGTH] = { N_("Length"), "length", ATT_SORT_DURATION, TRUE },
};

static const AttViewChoice choices[] = {
  { "artist", N_("Artist"), FALSE }, { "title", N_("Title"), FALSE },  { "album", N_("Album"), FALSE },
  { "genre", N_("Genre"), FALSE },   { "year", N_("Year"), TRUE },     { "added", N_("Added"), TRUE },
  { "rating", N_("Rating"), TRUE },  { "plays", N_("Plays"), TRUE },   { "length", N_("Length"), FALSE },
  { NULL },
};

static int
sorted_cell (AttSongsPage *self)
{
  const char *key = att_view_action_text (self->sort);

  for (int i = 0; i < N_CELLS; i++)
    if (g_str_equal (cells[i].key, key))
      return i;
  return CELL_ARTIST;
}

static AttTrack *
get_menu_track (GtkWidget *widget, AttQueueItem **item)
{
  return g_object_get_data (G_OBJECT (widget), "att-track");
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_playing (AttNow *now, GtkWidget *title)
{
  AttTrack *playing = att_now_get_track (now), *track = g_object_get_data (G_OBJECT (title), "att-track");

  set_css_class (title, "playing", playing && track && playing->id == track->id);
}

static const char *
sample_of (Cell cell)
{
  switch (cell)
    {
    case CELL_YEAR:
      return "0000";
    case CELL_ADDED:
      {
        g_autoptr (GDateTime) date = g_date_time_new_local (2028, 12, 28, 0, 0, 0);
        g_autofree char *text = g_date_time_format (date, "%x");

        return g_intern_string (text);
      }
    case CELL_PLAYS:
      return "00000";
    case CELL_LENGTH:
      return "00:00:00";
    case CELL_TITLE:
    case CELL_ARTIST:
    case CELL_ALBUM:
    case CELL_GENRE:
    case CELL_RATING:
    case N_CELLS:
    default:
      return NULL;
    }
}

static int
letters_of (Cell cell)
{
  return cell == CELL_TITLE ? TITLE_LETTERS : cell == CELL_GENRE ? GENRE_LETTERS : NAME_LETTERS;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AttSongsPage *self)
{
  Cell cell = (Cell) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "att-cell"));
  GtkWidget *widget = att_cell_new (sample_of (cell), letters_of (cell), cells[cell].numeric);

  att_cell_set_dim (ATT_CELL (widget), cell != CELL_TITLE);
  if (cell == CELL_TITLE)
    {
      /* the artist, where the table is too narrow for a column of its own */
      g_object_bind_property (self, "narrow", widget, "two-lines", G_BINDING_SYNC_CREATE);
      att_track_menu_mark (widget, get_menu_track);
      att_selection_mark_row (widget, item);
      g_signal_connect_object (att_now_get (att_page_get_session (ATT_PAGE (self))), "changed",
                               G_CALLBACK (show_playing), widget, 0);
    }
  if (cell == CELL_RATING)
    att_cell_set_child (ATT_CELL (widget), g_object_new (ATT_TYPE_RATING, "focusable", FALSE, NULL));
  g_object_set_data (G_OBJECT (item), "att-cell", GINT_TO_POINTER (cell));
  g_object_set_data (G_OBJECT (item), "att-page", self);
  gtk_list_item_set_child (item, widget);
}

static char *
format_date (gint64 at)
{
  g_autoptr (GDateTime) date = at > 0 ? g_date_time_new_from_unix_local (at) : NULL;

  return date ? g_date_time_format (date, "%x") : NULL;
}

static char *
format_cell (Cell cell, AttTrack *track)
{
  switch (cell)
    {
    case CELL_TITLE:
      return g_strdup (att_track_get_title (track));
    case CELL_ARTIST:
      return g_strdup (att_format_artist (track));
    case CELL_ALBUM:
      return g_strdup (att_track_get_album (track));
    case CELL_GENRE:
      return att_track_get_genre (track) ? g_strjoinv (", ", track->genres) : NULL;
    case CELL_YEAR:
      return track->year > 0 ? g_strdup_printf ("%d", track->year) : NULL;
    case CELL_ADDED:
      return format_date (track->date_added_at);
    case CELL_RATING:
      return NULL;
    case CELL_PLAYS:
      return track->n_plays > 0 ? g_strdup_printf ("%d", track->n_plays) : NULL;
    case CELL_LENGTH:
    case N_CELLS:
    default:
      return track->duration_ms > 0 ? att_format_time (track->duration_ms) : NULL;
    }
}

/* a row's track comes a moment after the row: see att-song-list.h */
static void
show_track (GtkListItem *item, GParamSpec *pspec, AttSong *song)
{
  Cell cell = (Cell) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (item), "att-cell"));
  GtkWidget *widget = gtk_list_item_get_child (item);
  AttTrack *track = att_song_get_track (song);
  AttSongsPage *self = g_object_get_data (G_OBJECT (item), "att-page");
  g_autofree char *text = track ? format_cell (cell, track) : NULL;

  att_cell_set_text (ATT_CELL (widget), text, track && cell == CELL_TITLE ? att_format_artist (track) : NULL);
  set_css_class (widget, "missing", track && att_track_has (track, ATT_TRACK_MISSING));
  if (cell == CELL_RATING)
    {
      GtkWidget *rating = gtk_widget_get_first_child (widget);

      gtk_widget_set_child_visible (rating, track != NULL); /* its room stays */
      if (track)
        att_rating_set_track (ATT_RATING (rating), track);
    }
  if (cell != CELL_TITLE)
    return;
  g_object_set_data_full (G_OBJECT (widget), "att-track", track ? g_object_ref (track) : NULL, g_object_unref);
  if (track)
    {
      g_autofree char *name = g_strdup_printf (_("%s by %s"), text, att_format_artist (track));

      att_accessible_name_row (item, name);
    }
  show_playing (att_now_get (att_page_get_session (ATT_PAGE (self))), widget);
}

static void
track_cb (AttSong *song, GParamSpec *pspec, GtkListItem *item)
{
  show_track (item, pspec, song);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AttSongsPage *self)
{
  AttSong *song = gtk_list_item_get_item (item);

  g_signal_connect (song, "notify::track", G_CALLBACK (track_cb), item);
  show_track (item, NULL, song);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, AttSongsPage *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), track_cb, item);
}

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
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, AttSongsPage *self)
{
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL), b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering;

  if (!self->list || self->showing_sort) /* the view goes, and with it its columns; or it is ours */
    return;
  g_object_set_data (a, "att-page", self);
  g_object_set_data (b, "att-page", self);
  self->asked = -1;
  ordering = gtk_sorter_compare (sorter, a, b);
  g_action_change_state (self->sort, g_variant_new_string (cells[self->asked < 0 ? CELL_ARTIST : self->asked].key));
  g_action_change_state (self->descending, g_variant_new_boolean (ordering == GTK_ORDERING_LARGER));
}

/* how many of the two widths it has */
static int
room_of (AttSongsPage *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));

  return (width > GENRE_TABLE) + (width > WIDE_TABLE);
}

/* what is sorted by is seen, whether there is room for every column or not */
static void
show_columns (AttSongsPage *self)
{
  gboolean narrow = att_page_get_narrow (ATT_PAGE (self));
  int sorted = sorted_cell (self);

  for (int i = 0; i < N_CELLS; i++)
    {
      gboolean always = i == CELL_TITLE || i == CELL_LENGTH;
      int needed = i == CELL_GENRE ? 1 : i == CELL_YEAR || i == CELL_ADDED ? 2 : 0;

      gtk_column_view_column_set_visible (self->columns[i], always || (narrow ? i == sorted && i != CELL_ARTIST
                                                                              : self->room >= needed || i == sorted));
      if (i <= CELL_GENRE)
        att_view_width_show (self->columns[i], !narrow);
    }
}

static void
show_sort (AttSongsPage *self)
{
  self->showing_sort = TRUE;
  /* GTK 4.8 takes the arrow from the column before only when that is no longer sorted by */
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (self->view, self->columns[sorted_cell (self)],
                                  att_view_action_flag (self->descending) ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->showing_sort = FALSE;
  show_columns (self);
}

static void
order_changed_cb (AttSongsPage *self)
{
  show_sort (self);
  if (!self->list)
    return;
  att_song_list_restart (self->list);
  att_page_reload (ATT_PAGE (self));
}

static void
filter_changed_cb (AttSongsPage *self)
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
  AttTrackQuery query = { .with_missing = TRUE, .sort = cells[sorted_cell (self)].sort,
                          .descending = att_view_action_flag (self->descending) };

  att_songs_filter_apply (self->filter, &query);
  att_session_list_track_ids_async (att_page_get_session (page), &query, att_page_get_cancellable (page), listed_cb,
                                    self);
}

static void
att_songs_page_track_changed (AttPage *page, AttTrack *track)
{
  att_song_list_update_track (ATT_SONGS_PAGE (page)->list, track);
}

static void
narrow_cb (AttSongsPage *self)
{
  show_columns (self);
}

static gboolean
width_cb (gpointer data)
{
  AttSongsPage *self = data;
  int room = room_of (self);

  if (room != self->room)
    {
      self->room = room;
      show_columns (self);
    }
  return G_SOURCE_REMOVE;
}

/* not while sizes are being given */
static void
page_size_cb (AttSongsPage *self)
{
  if (room_of (self) != self->room)
    g_idle_add_full (G_PRIORITY_DEFAULT, width_cb, g_object_ref (self), g_object_unref);
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
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
}

/* Numbers stand at the end of their column, and what names them above them, the arrow of the order before it: the other
 * way round than the title that GTK makes of a column. */
static void
turn_titles (AttSongsPage *self)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->view)));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (int i = 0; title && i < N_CELLS; i++, title = gtk_widget_get_next_sibling (title))
    if (sample_of ((Cell) i) && gtk_widget_get_first_child (title))
      gtk_widget_set_direction (gtk_widget_get_first_child (title), rtl ? GTK_TEXT_DIR_LTR : GTK_TEXT_DIR_RTL);
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
  self->sort = att_view_action_new (G_ACTION_MAP (self->group), "songs-sort", g_variant_new_string ("artist"));
  self->descending = att_view_action_new (G_ACTION_MAP (self->group), "songs-descending", g_variant_new_boolean (FALSE));
  gtk_widget_init_template (GTK_WIDGET (self));
  att_wrap_button (self->show_all);
  att_keys_leave_by_tab (GTK_WIDGET (self->view));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "songs", G_ACTION_GROUP (self->group));
  gtk_box_append (GTK_BOX (self->bar), att_view_sort_button_new ("songs", choices, self->sort, self->descending));
  gtk_box_append (self->box, att_selection_attach (GTK_WIDGET (self), dup_selected));
  self->filter = att_songs_filter_new (G_ACTION_MAP (self->group), self->bar);
  for (int i = 0; i < N_CELLS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkSorter) sorter =
        GTK_SORTER (gtk_custom_sorter_new (compare_cb, GINT_TO_POINTER (i), NULL));

      g_object_set_data (G_OBJECT (factory), "att-cell", GINT_TO_POINTER (i));
      g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
      g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
      g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
      self->columns[i] = gtk_column_view_column_new (_(cells[i].title), factory);
      gtk_column_view_column_set_sorter (self->columns[i], sorter);
      gtk_column_view_column_set_expand (self->columns[i], i <= CELL_GENRE);
      if (i <= CELL_GENRE)
        att_view_width_keep (self->columns[i], "songs-widths", cells[i].key);
      gtk_column_view_append_column (self->view, self->columns[i]);
      g_object_unref (self->columns[i]);
    }
  turn_titles (self);
  show_sort (self);
  att_cell_watch (GTK_SCROLLABLE (self->view));
  att_popup_attach_table (GTK_WIDGET (self->view));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sorter_changed_cb), self, 0);
  g_signal_connect_object (self->sort, "notify::state", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->descending, "notify::state", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view)), "notify::page-size",
                           G_CALLBACK (page_size_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (filter_changed_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
att_songs_page_new (void)
{
  return g_object_new (ATT_TYPE_SONGS_PAGE, NULL);
}
