/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-framer.h"

#include <stdlib.h>
#include <string.h>

/* what is held beyond a frame, in samples that overlap: it makes moving memory rare. Frames side by side need nothing. */
#define OVERLAPS 6

struct AttFramer {
  size_t size, hop, room;
  size_t begin, end; /* samples held: [begin, end) */
  float samples[];
};

AttNumStatus
att_framer_new (int size, int hop, AttFramer **out)
{
  size_t room;
  AttFramer *self;

  *out = NULL;
  if (size < 1 || size > 1048576 || hop < 1 || hop > size)
    return ATT_NUM_BAD_CONFIG;
  room = (size_t) size + OVERLAPS * ((size_t) size - hop);
  self = calloc (1, sizeof *self + room * sizeof (float));
  if (self == NULL)
    return ATT_NUM_NO_MEMORY;
  self->size = size;
  self->hop = hop;
  self->room = room;
  *out = self;
  return ATT_NUM_OK;
}

void
att_framer_free (AttFramer *self)
{
  free (self);
}

void
att_framer_reset (AttFramer *self)
{
  self->begin = self->end = 0;
}

size_t
att_framer_push (AttFramer *self, const float *pcm, size_t n)
{
  size_t held = self->end - self->begin;

  if (self->begin > 0 && self->end + n > self->room)
    {
      memmove (self->samples, self->samples + self->begin, held * sizeof (float));
      self->begin = 0;
      self->end = held;
    }
  if (n > self->room - self->end)
    n = self->room - self->end;
  if (n > 0)
    memcpy (self->samples + self->end, pcm, n * sizeof (float));
  self->end += n;
  return n;
}

const float *
att_framer_next (AttFramer *self)
{
  const float *frame = self->samples + self->begin;

  if (self->end - self->begin < self->size)
    return NULL;
  self->begin += self->hop;
  return frame;
}
