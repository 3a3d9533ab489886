/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-decoder-info.h - what this installation can decode
 *
 * Threads   any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* names of the codecs asked about: mp3 flac vorbis opus aac alac wav aiff wavpack ape musepack; NULL-terminated */
const char *const *att_decoder_info_list_codecs (void);
/* the element that would decode it; (transfer full) (nullable): none is installed */
char              *att_decoder_info_find        (const char *codec);
/* versions; (transfer full) */
char              *att_decoder_info_gstreamer   (void);
char              *att_decoder_info_ebur128     (void);

G_END_DECLS
