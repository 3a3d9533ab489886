/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tag-reader.h"

#include <string.h>

#include "att-content-hash.h"
#include "att-cue-flac.h"
#include "att-scanner.h"
#include "att-tag-taglib.h"

#define LOWEST_RATE 1000 /* Hz; less is a broken header */
#define MAX_FRAMES 200
#define MAX_BOXES 1000

static const char *
type_name (AttAudioType type)
{
  static const char *const names[] = {
    [ATT_AUDIO_MP3] = "MPEG audio", [ATT_AUDIO_FLAC] = "FLAC", [ATT_AUDIO_VORBIS] = "Ogg Vorbis",
    [ATT_AUDIO_OPUS] = "Opus", [ATT_AUDIO_MP4] = "MP4", [ATT_AUDIO_WAV] = "WAV", [ATT_AUDIO_AIFF] = "AIFF",
    [ATT_AUDIO_WAVPACK] = "WavPack", [ATT_AUDIO_APE] = "Monkey's Audio", [ATT_AUDIO_MUSEPACK] = "Musepack",
    [ATT_AUDIO_OGG_FLAC] = "Ogg FLAC", [ATT_AUDIO_SPEEX] = "Speex", [ATT_AUDIO_ASF] = "Windows Media",
    [ATT_AUDIO_TRUEAUDIO] = "True Audio", [ATT_AUDIO_DSF] = "DSF", [ATT_AUDIO_AAC] = "AAC",
  };

  return names[type];
}

/* TagLib knows a leading ID3v2 tag in these formats; in others it must not see it */
static gboolean
knows_id3v2 (AttAudioType type)
{
  return type == ATT_AUDIO_MP3 || type == ATT_AUDIO_FLAC || type == ATT_AUDIO_APE || type == ATT_AUDIO_MUSEPACK ||
         type == ATT_AUDIO_TRUEAUDIO || type == ATT_AUDIO_AAC;
}

/* ADTS, and MPEG audio that TagLib turns down (it does not know layer I): the mean of the first frames stands for
 * all */
static gboolean
read_frames (AttFileBytes *file, const AttSniff *sniff, AttTags *tags)
{
  const gboolean adts = sniff->type == ATT_AUDIO_AAC;
  const gint64 size = att_file_bytes_get_size (file);
  gint64 at = sniff->start, n_samples = 0;
  AttFrame frame = { 0 };
  guint8 head[7];

  for (int i = 0; i < MAX_FRAMES && at < size && att_file_bytes_get (file, at, head, adts ? 7 : 4); i++)
    {
      if (!(adts ? att_adts_frame (head, &frame) : att_mpeg_frame (head, &frame)))
        break;
      at += frame.length;
      n_samples += frame.n_samples;
    }
  if (at > size || n_samples == 0)
    return FALSE;
  tags->sample_rate = frame.sample_rate;
  tags->channels = frame.channels;
  tags->bitrate = (gint32) ((at - sniff->start) * 8 * frame.sample_rate / n_samples);
  tags->duration_ms = (gint32) MIN ((size - sniff->start) * 8000 / MAX (tags->bitrate, 1), G_MAXINT32);
  return TRUE;
}

/* the box @id in [*@at, *@end); *@at and *@end become its content */
static gboolean
enter_box (AttFileBytes *file, const char *id, gint64 *at, gint64 *end)
{
  gint64 place = *at;
  guint8 head[8];

  for (int i = 0; i < MAX_BOXES && place + 8 <= *end && att_file_bytes_get (file, place, head, 8); i++)
    {
      const gint64 length = att_be32 (head);

      if (length < 8)
        return FALSE;
      if (memcmp (head + 4, id, 4) == 0)
        {
          *at = place + 8;
          *end = MIN (place + length, *end);
          return TRUE;
        }
      place += length;
    }
  return FALSE;
}

/* FLAC, Opus or AC-3 in MP4: TagLib knows only the length; the rest is in the audio sample entry (ISO 14496-12) */
static gboolean
read_mp4 (AttFileBytes *file, gint64 start, AttTags *tags)
{
  gint64 moov = start, moov_end = att_file_bytes_get_size (file);

  if (tags->duration_ms == 0 || !enter_box (file, "moov", &moov, &moov_end))
    return FALSE;
  for (int i = 0; i < MAX_BOXES; i++)
    {
      gint64 at = moov, end = moov_end, media, media_end;
      guint8 handler[12], entry[8 + 36];

      if (!enter_box (file, "trak", &at, &end))
        return FALSE;
      moov = end;
      if (!enter_box (file, "mdia", &at, &end))
        continue;
      media = at;
      media_end = end;
      if (!enter_box (file, "hdlr", &at, &end) || !att_file_bytes_get (file, at, handler, sizeof handler) ||
          memcmp (handler + 8, "soun", 4) != 0)
        continue;
      if (enter_box (file, "minf", &media, &media_end) && enter_box (file, "stbl", &media, &media_end) &&
          enter_box (file, "stsd", &media, &media_end) && att_file_bytes_get (file, media, entry, sizeof entry))
        {
          tags->channels = att_be16 (entry + 8 + 24);
          tags->sample_rate = att_be16 (entry + 8 + 32);
          return tags->sample_rate > 0;
        }
    }
  return FALSE;
}

/* DSF: 'DSD ' (28 bytes, the last eight point to an ID3v2 tag), then 'fmt ' */
static gboolean
read_dsf (AttFileBytes *file, gint64 start, AttTags *tags, gint64 *id3)
{
  guint8 head[80];
  guint64 samples;

  if (!att_file_bytes_get (file, start, head, sizeof head) || memcmp (head + 28, "fmt ", 4) != 0)
    return FALSE;
  *id3 = (gint64) MIN (att_le64 (head + 20), G_MAXINT64 / 2);
  tags->channels = (gint32) MIN (att_le32 (head + 52), 64);
  tags->sample_rate = (gint32) MIN (att_le32 (head + 56), G_MAXINT32);
  samples = MIN (att_le64 (head + 64), (guint64) G_MAXINT64 / 1000);
  if (tags->sample_rate == 0 || tags->channels == 0)
    return FALSE;
  tags->duration_ms = (gint32) MIN (samples * 1000 / tags->sample_rate, G_MAXINT32);
  tags->bitrate = (gint32) MIN ((gint64) tags->sample_rate * tags->channels, G_MAXINT32);
  return TRUE;
}

/* (nullable): DSF without a tag has nothing for TagLib */
static AttTaglibFile *
open_tags (AttFileBytes *file, const AttSniff *sniff, gint64 dsf_id3)
{
  if (sniff->type == ATT_AUDIO_DSF)
    return dsf_id3 > 0 ? att_taglib_open (file, sniff->type, sniff->start + dsf_id3) : NULL;
  return att_taglib_open (file, sniff->type, knows_id3v2 (sniff->type) ? 0 : sniff->start);
}

/* what is in a file that is no audio */
static void
set_not_audio (GError **error, AttFileBytes *file, const AttSniff *sniff)
{
  const gint64 size = att_file_bytes_get_size (file);

  if (size == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The file is empty");
  else if (sniff->otherwise != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is %s", sniff->otherwise);
  else if (sniff->start >= size)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It holds a tag, but no audio");
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Nothing in it looks like audio that can be read");
}

AttTags *
att_tag_reader_read_bytes (AttFileBytes *file, GError **error)
{
  const AttSniff sniff = att_audio_sniff (file, TRUE);
  g_autoptr (AttTags) tags = att_tags_new ();
  g_autoptr (AttTaglibFile) taglib = NULL;
  gboolean audio = FALSE;
  gint64 dsf_id3 = 0;

  if (sniff.type == ATT_AUDIO_UNKNOWN)
    {
      set_not_audio (error, file, &sniff);
      return NULL;
    }
  tags->type = sniff.type;
  if (sniff.type == ATT_AUDIO_DSF)
    audio = read_dsf (file, sniff.start, tags, &dsf_id3);
  taglib = open_tags (file, &sniff, dsf_id3);
  if (taglib != NULL && sniff.type != ATT_AUDIO_AAC && sniff.type != ATT_AUDIO_DSF)
    audio = att_taglib_get_audio (taglib, tags);
  if (!audio && (sniff.type == ATT_AUDIO_MP3 || sniff.type == ATT_AUDIO_AAC))
    audio = read_frames (file, &sniff, tags);
  if (!audio && taglib != NULL && sniff.type == ATT_AUDIO_MP4)
    audio = read_mp4 (file, sniff.start, tags);
  if (!audio || tags->sample_rate < LOWEST_RATE || !att_content_hash (file, &sniff, tags->content_hash))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is a broken %s file, or one without sound",
                   type_name (sniff.type));
      return NULL;
    }
  if (taglib != NULL)
    {
      g_autoptr (AttTagValues) values = att_tag_values_new ();

      att_taglib_get_values (taglib, values);
      att_tag_values_fill (values, tags);
      tags->has_picture = att_taglib_has_picture (taglib);
    }
  if (tags->cue_sheet == NULL && sniff.type == ATT_AUDIO_FLAC)
    tags->cue_sheet = att_cue_from_flac (file, sniff.start, tags->sample_rate);
  return g_steal_pointer (&tags);
}

AttTags *
att_tag_reader_read (const char *path, GError **error)
{
  g_autoptr (AttFileBytes) file = att_file_bytes_new ();
  AttTags *tags = NULL;

  if (att_file_bytes_open (file, path, error))
    tags = att_tag_reader_read_bytes (file, error);
  if (tags == NULL)
    g_prefix_error (error, "%s: ", path);
  return tags;
}

/* (nullable): for what is not among the tags of a scan */
static AttTaglibFile *
open_file (AttFileBytes *file)
{
  const AttSniff sniff = att_audio_sniff (file, TRUE);
  g_autoptr (AttTags) ignored = att_tags_new ();
  gint64 dsf_id3 = 0;

  if (sniff.type == ATT_AUDIO_UNKNOWN)
    return NULL;
  if (sniff.type == ATT_AUDIO_DSF)
    read_dsf (file, sniff.start, ignored, &dsf_id3);
  return open_tags (file, &sniff, dsf_id3);
}

GBytes *
att_tag_reader_read_picture (AttFileBytes *file)
{
  g_autoptr (AttTaglibFile) taglib = open_file (file);

  return taglib != NULL ? att_taglib_get_picture (taglib) : NULL;
}

char *
att_tag_reader_read_lyrics (AttFileBytes *file)
{
  g_autoptr (AttTaglibFile) taglib = open_file (file);

  return taglib != NULL ? att_taglib_get_lyrics (taglib) : NULL;
}

char *
att_tag_reader_read_comment (AttFileBytes *file)
{
  g_autoptr (AttTaglibFile) taglib = open_file (file);

  return taglib != NULL ? att_taglib_get_comment (taglib) : g_strdup ("");
}
