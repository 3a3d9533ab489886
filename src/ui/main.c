/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "att-application.h"
#include "att-session-worker.h"

int
main (int argc, char **argv)
{
  int status = att_session_run_worker (argc, argv);
  g_autoptr (AttApplication) application = NULL;

  if (status >= 0)
    return status;
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ATT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  application = att_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
