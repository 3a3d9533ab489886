/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-features.h"

#include "att-features-private.h"
#include "att-genre-net.h"

/* Version 3. "window" is a texture window of 128 frames; unless said otherwise a value is the mean over windows. */
static const struct {
  const char *name;
  gsize n;
} blocks[ATT_N_BLOCKS] = {
  /* MFCC 0..19 of 40 mel bands (27.5 Hz to 11025 Hz, log10 power, floored at -8): mean in the window */
  [ATT_BLOCK_MFCC_MEAN] = { "mfcc-mean", ATT_N_MFCC },
  /* log10 of their deviation in the window, floored at -3 */
  [ATT_BLOCK_MFCC_STD] = { "mfcc-std", ATT_N_MFCC },
  /* log10 of the deviation of their change from frame to frame, floored at -3 */
  [ATT_BLOCK_MFCC_DELTA] = { "mfcc-delta", ATT_N_MFCC },
  /* correlation of MFCC i and j in the window, for 0 <= j < i < 6: (1,0) (2,0) (2,1) (3,0)… */
  [ATT_BLOCK_MFCC_CORRELATION] = { "mfcc-correlation", ATT_N_MFCC_CORRELATED * (ATT_N_MFCC_CORRELATED - 1) / 2 },
  /* spectral flatness (log10) in seven octaves, the lowest below 172 Hz: mean and deviation in the window.
   * Every second frame */
  [ATT_BLOCK_FLATNESS_MEAN] = { "flatness-mean", ATT_N_FLATNESS },
  [ATT_BLOCK_FLATNESS_STD] = { "flatness-std", ATT_N_FLATNESS },
  /* log2 (Hz + 50) of centroid and of 85 % rolloff, log2 (zero crossings in 20 ms + 1), onset strength */
  [ATT_BLOCK_SHAPE_MEAN] = { "shape-mean", ATT_N_SHAPE },
  [ATT_BLOCK_SHAPE_STD] = { "shape-std", ATT_N_SHAPE },
  /* spectral contrast in the same octaves, log10: mean and deviation in the window; mean of the valleys, relative
   * to the frame's power. Every eighth frame (att-contrast.h) */
  [ATT_BLOCK_CONTRAST_MEAN] = { "contrast-mean", ATT_N_CONTRAST },
  [ATT_BLOCK_CONTRAST_STD] = { "contrast-std", ATT_N_CONTRAST },
  [ATT_BLOCK_VALLEY_MEAN] = { "valley-mean", ATT_N_CONTRAST },
  /* patterns of the window, of the same 40 mel bands (att-patterns.h) */
  [ATT_BLOCK_PATTERN_SPECTRAL] = { "pattern-spectral", 60 },
  [ATT_BLOCK_PATTERN_DELTA] = { "pattern-delta", 40 },
  [ATT_BLOCK_PATTERN_VARIANCE] = { "pattern-variance", 20 },
  [ATT_BLOCK_PATTERN_CORRELATION] = { "pattern-correlation", 45 },
  [ATT_BLOCK_PATTERN_FLUCTUATION] = { "pattern-fluctuation", 80 },
  /* level in log10 power: deviation in the window; deviation of the windows' means over the track */
  [ATT_BLOCK_DYNAMICS] = { "dynamics", 2 },
  /* over the whole track: onsets a second; log2 (tempo / 120) times its confidence; that confidence */
  [ATT_BLOCK_RHYTHM] = { "rhythm", 3 },
  /* over the whole track: correlation of onset strengths after 0.1 s times 2^(0.4 i): 0.1, 0.132, … 2.11 s */
  [ATT_BLOCK_PULSE] = { "pulse", ATT_N_PULSE },
  /* over the whole track: mean share of each pitch class, turned so that the strongest comes first */
  [ATT_BLOCK_CHROMA] = { "chroma", 12 },
  /* over the whole track: mean sum of changes of the chroma from one frame of 186 ms to the next; its mean
   * entropy in nats */
  [ATT_BLOCK_HARMONY] = { "harmony", 2 },
  /* over the whole track: log10 (peak + 1e-4), log10 (RMS + 1e-5), offset, log10 (mean difference of samples + 1e-6),
   * log2 (rough frequency + 50) (att-wave.h) */
  [ATT_BLOCK_WAVE] = { "wave", ATT_N_WAVE },
  /* what the network of att-genre-net.h sees, mean over up to three slices of 29 s: z-scores of its teacher's values */
  [ATT_BLOCK_EMBEDDING] = { "embedding", ATT_NET_EMBEDDING },
};

gsize
att_features_get_offset (AttBlock block)
{
  gsize offset = 0;

  for (int i = 0; i < (int) block; i++)
    offset += blocks[i].n;
  return offset;
}

gsize
att_features_get_length (AttBlock block)
{
  return blocks[block].n;
}

gboolean
att_features_get_block (gsize number, AttFeatureBlock *out)
{
  if (number >= ATT_N_BLOCKS)
    return FALSE;
  *out = (AttFeatureBlock){ blocks[number].name, att_features_get_offset (number), blocks[number].n };
  return TRUE;
}

gsize
att_features_get_n (void)
{
  return att_features_get_offset (ATT_N_BLOCKS);
}

char *
att_features_dup_column (gsize column)
{
  for (int i = 0; i < ATT_N_BLOCKS; i++)
    {
      if (column < blocks[i].n)
        return g_strdup_printf ("%s.%" G_GSIZE_FORMAT, blocks[i].name, column);
      column -= blocks[i].n;
    }
  return NULL;
}
