/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-list.h"

#include "att-collection.h"
#include "att-growth.h"

struct _AttList
{
  GObject parent_instance;

  GType item_type;
  GPtrArray *items;
  AttGrowth growth;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AttList, att_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
same_covers (AttCollection *a, AttCollection *b)
{
  return a->cover_uris && b->cover_uris
           ? g_strv_equal ((const char *const *) a->cover_uris, (const char *const *) b->cover_uris)
           : a->cover_uris == b->cover_uris;
}

gboolean
att_list_is_same (GObject *a, GObject *b)
{
  if (a == b)
    return TRUE;
  if (ATT_IS_TRACK (a) && ATT_IS_TRACK (b))
    {
      AttTrack *x = ATT_TRACK (a), *y = ATT_TRACK (b);
      return x->id != 0 && x->id == y->id && x->flags == y->flags && x->n_plays == y->n_plays &&
             x->rating == y->rating && x->duration_ms == y->duration_ms && x->year == y->year &&
             x->track_number == y->track_number && g_strcmp0 (x->title, y->title) == 0 &&
             g_strcmp0 (x->artist, y->artist) == 0 && g_strcmp0 (x->album, y->album) == 0;
    }
  if (ATT_IS_COLLECTION (a) && ATT_IS_COLLECTION (b))
    {
      AttCollection *x = ATT_COLLECTION (a), *y = ATT_COLLECTION (b);
      return x->kind == y->kind && x->id == y->id && x->n_tracks == y->n_tracks && x->n_albums == y->n_albums &&
             x->year == y->year && g_strcmp0 (x->title, y->title) == 0 && g_strcmp0 (x->subtitle, y->subtitle) == 0 &&
             g_strcmp0 (x->cover_uri, y->cover_uri) == 0 && x->flags == y->flags && same_covers (x, y);
    }
  return FALSE;
}

static GType
get_item_type (GListModel *model)
{
  return ATT_LIST (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return ATT_LIST (model)->growth.n_told;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AttList *self = ATT_LIST (model);

  return position < self->growth.n_told ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
att_list_finalize (GObject *object)
{
  AttList *self = ATT_LIST (object);

  att_growth_stop (&self->growth);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (att_list_parent_class)->finalize (object);
}

static void
att_list_class_init (AttListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_list_finalize;
}

static void
att_list_init (AttList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

AttList *
att_list_new (GType item_type)
{
  AttList *self = g_object_new (ATT_TYPE_LIST, NULL);

  self->item_type = item_type;
  return self;
}

void
att_list_restart (AttList *self)
{
  g_return_if_fail (ATT_IS_LIST (self));

  att_growth_restart (&self->growth);
}

static gboolean
is_same (gconstpointer before, guint i, gconstpointer after, guint j)
{
  const GPtrArray *old = before, *new = after;

  return att_list_is_same (g_ptr_array_index (old, i), g_ptr_array_index (new, j));
}

/* 20,000 objects take longer than a frame to free */
static gpointer
free_items (gpointer items)
{
  g_ptr_array_unref (items);
  return NULL;
}

void
att_list_set_items (AttList *self, GPtrArray *items)
{
  g_return_if_fail (ATT_IS_LIST (self));
  g_return_if_fail (items != NULL);

  GPtrArray *old = self->items;

  self->items = g_ptr_array_ref (items);
  att_growth_set (&self->growth, G_LIST_MODEL (self), items->len, is_same, old, items);
  if (old->len > ATT_GROWTH_ENOUGH)
    g_thread_unref (g_thread_new ("free-list", free_items, old));
  else
    g_ptr_array_unref (old);
}

void
att_list_update_track (AttList *self, AttTrack *track)
{
  g_return_if_fail (ATT_IS_LIST (self));
  g_return_if_fail (ATT_IS_TRACK (track));

  for (guint i = 0; i < self->items->len; i++)
    {
      GObject *item = g_ptr_array_index (self->items, i);

      if (!ATT_IS_TRACK (item) || ATT_TRACK (item)->id != track->id || track->id == 0)
        continue;
      self->items->pdata[i] = g_object_ref (track);
      g_object_unref (item);
      if (i < self->growth.n_told)
        g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 1);
    }
}

GPtrArray *
att_list_get_items (AttList *self)
{
  return self->items;
}
