/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The listener's own genres, and what is shown of guesses
 */
#include <glib/gstdio.h>
#include <math.h>

#include "att-analyzer.h"
#include "att-decoder.h"
#include "att-features.h"
#include "att-genre-chips.h"
#include "att-genre-own.h"
#include "att-random.h"
#include "att-speech.h"
#include "make-audio.h"

#define N_ARTISTS 8
#define PER_ARTIST 3

typedef struct {
  GArray *X, *artists;
  GPtrArray *labels;
} Made;

static void
made_clear (Made *self)
{
  g_array_unref (self->X);
  g_array_unref (self->artists);
  g_ptr_array_unref (self->labels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Made, made_clear)

/* a vector of a genre: noise, and some columns that say which of the genres it is */
static void
make_vector (float *x, int genre, AttRandom *random)
{
  for (gsize j = 0; j < att_features_get_n (); j++)
    x[j] = att_random_normal (random) + (j % 40 == (gsize) genre ? 3 : 0);
}

static void
add (Made *made, const char *label, int genre, int n_artists, AttRandom *random)
{
  g_autofree float *x = g_new (float, att_features_get_n ());

  for (int a = 0; a < n_artists; a++)
    for (int i = 0; i < PER_ARTIST; i++)
      {
        const int artist = genre * 100 + a;

        make_vector (x, genre, random);
        g_array_append_vals (made->X, x, att_features_get_n ());
        g_array_append_val (made->artists, artist);
        g_ptr_array_add (made->labels, (gpointer) label);
      }
}

static void
make (Made *made, AttRandom *random)
{
  *made = (Made){ g_array_new (FALSE, FALSE, sizeof (float)), g_array_new (FALSE, FALSE, sizeof (int)),
                  g_ptr_array_new () };
  add (made, "Tango", 0, N_ARTISTS, random);
  add (made, "Grime", 1, N_ARTISTS, random);
  add (made, "Stubenmusi", 2, N_ARTISTS, random);
  add (made, "Rare", 3, 3, random); /* nine tracks */
}

static AttGenreOwn *
train (const Made *made, guint64 seed, GError **error)
{
  const AttGenreOwnRows rows = { made->labels->len, (const float *) made->X->data,
                                 (const char *const *) made->labels->pdata, (const int *) made->artists->data };

  return att_genre_own_train (&rows, seed, NULL, error);
}

static void
test_learns (void)
{
  AttRandom random;
  g_auto (Made) made = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreOwn) own = NULL;
  g_autofree float *x = g_new (float, att_features_get_n ());
  const char *const names[] = { "Tango", "Grime", "Stubenmusi" };
  int n_right = 0;

  att_random_init (&random, 3);
  make (&made, &random);
  own = train (&made, 1, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_equal (att_genre_own_get_genres (own),
                               (const char *const[]){ "Grime", "Stubenmusi", "Tango", NULL }));
  g_assert_cmpfloat (att_genre_own_get_accuracy (own), >, 0.9);
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (GArray) guesses = NULL;
      double sum = 0;

      make_vector (x, i % 3, &random);
      guesses = att_genre_own_classify (own, x);
      g_assert_cmpuint (guesses->len, ==, 3);
      for (guint g = 0; g < guesses->len; g++)
        sum += g_array_index (guesses, AttGenreGuess, g).p;
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
      n_right += g_str_equal (g_array_index (guesses, AttGenreGuess, 0).genre, names[i % 3]);
    }
  g_assert_cmpint (n_right, >=, 57);
}

static void
test_abstains (void)
{
  AttRandom random;
  g_auto (Made) made = { g_array_new (FALSE, FALSE, sizeof (float)), g_array_new (FALSE, FALSE, sizeof (int)),
                         g_ptr_array_new () };
  g_autoptr (GError) error = NULL;

  att_random_init (&random, 3);
  add (&made, "Tango", 0, N_ARTISTS, &random);
  add (&made, "Grime", 1, 3, &random);
  g_assert_null (train (&made, 1, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_NO_HEAD);
}

/* one artist a genre: no other artists to test on, which must not hurt */
static void
test_one_artist (void)
{
  AttRandom random;
  g_auto (Made) made = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreOwn) own = NULL;

  att_random_init (&random, 3);
  make (&made, &random);
  for (guint i = 0; i < made.artists->len; i++)
    g_array_index (made.artists, int, i) = 5;
  own = train (&made, 1, &error);
  g_assert_no_error (error);
  g_assert_true (isnan (att_genre_own_get_accuracy (own)));
}

static void
test_file (void)
{
  AttRandom random;
  char *dir = make_audio_dir ();
  g_autofree char *path = g_build_filename (dir, "a.attm", NULL), *other_path = g_build_filename (dir, "b.attm", NULL);
  g_auto (Made) made = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreOwn) own = NULL, same = NULL, read = NULL;
  g_autofree char *bytes = NULL, *other_bytes = NULL;
  gsize n, n_other;

  att_random_init (&random, 3);
  make (&made, &random);
  own = train (&made, 7, &error);
  same = train (&made, 7, &error);
  g_assert_no_error (error);
  att_genre_own_set_n_tagged (own, 81);
  att_genre_own_set_n_tagged (same, 81);
  g_assert_true (att_genre_own_save (own, path, &error));
  g_assert_true (att_genre_own_save (same, other_path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (g_file_get_contents (other_path, &other_bytes, &n_other, NULL));
  g_assert_cmpmem (bytes, n, other_bytes, n_other);

  read = att_genre_own_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (att_genre_own_get_n_tagged (read), ==, 81);
  {
    g_autoptr (GArray) before = att_genre_own_classify (own, (const float *) made.X->data);
    g_autoptr (GArray) after = att_genre_own_classify (read, (const float *) made.X->data);

    g_assert_cmpstr (g_array_index (after, AttGenreGuess, 0).genre, ==, g_array_index (before, AttGenreGuess, 0).genre);
    g_assert_cmpfloat_with_epsilon (g_array_index (after, AttGenreGuess, 0).p,
                                    g_array_index (before, AttGenreGuess, 0).p, 0.01);
  }
  bytes[n / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  g_assert_null (att_genre_own_load (path, &error));
  g_assert_error (error, ATT_GENRE_MODEL_ERROR, ATT_GENRE_MODEL_ERROR_DAMAGED);
  make_audio_clear (dir);
}

/* --- what is shown --- */

static gsize
settle (AttGenreChip *chips, const char *a, double p_a, const char *b, double p_b, const char *c, double p_c)
{
  const AttGenreGuess guesses[] = { { a, p_a }, { b, p_b }, { c, p_c } };
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (AttGenreGuess));

  g_array_append_vals (array, guesses, G_N_ELEMENTS (guesses));
  return att_genre_settle (array, chips);
}

static void
test_chips (void)
{
  AttGenreChip chips[ATT_GENRE_SETTLED_MAX];

  /* sure of one, in the words of the vocabulary */
  g_assert_cmpuint (settle (chips, "hiphop", 0.7, "jazz", 0.2, "blues", 0.1), ==, 1);
  g_assert_cmpstr (chips[0].genre, ==, "Hip-Hop");
  g_assert_cmpfloat_with_epsilon (chips[0].p, 0.7, 1e-9);
  /* sure of the parent only: Alternative and Indie are both Rock */
  g_assert_cmpuint (settle (chips, "alternative", 0.4, "indie", 0.3, "jazz", 0.3), ==, 1);
  g_assert_cmpstr (chips[0].genre, ==, "Rock");
  /* sure of parent and child: the narrower */
  g_assert_cmpuint (settle (chips, "alternative", 0.65, "rock", 0.2, "jazz", 0.15), ==, 1);
  g_assert_cmpstr (chips[0].genre, ==, "Alternative");
  /* unsure */
  g_assert_cmpuint (settle (chips, "jazz", 0.45, "blues", 0.4, "rock", 0.15), ==, 2);
  g_assert_cmpstr (chips[0].genre, ==, "Jazz");
  g_assert_cmpstr (chips[1].genre, ==, "Blues");
  /* a word of the listener's own */
  g_assert_cmpuint (settle (chips, "Stubenmusi", 0.8, "jazz", 0.1, "blues", 0.1), ==, 1);
  g_assert_cmpstr (chips[0].genre, ==, "Stubenmusi");
}

/* every class and every genre among the tags of the shipped model is a genre of the one map */
static void
test_map (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttGenreModel) model = att_genre_model_load (NULL, &error);
  g_autofree float *vector = g_new0 (float, att_features_get_n ());
  const char *const heads[] = { "ten", "tags" };

  g_assert_no_error (error);
  for (gsize h = 0; h < G_N_ELEMENTS (heads); h++)
    {
      g_autoptr (GArray) guesses = att_genre_model_classify (model, heads[h], vector, &error);

      g_assert_no_error (error);
      for (guint g = 0; g < guesses->len; g++)
        if (att_genres_lookup (g_array_index (guesses, AttGenreGuess, g).genre) == NULL)
          g_error ("“%s” of the head “%s” is not in data/genres.tsv",
                   g_array_index (guesses, AttGenreGuess, g).genre, heads[h]);
    }
}

/* --- speech --- */

static gboolean
is_speech (const char *path)
{
  g_autoptr (GError) error = NULL;
  AttFeatures *features = att_analyzer_read_file (path, NULL, NULL, &error);
  gboolean answer;

  g_assert_no_error (error);
  answer = att_speech_is (features->vector);
  att_features_free (features);
  return answer;
}

static void
collect_cb (const AttDecodedBlock *block, gpointer user_data)
{
  g_array_append_vals (user_data, block->mono, block->n_mono);
}

static double
rms_of (const float *x, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sqrt (sum / n);
}

/* a room that rings for half a second: four combs (Schroeder 1962), half as loud as what goes in */
static void
add_room (float *x, gsize n, int rate)
{
  const double delays[] = { 0.0297, 0.0371, 0.0411, 0.0437 };
  g_autofree float *wet = g_new0 (float, n);
  double louder;

  for (gsize k = 0; k < G_N_ELEMENTS (delays); k++)
    {
      const gsize delay = delays[k] * rate;
      const float again = pow (10, -3 * delays[k] / 0.5);
      g_autofree float *ring = g_new0 (float, n);

      for (gsize i = delay; i < n; i++)
        {
          ring[i] = x[i - delay] + again * ring[i - delay];
          wet[i] += ring[i];
        }
    }
  louder = 0.5 * rms_of (x, n) / rms_of (wet, n);
  for (gsize i = 0; i < n; i++)
    x[i] = 0.5 * (x[i] + louder * wet[i]);
}

/* plucked chords, a new one every two seconds, this many dB below */
static void
add_music (float *x, gsize n, int rate, double below)
{
  const double chords[][3] = { { 130.8, 164.8, 196 }, { 110, 130.8, 164.8 }, { 87.3, 110, 130.8 }, { 98, 123.5, 146.8 } };
  g_autofree float *music = g_new0 (float, n);
  double louder;

  for (gsize i = 0; i < n; i++)
    {
      const gsize chord = i / (2 * rate) % G_N_ELEMENTS (chords);
      const double t = i % (2 * rate) / (double) rate;

      for (int note = 0; note < 3; note++)
        for (int partial = 1; partial <= 5; partial++)
          music[i] += exp (-t * partial) * sin (2 * G_PI * chords[chord][note] * partial * t) / partial;
    }
  louder = rms_of (x, n) / rms_of (music, n) * pow (10, -below / 20);
  for (gsize i = 0; i < n; i++)
    x[i] = 0.7 * (x[i] + louder * music[i]);
}

/* as recordings of speech are: several voices and speeds, dry, in a room, over soft music */
static void
test_speech (void)
{
  const char *const page =
    "The morning train was late again, and the people on the platform looked at their watches, then at the sky. "
    "A woman with a red umbrella asked whether there would be another one before noon. Nobody knew. The clerk behind "
    "the window turned a page of his book, took a sip of tea, and said that trains come when they come. It had been "
    "raining since five. Water ran along the gutter, under the bench, and out between the rails, where it made a lake.";
  const char *const voices[][2] = { { "en", "175" }, { "en+f2", "130" }, { "de+m4", "210" }, { "pt", "160" } };
  char *dir = make_audio_dir ();
  g_autofree char *path = g_build_filename (dir, "page.wav", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (voices); i++)
    {
      if (!run_tool ("espeak-ng", "-v", voices[i][0], "-s", voices[i][1], "-w", path, page, NULL))
        {
          g_test_skip ("espeak-ng is not there");
          break;
        }
      g_assert_true (is_speech (path));
      for (int made = 0; made < 2; made++)
        {
          g_autoptr (GArray) mono = g_array_new (FALSE, FALSE, sizeof (float));
          g_autoptr (GError) error = NULL;
          g_autofree char *other = NULL;

          att_decoder_run (path, collect_cb, mono, NULL, &error);
          g_assert_no_error (error);
          if (made == 0)
            add_room ((float *) mono->data, mono->len, ATT_DECODER_RATE);
          else
            add_music ((float *) mono->data, mono->len, ATT_DECODER_RATE, 18);
          other = make_wav (dir, made == 0 ? "room.wav" : "music.wav", (const float *) mono->data, mono->len, 1,
                            ATT_DECODER_RATE, WAV_S16);
          g_assert_true (is_speech (other));
        }
    }
  make_audio_clear (dir);
}

static void
test_no_speech (void)
{
  enum { RATE = 22050, N = 20 * RATE };
  char *dir = make_audio_dir ();
  g_autofree float *clicks = make_clicks (120, N, RATE), *sine = make_sine (440, 0.5, N, 1, RATE);
  g_autofree float *noise = make_noise (0.3, N, 1), *silence = g_new0 (float, N);
  const float *const sounds[] = { clicks, sine, noise, silence };

  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++)
    {
      g_autofree char *path = make_wav (dir, "a.wav", sounds[i], N, 1, RATE, WAV_S16);

      g_assert_false (is_speech (path));
    }
  make_audio_clear (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/genre-own/learns", test_learns);
  g_test_add_func ("/analysis/genre-own/abstains", test_abstains);
  g_test_add_func ("/analysis/genre-own/one-artist", test_one_artist);
  g_test_add_func ("/analysis/genre-own/file", test_file);
  g_test_add_func ("/analysis/genre-chips/settle", test_chips);
  g_test_add_func ("/analysis/genre-chips/map", test_map);
  g_test_add_func ("/analysis/speech/page", test_speech);
  g_test_add_func ("/analysis/speech/no-speech", test_no_speech);
  return g_test_run ();
}
