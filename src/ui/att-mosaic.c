/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-mosaic.h"

#include "att-accessible.h"

#define N_TILES 4

struct _AttMosaic
{
  GtkWidget parent_instance;

  int size;
  gboolean whole; /* one cover instead of four */
  AttCover *whole_cover;
  AttCover *tiles[N_TILES];
};

enum { PROP_SIZE = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttMosaic, att_mosaic, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
att_mosaic_get_request_mode (GtkWidget *widget)
{
  return gtk_widget_get_request_mode (GTK_WIDGET (ATT_MOSAIC (widget)->whole_cover));
}

/* the single cover knows, shown or not */
static void
att_mosaic_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  AttMosaic *self = ATT_MOSAIC (widget);

  GTK_WIDGET_GET_CLASS (self->whole_cover)->measure (GTK_WIDGET (self->whole_cover), orientation, for_size, minimum,
                                                     natural, minimum_baseline, natural_baseline);
}

static void
att_mosaic_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AttMosaic *self = ATT_MOSAIC (widget);
  const int left = width / 2, top = height / 2;

  if (self->whole)
    {
      gtk_widget_size_allocate (GTK_WIDGET (self->whole_cover), &(GtkAllocation) { 0, 0, width, height }, -1);
      return;
    }
  for (int i = 0; i < N_TILES; i++)
    {
      const GtkAllocation place = { i % 2 ? left : 0, i / 2 ? top : 0, i % 2 ? width - left : left,
                                    i / 2 ? height - top : top };
      int minimum;

      /* GTK wants to have been asked */
      gtk_widget_measure (GTK_WIDGET (self->tiles[i]), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_size_allocate (GTK_WIDGET (self->tiles[i]), &place, -1);
    }
}

static void
att_mosaic_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AttMosaic *self = ATT_MOSAIC (widget);
  const float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height),
                                   MIN (width, height) <= 96 ? 7 : 10);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  if (self->whole)
    gtk_widget_snapshot_child (widget, GTK_WIDGET (self->whole_cover), snapshot);
  else
    for (int i = 0; i < N_TILES; i++)
      gtk_widget_snapshot_child (widget, GTK_WIDGET (self->tiles[i]), snapshot);
  gtk_snapshot_pop (snapshot);
  if (!self->whole)
    att_cover_snapshot_edge (widget, snapshot, &shape);
}

static void
att_mosaic_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, ATT_MOSAIC (object)->size);
}

static void
att_mosaic_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttMosaic *self = ATT_MOSAIC (object);

  self->size = g_value_get_int (value);
  g_object_set (self->whole_cover, "size", self->size, NULL);
  for (int i = 0; i < N_TILES; i++)
    g_object_set (self->tiles[i], "size", self->size / 2, NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
att_mosaic_dispose (GObject *object)
{
  AttMosaic *self = ATT_MOSAIC (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (att_mosaic_parent_class)->dispose (object);
}

static void
att_mosaic_class_init (AttMosaicClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_mosaic_get_property;
  object_class->set_property = att_mosaic_set_property;
  object_class->dispose = att_mosaic_dispose;
  widget_class->get_request_mode = att_mosaic_get_request_mode;
  widget_class->measure = att_mosaic_measure;
  widget_class->size_allocate = att_mosaic_size_allocate;
  widget_class->snapshot = att_mosaic_snapshot;
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 0, 1024, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "mosaic");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static AttCover *
add_cover (AttMosaic *self)
{
  /* the mosaic is one picture, with one name */
  GtkWidget *cover = g_object_new (ATT_TYPE_COVER, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_parent (cover, GTK_WIDGET (self));
  return ATT_COVER (cover);
}

static void
att_mosaic_init (AttMosaic *self)
{
  self->whole = TRUE;
  self->whole_cover = add_cover (self);
  for (int i = 0; i < N_TILES; i++)
    {
      self->tiles[i] = add_cover (self);
      att_cover_set_square (self->tiles[i], TRUE);
      gtk_widget_set_child_visible (GTK_WIDGET (self->tiles[i]), FALSE);
    }
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
att_mosaic_set_sources (AttMosaic *self, AttSession *session, const char *const *uris, const char *const *names,
                        const char *name)
{
  const guint n = uris ? g_strv_length ((char **) uris) : 0;

  g_return_if_fail (ATT_IS_MOSAIC (self));

  self->whole = n < N_TILES;
  att_cover_set_source (self->whole_cover, session, n > 0 ? uris[0] : NULL, name);
  gtk_widget_set_child_visible (GTK_WIDGET (self->whole_cover), self->whole);
  for (guint i = 0; i < N_TILES; i++)
    {
      if (!self->whole)
        att_cover_set_source (self->tiles[i], session, uris[i], *names[i] ? names[i] : name);
      gtk_widget_set_child_visible (GTK_WIDGET (self->tiles[i]), !self->whole);
    }
  att_accessible_name (self, name);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

AttCover *
att_mosaic_get_cover (AttMosaic *self)
{
  return self->whole_cover;
}
