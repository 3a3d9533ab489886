/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-shelves.h"

#include <glib/gi18n-lib.h>

#include "att-session-radio.h"
#include "att-shelf.h"

#define AGAIN_S 10 /* the radio reads the library no more often */

struct _AttShelves
{
  GtkBox parent_instance;

  gboolean narrow;
  AttTrackList *list; /* owns this while it is its footer, and outlives what is asked: the page cancels that */
  AttShelf *sounds;
  AttShelf *together;
  /* asked again while nothing is there yet */
  AttSession *session; /* outlives this */
  GPtrArray *tracks;
  GCancellable *cancellable;
  guint again_id;
};

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttShelves, att_shelves, GTK_TYPE_BOX)

static void ask (AttShelves *self);

static gboolean
again_cb (gpointer data)
{
  AttShelves *self = data;

  const gboolean ended = g_cancellable_is_cancelled (self->cancellable);

  if (!ended && !gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return G_SOURCE_CONTINUE;
  self->again_id = 0;
  if (!ended)
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttShelves) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AttRelated) related = att_session_list_related_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!related)
    g_debug ("nothing can be said of what goes with it: %s", error->message);
  else
    {
      att_shelf_set_picks (self->sounds, ATT_SESSION (source), related->sounds);
      att_shelf_set_picks (self->together, ATT_SESSION (source), related->together);
    }
  if (related && related->may_come && self->again_id == 0)
    self->again_id = g_timeout_add_seconds (AGAIN_S, again_cb, self);
  att_track_list_set_footer (self->list, related && related->sounds->len + related->together->len > 0
                                           ? GTK_WIDGET (self) : NULL);
}

static void
ask (AttShelves *self)
{
  att_session_list_related_async (self->session, self->tracks, ATT_SHELF_SONGS, self->cancellable, asked_cb,
                                  g_object_ref (self));
}

static void
forget (AttShelves *self)
{
  g_clear_handle_id (&self->again_id, g_source_remove);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
}

void
att_shelves_ask (AttShelves *self, AttSession *session, GPtrArray *tracks, AttTrackList *list,
                 GCancellable *cancellable)
{
  g_return_if_fail (ATT_IS_SHELVES (self));

  forget (self);
  self->list = list;
  self->session = session;
  self->tracks = g_ptr_array_ref (tracks);
  self->cancellable = g_object_ref (cancellable);
  ask (self);
}

static void
att_shelves_dispose (GObject *object)
{
  forget (ATT_SHELVES (object));
  G_OBJECT_CLASS (att_shelves_parent_class)->dispose (object);
}

static void
att_shelves_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_SHELVES (object)->narrow);
}

static void
att_shelves_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttShelves *self = ATT_SHELVES (object);

  self->narrow = g_value_get_boolean (value);
  att_shelf_set_narrow (self->sounds, self->narrow);
  att_shelf_set_narrow (self->together, self->narrow);
}

static void
att_shelves_class_init (AttShelvesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = att_shelves_dispose;
  object_class->get_property = att_shelves_get_property;
  object_class->set_property = att_shelves_set_property;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
att_shelves_init (AttShelves *self)
{
  g_object_set (self, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 18, "margin-top", 24, NULL);
  self->sounds = g_object_new (ATT_TYPE_SHELF, "title", _("Sounds like this"), NULL);
  self->together = g_object_new (ATT_TYPE_SHELF, "title", _("Listeners of this also play"), NULL);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->sounds));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->together));
}
