/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-songs-filter.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-format.h"
#include "att-view-options.h"

#define MAX_GENRES 60 /* in the menu, those with most songs */
#define FIRST_DECADE 1950

struct _AttSongsFilter
{
  GObject parent_instance;

  AttSession *session;
  GCancellable *cancellable;
  GAction *genre, *decade, *loved, *unplayed; /* owned by the group */
  GSimpleAction *show_all;
  GtkMenuButton *genre_button, *decade_button;
  GtkLabel *found;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AttSongsFilter, att_songs_filter, G_TYPE_OBJECT)

static void
name_button (GtkMenuButton *button, const char *label, const char *what)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", what, label);

  gtk_menu_button_set_label (button, label);
  att_accessible_name (button, name);
}

/* "1990" as it is said; "" and "0" too */
static char *
decade_words (const char *decade)
{
  if (*decade == '\0')
    return g_strdup (_("Any decade"));
  if (g_str_equal (decade, "0"))
    return g_strdup_printf (_("Before %d"), FIRST_DECADE);
  /* TRANSLATORS: a decade, "1990s" */
  return g_strdup_printf (_("%ss"), decade);
}

static void
show_choices (AttSongsFilter *self)
{
  const char *genre = att_view_action_text (self->genre);
  g_autofree char *decade = decade_words (att_view_action_text (self->decade));

  name_button (self->genre_button, *genre ? genre : _("Any genre"), _("Genre"));
  name_button (self->decade_button, decade, _("Decade"));
  g_simple_action_set_enabled (self->show_all, att_songs_filter_is_active (self));
}

static void
changed_cb (AttSongsFilter *self)
{
  show_choices (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
show_all_cb (AttSongsFilter *self)
{
  g_action_change_state (self->genre, g_variant_new_string (""));
  g_action_change_state (self->decade, g_variant_new_string (""));
  g_action_change_state (self->loved, g_variant_new_boolean (FALSE));
  g_action_change_state (self->unplayed, g_variant_new_boolean (FALSE));
}

static void
append_choice (GMenu *menu, const char *label, const char *action, const char *value)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", value);
  g_menu_append_item (menu, item);
}

static void
genres_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttSongsFilter *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) genres = att_session_list_finish (ATT_SESSION (source), result, &error);
  g_autoptr (GMenu) menu = NULL, names = NULL;

  if (!genres) /* the filter is gone; or what is wrong stands where the songs would be */
    return;
  menu = g_menu_new ();
  names = g_menu_new ();
  append_choice (menu, _("Any genre"), "songs.songs-genre", "");
  for (guint i = 0; i < MIN (genres->len, MAX_GENRES); i++)
    {
      const char *title = ((AttCollection *) g_ptr_array_index (genres, i))->title;

      append_choice (names, title, "songs.songs-genre", title);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (names));
  gtk_menu_button_set_menu_model (self->genre_button, G_MENU_MODEL (menu));
}

/* the menu is made anew when it is opened: genres come and go */
static void
load_genres (AttSongsFilter *self)
{
  att_session_list_collections_async (self->session, ATT_COLLECTION_GENRE, NULL, 0, self->cancellable, genres_cb, self);
}

static GMenuModel *
make_decades (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) decades = g_menu_new ();

  append_choice (menu, _("Any decade"), "songs.songs-decade", "");
  for (int decade = g_date_time_get_year (now) / 10 * 10; decade >= FIRST_DECADE - 10; decade -= 10)
    {
      g_autofree char *value = g_strdup_printf ("%d", decade < FIRST_DECADE ? 0 : decade);
      g_autofree char *words = decade_words (value);

      append_choice (decades, words, "songs.songs-decade", value);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (decades));
  return G_MENU_MODEL (menu);
}

static GtkMenuButton *
add_menu_button (GtkWidget *bar)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (bar), button);
  return GTK_MENU_BUTTON (button);
}

static void
add_toggle (GtkWidget *bar, const char *label, const char *action)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (bar), button);
}

static void
library_changed_cb (AttSongsFilter *self)
{
  GtkPopover *open = gtk_menu_button_get_popover (self->genre_button);

  if (gtk_widget_get_mapped (GTK_WIDGET (self->genre_button)) && !(open && gtk_widget_get_visible (GTK_WIDGET (open))))
    load_genres (self);
}

static void
att_songs_filter_dispose (GObject *object)
{
  AttSongsFilter *self = ATT_SONGS_FILTER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->show_all);
  G_OBJECT_CLASS (att_songs_filter_parent_class)->dispose (object);
}

static void
att_songs_filter_finalize (GObject *object)
{
  g_object_unref (ATT_SONGS_FILTER (object)->cancellable);
  G_OBJECT_CLASS (att_songs_filter_parent_class)->finalize (object);
}

static void
att_songs_filter_class_init (AttSongsFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = att_songs_filter_dispose;
  G_OBJECT_CLASS (klass)->finalize = att_songs_filter_finalize;
  changed_signal =
    g_signal_new ("changed", ATT_TYPE_SONGS_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_songs_filter_init (AttSongsFilter *self)
{
  self->cancellable = g_cancellable_new ();
}

AttSongsFilter *
att_songs_filter_new (GActionMap *group, GtkWidget *bar)
{
  AttSongsFilter *self = g_object_new (ATT_TYPE_SONGS_FILTER, NULL);
  g_autoptr (GMenuModel) decades = make_decades ();

  self->genre = att_view_action_new (group, "songs-genre", g_variant_new_string (""));
  self->decade = att_view_action_new (group, "songs-decade", g_variant_new_string (""));
  self->loved = att_view_action_new (group, "songs-loved", g_variant_new_boolean (FALSE));
  self->unplayed = att_view_action_new (group, "songs-unplayed", g_variant_new_boolean (FALSE));
  self->show_all = g_simple_action_new ("show-all", NULL);
  g_action_map_add_action (group, G_ACTION (self->show_all));
  g_signal_connect_object (self->show_all, "activate", G_CALLBACK (show_all_cb), self, G_CONNECT_SWAPPED);

  self->genre_button = add_menu_button (bar);
  self->decade_button = add_menu_button (bar);
  gtk_menu_button_set_menu_model (self->decade_button, decades);
  add_toggle (bar, _("Loved"), "songs.songs-loved");
  /* TRANSLATORS: songs that have never been played */
  add_toggle (bar, _("Not played"), "songs.songs-unplayed");
  self->found = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "margin-start", 6, "wrap", TRUE, "xalign", 0.0f, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->found), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->found), "numeric");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->found));

  show_choices (self);
  for (guint i = 0; i < 4; i++)
    g_signal_connect_object ((GAction *[]){ self->genre, self->decade, self->loved, self->unplayed }[i],
                             "notify::state", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
att_songs_filter_set_session (AttSongsFilter *self, AttSession *session)
{
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "library-changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->genre_button, "map", G_CALLBACK (load_genres), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->genre_button)))
    load_genres (self);
}

void
att_songs_filter_apply (AttSongsFilter *self, AttTrackQuery *query)
{
  const char *genre = att_view_action_text (self->genre), *decade = att_view_action_text (self->decade);

  query->genre = *genre ? genre : NULL;
  query->loved = att_view_action_flag (self->loved);
  query->unplayed = att_view_action_flag (self->unplayed);
  if (g_str_equal (decade, "0"))
    query->year_to = FIRST_DECADE - 1;
  else if (*decade)
    {
      query->year_from = (int) g_ascii_strtoll (decade, NULL, 10);
      query->year_to = query->year_from + 9;
    }
}

gboolean
att_songs_filter_is_active (AttSongsFilter *self)
{
  return *att_view_action_text (self->genre) || *att_view_action_text (self->decade) ||
         att_view_action_flag (self->loved) || att_view_action_flag (self->unplayed);
}

void
att_songs_filter_set_found (AttSongsFilter *self, guint n, gint64 duration_ms)
{
  g_autofree char *text = att_format_songs (n, duration_ms);

  gtk_label_set_text (self->found, text);
}
