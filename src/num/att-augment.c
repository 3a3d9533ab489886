/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-augment.h"

/* 0..most */
static int
draw (AttRandom *random, int most)
{
  return most > 0 ? att_random_below (random, most + 1) : 0;
}

void
att_augment (float *out, const float *in, int n_times, int n_freqs, float floor, const AttAugment *augment,
             AttRandom *random)
{
  int roll = draw (random, augment->roll);
  int shift = draw (random, 2 * augment->mel_shift) - augment->mel_shift;
  int masked_times = draw (random, augment->time_mask < n_times ? augment->time_mask : n_times);
  int masked_freqs = draw (random, augment->freq_mask < n_freqs ? augment->freq_mask : n_freqs);
  int first_time = draw (random, n_times - masked_times), first_freq = draw (random, n_freqs - masked_freqs);
  float lowest = floor + att_random_uniform (random) * augment->floor;
  double sum = 0;

  for (int time = 0; time < n_times; time++)
    {
      const float *from = in + (size_t) ((time + roll) % n_times) * n_freqs;
      float *to = out + (size_t) time * n_freqs;

      for (int freq = 0; freq < n_freqs; freq++)
        {
          int band = freq + shift;
          float x = from[band < 0 ? 0 : band >= n_freqs ? n_freqs - 1 : band];

          to[freq] = x > lowest ? x : lowest;
          sum += to[freq];
        }
    }
  for (int time = 0; time < n_times; time++)
    for (int freq = 0; freq < n_freqs; freq++)
      if ((time >= first_time && time < first_time + masked_times) ||
          (freq >= first_freq && freq < first_freq + masked_freqs))
        out[(size_t) time * n_freqs + freq] = sum / ((double) n_times * n_freqs);
}
