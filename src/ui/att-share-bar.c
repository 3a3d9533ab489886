/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-share-bar.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-accessible.h"
#include "att-format.h"

#define HEIGHT 6
#define GAP 2
#define MIN_WIDTH 48

struct _AttShareBar
{
  GtkWidget parent_instance;

  AttPick *pick;
  GArray *shares; /* AttShare, as the children */
};

G_DEFINE_FINAL_TYPE (AttShareBar, att_share_bar, GTK_TYPE_WIDGET)

static AttShare *
find_share (GArray *shares, const char *name)
{
  for (guint i = 0; i < shares->len; i++)
    {
      AttShare *share = &g_array_index (shares, AttShare, i);

      if (g_str_equal (share->name, name))
        return share;
    }
  return NULL;
}

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const AttShare *x = a, *y = b;

  return x->share != y->share ? (x->share < y->share) - (x->share > y->share) : strcmp (x->name, y->name);
}

GArray *
att_shares_of_pick (AttPick *pick)
{
  GArray *shares = g_array_new (FALSE, FALSE, sizeof (AttShare));
  double total = 0;

  for (guint i = 0; pick && i < pick->reasons->len; i++)
    {
      const AttReason *reason = g_ptr_array_index (pick->reasons, i);
      const double value = MAX (reason->weight * reason->value, 0);
      const AttShare new_share = { att_format_recommender (reason->recommender), value };
      AttShare *share = find_share (shares, new_share.name);

      total += value;
      if (share)
        share->share += value;
      else
        g_array_append_val (shares, new_share);
    }
  g_array_sort (shares, compare_shares);
  while (shares->len > ATT_SHARE_COLORS)
    {
      g_array_index (shares, AttShare, shares->len - 2).share += g_array_index (shares, AttShare, shares->len - 1).share;
      /* TRANSLATORS: in a legend, after the names of the reasons for a song: what the smaller ones come to, "others 8 %" */
      g_array_index (shares, AttShare, shares->len - 2).name = _("others");
      g_array_set_size (shares, shares->len - 1);
    }
  for (guint i = 0; i < shares->len && total > 0; i++)
    g_array_index (shares, AttShare, i).share /= total;
  return shares;
}

int
att_points_of_reason (AttPick *pick, guint number)
{
  double sum = 0;
  int before = 0, points = 0;

  for (guint i = 0; i <= number && i < pick->reasons->len; i++)
    {
      const AttReason *reason = g_ptr_array_index (pick->reasons, i);

      sum += reason->weight * reason->value;
      before += points;
      points = lround (100 * sum) - before;
    }
  return points;
}

static void
add_color (GtkWidget *widget, guint number)
{
  g_autofree char *class = g_strdup_printf ("share-%u", MIN (number, ATT_SHARE_COLORS - 1));

  gtk_widget_add_css_class (widget, class);
}

GtkWidget *
att_share_dot_new (guint number)
{
  GtkWidget *dot = g_object_new (ADW_TYPE_BIN, "css-name", "dot", "valign", GTK_ALIGN_CENTER, NULL);

  add_color (dot, number);
  return dot;
}

GtkWidget *
att_share_dot_new_for_reason (AttPick *pick, const AttReason *reason)
{
  g_autoptr (GArray) shares = att_shares_of_pick (pick);
  const AttShare *share = find_share (shares, att_format_recommender (reason->recommender));

  return att_share_dot_new (share ? share - (AttShare *) (void *) shares->data : ATT_SHARE_COLORS - 1);
}

static void
att_share_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = 4 * MIN_WIDTH;
    }
  else
    *minimum = *natural = HEIGHT;
}

static void
att_share_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AttShareBar *self = ATT_SHARE_BAR (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint i = 0;
  double x = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child), i++)
    {
      double end = x + g_array_index (self->shares, AttShare, i).share * width;
      gboolean last = gtk_widget_get_next_sibling (child) == NULL;
      int w = MAX ((int) (end + 0.5) - (int) (x + 0.5) - (last ? 0 : GAP), 0);
      int left = (int) (x + 0.5), unused;

      gtk_widget_set_child_visible (child, w > 0);
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &unused, NULL, NULL, NULL);
      gtk_widget_allocate (child, MAX (w, 1), height, -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (rtl ? width - left - w : left, 0)));
      x = end;
    }
}

static void
remove_children (AttShareBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
}

static void
att_share_bar_dispose (GObject *object)
{
  AttShareBar *self = ATT_SHARE_BAR (object);

  remove_children (self);
  g_clear_object (&self->pick);
  g_clear_pointer (&self->shares, g_array_unref);
  G_OBJECT_CLASS (att_share_bar_parent_class)->dispose (object);
}

static void
att_share_bar_class_init (AttShareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_share_bar_dispose;
  widget_class->measure = att_share_bar_measure;
  widget_class->size_allocate = att_share_bar_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "sharebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
att_share_bar_init (AttShareBar *self)
{
}

void
att_share_bar_set_pick (AttShareBar *self, AttPick *pick)
{
  g_autoptr (GString) spoken = g_string_new (NULL);

  g_return_if_fail (ATT_IS_SHARE_BAR (self));

  if (!g_set_object (&self->pick, pick))
    return;
  remove_children (self);
  g_clear_pointer (&self->shares, g_array_unref);
  self->shares = att_shares_of_pick (pick);
  for (guint i = 0; i < self->shares->len; i++)
    {
      const AttShare *share = &g_array_index (self->shares, AttShare, i);
      g_autofree char *text = g_strdup_printf ("%s %.0f %%", share->name, 100 * share->share);
      GtkWidget *segment = g_object_new (ADW_TYPE_BIN, "css-name", "segment", "tooltip-text", text, NULL);

      add_color (segment, i);
      gtk_widget_set_parent (segment, GTK_WIDGET (self));
      g_string_append_printf (spoken, "%s%s", i > 0 ? ", " : "", text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), pick != NULL);
  att_accessible_name (self, spoken->str);
}
