/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-seek-bar.h"

#include "att-format.h"
#include "att-waveform.h"

#define SETTLE_MS 120

struct _AttSeekBar
{
  GtkWidget parent_instance;

  AttNow *now;
  GtkWidget *box, *scale;
  AttWaveform *waveform;
  GtkLabel *position, *duration;
  GtkAdjustment *adjustment;
  gint64 wanted_ms; /* where the listener dragged to; -1: nowhere */
  guint settle_id;
};

G_DEFINE_FINAL_TYPE (AttSeekBar, att_seek_bar, GTK_TYPE_WIDGET)

static void
show_position (AttSeekBar *self, gint64 position_ms)
{
  g_autofree char *text = att_format_time (position_ms);

  if (g_strcmp0 (text, gtk_label_get_text (self->position)) != 0)
    {
      gtk_label_set_text (self->position, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
    }
}

static void
value_changed_cb (GtkAdjustment *adjustment, AttSeekBar *self)
{
  att_waveform_set_position (self->waveform, gtk_adjustment_get_value (adjustment) / gtk_adjustment_get_upper (adjustment));
}

/* the slider without its groove where the track itself is drawn */
static void
envelope_cb (AttSeekBar *self)
{
  GBytes *envelope = att_now_get_envelope (self->now);

  att_waveform_set_envelope (self->waveform, envelope);
  if (envelope)
    gtk_widget_add_css_class (self->scale, "drawn");
  else
    gtk_widget_remove_css_class (self->scale, "drawn");
}

static gboolean
query_tooltip_cb (GtkWidget *scale, int x, int y, gboolean keyboard, GtkTooltip *tooltip, AttSeekBar *self)
{
  const double width = gtk_widget_get_width (scale);
  const double share = gtk_widget_get_direction (scale) == GTK_TEXT_DIR_RTL ? 1 - x / width : x / width;
  g_autofree char *text = att_format_time ((gint64) (CLAMP (share, 0, 1) * gtk_adjustment_get_upper (self->adjustment)));

  if (keyboard || !gtk_widget_get_sensitive (scale))
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
tick_cb (AttSeekBar *self)
{
  AttPlayer *player = att_now_get_player (self->now);
  AttTrack *track = att_now_get_track (self->now);
  gint64 length = att_player_get_duration_ms (player);
  gint64 position = att_player_get_position_ms (player);
  g_autofree char *text = NULL;

  if (length < 0 && track && track->duration_ms > 0)
    length = track->duration_ms;
  gtk_widget_set_sensitive (self->scale, track != NULL && length > 0);
  text = att_format_time (track ? length : -1);
  if (g_strcmp0 (text, gtk_label_get_text (self->duration)) != 0)
    gtk_label_set_text (self->duration, text);
  if (self->wanted_ms >= 0)
    return;
  gtk_adjustment_set_upper (self->adjustment, MAX (length, 1));
  position = track ? MAX (position, 0) : 0;
  /* a screen reader hears of each new value: of seconds, not of what lies between them */
  if (position / 1000 != (gint64) gtk_adjustment_get_value (self->adjustment) / 1000)
    gtk_adjustment_set_value (self->adjustment, position);
  show_position (self, track ? position : -1);
}

static gboolean
settle_cb (gpointer data)
{
  AttSeekBar *self = data;
  gint64 wanted = self->wanted_ms;

  self->settle_id = 0;
  self->wanted_ms = -1;
  if (self->now)
    att_player_seek (att_now_get_player (self->now), wanted);
  return G_SOURCE_REMOVE;
}

/* a drag gives many values: jump where it comes to rest */
static gboolean
change_value_cb (GtkRange *range, GtkScrollType scroll, double value, AttSeekBar *self)
{
  self->wanted_ms = (gint64) CLAMP (value, 0, gtk_adjustment_get_upper (self->adjustment));
  show_position (self, self->wanted_ms);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
  return FALSE;
}

static void
att_seek_bar_dispose (GObject *object)
{
  AttSeekBar *self = ATT_SEEK_BAR (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_object (&self->now);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_seek_bar_parent_class)->dispose (object);
}

static void
att_seek_bar_class_init (AttSeekBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_seek_bar_dispose;
  g_type_ensure (ATT_TYPE_WAVEFORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-seek-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AttSeekBar, box);
  gtk_widget_class_bind_template_child (widget_class, AttSeekBar, scale);
  gtk_widget_class_bind_template_child (widget_class, AttSeekBar, waveform);
  gtk_widget_class_bind_template_child (widget_class, AttSeekBar, position);
  gtk_widget_class_bind_template_child (widget_class, AttSeekBar, duration);
  gtk_widget_class_bind_template_child (widget_class, AttSeekBar, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, change_value_cb);
  gtk_widget_class_bind_template_callback (widget_class, value_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_seek_bar_init (AttSeekBar *self)
{
  self->wanted_ms = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
att_seek_bar_set_now (AttSeekBar *self, AttNow *now)
{
  g_return_if_fail (ATT_IS_SEEK_BAR (self));

  if (!g_set_object (&self->now, now))
    return;
  g_signal_connect_object (now, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (now, "changed", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (now, "envelope", G_CALLBACK (envelope_cb), self, G_CONNECT_SWAPPED);
  envelope_cb (self);
  tick_cb (self);
}

void
att_seek_bar_set_with_times (AttSeekBar *self, gboolean with_times)
{
  g_return_if_fail (ATT_IS_SEEK_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self->position), with_times);
  gtk_widget_set_visible (GTK_WIDGET (self->duration), with_times);
}
