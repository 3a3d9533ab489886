/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-recordings.h - tracks that are the same recording: a remaster, a best-of, another format
 *
 * Two tracks are grouped where all of this agrees: the artist; the title, but for words that tell editions apart at its
 * end ("(2011 Remaster)", "- Mono Version"); at least 20 s of audio each; and the sound (ATT_SOUND_SAME_NAMED). A live take has
 * the words and not the sound, and stays alone. Found anew whenever a library is loaded: nothing is written, no track
 * is merged into another, and what was retagged is grouped anew.
 */
#pragma once

#include "att-catalogue.h"

G_BEGIN_DECLS

/* gives tracks that are one recording one AttItem.recording; after the sounds were set */
void  att_recordings_group (AttCatalogue *catalogue);
/* the title without what tells editions apart, folded; (transfer full) */
char *att_recordings_title (const char *title);

G_END_DECLS
