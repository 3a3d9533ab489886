/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window's actions about how it plays: order, sleep timer, speed, equalizer.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-equalizer.h"
#include "att-session-playing.h"
#include "att-session-sound.h"
#include "att-window-private.h"

#define SPEED_STEP 0.25

static AttPlayer *
get_player (AttWindow *self)
{
  return att_session_get_player (self->session);
}

/* --- what is chosen from a few --- */

/* in the order of AttRepeat and AttShuffle */
static const char *const repeat_names[] = { "none", "all", "one", NULL };
static const char *const shuffle_names[] = { "off", "songs", "albums", NULL };

static int
find_name (const char *const *names, const char *name)
{
  for (int i = 0; names[i]; i++)
    if (g_str_equal (names[i], name))
      return i;
  return -1;
}

static void
set_repeat (AttWindow *self, const char *name)
{
  int repeat = find_name (repeat_names, name);

  if (repeat >= 0)
    att_player_set_repeat (get_player (self), (AttRepeat) repeat);
}

static char *
get_repeat (AttWindow *self)
{
  return g_strdup (repeat_names[att_player_get_repeat (get_player (self))]);
}

static void
set_shuffle (AttWindow *self, const char *name)
{
  int shuffle = find_name (shuffle_names, name);

  if (shuffle >= 0)
    att_player_set_shuffle (get_player (self), (AttShuffle) shuffle);
}

static char *
get_shuffle (AttWindow *self)
{
  return g_strdup (shuffle_names[att_player_get_shuffle (get_player (self))]);
}

static void
say_sleep (AttWindow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local (), end = NULL;
  g_autofree char *time = NULL;

  switch (att_session_get_sleep (self->session))
    {
    case ATT_SLEEP_AT:
      end = g_date_time_add_minutes (now, (int) att_session_get_sleep_minutes (self->session));
      time = g_date_time_format (end, "%R");
      /* TRANSLATORS: %s is a time of day, such as 23:45 */
      att_window_toast (self, _("The music fades out at %s"), time);
      break;
    case ATT_SLEEP_AFTER_TRACK:
      att_window_toast (self, _("The music fades out with this song"));
      break;
    case ATT_SLEEP_AFTER_QUEUE:
      att_window_toast (self, _("The music fades out at the end of the queue"));
      break;
    default:
      att_window_toast (self, _("The sleep timer is off"));
    }
}

static void
set_sleep (AttWindow *self, const char *name)
{
  guint64 minutes = 0;

  if (g_str_equal (name, "song"))
    att_session_set_sleep (self->session, ATT_SLEEP_AFTER_TRACK, 0);
  else if (g_str_equal (name, "queue"))
    att_session_set_sleep (self->session, ATT_SLEEP_AFTER_QUEUE, 0);
  else if (g_ascii_string_to_unsigned (name, 10, 1, 24 * 60, &minutes, NULL))
    att_session_set_sleep (self->session, ATT_SLEEP_AT, (guint) minutes);
  else
    att_session_set_sleep (self->session, ATT_SLEEP_OFF, 0);
  say_sleep (self);
}

static char *
get_sleep (AttWindow *self)
{
  switch (att_session_get_sleep (self->session))
    {
    case ATT_SLEEP_AT:
      return g_strdup_printf ("%u", att_session_get_sleep_minutes (self->session));
    case ATT_SLEEP_AFTER_TRACK:
      return g_strdup ("song");
    case ATT_SLEEP_AFTER_QUEUE:
      return g_strdup ("queue");
    default:
      return g_strdup ("off");
    }
}

static void
set_speed (AttWindow *self, const char *name)
{
  double speed = g_ascii_strtod (name, NULL);

  if (speed >= ATT_PLAYER_MIN_SPEED && speed <= ATT_PLAYER_MAX_SPEED)
    att_player_set_speed (get_player (self), speed);
}

static char *
get_speed (AttWindow *self)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%g", att_player_get_speed (get_player (self))));
}

static const struct {
  const char *name, *off;
  void (*set) (AttWindow *self, const char *name);
  char *(*get) (AttWindow *self);
  const char *notify; /* of the player; NULL: "sleep-changed" of the session */
} choices[] = {
  { "repeat", "none", set_repeat, get_repeat, "notify::repeat" },
  { "shuffle", "off", set_shuffle, get_shuffle, "notify::shuffle" },
  { "speed", "1", set_speed, get_speed, "notify::speed" },
  { "sleep", "off", set_sleep, get_sleep, NULL },
};

static void
choice_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choices[i].name, g_action_get_name (G_ACTION (action))))
      choices[i].set (data, g_variant_get_string (value, NULL));
}

static void
show_choices (AttWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), choices[i].name);
      g_autofree char *name = choices[i].get (self);

      g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (name));
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), TRUE);
    }
}

/* --- what is pressed --- */

static void
cycle_repeat_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttPlayer *player = get_player (ATT_WINDOW (widget));

  att_player_set_repeat (player, (att_player_get_repeat (player) + 1) % (ATT_REPEAT_ONE + 1));
}

static void
toggle_shuffle_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttPlayer *player = get_player (ATT_WINDOW (widget));

  att_player_set_shuffle (player, att_player_get_shuffle (player) == ATT_SHUFFLE_OFF ? ATT_SHUFFLE_TRACKS
                                                                                     : ATT_SHUFFLE_OFF);
}

static void
speed_step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttPlayer *player = get_player (ATT_WINDOW (widget));
  double step = g_str_equal (name, "win.faster") ? SPEED_STEP : -SPEED_STEP;

  att_player_set_speed (player, att_player_get_speed (player) + step);
}

static void
equalizer_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  att_equalizer_show (GTK_WINDOW (widget), ATT_WINDOW (widget)->session);
}

static const char *const pressed[] = { "win.cycle-repeat", "win.toggle-shuffle", "win.faster", "win.slower",
                                       "win.equalizer" };

void
att_window_install_sound_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.cycle-repeat", NULL, cycle_repeat_cb);
  gtk_widget_class_install_action (klass, "win.toggle-shuffle", NULL, toggle_shuffle_cb);
  gtk_widget_class_install_action (klass, "win.faster", NULL, speed_step_cb);
  gtk_widget_class_install_action (klass, "win.slower", NULL, speed_step_cb);
  gtk_widget_class_install_action (klass, "win.equalizer", NULL, equalizer_cb);
}

void
att_window_init_sound_actions (AttWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GSimpleAction) action =
        g_simple_action_new_stateful (choices[i].name, G_VARIANT_TYPE_STRING, g_variant_new_string (choices[i].off));

      g_simple_action_set_enabled (action, FALSE);
      g_signal_connect (action, "change-state", G_CALLBACK (choice_cb), self);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
  for (guint i = 0; i < G_N_ELEMENTS (pressed); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), pressed[i], FALSE);
}

void
att_window_start_sound_actions (AttWindow *self)
{
  AttPlayer *player = get_player (self);
  g_autoptr (GPropertyAction) stop = g_property_action_new ("stop-after", player, "stop-after");

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (stop));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    g_signal_connect_object (choices[i].notify ? (gpointer) player : (gpointer) self->session,
                             choices[i].notify ? choices[i].notify : "sleep-changed", G_CALLBACK (show_choices), self,
                             G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (pressed); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), pressed[i], TRUE);
  show_choices (self);
}
