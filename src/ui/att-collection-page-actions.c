/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the buttons and the menu of a collection's page do.
 */
#include "config.h"

#include "att-collection-page-private.h"

#include "att-collection-tile.h"
#include "att-window-copy.h"
#include "att-window-playlists.h"
#include "att-window-queue.h"
#include "att-window-trash.h"

enum { PROP_LOVED = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

static const AttSeedKind seed_kinds[] = {
  [ATT_COLLECTION_ALBUM] = ATT_SEED_ALBUM,
  [ATT_COLLECTION_ARTIST] = ATT_SEED_ARTIST,
  [ATT_COLLECTION_GENRE] = ATT_SEED_GENRE,
  [ATT_COLLECTION_PLAYLIST] = ATT_SEED_PLAYLIST,
};

GPtrArray *
att_collection_page_dup_tracks (AttCollectionPage *self)
{
  return self->composed ? att_works_list_dup_played (self->composed, self->work) : att_track_list_dup_tracks (self->tracks);
}

static void
play_cb (AttCollectionPage *self)
{
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (self);

  if (tracks->len > 0)
    att_session_play_tracks (att_page_get_session (ATT_PAGE (self)), tracks, 0);
}

static void
radio_cb (AttCollectionPage *self)
{
  if (self->kind == ATT_COLLECTION_COMPOSER)
    {
      g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (self);

      att_window_start_radio_from (att_window_of (GTK_WIDGET (self)), tracks, self->name);
      return;
    }
  att_window_start_radio (att_window_of (GTK_WIDGET (self)), self->track ? ATT_SEED_TRACK : seed_kinds[self->kind],
                          self->track ? self->track->id : self->id, self->name);
}

static void
later_cb (AttCollectionPage *self)
{
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (self);

  att_window_play_later (att_window_of (GTK_WIDGET (self)), tracks, self->name);
}

static void
shuffle_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (widget);
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (self);

  att_window_play_shuffled (att_window_of (widget), tracks);
}

static void
copy_files_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (ATT_COLLECTION_PAGE (widget));

  att_window_copy_files (att_window_of (widget), tracks);
}

static void
trash_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (widget);
  g_autoptr (GPtrArray) tracks = att_track_list_dup_tracks (self->tracks);

  if (tracks->len > 0)
    att_window_trash (att_window_of (widget), tracks, self->name);
}

static void
more_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttCollectionPage *self = ATT_COLLECTION_PAGE (widget);
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (self);

  if (g_str_equal (name, "collection.play-next"))
    att_window_play_next (att_window_of (widget), tracks, self->name);
  else
    att_window_add_to_playlist (att_window_of (widget), tracks, self->name);
}

static void
rate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (ATT_COLLECTION_PAGE (widget));

  att_window_rate_all (att_window_of (widget), tracks, g_variant_get_int32 (parameter));
}

static void
artist_cb (AttCollectionPage *self)
{
  if (self->work)
    att_window_show_collection (att_window_of (GTK_WIDGET (self)), ATT_COLLECTION_COMPOSER, self->id,
                                self->composed ? self->composed->composer : NULL);
  else if (self->artist_id)
    att_window_show_collection (att_window_of (GTK_WIDGET (self)), ATT_COLLECTION_ARTIST, self->artist_id, NULL);
}

static void
composer_cb (AttCollectionPage *self)
{
  if (self->track)
    att_window_show_composer (att_window_of (GTK_WIDGET (self)), self->track);
}

/* of several performances only the one that was pressed */
static void
track_played_cb (AttTrackList *list, GPtrArray *tracks, guint position, AttCollectionPage *self)
{
  AttTrack *pressed = g_ptr_array_index (tracks, position);
  AttPerformance *performance = self->composed ? att_works_list_find (self->composed, self->work, pressed) : NULL;

  if (performance)
    {
      tracks = performance->tracks;
      for (position = 0; ((AttTrack *) g_ptr_array_index (tracks, position))->id != pressed->id;)
        position++;
    }
  att_session_play_tracks (att_page_get_session (ATT_PAGE (self)), tracks, position);
}

static void
album_activated_cb (GtkFlowBox *box, GtkFlowBoxChild *child, AttCollectionPage *self)
{
  AttCollection *album = att_collection_tile_get (ATT_COLLECTION_TILE (gtk_flow_box_child_get_child (child)));

  att_window_show_collection (att_window_of (GTK_WIDGET (self)), album->kind, album->id, album->title);
}

/* --- love of all songs: what the menu shows a check mark for --- */

static void
get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (ATT_COLLECTION_PAGE (object));
  gboolean loved = tracks->len > 0;

  for (guint i = 0; i < tracks->len && loved; i++)
    loved = att_track_has (tracks->pdata[i], ATT_TRACK_LOVED);
  g_value_set_boolean (value, loved);
}

static void
set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  g_autoptr (GPtrArray) tracks = att_collection_page_dup_tracks (ATT_COLLECTION_PAGE (object));

  att_window_love_all (att_window_of (GTK_WIDGET (object)), tracks, g_value_get_boolean (value));
}

void
att_collection_page_install_actions (AttCollectionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = get_property;
  G_OBJECT_CLASS (klass)->set_property = set_property;
  properties[PROP_LOVED] = g_param_spec_boolean ("loved", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_install_property_action (widget_class, "collection.love", "loved");
  gtk_widget_class_install_action (widget_class, "collection.rate", "i", rate_cb);
  gtk_widget_class_install_action (widget_class, "collection.shuffle", NULL, shuffle_cb);
  gtk_widget_class_install_action (widget_class, "collection.play-next", NULL, more_cb);
  gtk_widget_class_install_action (widget_class, "collection.add-to-playlist", NULL, more_cb);
  gtk_widget_class_install_action (widget_class, "page.copy-files", NULL, copy_files_cb);
  gtk_widget_class_install_action (widget_class, "page.trash", NULL, trash_cb);
  gtk_widget_class_bind_template_callback (widget_class, play_cb);
  gtk_widget_class_bind_template_callback (widget_class, radio_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, artist_cb);
  gtk_widget_class_bind_template_callback (widget_class, composer_cb);
  gtk_widget_class_bind_template_callback (widget_class, track_played_cb);
  gtk_widget_class_bind_template_callback (widget_class, album_activated_cb);
}
