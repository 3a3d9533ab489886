/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "att-lyrics.h"

#include <string.h>

/* "1500 One|2000 Two"; NULL for no words */
static char *
read_bytes (const char *data, gsize n)
{
  g_autoptr (AttLyrics) lyrics = att_lyrics_parse (data, n);
  GString *text = g_string_new (NULL);

  if (lyrics == NULL)
    {
      g_string_free (text, TRUE);
      return NULL;
    }
  for (guint i = 0; i < lyrics->lines->len; i++)
    {
      const AttLyricsLine *line = att_lyrics_get_line (lyrics, i);

      g_assert_cmpint (line->at_ms >= 0, ==, lyrics->synced);
      if (i > 0)
        g_string_append_c (text, '|');
      if (lyrics->synced)
        g_string_append_printf (text, "%" G_GINT64_FORMAT " ", line->at_ms);
      g_string_append (text, line->text);
    }
  return g_string_free (text, FALSE);
}

static void
check (const char *data, const char *expected)
{
  g_autofree char *read = read_bytes (data, strlen (data));

  g_assert_cmpstr (read, ==, expected);
}

static void
test_lrc (void)
{
  check ("[00:01.50]One\n[00:02.00]Two", "1500 One|2000 Two");
  check ("[ti:Title]\r\n[ar: Someone]\r\n\r\n[1:02]Mac\r[01:03.5]Old\n[01:04:25] Colon \n[01:05.125]Fine\n",
         "62000 Mac|63500 Old|64250 Colon|65125 Fine");
  check ("[00:10.00][00:02.00]Again\n[00:05.00]Between\n", "2000 Again|5000 Between|10000 Again");
  check ("[00:01.00]Words\n[00:02.00]\n[00:03.00]More", "1000 Words|2000 |3000 More");
  check ("[00:01.00]夜\n[00:01.00]Night\n[00:02.00]Day\n", "1000 夜\nNight|2000 Day"); /* a translation */
  check ("About this song\n[00:01.00]One\nstill one\n", "1000 One\nstill one");
  check ("[120:00.00]Late", "7200000 Late");
}

static void
test_offset (void)
{
  check ("[offset:+500]\n[00:01.50]One\n[00:00.20]Zero", "0 Zero|1000 One"); /* sooner */
  check ("[00:01.50]One\n[OFFSET: -250]\n", "1750 One");
  check ("[offset:nonsense]\n[00:01.50]One", "1500 One");
}

static void
test_enhanced (void)
{
  check ("[00:01.00] <00:01.00> One <00:01.40>word <00:02.10> at", "1000 One word  at");
  check ("[00:01.00]less < more <3 <a:b>", "1000 less < more <3 <a:b>");
}

static void
test_plain (void)
{
  check ("First\n\n\nSecond verse\n[Chorus]\nLa la\n\n", "First||Second verse|[Chorus]|La la");
  check ("[by:me]\n[5 hours]\n[12:x]y", "[5 hours]|[12:x]y");
  check ("  \n\n", NULL);
  check ("[ar:Someone]\n", NULL);
  check ("[00:01.00]\n[00:02.00]\n", NULL);
  check ("", NULL);
}

static void
test_encodings (void)
{
  static const struct {
    const char *charset, *prefix, *text;
  } cases[] = {
    { "UTF-8", "\xef\xbb\xbf", "夜が明ける ü" },
    { "UTF-16LE", "\xff\xfe", "夜が明ける ü" },
    { "UTF-16BE", "\xfe\xff", "夜が明ける ü" },
    { "GB18030", "", "月亮代表我的心，你问我爱你有多深" },
    { "WINDOWS-1252", "", "Für Élise – où es-tu ?" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strconcat ("[00:01.00]", cases[i].text, NULL), *converted = NULL, *read = NULL;
      g_autofree char *expected = g_strconcat ("1000 ", cases[i].text, NULL);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      gsize n;

      converted = g_convert (line, -1, cases[i].charset, "UTF-8", NULL, &n, NULL);
      g_assert_nonnull (converted);
      g_byte_array_append (bytes, (const guint8 *) cases[i].prefix, strlen (cases[i].prefix));
      g_byte_array_append (bytes, (const guint8 *) converted, n);
      read = read_bytes ((const char *) bytes->data, bytes->len);
      g_assert_cmpstr (read, ==, expected);
    }
}

static void
test_find (void)
{
  const char *lrc = "[00:01.00]a\n[00:02.00]b\n[00:04.00]c";
  g_autoptr (AttLyrics) lyrics = att_lyrics_parse (lrc, strlen (lrc)), plain = att_lyrics_parse ("a\nb", 3);

  g_assert_cmpint (att_lyrics_find (lyrics, -1), ==, -1);
  g_assert_cmpint (att_lyrics_find (lyrics, 999), ==, -1);
  g_assert_cmpint (att_lyrics_find (lyrics, 1000), ==, 0);
  g_assert_cmpint (att_lyrics_find (lyrics, 3999), ==, 1);
  g_assert_cmpint (att_lyrics_find (lyrics, 4000), ==, 2);
  g_assert_cmpint (att_lyrics_find (lyrics, G_MAXINT64), ==, 2);
  g_assert_cmpint (att_lyrics_find (plain, 5000), ==, -1);
}

/* any bytes end well */
static void
test_nonsense (void)
{
  const char *pieces[] = { "[", "]", ":", "0", "99999999999", "<", ">", ".", "\n", "\xff", "\xfe", "offset:", "ab", "\xc3\xa4" };

  for (int i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *read = NULL;

      for (int k = g_test_rand_int_range (0, 40); k > 0; k--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      read = read_bytes (text->str, text->len);
      g_assert_true (read == NULL || g_utf8_validate (read, -1, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/lyrics/lrc", test_lrc);
  g_test_add_func ("/core/lyrics/offset", test_offset);
  g_test_add_func ("/core/lyrics/enhanced", test_enhanced);
  g_test_add_func ("/core/lyrics/plain", test_plain);
  g_test_add_func ("/core/lyrics/encodings", test_encodings);
  g_test_add_func ("/core/lyrics/find", test_find);
  g_test_add_func ("/core/lyrics/nonsense", test_nonsense);
  return g_test_run ();
}
