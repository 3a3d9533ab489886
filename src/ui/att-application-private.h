/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-application-private.h - what the files of AttApplication share
 */
#pragma once

#include "att-application.h"
#include "att-search-provider.h"
#include "att-window.h"

G_BEGIN_DECLS

struct _AttApplication
{
  AdwApplication parent_instance;

  char *data_dir;
  char *sink;
  AttSession *session;
  AttSearchProvider *search_provider; /* NULL: no session bus */
  gboolean opening;
  /* what was asked for, until the session is there */
  GPtrArray *uris;    /* of char *, NULL-terminated once used */
  GPtrArray *folders; /* of char * */
  char *place;        /* as att_window_show_tag() takes it; NULL: none */
  char *search;       /* NULL: none */
  gboolean radio;
};

/* NULL: there is none */
AttWindow *att_application_get_window      (AttApplication *self);
void       att_application_open_session    (AttApplication *self);
void       att_application_install_actions (AttApplication *self);
void       att_about_show                  (GtkWindow *parent, AttSession *session);

G_END_DECLS
