/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fit DATA-DIR WIDTH PERCENT: shows every place of a library (that of test-pages.py) in a window of that width with text
 * of that size, the dialogs and the preferences, and prints what is cut off there: `PLACE<TAB>TEXT` for a label that ends
 * in dots, `PLACE<TAB>NUMBER px` where the window, or what is in it, wants to be wider; and what Tab does not lead to
 * (reach.h).
 * What is shown is in the language of LANGUAGE and ATT_LOCALE_DIR. A part of test-pages.py.
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "att-application.h"
#include "att-dialog.h"
#include "att-equalizer.h"
#include "att-first-run.h"
#include "att-playlist-chooser.h"
#include "att-session-playing.h"
#include "att-session-worker.h"
#include "att-preferences.h"
#include "att-rules-dialog.h"
#include "att-tag-editor.h"
#include "att-window.h"
#include "att-work.h"
#include "reach.h"

#define MOMENT_MS 100
#define SETTLED 3 /* moments */
#define OPENED_MS 50
#define WAIT_S 20

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(AttSession **) data = att_session_open_finish (result, &error);
  if (error)
    g_error ("%s", error->message);
}

static gboolean
passed_cb (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pass (guint ms)
{
  gboolean passed = FALSE;

  g_timeout_add (ms, passed_cb, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

static guint
count_mapped (GtkWidget *widget)
{
  guint n = gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    n += count_mapped (child);
  return n;
}

/* until as many widgets are shown as some moments before */
static void
settle (GtkWidget *window)
{
  gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  guint before = 0, n_same = 0;

  while (n_same < SETTLED && g_get_monotonic_time () < end)
    {
      const guint now = count_mapped (window);

      n_same = now == before ? n_same + 1 : 0;
      before = now;
      pass (MOMENT_MS);
    }
}

static void
print_cut (GtkWidget *widget, const char *place)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    g_print ("%s\t%s\n", place, gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    print_cut (child, place);
}

/* what is wider than the view it is in */
static void
print_beyond (GtkWidget *widget, const char *place)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (widget));

      if (gtk_adjustment_get_upper (across) > gtk_adjustment_get_page_size (across))
        g_print ("%s\tgoes on beyond the edge, to %.0f px\n", place, gtk_adjustment_get_upper (across));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    print_beyond (child, place);
}

/* who asks for the width: the way down to it */
static void
print_wide (GtkWidget *widget, int width)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum < width)
    return;
  g_print (" %s %d", G_OBJECT_TYPE_NAME (widget), minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    print_wide (child, width);
}

static void
judge (GtkWidget *window, const char *place, int width)
{
  int minimum;

  settle (window);
  print_cut (reach_front (window), place);
  print_beyond (reach_front (window), place);
  reach_print_missing (window, place);
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum <= width)
    return;
  g_print ("%s\t", place);
  print_wide (window, width - 110);
  g_print (" %d px\n", minimum);
}

/* what the menu buttons open, each once */
static void
judge_popovers (GtkWidget *widget, GtkWidget *window, const char *place)
{
  if (GTK_IS_MENU_BUTTON (widget) && gtk_widget_get_mapped (widget) && gtk_widget_get_sensitive (widget) &&
      !g_object_get_data (G_OBJECT (widget), "judged"))
    {
      g_autofree char *opened = g_strdup_printf ("%s: %s", place, gtk_widget_get_tooltip_text (widget));

      g_object_set_data (G_OBJECT (widget), "judged", widget);
      gtk_menu_button_popup (GTK_MENU_BUTTON (widget));
      pass (OPENED_MS);
      print_cut (reach_front (window), opened);
      reach_print_missing (window, opened);
      gtk_menu_button_popdown (GTK_MENU_BUTTON (widget));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    judge_popovers (child, window, place);
}

/* libadwaita makes this window 360 px wide at least, beside its frame */
static void
judge_preferences (GtkWidget *widget, GtkWidget *window)
{
  if (ADW_IS_PREFERENCES_PAGE (widget) && gtk_widget_get_parent (widget) &&
      g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), "AdwViewStack"))
    {
      g_autofree char *place = g_strdup_printf ("preferences: %s",
                                                adw_preferences_page_get_title (ADW_PREFERENCES_PAGE (widget)));

      adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (widget));
      judge (window, place, G_MAXINT);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    judge_preferences (child, window);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL, *child;

  for (child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

/* one question after the other */
static void
judge_first_run (GtkWidget *window, int width)
{
  g_autoptr (GListModel) steps = NULL;

  att_window_show_first_run (ATT_WINDOW (window));
  steps = G_LIST_MODEL (gtk_stack_get_pages (GTK_STACK (find (find (window, ATT_TYPE_FIRST_RUN), GTK_TYPE_STACK))));
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autofree char *place = g_strdup_printf ("first run %u", i + 1);

      gtk_selection_model_select_item (GTK_SELECTION_MODEL (steps), i, TRUE);
      judge (window, place, width);
    }
}

/* the dialog over @window, which goes then; it may take its time to read what it shows */
static void
judge_dialog (GtkWidget *window, const char *place, int width)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  gint64 end = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  GtkWidget *dialog = NULL;

  while (!dialog && g_get_monotonic_time () < end)
    {
      pass (MOMENT_MS);
      for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
        {
          g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

          if (toplevel != window && gtk_widget_get_mapped (toplevel))
            dialog = toplevel;
        }
    }
  if (!dialog)
    g_error ("no dialog: %s", place);
  judge (dialog, place, width);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
judge_dialogs (GtkWidget *window, AttSession *session, int width)
{
  static const char *const uris[] = { NULL };

  att_dialog_present (GTK_WINDOW (att_rules_dialog_new (ATT_WINDOW (window), NULL)));
  judge_dialog (window, "rules", width);
  att_dialog_present (GTK_WINDOW (att_playlist_chooser_new (ATT_WINDOW (window), uris, "Rain")));
  judge_dialog (window, "playlist chooser", width);
  att_tag_editor_show_album (ATT_WINDOW (window), 1);
  judge_dialog (window, "tags", width);
  att_equalizer_show (GTK_WINDOW (window), session);
  judge_dialog (window, "equalizer", width);
  gtk_widget_activate_action (window, "win.open-address", NULL);
  judge_dialog (window, "open an address", width);
  gtk_widget_activate_action (window, "win.new-playlist", NULL);
  judge_dialog (window, "new playlist", width);
  gtk_widget_activate_action (window, "win.lyrics", NULL);
  judge (window, "lyrics", width);
}

int
main (int argc, char **argv)
{
  static const char *const tags[] = { "radio",    "albums",  "artists", "songs",    "genres",    "playlists",
                                      "history",  "stations", "search",  "album:1",  "artist:1",  "genre:Jazz",
                                      "recent", "playlist:1", "playlist:2", "composer:2" };
  AttSession *session = NULL;
  GtkWidget *window, *preferences;
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();
  g_autofree char *work = att_work_dup_key ("Symphony No. 5");
  int width, status = att_session_run_worker (argc, argv);

  if (status >= 0)
    return status;
  if (argc != 4)
    g_error ("usage: fit DATA-DIR WIDTH PERCENT");
  width = atoi (argv[2]);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("ATT_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  adw_init ();
  att_ui_init ();
  /* the buttons of a window as GNOME has them */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-decoration-layout", ":close",
                "gtk-xft-dpi", 96 * 1024 * atoi (argv[3]) / 100, NULL);
  /* which an application loads by itself */
  gtk_css_provider_load_from_resource (style, "/io/github/attacca_player/Attacca/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  att_session_open_async (argv[1], NULL, opened_cb, &session);
  while (!session)
    g_main_context_iteration (NULL, TRUE);
  att_session_enable_playback (session, "fakesink sync=true", FALSE, TRUE, NULL);
  window = att_window_new (NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 720);
  gtk_window_present (GTK_WINDOW (window));
  att_window_set_session (ATT_WINDOW (window), session);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      att_window_show_tag (ATT_WINDOW (window), tags[i]);
      judge (window, tags[i], width);
      judge_popovers (window, window, tags[i]);
    }
  gtk_widget_activate_action (window, "win.go-to-song", NULL);
  judge (window, "song", width);
  att_window_show_work (ATT_WINDOW (window), 2, work, "Symphony No. 5");
  judge (window, "work", width);
  att_window_search (ATT_WINDOW (window), "the");
  judge (window, "found", width);
  gtk_widget_activate_action (window, "win.now-playing", NULL);
  judge (window, "now playing", width);
  preferences = att_preferences_new (session);
  gtk_window_set_default_size (GTK_WINDOW (preferences), MIN (width, 560), 620);
  gtk_window_present (GTK_WINDOW (preferences));
  settle (preferences);
  judge_preferences (preferences, preferences);
  gtk_window_destroy (GTK_WINDOW (preferences));
  judge_dialogs (window, session, width);
  judge_first_run (window, width);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  att_session_close (session);
  g_object_unref (session);
  return 0;
}
