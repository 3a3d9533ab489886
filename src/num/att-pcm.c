/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-pcm.h"

#include <string.h>

#include "att-num-private.h"

void
att_pcm_from_s16 (float *out, const int16_t *in, size_t n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = in[i] * (1.0f / 32768);
}

void
att_pcm_from_s32 (float *out, const int32_t *in, size_t n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = in[i] * (1.0f / 2147483648.0f);
}

void
att_pcm_mix (float *mono, const float *pcm, size_t n_frames, int n_channels)
{
  if (n_channels == 1)
    memcpy (mono, pcm, n_frames * sizeof *mono);
  else if (n_channels == 2)
    for (size_t i = 0; i < n_frames; i++)
      mono[i] = 0.5f * (pcm[2 * i] + pcm[2 * i + 1]);
  else
    for (size_t i = 0; i < n_frames; i++)
      {
        float sum = 0;

        for (int c = 0; c < n_channels; c++)
          sum += pcm[i * n_channels + c];
        mono[i] = sum / n_channels;
      }
}

/* Without its sign a float orders as a whole number does, with infinity and NAN above all others. */
ATT_NUM_WIDE float
att_pcm_peak (const float *pcm, size_t n)
{
  int32_t most = 0;
  float peak;

  for (size_t i = 0; i < n; i++)
    {
      int32_t bits;

      memcpy (&bits, &pcm[i], sizeof bits);
      bits &= 0x7fffffff;
      most = bits > most ? bits : most;
    }
  memcpy (&peak, &most, sizeof peak);
  return peak;
}
