/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The worker's end of att-workers.h.
 */
#include "config.h"

#include "att-workers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "att-workers-private.h"

typedef struct {
  int fd;
  guint8 data[65536];
  gsize at, end;
} Reader;

/* FALSE at the end of input */
static gboolean
reader_read (Reader *self, guint8 *to, gsize n)
{
  while (n > 0)
    {
      gsize have = MIN (self->end - self->at, n);
      gssize got;

      memcpy (to, self->data + self->at, have);
      self->at += have;
      to += have;
      n -= have;
      if (n == 0)
        break;
      got = read (self->fd, self->data, sizeof self->data);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      self->at = 0;
      self->end = got;
    }
  return TRUE;
}

static gboolean
write_message (int fd, const guint8 *data, gsize n)
{
  guint32 length = GUINT32_TO_LE (n);
  struct iovec parts[] = { { &length, sizeof length }, { (void *) data, n } };
  int first = 0;

  while (first < 2)
    {
      gssize put = writev (fd, parts + first, 2 - first);

      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return FALSE;
      while (first < 2 && (gsize) put >= parts[first].iov_len)
        put -= parts[first++].iov_len;
      if (first < 2)
        {
          parts[first].iov_base = (guint8 *) parts[first].iov_base + put;
          parts[first].iov_len -= put;
        }
    }
  return TRUE;
}

int
att_worker_serve (GBytes *(*handle) (GBytes *item, gpointer user_data), gpointer user_data)
{
  g_autofree Reader *reader = g_new0 (Reader, 1);
  int out, null;

  prctl (PR_SET_PDEATHSIG, SIGKILL); /* a hang on a bad file does not outlive the program */
  prctl (PR_SET_NAME, "attacca-worker");

  /* libraries that print must not write into the answers */
  reader->fd = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  out = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  null = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  if (reader->fd < 0 || out < 0 || null < 0)
    return 1;
  fflush (stdout);
  dup2 (null, STDIN_FILENO);
  dup2 (STDERR_FILENO, STDOUT_FILENO);
  close (null);

  if (!write_message (out, NULL, 0))
    return 1;
  for (;;)
    {
      guint8 head[4];
      guint32 length;
      guint8 *data;

      if (!reader_read (reader, head, sizeof head))
        return 0;
      length = att_workers_read_length (head);
      if (length > ATT_WORKERS_MAX_MESSAGE)
        return 1;
      data = g_malloc (length);
      if (!reader_read (reader, data, length))
        {
          g_free (data);
          return 0;
        }

      g_autoptr (GBytes) item = g_bytes_new_take (data, length);
      g_autoptr (GBytes) reply = handle (item, user_data);
      gsize n;
      const guint8 *bytes = g_bytes_get_data (reply, &n);

      if (!write_message (out, bytes, n))
        return 1;
    }
}
