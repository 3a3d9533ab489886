/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tint.h"

#include <math.h>

#define FADE_MS 250

struct _AttTint
{
  AdwBin parent_instance;

  AttCover *cover;
  GdkRGBA from, to; /* accents; what is shown is between them */
  double fade;
  AdwAnimation *animation;
};

G_DEFINE_FINAL_TYPE (AttTint, att_tint, ADW_TYPE_BIN)

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *c)
{
  return 0.2126 * linear (c->red) + 0.7152 * linear (c->green) + 0.0722 * linear (c->blue);
}

double
att_tint_contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double x = luminance (a), y = luminance (b);

  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}

static GdkRGBA
mix (const GdkRGBA *a, const GdkRGBA *b, double share)
{
  float t = (float) share;

  return (GdkRGBA) { a->red + (b->red - a->red) * t, a->green + (b->green - a->green) * t,
                     a->blue + (b->blue - a->blue) * t, 1.0f };
}

void
att_tint_find_colors (const GdkRGBA *accent, gboolean dark, GdkRGBA *strong, GdkRGBA *weak)
{
  /* libadwaita's window background; the limits leave dimmed text (70 % of the text colour) its 4.5 : 1 */
  const GdkRGBA base = dark ? (GdkRGBA) { 0.14f, 0.14f, 0.14f, 1 } : (GdkRGBA) { 0.98f, 0.98f, 0.98f, 1 };
  const double limit = dark ? 0.075 : 0.55;
  double share = dark ? 0.45 : 0.38;

  do
    {
      *strong = mix (&base, accent, share);
      share -= 0.02;
    }
  while (share > 0 && (dark ? luminance (strong) > limit : luminance (strong) < limit));
  *weak = mix (&base, strong, 0.25);
}

static void
att_tint_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AttTint *self = ATT_TINT (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GdkRGBA accent = mix (&self->from, &self->to, self->fade);
  GskColorStop stops[2] = { { 0 }, { 1 } };

  att_tint_find_colors (&accent, dark, &stops[0].color, &stops[1].color);
  gtk_snapshot_append_linear_gradient (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height),
                                       &GRAPHENE_POINT_INIT (0, 0), &GRAPHENE_POINT_INIT (width * 0.8f, height),
                                       stops, 2);
  GTK_WIDGET_CLASS (att_tint_parent_class)->snapshot (widget, snapshot);
}

static void
fade_cb (double value, gpointer data)
{
  AttTint *self = data;

  self->fade = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
accent_changed_cb (AttTint *self)
{
  GdkRGBA accent;

  att_cover_get_accent (self->cover, &accent);
  if (gdk_rgba_equal (&accent, &self->to))
    return;
  self->from = mix (&self->from, &self->to, self->fade);
  self->to = accent;
  self->fade = 0;
  adw_animation_play (self->animation);
}

static void
att_tint_dispose (GObject *object)
{
  AttTint *self = ATT_TINT (object);

  g_clear_object (&self->animation);
  g_clear_object (&self->cover);
  G_OBJECT_CLASS (att_tint_parent_class)->dispose (object);
}

static void
att_tint_class_init (AttTintClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_tint_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = att_tint_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "tint");
}

static void
att_tint_init (AttTint *self)
{
  self->from = self->to = (GdkRGBA) { 0.5f, 0.5f, 0.5f, 1 };
  self->fade = 1;
  self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, FADE_MS,
                                             adw_callback_animation_target_new (fade_cb, self, NULL));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
att_tint_set_cover (AttTint *self, AttCover *cover)
{
  g_return_if_fail (ATT_IS_TINT (self));

  g_set_object (&self->cover, cover);
  g_signal_connect_object (cover, "accent-changed", G_CALLBACK (accent_changed_cb), self, G_CONNECT_SWAPPED);
  accent_changed_cb (self);
}
