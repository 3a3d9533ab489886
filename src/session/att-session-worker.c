/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-worker.h"

#include "att-analyzer.h"
#include "att-covers.h"
#include "att-lyrics-find.h"
#include "att-scanner.h"
#include "att-tag-write.h"

int
att_session_worker_main (const char *kind)
{
  if (g_str_equal (kind, "tags"))
    return att_tag_worker_main ();
  if (g_str_equal (kind, "cover"))
    return att_cover_worker_main ();
  if (g_str_equal (kind, "lyrics"))
    return att_lyrics_worker_main ();
  if (g_str_equal (kind, "retag"))
    return att_retag_worker_main ();
  if (g_str_equal (kind, "analyze"))
    return att_analyze_worker_main ();
  g_printerr ("%s: worker %s: there is no such worker\n", g_get_prgname (), kind);
  return 2;
}

int
att_session_run_worker (int argc, char **argv)
{
  if (argc != 3 || !g_str_equal (argv[1], "worker"))
    return -1;
  return att_session_worker_main (argv[2]);
}
