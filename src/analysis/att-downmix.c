/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-downmix.h"

#include <gst/audio/audio.h>
#include <math.h>

#include "att-halve.h"
#include "att-pcm.h"

#define MIN_RATE 1000
#define MAX_RATE 768000
#define MAX_CHANNELS 64
#define BATCH 16384       /* mono samples given out at a time: decoder and listener crowd each other out of the cache */
#define MAX_HALVINGS 5    /* 768 kHz */
#define SAMPLE_LIMIT 1e4f /* beyond this a float file holds rubbish */

struct _AttDownmix
{
  AttDecoderFunc func;
  gpointer user_data;
  int n_channels, sample_rate; /* 0: nothing came yet */
  AttHalve *halves[MAX_HALVINGS];
  int n_halves;
  GstAudioResampler *resampler;         /* NULL: the rate is ours by now */
  GArray *mono, *resampled, *cleaned;   /* of float */
  GArray *ready;                        /* of float: not given out yet */
};

AttDownmix *
att_downmix_new (AttDecoderFunc func, gpointer user_data)
{
  AttDownmix *self = g_new0 (AttDownmix, 1);

  self->func = func;
  self->user_data = user_data;
  self->mono = g_array_new (FALSE, FALSE, sizeof (float));
  self->resampled = g_array_new (FALSE, FALSE, sizeof (float));
  self->cleaned = g_array_new (FALSE, FALSE, sizeof (float));
  self->ready = g_array_new (FALSE, FALSE, sizeof (float));
  return self;
}

static void
drop_filters (AttDownmix *self)
{
  for (int i = 0; i < self->n_halves; i++)
    att_halve_free (self->halves[i]);
  self->n_halves = 0;
  g_clear_pointer (&self->resampler, gst_audio_resampler_free);
  self->sample_rate = self->n_channels = 0;
}

void
att_downmix_free (AttDownmix *self)
{
  if (self == NULL)
    return;
  drop_filters (self);
  g_array_unref (self->mono);
  g_array_unref (self->resampled);
  g_array_unref (self->cleaned);
  g_array_unref (self->ready);
  g_free (self);
}

static gboolean
make_filters (AttDownmix *self, int n_channels, int sample_rate)
{
  int rate = sample_rate;

  for (; rate % 2 == 0 && rate / 2 >= ATT_DECODER_RATE; rate /= 2)
    if (att_halve_new (&self->halves[self->n_halves++]) != ATT_NUM_OK)
      g_error ("a filter could not be made");
  if (rate != ATT_DECODER_RATE)
    {
      GstStructure *options = gst_structure_new_empty ("options");

      gst_audio_resampler_options_set_quality (GST_AUDIO_RESAMPLER_METHOD_KAISER, GST_AUDIO_RESAMPLER_QUALITY_DEFAULT,
                                               rate, ATT_DECODER_RATE, options);
      self->resampler = gst_audio_resampler_new (GST_AUDIO_RESAMPLER_METHOD_KAISER, GST_AUDIO_RESAMPLER_FLAG_NONE,
                                                 GST_AUDIO_FORMAT_F32, 1, rate, ATT_DECODER_RATE, options);
      gst_structure_free (options);
      if (self->resampler == NULL)
        {
          drop_filters (self);
          return FALSE;
        }
    }
  self->n_channels = n_channels;
  self->sample_rate = sample_rate;
  return TRUE;
}

/* @mono NULL: silence, to get out what the filter still holds */
static gsize
resample (AttDownmix *self, const float *mono, gsize n)
{
  gpointer in[] = { (gpointer) mono }, out[1];
  gsize n_out;

  if (n == 0)
    return 0;
  n_out = gst_audio_resampler_get_out_frames (self->resampler, n);
  g_array_set_size (self->resampled, MAX (n_out, 1));
  out[0] = self->resampled->data;
  gst_audio_resampler_resample (self->resampler, mono != NULL ? in : NULL, n, out, n_out);
  return n_out;
}

/* @pcm nullable; the mono samples that are ready go with it when there are @enough of them */
static void
emit (AttDownmix *self, const float *pcm, gsize n_frames, gsize enough)
{
  AttDecodedBlock block = {
    .pcm = pcm,
    .n_frames = n_frames,
    .n_channels = self->n_channels,
    .sample_rate = self->sample_rate,
    .mono = (float *) self->ready->data,
    .n_mono = self->ready->len >= enough ? self->ready->len : 0,
  };

  if (block.n_frames > 0 || block.n_mono > 0)
    self->func (&block, self->user_data);
  if (block.n_mono > 0)
    g_array_set_size (self->ready, 0);
}

/* from the halving @first on */
static void
filter (AttDownmix *self, int first, float *mono, gsize n)
{
  for (int i = first; i < self->n_halves; i++)
    n = att_halve_run (self->halves[i], mono, mono, n);
  if (self->resampler != NULL)
    {
      n = resample (self, mono, n);
      mono = (float *) self->resampled->data;
    }
  if (n > 0)
    g_array_append_vals (self->ready, mono, n);
}

void
att_downmix_drain (AttDownmix *self)
{
  if (self->sample_rate == 0)
    return;
  for (int i = 0; i < self->n_halves; i++)
    {
      float last[ATT_HALVE_DELAY / 2 + 1];

      filter (self, i + 1, last, att_halve_run (self->halves[i], last, NULL, ATT_HALVE_DELAY));
    }
  if (self->resampler != NULL)
    {
      gsize n = resample (self, NULL, gst_audio_resampler_get_max_latency (self->resampler));

      if (n > 0)
        g_array_append_vals (self->ready, self->resampled->data, n);
    }
  emit (self, NULL, 0, 1);
  drop_filters (self);
}

static const float *
clean (AttDownmix *self, const float *pcm, gsize n)
{
  float *cleaned;

  g_array_set_size (self->cleaned, n);
  cleaned = (float *) self->cleaned->data;
  for (gsize i = 0; i < n; i++)
    cleaned[i] = isfinite (pcm[i]) ? CLAMP (pcm[i], -SAMPLE_LIMIT, SAMPLE_LIMIT) : 0;
  return cleaned;
}

gboolean
att_downmix_push (AttDownmix *self, const float *pcm, gsize n_frames, int n_channels, int sample_rate)
{
  float *mono;

  if (n_channels < 1 || n_channels > MAX_CHANNELS || sample_rate < MIN_RATE || sample_rate > MAX_RATE)
    return FALSE;
  if (n_channels != self->n_channels || sample_rate != self->sample_rate)
    {
      att_downmix_drain (self);
      if (!make_filters (self, n_channels, sample_rate))
        return FALSE;
    }
  if (n_frames == 0)
    return TRUE;
  if (!(att_pcm_peak (pcm, n_frames * n_channels) <= SAMPLE_LIMIT))
    pcm = clean (self, pcm, n_frames * n_channels);
  g_array_set_size (self->mono, n_frames + 1);
  mono = (float *) self->mono->data;
  att_pcm_mix (mono, pcm, n_frames, n_channels);
  filter (self, 0, mono, n_frames);
  emit (self, pcm, n_frames, BATCH);
  return TRUE;
}
