/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-part-source.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gst/base/gstbasesrc.h>
#include <string.h>

#include "att-part-reader.h"
#include "att-part.h"

#define HEADER 68
#define MAX_DATA (G_GUINT64_CONSTANT (0xfffff000)) /* what the header of a WAV can tell of */
#define HEAD 65536 /* looked at twice, by those who find out what this is */

#define ATT_TYPE_PART_SOURCE (att_part_source_get_type ())
G_DECLARE_FINAL_TYPE (AttPartSource, att_part_source, ATT, PART_SOURCE, GstBaseSrc)

struct _AttPartSource
{
  GstBaseSrc parent_instance;

  char *uri, *path;
  AttPart part;
  gint stop; /* atomic */

  GMutex lock; /* guards what follows: whoever asks first opens the file, on a thread of GStreamer's */
  AttPartReader *reader;
  gboolean is_open;
  gint64 first;     /* byte of the samples of the file */
  gint64 n_data;    /* bytes of samples; 0: not opened yet */
  guint8 header[HEADER];
  guint8 *head;
  gsize n_head;
};

static void handler_init (gpointer iface, gpointer data);

G_DEFINE_TYPE_WITH_CODE (AttPartSource, att_part_source, GST_TYPE_BASE_SRC,
                         G_IMPLEMENT_INTERFACE (GST_TYPE_URI_HANDLER, handler_init))

/* --- the file that it looks like --- */

static void
put16 (guint8 *to, guint value)
{
  to[0] = (guint8) value;
  to[1] = (guint8) (value >> 8);
}

static void
put32 (guint8 *to, guint32 value)
{
  put16 (to, value & 0xffff);
  put16 (to + 2, value >> 16);
}

static void
write_header (AttPartSource *self, const GstAudioInfo *info)
{
  static const guint8 guid[] = { 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71 };
  guint8 *h = self->header;
  guint64 mask = 0;

  if (info->channels == 1)
    mask = 4;
  else if (!GST_AUDIO_INFO_IS_UNPOSITIONED (info))
    gst_audio_channel_positions_to_mask (info->position, info->channels, FALSE, &mask);
  memset (h, 0, HEADER);
  memcpy (h, "RIFF", 4);
  put32 (h + 4, (guint32) (self->n_data + HEADER - 8));
  memcpy (h + 8, "WAVEfmt ", 8);
  put32 (h + 16, 40);
  put16 (h + 20, 0xfffe);
  put16 (h + 22, (guint) info->channels);
  put32 (h + 24, (guint32) info->rate);
  put32 (h + 28, (guint32) (info->rate * info->bpf));
  put16 (h + 32, (guint) info->bpf);
  put16 (h + 34, (guint) GST_AUDIO_INFO_WIDTH (info));
  put16 (h + 36, 22);
  put16 (h + 38, (guint) GST_AUDIO_INFO_WIDTH (info));
  put32 (h + 40, (guint32) mask);
  put16 (h + 44, GST_AUDIO_INFO_IS_FLOAT (info) ? 3 : 1);
  memcpy (h + 46, guid, sizeof guid);
  memcpy (h + 60, "data", 4);
  put32 (h + 64, (guint32) self->n_data);
}

static gboolean
ensure_reader (AttPartSource *self, GError **error)
{
  if (self->reader == NULL)
    self->reader = att_part_reader_take (self->path, self->part.start_ns);
  if (self->reader == NULL)
    self->reader = att_part_reader_open (self->path, GST_ELEMENT (self), &self->stop, error);
  return self->reader != NULL;
}

/* with the lock */
static gboolean
ensure_open (AttPartSource *self, GError **error)
{
  const GstAudioInfo *info;
  gint64 first, end, length;
  gssize n;

  if (self->is_open)
    return TRUE;
  if (!ensure_reader (self, error))
    return FALSE;
  info = att_part_reader_get_info (self->reader);
  length = att_part_reader_get_length (self->reader);
  first = att_part_reader_get_frame (self->reader, self->part.start_ns);
  end = self->part.end_ns >= 0 ? att_part_reader_get_frame (self->reader, self->part.end_ns) : G_MAXINT64 / 256;
  if (length >= 0)
    end = MIN (end, length);
  if (end <= first)
    {
      g_set_error_literal (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, _("the file ends before this part of it"));
      return FALSE;
    }
  self->first = first * info->bpf;
  self->n_data = (gint64) MIN ((guint64) (end - first) * (guint64) info->bpf, MAX_DATA / (guint64) info->bpf * (guint64) info->bpf);
  write_header (self, info);
  self->head = g_malloc (HEAD);
  n = att_part_reader_read (self->reader, self->first, self->head, (gsize) MIN (HEAD, self->n_data), &self->stop, error);
  if (n < 0)
    {
      g_clear_pointer (&self->head, g_free);
      return FALSE;
    }
  self->n_head = (gsize) n;
  self->is_open = TRUE;
  return TRUE;
}

/* @n bytes from @at on of the file that it looks like. Returns how many; -1 with an error */
static gssize
read_bytes (AttPartSource *self, gint64 at, guint8 *to, gsize n, GError **error)
{
  gsize done = 0;
  gssize got;

  if (at < HEADER)
    {
      done = MIN (n, (gsize) (HEADER - at));
      memcpy (to, self->header + at, done);
    }
  at += (gint64) done - HEADER;
  n -= done;
  if (n > 0 && at < (gint64) self->n_head)
    {
      const gsize part = MIN (n, self->n_head - (gsize) at);

      memcpy (to + done, self->head + at, part);
      done += part;
      at += (gint64) part;
      n -= part;
    }
  if (n == 0)
    return (gssize) done;
  if (!ensure_reader (self, error))
    return -1;
  got = att_part_reader_read (self->reader, self->first + at, to + done, n, &self->stop, error);
  return got < 0 ? -1 : (gssize) done + got;
}

static GstFlowReturn
fail (AttPartSource *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return GST_FLOW_FLUSHING;
  gst_element_message_full (GST_ELEMENT (self), GST_MESSAGE_ERROR, error->domain, error->code, g_strdup (error->message),
                            NULL, __FILE__, G_STRFUNC, __LINE__);
  return GST_FLOW_ERROR;
}

static GstFlowReturn
create (GstBaseSrc *source, guint64 offset, guint size, GstBuffer **buffer)
{
  AttPartSource *self = ATT_PART_SOURCE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autofree guint8 *bytes = NULL;
  gint64 total;
  gssize n;

  if (!ensure_open (self, &error))
    return fail (self, error);
  total = HEADER + self->n_data;
  if (offset >= (guint64) total)
    return GST_FLOW_EOS;
  size = (guint) MIN ((guint64) size, (guint64) total - offset);
  bytes = g_malloc (size);
  n = read_bytes (self, (gint64) offset, bytes, size, &error);
  if (n < 0)
    return fail (self, error);
  if (n == 0)
    return GST_FLOW_EOS;
  if ((gint64) offset + n == total && self->part.end_ns >= 0 && self->reader != NULL)
    att_part_reader_leave (g_steal_pointer (&self->reader)); /* the next part begins here */
  *buffer = gst_buffer_new_wrapped (g_steal_pointer (&bytes), (gsize) n);
  GST_BUFFER_OFFSET (*buffer) = offset;
  GST_BUFFER_OFFSET_END (*buffer) = offset + (guint64) n;
  return GST_FLOW_OK;
}

/* --- what a source of bytes is asked --- */

static gboolean
query (GstBaseSrc *source, GstQuery *query)
{
  AttPartSource *self = ATT_PART_SOURCE (source);
  g_autoptr (GError) error = NULL;
  GstFormat format;

  if (GST_QUERY_TYPE (query) == GST_QUERY_URI)
    {
      gst_query_set_uri (query, "file:///part.wav"); /* the first thing that it is taken for, then */
      return TRUE;
    }
  if (GST_QUERY_TYPE (query) == GST_QUERY_DURATION)
    {
      gst_query_parse_duration (query, &format, NULL);
      if (format == GST_FORMAT_BYTES)
        {
          g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

          if (!ensure_open (self, &error))
            {
              fail (self, error);
              return FALSE;
            }
          gst_query_set_duration (query, format, HEADER + self->n_data);
          return TRUE;
        }
    }
  return GST_BASE_SRC_CLASS (att_part_source_parent_class)->query (source, query);
}

static gboolean
is_seekable (GstBaseSrc *source)
{
  return TRUE;
}

static gboolean
start (GstBaseSrc *source)
{
  AttPartSource *self = ATT_PART_SOURCE (source);

  g_atomic_int_set (&self->stop, FALSE);
  if (self->path != NULL)
    return TRUE;
  GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND, (NULL), (NULL));
  return FALSE;
}

static gboolean
stop (GstBaseSrc *source)
{
  AttPartSource *self = ATT_PART_SOURCE (source);

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->reader, att_part_reader_free);
  g_clear_pointer (&self->head, g_free);
  self->is_open = FALSE;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
unlock (GstBaseSrc *source)
{
  g_atomic_int_set (&ATT_PART_SOURCE (source)->stop, TRUE);
  return TRUE;
}

static gboolean
unlock_stop (GstBaseSrc *source)
{
  g_atomic_int_set (&ATT_PART_SOURCE (source)->stop, FALSE);
  return TRUE;
}

static void
finalize (GObject *object)
{
  AttPartSource *self = ATT_PART_SOURCE (object);

  g_free (self->uri);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (att_part_source_parent_class)->finalize (object);
}

static void
att_part_source_class_init (AttPartSourceClass *klass)
{
  GstBaseSrcClass *source_class = GST_BASE_SRC_CLASS (klass);
  g_autoptr (GstCaps) caps = gst_caps_new_any ();

  G_OBJECT_CLASS (klass)->finalize = finalize;
  source_class->create = create;
  source_class->query = query;
  source_class->is_seekable = is_seekable;
  source_class->start = start;
  source_class->stop = stop;
  source_class->unlock = unlock;
  source_class->unlock_stop = unlock_stop;
  gst_element_class_add_pad_template (GST_ELEMENT_CLASS (klass),
                                      gst_pad_template_new ("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Part of a file", "Source/File",
                                         "Serves a part of an audio file as a WAV file", "The Attacca developers");
}

static void
att_part_source_init (AttPartSource *self)
{
  g_mutex_init (&self->lock);
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_BYTES);
}

/* --- addresses --- */

static GstURIType
get_type (GType type)
{
  return GST_URI_SRC;
}

static const char *const *
get_protocols (GType type)
{
  static const char *const protocols[] = { ATT_PART_SCHEME, NULL };

  return protocols;
}

static char *
get_uri (GstURIHandler *handler)
{
  return g_strdup (ATT_PART_SOURCE (handler)->uri);
}

static gboolean
set_uri (GstURIHandler *handler, const char *uri, GError **error)
{
  AttPartSource *self = ATT_PART_SOURCE (handler);
  const char *colon = strchr (uri, ':');
  g_autofree char *file_uri = g_strconcat ("file", colon != NULL ? colon : "", NULL);
  g_autofree char *path = att_part_file_path (file_uri);

  if (path == NULL || !att_part_of_uri (file_uri, &self->part))
    {
      g_set_error (error, GST_URI_ERROR, GST_URI_ERROR_BAD_URI, "%s: not a part of a file", uri);
      return FALSE;
    }
  g_free (self->uri);
  self->uri = g_strdup (uri);
  g_free (self->path);
  self->path = g_steal_pointer (&path);
  return TRUE;
}

static void
handler_init (gpointer iface, gpointer data)
{
  GstURIHandlerInterface *handler = iface;

  handler->get_type = get_type;
  handler->get_protocols = get_protocols;
  handler->get_uri = get_uri;
  handler->set_uri = set_uri;
}

void
att_part_source_register (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  gst_element_register (NULL, "attpartsource", GST_RANK_PRIMARY, ATT_TYPE_PART_SOURCE);
  g_once_init_leave (&done, 1);
}

char *
att_part_source_make_uri (const char *uri)
{
  return g_strconcat (ATT_PART_SCHEME, strchr (uri, ':'), NULL);
}
