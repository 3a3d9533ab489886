/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-rating.h"

#include <glib/gi18n-lib.h>

#include "att-track-row.h"
#include "att-window.h"

#define N_STARS 5
#define STAR 16
#define GAP 2
#define MAX_RATING (2 * N_STARS)

struct _AttRating
{
  GtkWidget parent_instance;

  int rating;
  int shown; /* under the pointer; -1: the rating */
  AttTrack *track;
};

enum { PROP_RATING = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
static guint rated_signal;

G_DEFINE_FINAL_TYPE (AttRating, att_rating, GTK_TYPE_WIDGET)

char *
att_rating_to_words (int rating)
{
  int stars = rating / 2;

  if (rating <= 0)
    return g_strdup (_("not rated"));
  if (rating == 1)
    return g_strdup (_("half a star"));
  /* TRANSLATORS: a rating: 3 and a half stars */
  return g_strdup_printf (rating % 2 ? ngettext ("%d and a half stars", "%d and a half stars", stars)
                                     : ngettext ("%d star", "%d stars", stars), stars);
}

GMenuModel *
att_rating_make_menu (const char *action)
{
  GMenu *menu = g_menu_new ();

  for (int rating = MAX_RATING; rating >= 0; rating--)
    {
      g_autofree char *words = att_rating_to_words (rating), *detailed = g_strdup_printf ("%s(%d)", action, rating);

      g_menu_append (menu, words, detailed);
    }
  return G_MENU_MODEL (menu);
}

static void
show (AttRating *self)
{
  g_autofree char *words = att_rating_to_words (self->rating);
  g_autofree char *name = g_strdup_printf (_("Rating: %s"), words);

  /* GTK 4.8 tells nobody the value of a slider that is not its own: the name has it too */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  (double) N_STARS, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->rating / 2.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words, -1);
  if (self->rating == 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unrated");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "unrated");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
att_rating_set (AttRating *self, int rating)
{
  rating = CLAMP (rating, 0, MAX_RATING);
  if (rating == self->rating)
    return;
  self->rating = rating;
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATING]);
}

void
att_rating_set_track (AttRating *self, AttTrack *track)
{
  gtk_widget_set_visible (GTK_WIDGET (self), track && track->id != 0);
  g_set_object (&self->track, track);
  att_rating_set (self, track ? track->rating : 0);
}

static void
choose (AttRating *self, int rating)
{
  AttWindow *window = att_window_of (GTK_WIDGET (self));

  rating = CLAMP (rating, 0, MAX_RATING);
  if (rating == self->rating)
    return;
  att_rating_set (self, rating);
  if (self->track && window)
    att_window_rate (window, self->track, rating, FALSE);
  g_signal_emit (self, rated_signal, 0, rating);
}

/* --- pointer --- */

static gboolean
is_rtl (AttRating *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static int
rating_at (AttRating *self, double x)
{
  double width = N_STARS * STAR + (N_STARS - 1) * GAP, from = (gtk_widget_get_width (GTK_WIDGET (self)) - width) / 2;

  x = is_rtl (self) ? from + width - x : x - from;
  return CLAMP ((int) (2 * (x + GAP / 2.0) / (STAR + GAP)) + 1, 1, MAX_RATING);
}

gboolean
att_rating_takes (AttRating *self, GtkGesture *gesture)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *widget = GTK_WIDGET (self);

  return self->rating > 0 || !device || gdk_device_get_source (device) != GDK_SOURCE_TOUCHSCREEN ||
         !(gtk_widget_get_ancestor (widget, ATT_TYPE_TRACK_ROW) ||
           gtk_widget_get_ancestor (widget, GTK_TYPE_COLUMN_VIEW));
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, AttRating *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), att_rating_takes (self, GTK_GESTURE (gesture))
                                                  ? GTK_EVENT_SEQUENCE_CLAIMED
                                                  : GTK_EVENT_SEQUENCE_DENIED);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, AttRating *self)
{
  int rating = rating_at (self, x);

  self->shown = -1;
  choose (self, rating == self->rating ? 0 : rating);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
moved_cb (GtkEventControllerMotion *motion, double x, double y, AttRating *self)
{
  int rating = rating_at (self, x);

  if (rating == self->shown)
    return;
  self->shown = rating;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
left_cb (GtkEventControllerMotion *motion, AttRating *self)
{
  self->shown = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- keys --- */

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AttRating *self)
{
  int forward = is_rtl (self) ? -1 : 1;

  if (state & gtk_accelerator_get_default_mod_mask ())
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right)
    choose (self, self->rating + forward);
  else if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left)
    choose (self, self->rating - forward);
  else if (keyval == GDK_KEY_Home || keyval == GDK_KEY_Delete || keyval == GDK_KEY_BackSpace)
    choose (self, 0);
  else if (keyval == GDK_KEY_End)
    choose (self, MAX_RATING);
  else if (keyval >= GDK_KEY_0 && keyval <= GDK_KEY_0 + N_STARS)
    choose (self, 2 * (int) (keyval - GDK_KEY_0));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- drawing --- */

static void
att_rating_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const char *const names[] = { "att-star-outline-symbolic", "att-star-half-symbolic", "att-star-symbolic" };
  AttRating *self = ATT_RATING (widget);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  int rating = self->shown >= 0 ? self->shown : self->rating;
  float x = (float) (gtk_widget_get_width (widget) - N_STARS * STAR - (N_STARS - 1) * GAP) / 2;
  float y = (float) (gtk_widget_get_height (widget) - STAR) / 2;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  for (int i = 0; i < N_STARS; i++)
    {
      int star = is_rtl (self) ? N_STARS - 1 - i : i;
      g_autoptr (GtkIconPaintable) icon =
        gtk_icon_theme_lookup_icon (theme, names[CLAMP (rating - 2 * star, 0, 2)], NULL, STAR,
                                    gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), 0);

      gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, STAR, STAR, &color, 1);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (STAR + GAP, 0));
    }
  gtk_snapshot_restore (snapshot);
}

static void
att_rating_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? N_STARS * STAR + (N_STARS - 1) * GAP : STAR;
}

static void
att_rating_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, ATT_RATING (object)->rating);
}

static void
att_rating_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  att_rating_set (ATT_RATING (object), g_value_get_int (value));
}

static void
att_rating_dispose (GObject *object)
{
  g_clear_object (&ATT_RATING (object)->track);
  G_OBJECT_CLASS (att_rating_parent_class)->dispose (object);
}

static void
att_rating_class_init (AttRatingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_rating_get_property;
  object_class->set_property = att_rating_set_property;
  object_class->dispose = att_rating_dispose;
  widget_class->snapshot = att_rating_snapshot;
  widget_class->measure = att_rating_measure;
  properties[PROP_RATING] =
    g_param_spec_int ("rating", NULL, NULL, 0, MAX_RATING, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  rated_signal =
    g_signal_new ("rated", ATT_TYPE_RATING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "rating");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
att_rating_init (AttRating *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();

  self->shown = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (moved_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (left_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  show (self);
}

GtkWidget *
att_rating_new (void)
{
  return g_object_new (ATT_TYPE_RATING, NULL);
}
