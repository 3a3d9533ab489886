/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-player-bar.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cover.h"
#include "att-format.h"
#include "att-keys.h"
#include "att-lyrics-page.h"
#include "att-now-view.h"
#include "att-output-chooser.h"
#include "att-queue-view.h"
#include "att-seek-bar.h"
#include "att-sound-menu.h"
#include "att-track-menu.h"

#define SWIPE_UP_VELOCITY -300
#define SCROLL_STEP 0.05

struct _AttPlayerBar
{
  GtkWidget parent_instance;

  AttNow *now;
  gboolean narrow;

  GtkWidget *bar;
  GtkButton *track;
  AttCover *cover;
  GtkLabel *title;
  GtkLabel *artist;
  GtkButton *play;
  GtkButton *narrow_play;
  GtkButton *shuffle;
  GtkButton *repeat;
  GtkButton *speed;
  GtkMenuButton *sound;
  GtkBox *outputs;
  GtkWidget *lyrics;
  AttSeekBar *seek;
  GtkMenuButton *queue_button;
  AttQueueView *queue;
  GtkMenuButton *volume;
  GtkToggleButton *mute;
  GtkAdjustment *volume_adjustment;
};

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttPlayerBar, att_player_bar, GTK_TYPE_WIDGET)

static AttTrack *
get_menu_track (GtkWidget *widget, AttQueueItem **item)
{
  AttPlayerBar *self = ATT_PLAYER_BAR (widget);

  return self->now ? att_now_get_track (self->now) : NULL;
}

static void
changed_cb (AttPlayerBar *self)
{
  AttTrack *track = att_now_get_track (self->now);
  gboolean playing = att_now_get_playing (self->now);
  g_autofree char *spoken = NULL;

  att_show_play_state (self->play, playing);
  att_show_play_state (self->narrow_play, playing);
  gtk_widget_set_visible (GTK_WIDGET (self), track != NULL);
  if (!track)
    return;
  gtk_label_set_text (self->title, att_track_get_title (track));
  gtk_label_set_text (self->artist, att_format_artist (track));
  att_cover_set_source (self->cover, att_now_get_session (self->now), track->uri,
                        *att_track_get_album (track) ? att_track_get_album (track) : att_track_get_title (track));
  spoken = g_strdup_printf (_("Now playing: %s by %s"), att_track_get_title (track), att_format_artist (track));
  att_accessible_name (self->track, spoken);
}

static void
volume_cb (AttPlayerBar *self)
{
  AttPlayer *player = att_now_get_player (self->now);
  double volume = att_player_get_volume (player);

  gtk_menu_button_set_icon_name (self->volume, att_player_get_muted (player) || volume <= 0 ? "audio-volume-muted-symbolic"
                                               : volume < 0.34                              ? "audio-volume-low-symbolic"
                                               : volume < 0.67 ? "audio-volume-medium-symbolic"
                                                               : "audio-volume-high-symbolic");
}

static gboolean
scrolled_cb (GtkEventControllerScroll *controller, double dx, double dy, AttPlayerBar *self)
{
  gtk_adjustment_set_value (self->volume_adjustment,
                            gtk_adjustment_get_value (self->volume_adjustment) - dy * SCROLL_STEP);
  return GDK_EVENT_STOP;
}

static void
swiped_cb (GtkGestureSwipe *gesture, double velocity_x, double velocity_y, AttPlayerBar *self)
{
  if (self->narrow && velocity_y < SWIPE_UP_VELOCITY)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.now-playing", NULL);
}

static void
att_player_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_PLAYER_BAR (object)->narrow);
}

static void
att_player_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ATT_PLAYER_BAR (object)->narrow = g_value_get_boolean (value);
}

static void
att_player_bar_dispose (GObject *object)
{
  AttPlayerBar *self = ATT_PLAYER_BAR (object);

  g_clear_pointer (&self->bar, gtk_widget_unparent);
  G_OBJECT_CLASS (att_player_bar_parent_class)->dispose (object);
}

static void
att_player_bar_class_init (AttPlayerBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_player_bar_get_property;
  object_class->set_property = att_player_bar_set_property;
  object_class->dispose = att_player_bar_dispose;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_SEEK_BAR);
  g_type_ensure (ATT_TYPE_QUEUE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-player-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, bar);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, track);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, cover);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, title);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, artist);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, play);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, narrow_play);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, shuffle);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, repeat);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, speed);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, sound);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, outputs);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, lyrics);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, seek);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, queue_button);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, queue);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, volume);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, mute);
  gtk_widget_class_bind_template_child (widget_class, AttPlayerBar, volume_adjustment);
  gtk_widget_class_bind_template_callback (widget_class, scrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, swiped_cb);
  gtk_widget_class_bind_template_callback (widget_class, att_love_icon);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "playerbar");
}

static void
att_player_bar_init (AttPlayerBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  att_track_menu_attach (GTK_WIDGET (self), get_menu_track);
  att_keys_reach_window (GTK_WIDGET (gtk_menu_button_get_popover (self->queue_button)));
  att_keys_reach_window (GTK_WIDGET (gtk_menu_button_get_popover (self->volume)));
}

void
att_player_bar_set_now (AttPlayerBar *self, AttNow *now)
{
  g_return_if_fail (ATT_IS_PLAYER_BAR (self));

  self->now = now;
  att_seek_bar_set_now (self->seek, now);
  att_queue_view_set_session (self->queue, att_now_get_session (now));
  g_object_bind_property (att_now_get_player (now), "volume", self->volume_adjustment, "value",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (att_now_get_player (now), "muted", self->mute, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (att_now_get_player (now), "notify::volume", G_CALLBACK (volume_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (att_now_get_player (now), "notify::muted", G_CALLBACK (volume_cb), self, G_CONNECT_SWAPPED);
  volume_cb (self);
  att_sound_menu_attach_shuffle (self->shuffle, att_now_get_player (now));
  att_sound_menu_attach_repeat (self->repeat, att_now_get_player (now));
  att_sound_menu_attach_speed (self->speed, att_now_get_player (now));
  att_sound_menu_attach (self->sound, att_now_get_session (now), TRUE);
  att_lyrics_button_set_now (self->lyrics, now);
  att_output_chooser_fill (self->outputs, att_now_get_session (now));
  g_signal_connect_object (now, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

void
att_player_bar_set_tight (AttPlayerBar *self, gboolean tight)
{
  att_seek_bar_set_with_times (self->seek, !tight);
}

void
att_player_bar_toggle_queue (AttPlayerBar *self)
{
  GtkPopover *popover = gtk_menu_button_get_popover (self->queue_button);

  if (gtk_widget_get_mapped (GTK_WIDGET (popover)))
    gtk_popover_popdown (popover);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self->queue_button)))
    gtk_menu_button_popup (self->queue_button);
}
