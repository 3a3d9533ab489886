/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-list.h"

#include "att-collection.h"

/* GTK 4.8 makes widgets for up to 200 rows, or 30 lines of tiles, however few are seen */
#define STEP 30
#define MAX_WIDGETS 240

struct _AttList
{
  GObject parent_instance;

  GType item_type;
  GPtrArray *items;
  guint n_told; /* of items, from the first */
  guint grow_id;
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
  return ATT_LIST (model)->n_told;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AttList *self = ATT_LIST (model);

  return position < self->n_told ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
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

  g_clear_handle_id (&self->grow_id, g_source_remove);
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

/* one step, between frames; when the view has all the widgets it will make, the rest costs nothing */
static gboolean
grow_cb (gpointer data)
{
  AttList *self = data;
  guint before = self->n_told;
  gboolean done;

  self->n_told = before + STEP < MAX_WIDGETS ? MIN (before + STEP, self->items->len) : self->items->len;
  done = self->n_told == self->items->len;
  if (done)
    self->grow_id = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_told - before);
  return done ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void
att_list_restart (AttList *self)
{
  guint before;

  g_return_if_fail (ATT_IS_LIST (self));

  before = self->n_told;
  if (before <= STEP)
    return;
  self->n_told = STEP;
  g_clear_handle_id (&self->grow_id, g_source_remove);
  g_list_model_items_changed (G_LIST_MODEL (self), STEP, before - STEP, 0);
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
  guint n_old = self->n_told, n_new = MIN (items->len, MAX (n_old, STEP));
  guint start = 0, end = 0;

  while (start < MIN (n_old, n_new) &&
         same_item (g_ptr_array_index (old, start), g_ptr_array_index (items, start)))
    start++;
  while (end < MIN (n_old, n_new) - start &&
         same_item (g_ptr_array_index (old, n_old - 1 - end), g_ptr_array_index (items, n_new - 1 - end)))
    end++;

  self->items = g_ptr_array_ref (items);
  self->n_told = n_new;
  if (n_new == items->len)
    g_clear_handle_id (&self->grow_id, g_source_remove);
  else if (self->grow_id == 0)
    self->grow_id = g_idle_add (grow_cb, self);
  if (n_old - start - end > 0 || n_new - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, n_old - start - end, n_new - start - end);
  if (old->len > MAX_WIDGETS)
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
      if (i < self->n_told)
        g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 1);
    }
}

GPtrArray *
att_list_get_items (AttList *self)
{
  return self->items;
}
