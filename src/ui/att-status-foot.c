/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-status-foot.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"

#define QUIET_STEPS 20.0

struct _AttStatusFoot
{
  GtkWidget parent_instance;

  AttProgress *scan, *analyze;
  GtkRevealer *revealer;
  GtkLabel *label;
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (AttStatusFoot, att_status_foot, GTK_TYPE_WIDGET)

static void
changed_cb (AttStatusFoot *self)
{
  gboolean scanning = att_progress_is_active (self->scan), listening = att_progress_is_active (self->analyze);
  AttProgress *progress = scanning ? self->scan : self->analyze;
  g_autofree char *text = NULL;
  double fraction;

  gtk_revealer_set_reveal_child (self->revealer, scanning || (listening && att_progress_get_total (progress) > 0));
  if (!scanning && !listening)
    return;
  if (att_progress_get_total (progress) == 0)
    text = g_strdup (scanning ? _("Reading your music…") : _("Listening…"));
  else
    text = att_format_progress (progress, scanning ? _("Reading %s of %s") : _("Listening to %s of %s"));
  gtk_label_set_text (self->label, text);
  /* a screen reader tells every change of the bar: of hundredths there would be no end */
  fraction = (int) (att_progress_get_fraction (progress) * QUIET_STEPS) / QUIET_STEPS;
  if (fraction != gtk_progress_bar_get_fraction (self->bar))
    gtk_progress_bar_set_fraction (self->bar, fraction);
}

static void
att_status_foot_dispose (GObject *object)
{
  AttStatusFoot *self = ATT_STATUS_FOOT (object);

  g_clear_object (&self->scan);
  g_clear_object (&self->analyze);
  if (self->revealer)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;
  G_OBJECT_CLASS (att_status_foot_parent_class)->dispose (object);
}

static void
att_status_foot_class_init (AttStatusFootClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_status_foot_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-status-foot.ui");
  gtk_widget_class_bind_template_child (widget_class, AttStatusFoot, revealer);
  gtk_widget_class_bind_template_child (widget_class, AttStatusFoot, label);
  gtk_widget_class_bind_template_child (widget_class, AttStatusFoot, bar);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_status_foot_init (AttStatusFoot *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
att_status_foot_set_session (AttStatusFoot *self, AttSession *session)
{
  g_return_if_fail (ATT_IS_STATUS_FOOT (self));

  g_set_object (&self->scan, att_session_get_scan_progress (session));
  g_set_object (&self->analyze, att_session_get_analyze_progress (session));
  g_signal_connect_object (self->scan, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->analyze, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}
