/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Composers and works: the ways to their pages, and radios from what is no seed by itself.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-collection-page.h"
#include "att-window-private.h"

/* a radio from many songs starts from so many of them */
#define N_SEEDS 20

void
att_window_show_work (AttWindow *self, gint64 composer_id, const char *work, const char *title)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  att_window_push_page (self, ATT_PAGE (att_collection_page_new_for_work (composer_id, work, title)));
}

typedef struct {
  AttWindow *window; /* a reference */
  char *composers;   /* all of a track, joined */
} Search;

/* a track tells its composers only by their names, in one text: the first that begins it */
static void
composers_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Search *search = data;
  g_autoptr (AttWindow) window = search->window;
  g_autofree char *composers = search->composers;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = att_session_list_finish (ATT_SESSION (source), result, &error);
  AttCollection *found = NULL;

  g_free (search);
  if (!all)
    {
      att_window_toast (window, "%s", error->message);
      return;
    }
  for (guint i = 0; i < all->len; i++)
    {
      AttCollection *composer = g_ptr_array_index (all, i);

      if (g_str_has_prefix (composers, composer->title) &&
          (!found || strlen (composer->title) > strlen (found->title)))
        found = composer;
    }
  if (found)
    att_window_show_collection (window, ATT_COLLECTION_COMPOSER, found->id, found->title);
}

void
att_window_show_composer (AttWindow *self, AttTrack *track)
{
  Search *search;

  g_return_if_fail (ATT_IS_WINDOW (self));

  if (!track->composer)
    return;
  search = g_new (Search, 1);
  *search = (Search){ g_object_ref (self), g_strdup (track->composer) };
  att_session_list_collections_async (self->session, ATT_COLLECTION_COMPOSER, NULL, 0, NULL, composers_cb, search);
}

static void
go_to_composer_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = self->now ? att_now_get_track (self->now) : NULL;

  if (track)
    att_window_show_composer (self, track);
}

void
att_window_start_radio_from (AttWindow *self, GPtrArray *tracks, const char *name)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
  const guint n = MIN (tracks->len, N_SEEDS);

  g_return_if_fail (ATT_IS_WINDOW (self));

  for (guint i = 0; i < n; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, (gsize) i * tracks->len / n);

      g_ptr_array_add (seeds, att_seed_new (ATT_SEED_TRACK, track->id, name));
    }
  if (n == 0)
    return;
  att_window_toast (self, _("A radio from “%s”"), name);
  att_session_start_radio (self->session, seeds, TRUE);
}

void
att_window_install_works_actions (AttWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.go-to-composer", NULL, go_to_composer_cb);
}
