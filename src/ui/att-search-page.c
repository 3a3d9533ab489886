/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-search-page.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-collection-tile.h"
#include "att-format.h"
#include "att-keys.h"
#include "att-track-row.h"
#include "att-window.h"
#include "att-wrap-layout.h"

#define SOME_TILES 6 /* until more are asked for */
#define MAX_TILES 60
#define MAX_CHIPS 12
#define SONGS_STEP 8
#define MAX_SONGS 200
/* six in a line of a wide window, three in a narrow one; two where the text is so large that words have no place in them */
#define TILE_SIZE 126
#define NARROW_TILE_SIZE 98
#define NARROW_LARGE_TILE_SIZE 144
#define LARGE_TEXT 1.2

typedef enum { SECTION_ARTISTS, SECTION_COMPOSERS, SECTION_ALBUMS, SECTION_GENRES, SECTION_SONGS, N_SECTIONS } Section;

struct _AttSearchPage
{
  AttPage parent_instance;

  char *text, *shown; /* typed; whose results are shown */
  GPtrArray *results[N_SECTIONS]; /* NULL: still asked for */
  guint limits[N_SECTIONS];       /* how many of them are shown */
  guint grow_id, make_id;
  gboolean chips_late;

  GtkSearchEntry *entry;
  GtkStack *stack;
  AdwStatusPage *nothing;
  GtkScrolledWindow *scroller;
  GtkWidget *sections[N_SECTIONS];
  GtkFlowBox *tiles[SECTION_GENRES]; /* of artists, composers and albums */
  GtkWidget *more[SECTION_GENRES];
  GtkWidget *chips;
  GtkListBox *songs;
};

G_DEFINE_FINAL_TYPE (AttSearchPage, att_search_page, ATT_TYPE_PAGE)

static const AttCollectionKind kinds[N_SECTIONS] = {
  [SECTION_ARTISTS] = ATT_COLLECTION_ARTIST,
  [SECTION_COMPOSERS] = ATT_COLLECTION_COMPOSER,
  [SECTION_ALBUMS] = ATT_COLLECTION_ALBUM,
  [SECTION_GENRES] = ATT_COLLECTION_GENRE,
};

static int
tile_size (AttSearchPage *self)
{
  if (!att_page_get_narrow (ATT_PAGE (self)))
    return TILE_SIZE;
  return att_text_scale (GTK_WIDGET (self)) > LARGE_TEXT ? NARROW_LARGE_TILE_SIZE : NARROW_TILE_SIZE;
}

static void
narrow_cb (AttSearchPage *self)
{
  GtkFlowBoxChild *child;

  for (int section = 0; section < SECTION_GENRES; section++)
    for (int i = 0; (child = gtk_flow_box_get_child_at_index (self->tiles[section], i)); i++)
      att_collection_tile_set_size (ATT_COLLECTION_TILE (gtk_flow_box_child_get_child (child)), tile_size (self));
}

static GtkFlowBoxChild *
make_tile (AttSearchPage *self, Section section)
{
  GtkWidget *tile = att_collection_tile_new (tile_size (self));

  gtk_flow_box_append (self->tiles[section], tile);
  return GTK_FLOW_BOX_CHILD (gtk_widget_get_parent (tile));
}

/* What was made for the text before is used again: making widgets is what costs. */
static void
show_tiles (AttSearchPage *self, Section section)
{
  GPtrArray *found = self->results[section];
  guint n = MIN (found->len, self->limits[section]);
  GtkFlowBoxChild *child;

  for (guint i = 0; (child = gtk_flow_box_get_child_at_index (self->tiles[section], i)) || i < n; i++)
    {
      AttCollection *collection = i < n ? g_ptr_array_index (found, i) : NULL;

      if (!child)
        child = make_tile (self, section);
      gtk_widget_set_visible (GTK_WIDGET (child), collection != NULL);
      if (!collection)
        continue;
      att_collection_tile_set (ATT_COLLECTION_TILE (gtk_flow_box_child_get_child (child)),
                               att_page_get_session (ATT_PAGE (self)), collection, NULL);
      att_accessible_name (child, collection->title);
    }
  gtk_widget_set_visible (self->more[section], n < MIN (found->len, MAX_TILES));
}

static void
chip_clicked_cb (GtkButton *chip, AttSearchPage *self)
{
  const char *genre = gtk_button_get_label (chip);

  att_window_show_collection (att_window_of (GTK_WIDGET (self)), ATT_COLLECTION_GENRE, 0, genre);
}

/* a genre is a word: it has no picture of its own */
static void
show_chips (AttSearchPage *self)
{
  GPtrArray *found = self->results[SECTION_GENRES];
  GtkWidget *chip = gtk_widget_get_first_child (self->chips);

  gtk_widget_set_visible (self->sections[SECTION_GENRES], found && found->len > 0);
  if (!found)
    return;
  for (guint i = 0; chip || i < MIN (found->len, MAX_CHIPS); i++)
    {
      if (!chip)
        {
          chip = gtk_button_new_with_label ("");
          gtk_widget_add_css_class (chip, "chip");
          g_signal_connect (chip, "clicked", G_CALLBACK (chip_clicked_cb), self);
          gtk_box_append (GTK_BOX (self->chips), chip);
        }
      gtk_widget_set_visible (chip, i < found->len);
      if (i < found->len)
        gtk_button_set_label (GTK_BUTTON (chip), ((AttCollection *) g_ptr_array_index (found, i))->title);
      chip = gtk_widget_get_next_sibling (chip);
    }
}

static GtkWidget *
make_row (AttSearchPage *self)
{
  GtkWidget *row = att_track_row_new (ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ARTIST | ATT_TRACK_ROW_ALBUM);

  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  gtk_list_box_append (self->songs, row);
  return gtk_widget_get_parent (row);
}

static void
show_songs (AttSearchPage *self)
{
  GPtrArray *found = self->results[SECTION_SONGS];
  guint n = MIN (found->len, self->limits[SECTION_SONGS]);
  GtkWidget *row;

  for (guint i = 0; (row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->songs, i))) || i < n; i++)
    {
      AttTrack *track = i < n ? g_ptr_array_index (found, i) : NULL;

      if (!row)
        row = make_row (self);
      gtk_widget_set_visible (row, track != NULL);
      if (!track)
        continue;
      att_track_row_set_track (ATT_TRACK_ROW (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))),
                               att_page_get_session (ATT_PAGE (self)), track);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !att_track_has (track, ATT_TRACK_MISSING));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, att_track_get_title (track),
                                      -1);
    }
}

/* One widget after the other while nothing is typed yet, so that the first letter need not wait for all of them. */
static gboolean
make_cb (gpointer data)
{
  AttSearchPage *self = data;

  for (int section = 0; section < SECTION_GENRES; section++)
    if (!gtk_flow_box_get_child_at_index (self->tiles[section], SOME_TILES - 1))
      {
        gtk_widget_set_visible (GTK_WIDGET (make_tile (self, (Section) section)), FALSE);
        return G_SOURCE_CONTINUE;
      }
  if (!gtk_list_box_get_row_at_index (self->songs, SONGS_STEP - 1))
    {
      gtk_widget_set_visible (make_row (self), FALSE);
      return G_SOURCE_CONTINUE;
    }
  self->make_id = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
wants_songs (AttSearchPage *self)
{
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (self->scroller);
  GPtrArray *found = self->results[SECTION_SONGS];

  return found && self->limits[SECTION_SONGS] < found->len &&
         gtk_adjustment_get_upper (at) - gtk_adjustment_get_value (at) < 2 * gtk_adjustment_get_page_size (at);
}

static gboolean
grow_cb (gpointer data)
{
  AttSearchPage *self = data;

  self->grow_id = 0;
  if (wants_songs (self))
    {
      self->limits[SECTION_SONGS] += SONGS_STEP;
      show_songs (self);
    }
  return G_SOURCE_REMOVE;
}

/* there are as many songs as are seen, and a screen more; the layout tells again when these have their place */
static void
scrolled_cb (AttSearchPage *self)
{
  if (self->grow_id == 0 && wants_songs (self))
    self->grow_id = g_idle_add (grow_cb, self);
}

/* Everything is shown at once when the last answer is there: a page that fills up in four steps flickers at
 * every letter. Genres alone may come later: while the library is listened to, they are counted anew. */
static void
show_results (AttSearchPage *self)
{
  const gboolean again = g_strcmp0 (self->shown, self->text) == 0; /* the library has changed: all stays where it is */
  gboolean any = FALSE;

  for (int i = 0; i < N_SECTIONS; i++)
    {
      if (!self->results[i] && i != SECTION_GENRES)
        return;
      any |= self->results[i] && self->results[i]->len > 0;
    }
  if (!any && !self->results[SECTION_GENRES])
    return;
  self->chips_late = !self->results[SECTION_GENRES];
  if (!again)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  for (int i = 0; i < N_SECTIONS; i++)
    {
      if (!again)
        self->limits[i] = i == SECTION_SONGS ? SONGS_STEP : SOME_TILES;
      if (i == SECTION_GENRES)
        {
          show_chips (self);
          continue;
        }
      gtk_widget_set_visible (self->sections[i], self->results[i]->len > 0);
      if (i == SECTION_SONGS)
        show_songs (self);
      else
        show_tiles (self, (Section) i);
    }
  if (!any)
    {
      g_autofree char *text = g_strdup_printf (_("Nothing here is called “%s”."), self->text);
      g_autofree char *markup = g_markup_escape_text (text, -1);
      adw_status_page_set_description (self->nothing, markup);
    }
  gtk_stack_set_visible_child_name (self->stack, any ? "results" : "nothing");
  g_free (self->shown);
  self->shown = g_strdup (self->text);
}

static void
take_results (AttSearchPage *self, Section section, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!found)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  g_clear_pointer (&self->results[section], g_ptr_array_unref);
  self->results[section] = g_steal_pointer (&found);
  if (section == SECTION_GENRES && self->chips_late)
    show_chips (self);
  else
    show_results (self);
}

static void
artists_cb (GObject *source, GAsyncResult *result, gpointer self)
{
  take_results (self, SECTION_ARTISTS, source, result);
}

static void
composers_cb (GObject *source, GAsyncResult *result, gpointer self)
{
  take_results (self, SECTION_COMPOSERS, source, result);
}

static void
albums_cb (GObject *source, GAsyncResult *result, gpointer self)
{
  take_results (self, SECTION_ALBUMS, source, result);
}

static void
genres_cb (GObject *source, GAsyncResult *result, gpointer self)
{
  take_results (self, SECTION_GENRES, source, result);
}

static void
songs_cb (GObject *source, GAsyncResult *result, gpointer self)
{
  take_results (self, SECTION_SONGS, source, result);
}

static void
att_search_page_reload (AttPage *page)
{
  static const GAsyncReadyCallback callbacks[] = { artists_cb, composers_cb, albums_cb, genres_cb };
  AttSearchPage *self = ATT_SEARCH_PAGE (page);
  GCancellable *cancellable = att_page_get_cancellable (page);
  AttTrackQuery query = { .text = self->text, .with_missing = TRUE, .limit = MAX_SONGS };

  att_page_set_state (page, ATT_PAGE_CONTENT);
  for (int i = 0; i < N_SECTIONS; i++)
    g_clear_pointer (&self->results[i], g_ptr_array_unref);
  self->chips_late = FALSE;
  if (!self->text || !*self->text)
    {
      if (self->make_id == 0)
        self->make_id = g_idle_add_full (G_PRIORITY_LOW, make_cb, self, NULL);
      gtk_stack_set_visible_child_name (self->stack, "hint");
      g_clear_pointer (&self->shown, g_free);
      return;
    }
  /* the songs take longest */
  att_session_list_tracks_async (att_page_get_session (page), &query, cancellable, songs_cb, self);
  for (int i = SECTION_ARTISTS; i <= SECTION_GENRES; i++)
    att_session_list_collections_async (att_page_get_session (page), kinds[i], self->text, 0, cancellable, callbacks[i],
                                        self);
}

static void
search_changed_cb (GtkSearchEntry *entry, AttSearchPage *self)
{
  g_free (self->text);
  self->text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  att_page_reload (ATT_PAGE (self));
}

static void
stop_search_cb (GtkSearchEntry *entry, AttSearchPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (entry)))
    gtk_editable_set_text (GTK_EDITABLE (entry), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
tile_activated_cb (GtkFlowBox *box, GtkFlowBoxChild *child, AttSearchPage *self)
{
  AttCollection *found = att_collection_tile_get (ATT_COLLECTION_TILE (gtk_flow_box_child_get_child (child)));

  att_window_show_collection (att_window_of (GTK_WIDGET (self)), found->kind, found->id, found->title);
}

static void
more_clicked_cb (AttSearchPage *self, GtkWidget *button)
{
  for (int i = 0; i < SECTION_GENRES; i++)
    if (self->more[i] == button)
      {
        self->limits[i] = MAX_TILES;
        show_tiles (self, (Section) i);
        /* the button is gone: the keyboard goes on with what it brought */
        gtk_widget_grab_focus (GTK_WIDGET (gtk_flow_box_get_child_at_index (self->tiles[i], SOME_TILES)));
      }
}

/* one found song is played; the radio goes on from it */
static void
song_activated_cb (GtkListBox *box, GtkListBoxRow *row, AttSearchPage *self)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);
  AttTrack *track = att_track_row_get_track (ATT_TRACK_ROW (gtk_list_box_row_get_child (row)));

  g_ptr_array_add (one, g_object_ref (track));
  att_session_play_tracks (att_page_get_session (ATT_PAGE (self)), one, 0);
}

static void
att_search_page_track_changed (AttPage *page, AttTrack *track)
{
  AttSearchPage *self = ATT_SEARCH_PAGE (page);
  GPtrArray *found = self->results[SECTION_SONGS];

  for (guint i = 0; found && i < found->len; i++)
    if (((AttTrack *) g_ptr_array_index (found, i))->id == track->id)
      {
        GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->songs, i);

        g_set_object ((AttTrack **) &g_ptr_array_index (found, i), track);
        if (row && i < self->limits[SECTION_SONGS])
          att_track_row_set_track (ATT_TRACK_ROW (gtk_list_box_row_get_child (row)), att_page_get_session (page), track);
      }
}

static void
att_search_page_dispose (GObject *object)
{
  AttSearchPage *self = ATT_SEARCH_PAGE (object);

  g_clear_handle_id (&self->grow_id, g_source_remove);
  g_clear_handle_id (&self->make_id, g_source_remove);
  for (int i = 0; i < N_SECTIONS; i++)
    g_clear_pointer (&self->results[i], g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (att_search_page_parent_class)->dispose (object);
}

static void
att_search_page_class_init (AttSearchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  G_OBJECT_CLASS (klass)->dispose = att_search_page_dispose;
  ATT_PAGE_CLASS (klass)->reload = att_search_page_reload;
  ATT_PAGE_CLASS (klass)->track_changed = att_search_page_track_changed;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-search-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, entry);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, chips);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, songs);
  gtk_widget_class_bind_template_child_full (widget_class, "artists_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "composers_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "composers", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "more_composers", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "albums_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "genres_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "songs_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "artists", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "albums", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "more_artists", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "more_albums", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, tile_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, song_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
}

static void
att_search_page_init (AttSearchPage *self)
{
  static const struct {
    const char *section, *tiles, *more;
  } names[N_SECTIONS] = {
    [SECTION_ARTISTS] = { "artists_section", "artists", "more_artists" },
    [SECTION_COMPOSERS] = { "composers_section", "composers", "more_composers" },
    [SECTION_ALBUMS] = { "albums_section", "albums", "more_albums" },
    [SECTION_GENRES] = { "genres_section", NULL, NULL },
    [SECTION_SONGS] = { "songs_section", NULL, NULL },
  };
  GtkWidget *widget = GTK_WIDGET (self);
  GtkAdjustment *at;

  gtk_widget_init_template (widget);
  att_accessible_follow_stack (self->stack);
  att_keys_leave_by_tab (GTK_WIDGET (self->songs));
  for (int i = 0; i < N_SECTIONS; i++)
    {
      self->sections[i] = GTK_WIDGET (gtk_widget_get_template_child (widget, ATT_TYPE_SEARCH_PAGE, names[i].section));
      if (!names[i].tiles)
        continue;
      self->tiles[i] = GTK_FLOW_BOX (gtk_widget_get_template_child (widget, ATT_TYPE_SEARCH_PAGE, names[i].tiles));
      self->more[i] = GTK_WIDGET (gtk_widget_get_template_child (widget, ATT_TYPE_SEARCH_PAGE, names[i].more));
      att_keys_leave_by_tab (GTK_WIDGET (self->tiles[i]));
    }
  at = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (at, "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (at, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
att_search_page_new (void)
{
  return g_object_new (ATT_TYPE_SEARCH_PAGE, NULL);
}

void
att_search_page_focus (AttSearchPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

void
att_search_page_search (AttSearchPage *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

const char *
att_search_page_get_shown (AttSearchPage *self)
{
  g_return_val_if_fail (ATT_IS_SEARCH_PAGE (self), "");

  return self->shown ? self->shown : "";
}
