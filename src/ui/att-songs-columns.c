/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-songs-columns.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cell.h"
#include "att-format.h"
#include "att-now.h"
#include "att-popup.h"
#include "att-rating.h"
#include "att-selection.h"
#include "att-song-list.h"
#include "att-track-menu.h"
#include "att-view-options.h"

typedef enum {
  CELL_TITLE,
  CELL_ARTIST,
  CELL_ALBUM,
  CELL_ALBUM_ARTIST,
  CELL_GENRE,
  CELL_COMPOSER,
  CELL_TRACK,
  CELL_YEAR,
  CELL_ADDED,
  CELL_LAST_PLAYED,
  CELL_RATING,
  CELL_PLAYS,
  CELL_FORMAT,
  CELL_LENGTH,
  N_CELLS
} Cell;

/* who takes room before whom; those of RANK_CHOSEN are not there until they are chosen */
typedef enum {
  RANK_ALWAYS,
  RANK_FIRST,
  RANK_ROOMY,
  RANK_CHOSEN,
  N_RANKS
} Rank;

struct _AttSongsColumns
{
  GObject parent_instance;

  AttPage *page; /* owns this */
  GtkColumnView *view;
  GAction *sort, *descending, *wanted[N_CELLS]; /* of the group; the title is wanted always */
  /* while the column view's sorter is asked which column leads: see sorter_changed_cb() */
  int asked;
  gboolean showing_sort; /* the view is told, and does not tell */
  int width; /* of the page */
  guint width_id;
  GtkColumnViewColumn *columns[N_CELLS];
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AttSongsColumns, att_songs_columns, G_TYPE_OBJECT)

static const struct {
  const char *title, *key; /* of the action "songs-sort", and in the settings "songs-columns" */
  AttSort sort;
  gboolean most_first; /* see AttViewChoice */
  int letters; /* of words, which share what room is left */
  const char *sample; /* of a number: as wide as any of the column */
  Rank rank;
  int width; /* of the page that it takes, in pixels at text of the usual size */
  int spare; /* of RANK_ROOMY: more than this is left beside what comes first */
} cells[N_CELLS] = {
  [CELL_TITLE] = { N_("Title"), "title", ATT_SORT_TITLE, FALSE, 32, NULL, RANK_ALWAYS, 170, 0 },
  [CELL_ARTIST] = { N_("Artist"), "artist", ATT_SORT_ARTIST, FALSE, 17, NULL, RANK_ALWAYS, 120, 0 },
  [CELL_ALBUM] = { N_("Album"), "album", ATT_SORT_ALBUM, FALSE, 17, NULL, RANK_FIRST, 120, 0 },
  [CELL_ALBUM_ARTIST] = { N_("Album artist"), "album-artist", ATT_SORT_DEFAULT, FALSE, 17, NULL, RANK_CHOSEN, 120, 0 },
  [CELL_GENRE] = { N_("Genre"), "genre", ATT_SORT_GENRE, FALSE, 10, NULL, RANK_ROOMY, 110, 210 },
  [CELL_COMPOSER] = { N_("Composer"), "composer", ATT_SORT_COMPOSER, FALSE, 17, NULL, RANK_CHOSEN, 120, 0 },
  /* TRANSLATORS: the number of a song on its album */
  [CELL_TRACK] = { N_("Track"), "track", ATT_SORT_TRACK_NUMBER, FALSE, 0, "000", RANK_CHOSEN, 65, 0 },
  [CELL_YEAR] = { N_("Year"), "year", ATT_SORT_YEAR, TRUE, 0, "0000", RANK_ROOMY, 65, 390 },
  /* TRANSLATORS: when a song came into the library */
  [CELL_ADDED] = { N_("Added"), "added", ATT_SORT_DATE_ADDED, TRUE, 0, NULL, RANK_ROOMY, 100, 390 },
  [CELL_LAST_PLAYED] = { N_("Last played"), "last-played", ATT_SORT_LAST_PLAYED, TRUE, 0, NULL, RANK_CHOSEN, 110, 0 },
  [CELL_RATING] = { N_("Rating"), "rating", ATT_SORT_RATING, TRUE, 0, NULL, RANK_FIRST, 120, 0 },
  [CELL_PLAYS] = { N_("Plays"), "plays", ATT_SORT_PLAYS, TRUE, 0, "00000", RANK_FIRST, 75, 0 },
  /* TRANSLATORS: of a file: "FLAC", "MP3" */
  [CELL_FORMAT] = { N_("Format"), "format", ATT_SORT_FORMAT, FALSE, 10, NULL, RANK_CHOSEN, 95, 0 },
  [CELL_LENGTH] = { N_("Length"), "length", ATT_SORT_DURATION, FALSE, 0, "00:00:00", RANK_ALWAYS, 85, 0 },
};

static int
sorted_cell (AttSongsColumns *self)
{
  const char *key = att_view_action_text (self->sort);

  for (int i = 0; i < N_CELLS; i++)
    if (g_str_equal (cells[i].key, key))
      return i;
  return CELL_ARTIST;
}

/* NULL: it is no number */
static const char *
sample_of (Cell cell)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;

  if (cell != CELL_ADDED && cell != CELL_LAST_PLAYED)
    return cells[cell].sample;
  date = g_date_time_new_local (2028, 12, 28, 0, 0, 0);
  text = g_date_time_format (date, "%x");
  return g_intern_string (text);
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

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AttSongsColumns *self)
{
  Cell cell = (Cell) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "att-cell"));
  GtkWidget *widget = att_cell_new (sample_of (cell), cells[cell].letters,
                                    sample_of (cell) != NULL);

  att_cell_set_dim (ATT_CELL (widget), cell != CELL_TITLE);
  if (cell == CELL_TITLE)
    {
      /* the artist, where the table is too narrow for a column of its own */
      g_object_bind_property (self->page, "narrow", widget, "two-lines", G_BINDING_SYNC_CREATE);
      att_track_menu_mark (widget, get_menu_track);
      att_selection_mark_row (widget, item);
      g_signal_connect_object (att_now_get (att_page_get_session (self->page)), "changed",
                               G_CALLBACK (show_playing), widget, 0);
    }
  if (cell == CELL_RATING)
    att_cell_set_child (ATT_CELL (widget), g_object_new (ATT_TYPE_RATING, "focusable", FALSE, NULL));
  g_object_set_data (G_OBJECT (item), "att-cell", GINT_TO_POINTER (cell));
  g_object_set_data (G_OBJECT (item), "att-columns", self);
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
    case CELL_ALBUM_ARTIST:
      return g_strdup (track->album_artist);
    case CELL_GENRE:
      return att_track_get_genre (track) ? g_strjoinv (", ", track->genres) : NULL;
    case CELL_COMPOSER:
      return g_strdup (track->composer);
    case CELL_TRACK:
      return track->track_number > 0 ? g_strdup_printf ("%d", track->track_number) : NULL;
    case CELL_YEAR:
      return track->year > 0 ? g_strdup_printf ("%d", track->year) : NULL;
    case CELL_ADDED:
      return format_date (track->date_added_at);
    case CELL_LAST_PLAYED:
      return format_date (track->last_played_at);
    case CELL_RATING:
      return NULL;
    case CELL_PLAYS:
      return track->n_plays > 0 ? g_strdup_printf ("%d", track->n_plays) : NULL;
    case CELL_FORMAT:
      return g_strdup (att_format_audio_type ((AttAudioType) track->audio_type));
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
  AttSongsColumns *self = g_object_get_data (G_OBJECT (item), "att-columns");
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
  show_playing (att_now_get (att_page_get_session (self->page)), widget);
}

static void
track_cb (AttSong *song, GParamSpec *pspec, GtkListItem *item)
{
  show_track (item, pspec, song);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  AttSong *song = gtk_list_item_get_item (item);

  g_signal_connect (song, "notify::track", G_CALLBACK (track_cb), item);
  show_track (item, NULL, song);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), track_cb, item);
}

/* --- the order --- */

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer cell)
{
  AttSongsColumns *self = g_object_get_data ((GObject *) a, "att-columns");

  if (self)
    self->asked = GPOINTER_TO_INT (cell);
  return GTK_ORDERING_SMALLER;
}

/* GTK 4.8 does not tell which column is sorted by: the leading column's sorter is the first to be called */
static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, AttSongsColumns *self)
{
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL), b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering;

  if (self->showing_sort)
    return;
  g_object_set_data (a, "att-columns", self);
  g_object_set_data (b, "att-columns", self);
  self->asked = -1;
  ordering = gtk_sorter_compare (sorter, a, b);
  g_action_change_state (self->sort, g_variant_new_string (cells[self->asked < 0 ? CELL_ARTIST : self->asked].key));
  g_action_change_state (self->descending, g_variant_new_boolean (ordering == GTK_ORDERING_LARGER));
}

/* --- which of them --- */

/* In the order in which they take room. What is sorted by is seen, whether there is room for it or not. */
static void
show_columns (AttSongsColumns *self)
{
  const gboolean narrow = att_page_get_narrow (self->page);
  const int sorted = sorted_cell (self);
  int left = (int) (self->width / att_text_scale (GTK_WIDGET (self->page)));

  for (Rank rank = RANK_ALWAYS; rank < N_RANKS; rank++)
    {
      const int room = left;

      for (int i = 0; i < N_CELLS; i++)
        {
          gboolean shown, wanted = i == CELL_TITLE || att_view_action_flag (self->wanted[i]);

          if (cells[i].rank != rank)
            continue;
          if (narrow)
            shown = i == CELL_TITLE || i == CELL_LENGTH || (i == sorted && i != CELL_ARTIST);
          else
            shown = rank == RANK_ALWAYS || i == sorted ||
                    (rank == RANK_ROOMY ? room > cells[i].spare : left >= cells[i].width);
          shown = shown && wanted;
          if (cells[i].letters > 0)
            att_view_width_show (self->columns[i], !narrow);
          gtk_column_view_column_set_visible (self->columns[i], shown);
          /* a narrower one does not go before it */
          left -= shown || (rank == RANK_FIRST && wanted) ? cells[i].width : 0;
        }
    }
}

static void
show_sort (AttSongsColumns *self)
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
order_changed_cb (AttSongsColumns *self)
{
  show_sort (self);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
width_cb (gpointer data)
{
  AttSongsColumns *self = data;

  self->width_id = 0;
  show_columns (self);
  return G_SOURCE_REMOVE;
}

/* not while sizes are being given */
static void
page_size_cb (AttSongsColumns *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self->page));

  if (width == self->width)
    return;
  self->width = width;
  if (self->width_id == 0)
    self->width_id = g_idle_add_full (G_PRIORITY_DEFAULT, width_cb, self, NULL);
}

/* Numbers stand at the end of their column, and what names them above them, the arrow of the order before it: the other
 * way round than the title that GTK makes of a column. To be called while the columns are in the order of the cells. */
static void
turn_titles (AttSongsColumns *self)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->view)));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self->view)) == GTK_TEXT_DIR_RTL;

  for (int i = 0; title && i < N_CELLS; i++, title = gtk_widget_get_next_sibling (title))
    if (sample_of ((Cell) i) && gtk_widget_get_first_child (title))
      gtk_widget_set_direction (gtk_widget_get_first_child (title), rtl ? GTK_TEXT_DIR_LTR : GTK_TEXT_DIR_RTL);
}

/* --- the menus --- */

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (int i = 0; i < N_CELLS; i++)
    if (i != CELL_TITLE)
      {
        g_autofree char *action = g_strdup_printf ("songs.column-%s", cells[i].key);

        g_menu_append (menu, _(cells[i].title), action);
      }
  return G_MENU_MODEL (menu);
}

/* the button of the order has the columns too, for who has no second button, or no pointer */
static GtkWidget *
make_button (AttSongsColumns *self, GMenuModel *columns)
{
  static AttViewChoice choices[N_CELLS + 1];
  g_autoptr (GMenu) section = g_menu_new ();
  GtkMenuButton *button;

  for (int i = 0; i < N_CELLS; i++)
    choices[i] = (AttViewChoice){ cells[i].key, cells[i].title, cells[i].most_first };
  button = GTK_MENU_BUTTON (att_view_sort_button_new ("songs", choices, self->sort, self->descending));
  /* TRANSLATORS: a menu of what a table shows */
  g_menu_append_submenu (section, _("Columns"), columns);
  g_menu_append_section (G_MENU (gtk_menu_button_get_menu_model (button)), NULL, G_MENU_MODEL (section));
  att_popup_return_focus (button);
  return GTK_WIDGET (button);
}

static void
add_column (AttSongsColumns *self, Cell cell, GMenuModel *menu)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, GINT_TO_POINTER (cell), NULL));
  GtkColumnViewColumn *column = gtk_column_view_column_new (_(cells[cell].title), factory);

  g_object_set_data (G_OBJECT (factory), "att-cell", GINT_TO_POINTER (cell));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL); /* also when this is gone */
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_header_menu (column, menu);
  gtk_column_view_column_set_expand (column, cells[cell].letters > 0);
  att_view_column_name (column, cells[cell].key);
  if (cells[cell].letters > 0)
    att_view_width_keep (column, "songs-widths");
  gtk_column_view_append_column (self->view, column);
  self->columns[cell] = column; /* the view holds it */
  g_object_unref (column);
}

static void
att_songs_columns_dispose (GObject *object)
{
  g_clear_handle_id (&ATT_SONGS_COLUMNS (object)->width_id, g_source_remove);
  G_OBJECT_CLASS (att_songs_columns_parent_class)->dispose (object);
}

static void
att_songs_columns_class_init (AttSongsColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_songs_columns_dispose;
  changed_signal =
    g_signal_new ("changed", ATT_TYPE_SONGS_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_songs_columns_init (AttSongsColumns *self)
{
}

AttSongsColumns *
att_songs_columns_new (AttPage *page, GtkColumnView *view, GActionMap *group, GtkWidget *bar)
{
  AttSongsColumns *self = g_object_new (ATT_TYPE_SONGS_COLUMNS, NULL);
  g_autoptr (GMenuModel) menu = make_menu ();

  self->page = page;
  self->view = view;
  self->sort = att_view_action_new (group, "songs-sort", g_variant_new_string ("artist"));
  self->descending = att_view_action_new (group, "songs-descending", g_variant_new_boolean (FALSE));
  for (int i = 0; i < N_CELLS; i++)
    {
      add_column (self, (Cell) i, menu);
      if (i == CELL_TITLE)
        continue;
      self->wanted[i] = att_view_member_action_new (group, "column-", "songs-columns", cells[i].key,
                                                    cells[i].rank != RANK_CHOSEN);
      g_signal_connect_object (self->wanted[i], "notify::state", G_CALLBACK (show_columns), self, G_CONNECT_SWAPPED);
    }
  gtk_box_append (GTK_BOX (bar), make_button (self, menu));
  turn_titles (self);
  att_view_order_keep (view, "songs-order");
  show_sort (self);
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (sorter_changed_cb), self, 0);
  g_signal_connect_object (self->sort, "notify::state", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->descending, "notify::state", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::narrow", G_CALLBACK (show_columns), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view)), "notify::page-size",
                           G_CALLBACK (page_size_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
att_songs_columns_apply (AttSongsColumns *self, AttTrackQuery *query)
{
  query->sort = cells[sorted_cell (self)].sort;
  query->descending = att_view_action_flag (self->descending);
}
