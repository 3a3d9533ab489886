/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-shuffle.h"

static void
shuffle_array (gpointer *pointers, guint n)
{
  for (; n > 1; n--) /* Fisher-Yates */
    {
      guint other = g_random_int_range (0, n);
      gpointer pointer = pointers[n - 1];

      pointers[n - 1] = pointers[other];
      pointers[other] = pointer;
    }
}

static GPtrArray *
album_of (GHashTable *albums, GPtrArray *order, AttQueueItem *item)
{
  char *key = att_queue_item_dup_album (item);
  GPtrArray *album = key != NULL ? g_hash_table_lookup (albums, key) : NULL;

  if (album != NULL)
    {
      g_free (key);
      return album;
    }
  album = g_ptr_array_new ();
  g_ptr_array_add (order, album);
  if (key != NULL)
    g_hash_table_insert (albums, key, album);
  return album;
}

static void
order_by_album (GPtrArray *own, GPtrArray *given, AttQueueItem *current)
{
  g_autoptr (GHashTable) albums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) earlier = g_ptr_array_new (); /* of the current album, before the current item */
  gboolean passed = current == NULL;

  for (guint i = 0; i < own->len; i++)
    g_hash_table_add (wanted, own->pdata[i]);
  if (current != NULL)
    album_of (albums, order, current); /* stays the first */
  for (guint i = 0; i < given->len; i++)
    {
      passed = passed || given->pdata[i] == current;
      if (!g_hash_table_contains (wanted, given->pdata[i]))
        continue;
      if (!passed && att_queue_item_same_album (current, given->pdata[i]))
        g_ptr_array_add (earlier, given->pdata[i]);
      else
        g_ptr_array_add (album_of (albums, order, given->pdata[i]), given->pdata[i]);
    }
  if (current != NULL)
    g_ptr_array_extend (order->pdata[0], earlier, NULL, NULL);
  shuffle_array (order->pdata + (current != NULL), order->len - (current != NULL));
  g_ptr_array_set_size (own, 0);
  for (guint i = 0; i < order->len; i++)
    g_ptr_array_extend (own, order->pdata[i], NULL, NULL);
}

void
att_shuffle (AttShuffle how, GPtrArray *items, GPtrArray *given, AttQueueItem *before)
{
  if (how == ATT_SHUFFLE_ALBUMS)
    order_by_album (items, given, before);
  else
    shuffle_array (items->pdata, items->len);
}
