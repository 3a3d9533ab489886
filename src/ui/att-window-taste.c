/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Love, and what stays out of the radio, with a word about it.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-window-private.h"

typedef void (*SetFunc) (AttSession *session, AttTrack *track, gboolean on);

/* what Undo sets, of songs that may have been rated or renamed since */
typedef struct {
  AttWindow *window; /* owns the toast that owns this */
  GArray *ids;
  SetFunc set;
  gboolean on;
} Before;

static Before *
before_new (AttWindow *window, SetFunc set, gboolean on)
{
  Before *before = g_rc_box_new (Before);

  *before = (Before){ window, g_array_new (FALSE, FALSE, sizeof (AttTrackId)), set, on };
  return before;
}

static void
before_clear (gpointer data)
{
  g_array_unref (((Before *) data)->ids);
}

static void
before_unref (gpointer data, GClosure *closure)
{
  g_rc_box_release_full (data, before_clear);
}

static void
tracks_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Before *before = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (!tracks)
    g_message ("cannot be taken back: %s", error->message);
  for (guint i = 0; tracks && i < tracks->len; i++)
    before->set (ATT_SESSION (source), tracks->pdata[i], before->on);
  before_unref (before, NULL);
}

static void
undo_cb (Before *before)
{
  att_session_get_tracks_async (before->window->session, (const AttTrackId *) (gpointer) before->ids->data,
                                before->ids->len, NULL, tracks_cb, g_rc_box_acquire (before));
}

/* a changed track takes the place of the old one everywhere, so that the caller's may be the last */
void
att_window_love (AttWindow *self, AttTrack *track, gboolean loved)
{
  g_autoptr (AttTrack) held G_GNUC_UNUSED = g_object_ref (track);

  att_session_set_loved (self->session, track, loved);
  if (loved)
    att_window_toast (self, _("“%s” is loved: more like it will come"), att_track_get_title (track));
}

void
att_window_love_all (AttWindow *self, GPtrArray *tracks, gboolean loved)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_object_unref);
  Before *before;

  g_return_if_fail (ATT_IS_WINDOW (self));

  for (guint i = 0; i < tracks->len; i++)
    if (att_track_has (tracks->pdata[i], ATT_TRACK_LOVED) != loved)
      g_ptr_array_add (changed, g_object_ref (tracks->pdata[i]));
  if (changed->len == 0)
    return;
  before = before_new (self, att_session_set_loved, !loved);
  for (guint i = 0; i < changed->len; i++)
    {
      AttTrack *track = changed->pdata[i];

      g_array_append_val (before->ids, track->id);
      att_session_set_loved (self->session, track, loved);
    }
  att_window_toast_undo (self, G_CALLBACK (undo_cb), before, before_unref,
                         /* TRANSLATORS: so many songs of an album were marked as loved, all at once */
                         loved ? ngettext ("%u song is loved", "%u songs are loved", changed->len)
                               /* TRANSLATORS: so many songs of an album were marked as loved before, and are not now */
                               : ngettext ("%u song is no longer loved", "%u songs are no longer loved", changed->len),
                         changed->len);
}

void
att_window_ban (AttWindow *self, AttTrack *track, gboolean banned)
{
  g_autoptr (AttTrack) held G_GNUC_UNUSED = g_object_ref (track);

  att_session_set_banned (self->session, track, banned);
  if (banned)
    {
      Before *before = before_new (self, att_session_set_banned, FALSE);

      g_array_append_val (before->ids, track->id);
      att_window_toast_undo (self, G_CALLBACK (undo_cb), before, before_unref, _("“%s” stays out of your radio"),
                             att_track_get_title (track));
    }
  else
    att_window_toast (self, _("“%s” is back in your radio"), att_track_get_title (track));
}
