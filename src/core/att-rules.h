/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-rules.h - the rules of a smart playlist, and their text
 *
 * Kept as text, one line each, that can be read and written by hand:
 *
 *     match all                     or: any
 *     genre is Jazz
 *     rating at-least 3.5           stars, by halves
 *     last-played not-in-last 90    days; what was never played was not played in any
 *     length at-most 5.5            minutes
 *     loved is yes
 *     limit 50 songs                or: 90 minutes; the line may be missing
 *     order plays descending        or: ascending; title artist album length year rating plays last-played added
 *
 * fields of text    title artist album genre    contains, contains-not, is, is-not, begins-with: case and accents
 *                                               do not count (att_text_fold())
 * of a number       year rating plays length bpm    is, is-not, at-least, at-most
 * of a date         last-played added           in-last, not-in-last, a number of days
 * yes or no         loved                       is
 *
 * A track that has no year, rating or tempo has 0 of it: "at-most" leaves it out. No rule at all: every track.
 */
#pragma once

#include <gio/gio.h>

#include "att-library-types.h"

G_BEGIN_DECLS

typedef enum {
  ATT_RULE_TITLE,
  ATT_RULE_ARTIST,
  ATT_RULE_ALBUM,
  ATT_RULE_GENRE,
  ATT_RULE_YEAR,
  ATT_RULE_RATING,
  ATT_RULE_LOVED,
  ATT_RULE_PLAYS,
  ATT_RULE_LAST_PLAYED,
  ATT_RULE_ADDED,
  ATT_RULE_LENGTH,
  ATT_RULE_BPM,
  ATT_N_RULE_FIELDS
} AttRuleField;

typedef enum { ATT_RULE_KIND_TEXT, ATT_RULE_KIND_NUMBER, ATT_RULE_KIND_DAYS, ATT_RULE_KIND_YES_NO } AttRuleKind;

typedef enum {
  ATT_RULE_CONTAINS,
  ATT_RULE_CONTAINS_NOT,
  ATT_RULE_IS,
  ATT_RULE_IS_NOT,
  ATT_RULE_BEGINS,
  ATT_RULE_AT_LEAST,
  ATT_RULE_AT_MOST,
  ATT_RULE_IN_LAST,
  ATT_RULE_NOT_IN_LAST,
  ATT_N_RULE_COMPARISONS
} AttRuleComparison;

typedef struct {
  AttRuleField field;
  AttRuleComparison comparison;
  char *text;     /* of a text field; else NULL */
  double number;  /* of the others, in the units above; 1 yes, 0 no */
} AttRule;

typedef struct {
  gboolean any;          /* one rule is enough; else all must hold */
  GPtrArray *rules;      /* (element-type AttRule) */
  guint limit;           /* 0: none */
  gboolean limit_minutes; /* of minutes; else of songs */
  AttSort sort;          /* ATT_SORT_DEFAULT: no order line */
  gboolean descending;
} AttRules;

AttRules    *att_rules_new         (void);
void         att_rules_free        (AttRules *self);
/* @text is copied; NULL for fields that are not text */
void         att_rules_add         (AttRules *self, AttRuleField field, AttRuleComparison comparison, const char *text,
                                    double number);
/* NULL with G_IO_ERROR_INVALID_DATA, which names the line */
AttRules    *att_rules_parse       (const char *text, GError **error);
/* (transfer full); parses to the same rules, without those whose text is empty */
char        *att_rules_to_text     (const AttRules *self);

AttRuleKind  att_rule_field_kind   (AttRuleField field);
/* whether the comparison makes sense for fields of @kind */
gboolean     att_rule_kind_has     (AttRuleKind kind, AttRuleComparison comparison);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AttRules, att_rules_free)

G_END_DECLS
