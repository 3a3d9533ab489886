/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-work-row.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cover.h"
#include "att-format.h"
#include "att-track-row.h"

#define WORK_COVER 44
#define PERFORMANCE_COVER ATT_TRACK_ROW_INDENT

struct _AttWorkRow
{
  GtkWidget parent_instance;

  AttSession *session;
  AttPerformance *performance; /* what the button plays */
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *subtitle;
};

G_DEFINE_FINAL_TYPE (AttWorkRow, att_work_row, GTK_TYPE_WIDGET)

static void
play_cb (AttWorkRow *self)
{
  att_session_play_tracks (self->session, self->performance->tracks, 0);
}

static void
att_work_row_dispose (GObject *object)
{
  AttWorkRow *self = ATT_WORK_ROW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->performance);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_work_row_parent_class)->dispose (object);
}

static void
att_work_row_class_init (AttWorkRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_work_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
att_work_row_init (AttWorkRow *self)
{
}

static GtkLabel *
add_label (GtkBox *box, const char *text, const char *css_class, const char *other_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "has-tooltip", TRUE, NULL);

  g_signal_connect (label, "query-tooltip", G_CALLBACK (att_tip_when_cut), NULL);
  gtk_widget_add_css_class (label, css_class);
  if (other_class)
    gtk_widget_add_css_class (label, other_class);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static AttTrack *
first_of (AttPerformance *performance)
{
  return g_ptr_array_index (performance->tracks, 0);
}

static GtkWidget *
make_row (AttSession *session, AttPerformance *performance, int cover_size, const char *title, const char *subtitle)
{
  AttWorkRow *self = g_object_new (ATT_TYPE_WORK_ROW, NULL);
  AttTrack *first = first_of (performance);
  const char *album = att_track_get_album (first);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *play;
  AttCover *cover = g_object_new (ATT_TYPE_COVER, "size", cover_size, "valign", GTK_ALIGN_CENTER, NULL);
  /* TRANSLATORS: the button beside a work; %s is its name, or who performs it */
  g_autofree char *name = g_strdup_printf (_("Play %s"), title);

  self->session = g_object_ref (session);
  self->performance = g_object_ref (performance);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->box, "track-row");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  att_cover_set_source (cover, session, first->uri, *album ? album : title);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (cover));
  g_object_set (text, "valign", GTK_ALIGN_CENTER, "hexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (self->box), text);
  self->title = add_label (GTK_BOX (text), title, cover_size == WORK_COVER ? "track-title" : "heading", NULL);
  self->subtitle = add_label (GTK_BOX (text), subtitle, "dim-label", "track-subtitle");
  play = gtk_button_new_from_icon_name ("media-playback-start-symbolic");
  gtk_widget_add_css_class (play, "circular");
  if (cover_size == WORK_COVER)
    gtk_widget_add_css_class (play, "flat");
  /* or the row could not take the focus: what it is pressed for has the keyboard, and plays on the page it opens */
  g_object_set (play, "valign", GTK_ALIGN_CENTER, "tooltip-text", _("Play"), "focusable", FALSE, NULL);
  att_accessible_name (play, name);
  g_signal_connect_object (play, "clicked", G_CALLBACK (play_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), play);
  return GTK_WIDGET (self);
}

static void
append (GString *to, const char *text)
{
  if (text && *text)
    g_string_append_printf (to, "%s%s", to->len > 0 ? ATT_DOT : "", text);
}

GtkWidget *
att_work_row_new_for_work (AttSession *session, AttWork *work)
{
  AttPerformance *first = g_ptr_array_index (work->performances, 0);
  const guint n = work->performances->len;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *performances = NULL, *movements = NULL;

  if (n > 1)
    performances = g_strdup_printf (ngettext ("%u performance", "%u performances", n), n);
  append (text, n > 1 ? performances : first->performers);
  if (first->tracks->len > 1)
    movements = g_strdup_printf (ngettext ("%u movement", "%u movements", first->tracks->len), first->tracks->len);
  append (text, movements);
  if (text->len == 0)
    append (text, att_track_get_album (first_of (first)));
  return make_row (session, first, WORK_COVER, work->title, text->str);
}

GtkWidget *
att_work_row_new_for_performance (AttSession *session, AttPerformance *performance)
{
  AttTrack *first = first_of (performance);
  const char *album = att_track_get_album (first);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *year = first->year > 0 ? g_strdup_printf ("%d", first->year) : NULL;
  g_autofree char *length = performance->duration_ms > 0 ? att_format_time (performance->duration_ms) : NULL;
  const char *title = performance->performers ? performance->performers : *album ? album : att_format_artist (first);

  if (performance->performers)
    append (text, album);
  append (text, year);
  append (text, length);
  return make_row (session, performance, PERFORMANCE_COVER, title, text->str);
}

char *
att_work_row_dup_name (AttWorkRow *self)
{
  const char *subtitle = gtk_label_get_text (self->subtitle);

  return *subtitle ? g_strdup_printf ("%s, %s", gtk_label_get_text (self->title), subtitle)
                   : g_strdup (gtk_label_get_text (self->title));
}
