/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-slices.h"

#include <string.h>

#include "att-decoder.h"
#include "att-features-private.h"

#define KEPT 4          /* one more, and every second one is forgotten: three are left */
#define SILENCE (-6.0f) /* -60 dBFS in log10 power */
#define RANGE 8.0f      /* 80 dB in log10 power */

const AttLogmelConfig att_slice_mel = { ATT_DECODER_RATE, ATT_N_FFT, ATT_SLICE_BANDS, 0, ATT_SLICE_MAX_HZ };

typedef struct {
  float *frames;  /* ATT_SLICE_SIZE */
  guint n;        /* frames in it */
  guint n_loud;
} Slice;

struct _AttGenreSlices
{
  Slice slices[KEPT + 1]; /* the last one used is being filled */
  guint n_kept;
  guint64 n_begun;        /* slices of the track so far, the one in work included */
  guint64 stride;         /* every so many are kept */
  gboolean filling;       /* or this one is not kept */
  guint n_seen;           /* frames of the slice in work */
};

AttGenreSlices *
att_genre_slices_new (void)
{
  AttGenreSlices *self = g_new0 (AttGenreSlices, 1);

  self->stride = 1;
  self->n_seen = ATT_SLICE_FRAMES;
  return self;
}

void
att_genre_slices_free (AttGenreSlices *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i <= KEPT; i++)
    g_free (self->slices[i].frames);
  g_free (self);
}

static void
swap (Slice *a, Slice *b)
{
  Slice slice = *a;

  *a = *b;
  *b = slice;
}

static void
forget_every_second (AttGenreSlices *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_kept; i += 2)
    swap (&self->slices[n++], &self->slices[i]);
  self->n_kept = n;
  self->stride *= 2;
}

static void
begin_slice (AttGenreSlices *self)
{
  Slice *slice;

  if (self->filling)
    self->n_kept++;
  if (self->n_kept > KEPT)
    forget_every_second (self);
  self->filling = self->n_begun % self->stride == 0;
  self->n_begun++;
  self->n_seen = 0;
  if (!self->filling)
    return;
  slice = &self->slices[self->n_kept];
  if (slice->frames == NULL)
    slice->frames = g_new (float, ATT_SLICE_SIZE);
  slice->n = slice->n_loud = 0;
}

gboolean
att_genre_slices_next (AttGenreSlices *self)
{
  if (self->n_seen == ATT_SLICE_FRAMES)
    begin_slice (self);
  self->n_seen++;
  return self->filling;
}

void
att_genre_slices_add (AttGenreSlices *self, const float *logmel, float level)
{
  Slice *slice = &self->slices[self->n_kept];

  memcpy (slice->frames + (gsize) slice->n * ATT_SLICE_BANDS, logmel, ATT_SLICE_BANDS * sizeof (float));
  slice->n++;
  slice->n_loud += level >= SILENCE;
}

guint
att_genre_slices_finish (AttGenreSlices *self)
{
  guint n = 0, n_good = 0;

  if (self->filling && (self->n_begun == 1 || self->slices[self->n_kept].n >= ATT_SLICE_FRAMES / 2))
    self->n_kept++;
  for (guint i = 0; i < self->n_kept; i++)
    if (2 * self->slices[i].n_loud >= self->slices[i].n)
      swap (&self->slices[n_good++], &self->slices[i]);
  if (n_good > 0)
    self->n_kept = n_good;
  n = MIN (self->n_kept, ATT_SLICES_MAX);
  for (guint i = 0; i < n; i++) /* the middle of each third */
    swap (&self->slices[i], &self->slices[(2 * i + 1) * self->n_kept / (2 * n)]);
  return n;
}

void
att_genre_slices_get (AttGenreSlices *self, guint i, float *slice)
{
  att_genre_slice_fill (slice, self->slices[i].frames, self->slices[i].n, 0);
}

void
att_genre_slice_fill (float *slice, const float *frames, gsize n_frames, gsize begin)
{
  float loudest;

  for (gsize i = 0; i < ATT_SLICE_FRAMES; i++)
    memcpy (slice + i * ATT_SLICE_BANDS, frames + (begin + i) % n_frames * ATT_SLICE_BANDS,
            ATT_SLICE_BANDS * sizeof (float));
  loudest = slice[0];
  for (gsize i = 1; i < ATT_SLICE_SIZE; i++)
    loudest = MAX (loudest, slice[i]);
  for (gsize i = 0; i < ATT_SLICE_SIZE; i++)
    slice[i] = MAX ((slice[i] - loudest) * (2 / RANGE) + 1, -1);
}
