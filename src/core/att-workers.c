/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "att-workers-private.h"

#define START_MS 30000 /* from exec to the first sign of life */
#define END_MS 2000    /* from closing stdin to the end of a worker with nothing to do */
#define MAX_STILLBORN 3
#define GATHER_USEC 1000

typedef struct {
  gpointer item;
  GBytes *bytes;
  gboolean again; /* it was at the head when a worker died */
} Task;

typedef struct {
  pid_t pid;         /* 0: not started */
  int fd;
  gboolean ready;    /* it has said so */
  GQueue tasks;      /* sent or being sent; the head is what it works at */
  gint64 since;      /* when it began with the head, or with starting; monotonic us */
  GByteArray *in, *out;
} Worker;

typedef struct {
  const AttWorkersConfig *config;
  const AttWorkersJob *job;
  gpointer user_data;
  Worker *workers;
  GQueue waiting;    /* taken back from a dead worker */
  gboolean no_more;
  gboolean stopped;
  int n_stillborn;
} Run;

static char *executable;

G_DEFINE_QUARK (att-workers-error-quark, att_workers_error)

/* Unlike its target the link stays valid when the program is replaced while it runs, so both ends always speak
 * alike. */
static const char *
get_executable (void)
{
  return executable != NULL ? executable : "/proc/self/exe";
}

static void
make_idle (pid_t pid)
{
  const struct sched_param param = { 0 };
  const int ioprio_idle = 3 << 13; /* IOPRIO_CLASS_IDLE, linux/ioprio.h */

  /* best effort: a container may forbid each of them */
  setpriority (PRIO_PROCESS, pid, 19);
  sched_setscheduler (pid, SCHED_IDLE, &param);
  syscall (SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, pid, ioprio_idle);
}

/* One socket is the worker's stdin and stdout: MSG_NOSIGNAL spares us SIGPIPE in a program that is not ours alone.
 * Its own process group keeps Ctrl-C to us, who know how to end a job. */
static int
spawn (const AttWorkersConfig *config, int child_fd, pid_t *pid)
{
  char *argv[] = { (char *) "attacca", (char *) "worker", (char *) config->kind, NULL };
  /* Readers of files make and drop thousands of little objects, of which the allocator's fast cache keeps seven a
   * size by default: a tenth of a scan's CPU seconds. Who is idle runs for hours beside everything else, on threads that
   * wait for each other: one heap is 10 MB less, and costs no time (glibc; others ignore both) */
  const char *malloc_for = config->idle ? "glibc.malloc.arena_max=1" : "glibc.malloc.tcache_count=4096";
  g_auto (GStrv) env = g_environ_setenv (g_get_environ (), "GLIBC_TUNABLES", malloc_for, FALSE);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attr;
  sigset_t none, all;
  int r;

  sigemptyset (&none);
  sigfillset (&all);
  posix_spawnattr_init (&attr);
  posix_spawnattr_setflags (&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setsigmask (&attr, &none);
  posix_spawnattr_setsigdefault (&attr, &all);
  posix_spawnattr_setpgroup (&attr, 0);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, child_fd, STDIN_FILENO);
  posix_spawn_file_actions_adddup2 (&actions, child_fd, STDOUT_FILENO);
  if (g_getenv ("G_MESSAGES_DEBUG") == NULL)
    posix_spawn_file_actions_addopen (&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np (&actions, STDERR_FILENO + 1);
  r = posix_spawn (pid, get_executable (), &actions, &attr, argv, env);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attr);
  return r;
}

static gboolean
worker_start (Run *run, Worker *worker, GError **error)
{
  int fds[2], r;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
    {
      r = errno;
      g_set_error (error, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_SPAWN, "Cannot start a worker: %s", g_strerror (r));
      return FALSE;
    }
  fcntl (fds[0], F_SETFL, O_NONBLOCK);
  r = spawn (run->config, fds[1], &worker->pid);
  close (fds[1]);
  if (r != 0)
    {
      worker->pid = 0;
      close (fds[0]);
      g_set_error (error, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_SPAWN, "Cannot start “%s”: %s", get_executable (),
                   g_strerror (r));
      return FALSE;
    }
  if (run->config->idle)
    make_idle (worker->pid);
  worker->fd = fds[0];
  worker->ready = FALSE;
  worker->since = g_get_monotonic_time ();
  g_byte_array_set_size (worker->in, 0);
  g_byte_array_set_size (worker->out, 0);
  return TRUE;
}

static gpointer
wait_for_pid (gpointer data)
{
  waitpid (GPOINTER_TO_INT (data), NULL, 0);
  return NULL;
}

/* Reaps @worker; returns its wait status. A process that sits in the kernel on a dead network mount cannot even be
 * killed: then a thread stays behind for it, so that the caller need not. */
static int
worker_reap (Worker *worker)
{
  int status = 0;

  kill (worker->pid, SIGKILL);
  close (worker->fd);
  for (int i = 0; waitpid (worker->pid, &status, WNOHANG) == 0; i++)
    {
      if (i == 250)
        {
          g_thread_unref (g_thread_new ("worker-reaper", wait_for_pid, GINT_TO_POINTER (worker->pid)));
          break;
        }
      g_usleep (1000);
    }
  worker->pid = 0;
  return status;
}

static void
task_finish (Run *run, Task *task, GBytes *reply, const GError *error)
{
  if (!run->job->done (task->item, reply, error, run->user_data))
    run->stopped = TRUE;
  g_bytes_unref (task->bytes);
  g_free (task);
}

static Task *
take_task (Run *run)
{
  Task *task = g_queue_pop_head (&run->waiting);
  GBytes *bytes;
  gpointer item = NULL;

  if (task != NULL || run->no_more)
    return task;
  bytes = run->job->next (&item, run->user_data);
  if (bytes == NULL)
    {
      run->no_more = TRUE;
      return NULL;
    }
  task = g_new0 (Task, 1);
  task->item = item;
  task->bytes = bytes;
  return task;
}

static void
worker_give (Worker *worker, Task *task)
{
  guint32 length = GUINT32_TO_LE (g_bytes_get_size (task->bytes));

  if (g_queue_is_empty (&worker->tasks) && worker->ready)
    worker->since = g_get_monotonic_time ();
  g_queue_push_tail (&worker->tasks, task);
  g_byte_array_append (worker->out, (const guint8 *) &length, sizeof length);
  g_byte_array_append (worker->out, g_bytes_get_data (task->bytes, NULL), g_bytes_get_size (task->bytes));
}

/* one item in turn to each worker that runs low, so that few items still spread over all of them */
static gboolean
fill (Run *run, GError **error)
{
  const guint batch = MAX (run->config->batch, 1);
  gboolean any = TRUE;

  for (guint round = 0; any && round < batch; round++)
    {
      any = FALSE;
      for (int i = 0; i < run->config->n_workers; i++)
        {
          Worker *worker = &run->workers[i];
          Task *head = g_queue_peek_head (&worker->tasks), *task;

          if (worker->tasks.length >= batch || (head != NULL && head->again) ||
              (round == 0 && worker->tasks.length > batch / 2))
            continue;
          task = take_task (run);
          if (task == NULL)
            return TRUE;
          if (worker->pid == 0 && !worker_start (run, worker, error))
            {
              g_queue_push_head (&run->waiting, task);
              return FALSE;
            }
          worker_give (worker, task);
          any = TRUE;
        }
    }
  return TRUE;
}

/* The worker died, was too slow or talked nonsense (@code). The item at the head gets one more try, alone. */
static gboolean
worker_lost (Run *run, Worker *worker, AttWorkersError code, GError **error)
{
  const gboolean was_ready = worker->ready;
  const int status = worker_reap (worker);
  Task *head = NULL, *task;

  if (was_ready)
    head = g_queue_pop_head (&worker->tasks);
  while ((task = g_queue_pop_tail (&worker->tasks)) != NULL)
    g_queue_push_head (&run->waiting, task);
  if (!was_ready)
    {
      if (++run->n_stillborn < MAX_STILLBORN)
        return TRUE;
      g_set_error (error, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_SPAWN, "“%s worker %s” ends before it has begun",
                   get_executable (), run->config->kind);
      return FALSE;
    }
  if (head == NULL)
    return TRUE;
  if (!head->again)
    {
      head->again = TRUE;
      if (worker_start (run, worker, error))
        {
          worker_give (worker, head);
          return TRUE;
        }
      g_queue_push_head (&run->waiting, head);
      return FALSE;
    }

  g_autoptr (GError) cause = NULL;

  if (code == ATT_WORKERS_ERROR_DEADLINE)
    cause = g_error_new (ATT_WORKERS_ERROR, code, "Reading it takes longer than %g s",
                         run->config->deadline_ms / 1000.0);
  else if (code == ATT_WORKERS_ERROR_PROTOCOL)
    cause = g_error_new (ATT_WORKERS_ERROR, code, "Reading it gives an answer without sense");
  else if (WIFSIGNALED (status))
    cause = g_error_new (ATT_WORKERS_ERROR, code, "Reading it crashes (%s)", g_strsignal (WTERMSIG (status)));
  else
    cause = g_error_new (ATT_WORKERS_ERROR, code, "Reading it crashes (exit status %d)", WEXITSTATUS (status));
  task_finish (run, head, NULL, cause);
  return TRUE;
}

/* FALSE: what came makes no sense */
static gboolean
worker_parse (Run *run, Worker *worker)
{
  gsize at = 0;
  gboolean sane = TRUE;

  while (worker->in->len - at >= 4 && !run->stopped)
    {
      const guint8 *data = worker->in->data + at;
      const guint32 length = att_workers_read_length (data);
      Task *task;

      sane = length <= ATT_WORKERS_MAX_MESSAGE && (worker->ready ? worker->tasks.length > 0 : length == 0);
      if (!sane || worker->in->len - at - 4 < length)
        break;
      worker->since = g_get_monotonic_time ();
      at += 4 + (gsize) length;
      if (!worker->ready)
        {
          worker->ready = TRUE;
          run->n_stillborn = 0;
        }
      else
        {
          g_autoptr (GBytes) reply = g_bytes_new (data + 4, length);

          task = g_queue_pop_head (&worker->tasks);
          task_finish (run, task, reply, NULL);
        }
    }
  g_byte_array_remove_range (worker->in, 0, at);
  return sane;
}

static gboolean
worker_read (Run *run, Worker *worker, GError **error)
{
  guint8 chunk[65536];
  const gssize n = recv (worker->fd, chunk, sizeof chunk, 0);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return TRUE;
  if (n <= 0)
    return worker_lost (run, worker, ATT_WORKERS_ERROR_CRASHED, error);
  g_byte_array_append (worker->in, chunk, n);
  return worker_parse (run, worker) || worker_lost (run, worker, ATT_WORKERS_ERROR_PROTOCOL, error);
}

static void
worker_write (Worker *worker)
{
  const gssize n = send (worker->fd, worker->out->data, worker->out->len, MSG_NOSIGNAL);

  if (n > 0)
    g_byte_array_remove_range (worker->out, 0, n);
  /* an error is seen as the end of its answers */
}

/* ms until @worker is too slow; -1: it has nothing to do */
static int
worker_time_left (Run *run, Worker *worker, gint64 now)
{
  gint64 limit = worker->ready ? run->config->deadline_ms : START_MS;

  if (worker->pid == 0 || (worker->ready && g_queue_is_empty (&worker->tasks)))
    return -1;
  return (int) CLAMP (limit - (now - worker->since) / 1000, 0, G_MAXINT);
}

static gboolean
has_work (Run *run)
{
  for (int i = 0; i < run->config->n_workers; i++)
    if (!g_queue_is_empty (&run->workers[i].tasks))
      return TRUE;
  return !g_queue_is_empty (&run->waiting);
}

static gboolean
run_loop (Run *run, GCancellable *cancellable, GError **error)
{
  const int n = run->config->n_workers;
  g_autofree struct pollfd *polls = g_new0 (struct pollfd, n + 1);

  polls[n].fd = g_cancellable_get_fd (cancellable);
  polls[n].events = POLLIN;
  while (!run->stopped)
    {
      int timeout = -1;
      gint64 now;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !fill (run, error))
        break;
      if (!has_work (run))
        break;

      now = g_get_monotonic_time ();
      for (int i = 0; i < n; i++)
        {
          Worker *worker = &run->workers[i];
          int left;

          if (worker->out->len > 0 && worker->pid != 0)
            worker_write (worker);
          polls[i].fd = worker->pid != 0 ? worker->fd : -1;
          polls[i].events = POLLIN | (worker->out->len > 0 ? POLLOUT : 0);
          left = worker_time_left (run, worker, now);
          if (left >= 0 && (timeout < 0 || left < timeout))
            timeout = left;
        }
      if (poll (polls, n + 1, timeout) < 0)
        continue;
      if (run->config->batch > 1) /* let some more answers come: workers that have more to do are not kept waiting */
        g_usleep (GATHER_USEC);

      now = g_get_monotonic_time ();
      for (int i = 0; i < n && !run->stopped; i++)
        {
          Worker *worker = &run->workers[i];
          gboolean go_on = TRUE;

          if (polls[i].fd < 0)
            continue;
          /* answers that wait while done() was busy are not late */
          if (polls[i].revents & (POLLIN | POLLHUP | POLLERR))
            go_on = worker_read (run, worker, error);
          else if (worker_time_left (run, worker, now) == 0)
            go_on = worker_lost (run, worker, ATT_WORKERS_ERROR_DEADLINE, error);
          if (!go_on)
            break;
        }
      if (error != NULL && *error != NULL)
        break;
    }
  g_cancellable_release_fd (cancellable);
  return error == NULL || *error == NULL;
}

/* Ends workers that have nothing to do by closing their stdin, and warns of one that does not end well. */
static void
end_workers (Run *run, gboolean gently)
{
  const gint64 until = g_get_monotonic_time () + END_MS * 1000;

  for (int i = 0; i < run->config->n_workers && gently; i++)
    if (run->workers[i].pid != 0)
      shutdown (run->workers[i].fd, SHUT_WR);
  for (int i = 0; i < run->config->n_workers; i++)
    {
      Worker *worker = &run->workers[i];

      if (worker->pid != 0)
        {
          struct pollfd end = { worker->fd, POLLIN, 0 };
          const gint64 left = (until - g_get_monotonic_time ()) / 1000;
          gboolean ended = gently && poll (&end, 1, MAX (left, 0)) > 0;
          int status = worker_reap (worker);

          if (ended && status != 0)
            g_warning ("A worker of kind “%s” ended with wait status %d", run->config->kind, status);
        }
      g_byte_array_unref (worker->in);
      g_byte_array_unref (worker->out);
    }
}

gboolean
att_workers_run (const AttWorkersConfig *config, const AttWorkersJob *job, gpointer user_data,
                 GCancellable *cancellable, GError **error)
{
  Run run = { .config = config, .job = job, .user_data = user_data };
  g_autoptr (GError) failure = NULL, cancelled = NULL;
  gboolean ended;
  Task *task;

  g_return_val_if_fail (config->n_workers > 0 && config->deadline_ms > 0, FALSE);

  run.workers = g_new0 (Worker, config->n_workers);
  for (int i = 0; i < config->n_workers; i++)
    {
      run.workers[i].in = g_byte_array_new ();
      run.workers[i].out = g_byte_array_new ();
    }
  ended = run_loop (&run, cancellable, &failure);

  /* every item comes back */
  cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The job was stopped");
  for (int i = 0; i < config->n_workers; i++)
    while ((task = g_queue_pop_head (&run.workers[i].tasks)) != NULL)
      task_finish (&run, task, NULL, cancelled);
  while ((task = g_queue_pop_head (&run.waiting)) != NULL)
    task_finish (&run, task, NULL, cancelled);

  end_workers (&run, ended && !run.stopped);
  g_free (run.workers);
  if (!ended)
    g_propagate_error (error, g_steal_pointer (&failure));
  return ended;
}

void
att_workers_set_executable (const char *path)
{
  g_free (executable);
  executable = g_strdup (path);
}
