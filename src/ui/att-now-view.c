/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-now-view.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cover.h"
#include "att-format.h"
#include "att-rating.h"
#include "att-seek-bar.h"
#include "att-share-bar.h"
#include "att-sound-menu.h"
#include "att-tint.h"
#include "att-track-menu.h"
#include "att-why-popover.h"
#include "att-wrap-layout.h"

struct _AttNowView
{
  GtkWidget parent_instance;

  AttNow *now;
  gboolean narrow;

  AttTint *tint;
  GtkWidget *layout;
  GtkWidget *text;
  AttCover *cover;
  GtkLabel *title;
  GtkLabel *byline;
  GtkLabel *composer;
  AttRating *rating;
  AttSeekBar *seek;
  GtkWidget *buttons;
  GtkButton *play;
  GtkButton *shuffle;
  GtkButton *repeat;
  GtkButton *speed;
  GtkMenuButton *sound;
  GtkWidget *why_box;
  GtkOrientable *why_line;
  GtkMenuButton *why;
  AttWhyPopover *why_popover;
  GtkLabel *reason;
  AttShareBar *shares;
  GtkBox *legend;
};

static const char *const legend_classes[] = { "caption", "dim-label", "numeric", NULL };

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttNowView, att_now_view, GTK_TYPE_WIDGET)

void
att_show_play_state (GtkButton *button, gboolean playing)
{
  const char *name = playing ? _("Pause") : _("Play");

  gtk_button_set_icon_name (button, playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), name);
  att_accessible_name (button, name);
}

char *
att_love_icon (gpointer self, gboolean loved)
{
  return g_strdup (loved ? "att-heart-symbolic" : "att-heart-outline-symbolic");
}

static AttTrack *
get_menu_track (GtkWidget *widget, AttQueueItem **item)
{
  AttNowView *self = ATT_NOW_VIEW (widget);

  return self->now ? att_now_get_track (self->now) : NULL;
}

static void
add_legend (AttNowView *self, guint number, const AttShare *share)
{
  GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label;
  g_autofree char *text = g_strdup_printf ("%s %.0f %%", share->name, 100 * share->share);

  label = g_object_new (GTK_TYPE_LABEL, "label", text, "ellipsize", PANGO_ELLIPSIZE_END, "css-classes", legend_classes, NULL);
  gtk_widget_set_margin_end (entry, 9);
  gtk_box_append (GTK_BOX (entry), att_share_dot_new (number));
  gtk_box_append (GTK_BOX (entry), label);
  gtk_box_append (self->legend, entry);
}

/* "by ear 52 %  your genres 31 %  long unheard 17 %": the colours of the bar in its order */
static void
show_legend (AttNowView *self, AttPick *pick)
{
  g_autoptr (GArray) shares = att_shares_of_pick (pick);
  GtkWidget *child;

  /* before its entries come: GTK keeps the size of a hidden box that gets children, here none, and the legend is cut off */
  gtk_widget_set_visible (GTK_WIDGET (self->legend), shares->len > 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend))))
    gtk_box_remove (self->legend, child);
  for (guint i = 0; i < shares->len; i++)
    add_legend (self, i, &g_array_index (shares, AttShare, i));
}

static void
changed_cb (AttNowView *self)
{
  AttTrack *track = att_now_get_track (self->now);
  AttPick *pick = att_now_get_pick (self->now);
  g_autofree char *byline = NULL, *composer = track ? att_format_composer (track) : NULL;

  att_show_play_state (self->play, att_now_get_playing (self->now));
  att_rating_set_track (self->rating, track);
  gtk_label_set_text (self->composer, composer ? composer : "");
  gtk_widget_set_visible (GTK_WIDGET (self->composer), composer != NULL);
  if (!track)
    {
      gtk_label_set_text (self->title, _("Nothing plays"));
      gtk_label_set_text (self->byline, "");
      gtk_widget_set_visible (self->why_box, FALSE);
      return;
    }
  byline = att_format_byline (track);
  gtk_label_set_text (self->title, att_track_get_title (track));
  att_align_lines (self->title);
  gtk_label_set_text (self->byline, byline);
  att_align_lines (self->byline);
  att_cover_set_source (self->cover, att_now_get_session (self->now), track->uri,
                        *att_track_get_album (track) ? att_track_get_album (track) : att_track_get_title (track));
  gtk_widget_set_visible (self->why_box, TRUE);
  gtk_label_set_text (self->reason, pick ? att_format_pick (pick) : _("You chose this one"));
  att_why_popover_set_pick (self->why_popover, pick);
  att_share_bar_set_pick (self->shares, pick);
  show_legend (self, pick);
}

static void
show_narrow (AttNowView *self)
{
  GtkAlign align = self->narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_START;
  float xalign = self->narrow ? 0.5f : 0.0f;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->layout),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (self->why_line,
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  g_object_set (self->cover, "size", self->narrow ? 216 : 232, NULL);
  gtk_widget_set_halign (GTK_WIDGET (self->cover), self->narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_START);
  gtk_widget_set_halign (self->buttons, align);
  gtk_widget_set_halign (GTK_WIDGET (self->rating), align);
  gtk_label_set_xalign (self->title, xalign);
  att_align_lines (self->title);
  gtk_label_set_xalign (self->byline, xalign);
  att_align_lines (self->byline);
  gtk_label_set_xalign (self->composer, xalign);
}

static void
att_now_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_NOW_VIEW (object)->narrow);
}

static void
att_now_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ATT_NOW_VIEW (object)->narrow = g_value_get_boolean (value);
  show_narrow (ATT_NOW_VIEW (object));
}

static void
att_now_view_dispose (GObject *object)
{
  AttNowView *self = ATT_NOW_VIEW (object);

  if (self->tint)
    gtk_widget_unparent (GTK_WIDGET (self->tint));
  self->tint = NULL;
  G_OBJECT_CLASS (att_now_view_parent_class)->dispose (object);
}

static void
att_now_view_class_init (AttNowViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_now_view_get_property;
  object_class->set_property = att_now_view_set_property;
  object_class->dispose = att_now_view_dispose;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  g_type_ensure (ATT_TYPE_TINT);
  g_type_ensure (ATT_TYPE_RATING);
  g_type_ensure (ATT_TYPE_SEEK_BAR);
  g_type_ensure (ATT_TYPE_SHARE_BAR);
  g_type_ensure (ATT_TYPE_WHY_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-now-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AttNowView, tint);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, layout);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, text);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, cover);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, title);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, byline);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, composer);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, rating);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, seek);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, buttons);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, play);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, shuffle);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, repeat);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, speed);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, sound);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, why_box);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, why_line);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, why);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, why_popover);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, reason);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, shares);
  gtk_widget_class_bind_template_child (widget_class, AttNowView, legend);
  gtk_widget_class_bind_template_callback (widget_class, att_love_icon);
  gtk_widget_class_bind_template_callback (widget_class, att_tip_when_cut);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_now_view_init (AttNowView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_tint_set_cover (self->tint, self->cover);
  att_track_menu_attach (GTK_WIDGET (self), get_menu_track);
  show_narrow (self);
}

void
att_now_view_set_now (AttNowView *self, AttNow *now)
{
  g_return_if_fail (ATT_IS_NOW_VIEW (self));

  self->now = now;
  att_seek_bar_set_now (self->seek, now);
  att_sound_menu_attach_shuffle (self->shuffle, att_now_get_player (now));
  att_sound_menu_attach_repeat (self->repeat, att_now_get_player (now));
  att_sound_menu_attach_speed (self->speed, att_now_get_player (now));
  att_sound_menu_attach (self->sound, att_now_get_session (now), FALSE);
  g_signal_connect_object (now, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

GtkWidget *
att_now_view_get_play (AttNowView *self)
{
  g_return_val_if_fail (ATT_IS_NOW_VIEW (self), NULL);

  return GTK_WIDGET (self->play);
}

void
att_now_view_show_why (AttNowView *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self->why)))
    gtk_menu_button_popup (self->why);
}
