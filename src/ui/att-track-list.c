/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-track-list-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-format.h"
#include "att-keys.h"
#include "att-selection.h"

struct _AttNotedTrack
{
  GObject parent_instance;

  AttTrack *track;
  char *note;
  char *title; /* NULL: the track's own */
};

G_DEFINE_FINAL_TYPE (AttNotedTrack, att_noted_track, G_TYPE_OBJECT)

static void
att_noted_track_finalize (GObject *object)
{
  AttNotedTrack *self = ATT_NOTED_TRACK (object);

  g_clear_object (&self->track);
  g_free (self->note);
  g_free (self->title);
  G_OBJECT_CLASS (att_noted_track_parent_class)->finalize (object);
}

static void
att_noted_track_class_init (AttNotedTrackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_noted_track_finalize;
}

static void
att_noted_track_init (AttNotedTrack *self)
{
}

AttTrack *
att_noted_track_get_track (AttNotedTrack *self)
{
  return self->track;
}

AttNotedTrack *
att_noted_track_new (AttTrack *track, const char *note)
{
  AttNotedTrack *self = g_object_new (ATT_TYPE_NOTED_TRACK, NULL);

  self->track = g_object_ref (track);
  self->note = g_strdup (note);
  return self;
}

void
att_noted_track_set_title (AttNotedTrack *self, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
}

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
static guint play_signal, open_signal;

G_DEFINE_FINAL_TYPE (AttTrackList, att_track_list, GTK_TYPE_WIDGET)

static AttTrack *
track_of (gpointer item)
{
  if (ATT_IS_NOTED_TRACK (item))
    return ATT_NOTED_TRACK (item)->track;
  return ATT_IS_TRACK (item) ? item : NULL;
}

static GArray *
dup_selected (GtkWidget *list)
{
  AttTrackList *self = ATT_TRACK_LIST (list);
  GtkSelectionModel *model = self->view ? gtk_list_view_get_model (self->view) : NULL;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (AttTrackId));
  g_autoptr (GtkBitset) places = model ? gtk_selection_model_get_selection (model) : NULL;
  GtkBitsetIter iter;
  guint place;

  for (gboolean more = places && gtk_bitset_iter_init_first (&iter, places, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (model), place);
      AttTrack *track = item ? track_of (item) : NULL;

      if (track && track->id != 0)
        g_array_append_val (ids, track->id);
    }
  return ids;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AttTrackList *self)
{
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 980, "tightening-threshold", 700, NULL);

  g_object_set_data (G_OBJECT (clamp), "att-list-item", item);
  att_track_list_add_drag (self, clamp);
  att_selection_mark_row (clamp, item);
  gtk_list_item_set_child (item, clamp);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AttTrackList *self)
{
  AdwClamp *clamp = ADW_CLAMP (gtk_list_item_get_child (item));
  GtkWidget *child = adw_clamp_get_child (clamp);
  GObject *object = gtk_list_item_get_item (item);
  AttTrack *track = track_of (object);
  g_autofree char *name = NULL;
  GtkWidget *other = !track && self->make_row ? self->make_row (object, &name, self->row_data) : NULL;

  gtk_list_item_set_activatable (item, other || (track && !att_track_has (track, ATT_TRACK_MISSING)));
  /* GTK 4.8 gives the focus only to what may be selected: a row that takes none is the end of the way for the keys */
  gtk_list_item_set_selectable (item, other || track || GTK_IS_STRING_OBJECT (object));
  if (track)
    {
      if (!child || !ATT_IS_TRACK_ROW (child))
        {
          child = att_track_row_new (self->parts);
          g_object_bind_property (self, "narrow", child, "narrow", G_BINDING_SYNC_CREATE);
          adw_clamp_set_child (clamp, child);
        }
      att_track_row_set_track (ATT_TRACK_ROW (child), self->session, track);
      name = g_strdup_printf (_("%s by %s"), att_track_get_title (track), att_format_artist (track));
      if (ATT_IS_NOTED_TRACK (object) && ATT_NOTED_TRACK (object)->title)
        att_track_row_set_title (ATT_TRACK_ROW (child), ATT_NOTED_TRACK (object)->title);
      att_track_row_set_note (ATT_TRACK_ROW (child), ATT_IS_NOTED_TRACK (object) ? ATT_NOTED_TRACK (object)->note : NULL);
    }
  else if (other)
    adw_clamp_set_child (clamp, other);
  else if (GTK_IS_STRING_OBJECT (object))
    {
      child = g_object_new (GTK_TYPE_LABEL, "label", gtk_string_object_get_string (GTK_STRING_OBJECT (object)),
                            "xalign", 0.0f, "margin-top", 18, "margin-bottom", 6, "margin-start", 12, NULL);
      name = g_strdup (gtk_string_object_get_string (GTK_STRING_OBJECT (object)));
      gtk_widget_add_css_class (child, "heading");
      adw_clamp_set_child (clamp, child);
    }
  else
    {
      GtkWidget *end = g_object_get_data (object, "att-end"), *before = gtk_widget_get_parent (end);

      if (before)
        adw_clamp_set_child (ADW_CLAMP (before), NULL);
      adw_clamp_set_child (clamp, end);
      name = g_strdup (end == self->ends[0] ? _("About this list") : _("What goes with it"));
    }
  att_accessible_name_row (item, name);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, AttTrackList *self)
{
  AdwClamp *clamp = ADW_CLAMP (gtk_list_item_get_child (item));

  for (guint i = 0; clamp && i < G_N_ELEMENTS (self->ends); i++)
    if (self->ends[i] && adw_clamp_get_child (clamp) == self->ends[i])
      adw_clamp_set_child (clamp, NULL);
}

static void
activated_cb (GtkListView *view, guint position, AttTrackList *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (view)), position);
  AttTrack *wanted = track_of (item);
  g_autoptr (GPtrArray) tracks = NULL;
  guint index = 0;
  GPtrArray *items = att_list_get_items (self->list);

  if (!wanted)
    {
      g_signal_emit (self, open_signal, 0, item);
      return;
    }
  tracks = att_track_list_dup_tracks (self);
  /* a track may be in a playlist twice: count, rather than search */
  for (guint i = 0; i < items->len && g_ptr_array_index (items, i) != (gpointer) item; i++)
    {
      AttTrack *track = track_of (g_ptr_array_index (items, i));
      if (track && !att_track_has (track, ATT_TRACK_MISSING))
        index++;
    }
  g_signal_emit (self, play_signal, 0, tracks, index);
}

static void
att_track_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_TRACK_LIST (object)->narrow);
}

static void
att_track_list_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ATT_TRACK_LIST (object)->narrow = g_value_get_boolean (value);
}

static void
att_track_list_dispose (GObject *object)
{
  AttTrackList *self = ATT_TRACK_LIST (object);

  if (self->view)
    gtk_list_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    {
      g_clear_object (&self->ends[i]);
      g_clear_object (&self->end_items[i]);
    }
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (att_track_list_parent_class)->dispose (object);
}

/* a heading is no place to begin at */
static gboolean
att_track_list_grab_focus (GtkWidget *widget)
{
  AttTrackList *self = ATT_TRACK_LIST (widget);
  GPtrArray *items = att_list_get_items (self->list);

  if (items->len < 2 || !GTK_IS_STRING_OBJECT (g_ptr_array_index (items, 0)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->view));
  att_track_list_focus (self, 1);
  return TRUE;
}

static void
att_track_list_class_init (AttTrackListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_track_list_get_property;
  object_class->set_property = att_track_list_set_property;
  object_class->dispose = att_track_list_dispose;
  widget_class->grab_focus = att_track_list_grab_focus;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  play_signal = g_signal_new ("play", ATT_TYPE_TRACK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                              G_TYPE_PTR_ARRAY, G_TYPE_UINT);
  open_signal = g_signal_new ("open", ATT_TYPE_TRACK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_OBJECT);
  g_signal_new ("move", ATT_TYPE_TRACK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT,
                G_TYPE_UINT);
  g_signal_new ("take-out", ATT_TYPE_TRACK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                GTK_TYPE_BITSET);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-track-list.ui");
  gtk_widget_class_bind_template_child (widget_class, AttTrackList, box);
  gtk_widget_class_bind_template_child (widget_class, AttTrackList, view);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  att_track_list_install_edit (widget_class);
}

static void
att_track_list_init (AttTrackList *self)
{
  g_autoptr (GListStore) parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->parts = ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ARTIST | ATT_TRACK_ROW_ALBUM;
  att_track_list_set_editable (self, FALSE);
  self->list = att_list_new (G_TYPE_OBJECT);
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    self->end_items[i] = g_list_store_new (G_TYPE_OBJECT);
  g_list_store_append (parts, self->end_items[0]);
  g_list_store_append (parts, self->list);
  g_list_store_append (parts, self->end_items[1]);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->box), att_selection_attach (GTK_WIDGET (self), dup_selected));
  selection = GTK_SELECTION_MODEL (
    gtk_multi_selection_new (G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts))))));
  gtk_list_view_set_model (self->view, selection);
  att_keys_leave_by_tab (GTK_WIDGET (self->view));
  att_track_list_add_keys (self);
  att_selection_set_model (GTK_WIDGET (self), selection);
}

void
att_track_list_set_session (AttTrackList *self, AttSession *session)
{
  g_set_object (&self->session, session);
}

void
att_track_list_set_parts (AttTrackList *self, AttTrackRowParts parts)
{
  self->parts = parts;
}

void
att_track_list_set_row_func (AttTrackList *self, AttTrackListRowFunc func, gpointer data)
{
  self->make_row = func;
  self->row_data = data;
}

static void
set_end (AttTrackList *self, guint i, GtkWidget *end)
{
  if (self->ends[i] == end)
    return;
  g_list_store_remove_all (self->end_items[i]);
  g_clear_object (&self->ends[i]);
  self->ends[i] = end ? g_object_ref_sink (end) : NULL;
  if (end)
    {
      g_autoptr (GObject) placeholder = g_object_new (G_TYPE_OBJECT, NULL);

      g_object_set_data (placeholder, "att-end", end);
      g_list_store_append (self->end_items[i], placeholder);
    }
  att_keys_set_ends (GTK_WIDGET (self->view), self->ends[0], self->ends[1]);
}

void
att_track_list_set_header (AttTrackList *self, GtkWidget *header)
{
  g_return_if_fail (ATT_IS_TRACK_LIST (self));

  set_end (self, 0, header);
}

void
att_track_list_set_footer (AttTrackList *self, GtkWidget *footer)
{
  g_return_if_fail (ATT_IS_TRACK_LIST (self));

  set_end (self, 1, footer);
}

/* What the radio hears of a song meanwhile, or a rating, makes another object of it: the song at its place stays selected.
 * @places: of the selection before; @before: the items then */
static void
select_again (AttTrackList *self, GtkBitset *places, GPtrArray *before)
{
  GtkSelectionModel *model = gtk_list_view_get_model (self->view);
  const guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->end_items[0]));
  const guint n = MIN (before->len, g_list_model_get_n_items (G_LIST_MODEL (self->list)));
  GtkBitsetIter iter;
  guint place;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, places, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    if (place >= n_before && place - n_before < n)
      {
        g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (model), place);
        AttTrack *old = track_of (g_ptr_array_index (before, place - n_before)), *track = track_of (item);

        if (old && track && old->id == track->id)
          gtk_selection_model_select_item (model, place, FALSE);
      }
}

static GtkBitset *
dup_selection (AttTrackList *self)
{
  g_autoptr (GtkBitset) places = gtk_selection_model_get_selection (gtk_list_view_get_model (self->view));

  return gtk_bitset_copy (places);
}

void
att_track_list_set_items (AttTrackList *self, GPtrArray *items)
{
  g_autoptr (GtkBitset) places = dup_selection (self);
  /* the list frees a long array elsewhere, unless it is held */
  g_autoptr (GPtrArray) before = gtk_bitset_is_empty (places) ? NULL : g_ptr_array_ref (att_list_get_items (self->list));

  att_list_set_items (self->list, items);
  if (before)
    select_again (self, places, before);
}

void
att_track_list_update_track (AttTrackList *self, AttTrack *track)
{
  g_autoptr (GtkBitset) places = dup_selection (self);
  g_autoptr (GPtrArray) before = g_ptr_array_ref (att_list_get_items (self->list));

  att_list_update_track (self->list, track);
  select_again (self, places, before);
}

GPtrArray *
att_track_list_dup_tracks (AttTrackList *self)
{
  GPtrArray *items = att_list_get_items (self->list);
  GPtrArray *tracks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    {
      AttTrack *track = track_of (g_ptr_array_index (items, i));
      if (track && !att_track_has (track, ATT_TRACK_MISSING))
        g_ptr_array_add (tracks, g_object_ref (track));
    }
  return tracks;
}
