/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-history-file.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES (512 << 20)

static const char *const file_names[] = { "rhythmdb.xml", "songs" };

gboolean
att_history_read_bytes (const char *path, char **data, gsize *size, GError **error)
{
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is not waited for */
  g_autofree char *bytes = NULL;
  struct stat st;
  gsize n = 0;
  ssize_t got = 1;

  if (fd < 0 || fstat (fd, &st) != 0)
    {
      const int code = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  if (!S_ISREG (st.st_mode) || st.st_size > MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           S_ISREG (st.st_mode) ? _("it is too large") : _("it is no file"));
      close (fd);
      return FALSE;
    }
  bytes = g_malloc (st.st_size + 1);
  while (n < (gsize) st.st_size && got > 0)
    {
      got = read (fd, bytes + n, st.st_size - n);
      n += MAX (got, 0);
    }
  close (fd);
  bytes[n] = '\0';
  if (got < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("it cannot be read"));
      return FALSE;
    }
  *size = n;
  *data = g_steal_pointer (&bytes);
  return TRUE;
}

void
att_history_add_problem (GPtrArray *problems, const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_ptr_array_add (problems, g_strdup_printf ("%s: %s", name, error->message));
}

AttHistory *
att_history_file_read (const char *path, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autofree char *file = g_strdup (path), *data = NULL, *name = NULL;
  g_autoptr (GError) cause = NULL;
  AttHistory *history = NULL;
  gsize size;

  for (gsize i = 0; i < G_N_ELEMENTS (file_names) && g_file_test (file, G_FILE_TEST_IS_DIR); i++)
    {
      g_autofree char *inside = g_build_filename (path, file_names[i], NULL);

      if (g_file_test (inside, G_FILE_TEST_IS_REGULAR))
        {
          g_free (file);
          file = g_steal_pointer (&inside);
        }
    }
  name = g_filename_display_name (file);
  if (att_history_read_bytes (file, &data, &size, &cause))
    {
      history = att_history_read_rhythmbox (file, data, size, problems, cancellable, &cause);
      if (history == NULL && cause == NULL)
        history = att_history_read_quod_libet (file, data, size, problems, cancellable, &cause);
    }
  if (history != NULL)
    return history;
  if (cause == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("%s: it is neither Rhythmbox’s nor Quod Libet’s list of songs"), name);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error (error, cause->domain, cause->code, "%s: %s", name, cause->message);
  return NULL;
}

/* --- where they are --- */

static void
place_free (gpointer data)
{
  AttHistoryPlace *place = data;

  g_free (place->path);
  g_free (place);
}

GPtrArray *
att_history_file_find (void)
{
  const char *const home = g_get_home_dir ();
  const struct {
    const char *player, *base, *inside;
  } places[] = {
    { "Rhythmbox", g_get_user_data_dir (), "rhythmbox/rhythmdb.xml" },
    { "Rhythmbox", home, ".local/share/rhythmbox/rhythmdb.xml" }, /* where we ourselves are in a sandbox */
    { "Rhythmbox", home, ".var/app/org.gnome.Rhythmbox3/data/rhythmbox/rhythmdb.xml" },
    { "Quod Libet", g_get_user_config_dir (), "quodlibet/songs" },
    { "Quod Libet", home, ".config/quodlibet/songs" },
    { "Quod Libet", home, ".quodlibet/songs" },
    { "Quod Libet", home, ".var/app/io.github.quodlibet.QuodLibet/config/quodlibet/songs" },
  };
  GPtrArray *found = g_ptr_array_new_with_free_func (place_free);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (places[i].base, places[i].inside, NULL);
      gboolean known = !g_file_test (path, G_FILE_TEST_IS_REGULAR);
      AttHistoryPlace *place;

      for (guint j = 0; j < found->len && !known; j++)
        known = g_str_equal (((AttHistoryPlace *) g_ptr_array_index (found, j))->path, path);
      if (known)
        continue;
      place = g_new (AttHistoryPlace, 1);
      *place = (AttHistoryPlace){ g_steal_pointer (&path), places[i].player };
      g_ptr_array_add (found, place);
    }
  return found;
}
