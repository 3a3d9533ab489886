/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-text.h - text made comparable
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Case and accents folded ("Sigur Rós" -> "sigur ros", "Łąki" -> "laki", "STRASSE"/"Straße" -> "strasse"),
 * compatibility forms unified, runs of space and punctuation become one space, ends trimmed. Scripts without case are
 * kept as they are. (transfer full), never NULL, "" for NULL or nothing but punctuation. */
char    *att_text_fold   (const char *text);
/* words of the folded text; (transfer full) NULL-terminated, possibly empty */
char   **att_text_words  (const char *text);
/* a key to sort names by in the current locale, leading articles left in place; (transfer full) */
char    *att_text_sort_key (const char *text);

G_END_DECLS
