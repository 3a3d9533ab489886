/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * play-files [--sink DESCRIPTION] FILE|URI... : plays them in a row through the real AttPlayer and says what happens.
 * For looking at the room alone; `attacca-cli play` is the real thing.
 */
#include "att-player.h"

static GMainLoop *loop;
static int status;

static void
started_cb (AttPlayer *player, AttQueueItem *item, gpointer data)
{
  g_print ("started %s\n", item->track->uri);
}

static void
ended_cb (AttPlayer *player, AttQueueItem *item, AttEnding ending, gint64 heard_ms, gint64 length_ms,
          gint64 started_at, gpointer data)
{
  g_print ("ended %s %s heard %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " ms\n", item->track->uri,
           att_ending_to_string (ending), heard_ms, length_ms);
}

static void
failed_cb (AttPlayer *player, AttQueueItem *item, GError *error, gpointer data)
{
  g_print ("failed: %s\n", error->message);
  status = 1;
}

static void
state_cb (AttPlayer *player, GParamSpec *pspec, gpointer data)
{
  if (att_player_get_state (player) == ATT_PLAYER_STOPPED)
    g_main_loop_quit (loop);
}

static void
title_cb (AttPlayer *player, GParamSpec *pspec, gpointer data)
{
  g_autofree char *title = NULL;

  g_object_get (player, "stream-title", &title, NULL);
  g_print ("title %s\n", title != NULL ? title : "-");
}

int
main (int argc, char *argv[])
{
  g_autofree char *sink = NULL;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "sink", 0, 0, G_OPTION_ARG_STRING, &sink, "gst-launch description of the sink", "DESCRIPTION" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE|URI…" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (AttPlayQueue) queue = att_play_queue_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AttPlayer) player = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || files == NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "no files");
      return 2;
    }
  for (char **file = files; *file != NULL; file++)
    {
      g_autoptr (GFile) location = g_file_new_for_commandline_arg (*file);
      g_autofree char *uri = g_file_get_uri (location);
      g_autoptr (AttTrack) track = att_track_new_for_uri (uri);

      g_ptr_array_add (items, att_queue_item_new (track, ATT_ORIGIN_LISTENER, NULL));
    }
  player = att_player_new (queue, sink, &error);
  if (player == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (player, "started", G_CALLBACK (started_cb), NULL);
  g_signal_connect (player, "ended", G_CALLBACK (ended_cb), NULL);
  g_signal_connect (player, "failed", G_CALLBACK (failed_cb), NULL);
  g_signal_connect (player, "notify::state", G_CALLBACK (state_cb), NULL);
  g_signal_connect (player, "notify::stream-title", G_CALLBACK (title_cb), NULL);
  att_play_queue_replace_all (queue, items, 0);
  att_player_play (player);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return status;
}
