/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-decoder-route.h"

#include <fcntl.h>
#include <gst/base/gsttypefindhelper.h>
#include <string.h>
#include <unistd.h>

#define N_LOOKED_AT (64 * 1024)
#define N_TAIL (128 + 32) /* an ID3v1 tag, and the foot of an APE tag before it */
#define MAX_ID3_TAGS 4    /* one after the other */

typedef struct {
  const char *caps;
  const char *parser;      /* or demuxer; NULL: none is needed */
  const char *decoders[3]; /* the first that is installed; none: what the parser gives out are samples, or streams */
  gboolean is_container;
} Kind;

static const Kind file_kinds[] = {
  { "audio/mpeg, mpegversion=(int)1", "mpegaudioparse", { "mpg123audiodec" }, FALSE },
  { "audio/mpeg, mpegversion=(int){ 2, 4 }, stream-format=(string)adts", "aacparse", { "fdkaacdec", "avdec_aac", "faad" },
    FALSE },
  { "audio/x-flac", "flacparse", { "flacdec" }, FALSE },
  { "audio/x-wav", "wavparse", { NULL }, FALSE },
  { "audio/x-wavpack", "wavpackparse", { "wavpackdec" }, FALSE },
  { "application/ogg", "oggdemux", { NULL }, TRUE },
  { "audio/ogg", "oggdemux", { NULL }, TRUE },
  { "audio/x-m4a", "qtdemux", { NULL }, TRUE },
  { "video/quicktime", "qtdemux", { NULL }, TRUE },
};

static const Kind stream_kinds[] = {
  { "audio/x-vorbis", NULL, { "vorbisdec" }, FALSE },
  { "audio/x-opus", NULL, { "opusdec" }, FALSE },
  { "audio/x-flac", "flacparse", { "flacdec" }, FALSE },
  { "audio/mpeg, mpegversion=(int){ 2, 4 }, stream-format=(string)raw", NULL, { "avdec_aac", "faad", "fdkaacdec" },
    FALSE },
  { "audio/x-alac", NULL, { "avdec_alac" }, FALSE },
};

static gboolean
is_installed (const char *element)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (element);

  return factory != NULL;
}

static gboolean
find (const Kind *kinds, gsize n_kinds, const GstCaps *caps, AttDecoderRoute *route)
{
  gsize n = 0;

  while (n < ATT_DECODER_ROUTE_MAX && route->elements[n] != NULL)
    n++;
  for (gsize i = 0; i < n_kinds; i++)
    {
      g_autoptr (GstCaps) kind = gst_caps_from_string (kinds[i].caps);
      gsize k = 0;

      if (!gst_caps_can_intersect (caps, kind))
        continue;
      while (k < G_N_ELEMENTS (kinds[i].decoders) && kinds[i].decoders[k] != NULL && !is_installed (kinds[i].decoders[k]))
        k++;
      if (kinds[i].decoders[0] != NULL && (k == G_N_ELEMENTS (kinds[i].decoders) || kinds[i].decoders[k] == NULL))
        return FALSE;
      if (kinds[i].parser != NULL && !is_installed (kinds[i].parser))
        return FALSE;
      if (kinds[i].parser != NULL)
        route->elements[n++] = kinds[i].parser;
      if (kinds[i].decoders[0] != NULL)
        route->elements[n++] = kinds[i].decoders[k];
      route->is_container = kinds[i].is_container;
      return TRUE;
    }
  return FALSE;
}

gboolean
att_decoder_route_for_stream (const GstCaps *caps, AttDecoderRoute *route)
{
  *route = (AttDecoderRoute){ 0 };
  return find (stream_kinds, G_N_ELEMENTS (stream_kinds), caps, route);
}

/* Where the tags at the beginning end; pictures in them may be longer than all we look at. */
static off_t
skip_id3 (int fd)
{
  off_t at = 0;
  guint8 head[10];

  for (int i = 0; i < MAX_ID3_TAGS; i++)
    {
      if (pread (fd, head, sizeof head, at) != sizeof head || memcmp (head, "ID3", 3) != 0)
        break;
      at += sizeof head + ((head[6] & 0x7f) << 21 | (head[7] & 0x7f) << 14 | (head[8] & 0x7f) << 7 | (head[9] & 0x7f)) +
            (head[5] & 0x10 ? 10 : 0);
    }
  return at;
}

static void
look_at_tail (int fd, gboolean *has_id3, gboolean *has_ape)
{
  off_t size = lseek (fd, 0, SEEK_END);
  char tail[N_TAIL];

  if (size < N_TAIL || pread (fd, tail, N_TAIL, size - N_TAIL) != N_TAIL)
    return;
  *has_id3 = memcmp (tail + 32, "TAG", 3) == 0;
  *has_ape = memcmp (*has_id3 ? tail : tail + 128, "APETAGEX", 8) == 0;
}

gboolean
att_decoder_route_for_file (const char *path, AttDecoderRoute *route)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autofree guint8 *bytes = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstTypeFindProbability probability = GST_TYPE_FIND_NONE;
  gboolean has_id3 = FALSE, has_ape = FALSE;
  gssize n;
  off_t begin;
  gsize k = 0;

  *route = (AttDecoderRoute){ 0 };
  if (fd < 0)
    return FALSE;
  bytes = g_malloc (N_LOOKED_AT);
  begin = skip_id3 (fd);
  look_at_tail (fd, &has_id3, &has_ape);
  n = pread (fd, bytes, N_LOOKED_AT, begin);
  close (fd);
  if (n <= 0)
    return FALSE;
  caps = gst_type_find_helper_for_data (NULL, bytes, n, &probability);
  if (caps == NULL || probability < GST_TYPE_FIND_LIKELY)
    return FALSE;
  if (begin > 0 || has_id3)
    route->elements[k++] = "id3demux";
  if (has_ape)
    route->elements[k++] = "apedemux";
  return find (file_kinds, G_N_ELEMENTS (file_kinds), caps, route);
}

char *
att_decoder_route_find_decoder (const GstCaps *caps)
{
  AttDecoderRoute route = { 0 };
  gsize n = 0;

  if (!att_decoder_route_for_stream (caps, &route) && !find (file_kinds, G_N_ELEMENTS (file_kinds), caps, &route))
    return NULL;
  while (n < ATT_DECODER_ROUTE_MAX && route.elements[n] != NULL)
    n++;
  return n > 0 ? g_strdup (route.elements[n - 1]) : NULL;
}
