/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-application.h"
#include "att-cell.h"
#include "att-collection.h"
#include "att-cover.h"
#include "att-format.h"
#include "att-list.h"
#include "att-share-bar.h"
#include "att-songs-page.h"
#include "att-tint.h"
#include "att-track-row.h"
#include "att-view-options.h"
#include "att-why-popover.h"
#include "att-wrap-layout.h"

static AttTrack *
make_track (AttTrackId id, const char *title)
{
  AttTrack *track = att_track_new ();

  track->id = id;
  att_track_set_string (&track->title, title, FALSE);
  att_track_set_string (&track->artist, "Mira Osei", TRUE);
  att_track_set_string (&track->uri, "file:///nowhere.flac", FALSE);
  track->duration_ms = 228000;
  return track;
}

static GPtrArray *
make_tracks (const char *ids)
{
  GPtrArray *tracks = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *ids; ids++)
    g_ptr_array_add (tracks, make_track (*ids, "x"));
  return tracks;
}

/* --- list --- */

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, GString *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
check_change (const char *before, const char *after, const char *expected)
{
  g_autoptr (AttList) list = att_list_new (ATT_TYPE_TRACK);
  g_autoptr (GPtrArray) a = make_tracks (before), b = make_tracks (after);
  g_autoptr (GString) changes = g_string_new (NULL);

  att_list_set_items (list, a);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), changes);
  att_list_set_items (list, b);
  g_assert_cmpstr (changes->str, ==, expected);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, strlen (after));
  for (guint i = 0; after[i]; i++)
    {
      g_autoptr (AttTrack) track = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_assert_cmpint (track->id, ==, after[i]);
    }
}

static void
test_list_changes (void)
{
  check_change ("abcd", "abcd", "");
  check_change ("abcd", "abXcd", "2-0+1 ");
  check_change ("abcd", "abd", "2-1+0 ");
  check_change ("abcd", "", "0-4+0 ");
  check_change ("", "ab", "0-0+2 ");
  check_change ("abcd", "aXYd", "1-2+2 ");
  check_change ("aa", "aaa", "2-0+1 ");
  check_change ("abc", "cba", "0-3+3 ");
}

/* a long list arrives in parts, in order, and all of it; what is asked for meanwhile is never wrong */
static void
test_list_long (void)
{
  g_autoptr (AttList) list = att_list_new (ATT_TYPE_TRACK);
  GListModel *model = G_LIST_MODEL (list);
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func (g_object_unref), few = make_tracks ("ab");
  g_autoptr (GString) changes = g_string_new (NULL);
  guint n_parts = 0;

  for (int i = 0; i < 1000; i++)
    g_ptr_array_add (tracks, make_track (1000 + i, "x"));
  att_list_set_items (list, tracks);
  g_assert_cmpuint (att_list_get_items (list)->len, ==, 1000);
  g_assert_cmpuint (g_list_model_get_n_items (model), >, 0);
  while (g_list_model_get_n_items (model) < 1000)
    {
      guint n = g_list_model_get_n_items (model);
      g_autoptr (AttTrack) last = g_list_model_get_item (model, n - 1);

      g_assert_cmpint (last->id, ==, 1000 + n - 1);
      g_assert_null (g_list_model_get_item (model, n));
      g_assert_cmpuint (++n_parts, <, 50);
      while (g_list_model_get_n_items (model) == n)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (n_parts, >, 3);

  /* in another order it arrives in parts again */
  att_list_restart (list);
  g_assert_cmpuint (g_list_model_get_n_items (model), <, 1000);
  att_list_set_items (list, tracks);
  g_assert_cmpuint (g_list_model_get_n_items (model), <, 1000);
  while (g_list_model_get_n_items (model) < 1000)
    g_main_context_iteration (NULL, TRUE);

  /* while it arrives, a short list ends the matter */
  g_clear_object (&list);
  list = att_list_new (ATT_TYPE_TRACK);
  att_list_set_items (list, tracks);
  att_list_set_items (list, few);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), changes);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (changes->str, ==, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
}

static void
test_list_update (void)
{
  g_autoptr (AttList) list = att_list_new (ATT_TYPE_TRACK);
  g_autoptr (GPtrArray) tracks = make_tracks ("abca");
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (AttTrack) loved = make_track ('a', "x");
  g_autoptr (AttTrack) shown = NULL;

  loved->flags = ATT_TRACK_LOVED;
  att_list_set_items (list, tracks);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), changes);
  att_list_update_track (list, loved);
  g_assert_cmpstr (changes->str, ==, "0-1+1 3-1+1 ");
  shown = g_list_model_get_item (G_LIST_MODEL (list), 3);
  g_assert_true (shown == loved);
}

/* --- words --- */

static void
check_time (gint64 ms, const char *expected)
{
  g_autofree char *text = att_format_time (ms);

  g_assert_cmpstr (text, ==, expected);
}

static void
check_length (gint64 ms, const char *expected)
{
  g_autofree char *text = att_format_length (ms);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_format (void)
{
  g_autoptr (AttTrack) track = make_track (1, "Salt");
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) att_seed_free);
  g_autofree char *taste = att_format_seeds (NULL), *from = NULL, *byline = NULL, *today = NULL;

  check_time (0, "0:00");
  check_time (59999, "0:59");
  check_time (228000, "3:48");
  check_time (3727000, "1:02:07");
  check_time (-1, "–:––");
  check_length (10000, "under a minute");
  check_length (48 * 60000, "48\302\240min");
  check_length (72 * 60000, "1\302\240h\302\24012\302\240min");
  check_length (25 * 3600000, "25\302\240h");
  check_length (48 * 3600000, "2\302\240days");
  check_length (76 * 3600000, "3\302\240days\302\2404\302\240h");
  check_length (G_GINT64_CONSTANT (743) * 3600000, "31\302\240days");

  g_assert_cmpstr (taste, ==, "your taste");
  g_ptr_array_add (seeds, att_seed_new (ATT_SEED_GENRE, 0, "Jazz"));
  g_ptr_array_add (seeds, att_seed_new (ATT_SEED_TRACK, 7, "Kites over Water"));
  from = att_format_seeds (seeds);
  g_assert_cmpstr (from, ==, "Jazz, Kites over Water");

  att_track_set_string (&track->album, "Letters", TRUE);
  track->year = 2019;
  byline = att_format_byline (track);
  g_assert_cmpstr (byline, ==, "Mira Osei" ATT_DOT "Letters" ATT_DOT "2019");
  today = att_format_day (g_get_real_time () / G_USEC_PER_SEC);
  g_assert_cmpstr (today, ==, "Today");

  /* every recommender has a name, and none of them is jargon */
  for (int i = 0; i < ATT_N_RECOMMENDERS; i++)
    {
      const char *name = att_format_recommender (i);
      g_assert_cmpuint (strlen (name), >, 0);
      g_assert_null (strstr (name, "als"));
      g_assert_null (strstr (name, "knn"));
    }
}

/* --- colour --- */

static GdkRGBA
over (const GdkRGBA *text, double alpha, const GdkRGBA *ground)
{
  float a = (float) alpha;

  return (GdkRGBA) { ground->red + (text->red - ground->red) * a, ground->green + (text->green - ground->green) * a,
                     ground->blue + (text->blue - ground->blue) * a, 1 };
}

static void
test_tint_contrast (void)
{
  /* libadwaita's text: 80 % black on light, white on dark; dimmed text in a tint is 75 % of that (style.css) */
  const GdkRGBA black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 };
  double worst = 21, worst_dim = 21;

  for (int i = 0; i < 4000; i++)
    {
      GdkRGBA accent = { (float) g_test_rand_double (), (float) g_test_rand_double (), (float) g_test_rand_double (), 1 };

      if (i < 8)
        accent = (GdkRGBA) { i & 1, i >> 1 & 1, i >> 2 & 1, 1 };
      for (int dark = 0; dark < 2; dark++)
        {
          const GdkRGBA *text = dark ? &white : &black;
          double alpha = dark ? 1 : 0.8;
          GdkRGBA grounds[2];

          att_tint_find_colors (&accent, dark, &grounds[0], &grounds[1]);
          for (int g = 0; g < 2; g++)
            {
              GdkRGBA full = over (text, alpha, &grounds[g]), dim = over (text, alpha * 0.75, &grounds[g]);

              worst = MIN (worst, att_tint_contrast (&full, &grounds[g]));
              worst_dim = MIN (worst_dim, att_tint_contrast (&dim, &grounds[g]));
            }
        }
    }
  g_test_message ("worst contrast: text %.2f, dimmed %.2f", worst, worst_dim);
  g_assert_cmpfloat (worst, >=, 7);
  g_assert_cmpfloat (worst_dim, >=, 4.5);
}

/* --- a pick's reasons --- */

static AttPick *
make_pick (AttTrack *track)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
  AttOpinions opinions = { 0 };

  g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_SOUND, 0.5, 0.808, 0, "Sounds like “Salt”"));
  g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_GENRE_TASTE, 0.25, 0.608, 0, "You picked Jazz"));
  g_ptr_array_add (reasons, att_reason_new (ATT_RECOMMENDER_EXPLORE, 0.25, 0.208, 0, "Not heard since May"));
  return att_pick_new (track, 0.608, 0.29, ATT_EVIDENCE_EAR, reasons, &opinions);
}

static guint
count_labels (GtkWidget *widget, const char *text)
{
  guint n = GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, text);
  return n;
}

static void
test_why (void)
{
  g_autoptr (AttTrack) track = make_track (1, "Salt");
  g_autoptr (AttPick) pick = make_pick (track);
  g_autoptr (GtkWidget) why = g_object_ref_sink (att_why_popover_new ());
  g_autoptr (GArray) shares = NULL;
  double sum = 0;

  /* what has one name is one share, and the largest is the first */
  g_ptr_array_add (pick->reasons, att_reason_new (ATT_RECOMMENDER_GENRE_NET, 0.5, 0.9, 0, "Jazz, and what goes with it"));
  shares = att_shares_of_pick (pick);
  g_assert_cmpuint (shares->len, ==, 3);
  for (guint i = 0; i < shares->len; i++)
    sum += g_array_index (shares, AttShare, i).share;
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-9);
  g_assert_cmpstr (g_array_index (shares, AttShare, 0).name, ==, "your genres");
  g_assert_cmpfloat_with_epsilon (g_array_index (shares, AttShare, 0).share, 0.602 / 1.058, 1e-9);
  g_ptr_array_set_size (pick->reasons, 3);

  att_why_popover_set_pick (ATT_WHY_POPOVER (why), pick);
  g_assert_cmpuint (count_labels (why, "Chosen by ear"), ==, 1);
  /* 40.4, 15.2 and 5.2 are 60.8: each rounded alone they would be 60 */
  g_assert_cmpuint (count_labels (why, "40 points"), ==, 1);
  g_assert_cmpuint (count_labels (why, "16 points"), ==, 1);
  g_assert_cmpuint (count_labels (why, "5 points"), ==, 1);
  g_assert_cmpuint (count_labels (why, "Together 61 of 100"), ==, 1);
  g_assert_cmpuint (count_labels (why, "Sounds like “Salt”"), ==, 1);
  g_assert_cmpuint (count_labels (why, "your genres"), ==, 1);

  att_why_popover_set_pick (ATT_WHY_POPOVER (why), NULL);
  g_assert_cmpuint (count_labels (why, "40 points"), ==, 0);
  g_assert_cmpuint (count_labels (why, "You chose this one yourself."), ==, 1);
}

/* the heading says what the first reason says */
static void
test_why_heading (void)
{
  static const struct { AttRecommender first; AttEvidence evidence; const char *heading; } cases[] = {
    { ATT_RECOMMENDER_SOUND, ATT_EVIDENCE_EAR, "Chosen by ear" },
    { ATT_RECOMMENDER_SOUND, ATT_EVIDENCE_LISTENING, "Chosen by your listening" },
    { ATT_RECOMMENDER_METADATA, ATT_EVIDENCE_TAGS, "Chosen by tags" },
    { ATT_RECOMMENDER_GENRE_TASTE, ATT_EVIDENCE_TAGS, "Chosen by your genres" },
    { ATT_RECOMMENDER_GENRE_TASTE, ATT_EVIDENCE_LISTENING, "Chosen by your listening" },
    { ATT_RECOMMENDER_EXPLORE, ATT_EVIDENCE_TAGS, "Chosen for a change" },
    { ATT_RECOMMENDER_EXPLORE, ATT_EVIDENCE_LISTENING, "Chosen for a change" },
    { ATT_RECOMMENDER_ITEM_KNN, ATT_EVIDENCE_TAGS, "Chosen by what goes together" },
    { ATT_RECOMMENDER_ALS, ATT_EVIDENCE_TAGS, "Chosen by your taste" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AttTrack) track = make_track (1, "Salt");
      GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) att_reason_free);
      AttOpinions opinions = { 0 };
      g_autoptr (AttPick) pick = NULL;

      g_ptr_array_add (reasons, att_reason_new (cases[i].first, 0.5, 0.808, 0, "Because"));
      pick = att_pick_new (track, 0.608, 0.29, cases[i].evidence, reasons, &opinions);
      g_assert_cmpstr (att_format_heading (pick), ==, cases[i].heading);
    }
}

static void
test_details (void)
{
  g_autoptr (AttTrack) track = att_track_new_for_uri ("file:///music/Kites%20over%20Water.flac");
  g_autoptr (AttTags) tags = att_tags_new ();
  g_autofree char *bare = att_format_details (track, NULL), *whole = NULL;

  g_assert_cmpstr (bare, ==, "File: /music/Kites over Water.flac");
  tags->type = ATT_AUDIO_FLAC;
  tags->sample_rate = 44100;
  tags->channels = 2;
  tags->bitrate = 912400;
  track->date_added_at = track->last_played_at = g_get_real_time () / G_USEC_PER_SEC;
  track->n_plays = 3;
  whole = att_format_details (track, tags);
  g_assert_cmpstr (whole, ==, "FLAC · 44.1 kHz · stereo · 912 kbit/s\nAdded: Today\nPlayed 3 times, last: Today\n"
                              "File: /music/Kites over Water.flac");
}

/* --- layout --- */

static void
test_wrap_layout (void)
{
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  int one, two, three, minimum, natural;

  gtk_widget_set_layout_manager (box, g_object_new (ATT_TYPE_WRAP_LAYOUT, "spacing", 6, NULL));
  for (int i = 0; i < 3; i++)
    gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_LABEL, "width-request", 100, "height-request", 20, NULL));
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 312, &one, NULL, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 311, &two, NULL, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 205, &three, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 312);
  g_assert_cmpint (one, ==, 20);
  g_assert_cmpint (two, ==, 46);
  g_assert_cmpint (three, ==, 72);
}

static void
test_wrap_centred (void)
{
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *wide = g_object_new (GTK_TYPE_LABEL, "width-request", 180, NULL);
  GtkWidget *small = g_object_new (GTK_TYPE_LABEL, "width-request", 100, NULL);
  graphene_rect_t bounds;
  int height;

  gtk_widget_set_layout_manager (box, g_object_new (ATT_TYPE_WRAP_LAYOUT, "spacing", 6, NULL));
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), wide);
  gtk_box_append (GTK_BOX (box), small);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 200, &height, NULL, NULL, NULL);
  gtk_widget_allocate (box, 200, height, -1, NULL);
  g_assert_true (gtk_widget_compute_bounds (wide, box, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 10);
  g_assert_true (gtk_widget_compute_bounds (small, box, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 50);
}

static void
test_cover_sizes (void)
{
  g_autoptr (GtkWidget) fixed = g_object_ref_sink (att_cover_new (44)), fluid = g_object_ref_sink (att_cover_new (0));
  GdkRGBA first, second;
  int size;

  gtk_widget_measure (fixed, GTK_ORIENTATION_VERTICAL, -1, &size, NULL, NULL, NULL);
  g_assert_cmpint (size, ==, 44);
  gtk_widget_measure (fluid, GTK_ORIENTATION_VERTICAL, 150, &size, NULL, NULL, NULL);
  g_assert_cmpint (size, ==, 150);
  /* without a cover the picture is made from the name: the same for the same, another for another */
  att_cover_set_source (ATT_COVER (fixed), NULL, NULL, "Salt Letters");
  att_cover_set_source (ATT_COVER (fluid), NULL, NULL, "Salt Letters");
  att_cover_get_accent (ATT_COVER (fixed), &first);
  att_cover_get_accent (ATT_COVER (fluid), &second);
  g_assert_true (gdk_rgba_equal (&first, &second));
  att_cover_set_source (ATT_COVER (fluid), NULL, NULL, "Kites over Water");
  att_cover_get_accent (ATT_COVER (fluid), &second);
  g_assert_false (gdk_rgba_equal (&first, &second));
  gtk_test_accessible_assert_property (fixed, GTK_ACCESSIBLE_PROPERTY_LABEL, "Salt Letters");
}

/* --- the order of the songs --- */

static guint
count_arrows (GtkWidget *widget)
{
  guint n = gtk_widget_has_css_class (widget, "ascending") || gtk_widget_has_css_class (widget, "descending");

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    n += count_arrows (child);
  return n;
}

static void
test_one_arrow (void)
{
  g_autoptr (GtkWidget) page = g_object_ref_sink (att_songs_page_new ());
  static const char *const keys[] = { "title", "year", "artist" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_activate_action (page, "songs.songs-sort", "s", keys[i]);
      g_assert_cmpuint (count_arrows (page), ==, 1);
    }
}

/* --- cells of a table --- */

static int
measure (GtkWidget *widget, GtkOrientation orientation, int *minimum)
{
  int natural;

  gtk_widget_measure (widget, orientation, -1, minimum, &natural, NULL, NULL);
  return natural;
}

static void
test_cell (void)
{
  g_autoptr (GtkWidget) title = g_object_ref_sink (att_cell_new (NULL, 20, FALSE));
  g_autoptr (GtkWidget) name = g_object_ref_sink (att_cell_new (NULL, 10, FALSE));
  g_autoptr (GtkWidget) length = g_object_ref_sink (att_cell_new ("00:00", 10, TRUE));
  int minimum, width = measure (title, GTK_ORIENTATION_HORIZONTAL, &minimum), height;

  /* room is by the letters that were asked for, or by the sample, whatever it says */
  g_assert_cmpint (minimum, <, width);
  g_assert_cmpint (measure (name, GTK_ORIENTATION_HORIZONTAL, NULL) * 2, ==, width);
  att_cell_set_text (ATT_CELL (title), "A title that is much longer than the room that a cell asks for", "Mira Osei");
  g_assert_cmpint (measure (title, GTK_ORIENTATION_HORIZONTAL, NULL), ==, width);
  width = measure (length, GTK_ORIENTATION_HORIZONTAL, &minimum);
  g_assert_cmpint (minimum, ==, width);
  g_assert_cmpint (width, >, 0);

  height = measure (title, GTK_ORIENTATION_VERTICAL, NULL);
  g_object_set (title, "two-lines", TRUE, NULL);
  g_assert_cmpint (measure (title, GTK_ORIENTATION_VERTICAL, NULL), >, height);
  gtk_test_accessible_assert_property (title, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "A title that is much longer than the room that a cell asks for");
}

static gboolean
is_drawn (GtkWidget *cell)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (cell);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GBytes) bytes = NULL;
  GskRenderNode *node;

  gdk_paintable_snapshot (picture, snapshot, 100, 20);
  node = gtk_snapshot_free_to_node (snapshot);
  if (!node)
    return FALSE;
  bytes = gsk_render_node_serialize (node);
  gsk_render_node_unref (node);
  return g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), "text") != NULL;
}

/* what is far from the view is not drawn until it comes near */
static void
test_cell_far (void)
{
  GtkWidget *window = gtk_window_new (), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *cells[200];
  GtkScrollable *view;
  GtkAdjustment *at;
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      cells[i] = att_cell_new (NULL, 10, FALSE);
      att_cell_set_text (ATT_CELL (cells[i]), "Salt", NULL);
      gtk_box_append (GTK_BOX (box), cells[i]);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 200);
  view = GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled)));
  att_cell_watch (view);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_true (is_drawn (cells[0]));
  g_assert_false (is_drawn (cells[199]));

  at = gtk_scrollable_get_vadjustment (view);
  gtk_adjustment_set_value (at, gtk_adjustment_get_upper (at));
  while (!is_drawn (cells[199]) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (is_drawn (cells[199]));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
has_class_below (GtkWidget *widget, const char *name)
{
  if (gtk_widget_has_css_class (widget, name))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (has_class_below (child, name))
      return TRUE;
  return FALSE;
}

static void
test_track_row (void)
{
  g_autoptr (GtkWidget) row = g_object_ref_sink (att_track_row_new (ATT_TRACK_ROW_COVER | ATT_TRACK_ROW_ARTIST));
  g_autoptr (AttTrack) track = make_track (1, "Salt & <Sand>"), gone = make_track (2, "Gone");
  g_autoptr (AttPick) pick = make_pick (track);
  g_autoptr (AttQueueItem) item = att_queue_item_new (track, ATT_ORIGIN_RADIO, pick);

  att_track_row_set_item (ATT_TRACK_ROW (row), NULL, item);
  g_assert_cmpuint (count_labels (row, "Salt & <Sand>"), ==, 1);
  g_assert_cmpuint (count_labels (row, "3:48"), ==, 1);
  g_assert_cmpuint (count_labels (row, "Sounds like “Salt”"), ==, 1);
  g_assert_false (has_class_below (row, "missing"));
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "Salt & <Sand> by Mira Osei");

  gone->flags = ATT_TRACK_MISSING;
  att_track_row_set_track (ATT_TRACK_ROW (row), NULL, gone);
  g_assert_true (has_class_below (row, "missing"));
  g_assert_cmpuint (count_labels (row, "Salt & <Sand>"), ==, 0);
}

/* --- columns --- */

static GtkColumnViewColumn *
make_column (void)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new ("Title", NULL);

  att_view_column_name (column, "title");
  att_view_width_keep (column, "songs-widths");
  return column;
}

static gboolean
is_kept (int width)
{
  g_autoptr (GSettings) settings = g_settings_new (ATT_APP_ID);
  g_autoptr (GVariant) widths = g_settings_get_value (settings, "songs-widths");
  int kept = -1;

  g_variant_lookup (widths, "title", "i", &kept);
  return kept == width;
}

/* as a drag does, and a double press for -1 */
static void
drag_to (GtkColumnViewColumn *column, int width)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  gtk_column_view_column_set_fixed_width (column, width);
  while (!is_kept (width) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (is_kept (width));
}

static void
test_column_width (void)
{
  g_autoptr (GtkColumnViewColumn) column = make_column (), again = NULL, last = NULL;

  att_view_width_show (column, TRUE);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (column), ==, -1);
  drag_to (column, 210);

  again = make_column ();
  att_view_width_show (again, FALSE); /* in a narrow window */
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (again), ==, -1);
  g_assert_false (gtk_column_view_column_get_resizable (again));
  att_view_width_show (again, TRUE);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (again), ==, 210);
  g_assert_true (gtk_column_view_column_get_resizable (again));
  drag_to (again, -1);

  last = make_column ();
  att_view_width_show (last, TRUE);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (last), ==, -1);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  att_ui_init ();
  g_test_add_func ("/ui/list/changes", test_list_changes);
  g_test_add_func ("/ui/list/long", test_list_long);
  g_test_add_func ("/ui/list/update", test_list_update);
  g_test_add_func ("/ui/format/words", test_format);
  g_test_add_func ("/ui/tint/contrast", test_tint_contrast);
  g_test_add_func ("/ui/why/shares", test_why);
  g_test_add_func ("/ui/why/heading", test_why_heading);
  g_test_add_func ("/ui/track-row/states", test_track_row);
  g_test_add_func ("/ui/cell/room", test_cell);
  g_test_add_func ("/ui/cell/far", test_cell_far);
  g_test_add_func ("/ui/column/width", test_column_width);
  g_test_add_func ("/ui/format/details", test_details);
  g_test_add_func ("/ui/songs/one-arrow", test_one_arrow);
  g_test_add_func ("/ui/layout/wrap", test_wrap_layout);
  g_test_add_func ("/ui/layout/wrap-centred", test_wrap_centred);
  g_test_add_func ("/ui/layout/cover", test_cover_sizes);
  return g_test_run ();
}
