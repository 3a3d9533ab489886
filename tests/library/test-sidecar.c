/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "att-sidecar.h"

typedef struct {
  char *folder;
  AttSidecar *sidecar;
  AttTags *tags;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("att-sidecar-XXXXXX", NULL);
  f->sidecar = att_sidecar_new ();
  f->tags = att_tags_new ();
  f->tags->title = g_strdup ("Track 01");
  att_tags_add_credit (f->tags, ATT_ROLE_ARTIST, "Unknown", NULL, NULL, NULL);
  att_tags_add_credit (f->tags, ATT_ROLE_COMPOSER, "Ada", NULL, NULL, NULL);
  att_tags_add_genre (f->tags, "Game");
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  remove_all (f->folder);
  g_free (f->folder);
  att_sidecar_free (f->sidecar);
  att_tags_free (f->tags);
}

static void
write_list (Fixture *f, const char *folder, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (f->folder, folder, ATT_SIDECAR_NAME, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static gboolean
apply (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  return att_sidecar_apply (f->sidecar, path, f->tags);
}

static const char *
credit (Fixture *f, guint i)
{
  return ((AttCredit *) g_ptr_array_index (f->tags->credits, i))->name;
}

/* a list in the folder above the file's: filled cells win, the others leave what is there */
static void
test_apply (Fixture *f, gconstpointer data)
{
  write_list (f, ".", "# file\ttitle\n"
              "pack/a b.ogg\tOverture\tMira Osei\t\t Jazz; Bebop ;Jazz\n"
              "pack/c.ogg\t\t\tSalt Letters\n", -1);
  att_tags_add_credit (f->tags, ATT_ROLE_ALBUM_ARTIST, "UNKNOWN, CELLO", NULL, NULL, NULL); /* goes with the artist */
  g_assert_true (apply (f, "pack/a b.ogg"));
  g_assert_cmpstr (f->tags->title, ==, "Overture");
  g_assert_null (f->tags->album);
  g_assert_cmpuint (f->tags->credits->len, ==, 2);
  g_assert_cmpstr (credit (f, 0), ==, "Ada");
  g_assert_cmpstr (credit (f, 1), ==, "Mira Osei");
  g_assert_cmpuint (f->tags->genres->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (f->tags->genres, 0), ==, "Jazz");
  g_assert_cmpstr (g_ptr_array_index (f->tags->genres, 1), ==, "Bebop");

  g_assert_true (apply (f, "pack/c.ogg"));
  g_assert_cmpstr (f->tags->album, ==, "Salt Letters");
  g_assert_cmpstr (f->tags->title, ==, "Overture");
  g_assert_cmpstr (credit (f, 1), ==, "Mira Osei");

  g_assert_false (apply (f, "pack/d.ogg"));
  g_assert_false (apply (f, "pack/deeper/a b.ogg"));
}

/* the list nearest to the file is asked first */
static void
test_nearest (Fixture *f, gconstpointer data)
{
  write_list (f, ".", "pack/a.ogg\tFar\npack/b.ogg\tOnly here\n", -1);
  write_list (f, "pack", "a.ogg\tNear\n", -1);
  g_assert_true (apply (f, "pack/a.ogg"));
  g_assert_cmpstr (f->tags->title, ==, "Near");
  g_assert_true (apply (f, "pack/b.ogg"));
  g_assert_cmpstr (f->tags->title, ==, "Only here");
}

/* what makes no sense changes nothing */
static void
test_nonsense (Fixture *f, gconstpointer data)
{
  static const char text[] = "a.ogg\na.ogg\t\xff\xfe\t\t\t;;\n\t\t\t\n\nb.ogg\tB\tC\tD\tE\tF\tG\r\nzero\0\tafter";

  write_list (f, ".", text, sizeof text - 1);
  g_assert_true (apply (f, "a.ogg"));
  g_assert_cmpstr (f->tags->title, ==, "Track 01");
  g_assert_cmpuint (f->tags->genres->len, ==, 0);
  g_assert_cmpuint (f->tags->credits->len, ==, 2);
  g_assert_true (apply (f, "b.ogg"));
  g_assert_cmpstr (f->tags->title, ==, "B");
  g_assert_cmpstr (g_ptr_array_index (f->tags->genres, 0), ==, "E");
  g_assert_false (apply (f, "zero"));
}

static void
test_none (Fixture *f, gconstpointer data)
{
  g_autofree char *list = g_build_filename (f->folder, "pack", ATT_SIDECAR_NAME, NULL);

  g_assert_cmpint (g_mkdir_with_parents (list, 0700), ==, 0); /* a folder by that name */
  g_assert_false (apply (f, "pack/a.ogg"));
  g_assert_cmpstr (f->tags->title, ==, "Track 01");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/library/sidecar/apply", Fixture, NULL, set_up, test_apply, tear_down);
  g_test_add ("/library/sidecar/nearest", Fixture, NULL, set_up, test_nearest, tear_down);
  g_test_add ("/library/sidecar/nonsense", Fixture, NULL, set_up, test_nonsense, tear_down);
  g_test_add ("/library/sidecar/none", Fixture, NULL, set_up, test_none, tear_down);
  return g_test_run ();
}
