/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-play-queue.h"

G_DEFINE_FINAL_TYPE (AttQueueItem, att_queue_item, G_TYPE_OBJECT)

static void
att_queue_item_finalize (GObject *object)
{
  AttQueueItem *self = ATT_QUEUE_ITEM (object);

  g_clear_object (&self->track);
  g_clear_object (&self->pick);

  G_OBJECT_CLASS (att_queue_item_parent_class)->finalize (object);
}

static void
att_queue_item_class_init (AttQueueItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_queue_item_finalize;
}

static void
att_queue_item_init (AttQueueItem *self)
{
}

AttQueueItem *
att_queue_item_new (AttTrack *track, AttOrigin origin, AttPick *pick)
{
  static guint64 last_serial; /* main context only, as the queue is */
  AttQueueItem *self = g_object_new (ATT_TYPE_QUEUE_ITEM, NULL);

  self->serial = ++last_serial;
  self->track = g_object_ref (track);
  self->origin = origin;
  g_set_object (&self->pick, pick);
  return self;
}

gboolean
att_queue_item_is_own (AttQueueItem *self)
{
  return self->origin != ATT_ORIGIN_RADIO || self->kept;
}

AttQueueItem *
att_queue_item_renew (AttQueueItem *old, AttTrack *track, gboolean kept)
{
  AttQueueItem *self = g_object_new (ATT_TYPE_QUEUE_ITEM, NULL);

  self->serial = old->serial;
  self->track = g_object_ref (track);
  self->origin = old->origin;
  self->kept = kept;
  g_set_object (&self->pick, old->pick);
  return self;
}

char *
att_queue_item_dup_album (AttQueueItem *self)
{
  AttTrack *track = self->track;

  if (track->album_id != 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) track->album_id);
  if (track->album == NULL)
    return NULL;
  return g_strdup_printf ("%s\n%s", track->album, track->album_artist != NULL ? track->album_artist : "");
}

gboolean
att_queue_item_same_album (AttQueueItem *a, AttQueueItem *b)
{
  g_autofree char *key = a != NULL ? att_queue_item_dup_album (a) : NULL;
  g_autofree char *other = b != NULL ? att_queue_item_dup_album (b) : NULL;

  return key != NULL && g_strcmp0 (key, other) == 0;
}
