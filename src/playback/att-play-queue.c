/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-shuffle.h"

#define RUNNING_LOW 5

struct _AttPlayQueue
{
  GObject parent_instance;

  GPtrArray *items;      /* of AttQueueItem, in the order they play */
  AttShuffle shuffle;
  GPtrArray *unshuffled; /* the same items in the order they were given; NULL while not shuffled */
  int current;
  guint low_idle;
};

static void att_play_queue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AttPlayQueue, att_play_queue, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, att_play_queue_list_model_init))

enum { PROP_0, PROP_CURRENT, PROP_N_UPCOMING, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { UPCOMING_CHANGED, RUNNING_LOW_SIGNAL, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_low (AttPlayQueue *self)
{
  return self->items->len > 0 && att_play_queue_get_n_upcoming (self) < RUNNING_LOW;
}

static gboolean
running_low_cb (gpointer data)
{
  AttPlayQueue *self = data;

  self->low_idle = 0;
  if (is_low (self))
    g_signal_emit (self, signals[RUNNING_LOW_SIGNAL], 0);
  return G_SOURCE_REMOVE;
}

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

static void
add_range (GPtrArray *to, GPtrArray *from, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    g_ptr_array_add (to, g_object_ref (from->pdata[i]));
}

static GPtrArray *
copy_items (GPtrArray *from)
{
  GPtrArray *copy = new_items ();

  add_range (copy, from, 0, from->len);
  return copy;
}

/* Every change goes through here: finds the stretch that differs and says so once.
 * @items: (transfer full) */
static void
set_items (AttPlayQueue *self, GPtrArray *items, int current)
{
  g_autoptr (GPtrArray) old = self->items;
  guint old_upcoming = att_play_queue_get_n_upcoming (self);
  gboolean current_changed = current != self->current;
  guint head = 0, tail = 0, shorter = MIN (old->len, items->len);

  while (head < shorter && old->pdata[head] == items->pdata[head])
    head++;
  while (tail < shorter - head && old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;

  self->items = items;
  self->current = current;
  if (head < old->len || head < items->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, items->len - head - tail);
  if (current_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURRENT]);
  if (att_play_queue_get_n_upcoming (self) != old_upcoming)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_UPCOMING]);
  g_signal_emit (self, signals[UPCOMING_CHANGED], 0);
  if (is_low (self) && self->low_idle == 0)
    self->low_idle = g_idle_add (running_low_cb, self);
}

static int
find_item (GPtrArray *items, gpointer item)
{
  guint index;

  return g_ptr_array_find (items, item, &index) ? (int) index : -1;
}

static gboolean
is_radio (gpointer item)
{
  return !att_queue_item_is_own (item);
}

/* the place after the listener's own upcoming items; the radio's come behind it */
static guint
end_of_own (GPtrArray *items, int current)
{
  guint end = current + 1;

  for (guint i = current + 1; i < items->len; i++)
    if (!is_radio (items->pdata[i]))
      end = i + 1;
  return end;
}

static GPtrArray *
with_inserted (GPtrArray *items, guint position, GPtrArray *added)
{
  GPtrArray *result = new_items ();

  add_range (result, items, 0, position);
  add_range (result, added, 0, added->len);
  add_range (result, items, position, items->len);
  return result;
}

static void
insert (AttPlayQueue *self, guint position, GPtrArray *added, guint unshuffled_position)
{
  if (added->len == 0)
    return;
  if (self->unshuffled != NULL)
    {
      GPtrArray *unshuffled = with_inserted (self->unshuffled, unshuffled_position, added);

      g_ptr_array_unref (self->unshuffled);
      self->unshuffled = unshuffled;
    }
  set_items (self, with_inserted (self->items, position, added), self->current);
}

static void
drop_unshuffled (AttPlayQueue *self, GHashTable *dropped)
{
  GPtrArray *left;

  if (self->unshuffled == NULL)
    return;
  left = new_items ();
  for (guint i = 0; i < self->unshuffled->len; i++)
    if (!g_hash_table_contains (dropped, self->unshuffled->pdata[i]))
      g_ptr_array_add (left, g_object_ref (self->unshuffled->pdata[i]));
  g_ptr_array_unref (self->unshuffled);
  self->unshuffled = left;
}

/* keeps what @keep says, among what has not played yet */
static void
filter_upcoming (AttPlayQueue *self, gboolean (*keep) (AttQueueItem *item, gpointer data), gpointer data,
                 GPtrArray *append)
{
  g_autoptr (GHashTable) dropped = g_hash_table_new (NULL, NULL);
  GPtrArray *items = new_items ();

  for (guint i = 0; i < self->items->len; i++)
    if ((int) i <= self->current || keep (self->items->pdata[i], data))
      g_ptr_array_add (items, g_object_ref (self->items->pdata[i]));
    else
      g_hash_table_add (dropped, self->items->pdata[i]);
  if (append != NULL)
    add_range (items, append, 0, append->len);

  drop_unshuffled (self, dropped);
  if (self->unshuffled != NULL && append != NULL)
    add_range (self->unshuffled, append, 0, append->len);
  set_items (self, items, self->current);
}

static gboolean
keep_own_cb (AttQueueItem *item, gpointer data)
{
  return att_queue_item_is_own (item);
}

static gboolean
keep_radio_cb (AttQueueItem *item, gpointer data)
{
  return is_radio (item);
}

static gboolean
keep_none_cb (AttQueueItem *item, gpointer data)
{
  return FALSE;
}

static gboolean
keep_other_tracks_cb (AttQueueItem *item, gpointer data)
{
  return item->track->id != *(AttTrackId *) data;
}

/* puts the listener's own items from @start on in a random order; the radio has thought about its order */
static void
shuffle_from (AttPlayQueue *self, GPtrArray *items, guint start)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (guint i = start; i < items->len; i++)
    if (!is_radio (items->pdata[i]))
      g_ptr_array_add (own, items->pdata[i]);
  if (own->len == 0)
    return;
  att_shuffle (self->shuffle, own, self->unshuffled, start > 0 ? items->pdata[start - 1] : NULL);
  for (guint i = start, n = 0; i < items->len; i++) /* the references stay with the array: it holds the same items */
    if (!is_radio (items->pdata[i]))
      items->pdata[i] = own->pdata[n++];
}

static GType
get_item_type (GListModel *model)
{
  return ATT_TYPE_QUEUE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return ATT_PLAY_QUEUE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AttPlayQueue *self = ATT_PLAY_QUEUE (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
att_play_queue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
att_play_queue_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttPlayQueue *self = ATT_PLAY_QUEUE (object);

  switch (prop_id)
    {
    case PROP_CURRENT:
      g_value_set_int (value, self->current);
      break;
    case PROP_N_UPCOMING:
      g_value_set_uint (value, att_play_queue_get_n_upcoming (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
att_play_queue_finalize (GObject *object)
{
  AttPlayQueue *self = ATT_PLAY_QUEUE (object);

  g_clear_handle_id (&self->low_idle, g_source_remove);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->unshuffled, g_ptr_array_unref);

  G_OBJECT_CLASS (att_play_queue_parent_class)->finalize (object);
}

static void
att_play_queue_class_init (AttPlayQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = att_play_queue_get_property;
  object_class->finalize = att_play_queue_finalize;

  props[PROP_CURRENT] = g_param_spec_int ("current", NULL, NULL, -1, G_MAXINT, -1,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_N_UPCOMING] = g_param_spec_uint ("n-upcoming", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[UPCOMING_CHANGED] = g_signal_new ("upcoming-changed", ATT_TYPE_PLAY_QUEUE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RUNNING_LOW_SIGNAL] = g_signal_new ("running-low", ATT_TYPE_PLAY_QUEUE, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_play_queue_init (AttPlayQueue *self)
{
  self->items = new_items ();
  self->current = -1;
}

AttPlayQueue *
att_play_queue_new (void)
{
  return g_object_new (ATT_TYPE_PLAY_QUEUE, NULL);
}

int
att_play_queue_get_current (AttPlayQueue *self)
{
  return self->current;
}

AttQueueItem *
att_play_queue_get_item (AttPlayQueue *self, int position)
{
  return position >= 0 && position < (int) self->items->len ? self->items->pdata[position] : NULL;
}

AttQueueItem *
att_play_queue_get_current_item (AttPlayQueue *self)
{
  return att_play_queue_get_item (self, self->current);
}

AttQueueItem *
att_play_queue_peek_next (AttPlayQueue *self)
{
  return att_play_queue_get_item (self, self->current + 1);
}

guint
att_play_queue_get_n_upcoming (AttPlayQueue *self)
{
  return self->items->len - (self->current + 1);
}

void
att_play_queue_set_current (AttPlayQueue *self, int position)
{
  position = CLAMP (position, -1, (int) self->items->len - 1);
  if (position != self->current)
    set_items (self, g_ptr_array_ref (self->items), position);
}

gboolean
att_play_queue_advance (AttPlayQueue *self)
{
  if (self->current + 1 >= (int) self->items->len)
    return FALSE;
  att_play_queue_set_current (self, self->current + 1);
  return TRUE;
}

gboolean
att_play_queue_go_back (AttPlayQueue *self)
{
  if (self->current <= 0)
    return FALSE;
  att_play_queue_set_current (self, self->current - 1);
  return TRUE;
}

void
att_play_queue_replace_all (AttPlayQueue *self, GPtrArray *items, int current)
{
  GPtrArray *copy = copy_items (items);

  current = CLAMP (current, -1, (int) items->len - 1);
  if (self->unshuffled != NULL)
    {
      g_ptr_array_unref (self->unshuffled);
      self->unshuffled = copy_items (items);
      if (current > 0) /* the chosen one first, then all the others */
        {
          g_ptr_array_insert (copy, 0, g_ptr_array_steal_index (copy, current));
          current = 0;
        }
      shuffle_from (self, copy, current + 1);
    }
  set_items (self, copy, current);
}

void
att_play_queue_restore (AttPlayQueue *self, GPtrArray *items, int current)
{
  if (self->unshuffled != NULL)
    {
      g_ptr_array_unref (self->unshuffled);
      self->unshuffled = copy_items (items);
    }
  set_items (self, copy_items (items), CLAMP (current, -1, (int) items->len - 1));
}

void
att_play_queue_insert_next (AttPlayQueue *self, GPtrArray *items)
{
  guint unshuffled_position = 0;

  if (self->unshuffled != NULL && self->current >= 0)
    unshuffled_position = find_item (self->unshuffled, self->items->pdata[self->current]) + 1;
  insert (self, self->current + 1, items, unshuffled_position);
}

void
att_play_queue_append_own (AttPlayQueue *self, GPtrArray *items)
{
  guint unshuffled_position = self->unshuffled != NULL ? end_of_own (self->unshuffled, -1) : 0;

  insert (self, end_of_own (self->items, self->current), items, unshuffled_position);
}

void
att_play_queue_set_radio (AttPlayQueue *self, GPtrArray *items)
{
  filter_upcoming (self, keep_own_cb, NULL, items);
}

void
att_play_queue_append_radio (AttPlayQueue *self, GPtrArray *items)
{
  insert (self, self->items->len, items, self->unshuffled != NULL ? self->unshuffled->len : 0);
}

void
att_play_queue_remove (AttPlayQueue *self, int position)
{
  AttQueueItem *item = att_play_queue_get_item (self, position);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (item == NULL)
    return;
  g_ptr_array_add (items, item);
  att_play_queue_remove_items (self, items);
}

void
att_play_queue_remove_items (AttPlayQueue *self, GPtrArray *items)
{
  g_autoptr (GHashTable) serials = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) dropped = g_hash_table_new (NULL, NULL);
  GPtrArray *left = new_items ();
  int current = self->current;

  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (serials, &ATT_QUEUE_ITEM (items->pdata[i])->serial);
  for (int i = 0; i < (int) self->items->len; i++)
    {
      AttQueueItem *item = self->items->pdata[i];

      if (i == self->current || !g_hash_table_contains (serials, &item->serial))
        {
          g_ptr_array_add (left, g_object_ref (item));
          continue;
        }
      g_hash_table_add (dropped, item);
      current -= i < self->current;
    }
  drop_unshuffled (self, dropped);
  set_items (self, left, current);
}

void
att_play_queue_remove_track (AttPlayQueue *self, AttTrackId track_id)
{
  filter_upcoming (self, keep_other_tracks_cb, &track_id, NULL);
}

void
att_play_queue_move (AttPlayQueue *self, int from, int to)
{
  AttQueueItem *item = att_play_queue_get_item (self, from);
  int first = self->current + 1;
  GPtrArray *items;

  to = CLAMP (to, first, (int) self->items->len - 1);
  if (item == NULL || from < first || from == to)
    return;
  items = copy_items (self->items);
  g_ptr_array_insert (items, to, g_ptr_array_steal_index (items, from));
  for (int i = first; i <= to; i++)
    {
      AttQueueItem *old = items->pdata[i];
      guint index;

      if (!is_radio (old))
        continue;
      items->pdata[i] = att_queue_item_renew (old, old->track, TRUE);
      if (self->unshuffled != NULL && g_ptr_array_find (self->unshuffled, old, &index))
        g_set_object ((AttQueueItem **) &self->unshuffled->pdata[index], items->pdata[i]);
      g_object_unref (old);
    }
  set_items (self, items, self->current);
}

void
att_play_queue_put_back (AttPlayQueue *self, AttQueueItem *item, int position)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  g_ptr_array_add (items, item);
  att_play_queue_put_back_items (self, items, &position);
}

void
att_play_queue_put_back_items (AttPlayQueue *self, GPtrArray *back, const int *positions)
{
  GPtrArray *items = copy_items (self->items);
  const int first = self->current + 1;
  int end_own = (int) end_of_own (items, self->current);
  int end_unshuffled = self->unshuffled != NULL ? (int) end_of_own (self->unshuffled, -1) : 0;

  for (guint i = 0; i < back->len; i++)
    {
      AttQueueItem *item = back->pdata[i];
      const gboolean radio = is_radio (item);
      const int low = radio ? end_own : first, high = radio ? (int) items->len : end_own;

      g_ptr_array_insert (items, CLAMP (positions[i], low, high), g_object_ref (item));
      if (self->unshuffled != NULL)
        g_ptr_array_insert (self->unshuffled, radio ? -1 : end_unshuffled, g_object_ref (item));
      end_own += !radio;
      end_unshuffled += !radio;
    }
  set_items (self, items, self->current);
}

guint
att_play_queue_get_n_own (AttPlayQueue *self)
{
  guint n = 0;

  for (guint i = self->current + 1; i < self->items->len; i++)
    n += !is_radio (self->items->pdata[i]);
  return n;
}

GPtrArray *
att_play_queue_clear_own (AttPlayQueue *self)
{
  GPtrArray *own = new_items ();

  for (guint i = self->current + 1; i < self->items->len; i++)
    if (!is_radio (self->items->pdata[i]))
      g_ptr_array_add (own, g_object_ref (self->items->pdata[i]));
  if (own->len > 0)
    filter_upcoming (self, keep_radio_cb, NULL, NULL);
  return own;
}

void
att_play_queue_clear_upcoming (AttPlayQueue *self)
{
  filter_upcoming (self, keep_none_cb, NULL, NULL);
}

void
att_play_queue_update_tracks (AttPlayQueue *self, GPtrArray *tracks)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) renewed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL); /* by what they were */
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (guint)); /* from, to, from, to… */

  for (guint i = 0; i < tracks->len; i++)
    if (ATT_TRACK (tracks->pdata[i])->id != 0)
      g_hash_table_insert (by_id, &ATT_TRACK (tracks->pdata[i])->id, tracks->pdata[i]);
  for (guint i = 0; i < self->items->len; i++)
    {
      AttQueueItem *old = self->items->pdata[i];
      AttTrack *track = g_hash_table_lookup (by_id, &old->track->id);

      if (track == NULL)
        continue;
      self->items->pdata[i] = att_queue_item_renew (old, track, old->kept);
      g_hash_table_insert (renewed, old, self->items->pdata[i]);
      if (runs->len > 0 && g_array_index (runs, guint, runs->len - 1) == i)
        g_array_index (runs, guint, runs->len - 1)++;
      else
        g_array_append_vals (runs, (guint[]){ i, i + 1 }, 2);
    }
  for (guint i = 0; self->unshuffled != NULL && i < self->unshuffled->len; i++)
    {
      AttQueueItem *item = g_hash_table_lookup (renewed, self->unshuffled->pdata[i]);

      if (item != NULL)
        g_set_object ((AttQueueItem **) &self->unshuffled->pdata[i], item);
    }
  for (guint i = 0; i < runs->len; i += 2)
    {
      const guint from = g_array_index (runs, guint, i), n = g_array_index (runs, guint, i + 1) - from;

      g_list_model_items_changed (G_LIST_MODEL (self), from, n, n);
    }
}

AttShuffle
att_play_queue_get_shuffle (AttPlayQueue *self)
{
  return self->shuffle;
}

void
att_play_queue_shuffle_again (AttPlayQueue *self)
{
  GPtrArray *items;

  if (self->shuffle == ATT_SHUFFLE_OFF)
    return;
  items = copy_items (self->items);
  shuffle_from (self, items, self->current + 1);
  set_items (self, items, self->current);
}

void
att_play_queue_set_shuffle (AttPlayQueue *self, AttShuffle shuffle)
{
  AttQueueItem *current = att_play_queue_get_current_item (self);
  GPtrArray *items;

  if (shuffle == self->shuffle)
    return;
  self->shuffle = shuffle;
  if (shuffle != ATT_SHUFFLE_OFF)
    {
      if (self->unshuffled == NULL)
        self->unshuffled = copy_items (self->items);
      att_play_queue_shuffle_again (self);
      return;
    }
  items = g_steal_pointer (&self->unshuffled);
  set_items (self, items, current != NULL ? find_item (items, current) : -1);
}
