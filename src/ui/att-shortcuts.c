/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-shortcuts.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef enum { PLAYING, SOUND, QUEUE, RADIO, PLACES, AROUND, GENERAL, N_GROUPS } Group;

static const char *const group_titles[N_GROUPS] = {
  N_("Playing"), N_("Sound"), N_("Queue"), N_("Radio"), N_("Places"), N_("Getting around"), N_("General"),
};

static const struct {
  Group group;
  const char *title;     /* NULL: told by another row */
  const char *action;    /* NULL: the toolkit, or the widget with the focus, does it */
  const char *accels[3];
  const char *more;      /* keys that are no accelerators, as they would write in an entry */
} shortcuts[] = {
  { PLAYING, N_("Play or pause"), "win.play-pause", { "<Control>space" }, "space" },
  { PLAYING, N_("Next"), "win.next", { "<Control>Right" }, NULL },
  { PLAYING, N_("Previous"), "win.previous", { "<Control>Left" }, NULL },
  { PLAYING, N_("Ten seconds on"), "win.seek-forward", { "<Control><Shift>Right" }, NULL },
  { PLAYING, N_("Ten seconds back"), "win.seek-backward", { "<Control><Shift>Left" }, NULL },
  { PLAYING, N_("Lyrics"), "win.lyrics", { "<Control>t" }, NULL },
  { PLAYING, N_("Shuffle"), "win.toggle-shuffle", { "<Control>h" }, NULL },
  { PLAYING, N_("Repeat"), "win.cycle-repeat", { "<Control><Shift>r" }, NULL },
  { PLAYING, N_("Stop after this song"), "win.stop-after", { "<Control><Shift>s" }, NULL },

  { SOUND, N_("Louder"), "win.volume-up", { "<Control>Up" }, NULL },
  { SOUND, N_("Quieter"), "win.volume-down", { "<Control>Down" }, NULL },
  { SOUND, N_("Mute"), "win.mute", { "<Control>m" }, NULL },
  { SOUND, N_("Faster"), "win.faster", { "<Control>plus", "<Control>equal" }, NULL },
  { SOUND, N_("Slower"), "win.slower", { "<Control>minus" }, NULL },
  { SOUND, N_("Normal speed"), "win.speed::1", { "<Control>backslash" }, NULL },
  { SOUND, N_("Equalizer"), "win.equalizer", { "<Control>e" }, NULL },

  { QUEUE, N_("What comes next"), "win.queue", { "<Control>u" }, NULL },
  { QUEUE, N_("Move a song up"), NULL, { NULL }, "<Alt>Up" },
  { QUEUE, N_("Move a song down"), NULL, { NULL }, "<Alt>Down" },
  { QUEUE, N_("Take a song out"), NULL, { NULL }, "Delete" },
  { QUEUE, N_("Clear your queue"), "win.clear-queue", { "<Control><Shift>u" }, NULL },

  { RADIO, N_("Love"), "win.love", { "<Control>l" }, NULL },
  { RADIO, N_("Rate with stars"), NULL, { NULL }, "<Control>0...5" },
  { RADIO, NULL, "win.rate(0)", { "<Control>0" }, NULL },
  { RADIO, NULL, "win.rate(2)", { "<Control>1" }, NULL },
  { RADIO, NULL, "win.rate(4)", { "<Control>2" }, NULL },
  { RADIO, NULL, "win.rate(6)", { "<Control>3" }, NULL },
  { RADIO, NULL, "win.rate(8)", { "<Control>4" }, NULL },
  { RADIO, NULL, "win.rate(10)", { "<Control>5" }, NULL },
  { RADIO, N_("Not in my radio"), "win.ban", { "<Control>b" }, NULL },
  { RADIO, N_("Why this?"), "win.why", { "<Control>y" }, NULL },
  { RADIO, N_("More like this"), "win.more-like-this", { "<Control>k" }, NULL },
  { RADIO, N_("Radio from your taste"), "win.start-radio", { "<Control>r" }, NULL },

  { PLACES, N_("Radio"), "win.page::radio", { "<Alt>1" }, NULL },
  { PLACES, N_("Albums"), "win.page::albums", { "<Alt>2" }, NULL },
  { PLACES, N_("Artists"), "win.page::artists", { "<Alt>3" }, NULL },
  { PLACES, N_("Songs"), "win.page::songs", { "<Alt>4" }, NULL },
  { PLACES, N_("Genres"), "win.page::genres", { "<Alt>5" }, NULL },
  { PLACES, N_("Playlists"), "win.page::playlists", { "<Alt>6" }, NULL },
  { PLACES, N_("History"), "win.page::history", { "<Alt>7" }, NULL },
  { PLACES, N_("Stations"), "win.page::stations", { "<Alt>8" }, NULL },
  { PLACES, N_("Recently Added"), "win.page::recent", { "<Alt>9" }, NULL },

  { AROUND, N_("Search"), "win.search", { "<Control>f" }, NULL },
  { AROUND, N_("What plays now"), "win.now-playing", { "<Control>n" }, NULL },
  { AROUND, N_("Mini player"), "win.mini-player", { "<Control><Shift>m" }, NULL },
  { AROUND, N_("Go to song"), "win.go-to-song", { "<Control>i" }, NULL },
  { AROUND, N_("Go to album"), "win.go-to-album", { "<Control>j" }, NULL },
  { AROUND, N_("Go to artist"), "win.go-to-artist", { "<Control><Shift>j" }, NULL },
  { AROUND, N_("Go to composer"), "win.go-to-composer", { "<Control><Alt>j" }, NULL },
  { AROUND, N_("Select all songs"), NULL, { NULL }, "<Control>a" },
  { AROUND, N_("Copy the files of the selected songs"), NULL, { NULL }, "<Control>c" },
  { AROUND, N_("Menu of a song"), "win.track-menu", { "Menu", "<Shift>F10" }, NULL },
  { AROUND, N_("Back"), "win.back", { "<Alt>Left" }, "Escape" },

  { GENERAL, N_("Undo"), NULL, { NULL }, "<Control>z" },
  { GENERAL, N_("Main menu"), "win.main-menu", { "F10" }, NULL },
  { GENERAL, N_("Open files"), "win.open-files", { "<Control><Shift>o" }, NULL },
  { GENERAL, N_("Open an address"), "win.open-address", { "<Control><Alt>o" }, NULL },
  { GENERAL, N_("Add what plays to a playlist"), "win.add-to-playlist", { "<Control>d" }, NULL },
  { GENERAL, N_("New playlist"), "win.new-playlist", { "<Control><Shift>n" }, NULL },
  { GENERAL, N_("Add a music folder"), "win.add-folder", { "<Control>o" }, NULL },
  { GENERAL, N_("Preferences"), "win.preferences", { "<Control>comma" }, NULL },
  { GENERAL, N_("Keyboard shortcuts"), "win.shortcuts", { "<Control>question", "<Control>F1" }, NULL },
  { GENERAL, N_("Close the window"), "window.close", { "<Control>w" }, NULL },
  { GENERAL, N_("Quit"), "app.quit", { "<Control>q" }, NULL },
};

void
att_shortcuts_install (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].action)
      gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].accels);
}

/* below each other: beside each other they would not leave a narrow window room for the title */
static GtkWidget *
make_keys (const char *const *accels, const char *more)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6, "valign",
                                 GTK_ALIGN_CENTER, "margin-top", 6, "margin-bottom", 6, NULL);

  for (; *accels; accels++)
    gtk_box_append (GTK_BOX (box), gtk_shortcut_label_new (*accels));
  if (more)
    gtk_box_append (GTK_BOX (box), gtk_shortcut_label_new (more));
  for (GtkWidget *keys = gtk_widget_get_first_child (box); keys; keys = gtk_widget_get_next_sibling (keys))
    gtk_widget_set_halign (keys, GTK_ALIGN_END);
  return box;
}

/* Not GtkShortcutsWindow, which is wider than a narrow window. Made when it is asked for: GTK 4.8 crashes when a screen
 * reader comes for a window that has just closed and a hidden one is left. */
GtkWidget *
att_shortcuts_window_new (void)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "modal", TRUE, "title",
                                    /* TRANSLATORS: of the keyboard; a short title of a narrow window */
                                    _("Shortcuts"),
                                    "search-enabled", FALSE, "default-width", 480, "default-height", 640, NULL);

  for (guint g = 0; g < N_GROUPS; g++)
    {
      GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", _(group_titles[g]), NULL);

      for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
        if (shortcuts[i].group == g && shortcuts[i].title)
          {
            GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _(shortcuts[i].title), NULL);

            adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_keys (shortcuts[i].accels, shortcuts[i].more));
            adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
          }
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
    }
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  return window;
}
