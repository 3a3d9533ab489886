/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules of smart playlists as SQL. All that a listener wrote is a bound
 * parameter; numbers are bound as text, too, and cast.
 */
#include "config.h"

#include "att-rules.h"
#include "att-store-private.h"
#include "att-text.h"

#define DAY_S 86400

typedef struct {
  GString *sql;
  GPtrArray *texts; /* bound to ?1, ?2 … */
  AttGenreMap *genres;
  gint64 now;
} Builder;

static guint
bind (Builder *self, char *text)
{
  g_ptr_array_add (self->texts, text);
  return self->texts->len;
}

static guint
bind_number (Builder *self, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return bind (self, g_strdup (g_ascii_dtostr (text, sizeof text, number)));
}

/* @column is folded text */
static void
add_text_test (Builder *self, const char *column, AttRuleComparison comparison, const char *folded)
{
  const guint n = bind (self, g_strdup (folded));

  if (comparison == ATT_RULE_IS || comparison == ATT_RULE_IS_NOT)
    g_string_append_printf (self->sql, "%s = ?%u", column, n);
  else
    g_string_append_printf (self->sql, comparison == ATT_RULE_BEGINS ? "instr (%s, ?%u) = 1" : "instr (%s, ?%u) > 0",
                            column, n);
}

static void
add_genre_test (Builder *self, AttRuleComparison comparison, const char *text, const char *folded)
{
  g_autofree char *ids = comparison == ATT_RULE_IS || comparison == ATT_RULE_IS_NOT
                           ? att_genre_map_list_ids (self->genres, text)
                           : att_genre_map_search_ids (self->genres, folded);

  g_string_append_printf (self->sql,
                          "EXISTS (SELECT 1 FROM track_genres g WHERE g.track_id = t.id AND g.shown AND g.genre_id IN"
                          " (%s))", ids);
}

static void
add_text_rule (Builder *self, const AttRule *rule)
{
  g_autofree char *folded = att_text_fold (rule->text);

  if (rule->comparison == ATT_RULE_IS_NOT || rule->comparison == ATT_RULE_CONTAINS_NOT)
    g_string_append (self->sql, "NOT ");
  g_string_append_c (self->sql, '(');
  switch (rule->field)
    {
    case ATT_RULE_GENRE:
      add_genre_test (self, rule->comparison, rule->text, folded);
      break;
    case ATT_RULE_ARTIST: /* each who is credited, by name; the keys of a track are to sort by */
      g_string_append (self->sql, "EXISTS (SELECT 1 FROM credits c JOIN artists a ON a.id = c.artist_id"
                                  " WHERE c.track_id = t.id AND c.role IN (1, 2) AND ");
      add_text_test (self, "a.key", rule->comparison, folded);
      g_string_append_c (self->sql, ')');
      break;
    case ATT_RULE_ALBUM:
      add_text_test (self, "t.album_key", rule->comparison, folded);
      break;
    default:
      add_text_test (self, "t.title_key", rule->comparison, folded);
      break;
    }
  g_string_append_c (self->sql, ')');
}

static void
add_number_rule (Builder *self, const char *value, AttRuleComparison comparison, double number)
{
  const char *const operators[ATT_N_RULE_COMPARISONS] = {
    [ATT_RULE_IS] = "=", [ATT_RULE_IS_NOT] = "!=", [ATT_RULE_AT_LEAST] = ">=", [ATT_RULE_AT_MOST] = "<=",
  };

  g_string_append_printf (self->sql, "%s %s CAST (?%u AS REAL)", value, operators[comparison],
                          bind_number (self, number));
}

/* 0 is "not known": nobody looks for songs of before 1970 to find those without a year */
static void
add_known_rule (Builder *self, const char *value, AttRuleComparison comparison, double number)
{
  if (comparison == ATT_RULE_AT_MOST)
    g_string_append_printf (self->sql, "(%s != 0 AND ", value);
  add_number_rule (self, value, comparison, number);
  if (comparison == ATT_RULE_AT_MOST)
    g_string_append_c (self->sql, ')');
}

static void
add_days_rule (Builder *self, const char *value, const AttRule *rule)
{
  g_string_append_printf (self->sql, "%s %s CAST (?%u AS REAL)", value,
                          rule->comparison == ATT_RULE_IN_LAST ? ">=" : "<",
                          bind_number (self, (double) self->now - rule->number * DAY_S));
}

static void
add_rule (Builder *self, const AttRule *rule)
{
  switch (rule->field)
    {
    case ATT_RULE_YEAR:
      add_known_rule (self, "t.year", rule->comparison, rule->number);
      break;
    case ATT_RULE_RATING:
      add_known_rule (self, "t.rating", rule->comparison, rule->number * 2);
      break;
    case ATT_RULE_LOVED:
      g_string_append (self->sql, rule->number != 0 ? "t.loved" : "NOT t.loved");
      break;
    case ATT_RULE_PLAYS:
      add_number_rule (self, "t.n_plays", rule->comparison, rule->number);
      break;
    case ATT_RULE_LAST_PLAYED:
      add_days_rule (self, "t.last_played_at", rule);
      break;
    case ATT_RULE_ADDED:
      add_days_rule (self, "t.date_added_at", rule);
      break;
    case ATT_RULE_LENGTH: /* "is 3.5" means 3:30, whatever the milliseconds */
      if (rule->comparison == ATT_RULE_IS || rule->comparison == ATT_RULE_IS_NOT)
        add_number_rule (self, "t.duration_ms / 1000", rule->comparison, (double) (gint64) (rule->number * 60 + 0.5));
      else
        add_known_rule (self, "t.duration_ms", rule->comparison, rule->number * 60000);
      break;
    case ATT_RULE_BPM: /* as it is shown: whole beats */
      add_known_rule (self, "(SELECT coalesce (max (round (f.tempo_bpm)), 0) FROM features f WHERE f.track_id = t.id)",
                      rule->comparison, rule->number);
      break;
    default:
      add_text_rule (self, rule);
      break;
    }
}

char *
att_store_rules_to_sql (AttDb *db, const AttRules *rules, GPtrArray *texts)
{
  Builder self = { g_string_new (NULL), texts, att_genre_map_get (db), g_get_real_time () / G_USEC_PER_SEC };
  g_autoptr (GString) order = g_string_new (NULL);
  const gboolean by_time = rules->limit > 0 && rules->limit_minutes;

  att_store_append_order (order, rules->sort, rules->descending);
  g_string_append (self.sql, "SELECT t.id");
  if (by_time)
    g_string_append_printf (self.sql, ", sum (t.duration_ms) OVER (ORDER BY %s ROWS UNBOUNDED PRECEDING) AS total",
                            order->str);
  g_string_append (self.sql, " FROM tracks t WHERE t.missing = 0");
  for (guint i = 0; i < rules->rules->len; i++)
    {
      g_string_append (self.sql, i == 0 ? " AND (" : rules->any ? " OR " : " AND ");
      add_rule (&self, g_ptr_array_index (rules->rules, i));
    }
  if (rules->rules->len > 0)
    g_string_append_c (self.sql, ')');
  if (by_time)
    {
      g_string_prepend (self.sql, "SELECT id FROM (");
      g_string_append_printf (self.sql, ") WHERE total <= CAST (?%u AS REAL)",
                              bind_number (&self, rules->limit * 60000.0));
    }
  else if (rules->limit > 0)
    g_string_append_printf (self.sql, " ORDER BY %s LIMIT CAST (?%u AS INTEGER)", order->str,
                            bind (&self, g_strdup_printf ("%u", rules->limit)));
  return g_string_free (self.sql, FALSE);
}

AttRules *
att_store_read_rules (AttDb *db, gint64 playlist_id)
{
  AttStmt *stmt = att_db_prepare (db, "SELECT rules FROM playlists WHERE id = ? AND rules IS NOT NULL");
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  AttRules *rules;

  att_stmt_int (stmt, playlist_id);
  while (att_stmt_step (stmt))
    text = g_strdup (att_stmt_get_text (stmt, 0));
  if (text == NULL)
    return NULL;
  rules = att_rules_parse (text, &cause);
  if (rules == NULL)
    att_db_fail (db, ATT_STORE_ERROR_FAILED, "the rules of playlist %" G_GINT64_FORMAT ": %s", playlist_id,
                 cause->message);
  return rules;
}
