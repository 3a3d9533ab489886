/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-player-private.h - shared by att-player.c (the object and what is asked of it), att-player-sound.c (how it sounds),
 * att-player-run.c (how play goes on from item to item) and att-player-next.c (what the pipeline is given, and what is
 * got ready for it)
 */
#pragma once

#include "att-pipeline.h"

G_BEGIN_DECLS

#define ATT_PLAYER_MAX_FAILURES 10 /* in a row: nothing more is tried */

struct _AttPlayer
{
  GObject parent_instance;

  AttPlayQueue *queue;
  AttPipeline *pipeline;
  AttResolver *resolver;
  AttGainFunc gain_func;
  gpointer gain_data;
  GDestroyNotify gain_destroy;

  AttPlayerState state;
  AttRepeat repeat;
  gboolean stop_after;
  AttReplayGainMode replaygain;
  double volume;
  gboolean muted;
  double speed;
  guint crossfade_ms;
  char *output; /* NULL: the one that the player was made with */

  /* what is loaded */
  AttQueueItem *item;
  guint epoch;            /* another row of the pipeline: what was begun before is void */
  GCancellable *loading;  /* the address of `item` is looked up */
  gboolean loaded;        /* the pipeline has it */
  gboolean want_playing;
  gboolean buffering;
  gboolean seeking;
  gint64 seek_ms;         /* where to seek when the pipeline is ready for it, -1: nowhere */
  gint64 position_ms, duration_ms;
  gint64 joined_at_us;    /* monotonic, of the last gapless join */
  char *stream_title;
  guint tick;
  guint watch;            /* runs while it plays or means to */
  guint n_still;          /* seconds in which nothing moved */
  gint64 watched_ms;
  gboolean ran_out;       /* the end of the queue was reached */

  /* the play that is under way */
  gboolean started;
  gint64 started_at;
  gint64 heard_us;        /* of the track */
  gint64 sounding_since_us; /* monotonic; 0: silent */

  /* what follows */
  GCancellable *next_loading;
  guint64 next_serial;    /* looked up, or ready for the pipeline; 0: none */
  GArray *handed;         /* serials that playbin has, in order */
  GHashTable *unplayable; /* serials that failed */
  guint n_failures;       /* in a row */
  gboolean moving;        /* between two items: what follows is decided at the end of it */
};

enum {
  ATT_PLAYER_PROP_0,
  ATT_PLAYER_PROP_STATE,
  ATT_PLAYER_PROP_POSITION_MS,
  ATT_PLAYER_PROP_DURATION_MS,
  ATT_PLAYER_PROP_VOLUME,
  ATT_PLAYER_PROP_MUTED,
  ATT_PLAYER_PROP_REPLAYGAIN,
  ATT_PLAYER_PROP_REPEAT,
  ATT_PLAYER_PROP_SHUFFLE,
  ATT_PLAYER_PROP_STOP_AFTER,
  ATT_PLAYER_PROP_SPEED,
  ATT_PLAYER_PROP_ITEM,
  ATT_PLAYER_PROP_STREAM_TITLE,
  ATT_PLAYER_N_PROPS
};

enum { ATT_PLAYER_STARTED, ATT_PLAYER_ENDED, ATT_PLAYER_SEEKED, ATT_PLAYER_FAILED, ATT_PLAYER_N_SIGNALS };
extern guint att_player_signals[ATT_PLAYER_N_SIGNALS];

extern const AttPipelineEvents att_player_pipeline_events;

/* @prop: one of the above */
void      att_player_notify        (AttPlayer *self, guint prop);
void      att_player_set_item      (AttPlayer *self, AttQueueItem *item);

/* Leaves what plays with @ending for @position of the queue (-1: its end), and plays that or waits on it. The queue
 * moves on before "ended" is emitted: who hears of it may plan again what has not played yet. */
void      att_player_change_to     (AttPlayer *self, int position, AttEnding ending, gboolean playing);
/* the position that follows @position, -1: the queue is at its end. @manual: the listener asked to go on. */
int       att_player_next_position (AttPlayer *self, int position, gboolean manual);
/* loads the current item anew, at @position_ms; while paused that waits for play() */
void      att_player_load          (AttPlayer *self, gint64 position_ms);
/* drops what is loaded and what was to follow; @release: the sound device too */
void      att_player_unload        (AttPlayer *self, gboolean release);
/* stopped on the queue's current item */
void      att_player_rest          (AttPlayer *self);
void      att_player_set_state     (AttPlayer *self, AttPlayerState state);
/* the clock of heard_ms */
void      att_player_set_sounding  (AttPlayer *self, gboolean sounding);
gint64    att_player_get_heard_ms  (AttPlayer *self);
void      att_player_begin_play    (AttPlayer *self);
/* the play that is under way ends; handlers of "ended" may do anything with the player */
void      att_player_end_play      (AttPlayer *self, AttEnding ending);
/* @item did not play: it is not tried again in this round. FALSE: too many in a row failed. */
gboolean  att_player_count_failure (AttPlayer *self, AttQueueItem *item, const GError *error);

/* what follows may be another item now */
void      att_player_update_next   (AttPlayer *self);
/* -1: it is not in the queue any more */
int       att_player_find_position (AttPlayer *self, guint64 serial);
gboolean  att_player_is_local      (AttQueueItem *item);
/* what the pipeline needs to know of @item. @before: (nullable): what it follows. @uri: (transfer full).
 * Returns: (transfer full) */
AttStream *att_player_make_stream  (AttPlayer *self, AttQueueItem *item, AttQueueItem *before, char *uri);

G_END_DECLS
