/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-users.h"

#include <string.h>

#define PLAYLIST_PLAYS 2
#define ALBUM_PLAYS 0.5f
#define FOLDER_PLAYS 0.25f
#define FOLDER_MAX 200

typedef struct {
  GArray *rows;     /* of AttUser */
  GArray *entries;  /* of AttCsrEntry */
  guint first;      /* entry of the row that is being made */
} Builder;

static void
add (Builder *self, int item, double plays)
{
  const AttCsrEntry entry = { self->rows->len, item, plays };

  g_array_append_val (self->entries, entry);
}

/* keeps the row if it has @at_least entries */
static void
end_row (Builder *self, AttUserKind kind, gint64 id, guint at_least)
{
  const AttUser user = { kind, id };

  if (self->entries->len - self->first < at_least)
    g_array_set_size (self->entries, self->first);
  else
    g_array_append_val (self->rows, user);
  self->first = self->entries->len;
}

/* --- from the log --- */

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const AttCsrEntry *x = a, *y = b;

  return (x->column > y->column) - (x->column < y->column);
}

/* The reactions [@from, @to): those that speak for their track, all together. */
static void
add_reactions (Builder *self, const AttSignals *signals, guint from, guint to)
{
  g_autoptr (GArray) gains = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));

  for (guint i = from; i < to; i++)
    {
      const AttReaction *reaction = &g_array_index (signals->reactions, AttReaction, i);
      const AttCsrEntry gain = { 0, reaction->item, att_reaction_gain (reaction) };

      g_array_append_val (gains, gain);
    }
  g_array_sort (gains, compare_items); /* stable: sums are in the log's order */
  for (guint i = 0, next; i < gains->len; i = next)
    {
      const guint32 item = g_array_index (gains, AttCsrEntry, i).column;
      double sum = 0;

      for (next = i; next < gains->len && g_array_index (gains, AttCsrEntry, next).column == item; next++)
        sum += g_array_index (gains, AttCsrEntry, next).value;
      if ((float) sum > 0)
        add (self, item, sum);
    }
}

static void
add_sessions (Builder *self, const AttSignals *signals)
{
  for (guint i = signals->n_from_library, next; i < signals->reactions->len; i = next)
    {
      const guint session = g_array_index (signals->reactions, AttReaction, i).session;

      for (next = i; next < signals->reactions->len &&
                     g_array_index (signals->reactions, AttReaction, next).session == session;)
        next++;
      add_reactions (self, signals, i, next);
      end_row (self, ATT_USER_SESSION, session, 2);
    }
}

/* --- what was put together, or counted --- */

static gboolean
is_held_out (const AttUsersInput *input, int item)
{
  return input->held_out != NULL && input->held_out[item];
}

static void
drop_row (Builder *self)
{
  g_array_set_size (self->entries, self->first);
}

static void
add_playlists (Builder *self, const AttUsersInput *input)
{
  const GArray *entries = input->catalogue->playlist_entries;

  for (guint i = 0, next; i < entries->len; i = next)
    {
      const gint64 id = g_array_index (entries, AttPlaylistEntry, i).playlist_id;
      gboolean leaks = FALSE;

      for (next = i; next < entries->len && g_array_index (entries, AttPlaylistEntry, next).playlist_id == id; next++)
        {
          const int item = g_array_index (entries, AttPlaylistEntry, next).item;

          leaks |= is_held_out (input, item);
          add (self, item, PLAYLIST_PLAYS);
        }
      if (leaks)
        drop_row (self);
      end_row (self, ATT_USER_PLAYLIST, id, 2);
    }
}

static void
add_histories (Builder *self, const AttUsersInput *input)
{
  for (gsize i = 0, next; i < input->n_history; i = next)
    {
      const gint64 id = input->history[i].history_id;
      gboolean leaks = FALSE;

      for (next = i; next < input->n_history && input->history[next].history_id == id; next++)
        {
          const int item = att_catalogue_find (input->catalogue, input->history[next].track);

          if (item < 0 || input->history[next].n_plays == 0)
            continue;
          leaks |= is_held_out (input, item);
          add (self, item, input->history[next].n_plays);
        }
      if (leaks)
        drop_row (self);
      end_row (self, ATT_USER_HISTORY, id, 2);
    }
}

/* --- how the library is kept --- */

static gboolean
is_music_here (const AttItem *item)
{
  return !item->speech && !att_track_has (item->track, ATT_TRACK_MISSING);
}

static void
free_items (gpointer items)
{
  g_clear_pointer ((GArray **) &items, g_array_unref);
}

static void
add_albums (Builder *self, const AttCatalogue *catalogue)
{
  g_autoptr (GPtrArray) albums = g_ptr_array_new_with_free_func (free_items);

  g_ptr_array_set_size (albums, catalogue->n_albums);
  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);

      if (!item->whole_album || !is_music_here (item))
        continue;
      if (albums->pdata[item->album] == NULL)
        albums->pdata[item->album] = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val ((GArray *) albums->pdata[item->album], i);
    }
  for (guint album = 0; album < albums->len; album++)
    {
      const GArray *items = albums->pdata[album];

      for (guint i = 0; items != NULL && i < items->len; i++)
        add (self, g_array_index (items, guint, i), ALBUM_PLAYS);
      end_row (self, ATT_USER_ALBUM, album, 2);
    }
}

static gboolean
is_group (const AttCatalogue *catalogue, const GArray *items)
{
  const AttItem *first = att_catalogue_item (catalogue, g_array_index (items, guint, 0));
  gboolean is_album = first->whole_album;

  for (guint i = 1; i < items->len && is_album; i++)
    is_album = att_catalogue_item (catalogue, g_array_index (items, guint, i))->album == first->album;
  return !is_album && items->len <= FOLDER_MAX && items->len <= att_catalogue_n (catalogue) / 2;
}

static void
add_folders (Builder *self, const AttCatalogue *catalogue)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref); /* by first item */

  for (guint i = 0; i < att_catalogue_n (catalogue); i++)
    {
      const AttItem *item = att_catalogue_item (catalogue, i);
      const char *uri = item->track->uri, *slash = uri != NULL ? strrchr (uri, '/') : NULL;
      g_autofree char *name = NULL;
      GArray *items;

      if (slash == NULL || !g_str_has_prefix (uri, "file:") || !is_music_here (item))
        continue;
      name = g_strndup (uri, slash - uri);
      items = g_hash_table_lookup (by_name, name);
      if (items == NULL)
        {
          items = g_array_new (FALSE, FALSE, sizeof (guint));
          g_ptr_array_add (folders, items);
          g_hash_table_insert (by_name, g_steal_pointer (&name), items);
        }
      g_array_append_val (items, i);
    }
  for (guint folder = 0; folder < folders->len; folder++)
    {
      const GArray *items = folders->pdata[folder];

      if (!is_group (catalogue, items))
        continue;
      for (guint i = 0; i < items->len; i++)
        add (self, g_array_index (items, guint, i), FOLDER_PLAYS);
      end_row (self, ATT_USER_FOLDER, 0, 2);
    }
}

/* leaves the rows that say most */
static void
thin (Builder *self)
{
  static const AttUserKind order[] = { ATT_USER_PROFILE, ATT_USER_PLAYLIST, ATT_USER_HISTORY, ATT_USER_SESSION,
                                       ATT_USER_ALBUM, ATT_USER_FOLDER };
  const guint n = self->rows->len;
  g_autofree guint *number = g_new0 (guint, n + 1); /* the row's new one, from 1; 0: it goes */
  guint n_kept = 0, n_entries = 0;

  if (n <= ATT_USERS_MOST)
    return;
  for (gsize k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < n; i++)
      {
        const guint row = order[k] == ATT_USER_SESSION ? n - 1 - i : i; /* newest first */

        if (g_array_index (self->rows, AttUser, row).kind == order[k] && n_kept < ATT_USERS_MOST)
          {
            number[row] = 1;
            n_kept++;
          }
      }
  for (guint row = 0, next = 0; row < n; row++)
    if (number[row] != 0)
      {
        g_array_index (self->rows, AttUser, next) = g_array_index (self->rows, AttUser, row);
        number[row] = ++next;
      }
  g_array_set_size (self->rows, n_kept);
  for (guint i = 0; i < self->entries->len; i++)
    {
      AttCsrEntry entry = g_array_index (self->entries, AttCsrEntry, i);

      if (number[entry.row] == 0)
        continue;
      entry.row = number[entry.row] - 1;
      g_array_index (self->entries, AttCsrEntry, n_entries++) = entry;
    }
  g_array_set_size (self->entries, n_entries);
}

AttUsers *
att_users_new (const AttUsersInput *input)
{
  AttUsers *self = g_new0 (AttUsers, 1);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (AttCsrEntry));
  Builder builder = { NULL, entries, 0 };

  builder.rows = self->rows = g_array_new (FALSE, FALSE, sizeof (AttUser));
  add_reactions (&builder, input->signals, 0, input->signals->reactions->len);
  end_row (&builder, ATT_USER_PROFILE, 0, 0);
  add_sessions (&builder, input->signals);
  add_playlists (&builder, input);
  add_histories (&builder, input);
  add_albums (&builder, input->catalogue);
  add_folders (&builder, input->catalogue);
  thin (&builder);
  self->plays = att_csr_new (self->rows->len, att_catalogue_n (input->catalogue), (AttCsrEntry *) entries->data,
                             entries->len);
  if (self->plays == NULL)
    g_error ("out of memory: %u users", self->rows->len);
  return self;
}

void
att_users_free (AttUsers *self)
{
  if (self == NULL)
    return;
  att_csr_free (self->plays);
  g_array_unref (self->rows);
  g_free (self);
}
