/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-sound-menu.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-format.h"
#include "att-popup.h"
#include "att-session-playing.h"
#include "att-session-sound.h"

static void
show_state (GtkWidget *button, const char *icon, const char *words, gboolean on)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, words);
  att_accessible_name (button, words);
  if (on)
    gtk_widget_add_css_class (button, "on");
  else
    gtk_widget_remove_css_class (button, "on");
}

static void
repeat_cb (AttPlayer *player, GParamSpec *pspec, GtkWidget *button)
{
  const char *const words[] = { _("Repeat is off"), _("Everything is repeated"), _("This song is repeated") };
  AttRepeat repeat = att_player_get_repeat (player);

  show_state (button, repeat == ATT_REPEAT_ONE ? "media-playlist-repeat-song-symbolic" : "media-playlist-repeat-symbolic",
              words[repeat], repeat != ATT_REPEAT_NONE);
}

static void
shuffle_cb (AttPlayer *player, GParamSpec *pspec, GtkWidget *button)
{
  const char *const words[] = { _("Shuffle is off"), _("Songs are shuffled"), _("Albums are shuffled") };
  AttShuffle shuffle = att_player_get_shuffle (player);

  show_state (button, "media-playlist-shuffle-symbolic", words[shuffle], shuffle != ATT_SHUFFLE_OFF);
}

static void
speed_cb (AttPlayer *player, GParamSpec *pspec, GtkWidget *button)
{
  double speed = att_player_get_speed (player);
  g_autofree char *label = g_strdup_printf ("%g×", speed);
  /* TRANSLATORS: %s is a factor such as 1.5× */
  g_autofree char *spoken = g_strdup_printf (_("Plays at %s; press for the normal speed"), label);

  gtk_widget_set_visible (button, speed != 1);
  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, spoken);
  att_accessible_name (button, spoken);
}

void
att_sound_menu_attach_repeat (GtkButton *button, AttPlayer *player)
{
  g_signal_connect_object (player, "notify::repeat", G_CALLBACK (repeat_cb), button, 0);
  repeat_cb (player, NULL, GTK_WIDGET (button));
}

void
att_sound_menu_attach_shuffle (GtkButton *button, AttPlayer *player)
{
  g_signal_connect_object (player, "notify::shuffle", G_CALLBACK (shuffle_cb), button, 0);
  shuffle_cb (player, NULL, GTK_WIDGET (button));
}

void
att_sound_menu_attach_speed (GtkButton *button, AttPlayer *player)
{
  g_signal_connect_object (player, "notify::speed", G_CALLBACK (speed_cb), button, 0);
  speed_cb (player, NULL, GTK_WIDGET (button));
}

static void
append_choice (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static void
append_action (GMenu *menu, const char *label, const char *action, gboolean with_key)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  if (!with_key)
    g_menu_item_set_attribute (item, "accel", "s", "");
  g_menu_append_item (menu, item);
}

static void
append_submenu (GMenu *menu, const char *label, GMenu *submenu)
{
  g_menu_append_submenu (menu, label, G_MENU_MODEL (submenu));
  g_object_unref (submenu);
}

static GMenu *
make_sleep_menu (void)
{
  static const guint minutes[] = { 15, 30, 45, 60, 90 };
  GMenu *menu = g_menu_new ();

  append_choice (menu, _("Off"), "win.sleep", "off");
  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      g_autofree char *label = g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes[i]), minutes[i]);
      g_autofree char *target = g_strdup_printf ("%u", minutes[i]);

      append_choice (menu, label, "win.sleep", target);
    }
  append_choice (menu, _("End of this song"), "win.sleep", "song");
  append_choice (menu, _("End of the queue"), "win.sleep", "queue");
  return menu;
}

static GMenu *
make_speed_menu (void)
{
  static const double speeds[] = { 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2 };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      char target[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *number = g_strdup_printf ("%g×", speeds[i]);

      g_ascii_formatd (target, sizeof target, "%g", speeds[i]);
      append_choice (menu, speeds[i] == 1 ? _("Normal") : number, "win.speed", target);
    }
  return menu;
}

static GMenuModel *
make_menu (gboolean with_keys)
{
  g_autoptr (GMenu) order = g_menu_new (), times = g_menu_new (), tone = g_menu_new ();
  GMenu *shuffle = g_menu_new (), *repeat = g_menu_new (), *menu = g_menu_new ();

  append_choice (shuffle, _("Off"), "win.shuffle", "off");
  /* TRANSLATORS: what is shuffled */
  append_choice (shuffle, _("Songs"), "win.shuffle", "songs");
  append_choice (shuffle, _("Albums"), "win.shuffle", "albums");
  append_choice (repeat, _("Off"), "win.repeat", "none");
  append_choice (repeat, _("Everything"), "win.repeat", "all");
  append_choice (repeat, _("This song"), "win.repeat", "one");
  append_submenu (order, _("Shuffle"), shuffle);
  append_submenu (order, _("Repeat"), repeat);
  append_action (order, _("Stop after this song"), "win.stop-after", with_keys);
  append_submenu (times, _("Sleep timer"), make_sleep_menu ());
  append_submenu (times, _("Speed"), make_speed_menu ());
  append_action (tone, _("Equalizer"), "win.equalizer", with_keys);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (times));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (tone));
  return G_MENU_MODEL (menu);
}

/* --- the sleep timer --- */

/* what a button shows of it, from when it is set until it is off */
typedef struct {
  GtkMenuButton *button;
  AttSession *session;
  GtkLabel *left; /* in the button; it owns this */
  guint tick;
} Countdown;

static void
countdown_free (gpointer data)
{
  Countdown *self = data;

  g_source_remove (self->tick);
  g_object_unref (self->session);
  g_free (self);
}

static gboolean
countdown_cb (gpointer data)
{
  Countdown *self = data;
  gint64 ms = att_session_get_sleep_left_ms (self->session);
  g_autofree char *left = ms < 0         ? NULL
                          : ms < 60 * 1000 ? att_format_time (ms)
                                           : att_format_length (60 * 1000 * ((ms + 59999) / 60000));
  /* a screen reader tells each change of them: minutes, not the seconds of the last one */
  g_autofree char *words = ms >= 60 * 1000 ? g_strdup_printf (/* TRANSLATORS: %s is a length of time, such as 23 min */
                                                              _("How it plays; the music fades out in %s"), left)
                                           : g_strdup (_("How it plays; the sleep timer runs"));

  gtk_widget_set_visible (GTK_WIDGET (self->left), left != NULL);
  gtk_label_set_text (self->left, left ? left : "");
  if (left)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "countdown");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "countdown");
  if (g_strcmp0 (words, gtk_widget_get_tooltip_text (GTK_WIDGET (self->button))) != 0)
    {
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), words);
      att_accessible_name (self->button, words);
    }
  return G_SOURCE_CONTINUE;
}

static void
start_countdown (GtkMenuButton *button, AttSession *session)
{
  Countdown *self = g_new0 (Countdown, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *left = gtk_label_new (NULL);

  gtk_widget_add_css_class (left, "numeric");
  gtk_widget_add_css_class (left, "caption-heading");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("att-moon-symbolic"));
  gtk_box_append (GTK_BOX (box), left);
  gtk_menu_button_set_child (button, box);
  *self = (Countdown){ button, g_object_ref (session), GTK_LABEL (left), g_timeout_add_seconds (1, countdown_cb, self) };
  g_object_set_data_full (G_OBJECT (button), "att-countdown", self, countdown_free);
  gtk_widget_add_css_class (GTK_WIDGET (button), "on");
  countdown_cb (self);
}

static void
sleep_cb (AttSession *session, GtkMenuButton *button)
{
  const char *words = _("How it plays");

  g_object_set_data (G_OBJECT (button), "att-countdown", NULL);
  if (att_session_get_sleep (session) != ATT_SLEEP_OFF)
    {
      start_countdown (button, session);
      return;
    }
  gtk_menu_button_set_icon_name (button, "att-sliders-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (button), "on");
  gtk_widget_remove_css_class (GTK_WIDGET (button), "countdown");
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), words);
  att_accessible_name (button, words);
}

void
att_sound_menu_attach (GtkMenuButton *button, AttSession *session, gboolean with_keys)
{
  g_autoptr (GMenuModel) menu = make_menu (with_keys);

  gtk_menu_button_set_menu_model (button, menu);
  att_popup_return_focus (button);
  g_signal_connect_object (session, "sleep-changed", G_CALLBACK (sleep_cb), button, 0);
  sleep_cb (session, button);
}
