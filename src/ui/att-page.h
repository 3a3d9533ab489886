/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-page.h - a page of the middle: its title, and its empty, loading and error states
 *
 * A page asks the session for what it shows in its `reload`. It is called when
 * the page is first shown, and when the library changed, at once while the page
 * is shown, else when it is shown again.
 *
 * Properties
 *   "title"       large, at the top of the window; NULL where the content carries it
 *   "tag"         names the page for the next start ("albums", "album:12"); NULL: not kept
 *   "narrow"      set by the window
 *   "content"     the page itself
 *   "tools"       (nullable) shown at the end of the header, in a wide window
 *   "start"       (nullable) where the focus goes first: the list, or the control, that the page is for
 *   "empty-icon", "empty-title", "empty-text", "empty-action", "empty-label": the empty state and its button
 */
#pragma once

#include <adwaita.h>

#include "att-session-playing.h"

G_BEGIN_DECLS

#define ATT_TYPE_PAGE (att_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (AttPage, att_page, ATT, PAGE, GtkWidget)

struct _AttPageClass
{
  GtkWidgetClass parent_class;

  void (*session_set)   (AttPage *self);
  void (*reload)        (AttPage *self);
  void (*track_changed) (AttPage *self, AttTrack *track);
};

typedef enum { ATT_PAGE_LOADING, ATT_PAGE_CONTENT, ATT_PAGE_EMPTY } AttPageState;

/* once; playback is enabled */
void        att_page_set_session (AttPage *self, AttSession *session);
/* (transfer none) (nullable) */
AttSession *att_page_get_session (AttPage *self);
/* cancelled when the page goes or a newer reload begins: for the async calls of `reload` */
GCancellable *att_page_get_cancellable (AttPage *self);
void        att_page_reload      (AttPage *self);
void        att_page_set_state   (AttPage *self, AttPageState state);
/* @error: shown, with a button to try again; cancellation is ignored */
void        att_page_show_error  (AttPage *self, const GError *error);
/* moves the keyboard focus into the page, when its content is there */
void        att_page_focus       (AttPage *self);
void        att_page_set_empty   (AttPage *self, const char *icon, const char *title, const char *text);

const char *att_page_get_title   (AttPage *self);
void        att_page_set_title   (AttPage *self, const char *title);
const char *att_page_get_tag     (AttPage *self);
void        att_page_set_tag     (AttPage *self, const char *tag);
GtkWidget  *att_page_get_tools   (AttPage *self);
gboolean    att_page_get_narrow  (AttPage *self);
/* of a page about one thing: @cover, which has a "size", in a box beside what is said of it; in a narrow window above it,
 * and smaller */
void        att_page_set_head    (AttPage *self, GtkWidget *cover);

G_END_DECLS
