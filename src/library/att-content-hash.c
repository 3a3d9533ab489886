/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-content-hash.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define SAMPLE 8192
#define OGG_TAIL 4096
#define OGG_WINDOW 32768       /* pages hold about 4 KiB of Vorbis, a second of Opus */
#define OGG_LARGE_WINDOW 196608 /* three pages of the largest kind */
#define MAX_BOXES 20000

typedef struct {
  gint64 offset, length;
} Span;

static void
add_span (GArray *spans, gint64 offset, gint64 length)
{
  Span span = { offset, length };

  if (length > 0)
    g_array_append_val (spans, span);
}

/* --- where the payload is --- */

/* reads the @n bytes before @end to @tail; TRUE if @magic stands at @at in them */
static gboolean
is_before (AttFileBytes *file, gint64 start, gint64 end, gsize n, guint8 *tail, gsize at, const char *magic)
{
  return end - start >= (gint64) n && att_file_bytes_get (file, end - n, tail, n) &&
         memcmp (tail + at, magic, strlen (magic)) == 0;
}

/* the end of the audio in front of ID3v1, APEv2 and Lyrics3v2 tags, in any order */
static gint64
strip_end (AttFileBytes *file, gint64 start)
{
  gint64 end = att_file_bytes_get_size (file);

  for (;;)
    {
      guint8 tail[128];
      gint64 cut = 0;

      if (is_before (file, start, end, 128, tail, 0, "TAG"))
        cut = 128;
      else if (is_before (file, start, end, 32, tail, 0, "APETAGEX"))
        /* the size counts the footer, not the header */
        cut = (gint64) att_le32 (tail + 12) + (att_le32 (tail + 20) & 0x80000000u ? 32 : 0);
      else if (is_before (file, start, end, 15, tail, 6, "LYRICS200"))
        {
          tail[6] = '\0';
          cut = g_ascii_strtoll ((const char *) tail, NULL, 10) + 15;
        }
      if (cut <= 0 || cut > end - start)
        return end;
      end -= cut;
    }
}

/* RIFF and AIFF: chunks of an id, a 32-bit size and padding to even */
static void
find_chunk (AttFileBytes *file, gint64 at, const char *id, gboolean big_endian, int skip, GArray *spans)
{
  const gint64 size = att_file_bytes_get_size (file);
  guint8 head[8];

  for (int i = 0; i < MAX_BOXES && att_file_bytes_get (file, at, head, 8); i++)
    {
      gint64 length = big_endian ? att_be32 (head + 4) : att_le32 (head + 4);

      if (memcmp (head, id, 4) == 0)
        {
          if (length == 0 || length > size - at - 8) /* written by a recorder that could not go back */
            length = size - at - 8;
          add_span (spans, at + 8 + skip, length - skip);
          return;
        }
      at += 8 + length + (length & 1);
    }
}

static void
find_mdat (AttFileBytes *file, gint64 at, GArray *spans)
{
  const gint64 size = att_file_bytes_get_size (file);
  guint8 head[16];

  for (int i = 0; i < MAX_BOXES && att_file_bytes_get (file, at, head, 8); i++)
    {
      gint64 length = att_be32 (head), skip = 8;

      if (length == 1 && att_file_bytes_get (file, at, head, 16))
        {
          length = (gint64) MIN (att_be64 (head + 8), G_MAXINT64);
          skip = 16;
        }
      if (length == 0 || length > size - at)
        length = size - at;
      if (length < skip)
        return;
      if (memcmp (head + 4, "mdat", 4) == 0)
        add_span (spans, at + skip, length - skip);
      at += length;
    }
}

/* DSF: 'data' and a 64-bit size that counts its own 12 bytes */
static void
find_dsf_data (AttFileBytes *file, gint64 at, GArray *spans)
{
  const gint64 size = att_file_bytes_get_size (file);
  guint8 head[12];

  at += 28;
  for (int i = 0; i < 16 && att_file_bytes_get (file, at, head, 12); i++)
    {
      const gint64 length = (gint64) MIN (att_le64 (head + 4), (guint64) (size - at));

      if (length < 12)
        return;
      if (memcmp (head, "data", 4) == 0)
        {
          add_span (spans, at + 12, length - 12);
          return;
        }
      at += length;
    }
}

static void
find_asf_data (AttFileBytes *file, gint64 at, GArray *spans)
{
  static const guint8 data_object[16] = { 0x36, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11,
                                          0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c };
  const gint64 size = att_file_bytes_get_size (file);
  guint8 head[24];

  for (int i = 0; i < MAX_BOXES && att_file_bytes_get (file, at, head, 24); i++)
    {
      const gint64 length = (gint64) MIN (att_le64 (head + 16), (guint64) (size - at));

      if (length < 24)
        return;
      if (memcmp (head, data_object, 16) == 0)
        {
          add_span (spans, at + 50, length - 50);
          return;
        }
      at += length;
    }
}

/* --- hashing --- */

static void
update_range (XXH3_state_t *state, AttFileBytes *file, const GArray *spans, gint64 from, gint64 n)
{
  guint8 buffer[SAMPLE];

  for (guint i = 0; i < spans->len && n > 0; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);

      if (from >= span->length)
        {
          from -= span->length;
          continue;
        }
      while (n > 0 && from < span->length)
        {
          const gsize want = MIN (MIN (n, span->length - from), SAMPLE);
          const gsize got = att_file_bytes_read (file, span->offset + from, buffer, want);

          XXH3_128bits_update (state, buffer, got);
          from += want;
          n -= want;
        }
      from = 0;
    }
}

static gboolean
hash_spans (XXH3_state_t *state, AttFileBytes *file, const GArray *spans)
{
  gint64 total = 0;
  guint64 written;

  for (guint i = 0; i < spans->len; i++)
    total += g_array_index (spans, Span, i).length;
  if (total == 0)
    return FALSE;
  if (total <= 3 * SAMPLE)
    update_range (state, file, spans, 0, total);
  else
    {
      update_range (state, file, spans, 0, SAMPLE);
      update_range (state, file, spans, total / 2, SAMPLE);
      update_range (state, file, spans, total - SAMPLE, SAMPLE);
    }
  written = GUINT64_TO_LE (total);
  XXH3_128bits_update (state, &written, sizeof written);
  return TRUE;
}

/* @info: STREAMINFO, 34 bytes. FALSE: the encoder left the MD5 empty */
static gboolean
hash_streaminfo (XXH3_state_t *state, const guint8 *info)
{
  static const guint8 none[16];

  if (memcmp (info + 18, none, 16) == 0)
    return FALSE;
  XXH3_128bits_update (state, info + 10, 24); /* rate, channels, bits, samples; MD5 */
  return TRUE;
}

static gboolean
hash_flac (XXH3_state_t *state, AttFileBytes *file, gint64 start)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  gint64 at = start + 4;
  guint8 head[4], info[34];

  for (int i = 0; i < MAX_BOXES && att_file_bytes_get (file, at, head, 4); i++)
    {
      const gint64 length = head[1] << 16 | head[2] << 8 | head[3];

      if ((head[0] & 0x7f) == 0 && length >= 34 && att_file_bytes_get (file, at + 4, info, 34) &&
          hash_streaminfo (state, info))
        return TRUE;
      at += 4 + length;
      if (head[0] & 0x80)
        break;
    }
  add_span (spans, at, strip_end (file, at) - at);
  return hash_spans (state, file, spans);
}

typedef struct {
  gint64 payload;
  gsize n_payload;
  guint32 serial;
  guint64 granule;
  int n_packets; /* that end on this page */
  gint64 next;
} OggPage;

static gboolean
read_ogg_page (AttFileBytes *file, gint64 at, OggPage *page)
{
  guint8 head[27 + 255];

  if (!att_file_bytes_get (file, at, head, 27) || memcmp (head, "OggS", 4) != 0 ||
      !att_file_bytes_get (file, at + 27, head + 27, head[26]))
    return FALSE;
  page->n_payload = 0;
  page->n_packets = 0;
  for (int i = 0; i < head[26]; i++)
    {
      page->n_payload += head[27 + i];
      page->n_packets += head[27 + i] < 255;
    }
  page->granule = att_le64 (head + 6);
  page->serial = att_le32 (head + 14);
  page->payload = at + 27 + head[26];
  page->next = page->payload + page->n_payload;
  return TRUE;
}

/* how many packets come before the audio */
static int
count_ogg_headers (AttFileBytes *file, AttAudioType type, const OggPage *first)
{
  guint8 head[80];

  switch (type)
    {
    case ATT_AUDIO_VORBIS:
      return 3;
    case ATT_AUDIO_SPEEX: /* the number of extra headers is the field before the two reserved ones */
      return att_file_bytes_get (file, first->payload, head, 80) ? 2 + (int) MIN (att_le32 (head + 68), 64) : 2;
    case ATT_AUDIO_OGG_FLAC:
      if (!att_file_bytes_get (file, first->payload, head, 9) || att_be16 (head + 7) == 0)
        return 2;
      return 1 + att_be16 (head + 7);
    default:
      return 2;
    }
}

/* The last @want bytes of packet data between @from and @end, and the last granule. Looks in the last @window bytes:
 * a run of pages there counts when it leads to the end. FALSE: the window is too small */
static gboolean
read_ogg_tail (AttFileBytes *file, gint64 from, gint64 end, gint64 window, GByteArray *tail, guint64 *granule)
{
  const gint64 begin = MAX (from, end - window);
  g_autofree guint8 *data = g_malloc (end - begin + 1);
  const gsize n = att_file_bytes_read (file, begin, data, end - begin);

  for (gsize i = 0; i + 27 <= n; i++)
    {
      OggPage page = { 0 };
      gint64 at = begin + i;

      if (memcmp (data + i, "OggS", 4) != 0)
        continue;
      g_byte_array_set_size (tail, 0);
      while (at < end && read_ogg_page (file, at, &page) && page.next <= end)
        {
          g_byte_array_append (tail, data + (page.payload - begin), page.n_payload);
          if (page.granule != G_MAXUINT64)
            *granule = page.granule;
          at = page.next;
        }
      if (at == end || page.next > end) /* to the end, or to where the file was cut off */
        break;
    }
  if (tail->len < OGG_TAIL && begin > from)
    return FALSE;
  if (tail->len > OGG_TAIL)
    g_byte_array_remove_range (tail, 0, tail->len - OGG_TAIL);
  return TRUE;
}

static gboolean
hash_ogg (XXH3_state_t *state, AttFileBytes *file, const AttSniff *sniff)
{
  const gint64 end = strip_end (file, sniff->start);
  g_autoptr (GByteArray) tail = g_byte_array_new ();
  OggPage page;
  gint64 at = sniff->start, audio;
  gsize left = SAMPLE;
  guint32 serial;
  int n_headers;
  guint64 granule = 0;

  if (!read_ogg_page (file, at, &page))
    return FALSE;
  serial = page.serial;
  n_headers = count_ogg_headers (file, sniff->type, &page);
  if (sniff->type == ATT_AUDIO_OGG_FLAC)
    {
      guint8 info[34];

      if (att_file_bytes_get (file, page.payload + 17, info, sizeof info) && hash_streaminfo (state, info))
        return TRUE;
    }
  for (; n_headers > 0 && read_ogg_page (file, at, &page); at = page.next)
    if (page.serial == serial)
      n_headers -= page.n_packets;
  if (n_headers > 0)
    return FALSE;
  audio = at;
  for (; left > 0 && read_ogg_page (file, at, &page); at = page.next)
    if (page.serial == serial)
      {
        guint8 buffer[SAMPLE];
        const gsize got = att_file_bytes_read (file, page.payload, buffer, MIN (left, page.n_payload));

        XXH3_128bits_update (state, buffer, got);
        left -= got;
        if (got < page.n_payload)
          break;
      }
  if (left == SAMPLE)
    return FALSE;
  if (!read_ogg_tail (file, audio, end, OGG_WINDOW, tail, &granule))
    read_ogg_tail (file, audio, end, OGG_LARGE_WINDOW, tail, &granule);
  XXH3_128bits_update (state, tail->data, tail->len);
  granule = GUINT64_TO_LE (granule);
  XXH3_128bits_update (state, &granule, sizeof granule);
  return TRUE;
}

gboolean
att_content_hash (AttFileBytes *file, const AttSniff *sniff, guint64 hash[2])
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  const gint64 start = sniff->start;
  XXH3_state_t state; /* not XXH3_createState(): the type's alignment is what that is for */
  XXH128_hash_t digest;
  gboolean done;

  XXH3_128bits_reset (&state);
  switch (sniff->type)
    {
    case ATT_AUDIO_FLAC:
      done = hash_flac (&state, file, start);
      break;
    case ATT_AUDIO_VORBIS:
    case ATT_AUDIO_OPUS:
    case ATT_AUDIO_OGG_FLAC:
    case ATT_AUDIO_SPEEX:
      done = hash_ogg (&state, file, sniff);
      break;
    default:
      switch (sniff->type)
        {
        case ATT_AUDIO_MP4: find_mdat (file, start, spans); break;
        case ATT_AUDIO_WAV: find_chunk (file, start + 12, "data", FALSE, 0, spans); break;
        case ATT_AUDIO_AIFF: find_chunk (file, start + 12, "SSND", TRUE, 8, spans); break;
        case ATT_AUDIO_DSF: find_dsf_data (file, start, spans); break;
        case ATT_AUDIO_ASF: find_asf_data (file, start, spans); break;
        default: add_span (spans, start, strip_end (file, start) - start); break;
        }
      done = hash_spans (&state, file, spans);
    }
  digest = XXH3_128bits_digest (&state);
  hash[0] = digest.low64 != 0 ? digest.low64 : 1;
  hash[1] = digest.high64;
  return done;
}
