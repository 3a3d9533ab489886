/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-file-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 16384
#define N_SLOTS 8

struct _AttFileBytes
{
  int fd; /* -1: none */
  gint64 size;
  gint64 block[N_SLOTS]; /* which block a slot holds; -1: none */
  gsize filled[N_SLOTS];
  guint8 data[N_SLOTS][BLOCK];
};

AttFileBytes *
att_file_bytes_new (void)
{
  AttFileBytes *self = g_new (AttFileBytes, 1);

  self->fd = -1;
  self->size = 0;
  return self;
}

void
att_file_bytes_free (AttFileBytes *self)
{
  att_file_bytes_close (self);
  g_free (self);
}

gboolean
att_file_bytes_open (AttFileBytes *self, const char *path, GError **error)
{
  struct stat st;
  int saved;

  att_file_bytes_close (self);
  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (self->fd < 0 || fstat (self->fd, &st) < 0)
    {
      saved = errno;
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved), g_strerror (saved));
      att_file_bytes_close (self);
      return FALSE;
    }
  if (!S_ISREG (st.st_mode))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "It is not a regular file");
      att_file_bytes_close (self);
      return FALSE;
    }
  self->size = st.st_size;
  for (int i = 0; i < N_SLOTS; i++)
    self->block[i] = -1;
  return TRUE;
}

void
att_file_bytes_close (AttFileBytes *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->size = 0;
}

gint64
att_file_bytes_get_size (AttFileBytes *self)
{
  return self->size;
}

static gsize
read_file (AttFileBytes *self, gint64 offset, guint8 *to, gsize n)
{
  gsize got = 0;

  while (got < n)
    {
      const gssize r = pread (self->fd, to + got, n - got, offset + got);

      if (r < 0 && errno == EINTR)
        continue;
      if (r <= 0)
        break;
      got += r;
    }
  return got;
}

gsize
att_file_bytes_read (AttFileBytes *self, gint64 offset, void *to, gsize n)
{
  guint8 *out = to;
  gsize got = 0;

  if (offset < 0 || offset >= self->size)
    return 0;
  n = MIN (n, (guint64) (self->size - offset));
  if (n > BLOCK)
    return read_file (self, offset, out, n);
  while (got < n)
    {
      const gint64 block = (offset + got) / BLOCK;
      const gsize at = (offset + got) % BLOCK;
      const int slot = block % N_SLOTS;
      gsize part;

      if (self->block[slot] != block)
        {
          self->filled[slot] = read_file (self, block * BLOCK, self->data[slot],
                                          MIN (BLOCK, (guint64) (self->size - block * BLOCK)));
          self->block[slot] = block;
        }
      if (self->filled[slot] <= at)
        break;
      part = MIN (n - got, self->filled[slot] - at);
      memcpy (out + got, self->data[slot] + at, part);
      got += part;
    }
  return got;
}

gboolean
att_file_bytes_get (AttFileBytes *self, gint64 offset, void *to, gsize n)
{
  return att_file_bytes_read (self, offset, to, n) == n;
}
