/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  GPtrArray *files;    /* NULL: only folders are wanted */
  GPtrArray *folders;  /* entered; NULL: not wanted */
  GPtrArray *waiting;  /* folders still to enter */
  GPtrArray *links;    /* symlinked folders, for later */
  GHashTable *entered; /* FolderId */
  const char *const *excluded; /* nullable */
} Walk;

typedef struct {
  dev_t device;
  ino_t inode;
} FolderId;

typedef enum { AUDIO = ATT_WALK_AUDIO, LIST = ATT_WALK_PLAYLIST, SHEET = ATT_WALK_SHEET, NO = -1 } Business;

/* sorted. Audio that Attacca cannot read is in it, so that it is listed as such rather than overlooked. */
static const struct { const char *extension; Business business; } extensions[] = {
  { "3g2", NO }, { "3gp", NO }, { "7z", NO }, { "aa3", AUDIO }, { "aac", AUDIO }, { "ac3", AUDIO },
  { "aif", AUDIO }, { "aifc", AUDIO }, { "aiff", AUDIO }, { "alac", AUDIO }, { "amr", AUDIO }, { "ape", AUDIO },
  { "asc", NO }, { "asf", AUDIO }, { "au", AUDIO }, { "avi", NO }, { "bak", NO }, { "bat", NO },
  { "bmp", NO }, { "caf", AUDIO }, { "cfg", NO }, { "crdownload", NO }, { "css", NO }, { "csv", NO },
  { "cue", SHEET }, { "db", NO }, { "dff", AUDIO }, { "doc", NO }, { "docx", NO }, { "dsf", AUDIO },
  { "dts", AUDIO }, { "eac3", AUDIO }, { "exe", NO }, { "ffp", NO }, { "flac", AUDIO }, { "flv", NO },
  { "gif", NO }, { "gz", NO }, { "heic", NO }, { "htm", NO }, { "html", NO }, { "ico", NO },
  { "ini", NO }, { "it", AUDIO }, { "jpe", NO }, { "jpeg", NO }, { "jpg", NO }, { "js", NO },
  { "json", NO }, { "jspf", LIST }, { "lnk", NO }, { "log", NO }, { "lrc", NO }, { "m3u", LIST }, { "m3u8", LIST },
  { "m4a", AUDIO }, { "m4b", AUDIO }, { "m4p", AUDIO }, { "m4r", AUDIO }, { "m4v", NO }, { "md", NO },
  { "md5", NO }, { "mid", AUDIO }, { "midi", AUDIO }, { "mka", AUDIO }, { "mkv", NO }, { "mod", AUDIO },
  { "mov", NO }, { "mp+", AUDIO }, { "mp1", AUDIO }, { "mp2", AUDIO }, { "mp3", AUDIO }, { "mp4", AUDIO },
  { "mpc", AUDIO }, { "mpeg", NO }, { "mpg", NO }, { "mpp", AUDIO }, { "nfo", NO }, { "oga", AUDIO },
  { "ogg", AUDIO }, { "ogm", NO }, { "ogv", NO }, { "opus", AUDIO }, { "part", NO }, { "pdf", NO },
  { "pls", LIST }, { "png", NO }, { "ra", AUDIO }, { "rar", NO }, { "rtf", NO }, { "s3m", AUDIO },
  { "sfv", NO }, { "shn", AUDIO }, { "spc", AUDIO }, { "spx", AUDIO }, { "sqlite", NO }, { "srt", NO },
  { "svg", NO }, { "tak", AUDIO }, { "tar", NO }, { "tga", NO }, { "tif", NO }, { "tiff", NO },
  { "tmp", NO }, { "torrent", NO }, { "tta", AUDIO }, { "txt", NO }, { "url", NO }, { "vgm", AUDIO },
  { "vob", NO }, { "w64", AUDIO }, { "wav", AUDIO }, { "wave", AUDIO }, { "webm", NO }, { "webp", NO },
  { "wma", AUDIO }, { "wmv", NO }, { "wv", AUDIO }, { "xm", AUDIO }, { "xml", NO }, { "xspf", LIST },
  { "xz", NO }, { "zip", NO },
};

static int
compare_extension (const void *name, const void *row)
{
  return g_ascii_strcasecmp (name, *(const char *const *) row);
}

gboolean
att_walk_classify (const char *name, AttWalkKind *kind)
{
  const char *dot = strrchr (name, '.');
  const void *row = NULL;
  gsize i;

  if (*name == '.')
    return FALSE;
  if (dot != NULL)
    row = bsearch (dot + 1, extensions, G_N_ELEMENTS (extensions), sizeof extensions[0], compare_extension);
  if (row == NULL)
    {
      *kind = ATT_WALK_PERHAPS;
      return TRUE;
    }
  i = ((const char *) row - (const char *) extensions) / sizeof extensions[0];
  *kind = (AttWalkKind) extensions[i].business;
  return extensions[i].business != NO;
}

void
att_walk_file_free (AttWalkFile *self)
{
  g_free (self->path);
  g_free (self->cause);
  g_free (self);
}

static guint
folder_id_hash (gconstpointer data)
{
  const FolderId *id = data;
  const gint64 mixed = (gint64) id->inode * 31 + (gint64) id->device;

  return g_int64_hash (&mixed);
}

static gboolean
folder_id_equal (gconstpointer a, gconstpointer b)
{
  const FolderId *x = a, *y = b;

  return x->device == y->device && x->inode == y->inode;
}

gint64
att_walk_mtime (const struct stat *st)
{
  return (gint64) st->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + st->st_mtim.tv_nsec;
}

static void
add_file (Walk *walk, AttWalkKind kind, char *path, const struct stat *st, const char *cause)
{
  AttWalkFile *file = g_new0 (AttWalkFile, 1);

  file->kind = kind;
  file->path = path;
  file->size = st->st_size;
  file->mtime_ns = att_walk_mtime (st);
  file->cause = g_strdup (cause);
  g_ptr_array_add (walk->files, file);
}

static void
look_at (Walk *walk, const char *folder, int fd, const struct dirent *entry)
{
  AttWalkKind kind = ATT_WALK_AUDIO;
  const gboolean wanted = att_walk_classify (entry->d_name, &kind) && walk->files != NULL;
  struct stat st;
  char *path;

  if (entry->d_name[0] == '.' || (entry->d_type == DT_REG && !wanted) ||
      (entry->d_type != DT_REG && entry->d_type != DT_DIR && entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN))
    return;
  if (entry->d_type != DT_DIR && fstatat (fd, entry->d_name, &st, 0) < 0)
    return; /* gone meanwhile, or a link to nowhere */
  path = g_strconcat (folder, g_str_has_suffix (folder, "/") ? "" : "/", entry->d_name, NULL);
  if (att_walk_is_excluded (path, walk->excluded))
    g_free (path);
  else if (entry->d_type == DT_DIR)
    g_ptr_array_add (walk->waiting, path);
  else if (S_ISDIR (st.st_mode))
    g_ptr_array_add (entry->d_type == DT_LNK ? walk->links : walk->waiting, path);
  else if (S_ISREG (st.st_mode) && wanted)
    add_file (walk, kind, path, &st, NULL);
  else
    g_free (path);
}

gboolean
att_walk_is_excluded (const char *path, const char *const *excluded)
{
  for (gsize i = 0; excluded != NULL && excluded[i] != NULL; i++)
    {
      const gsize n = strlen (excluded[i]);

      if (strncmp (path, excluded[i], n) == 0 && (path[n] == '\0' || path[n] == '/'))
        return TRUE;
    }
  return FALSE;
}

/* returns how many names there are, -1: it could not be read to its end (errno) */
static int
enter (Walk *walk, const char *folder)
{
  const int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const struct dirent *entry;
  struct stat st = { 0 };
  int n = 0, saved;
  DIR *dir;

  if (fd < 0 || fstat (fd, &st) < 0 || (dir = fdopendir (fd)) == NULL)
    {
      saved = errno;
      if (fd >= 0)
        close (fd);
      if (walk->files != NULL && saved != ENOENT && saved != ENOTDIR)
        add_file (walk, ATT_WALK_UNREADABLE, g_strdup (folder), &st, g_strerror (saved));
      errno = saved;
      return -1;
    }
  if (g_hash_table_add (walk->entered, g_memdup2 (&(FolderId) { st.st_dev, st.st_ino }, sizeof (FolderId))) &&
      faccessat (fd, ".nomedia", F_OK, 0) < 0)
    {
      if (walk->folders != NULL)
        g_ptr_array_add (walk->folders, g_strdup (folder));
      for (errno = 0; (entry = readdir (dir)) != NULL; errno = 0)
        if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
          {
            n++;
            look_at (walk, folder, fd, entry);
          }
      saved = errno;
      if (saved != 0 && walk->files != NULL)
        add_file (walk, ATT_WALK_UNREADABLE, g_strdup (folder), &st, g_strerror (saved));
    }
  else
    n = 1;
  closedir (dir);
  return n;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
walk_all (Walk *walk, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      g_autofree char *folder = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (walk->waiting->len > 0)
        folder = g_ptr_array_steal_index (walk->waiting, walk->waiting->len - 1);
      else if (walk->links->len > 0)
        {
          g_ptr_array_sort (walk->links, compare_paths);
          folder = g_ptr_array_steal_index (walk->links, 0);
        }
      else
        return TRUE;
      enter (walk, folder);
    }
}

static void
walk_init (Walk *walk, GPtrArray *files, GPtrArray *folders)
{
  *walk = (Walk) { .files = files, .folders = folders };
  walk->waiting = g_ptr_array_new_with_free_func (g_free);
  walk->links = g_ptr_array_new_with_free_func (g_free);
  walk->entered = g_hash_table_new_full (folder_id_hash, folder_id_equal, g_free, NULL);
}

static void
walk_clear (Walk *walk)
{
  g_ptr_array_unref (walk->waiting);
  g_ptr_array_unref (walk->links);
  g_hash_table_unref (walk->entered);
}

gboolean
att_walk (const char *path, const char *const *excluded, GPtrArray *files, guint *n_entries, GCancellable *cancellable,
          GError **error)
{
  Walk walk;
  struct stat st;
  gboolean done = FALSE;
  int n = 1, saved;

  if (n_entries != NULL)
    *n_entries = 1;
  if (att_walk_is_excluded (path, excluded))
    return TRUE;
  walk_init (&walk, files, NULL);
  walk.excluded = excluded;
  if (stat (path, &st) < 0 || (S_ISDIR (st.st_mode) && (n = enter (&walk, path)) < 0 && errno != EACCES))
    {
      saved = errno;
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", path, g_strerror (saved));
    }
  else if (S_ISDIR (st.st_mode))
    done = walk_all (&walk, cancellable, error);
  else
    {
      g_autofree char *name = g_path_get_basename (path);
      AttWalkKind kind;

      if (!att_walk_classify (name, &kind)) /* asked for by name: the bytes shall tell */
        kind = ATT_WALK_AUDIO;
      if (S_ISREG (st.st_mode))
        add_file (&walk, kind, g_strdup (path), &st, NULL);
      done = TRUE;
    }
  if (n_entries != NULL)
    *n_entries = n < 0 ? 1 : n; /* a folder that may not be read is not empty */
  walk_clear (&walk);
  return done;
}

void
att_walk_folder (const char *path, GPtrArray *files)
{
  Walk walk;

  walk_init (&walk, files, NULL);
  enter (&walk, path);
  walk_clear (&walk);
}

GPtrArray *
att_walk_folders (const char *path, GCancellable *cancellable)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);
  Walk walk;

  walk_init (&walk, NULL, folders);
  if (enter (&walk, path) >= 0)
    walk_all (&walk, cancellable, NULL);
  walk_clear (&walk);
  return folders;
}
