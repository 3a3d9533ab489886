/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-private.h"
#include "att-session-sound.h"

#define FADE_MS 10000
#define TICK_MS 100

struct _AttSleeper
{
  AttSleep sleep;
  guint minutes;
  gint64 end_us; /* monotonic, for AT */
  gboolean faded;
  guint tick;
};

typedef struct _AttSleeper AttSleeper;

static void
set_fade (AttSession *self, double level)
{
  if (level >= 1 && !self->sleeper->faded)
    return;
  self->sleeper->faded = level < 1;
  att_player_set_fade (self->player, level * level);
}

static void
wake (AttSession *self)
{
  AttSleeper *sleeper = self->sleeper;

  g_clear_handle_id (&sleeper->tick, g_source_remove);
  set_fade (self, 1);
  sleeper->sleep = ATT_SLEEP_OFF;
  sleeper->minutes = 0;
}

static gboolean
tick_cb (gpointer data)
{
  AttSession *self = data;
  gint64 left = att_session_get_sleep_left_ms (self);

  if (self->sleeper->sleep == ATT_SLEEP_AFTER_QUEUE && att_play_queue_get_n_upcoming (self->queue) == 0)
    att_player_set_stop_after (self->player, TRUE); /* also where all is repeated */
  if (self->sleeper->sleep == ATT_SLEEP_AT && left <= 0)
    {
      att_player_pause (self->player);
      self->sleeper->tick = 0;
      wake (self);
      g_signal_emit_by_name (self, "sleep-changed");
      return G_SOURCE_REMOVE;
    }
  set_fade (self, left >= 0 && left < FADE_MS ? (double) left / FADE_MS : 1);
  return G_SOURCE_CONTINUE;
}

/* the song has ended, or the listener has taken it back */
static void
stop_after_cb (AttSession *self)
{
  AttSleep sleep = self->sleeper->sleep;

  if (att_player_get_stop_after (self->player) || (sleep != ATT_SLEEP_AFTER_TRACK && sleep != ATT_SLEEP_AFTER_QUEUE))
    return;
  wake (self);
  g_signal_emit_by_name (self, "sleep-changed");
}

void
att_session_set_sleep (AttSession *self, AttSleep sleep, guint minutes)
{
  AttSleeper *sleeper = self->sleeper;
  AttSleep old;

  g_return_if_fail (sleeper != NULL);

  old = sleeper->sleep;
  wake (self);
  if ((old == ATT_SLEEP_AFTER_TRACK || old == ATT_SLEEP_AFTER_QUEUE) && sleep != ATT_SLEEP_AFTER_TRACK)
    att_player_set_stop_after (self->player, FALSE);
  sleeper->sleep = sleep;
  if (sleep == ATT_SLEEP_AT)
    {
      sleeper->minutes = minutes;
      sleeper->end_us = g_get_monotonic_time () + minutes * 60 * G_USEC_PER_SEC;
    }
  if (sleep == ATT_SLEEP_AFTER_TRACK)
    att_player_set_stop_after (self->player, TRUE);
  if (sleep != ATT_SLEEP_OFF)
    sleeper->tick = g_timeout_add (TICK_MS, tick_cb, self);
  else if (old == ATT_SLEEP_AFTER_QUEUE && att_play_queue_get_n_upcoming (self->queue) == 0)
    att_session_plan_upcoming (self, TRUE);
  g_signal_emit_by_name (self, "sleep-changed");
}

AttSleep
att_session_get_sleep (AttSession *self)
{
  return self->sleeper != NULL ? self->sleeper->sleep : ATT_SLEEP_OFF;
}

guint
att_session_get_sleep_minutes (AttSession *self)
{
  return self->sleeper != NULL ? self->sleeper->minutes : 0;
}

gint64
att_session_get_sleep_left_ms (AttSession *self)
{
  gint64 length;

  switch (att_session_get_sleep (self))
    {
    case ATT_SLEEP_AT:
      return MAX (0, (self->sleeper->end_us - g_get_monotonic_time ()) / 1000);
    case ATT_SLEEP_AFTER_QUEUE:
      if (att_play_queue_get_n_upcoming (self->queue) > 0)
        return -1;
      G_GNUC_FALLTHROUGH;
    case ATT_SLEEP_AFTER_TRACK:
      length = att_player_get_duration_ms (self->player);
      if (length <= 0 || att_player_get_state (self->player) == ATT_PLAYER_STOPPED)
        return -1;
      return (gint64) (MAX (0, length - att_player_get_position_ms (self->player))
                       / att_player_get_speed (self->player));
    default:
      return -1;
    }
}

void
att_session_sleep_init (AttSession *self)
{
  self->sleeper = g_new0 (AttSleeper, 1);
  g_signal_connect_swapped (self->player, "notify::stop-after", G_CALLBACK (stop_after_cb), self);
}

void
att_session_sleep_clear (AttSession *self)
{
  g_signal_handlers_disconnect_by_func (self->player, stop_after_cb, self);
  wake (self);
  g_clear_pointer (&self->sleeper, g_free);
}
