/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-import.h"

#include "att-history-file.h"
#include "att-part.h"
#include "att-session-private.h"
#include "att-session-train.h"

void
att_import_report_free (AttImportReport *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->player);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

static void
place_free (gpointer data)
{
  AttImportPlace *place = data;

  g_free (place->path);
  g_free (place);
}

GPtrArray *
att_session_list_imports (AttSession *self, GError **error)
{
  g_autoptr (GPtrArray) found = att_history_file_find ();
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);

  for (guint i = 0; i < found->len; i++)
    {
      const AttHistoryPlace *there = g_ptr_array_index (found, i);
      AttImportPlace *place;

      if (att_store_has_history (self->store, there->path))
        continue;
      place = g_new (AttImportPlace, 1);
      *place = (AttImportPlace){ g_strdup (there->path), there->player };
      g_ptr_array_add (places, place);
    }
  return places;
}

static gpointer
ask_imports (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  return att_session_list_imports (self, error);
}

void
att_session_list_imports_async (AttSession *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  att_session_ask (self, att_session_list_imports_async, ask_imports, NULL, NULL, (GDestroyNotify) g_ptr_array_unref,
                   cancellable, callback, user_data);
}

AttImportReport *
att_session_import (AttSession *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AttHistory) history = att_history_file_read (absolute, problems, cancellable, error);
  g_auto (AttHistoryReport) stored = { 0 };
  AttImportReport *report;

  if (history == NULL || !att_store_write_history (self->store, history, &stored, error))
    return NULL;
  att_session_radio_touch (self);
  att_session_train_wake (self);
  report = g_new0 (AttImportReport, 1);
  report->path = att_part_whole_path (history->uri, NULL);
  report->player = g_strdup (history->player);
  report->n_songs = history->songs->len;
  report->by_file = stored.by_file;
  report->by_recording = stored.by_recording;
  report->by_name = stored.by_name;
  report->n_plays = stored.n_plays;
  report->n_ratings = stored.n_ratings;
  report->n_playlists = stored.n_playlists;
  report->missing = g_steal_pointer (&stored.missing);
  report->problems = g_steal_pointer (&problems);
  return report;
}

static gpointer
ask_import (AttSession *self, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify) att_import_report_free);

  for (char **path = data; *path != NULL; path++)
    {
      AttImportReport *report = att_session_import (self, *path, cancellable, error);

      if (report == NULL)
        return NULL;
      g_ptr_array_add (reports, report);
    }
  return g_steal_pointer (&reports);
}

void
att_session_import_async (AttSession *self, const char *const *paths, GAsyncReadyCallback callback, gpointer user_data)
{
  att_session_ask (self, att_session_import_async, ask_import, g_strdupv ((char **) paths),
                   (GDestroyNotify) g_strfreev, (GDestroyNotify) g_ptr_array_unref, NULL, callback, user_data);
}
