/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-mini-player.h"

#include <glib/gi18n-lib.h>

#include "att-cover.h"
#include "att-format.h"
#include "att-now-view.h"
#include "att-seek-bar.h"
#include "att-tint.h"
#include "att-track-menu.h"

struct _AttMiniPlayer
{
  GtkWidget parent_instance;

  AttNow *now;

  AttTint *tint;
  AttCover *cover;
  GtkLabel *title;
  GtkLabel *artist;
  GtkButton *play;
  AttSeekBar *seek;
};

G_DEFINE_FINAL_TYPE (AttMiniPlayer, att_mini_player, GTK_TYPE_WIDGET)

static AttTrack *
get_menu_track (GtkWidget *widget, AttQueueItem **item)
{
  AttMiniPlayer *self = ATT_MINI_PLAYER (widget);

  return self->now ? att_now_get_track (self->now) : NULL;
}

static void
changed_cb (AttMiniPlayer *self)
{
  AttTrack *track = att_now_get_track (self->now);
  const char *title = track ? att_track_get_title (track) : _("Nothing plays");

  att_show_play_state (self->play, att_now_get_playing (self->now));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->artist, track ? att_format_artist (track) : "");
  if (track)
    att_cover_set_source (self->cover, att_now_get_session (self->now), track->uri,
                          *att_track_get_album (track) ? att_track_get_album (track) : title);
}

static void
att_mini_player_dispose (GObject *object)
{
  AttMiniPlayer *self = ATT_MINI_PLAYER (object);

  if (self->tint)
    gtk_widget_unparent (GTK_WIDGET (self->tint));
  self->tint = NULL;
  G_OBJECT_CLASS (att_mini_player_parent_class)->dispose (object);
}

static void
att_mini_player_class_init (AttMiniPlayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_mini_player_dispose;
  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_TINT);
  g_type_ensure (ATT_TYPE_SEEK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-mini-player.ui");
  gtk_widget_class_bind_template_child (widget_class, AttMiniPlayer, tint);
  gtk_widget_class_bind_template_child (widget_class, AttMiniPlayer, cover);
  gtk_widget_class_bind_template_child (widget_class, AttMiniPlayer, title);
  gtk_widget_class_bind_template_child (widget_class, AttMiniPlayer, artist);
  gtk_widget_class_bind_template_child (widget_class, AttMiniPlayer, play);
  gtk_widget_class_bind_template_child (widget_class, AttMiniPlayer, seek);
  gtk_widget_class_bind_template_callback (widget_class, att_love_icon);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "miniplayer");
}

static void
att_mini_player_init (AttMiniPlayer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_tint_set_cover (self->tint, self->cover);
  att_track_menu_attach (GTK_WIDGET (self), get_menu_track);
}

void
att_mini_player_set_now (AttMiniPlayer *self, AttNow *now)
{
  g_return_if_fail (ATT_IS_MINI_PLAYER (self));

  self->now = now;
  att_seek_bar_set_now (self->seek, now);
  g_signal_connect_object (now, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

void
att_mini_player_focus (AttMiniPlayer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->play));
}
