/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The workers of kind "tags" and "cover". An item is a path; the answer of
 * "tags" is an att-tags-message.h, that of "cover" the bytes of the picture,
 * none where the file has none.
 */
#include "config.h"

#include "att-covers.h"
#include "att-scanner.h"
#include "att-tag-reader.h"
#include "att-tags-message.h"
#include "att-workers.h"

static char *
dup_path (GBytes *item)
{
  gsize n;
  const char *data = g_bytes_get_data (item, &n);

  return g_strndup (data != NULL ? data : "", n);
}

static GBytes *
handle_tags (GBytes *item, gpointer user_data)
{
  AttFileBytes *file = user_data;
  g_autofree char *path = dup_path (item);
  g_autoptr (AttTags) tags = NULL;
  g_autoptr (GError) error = NULL;

  if (att_file_bytes_open (file, path, &error))
    tags = att_tag_reader_read_bytes (file, &error);
  att_file_bytes_close (file);
  return att_tags_message_write (tags, error != NULL ? error->message : NULL);
}

static GBytes *
handle_cover (GBytes *item, gpointer user_data)
{
  AttFileBytes *file = user_data;
  g_autofree char *path = dup_path (item);
  GBytes *picture = NULL;

  if (att_file_bytes_open (file, path, NULL))
    picture = att_tag_reader_read_picture (file);
  att_file_bytes_close (file);
  return picture != NULL ? picture : g_bytes_new (NULL, 0);
}

int
att_tag_worker_main (void)
{
  g_autoptr (AttFileBytes) file = att_file_bytes_new ();

  return att_worker_serve (handle_tags, file);
}

int
att_cover_worker_main (void)
{
  g_autoptr (AttFileBytes) file = att_file_bytes_new ();

  return att_worker_serve (handle_cover, file);
}
