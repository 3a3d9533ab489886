/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cover.h"

#include "att-accessible.h"
#include "att-cover-loader.h"

#define FLUID_MIN 138
#define FLUID_NATURAL 168
#define MADE_SATURATION 0.4 /* of the made picture, at most */
#define EDGE_ALPHA 0.12f
#define ROUND_PIXELS 64     /* of a cover of which only the colour is wanted */

struct _AttCover
{
  GtkWidget parent_instance;

  int size;
  gboolean round, square;
  AttSession *session;
  char *uri;
  char *name;
  char *initials;
  double hue, saturation; /* 0..1, of the made picture */
  GdkTexture *texture;
  GdkRGBA accent;
  int loaded_pixels;
  GCancellable *cancellable;
};

enum { PROP_SIZE = 1, PROP_ROUND, N_PROPS };
static GParamSpec *properties[N_PROPS];
static guint accent_changed;

static GHashTable *all_covers; /* set of AttCover: those that there are */

G_DEFINE_FINAL_TYPE (AttCover, att_cover, GTK_TYPE_WIDGET)

static void load (AttCover *self, int pixels);

static GdkRGBA
hsl (double h, double s, double l)
{
  GdkRGBA color = { .alpha = 1.0f };

  h -= (int) h;
  {
    double a = s * MIN (l, 1 - l);
    float *out[] = { &color.red, &color.green, &color.blue };
    const int offset[] = { 0, 8, 4 };
    for (int i = 0; i < 3; i++)
      {
        double k = h * 12 + offset[i];
        k -= 12 * (int) (k / 12);
        *out[i] = (float) (l - a * MAX (-1, MIN (MIN (k - 3, 9 - k), 1)));
      }
  }
  return color;
}

/* the first letters of the first two words; of a person, of the first and the last */
static char *
make_initials (const char *name, gboolean person)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean at_start = TRUE;
  gsize first = 0;
  int n = 0;

  for (const char *p = name; *p && (person || n < 2); p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) && at_start)
        {
          if (n++ == 1)
            first = text->len;
          else if (n > 2)
            g_string_truncate (text, first);
          g_string_append_unichar (text, g_unichar_toupper (c));
          at_start = FALSE;
        }
      else if (g_unichar_isspace (c) || c == '-' || c == '/')
        at_start = TRUE;
    }
  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup ("♪");
}

static void
set_made_color (AttCover *self)
{
  self->hue = (g_str_hash (self->name) * 2654435761u >> 8) / (double) (1 << 24);
  self->saturation = MADE_SATURATION;
  self->accent = hsl (self->hue, 0.45, 0.45);
}

static void
show_image (AttCover *self, const AttCoverImage *image)
{
  if (g_set_object (&self->texture, image->texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->round && image->texture)
    {
      float hue, saturation, value;

      gtk_rgb_to_hsv (image->accent.red, image->accent.green, image->accent.blue, &hue, &saturation, &value);
      self->hue = hue;
      self->saturation = MIN (saturation, MADE_SATURATION);
    }
  self->accent = image->texture ? image->accent : hsl (self->hue, 0.45, 0.45);
  g_signal_emit (self, accent_changed, 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCover *self = data;
  const AttCoverImage *image;

  /* a cancelled load may outlive the widget */
  if (!att_cover_loader_finish (result))
    return;
  g_clear_object (&self->cancellable);
  if ((image = att_cover_loader_peek (self->uri, self->loaded_pixels)))
    show_image (self, image);
}

static void
cancel (AttCover *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
load (AttCover *self, int pixels)
{
  const AttCoverImage *image;

  cancel (self);
  self->loaded_pixels = pixels;
  if (!self->session || !self->uri || pixels <= 0)
    return;
  if ((image = att_cover_loader_peek (self->uri, pixels)))
    {
      show_image (self, image);
      return;
    }
  self->cancellable = g_cancellable_new ();
  att_cover_loader_load (self->session, self->uri, pixels, self->cancellable, loaded_cb, self);
}

static int
wanted_pixels (AttCover *self)
{
  int side = self->size > 0 ? self->size : MIN (gtk_widget_get_width (GTK_WIDGET (self)), 320);

  if (self->round)
    side = MIN (side, ROUND_PIXELS);
  return side * gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

static GtkSizeRequestMode
att_cover_get_request_mode (GtkWidget *widget)
{
  return ATT_COVER (widget)->size > 0 ? GTK_SIZE_REQUEST_CONSTANT_SIZE : GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
att_cover_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  AttCover *self = ATT_COVER (widget);

  if (self->size > 0)
    *minimum = *natural = self->size;
  else if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = *natural = for_size;
  else
    {
      *minimum = self->square ? 0 : FLUID_MIN;
      *natural = FLUID_NATURAL;
    }
}

static void
att_cover_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AttCover *self = ATT_COVER (widget);

  /* a fluid cover knows its size only here; a sharper picture is worth a load, a smaller one is not */
  if (self->size == 0 && wanted_pixels (self) > self->loaded_pixels)
    load (self, wanted_pixels (self));
}

static void
snapshot_made_picture (AttCover *self, GtkSnapshot *snapshot, float width, float height)
{
  GdkRGBA white = { 1, 1, 1, 0.92f };
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  GskColorStop stops[2] = { { 0, hsl (self->hue, self->saturation, 0.52) },
                            { 1, hsl (self->hue + 0.10, self->saturation, 0.34) } };
  float side = MIN (width, height);
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (PangoFontDescription) font = NULL;
  PangoRectangle ink;

  gtk_snapshot_append_linear_gradient (snapshot, &bounds, &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (width, height), stops, 2);
  if (!self->initials)
    return;
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->initials);
  font = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  pango_font_description_set_absolute_size (font, side * 0.36 * PANGO_SCALE);
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((width - ink.width) / 2 - ink.x,
                                                          (height - ink.height) / 2 - ink.y));
  gtk_snapshot_append_layout (snapshot, layout, &white);
  gtk_snapshot_restore (snapshot);
}

void
att_cover_snapshot_edge (GtkWidget *widget, GtkSnapshot *snapshot, const GskRoundedRect *shape)
{
  const float widths[4] = { 1, 1, 1, 1 };
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= EDGE_ALPHA;
  gtk_snapshot_append_border (snapshot, shape, widths, (GdkRGBA[]) { color, color, color, color });
}

static void
att_cover_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AttCover *self = ATT_COVER (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  float side = MIN (width, height);
  float radius = self->square ? 0 : self->round ? side / 2 : side <= 48 ? 5 : side <= 96 ? 7 : 10;
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  if (self->texture && !self->round)
    {
      float w = gdk_texture_get_width (self->texture), h = gdk_texture_get_height (self->texture);
      float scale = MAX (width / w, height / h);

      gtk_snapshot_append_texture (snapshot, self->texture,
                                   &GRAPHENE_RECT_INIT ((width - w * scale) / 2, (height - h * scale) / 2,
                                                        w * scale, h * scale));
    }
  else
    snapshot_made_picture (self, snapshot, width, height);
  gtk_snapshot_pop (snapshot);
  if (self->texture && !self->round && !self->square)
    att_cover_snapshot_edge (widget, snapshot, &shape);
}

static void
att_cover_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttCover *self = ATT_COVER (object);

  if (prop_id == PROP_SIZE)
    g_value_set_int (value, self->size);
  else if (prop_id == PROP_ROUND)
    g_value_set_boolean (value, self->round);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
att_cover_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttCover *self = ATT_COVER (object);

  switch (prop_id)
    {
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_ROUND:
      self->round = g_value_get_boolean (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
att_cover_dispose (GObject *object)
{
  AttCover *self = ATT_COVER (object);

  cancel (self);
  g_clear_object (&self->session);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (att_cover_parent_class)->dispose (object);
}

static void
att_cover_finalize (GObject *object)
{
  AttCover *self = ATT_COVER (object);

  g_hash_table_remove (all_covers, self);
  g_free (self->uri);
  g_free (self->name);
  g_free (self->initials);
  G_OBJECT_CLASS (att_cover_parent_class)->finalize (object);
}

static void
att_cover_class_init (AttCoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_cover_get_property;
  object_class->set_property = att_cover_set_property;
  object_class->dispose = att_cover_dispose;
  object_class->finalize = att_cover_finalize;
  widget_class->get_request_mode = att_cover_get_request_mode;
  widget_class->measure = att_cover_measure;
  widget_class->size_allocate = att_cover_size_allocate;
  widget_class->snapshot = att_cover_snapshot;

  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 0, 1024, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ROUND] =
    g_param_spec_boolean ("round", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  accent_changed =
    g_signal_new ("accent-changed", ATT_TYPE_COVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "cover");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
att_cover_init (AttCover *self)
{
  if (!all_covers)
    all_covers = g_hash_table_new (NULL, NULL);
  g_hash_table_add (all_covers, self);
  self->accent = hsl (0, 0, 0.5);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
att_cover_new (int size)
{
  return g_object_new (ATT_TYPE_COVER, "size", size, NULL);
}

void
att_cover_set_source (AttCover *self, AttSession *session, const char *uri, const char *name)
{
  g_return_if_fail (ATT_IS_COVER (self));

  if (self->name && g_strcmp0 (self->uri, uri) == 0 && g_strcmp0 (self->name, name) == 0)
    return;
  cancel (self);
  g_set_object (&self->session, session);
  g_free (self->uri);
  self->uri = g_strdup (uri);
  g_free (self->name);
  self->name = g_strdup (name ? name : "");
  g_free (self->initials);
  self->initials = make_initials (self->name, self->round);
  set_made_color (self);
  g_clear_object (&self->texture);
  att_accessible_name (self, self->name);
  load (self, wanted_pixels (self));
  if (!self->texture)
    g_signal_emit (self, accent_changed, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
att_cover_reload_all (void)
{
  GHashTableIter iter;
  gpointer key;

  att_cover_loader_forget_all ();
  if (!all_covers)
    return;
  for (g_hash_table_iter_init (&iter, all_covers); g_hash_table_iter_next (&iter, &key, NULL);)
    {
      AttCover *self = key;

      if (!self->session || !self->uri)
        continue;
      cancel (self);
      g_clear_object (&self->texture);
      set_made_color (self);
      load (self, wanted_pixels (self));
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

void
att_cover_set_square (AttCover *self, gboolean square)
{
  g_return_if_fail (ATT_IS_COVER (self));

  self->square = square;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
att_cover_get_accent (AttCover *self, GdkRGBA *accent)
{
  *accent = self->accent;
}
