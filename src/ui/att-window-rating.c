/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ratings given by key or menu, which the listener may not see: with a word about it.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-rating.h"
#include "att-window-private.h"

typedef struct {
  AttWindow *window; /* owns the toast that owns this */
  AttTrack *track;   /* as it was */
} Rated;

static void
rated_free (gpointer data, GClosure *closure)
{
  g_object_unref (((Rated *) data)->track);
  g_free (data);
}

static void
undo_cb (Rated *rated)
{
  att_window_rate (rated->window, rated->track, rated->track->rating, FALSE);
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_set_rating_finish (ATT_SESSION (source), result, &error))
    att_window_toast (self, "%s", error->message);
}

void
att_window_rate (AttWindow *self, AttTrack *track, int rating, gboolean tell)
{
  g_return_if_fail (ATT_IS_WINDOW (self));

  if (track->id == 0)
    return;
  if (tell)
    {
      g_autofree char *words = att_rating_to_words (rating);
      Rated *rated = g_new (Rated, 1);

      *rated = (Rated){ self, g_object_ref (track) };
      /* TRANSLATORS: a song, and how it was rated: “Kites over Water”: 4 stars */
      att_window_toast_undo (self, G_CALLBACK (undo_cb), rated, rated_free, _("“%s”: %s"), att_track_get_title (track),
                             words);
    }
  att_session_set_rating_async (self->session, track->id, rating, set_cb, g_object_ref (self));
}

/* --- several at once --- */

typedef struct {
  AttWindow *window;
  GPtrArray *tracks; /* as they were */
} Several;

static Several *
several_new (AttWindow *window, GPtrArray *tracks)
{
  Several *several = g_new (Several, 1);

  *several = (Several){ window, g_ptr_array_ref (tracks) };
  return several;
}

static void
several_free (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (((Several *) data)->tracks);
  g_free (data);
}

static void
undo_rate_all_cb (Several *several)
{
  att_session_set_ratings_async (several->window->session, several->tracks, -1, set_cb, g_object_ref (several->window));
}

void
att_window_rate_all (AttWindow *self, GPtrArray *tracks, int rating)
{
  g_autofree char *words = att_rating_to_words (rating);

  g_return_if_fail (ATT_IS_WINDOW (self));

  att_session_set_ratings_async (self->session, tracks, rating, set_cb, g_object_ref (self));
  att_window_toast_undo (self, G_CALLBACK (undo_rate_all_cb), several_new (self, tracks), several_free,
                         /* TRANSLATORS: how they were rated: “5 songs: 4 stars” */
                         ngettext ("%u song: %s", "%u songs: %s", tracks->len), tracks->len, words);
}

/* --- what plays --- */

static void
rate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  AttTrack *track = att_now_get_track (self->now);

  if (track)
    att_window_rate (self, track, CLAMP (g_variant_get_int32 (parameter), 0, 10), TRUE);
}

void
att_window_install_rating_actions (AttWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.rate", "i", rate_cb);
}
