/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-window-private.h - what att-window.c and att-window-actions.c share
 */
#pragma once

#include "att-now-playing.h"
#include "att-player-bar.h"
#include "att-status-foot.h"
#include "att-window.h"

G_BEGIN_DECLS

struct _AttWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings; /* NULL where the schema is not installed */
  AttSession *session;
  AttNow *now;
  gboolean narrow;
  GPtrArray *history;  /* of AttPage: behind the page that is shown */
  AttPage *page;
  AdwToast *toast;     /* the one that is shown, weak */
  gint64 attended_at;

  AdwToastOverlay *toasts;
  AdwToastOverlay *main_toasts; /* ends above the player bar */
  GtkStack *shell;     /* "main", "now-playing", "first-run", "failure" */
  AdwLeaflet *leaflet;
  GtkListBox *pane;
  AttStatusFoot *foot;
  GtkStack *pages;
  GtkLabel *title;
  AdwBin *tools;
  GtkWidget *back;
  AttPlayerBar *bar;
  AttNowPlaying *now_playing;
  AdwStatusPage *failure;
};

void     att_window_install_actions (AttWindowClass *klass);
void     att_window_init_actions    (AttWindow *self);
void     att_window_update_actions  (AttWindow *self);
/* FALSE: there is nothing behind */
gboolean att_window_go_back         (AttWindow *self);

G_END_DECLS
