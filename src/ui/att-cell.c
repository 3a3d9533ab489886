/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cell.h"

#include <adwaita.h>

#define SMALL (9 / 11.0)      /* of Adwaita's captions */
#define DIM 0.55f             /* its dim labels, and those of its high contrast */
#define DIM_HIGH_CONTRAST 0.9f
#define MIN_CHARS 4
#define NEAR 0.5              /* of the view's height, above and below it */

struct _AttCell
{
  GtkWidget parent_instance;

  char *text, *below;
  const char *sample; /* interned */
  int n_letters;      /* without a sample */
  GtkWidget *child;
  gboolean numeric, dim, two_lines;
  gboolean left_out; /* it was not near the view when it was to be drawn */
  int min_width, width, height; /* width 0: not measured */
};

enum { PROP_TWO_LINES = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttCell, att_cell, GTK_TYPE_WIDGET)

static PangoLayout *
make_layout (AttCell *self, const char *text, gboolean small)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (self->numeric)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (small)
    pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* --- size --- */

static void
measure_texts (AttCell *self)
{
  g_autoptr (PangoLayout) layout = make_layout (self, self->sample ? self->sample : "", FALSE);
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int letter = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_char_width (metrics)), width;

  pango_font_metrics_unref (metrics);
  pango_layout_get_pixel_size (layout, &width, &self->height);
  if (self->two_lines)
    {
      g_autoptr (PangoLayout) below = make_layout (self, "", TRUE);
      int height;

      pango_layout_get_pixel_size (below, NULL, &height);
      self->height += height;
    }
  self->min_width = self->sample ? width : MIN (MIN_CHARS, self->n_letters) * letter;
  self->width = MAX (self->sample ? width : self->n_letters * letter, 1);
}

static void
att_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  AttCell *self = ATT_CELL (widget);
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  if (self->width == 0)
    measure_texts (self);
  *minimum = horizontal ? self->min_width : self->height;
  *natural = horizontal ? self->width : self->height;
  if (self->child)
    {
      int child_minimum, child_natural;

      gtk_widget_measure (self->child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = horizontal ? child_minimum : MAX (*minimum, child_minimum);
      *natural = horizontal ? child_natural : MAX (*natural, child_natural);
    }
}

static void
att_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  if (ATT_CELL (widget)->child)
    gtk_widget_allocate (ATT_CELL (widget)->child, width, height, baseline, NULL);
}

static void
forget_size (AttCell *self)
{
  self->width = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
att_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (att_cell_parent_class)->css_changed (widget, change);
  ATT_CELL (widget)->width = 0; /* where the font is another one, a resize is on its way */
}

static void
att_cell_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (att_cell_parent_class)->system_setting_changed (widget, setting);
  if (setting == GTK_SYSTEM_SETTING_DPI || setting == GTK_SYSTEM_SETTING_FONT_NAME ||
      setting == GTK_SYSTEM_SETTING_FONT_CONFIG)
    forget_size (ATT_CELL (widget));
}

/* --- drawing --- */

static gboolean
is_near (GtkWidget *widget)
{
  GtkWidget *view = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  double y = 0, height;

  if (!view || !gtk_widget_translate_coordinates (widget, view, 0, 0, NULL, &y))
    return TRUE;
  height = gtk_widget_get_height (view);
  return y + gtk_widget_get_height (widget) > -NEAR * height && y < (1 + NEAR) * height;
}

/* @above: what is already drawn above it, as high as that */
static int
draw_line (AttCell *self, GtkSnapshot *snapshot, const char *text, gboolean small, int above, const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text, small);
  gboolean at_end = self->numeric != (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  PangoRectangle extents;

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((at_end ? width - extents.width : 0) - extents.x, above));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  return extents.height;
}

static void
att_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AttCell *self = ATT_CELL (widget);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  float dim = adw_style_manager_get_high_contrast (style) ? DIM_HIGH_CONTRAST : DIM;
  GdkRGBA color, dimmed;
  int y;

  self->left_out = !is_near (widget);
  if (self->left_out)
    return;
  if (self->child)
    gtk_widget_snapshot_child (widget, self->child, snapshot);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  dimmed = color;
  dimmed.alpha *= dim;
  y = (gtk_widget_get_height (widget) - self->height) / 2;
  if (self->text)
    y += draw_line (self, snapshot, self->text, FALSE, y, self->dim ? &dimmed : &color);
  if (self->below && self->two_lines)
    draw_line (self, snapshot, self->below, TRUE, y, &dimmed);
}

static void
show_left_out (GtkWidget *widget)
{
  if (ATT_IS_CELL (widget))
    {
      if (ATT_CELL (widget)->left_out && is_near (widget))
        gtk_widget_queue_draw (widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child))
      show_left_out (child);
}

/* after the window has given every row its place, before it draws */
static void
layout_cb (GdkFrameClock *clock, GtkWidget *view)
{
  g_signal_handlers_disconnect_by_func (clock, layout_cb, view);
  show_left_out (view);
}

static void
moved_cb (GtkWidget *view)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (view);

  if (!clock)
    return;
  g_signal_handlers_disconnect_by_func (clock, layout_cb, view);
  g_signal_connect_object (clock, "layout", G_CALLBACK (layout_cb), view, G_CONNECT_AFTER);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

void
att_cell_watch (GtkScrollable *scrollable)
{
  GtkAdjustment *at = gtk_scrollable_get_vadjustment (scrollable);

  g_signal_connect_object (at, "value-changed", G_CALLBACK (moved_cb), scrollable, G_CONNECT_SWAPPED);
  g_signal_connect_object (at, "changed", G_CALLBACK (moved_cb), scrollable, G_CONNECT_SWAPPED);
}

/* --- the object --- */

static void
att_cell_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_CELL (object)->two_lines);
}

static void
att_cell_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  att_cell_set_two_lines (ATT_CELL (object), g_value_get_boolean (value));
}

static void
att_cell_dispose (GObject *object)
{
  g_clear_pointer (&ATT_CELL (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (att_cell_parent_class)->dispose (object);
}

static void
att_cell_finalize (GObject *object)
{
  g_free (ATT_CELL (object)->text);
  g_free (ATT_CELL (object)->below);
  G_OBJECT_CLASS (att_cell_parent_class)->finalize (object);
}

static void
att_cell_class_init (AttCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = att_cell_get_property;
  G_OBJECT_CLASS (klass)->set_property = att_cell_set_property;
  G_OBJECT_CLASS (klass)->dispose = att_cell_dispose;
  G_OBJECT_CLASS (klass)->finalize = att_cell_finalize;
  widget_class->measure = att_cell_measure;
  widget_class->size_allocate = att_cell_size_allocate;
  widget_class->snapshot = att_cell_snapshot;
  widget_class->css_changed = att_cell_css_changed;
  widget_class->system_setting_changed = att_cell_system_setting_changed;
  properties[PROP_TWO_LINES] =
    g_param_spec_boolean ("two-lines", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "table-text");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
att_cell_init (AttCell *self)
{
}

GtkWidget *
att_cell_new (const char *sample, int n_letters, gboolean numeric)
{
  AttCell *self = g_object_new (ATT_TYPE_CELL, NULL);

  self->sample = g_intern_string (sample);
  self->n_letters = n_letters;
  self->numeric = numeric;
  /* else it goes by the name of its class as long as it is empty */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  return GTK_WIDGET (self);
}

void
att_cell_set_child (AttCell *self, GtkWidget *child)
{
  g_return_if_fail (ATT_IS_CELL (self));

  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

void
att_cell_set_dim (AttCell *self, gboolean dim)
{
  g_return_if_fail (ATT_IS_CELL (self));

  self->dim = dim;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
att_cell_set_two_lines (AttCell *self, gboolean two_lines)
{
  g_return_if_fail (ATT_IS_CELL (self));

  if (two_lines == self->two_lines)
    return;
  self->two_lines = two_lines;
  forget_size (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TWO_LINES]);
}

void
att_cell_set_text (AttCell *self, const char *text, const char *below)
{
  g_return_if_fail (ATT_IS_CELL (self));

  if (g_strcmp0 (text, self->text) == 0 && g_strcmp0 (below, self->below) == 0)
    return;
  g_free (self->text);
  g_free (self->below);
  self->text = g_strdup (text);
  self->below = g_strdup (below);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text ? text : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
