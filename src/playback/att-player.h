/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-player.h - plays the queue
 *
 *              play()                    buffering 100 %
 *   STOPPED ───────────▶ BUFFERING ───────────────────────▶ PLAYING
 *      ▲                     ▲  │ pause()                    │   ▲
 *      │ end, stop(), error  │  ▼                    pause() ▼   │ play()
 *      └─────────────────────┴───────────────────────────── PAUSED
 *
 * Gapless: the next item of the queue is handed to playbin in about-to-finish;
 * if the queue's next item changes after that, before the join, the player starts the new one when the
 * joined one would begin. ReplayGain (track or album gain, given by att_player_set_gain_func()) is injected
 * as tags before rgvolume, so that it changes on a track's first sample; rglimiter follows. With ReplayGain off
 * samples pass as they were decoded. A file that cannot be played is reported and skipped (one that is to follow, as
 * soon as that is known); ten failures in a row stop. A missing sound output is found by play() and reported by
 * "failed"; each play() looks for one again.
 *
 * The queue moves on before "ended" is emitted, so that planning again in a handler does not touch what plays next.
 * Stopped, the player shows the queue's current item. Set the queue's current position through att_player_jump().
 *
 * Equalizer, speed and fade are linked in only while they are wanted, close to the sink: a change is heard at once, and
 * without them samples pass as they were decoded. At another speed the pitch stays; position, length, seeking and
 * heard_ms are in the track's own time.
 *
 * Threads   main context only; signals on the main context.
 * Units     positions and lengths in ms, -1 unknown; volume 0..1 on the cubic (perceived) scale.
 * Source    GStreamer 1.22 playbin, rgvolume, rglimiter, equalizer-10bands, scaletempo; ReplayGain 2.0 reference -18 LUFS.
 */
#pragma once

#include "att-pcm-tap.h"
#include "att-play-queue.h"
#include "att-resolver.h"

G_BEGIN_DECLS

#define ATT_PLAYER_ERROR (att_player_error_quark ())
GQuark att_player_error_quark (void);

typedef enum {
  ATT_PLAYER_ERROR_NO_OUTPUT, /* no sound device, or it was lost */
  ATT_PLAYER_ERROR_NOT_FOUND, /* the file or stream is not there */
  ATT_PLAYER_ERROR_DECODE,    /* damaged, or no decoder: the message names what is missing */
  ATT_PLAYER_ERROR_FAILED,
} AttPlayerError;

typedef enum { ATT_PLAYER_STOPPED, ATT_PLAYER_BUFFERING, ATT_PLAYER_PLAYING, ATT_PLAYER_PAUSED } AttPlayerState;
typedef enum { ATT_REPEAT_NONE, ATT_REPEAT_ALL, ATT_REPEAT_ONE } AttRepeat;
typedef enum { ATT_REPLAYGAIN_OFF, ATT_REPLAYGAIN_TRACK, ATT_REPLAYGAIN_ALBUM, ATT_REPLAYGAIN_AUTO } AttReplayGainMode;

/* what is known of a track's loudness; NAN: unknown */
typedef struct {
  float track_gain_db, track_peak, album_gain_db, album_peak;
} AttGain;

/* called on the main context when a track is queued up for playing; FALSE: nothing known (the file's own ReplayGain
 * tags count, else 0 dB) */
typedef gboolean (*AttGainFunc) (AttTrack *track, AttGain *gain, gpointer user_data);

#define ATT_EQUALIZER_N_BANDS 10 /* an octave apart: 29 59 119 237 474 947 1889 3770 7523 15011 Hz */
#define ATT_EQUALIZER_MAX_DB 12.0
#define ATT_PLAYER_MAX_CROSSFADE_MS 12000
#define ATT_PLAYER_MIN_SPEED 0.5
#define ATT_PLAYER_MAX_SPEED 2.0

#define ATT_TYPE_PLAYER (att_player_get_type ())
G_DECLARE_FINAL_TYPE (AttPlayer, att_player, ATT, PLAYER, GObject)

/* Properties (notify): "state", "position-ms" (ten times a second while playing), "duration-ms", "volume" (double),
 *   "muted", "replaygain" , "repeat", "shuffle", "stop-after", "speed" (double), "item" (AttQueueItem, nullable), "stream-title" (string, nullable:
 *              what a station says it plays)
 * Signals:
 *   "started"  (AttQueueItem)                                                a track's first sample plays
 *   "ended"    (AttQueueItem, AttEnding ending, gint64 heard_ms, gint64 length_ms, gint64 started_at)
 *              exactly once for every "started", before the next "started"
 *   "seeked"   (gint64 position_ms)                                          a jump, not steady play
 *   "failed"   (AttQueueItem (nullable), GError)                             one item, or the output; play goes on
 *              if it can
 */
/* @sink: (nullable): a gst-launch description of the audio sink for tests ("fakesink sync=true",
 * "audioconvert dithering=none ! audio/x-raw,format=S16LE ! filesink location=x"); NULL: autoaudiosink. */
AttPlayer     *att_player_new           (AttPlayQueue *queue, const char *sink, GError **error);
AttPlayQueue  *att_player_get_queue     (AttPlayer *self);

void           att_player_set_resolver  (AttPlayer *self, AttResolver *resolver);
void           att_player_set_gain_func (AttPlayer *self, AttGainFunc func, gpointer user_data, GDestroyNotify destroy);
/* see att-pcm-tap.h; NULL removes it */
void           att_player_set_tap       (AttPlayer *self, AttPcmTap tap, gpointer user_data);

/* plays or resumes the queue's current item (its first one if nothing is current) */
void           att_player_play          (AttPlayer *self);
void           att_player_pause         (AttPlayer *self);
void           att_player_toggle        (AttPlayer *self);
/* @ending: why what plays now ends (STOPPED or QUIT) */
void           att_player_stop          (AttPlayer *self, AttEnding ending);
/* goes to @position of the queue and plays; what plays now ends as REPLACED (REPEATED: the same, nearly heard out) */
void           att_player_jump          (AttPlayer *self, int position);
/* what plays now ends as NEXT; at the end of the queue: stops */
void           att_player_next          (AttPlayer *self);
/* after 3 s, or on the first item: starts the track again (what was nearly heard out ends as REPEATED and starts
 * anew); before: the previous item. Next and previous leave a paused player paused. */
void           att_player_previous      (AttPlayer *self);
void           att_player_seek          (AttPlayer *self, gint64 position_ms);
/* shows the current item paused at @position_ms (after a restart); it is loaded and started by play() */
void           att_player_prepare       (AttPlayer *self, gint64 position_ms);

AttPlayerState att_player_get_state       (AttPlayer *self);
gint64         att_player_get_position_ms (AttPlayer *self);
gint64         att_player_get_duration_ms (AttPlayer *self);
AttQueueItem  *att_player_get_item        (AttPlayer *self);
double         att_player_get_volume      (AttPlayer *self);
void           att_player_set_volume      (AttPlayer *self, double volume);
gboolean       att_player_get_muted       (AttPlayer *self);
void           att_player_set_muted       (AttPlayer *self, gboolean muted);
void           att_player_set_replaygain  (AttPlayer *self, AttReplayGainMode mode);
/* @gains_db: ATT_EQUALIZER_N_BANDS, each within ±ATT_EQUALIZER_MAX_DB; what would clip is limited. NULL: off */
void           att_player_set_equalizer   (AttPlayer *self, const double *gains_db);
/* 1: as recorded */
double         att_player_get_speed       (AttPlayer *self);
void           att_player_set_speed       (AttPlayer *self, double speed);
/* 0..1, linear, beside the volume: for fading out. 1: nothing is done to the samples */
void           att_player_set_fade        (AttPlayer *self, double level);
/* How long the end of one track and the beginning of the next sound together; 0: they follow without a gap. Files only,
 * where both lengths are known, at most a third of the shorter one; never from one track of an album to another, and
 * never where the listener skips. The old track has "ended" when the new one begins, heard to its end. */
void           att_player_set_crossfade   (AttPlayer *self, guint ms);
/* Plays through this AttOutput's id from now on, from where it is; NULL: the sink of att_player_new(). When it is lost,
 * play goes on there, and "failed" says so. */
void           att_player_set_output      (AttPlayer *self, const char *output);
const char    *att_player_get_output      (AttPlayer *self);
AttRepeat      att_player_get_repeat      (AttPlayer *self);
void           att_player_set_repeat      (AttPlayer *self, AttRepeat repeat);
AttShuffle     att_player_get_shuffle     (AttPlayer *self);
void           att_player_set_shuffle     (AttPlayer *self, AttShuffle shuffle);
/* once: when what plays has ended by itself, nothing follows; play() then goes on with the next */
gboolean       att_player_get_stop_after  (AttPlayer *self);
void           att_player_set_stop_after  (AttPlayer *self, gboolean stop_after);

G_END_DECLS
