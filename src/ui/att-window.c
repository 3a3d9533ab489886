/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-window.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-background.h"
#include "att-cover-loader.h"
#include "att-first-run.h"
#include "att-notifications.h"
#include "att-window-private.h"
#include "att-wrap-layout.h"

/* narrower than this the pane folds away */
#define NARROW_WIDTH 720
/* narrower than this the times of what plays make way for its title */
#define TIGHT_WIDTH 900

G_DEFINE_FINAL_TYPE (AttWindow, att_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

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
  att_window_show_header (self);
}

static void
fit_width (AttWindow *self, int width)
{
  set_narrow (self, width < NARROW_WIDTH);
  att_player_bar_set_tight (self->bar, width < TIGHT_WIDTH);
}

static void
surface_width_cb (GdkSurface *surface, GParamSpec *pspec, AttWindow *self)
{
  fit_width (self, gdk_surface_get_width (surface));
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
  fit_width (self, gtk_window_is_maximized (GTK_WINDOW (self)) ? G_MAXINT : width);
}

static void
folded_cb (AttWindow *self)
{
  att_window_show_header (self);
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
  att_window_show_place (self, "radio");
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
  att_mini_player_set_now (self->mini_player, self->now);
  att_window_follow_outside (self);
  att_notifications_follow (self, self->now);
  att_window_start_sound_actions (self);
  g_signal_connect_object (session, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect (session, "library-changed", G_CALLBACK (att_cover_loader_forget_missing), NULL);
  g_signal_connect_object (self->now, "changed", G_CALLBACK (now_changed_cb), self, G_CONNECT_SWAPPED);
  now_changed_cb (self);
  if (att_session_get_notice (session))
    att_window_toast (self, "%s", att_session_get_notice (session));
  tag = self->settings ? g_settings_get_string (self->settings, "page") : NULL;
  if (tag && *tag && g_strcmp0 (att_page_get_tag (self->page), tag) != 0)
    att_window_show_tag (self, tag);
  else
    att_page_focus (self->page); /* it has controls only now */
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

/* --- the object --- */

static void
save_state (AttWindow *self)
{
  AttPage *page = self->page;
  GtkWindow *window = GTK_WINDOW (self);
  int width, height;

  if (self->settings)
    {
      gtk_window_get_default_size (window, &width, &height);
      if (self->mini)
        {
          width = self->large_width;
          height = self->large_height;
        }
      g_settings_set_int (self->settings, "window-width", MAX (width, ATT_WINDOW_MIN_WIDTH));
      g_settings_set_int (self->settings, "window-height", MAX (height, ATT_WINDOW_MIN_HEIGHT));
      g_settings_set_boolean (self->settings, "window-maximized",
                              self->mini ? self->large_maximized : gtk_window_is_maximized (window));
      if (self->session && g_strcmp0 (att_page_get_tag (page), "search") != 0 && att_page_get_tag (page))
        g_settings_set_string (self->settings, "page", att_page_get_tag (page));
    }
}

static gboolean
att_window_close_request (GtkWindow *window)
{
  AttWindow *self = ATT_WINDOW (window);

  save_state (self);
  if (self->session && att_background_take (self, self->session))
    return TRUE;
  return GTK_WINDOW_CLASS (att_window_parent_class)->close_request (window);
}

void
att_window_quit (AttWindow *self)
{
  save_state (self);
  gtk_window_destroy (GTK_WINDOW (self));
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

  if (self->toast)
    g_signal_handlers_disconnect_by_data (self->toast, self);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->next_toast);
  att_window_forget_undo (self);
  g_clear_object (&self->toast_moves);
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
  g_type_ensure (ATT_TYPE_MINI_PLAYER);
  g_type_ensure (ATT_TYPE_STATUS_FOOT);
  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AttWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, main_toasts);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, shell);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, pane);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, main_menu_button);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, foot);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, tools);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, back);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, now_playing);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, mini_player);
  gtk_widget_class_bind_template_child (widget_class, AttWindow, failure);
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
  att_window_fill_pane (self);
  att_window_show_place (self, "radio");
  att_window_init_mini (self);
  att_window_init_actions (self);
  att_window_accept_files (self);
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
