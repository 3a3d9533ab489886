/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-window.h - the window: pane on the left, a page in the middle, the player bar below
 *
 * Drawn at once; the pages fill when the session is given. The pages of the
 * pane stay, what is opened from them is stacked and goes with the back button.
 * The other files of this room ask the window for what crosses pages: showing
 * a collection, starting a radio, a word to the listener with "Undo".
 */
#pragma once

#include <adwaita.h>

#include "att-now.h"
#include "att-page.h"
#include "att-session-radio.h"

G_BEGIN_DECLS

#define ATT_TYPE_WINDOW (att_window_get_type ())
G_DECLARE_FINAL_TYPE (AttWindow, att_window, ATT, WINDOW, AdwApplicationWindow)

GtkWidget  *att_window_new             (GtkApplication *application);
/* the window that @widget is in; NULL outside of one */
AttWindow  *att_window_of              (GtkWidget *widget);

/* closes it for good, whatever plays */
void        att_window_quit            (AttWindow *self);

/* once; playback is enabled */
void        att_window_set_session     (AttWindow *self, AttSession *session);
/* (transfer none) (nullable) */
AttSession *att_window_get_session     (AttWindow *self);
/* instead of everything else: the session could not be opened */
void        att_window_show_failure    (AttWindow *self, const char *message);
/* instead of everything else, until the listener has answered or skipped it */
void        att_window_show_first_run  (AttWindow *self);

/* @tag: "radio", "albums"…, "search", or of a collection ("album:12"); unknown: radio */
void        att_window_show_tag        (AttWindow *self, const char *tag);
/* the search page, with @text typed */
void        att_window_search          (AttWindow *self, const char *text);
void        att_window_show_collection (AttWindow *self, AttCollectionKind kind, gint64 id, const char *title);
/* the page of a work: @work is its key (att-work.h) */
void        att_window_show_work       (AttWindow *self, gint64 composer_id, const char *work, const char *title);
/* the page of who composed @track; nothing where nobody is known */
void        att_window_show_composer   (AttWindow *self, AttTrack *track);
/* the page of one song of the library */
void        att_window_show_track      (AttWindow *self, AttTrack *track);
/* @kind 0: from the listener's taste */
void        att_window_start_radio     (AttWindow *self, AttSeedKind kind, gint64 id, const char *name);
/* from some of @tracks (element-type AttTrack), which are @name together */
void        att_window_start_radio_from (AttWindow *self, GPtrArray *tracks, const char *name);
/* with a word about it, and Undo for the ban */
void        att_window_love            (AttWindow *self, AttTrack *track, gboolean loved);
void        att_window_ban             (AttWindow *self, AttTrack *track, gboolean banned);
/* half stars 0..10; @tell: with a word about it, and Undo */
void        att_window_rate            (AttWindow *self, AttTrack *track, int rating, gboolean tell);
/* of all @tracks (element-type AttTrack), with a word about it, and Undo; what is loved is not loved once more */
void        att_window_rate_all        (AttWindow *self, GPtrArray *tracks, int rating);
void        att_window_love_all        (AttWindow *self, GPtrArray *tracks, gboolean loved);

/* one line, over what is shown; a newer one takes its place */
void        att_window_toast           (AttWindow *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* the same with a button of that label; @pressed is called with @data. @destroy frees @data in any case. */
void        att_window_toast_button    (AttWindow *self, const char *label, GCallback pressed, gpointer data,
                                        GClosureNotify destroy, const char *format, ...) G_GNUC_PRINTF (6, 7);
/* the same with Undo on it; @undo is called with @data when it is pressed, or Ctrl+Z while it is shown or shortly after.
 * @destroy frees @data in any case. */
void        att_window_toast_undo      (AttWindow *self, GCallback undo, gpointer data, GClosureNotify destroy,
                                        const char *format, ...) G_GNUC_PRINTF (5, 6);
/* what could be taken back was changed further: taking it back now would take more */
void        att_window_forget_undo     (AttWindow *self);

G_END_DECLS
