/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audio-files.h"

#include <glib/gstdio.h>
#include <string.h>

#include "att-playlist-file.h"

typedef struct {
  char *dir;
  AttPlaylist *list; /* the last playlist */
  char *name;        /* of it */
  char **uris; /* relative to `dir` where they are in it */
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
  g_clear_pointer (&f->list, att_playlist_free);
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
  g_clear_pointer (&f->list, att_playlist_free);
  f->list = att_playlist_file_read (path, error);
  if (f->list != NULL)
    {
      f->uris = att_playlist_dup_uris (f->list);
      f->name = g_strdup (f->list->name);
    }
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
    CASE ("sheet.m3u", "TITLE \"x\"\nFILE \"a.mp3\" MP3\n  TRACK 01 AUDIO\n"),
    CASE ("reference.m3u", "[Reference]\nRef1=http://example.org/\n"),
    CASE ("other.jspf", "{\"a\": 1}"),
    CASE ("cut.jspf", "{\"playlist\": {\"track\": ["),
    CASE ("nolist.jspf", "{\"playlist\": {\"track\": 5}}"),
    CASE ("entities.xspf", "<!DOCTYPE p [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><playlist version='1'"
          " xmlns='http://xspf.org/ns/0/'><title>&b;</title><trackList/></playlist>"),
    CASE ("two-titles.xspf", "<playlist version='1' xmlns='http://xspf.org/ns/0/'><title>a</title><title>b</title>"
          "<trackList/></playlist>"),
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
assert_item (const AttPlaylist *list, guint i, const char *artist, const char *title, gint64 duration_ms)
{
  const AttPlaylistItem *item = g_ptr_array_index (list->items, i);

  g_assert_cmpstr (item->artist, ==, artist);
  g_assert_cmpstr (item->title, ==, title);
  g_assert_cmpint (item->duration_ms, ==, duration_ms);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  g_assert_true (read_bytes (f, "n.m3u8", "#EXTM3U\n#EXTINF:61,Mira - Rain - live\na.mp3\n#EXTINF:-1 x=\"y\",Alone\n"
                             "Album/b c.ogg\nGone/d.mp3\n", -1, NULL));
  assert_item (f->list, 0, "Mira", "Rain - live", 61000);
  assert_item (f->list, 1, NULL, "Alone", 0);
  assert_item (f->list, 2, NULL, NULL, 0);
  g_assert_true (read_bytes (f, "n.pls", "[playlist]\nTitle2=Mira - B\nFile1=a.mp3\nFile2=Gone/b.mp3\nLength2=7\n", -1,
                             NULL));
  assert_item (f->list, 0, NULL, NULL, 0);
  assert_item (f->list, 1, "Mira", "B", 7000);
  g_assert_true (read_bytes (f, "n.xspf", "<playlist version='1' xmlns='http://xspf.org/ns/0/'><trackList><track>"
                             "<title>Rain</title><creator>M&#xEF;ra</creator><duration> 61000\n</duration></track>"
                             "</trackList></playlist>", -1, NULL));
  g_assert_cmpuint (f->list->items->len, ==, 1);
  g_assert_null (((AttPlaylistItem *) g_ptr_array_index (f->list->items, 0))->uri);
  assert_item (f->list, 0, "M\xc3\xafra", "Rain", 61000);
  /* what the declaration says */
  g_assert_true (read_bytes (f, "l.xspf", "<?xml version='1.0' encoding='ISO-8859-1'?><playlist version='1'"
                             " xmlns='http://xspf.org/ns/0/'><title>T\xe9</title><trackList/></playlist>", -1, NULL));
  g_assert_cmpstr (f->name, ==, "T\xc3\xa9");
}

static void
test_jspf (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new ("{\"playlist\":");
  g_autoptr (GError) error = NULL;

  g_assert_true (read_bytes (f, "x.jspf",
                             "{\"playlist\": {\"title\": \" Rain \\u266b \", \"creator\": 5, \"track\": ["
                             "{\"location\": [\"a.mp3\", \"http://example.org/same\"], \"title\": \"A\","
                             " \"duration\": 5000},"
                             "{\"location\": \"Album/b%20c.ogg\"}, {\"title\": \"Named\", \"creator\": \"Mira\"},"
                             "{\"location\": []}, {\"location\": [7]}, 3, null,"
                             " {\"location\": [\"Album/100%25.flac\"]}]}}",
                             -1, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->name, ==, "Rain \xe2\x99\xab");
  assert_uris (f, "a.mp3", "Album/b%20c.ogg", "Album/100%25.flac");
  g_assert_cmpuint (f->list->items->len, ==, 4);
  assert_item (f->list, 0, NULL, "A", 5000);
  assert_item (f->list, 2, "Mira", "Named", 0);
  for (int i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_false (read_bytes (f, "deep.jspf", deep->str, -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* what is written is read as the same entries, also beside files that look alike, and where nothing is there */
static void
test_round_trip (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {
    "a.mp3", "Album/b c.ogg", "Album/100%.flac", "Album/100%25.flac", "#1 hit;.mp3", " leading.mp3", "trailing.mp3 ",
    "two\nlines.mp3", "t\xe9st.mp3", "a:b.mp3", "http:/x.mp3", "back\\slash.mp3", "C:\\Music\\a.mp3", "[playlist]",
    "\"quoted\" & <tagged>.mp3", "\xe6\x9c\xa8.mp3", "q?a=1#x.mp3", "file:/odd.mp3", "tab\there.mp3", "~home.mp3",
    "100%2g.mp3", "\xc3\x9cn\xc3\xaf.mp3",
  };
  static const char *const files[] = { "out.m3u8", "out.m3u", "out.pls", "out.xspf", "out.JSPF", "sub/out.m3u8",
                                       "sub/out.xspf", "sub/deep/out.jspf", "sub/out.pls" };

  for (guint there = 0; there < 2; there++)
    for (gsize k = 0; k < G_N_ELEMENTS (files); k++)
      {
        g_autoptr (AttPlaylist) list = att_playlist_new ("Rain & \"Tea\" \xe2\x99\xab 100%");
        g_autoptr (AttPlaylist) back = NULL;
        g_autofree char *path = g_build_filename (f->dir, files[k], NULL), *folder = g_path_get_dirname (path);
        g_autofree char *text = NULL;
        g_auto (GStrv) before = NULL, after = NULL;
        g_autoptr (GError) error = NULL;

        g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
        for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
          {
            g_autofree char *name = g_build_filename (f->dir, there ? "there" : "gone", names[i], NULL);
            g_autofree char *parent = g_path_get_dirname (name);
            AttPlaylistItem *item = att_playlist_add (list, g_filename_to_uri (name, NULL, NULL));

            g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
            if (there)
              g_assert_true (g_file_set_contents (name, "x", 1, NULL));
            item->title = g_strdup_printf ("%d & \x01 line\nbreak <b>", (int) i);
            item->artist = g_strdup ("Mira");
            item->duration_ms = 61000;
          }
        att_playlist_add (list, g_strdup ("http://example.org/live?x=1&y=%20"));
        g_assert_true (att_playlist_file_write (list, path, &error));
        g_assert_no_error (error);
        back = att_playlist_file_read (path, &error);
        g_assert_no_error (error);
        before = att_playlist_dup_uris (list);
        after = att_playlist_dup_uris (back);
        g_test_message ("%s, files %s", files[k], there ? "there" : "gone");
        g_assert_cmpstrv (before, after);
        if (!g_str_has_suffix (files[k], ".pls"))
          g_assert_cmpstr (back->name, ==, list->name);
        assert_item (back, 3, "Mira", "3 &   line break <b>", 61000);
        /* nothing of this machine where the names allow it */
        g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
        g_assert_nonnull (strstr (text, strchr (files[k], '/') ? "../" : there ? "there/a.mp3" : "gone/a.mp3"));
        if (g_str_has_suffix (files[k], "spf") || g_str_has_suffix (files[k], "SPF"))
          g_assert_null (strstr (text, f->dir));
      }
}

static void
test_write_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (AttPlaylist) list = att_playlist_new ("x");
  g_autofree char *odd = g_build_filename (f->dir, "x.doc", NULL), *lost = g_build_filename (f->dir, "no/x.m3u8", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (att_playlist_file_write (list, odd, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (att_playlist_file_write (list, lost, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

typedef struct { guint n, n_read, n_pass, n_fail; } Counts;

static void
check_all (const char *path, Counts *counts)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autoptr (AttPlaylist) list = NULL;
      g_auto (GStrv) uris = NULL;
      g_autoptr (GError) error = NULL;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        {
          check_all (child, counts);
          continue;
        }
      list = att_playlist_file_read (child, &error);
      counts->n++;
      g_test_message ("%s: %s", strstr (child, "playlists"), list != NULL ? "read" : error->message);
      g_assert_true ((list == NULL) == (error != NULL));
      if (strstr (child, "/fail/") != NULL)
        {
          counts->n_fail++;
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        }
      if (strstr (child, "/pass/") != NULL)
        {
          counts->n_pass++;
          g_assert_no_error (error);
        }
      if (list == NULL)
        continue;
      uris = att_playlist_dup_uris (list);
      g_assert_cmpstr (list->name, !=, "");
      g_assert_true (g_utf8_validate (list->name, -1, NULL));
      for (char **uri = uris; *uri != NULL; uri++)
        g_assert_true (g_uri_is_valid (*uri, G_URI_FLAGS_NONE, NULL));
      counts->n_read++;
    }
}

static void
test_shared (Fixture *f, gconstpointer data)
{
  g_autofree char *shared = audio_files_shared ("playlists");
  Counts counts = { 0 };

  if (shared == NULL)
    return;
  check_all (shared, &counts);
  g_test_message ("of %u files %u can be read; XSPF: %u as they must, %u must not", counts.n, counts.n_read,
                  counts.n_pass, counts.n_fail);
  g_assert_cmpuint (counts.n_pass, ==, 44);
  g_assert_cmpuint (counts.n_fail, ==, 51);
  g_assert_cmpuint (counts.n_read, >, counts.n_pass + 25);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/library/playlist-file/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("m3u", test_m3u);
  ADD ("pls", test_pls);
  ADD ("xspf", test_xspf);
  ADD ("names", test_names);
  ADD ("jspf", test_jspf);
  ADD ("round-trip", test_round_trip);
  ADD ("write-fails", test_write_fails);
  ADD ("broken", test_broken);
  ADD ("shared", test_shared);
#undef ADD
  return g_test_run ();
}
