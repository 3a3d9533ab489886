/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is opened from outside: dropped on the window, given by a file manager, MPRIS or the command line. Folders and
 * playlists are played as what they hold, and so are files that are an album; files that are not in the library show
 * their tags all the same. What cannot be opened is told; where nothing that was given can be, what plays plays on.
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "att-part.h"
#include "att-playlist-file.h"
#include "att-session-private.h"
#include "att-store-tracks.h"
#include "att-scanner.h"
#include "att-walk.h"

#define MAX_OPENED 10000
/* so many files from outside show their tags; of more, the rest shows its names */
#define MAX_READ 300
/* of so many given one by one it is looked whether each is an album */
#define MAX_CUT 50
/* playlists in a playlist */
#define MAX_NESTED 100

typedef struct {
  GPtrArray *tracks;   /* of AttTrack */
  char *outside;       /* (nullable): a folder that could be added */
  GPtrArray *unopened; /* of uris that cannot be opened… */
  GPtrArray *causes;   /* …and why */
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_ptr_array_unref (opened->tracks);
  g_free (opened->outside);
  g_ptr_array_unref (opened->unopened);
  g_ptr_array_unref (opened->causes);
  g_free (opened);
}

static AttTrack *
read_transient (const char *uri, gboolean with_tags)
{
  AttTrack *track = att_track_new_for_uri (uri);
  g_autofree char *path = with_tags ? att_part_whole_path (uri, NULL) : NULL;
  g_autoptr (AttTags) tags = path != NULL                                        ? att_tag_reader_read (path, NULL)
                             : with_tags && att_part_of_uri (uri, NULL) ? att_session_read_part (uri) : NULL;

  if (tags == NULL)
    return track;
  att_track_set_string (&track->title, tags->title, FALSE);
  att_track_set_string (&track->album, tags->album, TRUE);
  for (guint i = 0; i < tags->credits->len && track->artist == NULL; i++)
    if (((AttCredit *) g_ptr_array_index (tags->credits, i))->role == ATT_ROLE_ARTIST)
      att_track_set_string (&track->artist, ((AttCredit *) g_ptr_array_index (tags->credits, i))->name, TRUE);
  track->duration_ms = tags->duration_ms;
  track->year = tags->year;
  track->audio_type = tags->type;
  track->rg_track_gain_db = tags->rg_track_gain_db;
  track->rg_track_peak = tags->rg_track_peak;
  track->rg_album_gain_db = tags->rg_album_gain_db;
  track->rg_album_peak = tags->rg_album_peak;
  return track;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const AttWalkFile *x = *(AttWalkFile **) a, *y = *(AttWalkFile **) b;
  g_autofree char *x_name = g_filename_display_name (x->path), *y_name = g_filename_display_name (y->path);
  g_autofree char *x_key = g_utf8_collate_key_for_filename (x_name, -1);
  g_autofree char *y_key = g_utf8_collate_key_for_filename (y_name, -1);

  return strcmp (x_key, y_key);
}

static void
add_uri (GPtrArray *uris, const char *uri)
{
  if (uris->len < MAX_OPENED)
    g_ptr_array_add (uris, g_strdup (uri));
}

static gboolean
add_folder (GPtrArray *uris, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_walk_file_free);

  if (!att_walk (path, NULL, files, NULL, cancellable, error))
    return FALSE;
  g_ptr_array_sort (files, compare_files);
  for (guint i = 0; i < files->len; i++)
    {
      AttWalkFile *file = g_ptr_array_index (files, i);
      g_autofree char *uri = file->kind == ATT_WALK_AUDIO ? g_filename_to_uri (file->path, NULL, NULL) : NULL;

      if (uri != NULL)
        add_uri (uris, uri);
    }
  return TRUE;
}

/* @seen: playlists that were read; one may be in another, or in itself */
static gboolean
add_playlist (GPtrArray *uris, const char *path, GHashTable *seen, GError **error)
{
  g_autoptr (AttPlaylist) playlist = att_playlist_file_read (path, error);
  g_auto (GStrv) items = playlist != NULL ? att_playlist_dup_uris (playlist) : NULL;

  g_hash_table_add (seen, g_strdup (path));
  for (gsize i = 0; items != NULL && items[i] != NULL && uris->len < MAX_OPENED; i++)
    {
      g_autofree char *inner = att_part_whole_path (items[i], NULL);

      if (inner == NULL || !att_playlist_file_is (inner))
        add_uri (uris, items[i]);
      else if (!g_hash_table_contains (seen, inner) && g_hash_table_size (seen) < MAX_NESTED)
        add_playlist (uris, inner, seen, NULL);
    }
  return playlist != NULL;
}

/* what is at @path: songs, or FALSE with a cause */
static gboolean
add_path (AttSession *self, GPtrArray *uris, const char *path, gboolean cut, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint before = uris->len;
  GStatBuf st;

  if (g_stat (path, &st) < 0 || g_access (path, R_OK) < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  if (S_ISDIR (st.st_mode) ? !add_folder (uris, path, cancellable, error)
                           : att_playlist_file_is (path) && !add_playlist (uris, path, seen, error))
    return FALSE;
  if (S_ISREG (st.st_mode) && st.st_size > 0 && !att_playlist_file_is (path))
    {
      att_session_open_parts (self, path, cut, uris);
      return TRUE; /* a song, or what the player will say cannot be played */
    }
  if (uris->len > before)
    return TRUE;
  if (S_ISREG (st.st_mode) && st.st_size == 0)
    /* TRANSLATORS: why a file cannot be opened: “Cannot open “Rain.mp3”: the file is empty” */
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("the file is empty"));
  else
    /* TRANSLATORS: why a folder or playlist cannot be opened: “Cannot open “Concert”: there is no music in it” */
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("there is no music in it"));
  return FALSE;
}

/* is @path in one of the music folders? */
static gboolean
is_inside (const char *path, GPtrArray *roots)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  for (guint i = 0; i < roots->len; i++)
    {
      g_autoptr (GFile) root = g_file_new_for_path (((AttRoot *) g_ptr_array_index (roots, i))->path);

      if (g_file_equal (file, root) || g_file_has_prefix (file, root))
        return TRUE;
    }
  return FALSE;
}

/* the one folder that everything was opened from, if it could be a music folder: not all of a disk or of the home */
static void
note_outside (Opened *opened, const char *path, gboolean is_folder, gboolean is_first)
{
  g_autofree char *folder = is_folder ? g_strdup (path) : g_path_get_dirname (path);

  if (is_first && strcmp (folder, "/") != 0 && strcmp (folder, g_get_home_dir ()) != 0)
    opened->outside = g_steal_pointer (&folder);
  else if (!is_first && g_strcmp0 (folder, opened->outside) != 0)
    g_clear_pointer (&opened->outside, g_free);
}

static gpointer
ask_uris (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  char **uris = data;
  Opened *opened = g_new0 (Opened, 1);
  g_autoptr (GPtrArray) roots = att_store_list_roots (self->store, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  guint n_read = 0, n_outside = 0;

  opened->tracks = g_ptr_array_new_with_free_func (g_object_unref);
  opened->unopened = g_ptr_array_new_with_free_func (g_free);
  opened->causes = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; uris[i] != NULL; i++)
    {
      g_autofree char *path = att_part_whole_path (uris[i], NULL);
      gboolean is_folder = path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR);
      g_autoptr (GError) local = NULL;
      guint before = all->len;

      if (path != NULL && !add_path (self, all, path, i < MAX_CUT, cancellable, &local))
        {
          g_ptr_array_add (opened->unopened, g_strdup (uris[i]));
          g_ptr_array_add (opened->causes, g_strdup (local->message));
          continue;
        }
      if (all->len == before) /* a file or a stream */
        add_uri (all, uris[i]);
      else if (!is_folder)
        continue;
      if (path != NULL && roots != NULL && !is_inside (path, roots))
        note_outside (opened, path, is_folder, n_outside++ == 0);
    }
  for (guint i = 0; i < all->len; i++)
    {
      const char *uri = g_ptr_array_index (all, i);
      AttTrack *track = att_store_find_track (self->store, uri, NULL);

      g_ptr_array_add (opened->tracks, track != NULL ? track : read_transient (uri, n_read++ < MAX_READ));
    }
  g_ptr_array_add (opened->unopened, NULL);
  g_ptr_array_add (opened->causes, NULL);
  return opened;
}

static void
uris_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSession *self = ATT_SESSION (source);
  Opened *opened = g_task_propagate_pointer (G_TASK (result), NULL);

  if (opened != NULL && self->player != NULL)
    {
      if (opened->tracks->len > 0)
        att_session_play_tracks (self, opened->tracks, 0);
      if (opened->unopened->pdata[0] != NULL)
        g_signal_emit_by_name (self, "cannot-open", opened->unopened->pdata, opened->causes->pdata);
      else if (opened->outside != NULL)
        g_signal_emit_by_name (self, "opened-outside", opened->outside);
    }
  g_clear_pointer (&opened, opened_free);
}

void
att_session_play_uris (AttSession *self, const char *const *uris)
{
  att_session_ask (self, att_session_play_uris, ask_uris, g_strdupv ((char **) uris), (GDestroyNotify) g_strfreev,
                   opened_free, NULL, uris_cb, NULL);
}
