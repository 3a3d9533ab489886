/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-first-run.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cover.h"
#include "att-folder-chooser.h"
#include "att-format.h"
#include "att-genre-chooser.h"
#include "att-now.h"
#include "att-sample.h"
#include "att-session-import.h"
#include "att-tint.h"
#include "att-wrap-layout.h"

#define RELOAD_AFTER_MS 300
/* deep enough for Artist/Album/Disc */
#define LOOK_DEPTH 4

struct _AttFirstRun
{
  GtkWidget parent_instance;

  AttSession *session;
  AttNow *now;
  AttSample *sample;
  GCancellable *cancellable;
  gboolean narrow;
  char *music_dir;
  guint reload_id;

  GtkWidget *box;
  GtkStack *steps;
  GtkWidget *back;
  GtkWidget *skip;
  /* where is your music */
  AdwActionRow *music_row;
  AdwActionRow *sample_row;
  GtkButton *sample_button;
  GtkSpinner *sample_spinner;
  AdwActionRow *other_row;
  GtkWidget *import_list;
  AdwActionRow *import_row;
  GtkWidget *import_button;
  GtkSpinner *import_spinner;
  GtkWidget *import_done;
  char **imports; /* paths of what other players left here */
  GtkLabel *problem;
  /* what do you like */
  AttGenreChooser *chooser;
  GtkLabel *reading;
  GtkButton *surprise;
  GtkButton *taste_next;
  /* ready */
  AttTint *tint;
  AttCover *cover;
  GtkLabel *ready_title;
  GtkLabel *ready_byline;
  GtkLabel *ready_reason;
  GtkButton *ready_open;
  GtkLabel *ready_progress;
};

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
static guint done_signal;

G_DEFINE_FINAL_TYPE (AttFirstRun, att_first_run, GTK_TYPE_WIDGET)

static void look_for_roots (AttFirstRun *self);

static void
show_problem (AttFirstRun *self, const char *text)
{
  gtk_label_set_text (self->problem, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
show_step (AttFirstRun *self, const char *step)
{
  gtk_stack_set_visible_child_name (self->steps, step);
  gtk_widget_set_visible (self->back, !g_str_equal (step, "folder"));
  gtk_widget_set_visible (self->skip, !g_str_equal (step, "ready"));
}

/* --- where is your music --- */

static void
folder_added (AttFirstRun *self, const char *problem)
{
  show_problem (self, problem);
  if (!problem && g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), "folder") == 0)
    show_step (self, "taste");
}

static void
root_added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFirstRun) self = data;
  g_autoptr (GError) error = NULL;

  att_session_add_root_finish (ATT_SESSION (source), result, &error);
  folder_added (self, error ? error->message : NULL);
}

static void
use_music_dir_cb (AttFirstRun *self)
{
  att_session_add_root_async (self->session, self->music_dir, root_added_cb, g_object_ref (self));
}

static void
other_folder_cb (AttFirstRun *self)
{
  att_folder_chooser_show (GTK_WIDGET (self), self->session, (AttFolderFunc) folder_added);
}

static void
get_sample_cb (AttFirstRun *self)
{
  att_sample_start (self->sample);
  if (att_sample_is_running (self->sample))
    show_step (self, "taste");
}

static void
sample_changed_cb (AttFirstRun *self)
{
  gboolean running = att_sample_is_running (self->sample);

  gtk_widget_set_visible (GTK_WIDGET (self->sample_button), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->sample_spinner), running);
  gtk_spinner_set_spinning (self->sample_spinner, running);
  if (running)
    {
      g_autofree char *text =
        g_strdup_printf (_("On its way: %u songs so far"), att_sample_get_n_tracks (self->sample));
      adw_action_row_set_subtitle (self->sample_row, text);
      gtk_label_set_text (self->reading, text);
    }
  else if (att_sample_get_error (self->sample))
    {
      show_problem (self, att_sample_get_error (self->sample));
      gtk_label_set_text (self->reading, att_sample_get_error (self->sample));
      /* nothing came of it: the question is open again */
      if (att_sample_get_n_tracks (self->sample) == 0 &&
          g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), "taste") == 0)
        show_step (self, "folder");
    }
}

static gboolean
has_audio (GFile *dir, int depth, GCancellable *cancellable)
{
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
    dir,
    G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE ","
                                   G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE,
    G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  GFileInfo *info;
  GFile *child;

  while (files && g_file_enumerator_iterate (files, &info, &child, cancellable, NULL) && info)
    {
      const char *type = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE);

      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        {
          if (depth > 0 && has_audio (child, depth - 1, cancellable))
            return TRUE;
        }
      else if (type && g_str_has_prefix (type, "audio/"))
        return TRUE;
    }
  return FALSE;
}

static void
look_for_music (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GFile) dir = g_file_new_for_path (data);

  g_task_return_boolean (task, has_audio (dir, LOOK_DEPTH, cancellable));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttFirstRun *self;
  g_autoptr (GError) error = NULL;
  gboolean found = g_task_propagate_boolean (G_TASK (result), &error);

  if (error)
    return;
  self = data;
  gtk_widget_set_visible (GTK_WIDGET (self->sample_row), !found && att_sample_is_available (self->sample));
  if (!found)
    {
      g_autofree char *path = g_filename_display_name (self->music_dir);
      g_autofree char *text = g_strdup_printf (_("%s (no music in it yet)"), path);

      adw_action_row_set_subtitle (self->music_row, text);
    }
}

static void
find_music_dir (AttFirstRun *self)
{
  const char *music = g_get_user_special_dir (G_USER_DIRECTORY_MUSIC);
  g_autofree char *shown = NULL;
  g_autoptr (GTask) task = NULL;

  /* a desktop without a music folder names the home folder */
  if (music && g_strcmp0 (music, g_get_home_dir ()) != 0)
    self->music_dir = g_strdup (music);
  else
    self->music_dir = g_build_filename (g_get_home_dir (), "Music", NULL);
  shown = g_filename_display_name (self->music_dir);
  adw_action_row_set_subtitle (self->music_row, shown);
  task = g_task_new (NULL, self->cancellable, looked_cb, self);
  g_task_set_task_data (task, g_strdup (self->music_dir), g_free);
  g_task_run_in_thread (task, look_for_music);
}

/* --- what other players know --- */

static void
show_importing (AttFirstRun *self, gboolean running, gboolean can_start)
{
  gtk_widget_set_visible (GTK_WIDGET (self->import_spinner), running);
  gtk_spinner_set_spinning (self->import_spinner, running);
  gtk_widget_set_visible (self->import_button, can_start);
}

static void
imports_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFirstRun) self = data;
  g_autoptr (GPtrArray) places = att_session_list_finish (ATT_SESSION (source), result, NULL);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_autofree char *title = NULL;
  const char *second = NULL;

  if (!places || places->len == 0 || g_cancellable_is_cancelled (self->cancellable))
    return;
  for (guint i = 0; i < places->len; i++)
    {
      const AttImportPlace *place = g_ptr_array_index (places, i), *first = g_ptr_array_index (places, 0);

      g_strv_builder_add (paths, place->path);
      if (!g_str_equal (place->player, first->player))
        second = place->player;
    }
  self->imports = g_strv_builder_end (paths);
  /* TRANSLATORS: %s is the name of another music player */
  title = second ? g_strdup_printf (_("Your listening in %s and %s"),
                                    ((AttImportPlace *) g_ptr_array_index (places, 0))->player, second)
                 : g_strdup_printf (_("Your listening in %s"),
                                    ((AttImportPlace *) g_ptr_array_index (places, 0))->player);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->import_row), title);
  gtk_widget_set_visible (self->import_list, TRUE);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFirstRun) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports = att_session_list_finish (ATT_SESSION (source), result, &error);
  g_autofree char *songs = NULL, *playlists = NULL, *text = NULL;
  guint n_songs = 0, n_playlists = 0;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  show_importing (self, FALSE, reports == NULL);
  show_problem (self, reports ? NULL : error->message);
  for (guint i = 0; reports && i < reports->len; i++)
    {
      n_songs += ((AttImportReport *) g_ptr_array_index (reports, i))->n_songs;
      n_playlists += ((AttImportReport *) g_ptr_array_index (reports, i))->n_playlists;
    }
  if (!reports)
    return;
  songs = att_format_songs (n_songs, 0);
  playlists = g_strdup_printf (ngettext ("%u playlist", "%u playlists", n_playlists), n_playlists);
  /* TRANSLATORS: what was taken over from another player: "412 songs and 3 playlists" */
  text = g_strdup_printf (_("%s and %s"), songs, playlists);
  adw_action_row_set_subtitle (self->import_row, text);
  gtk_widget_set_visible (self->import_done, TRUE);
}

static void
import_cb (AttFirstRun *self)
{
  show_importing (self, TRUE, FALSE);
  att_session_import_async (self->session, (const char *const *) self->imports, imported_cb, g_object_ref (self));
}

/* --- what do you like --- */

static void
genres_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFirstRun) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) genres = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (genres)
    att_genre_chooser_set_genres (self->chooser, genres);
  else
    gtk_label_set_text (self->reading, error->message);
}

static void
load_genres (AttFirstRun *self)
{
  att_session_list_genre_choices_async (self->session, genres_listed_cb, g_object_ref (self));
}

static void
chosen_cb (AttFirstRun *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->taste_next), att_genre_chooser_get_n_chosen (self->chooser) > 0);
}

static gboolean
reload_cb (gpointer data)
{
  AttFirstRun *self = data;

  self->reload_id = 0;
  load_genres (self);
  look_for_roots (self);
  return G_SOURCE_REMOVE;
}

static void
library_changed_cb (AttFirstRun *self)
{
  if (self->reload_id == 0)
    self->reload_id = g_timeout_add (RELOAD_AFTER_MS, reload_cb, self);
}

static void
progress_cb (AttFirstRun *self)
{
  AttProgress *scan = att_session_get_scan_progress (self->session);
  AttProgress *analyze = att_session_get_analyze_progress (self->session);
  g_autofree char *text = NULL;

  if (att_progress_is_active (scan) && att_progress_get_total (scan) > 0)
    text = att_format_progress (scan, _("Reading %s of %s"));
  else if (att_progress_is_active (scan))
    text = g_strdup (_("Reading your music…"));
  else if (att_progress_is_active (analyze) && att_progress_get_total (analyze) > 0)
    text = att_format_progress (analyze, _("Listening to %s of %s"));
  if (!att_sample_is_running (self->sample) && !att_sample_get_error (self->sample))
    gtk_label_set_text (self->reading, text ? text : "");
  gtk_label_set_text (self->ready_progress, text ? text : "");
}

static void
start_radio (AttFirstRun *self)
{
  att_session_set_setting (self->session, ATT_SETTING_FIRST_RUN_DONE, "1");
  att_session_start_radio (self->session, NULL, TRUE);
  show_step (self, "ready");
}

static void
genres_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFirstRun) self = data;
  g_autoptr (GError) error = NULL;

  if (!att_session_set_genres_finish (ATT_SESSION (source), result, &error))
    {
      gtk_label_set_text (self->reading, error->message);
      gtk_widget_set_sensitive (GTK_WIDGET (self->taste_next), TRUE);
      return;
    }
  start_radio (self);
}

static void
taste_next_cb (AttFirstRun *self)
{
  g_auto (GStrv) genres = att_genre_chooser_dup_chosen (self->chooser);

  gtk_widget_set_sensitive (GTK_WIDGET (self->taste_next), FALSE);
  att_session_set_genres_async (self->session, (const char *const *) genres, genres_set_cb, g_object_ref (self));
}

static void
surprise_cb (AttFirstRun *self)
{
  att_genre_chooser_surprise (self->chooser);
}

/* --- ready --- */

static void
now_changed_cb (AttFirstRun *self)
{
  AttTrack *track = att_now_get_track (self->now);
  g_autofree char *byline = NULL;

  if (!track)
    {
      gtk_label_set_text (self->ready_title, _("Finding your first song…"));
      gtk_label_set_text (self->ready_byline, "");
      gtk_label_set_text (self->ready_reason, "");
      return;
    }
  byline = att_format_byline (track);
  gtk_label_set_text (self->ready_title, att_track_get_title (track));
  gtk_label_set_text (self->ready_byline, byline);
  gtk_label_set_text (self->ready_reason, att_format_pick (att_now_get_pick (self->now)));
  att_cover_set_source (self->cover, self->session, track->uri,
                        *att_track_get_album (track) ? att_track_get_album (track) : att_track_get_title (track));
}

static void
open_cb (AttFirstRun *self)
{
  g_signal_emit (self, done_signal, 0);
}

static void
skip_cb (AttFirstRun *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), "folder") == 0)
    show_step (self, "taste");
  else
    start_radio (self);
}

static void
back_cb (AttFirstRun *self)
{
  show_step (self, g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), "ready") == 0 ? "taste" : "folder");
  chosen_cb (self);
}

static void
roots_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttFirstRun) self = data;
  g_autoptr (GPtrArray) roots = att_session_list_finish (ATT_SESSION (source), result, NULL);

  /* asked again from the preferences, or started with --add-folder: the first question has its answer */
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (roots && roots->len > 0 && g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), "folder") == 0)
    show_step (self, "taste");
}

static void
look_for_roots (AttFirstRun *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->steps), "folder") == 0)
    att_session_list_roots_async (self->session, roots_listed_cb, g_object_ref (self));
}

static void
att_first_run_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ATT_FIRST_RUN (object)->narrow);
}

static void
att_first_run_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ATT_FIRST_RUN (object)->narrow = g_value_get_boolean (value);
}

static void
att_first_run_dispose (GObject *object)
{
  AttFirstRun *self = ATT_FIRST_RUN (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->now);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (att_first_run_parent_class)->dispose (object);
}

static void
att_first_run_finalize (GObject *object)
{
  AttFirstRun *self = ATT_FIRST_RUN (object);

  g_object_unref (self->cancellable);
  g_free (self->music_dir);
  g_strfreev (self->imports);
  G_OBJECT_CLASS (att_first_run_parent_class)->finalize (object);
}

static void
att_first_run_class_init (AttFirstRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_first_run_get_property;
  object_class->set_property = att_first_run_set_property;
  object_class->dispose = att_first_run_dispose;
  object_class->finalize = att_first_run_finalize;
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  done_signal = g_signal_new ("done", ATT_TYPE_FIRST_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_TINT);
  g_type_ensure (ATT_TYPE_GENRE_CHOOSER);
  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, box);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, steps);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, back);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, skip);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, music_row);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, sample_row);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, sample_button);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, sample_spinner);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, other_row);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, import_list);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, import_row);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, import_button);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, import_spinner);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, import_done);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, problem);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, chooser);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, reading);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, surprise);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, taste_next);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, tint);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, cover);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, ready_title);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, ready_byline);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, ready_reason);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, ready_open);
  gtk_widget_class_bind_template_child (widget_class, AttFirstRun, ready_progress);
  gtk_widget_class_bind_template_callback (widget_class, use_music_dir_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, get_sample_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, taste_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, surprise_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_first_run_init (AttFirstRun *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  att_accessible_follow_stack (self->steps);
  att_wrap_button (self->surprise);
  att_wrap_button (self->taste_next);
  att_wrap_button (self->ready_open);
  att_tint_set_cover (self->tint, self->cover);
  show_step (self, "folder");
}

GtkWidget *
att_first_run_new (AttSession *session)
{
  AttFirstRun *self = g_object_new (ATT_TYPE_FIRST_RUN, NULL);
  AttProgress *scan = att_session_get_scan_progress (session), *analyze = att_session_get_analyze_progress (session);

  self->session = g_object_ref (session);
  self->now = g_object_ref (att_now_get (session));
  self->sample = att_sample_get (session);
  g_signal_connect_object (self->now, "changed", G_CALLBACK (now_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sample, "changed", G_CALLBACK (sample_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "library-changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scan, "changed", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (analyze, "changed", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  now_changed_cb (self);
  progress_cb (self);
  sample_changed_cb (self);
  find_music_dir (self);
  load_genres (self);
  look_for_roots (self);
  att_session_list_imports_async (session, self->cancellable, imports_listed_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
