/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tag-editor.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-cover.h"
#include "att-dialog.h"
#include "att-part.h"
#include "att-wrap-layout.h"

#define MAX_PICTURE (16 * 1024 * 1024)

struct _AttTagEditor
{
  AdwWindow parent_instance;

  AttWindow *window;
  GPtrArray *tracks;    /* of AttTrack: files, then parts of files */
  GStrv paths;          /* of the files */
  GPtrArray *fields;    /* of AttTagFields; NULL: not read yet */
  GCancellable *cancellable;
  AttPictureChange picture_change;
  GBytes *picture;

  AdwHeaderBar *bar;
  GtkWidget *save;
  GtkStack *stack;
  AdwStatusPage *failure;
  GtkWidget *refusal_box;
  GtkLabel *refusal;
  AttCover *cover;
  GtkPicture *new_cover;
  GtkStack *cover_stack;
  GtkWidget *remove_cover;
  AdwPreferencesGroup *words, *numbers, *more;
  AdwActionRow *in_order_row;
  GtkSwitch *in_order;
  GtkWidget *entries[ATT_N_FIELDS];
  gboolean touched[ATT_N_FIELDS];
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AttTagEditor, att_tag_editor, ADW_TYPE_WINDOW)

static const char *const titles[ATT_N_FIELDS] = {
  [ATT_FIELD_TITLE] = N_("Title"),
  [ATT_FIELD_ARTIST] = N_("Artist"),
  [ATT_FIELD_ALBUM_ARTIST] = N_("Album artist"),
  [ATT_FIELD_ALBUM] = N_("Album"),
  [ATT_FIELD_COMPOSER] = N_("Composer"),
  [ATT_FIELD_GENRE] = N_("Genre"),
  [ATT_FIELD_YEAR] = N_("Year"),
  [ATT_FIELD_TRACK] = N_("Track number"),
  [ATT_FIELD_TRACK_TOTAL] = N_("Number of tracks"),
  [ATT_FIELD_DISC] = N_("Disc number"),
  [ATT_FIELD_DISC_TOTAL] = N_("Number of discs"),
  [ATT_FIELD_COMMENT] = N_("Comment"),
};

static gboolean
is_number (int field)
{
  return field == ATT_FIELD_YEAR || (field >= ATT_FIELD_TRACK && field <= ATT_FIELD_DISC_TOTAL);
}

/* --- writing --- */

typedef struct {
  AttWindow *window;
  GPtrArray *edits;
  gboolean undoing;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->window);
  g_ptr_array_unref (job->edits);
  g_free (job);
}

static void
job_closure_free (gpointer data, GClosure *closure)
{
  job_free (data);
}

static void write_tags (AttWindow *window, GPtrArray *edits, gboolean undoing);

static void
undo_cb (Job *job)
{
  write_tags (job->window, job->edits, TRUE);
}

static void
written_cb (GObject *source, GAsyncResult *async, gpointer data)
{
  Job *job = data, *undo;
  g_autoptr (AttTagResult) result = att_session_edit_tags_finish (ATT_SESSION (source), async);
  const guint n = result->undo->len;

  att_cover_reload_all ();
  if (result->problems->len > 0)
    {
      const char *first = g_ptr_array_index (result->problems, 0);

      if (result->problems->len == 1)
        att_window_toast (job->window, "%s", first);
      else
        att_window_toast (job->window, ngettext ("%u file could not be changed: %s", "%u files could not be changed: %s",
                                                 result->problems->len), result->problems->len, first);
    }
  else if (job->undoing)
    att_window_toast (job->window, "%s", _("The tags are as they were"));
  else
    {
      undo = g_new0 (Job, 1);
      undo->window = g_object_ref (job->window);
      undo->edits = g_ptr_array_ref (result->undo);
      att_window_toast_undo (job->window, G_CALLBACK (undo_cb), undo, job_closure_free,
                             /* TRANSLATORS: after tags were saved */
                             ngettext ("Tags of %u file changed", "Tags of %u files changed", n), n);
    }
  job_free (job);
}

static void
write_tags (AttWindow *window, GPtrArray *edits, gboolean undoing)
{
  Job *job = g_new0 (Job, 1);

  job->window = g_object_ref (window);
  job->edits = g_ptr_array_ref (edits);
  job->undoing = undoing;
  att_session_edit_tags_async (att_window_get_session (window), edits, written_cb, job);
}

static void
save_cb (AttTagEditor *self)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) att_tag_edit_free);
  gboolean in_order = self->tracks->len > 1 && gtk_switch_get_active (self->in_order);
  guint number = 0;

  for (guint i = 0; i < self->tracks->len; i++)
    {
      const AttTagFields *now = g_ptr_array_index (self->fields, i);
      g_autoptr (AttTagEdit) edit = NULL;
      gboolean changes = self->picture_change != ATT_PICTURE_KEEP;

      number++;
      if (now->unwritable)
        continue;
      edit = att_tag_edit_new (self->paths[i]);
      for (int f = 0; f < ATT_N_FIELDS; f++)
        {
          const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entries[f]));

          if (self->touched[f] && g_strcmp0 (text, now->values[f]) != 0)
            edit->values[f] = g_strdup (text);
        }
      if (in_order)
        {
          g_autofree char *text = g_strdup_printf ("%u", number), *total = g_strdup_printf ("%u", self->tracks->len);

          g_clear_pointer (&edit->values[ATT_FIELD_TRACK], g_free);
          g_clear_pointer (&edit->values[ATT_FIELD_TRACK_TOTAL], g_free);
          if (g_strcmp0 (text, now->values[ATT_FIELD_TRACK]) != 0)
            edit->values[ATT_FIELD_TRACK] = g_steal_pointer (&text);
          if (g_strcmp0 (total, now->values[ATT_FIELD_TRACK_TOTAL]) != 0)
            edit->values[ATT_FIELD_TRACK_TOTAL] = g_steal_pointer (&total);
        }
      for (int f = 0; f < ATT_N_FIELDS; f++)
        changes |= edit->values[f] != NULL;
      if (!changes)
        continue;
      edit->picture_change = self->picture_change;
      edit->picture = self->picture ? g_bytes_ref (self->picture) : NULL;
      g_ptr_array_add (edits, g_steal_pointer (&edit));
    }
  if (edits->len > 0)
    write_tags (self->window, edits, FALSE);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- showing --- */

static gboolean
is_valid (AttTagEditor *self, int field)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entries[field]));

  if (!is_number (field) || !self->touched[field])
    return TRUE;
  for (const char *p = text; *p; p++)
    if (!g_ascii_isdigit (*p))
      return FALSE;
  return strlen (text) <= 4;
}

static void
show_state (AttTagEditor *self)
{
  gboolean valid = TRUE, changed = self->picture_change != ATT_PICTURE_KEEP, writable = FALSE;

  for (guint i = 0; self->fields && i < self->fields->len; i++)
    writable |= ((AttTagFields *) g_ptr_array_index (self->fields, i))->unwritable == NULL;
  for (int f = 0; f < ATT_N_FIELDS; f++)
    {
      const gboolean good = is_valid (self, f);

      if (good)
        gtk_widget_remove_css_class (self->entries[f], "error");
      else
        gtk_widget_add_css_class (self->entries[f], "error");
      valid &= good;
      changed |= self->touched[f];
    }
  changed |= gtk_switch_get_active (self->in_order);
  gtk_widget_set_sensitive (self->save, writable && valid && changed);
}

static void
changed_cb (GtkEditable *entry, AttTagEditor *self)
{
  if (self->filling)
    return;
  for (int f = 0; f < ATT_N_FIELDS; f++)
    if (self->entries[f] == GTK_WIDGET (entry))
      self->touched[f] = TRUE;
  show_state (self);
}

static void
in_order_cb (AttTagEditor *self)
{
  const gboolean by_hand = !gtk_switch_get_active (self->in_order);

  gtk_widget_set_sensitive (self->entries[ATT_FIELD_TRACK], by_hand);
  gtk_widget_set_sensitive (self->entries[ATT_FIELD_TRACK_TOTAL], by_hand);
  show_state (self);
}

static void
fill (AttTagEditor *self)
{
  guint n_refused = 0;
  const char *refusal = NULL;
  gboolean any_picture = FALSE, one_refusal = TRUE;

  self->filling = TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      const AttTagFields *one = g_ptr_array_index (self->fields, i);

      any_picture |= one->has_picture;
      if (one->unwritable)
        {
          one_refusal &= !refusal || g_str_equal (refusal, one->unwritable);
          refusal = refusal ? refusal : one->unwritable;
          n_refused++;
        }
    }
  for (int f = 0; f < ATT_N_FIELDS; f++)
    {
      const char *value = NULL;
      gboolean same = TRUE;

      for (guint i = 0; i < self->fields->len; i++)
        {
          const AttTagFields *one = g_ptr_array_index (self->fields, i);

          if (one->unwritable && n_refused < self->fields->len)
            continue;
          same &= value == NULL || g_str_equal (value, one->values[f]);
          value = one->values[f];
        }
      gtk_editable_set_text (GTK_EDITABLE (self->entries[f]), same && value ? value : "");
      if (!same)
        {
          /* TRANSLATORS: the name of a field, as "Artist", whose value differs between the files */
          g_autofree char *title = g_strdup_printf (_("%s (several values)"), _(titles[f]));

          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entries[f]), title);
        }
    }
  self->filling = FALSE;
  if (n_refused > 0)
    {
      g_autofree char *text = one_refusal && n_refused == self->fields->len
                                ? g_strdup (refusal)
                                : g_strdup_printf (ngettext ("%u file cannot be changed and stays as it is: %s",
                                                             "%u files cannot be changed and stay as they are: %s",
                                                             n_refused), n_refused, refusal);

      gtk_label_set_text (self->refusal, text);
    }
  gtk_widget_set_visible (self->refusal_box, n_refused > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->words), n_refused < self->fields->len);
  gtk_widget_set_sensitive (GTK_WIDGET (self->numbers), n_refused < self->fields->len);
  gtk_widget_set_sensitive (GTK_WIDGET (self->more), n_refused < self->fields->len);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cover_stack), n_refused < self->fields->len);
  gtk_widget_set_sensitive (self->remove_cover, any_picture && n_refused < self->fields->len);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.replace-cover", n_refused < self->fields->len);
  gtk_stack_set_visible_child_name (self->stack, "content");
  show_state (self);
  if (n_refused < self->fields->len)
    gtk_widget_grab_focus (self->entries[self->tracks->len > 1 ? ATT_FIELD_ARTIST : ATT_FIELD_TITLE]);
}

/* what the library knows of it; the words are in the sheet */
static AttTagFields *
make_fields_of_part (AttTrack *track)
{
  AttTagFields *fields = att_tag_fields_new ();
  g_autofree char *path = att_part_file_path (track->uri), *name = g_filename_display_basename (path);
  const char *const words[ATT_N_FIELDS] = {
    [ATT_FIELD_TITLE] = att_track_get_title (track), [ATT_FIELD_ARTIST] = att_track_get_artist (track),
    [ATT_FIELD_ALBUM_ARTIST] = track->album_artist,  [ATT_FIELD_ALBUM] = att_track_get_album (track),
    [ATT_FIELD_COMPOSER] = track->composer,          [ATT_FIELD_GENRE] = att_track_get_genre (track),
  };
  const int numbers[ATT_N_FIELDS] = {
    [ATT_FIELD_YEAR] = track->year, [ATT_FIELD_TRACK] = track->track_number, [ATT_FIELD_DISC] = track->disc_number,
  };

  for (int f = 0; f < ATT_N_FIELDS; f++)
    fields->values[f] = numbers[f] > 0 ? g_strdup_printf ("%d", numbers[f]) : g_strdup (words[f] ? words[f] : "");
  /* TRANSLATORS: why the tags of one or several songs cannot be changed; %s is the name of a file */
  fields->unwritable = g_strdup_printf (_("“%s” is cut into songs by a cue sheet. Their tags are in that sheet: change "
                                          "them there."), name);
  return fields;
}

static void
take_fields (AttTagEditor *self, GPtrArray *fields)
{
  for (guint i = fields->len; i < self->tracks->len; i++)
    g_ptr_array_add (fields, make_fields_of_part (g_ptr_array_index (self->tracks, i)));
  self->fields = fields;
  fill (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttTagEditor *self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *fields = att_session_read_tags_finish (ATT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!fields)
    {
      g_autofree char *markup = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failure, markup);
      gtk_stack_set_visible_child_name (self->stack, "failure");
      return;
    }
  take_fields (self, fields);
}

/* --- the cover --- */

static void
show_new_cover (AttTagEditor *self)
{
  gtk_stack_set_visible_child_name (self->cover_stack,
                                    self->picture_change == ATT_PICTURE_REPLACE  ? "new"
                                    : self->picture_change == ATT_PICTURE_REMOVE ? "none"
                                                                                 : "old");
  show_state (self);
}

static void
remove_cover_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttTagEditor *self = ATT_TAG_EDITOR (widget);

  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture_change = ATT_PICTURE_REMOVE;
  gtk_widget_set_sensitive (self->remove_cover, FALSE);
  show_new_cover (self);
}

static void
picture_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttTagEditor *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes && g_bytes_get_size (bytes) > MAX_PICTURE)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The picture is too large"));
  else if (bytes)
    texture = gdk_texture_new_from_bytes (bytes, &error);
  if (!texture)
    {
      gtk_label_set_text (self->refusal, error->message);
      gtk_widget_set_visible (self->refusal_box, TRUE);
      return;
    }
  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture = g_steal_pointer (&bytes);
  self->picture_change = ATT_PICTURE_REPLACE;
  gtk_picture_set_paintable (self->new_cover, GDK_PAINTABLE (texture));
  gtk_widget_set_sensitive (self->remove_cover, TRUE);
  show_new_cover (self);
}

static void
picture_chosen_cb (GtkNativeDialog *dialog, int response, AttTagEditor *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file)
    g_file_load_bytes_async (file, self->cancellable, picture_read_cb, self);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
replace_cover_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Choose a Cover"), GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/webp");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (picture_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- the object --- */

static void
att_tag_editor_dispose (GObject *object)
{
  AttTagEditor *self = ATT_TAG_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->window);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_strfreev);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->picture, g_bytes_unref);
  G_OBJECT_CLASS (att_tag_editor_parent_class)->dispose (object);
}

static void
att_tag_editor_class_init (AttTagEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_tag_editor_dispose;
  g_type_ensure (ATT_TYPE_COVER);
  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-tag-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, bar);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, save);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, failure);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, refusal_box);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, refusal);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, cover);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, new_cover);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, cover_stack);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, remove_cover);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, words);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, numbers);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, more);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, in_order_row);
  gtk_widget_class_bind_template_child (widget_class, AttTagEditor, in_order);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, in_order_cb);
  gtk_widget_class_install_action (widget_class, "editor.replace-cover", NULL, replace_cover_cb);
  gtk_widget_class_install_action (widget_class, "editor.remove-cover", NULL, remove_cover_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
att_tag_editor_init (AttTagEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  att_dialog_set_bar (GTK_WINDOW (self), self->bar);
  att_accessible_follow_stack (self->stack);
  att_accessible_follow_stack (self->cover_stack);
  self->cancellable = g_cancellable_new ();
  for (int f = 0; f < ATT_N_FIELDS; f++)
    {
      AdwPreferencesGroup *group = f == ATT_FIELD_COMMENT ? self->more : f < ATT_FIELD_TRACK ? self->words : self->numbers;
      GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _(titles[f]), "use-markup", FALSE, "activates-default", TRUE,
                                     "input-purpose",
                                     is_number (f) ? GTK_INPUT_PURPOSE_DIGITS : GTK_INPUT_PURPOSE_FREE_FORM, NULL);

      self->entries[f] = row;
      g_signal_connect (row, "changed", G_CALLBACK (changed_cb), self);
      adw_preferences_group_add (group, row);
    }
}

void
att_tag_editor_show (AttWindow *window, GPtrArray *tracks)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  AttTagEditor *self = g_object_new (ATT_TYPE_TAG_EDITOR, "transient-for", window, NULL);
  const AttTrack *first;

  self->window = g_object_ref (window);
  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);
      g_autofree char *path = att_part_whole_path (track->uri, NULL);

      if (!path)
        continue;
      g_strv_builder_add (paths, path);
      g_ptr_array_add (self->tracks, g_object_ref (track));
    }
  for (guint i = 0; i < tracks->len; i++)
    if (att_part_of_uri (((AttTrack *) g_ptr_array_index (tracks, i))->uri, NULL))
      g_ptr_array_add (self->tracks, g_object_ref (g_ptr_array_index (tracks, i)));
  self->paths = g_strv_builder_end (paths);
  if (self->tracks->len == 0)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      att_window_toast (window, "%s", _("Only the tags of files can be changed"));
      return;
    }
  first = g_ptr_array_index (self->tracks, 0);
  att_cover_set_source (self->cover, att_window_get_session (window), first->uri,
                        first->album ? first->album : att_track_get_title ((AttTrack *) first));
  gtk_widget_set_visible (self->entries[ATT_FIELD_TITLE], self->tracks->len == 1);
  gtk_widget_set_visible (GTK_WIDGET (self->in_order_row), self->tracks->len > 1);
  if (self->tracks->len > 1)
    {
      g_autofree char *title = g_strdup_printf (ngettext ("Tags of %u File", "Tags of %u Files", self->tracks->len),
                                                self->tracks->len);

      gtk_window_set_title (GTK_WINDOW (self), title);
    }
  if (*self->paths)
    att_session_read_tags_async (att_window_get_session (window), (const char *const *) self->paths, self->cancellable,
                                 read_cb, self);
  else
    take_fields (self, g_ptr_array_new_with_free_func ((GDestroyNotify) att_tag_fields_free));
  att_dialog_present (GTK_WINDOW (self));
}

static void
album_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttWindow) window = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tracks = att_session_list_finish (ATT_SESSION (source), result, &error);

  if (tracks)
    att_tag_editor_show (window, tracks);
  else
    att_window_toast (window, "%s", error->message);
}

void
att_tag_editor_show_album (AttWindow *window, gint64 id)
{
  att_session_list_tracks_async (att_window_get_session (window), &(AttTrackQuery) { .album_id = id }, NULL, album_cb,
                                 g_object_ref (window));
}
