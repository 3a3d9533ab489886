/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-session-private.h - what the files of this room share
 */
#pragma once

#include "att-listener.h"
#include "att-mpris.h"
#include "att-radio.h"
#include "att-session-playing.h"
#include "att-session-radio.h"
#include "att-session.h"
#include "att-store.h"
#include "att-watcher.h"

G_BEGIN_DECLS

/* a job on one of the session's own threads; jobs of one thread run in order */
typedef void (*AttJobFunc) (AttSession *self, gpointer data);

struct _AttSession
{
  GObject parent_instance;

  char *data_dir;
  char *cache_dir;
  char *notice;
  AttStore *store;
  GMainContext *context;
  int closed; /* atomic */

  /* settings: a copy of the rows; main context */
  GMutex settings_lock;
  GHashTable *settings;      /* key -> interned value, so that readers may keep it */

  /* background: att-session-background.c */
  AttProgress *scan_progress;
  AttProgress *analyze_progress;
  GThread *watch;
  GMainContext *watch_context; /* there even without the thread: what is sent then has no effect */
  GMainLoop *watch_loop;
  AttWatcher *watcher;       /* belongs to that thread */
  GThread *background;
  GMutex background_lock;
  GCond background_cond;
  GMutex scan_lock;          /* held by whoever scans, but see att_session_background_read() */
  GHashTable *scan_wanted;   /* set of paths */
  gboolean analyze_wanted;
  gboolean analyze_paused;
  gboolean background_stop;
  GCancellable *scan_cancellable;    /* of the scan at work; NULL: none */
  GCancellable *analyze_cancellable;

  /* training: att-session-train.c */
  GThread *trainer;
  GMutex train_lock;
  GCond train_cond;
  gboolean train_wanted;
  int train_n_plays;         /* atomic */
  GCancellable *train_cancellable; /* by closing */
  AttProgress *train_progress;

  /* changes: gathered into one library-changed */
  guint changed_source;
  guint poll_source;

  /* ordered jobs: radio (plans, log) and small writes */
  GThreadPool *radio_jobs;
  GThreadPool *write_jobs;

  /* radio: att-session-radio.c */
  GMutex radio_lock;         /* guards radio and the three fields below; never taken on the main context */
  AttRadio *radio;
  gboolean radio_loaded;
  gint64 radio_loaded_at_us;
  guint64 radio_random_seed; /* counts up by plan */
  int radio_stale;           /* atomic */
  gint64 snapshot_day;       /* of the log: that has its snapshot already */
  gboolean radio_starting;   /* main context: asked to play, and has not begun to */
  gboolean radio_waiting;    /* main context: because there is nothing to play yet */
  gboolean radio_found_nothing; /* main context: the last plan had nothing to choose from */
  GPtrArray *seeds;          /* main context: (element-type AttSeed) (nullable) */
  gboolean radio_active;     /* main context */
  guint grown_source;        /* main context */
  guint plan_generation;     /* main context: only the newest plan is used */

  /* playing: att-session-playing.c; main context */
  AttPlayQueue *queue;
  AttPlayer *player;
  AttMpris *mpris;
  AttListener *listener;
  GHashTable *levels;        /* att_levels_load(), by our own listening; NULL: not loaded yet */
  guint levels_source;
  gint64 last_command_us;
  gboolean screen_locked;
  GDBusConnection *bus;
  guint screensaver_watch;
  gboolean alone;            /* one command: no queue kept */
  gboolean restoring;
  gboolean queue_changed; /* since it was saved */
  guint save_source;
  struct _AttSound *sound;   /* att-session-sound.c */
  struct _AttSleeper *sleeper; /* att-session-sleep.c */
  struct _AttRest *rest;     /* att-session-rest.c; NULL: none */
};

/* att-session-rest.c; main context */
typedef struct _AttRest AttRest;
void       att_session_rest_clear       (AttSession *self);
/* brings more of it where the listener's own items run low; FALSE: there is none */
gboolean   att_session_rest_continue    (AttSession *self);

/* at most this many tracks back are looked at by the radio's windows */
#define ATT_SESSION_N_RECENT 200

/* runs @func on the thread of @pool; @data freed there */
void       att_session_push_job         (AttSession *self, GThreadPool *pool, AttJobFunc func, gpointer data,
                                         GDestroyNotify destroy);
/* calls @func on the main context with a reference to @self */
void       att_session_invoke_main      (AttSession *self, AttJobFunc func, gpointer data, GDestroyNotify destroy);
/* emits "message" on the main context; any thread */
void       att_session_say              (AttSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* a blocking question asked for the window: @func runs on a thread, its result comes through
 * g_task_propagate_pointer() */
typedef gpointer (*AttAskFunc) (AttSession *self, gpointer data, GCancellable *cancellable, GError **error);
void       att_session_ask              (AttSession *self, gpointer source_tag, AttAskFunc func, gpointer data,
                                         GDestroyNotify destroy_data, GDestroyNotify destroy_result,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/* att-session-background.c */
void       att_session_background_init  (AttSession *self);
void       att_session_background_stop  (AttSession *self);
void       att_session_background_scan  (AttSession *self, const char *const *paths); /* any thread; NULL: all roots */
/* Files that were changed or brought back here are read at once, however long a scan is at work, for that overwrites
 * nothing newer. It may still miss them, having looked before: then they are read once more when it has ended. */
void       att_session_background_read  (AttSession *self, const char *const *paths);
/* a music folder was removed: the scan that is at work, if any, begins again without it */
void       att_session_background_scan_anew (AttSession *self);
void       att_session_background_listen (AttSession *self);                          /* any thread */
/* tells the watcher what the music folders are now; blocks on disk */
void       att_session_watch_roots      (AttSession *self);

/* att-session-library.c */
/* pictures of covers on disk stay within their bound; some time after the call */
void       att_session_prune_covers     (AttSession *self);

/* att-session-genres.c; any thread but the main one */
/* learns the genres of what is tagged, where that has grown, and guesses them for what is not */
void       att_session_label_genres     (AttSession *self, GCancellable *cancellable);
/* (element-type AttGenreGuess), names interned */
GArray    *att_session_classify_own     (AttSession *self, const float *vector, GCancellable *cancellable, GError **error);

/* att-session-radio.c */
void       att_session_radio_init       (AttSession *self);
void       att_session_radio_clear      (AttSession *self);
/* The functions ending in _locked want radio_lock held: they load and learn on the calling thread.
 * @fresh: read the library anew if anything in it changed, not only after a while */
gboolean   att_session_load_radio_locked (AttSession *self, gboolean fresh, GError **error);
/* keeps @event (and @pick, nullable) in the store and lets the radio learn from it */
gboolean   att_session_learn_locked     (AttSession *self, AttEvent *event, AttPick *pick, GError **error);
gboolean   att_session_keep_pick        (AttSession *self, AttPick *pick, GError **error); /* any thread but the main one */
double     att_session_get_discover     (AttSession *self);
double     att_session_get_learning_rate (AttSession *self);
/* @levels: ATT_N_RECOMMENDERS; @text: as the setting has them, nullable */
void       att_session_parse_levels     (const char *text, double *levels);
/* main context: what the radio goes on from; @seeds copied, nullable */
void       att_session_set_seeds        (AttSession *self, GPtrArray *seeds);
/* main context: @items in place of all that was to come, the first of them now */
void       att_session_play_items       (AttSession *self, GPtrArray *items);
/* what the radio knows of the library is out of date; any thread */
void       att_session_radio_touch      (AttSession *self);
/* main context: adds the event to the log, lets the radio learn, and plans the rest of the queue again if @replan.
 * @event, @pick: copied / referenced; pick nullable */
void       att_session_log_event        (AttSession *self, const AttEvent *event, AttPick *pick, gboolean replan);
/* main context: a plan under way was for something else */
void       att_session_drop_plan        (AttSession *self);
/* main context: plans what the radio plays next; replaces its upcoming picks, or appends to them */
void       att_session_plan_upcoming    (AttSession *self, gboolean append);
/* main context: asks the waiting radio again, now that the library has grown */
void       att_session_radio_retry      (AttSession *self);
/* main context: the library has changed: what comes next is planned with it before long */
void       att_session_radio_grown      (AttSession *self);
void       att_session_emit_radio_changed (AttSession *self);
void       att_session_emit_taste_changed (AttSession *self);
void       att_session_emit_track_changed (AttSession *self, AttTrack *track);
char      *att_session_seeds_to_text    (GPtrArray *seeds);
GPtrArray *att_session_seeds_from_text  (const char *text);

/* att-session-levels.c; main context */
void       att_session_load_levels      (AttSession *self);
/* something was heard: what the player knows of loudness is read again before long */
void       att_session_levels_changed   (AttSession *self);
/* an AttGainFunc; @session: AttSession */
gboolean   att_session_get_gain         (AttTrack *track, AttGain *gain, gpointer session);

/* att-session-playlists.c */
/* once, so that the page of playlists is not empty */
void       att_session_make_ready_playlists (AttSession *self);

/* att-session-similar.c */
/* lists of the nearest by ear are brought up to date with what was heard; any thread but the main one */
gboolean   att_session_keep_neighbours  (AttSession *self, GCancellable *cancellable, GError **error);

/* att-session-sound.c, att-session-sleep.c; main context, around the player's life */
/* @choose: to the output that the listener has chosen, not to one that was given */
void       att_session_sound_init       (AttSession *self, gboolean choose);
/* one of the settings that the player is told of: does nothing for others */
void       att_session_sound_changed    (AttSession *self, const char *key);
void       att_session_sound_clear      (AttSession *self);
void       att_session_sleep_init       (AttSession *self);
void       att_session_sleep_clear      (AttSession *self);

/* att-session-playing.c */
void       att_session_playing_clear    (AttSession *self);
AttReplayGainMode att_session_get_replaygain (AttSession *self);
/* puts a changed track in place of the old one, everywhere; main context */
void       att_session_publish_track    (AttSession *self, AttTrack *track);
void       att_session_publish_tracks   (AttSession *self, GPtrArray *tracks);

/* --- att-session-open-parts.c --- */

/* Appends the parts of the file at @path, or what the cue sheet at @path leads to (element-type utf8); nothing for a file
 * that is whole. @read: look into files that are not in the library */
void     att_session_open_parts (AttSession *self, const char *path, gboolean read, GPtrArray *uris);
/* the tags of a part of a file that is not in the library; NULL: no sheet knows it */
AttTags *att_session_read_part  (const char *uri);

G_END_DECLS
