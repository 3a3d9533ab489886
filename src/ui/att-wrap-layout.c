/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-wrap-layout.h"

#define NATURAL_WIDTH 560

struct _AttWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

enum { PROP_SPACING = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttWrapLayout, att_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
att_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* what @child gets of @width; its height there */
static int
measure (GtkWidget *child, int width, int *height)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  natural = MIN (natural, width);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, natural, NULL, height, NULL, NULL);
  return natural;
}

/* the height that @width needs; places the children too when @place */
static int
lay_out (AttWrapLayout *self, GtkWidget *widget, int width, gboolean place)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean centred = gtk_widget_get_halign (widget) == GTK_ALIGN_CENTER;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int y = 0;

  while (child)
    {
      GtkWidget *first = child;
      int x = 0, line_height = 0, spare, n_expand = 0;

      for (; child; child = gtk_widget_get_next_sibling (child))
        {
          int w, h;

          if (!gtk_widget_should_layout (child))
            continue;
          w = measure (child, width, &h);
          if (x > 0 && x + w > width)
            break;
          x += w + self->spacing;
          line_height = MAX (line_height, h);
          n_expand += gtk_widget_get_hexpand (child);
        }
      /* all of a line are as high: else Tab would go to the lower ones last */
      spare = MAX (width - (x - self->spacing), 0);
      x = centred ? spare / 2 : 0;
      for (GtkWidget *placed = first; place && placed != child; placed = gtk_widget_get_next_sibling (placed))
        {
          int w, h;

          if (!gtk_widget_should_layout (placed))
            continue;
          w = measure (placed, width, &h);
          if (gtk_widget_get_hexpand (placed))
            {
              w += spare / n_expand;
              spare -= spare / n_expand--;
            }
          gtk_widget_size_allocate (placed, &(GtkAllocation) { rtl ? width - x - w : x, y, w, line_height }, -1);
          x += w + self->spacing;
        }
      if (line_height > 0)
        y += line_height + self->spacing;
    }
  return MAX (y - self->spacing, 0);
}

static void
att_wrap_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                         int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  AttWrapLayout *self = ATT_WRAP_LAYOUT (manager);
  int one_line = 0;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = lay_out (self, widget, for_size < 0 ? NATURAL_WIDTH : for_size, FALSE);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      one_line += (one_line > 0 ? self->spacing : 0) + child_natural;
    }
  *natural = MAX (*minimum, MIN (one_line, NATURAL_WIDTH));
}

static void
att_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (ATT_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static void
att_wrap_layout_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, ATT_WRAP_LAYOUT (object)->spacing);
}

static void
att_wrap_layout_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ATT_WRAP_LAYOUT (object)->spacing = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
}

static void
att_wrap_layout_class_init (AttWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = att_wrap_layout_get_property;
  G_OBJECT_CLASS (klass)->set_property = att_wrap_layout_set_property;
  layout_class->get_request_mode = att_wrap_layout_get_request_mode;
  layout_class->measure = att_wrap_layout_measure;
  layout_class->allocate = att_wrap_layout_allocate;
  properties[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL, 0, 100, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
att_wrap_layout_init (AttWrapLayout *self)
{
}

void
att_wrap_button (GtkButton *button)
{
  g_object_set (gtk_button_get_child (button), "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "justify",
                GTK_JUSTIFY_CENTER, NULL);
}
