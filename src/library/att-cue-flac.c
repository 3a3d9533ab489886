/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cue-flac.h"

#include "att-cue.h"

#define MAX_BLOCKS 1000
#define CUESHEET 5
#define HEAD (128 + 8 + 1 + 258) /* catalogue number, lead-in, flags; the number of tracks follows */
#define TRACK 36
#define INDEX 12
#define LEAD_OUT 170
#define LEAD_OUT_NOT_CD 255

static void
append_track (GString *to, int number, gboolean audio, guint64 sample, int rate)
{
  const guint64 frames = (sample * ATT_CUE_FRAMES + rate / 2) / rate, seconds = frames / ATT_CUE_FRAMES;

  g_string_append_printf (to, "TRACK %02d %s\nINDEX 01 %02u:%02u:%02u\n", number, audio ? "AUDIO" : "MODE1/2352",
                          (guint) (seconds / 60), (guint) (seconds % 60), (guint) (frames % ATT_CUE_FRAMES));
}

static char *
read_block (AttFileBytes *file, gint64 at, gint64 end, int rate)
{
  g_autoptr (GString) text = g_string_new ("FILE \"\" WAVE\n");
  guint8 n_tracks, track[TRACK], index[INDEX];
  int n = 0;

  if (!att_file_bytes_get (file, at + HEAD, &n_tracks, 1))
    return NULL;
  at += HEAD + 1;
  for (int i = 0; i < n_tracks && at + TRACK <= end && att_file_bytes_get (file, at, track, TRACK); i++)
    {
      guint64 first = 0;

      at += TRACK;
      for (int j = 0; j < track[35] && at + INDEX <= end && att_file_bytes_get (file, at, index, INDEX); j++)
        {
          if (index[8] == 1)
            first = att_be64 (index);
          at += INDEX;
        }
      first += att_be64 (track);
      if (track[8] == LEAD_OUT || track[8] == LEAD_OUT_NOT_CD || first > G_MAXINT64 / (ATT_CUE_FRAMES + 1))
        break;
      append_track (text, track[8], (track[21] & 0x80) == 0, first, rate);
      n++;
    }
  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
att_cue_from_flac (AttFileBytes *file, gint64 start, int sample_rate)
{
  gint64 at = start + 4;
  guint8 head[4];

  for (int i = 0; i < MAX_BLOCKS && att_file_bytes_get (file, at, head, 4); i++)
    {
      const gint64 length = head[1] << 16 | head[2] << 8 | head[3];

      if ((head[0] & 0x7f) == CUESHEET)
        return read_block (file, at + 4, at + 4 + length, sample_rate);
      at += 4 + length;
      if (head[0] & 0x80)
        break;
    }
  return NULL;
}
