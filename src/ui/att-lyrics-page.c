/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-lyrics-page.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cover.h"
#include "att-format.h"

#define SCROLL_MS 450
#define HANDS_OFF_US (5 * G_USEC_PER_SEC)
#define PLACE 0.38 /* of the height: where the line that is sung comes to rest */

struct _AttLyricsPage
{
  AttPage parent_instance;

  AttNow *now;
  AttLyrics *lyrics;
  char *uri;              /* of the track that they are, or will be, of */
  gboolean stale;         /* they are of another one so far */
  int current;
  gint64 hands_off_until; /* monotonic */
  AdwAnimation *scrolling;

  AttCover *cover;
  GtkLabel *song;
  GtkLabel *artist;
  GtkScrolledWindow *scrolled;
  GtkListBox *lines;
};

G_DEFINE_FINAL_TYPE (AttLyricsPage, att_lyrics_page, ATT_TYPE_PAGE)

static void
scroll_to (double value, gpointer data)
{
  AttLyricsPage *self = data;

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), value);
}

static void
keep_in_sight (AttLyricsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->lines, MAX (self->current, 0));
  const double page = gtk_adjustment_get_page_size (adjustment);
  graphene_rect_t place;
  double target;

  if (!row || g_get_monotonic_time () < self->hands_off_until ||
      !gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->lines), &place))
    return;
  target = place.origin.y + place.size.height / 2 - page * PLACE;
  target = CLAMP (target, 0, MAX (gtk_adjustment_get_upper (adjustment) - page, 0));
  adw_timed_animation_set_value_from (ADW_TIMED_ANIMATION (self->scrolling), gtk_adjustment_get_value (adjustment));
  adw_timed_animation_set_value_to (ADW_TIMED_ANIMATION (self->scrolling), target);
  adw_animation_play (self->scrolling);
}

static void
mark (AttLyricsPage *self, int line, gboolean current)
{
  GtkListBoxRow *row = line >= 0 ? gtk_list_box_get_row_at_index (self->lines, line) : NULL;

  if (row && current)
    gtk_widget_add_css_class (GTK_WIDGET (row), "current");
  else if (row)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "current");
}

/* the keyboard enters the lines where they are sung */
static void
aim (AttLyricsPage *self)
{
  GtkListBoxRow *row = self->current >= 0 ? gtk_list_box_get_row_at_index (self->lines, self->current) : NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (row && !(focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->lines))))
    gtk_widget_set_focus_child (GTK_WIDGET (self->lines), GTK_WIDGET (row));
}

static gboolean
att_lyrics_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  aim (ATT_LYRICS_PAGE (widget));
  return GTK_WIDGET_CLASS (att_lyrics_page_parent_class)->focus (widget, direction);
}

static void
tick_cb (AttLyricsPage *self)
{
  int line;

  if (!self->lyrics || !self->lyrics->synced)
    return;
  line = att_lyrics_find (self->lyrics, att_player_get_position_ms (att_now_get_player (self->now)));
  if (line == self->current)
    return;
  mark (self, self->current, FALSE);
  mark (self, line, TRUE);
  self->current = line;
  aim (self);
  keep_in_sight (self);
}

/* a window that is made narrow wraps the lines anew */
static void
resized_cb (AttLyricsPage *self)
{
  if (self->lyrics && self->lyrics->synced)
    keep_in_sight (self);
}

static void
touched_cb (AttLyricsPage *self)
{
  self->hands_off_until = g_get_monotonic_time () + HANDS_OFF_US;
  adw_animation_pause (self->scrolling);
}

static gboolean
scrolled_cb (AttLyricsPage *self)
{
  touched_cb (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, AttLyricsPage *self)
{
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down || keyval == GDK_KEY_Page_Up || keyval == GDK_KEY_Page_Down ||
      keyval == GDK_KEY_Home || keyval == GDK_KEY_End)
    touched_cb (self);
  return GDK_EVENT_PROPAGATE;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, AttLyricsPage *self)
{
  const AttLyricsLine *line = att_lyrics_get_line (self->lyrics, gtk_list_box_row_get_index (row));

  if (line->at_ms < 0)
    return;
  self->hands_off_until = 0;
  att_player_seek (att_now_get_player (self->now), line->at_ms);
}

static GtkWidget *
make_row (const AttLyricsLine *line)
{
  GtkWidget *row = gtk_list_box_row_new ();
  /* TRANSLATORS: a line of the lyrics without words, where only instruments play */
  const char *spoken = *line->text ? line->text : _("Instrumental");
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", *line->text || line->at_ms < 0 ? line->text : "♪", "xalign",
                                   0.0f, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  att_align_lines (GTK_LABEL (label));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), line->at_ms >= 0);
  att_accessible_name (row, spoken);
  return row;
}

static void
clear_lines (AttLyricsPage *self)
{
  GtkListBoxRow *row;

  adw_animation_pause (self->scrolling);
  while ((row = gtk_list_box_get_row_at_index (self->lines, 0)))
    gtk_list_box_remove (self->lines, GTK_WIDGET (row));
  g_clear_pointer (&self->lyrics, att_lyrics_free);
  self->current = -1;
  self->hands_off_until = 0;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttLyricsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttLyrics) lyrics = att_session_get_lyrics_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear_lines (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      att_page_set_state (ATT_PAGE (self), ATT_PAGE_EMPTY);
      return;
    }
  if (!lyrics)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  self->lyrics = g_steal_pointer (&lyrics);
  self->stale = FALSE;
  for (guint i = 0; i < self->lyrics->lines->len; i++)
    gtk_list_box_append (self->lines, make_row (att_lyrics_get_line (self->lyrics, i)));
  if (self->lyrics->synced)
    gtk_widget_add_css_class (GTK_WIDGET (self->lines), "synced");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->lines), "synced");
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  att_page_set_state (ATT_PAGE (self), ATT_PAGE_CONTENT);
  tick_cb (self);
}

static void
att_lyrics_page_reload (AttPage *page)
{
  AttLyricsPage *self = ATT_LYRICS_PAGE (page);
  AttTrack *track = att_now_get_track (self->now);

  if (!track)
    {
      att_page_set_state (page, ATT_PAGE_EMPTY);
      return;
    }
  if (self->lyrics && !self->stale) /* the library has changed, not the song */
    return;
  att_session_get_lyrics_async (att_page_get_session (page), track->uri, att_page_get_cancellable (page), found_cb, self);
}

static void
changed_cb (AttLyricsPage *self)
{
  AttTrack *track = att_now_get_track (self->now);

  if (!track || g_strcmp0 (self->uri, track->uri) == 0)
    return;
  g_free (self->uri);
  self->uri = g_strdup (track->uri);
  self->stale = TRUE;
  gtk_label_set_text (self->song, att_track_get_title (track));
  gtk_label_set_text (self->artist, att_format_artist (track));
  att_cover_set_source (self->cover, att_page_get_session (ATT_PAGE (self)), track->uri,
                        *att_track_get_album (track) ? att_track_get_album (track) : att_track_get_title (track));
  att_page_reload (ATT_PAGE (self));
}

static void
att_lyrics_page_session_set (AttPage *page)
{
  AttLyricsPage *self = ATT_LYRICS_PAGE (page);

  self->now = g_object_ref (att_now_get (att_page_get_session (page)));
  g_signal_connect_object (self->now, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->now, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

static void
att_lyrics_page_dispose (GObject *object)
{
  AttLyricsPage *self = ATT_LYRICS_PAGE (object);

  if (self->scrolling)
    adw_animation_pause (self->scrolling);
  g_clear_object (&self->scrolling);
  g_clear_object (&self->now);
  g_clear_pointer (&self->lyrics, att_lyrics_free);
  g_clear_pointer (&self->uri, g_free);
  G_OBJECT_CLASS (att_lyrics_page_parent_class)->dispose (object);
}

static void
att_lyrics_page_class_init (AttLyricsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_lyrics_page_dispose;
  widget_class->focus = att_lyrics_page_focus;
  ATT_PAGE_CLASS (klass)->reload = att_lyrics_page_reload;
  ATT_PAGE_CLASS (klass)->session_set = att_lyrics_page_session_set;
  g_type_ensure (ATT_TYPE_COVER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-lyrics-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttLyricsPage, cover);
  gtk_widget_class_bind_template_child (widget_class, AttLyricsPage, song);
  gtk_widget_class_bind_template_child (widget_class, AttLyricsPage, artist);
  gtk_widget_class_bind_template_child (widget_class, AttLyricsPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, AttLyricsPage, lines);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, resized_cb);
  gtk_widget_class_bind_template_callback (widget_class, scrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, touched_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
}

static void
att_lyrics_page_init (AttLyricsPage *self)
{
  self->current = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->scrolling = adw_timed_animation_new (GTK_WIDGET (self), 0, 0, SCROLL_MS,
                                             adw_callback_animation_target_new (scroll_to, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->scrolling), ADW_EASE_IN_OUT_CUBIC);
}

GtkWidget *
att_lyrics_page_new (void)
{
  return g_object_new (ATT_TYPE_LYRICS_PAGE, NULL);
}

/* --- the button --- */

static void
show_button (AttNow *now, GtkWidget *button)
{
  const gboolean has = att_now_get_has_lyrics (now);

  gtk_widget_set_sensitive (button, has);
  gtk_widget_set_tooltip_text (button, has ? _("Lyrics") : _("This song comes without lyrics"));
}

static void
clicked_cb (GtkWidget *button)
{
  gtk_widget_activate_action (button, "win.lyrics", NULL);
}

void
att_lyrics_button_set_now (GtkWidget *button, AttNow *now)
{
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
  g_signal_connect_object (now, "lyrics", G_CALLBACK (show_button), button, 0);
  show_button (now, button);
}
