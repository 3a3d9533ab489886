/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-now-playing.h"

#include "att-lyrics-page.h"
#include "att-now-view.h"
#include "att-queue-view.h"

#define SWIPE_DOWN_VELOCITY 600

struct _AttNowPlaying
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *lyrics;
  GtkScrolledWindow *scroller;
  AttNowView *now_view;
  GtkWidget *queue_title;
  AttQueueView *queue;
};

G_DEFINE_FINAL_TYPE (AttNowPlaying, att_now_playing, GTK_TYPE_WIDGET)

static void
swiped_cb (GtkGestureSwipe *gesture, double velocity_x, double velocity_y, AttNowPlaying *self)
{
  if (velocity_y > SWIPE_DOWN_VELOCITY)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

/* opened, it shows what plays, not how far the queue was read last time */
static void
att_now_playing_map (GtkWidget *widget)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (ATT_NOW_PLAYING (widget)->scroller), 0);
  GTK_WIDGET_CLASS (att_now_playing_parent_class)->map (widget);
}

static void
att_now_playing_dispose (GObject *object)
{
  AttNowPlaying *self = ATT_NOW_PLAYING (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_now_playing_parent_class)->dispose (object);
}

static void
att_now_playing_class_init (AttNowPlayingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_now_playing_dispose;
  widget_class->map = att_now_playing_map;
  g_type_ensure (ATT_TYPE_NOW_VIEW);
  g_type_ensure (ATT_TYPE_QUEUE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-now-playing.ui");
  gtk_widget_class_bind_template_child (widget_class, AttNowPlaying, box);
  gtk_widget_class_bind_template_child (widget_class, AttNowPlaying, lyrics);
  gtk_widget_class_bind_template_child (widget_class, AttNowPlaying, scroller);
  gtk_widget_class_bind_template_child (widget_class, AttNowPlaying, now_view);
  gtk_widget_class_bind_template_child (widget_class, AttNowPlaying, queue_title);
  gtk_widget_class_bind_template_child (widget_class, AttNowPlaying, queue);
  gtk_widget_class_bind_template_callback (widget_class, swiped_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_now_playing_init (AttNowPlaying *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
att_now_playing_set_now (AttNowPlaying *self, AttNow *now)
{
  att_lyrics_button_set_now (self->lyrics, now);
  att_now_view_set_now (self->now_view, now);
  att_queue_view_set_session (self->queue, att_now_get_session (now));
}

void
att_now_playing_show_why (AttNowPlaying *self)
{
  att_now_view_show_why (self->now_view);
}

/* the queue has its place at the end of the first frame */
static gboolean
placed_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  AttNowPlaying *self = ATT_NOW_PLAYING (widget);
  graphene_rect_t bounds;

  if (++*(int *) frames < 2)
    return G_SOURCE_CONTINUE;
  att_queue_view_focus (self->queue);
  if (gtk_widget_compute_bounds (self->queue_title, gtk_widget_get_parent (self->queue_title), &bounds))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), bounds.origin.y);
  return G_SOURCE_REMOVE;
}

void
att_now_playing_show_queue (AttNowPlaying *self)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (self), placed_cb, g_new0 (int, 1), g_free);
}
