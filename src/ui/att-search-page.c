/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-search-page.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-collection-tile.h"
#include "att-track-row.h"
#include "att-window.h"

#define MAX_TILES 12
#define MAX_SONGS 50
#define TILE_SIZE 132

typedef enum { SECTION_ARTISTS, SECTION_ALBUMS, SECTION_GENRES, SECTION_SONGS, N_SECTIONS } Section;

struct _AttSearchPage
{
  AttPage parent_instance;

  char *text;
  GPtrArray *results[N_SECTIONS]; /* NULL: still asked for */

  GtkSearchEntry *entry;
  GtkStack *stack;
  AdwStatusPage *nothing;
  GtkWidget *sections[N_SECTIONS];
  GtkFlowBox *tiles[N_SECTIONS]; /* SECTION_SONGS has none */
  GtkListBox *songs;
};

G_DEFINE_FINAL_TYPE (AttSearchPage, att_search_page, ATT_TYPE_PAGE)

static const AttCollectionKind kinds[] = {
  [SECTION_ARTISTS] = ATT_COLLECTION_ARTIST,
  [SECTION_ALBUMS] = ATT_COLLECTION_ALBUM,
  [SECTION_GENRES] = ATT_COLLECTION_GENRE,
};

static void
show_tiles (AttSearchPage *self, Section section)
{
  GPtrArray *found = self->results[section];
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tiles[section]))))
    gtk_flow_box_remove (self->tiles[section], child);
  for (guint i = 0; i < MIN (found->len, MAX_TILES); i++)
    {
      AttCollection *collection = g_ptr_array_index (found, i);
      GtkWidget *tile = att_collection_tile_new (TILE_SIZE);

      att_collection_tile_set (ATT_COLLECTION_TILE (tile), att_page_get_session (ATT_PAGE (self)), collection);
      gtk_flow_box_append (self->tiles[section], tile);
      gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (tile)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      collection->title, -1);
    }
}

static void
show_songs (AttSearchPage *self)
{
  GPtrArray *found = self->results[SECTION_SONGS];
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->songs))))
    gtk_list_box_remove (self->songs, child);
  for (guint i = 0; i < found->len; i++)
    {
      AttTrack *track = g_ptr_array_index (found, i);
      GtkWidget *row = att_track_row_new (ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ARTIST | ATT_TRACK_ROW_ALBUM);

      att_track_row_set_track (ATT_TRACK_ROW (row), att_page_get_session (ATT_PAGE (self)), track);
      g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
      gtk_list_box_append (self->songs, row);
      row = gtk_widget_get_parent (row);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !att_track_has (track, ATT_TRACK_MISSING));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, att_track_get_title (track),
                                      -1);
    }
}

/* Everything is shown at once when the last answer is there: a page that fills up in four steps flickers at
 * every letter. */
static void
show_results (AttSearchPage *self)
{
  gboolean any = FALSE;

  for (int i = 0; i < N_SECTIONS; i++)
    if (!self->results[i])
      return;
  for (int i = 0; i < N_SECTIONS; i++)
    {
      gtk_widget_set_visible (self->sections[i], self->results[i]->len > 0);
      any |= self->results[i]->len > 0;
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
  show_results (self);
}

static void
artists_cb (GObject *source, GAsyncResult *result, gpointer self)
{
  take_results (self, SECTION_ARTISTS, source, result);
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
  static const GAsyncReadyCallback callbacks[] = { artists_cb, albums_cb, genres_cb };
  AttSearchPage *self = ATT_SEARCH_PAGE (page);
  GCancellable *cancellable = att_page_get_cancellable (page);
  AttTrackQuery query = { .text = self->text, .with_missing = TRUE, .limit = MAX_SONGS };

  att_page_set_state (page, ATT_PAGE_CONTENT);
  for (int i = 0; i < N_SECTIONS; i++)
    g_clear_pointer (&self->results[i], g_ptr_array_unref);
  if (!self->text || !*self->text)
    {
      gtk_stack_set_visible_child_name (self->stack, "hint");
      return;
    }
  for (int i = SECTION_ARTISTS; i <= SECTION_GENRES; i++)
    att_session_list_collections_async (att_page_get_session (page), kinds[i], self->text, 0, cancellable, callbacks[i],
                                        self);
  att_session_list_tracks_async (att_page_get_session (page), &query, cancellable, songs_cb, self);
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
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->songs, i)); i++)
    {
      AttTrackRow *child = ATT_TRACK_ROW (gtk_list_box_row_get_child (row));
      if (att_track_row_get_track (child)->id == track->id)
        att_track_row_set_track (child, att_page_get_session (page), track);
    }
}

static void
att_search_page_dispose (GObject *object)
{
  AttSearchPage *self = ATT_SEARCH_PAGE (object);

  for (int i = 0; i < N_SECTIONS; i++)
    g_clear_pointer (&self->results[i], g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (att_search_page_parent_class)->dispose (object);
}

static void
att_search_page_class_init (AttSearchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_search_page_dispose;
  ATT_PAGE_CLASS (klass)->reload = att_search_page_reload;
  ATT_PAGE_CLASS (klass)->track_changed = att_search_page_track_changed;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-search-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, entry);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, AttSearchPage, songs);
  gtk_widget_class_bind_template_child_full (widget_class, "artists_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "albums_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "genres_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "songs_section", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "artists", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "albums", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "genres", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, tile_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, song_activated_cb);
}

static void
att_search_page_init (AttSearchPage *self)
{
  static const char *const sections[] = { "artists_section", "albums_section", "genres_section", "songs_section" };
  static const char *const tiles[] = { "artists", "albums", "genres" };

  gtk_widget_init_template (GTK_WIDGET (self));
  att_accessible_follow_stack (self->stack);
  for (int i = 0; i < N_SECTIONS; i++)
    {
      self->sections[i] = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), ATT_TYPE_SEARCH_PAGE, sections[i]));
      if (i < SECTION_SONGS)
        self->tiles[i] =
          GTK_FLOW_BOX (gtk_widget_get_template_child (GTK_WIDGET (self), ATT_TYPE_SEARCH_PAGE, tiles[i]));
    }
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
