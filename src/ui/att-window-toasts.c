/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to the listener: one line over what is shown, some with Undo.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-format.h"
#include "att-window-private.h"

#define LEAST_S 5

/* how long a mistake can be taken back with one press */
#define UNDO_S 10

/* and with Ctrl+Z, for who does not come to the toast in time or does not see it */
#define UNDO_KEY_S 60

/* libadwaita 1.2 frees a toast that is dismissed while it comes, or comes while another goes, before its animation has
 * ended. So each has the time to come and to go by itself; a little more than the library's 300 ms. */
#define MOVE_MS 350

/* a toast has few lines, and what a name that fills them would push out is the cause, at the end */
#define MAX_CHARS 100

/* what a line of a toast holds in a narrow window; what its button takes of that beside its words; and where less would
 * be left, the button goes below */
#define NARROW_CHARS 24
#define BUTTON_CHARS 5
#define LEAST_CHARS 12

static char *
cut_middle (const char *text)
{
  const glong n = g_utf8_strlen (text, -1);
  g_autofree char *head = NULL, *tail = NULL;

  if (n <= MAX_CHARS)
    return g_strdup (text);
  head = g_utf8_substring (text, 0, MAX_CHARS / 2);
  tail = g_utf8_substring (text, n - MAX_CHARS / 2, n);
  return g_strconcat (head, "…", tail, NULL);
}

/* of a line of a narrow window */
static int
narrow_chars (AttWindow *self)
{
  return (int) (NARROW_CHARS / att_text_scale (GTK_WIDGET (self)));
}

static void
pressed_cb (AdwToast *toast)
{
  g_autoptr (AdwToast) kept = g_object_ref (toast); /* the button goes with it */

  g_signal_emit_by_name (kept, "button-clicked");
  adw_toast_dismiss (kept);
}

/* @label, and the button below it */
static GtkWidget *
stack_button (AdwToast *toast, GtkWidget *label, const char *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *button = gtk_button_new_with_label (words);

  g_object_set (box, "margin-top", 6, "margin-bottom", 6, NULL);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (pressed_cb), toast, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static AdwToast *
make_toast (AttWindow *self, const char *button, const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);
  g_autofree char *valid = g_utf8_make_valid (text, -1); /* names of files may be anything */
  g_autofree char *line = cut_middle (valid);
  const int chars = self->narrow ? narrow_chars (self) : -1;
  const int beside = chars - (button ? (int) g_utf8_strlen (button, -1) + BUTTON_CHARS : 0);
  const gboolean below = self->narrow && button && beside < LEAST_CHARS;
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", line, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "natural-wrap-mode", self->narrow ? GTK_NATURAL_WRAP_WORD : GTK_NATURAL_WRAP_NONE,
                                   "max-width-chars", self->narrow && !below ? beside : chars, "xalign", 0.0f, NULL);

  /* the toast's own label is one line, and loses its end in a narrow window */
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, below ? stack_button (toast, label, button) : label);
  if (!below)
    adw_toast_set_button_label (toast, button);
  return toast;
}

static void
dismissed_cb (AttWindow *self)
{
  g_clear_weak_pointer (&self->toast);
  adw_animation_reset (self->toast_moves);
  adw_animation_play (self->toast_moves);
}

static void
show_next (AttWindow *self)
{
  gboolean main = g_strcmp0 (gtk_stack_get_visible_child_name (self->shell), "main") == 0;
  AdwToast *toast;

  if (self->next_toast == NULL)
    return;
  if (self->toast)
    {
      adw_toast_dismiss (self->toast);
      return;
    }
  toast = g_steal_pointer (&self->next_toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (main ? self->main_toasts : self->toasts, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
  adw_animation_play (self->toast_moves);
}

static void
ignore_value (double value, gpointer data)
{
}

/* @toast: (transfer full): takes the place of what is shown and of what waits */
static void
show_toast (AttWindow *self, AdwToast *toast)
{
  if (self->toast_moves == NULL)
    {
      AdwAnimationTarget *nothing = adw_callback_animation_target_new (ignore_value, NULL, NULL);

      self->toast_moves = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, MOVE_MS, nothing);
      g_signal_connect_object (self->toast_moves, "done", G_CALLBACK (show_next), self, G_CONNECT_SWAPPED);
    }
  g_set_object (&self->next_toast, toast);
  g_object_unref (toast);
  if (adw_animation_get_state (self->toast_moves) != ADW_ANIMATION_PLAYING)
    show_next (self);
}

void
att_window_toast (AttWindow *self, const char *format, ...)
{
  const char *text;
  AdwToast *toast;
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  toast = make_toast (self, NULL, format, args);
  va_end (args);
  /* as long as it takes to read without hurry, and as libadwaita's own at the least */
  text = gtk_label_get_text (GTK_LABEL (adw_toast_get_custom_title (toast)));
  adw_toast_set_timeout (toast, (guint) CLAMP (g_utf8_strlen (text, -1) / 8, LEAST_S, UNDO_S));
  show_toast (self, toast);
}

/* --- undo by key --- */

void
att_window_forget_undo (AttWindow *self)
{
  g_clear_handle_id (&self->undo_source, g_source_remove);
  g_clear_object (&self->undo);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
}

static gboolean
undo_over_cb (gpointer data)
{
  AttWindow *self = data;

  self->undo_source = 0;
  att_window_forget_undo (self);
  return G_SOURCE_REMOVE;
}

static void
keep_undo (AttWindow *self, AdwToast *toast)
{
  att_window_forget_undo (self);
  self->undo = g_object_ref (toast);
  self->undo_source = g_timeout_add_seconds (UNDO_KEY_S, undo_over_cb, self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", TRUE);
}

static void
undo_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttWindow *self = ATT_WINDOW (widget);
  g_autoptr (AdwToast) toast = self->undo ? g_object_ref (self->undo) : NULL;

  if (!toast)
    return;
  /* TRANSLATORS: after Ctrl+Z: what was done last is undone */
  att_window_toast (self, "%s", _("Taken back"));
  g_signal_emit_by_name (toast, "button-clicked");
}

/* not an accelerator of the application: an entry comes first, as long as there is writing to take back in it */
void
att_window_install_undo_action (AttWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
}

/* --- a toast with a button --- */

/* (transfer full) */
static AdwToast *
make_button (AttWindow *self, const char *label, GCallback pressed, gpointer data, GClosureNotify destroy,
             const char *format, va_list args)
{
  AdwToast *toast = make_toast (self, label, format, args);

  adw_toast_set_timeout (toast, UNDO_S);
  g_signal_connect_data (toast, "button-clicked", pressed, data, destroy, G_CONNECT_SWAPPED);
  return toast;
}

void
att_window_toast_button (AttWindow *self, const char *label, GCallback pressed, gpointer data, GClosureNotify destroy,
                         const char *format, ...)
{
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  show_toast (self, make_button (self, label, pressed, data, destroy, format, args));
  va_end (args);
}

void
att_window_toast_undo (AttWindow *self, GCallback undo, gpointer data, GClosureNotify destroy, const char *format, ...)
{
  AdwToast *toast;
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  toast = make_button (self, _("Undo"), undo, data, destroy, format, args);
  va_end (args);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (att_window_forget_undo), self, G_CONNECT_SWAPPED);
  keep_undo (self, toast);
  show_toast (self, toast);
}
