/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-cli.h - what every subcommand of attacca-cli stands on
 *
 * A subcommand is one file that defines one AttCliCommand; main.c lists them.
 * main.c finds the subcommand among the arguments, reads its options (before
 * or after its words, `--` ends them) and calls run().
 *
 * Bytes     arguments keep the bytes they came with (file names need not be UTF-8); what is printed is UTF-8.
 * Output    results go to stdout, with --json exactly one JSON value; everything else goes to stderr.
 * Errors    one line "attacca-cli: …" on stderr.
 * Threads   everything here belongs to the main thread.
 */
#pragma once

#include "att-session.h"

G_BEGIN_DECLS

enum { ATT_CLI_OK = 0, ATT_CLI_FAILED = 1, ATT_CLI_USAGE = 2 };

typedef struct _AttCli AttCli;

typedef struct {
  const char *name;
  const char *arguments;        /* for the usage line: "DIR…"; "" for none */
  const char *summary;          /* one line, N_() */
  const char *example;          /* a command line that works */
  const GOptionEntry *options;  /* (nullable) ended by an empty entry; strings as G_OPTION_ARG_FILENAME: bytes */
  int min_words, max_words;     /* how many words may follow the name; max -1: any number */
  int (*run) (AttCli *cli);     /* Returns: the exit status */
} AttCliCommand;

struct _AttCli
{
  const AttCliCommand *command;
  gboolean json;
  char *data_dir;   /* (nullable) --data-dir */
  char **words;     /* NULL-terminated, never NULL */
  guint n_words;
  AttSession *session; /* (nullable) once att_cli_open_session() was called */
};

extern const AttCliCommand att_cli_scan, att_cli_analyze, att_cli_tracks, att_cli_classify, att_cli_similar,
  att_cli_genres, att_cli_radio, att_cli_feedback, att_cli_train, att_cli_portrait, att_cli_play, att_cli_bench,
  att_cli_doctor, att_cli_evaluate, att_cli_import, att_cli_export;

/* one line on stderr; the message may hold line breaks, which become spaces */
void        att_cli_error        (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* the same, with where to read more; Returns ATT_CLI_USAGE */
int         att_cli_usage_error  (AttCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* prints the error and returns ATT_CLI_FAILED (130 after Ctrl-C) */
int         att_cli_fail         (const GError *error);

/* Opens the data folder; NULL after telling why not. main() closes it after run(); do not unref. */
AttSession *att_cli_open_session (AttCli *cli);

/* --- arguments: each tells what is wrong and returns FALSE --- */

/* @text NULL: leaves *@value */
gboolean    att_cli_parse_at     (AttCli *cli, const char *text, gint64 *at);
gboolean    att_cli_parse_number (AttCli *cli, const char *option, const char *text, guint64 min, guint64 max,
                                  guint64 *value);
/* what the listener named, as the session takes it: ids and addresses as they are, the name of a file that is there as
 * an absolute path, whatever characters it holds; (transfer full) */
char       *att_cli_resolve_word (const char *word);
/* a path or an address as an address; NULL with an error for a name that cannot be one; (transfer full) */
char       *att_cli_uri_for_word (const char *word, GError **error);

/* --- long jobs --- */

typedef gboolean (*AttCliJob) (AttProgress *progress, GCancellable *cancellable, gpointer user_data, GError **error);

/* Runs @job on a thread. Meanwhile Ctrl-C and SIGTERM cancel it (another one a second later ends the process), and a
 * terminal on stderr shows @doing ("reading"), count, percent and time left in one line. */
gboolean    att_cli_run_job      (const char *doing, AttCliJob job, gpointer user_data, GError **error);
/* 0, or the exit status that tells of the signal (130 SIGINT, 143 SIGTERM) */
int         att_cli_interrupted  (void);
/* notes a signal that came elsewhere than in a job */
void        att_cli_set_interrupted (int signum);

G_END_DECLS
