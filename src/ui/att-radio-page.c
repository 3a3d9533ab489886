/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-radio-page.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"
#include "att-now-view.h"
#include "att-queue-view.h"
#include "att-session-radio.h"
#include "att-wrap-layout.h"

#define TUNE_AFTER_MS 250

struct _AttRadioPage
{
  AttPage parent_instance;

  gboolean has_music;
  guint tune_id;

  AttNowView *now_view;
  AttQueueView *queue;
  GtkLabel *nothing_next;
  GtkButton *add_folder;
  GtkMenuButton *from;
  GtkLabel *from_label;
  GtkAdjustment *discover;
};

G_DEFINE_FINAL_TYPE (AttRadioPage, att_radio_page, ATT_TYPE_PAGE)

static void
show_state (AttRadioPage *self)
{
  AttPage *page = ATT_PAGE (self);
  AttSession *session = att_page_get_session (page);
  AttPlayQueue *queue = att_session_get_queue (session);
  gboolean scanning = att_progress_is_active (att_session_get_scan_progress (session));
  gboolean active = att_session_get_radio_active (session);
  guint n_upcoming = att_play_queue_get_n_upcoming (queue);

  gtk_widget_set_visible (GTK_WIDGET (self->nothing_next), n_upcoming == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->from), self->has_music);
  gtk_widget_set_visible (GTK_WIDGET (self->add_folder), n_upcoming == 0 && !self->has_music && !scanning);
  if (!self->has_music && !scanning)
    gtk_label_set_text (self->nothing_next, _("There is no music in your library yet that could come next."));
  else if (att_session_get_radio_found_nothing (session))
    gtk_label_set_text (self->nothing_next, _("Nothing in your library may come next now."));
  else
    gtk_label_set_text (self->nothing_next, active ? _("Looking for what comes next…")
                                                   : _("When this has played, the radio goes on from here."));
  if (att_now_get_track (att_now_get (session)) || n_upcoming > 0)
    {
      att_page_set_state (page, ATT_PAGE_CONTENT);
      return;
    }
  if (!self->has_music && scanning)
    g_object_set (self, "empty-icon", "folder-music-symbolic", "empty-title", _("Reading your music"), "empty-text",
                  _("The radio can start as soon as the first songs are known."), "empty-action", "win.start-radio",
                  "empty-label", _("Start the Radio"), NULL);
  else if (!self->has_music)
    g_object_set (self, "empty-icon", "folder-music-symbolic", "empty-title", _("No music yet"), "empty-text",
                  _("Show Attacca a folder with music, and it makes a radio from it."), "empty-action",
                  "win.add-folder", "empty-label", _("Choose a Folder…"), NULL);
  else
    g_object_set (self, "empty-icon", "att-radio-symbolic", "empty-title", _("Your radio"), "empty-text",
                  _("It plays your own music, learns from what you skip and love, and tells you why it chose a song."),
                  "empty-action", "win.start-radio", "empty-label", _("Start the Radio"), NULL);
  att_page_set_state (page, ATT_PAGE_EMPTY);
}

static void
show_seeds (AttRadioPage *self)
{
  AttSession *session = att_page_get_session (ATT_PAGE (self));
  g_autofree char *seeds = att_format_seeds (att_session_get_seeds (session));
  g_autofree char *text = att_session_get_radio_active (session) ? g_strdup_printf (_("from: %s"), seeds)
                                                                 : g_strdup (_("your choice"));

  gtk_label_set_text (self->from_label, text);
}

static void
radio_changed_cb (AttRadioPage *self)
{
  show_seeds (self);
  show_state (self);
}

static void
first_track_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttRadioPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!tracks)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  self->has_music = tracks->len > 0;
  radio_changed_cb (self);
}

static void
att_radio_page_reload (AttPage *page)
{
  AttTrackQuery query = { .limit = 1 };

  att_session_list_tracks_async (att_page_get_session (page), &query, att_page_get_cancellable (page), first_track_cb,
                                 page);
}

static gboolean
tune_cb (gpointer data)
{
  AttRadioPage *self = data;

  self->tune_id = 0;
  att_session_set_discover (att_page_get_session (ATT_PAGE (self)), gtk_adjustment_get_value (self->discover));
  return G_SOURCE_REMOVE;
}

static void
discover_changed_cb (GtkAdjustment *adjustment, AttRadioPage *self)
{
  if (!att_page_get_session (ATT_PAGE (self)))
    return;
  g_clear_handle_id (&self->tune_id, g_source_remove);
  self->tune_id = g_timeout_add (TUNE_AFTER_MS, tune_cb, self);
}

static void
att_radio_page_session_set (AttPage *page)
{
  AttRadioPage *self = ATT_RADIO_PAGE (page);
  AttSession *session = att_page_get_session (page);
  AttNow *now = att_now_get (session);
  const char *discover = att_session_get_setting (session, ATT_SETTING_DISCOVER);

  g_signal_handlers_block_by_func (self->discover, discover_changed_cb, self);
  gtk_adjustment_set_value (self->discover, discover ? g_ascii_strtod (discover, NULL) : 0.5);
  g_signal_handlers_unblock_by_func (self->discover, discover_changed_cb, self);
  att_now_view_set_now (self->now_view, now);
  att_queue_view_set_session (self->queue, session);
  g_signal_connect_object (session, "radio-changed", G_CALLBACK (radio_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (att_session_get_queue (session), "items-changed", G_CALLBACK (radio_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (att_session_get_queue (session), "notify::current", G_CALLBACK (radio_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (now, "changed", G_CALLBACK (radio_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
att_radio_page_dispose (GObject *object)
{
  g_clear_handle_id (&ATT_RADIO_PAGE (object)->tune_id, g_source_remove);
  G_OBJECT_CLASS (att_radio_page_parent_class)->dispose (object);
}

static void
att_radio_page_class_init (AttRadioPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_radio_page_dispose;
  ATT_PAGE_CLASS (klass)->reload = att_radio_page_reload;
  ATT_PAGE_CLASS (klass)->session_set = att_radio_page_session_set;
  g_type_ensure (ATT_TYPE_NOW_VIEW);
  g_type_ensure (ATT_TYPE_QUEUE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-radio-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttRadioPage, now_view);
  gtk_widget_class_bind_template_child (widget_class, AttRadioPage, queue);
  gtk_widget_class_bind_template_child (widget_class, AttRadioPage, nothing_next);
  gtk_widget_class_bind_template_child (widget_class, AttRadioPage, add_folder);
  gtk_widget_class_bind_template_child (widget_class, AttRadioPage, from);
  gtk_widget_class_bind_template_child (widget_class, AttRadioPage, from_label);
  gtk_widget_class_bind_template_child (widget_class, AttRadioPage, discover);
  gtk_widget_class_bind_template_callback (widget_class, discover_changed_cb);
}

static void
att_radio_page_init (AttRadioPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_wrap_button (self->add_folder);
  g_object_set (self, "start", att_now_view_get_play (self->now_view), NULL);
}

GtkWidget *
att_radio_page_new (void)
{
  return g_object_new (ATT_TYPE_RADIO_PAGE, NULL);
}

void
att_radio_page_show_why (AttRadioPage *self)
{
  att_now_view_show_why (self->now_view);
}
