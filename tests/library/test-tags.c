/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tags, audio properties and content hashes of real files in every format.
 */
#include "audio-files.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "att-scanner.h"

static const struct {
  const char *name;
  AttAudioType type;
  int sample_rate;
  const char *program; /* another program than mutagen that retags it, as a mode of make-audio.py */
} formats[] = {
  { "a.mp3", ATT_AUDIO_MP3, 44100, "legacy" },
  { "a.flac", ATT_AUDIO_FLAC, 44100, "legacy" },
  { "a-nomd5.flac", ATT_AUDIO_FLAC, 44100, "legacy" },
  { "a.ogg", ATT_AUDIO_VORBIS, 44100, "legacy" },
  { "a.opus", ATT_AUDIO_OPUS, 48000, NULL },
  { "a.oga", ATT_AUDIO_OGG_FLAC, 44100, NULL },
  { "a.spx", ATT_AUDIO_SPEEX, 32000, NULL },
  { "a-aac.m4a", ATT_AUDIO_MP4, 44100, "remux" },
  { "a-alac.m4a", ATT_AUDIO_MP4, 44100, "remux" },
  { "a.wav", ATT_AUDIO_WAV, 44100, NULL },
  { "a.aiff", ATT_AUDIO_AIFF, 44100, NULL },
  { "a.wv", ATT_AUDIO_WAVPACK, 44100, NULL },
  { "a.tta", ATT_AUDIO_TRUEAUDIO, 44100, NULL },
  { "a.wma", ATT_AUDIO_ASF, 44100, NULL },
  { "a.aac", ATT_AUDIO_AAC, 44100, NULL },
};

static char *folder; /* NULL: the files cannot be made here */

static AttTags *
read_tags (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  AttTags *tags = att_tag_reader_read (path, &error);

  g_assert_no_error (error);
  return tags;
}

/* names of all with a role, joined */
static char *
credits (AttTags *tags, AttRole role)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);

      if (credit->role == role)
        g_string_append_printf (names, "%s%s", names->len > 0 ? "|" : "", credit->name);
    }
  return g_strdup (names->str);
}

#define assert_credits(tags, role, expected)                       \
  G_STMT_START                                                     \
    {                                                              \
      g_autofree char *names_ = credits (tags, role);              \
      g_assert_cmpstr (names_, ==, expected);                      \
    }                                                              \
  G_STMT_END

static void
test_formats (void)
{
  if (audio_files_missing (folder))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (AttTags) bare = read_tags (formats[i].name), tags = NULL;
      g_autofree char *name = g_strconcat ("tagged-", formats[i].name, NULL);
      const gboolean id3 = formats[i].type == ATT_AUDIO_MP3 || formats[i].type == ATT_AUDIO_WAV ||
                           formats[i].type == ATT_AUDIO_AIFF || formats[i].type == ATT_AUDIO_TRUEAUDIO ||
                           formats[i].type == ATT_AUDIO_AAC;

      g_test_message ("%s", formats[i].name);
      g_assert_cmpint (bare->type, ==, formats[i].type);
      g_assert_null (bare->title);
      g_assert_false (bare->has_picture);
      g_assert_cmpuint (bare->genres->len, ==, 0);

      audio_files_copy (folder, formats[i].name, name);
      g_assert_true (audio_files_tag (folder, name, "rich"));
      audio_files_copy (folder, name, "tagged");
      tags = read_tags ("tagged"); /* without an extension: the bytes tell */
      g_assert_cmpint (tags->type, ==, formats[i].type);
      g_assert_cmpint (tags->sample_rate, ==, formats[i].sample_rate);
      g_assert_cmpint (tags->channels, ==, 2);
      if (strstr (formats[i].name, "nomd5") == NULL) /* written into a pipe: its length is not known either */
        g_assert_cmpint (tags->duration_ms, >=, 2900);
      g_assert_cmpint (tags->duration_ms, <=, 3150);
      g_assert_cmpstr (tags->title, ==, "Tïtle 音");
      g_assert_cmpstr (tags->album, ==, "Album");
      g_assert_cmpint (tags->track_number, ==, 3);
      g_assert_cmpint (tags->n_tracks, ==, 12);
      g_assert_cmpint (tags->disc_number, ==, 1);
      g_assert_cmpint (tags->n_discs, ==, 2);
      g_assert_cmpint (tags->year, ==, 1999);
      g_assert_cmpstr (tags->date, ==, "1999-03-01");
      g_assert_cmpint (tags->rating, ==, 8);
      g_assert_cmpstr (tags->country, ==, "GB");
      g_assert_cmpstr (tags->mb_recording_id, ==, "11111111-2222-3333-4444-555555555555");
      g_assert_cmpfloat_with_epsilon (tags->rg_track_gain_db, -6.5, 1e-4);
      g_assert_true (isnan (tags->rg_album_gain_db));
      assert_credits (tags, ATT_ROLE_ARTIST, "Artist A|Artist B");
      assert_credits (tags, ATT_ROLE_ALBUM_ARTIST, "Album Artist");
      assert_credits (tags, ATT_ROLE_COMPOSER, "Composer C");
      g_assert_cmpuint (tags->genres->len, ==, 2);
      if (formats[i].type != ATT_AUDIO_ASF) /* TagLib turns the order round there */
        g_assert_cmpstr (g_ptr_array_index (tags->genres, 0), ==, "Jazz");
      g_assert_cmpint (tags->has_picture, ==, formats[i].type != ATT_AUDIO_ASF);
      if (id3 || formats[i].type == ATT_AUDIO_FLAC || formats[i].type == ATT_AUDIO_VORBIS)
        {
          assert_credits (tags, ATT_ROLE_PERFORMER, "Violin V");
          g_assert_cmpstr (((AttCredit *) g_ptr_array_index (tags->credits, tags->credits->len - 1))->instrument, ==,
                           "violin");
        }
    }
}

/* the hash of the audio is the same however the file is tagged, and another for other audio */
static void
test_retag (void)
{
  if (audio_files_missing (folder))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const char *modes[] = { "rich", "grow", formats[i].program, "strip" };
      g_autofree char *name = g_strconcat ("retag-", formats[i].name, NULL);
      g_autofree char *other_name = g_strdup (formats[i].name);
      g_autoptr (AttTags) before = read_tags (formats[i].name), other = NULL;

      *other_name = 'b';
      other = read_tags (other_name);
      g_assert_true (before->content_hash[0] != other->content_hash[0] &&
                     before->content_hash[1] != other->content_hash[1]);
      audio_files_copy (folder, formats[i].name, name);
      for (gsize j = 0; j < G_N_ELEMENTS (modes); j++)
        {
          g_autoptr (AttTags) after = NULL;

          if (modes[j] == NULL)
            continue;
          g_test_message ("%s %s", name, modes[j]);
          g_assert_true (audio_files_tag (folder, name, modes[j]));
          after = read_tags (name);
          g_assert_cmpuint (after->content_hash[0], ==, before->content_hash[0]);
          g_assert_cmpuint (after->content_hash[1], ==, before->content_hash[1]);
          if (j < 2)
            g_assert_cmpstr (after->title, ==, "Tïtle 音");
        }
    }
}

/* FLAC and Ogg FLAC know the MD5 of their samples: the recording is the same in either */
static void
test_same_recording (void)
{
  g_autoptr (AttTags) flac = NULL, ogg = NULL;

  if (audio_files_missing (folder))
    return;
  flac = read_tags ("a.flac");
  ogg = read_tags ("a.oga");
  g_assert_cmpuint (flac->content_hash[0], ==, ogg->content_hash[0]);
}

/* the name plays no part */
static void
test_wrong_extension (void)
{
  g_autoptr (AttTags) flac = NULL, mp3 = NULL;

  if (audio_files_missing (folder))
    return;
  audio_files_copy (folder, "a.flac", "wrong.mp3");
  audio_files_copy (folder, "a.mp3", "wrong.flac");
  flac = read_tags ("wrong.mp3");
  mp3 = read_tags ("wrong.flac");
  g_assert_cmpint (flac->type, ==, ATT_AUDIO_FLAC);
  g_assert_cmpint (mp3->type, ==, ATT_AUDIO_MP3);
}

/* more kinds of tag in one file: the best speaks, others fill in */
static void
test_several_tags (void)
{
  g_autoptr (AttTags) mp3 = NULL, flac = NULL, v1 = NULL;

  if (audio_files_missing (folder))
    return;
  audio_files_copy (folder, "a.mp3", "several.mp3");
  g_assert_true (audio_files_tag (folder, "several.mp3", "rich") && audio_files_tag (folder, "several.mp3", "legacy"));
  mp3 = read_tags ("several.mp3");
  g_assert_cmpstr (mp3->title, ==, "Tïtle 音");
  g_assert_cmpint (mp3->year, ==, 1999);

  audio_files_copy (folder, "a.flac", "several.flac");
  g_assert_true (audio_files_tag (folder, "several.flac", "rich"));
  g_assert_true (audio_files_tag (folder, "several.flac", "legacy"));
  flac = read_tags ("several.flac");
  g_assert_cmpstr (flac->title, ==, "Tïtle 音");

  audio_files_copy (folder, "a.flac", "only-v2.flac");
  g_assert_true (audio_files_tag (folder, "only-v2.flac", "legacy"));
  v1 = read_tags ("only-v2.flac");
  g_assert_cmpstr (v1->title, ==, "Not this one");
}

static void
test_broken (void)
{
  static const struct { const char *name, *bytes; gsize n; } cases[] = {
    { "empty.mp3", "", 0 },
    { "text.mp3", "Dear diary, today", 17 },
    { "magic.flac", "fLaC", 4 },
    { "magic.wav", "RIFF\xff\xff\xff\xffWAVE", 12 },
    { "tag.mp3", "ID3\x04\0\0\0\0\0\0", 10 },
    { "long-tag.mp3", "ID3\x04\0\0\x7f\x7f\x7f\x7f", 10 },
    { "ape-tag.mp3", "APETAGEX\xd0\x07\0\0\xff\xff\xff\xff", 16 },
    { "page.ogg", "OggS\0\2", 6 },
    { "box.m4a", "\0\0\0\1ftyp\xff\xff\xff\xff\xff\xff\xff\xff", 16 },
    { "chunk.dsf", "DSD \x1c\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 28 },
  };
  g_autofree char *dir = g_dir_make_tmp ("att-tags-XXXXXX", NULL);
  g_autofree char *missing = g_build_filename (dir, "missing.mp3", NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (dir, cases[i].name, NULL);
      g_autoptr (GError) broken = NULL;

      g_assert_true (g_file_set_contents (path, cases[i].bytes, cases[i].n, NULL));
      g_assert_null (att_tag_reader_read (path, &broken));
      g_assert_error (broken, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (broken->message, cases[i].name));
    }
  g_assert_null (att_tag_reader_read (missing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (att_tag_reader_read (dir, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  audio_files_remove (dir);
}

/* every file cut off at many places and with bytes turned over: an answer, whichever */
static void
test_mangled (void)
{
  if (audio_files_missing (folder))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *tagged = g_strconcat ("tagged-", formats[i].name, NULL);
      g_autofree char *path = g_build_filename (folder, tagged, NULL);
      g_autofree char *mangled = g_build_filename (folder, "mangled", NULL);
      g_autofree char *bytes = NULL;
      gsize n;

      audio_files_copy (folder, formats[i].name, tagged);
      g_assert_true (audio_files_tag (folder, tagged, "rich"));
      g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
      for (int turn = 0; turn < 60; turn++)
        {
          g_autofree char *copy = g_memdup2 (bytes, n);
          const gsize head = MIN (n, 4096);
          g_autoptr (AttTags) tags = NULL;

          for (int j = 0; j < turn % 20; j++)
            copy[g_test_rand_int_range (0, (gint32) head)] = (char) g_test_rand_int ();
          g_assert_true (g_file_set_contents (mangled, copy, turn < 20 ? head * (gsize) turn / 20 : n, NULL));
          tags = att_tag_reader_read (mangled, NULL);
          g_assert_true (tags == NULL || tags->type != ATT_AUDIO_UNKNOWN);
        }
    }
}

/* Monkey's Audio and Musepack have no encoder here */
static void
test_shared (void)
{
  static const struct { const char *name; AttAudioType type; int sample_rate, duration_ms; } files[] = {
    { "odd/taglib/mac-399-tagged.ape", ATT_AUDIO_APE, 44100, 3550 },
    { "odd/taglib/mac-399-id3v2.ape", ATT_AUDIO_APE, 44100, 3550 },
    { "odd/quodlibet/silence-44-s.ape", ATT_AUDIO_APE, 44100, 3685 },
    { "odd/beets/full.mpc", ATT_AUDIO_MUSEPACK, 44100, 1006 },
    { "odd/quodlibet/silence-44-s.sv8.mpc", ATT_AUDIO_MUSEPACK, 44100, 3685 },
    { "odd/quodlibet/with-id3.dsf", ATT_AUDIO_UNKNOWN, 0, 0 }, /* no samples in it */
    { "odd/quodlibet/5644800-2ch-s01-silence.dsf", ATT_AUDIO_DSF, 5644800, 10 },
    { "odd/taglib/flac.m4a", ATT_AUDIO_MP4, 48000, 1000 },
  };
  g_autofree char *odd = audio_files_shared ("odd");

  for (gsize i = 0; odd != NULL && i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = audio_files_shared (files[i].name);
      g_autoptr (AttTags) tags = NULL;

      g_assert_nonnull (path);
      g_test_message ("%s", files[i].name);
      tags = att_tag_reader_read (path, NULL);
      g_assert_cmpint (tags != NULL ? tags->type : ATT_AUDIO_UNKNOWN, ==, files[i].type);
      if (tags == NULL)
        continue;
      g_assert_cmpint (tags->sample_rate, ==, files[i].sample_rate);
      g_assert_cmpint (tags->duration_ms, >=, files[i].duration_ms - 50);
      g_assert_cmpint (tags->duration_ms, <=, files[i].duration_ms + 50);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = audio_files_make ();
  g_test_add_func ("/library/tags/formats", test_formats);
  g_test_add_func ("/library/tags/retag", test_retag);
  g_test_add_func ("/library/tags/same-recording", test_same_recording);
  g_test_add_func ("/library/tags/wrong-extension", test_wrong_extension);
  g_test_add_func ("/library/tags/several-tags", test_several_tags);
  g_test_add_func ("/library/tags/broken", test_broken);
  g_test_add_func ("/library/tags/mangled", test_mangled);
  g_test_add_func ("/library/tags/shared", test_shared);
  status = g_test_run ();
  if (folder != NULL)
    audio_files_remove (folder);
  g_free (folder);
  return status;
}
