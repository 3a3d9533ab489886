/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "att-collection-page.h"

#include "att-cover.h"
#include "att-rating.h"
#include "att-shelves.h"
#include "att-tint.h"
#include "att-track-list.h"
#include "att-works-list.h"

G_BEGIN_DECLS

struct _AttCollectionPage
{
  AttPage parent_instance;

  AttCollectionKind kind;
  gint64 id;
  char *name;
  AttTrack *track;  /* the page of a song: then neither kind nor id; else NULL */
  gint64 artist_id; /* of an album or a song, for the link; of a work: its composer */
  char *work;       /* the page of a work: its key; else NULL */
  AttComposed *composed; /* of a composer or a work; NULL: not loaded yet */

  AttTrackList *tracks;
  GtkWidget *header;
  AttTint *tint;
  AttCover *cover;
  GtkLabel *kind_label;
  GtkLabel *title;
  GtkButton *artist;
  GtkLabel *artist_label;
  GtkLabel *facts;
  GtkLabel *part;
  GtkLabel *details; /* of one song */
  GtkButton *composer; /* of one song */
  GtkLabel *composer_label;
  AttRating *rating; /* of one song */
  GtkWidget *albums_box;
  GtkFlowBox *albums;
  GtkLabel *songs_heading;
  AttShelves *shelves;
  GtkMenuButton *more;
  GMenu *taste; /* of an album */
};

/* what the buttons are about: (transfer full) (element-type AttTrack) */
GPtrArray *att_collection_page_dup_tracks      (AttCollectionPage *self);
void       att_collection_page_install_actions (AttCollectionPageClass *klass);

G_END_DECLS
