/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-part-source.h - a part of a file, for GStreamer: it comes as a WAV file of its own
 *
 * An element for addresses as att-part.h has them, with ATT_PART_SCHEME instead of "file". It serves the bytes of a WAV
 * (WAVE_FORMAT_EXTENSIBLE), decoded as they are asked for, with random access: to all that plays, fades, seeks and
 * measures, a part is a file like others. The end of one part and the beginning of the next are every sample once.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ATT_PART_SCHEME "attacca-part"

/* after gst_init(); more than once does no harm */
void  att_part_source_register (void);
/* what this element opens for the part @uri of a file. (transfer full) */
char *att_part_source_make_uri (const char *uri);

G_END_DECLS
