/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cover-loader.h - cover pictures, decoded and scaled off the main thread
 *
 * A bounded cache (48 MiB of pixels, least recently used goes first) keeps what
 * was shown lately; a track without a cover is remembered as such until the
 * library changes.
 *
 * Threads   main context only; two threads of its own decode.
 */
#pragma once

#include <gtk/gtk.h>

#include "att-session.h"

G_BEGIN_DECLS

#define ATT_COVER_LOADER_BYTES (48u << 20)

typedef struct {
  GdkTexture *texture; /* NULL: there is no cover */
  GdkRGBA accent;      /* the picture's own colour, greys weigh little; opaque */
} AttCoverImage;

/* a picture of at least @pixels on its shorter side, or NULL when it is not in the cache (transfer none) */
const AttCoverImage *att_cover_loader_peek   (const char *uri, int pixels);
/* asks for it; the answer is in the cache when @callback runs. Never fails: without a cover, the image has no texture. */
void                 att_cover_loader_load   (AttSession *session, const char *uri, int pixels, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
/* FALSE: cancelled */
gboolean             att_cover_loader_finish (GAsyncResult *result);
/* forgets which tracks have no cover */
void                 att_cover_loader_forget_missing (void);
/* forgets all: files have other covers now */
void                 att_cover_loader_forget_all (void);

G_END_DECLS
