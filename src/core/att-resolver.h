/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-resolver.h - from the address that is stored to one that can be played
 *
 * The store and --json hold addresses without a credential (`file:`, `http:`,
 * `subsonic:SERVER/ID`). The player asks the resolver just before it needs
 * the playable one. `session` gives the player a resolver.
 *
 * Threads   called on the main context; never blocks.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ATT_TYPE_RESOLVER (att_resolver_get_type ())
G_DECLARE_INTERFACE (AttResolver, att_resolver, ATT, RESOLVER, GObject)

struct _AttResolverInterface
{
  GTypeInterface parent_iface;

  void  (*resolve_async)  (AttResolver *self, const char *uri, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
  char *(*resolve_finish) (AttResolver *self, GAsyncResult *result, GError **error);
};

void  att_resolver_resolve_async  (AttResolver *self, const char *uri, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* Returns: (transfer full): a URI that GStreamer can open, or NULL with a GIOError */
char *att_resolver_resolve_finish (AttResolver *self, GAsyncResult *result, GError **error);

G_END_DECLS
