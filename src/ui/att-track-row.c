/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-track-row.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cover.h"
#include "att-format.h"
#include "att-now.h"
#include "att-rating.h"
#include "att-track-menu.h"

struct _AttTrackRow
{
  GtkWidget parent_instance;

  AttTrackRowParts parts;
  gboolean narrow;
  char *note;
  AttNow *now;
  AttTrack *track;
  AttQueueItem *item;

  GtkWidget *box;
  GtkLabel *number;
  AttCover *cover;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *note_below;
  GtkLabel *note_beside;
  AttRating *rating;
  GtkWidget *playing;
  GtkWidget *loved;
  GtkWidget *missing;
  GtkLabel *duration;
  GtkWidget *more;
};

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttTrackRow, att_track_row, GTK_TYPE_WIDGET)

static AttTrack *
get_menu_track (GtkWidget *widget, AttQueueItem **item)
{
  AttTrackRow *self = ATT_TRACK_ROW (widget);

  *item = self->item;
  return self->track;
}

static void
more_clicked_cb (GtkButton *button, AttTrackRow *self)
{
  GdkRectangle at = { gtk_widget_get_width (GTK_WIDGET (button)) / 2, gtk_widget_get_height (GTK_WIDGET (button)), 1, 1 };

  if (self->track)
    att_track_menu_popup (GTK_WIDGET (button), self->track, self->item, &at);
}

static void
show_note (AttTrackRow *self)
{
  const char *note = self->note ? self->note : "";
  GtkLabel *shown = self->narrow ? self->note_below : self->note_beside;
  GtkLabel *hidden = self->narrow ? self->note_beside : self->note_below;

  gtk_label_set_text (shown, note);
  gtk_widget_set_visible (GTK_WIDGET (shown), *note != 0);
  gtk_widget_set_visible (GTK_WIDGET (hidden), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->duration), !self->narrow || !*note);
  /* where there is room, and nothing else is told */
  gtk_widget_set_visible (GTK_WIDGET (self->rating), !self->narrow && !*note && self->track && self->track->id != 0);
}

static void
now_changed_cb (AttTrackRow *self)
{
  AttTrack *now = self->now ? att_now_get_track (self->now) : NULL;
  gboolean playing = now && self->track && !self->item && now->id == self->track->id && now->id != 0;

  gtk_widget_set_visible (self->playing, playing);
  if (playing)
    gtk_widget_add_css_class (self->box, "playing");
  else
    gtk_widget_remove_css_class (self->box, "playing");
}

static void
show_track (AttTrackRow *self, AttSession *session, AttTrack *track)
{
  g_autofree char *time = track->duration_ms > 0 ? att_format_time (track->duration_ms) : g_strdup ("");
  g_autofree char *subtitle = NULL;
  gboolean missing = att_track_has (track, ATT_TRACK_MISSING);
  const char *title = att_track_get_title (track), *album = att_track_get_album (track);

  gtk_label_set_text (self->title, title);
  if ((self->parts & ATT_TRACK_ROW_ALBUM) && *album)
    subtitle = self->parts & ATT_TRACK_ROW_ARTIST ? g_strdup_printf ("%s" ATT_DOT "%s", att_format_artist (track), album)
                                                  : g_strdup (album);
  else if (self->parts & ATT_TRACK_ROW_ARTIST)
    subtitle = g_strdup (att_format_artist (track));
  gtk_label_set_text (self->subtitle, subtitle ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
  gtk_label_set_text (self->duration, time);
  att_rating_set_track (self->rating, track);
  gtk_widget_set_visible (self->loved, att_track_has (track, ATT_TRACK_LOVED));
  gtk_widget_set_visible (self->missing, missing);
  if (missing)
    gtk_widget_add_css_class (self->box, "missing");
  else
    gtk_widget_remove_css_class (self->box, "missing");

  gtk_widget_set_size_request (GTK_WIDGET (self->number), -1, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->cover), self->parts & ATT_TRACK_ROW_COVER);
  gtk_widget_set_visible (GTK_WIDGET (self->number), !(self->parts & ATT_TRACK_ROW_COVER) && track->track_number > 0);
  if (self->parts & ATT_TRACK_ROW_COVER)
    att_cover_set_source (self->cover, session, track->uri, *album ? album : title);
  else
    {
      g_autofree char *number = g_strdup_printf ("%d", track->track_number);
      gtk_label_set_text (self->number, number);
    }
  {
    g_autofree char *spoken = g_strdup_printf (_("%s by %s"), title, att_format_artist (track));
    g_autofree char *more = g_strdup_printf (_("More for %s"), title);

    att_accessible_name (self, spoken);
    att_accessible_name (self->more, more);
  }
}

static void
follow (AttTrackRow *self, AttSession *session)
{
  AttNow *now = session && att_session_get_player (session) ? att_now_get (session) : NULL;

  if (now && now != self->now)
    {
      self->now = now;
      g_signal_connect_object (now, "changed", G_CALLBACK (now_changed_cb), self, G_CONNECT_SWAPPED);
    }
  now_changed_cb (self);
}

static void
att_track_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_TRACK_ROW (object)->narrow);
}

static void
att_track_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttTrackRow *self = ATT_TRACK_ROW (object);

  self->narrow = g_value_get_boolean (value);
  show_note (self);
}

static void
att_track_row_dispose (GObject *object)
{
  AttTrackRow *self = ATT_TRACK_ROW (object);

  g_clear_object (&self->track);
  g_clear_object (&self->item);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_track_row_parent_class)->dispose (object);
}

static void
att_track_row_class_init (AttTrackRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_track_row_get_property;
  object_class->set_property = att_track_row_set_property;
  object_class->dispose = att_track_row_dispose;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_RATING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-track-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, box);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, number);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, cover);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, title);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, note_below);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, note_beside);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, rating);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, playing);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, loved);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, missing);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, duration);
  gtk_widget_class_bind_template_child (widget_class, AttTrackRow, more);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, att_tip_when_cut);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
att_track_row_init (AttTrackRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_track_menu_attach (GTK_WIDGET (self), get_menu_track);
}

GtkWidget *
att_track_row_new (AttTrackRowParts parts)
{
  AttTrackRow *self = g_object_new (ATT_TYPE_TRACK_ROW, NULL);

  self->parts = parts;
  return GTK_WIDGET (self);
}

void
att_track_row_set_track (AttTrackRow *self, AttSession *session, AttTrack *track)
{
  g_return_if_fail (ATT_IS_TRACK_ROW (self));

  g_clear_object (&self->item);
  g_set_object (&self->track, track);
  show_track (self, session, track);
  show_note (self);
  follow (self, session);
}

void
att_track_row_set_item (AttTrackRow *self, AttSession *session, AttQueueItem *item)
{
  g_return_if_fail (ATT_IS_TRACK_ROW (self));

  g_set_object (&self->item, item);
  g_set_object (&self->track, item->track);
  show_track (self, session, item->track);
  follow (self, session);
  att_track_row_set_note (self, att_format_pick (item->pick));
}

AttTrack *
att_track_row_get_track (AttTrackRow *self)
{
  return self->track;
}

void
att_track_row_set_note (AttTrackRow *self, const char *note)
{
  g_return_if_fail (ATT_IS_TRACK_ROW (self));

  g_free (self->note);
  self->note = g_strdup (note);
  show_note (self);
}

void
att_track_row_set_title (AttTrackRow *self, const char *title)
{
  g_return_if_fail (ATT_IS_TRACK_ROW (self));

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->number, "");
  gtk_widget_set_size_request (GTK_WIDGET (self->number), ATT_TRACK_ROW_INDENT, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->number), TRUE);
}
