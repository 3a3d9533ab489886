/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test-util.h - what the tests of this room share: real audio files made in a scratch folder, and a player whose
 * signals are written down
 */
#pragma once

#include "att-player.h"

/* the scratch folder of this test program; removed by test_util_clean() */
const char *test_dir        (void);
void        test_util_clean (void);
/* (transfer full): a path in it */
char       *test_path       (const char *name);
/* a file: URI of it. (transfer full) */
char       *test_uri        (const char *name);

/* Runs a shell command in the scratch folder. FALSE, and the test skipped, when @tool (NULL: always there) is not
 * installed; a command that fails fails the test. */
gboolean    test_run        (const char *tool, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* a program in the background that ends with this one. (transfer full); NULL when it is not installed */
GSubprocess *start_program  (GSubprocessFlags flags, const char *program, ...) G_GNUC_NULL_TERMINATED;
/* 16-bit stereo at 44100 Hz: noise that never repeats, as a WAV; @frames from @start of one endless recording */
void        write_noise     (const char *name, guint start, guint frames);
/* a sine of @level_db below full scale */
void        write_tone      (const char *name, double hz, double level_db, guint frames);
/* the same noise as raw bytes. (transfer full) */
GBytes     *noise_bytes     (guint start, guint frames);
/* a file of the scratch folder, all of it. (transfer full) */
GBytes     *read_file       (const char *name);

typedef struct {
  AttPlayQueue *queue;
  AttPlayer *player;
  GString *log;  /* "started 2|ended 2 finished|failed 3|…": numbers are places in the files given */
  GPtrArray *items;
  gint64 heard_ms, length_ms, started_at; /* of the last "ended" */
  int error_code; /* of the last "failed" */
  char *message;
} Player;

/* plays files of the scratch folder, "http:" addresses and missing files; NULL-terminated */
void        player_open     (Player *self, const char *sink, ...) G_GNUC_NULL_TERMINATED;
void        player_close    (Player *self);
/* runs the main context until @condition; fails after @seconds */
#define RUN_UNTIL(condition, seconds) \
  G_STMT_START { \
    gint64 run_until_end_ = g_get_monotonic_time () + (seconds) * G_USEC_PER_SEC; \
    guint run_until_wake_ = g_timeout_add (20, run_until_wake, NULL); \
    while (!(condition)) \
      { \
        if (g_get_monotonic_time () > run_until_end_) \
          run_until_fail (__FILE__, __LINE__, (int) (seconds), #condition); \
        g_main_context_iteration (NULL, TRUE); \
      } \
    g_source_remove (run_until_wake_); \
  } G_STMT_END
gboolean    run_until_wake  (gpointer data);
/* tells what the player that is open has done so far */
void        run_until_fail  (const char *file, int line, int seconds, const char *condition) G_GNUC_NORETURN;
void        player_run_out  (Player *self, int seconds);
/* a sink that writes 16-bit samples to @name as they come; @more: properties of filesink */
char       *file_sink       (const char *name, const char *more);
