/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-window.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-collection-page.h"
#include "att-collections-page.h"
#include "att-cover-loader.h"
#include "att-first-run.h"
#include "att-history-page.h"
#include "att-radio-page.h"
#include "att-search-page.h"
#include "att-songs-page.h"
#include "att-window-private.h"

/* narrower than this the pane folds away */
#define NARROW_WIDTH 720
/* how long a mistake can be taken back with one press */
#define UNDO_S 10

G_DEFINE_FINAL_TYPE (AttWindow, att_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

static const struct {
  const char *tag, *title, *icon;
} places[] = {
  { "radio", N_("Radio"), "att-radio-symbolic" },
  { "albums", N_("Albums"), "att-album-symbolic" },
  { "artists", N_("Artists"), "att-artist-symbolic" },
  { "songs", N_("Songs"), "att-song-symbolic" },
  { "genres", N_("Genres"), "att-genre-symbolic" },
  { "playlists", N_("Playlists"), "att-playlist-symbolic" },
  { "history", N_("History"), "document-open-recent-symbolic" },
};

static GtkWidget *
make_page (const char *tag)
{
  if (g_str_equal (tag, "albums"))
    return att_collections_page_new (ATT_COLLECTION_ALBUM);
  if (g_str_equal (tag, "artists"))
    return att_collections_page_new (ATT_COLLECTION_ARTIST);
  if (g_str_equal (tag, "songs"))
    return att_songs_page_new ();
  if (g_str_equal (tag, "genres"))
    return att_collections_page_new (ATT_COLLECTION_GENRE);
  if (g_str_equal (tag, "playlists"))
    return att_collections_page_new (ATT_COLLECTION_PLAYLIST);
  if (g_str_equal (tag, "history"))
    return att_history_page_new ();
  if (g_str_equal (tag, "search"))
    return att_search_page_new ();
  return att_radio_page_new ();
}

/* --- which page --- */

static gboolean
is_place (AttPage *page)
{
  GtkStack *pages = GTK_STACK (gtk_widget_get_parent (GTK_WIDGET (page)));

  return gtk_stack_page_get_name (gtk_stack_get_page (pages, GTK_WIDGET (page))) != NULL;
}

static void
show_header (AttWindow *self)
{
  const char *title = att_page_get_title (self->page);

  gtk_label_set_text (self->title, title ? title : "");
  adw_bin_set_child (self->tools, self->narrow ? NULL : att_page_get_tools (self->page));
  gtk_widget_set_visible (self->back, self->history->len > 0 || adw_leaflet_get_folded (self->leaflet));
}

static void
show_page (AttWindow *self, AttPage *page, GtkStackTransitionType transition)
{
  self->page = page;
  gtk_stack_set_transition_type (self->pages, transition);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (page));
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  show_header (self);
  att_page_focus (page);
}

static void
add_page (AttWindow *self, AttPage *page, const char *name)
{
  g_object_bind_property (self, "narrow", page, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (page, "notify::title", G_CALLBACK (show_header), self, G_CONNECT_SWAPPED);
  if (name)
    gtk_stack_add_named (self->pages, GTK_WIDGET (page), name);
  else
    gtk_stack_add_child (self->pages, GTK_WIDGET (page));
  if (self->session)
    att_page_set_session (page, self->session);
}

static AttPage *
get_place (AttWindow *self, const char *tag)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, tag);

  if (!page)
    {
      page = make_page (tag);
      add_page (self, ATT_PAGE (page), tag);
    }
  return ATT_PAGE (page);
}

/* an opened page goes when it is left for good, after the motion that takes it away */
static gboolean
remove_page_cb (gpointer data)
{
  GtkWidget *page = data, *stack = gtk_widget_get_parent (page);

  if (stack)
    gtk_stack_remove (GTK_STACK (stack), page);
  return G_SOURCE_REMOVE;
}

static void
drop_page (AttWindow *self, AttPage *page)
{
  if (page && !is_place (page))
    g_timeout_add_full (G_PRIORITY_DEFAULT, gtk_stack_get_transition_duration (self->pages) + 50, remove_page_cb,
                        g_object_ref (page), g_object_unref);
}

static void
show_place (AttWindow *self, const char *tag)
{
  AttPage *page = get_place (self, tag), *old = self->page;

  for (guint i = 0; i < self->history->len; i++)
    drop_page (self, g_ptr_array_index (self->history, i));
  g_ptr_array_set_size (self->history, 0);
  if (page != old)
    drop_page (self, old);
  show_page (self, page, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->pane, (int) i);

      if (g_str_equal (places[i].tag, tag))
        gtk_list_box_select_row (self->pane, row);
      else if (gtk_list_box_row_is_selected (row))
        gtk_list_box_unselect_row (self->pane, row);
    }
}

static void
push_page (AttWindow *self, AttPage *page)
{
  add_page (self, page, NULL);
  g_ptr_array_add (self->history, self->page);
  gtk_stack_set_visible_child_name (self->shell, "main");
  show_page (self, page, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
}

gboolean
att_window_go_back (AttWindow *self)
{
  AttPage *old = self->page;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "now-playing") == 0)
    {
      gtk_stack_set_visible_child_name (self->shell, "main");
      return TRUE;
    }
  if (self->history->len > 0)
    {
      AttPage *page = g_ptr_array_steal_index (self->history, self->history->len - 1);

      show_page (self, page, GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
      drop_page (self, old);
      return TRUE;
    }
  if (adw_leaflet_get_folded (self->leaflet))
    {
      adw_leaflet_set_visible_child_name (self->leaflet, "pane");
      return TRUE;
    }
  return FALSE;
}

void
att_window_show_tag (AttWindow *self, const char *tag)
{
  static const struct {
    const char *prefix;
    AttCollectionKind kind;
    const char *place;
  } kinds[] = {
    { "album:", ATT_COLLECTION_ALBUM, "albums" },
    { "artist:", ATT_COLLECTION_ARTIST, "artists" },
    { "genre:", ATT_COLLECTION_GENRE, "genres" },
    { "playlist:", ATT_COLLECTION_PLAYLIST, "playlists" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (tag, kinds[i].prefix))
      {
        const char *key = tag + strlen (kinds[i].prefix);
        gboolean by_name = kinds[i].kind == ATT_COLLECTION_GENRE;

        show_place (self, kinds[i].place);
        att_window_show_collection (self, kinds[i].kind, by_name ? 0 : g_ascii_strtoll (key, NULL, 10),
                                    by_name ? key : NULL);
        return;
      }
  if (g_str_equal (tag, "search"))
    {
      AttPage *page = get_place (self, tag);

      if (self->page != page)
        {
          g_ptr_array_remove (self->history, page);
          g_ptr_array_add (self->history, self->page);
          gtk_stack_set_visible_child_name (self->shell, "main");
          show_page (self, page, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
        }
      adw_leaflet_set_visible_child_name (self->leaflet, "content");
      att_search_page_focus (ATT_SEARCH_PAGE (page));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].tag, tag))
      {
        show_place (self, tag);
        return;
      }
  show_place (self, "radio");
}

void
att_window_show_collection (AttWindow *self, AttCollectionKind kind, gint64 id, const char *title)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  push_page (self, ATT_PAGE (att_collection_page_new (kind, id, title)));
}

void
att_window_show_track (AttWindow *self, AttTrack *track)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  push_page (self, ATT_PAGE (att_collection_page_new_for_track (track)));
}

static void
pane_activated_cb (GtkListBox *box, GtkListBoxRow *row, AttWindow *self)
{
  show_place (self, places[gtk_list_box_row_get_index (row)].tag);
}

static void
fill_pane (AttWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

      gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", places[i].icon, "accessible-role",
                                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
      gtk_box_append (GTK_BOX (box), gtk_label_new (_(places[i].title)));
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _(places[i].title), -1);
      gtk_list_box_append (self->pane, row);
    }
}

/* --- width --- */

static void
set_narrow (AttWindow *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  adw_leaflet_set_can_unfold (self->leaflet, !narrow);
  if (!narrow && g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "now-playing") == 0)
    gtk_stack_set_visible_child_name (self->shell, "main");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
  show_header (self);
}

static void
surface_width_cb (GdkSurface *surface, GParamSpec *pspec, AttWindow *self)
{
  set_narrow (self, gdk_surface_get_width (surface) < NARROW_WIDTH);
}

static void
att_window_realize (GtkWidget *widget)
{
  AttWindow *self = ATT_WINDOW (widget);
  GdkSurface *surface;
  int width, height;

  GTK_WIDGET_CLASS (att_window_parent_class)->realize (widget);
  surface = gtk_native_get_surface (GTK_NATIVE (widget));
  g_signal_connect_object (surface, "notify::width", G_CALLBACK (surface_width_cb), self, 0);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  set_narrow (self, width < NARROW_WIDTH && !gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
folded_cb (AttWindow *self)
{
  show_header (self);
}

/* --- the session --- */

static void
message_cb (AttSession *session, const char *message, AttWindow *self)
{
  att_window_toast (self, "%s", message);
}

static void
first_run_done_cb (AttFirstRun *first_run, AttWindow *self)
{
  show_place (self, "radio");
  gtk_stack_set_visible_child_name (self->shell, "main");
}

static void
now_changed_cb (AttWindow *self)
{
  AttTrack *track = att_now_get_track (self->now);

  att_window_update_actions (self);
  if (track && att_now_get_playing (self->now))
    {
      g_autofree char *title =
        g_strdup_printf ("%s — %s", att_track_get_title (track), att_track_get_artist (track));
      gtk_window_set_title (GTK_WINDOW (self), title);
    }
  else
    gtk_window_set_title (GTK_WINDOW (self), "Attacca");
}

void
att_window_set_session (AttWindow *self, AttSession *session)
{
  g_autofree char *tag = NULL;

  g_return_if_fail (ATT_IS_WINDOW (self));
  g_return_if_fail (self->session == NULL);

  gtk_stack_set_visible_child_name (self->shell, "main");
  self->session = g_object_ref (session);
  self->now = g_object_ref (att_now_get (session));
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page;
       page = gtk_widget_get_next_sibling (page))
    att_page_set_session (ATT_PAGE (page), session);
  att_player_bar_set_now (self->bar, self->now);
  att_now_playing_set_now (self->now_playing, self->now);
  att_status_foot_set_session (self->foot, session);
  g_signal_connect_object (session, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect (session, "library-changed", G_CALLBACK (att_cover_loader_forget_missing), NULL);
  g_signal_connect_object (self->now, "changed", G_CALLBACK (now_changed_cb), self, G_CONNECT_SWAPPED);
  now_changed_cb (self);
  if (att_session_get_notice (session))
    att_window_toast (self, "%s", att_session_get_notice (session));
  tag = self->settings ? g_settings_get_string (self->settings, "page") : NULL;
  if (tag && *tag && g_strcmp0 (att_page_get_tag (self->page), tag) != 0)
    att_window_show_tag (self, tag);
}

AttSession *
att_window_get_session (AttWindow *self)
{
  return self->session;
}

void
att_window_show_failure (AttWindow *self, const char *message)
{
  g_autofree char *markup = g_markup_escape_text (message, -1);

  adw_status_page_set_description (self->failure, markup);
  gtk_stack_set_visible_child_name (self->shell, "failure");
}

void
att_window_show_first_run (AttWindow *self)
{
  GtkWidget *first_run = gtk_stack_get_child_by_name (self->shell, "first-run");

  g_return_if_fail (self->session != NULL);

  if (first_run)
    gtk_stack_remove (self->shell, first_run);
  first_run = att_first_run_new (self->session);
  g_object_bind_property (self, "narrow", first_run, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect (first_run, "done", G_CALLBACK (first_run_done_cb), self);
  gtk_stack_add_named (self->shell, first_run, "first-run");
  gtk_stack_set_visible_child_name (self->shell, "first-run");
}

/* --- words to the listener --- */

static AdwToast *
make_toast (AttWindow *self, const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  if (self->toast)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  return toast;
}

static void
show_toast (AttWindow *self, AdwToast *toast)
{
  gboolean main = g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "main") == 0;

  adw_toast_overlay_add_toast (main ? self->main_toasts : self->toasts, toast);
}

void
att_window_toast (AttWindow *self, const char *format, ...)
{
  AdwToast *toast;
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  toast = make_toast (self, format, args);
  va_end (args);
  adw_toast_set_timeout (toast, 3);
  show_toast (self, toast);
}

void
att_window_toast_undo (AttWindow *self, GCallback undo, gpointer data, GClosureNotify destroy, const char *format, ...)
{
  AdwToast *toast;
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  toast = make_toast (self, format, args);
  va_end (args);
  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_timeout (toast, UNDO_S);
  g_signal_connect_data (toast, "button-clicked", undo, data, destroy, G_CONNECT_SWAPPED);
  show_toast (self, toast);
}

/* --- the object --- */

static gboolean
att_window_close_request (GtkWindow *window)
{
  AttWindow *self = ATT_WINDOW (window);
  AttPage *page = self->page;
  int width, height;

  if (self->settings)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 294));
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
      if (self->session && g_strcmp0 (att_page_get_tag (page), "search") != 0 && att_page_get_tag (page))
        g_settings_set_string (self->settings, "page", att_page_get_tag (page));
    }
  return GTK_WINDOW_CLASS (att_window_parent_class)->close_request (window);
}

static void
att_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_WINDOW (object)->narrow);
}

static void
att_window_dispose (GObject *object)
{
  AttWindow *self = ATT_WINDOW (object);

  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->settings);
  g_clear_object (&self->now);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (att_window_parent_class)->dispose (object);
}

static void
att_window_finalize (GObject *object)
{
  g_ptr_array_unref (ATT_WINDOW (object)->history);
  G_OBJECT_CLASS (att_window_parent_class)->finalize (object);
}

static void
att_window_class_init (AttWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_window_get_property;
  object_class->dispose = att_window_dispose;
  object_class->finalize = att_window_finalize;
  widget_class->realize = att_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = att_window_close_request;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ATT_TYPE_PLAYER_BAR);
  g_type_ensure (ATT_TYPE_NOW_PLAYING);
  g_type_ensure (ATT_TYPE_STATUS_FOOT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AttWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, main_toasts);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, shell);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, pane);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, foot);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, tools);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, back);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, now_playing);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, failure);
  gtk_widget_class_bind_template_callback (widget_class, pane_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  att_window_install_actions (klass);
}

static void
att_window_init (AttWindow *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, ATT_APP_ID, TRUE) : NULL;

  self->history = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  att_accessible_follow_stack (self->shell);
  att_accessible_follow_stack (self->pages);
  fill_pane (self);
  show_place (self, "radio");
  att_window_init_actions (self);
  if (!schema)
    return;
  self->settings = g_settings_new (ATT_APP_ID);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

GtkWidget *
att_window_new (GtkApplication *application)
{
  return g_object_new (ATT_TYPE_WINDOW, "application", application, NULL);
}

AttWindow *
att_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return ATT_IS_WINDOW (root) ? ATT_WINDOW (root) : NULL;
}
