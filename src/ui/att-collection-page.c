/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-collection-page.h"

#include <glib/gi18n-lib.h>

#include "att-collection-tile.h"
#include "att-cover.h"
#include "att-format.h"
#include "att-shelf.h"
#include "att-tint.h"
#include "att-track-list.h"
#include "att-window.h"

#define ALBUM_TILE 132

struct _AttCollectionPage
{
  AttPage parent_instance;

  AttCollectionKind kind;
  gint64 id;
  char *name;
  AttTrack *track;  /* the page of a song: then neither kind nor id; else NULL */
  gint64 artist_id; /* of an album or a song, for the link */

  AttTrackList *tracks;
  GtkWidget *header;
  GtkWidget *top;
  AttTint *tint;
  AttCover *cover;
  GtkLabel *kind_label;
  GtkLabel *title;
  GtkButton *artist;
  GtkLabel *artist_label;
  GtkLabel *facts;
  GtkWidget *albums_box;
  GtkFlowBox *albums;
  GtkLabel *songs_heading;
  GtkWidget *footer;
  AttShelf *sounds;
  AttShelf *together;
};

G_DEFINE_FINAL_TYPE (AttCollectionPage, att_collection_page, ATT_TYPE_PAGE)

static const char *const kind_words[] = {
  [ATT_COLLECTION_ALBUM] = N_("Album"),
  [ATT_COLLECTION_ARTIST] = N_("Artist"),
  [ATT_COLLECTION_GENRE] = N_("Genre"),
  [ATT_COLLECTION_PLAYLIST] = N_("Playlist"),
};

static const AttSeedKind seed_kinds[] = {
  [ATT_COLLECTION_ALBUM] = ATT_SEED_ALBUM,
  [ATT_COLLECTION_ARTIST] = ATT_SEED_ARTIST,
  [ATT_COLLECTION_GENRE] = ATT_SEED_GENRE,
  [ATT_COLLECTION_PLAYLIST] = ATT_SEED_PLAYLIST,
};

static void
show_name (AttCollectionPage *self, const char *name)
{
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_label_set_text (self->title, name && *name ? name : _("Unknown"));
}

static void
play_cb (AttCollectionPage *self)
{
  g_autoptr (GPtrArray) tracks = att_track_list_dup_tracks (self->tracks);

  if (tracks->len > 0)
    att_session_play_tracks (att_page_get_session (ATT_PAGE (self)), tracks, 0);
}

static void
radio_cb (AttCollectionPage *self)
{
  att_window_start_radio (att_window_of (GTK_WIDGET (self)), self->track ? ATT_SEED_TRACK : seed_kinds[self->kind],
                          self->track ? self->track->id : self->id, self->name);
}

static void
later_cb (AttCollectionPage *self)
{
  g_autoptr (GPtrArray) tracks = att_track_list_dup_tracks (self->tracks);

  if (tracks->len == 0)
    return;
  att_session_play_later (att_page_get_session (ATT_PAGE (self)), tracks);
  att_window_toast (att_window_of (GTK_WIDGET (self)), _("“%s” plays later"), self->name);
}

static void
artist_cb (AttCollectionPage *self)
{
  if (self->artist_id)
    att_window_show_collection (att_window_of (GTK_WIDGET (self)), ATT_COLLECTION_ARTIST, self->artist_id, NULL);
}

static void
track_played_cb (AttTrackList *list, GPtrArray *tracks, guint position, AttCollectionPage *self)
{
  att_session_play_tracks (att_page_get_session (ATT_PAGE (self)), tracks, position);
}

static void
album_activated_cb (GtkFlowBox *box, GtkFlowBoxChild *child, AttCollectionPage *self)
{
  AttCollection *album = att_collection_tile_get (ATT_COLLECTION_TILE (gtk_flow_box_child_get_child (child)));

  att_window_show_collection (att_window_of (GTK_WIDGET (self)), album->kind, album->id, album->title);
}

static int
compare_album_track (gconstpointer a, gconstpointer b)
{
  AttTrack *x = *(AttTrack *const *) a, *y = *(AttTrack *const *) b;

  if (x->disc_number != y->disc_number)
    return x->disc_number < y->disc_number ? -1 : 1;
  return (x->track_number > y->track_number) - (x->track_number < y->track_number);
}

/* "Disc 2" between the discs of an album of several */
static GPtrArray *
add_disc_headings (GPtrArray *tracks)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  AttTrack *first = g_ptr_array_index (tracks, 0), *last = g_ptr_array_index (tracks, tracks->len - 1);
  int disc = -1;

  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);

      if (first->disc_number != last->disc_number && track->disc_number != disc && track->disc_number > 0)
        {
          g_autofree char *text = g_strdup_printf (_("Disc %d"), track->disc_number);
          g_ptr_array_add (items, gtk_string_object_new (text));
        }
      disc = track->disc_number;
      g_ptr_array_add (items, g_object_ref (track));
    }
  return items;
}

/* the artist stands on every row only where it says something */
static gboolean
has_several_artists (GPtrArray *tracks)
{
  AttTrack *first = g_ptr_array_index (tracks, 0);

  for (guint i = 1; i < tracks->len; i++)
    if (g_strcmp0 (first->artist, ((AttTrack *) g_ptr_array_index (tracks, i))->artist) != 0)
      return TRUE;
  return FALSE;
}

static void
show_facts (AttCollectionPage *self, GPtrArray *tracks)
{
  AttTrack *first = g_ptr_array_index (tracks, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *songs = NULL, *genre = NULL;
  gint64 duration_ms = 0;

  for (guint i = 0; i < tracks->len; i++)
    duration_ms += MAX (((AttTrack *) g_ptr_array_index (tracks, i))->duration_ms, 0);
  songs = self->track ? att_format_time (duration_ms) : att_format_songs (tracks->len, duration_ms);
  if (self->track || self->kind == ATT_COLLECTION_ALBUM)
    {
      const char *artist = first->album_artist && !self->track ? first->album_artist : att_format_artist (first);

      if (!self->name)
        show_name (self, att_track_get_album (first));
      gtk_label_set_text (self->artist_label, artist);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->artist), GTK_ACCESSIBLE_PROPERTY_LABEL, artist, -1);
      gtk_widget_set_visible (GTK_WIDGET (self->artist), TRUE);
      self->artist_id = first->artist_id;
      gtk_widget_set_sensitive (GTK_WIDGET (self->artist), self->artist_id != 0);
      if (first->year > 0)
        g_string_append_printf (text, "%d · ", first->year);
      genre = att_session_genre_words (first);
      if (genre != NULL)
        g_string_append_printf (text, "%s · ", genre);
    }
  g_string_append (text, songs);
  gtk_label_set_text (self->facts, text->str);
  att_cover_set_source (self->cover, att_page_get_session (ATT_PAGE (self)),
                        self->kind == ATT_COLLECTION_GENRE && !self->track ? NULL : first->uri, self->name);
}

static void
related_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttRelated) related = att_session_list_related_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!related)
    {
      g_debug ("nothing can be said of what goes with it: %s", error->message);
      att_track_list_set_footer (self->tracks, NULL);
      return;
    }
  att_shelf_set_picks (self->sounds, ATT_SESSION (source), related->sounds);
  att_shelf_set_picks (self->together, ATT_SESSION (source), related->together);
  att_track_list_set_footer (self->tracks,
                             related->sounds->len + related->together->len > 0 ? self->footer : NULL);
}

static void
show_tracks (AttCollectionPage *self, GPtrArray *tracks, GPtrArray *items)
{
  show_facts (self, tracks);
  att_track_list_set_items (self->tracks, items);
  att_page_set_state (ATT_PAGE (self), ATT_PAGE_CONTENT);
  if (self->track || self->kind != ATT_COLLECTION_GENRE)
    att_session_list_related_async (att_page_get_session (ATT_PAGE (self)), tracks, ATT_SHELF_SONGS,
                                    att_page_get_cancellable (ATT_PAGE (self)), related_cb, self);
}

static void
tracks_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GPtrArray) items = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!tracks)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  if (tracks->len == 0)
    {
      att_page_set_state (ATT_PAGE (self), ATT_PAGE_EMPTY);
      return;
    }
  if (self->kind == ATT_COLLECTION_ALBUM)
    {
      g_ptr_array_sort (tracks, compare_album_track);
      items = add_disc_headings (tracks);
    }
  else
    items = g_ptr_array_ref (tracks);
  if (self->kind == ATT_COLLECTION_ALBUM)
    att_track_list_set_parts (self->tracks, has_several_artists (tracks) ? ATT_TRACK_ROW_ARTIST : 0);
  show_tracks (self, tracks, items);
}

static void
albums_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) albums = att_session_list_finish (ATT_SESSION (source), result, &error);
  GtkWidget *child;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* the songs below say what went wrong, if anything did */
  gtk_widget_set_visible (self->albums_box, albums && albums->len > 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->albums))))
    gtk_flow_box_remove (self->albums, child);
  for (guint i = 0; albums && i < albums->len; i++)
    {
      GtkWidget *tile = att_collection_tile_new (ALBUM_TILE);

      att_collection_tile_set (ATT_COLLECTION_TILE (tile), ATT_SESSION (source), g_ptr_array_index (albums, i));
      gtk_flow_box_append (self->albums, tile);
    }
}

static void
name_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; all && i < all->len; i++)
    {
      AttCollection *collection = g_ptr_array_index (all, i);
      if (collection->id == self->id)
        show_name (self, collection->title);
    }
  att_page_reload (ATT_PAGE (self));
}

static void
att_collection_page_reload (AttPage *page)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (page);
  AttSession *session = att_page_get_session (page);
  GCancellable *cancellable = att_page_get_cancellable (page);
  AttTrackQuery query = { .with_missing = TRUE };

  if (self->track)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);

      g_ptr_array_add (one, g_object_ref (self->track));
      show_tracks (self, one, one);
      return;
    }
  /* an album's name stands on its tracks; the others must be looked up once */
  if (!self->name && self->kind != ATT_COLLECTION_ALBUM)
    {
      self->name = g_strdup ("");
      att_session_list_collections_async (session, self->kind, NULL, 0, cancellable, name_cb, self);
      return;
    }
  switch (self->kind)
    {
    case ATT_COLLECTION_ALBUM:
      query.album_id = self->id;
      break;
    case ATT_COLLECTION_ARTIST:
      query.artist_id = self->id;
      att_session_list_collections_async (session, ATT_COLLECTION_ALBUM, NULL, self->id, cancellable, albums_cb, self);
      break;
    case ATT_COLLECTION_PLAYLIST:
      query.playlist_id = self->id;
      break;
    case ATT_COLLECTION_GENRE:
    default:
      query.genre = self->name;
      break;
    }
  att_session_list_tracks_async (session, &query, cancellable, tracks_cb, self);
}

static void
att_collection_page_track_changed (AttPage *page, AttTrack *track)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (page);

  if (self->track && self->track->id == track->id)
    g_set_object (&self->track, track);
  att_track_list_update_track (self->tracks, track);
}

static void
att_collection_page_session_set (AttPage *page)
{
  att_track_list_set_session (ATT_COLLECTION_PAGE (page)->tracks, att_page_get_session (page));
}

static void
narrow_cb (AttCollectionPage *self)
{
  gboolean narrow = att_page_get_narrow (ATT_PAGE (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->top),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  g_object_set (self->cover, "size", narrow ? 140 : 176, NULL);
  att_shelf_set_narrow (self->sounds, narrow);
  att_shelf_set_narrow (self->together, narrow);
}

static void
att_collection_page_finalize (GObject *object)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (object);

  g_free (self->name);
  g_clear_object (&self->track);
  G_OBJECT_CLASS (att_collection_page_parent_class)->finalize (object);
}

static void
att_collection_page_class_init (AttCollectionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = att_collection_page_finalize;
  ATT_PAGE_CLASS (klass)->reload = att_collection_page_reload;
  ATT_PAGE_CLASS (klass)->track_changed = att_collection_page_track_changed;
  ATT_PAGE_CLASS (klass)->session_set = att_collection_page_session_set;

  g_type_ensure (ATT_TYPE_TRACK_LIST);
  g_type_ensure (ATT_TYPE_TINT);
  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_SHELF);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/attacca_player/Attacca/att-collection-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, tracks);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, header);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, top);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, tint);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, cover);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, kind_label);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, title);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, artist);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, artist_label);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, facts);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, albums_box);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, albums);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, songs_heading);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, footer);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, sounds);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, together);
  gtk_widget_class_bind_template_callback (widget_class, play_cb);
  gtk_widget_class_bind_template_callback (widget_class, radio_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, artist_cb);
  gtk_widget_class_bind_template_callback (widget_class, track_played_cb);
  gtk_widget_class_bind_template_callback (widget_class, album_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
}

static void
att_collection_page_init (AttCollectionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_track_list_set_header (self->tracks, self->header);
  att_tint_set_cover (self->tint, self->cover);
}

GtkWidget *
att_collection_page_new (AttCollectionKind kind, gint64 id, const char *title)
{
  static const char *const tags[] = {
    [ATT_COLLECTION_ALBUM] = "album",
    [ATT_COLLECTION_ARTIST] = "artist",
    [ATT_COLLECTION_GENRE] = "genre",
    [ATT_COLLECTION_PLAYLIST] = "playlist",
  };
  AttCollectionPage *self = g_object_new (ATT_TYPE_COLLECTION_PAGE, NULL);
  g_autofree char *tag = kind == ATT_COLLECTION_GENRE
                           ? g_strdup_printf ("genre:%s", title)
                           : g_strdup_printf ("%s:%" G_GINT64_FORMAT, tags[kind], id);

  self->kind = kind;
  self->id = id;
  att_page_set_tag (ATT_PAGE (self), tag);
  if (title && *title)
    show_name (self, title);
  gtk_label_set_text (self->kind_label, _(kind_words[kind]));
  g_object_set (self->cover, "round", kind == ATT_COLLECTION_ARTIST, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->songs_heading), kind == ATT_COLLECTION_ARTIST);
  att_track_list_set_parts (self->tracks, kind == ATT_COLLECTION_ALBUM    ? ATT_TRACK_ROW_ARTIST
                                          : kind == ATT_COLLECTION_ARTIST ? ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ALBUM
                                                                          : ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ARTIST |
                                                                              ATT_TRACK_ROW_ALBUM);
  return GTK_WIDGET (self);
}

GtkWidget *
att_collection_page_new_for_track (AttTrack *track)
{
  AttCollectionPage *self = g_object_new (ATT_TYPE_COLLECTION_PAGE, NULL);

  self->track = g_object_ref (track);
  show_name (self, att_track_get_title (track));
  gtk_label_set_text (self->kind_label, _("Song"));
  att_track_list_set_parts (self->tracks, ATT_TRACK_ROW_ALBUM);
  return GTK_WIDGET (self);
}
