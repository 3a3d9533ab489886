/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session-test.h - what the tests of this folder share
 */
#pragma once

#include <glib-object.h>

#define WAIT_S 120

/* turns the main loop until @condition holds; fails after WAIT_S */
#define wait_until(condition)                                                        \
  G_STMT_START                                                                       \
  {                                                                                  \
    gint64 end_ = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;                 \
    while (!(condition) && g_get_monotonic_time () < end_)                           \
      {                                                                              \
        g_main_context_iteration (NULL, FALSE);                                      \
        g_usleep (2000);                                                             \
      }                                                                              \
    g_assert_true (condition);                                                       \
  }                                                                                  \
  G_STMT_END

/* a sine, the same on both channels, 16 bit at @rate; @level_db: of full scale */
void write_wav  (const char *folder, const char *name, int rate, double seconds, double hz, double level_db);
void remove_all (const char *path);

/* unrefs the last of the test's references to a session or the like and turns the main loop until it is gone: work that
 * is out may hold it for a moment; fails after WAIT_S */
void let_go     (gpointer object);
