/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-collection-page-private.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-album-items.h"
#include "att-collection-tile.h"
#include "att-format.h"
#include "att-keys.h"
#include "att-popup.h"
#include "att-wrap-layout.h"

#define ALBUM_TILE 132

G_DEFINE_FINAL_TYPE (AttCollectionPage, att_collection_page, ATT_TYPE_PAGE)

static const char *const kind_words[] = {
  [ATT_COLLECTION_ALBUM] = N_("Album"),
  [ATT_COLLECTION_ARTIST] = N_("Artist"),
  [ATT_COLLECTION_GENRE] = N_("Genre"),
  [ATT_COLLECTION_PLAYLIST] = N_("Playlist"),
  [ATT_COLLECTION_COMPOSER] = N_("Composer"),
};

static void
show_name (AttCollectionPage *self, const char *name)
{
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_label_set_text (self->title, name && *name ? name : _("Unknown"));
  att_align_lines (self->title);
}

static void
show_facts (AttCollectionPage *self, GPtrArray *tracks)
{
  AttTrack *first = g_ptr_array_index (tracks, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *songs = NULL, *genre = NULL, *composer = self->track ? att_format_composer (first) : NULL;
  g_autofree char *part = self->track ? att_format_part (first) : NULL;
  const char *album = self->track ? att_track_get_album (first) : ""; /* the cover of a song is its album's */
  gint64 duration_ms = 0;
  int year = 0; /* the latest, as in the list of albums */

  for (guint i = 0; i < tracks->len; i++)
    {
      const AttTrack *track = g_ptr_array_index (tracks, i);

      duration_ms += MAX (track->duration_ms, 0);
      year = MAX (year, track->year);
    }
  songs = self->track ? att_format_time (duration_ms) : att_format_songs (tracks->len, duration_ms);
  if (self->track || self->kind == ATT_COLLECTION_ALBUM)
    {
      const char *artist = first->album_artist && !self->track ? first->album_artist : att_format_artist (first);

      if (!self->name)
        show_name (self, att_track_get_album (first));
      gtk_label_set_text (self->artist_label, artist);
      att_accessible_name (self->artist, artist);
      gtk_widget_set_visible (GTK_WIDGET (self->artist), TRUE);
      self->artist_id = first->artist_id;
      gtk_widget_set_sensitive (GTK_WIDGET (self->artist), self->artist_id != 0);
      if (year > 0)
        g_string_append_printf (text, "%d" ATT_DOT, year);
      genre = att_session_genre_words (first);
      if (genre != NULL)
        g_string_append_printf (text, "%s" ATT_DOT, genre);
    }
  gtk_label_set_text (self->composer_label, composer ? composer : "");
  gtk_widget_set_visible (GTK_WIDGET (self->composer), composer != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->composer), first->composer != NULL);
  g_string_append (text, songs);
  gtk_label_set_text (self->facts, text->str);
  gtk_label_set_text (self->part, part ? part : "");
  gtk_widget_set_visible (GTK_WIDGET (self->part), part != NULL);
  att_cover_set_source (self->cover, att_page_get_session (ATT_PAGE (self)),
                        self->kind == ATT_COLLECTION_GENRE && !self->track ? NULL : first->uri,
                        *album ? album : self->name);
}

static void
show_tracks (AttCollectionPage *self, GPtrArray *tracks, GPtrArray *items)
{
  show_facts (self, tracks);
  att_track_list_set_items (self->tracks, items);
  g_object_notify (G_OBJECT (self), "loved");
  att_page_set_state (ATT_PAGE (self), ATT_PAGE_CONTENT);
  if (self->track || self->kind != ATT_COLLECTION_GENRE)
    att_shelves_ask (self->shelves, att_page_get_session (ATT_PAGE (self)), tracks, self->tracks,
                     att_page_get_cancellable (ATT_PAGE (self)));
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
      items = att_album_items_new (tracks);
    }
  else
    items = g_ptr_array_ref (tracks);
  if (self->kind == ATT_COLLECTION_ALBUM)
    att_track_list_set_parts (self->tracks, att_album_has_several_artists (tracks) ? ATT_TRACK_ROW_ARTIST : 0);
  show_tracks (self, tracks, items);
}

static void
show_composed_facts (AttCollectionPage *self)
{
  g_autofree char *facts = att_works_list_format (self->composed, self->work);
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (self);
  const char *composer = self->composed->composer;

  show_name (self, att_works_list_get_title (self->composed, self->work));
  gtk_label_set_text (self->facts, facts);
  if (self->work && composer)
    {
      gtk_label_set_text (self->artist_label, composer);
      att_accessible_name (self->artist, composer);
      gtk_widget_set_visible (GTK_WIDGET (self->artist), TRUE);
    }
  att_cover_set_source (self->cover, att_page_get_session (ATT_PAGE (self)),
                        self->work ? ((AttTrack *) g_ptr_array_index (tracks, 0))->uri : NULL, self->name);
}

static void
composed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionPage *self = data;
  g_autoptr (GError) error = NULL;
  AttComposed *composed = att_session_list_works_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GPtrArray) items = NULL, tracks = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!composed)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  if (self->composed && att_works_list_is_same (self->composed, composed))
    {
      att_page_set_state (ATT_PAGE (self), ATT_PAGE_CONTENT);
      att_composed_free (composed);
      return;
    }
  g_clear_pointer (&self->composed, att_composed_free);
  self->composed = composed;
  items = att_works_list_make_items (composed, self->work);
  if (items->len == 0)
    {
      att_page_set_state (ATT_PAGE (self), ATT_PAGE_EMPTY);
      return;
    }
  show_composed_facts (self);
  att_track_list_set_items (self->tracks, items);
  att_page_set_state (ATT_PAGE (self), ATT_PAGE_CONTENT);
  tracks = att_collection_page_dup_tracks (self);
  att_shelves_ask (self->shelves, ATT_SESSION (source), tracks, self->tracks,
                   att_page_get_cancellable (ATT_PAGE (self)));
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
      AttCollection *album = g_ptr_array_index (albums, i);

      att_collection_tile_set (ATT_COLLECTION_TILE (tile), ATT_SESSION (source), album, self->name);
      gtk_flow_box_append (self->albums, tile);
      att_accessible_name (gtk_widget_get_parent (tile), album->title);
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
tags_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttTags) tags = att_session_get_tags_finish (ATT_SESSION (source), result, &error);
  g_autofree char *details = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  details = att_format_details (self->track, tags);
  gtk_label_set_text (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->details), TRUE);
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

      att_rating_set_track (self->rating, self->track);
      g_ptr_array_add (one, g_object_ref (self->track));
      show_tracks (self, one, one);
      att_session_get_tags_async (session, self->track->id, cancellable, tags_cb, self);
      return;
    }
  if (self->kind == ATT_COLLECTION_COMPOSER)
    {
      att_session_list_works_async (session, self->id, cancellable, composed_cb, self);
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

  if (self->track && self->track->id == track->id && g_set_object (&self->track, track))
    {
      att_rating_set_track (self->rating, track);
      att_session_get_tags_async (att_page_get_session (page), track->id, att_page_get_cancellable (page), tags_cb, self);
    }
  att_track_list_update_track (self->tracks, track);
  g_object_notify (G_OBJECT (self), "loved");
}

static void
att_collection_page_session_set (AttPage *page)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (page);

  att_track_list_set_session (self->tracks, att_page_get_session (page));
  if (self->kind == ATT_COLLECTION_COMPOSER)
    att_works_list_attach (self->tracks, att_page_get_session (page), self->id);
}

static void
att_collection_page_finalize (GObject *object)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (object);

  g_free (self->name);
  g_free (self->work);
  g_clear_object (&self->track);
  g_clear_pointer (&self->composed, att_composed_free);
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
  g_type_ensure (ATT_TYPE_RATING);
  g_type_ensure (ATT_TYPE_SHELVES);
  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/attacca_player/Attacca/att-collection-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, tracks);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, header);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, tint);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, cover);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, kind_label);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, title);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, artist);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, artist_label);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, facts);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, part);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, details);
  gtk_widget_class_bind_template_callback (widget_class, att_tip_when_cut);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, composer);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, composer_label);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, rating);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, albums_box);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, albums);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, songs_heading);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, shelves);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, more);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionPage, taste);
  att_collection_page_install_actions (klass);
}

static void
att_collection_page_init (AttCollectionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_track_list_set_header (self->tracks, self->header);
  att_page_set_head (ATT_PAGE (self), GTK_WIDGET (self->cover));
  att_keys_leave_by_tab (GTK_WIDGET (self->albums));
  att_tint_set_cover (self->tint, self->cover);
  att_popup_return_focus (self->more);
}

GtkWidget *
att_collection_page_new (AttCollectionKind kind, gint64 id, const char *title)
{
  static const char *const tags[] = {
    [ATT_COLLECTION_ALBUM] = "album",
    [ATT_COLLECTION_ARTIST] = "artist",
    [ATT_COLLECTION_GENRE] = "genre",
    [ATT_COLLECTION_PLAYLIST] = "playlist",
    [ATT_COLLECTION_COMPOSER] = "composer",
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
  g_object_set (self->cover, "round", kind == ATT_COLLECTION_ARTIST || kind == ATT_COLLECTION_COMPOSER, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->songs_heading), kind == ATT_COLLECTION_ARTIST);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.trash", kind == ATT_COLLECTION_ALBUM);
  if (kind == ATT_COLLECTION_ALBUM)
    {
      g_autoptr (GMenuModel) stars = att_rating_make_menu ("collection.rate");

      /* TRANSLATORS: of an album; with a check mark beside it when all of them are loved */
      g_menu_append (self->taste, _("Love all songs"), "collection.love");
      /* TRANSLATORS: of an album; opens a menu: 5 stars, 4 and a half stars… */
      g_menu_append_submenu (self->taste, _("Rate all songs"), stars);
    }
  att_track_list_set_parts (self->tracks, kind == ATT_COLLECTION_ALBUM    ? ATT_TRACK_ROW_ARTIST
                                          : kind == ATT_COLLECTION_ARTIST ? ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ALBUM
                                                                          : ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ARTIST |
                                                                              ATT_TRACK_ROW_ALBUM);
  return GTK_WIDGET (self);
}

GtkWidget *
att_collection_page_new_for_work (gint64 composer_id, const char *work, const char *title)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (att_collection_page_new (ATT_COLLECTION_COMPOSER, composer_id, title));

  self->work = g_strdup (work);
  gtk_label_set_text (self->kind_label, _("Work"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->artist), _("Go to composer"));
  g_object_set (self->cover, "round", FALSE, NULL);
  att_track_list_set_parts (self->tracks, 0);
  return GTK_WIDGET (self);
}

GtkWidget *
att_collection_page_new_for_track (AttTrack *track)
{
  AttCollectionPage *self = g_object_new (ATT_TYPE_COLLECTION_PAGE, NULL);

  self->track = g_object_ref (track);
  show_name (self, att_track_get_title (track));
  gtk_label_set_text (self->kind_label, _("Song"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.trash", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "collection.shuffle", FALSE);
  att_track_list_set_parts (self->tracks, ATT_TRACK_ROW_ALBUM);
  return GTK_WIDGET (self);
}
