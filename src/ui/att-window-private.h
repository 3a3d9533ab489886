/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-window-private.h - what the files of AttWindow share
 *
 * att-window.c is the object and its session; -places.c the pane, the pages and the way back; -toasts.c the words to the
 * listener; -actions.c and the like what the window can be told to do.
 */
#pragma once

#include "att-mini-player.h"
#include "att-now-playing.h"
#include "att-player-bar.h"
#include "att-status-foot.h"
#include "att-window.h"

G_BEGIN_DECLS

#define ATT_WINDOW_MIN_WIDTH 360
#define ATT_WINDOW_MIN_HEIGHT 340

struct _AttWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings; /* NULL where the schema is not installed */
  AttSession *session;
  AttNow *now;
  gboolean narrow;
  GPtrArray *history;  /* of AttPage: behind the page that is shown */
  AttPage *page;
  AdwToast *toast;           /* the one that is shown, weak */
  AdwToast *next_toast;      /* waits until that has gone */
  AdwAnimation *toast_moves; /* while one comes or goes */
  AdwToast *undo;            /* whose button win.undo presses, shown or not */
  guint undo_source;         /* when that is over */
  gint64 attended_at;
  gboolean mini;       /* the small player, and what the window was before: att-window-mini.c */
  gboolean large_maximized;
  int large_width, large_height;

  AdwToastOverlay *toasts;
  AdwToastOverlay *main_toasts; /* ends above the player bar */
  GtkStack *shell;     /* "main", "now-playing", "mini", "first-run", "failure" */
  AdwLeaflet *leaflet;
  GtkListBox *pane;
  GtkMenuButton *main_menu_button;
  AttStatusFoot *foot;
  GtkStack *pages;
  GtkLabel *title;
  AdwBin *tools;
  GtkWidget *back;
  AttPlayerBar *bar;
  AttNowPlaying *now_playing;
  AttMiniPlayer *mini_player;
  AdwStatusPage *failure;
};

void     att_window_install_actions (AttWindowClass *klass);
void     att_window_install_rating_actions (AttWindowClass *klass);
void     att_window_install_open_actions (AttWindowClass *klass);
/* files dropped on the window are played; a folder from outside the library is offered to it (once there is a session) */
void     att_window_accept_files    (AttWindow *self);
void     att_window_follow_outside  (AttWindow *self);
void     att_window_install_lyrics_actions (AttWindowClass *klass);
void     att_window_install_works_actions (AttWindowClass *klass);
void     att_window_install_undo_action (AttWindowClass *klass);
void     att_window_init_mini       (AttWindow *self);
void     att_window_init_actions    (AttWindow *self);
void     att_window_update_actions  (AttWindow *self);

/* att-window-sound.c: in class_init, init, and once there is a session */
void     att_window_install_sound_actions (GtkWidgetClass *klass);
void     att_window_init_sound_actions    (AttWindow *self);
void     att_window_start_sound_actions   (AttWindow *self);

void     att_window_fill_pane       (AttWindow *self);
/* one of the pane's: what was opened before goes */
void     att_window_show_place      (AttWindow *self, const char *tag);
/* title, tools and back button of the page that is shown */
void     att_window_show_header     (AttWindow *self);
/* opens @page, floating, over the one that is shown */
void     att_window_push_page       (AttWindow *self, AttPage *page);
/* FALSE: there is nothing behind */
gboolean att_window_go_back         (AttWindow *self);

G_END_DECLS
