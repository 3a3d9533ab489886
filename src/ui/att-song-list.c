/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-song-list.h"

#include "att-growth.h"

#define MAX_KEPT 1000 /* rows: what a view holds, and some screens around it */
#define MAX_ASKED 250 /* at once */

struct _AttSong
{
  GObject parent_instance;

  AttTrackId id;
  AttTrack *track;
};

enum { PROP_TRACK = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttSong, att_song, G_TYPE_OBJECT)

struct _AttSongList
{
  GObject parent_instance;

  AttSession *session;
  GArray *ids;
  AttGrowth growth;

  GHashTable *kept;  /* id -> AttSong */
  GQueue order;      /* the songs of `kept`, the oldest first */
  GPtrArray *wanted; /* AttSong, the latest last */
  guint ask_id;
  GPtrArray *asked;  /* AttSong, while they are read; else NULL */
  GCancellable *cancellable;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AttSongList, att_song_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- one song --- */

static void
att_song_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ATT_SONG (object)->track);
}

static void
att_song_finalize (GObject *object)
{
  g_clear_object (&ATT_SONG (object)->track);
  G_OBJECT_CLASS (att_song_parent_class)->finalize (object);
}

static void
att_song_class_init (AttSongClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = att_song_get_property;
  G_OBJECT_CLASS (klass)->finalize = att_song_finalize;
  properties[PROP_TRACK] =
    g_param_spec_object ("track", NULL, NULL, ATT_TYPE_TRACK, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
att_song_init (AttSong *self)
{
}

AttTrack *
att_song_get_track (AttSong *self)
{
  g_return_val_if_fail (ATT_IS_SONG (self), NULL);

  return self->track;
}

static void
set_track (AttSong *self, AttTrack *track)
{
  if (g_set_object (&self->track, track))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRACK]);
}

/* --- reading --- */

static void ask (AttSongList *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttSongList) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GPtrArray) asked = g_steal_pointer (&self->asked);
  guint k = 0;

  if (!tracks)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("songs could not be read: %s", error->message);
      return;
    }
  /* in the order that they were asked for; what is gone meanwhile is left out */
  for (guint i = 0; i < asked->len && k < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, k);
      AttSong *song = g_ptr_array_index (asked, i);

      if (track->id != song->id)
        continue;
      set_track (song, track);
      k++;
    }
  ask (self);
}

/* the latest first: who scrolls fast sees those, and no longer what was asked for before */
static void
ask (AttSongList *self)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  guint n;

  if (self->asked || self->wanted->len == 0)
    return;
  if (self->wanted->len > MAX_KEPT)
    g_ptr_array_remove_range (self->wanted, 0, self->wanted->len - MAX_KEPT);
  n = MIN (self->wanted->len, MAX_ASKED);
  self->asked = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = self->wanted->len - n; i < self->wanted->len; i++)
    {
      AttSong *song = g_ptr_array_index (self->wanted, i);

      g_ptr_array_add (self->asked, g_object_ref (song));
      g_array_append_val (ids, song->id);
    }
  g_ptr_array_set_size (self->wanted, (int) (self->wanted->len - n));
  att_session_get_tracks_async (self->session, (const AttTrackId *) ids->data, ids->len, self->cancellable, read_cb,
                                g_object_ref (self));
}

static gboolean
ask_cb (gpointer data)
{
  AttSongList *self = data;

  self->ask_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
want (AttSongList *self, AttSong *song)
{
  g_ptr_array_add (self->wanted, g_object_ref (song));
  if (self->ask_id == 0) /* when the view has asked for all the rows of this frame */
    self->ask_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, ask_cb, self, NULL);
}

static AttSong *
get_song (AttSongList *self, AttTrackId id)
{
  AttSong *song = g_hash_table_lookup (self->kept, &id);

  if (song)
    return song;
  if (self->order.length >= MAX_KEPT)
    {
      AttSong *oldest = g_queue_pop_head (&self->order);

      g_hash_table_remove (self->kept, &oldest->id);
    }
  song = g_object_new (ATT_TYPE_SONG, NULL);
  song->id = id;
  g_hash_table_insert (self->kept, &song->id, song);
  g_queue_push_tail (&self->order, song);
  want (self, song);
  return song;
}

/* --- the list --- */

static GType
get_item_type (GListModel *model)
{
  return ATT_TYPE_SONG;
}

static guint
get_n_items (GListModel *model)
{
  return ATT_SONG_LIST (model)->growth.n_told;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AttSongList *self = ATT_SONG_LIST (model);

  return position < self->growth.n_told ? g_object_ref (get_song (self, g_array_index (self->ids, AttTrackId, position)))
                                 : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
att_song_list_dispose (GObject *object)
{
  AttSongList *self = ATT_SONG_LIST (object);

  att_growth_stop (&self->growth);
  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_ptr_array_set_size (self->wanted, 0);
  G_OBJECT_CLASS (att_song_list_parent_class)->dispose (object);
}

static void
att_song_list_finalize (GObject *object)
{
  AttSongList *self = ATT_SONG_LIST (object);

  g_queue_clear (&self->order);
  g_hash_table_unref (self->kept);
  g_ptr_array_unref (self->wanted);
  g_array_unref (self->ids);
  g_object_unref (self->cancellable);
  g_object_unref (self->session);
  G_OBJECT_CLASS (att_song_list_parent_class)->finalize (object);
}

static void
att_song_list_class_init (AttSongListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_song_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = att_song_list_finalize;
}

static void
att_song_list_init (AttSongList *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  self->kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_object_unref);
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

AttSongList *
att_song_list_new (AttSession *session)
{
  AttSongList *self = g_object_new (ATT_TYPE_SONG_LIST, NULL);

  self->session = g_object_ref (session);
  return self;
}

void
att_song_list_restart (AttSongList *self)
{
  g_return_if_fail (ATT_IS_SONG_LIST (self));

  att_growth_restart (&self->growth);
}

static gboolean
is_same (gconstpointer before, guint i, gconstpointer after, guint j)
{
  const GArray *old = before, *new = after;

  return g_array_index (old, AttTrackId, i) == g_array_index (new, AttTrackId, j);
}

void
att_song_list_set_ids (AttSongList *self, GArray *ids)
{
  g_return_if_fail (ATT_IS_SONG_LIST (self));
  g_return_if_fail (ids != NULL);

  g_autoptr (GArray) old_ids = self->ids;

  self->ids = g_array_ref (ids);
  for (GList *link = self->order.head; link; link = link->next) /* what they say may have changed */
    want (self, link->data);
  att_growth_set (&self->growth, G_LIST_MODEL (self), ids->len, is_same, old_ids, ids);
}

void
att_song_list_update_track (AttSongList *self, AttTrack *track)
{
  AttSong *song;

  g_return_if_fail (ATT_IS_SONG_LIST (self));
  g_return_if_fail (ATT_IS_TRACK (track));

  song = g_hash_table_lookup (self->kept, &track->id);
  if (song)
    set_track (song, track);
}

GArray *
att_song_list_get_ids (AttSongList *self)
{
  return self->ids;
}
