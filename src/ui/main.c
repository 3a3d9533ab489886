/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "att-application.h"
#include "att-memory.h"
#include "att-session-worker.h"

int
main (int argc, char **argv)
{
  int status = att_session_run_worker (argc, argv);
  const char *locale_dir = g_getenv ("ATT_LOCALE_DIR");
  g_autoptr (AttApplication) application = NULL;

  if (status >= 0)
    return status;
  att_memory_set_up ();
  /* what draws with cairo needs no drivers for OpenGL: where they are software, a quarter of our memory */
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") == 0)
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
  setlocale (LC_ALL, "");
  /* as with GSETTINGS_SCHEMA_DIR, for what is run without being installed */
  bindtextdomain (GETTEXT_PACKAGE, locale_dir ? locale_dir : ATT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  application = att_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
