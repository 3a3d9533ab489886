/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-selection.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-popup.h"
#include "att-rating.h"
#include "att-tag-editor.h"
#include "att-window-copy.h"
#include "att-window-playlists.h"
#include "att-window-queue.h"
#include "att-window-trash.h"

/* of a long list put into the queue: it is taken back one by one */
#define MAX_QUEUED 5000

typedef struct {
  GtkWidget *list; /* owns this */
  AttSelectionFunc dup_selected;
  GtkSelectionModel *model;
  GtkWidget *bar;
  GtkLabel *label;
  gboolean one_by_one; /* every press selects */
  GSimpleActionGroup *actions;
} Selection;

static Selection *
find_selection (GtkWidget *widget)
{
  for (; widget; widget = gtk_widget_get_parent (widget))
    if (g_object_get_data (G_OBJECT (widget), "att-selection"))
      return g_object_get_data (G_OBJECT (widget), "att-selection");
  return NULL;
}

static void
selection_free (gpointer data)
{
  Selection *self = data;

  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_object_unref (self->actions);
  g_free (self);
}

/* --- the bar --- */

static void
show_bar (Selection *self)
{
  g_autoptr (GArray) ids = self->dup_selected (self->list);
  /* TRANSLATORS: how many songs are selected */
  g_autofree char *text = g_strdup_printf (ngettext ("%u selected", "%u selected", ids->len), ids->len);

  if (ids->len == 0)
    self->one_by_one = FALSE;
  gtk_label_set_text (self->label, text);
  gtk_widget_set_visible (self->bar, ids->len > 1 || self->one_by_one);
}

static GtkWidget *
add_button (GtkWidget *box, GtkWidget *button, const char *name)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  att_accessible_name (button, name);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
add_action_button (GtkWidget *box, const char *icon, const char *name, const char *action)
{
  GtkWidget *button = add_button (box, gtk_button_new_from_icon_name (icon), name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

/* what the bar has no button for */
static GMenu *
make_more_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuModel) stars = att_rating_make_menu ("selection.rate");
  g_autoptr (GMenu) files = g_menu_new ();
  g_autoptr (GMenuItem) out = g_menu_item_new (_("Take out of the playlist"), "songs.take-out(-1)");

  g_menu_item_set_attribute (out, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, out);
  g_menu_append_submenu (menu, _("Rate"), stars);
  g_menu_append (files, _("Edit tags…"), "selection.edit-tags");
  /* TRANSLATORS: to the clipboard, as a file manager does */
  g_menu_append (files, _("Copy files"), "selection.copy-files");
  g_menu_append (files, _("Move to trash"), "selection.trash");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  return menu;
}

/* what is said lies above the bar, not on it */
static void
raise_toasts_cb (GtkWidget *bar)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (bar, ADW_TYPE_TOAST_OVERLAY);

  if (toasts && gtk_widget_get_mapped (bar))
    gtk_widget_add_css_class (toasts, "above-bar");
  else if (toasts)
    gtk_widget_remove_css_class (toasts, "above-bar");
}

static GtkWidget *
make_bar (Selection *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *more = gtk_menu_button_new (), *out;
  g_autoptr (GMenu) menu = make_more_menu ();

  gtk_widget_add_css_class (box, "toolbar");
  gtk_widget_add_css_class (box, "selection-bar");
  add_action_button (box, "window-close-symbolic", _("End the selection"), "selection.clear");
  self->label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "hexpand", TRUE, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "heading");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  add_action_button (box, "media-playback-start-symbolic", _("Play what is selected"), "selection.play");
  add_action_button (box, "go-next-symbolic", _("Play what is selected next"), "selection.play-next");
  add_action_button (box, "att-queue-symbolic", _("Play what is selected later"), "selection.play-later");
  add_action_button (box, "list-add-symbolic", _("Add what is selected to a playlist"), "selection.add");
  out = add_action_button (box, "list-remove-symbolic", _("Take out of the playlist"), "songs.take-out");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (out), "i", -1);
  /* only where the order is the listener's: see att-track-list.h */
  g_object_bind_property (out, "sensitive", out, "visible", G_BINDING_SYNC_CREATE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (more), "view-more-symbolic");
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (more), GTK_ARROW_UP);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), G_MENU_MODEL (menu));
  att_popup_return_focus (GTK_MENU_BUTTON (more));
  add_button (box, more, _("More for what is selected"));
  g_signal_connect (box, "map", G_CALLBACK (raise_toasts_cb), NULL);
  g_signal_connect (box, "unmap", G_CALLBACK (raise_toasts_cb), NULL);
  gtk_widget_set_visible (box, FALSE);
  return box;
}

/* --- rows --- */

void
att_selection_mark_row (GtkWidget *row, GtkListItem *item)
{
  g_object_set_data (G_OBJECT (row), "att-selection-item", item);
}

/* --- what is done --- */

typedef struct {
  AttWindow *window;
  const char *what; /* the action */
  int rating;
} Work;

static Work *
work_new (AttWindow *window, const char *what, int rating)
{
  Work *work = g_new (Work, 1);

  *work = (Work){ g_object_ref (window), what, rating };
  return work;
}

static void
work_free (Work *work)
{
  g_object_unref (work->window);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Work) work = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (!tracks)
    att_window_toast (work->window, "%s", error->message);
  else if (tracks->len == 0)
    return;
  else if (g_str_equal (work->what, "play-next"))
    att_window_play_next (work->window, tracks, NULL);
  else if (g_str_equal (work->what, "play-later"))
    att_window_play_later (work->window, tracks, NULL);
  else if (g_str_equal (work->what, "add"))
    att_window_add_to_playlist (work->window, tracks, NULL);
  else if (g_str_equal (work->what, "edit-tags"))
    att_tag_editor_show (work->window, tracks);
  else if (g_str_equal (work->what, "copy-files"))
    att_window_copy_files (work->window, tracks);
  else if (g_str_equal (work->what, "trash"))
    att_window_trash (work->window, tracks, NULL);
  else
    att_window_rate_all (work->window, tracks, work->rating);
}

static void
work_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Selection *self = data;
  AttWindow *window = att_window_of (self->list);
  g_autoptr (GArray) ids = self->dup_selected (self->list);
  const char *what = g_intern_string (g_action_get_name (G_ACTION (action)));
  guint n = g_str_has_prefix (what, "play-") ? MIN (ids->len, MAX_QUEUED) : ids->len;

  if (!window || n == 0)
    return;
  if (n < ids->len)
    /* TRANSLATORS: of a very long list that is to play next or later; the numbers are 5000 and more */
    att_window_toast (window, _("The queue takes the first %u of these %u songs"), n, ids->len);
  if (g_str_equal (what, "play"))
    att_window_play_ids (window, ids, FALSE);
  else
    att_session_get_tracks_async (att_window_get_session (window), (const AttTrackId *) (gpointer) ids->data, n, NULL,
                                  loaded_cb, work_new (window, what, parameter ? g_variant_get_int32 (parameter) : 0));
}

static GtkWidget *
find_list_view (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LIST_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_list_view (child);
  return found;
}

/* What is selected next with Shift begins at the row that has the keyboard, not where the selection that ends began:
 * the list takes a row that was selected alone for the first. */
static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Selection *self = data;
  GtkWidget *view = find_list_view (self->list), *focus;
  GtkListItem *item;

  self->one_by_one = FALSE;
  focus = gtk_root_get_focus (gtk_widget_get_root (self->list));
  if (view && focus && gtk_widget_is_ancestor (focus, self->bar)) /* which goes */
    {
      gtk_widget_grab_focus (view);
      focus = gtk_root_get_focus (gtk_widget_get_root (self->list));
    }
  while (focus && view && gtk_widget_is_ancestor (focus, view) && gtk_widget_get_parent (focus) != view)
    focus = gtk_widget_get_parent (focus);
  focus = focus && gtk_widget_get_parent (focus) == view ? att_popup_find (focus, "att-selection-item") : NULL;
  item = focus ? g_object_get_data (G_OBJECT (focus), "att-selection-item") : NULL;
  if (item && gtk_list_item_get_selectable (item))
    gtk_widget_activate_action (view, "list.select-item", "(ubb)", gtk_list_item_get_position (item), FALSE, FALSE);
  if (self->model)
    gtk_selection_model_unselect_all (self->model);
  show_bar (self);
}

static void
begin_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Selection *self = data;

  self->one_by_one = TRUE;
  gtk_selection_model_select_item (self->model, (guint) g_variant_get_int32 (parameter), FALSE);
  show_bar (self);
}

/* --- pressing --- */

/* the row below that point of the list, unless something in it takes the press itself */
static GtkWidget *
find_row (Selection *self, GtkGestureClick *gesture, double x, double y)
{
  GtkWidget *marked = NULL;

  for (GtkWidget *at = gtk_widget_pick (self->list, x, y, GTK_PICK_DEFAULT);
       at && at != self->list && !GTK_IS_LIST_VIEW (at) && !marked; at = gtk_widget_get_parent (at))
    {
      if (GTK_IS_BUTTON (at) || GTK_IS_MENU_BUTTON (at) ||
          (ATT_IS_RATING (at) && att_rating_takes (ATT_RATING (at), GTK_GESTURE (gesture))))
        return NULL;
      if (GTK_IS_LIST_VIEW (gtk_widget_get_parent (at)))
        marked = att_popup_find (at, "att-selection-item");
    }
  return marked;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, Selection *self)
{
  GtkWidget *row = self->one_by_one ? find_row (self, gesture, x, y) : NULL;
  GtkListItem *item = row ? g_object_get_data (G_OBJECT (row), "att-selection-item") : NULL;
  guint position;

  if (!item || !gtk_list_item_get_selectable (item))
    return;
  position = gtk_list_item_get_position (item);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (gtk_selection_model_is_selected (self->model, position))
    gtk_selection_model_unselect_item (self->model, position);
  else
    gtk_selection_model_select_item (self->model, position, FALSE);
}

static void
tapped_cb (GtkGestureClick *gesture, int n_press, double x, double y, Selection *self)
{
  GtkWidget *row = self->one_by_one || n_press != 1 ? NULL : find_row (self, gesture, x, y);
  GtkListItem *item = row ? g_object_get_data (G_OBJECT (row), "att-selection-item") : NULL;

  if (!item || !gtk_list_item_get_activatable (item))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (row, "list.activate-item", "u", gtk_list_item_get_position (item));
}

static void
add_gesture (Selection *self, const char *signal, GCallback callback, gboolean touch_only)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (click), touch_only);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, signal, callback, self);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (click));
}

/* --- menus --- */

gboolean
att_selection_popup (GtkWidget *widget, AttTrackId track, const GdkRectangle *at)
{
  Selection *self = find_selection (widget);
  g_autoptr (GArray) ids = self && self->model ? self->dup_selected (self->list) : NULL;
  g_autoptr (GMenu) menu = NULL;
  gboolean among = FALSE;

  for (guint i = 0; ids && ids->len > 1 && i < ids->len && !among; i++)
    among = g_array_index (ids, AttTrackId, i) == track;
  if (!among)
    return FALSE;
  {
    g_autoptr (GMenu) play = g_menu_new (), more = make_more_menu ();
    g_autofree char *add =
      g_strdup_printf (ngettext ("Add %u song to playlist…", "Add %u songs to playlist…", ids->len), ids->len);

    menu = g_menu_new ();
    g_menu_append (play, _("Play"), "selection.play");
    g_menu_append (play, _("Play next"), "selection.play-next");
    g_menu_append (play, _("Play later"), "selection.play-later");
    g_menu_append (play, add, "selection.add");
    g_menu_append_section (menu, gtk_label_get_text (self->label), G_MENU_MODEL (play));
    g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  }
  att_popup_show (widget, gtk_popover_menu_new_from_model (G_MENU_MODEL (menu)), at);
  return TRUE;
}

void
att_selection_add_menu (GtkWidget *widget, GMenu *menu)
{
  Selection *self = find_selection (widget);
  GtkListItem *item = NULL;
  g_autofree char *action = NULL;
  g_autoptr (GMenu) section = NULL;

  for (; widget && !item; widget = gtk_widget_get_parent (widget))
    item = g_object_get_data (G_OBJECT (widget), "att-selection-item");
  if (!self || !item || !gtk_list_item_get_selectable (item))
    return;
  section = g_menu_new ();
  action = g_strdup_printf ("selection.begin(%d)", (int) gtk_list_item_get_position (item));
  /* TRANSLATORS: begins to select songs */
  g_menu_append (section, _("Select"), action);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* --- a list --- */

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  Selection *self = data;

  if (!gtk_widget_get_visible (self->bar))
    return FALSE;
  clear_cb (NULL, NULL, self);
  return TRUE;
}

static void
add_escape (Selection *self, GtkWidget *widget)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_callback_action_new (escape_cb, self, NULL)));
  gtk_widget_add_controller (widget, keys);
}

GtkWidget *
att_selection_attach (GtkWidget *list, AttSelectionFunc dup_selected)
{
  static const GActionEntry entries[] = {
    { "play", work_cb },      { "play-next", work_cb },  { "play-later", work_cb }, { "add", work_cb },
    { "edit-tags", work_cb }, { "copy-files", work_cb }, { "trash", work_cb },      { "rate", work_cb, "i" },
    { "begin", begin_cb, "i" }, { "clear", clear_cb },
  };
  Selection *self = g_new0 (Selection, 1);

  self->list = list;
  self->dup_selected = dup_selected;
  self->bar = make_bar (self);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (list, "selection", G_ACTION_GROUP (self->actions));
  g_object_set_data_full (G_OBJECT (list), "att-selection", self, selection_free);
  add_escape (self, list);
  add_gesture (self, "pressed", G_CALLBACK (pressed_cb), FALSE);
  add_gesture (self, "released", G_CALLBACK (tapped_cb), TRUE);
  return self->bar;
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Selection *self)
{
  show_bar (self);
}

void
att_selection_set_model (GtkWidget *list, GtkSelectionModel *model)
{
  Selection *self = g_object_get_data (G_OBJECT (list), "att-selection");

  g_return_if_fail (self != NULL && self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_swapped (model, "selection-changed", G_CALLBACK (show_bar), self);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), self);
}

gboolean
att_selection_select_all (GtkWidget *page)
{
  GtkWidget *list = att_popup_find (page, "att-selection");
  Selection *self = list ? g_object_get_data (G_OBJECT (list), "att-selection") : NULL;

  return self && self->model && gtk_widget_get_mapped (list) && gtk_selection_model_select_all (self->model);
}

gboolean
att_selection_copy_files (GtkWidget *page)
{
  GtkWidget *list = att_popup_find (page, "att-selection");
  Selection *self = list ? g_object_get_data (G_OBJECT (list), "att-selection") : NULL;
  g_autoptr (GArray) ids = self && self->model && gtk_widget_get_mapped (list) ? self->dup_selected (list) : NULL;

  if (!ids || ids->len == 0)
    return FALSE;
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "copy-files", NULL);
  return TRUE;
}
