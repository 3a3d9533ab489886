/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-rules.h"

#include <math.h>
#include <string.h>

static const struct { const char *word; AttRuleKind kind; } fields[ATT_N_RULE_FIELDS] = {
  [ATT_RULE_TITLE] = { "title", ATT_RULE_KIND_TEXT },
  [ATT_RULE_ARTIST] = { "artist", ATT_RULE_KIND_TEXT },
  [ATT_RULE_ALBUM] = { "album", ATT_RULE_KIND_TEXT },
  [ATT_RULE_GENRE] = { "genre", ATT_RULE_KIND_TEXT },
  [ATT_RULE_YEAR] = { "year", ATT_RULE_KIND_NUMBER },
  [ATT_RULE_RATING] = { "rating", ATT_RULE_KIND_NUMBER },
  [ATT_RULE_LOVED] = { "loved", ATT_RULE_KIND_YES_NO },
  [ATT_RULE_PLAYS] = { "plays", ATT_RULE_KIND_NUMBER },
  [ATT_RULE_LAST_PLAYED] = { "last-played", ATT_RULE_KIND_DAYS },
  [ATT_RULE_ADDED] = { "added", ATT_RULE_KIND_DAYS },
  [ATT_RULE_LENGTH] = { "length", ATT_RULE_KIND_NUMBER },
  [ATT_RULE_BPM] = { "bpm", ATT_RULE_KIND_NUMBER },
};

static const char *const comparisons[ATT_N_RULE_COMPARISONS] = {
  [ATT_RULE_CONTAINS] = "contains", [ATT_RULE_CONTAINS_NOT] = "contains-not",
  [ATT_RULE_IS] = "is",             [ATT_RULE_IS_NOT] = "is-not",
  [ATT_RULE_BEGINS] = "begins-with", [ATT_RULE_AT_LEAST] = "at-least",
  [ATT_RULE_AT_MOST] = "at-most",   [ATT_RULE_IN_LAST] = "in-last",
  [ATT_RULE_NOT_IN_LAST] = "not-in-last",
};

static const struct { AttSort sort; const char *word; } orders[] = {
  { ATT_SORT_TITLE, "title" },   { ATT_SORT_ARTIST, "artist" }, { ATT_SORT_ALBUM, "album" },
  { ATT_SORT_DURATION, "length" }, { ATT_SORT_YEAR, "year" },   { ATT_SORT_RATING, "rating" },
  { ATT_SORT_PLAYS, "plays" },   { ATT_SORT_LAST_PLAYED, "last-played" }, { ATT_SORT_DATE_ADDED, "added" },
};

static void
rule_free (gpointer data)
{
  AttRule *rule = data;

  g_free (rule->text);
  g_free (rule);
}

AttRules *
att_rules_new (void)
{
  AttRules *self = g_new0 (AttRules, 1);

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  return self;
}

void
att_rules_free (AttRules *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rules);
  g_free (self);
}

void
att_rules_add (AttRules *self, AttRuleField field, AttRuleComparison comparison, const char *text, double number)
{
  AttRule *rule = g_new (AttRule, 1);

  *rule = (AttRule){ field, comparison, g_strdup (text), number };
  g_ptr_array_add (self->rules, rule);
}

AttRuleKind
att_rule_field_kind (AttRuleField field)
{
  return fields[field].kind;
}

gboolean
att_rule_kind_has (AttRuleKind kind, AttRuleComparison comparison)
{
  switch (kind)
    {
    case ATT_RULE_KIND_TEXT:
      return comparison <= ATT_RULE_BEGINS;
    case ATT_RULE_KIND_NUMBER:
      return comparison == ATT_RULE_IS || comparison == ATT_RULE_IS_NOT || comparison == ATT_RULE_AT_LEAST ||
             comparison == ATT_RULE_AT_MOST;
    case ATT_RULE_KIND_DAYS:
      return comparison == ATT_RULE_IN_LAST || comparison == ATT_RULE_NOT_IN_LAST;
    case ATT_RULE_KIND_YES_NO:
    default:
      return comparison == ATT_RULE_IS;
    }
}

/* --- text --- */

static gboolean
parse_number (const char *text, double *number)
{
  char *end;

  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*number) && *number >= 0 && *number <= G_MAXINT32;
}

static gboolean
parse_rule (AttRules *self, const char *field, const char *comparison, const char *value)
{
  guint f = 0, c = 0;
  double number = 0;

  while (f < ATT_N_RULE_FIELDS && !g_str_equal (field, fields[f].word))
    f++;
  while (c < ATT_N_RULE_COMPARISONS && !g_str_equal (comparison, comparisons[c]))
    c++;
  if (f == ATT_N_RULE_FIELDS || c == ATT_N_RULE_COMPARISONS || !att_rule_kind_has (fields[f].kind, c))
    return FALSE;
  if (fields[f].kind == ATT_RULE_KIND_TEXT)
    {
      att_rules_add (self, f, c, value, 0);
      return TRUE;
    }
  if (fields[f].kind == ATT_RULE_KIND_YES_NO)
    number = g_str_equal (value, "yes");
  if (fields[f].kind == ATT_RULE_KIND_YES_NO ? !g_str_equal (value, "yes") && !g_str_equal (value, "no")
                                             : !parse_number (value, &number))
    return FALSE;
  att_rules_add (self, f, c, NULL, number);
  return TRUE;
}

static gboolean
parse_order (AttRules *self, const char *field, const char *direction)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (field, orders[i].word))
      {
        self->sort = orders[i].sort;
        self->descending = g_str_equal (direction, "descending");
        return self->descending || g_str_equal (direction, "ascending");
      }
  return FALSE;
}

static gboolean
parse_limit (AttRules *self, const char *number, const char *unit)
{
  guint64 limit;

  self->limit_minutes = g_str_equal (unit, "minutes");
  if ((!self->limit_minutes && !g_str_equal (unit, "songs")) ||
      !g_ascii_string_to_unsigned (number, 10, 1, G_MAXINT32, &limit, NULL))
    return FALSE;
  self->limit = (guint) limit;
  return TRUE;
}

static gboolean
parse_line (AttRules *self, char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  const guint n = g_strv_length (words);

  if (n == 2 && g_str_equal (words[0], "match"))
    {
      self->any = g_str_equal (words[1], "any");
      return self->any || g_str_equal (words[1], "all");
    }
  if (n != 3)
    return FALSE;
  if (g_str_equal (words[0], "limit"))
    return parse_limit (self, words[1], words[2]);
  if (g_str_equal (words[0], "order"))
    return parse_order (self, words[1], words[2]);
  return parse_rule (self, words[0], words[1], words[2]);
}

AttRules *
att_rules_parse (const char *text, GError **error)
{
  g_autoptr (AttRules) self = att_rules_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0' && !parse_line (self, lines[i]))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "line %u is no rule: “%s”", i + 1, lines[i]);
        return NULL;
      }
  return g_steal_pointer (&self);
}

static void
append_rule (GString *text, const AttRule *rule)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *line = g_strstrip (g_strdelimit (g_strdup (rule->text != NULL ? rule->text : ""), "\r\n", ' '));

  if (fields[rule->field].kind == ATT_RULE_KIND_TEXT && *line == '\0') /* not filled in */
    return;
  g_string_append_printf (text, "%s %s ", fields[rule->field].word, comparisons[rule->comparison]);
  if (fields[rule->field].kind == ATT_RULE_KIND_TEXT)
    g_string_append (text, line);
  else if (fields[rule->field].kind == ATT_RULE_KIND_YES_NO)
    g_string_append (text, rule->number != 0 ? "yes" : "no");
  else
    g_string_append (text, g_ascii_formatd (number, sizeof number, "%.10g", rule->number));
  g_string_append_c (text, '\n');
}

char *
att_rules_to_text (const AttRules *self)
{
  GString *text = g_string_new (self->any ? "match any\n" : "match all\n");

  for (guint i = 0; i < self->rules->len; i++)
    append_rule (text, g_ptr_array_index (self->rules, i));
  if (self->limit > 0)
    g_string_append_printf (text, "limit %u %s\n", self->limit, self->limit_minutes ? "minutes" : "songs");
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (orders[i].sort == self->sort)
      g_string_append_printf (text, "order %s %s\n", orders[i].word, self->descending ? "descending" : "ascending");
  return g_string_free (text, FALSE);
}
