/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-decoder-info.h"

#include <ebur128.h>
#include <gst/gst.h>

#include "att-decoder-route.h"

static const struct {
  const char *codec;
  const char *caps;
  GstElementFactoryListType type; /* PCM containers need a demuxer or parser, not a decoder */
} codecs[] = {
  { "mp3", "audio/mpeg,mpegversion=1,layer=3,parsed=true", GST_ELEMENT_FACTORY_TYPE_DECODER },
  { "flac", "audio/x-flac,framed=true", GST_ELEMENT_FACTORY_TYPE_DECODER },
  { "vorbis", "audio/x-vorbis", GST_ELEMENT_FACTORY_TYPE_DECODER },
  { "opus", "audio/x-opus,channel-mapping-family=0", GST_ELEMENT_FACTORY_TYPE_DECODER },
  { "aac", "audio/mpeg,mpegversion=4,stream-format=raw,framed=true", GST_ELEMENT_FACTORY_TYPE_DECODER },
  { "alac", "audio/x-alac", GST_ELEMENT_FACTORY_TYPE_DECODER },
  { "wav", "audio/x-wav", GST_ELEMENT_FACTORY_TYPE_DEMUXER | GST_ELEMENT_FACTORY_TYPE_PARSER },
  { "aiff", "audio/x-aiff", GST_ELEMENT_FACTORY_TYPE_DEMUXER | GST_ELEMENT_FACTORY_TYPE_PARSER },
  { "wavpack", "audio/x-wavpack,framed=true", GST_ELEMENT_FACTORY_TYPE_DECODER },
  { "ape", "application/x-ape", GST_ELEMENT_FACTORY_TYPE_DEMUXER | GST_ELEMENT_FACTORY_TYPE_PARSER },
  { "musepack", "audio/x-musepack", GST_ELEMENT_FACTORY_TYPE_DECODABLE },
};

const char *const *
att_decoder_info_list_codecs (void)
{
  static const char *names[G_N_ELEMENTS (codecs) + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (codecs); i++)
    names[i] = codecs[i].codec;
  return names;
}

char *
att_decoder_info_find (const char *codec)
{
  char *name = NULL;

  gst_init (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (codecs) && name == NULL; i++)
    {
      GList *all, *able;
      GstCaps *caps;

      if (!g_str_equal (codecs[i].codec, codec))
        continue;
      caps = gst_caps_from_string (codecs[i].caps);
      name = att_decoder_route_find_decoder (caps);
      if (name != NULL)
        {
          gst_caps_unref (caps);
          break;
        }
      all = gst_element_factory_list_get_elements (codecs[i].type, GST_RANK_MARGINAL);
      able = gst_element_factory_list_filter (all, caps, GST_PAD_SINK, FALSE);
      able = g_list_sort (able, (GCompareFunc) gst_plugin_feature_rank_compare_func);
      if (able != NULL)
        name = g_strdup (GST_OBJECT_NAME (able->data));
      gst_plugin_feature_list_free (able);
      gst_plugin_feature_list_free (all);
      gst_caps_unref (caps);
    }
  return name;
}

char *
att_decoder_info_gstreamer (void)
{
  guint major, minor, micro, nano;

  gst_version (&major, &minor, &micro, &nano);
  return g_strdup_printf ("%u.%u.%u", major, minor, micro);
}

char *
att_decoder_info_ebur128 (void)
{
  int major, minor, patch;

  ebur128_get_version (&major, &minor, &patch);
  return g_strdup_printf ("%d.%d.%d", major, minor, patch);
}
