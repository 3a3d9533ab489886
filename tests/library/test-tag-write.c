/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "att-covers.h"
#include "att-scanner.h"
#include "att-tag-write.h"
#include "att-workers.h"

#define N_KILLS 60

static char *audio; /* NULL: the files cannot be made here */

static const char *const formats[] = {
  "a.mp3", "a.flac", "a.ogg", "a.opus", "a-aac.m4a", "a.wma", "a.wv", "a.wav", "a.aiff", "a.tta", "a-alac.m4a", "a.oga",
  "a.spx",
};

static char *
path_of (const char *name)
{
  return g_build_filename (audio, name, NULL);
}

/* MD5 of the coded sound, by a program that is not ours */
static char *
sum_audio (const char *path)
{
  const char *const words[] = { "ffmpeg", "-nostdin", "-loglevel", "error", "-i", path, "-vn", "-map", "0:a", "-c", "copy", "-f",
                                "md5", "-", NULL };
  char *out = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return out;
}

static AttTagFields *
read_one (const char *path)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = att_tag_write_read (paths, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  return g_ptr_array_steal_index (list, 0);
}

static void
assert_same (const AttTagFields *a, const AttTagFields *b, gboolean ordered)
{
  for (int i = 0; i < ATT_N_FIELDS; i++)
    if (ordered || i != ATT_FIELD_GENRE)
      g_assert_cmpstr (a->values[i], ==, b->values[i]);
  g_assert_cmpint (a->has_picture, ==, b->has_picture);
  g_assert_cmpstr (a->unwritable, ==, b->unwritable);
}

/* one edit through a worker */
static AttTagEdit *
edit_one (AttTagEdit *edit)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new ();
  g_autoptr (AttTagResult) result = NULL;

  g_ptr_array_add (edits, edit);
  result = att_tag_write_run (edits, NULL);
  if (result->problems->len > 0)
    g_test_message ("%s", (char *) g_ptr_array_index (result->problems, 0));
  g_assert_cmpuint (result->problems->len, ==, 0);
  g_assert_cmpuint (result->undo->len, ==, 1);
  return g_ptr_array_steal_index (result->undo, 0);
}

static void
assert_no_leftovers (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, ".attacca"));
}

static char *
cover_of (const char *path)
{
  g_autofree char *cache = path_of ("cache");
  g_autofree char *found = att_covers_find (path, cache, NULL, NULL);

  return found != NULL ? g_path_get_basename (found) : NULL;
}

static void
test_formats (void)
{
  static const char *const genres[] = { "Folk; Drone", "Folk" };
  static const guint8 jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6 };

  if (audio_files_missing (audio))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = path_of (formats[i]), *sound = sum_audio (path), *sound_after = NULL, *cover = NULL;
      g_autofree char *no_cover = NULL, *old_cover = NULL, *again_cover = NULL;
      g_autoptr (AttTagFields) before = NULL, after = NULL, restored = NULL, bare = NULL;
      g_autoptr (AttTags) old = NULL, tags = NULL;
      g_autoptr (AttTagEdit) edit = att_tag_edit_new (path), undo = NULL, redo = NULL, first = att_tag_edit_new (path);
      g_autoptr (AttTagEdit) first_undo = NULL;
      const gboolean pictures = !g_str_has_suffix (path, ".wma");

      g_test_message ("%s", formats[i]);
      /* a file without tags */
      bare = read_one (path);
      g_assert_cmpstr (bare->values[ATT_FIELD_TITLE], ==, "");
      first->values[ATT_FIELD_TITLE] = g_strdup ("First");
      first_undo = edit_one (first);
      after = read_one (path);
      g_assert_cmpstr (after->values[ATT_FIELD_TITLE], ==, "First");
      g_clear_pointer (&after, att_tag_fields_free);

      g_assert_true (audio_files_tag (audio, formats[i], "rich"));
      before = read_one (path);
      old = att_tag_reader_read (path, NULL);
      old_cover = cover_of (path);
      g_assert_cmpstr (before->values[ATT_FIELD_ARTIST], ==, "Artist A; Artist B");
      g_assert_cmpstr (before->values[ATT_FIELD_TRACK], ==, "3");
      g_assert_cmpstr (before->values[ATT_FIELD_TRACK_TOTAL], ==, "12");
      edit->values[ATT_FIELD_TITLE] = g_strdup ("Ñew 名");
      edit->values[ATT_FIELD_ARTIST] = g_strdup ("Someone; Else");
      edit->values[ATT_FIELD_ALBUM_ARTIST] = g_strdup ("");
      edit->values[ATT_FIELD_GENRE] = g_strdup (genres[i % 2]);
      edit->values[ATT_FIELD_YEAR] = g_strdup ("2003");
      edit->values[ATT_FIELD_TRACK] = g_strdup ("7");
      edit->values[ATT_FIELD_DISC_TOTAL] = g_strdup ("5");
      edit->values[ATT_FIELD_COMMENT] = g_strdup ("a word");
      edit->picture_change = ATT_PICTURE_REPLACE;
      edit->picture = g_bytes_new_static (jpeg, sizeof jpeg);
      undo = edit_one (edit);

      after = read_one (path);
      g_assert_cmpstr (after->values[ATT_FIELD_TITLE], ==, "Ñew 名");
      g_assert_cmpstr (after->values[ATT_FIELD_ARTIST], ==, "Someone; Else");
      g_assert_cmpstr (after->values[ATT_FIELD_ALBUM_ARTIST], ==, "");
      g_assert_cmpstr (after->values[ATT_FIELD_GENRE], ==, genres[i % 2]);
      g_assert_cmpstr (after->values[ATT_FIELD_YEAR], ==, "2003");
      g_assert_cmpstr (after->values[ATT_FIELD_TRACK], ==, "7");
      g_assert_cmpstr (after->values[ATT_FIELD_TRACK_TOTAL], ==, "12");
      g_assert_cmpstr (after->values[ATT_FIELD_DISC], ==, "1");
      g_assert_cmpstr (after->values[ATT_FIELD_DISC_TOTAL], ==, "5");
      g_assert_cmpstr (after->values[ATT_FIELD_COMMENT], ==, "a word");
      g_assert_cmpstr (after->values[ATT_FIELD_ALBUM], ==, "Album");
      g_assert_cmpstr (after->values[ATT_FIELD_COMPOSER], ==, "Composer C");
      tags = att_tag_reader_read (path, NULL); /* what was not touched */
      g_assert_cmpfloat (tags->rg_track_gain_db, ==, old->rg_track_gain_db);
      g_assert_cmpint (tags->rating, ==, old->rating);
      g_assert_cmpstr (tags->mb_recording_id, ==, old->mb_recording_id);
      g_assert_cmpstr (tags->country, ==, old->country);
      g_assert_cmpuint (tags->content_hash[0], ==, old->content_hash[0]);
      cover = cover_of (path);
      g_assert_true (g_str_has_suffix (cover, ".jpg"));

      redo = edit_one (undo);
      restored = read_one (path);
      assert_same (restored, before, pictures); /* TagLib turns the genres of ASF around */
      if (pictures)
        {
          again_cover = cover_of (path);
          g_assert_cmpstr (again_cover, ==, old_cover);
        }
      {
        g_autoptr (AttTagEdit) remove = att_tag_edit_new (path), back = NULL;

        remove->picture_change = ATT_PICTURE_REMOVE;
        back = edit_one (remove);
        no_cover = cover_of (path);
        g_assert_null (no_cover);
      }
      sound_after = sum_audio (path);
      g_assert_cmpstr (sound_after, ==, sound);
    }
  assert_no_leftovers (audio);
}

/* mode, attributes and links stay what they are */
static void
test_kept (void)
{
  g_autofree char *path = path_of ("b.flac"), *link = path_of ("link.flac"), *linked = NULL;
  g_autoptr (AttTagEdit) edit = NULL, undo = NULL;
  g_autoptr (AttTagFields) fields = NULL;
  gboolean attributes;
  char value[8] = "";
  struct stat st;

  if (audio_files_missing (audio))
    return;
  edit = att_tag_edit_new (link);
  g_assert_cmpint (symlink ("b.flac", link), ==, 0);
  g_assert_cmpint (chmod (path, 0640), ==, 0);
  attributes = setxattr (path, "user.attacca", "kept", 4, 0) == 0;
  edit->values[ATT_FIELD_TITLE] = g_strdup ("Through a link");
  undo = edit_one (edit);
  linked = g_file_read_link (link, NULL);
  g_assert_cmpstr (linked, ==, "b.flac");
  fields = read_one (path);
  g_assert_cmpstr (fields->values[ATT_FIELD_TITLE], ==, "Through a link");
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0640);
  if (attributes)
    {
      g_assert_cmpint (getxattr (path, "user.attacca", value, sizeof value), ==, 4);
      g_assert_cmpstr (value, ==, "kept");
    }
}

static void
refused (const char *path, const char *why)
{
  g_autoptr (AttTagFields) fields = read_one (path);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) att_tag_edit_free);
  g_autoptr (AttTagResult) result = NULL;
  AttTagEdit *edit = att_tag_edit_new (path);
  g_autofree char *bytes = NULL, *after = NULL, *name = g_path_get_basename (path);
  gsize n = 0, n_after = 0;

  g_assert_nonnull (fields->unwritable);
  g_assert_nonnull (strstr (fields->unwritable, why)); /* before … */
  g_file_get_contents (path, &bytes, &n, NULL);
  edit->values[ATT_FIELD_TITLE] = g_strdup ("Never");
  g_ptr_array_add (edits, edit);
  result = att_tag_write_run (edits, NULL);
  g_assert_cmpuint (result->undo->len, ==, 0);
  g_assert_cmpuint (result->problems->len, ==, 1);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (result->problems, 0), name)); /* … and all the same */
  g_file_get_contents (path, &after, &n_after, NULL);
  g_assert_cmpmem (after, n_after, bytes, n);
}

static void
test_refused (void)
{
  g_autofree char *protected = path_of ("b.mp3"), *folder = path_of ("locked"), *inside = path_of ("locked/b.ogg");
  g_autofree char *aac = path_of ("b.aac"), *text = path_of ("text.mp3"), *gone = path_of ("gone.mp3");

  if (audio_files_missing (audio))
    return;
  chmod (protected, 0444);
  refused (protected, "read-only");
  chmod (protected, 0644);
  audio_files_copy (audio, "b.ogg", "locked/b.ogg");
  chmod (folder, 0555);
  refused (inside, "read-only");
  chmod (folder, 0755);
  refused (aac, "cannot be changed");
  g_assert_true (g_file_set_contents (text, "no sound", -1, NULL));
  refused (text, "");
  refused (gone, "");
  assert_no_leftovers (audio);
}

/* At whatever moment the writer dies, the file is there and whole, and says the old or the new. */
static void
test_kill (gconstpointer data)
{
  const char *name = data;
  g_autofree char *folder = path_of ("kill"), *in_folder = g_build_filename ("kill", name, NULL), *path = path_of (in_folder);
  g_autofree char *sound = NULL, *sound_after = NULL;
  g_autoptr (AttTagEdit) last = NULL, undo = NULL;
  g_autoptr (AttTags) first = NULL;
  guint n_old = 0, n_new = 0;
  gint64 longest = 0;

  if (audio_files_missing (audio))
    return;
  audio_files_copy (audio, name, in_folder);
  g_assert_true (audio_files_tag (folder, name, "grow")); /* the tags have to move */
  sound = sum_audio (path);
  first = att_tag_reader_read (path, NULL);
  for (int i = 0; i < N_KILLS; i++)
    {
      g_autofree char *title = g_strdup_printf ("Title %d", i), *before = NULL;
      g_autoptr (AttTagEdit) edit = att_tag_edit_new (path);
      g_autoptr (AttTags) tags = att_tag_reader_read (path, NULL);
      gint64 began = g_get_monotonic_time ();
      pid_t child;
      int status;

      before = g_strdup (tags->title);
      g_clear_pointer (&tags, att_tags_free);
      edit->values[ATT_FIELD_TITLE] = g_strdup (title);
      edit->values[ATT_FIELD_COMMENT] = g_strnfill ((i % 7) * 50000, 'c');
      child = fork ();
      if (child == 0)
        {
          AttTagEdit *ignored;

          _exit (att_tag_write_file (edit, &ignored, NULL) ? 0 : 1);
        }
      if (i >= 3) /* the first ones tell how long it takes */
        {
          g_usleep ((gulong) g_test_rand_double_range (0, longest * 1.1));
          kill (child, SIGKILL);
        }
      waitpid (child, &status, 0);
      if (i < 3)
        {
          g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
          longest = MAX (longest, g_get_monotonic_time () - began);
        }
      tags = att_tag_reader_read (path, NULL);
      g_assert_nonnull (tags);
      g_assert_cmpuint (tags->content_hash[0], ==, first->content_hash[0]);
      g_assert_cmpuint (tags->content_hash[1], ==, first->content_hash[1]);
      if (g_strcmp0 (tags->title, title) == 0)
        n_new++;
      else
        {
          g_assert_cmpstr (tags->title, ==, before);
          n_old++;
        }
    }
  g_test_message ("%u times old, %u times new, %.1f ms an edit", n_old, n_new, longest / 1000.0);
  last = att_tag_edit_new (path);
  last->values[ATT_FIELD_TITLE] = g_strdup ("Last");
  undo = edit_one (last);
  assert_no_leftovers (folder);
  sound_after = sum_audio (path);
  g_assert_cmpstr (sound_after, ==, sound);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "worker"))
    return g_str_equal (argv[2], "cover") ? att_cover_worker_main () : att_retag_worker_main ();
  g_test_init (&argc, &argv, NULL);
  audio = audio_files_make ();
  g_test_add_func ("/library/tag-write/formats", test_formats);
  g_test_add_func ("/library/tag-write/kept", test_kept);
  g_test_add_func ("/library/tag-write/refused", test_refused);
  g_test_add_data_func ("/library/tag-write/kill/flac", "b.flac", test_kill);
  g_test_add_data_func ("/library/tag-write/kill/mp3", "b.mp3", test_kill);
  g_test_add_data_func ("/library/tag-write/kill/m4a", "b-aac.m4a", test_kill);
  status = g_test_run ();
  if (audio != NULL)
    audio_files_remove (audio);
  g_free (audio);
  return status;
}
