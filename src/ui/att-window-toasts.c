/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words to the listener: one line over what is shown, some with Undo.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-window-private.h"

/* how long a mistake can be taken back with one press */
#define UNDO_S 10

/* libadwaita 1.2 frees a toast that is dismissed while it comes, or comes while another goes, before its animation has
 * ended. So each has the time to come and to go by itself; a little more than the library's 300 ms. */
#define MOVE_MS 350

static AdwToast *
make_toast (const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
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
  AdwToast *toast;
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  toast = make_toast (format, args);
  va_end (args);
  adw_toast_set_timeout (toast, 3);
  show_toast (self, toast);
}

static void
toast_button (AttWindow *self, const char *label, GCallback pressed, gpointer data, GClosureNotify destroy,
              const char *format, va_list args)
{
  AdwToast *toast = make_toast (format, args);

  adw_toast_set_button_label (toast, label);
  adw_toast_set_timeout (toast, UNDO_S);
  g_signal_connect_data (toast, "button-clicked", pressed, data, destroy, G_CONNECT_SWAPPED);
  show_toast (self, toast);
}

void
att_window_toast_button (AttWindow *self, const char *label, GCallback pressed, gpointer data, GClosureNotify destroy,
                         const char *format, ...)
{
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  toast_button (self, label, pressed, data, destroy, format, args);
  va_end (args);
}

void
att_window_toast_undo (AttWindow *self, GCallback undo, gpointer data, GClosureNotify destroy, const char *format, ...)
{
  va_list args;

  g_return_if_fail (ATT_IS_WINDOW (self));

  va_start (args, format);
  toast_button (self, _("Undo"), undo, data, destroy, format, args);
  va_end (args);
}
