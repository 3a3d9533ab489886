/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <glib/gstdio.h>
#include <string.h>

#include "att-playlist-file.h"

typedef struct {
  char *dir;
  char *name;
  char **uris; /* of the last playlist, relative to `dir` where they are in it */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const files[] = { "a.mp3", "Album/b c.ogg", "Album/100%.flac", "Ünï.mp3", "\xe9t\xe9.mp3" };

  f->dir = g_dir_make_tmp ("att-playlist-XXXXXX", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, files[i], NULL), *folder = g_path_get_dirname (path);

      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  audio_files_remove (f->dir);
  g_free (f->dir);
  g_free (f->name);
  g_strfreev (f->uris);
}

static gboolean
read_bytes (Fixture *f, const char *file, const char *bytes, gssize n, GError **error)
{
  g_autofree char *path = g_build_filename (f->dir, file, NULL);
  g_autofree char *base = g_filename_to_uri (f->dir, NULL, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  g_clear_pointer (&f->uris, g_strfreev);
  g_clear_pointer (&f->name, g_free);
  f->uris = att_playlist_file_read (path, &f->name, error);
  for (char **uri = f->uris; uri != NULL && *uri != NULL; uri++)
    if (g_str_has_prefix (*uri, base))
      {
        g_autofree char *whole = *uri;

        *uri = g_strdup (whole + strlen (base) + 1);
      }
  return f->uris != NULL;
}

#define assert_uris(f, ...)                                                \
  G_STMT_START                                                             \
    {                                                                      \
      const char *const expected_[] = { __VA_ARGS__, NULL };               \
      g_assert_cmpstrv ((f)->uris, expected_);                             \
    }                                                                      \
  G_STMT_END

static void
test_m3u (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (read_bytes (f, "My list.m3u8",
                             "\xef\xbb\xbf#EXTM3U\r\n#EXTINF:1,A\r\na.mp3\r\n\r\n  Album/b c.ogg  \r\n"
                             "./Album/../a.mp3\r\nAlbum\\b c.ogg\r\nAlbum/100%.flac\r\nAlbum/b%20c.ogg\r\n"
                             "C:\\Users\\Mira\\Music\\Album\\b c.ogg\r\n\xc3\x9cn\xc3\xaf.mp3\r\nGone/d.mp3\r\n"
                             "http://mira:secret@example.org/live?x=1\r\n",
                             -1, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->name, ==, "My list");
  assert_uris (f, "a.mp3", "Album/b%20c.ogg", "a.mp3", "Album/b%20c.ogg", "Album/100%25.flac", "Album/b%20c.ogg",
               "Album/b%20c.ogg", "%C3%9Cn%C3%AF.mp3", "Gone/d.mp3", "http://example.org/live?x=1");

  /* Latin-1: as bytes of a file that is there, or as text */
  g_assert_true (read_bytes (f, "latin.m3u", "\xe9t\xe9.mp3\n\xdcn\xef.mp3\nn\xe4" "chste.mp3\n", -1, &error));
  assert_uris (f, "%E9t%E9.mp3", "%C3%9Cn%C3%AF.mp3", "n%C3%A4chste.mp3");

  g_assert_true (read_bytes (f, "titled.m3u", "#EXTM3U\n#PLAYLIST: Rain \na.mp3", -1, &error));
  g_assert_cmpstr (f->name, ==, "Rain");
  g_assert_true (read_bytes (f, "utf16.m3u", "\xff\xfe" "a\0.\0m\0p\0003\0\n\0", 14, &error));
  assert_uris (f, "a.mp3");
  g_assert_true (read_bytes (f, "empty.m3u", "", 0, &error));
  g_assert_cmpuint (g_strv_length (f->uris), ==, 0);
}

static void
test_pls (Fixture *f, gconstpointer data)
{
  g_assert_true (read_bytes (f, "x.pls",
                             "[playlist]\nNumberOfEntries=3\nFile2=Album/b c.ogg\nTitle2=B\nfile1 = a.mp3\n"
                             "File10=http://example.org/x\nFile=no number\nFilex=1\nVersion=2\n",
                             -1, NULL));
  assert_uris (f, "a.mp3", "Album/b%20c.ogg", "http://example.org/x");
  g_assert_true (read_bytes (f, "really-pls.m3u", "[Playlist]\nFile1=a.mp3\n", -1, NULL));
  assert_uris (f, "a.mp3");
}

static void
test_xspf (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL, *base = g_filename_to_uri (f->dir, NULL, NULL);

  text = g_strdup_printf ("<?xml version=\"1.0\"?>\n<x:playlist version=\"1\" xmlns:x=\"http://xspf.org/ns/0/\">"
                          "<x:title>\n Rain &amp; Tea </x:title><x:trackList>"
                          "<x:track><x:title>A</x:title><x:location> a.mp3 </x:location></x:track>"
                          "<x:track xml:base=\"Album/\"><x:location>b%%20c.ogg</x:location>"
                          "<x:location>http://example.org/same</x:location></x:track>"
                          "<x:track><x:location>%s/a.mp3</x:location></x:track>"
                          "<x:track><x:title>no place</x:title></x:track>"
                          "<x:track><x:extension application=\"x\"><x:location>b</x:location></x:extension></x:track>"
                          "<x:track><x:location><![CDATA[Album/b c.ogg]]></x:location></x:track>"
                          "</x:trackList></x:playlist>", base);
  g_assert_true (read_bytes (f, "x.xspf", text, -1, NULL));
  g_assert_cmpstr (f->name, ==, "Rain & Tea");
  assert_uris (f, "a.mp3", "Album/b%20c.ogg", "a.mp3", "Album/b%20c.ogg");
}

static void
test_broken (Fixture *f, gconstpointer data)
{
#define CASE(name, text) { name, text, sizeof text - 1 }
  static const struct { const char *name, *bytes; gsize n; } cases[] = {
    CASE ("hls.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\nsegment0.ts\n"),
    CASE ("binary.m3u", "a.mp3\0b.mp3"),
    CASE ("other.pls", "a.mp3\n"),
    CASE ("other.xml.m3u", "<asx version=\"3\"></asx>"),
    CASE ("cut.xspf", "<playlist><trackList><track><location>a.mp3"),
    CASE ("bad.xspf", "<playlist><trackList>&nbsp;</trackList></playlist>"),
    CASE ("nolist.xspf", "<playlist version=\"1\"></playlist>"),
    CASE ("utf16.m3u", "\xff\xfe" "a"),
  };
#undef CASE
  g_autoptr (GString) deep = g_string_new ("<playlist>");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) broken = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_false (read_bytes (f, cases[i].name, cases[i].bytes, (gssize) cases[i].n, &broken));
      g_assert_error (broken, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  for (int i = 0; i < 100000; i++)
    g_string_append (deep, "<a>");
  g_assert_false (read_bytes (f, "deep.xspf", deep->str, -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
check_all (const char *path, guint *n_read)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL), *title = NULL;
      g_auto (GStrv) uris = NULL;
      g_autoptr (GError) error = NULL;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        {
          check_all (child, n_read);
          continue;
        }
      uris = att_playlist_file_read (child, &title, &error);
      g_assert_true ((uris == NULL) == (error != NULL));
      if (uris == NULL)
        {
          g_assert_null (strstr (child, "/pass/"));
          continue;
        }
      g_assert_cmpstr (title, !=, "");
      g_assert_true (g_utf8_validate (title, -1, NULL));
      for (char **uri = uris; *uri != NULL; uri++)
        g_assert_true (g_uri_is_valid (*uri, G_URI_FLAGS_NONE, NULL));
      (*n_read)++;
    }
}

static void
test_shared (Fixture *f, gconstpointer data)
{
  g_autofree char *shared = audio_files_shared ("playlists");
  guint n_read = 0;

  if (shared == NULL)
    return;
  check_all (shared, &n_read);
  g_test_message ("%u of them can be read", n_read);
  g_assert_cmpuint (n_read, >, 110);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/library/playlist-file/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("m3u", test_m3u);
  ADD ("pls", test_pls);
  ADD ("xspf", test_xspf);
  ADD ("broken", test_broken);
  ADD ("shared", test_shared);
#undef ADD
  return g_test_run ();
}
