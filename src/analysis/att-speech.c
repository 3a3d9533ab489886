/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-speech.h"

#include "att-features-private.h"

#define FIRST_MFCC 3
#define LAST_MFCC 7
#define MIN_TIMBRE_DEVIATION 0.05f /* log10 */
#define MIN_LEVEL_DEVIATION 0.5f   /* log10 of power */
#define MAX_TEMPO_CONFIDENCE 0.2f

gboolean
att_speech_is (const float *vector)
{
  const float *deviations = vector + att_features_get_offset (ATT_BLOCK_MFCC_STD);
  const float *rhythm = vector + att_features_get_offset (ATT_BLOCK_RHYTHM);
  float timbre = 0;

  for (int i = FIRST_MFCC; i <= LAST_MFCC; i++)
    timbre += deviations[i] / (LAST_MFCC - FIRST_MFCC + 1);
  return timbre >= MIN_TIMBRE_DEVIATION && rhythm[2] <= MAX_TEMPO_CONFIDENCE &&
         vector[att_features_get_offset (ATT_BLOCK_DYNAMICS)] >= MIN_LEVEL_DEVIATION;
}
