/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Player and analysis together: what is played is heard, what was heard sets
 * the level, and hearing never disturbs what is played.
 */
#include "att-session-private.h"

#include <glib/gstdio.h>
#include <gst/base/gstbasesink.h>
#include <math.h>
#include <string.h>

#include "att-analyzer.h"
#include "att-session-worker.h"
#include "att-store-tracks.h"
#include "session-test.h"

#define RATE 44100
#define SECONDS 4
#define FRAMES (SECONDS * RATE)
#define LATE_MS 200 /* what a sound server has in hand */

typedef struct {
  char *dir, *music;
  AttSession *session;
  GPtrArray *tracks; /* AttTrack */
  guint n_ended;
} Fixture;

/* --- a sink that writes down how late samples come --- */

typedef struct { GstBaseSink parent_instance; } LateSink;
typedef struct { GstBaseSinkClass parent_class; } LateSinkClass;
static GType late_sink_get_type (void);
G_DEFINE_TYPE (LateSink, late_sink, GST_TYPE_BASE_SINK)

static gint worst_late_ms, n_rendered; /* atomic */

static GstFlowReturn
late_sink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (sink));
  GstClockTime due = gst_segment_to_running_time (&sink->segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));

  if (clock != NULL && GST_CLOCK_TIME_IS_VALID (due))
    {
      GstClockTimeDiff late = gst_clock_get_time (clock) - gst_element_get_base_time (GST_ELEMENT (sink)) - due;

      g_atomic_int_set (&worst_late_ms, MAX (g_atomic_int_get (&worst_late_ms), (gint) (late / GST_MSECOND)));
      g_atomic_int_inc (&n_rendered);
    }
  return GST_FLOW_OK;
}

static void
late_sink_class_init (LateSinkClass *klass)
{
  static GstStaticPadTemplate any = GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                                                             GST_STATIC_CAPS ("audio/x-raw"));

  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass), &any);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "late", "Sink/Audio", "tells lateness", "tests");
  GST_BASE_SINK_CLASS (klass)->render = late_sink_render;
}

static void
late_sink_init (LateSink *self)
{
}

/* --- a library of tones --- */

static void
add_tone (Fixture *self, int number, double seconds, double level_db)
{
  g_autofree char *name = g_strdup_printf ("%02d.wav", number);

  write_wav (self->music, name, RATE, seconds, 1000, level_db);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->dir = g_dir_make_tmp ("attacca-hearing-XXXXXX", NULL);
  self->music = g_build_filename (self->dir, "music", NULL);
  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
  g_mkdir (self->music, 0700);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->session != NULL)
    {
      att_session_close (self->session);
      let_go (self->session);
    }
  g_ptr_array_unref (self->tracks);
  remove_all (self->dir);
  g_free (self->music);
  g_free (self->dir);
}

static void
ended_cb (AttPlayer *player, AttQueueItem *item, AttEnding ending, gint64 heard_ms, gint64 length_ms,
          gint64 started_at, gpointer data)
{
  ((Fixture *) data)->n_ended++;
}

static void
add_track (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->music, name, NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (self->tracks, att_store_find_track (self->session->store, uri, &error));
  g_assert_no_error (error);
}

static void
scan (Fixture *self, guint n_tracks)
{
  g_autofree char *data = g_build_filename (self->dir, "data", NULL);
  const char *paths[] = { self->music, NULL };
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  self->session = att_session_open (data, &error);
  g_assert_no_error (error);
  att_session_scan (self->session, paths, TRUE, NULL, NULL, &counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.added, ==, n_tracks);
}

static void
read_library (Fixture *self, int n_tracks)
{
  scan (self, n_tracks);
  for (int i = 0; i < n_tracks; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02d.wav", i);

      add_track (self, name);
    }
}

static void
open_player (Fixture *self, const char *sink)
{
  g_autoptr (GError) error = NULL;

  att_session_enable_playback (self->session, sink, FALSE, FALSE, &error);
  g_assert_no_error (error);
  wait_until (self->session->levels != NULL && !self->session->restoring);
  g_signal_connect (att_session_get_player (self->session), "ended", G_CALLBACK (ended_cb), self);
}

/* --- */

static AttFeatures *
heard (Fixture *self, guint track)
{
  return att_store_get_features (self->session->store, ((AttTrack *) self->tracks->pdata[track])->id,
                                 ATT_FEATURES_VERSION, NULL);
}

static void
play (Fixture *self, guint first, guint n)
{
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (tracks, self->tracks->pdata[i]);
  att_session_play_tracks (self->session, tracks, 0);
}

/* What the player's decoder gave is, to @epsilon in every column, what a worker's gives. */
static void
compare_with_worker (Fixture *self, guint track, double epsilon)
{
  g_autofree char *file = g_filename_from_uri (((AttTrack *) self->tracks->pdata[track])->uri, NULL, NULL);
  AttFeatures *pulled = att_analyzer_read_file (file, NULL, NULL, NULL), *pushed = NULL;
  double worst = 0;

  wait_until (pushed != NULL || (pushed = heard (self, track)) != NULL);
  for (gsize k = 0; k < pushed->n; k++)
    worst = MAX (worst, fabs (pushed->vector[k] - pulled->vector[k]));
  g_test_message ("%s: largest difference %g, %g LU", file, worst, pushed->loudness_lufs - pulled->loudness_lufs);
  g_assert_cmpfloat (worst, <=, epsilon);
  g_assert_cmpfloat_with_epsilon (pushed->loudness_lufs, pulled->loudness_lufs, 1e-4);
  g_assert_cmpfloat_with_epsilon (pushed->peak, pulled->peak, 1e-6);
  g_assert_cmpint (pushed->audio_ms, ==, pulled->audio_ms);
  att_features_free (pulled);
  att_features_free (pushed);
}

/* noise that comes and goes, not the same on both sides, as a file of the kind that @name ends with; FALSE: cannot be */
static gboolean
write_encoded (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->music, name, NULL), *source = NULL, *said = NULL;
  const char *argv[] = { "ffmpeg", "-nostdin", "-y", "-loglevel", "error", "-f", "lavfi", "-i", NULL, path, NULL };
  int status;

  source = g_strdup_printf ("aevalsrc=exprs=0.3*sin(2*PI*440*t)*(1+sin(9*t))/2+0.2*(random(0)-0.5)*(1+sin(4*t))|"
                            "0.1*random(1)+0.2*sin(2*PI*(300+900*t)*t):s=44100:d=%d", 2 * SECONDS);
  argv[8] = source;
  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                       &said, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

static void
test_played_as_decoded (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.mp3", "b.ogg", "c.flac" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (!write_encoded (self, names[i]))
      {
        g_test_skip ("needs ffmpeg, with encoders of MP3, Vorbis and FLAC");
        return;
      }
  scan (self, G_N_ELEMENTS (names));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add_track (self, names[i]);
  open_player (self, "fakesink sync=true");
  play (self, 0, G_N_ELEMENTS (names));
  wait_until (self->n_ended == G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    compare_with_worker (self, i, 1e-5);
}

/* Two tracks in a row are heard as they play; one that is sought in is not. */
static void
test_played_is_heard (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->dir, "data", "attacca.db", NULL);
  g_autoptr (AttStore) store = NULL;

  add_tone (self, 0, SECONDS, -12);
  add_tone (self, 1, SECONDS, -18);
  add_tone (self, 2, 3 * SECONDS, -18);
  read_library (self, 3);
  open_player (self, "fakesink sync=true");
  play (self, 0, 2);
  wait_until (self->n_ended == 2);
  for (guint i = 0; i < 2; i++)
    compare_with_worker (self, i, 1e-5);

  play (self, 2, 1);
  wait_until (att_player_get_position_ms (self->session->player) > 300);
  att_player_seek (self->session->player, 9000);
  wait_until (self->n_ended == 3);
  att_session_close (self->session); /* the listener has taken everything by then */
  store = att_store_open (path, NULL, NULL);
  g_assert_null (att_store_get_features (store, ((AttTrack *) self->tracks->pdata[2])->id, ATT_FEATURES_VERSION, NULL));
}

static double
level_db (const gint16 *samples, gsize begin, gsize n)
{
  double sum = 0;

  for (gsize i = 2 * begin; i < 2 * (begin + n); i++)
    sum += pow (samples[i] / 32767.0, 2);
  return 10 * log10 (sum / (2.0 * n)) + 20 * log10 (sqrt (2));
}

/* Files without ReplayGain, 14 dB apart, sound alike on both sides of their join; each file at -18 LUFS. */
static void
test_level_at_the_join (Fixture *self, gconstpointer data)
{
  g_autofree char *capture = g_build_filename (self->dir, "capture.raw", NULL);
  g_autofree char *sink =
    g_strdup_printf ("audioconvert dithering=none ! audio/x-raw, format=S16LE ! filesink sync=false location=%s", capture);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint64 analyzed, failed;
  gsize n;

  add_tone (self, 0, SECONDS, -8);
  add_tone (self, 1, SECONDS, -22);
  read_library (self, 2);
  att_session_analyze (self->session, 1, 0, NULL, NULL, &analyzed, &failed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (analyzed, ==, 2);
  open_player (self, sink);
  att_player_set_replaygain (self->session->player, ATT_REPLAYGAIN_TRACK);
  self->session->alone = TRUE; /* the radio plans anew at every reaction: it must not play a third */
  play (self, 0, 2);
  wait_until (self->n_ended == 2);
  att_player_stop (self->session->player, ATT_ENDING_STOPPED);
  g_assert_true (g_file_get_contents (capture, &bytes, &n, NULL));
  g_assert_cmpuint (n, ==, 2 * FRAMES * 4);
  /* a stereo sine of 1 kHz at L dBFS is at L LUFS */
  for (guint i = 0; i < 4; i++)
    {
      const gsize at[] = { 0, FRAMES - 2205, FRAMES, 2 * FRAMES - 2205 };
      double level = level_db ((const gint16 *) bytes, at[i], 2205);

      g_test_message ("at %" G_GSIZE_FORMAT ": %.2f dB", at[i], level);
      g_assert_cmpfloat_with_epsilon (level, -18, 0.15);
    }
}

static gpointer
analyze (gpointer data)
{
  Fixture *self = data;
  guint64 analyzed = 0, failed = 0;

  att_session_analyze (self->session, 2, 0, NULL, NULL, &analyzed, &failed, NULL);
  return GUINT_TO_POINTER (analyzed);
}

/* Both cores are busy with listening while a track plays: no sample comes later than a sound server can bear. */
static void
test_no_gap (Fixture *self, gconstpointer data)
{
  guint n = 20;
  GThread *thread;

  for (guint i = 0; i < n; i++)
    add_tone (self, i, i == 0 ? SECONDS : 60, -12);
  read_library (self, n);
  open_player (self, "latesink sync=true");
  g_atomic_int_set (&worst_late_ms, 0);
  g_atomic_int_set (&n_rendered, 0);
  thread = g_thread_new ("analyze", analyze, self);
  play (self, 0, 1);
  wait_until (self->n_ended == 1);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (thread)), >=, n - 1);
  g_test_message ("%d blocks, the latest by %d ms", n_rendered, worst_late_ms);
  g_assert_cmpint (n_rendered, >, 10);
  g_assert_cmpint (worst_late_ms, <, LATE_MS);
}

int
main (int argc, char *argv[])
{
  int status = att_session_run_worker (argc, argv);

  if (status >= 0)
    return status;
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  gst_element_register (NULL, "latesink", GST_RANK_NONE, late_sink_get_type ());
  g_test_add ("/session/hearing/played-is-heard", Fixture, NULL, set_up, test_played_is_heard, tear_down);
  g_test_add ("/session/hearing/played-as-decoded", Fixture, NULL, set_up, test_played_as_decoded, tear_down);
  g_test_add ("/session/hearing/level-at-the-join", Fixture, NULL, set_up, test_level_at_the_join, tear_down);
  g_test_add ("/session/hearing/no-gap", Fixture, NULL, set_up, test_no_gap, tear_down);
  return g_test_run ();
}
