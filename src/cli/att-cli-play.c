/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-cli-player.h"

static char *opt_sink;

static const GOptionEntry options[] = {
  { "sink", 0, 0, G_OPTION_ARG_FILENAME, &opt_sink, N_ ("Play into this GStreamer sink (for tests)"), "SINK" },
  { NULL }
};

static void
print_json (AttCliPlayer *player)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (int failed = 0; failed < 2; failed++)
    {
      json_builder_set_member_name (builder, failed ? "failed" : "played");
      json_builder_begin_array (builder);
      for (guint i = 0; i < player->played->len; i++)
        {
          AttCliPlayed *played = g_ptr_array_index (player->played, i);

          if ((played->cause != NULL) != failed)
            continue;
          json_builder_begin_object (builder);
          att_cli_json_track (builder, played->track);
          if (failed)
            att_cli_json_string (builder, "error", played->cause);
          else
            {
              att_cli_json_int (builder, "heard_ms", played->heard_ms);
              att_cli_json_string (builder, "ending", att_ending_to_string (played->ending));
            }
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  att_cli_print_json (builder);
}

static int
run (AttCli *cli)
{
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AttCliPlayer) player = NULL;
  g_autoptr (GError) error = NULL;
  AttSession *session;

  for (char **word = cli->words; *word != NULL; word++)
    {
      char *uri = att_cli_uri_for_word (*word, &error);

      if (uri == NULL)
        return att_cli_fail (error);
      g_ptr_array_add (uris, uri);
    }
  g_ptr_array_add (uris, NULL);
  session = att_cli_open_session (cli);
  if (session == NULL)
    return ATT_CLI_FAILED;
  player = att_cli_player_new (session, opt_sink, cli->json, &error);
  if (player == NULL)
    return att_cli_fail (error);
  att_session_play_uris (session, (const char *const *) uris->pdata);
  att_cli_player_run (player);

  if (player->no_output != NULL)
    att_cli_fail (player->no_output);
  else if (player->n_started == 0 && player->n_failed == 0 && att_cli_interrupted () == 0)
    att_cli_error ("%s", _("nothing could be played"));
  if (cli->json)
    print_json (player);
  if (att_cli_interrupted () != 0)
    return att_cli_interrupted ();
  return player->n_started > 0 && player->no_output == NULL ? ATT_CLI_OK : ATT_CLI_FAILED;
}

const AttCliCommand att_cli_play = {
  .name = "play",
  .arguments = "URI…",
  .summary = N_ ("Play files and streams, one after the other"),
  .example = "attacca-cli play song.flac http://radio.example/stream.ogg",
  .options = options,
  .min_words = 1,
  .max_words = -1,
  .run = run,
};
