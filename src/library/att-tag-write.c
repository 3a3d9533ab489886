/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An item for the worker: (what to do, path, changes). Its answer: (cause, values of the fields, has a picture, bytes that
 * undo it); the cause is "" where all is well.
 */
#include "config.h"

#include "att-tag-write.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "att-content-hash.h"
#include "att-tag-reader.h"
#include "att-tag-taglib.h"
#include "att-workers.h"

#define DEADLINE_MS (5 * 60 * 1000) /* a large file on a slow disk */
#define REPLY_TYPE "(sasbay)"
#define SEPARATOR ";"

/* --- changes --- */

/* fields that say the same as one that changes, in another way, and would go on saying it */
static const struct {
  const char *name;
  const char *others[4];
} fields[ATT_N_FIELDS] = {
  [ATT_FIELD_TITLE] = { "TITLE", { "TITLESORT" } },
  [ATT_FIELD_ARTIST] = { "ARTIST", { "ARTISTSORT", "ARTISTS", "MUSICBRAINZ_ARTISTID" } },
  [ATT_FIELD_ALBUM_ARTIST] = { "ALBUMARTIST", { "ALBUMARTISTSORT", "ALBUM ARTIST", "MUSICBRAINZ_ALBUMARTISTID" } },
  [ATT_FIELD_ALBUM] = { "ALBUM", { "ALBUMSORT" } },
  [ATT_FIELD_COMPOSER] = { "COMPOSER", { "COMPOSERSORT" } },
  [ATT_FIELD_GENRE] = { "GENRE" },
  [ATT_FIELD_YEAR] = { "DATE" },
  [ATT_FIELD_TRACK] = { "TRACKNUMBER" },
  [ATT_FIELD_TRACK_TOTAL] = { "TRACKTOTAL" },
  [ATT_FIELD_DISC] = { "DISCNUMBER" },
  [ATT_FIELD_DISC_TOTAL] = { "DISCTOTAL" },
  [ATT_FIELD_COMMENT] = { "COMMENT" },
};

static gboolean
is_list (AttField field)
{
  return field == ATT_FIELD_ARTIST || field == ATT_FIELD_ALBUM_ARTIST || field == ATT_FIELD_COMPOSER ||
         field == ATT_FIELD_GENRE;
}

static void
add_values (GVariantBuilder *builder, const char *name, const char *text, gboolean list)
{
  g_auto (GStrv) parts = g_strsplit (text, SEPARATOR, list ? -1 : 1);
  GVariantBuilder values;

  g_variant_builder_init (&values, G_VARIANT_TYPE ("as"));
  for (gsize i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_variant_builder_add (&values, "s", parts[i]);
  g_variant_builder_add (builder, "{sas}", name, &values);
}

/* floating */
static GVariant *
make_changes (const AttTagEdit *edit)
{
  GVariantBuilder values, pictures;
  gsize n;
  gconstpointer data;

  if (edit->before != NULL)
    return g_variant_new_from_bytes (G_VARIANT_TYPE (ATT_TAG_CHANGES_TYPE), edit->before, TRUE);
  g_variant_builder_init (&values, G_VARIANT_TYPE ("a{sas}"));
  g_variant_builder_init (&pictures, G_VARIANT_TYPE ("a(uay)"));
  for (int i = 0; i < ATT_N_FIELDS; i++)
    if (edit->values[i] != NULL)
      {
        add_values (&values, fields[i].name, edit->values[i], is_list (i));
        for (int k = 0; fields[i].others[k] != NULL; k++)
          add_values (&values, fields[i].others[k], "", FALSE);
      }
  if (edit->picture_change == ATT_PICTURE_REPLACE)
    {
      data = g_bytes_get_data (edit->picture, &n);
      g_variant_builder_add (&pictures, "(u@ay)", 3u, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, n, 1));
    }
  return g_variant_new (ATT_TAG_CHANGES_TYPE, &values, FALSE, (guint) edit->picture_change, &pictures);
}

/* --- one file --- */

/* why the tags of the file at @real cannot be changed; NULL: they can */
static char *
find_refusal (const char *real)
{
  g_autofree char *folder = g_path_get_dirname (real), *name = g_filename_display_basename (real);
  g_autofree char *shown = g_filename_display_name (folder);
  GStatBuf st, folder_st;

  if (g_stat (real, &st) < 0 || g_stat (folder, &folder_st) < 0)
    return g_strdup (g_strerror (errno));
  if (!S_ISREG (st.st_mode))
    return g_strdup_printf (_("“%s” is not a file"), name);
  if (access (folder, W_OK) < 0 && errno == EROFS)
    return g_strdup_printf (_("“%s” is on a disk that can only be read"), name);
  /* who may do anything still means it when a file is protected */
  if ((st.st_mode & 0222) == 0 || access (real, W_OK) < 0)
    return g_strdup_printf (_("“%s” is read-only"), name);
  if ((folder_st.st_mode & 0222) == 0 || access (folder, W_OK) < 0)
    return g_strdup_printf (_("The folder “%s” is read-only"), shown);
  return NULL;
}

static gboolean
can_write (AttAudioType type)
{
  return type != ATT_AUDIO_UNKNOWN && type != ATT_AUDIO_AAC && type != ATT_AUDIO_DSF;
}

static void
set_errno (GError **error, const char *what)
{
  const int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", what, g_strerror (saved));
}

static gboolean
copy_bytes (int from, int to, GError **error)
{
  g_autofree char *buffer = g_malloc (1 << 18);

  for (;;)
    {
      ssize_t n = read (from, buffer, 1 << 18), done = 0;

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          if (n < 0)
            set_errno (error, _("It cannot be read"));
          return n == 0;
        }
      while (done < n)
        {
          const ssize_t written = write (to, buffer + done, n - done);

          if (written < 0 && errno != EINTR)
            {
              set_errno (error, _("A copy beside it cannot be written"));
              return FALSE;
            }
          done += MAX (written, 0);
        }
    }
}

/* what a file carries beside its bytes; what cannot be set is left */
static void
copy_attributes (int from, int to, const struct stat *st)
{
  char names[8192];
  const ssize_t n = flistxattr (from, names, sizeof names);

  if (fchown (to, st->st_uid, st->st_gid) < 0)
    g_debug ("the owner is not kept: %s", g_strerror (errno));
  if (fchmod (to, st->st_mode & 07777) < 0)
    g_debug ("the mode is not kept: %s", g_strerror (errno));
  for (const char *name = names; n > 0 && name < names + n; name += strlen (name) + 1)
    {
      const ssize_t size = fgetxattr (from, name, NULL, 0);
      g_autofree char *value = size >= 0 ? g_malloc (MAX (size, 1)) : NULL;

      if (value == NULL || fgetxattr (from, name, value, size) != size || fsetxattr (to, name, value, size, 0) < 0)
        g_debug ("the attribute %s is not kept", name);
    }
}

static gboolean
make_copy (const char *real, const char *aside, struct stat *st, GError **error)
{
  const int from = open (real, O_RDONLY | O_CLOEXEC);
  int to;
  gboolean done;

  if (from < 0 || fstat (from, st) < 0)
    {
      set_errno (error, _("It cannot be read"));
      if (from >= 0)
        close (from);
      return FALSE;
    }
  unlink (aside); /* what a worker that died has left */
  to = open (aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (to < 0)
    {
      set_errno (error, _("A copy beside it cannot be written"));
      close (from);
      return FALSE;
    }
  done = copy_bytes (from, to, error);
  if (done)
    copy_attributes (from, to, st);
  close (from);
  if (close (to) < 0 && done)
    {
      set_errno (error, _("A copy beside it cannot be written"));
      done = FALSE;
    }
  return done;
}

static gboolean
read_audio (const char *path, AttSniff *sniff, guint64 hash[2], GError **error)
{
  g_autoptr (AttFileBytes) file = att_file_bytes_new ();

  if (!att_file_bytes_open (file, path, error))
    return FALSE;
  *sniff = att_audio_sniff (file, TRUE);
  if (sniff->type == ATT_AUDIO_UNKNOWN || !att_content_hash (file, sniff, hash))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("It is no audio file, or a broken one"));
      return FALSE;
    }
  if (!can_write (sniff->type))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("The tags of this kind of file cannot be changed"));
      return FALSE;
    }
  return TRUE;
}

/* to the disk, then the name: after a crash it leads to the one or the other */
static gboolean
put_in_place (const char *aside, const char *real, const struct stat *before, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (real);
  const int copy = open (aside, O_RDONLY | O_CLOEXEC);
  gboolean synced = copy >= 0 && fsync (copy) == 0;
  struct stat now;
  int directory;

  if (!synced)
    set_errno (error, _("A copy beside it cannot be written"));
  if (copy >= 0)
    close (copy);
  if (!synced)
    return FALSE;
  if (stat (real, &now) < 0 || now.st_ino != before->st_ino || now.st_size != before->st_size ||
      now.st_mtim.tv_sec != before->st_mtim.tv_sec || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("Another program has changed it meanwhile"));
      return FALSE;
    }
  if (rename (aside, real) < 0)
    {
      set_errno (error, _("The copy cannot take its place"));
      return FALSE;
    }
  directory = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0)
    {
      if (fsync (directory) < 0)
        g_debug ("%s: %s", folder, g_strerror (errno));
      close (directory);
    }
  return TRUE;
}

static GVariant *
write_changes (const char *path, GVariant *changes, GError **error)
{
  char *resolved = realpath (path, NULL);
  g_autofree char *real = g_strdup (resolved), *refusal = NULL, *folder = NULL, *sum = NULL, *aside = NULL, *name = NULL;
  g_autoptr (GVariant) before = NULL;
  guint64 hash[2] = { 0 }, new_hash[2] = { 0 };
  AttSniff sniff, new_sniff;
  struct stat st;
  gboolean done = FALSE;

  free (resolved);
  if (real == NULL)
    {
      set_errno (error, _("It cannot be read"));
      return NULL;
    }
  refusal = find_refusal (real);
  if (refusal != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY, refusal);
      return NULL;
    }
  if (!read_audio (real, &sniff, hash, error))
    return NULL;
  folder = g_path_get_dirname (real);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, real, -1);
  name = g_strdup_printf (".attacca-%.16s", sum);
  aside = g_build_filename (folder, name, NULL);
  if (make_copy (real, aside, &st, error))
    {
      before = att_taglib_write (aside, sniff.type, changes);
      if (before == NULL || !read_audio (aside, &new_sniff, new_hash, NULL) || new_sniff.type != sniff.type ||
          memcmp (hash, new_hash, sizeof hash) != 0)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                             _("The changed copy was not good, so the file is left as it was"));
      else
        done = put_in_place (aside, real, &st, error);
    }
  if (!done)
    {
      unlink (aside);
      return NULL;
    }
  return g_steal_pointer (&before);
}

static AttTagEdit *
make_undo (const char *path, GBytes *before)
{
  AttTagEdit *undo = att_tag_edit_new (path);

  undo->before = g_bytes_ref (before);
  return undo;
}

gboolean
att_tag_write_file (const AttTagEdit *edit, AttTagEdit **undo, GError **error)
{
  g_autoptr (GVariant) changes = g_variant_ref_sink (make_changes (edit));
  g_autoptr (GVariant) before = write_changes (edit->path, changes, error);
  g_autoptr (GBytes) bytes = NULL;

  if (before == NULL)
    return FALSE;
  bytes = g_variant_get_data_as_bytes (before);
  *undo = make_undo (edit->path, bytes);
  return TRUE;
}

/* --- the worker --- */

static char *
join_credits (const AttTags *tags, AttRole role)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);

      if (credit->role == role)
        g_string_append_printf (text, "%s%s", text->len > 0 ? SEPARATOR " " : "", credit->name);
    }
  return g_string_free (text, FALSE);
}

static char *
dup_number (int number)
{
  return number > 0 ? g_strdup_printf ("%d", number) : g_strdup ("");
}

static GBytes *
reply_new (const char *cause, char **values, gboolean has_picture, GVariant *before)
{
  g_autofree char *utf8 = g_utf8_make_valid (cause, -1);
  g_autoptr (GBytes) bytes = before != NULL ? g_variant_get_data_as_bytes (before) : g_bytes_new (NULL, 0);
  const char *const none[] = { NULL };
  g_autoptr (GVariant) reply =
    g_variant_ref_sink (g_variant_new ("(s^asb@ay)", utf8, values != NULL ? (const char *const *) values : none, has_picture,
                                       g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE)));

  return g_variant_get_data_as_bytes (reply);
}

static GBytes *
read_fields (const char *path)
{
  g_autoptr (AttFileBytes) file = att_file_bytes_new ();
  g_autoptr (AttTags) tags = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) values = g_new0 (char *, ATT_N_FIELDS + 1);
  g_autoptr (GString) genres = g_string_new (NULL);

  if (att_file_bytes_open (file, path, &error))
    tags = att_tag_reader_read_bytes (file, &error);
  if (tags == NULL)
    return reply_new (error->message, NULL, FALSE, NULL);
  if (!can_write (tags->type))
    return reply_new (_("The tags of this kind of file cannot be changed"), NULL, FALSE, NULL);
  for (guint i = 0; i < tags->genres->len; i++)
    g_string_append_printf (genres, "%s%s", i > 0 ? SEPARATOR " " : "", (char *) g_ptr_array_index (tags->genres, i));
  values[ATT_FIELD_TITLE] = g_strdup (tags->title != NULL ? tags->title : "");
  values[ATT_FIELD_ARTIST] = join_credits (tags, ATT_ROLE_ARTIST);
  values[ATT_FIELD_ALBUM_ARTIST] = join_credits (tags, ATT_ROLE_ALBUM_ARTIST);
  values[ATT_FIELD_ALBUM] = g_strdup (tags->album != NULL ? tags->album : "");
  values[ATT_FIELD_COMPOSER] = join_credits (tags, ATT_ROLE_COMPOSER);
  values[ATT_FIELD_GENRE] = g_strdup (genres->str);
  values[ATT_FIELD_YEAR] = dup_number (tags->year);
  values[ATT_FIELD_TRACK] = dup_number (tags->track_number);
  values[ATT_FIELD_TRACK_TOTAL] = dup_number (tags->n_tracks);
  values[ATT_FIELD_DISC] = dup_number (tags->disc_number);
  values[ATT_FIELD_DISC_TOTAL] = dup_number (tags->n_discs);
  values[ATT_FIELD_COMMENT] = att_tag_reader_read_comment (file);
  for (int i = 0; i < ATT_N_FIELDS; i++)
    {
      g_autofree char *text = values[i];

      values[i] = g_utf8_make_valid (text, -1);
    }
  return reply_new ("", values, tags->has_picture, NULL);
}

static GBytes *
handle (GBytes *item, gpointer user_data)
{
  g_autoptr (GVariant) request = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(yay" ATT_TAG_CHANGES_TYPE ")"),
                                                                               item, TRUE));
  g_autoptr (GVariant) changes = NULL, before = NULL;
  g_autoptr (GError) error = NULL;
  const char *path;
  guint8 what;

  g_variant_get (request, "(y^&ay@" ATT_TAG_CHANGES_TYPE ")", &what, &path, &changes);
  if (what == 'r')
    return read_fields (path);
  before = write_changes (path, changes, &error);
  return reply_new (error != NULL ? error->message : "", NULL, FALSE, before);
}

int
att_retag_worker_main (void)
{
  return att_worker_serve (handle, NULL);
}

/* --- many files --- */

typedef struct {
  GPtrArray *edits;           /* of AttTagEdit */
  guint n_given;
  gboolean read;
  GPtrArray *fields;          /* of AttTagFields, for each edit; NULL when writing */
  AttTagResult *result;  /* NULL when reading */
} Job;

static GBytes *
next_cb (gpointer *item, gpointer user_data)
{
  Job *self = user_data;
  const AttTagEdit *edit;
  g_autoptr (GVariant) request = NULL;

  if (self->n_given == self->edits->len)
    return NULL;
  *item = GUINT_TO_POINTER (self->n_given);
  edit = g_ptr_array_index (self->edits, self->n_given++);
  request = g_variant_ref_sink (g_variant_new ("(y^ay@" ATT_TAG_CHANGES_TYPE ")", self->read ? 'r' : 'w', edit->path,
                                               make_changes (edit)));
  return g_variant_get_data_as_bytes (request);
}

static void
add_problem (Job *self, const AttTagEdit *edit, const char *cause)
{
  g_autofree char *name = g_filename_display_basename (edit->path);

  g_ptr_array_add (self->result->problems, g_strdup_printf ("%s: %s", name, cause));
}

static gboolean
done_cb (gpointer item, GBytes *bytes, const GError *error, gpointer user_data)
{
  Job *self = user_data;
  const guint i = GPOINTER_TO_UINT (item);
  const AttTagEdit *edit = g_ptr_array_index (self->edits, i);
  AttTagFields *into = self->read ? g_ptr_array_index (self->fields, i) : NULL;
  g_autoptr (GVariant) reply = NULL, before = NULL;
  g_autofree const char **values = NULL;
  const char *cause = error != NULL ? error->message : "";
  gboolean has_picture = FALSE;

  if (bytes != NULL)
    {
      reply = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (REPLY_TYPE), bytes, FALSE));
      g_variant_get (reply, "(&s^a&sb@ay)", &cause, &values, &has_picture, &before);
    }
  if (!self->read && *cause != '\0')
    add_problem (self, edit, cause);
  else if (!self->read)
    {
      g_autoptr (GBytes) undo = g_variant_get_data_as_bytes (before);

      g_ptr_array_add (self->result->undo, make_undo (edit->path, undo));
    }
  else if (*cause != '\0')
    into->unwritable = g_strdup (cause);
  else
    {
      for (int k = 0; k < ATT_N_FIELDS && values[k] != NULL; k++)
        into->values[k] = g_strdup (values[k]);
      into->has_picture = has_picture;
    }
  return TRUE;
}

static gboolean
run (Job *job, GCancellable *cancellable, GError **error)
{
  const AttWorkersConfig config = { .kind = "retag", .n_workers = 1, .batch = 1, .deadline_ms = DEADLINE_MS };
  const AttWorkersJob functions = { next_cb, done_cb };

  return att_workers_run (&config, &functions, job, cancellable, error);
}

GPtrArray *
att_tag_write_read (const char *const *paths, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) att_tag_edit_free);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) att_tag_fields_free);
  Job job = { .edits = edits, .read = TRUE, .fields = list };

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_ptr_array_add (edits, att_tag_edit_new (paths[i]));
      g_ptr_array_add (list, att_tag_fields_new ());
    }
  if (!run (&job, cancellable, error))
    return NULL;
  for (guint i = 0; i < list->len; i++)
    {
      AttTagFields *one = g_ptr_array_index (list, i);
      char *real = realpath (paths[i], NULL);

      for (int k = 0; k < ATT_N_FIELDS; k++)
        if (one->values[k] == NULL)
          one->values[k] = g_strdup ("");
      if (one->unwritable == NULL)
        one->unwritable = find_refusal (real != NULL ? real : paths[i]);
      free (real);
    }
  return g_steal_pointer (&list);
}

AttTagResult *
att_tag_write_run (GPtrArray *edits, GCancellable *cancellable)
{
  AttTagResult *result = att_tag_result_new ();
  Job job = { .edits = edits, .result = result };
  g_autoptr (GError) error = NULL;

  if (!run (&job, cancellable, &error) && result->problems->len == 0)
    g_ptr_array_add (result->problems, g_strdup (error->message));
  return result;
}
