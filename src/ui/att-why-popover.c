/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-why-popover.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-format.h"
#include "att-keys.h"
#include "att-share-bar.h"

#define MIN_CHARS 12
#define WIDTH_CHARS 34
#define MARGIN 12 /* to the edges of the window */

struct _AttWhyPopover
{
  GtkPopover parent_instance;

  GtkLabel *evidence;
  GtkLabel *skip_chance;
  AttShareBar *shares;
  GtkWidget *scroller;
  GtkBox *reasons;
  GtkLabel *score;
};

G_DEFINE_FINAL_TYPE (AttWhyPopover, att_why_popover, GTK_TYPE_POPOVER)

static GtkWidget *
make_label (const char *text, const char *class, int min_chars, int width_chars)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "wrap", TRUE, "width-chars",
                                   min_chars, "max-width-chars", width_chars, NULL);

  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
make_reason (AttPick *pick, guint number)
{
  AttReason *reason = g_ptr_array_index (pick->reasons, number);
  const int n_points = att_points_of_reason (pick, number);
  /* TRANSLATORS: what one reason adds to the score of a song: "31 points", of 100 */
  g_autofree char *points = g_strdup_printf (ngettext ("%d point", "%d points", n_points), n_points);
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "column-spacing", 9, "row-spacing", 2, NULL);
  GtkWidget *name = make_label (att_format_recommender (reason->recommender), "heading", -1, -1);
  GtkWidget *share = make_label (points, "numeric", -1, -1);

  gtk_widget_add_css_class (share, "dim-label");
  gtk_label_set_wrap (GTK_LABEL (share), FALSE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_grid_attach (GTK_GRID (grid), att_share_dot_new_for_reason (pick, reason), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), name, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), share, 2, 0, 1, 1);
  if (reason->text && *reason->text)
    gtk_grid_attach (GTK_GRID (grid), make_label (reason->text, "dim-label", MIN_CHARS, WIDTH_CHARS), 1, 1, 2, 1);
  return grid;
}

/* what is around the child: its margins are its own */
static int
measure_frame (AttWhyPopover *self, GtkWidget *child)
{
  int minimum, whole, inner, unused;

  GTK_WIDGET_CLASS (att_why_popover_parent_class)
    ->measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &whole, &unused, &unused);
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &inner, NULL, NULL);
  return whole - inner;
}

/* How much higher the reasons ask to be than they are in that width: GTK 4.8 measures what scrolls as if it were as
 * narrow as can be. */
static int
measure_excess (AttWhyPopover *self, int width)
{
  GtkWidget *child = gtk_popover_get_child (GTK_POPOVER (self));
  int asked, needed;

  width -= measure_frame (self, child) + gtk_widget_get_margin_start (child) + gtk_widget_get_margin_end (child);
  gtk_widget_measure (self->scroller, GTK_ORIENTATION_VERTICAL, width, NULL, &asked, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->reasons), GTK_ORIENTATION_VERTICAL, width, NULL, &needed, NULL, NULL);
  return MAX (asked - needed, 0);
}

/* As wide as its text wants, where the window has the room for that; its shadow may be outside. GTK 4.8 asks a popover
 * for its height without a width, and wrapped text then claims one line. */
static void
att_why_popover_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  AttWhyPopover *self = ATT_WHY_POPOVER (widget);
  GtkWidgetClass *parent = GTK_WIDGET_CLASS (att_why_popover_parent_class);

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0)
    {
      int unused, unused_baseline;

      att_why_popover_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &unused, &for_size, &unused_baseline,
                               &unused_baseline);
    }
  parent->measure (widget, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *natural = MAX (*natural - measure_excess (self, for_size), *minimum);
  else
    {
      GtkRoot *window = gtk_widget_get_root (widget);
      GtkWidget *contents = gtk_widget_get_parent (gtk_popover_get_child (GTK_POPOVER (self)));

      if (window)
        *natural = MIN (*natural, gtk_widget_get_width (GTK_WIDGET (window)) - 2 * MARGIN + measure_frame (self, contents));
      *natural = MAX (*natural, *minimum);
    }
}

static void
att_why_popover_class_init (AttWhyPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = att_why_popover_measure;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-why-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, AttWhyPopover, evidence);
  gtk_widget_class_bind_template_child (widget_class, AttWhyPopover, skip_chance);
  gtk_widget_class_bind_template_child (widget_class, AttWhyPopover, shares);
  gtk_widget_class_bind_template_child (widget_class, AttWhyPopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, AttWhyPopover, reasons);
  gtk_widget_class_bind_template_child (widget_class, AttWhyPopover, score);
  g_type_ensure (ATT_TYPE_SHARE_BAR);
}

static void
att_why_popover_init (AttWhyPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_keys_reach_window (GTK_WIDGET (self));
}

GtkWidget *
att_why_popover_new (void)
{
  return g_object_new (ATT_TYPE_WHY_POPOVER, NULL);
}

void
att_why_popover_set_pick (AttWhyPopover *self, AttPick *pick)
{
  GtkWidget *child;

  g_return_if_fail (ATT_IS_WHY_POPOVER (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->reasons))))
    gtk_box_remove (self->reasons, child);
  att_share_bar_set_pick (self->shares, pick);
  gtk_widget_set_visible (GTK_WIDGET (self->score), pick != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->skip_chance), pick != NULL);
  if (!pick)
    {
      gtk_label_set_text (self->evidence, _("You chose this one yourself."));
      return;
    }
  gtk_label_set_text (self->evidence, att_format_heading (pick));
  for (guint i = 0; i < pick->reasons->len; i++)
    gtk_box_append (self->reasons, make_reason (pick, i));
  {
    /* TRANSLATORS: the sum of all points of a song */
    g_autofree char *score = g_strdup_printf (_("Together %ld of 100"), lround (100 * pick->score));
    g_autofree char *text =
      g_strdup_printf (_("It reckons there is a %.0f %% chance that you skip this."), 100 * pick->skip_chance);
    gtk_label_set_text (self->score, score);
    gtk_label_set_text (self->skip_chance, text);
  }
}
