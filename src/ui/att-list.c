/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-list.h"

#include "att-collection.h"

struct _AttList
{
  GObject parent_instance;

  GType item_type;
  GPtrArray *items;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AttList, att_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* TRUE when a row would look the same */
static gboolean
same_item (GObject *a, GObject *b)
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
             g_strcmp0 (x->cover_uri, y->cover_uri) == 0;
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
  return ATT_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AttList *self = ATT_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
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
  g_ptr_array_unref (ATT_LIST (object)->items);
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
att_list_set_items (AttList *self, GPtrArray *items)
{
  g_return_if_fail (ATT_IS_LIST (self));
  g_return_if_fail (items != NULL);

  g_autoptr (GPtrArray) old = self->items;
  guint n_old = old->len, n_new = items->len;
  guint start = 0, end = 0;

  while (start < MIN (n_old, n_new) &&
         same_item (g_ptr_array_index (old, start), g_ptr_array_index (items, start)))
    start++;
  while (end < MIN (n_old, n_new) - start &&
         same_item (g_ptr_array_index (old, n_old - 1 - end), g_ptr_array_index (items, n_new - 1 - end)))
    end++;

  self->items = g_ptr_array_ref (items);
  if (n_old - start - end > 0 || n_new - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, n_old - start - end, n_new - start - end);
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
      g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 1);
    }
}

GPtrArray *
att_list_get_items (AttList *self)
{
  return self->items;
}
