/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-collections-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "att-accessible.h"
#include "att-collection-tile.h"
#include "att-keys.h"
#include "att-list.h"
#include "att-view-options.h"
#include "att-window-playlists.h"
#include "att-wrap-layout.h"

struct _AttCollectionsPage
{
  AttPage parent_instance;

  AttCollectionKind kind;
  gboolean recent;    /* albums, the latest first, as many as one may look through */
  AttList *list;
  GSimpleActionGroup *group;
  GAction *sort, *descending; /* NULL where there is one order only */
  GAction *view;              /* "artists" or "composers"; NULL: no such choice */
  GHashTable *listening;      /* how often or when last, by id: what the order goes by; NULL: not asked for */
  GtkWidget *switcher;
  GtkWidget *bar;
  GtkGridView *grid;
};

G_DEFINE_FINAL_TYPE (AttCollectionsPage, att_collections_page, ATT_TYPE_PAGE)

static const struct {
  const char *tag, *title, *icon, *empty_title, *empty_text;
} kinds[] = {
  [ATT_COLLECTION_ALBUM] = { "albums", N_("Albums"), "att-album-symbolic", N_("No albums yet"),
                             N_("Albums appear here as soon as your music has been read.") },
  [ATT_COLLECTION_ARTIST] = { "artists", N_("Artists"), "att-artist-symbolic", N_("No artists yet"),
                              N_("Artists appear here as soon as your music has been read.") },
  [ATT_COLLECTION_GENRE] = { "genres", N_("Genres"), "att-genre-symbolic", N_("No genres yet"),
                             N_("Genres come from your files’ tags; for songs without one Attacca listens and guesses.") },
  [ATT_COLLECTION_PLAYLIST] = { "playlists", N_("Playlists"), "att-playlist-symbolic", N_("No playlists"),
                                /* TRANSLATORS: playlists, where there is none yet */
                                N_("Those you make are shown here, and playlist files beside your music.") },
  [ATT_COLLECTION_COMPOSER] = { "artists", N_("Composers"), "att-artist-symbolic", N_("No composers yet"),
                                N_("Composers appear here as soon as your music has been read.") },
};

#define MAX_RECENT 200

static const AttViewChoice album_choices[] = {
  { "artist", N_("Artist"), FALSE }, { "title", N_("Title"), FALSE }, { "year", N_("Year"), TRUE },
  { "added", N_("Added"), TRUE },    { "played", N_("Last played"), TRUE }, { NULL },
};
static const AttViewChoice artist_choices[] = {
  { "name", N_("Name"), FALSE },  { "songs", N_("Songs"), TRUE }, { "added", N_("Added"), TRUE },
  { "plays", N_("Plays"), TRUE }, { NULL },
};

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AttCollectionsPage *self)
{
  gtk_list_item_set_child (item, att_collection_tile_new (0));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AttCollectionsPage *self)
{
  AttCollection *collection = gtk_list_item_get_item (item);

  att_collection_tile_set (ATT_COLLECTION_TILE (gtk_list_item_get_child (item)),
                           att_page_get_session (ATT_PAGE (self)), collection, NULL);
  att_accessible_name_row (item, collection->title);
}

static void
activated_cb (GtkGridView *grid, guint position, AttCollectionsPage *self)
{
  g_autoptr (AttCollection) collection = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  att_window_show_collection (att_window_of (GTK_WIDGET (self)), collection->kind, collection->id, collection->title);
}

/* 0: never */
static gint64
heard (GHashTable *listening, const AttCollection *collection)
{
  const gint64 *value = listening ? g_hash_table_lookup (listening, &collection->id) : NULL;

  return value ? *value : 0;
}

/* what is equal stays in the order of the library */
static int
compare_by (const AttCollection *x, const AttCollection *y, const char *by, GHashTable *listening)
{
  if (g_str_equal (by, "played") || g_str_equal (by, "plays"))
    return (heard (listening, x) > heard (listening, y)) - (heard (listening, x) < heard (listening, y));
  if (g_str_equal (by, "year"))
    return (x->year > y->year) - (x->year < y->year);
  if (g_str_equal (by, "added"))
    return (x->date_added_at > y->date_added_at) - (x->date_added_at < y->date_added_at);
  if (g_str_equal (by, "songs"))
    return (x->n_tracks > y->n_tracks) - (x->n_tracks < y->n_tracks);
  if (g_str_equal (by, "title"))
    return strcmp (x->search_key, y->search_key);
  return 0;
}

typedef struct {
  const char *by;
  gboolean descending;
  GHashTable *listening;
} Order;

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;
  int result = compare_by (*(AttCollection *const *) a, *(AttCollection *const *) b, order->by, order->listening);

  return order->descending ? -result : result;
}

static void
sort_items (AttCollectionsPage *self, GPtrArray *items)
{
  Order order = { "added", TRUE, self->listening };

  if (!self->recent && !self->sort)
    return;
  if (!self->recent)
    order = (Order){ att_view_action_text (self->sort), att_view_action_flag (self->descending), self->listening };
  if (g_str_equal (order.by, "artist") || g_str_equal (order.by, "name"))
    for (guint i = 0; order.descending && i < items->len / 2; i++)
      {
        gpointer other = items->pdata[items->len - 1 - i];

        items->pdata[items->len - 1 - i] = items->pdata[i];
        items->pdata[i] = other;
      }
  else
    g_ptr_array_sort_with_data (items, compare_cb, &order);
  if (self->recent && items->len > MAX_RECENT)
    g_ptr_array_set_size (items, MAX_RECENT);
}

static void
order_changed_cb (AttCollectionsPage *self)
{
  if (!att_page_get_session (ATT_PAGE (self)))
    return;
  att_list_restart (self->list);
  att_page_reload (ATT_PAGE (self));
}

static void
add_sort (AttCollectionsPage *self, const char *key, const char *down_key, const AttViewChoice *choices)
{
  self->group = g_simple_action_group_new ();
  self->sort = att_view_action_new (G_ACTION_MAP (self->group), key, g_variant_new_string (choices[0].value));
  self->descending = att_view_action_new (G_ACTION_MAP (self->group), down_key, g_variant_new_boolean (FALSE));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "collections", G_ACTION_GROUP (self->group));
  gtk_box_append (GTK_BOX (self->bar), att_view_sort_button_new ("collections", choices, self->sort, self->descending));
  gtk_widget_set_visible (self->bar, TRUE);
  g_signal_connect_object (self->sort, "notify::state", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->descending, "notify::state", G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
}

/* --- artists or composers --- */

static void
show_kind (AttCollectionsPage *self)
{
  att_page_set_title (ATT_PAGE (self), _(kinds[self->kind].title));
  att_page_set_empty (ATT_PAGE (self), kinds[self->kind].icon, _(kinds[self->kind].empty_title),
                      _(kinds[self->kind].empty_text));
  att_accessible_name (self->grid, _(kinds[self->kind].title));
}

static void
view_changed_cb (AttCollectionsPage *self)
{
  self->kind = g_str_equal (att_view_action_text (self->view), "composers") ? ATT_COLLECTION_COMPOSER
                                                                            : ATT_COLLECTION_ARTIST;
  show_kind (self);
  order_changed_cb (self);
}

/* a library without composers says nothing of them */
static void
composers_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) composers = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_set_visible (self->switcher, composers && composers->len > 0);
  if (self->kind == ATT_COLLECTION_COMPOSER && !gtk_widget_get_visible (self->switcher))
    g_action_change_state (self->view, g_variant_new_string ("artists"));
}

static void
add_switcher (AttCollectionsPage *self)
{
  static const struct {
    const char *view, *label;
  } views[] = { { "artists", N_("Artists") }, { "composers", N_("Composers") } };

  self->view = att_view_action_new (G_ACTION_MAP (self->group), "artists-view", g_variant_new_string ("artists"));
  self->switcher = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_object_set (self->switcher, "visible", FALSE, "halign", GTK_ALIGN_END, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER,
                NULL);
  gtk_widget_add_css_class (self->switcher, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_(views[i].label));

      att_wrap_button (GTK_BUTTON (button));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "collections.artists-view");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", views[i].view);
      gtk_box_append (GTK_BOX (self->switcher), button);
    }
  gtk_box_append (GTK_BOX (self->bar), self->switcher);
  g_signal_connect_object (self->view, "notify::state", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  view_changed_cb (self);
}

/* --- listing --- */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionsPage *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!items)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  sort_items (self, items);
  att_list_set_items (self->list, items);
  att_page_set_state (ATT_PAGE (self), items->len > 0 ? ATT_PAGE_CONTENT : ATT_PAGE_EMPTY);
}

static void
list (AttCollectionsPage *self)
{
  att_session_list_collections_async (att_page_get_session (ATT_PAGE (self)), self->kind, NULL, 0,
                                      att_page_get_cancellable (ATT_PAGE (self)), listed_cb, self);
}

static void
listening_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttCollectionsPage *self = data;
  g_autoptr (GError) error = NULL;
  GHashTable *listening = att_session_list_listening_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!listening)
    {
      att_page_show_error (ATT_PAGE (self), error);
      return;
    }
  g_clear_pointer (&self->listening, g_hash_table_unref);
  self->listening = listening;
  list (self);
}

static gboolean
goes_by_listening (AttCollectionsPage *self)
{
  const char *by = self->sort ? att_view_action_text (self->sort) : "";

  return g_str_equal (by, "played") || g_str_equal (by, "plays");
}

static void
att_collections_page_reload (AttPage *page)
{
  AttCollectionsPage *self = ATT_COLLECTIONS_PAGE (page);
  AttSession *session = att_page_get_session (page);

  if (self->view)
    att_session_list_collections_async (session, ATT_COLLECTION_COMPOSER, NULL, 0, att_page_get_cancellable (page),
                                        composers_cb, self);
  if (goes_by_listening (self))
    att_session_list_listening_async (session, self->kind, att_page_get_cancellable (page), listening_cb, self);
  else
    list (self);
}

/* what was played meanwhile has another place; the library itself is what it was */
static void
att_collections_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (att_collections_page_parent_class)->map (widget);
  if (goes_by_listening (ATT_COLLECTIONS_PAGE (widget)))
    att_page_reload (ATT_PAGE (widget));
}

static void
att_collections_page_dispose (GObject *object)
{
  g_clear_object (&ATT_COLLECTIONS_PAGE (object)->list);
  g_clear_object (&ATT_COLLECTIONS_PAGE (object)->group);
  g_clear_pointer (&ATT_COLLECTIONS_PAGE (object)->listening, g_hash_table_unref);
  G_OBJECT_CLASS (att_collections_page_parent_class)->dispose (object);
}

static void
att_collections_page_class_init (AttCollectionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_collections_page_dispose;
  ATT_PAGE_CLASS (klass)->reload = att_collections_page_reload;
  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  widget_class->map = att_collections_page_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/attacca_player/Attacca/att-collections-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AttCollectionsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AttCollectionsPage, grid);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
att_collections_page_init (AttCollectionsPage *self)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->list = att_list_new (ATT_TYPE_COLLECTION);
  gtk_widget_init_template (GTK_WIDGET (self));
  att_keys_leave_by_tab (GTK_WIDGET (self->grid));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->list))));
  gtk_grid_view_set_model (self->grid, selection);
}

GtkWidget *
att_collections_page_new (AttCollectionKind kind)
{
  AttCollectionsPage *self = g_object_new (ATT_TYPE_COLLECTIONS_PAGE, NULL);

  self->kind = kind;
  att_page_set_tag (ATT_PAGE (self), kinds[kind].tag);
  show_kind (self);
  if (kind == ATT_COLLECTION_ALBUM)
    add_sort (self, "albums-sort", "albums-descending", album_choices);
  else if (kind == ATT_COLLECTION_ARTIST)
    {
      add_sort (self, "artists-sort", "artists-descending", artist_choices);
      add_switcher (self);
    }
  else if (kind == ATT_COLLECTION_PLAYLIST)
    {
      gtk_box_append (GTK_BOX (self->bar), att_window_make_playlist_tools ());
      gtk_widget_set_visible (self->bar, TRUE);
      g_object_set (self, "empty-action", "win.new-playlist", "empty-label", _("New Playlist…"), NULL);
    }
  return GTK_WIDGET (self);
}

GtkWidget *
att_collections_page_new_recent (void)
{
  AttCollectionsPage *self = g_object_new (ATT_TYPE_COLLECTIONS_PAGE, NULL);

  self->kind = ATT_COLLECTION_ALBUM;
  self->recent = TRUE;
  att_page_set_tag (ATT_PAGE (self), "recent");
  att_page_set_title (ATT_PAGE (self), _("Recently Added"));
  att_page_set_empty (ATT_PAGE (self), "att-album-symbolic", _("Nothing added yet"),
                      _("What comes into your library is shown here, the latest first."));
  att_accessible_name (self->grid, _("Recently Added"));
  return GTK_WIDGET (self);
}
