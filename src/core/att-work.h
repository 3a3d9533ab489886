/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-work.h - composed works: their movements, and who plays them
 *
 * Of which work a track is, its file says (WORK, TIT1 beside a movement…). Where it says nothing, successive tracks of an
 * album are taken for one work if their titles number its parts ("Sonata: I. Allegro", "Sonata: II. Adagio"; "Echoes,
 * Part 1", "Echoes, Part 2") or have one beginning with a number in it ("Suite No. 1: Prelude", "Suite No. 1: Gigue").
 *
 * Immutable once handed out; may be read from any thread.
 */
#pragma once

#include "att-track.h"

G_BEGIN_DECLS

/* one work as it is played on one album */
#define ATT_TYPE_PERFORMANCE (att_performance_get_type ())
G_DECLARE_FINAL_TYPE (AttPerformance, att_performance, ATT, PERFORMANCE, GObject)

struct _AttPerformance
{
  GObject parent_instance;

  /*< read only after construction >*/
  char *performers;      /* NULL: nobody but the composer is named */
  GPtrArray *tracks;     /* (element-type AttTrack): its movements in order; never empty */
  GPtrArray *movements;  /* (element-type utf8): of each track, what its title says beside the name of the work */
  gint64 duration_ms;
};

#define ATT_TYPE_WORK (att_work_get_type ())
G_DECLARE_FINAL_TYPE (AttWork, att_work, ATT, WORK, GObject)

struct _AttWork
{
  GObject parent_instance;

  /*< read only after construction >*/
  char *title;
  char *key;               /* att_text_fold() of it: the same for all its performances */
  GPtrArray *performances; /* (element-type AttPerformance): by year, what has none last; never empty */
};

/* what somebody composed */
typedef struct {
  char *composer;    /* NULL: nobody has that id */
  GPtrArray *works;  /* (element-type AttWork), by title, numbers in it by their value */
  GPtrArray *others; /* (element-type AttTrack): what is of no work, by title */
} AttComposed;

void att_composed_free (AttComposed *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttComposed, att_composed_free)

/* Groups @tracks. @performers: of each, who plays it; nullable elements. (transfer full); sets works and others */
AttComposed *att_works_group    (GPtrArray *tracks, const char *const *performers);

/* the number of a part of a piece, and *@piece (transfer full): its name; 0, and *@piece untouched: @title (nullable)
 * names no part */
int          att_work_read_part (const char *title, char **piece);
/* A work as a tag names it, without the movement that some put into it. Folded, (transfer full), never NULL */
char        *att_work_dup_key   (const char *work);

G_END_DECLS
