/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-event.h"

#include <math.h>

#define COMPLETE_SHARE 0.80
#define COMPLETE_LEFT_MS 15000
#define SKIP_SHARE 0.50

AttEvent *
att_event_new (AttTrackId track_id, AttEventKind kind, gint64 at)
{
  AttEvent *self = g_new0 (AttEvent, 1);

  self->track_id = track_id;
  self->kind = kind;
  self->at = at;
  self->origin = ATT_ORIGIN_LISTENER;
  self->confidence = 1;
  for (guint i = 0; i < ATT_MAX_RECOMMENDERS; i++)
    self->opinions.scores[i] = NAN;
  self->opinions.predicted = NAN;
  self->opinions.champion = -1;
  return self;
}

AttEvent *
att_event_copy (const AttEvent *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
att_event_free (AttEvent *self)
{
  g_free (self);
}

gboolean
att_event_is_complete (const AttEvent *self)
{
  if (self->kind != ATT_EVENT_PLAY || self->ending == ATT_ENDING_ERROR)
    return FALSE;
  if (self->ending == ATT_ENDING_FINISHED && self->length_ms <= 0)
    return TRUE; /* a length was never known: the end is all there is to go by */
  if (self->length_ms <= 0)
    return FALSE;
  return self->heard_ms >= SKIP_SHARE * self->length_ms &&
         (self->heard_ms >= COMPLETE_SHARE * self->length_ms ||
          self->length_ms - self->heard_ms <= COMPLETE_LEFT_MS);
}

gboolean
att_event_is_skip (const AttEvent *self)
{
  return self->kind == ATT_EVENT_PLAY && self->ending == ATT_ENDING_NEXT &&
         self->heard_ms < SKIP_SHARE * self->length_ms;
}
