/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-playlist-page.h"

#include <glib/gi18n-lib.h>

#include "att-dialog.h"
#include "att-format.h"
#include "att-mosaic.h"
#include "att-rules-dialog.h"
#include "att-shelves.h"
#include "att-tint.h"
#include "att-wrap-layout.h"
#include "att-track-list.h"
#include "att-window-playlists.h"
#include "att-window-queue.h"

struct _AttPlaylistPage
{
  AttPage parent_instance;

  gint64 id;
  AttPlaylistContents *contents; /* NULL: not loaded yet */
  GPtrArray *items;              /* of AttNotedTrack: one an entry, so that a track that is there twice is two rows */
  GSimpleActionGroup *actions;

  AttTrackList *tracks;
  GtkWidget *header;
  AttTint *tint;
  AttMosaic *cover;
  GtkLabel *kind_label;
  GtkLabel *title;
  GtkLabel *facts;
  GtkLabel *origin;
  GtkMenuButton *menu;
  GtkWidget *nothing;
  GtkLabel *nothing_title;
  GtkLabel *nothing_text;
  AttShelves *shelves;
};

G_DEFINE_FINAL_TYPE (AttPlaylistPage, att_playlist_page, ATT_TYPE_PAGE)

static AttSession *
get_session (AttPlaylistPage *self)
{
  return att_page_get_session (ATT_PAGE (self));
}

static AttWindow *
get_window (AttPlaylistPage *self)
{
  return att_window_of (GTK_WIDGET (self));
}

static AttTrack *
get_track (AttPlaylistPage *self, guint i)
{
  return att_noted_track_get_track (g_ptr_array_index (self->items, i));
}

static gboolean
is_own (AttPlaylistPage *self)
{
  return self->contents && !self->contents->record->path;
}

static gboolean
is_smart (AttPlaylistPage *self)
{
  return self->contents && self->contents->record->rules;
}

/* --- showing --- */

static void
show_facts (AttPlaylistPage *self)
{
  guint n = 0, n_missing = 0;
  gint64 duration_ms = 0;
  g_autofree char *songs = NULL, *missing = NULL, *text = NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      AttTrack *track = get_track (self, i);

      if (att_track_has (track, ATT_TRACK_MISSING))
        {
          n_missing++;
          continue;
        }
      n++;
      duration_ms += MAX (track->duration_ms, 0);
    }
  songs = att_format_songs (n, duration_ms);
  if (n_missing > 0)
    missing = g_strdup_printf (ngettext ("%u not found", "%u not found", n_missing), n_missing);
  text = missing ? g_strdup_printf ("%s" ATT_DOT "%s", songs, missing) : g_strdup (songs);
  gtk_label_set_text (self->facts, text);
}

static void
show_cover (AttPlaylistPage *self)
{
  g_autoptr (GStrvBuilder) uris_builder = g_strv_builder_new (), names_builder = g_strv_builder_new ();
  g_autoptr (GHashTable) albums = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_auto (GStrv) uris = NULL, names = NULL;

  for (guint i = 0; i < self->items->len && g_hash_table_size (albums) < 4; i++)
    {
      AttTrack *track = get_track (self, i);

      /* a track without an album is one of its own */
      if (!att_track_has (track, ATT_TRACK_MISSING) &&
          g_hash_table_add (albums, track->album_id ? &track->album_id : &track->id))
        {
          g_strv_builder_add (uris_builder, track->uri);
          g_strv_builder_add (names_builder, *att_track_get_album (track) ? att_track_get_album (track)
                                                                          : att_track_get_title (track));
        }
    }
  uris = g_strv_builder_end (uris_builder);
  names = g_strv_builder_end (names_builder);
  att_mosaic_set_sources (self->cover, get_session (self), (const char *const *) uris, (const char *const *) names,
                          self->contents->record->name);
}

static void
show_nothing (AttPlaylistPage *self)
{
  gtk_widget_set_visible (self->nothing, self->items->len == 0);
  gtk_label_set_text (self->nothing_title, is_smart (self) ? _("No song fits its rules now") : _("Nothing in it yet"));
  gtk_label_set_text (self->nothing_text,
                      is_smart (self) ? _("It fills by itself as soon as one does.")
                      : is_own (self) ? _("“Add to playlist…” is in the menu of every song and album.")
                                      : _("The file names no songs."));
}

static GMenuModel *
make_menu (AttPlaylistPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new (), play = g_menu_new (), edit = g_menu_new (), last = g_menu_new ();

  g_menu_append (play, _("Play next"), "playlist.play-next");
  g_menu_append (play, _("Play later"), "playlist.play-later");
  g_menu_append (play, _("Add to playlist…"), "playlist.add");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (play));
  if (is_smart (self))
    g_menu_append (edit, _("Edit rules…"), "playlist.edit");
  if (is_own (self))
    g_menu_append (edit, _("Rename…"), "playlist.rename");
  if (!is_own (self) || is_smart (self))
    g_menu_append (edit, _("Copy as own playlist"), "playlist.copy");
  g_menu_append (edit, _("Export…"), "playlist.export");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  if (is_own (self))
    {
      g_menu_append (last, _("Delete"), "playlist.delete");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
    }
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
show_head (AttPlaylistPage *self)
{
  const AttPlaylistRecord *record = self->contents->record;
  g_autofree char *file = record->path ? g_filename_display_name (record->path) : NULL, *origin = NULL;

  gtk_label_set_text (self->title, record->name);
  gtk_label_set_text (self->kind_label, is_smart (self) ? _("Smart playlist")
                                        : file          ? _("Playlist file")
                                                        : _("Playlist"));
  if (file)
    origin = g_strdup_printf (_("Changed only in its file: %s"), file);
  else if (is_smart (self))
    origin = g_strdup (_("Follows your library by its rules"));
  gtk_label_set_text (self->origin, origin ? origin : "");
  gtk_widget_set_visible (GTK_WIDGET (self->origin), origin != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->origin), file);
  if (!gtk_menu_button_get_menu_model (self->menu)) /* a playlist never becomes another kind; the menu may be open */
    {
      g_autoptr (GMenuModel) menu = make_menu (self);

      gtk_menu_button_set_menu_model (self->menu, menu);
    }
}

static void
show_items (AttPlaylistPage *self)
{
  show_facts (self);
  show_cover (self);
  show_nothing (self);
  att_track_list_set_items (self->tracks, self->items);
}

/* where an entry is what it was, its row stays: with its focus, in the middle of a drag */
static GPtrArray *
make_items (AttPlaylistPage *self, GPtrArray *tracks)
{
  GPtrArray *items = g_ptr_array_new_full (tracks->len, g_object_unref);

  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i), *old = i < self->items->len ? get_track (self, i) : NULL;

      if (old && att_list_is_same (G_OBJECT (old), G_OBJECT (track)))
        g_ptr_array_add (items, g_object_ref (g_ptr_array_index (self->items, i)));
      else
        g_ptr_array_add (items, att_noted_track_new (track, NULL));
    }
  return items;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttPlaylistPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPlaylistContents) contents = att_session_load_playlist_finish (ATT_SESSION (source), result, &error);
  GPtrArray *items;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!contents)
    {
      if (self->contents) /* it was here a moment ago */
        att_page_set_state (ATT_PAGE (self), ATT_PAGE_EMPTY);
      else
        att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  items = make_items (self, contents->tracks);
  g_ptr_array_unref (self->items);
  self->items = items;
  att_playlist_contents_free (self->contents);
  self->contents = g_steal_pointer (&contents);
  att_track_list_set_editable (self->tracks, is_own (self) && !is_smart (self));
  show_head (self);
  show_items (self);
  att_page_set_state (ATT_PAGE (self), ATT_PAGE_CONTENT);
  if (self->contents->tracks->len > 0)
    att_shelves_ask (self->shelves, ATT_SESSION (source), self->contents->tracks, self->tracks,
                     att_page_get_cancellable (ATT_PAGE (self)));
}

static void
att_playlist_page_reload (AttPage *page)
{
  AttPlaylistPage *self = ATT_PLAYLIST_PAGE (page);

  att_session_load_playlist_async (get_session (self), self->id, att_page_get_cancellable (page), loaded_cb, self);
}

static void
att_playlist_page_track_changed (AttPage *page, AttTrack *track)
{
  AttPlaylistPage *self = ATT_PLAYLIST_PAGE (page);
  g_autoptr (GPtrArray) old = self->items;

  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < old->len; i++)
    {
      AttNotedTrack *item = g_ptr_array_index (old, i);
      gboolean changed = track->id != 0 && att_noted_track_get_track (item)->id == track->id;

      g_ptr_array_add (self->items, changed ? att_noted_track_new (track, NULL) : g_object_ref (item));
    }
  att_track_list_set_items (self->tracks, self->items);
}

/* --- changing --- */

static char **
dup_uris (AttPlaylistPage *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->items->len; i++)
    g_strv_builder_add (builder, get_track (self, i)->uri);
  return g_strv_builder_end (builder);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttPlaylistPage) self = data;
  g_autoptr (GError) error = NULL;

  if (att_session_change_playlist_finish (ATT_SESSION (source), result, &error))
    return;
  if (get_window (self))
    att_window_toast (get_window (self), "%s", error->message);
  att_page_reload (ATT_PAGE (self)); /* as it is */
}

static void
write_entries (AttPlaylistPage *self, const char *const *uris)
{
  att_session_set_playlist_entries_async (get_session (self), self->id, uris, changed_cb, g_object_ref (self));
}

/* the list shows it at once; what is shown is what is kept */
static void
apply_items (AttPlaylistPage *self, GPtrArray *items)
{
  g_auto (GStrv) uris = NULL;

  g_ptr_array_unref (self->items);
  self->items = items;
  show_items (self);
  uris = dup_uris (self);
  write_entries (self, (const char *const *) uris);
}

static GPtrArray *
copy_items (AttPlaylistPage *self)
{
  GPtrArray *items = g_ptr_array_new_full (self->items->len, g_object_unref);

  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (items, g_object_ref (g_ptr_array_index (self->items, i)));
  return items;
}

static void
move_cb (AttTrackList *list, guint from, guint to, AttPlaylistPage *self)
{
  GPtrArray *items;

  if (from >= self->items->len || to >= self->items->len)
    return;
  items = copy_items (self);
  g_ptr_array_insert (items, (int) to, g_ptr_array_steal_index (items, from));
  att_window_forget_undo (get_window (self)); /* it would put the order back too */
  apply_items (self, items);
  att_track_list_focus (self->tracks, to);
}

typedef struct {
  AttSession *session;
  GWeakRef page;
  gint64 id;
  char **uris;
  GPtrArray *items;
} Removal;

static void
removal_free (gpointer data, GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->session);
  g_weak_ref_clear (&removal->page);
  g_strfreev (removal->uris);
  g_ptr_array_unref (removal->items);
  g_free (removal);
}

static void
undo_removal_cb (Removal *removal)
{
  g_autoptr (AttPlaylistPage) page = g_weak_ref_get (&removal->page);

  if (page) /* what is done next begins with what is back */
    apply_items (page, g_ptr_array_ref (removal->items));
  else
    att_session_set_playlist_entries_async (removal->session, removal->id, (const char *const *) removal->uris, NULL,
                                            NULL);
}

static void
take_out_cb (AttTrackList *list, GtkBitset *places, AttPlaylistPage *self)
{
  const char *name = self->contents->record->name;
  guint first = gtk_bitset_get_minimum (places), n = 0;
  g_autoptr (AttTrack) track = NULL;
  Removal *removal;
  GPtrArray *items;

  if (first >= self->items->len)
    return;
  track = g_object_ref (get_track (self, first));
  removal = g_new0 (Removal, 1);
  removal->session = g_object_ref (get_session (self));
  g_weak_ref_init (&removal->page, self);
  removal->id = self->id;
  removal->uris = dup_uris (self);
  removal->items = g_ptr_array_ref (self->items);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->items->len; i++)
    if (gtk_bitset_contains (places, i))
      n++;
    else
      g_ptr_array_add (items, g_object_ref (g_ptr_array_index (self->items, i)));
  apply_items (self, items);
  if (self->items->len > 0)
    att_track_list_focus (self->tracks, MIN (first, self->items->len - 1));
  if (n == 1)
    att_window_toast_undo (get_window (self), G_CALLBACK (undo_removal_cb), removal, removal_free,
                           /* TRANSLATORS: a song, a playlist */
                           _("“%s” is out of “%s”"), att_track_get_title (track), name);
  else
    att_window_toast_undo (get_window (self), G_CALLBACK (undo_removal_cb), removal, removal_free,
                           /* TRANSLATORS: how many songs, a playlist */
                           ngettext ("%u song is out of “%s”", "%u songs are out of “%s”", n), n, name);
}

/* --- actions --- */

static void
play_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttPlaylistPage *self = data;
  g_autoptr (GPtrArray) tracks = att_track_list_dup_tracks (self->tracks);

  if (tracks->len == 0)
    return;
  if (g_str_equal (g_action_get_name (G_ACTION (action)), "shuffle"))
    att_window_play_shuffled (get_window (self), tracks);
  else
    att_session_play_tracks (get_session (self), tracks, 0);
}

static void
queue_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttPlaylistPage *self = data;
  g_autoptr (GPtrArray) tracks = att_track_list_dup_tracks (self->tracks);

  if (g_str_equal (g_action_get_name (G_ACTION (action)), "play-next"))
    att_window_play_next (get_window (self), tracks, self->contents->record->name);
  else
    att_window_play_later (get_window (self), tracks, self->contents->record->name);
}

/* the radio knows what is in a playlist; of a smart one it is told songs */
static void
radio_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttPlaylistPage *self = data;
  const char *name = self->contents->record->name;
  g_autoptr (GPtrArray) tracks = att_track_list_dup_tracks (self->tracks);

  if (is_smart (self))
    att_window_start_radio_from (get_window (self), tracks, name);
  else
    att_window_start_radio (get_window (self), ATT_SEED_PLAYLIST, self->id, name);
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AttPlaylistPage *self = data;
  const AttPlaylistRecord *record = self->contents->record;
  const char *name = g_action_get_name (G_ACTION (action));
  AttWindow *window = get_window (self);

  if (g_str_equal (name, "rename"))
    att_window_ask_rename_playlist (window, self->id, record->name);
  else if (g_str_equal (name, "edit"))
    att_dialog_present (GTK_WINDOW (att_rules_dialog_new (window, record)));
  else if (g_str_equal (name, "export"))
    att_window_export_playlist (window, self->id, record->name);
  else if (g_str_equal (name, "delete"))
    att_window_delete_playlist (window, self->id, record->name);
  else if (g_str_equal (name, "copy"))
    {
      g_auto (GStrv) uris = dup_uris (self);

      att_window_make_playlist (window, record->name, (const char *const *) uris);
    }
  else
    att_window_add_to_playlist (window, self->contents->tracks, record->name);
}

static void
track_played_cb (AttTrackList *list, GPtrArray *tracks, guint position, AttPlaylistPage *self)
{
  att_session_play_tracks (get_session (self), tracks, position);
}

/* --- the object --- */

static void
att_playlist_page_session_set (AttPage *page)
{
  att_track_list_set_session (ATT_PLAYLIST_PAGE (page)->tracks, att_page_get_session (page));
}

static void
att_playlist_page_finalize (GObject *object)
{
  AttPlaylistPage *self = ATT_PLAYLIST_PAGE (object);

  att_playlist_contents_free (self->contents);
  g_ptr_array_unref (self->items);
  g_object_unref (self->actions);
  G_OBJECT_CLASS (att_playlist_page_parent_class)->finalize (object);
}

static void
att_playlist_page_class_init (AttPlaylistPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = att_playlist_page_finalize;
  ATT_PAGE_CLASS (klass)->reload = att_playlist_page_reload;
  ATT_PAGE_CLASS (klass)->track_changed = att_playlist_page_track_changed;
  ATT_PAGE_CLASS (klass)->session_set = att_playlist_page_session_set;

  g_type_ensure (ATT_TYPE_TRACK_LIST);
  g_type_ensure (ATT_TYPE_TINT);
  g_type_ensure (ATT_TYPE_MOSAIC);
  g_type_ensure (ATT_TYPE_SHELVES);
  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-playlist-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, tracks);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, header);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, tint);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, cover);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, kind_label);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, title);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, facts);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, origin);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, menu);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, nothing_title);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, nothing_text);
  gtk_widget_class_bind_template_child (widget_class, AttPlaylistPage, shelves);
  gtk_widget_class_bind_template_callback (widget_class, track_played_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
}

static void
att_playlist_page_init (AttPlaylistPage *self)
{
  static const GActionEntry entries[] = {
    { "play", play_cb }, { "shuffle", play_cb },  { "radio", radio_cb }, { "play-next", queue_cb },
    { "play-later", queue_cb }, { "add", edit_cb }, { "rename", edit_cb }, { "edit", edit_cb },
    { "copy", edit_cb }, { "export", edit_cb },   { "delete", edit_cb },
  };

  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "playlist", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  att_track_list_set_header (self->tracks, self->header);
  att_page_set_head (ATT_PAGE (self), GTK_WIDGET (self->cover));
  att_tint_set_cover (self->tint, att_mosaic_get_cover (self->cover));
}

GtkWidget *
att_playlist_page_new (gint64 id, const char *title)
{
  AttPlaylistPage *self = g_object_new (ATT_TYPE_PLAYLIST_PAGE, NULL);
  g_autofree char *tag = g_strdup_printf ("playlist:%" G_GINT64_FORMAT, id);

  self->id = id;
  att_page_set_tag (ATT_PAGE (self), tag);
  gtk_label_set_text (self->title, title ? title : "");
  return GTK_WIDGET (self);
}
