/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-waveform.h"

#include <adwaita.h>

#define BAR 2
#define GAP 1
#define LOWEST 2 /* pixels: silence is a line, not a hole */

struct _AttWaveform
{
  GtkWidget parent_instance;

  GtkWidget *played; /* for its colour only */
  GBytes *envelope;
  double position;
};

G_DEFINE_FINAL_TYPE (AttWaveform, att_waveform, GTK_TYPE_WIDGET)

static int
count_bars (AttWaveform *self)
{
  return MAX ((gtk_widget_get_width (GTK_WIDGET (self)) + GAP) / (BAR + GAP), 1);
}

/* the loudest of the bytes that bar @i of @n stands for */
static int
get_level (const guint8 *bytes, gsize n_bytes, int i, int n)
{
  const gsize first = i * n_bytes / n, end = MAX ((i + 1) * n_bytes / n, first + 1);
  int level = 0;

  for (gsize k = first; k < end; k++)
    level = MAX (level, bytes[k]);
  return level;
}

static GdkRGBA
get_color (GtkWidget *widget)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  return color;
}

static void
att_waveform_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AttWaveform *self = ATT_WAVEFORM (widget);
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const GdkRGBA coming = get_color (widget), played = get_color (self->played);
  const int n = count_bars (self);
  const guint8 *bytes;
  gsize n_bytes;
  int loudest = 1;

  if (!self->envelope)
    return;
  bytes = g_bytes_get_data (self->envelope, &n_bytes);
  for (int i = 0; i < n; i++)
    loudest = MAX (loudest, get_level (bytes, n_bytes, i, n));
  for (int i = 0; i < n; i++)
    {
      const float bar = MAX (height * get_level (bytes, n_bytes, i, n) / loudest, LOWEST);
      const float x = i * (BAR + GAP), top = (height - bar) / 2;

      gtk_snapshot_append_color (snapshot, i < self->position * n ? &played : &coming,
                                 &GRAPHENE_RECT_INIT (rtl ? width - x - BAR : x, top, BAR, bar));
    }
}

static void
att_waveform_dispose (GObject *object)
{
  AttWaveform *self = ATT_WAVEFORM (object);

  g_clear_pointer (&self->played, gtk_widget_unparent);
  g_clear_pointer (&self->envelope, g_bytes_unref);
  G_OBJECT_CLASS (att_waveform_parent_class)->dispose (object);
}

static void
att_waveform_class_init (AttWaveformClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_waveform_dispose;
  widget_class->snapshot = att_waveform_snapshot;
  gtk_widget_class_set_css_name (widget_class, "waveform");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
att_waveform_init (AttWaveform *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  self->played = g_object_new (ADW_TYPE_BIN, "css-name", "played", NULL);
  gtk_widget_set_parent (self->played, GTK_WIDGET (self));
}

void
att_waveform_set_envelope (AttWaveform *self, GBytes *envelope)
{
  g_return_if_fail (ATT_IS_WAVEFORM (self));

  if (self->envelope == envelope)
    return;
  g_clear_pointer (&self->envelope, g_bytes_unref);
  self->envelope = envelope ? g_bytes_ref (envelope) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
att_waveform_set_position (AttWaveform *self, double position)
{
  const int n = count_bars (self);
  const gboolean moved = (int) (n * position) != (int) (n * self->position);

  g_return_if_fail (ATT_IS_WAVEFORM (self));

  self->position = position;
  if (moved)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
