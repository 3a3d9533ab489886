/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

void
test_store_init (TestStore *self)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("attacca-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "library.db", NULL);
  self->store = NULL;
  test_store_reopen (self);
}

void
test_store_reopen (TestStore *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;

  if (self->store != NULL)
    g_assert_finalize_object (self->store);
  self->store = att_store_open (self->path, &notice, &error);
  g_assert_no_error (error);
  g_assert_null (notice);
}

void
test_remove_tree (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        test_remove_tree (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

void
test_store_clear (TestStore *self)
{
  g_autoptr (GError) error = NULL;

  if (self->store != NULL)
    {
      att_store_check (self->store, &error);
      g_assert_no_error (error);
      g_assert_finalize_object (self->store);
    }
  test_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

AttScannedFile *
test_file (const char *path, const char *title, const char *artist, const char *album, const char *genres,
           guint64 content)
{
  AttScannedFile *file = att_scanned_file_new (path, 1000, 1000);
  AttTags *tags = file->tags = att_tags_new ();
  g_auto (GStrv) artists = g_strsplit (artist != NULL ? artist : "", "; ", -1);
  g_auto (GStrv) names = g_strsplit (genres != NULL ? genres : "", "; ", -1);

  tags->type = ATT_AUDIO_FLAC;
  tags->duration_ms = 200000;
  tags->title = g_strdup (title);
  tags->album = g_strdup (album);
  for (gsize i = 0; artists[i] != NULL; i++)
    att_tags_add_credit (tags, ATT_ROLE_ARTIST, artists[i], NULL, NULL, NULL);
  for (gsize i = 0; names[i] != NULL; i++)
    att_tags_add_genre (tags, names[i]);
  tags->content_hash[0] = content;
  tags->content_hash[1] = content != 0 ? ~content : 0;
  return file;
}

AttScanCounts
test_write (AttStore *store, AttScannedFile *first, ...)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };
  va_list args;

  va_start (args, first);
  for (AttScannedFile *file = first; file != NULL; file = va_arg (args, AttScannedFile *))
    g_ptr_array_add (files, file);
  va_end (args);
  att_store_write_files (store, files, &counts, &error);
  g_assert_no_error (error);
  return counts;
}

void
test_gone (AttStore *store, const char *path)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  g_ptr_array_add (paths, (gpointer) path);
  att_store_mark_missing (store, paths, &counts, &error);
  g_assert_no_error (error);
}

AttTrack *
test_find (AttStore *store, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  AttTrack *track = att_store_find_track (store, uri, &error);

  g_assert_no_error (error);
  return track;
}

char *
test_titles (GPtrArray *tracks)
{
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < tracks->len; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? "|" : "", att_track_get_title (g_ptr_array_index (tracks, i)));
  return g_string_free (titles, FALSE);
}

char *
test_query (AttStore *store, const AttTrackQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_store_list_tracks (store, query, NULL, &error);

  g_assert_no_error (error);
  if (query->limit == 0 && query->offset == 0)
    {
      guint n = att_store_count_tracks (store, query, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (n, ==, tracks->len);
    }
  return test_titles (tracks);
}

char *
test_sql (const char *path, const char *sql)
{
  GString *values = g_string_new (NULL);
  const char *rest = sql;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  while (*rest != '\0')
    {
      sqlite3_stmt *stmt;

      if (sqlite3_prepare_v2 (db, rest, -1, &stmt, &rest) != SQLITE_OK)
        g_error ("%s: %s", sql, sqlite3_errmsg (db));
      while (sqlite3_step (stmt) == SQLITE_ROW)
        g_string_append_printf (values, "%s%s", values->len > 0 ? "|" : "",
                                (const char *) sqlite3_column_text (stmt, 0));
      if (sqlite3_finalize (stmt) != SQLITE_OK)
        g_error ("%s: %s", sql, sqlite3_errmsg (db));
    }
  sqlite3_close (db);
  return g_string_free (values, FALSE);
}

void
test_assert_query (AttStore *store, const AttTrackQuery *query, const char *expected)
{
  g_autofree char *titles = test_query (store, query);

  g_assert_cmpstr (titles, ==, expected);
}

void
test_assert_search (AttStore *store, const char *text, const char *expected)
{
  g_test_message ("search for \"%s\"", text);
  test_assert_query (store, &(AttTrackQuery) { .text = text }, expected);
}
