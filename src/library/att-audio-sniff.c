/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-audio-sniff.h"

#include <string.h>

#define SEARCH_BYTES (128 * 1024)
#define MAX_TAGS 16 /* in a row */

gboolean
att_mpeg_frame (const guint8 header[4], AttFrame *frame)
{
  static const guint16 rates[5][16] = { /* kbit/s */
    { 0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0 }, /* 1, layer I */
    { 0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0 },    /* 1, layer II */
    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },     /* 1, layer III */
    { 0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0 },    /* 2, layer I */
    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },         /* 2, layers II and III */
  };
  static const guint16 frequencies[] = { 44100, 48000, 32000 };
  const int version = header[1] >> 3 & 3; /* 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5 */
  const int layer = 4 - (header[1] >> 1 & 3);
  const int padding = header[2] >> 1 & 1;
  int bitrate;

  if (header[0] != 0xff || (header[1] & 0xe0) != 0xe0 || version == 1 || layer == 4 || (header[2] >> 2 & 3) == 3 ||
      (header[3] & 3) == 2)
    return FALSE;
  bitrate = 1000 * rates[version == 3 ? layer - 1 : layer == 1 ? 3 : 4][header[2] >> 4];
  if (bitrate == 0)
    return FALSE;
  frame->sample_rate = frequencies[header[2] >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  frame->channels = header[3] >> 6 == 3 ? 1 : 2;
  frame->n_samples = layer == 1 ? 384 : layer == 3 && version != 3 ? 576 : 1152;
  frame->length = layer == 1 ? (12 * bitrate / frame->sample_rate + padding) * 4
                             : frame->n_samples / 8 * bitrate / frame->sample_rate + padding;
  return TRUE;
}

gboolean
att_adts_frame (const guint8 header[7], AttFrame *frame)
{
  static const int frequencies[] = { 96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                     22050, 16000, 12000, 11025, 8000, 7350 };
  const guint index = header[2] >> 2 & 15;

  frame->length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5;
  if (header[0] != 0xff || (header[1] & 0xf6) != 0xf0 || index >= G_N_ELEMENTS (frequencies) || frame->length < 8)
    return FALSE;
  frame->n_samples = 1024;
  frame->sample_rate = frequencies[index];
  frame->channels = (header[2] & 1) << 2 | header[3] >> 6;
  return TRUE;
}

/* MPEG audio, ADTS or neither: @n frames in a row from @offset, or fewer that end with the file */
static AttAudioType
frames_at (AttFileBytes *file, gint64 offset, int n)
{
  const gint64 size = att_file_bytes_get_size (file);
  guint8 first[7] = { 0 }, head[7] = { 0 };
  AttFrame frame;
  gboolean adts;

  att_file_bytes_read (file, offset, first, sizeof first);
  adts = att_adts_frame (first, &frame);
  for (int i = 0; i < n; i++, offset += frame.length)
    {
      if (i > 0 && offset >= size - 4)
        {
          if (offset > size && (adts || n > 2)) /* cut off, or no frame at all */
            return ATT_AUDIO_UNKNOWN;
          break;
        }
      if (!att_file_bytes_get (file, offset, head, adts ? 7 : 4) ||
          !(adts ? att_adts_frame (head, &frame) : att_mpeg_frame (head, &frame)))
        return ATT_AUDIO_UNKNOWN;
      /* version, layer and sampling frequency do not change within a stream */
      if ((head[1] & 0x1e) != (first[1] & 0x1e) || (head[2] & 0x0c) != (first[2] & 0x0c))
        return ATT_AUDIO_UNKNOWN;
    }
  return adts ? ATT_AUDIO_AAC : ATT_AUDIO_MP3;
}

/* where ID3v2 tags (and the rare APEv2 tag) at the beginning end */
static gint64
skip_tags (AttFileBytes *file)
{
  gint64 at = 0;
  guint8 head[16];

  for (int i = 0; i < MAX_TAGS && att_file_bytes_get (file, at, head, sizeof head); i++)
    {
      if (memcmp (head, "ID3", 3) == 0 && head[3] != 0xff && head[4] != 0xff)
        at += 10 + ((head[6] & 0x7f) << 21 | (head[7] & 0x7f) << 14 | (head[8] & 0x7f) << 7 | (head[9] & 0x7f)) +
              (head[5] & 0x10 ? 10 : 0);
      else if (memcmp (head, "APETAGEX", 8) == 0)
        at += 32 + (gint64) att_le32 (head + 12);
      else
        break;
    }
  return at;
}

static AttSniff
sniff_ogg (AttFileBytes *file, gint64 start)
{
  static const struct { const char *magic; gsize n; AttAudioType type; } codecs[] = {
    { "\001vorbis", 7, ATT_AUDIO_VORBIS },
    { "OpusHead", 8, ATT_AUDIO_OPUS },
    { "\177FLAC", 5, ATT_AUDIO_OGG_FLAC },
    { "Speex   ", 8, ATT_AUDIO_SPEEX },
  };
  AttSniff sniff = { ATT_AUDIO_UNKNOWN, start, "Ogg without audio that can be read" };
  guint8 head[27], first[8];

  if (!att_file_bytes_get (file, start, head, sizeof head) ||
      !att_file_bytes_get (file, start + 27 + head[26], first, sizeof first))
    return sniff;
  for (gsize i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (memcmp (first, codecs[i].magic, codecs[i].n) == 0)
      sniff.type = codecs[i].type;
  return sniff;
}

static const struct {
  guint offset, n;
  const char *magic;
  AttAudioType type;
  const char *otherwise;
} magics[] = {
  { 0, 4, "fLaC", ATT_AUDIO_FLAC, NULL },
  { 8, 4, "WAVE", ATT_AUDIO_WAV, NULL }, /* after RIFF or FORM, see below */
  { 8, 4, "AIFF", ATT_AUDIO_AIFF, NULL },
  { 8, 4, "AIFC", ATT_AUDIO_AIFF, NULL },
  { 4, 4, "ftyp", ATT_AUDIO_MP4, NULL },
  { 0, 4, "wvpk", ATT_AUDIO_WAVPACK, NULL },
  { 0, 4, "MAC ", ATT_AUDIO_APE, NULL },
  { 0, 4, "MPCK", ATT_AUDIO_MUSEPACK, NULL },
  { 0, 3, "MP+", ATT_AUDIO_MUSEPACK, NULL },
  { 0, 3, "TTA", ATT_AUDIO_TRUEAUDIO, NULL },
  { 0, 4, "DSD ", ATT_AUDIO_DSF, NULL },
  { 0, 8, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", ATT_AUDIO_ASF, NULL },
  { 0, 3, "\xff\xd8\xff", ATT_AUDIO_UNKNOWN, "a picture" },
  { 0, 8, "\x89PNG\r\n\x1a\n", ATT_AUDIO_UNKNOWN, "a picture" },
  { 0, 4, "GIF8", ATT_AUDIO_UNKNOWN, "a picture" },
  { 0, 4, "%PDF", ATT_AUDIO_UNKNOWN, "a document" },
  { 0, 4, "PK\003\004", ATT_AUDIO_UNKNOWN, "an archive" },
  { 0, 4, "Rar!", ATT_AUDIO_UNKNOWN, "an archive" },
  { 0, 4, "\x1a\x45\xdf\xa3", ATT_AUDIO_UNKNOWN, "Matroska or WebM, which cannot be read" },
  { 0, 4, "MThd", ATT_AUDIO_UNKNOWN, "MIDI, which cannot be read" },
  { 0, 4, "tBaK", ATT_AUDIO_UNKNOWN, "TAK, which cannot be read" },
  { 0, 4, "OFR ", ATT_AUDIO_UNKNOWN, "OptimFROG, which cannot be read" },
  { 0, 4, "FRM8", ATT_AUDIO_UNKNOWN, "DSDIFF, which cannot be read" },
  { 0, 4, "ajkg", ATT_AUDIO_UNKNOWN, "Shorten, which cannot be read" },
  { 0, 4, "ADIF", ATT_AUDIO_UNKNOWN, "AAC in ADIF, which cannot be read" },
  { 0, 2, "\x0b\x77", ATT_AUDIO_UNKNOWN, "AC-3, which cannot be read" },
  { 0, 4, "RF64", ATT_AUDIO_UNKNOWN, "RF64, which cannot be read" },
  { 0, 4, "caff", ATT_AUDIO_UNKNOWN, "CAF, which cannot be read" },
  { 0, 4, ".snd", ATT_AUDIO_UNKNOWN, "AU, which cannot be read" },
  { 0, 17, "Extended Module: ", ATT_AUDIO_UNKNOWN, "a tracker module, which cannot be read" },
  { 0, 4, "IMPM", ATT_AUDIO_UNKNOWN, "a tracker module, which cannot be read" },
  { 44, 4, "SCRM", ATT_AUDIO_UNKNOWN, "a tracker module, which cannot be read" },
  { 1080, 4, "M.K.", ATT_AUDIO_UNKNOWN, "a tracker module, which cannot be read" },
};

AttSniff
att_audio_sniff (AttFileBytes *file, gboolean search)
{
  AttSniff sniff = { ATT_AUDIO_UNKNOWN, skip_tags (file), NULL };
  guint8 head[24] = { 0 };
  gsize n = att_file_bytes_read (file, sniff.start, head, sizeof head);

  if (n >= 4 && memcmp (head, "OggS", 4) == 0)
    return sniff_ogg (file, sniff.start);
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      guint8 found[24];

      if (!att_file_bytes_get (file, sniff.start + magics[i].offset, found, magics[i].n) ||
          memcmp (found, magics[i].magic, magics[i].n) != 0)
        continue;
      if (magics[i].type == ATT_AUDIO_WAV && memcmp (head, "RIFF", 4) != 0)
        continue;
      if (magics[i].type == ATT_AUDIO_AIFF && memcmp (head, "FORM", 4) != 0)
        continue;
      sniff.type = magics[i].type;
      sniff.otherwise = magics[i].otherwise;
      return sniff;
    }
  sniff.type = frames_at (file, sniff.start, 2);
  for (gint64 at = sniff.start; search && sniff.type == ATT_AUDIO_UNKNOWN && at < sniff.start + SEARCH_BYTES;)
    {
      guint8 chunk[4096];
      const gsize got = att_file_bytes_read (file, at, chunk, sizeof chunk);

      for (gsize i = 0; i + 1 < got && sniff.type == ATT_AUDIO_UNKNOWN; i++)
        if (chunk[i] == 0xff && (chunk[i + 1] & 0xe0) == 0xe0)
          {
            sniff.type = frames_at (file, at + i, 3);
            if (sniff.type != ATT_AUDIO_UNKNOWN)
              sniff.start = at + i;
          }
      if (got < sizeof chunk)
        break;
      at += got - 1;
    }
  return sniff;
}
