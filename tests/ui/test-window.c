/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "att-application.h"
#include "att-equalizer.h"
#include "att-session-playing.h"
#include "att-format.h"
#include "att-preferences.h"
#include "att-queue-view.h"
#include "att-session-radio.h"
#include "att-search-page.h"
#include "att-status-foot.h"
#include "att-store-tracks.h"
#include "att-window.h"

#define WAIT_S 20

typedef struct {
  char *dir;
  AttSession *session;
  AttWindow *window;
} Fixture;

static gboolean
late_cb (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_REMOVE;
}

/* runs the main loop until @done, at most WAIT_S */
#define WAIT_UNTIL(done)                                                                                               \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gboolean late = FALSE;                                                                                             \
    guint id = g_timeout_add_seconds (WAIT_S, late_cb, &late);                                                         \
    while (!(done) && !late)                                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_assert_false (late);                                                                                             \
    g_source_remove (id);                                                                                              \
  }                                                                                                                    \
  G_STMT_END

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  fixture->session = att_session_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("att-window-XXXXXX", NULL);
  att_session_open_async (fixture->dir, NULL, opened_cb, fixture);
  WAIT_UNTIL (fixture->session);
  att_session_enable_playback (fixture->session, "fakesink sync=true", FALSE, TRUE, &error);
  g_assert_no_error (error);
  fixture->window = g_object_ref (ATT_WINDOW (att_window_new (NULL)));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *quoted = g_shell_quote (fixture->dir);
  g_autofree char *command = g_strdup_printf ("rm -rf %s", quoted);
  AttWindow *window = fixture->window;

  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  att_session_close (fixture->session);
  g_object_unref (fixture->session);
  WAIT_UNTIL (G_OBJECT (window)->ref_count == 1);
  g_assert_finalize_object (window);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
}

/* the widget with the largest minimum under @widget, printed to help */
static void
print_widest (GtkWidget *widget, int depth)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum <= 300 || depth > 30)
    return;
  g_test_message ("%*s%s: %d", depth, "", G_OBJECT_TYPE_NAME (widget), minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    print_widest (child, depth + 1);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  const char *words = "“Truly, the greatest challenge one must face” stays out of your radio";
  static const char *const tags[] = { "radio", "albums", "artists", "songs", "genres", "playlists", "history", "search",
                                      "album:1", "artist:1", "genre:Jazz" };
  gboolean narrow = FALSE;
  GtkWidget *label = NULL;
  graphene_rect_t bounds;
  int minimum;

  att_window_set_session (fixture->window, fixture->session);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  WAIT_UNTIL ((g_object_get (fixture->window, "narrow", &narrow, NULL), narrow));
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      att_window_show_tag (fixture->window, tags[i]);
      gtk_widget_measure (GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_test_message ("%s: %d px", tags[i], minimum);
      if (minimum > 360)
        print_widest (GTK_WIDGET (fixture->window), 0);
      g_assert_cmpint (minimum, <=, 360);
    }

  /* a toast says all that it has to say, inside of the window */
  att_window_toast (fixture->window, "%s", words);
  WAIT_UNTIL ((label = find_label (GTK_WIDGET (fixture->window), words)) && gtk_widget_get_width (label) > 0);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
  g_assert_true (gtk_widget_compute_bounds (label, GTK_WIDGET (fixture->window), &bounds));
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <, gtk_widget_get_width (GTK_WIDGET (fixture->window)));
}

static GtkWidget *
find_scale (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_SCALE (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_scale (child);
  return found;
}

static GtkWidget *
find_equalizer (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ATT_IS_EQUALIZER (window) && gtk_widget_get_width (window) > 0)
        return window;
    }
  return NULL;
}

/* 150 %, in 360 px */
static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_large_text (Fixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *equalizer = NULL, *label = NULL, *button;
  graphene_rect_t bounds;
  int width, minimum;
  guint n_pressed = 0;

  g_object_set (settings, "gtk-xft-dpi", 144 * 1024, NULL);
  att_window_set_session (fixture->window, fixture->session);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  att_window_show_tag (fixture->window, "albums");
  WAIT_UNTIL ((width = gtk_widget_get_width (GTK_WIDGET (fixture->window))) > 0 && width <= 360);
  /* ten bands beside each other have no place */
  att_equalizer_show (GTK_WINDOW (fixture->window), fixture->session);
  WAIT_UNTIL ((equalizer = find_equalizer ()));
  g_assert_cmpint (gtk_orientable_get_orientation (GTK_ORIENTABLE (find_scale (equalizer))), ==,
                   GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_measure (equalizer, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_destroy (GTK_WINDOW (equalizer));
  /* a toast whose button is long, as in German, is in the window with it; pressed, it is done and goes */
  att_window_toast_button (fixture->window, "Rückgängig", G_CALLBACK (count_cb), &n_pressed, NULL, "%s",
                           "„Pebble Weather“ kommt nicht mehr in Ihr Radio");
  WAIT_UNTIL ((label = find_label (GTK_WIDGET (fixture->window), "Rückgängig")) && gtk_widget_get_width (label) > 0);
  button = gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_compute_bounds (button, GTK_WIDGET (fixture->window), &bounds));
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <, gtk_widget_get_width (GTK_WIDGET (fixture->window)));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (n_pressed, ==, 1);
  WAIT_UNTIL (!find_label (GTK_WIDGET (fixture->window), "Rückgängig"));
  gtk_settings_reset_property (settings, "gtk-xft-dpi");
}

static AttPage *
visible_page (GtkWidget *widget)
{
  if (ATT_IS_PAGE (widget) && gtk_widget_get_child_visible (widget))
    return ATT_PAGE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child))
      {
        AttPage *page = visible_page (child);
        if (page)
          return page;
      }
  return NULL;
}

static gboolean
shows (Fixture *fixture, const char *tag)
{
  AttPage *page = visible_page (GTK_WIDGET (fixture->window));

  return page && g_strcmp0 (att_page_get_tag (page), tag) == 0;
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  static const char *const tags[] = { "albums", "artists", "songs", "genres", "playlists", "history", "search", "radio" };

  att_window_set_session (fixture->window, fixture->session);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      att_window_show_tag (fixture->window, tags[i]);
      WAIT_UNTIL (shows (fixture, tags[i]));
    }
  att_window_show_tag (fixture->window, "nonsense:7");
  WAIT_UNTIL (shows (fixture, "radio"));

  /* what is opened goes with back, one after the other */
  att_window_show_tag (fixture->window, "album:12");
  att_window_show_collection (fixture->window, ATT_COLLECTION_GENRE, 0, "Jazz");
  WAIT_UNTIL (shows (fixture, "genre:Jazz"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL));
  WAIT_UNTIL (shows (fixture, "album:12"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL));
  WAIT_UNTIL (shows (fixture, "albums"));
}

static void
test_without_session (Fixture *fixture, gconstpointer data)
{
  /* drawn, and what needs the library does nothing yet: any complaint would end the test */
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
  g_assert_true (shows (fixture, "radio"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.play-pause", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.preferences", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  g_assert_true (shows (fixture, "radio"));
  att_window_set_session (fixture->window, fixture->session);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  WAIT_UNTIL (shows (fixture, "search"));
  /* nothing plays: nothing to love or skip */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.next", NULL);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "love"));
}

/* text from the library and from errors may hold markup; a warning would end the test */
static void
test_markup (Fixture *fixture, gconstpointer data)
{
  att_window_set_session (fixture->window, fixture->session);
  att_window_toast (fixture->window, "%s", "Rock & Roll <loud> “x”");
  att_window_show_failure (fixture->window, "cannot open <library> & co");
  att_window_show_collection (fixture->window, ATT_COLLECTION_GENRE, 0, "R&B <soul>");
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_first_run (Fixture *fixture, gconstpointer data)
{
  att_window_set_session (fixture->window, fixture->session);
  att_window_show_first_run (fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* asked again, while the first is shown */
  att_window_show_first_run (fixture->window);
}

static GtkWidget *
find_drop_down (GtkWidget *widget, const char *name)
{
  if (GTK_IS_DROP_DOWN (widget) && g_strcmp0 (g_object_get_data (G_OBJECT (widget), "att-name"), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_drop_down (child, name);
      if (found)
        return found;
    }
  return NULL;
}

static GtkWindow *
find_preferences (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l; l = l->next)
    if (ATT_IS_PREFERENCES (l->data))
      return l->data;
  return NULL;
}

static double
share_of (AttSession *session, AttRecommender recommender)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AttPortrait) portrait = att_session_get_portrait (session, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < portrait->mixer->len; i++)
    if (g_array_index (portrait->mixer, AttMixerShare, i).recommender == recommender)
      return g_array_index (portrait->mixer, AttMixerShare, i).weight;
  return -1;
}

/* a recommender is turned off and up again in the preferences, by the name that people read */
static void
test_levels (Fixture *fixture, gconstpointer data)
{
  GtkWidget *choice = NULL;
  GtkWindow *preferences;

  att_window_set_session (fixture->window, fixture->session);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.preferences", NULL);
  preferences = find_preferences ();
  g_assert_nonnull (preferences);
  WAIT_UNTIL ((choice = find_drop_down (GTK_WIDGET (preferences), att_format_recommender (ATT_RECOMMENDER_EXPLORE))));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), ==, 0);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 2);
  g_assert_cmpfloat (att_session_get_level (fixture->session, ATT_RECOMMENDER_EXPLORE), ==, 0);
  g_assert_cmpfloat (att_session_get_level (fixture->session, ATT_RECOMMENDER_SOUND), ==, 1);
  g_assert_cmpfloat (share_of (fixture->session, ATT_RECOMMENDER_EXPLORE), ==, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 1);
  g_assert_cmpfloat (share_of (fixture->session, ATT_RECOMMENDER_EXPLORE), <, 0.03);
  g_assert_cmpfloat (share_of (fixture->session, ATT_RECOMMENDER_EXPLORE), >, 0.01);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 0);
  g_assert_cmpfloat_with_epsilon (share_of (fixture->session, ATT_RECOMMENDER_EXPLORE), 0.05, 1e-6); /* one in twenty */
  gtk_window_destroy (preferences);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

/* the stack that the pages are in: a page is a child of it */
static GtkStack *
find_pages (AttWindow *window)
{
  return GTK_STACK (gtk_widget_get_ancestor (gtk_widget_get_parent (find (GTK_WIDGET (window), ATT_TYPE_PAGE)),
                                             GTK_TYPE_STACK));
}

/* with it a page comes by and by, without it at once */
static void
test_reduced_motion (Fixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkStack *pages;

  att_window_set_session (fixture->window, fixture->session);
  pages = find_pages (fixture->window);
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (pages)) && !gtk_stack_get_transition_running (pages));
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  att_window_show_tag (fixture->window, "stations");
  g_assert_true (gtk_stack_get_transition_running (pages));
  WAIT_UNTIL (!gtk_stack_get_transition_running (pages));
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  att_window_show_tag (fixture->window, "history");
  g_assert_false (gtk_stack_get_transition_running (pages));
  gtk_settings_reset_property (settings, "gtk-enable-animations");
}

/* four thousand songs are read, and a screen reader hears of twenty steps */
static void
test_quiet_progress (Fixture *fixture, gconstpointer data)
{
  AttProgress *progress = att_session_get_scan_progress (fixture->session);
  GtkWidget *bar;
  guint n = 0;

  att_window_set_session (fixture->window, fixture->session);
  bar = find (find (GTK_WIDGET (fixture->window), ATT_TYPE_STATUS_FOOT), GTK_TYPE_PROGRESS_BAR);
  g_signal_connect_swapped (bar, "notify::fraction", G_CALLBACK (count_cb), &n);
  att_progress_begin (progress);
  for (guint i = 0; i <= 4000; i++)
    {
      att_progress_set (progress, i, 4000);
      g_signal_emit_by_name (progress, "changed");
    }
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 1);
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpuint (n, <=, 21);
  att_progress_end (progress);
  g_signal_handlers_disconnect_by_data (bar, &n);
}

/* --- the queue --- */

/* picks of the radio, each a new item: songs @from to @to, then 1 */
static GPtrArray *
make_items (AttTrackId from, AttTrackId to)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (AttTrackId id = from; id <= to + 1; id++)
    {
      g_autoptr (AttTrack) track = att_track_new ();

      track->id = id > to ? 1 : id;
      att_track_set_string (&track->uri, "file:///nowhere.flac", FALSE);
      g_ptr_array_add (items, att_queue_item_new (track, ATT_ORIGIN_RADIO, NULL));
    }
  return items;
}

static AttQueueItem *
get_focused_item (GtkWidget *window)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus ? g_object_get_data (G_OBJECT (focus), "att-item") : NULL;
}

static gboolean
is_in_sight (GtkWidget *row, GtkWidget *scroller)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (row, scroller, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= gtk_widget_get_height (scroller);
}

/* the radio plans anew: the keyboard stays on its song, and the song in sight */
static void
test_queue_planned_anew (Fixture *fixture, gconstpointer data)
{
  AttPlayQueue *queue = att_session_get_queue (fixture->session);
  GtkWidget *view = g_object_new (ATT_TYPE_QUEUE_VIEW, NULL), *scroller = gtk_scrolled_window_new ();
  GtkWidget *window = gtk_window_new ();
  GtkListBox *list = GTK_LIST_BOX (find (view, GTK_TYPE_LIST_BOX));
  g_autoptr (GPtrArray) items = make_items (1, 30), anew = make_items (6, 40), shorter = make_items (30, 50);
  GtkListBoxRow *row;

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_present (GTK_WINDOW (window));
  att_queue_view_set_session (ATT_QUEUE_VIEW (view), fixture->session);
  att_play_queue_append_radio (queue, items);
  WAIT_UNTIL ((row = gtk_list_box_get_row_at_index (list, 24)) && gtk_widget_get_height (GTK_WIDGET (row)) > 0);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  WAIT_UNTIL (is_in_sight (GTK_WIDGET (row), scroller));
  g_assert_cmpint (get_focused_item (window)->track->id, ==, 25);

  att_play_queue_set_radio (queue, anew); /* five songs up */
  WAIT_UNTIL (gtk_list_box_get_row_at_index (list, 19) == row && is_in_sight (GTK_WIDGET (row), scroller));
  g_assert_cmpint (get_focused_item (window)->track->id, ==, 25);
  g_assert_true (get_focused_item (window) == anew->pdata[19]);

  att_play_queue_set_radio (queue, shorter); /* without it: on what is in its place */
  WAIT_UNTIL (get_focused_item (window) == shorter->pdata[19] &&
              is_in_sight (gtk_root_get_focus (GTK_ROOT (window)), scroller));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- searching --- */

/* as another program would */
static void
write_songs (const char *dir, guint from, guint to)
{
  g_autofree char *path = g_build_filename (dir, "attacca.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AttStore) store = att_store_open (path, NULL, &error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  AttScanCounts counts = { 0 };

  g_assert_no_error (error);
  for (guint i = from; i <= to; i++)
    {
      g_autofree char *name = g_strdup_printf ("/nowhere/%02u.flac", i);
      AttScannedFile *file = att_scanned_file_new (name, 1000, 1000);

      file->tags = att_tags_new ();
      file->tags->type = ATT_AUDIO_FLAC;
      file->tags->title = g_strdup_printf ("Song %02u", i);
      g_ptr_array_add (files, file);
    }
  att_store_write_files (store, files, &counts, &error);
  g_assert_no_error (error);
}

/* while the library changes, what was found stays where it is read */
static void
test_search_keeps_its_place (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window), *page, *song;
  GtkAdjustment *at;

  write_songs (fixture->dir, 1, 60);
  att_session_start (fixture->session); /* it looks for what others write */
  att_window_set_session (fixture->window, fixture->session);
  att_window_search (fixture->window, "song");
  WAIT_UNTIL ((page = find (window, ATT_TYPE_SEARCH_PAGE)) && (song = find_label (page, "Song 12")));
  at = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (song, GTK_TYPE_SCROLLED_WINDOW)));
  WAIT_UNTIL (gtk_adjustment_get_upper (at) - gtk_adjustment_get_page_size (at) > 100);
  gtk_adjustment_set_value (at, 100);
  write_songs (fixture->dir, 0, 0);
  WAIT_UNTIL (find_label (page, "Song 00"));
  g_assert_cmpfloat (gtk_adjustment_get_value (at), ==, 100);

  att_window_search (fixture->window, "song 0"); /* another question begins at the top */
  WAIT_UNTIL (gtk_adjustment_get_value (at) == 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  att_ui_init ();
  g_test_add ("/ui/window/without-session", Fixture, NULL, set_up, test_without_session, tear_down);
  g_test_add ("/ui/window/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/ui/window/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  g_test_add ("/ui/window/large-text", Fixture, NULL, set_up, test_large_text, tear_down);
  g_test_add ("/ui/window/markup", Fixture, NULL, set_up, test_markup, tear_down);
  g_test_add ("/ui/window/levels", Fixture, NULL, set_up, test_levels, tear_down);
  g_test_add ("/ui/window/first-run", Fixture, NULL, set_up, test_first_run, tear_down);
  g_test_add ("/ui/window/reduced-motion", Fixture, NULL, set_up, test_reduced_motion, tear_down);
  g_test_add ("/ui/window/quiet-progress", Fixture, NULL, set_up, test_quiet_progress, tear_down);
  g_test_add ("/ui/window/queue-planned-anew", Fixture, NULL, set_up, test_queue_planned_anew, tear_down);
  g_test_add ("/ui/window/search-keeps-its-place", Fixture, NULL, set_up, test_search_keeps_its_place, tear_down);
  return g_test_run ();
}
