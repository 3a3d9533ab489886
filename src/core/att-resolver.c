/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-resolver.h"

G_DEFINE_INTERFACE (AttResolver, att_resolver, G_TYPE_OBJECT)

static void
att_resolver_default_init (AttResolverInterface *iface)
{
}

void
att_resolver_resolve_async (AttResolver *self, const char *uri, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ATT_IS_RESOLVER (self));
  g_return_if_fail (uri != NULL);

  ATT_RESOLVER_GET_IFACE (self)->resolve_async (self, uri, cancellable, callback, user_data);
}

char *
att_resolver_resolve_finish (AttResolver *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (ATT_IS_RESOLVER (self), NULL);

  return ATT_RESOLVER_GET_IFACE (self)->resolve_finish (self, result, error);
}
