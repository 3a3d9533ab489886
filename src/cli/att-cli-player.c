/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli-player.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <termios.h>
#include <unistd.h>

#include "att-cli-output.h"
#include "att-session-radio.h"

#define TICK_MS 100
#define IDLE_TICKS 3          /* stopped for so long after something played: it is over */
#define PATIENCE_TICKS 100    /* nothing started and nothing failed for so long: it never will */
#define STATUS_TICKS 5

static void
played_free (gpointer data)
{
  AttCliPlayed *played = data;

  g_object_unref (played->track);
  g_free (played->cause);
  g_free (played);
}

static AttCliPlayed *
add_played (AttCliPlayer *self, AttTrack *track)
{
  AttCliPlayed *played = g_new0 (AttCliPlayed, 1);

  played->track = g_object_ref (track);
  g_ptr_array_add (self->played, played);
  return played;
}

/* --- what the player tells --- */

/* what a station says it plays */
static void
show_stream_title (AttCliPlayer *self)
{
  g_autofree char *title = NULL, *plain = NULL;

  g_object_get (att_session_get_player (self->session), "stream-title", &title, NULL);
  if (title == NULL || self->quiet)
    return;
  plain = att_cli_plain_text (title);
  att_cli_set_status (NULL);
  att_cli_print ("  ♪ %s\n", plain);
  if (!att_cli_flush ())
    g_main_loop_quit (self->loop);
}

static void
stream_title_cb (AttPlayer *player, GParamSpec *pspec, gpointer user_data)
{
  AttCliPlayer *self = user_data;

  if (self->playing) /* the first title may come before the first sample */
    show_stream_title (self);
}

static void
started_cb (AttPlayer *player, AttQueueItem *item, gpointer user_data)
{
  AttCliPlayer *self = user_data;
  g_autofree char *name = att_cli_track_name (item->track), *plain = att_cli_plain_text (name);
  g_autofree char *length = att_cli_format_length (item->track->duration_ms);

  self->n_started++;
  self->playing = TRUE;
  if (self->quiet)
    return;
  att_cli_set_status (NULL);
  att_cli_print ("▶ %s  %s\n", plain, item->track->duration_ms > 0 ? length : "");
  if (item->pick != NULL && item->pick->reasons->len > 0)
    {
      AttReason *reason = g_ptr_array_index (item->pick->reasons, 0);
      g_autofree char *text = att_cli_plain_text (reason->text);

      att_cli_print ("    %s\n", text);
    }
  show_stream_title (self);
  if (!att_cli_flush ())
    g_main_loop_quit (self->loop);
}

static void
ended_cb (AttPlayer *player, AttQueueItem *item, AttEnding ending, gint64 heard_ms, gint64 length_ms,
          gint64 started_at, gpointer user_data)
{
  AttCliPlayer *self = user_data;
  AttCliPlayed *played = add_played (self, item->track);

  self->playing = FALSE;
  played->heard_ms = heard_ms;
  played->ending = ending;
}

/* each sentence once */
static void
tell (AttCliPlayer *self, const char *message)
{
  if (g_hash_table_add (self->told, g_strdup (message)))
    att_cli_error ("%s", message);
}

static void
failed_cb (AttPlayer *player, AttQueueItem *item, GError *error, gpointer user_data)
{
  AttCliPlayer *self = user_data;

  if (g_error_matches (error, ATT_PLAYER_ERROR, ATT_PLAYER_ERROR_NO_OUTPUT))
    {
      if (self->no_output == NULL)
        self->no_output = g_error_copy (error);
      g_main_loop_quit (self->loop);
      return;
    }
  self->n_failed++;
  if (item != NULL)
    add_played (self, item->track)->cause = g_strdup (error->message);
  tell (self, error->message);
}

static void
cannot_open_cb (AttSession *session, char **uris, char **causes, gpointer user_data)
{
  AttCliPlayer *self = user_data;

  for (gsize i = 0; uris[i] != NULL; i++)
    {
      g_autoptr (AttTrack) track = att_track_new_for_uri (uris[i]);
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);
      g_autofree char *path = g_file_get_parse_name (file), *message = NULL;

      message = g_strdup_printf (_("Cannot open “%s”: %s"), path, causes[i]);
      self->n_failed++;
      add_played (self, track)->cause = g_strdup (message);
      tell (self, message);
    }
}

/* what the session has to say; it tells of failures to play as well, a little later */
static void
message_cb (AttSession *session, const char *message, gpointer user_data)
{
  tell (user_data, message);
}

static void
show_position (AttCliPlayer *self, AttPlayer *player)
{
  gint64 position = att_player_get_position_ms (player), duration = att_player_get_duration_ms (player);
  g_autofree char *at = att_cli_format_length (MAX (position, 0)), *length = att_cli_format_length (MAX (duration, 0));
  g_autofree char *line =
    g_strdup_printf (_("%s %s%s%s   n next · space pause · l love · b ban · q quit"),
                     att_player_get_state (player) == ATT_PLAYER_PAUSED ? "⏸" : " ", at, duration > 0 ? " / " : "",
                     duration > 0 ? length : "");

  att_cli_set_status (line);
}

static gboolean
tick_cb (gpointer user_data)
{
  AttCliPlayer *self = user_data;
  AttPlayer *player = att_session_get_player (self->session);
  gboolean stopped = att_player_get_state (player) == ATT_PLAYER_STOPPED;
  guint n_tried = self->n_started + self->n_failed;

  self->idle_ticks = stopped ? self->idle_ticks + 1 : 0;
  if (self->idle_ticks >= (n_tried > 0 ? IDLE_TICKS : PATIENCE_TICKS))
    g_main_loop_quit (self->loop);
  if (self->ticks++ % STATUS_TICKS == 0 && !stopped)
    show_position (self, player);
  return G_SOURCE_CONTINUE;
}

/* --- keys --- */

static struct termios terminal_before;

/* FALSE where nobody can press a key: no terminal, or in the background of one */
static gboolean
take_terminal (void)
{
  struct termios raw;

  if (!isatty (STDIN_FILENO) || tcgetpgrp (STDIN_FILENO) != getpgrp () ||
      tcgetattr (STDIN_FILENO, &terminal_before) != 0)
    return FALSE;
  raw = terminal_before;
  raw.c_lflag &= ~(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  return tcsetattr (STDIN_FILENO, TCSANOW, &raw) == 0;
}

static void
give_terminal_back (void)
{
  tcsetattr (STDIN_FILENO, TCSANOW, &terminal_before);
}

static void
judge (AttCliPlayer *self, gboolean love)
{
  AttQueueItem *item = att_player_get_item (att_session_get_player (self->session));
  g_autoptr (AttTrack) track = item != NULL ? g_object_ref (item->track) : NULL; /* the queue will drop it */
  g_autofree char *name = NULL, *plain = NULL;

  if (track == NULL)
    return;
  name = att_cli_track_name (track);
  plain = att_cli_plain_text (name);
  att_cli_set_status (NULL);
  if (track->id == 0)
    {
      att_cli_error (_("%s: not in the library"), plain);
      return;
    }
  if (!love)
    {
      att_cli_print (_("⊘ not in your radio any more: %s\n"), plain);
      att_session_set_banned (self->session, track, TRUE);
    }
  else
    {
      gboolean loved = !att_track_has (track, ATT_TRACK_LOVED);

      att_cli_print (loved ? _("♥ loved: %s\n") : _("  no longer loved: %s\n"), plain);
      att_session_set_loved (self->session, track, loved);
    }
  att_cli_flush ();
}

static gboolean
key_cb (int fd, GIOCondition condition, gpointer user_data)
{
  AttCliPlayer *self = user_data;
  AttPlayer *player = att_session_get_player (self->session);
  char key;

  if (read (fd, &key, 1) != 1)
    return G_SOURCE_REMOVE;
  att_session_note_attended (self->session);
  switch (key)
    {
    case 'n': att_player_next (player); break;
    case ' ': att_player_toggle (player); break;
    case 'l': judge (self, TRUE); break;
    case 'b': judge (self, FALSE); break;
    case 'q': g_main_loop_quit (self->loop); break;
    default: break;
    }
  self->ticks = 0;
  return G_SOURCE_CONTINUE;
}

/* --- signals --- */

static gboolean
sigint_cb (gpointer user_data)
{
  AttCliPlayer *self = user_data;

  att_cli_set_interrupted (SIGINT);
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
sigterm_cb (gpointer user_data)
{
  AttCliPlayer *self = user_data;

  att_cli_set_interrupted (SIGTERM);
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static void
quit_cb (AttSession *session, gpointer user_data)
{
  AttCliPlayer *self = user_data;

  g_main_loop_quit (self->loop);
}

/* --- public --- */

AttCliPlayer *
att_cli_player_new (AttSession *session, const char *sink, gboolean quiet, GError **error)
{
  AttCliPlayer *self;
  AttPlayer *player;

  if (!att_session_enable_playback_alone (session, sink, error))
    return NULL;
  self = g_new0 (AttCliPlayer, 1);
  self->session = session;
  self->quiet = quiet;
  self->played = g_ptr_array_new_with_free_func (played_free);
  self->loop = g_main_loop_new (NULL, FALSE);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (att_session_get_notice (session) != NULL)
    g_hash_table_add (self->told, g_strdup (att_session_get_notice (session)));
  player = att_session_get_player (session);
  g_signal_connect (player, "started", G_CALLBACK (started_cb), self);
  g_signal_connect (player, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (player, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect (player, "notify::stream-title", G_CALLBACK (stream_title_cb), self);
  g_signal_connect (session, "cannot-open", G_CALLBACK (cannot_open_cb), self);
  g_signal_connect (session, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (session, "quit", G_CALLBACK (quit_cb), self);
  return self;
}

void
att_cli_player_run (AttCliPlayer *self)
{
  gboolean has_keys = take_terminal ();
  guint sources[] = {
    g_timeout_add (TICK_MS, tick_cb, self),
    g_unix_signal_add (SIGINT, sigint_cb, self),
    g_unix_signal_add (SIGTERM, sigterm_cb, self),
    g_unix_signal_add (SIGHUP, sigterm_cb, self),
  };
  guint keys = has_keys ? g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, key_cb, self) : 0;

  g_main_loop_run (self->loop);

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  if (keys != 0 && g_main_context_find_source_by_id (NULL, keys) != NULL)
    g_source_remove (keys);
  if (has_keys)
    give_terminal_back ();
  att_cli_set_status (NULL);
  if (self->no_output == NULL)
    att_player_stop (att_session_get_player (self->session), ATT_ENDING_QUIT);
}

void
att_cli_player_free (AttCliPlayer *self)
{
  AttPlayer *player = att_session_get_player (self->session);

  g_signal_handlers_disconnect_by_data (player, self);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_main_loop_unref (self->loop);
  g_ptr_array_unref (self->played);
  g_hash_table_unref (self->told);
  g_clear_error (&self->no_output);
  g_free (self);
}
