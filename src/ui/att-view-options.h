/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-view-options.h - how a page sorts and filters what it shows, and where its columns stand and how wide they are
 *
 * Each choice is a stateful action whose state is a key of the settings, so
 * that it is there again at the next start. Where the settings' schema is not
 * installed it lasts as long as the page.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* adds the action @key to @group; @fallback (floating): its state without settings. (transfer none), owned by @group */
GAction    *att_view_action_new   (GActionMap *group, const char *key, GVariant *fallback);
/* adds the action @prefix@member to @group: whether @member is in the list @key; @fallback: without settings */
GAction    *att_view_member_action_new (GActionMap *group, const char *prefix, const char *key, const char *member,
                                        gboolean fallback);
const char *att_view_action_text  (GAction *action);
gboolean    att_view_action_flag  (GAction *action);

/* one line of a menu of choices; ended by a NULL @value */
typedef struct {
  const char *value; /* of the action */
  const char *label; /* untranslated */
  gboolean most_first; /* what one wants to see first are the highest: who chooses it gets it descending */
} AttViewChoice;

/* A button that says what the list is sorted by, with a menu of @choices and of the two directions. @group: the name that
 * the actions @sort_key and @descending_key have been inserted under at an ancestor. */
GtkWidget  *att_view_sort_button_new (const char *group, const AttViewChoice *choices, GAction *sort,
                                      GAction *descending);

/* what the settings call @column (static) */
void        att_view_column_name (GtkColumnViewColumn *column, const char *name);
/* Keeps the order that the columns of @view are dragged to in the list @key of the settings, and puts them in the order
 * that is kept there. Each has a name. */
void        att_view_order_keep (GtkColumnView *view, const char *key);
/* Keeps the width that @column, which has a name, is dragged to in the dictionary @key of the settings. */
void        att_view_width_keep (GtkColumnViewColumn *column, const char *key);
/* @kept: it is as wide as it was dragged, and can be; else as wide as what is in it */
void        att_view_width_show (GtkColumnViewColumn *column, gboolean kept);

G_END_DECLS
