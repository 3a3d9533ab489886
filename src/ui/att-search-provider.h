/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-search-provider.h - the library in the shell's search: org.gnome.Shell.SearchProvider2 on the session bus
 *
 * Artists, albums and songs. A song is played, an artist or album is opened. While no window has a session, one is
 * opened for the questions alone, and closed a little after the last.
 *
 * Threads   main context only; nothing blocks it.
 * Source    GNOME Shell, data/dbus-interfaces/org.gnome.ShellSearchProvider2.xml
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_TYPE_SEARCH_PROVIDER (att_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (AttSearchProvider, att_search_provider, ATT, SEARCH_PROVIDER, GObject)

/* Of @application's object on @connection; unexported with att_search_provider_stop(). @data_dir as for
 * att_session_open(), copied. */
AttSearchProvider *att_search_provider_new         (GApplication *application, GDBusConnection *connection,
                                                    const char *object_path, GError **error);
void               att_search_provider_stop        (AttSearchProvider *self);
/* the library of the window from now on (nullable: none, @data_dir is opened when it is asked) */
void               att_search_provider_set_session (AttSearchProvider *self, AttSession *session, const char *data_dir);

G_END_DECLS
