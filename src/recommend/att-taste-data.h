/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-taste-data.h - real people's listening, read from a folder, for evaluations
 *
 * Three tables of UTF-8 text, LF or CRLF:
 *     DIR/items.tsv    item<TAB>artist<TAB>title<TAB>tag:weight|tag:weight|…
 *     DIR/events.tsv   user<TAB>item<TAB>count    what the other users listen to; may be empty
 *     listeners.tsv    listener<TAB>genre,genre,…<TAB>item,item,…
 * A row of events or listeners that names an unknown item loses that item. A line that cannot be read is an error that
 * names the file and the line.
 */
#pragma once

#include "att-catalogue.h"

G_BEGIN_DECLS

typedef struct AttCsr AttCsr; /* att-csr.h */

#define ATT_TASTE_DATA_ERROR (att_taste_data_error_quark ())
GQuark att_taste_data_error_quark (void);

typedef enum {
  ATT_TASTE_DATA_ERROR_BAD_LINE,
  ATT_TASTE_DATA_ERROR_EMPTY, /* no items, or no listeners */
} AttTasteDataError;

typedef struct {
  char *name;
  char **genres; /* ticked at first run */
  GArray *items; /* of int: what this person in truth listens to; none twice */
} AttTasteListener;

typedef struct {
  GPtrArray *tracks;    /* (element-type AttTrack), id is item + 1, genres are the tags */
  GPtrArray *weights;   /* (element-type GArray) of float, per track and tag: how often it was given, > 0 */
  AttCsr *tags;         /* items × different tags: how often given */
  AttCsr *events;       /* users × items, play counts */
  GPtrArray *listeners; /* (element-type AttTasteListener) */
} AttTasteData;

/* @listeners: a file; NULL: nobody */
AttTasteData *att_taste_data_read (const char *dir, const char *listeners, GError **error);
void          att_taste_data_free (AttTasteData *self);

/* The library of these items, finished; item numbers are those of the tables */
AttCatalogue *att_taste_data_make_catalogue (const AttTasteData *self);
/* The rows of the first @n users of a shuffle by @seed; free with att_csr_free() */
AttCsr       *att_taste_data_take_users     (const AttTasteData *self, guint n, guint64 seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttTasteData, att_taste_data_free)

G_END_DECLS
