/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-scanner.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "att-audio-sniff.h"
#include "att-playlist-file.h"
#include "att-sheets.h"
#include "att-sidecar.h"
#include "att-store-history.h"
#include "att-store-playlists.h"
#include "att-tags-message.h"
#include "att-walk.h"
#include "att-workers.h"

#define WORKER_BATCH 64
#define DEADLINE_MS 20000
#define WRITE_FILES 1000           /* rows a transaction */
#define WRITE_USEC G_USEC_PER_SEC /* or after this long, so that a slow disk still shows progress */

/* one path of the request */
typedef struct {
  char *path;
  const AttRoot *root;  /* that holds it, or NULL */
  gboolean absent;      /* not there, nor was it unmounted: it was removed */
  gboolean unmounted;   /* the root is not there: `path` is the root's */
  gboolean changed;
  GPtrArray *files;     /* (element-type AttWalkFile) */
  GPtrArray *beside;    /* the same, of its folder, where it is one file; else NULL */
} Target;

typedef struct {
  AttStore *store;
  AttProgress *progress;
  GCancellable *cancellable;
  AttScanCounts *counts;
  GPtrArray *roots;
  char **excluded;      /* folders that are left out */
  GPtrArray *targets;   /* (element-type Target) */
  GPtrArray *unread;    /* (element-type AttWalkFile), borrowed: new or changed */
  GPtrArray *playlists; /* the same, playlist files */
  GPtrArray *gone;      /* paths */
  AttSheets *sheets;
  GPtrArray *good_sheets; /* paths, borrowed: they have cut a file */
  GPtrArray *bad;       /* (element-type AttScannedFile), failures: sheets that are broken */
  /* while reading */
  AttSidecar *sidecar;
  guint n_given, n_done;
  GPtrArray *batch;     /* (element-type AttScannedFile) */
  gint64 written_at;    /* monotonic us */
  GError *error;
} Scan;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_free (target->path);
  g_ptr_array_unref (target->files);
  g_clear_pointer (&target->beside, g_ptr_array_unref);
  g_free (target);
}

static gboolean
is_at_or_under (const char *path, const char *folder)
{
  const gsize n = strlen (folder);

  return strncmp (path, folder, n) == 0 && (path[n] == '\0' || path[n] == '/' || g_str_equal (folder, "/"));
}

/* --- what is asked for --- */

static Target *
add_target (Scan *scan, const char *path)
{
  Target *target;

  for (guint i = 0; i < scan->targets->len; i++)
    {
      target = g_ptr_array_index (scan->targets, i);
      if (is_at_or_under (path, target->path))
        return target;
    }
  target = g_new0 (Target, 1);
  target->path = g_strdup (path);
  target->files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_walk_file_free);
  g_ptr_array_add (scan->targets, target);
  return target;
}

static const AttRoot *
find_root (Scan *scan, const char *path)
{
  for (guint i = 0; i < scan->roots->len; i++)
    {
      const AttRoot *root = g_ptr_array_index (scan->roots, i);

      if (is_at_or_under (path, root->path))
        return root;
    }
  return NULL;
}

static AttScannedFile *
scanned_new (Scan *scan, const char *path, gint64 size, gint64 mtime_ns)
{
  AttScannedFile *scanned = att_scanned_file_new (path, size, mtime_ns);
  const AttRoot *root = find_root (scan, path);

  scanned->root_id = root != NULL ? root->id : 0;
  return scanned;
}

static gboolean
has_stamps (Scan *scan, const char *path)
{
  g_autoptr (GHashTable) stamps = att_store_load_stamps (scan->store, path, NULL);

  return stamps != NULL && g_hash_table_size (stamps) > 0;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* what a sheet says is about files beside it */
static char *
dup_place (const char *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL), *name = g_path_get_basename (canonical);
  AttWalkKind kind;

  return att_walk_classify (name, &kind) && kind == ATT_WALK_SHEET ? g_path_get_dirname (canonical)
                                                                   : g_steal_pointer (&canonical);
}

/* Nothing is written before every path has been found to make sense. */
static gboolean
find_targets (Scan *scan, const char *const *paths, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (g_free); /* a folder before what is in it */

  for (gsize i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (sorted, dup_place (paths[i]));
  g_ptr_array_sort (sorted, compare_paths);
  for (guint i = 0; i < sorted->len; i++)
    {
      const char *path = g_ptr_array_index (sorted, i);
      const AttRoot *root = find_root (scan, path);
      struct stat st;
      Target *target;

      if (root != NULL && stat (root->path, &st) < 0)
        {
          target = add_target (scan, root->path);
          target->unmounted = TRUE;
        }
      else
        {
          const int missing = stat (path, &st) < 0 ? errno : 0;

          if (missing != 0 && !has_stamps (scan, path))
            {
              g_set_error (error, G_IO_ERROR, g_io_error_from_errno (missing), "%s: %s", path, g_strerror (missing));
              return FALSE;
            }
          target = add_target (scan, path);
          if (g_str_equal (target->path, path))
            target->absent = missing != 0;
        }
      target->root = root;
    }
  return TRUE;
}

/* --- what has changed --- */

/* the folder was mounted somewhere, and nothing is in it now */
static gboolean
set_unmounted (Scan *scan, Target *target, GError **error)
{
  g_autoptr (GHashTable) stamps = NULL;
  GHashTableIter iter;
  gpointer stamp;

  if (!target->root->mounted)
    return TRUE;
  stamps = att_store_load_stamps (scan->store, target->path, error);
  if (stamps == NULL || !att_store_set_root_mounted (scan->store, target->root->id, FALSE, error))
    return FALSE;
  g_hash_table_iter_init (&iter, stamps);
  while (g_hash_table_iter_next (&iter, NULL, &stamp))
    scan->counts->removed += ((AttStamp *) stamp)->track_id != 0 && !((AttStamp *) stamp)->missing;
  return TRUE;
}

/* a name that does not tell: is it audio? */
static gboolean
sniffs_of_audio (AttFileBytes *bytes, const char *path)
{
  gboolean audio = att_file_bytes_open (bytes, path, NULL) && att_audio_sniff (bytes, FALSE).type != ATT_AUDIO_UNKNOWN;

  att_file_bytes_close (bytes);
  return audio;
}

static gboolean
is_known (const AttStamp *stamp, const AttWalkFile *file)
{
  return stamp != NULL && stamp->size == file->size && stamp->mtime_ns == file->mtime_ns && !stamp->missing;
}

static void
add_bad_sheet (Scan *scan, const AttWalkFile *sheet, const char *cause)
{
  AttScannedFile *scanned = scanned_new (scan, sheet->path, sheet->size, sheet->mtime_ns);

  scanned->failure = g_strdup_printf ("The cue sheet could not be read: %s", cause);
  g_ptr_array_add (scan->bad, scanned);
}

/* Which files are cut by sheets. A sheet that is broken is a failure until it changes. */
static void
look_at_sheets (Scan *scan, Target *target, GHashTable *stamps)
{
  g_autoptr (GPtrArray) bad = g_ptr_array_new_with_free_func ((GDestroyNotify) att_bad_sheet_free);

  if (target->files->len == 1 &&
      g_str_equal (((AttWalkFile *) g_ptr_array_index (target->files, 0))->path, target->path))
    {
      g_autofree char *folder = g_path_get_dirname (target->path);

      target->beside = g_ptr_array_new_with_free_func ((GDestroyNotify) att_walk_file_free);
      att_walk_folder (folder, target->beside);
    }
  att_sheets_add (scan->sheets, target->beside != NULL ? target->beside : target->files, bad);
  for (guint i = 0; i < bad->len; i++)
    {
      const AttBadSheet *one = g_ptr_array_index (bad, i);

      if (!is_known (g_hash_table_lookup (stamps, one->sheet->path), one->sheet))
        add_bad_sheet (scan, one->sheet, one->cause);
    }
}

/* A file that a sheet cuts has changed when the sheet has: they are stamped as one. */
static void
add_stamp_of_sheet (Scan *scan, const char *path, gint64 *size, gint64 *mtime_ns)
{
  const AttWalkFile *sheet = att_sheets_lookup (scan->sheets, path);

  if (sheet == NULL)
    return;
  *size += sheet->size;
  *mtime_ns = (gint64) ((guint64) *mtime_ns + (guint64) sheet->mtime_ns);
}

/* takes what was seen out of @stamps, so that what is left is gone */
static void
sort_out (Scan *scan, Target *target, GHashTable *stamps)
{
  g_autoptr (AttFileBytes) bytes = att_file_bytes_new ();
  GHashTableIter iter;
  gpointer path, stamp;

  look_at_sheets (scan, target, stamps);
  for (guint i = 0; i < target->files->len; i++)
    {
      AttWalkFile *file = g_ptr_array_index (target->files, i);
      const AttStamp *known = g_hash_table_lookup (stamps, file->path);

      add_stamp_of_sheet (scan, file->path, &file->size, &file->mtime_ns);
      if (is_known (known, file)) /* as a track, or as one that cannot be read */
        ;
      else if (file->kind == ATT_WALK_SHEET)
        {
          if (known != NULL) /* it has failed, and is another now */
            g_ptr_array_add (scan->gone, g_strdup (file->path));
        }
      else if (file->kind == ATT_WALK_PLAYLIST)
        {
          if (!att_store_has_playlist_file (scan->store, file->path, file->size, file->mtime_ns))
            g_ptr_array_add (scan->playlists, file);
        }
      else if (file->kind != ATT_WALK_PERHAPS || known != NULL || sniffs_of_audio (bytes, file->path))
        g_ptr_array_add (scan->unread, file);
      if (file->kind == ATT_WALK_UNREADABLE)
        {
          g_hash_table_iter_init (&iter, stamps);
          while (g_hash_table_iter_next (&iter, &path, NULL))
            if (is_at_or_under (path, file->path))
              g_hash_table_iter_remove (&iter);
        }
      else
        g_hash_table_remove (stamps, file->path);
    }
  g_hash_table_iter_init (&iter, stamps);
  while (g_hash_table_iter_next (&iter, &path, &stamp))
    if (!((AttStamp *) stamp)->missing)
      {
        g_ptr_array_add (scan->gone, g_strdup (path));
        target->changed = TRUE;
      }
}

static gboolean
look_at_target (Scan *scan, Target *target, GError **error)
{
  const guint n_unread = scan->unread->len, n_playlists = scan->playlists->len;
  g_autoptr (GHashTable) stamps = NULL;
  gboolean is_root = target->root != NULL && g_str_equal (target->root->path, target->path);
  guint n_entries = 1;

  if (!target->unmounted && !target->absent)
    {
      g_autoptr (GError) local = NULL;

      if (!att_walk (target->path, (const char *const *) scan->excluded, target->files, &n_entries, scan->cancellable, &local))
        {
          if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !is_root)
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          target->unmounted = TRUE; /* a dead network mount */
        }
      else if (is_root && n_entries == 0 && has_stamps (scan, target->path))
        target->unmounted = TRUE;   /* an empty mount point */
    }
  if (target->unmounted)
    return set_unmounted (scan, target, error);
  if (target->root != NULL && !target->root->mounted &&
      !att_store_set_root_mounted (scan->store, target->root->id, TRUE, error))
    return FALSE;
  stamps = att_store_load_stamps (scan->store, target->path, error);
  if (stamps == NULL)
    return FALSE;
  sort_out (scan, target, stamps);
  target->changed = target->changed || scan->unread->len > n_unread || scan->playlists->len > n_playlists;
  return TRUE;
}

/* --- reading --- */

/* on the store's thread, while the scan's waits for it */
static gboolean
look_again (const AttScannedFile *scanned, gint64 *size, gint64 *mtime_ns, gpointer user_data)
{
  struct stat st;

  *size = scanned->size;
  *mtime_ns = scanned->mtime_ns;
  if (stat (scanned->path, &st) < 0)
    return errno != ENOENT && errno != ENOTDIR; /* a disk that has trouble is not an empty one */
  *size = st.st_size;
  *mtime_ns = att_walk_mtime (&st);
  add_stamp_of_sheet (user_data, scanned->path, size, mtime_ns);
  return TRUE;
}

static gboolean
write_files (Scan *scan, GPtrArray *files, GError **error)
{
  return att_store_write_files_full (scan->store, files, look_again, scan, scan->counts, error);
}

static gboolean
write_batch (Scan *scan)
{
  if (scan->batch->len > 0 && !write_files (scan, scan->batch, &scan->error))
    return FALSE;
  g_ptr_array_set_size (scan->batch, 0);
  scan->written_at = g_get_monotonic_time ();
  return TRUE;
}

static GBytes *
give_file (gpointer *item, gpointer user_data)
{
  Scan *scan = user_data;
  AttWalkFile *file;

  if (scan->n_given == scan->unread->len)
    return NULL;
  file = g_ptr_array_index (scan->unread, scan->n_given++);
  *item = file;
  return g_bytes_new_static (file->path, strlen (file->path)); /* lives as long as the scan */
}

/* takes @scanned */
static void
add_to_batch (Scan *scan, const AttWalkFile *file, AttScannedFile *scanned)
{
  const AttWalkFile *beside = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts =
    scanned->tags != NULL ? att_sheets_split (scan->sheets, file->path, scanned->tags, &beside, &error) : NULL;

  if (error != NULL)
    add_bad_sheet (scan, beside != NULL ? beside : file, error->message);
  if (parts == NULL)
    {
      g_ptr_array_add (scan->batch, scanned);
      return;
    }
  for (guint i = 0; i < parts->len; i++)
    {
      AttCuePart *part = g_ptr_array_index (parts, i);
      AttScannedFile *one = scanned_new (scan, file->path, file->size, file->mtime_ns);

      one->part = att_part_to_fragment (&part->part);
      one->tags = g_steal_pointer (&part->tags);
      g_ptr_array_add (scan->batch, one);
    }
  if (beside != NULL)
    g_ptr_array_add (scan->good_sheets, beside->path);
  att_scanned_file_free (scanned);
}

static gboolean
take_answer (gpointer item, GBytes *reply, const GError *error, gpointer user_data)
{
  Scan *scan = user_data;
  const AttWalkFile *file = item;
  AttScannedFile *scanned;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  scanned = scanned_new (scan, file->path, file->size, file->mtime_ns);
  if (error != NULL)
    scanned->failure = g_strdup (error->message);
  else if (!att_tags_message_read (reply, &scanned->tags, &scanned->failure))
    scanned->failure = g_strdup ("Reading it gives an answer without sense");
  if (scanned->tags != NULL)
    att_sidecar_apply (scan->sidecar, file->path, scanned->tags);
  add_to_batch (scan, file, scanned);
  scan->n_done++;
  if (scan->progress != NULL)
    att_progress_set (scan->progress, scan->n_done, scan->unread->len);
  if (scan->batch->len < WRITE_FILES && g_get_monotonic_time () - scan->written_at < WRITE_USEC)
    return TRUE;
  if (scan->progress != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (file->path);
      g_autofree char *name = g_filename_display_basename (folder);

      att_progress_set_detail (scan->progress, name);
    }
  return write_batch (scan);
}

/* folders that could not be read are failures too, without asking a worker */
static void
take_unreadable (Scan *scan)
{
  for (guint i = 0; i < scan->unread->len;)
    {
      const AttWalkFile *file = g_ptr_array_index (scan->unread, i);
      AttScannedFile *scanned;

      if (file->kind != ATT_WALK_UNREADABLE)
        {
          i++;
          continue;
        }
      scanned = scanned_new (scan, file->path, file->size, file->mtime_ns);
      scanned->failure = g_strdup_printf ("The folder could not be read: %s", file->cause);
      g_ptr_array_add (scan->batch, scanned);
      g_ptr_array_remove_index (scan->unread, i);
    }
}

static gboolean
read_files (Scan *scan, GError **error)
{
  const AttWorkersConfig config = {
    .kind = "tags", .n_workers = (int) g_get_num_processors (), .batch = WORKER_BATCH, .deadline_ms = DEADLINE_MS,
  };
  const AttWorkersJob job = { give_file, take_answer };
  gboolean done;

  take_unreadable (scan);
  scan->written_at = g_get_monotonic_time ();
  done = att_workers_run (&config, &job, scan, scan->cancellable, error);
  if (scan->error == NULL && write_batch (scan)) /* what was read before a cancel stays */
    return done;
  g_clear_error (error);
  g_propagate_error (error, g_steal_pointer (&scan->error));
  return FALSE;
}

/* --- playlists --- */

static gboolean
read_playlist (Scan *scan, AttWalkFile *file, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AttPlaylist) playlist = att_playlist_file_read (file->path, &local);
  g_autoptr (GPtrArray) one = NULL;
  AttScannedFile *scanned;

  if (playlist != NULL)
    {
      g_auto (GStrv) uris = att_playlist_dup_uris (playlist);

      one = g_ptr_array_new ();
      g_ptr_array_add (one, file->path); /* a failure of before is over */
      return att_store_mark_missing (scan->store, one, scan->counts, error) &&
             att_store_write_playlist_file (scan->store, file->path, file->size, file->mtime_ns, playlist->name,
                                            (const char *const *) uris, error);
    }
  one = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  scanned = scanned_new (scan, file->path, file->size, file->mtime_ns);
  scanned->failure = g_strdup_printf ("The playlist could not be read: %s", local->message);
  g_ptr_array_add (one, scanned);
  return write_files (scan, one, error);
}

/* forgets playlists whose file is gone; where a folder could not be read nothing is known about it */
static gboolean
prune_playlists (Scan *scan, Target *target, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < target->files->len; i++)
    {
      const AttWalkFile *file = g_ptr_array_index (target->files, i);

      if (file->kind == ATT_WALK_UNREADABLE)
        return TRUE;
      if (file->kind == ATT_WALK_PLAYLIST)
        g_hash_table_add (seen, file->path);
    }
  return att_store_prune_playlist_files (scan->store, target->path, seen, error);
}

/* --- */

static gboolean
run (Scan *scan, const char *const *paths, GError **error)
{
  scan->roots = att_store_list_roots (scan->store, error);
  scan->excluded = att_store_list_excluded (scan->store);
  if (scan->roots == NULL || !find_targets (scan, paths, error))
    return FALSE;
  for (guint i = 0; i < scan->targets->len; i++)
    if (!look_at_target (scan, g_ptr_array_index (scan->targets, i), error))
      return FALSE;

  /* before new files are written: a moved file is a missing row that a new file takes over */
  if (scan->gone->len > 0 && !att_store_mark_missing (scan->store, scan->gone, scan->counts, error))
    return FALSE;
  if (scan->unread->len > 0 && !read_files (scan, error))
    return FALSE;

  if (scan->good_sheets->len > 0 && !att_store_mark_missing (scan->store, scan->good_sheets, scan->counts, error))
    return FALSE; /* a failure of before is over */
  if (scan->bad->len > 0 && !write_files (scan, scan->bad, error))
    return FALSE;

  for (guint i = 0; i < scan->playlists->len; i++)
    if (g_cancellable_set_error_if_cancelled (scan->cancellable, error) ||
        !read_playlist (scan, g_ptr_array_index (scan->playlists, i), error))
      return FALSE;
  for (guint i = 0; i < scan->targets->len; i++)
    {
      Target *target = g_ptr_array_index (scan->targets, i);

      if (target->unmounted)
        continue;
      if (!prune_playlists (scan, target, error))
        return FALSE;
      /* a scan that finds nothing new writes nothing */
      if (target->root != NULL && g_str_equal (target->root->path, target->path) &&
          (target->changed || target->root->scanned_at == 0) &&
          !att_store_set_root_scanned (scan->store, target->root->id, g_get_real_time () / G_USEC_PER_SEC, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
att_scanner_run (AttStore *store, const char *const *paths, AttProgress *progress, GCancellable *cancellable,
                 AttScanCounts *counts, GError **error)
{
  AttScanCounts ignored = { 0 };
  Scan scan = {
    .store = store, .progress = progress, .cancellable = cancellable, .counts = counts != NULL ? counts : &ignored,
  };
  gboolean done;

  scan.targets = g_ptr_array_new_with_free_func (target_free);
  scan.unread = g_ptr_array_new ();
  scan.playlists = g_ptr_array_new ();
  scan.gone = g_ptr_array_new_with_free_func (g_free);
  scan.batch = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  scan.sheets = att_sheets_new ();
  scan.good_sheets = g_ptr_array_new ();
  scan.bad = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  scan.sidecar = att_sidecar_new ();
  if (progress != NULL)
    att_progress_begin (progress);
  done = run (&scan, paths, error);
  if (done && scan.counts->added > 0)
    done = att_store_match_history (store, NULL, error);
  if (progress != NULL)
    att_progress_end (progress);
  att_sidecar_free (scan.sidecar);
  att_sheets_free (scan.sheets);
  g_ptr_array_unref (scan.good_sheets);
  g_ptr_array_unref (scan.bad);
  g_ptr_array_unref (scan.batch);
  g_ptr_array_unref (scan.gone);
  g_ptr_array_unref (scan.playlists);
  g_ptr_array_unref (scan.unread);
  g_ptr_array_unref (scan.targets);
  g_clear_pointer (&scan.roots, g_ptr_array_unref);
  g_strfreev (scan.excluded);
  return done;
}
