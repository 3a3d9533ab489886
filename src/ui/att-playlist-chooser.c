/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-playlist-chooser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "att-accessible.h"
#include "att-dialog.h"
#include "att-format.h"
#include "att-mosaic.h"
#include "att-text.h"
#include "att-window-playlists.h"

#define COVER_SIZE 40

typedef struct {
  AttWindow *window;
  GtkWindow *chooser;
  char **uris;
  char *name;
  GtkListBox *list;
  GtkWidget *new_row;
  GtkSearchEntry *entry;
  char *wanted; /* what is typed, folded */
  GCancellable *cancellable;
} Chooser;

static void
chooser_free (gpointer data)
{
  Chooser *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->window);
  g_strfreev (self->uris);
  g_free (self->name);
  g_free (self->wanted);
  g_free (self);
}

static char *
dup_typed (Chooser *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

/* closing frees @self */
static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, Chooser *self)
{
  AttCollection *playlist = g_object_get_data (G_OBJECT (row), "att-playlist");
  g_autofree char *typed = dup_typed (self);

  gtk_widget_set_visible (GTK_WIDGET (self->chooser), FALSE);
  if (playlist)
    att_window_append_to_playlist (self->window, playlist->id, playlist->title, (const char *const *) self->uris,
                                   FALSE);
  else if (*typed)
    att_window_make_playlist (self->window, typed, (const char *const *) self->uris);
  else
    att_window_ask_new_playlist (self->window, self->name, (const char *const *) self->uris);
  gtk_window_destroy (self->chooser);
}

static gboolean
is_shown (GtkListBoxRow *row, gpointer data)
{
  Chooser *self = data;
  AttCollection *playlist = g_object_get_data (G_OBJECT (row), "att-playlist");

  return !playlist || !self->wanted || strstr (playlist->search_key, self->wanted) != NULL;
}

static void
typed_cb (GtkSearchEntry *entry, Chooser *self)
{
  g_autofree char *typed = dup_typed (self), *title = NULL;

  g_free (self->wanted);
  self->wanted = att_text_fold (typed);
  title = *typed ? g_strdup_printf (_("New playlist “%s”"), typed) : g_strdup (_("New playlist…"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->new_row), title);
  att_accessible_name (self->new_row, title);
  gtk_list_box_invalidate_filter (self->list);
}

/* the first that is left, of those that are there; else a new one */
static void
entered_cb (GtkSearchEntry *entry, Chooser *self)
{
  GtkListBoxRow *row;

  for (int i = 1; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        activated_cb (self->list, row, self);
        return;
      }
  activated_cb (self->list, GTK_LIST_BOX_ROW (self->new_row), self);
}

static GtkWidget *
make_row (const char *title, const char *subtitle, GtkWidget *picture)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", subtitle, "activatable", TRUE,
                                 "use-markup", FALSE, "title-lines", 2, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), picture);
  att_accessible_name (row, title);
  return row;
}

static void
add_playlist (Chooser *self, AttCollection *playlist)
{
  g_autofree char *subtitle = att_format_collection (playlist, NULL);
  GtkWidget *mosaic = g_object_new (ATT_TYPE_MOSAIC, "size", COVER_SIZE, "valign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *row = make_row (playlist->title, subtitle, mosaic);

  att_mosaic_set_sources (ATT_MOSAIC (mosaic), att_window_get_session (self->window),
                          (const char *const *) playlist->cover_uris, (const char *const *) playlist->cover_names,
                          playlist->title);
  g_object_set_data_full (G_OBJECT (row), "att-playlist", g_object_ref (playlist), g_object_unref);
  gtk_list_box_append (self->list, row);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) playlists = att_session_list_finish (ATT_SESSION (source), result, &error);
  Chooser *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; playlists && i < playlists->len; i++)
    {
      AttCollection *playlist = g_ptr_array_index (playlists, i);

      if ((playlist->flags & (ATT_COLLECTION_FILE | ATT_COLLECTION_SMART)) == 0)
        add_playlist (self, playlist);
    }
}

static GtkWidget *
make_new_row (void)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("list-add-symbolic");

  gtk_widget_set_size_request (icon, COVER_SIZE, COVER_SIZE);
  return make_row (_("New playlist…"), NULL, icon);
}

static GtkWidget *
make_content (Chooser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *list = gtk_list_box_new ();
  GtkWidget *entry = gtk_search_entry_new (), *bar = adw_header_bar_new ();
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE,
                                      "child", list, NULL);

  self->list = GTK_LIST_BOX (list);
  self->entry = GTK_SEARCH_ENTRY (entry);
  self->new_row = make_new_row ();
  gtk_list_box_append (self->list, self->new_row);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (self->list, is_shown, self, NULL);
  g_signal_connect (list, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect (entry, "search-changed", G_CALLBACK (typed_cb), self);
  g_signal_connect (entry, "activate", G_CALLBACK (entered_cb), self);
  g_signal_connect_swapped (entry, "stop-search", G_CALLBACK (gtk_window_close), self->chooser);
  g_object_set (entry, "placeholder-text", _("Find a playlist, or name a new one"), "margin-start", 12,
                "margin-end", 12, "margin-bottom", 6, NULL);
  att_accessible_name (entry, _("Find a playlist, or name a new one"));
  att_accessible_name (list, _("Playlists"));
  g_object_set (list, "margin-start", 12, "margin-end", 12, "margin-top", 6, "margin-bottom", 12, "valign",
                GTK_ALIGN_START, NULL);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (bar, "flat");
  att_dialog_set_bar (self->chooser, ADW_HEADER_BAR (bar));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), scroller);
  return box;
}

GtkWidget *
att_playlist_chooser_new (AttWindow *window, const char *const *uris, const char *name)
{
  Chooser *self = g_new0 (Chooser, 1);
  GtkWidget *chooser = g_object_new (ADW_TYPE_WINDOW, "transient-for", window, "modal", TRUE, "destroy-with-parent",
                                     TRUE, "title", _("Add to Playlist"), "default-width", 360, "default-height", 460,
                                     NULL);

  g_return_val_if_fail (ATT_IS_WINDOW (window), NULL);

  self->window = g_object_ref (window);
  self->chooser = GTK_WINDOW (chooser);
  self->uris = g_strdupv ((char **) uris);
  self->name = g_strdup (name);
  self->cancellable = g_cancellable_new ();
  adw_window_set_content (ADW_WINDOW (chooser), make_content (self));
  gtk_search_entry_set_key_capture_widget (self->entry, chooser);
  g_object_set_data_full (G_OBJECT (chooser), "att-chooser", self, chooser_free);
  att_session_list_collections_async (att_window_get_session (window), ATT_COLLECTION_PLAYLIST, NULL, 0,
                                      self->cancellable, listed_cb, self);
  return chooser;
}
