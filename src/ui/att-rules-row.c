/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-rules-row.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-wrap-layout.h"

struct _AttRulesRow
{
  GtkListBoxRow parent_instance;

  GtkDropDown *field;
  GtkDropDown *comparison;
  AttRuleComparison comparisons[ATT_N_RULE_COMPARISONS]; /* in the order of the drop-down */
  GtkEntry *text;
  GtkSpinButton *number;
  GtkLabel *unit;
  GtkDropDown *yes_no;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AttRulesRow, att_rules_row, GTK_TYPE_LIST_BOX_ROW)

static guint changed_signal, removed_signal;

static const struct {
  const char *label, *unit;
  double most, step;
  guint digits;
  double start;
} fields[ATT_N_RULE_FIELDS] = {
  [ATT_RULE_TITLE] = { N_("Title"), NULL, 0, 0, 0, 0 },
  [ATT_RULE_ARTIST] = { N_("Artist"), NULL, 0, 0, 0, 0 },
  [ATT_RULE_ALBUM] = { N_("Album"), NULL, 0, 0, 0, 0 },
  [ATT_RULE_GENRE] = { N_("Genre"), NULL, 0, 0, 0, 0 },
  [ATT_RULE_YEAR] = { N_("Year"), NULL, 3000, 1, 0, 2000 },
  /* TRANSLATORS: stands after a number: 3.5 stars */
  [ATT_RULE_RATING] = { N_("Rating"), N_("stars"), 5, 0.5, 1, 4 },
  [ATT_RULE_LOVED] = { N_("Loved"), NULL, 0, 0, 0, 1 },
  [ATT_RULE_PLAYS] = { N_("Plays"), NULL, 1000000, 1, 0, 1 },
  /* TRANSLATORS: stands after a number: in the last 30 days */
  [ATT_RULE_LAST_PLAYED] = { N_("Last played"), N_("days"), 36500, 1, 0, 30 },
  [ATT_RULE_ADDED] = { N_("Added"), N_("days"), 36500, 1, 0, 30 },
  /* TRANSLATORS: stands after a number: 3.5 minutes */
  [ATT_RULE_LENGTH] = { N_("Length"), N_("minutes"), 10000, 0.5, 1, 3 },
  /* TRANSLATORS: beats a minute, stands after a number */
  [ATT_RULE_BPM] = { N_("Tempo"), N_("BPM"), 1000, 1, 0, 120 },
};

static const char *const comparison_labels[ATT_N_RULE_COMPARISONS] = {
  [ATT_RULE_CONTAINS] = N_("contains"),
  [ATT_RULE_CONTAINS_NOT] = N_("does not contain"),
  [ATT_RULE_IS] = N_("is"),
  [ATT_RULE_IS_NOT] = N_("is not"),
  [ATT_RULE_BEGINS] = N_("begins with"),
  [ATT_RULE_AT_LEAST] = N_("is at least"),
  [ATT_RULE_AT_MOST] = N_("is at most"),
  /* TRANSLATORS: (Added) in the last (30 days) */
  [ATT_RULE_IN_LAST] = N_("in the last"),
  [ATT_RULE_NOT_IN_LAST] = N_("not in the last"),
};

static AttRuleField
get_field (AttRulesRow *self)
{
  return (AttRuleField) gtk_drop_down_get_selected (self->field);
}

static void
emit_changed (AttRulesRow *self)
{
  if (!self->filling)
    g_signal_emit (self, changed_signal, 0);
}

/* comparisons and value that go with the field */
static void
show_field (AttRulesRow *self)
{
  const AttRuleField field = get_field (self);
  const AttRuleKind kind = att_rule_field_kind (field);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint n = 0;

  for (guint i = 0; i < ATT_N_RULE_COMPARISONS; i++)
    if (att_rule_kind_has (kind, i))
      {
        self->comparisons[n++] = i;
        gtk_string_list_append (labels, _(comparison_labels[i]));
      }
  gtk_drop_down_set_model (self->comparison, G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (self->comparison, kind == ATT_RULE_KIND_NUMBER ? 2 : 0); /* at least */
  gtk_widget_set_visible (GTK_WIDGET (self->text), kind == ATT_RULE_KIND_TEXT);
  gtk_widget_set_visible (GTK_WIDGET (self->number), kind == ATT_RULE_KIND_NUMBER || kind == ATT_RULE_KIND_DAYS);
  gtk_widget_set_visible (GTK_WIDGET (self->unit), fields[field].unit != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->yes_no), kind == ATT_RULE_KIND_YES_NO);
  gtk_label_set_text (self->unit, fields[field].unit ? _(fields[field].unit) : "");
  gtk_spin_button_set_digits (self->number, fields[field].digits);
  gtk_spin_button_set_range (self->number, 0, fields[field].most);
  gtk_spin_button_set_increments (self->number, MAX (fields[field].step, 0.1), MAX (fields[field].step, 0.1) * 10);
  gtk_spin_button_set_value (self->number, fields[field].start);
  att_accessible_name (self, _(fields[field].label));
}

static void
field_cb (AttRulesRow *self)
{
  if (self->filling)
    return;
  self->filling = TRUE;
  show_field (self);
  self->filling = FALSE;
  emit_changed (self);
}

static void
remove_cb (AttRulesRow *self)
{
  g_signal_emit (self, removed_signal, 0);
}

static void
att_rules_row_class_init (AttRulesRowClass *klass)
{
  changed_signal =
    g_signal_new ("changed", ATT_TYPE_RULES_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  removed_signal =
    g_signal_new ("removed", ATT_TYPE_RULES_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_rules_row_init (AttRulesRow *self)
{
  const char *const yes_no[] = { _("No"), _("Yes"), NULL };
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *removal = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_widget_set_layout_manager (first, g_object_new (ATT_TYPE_WRAP_LAYOUT, "spacing", 6, NULL));
  for (guint i = 0; i < ATT_N_RULE_FIELDS; i++)
    gtk_string_list_append (labels, _(fields[i].label));
  self->field = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL));
  self->comparison = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->text = GTK_ENTRY (gtk_entry_new ());
  self->number = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, 1, 1));
  self->unit = GTK_LABEL (gtk_label_new (NULL));
  self->yes_no = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (yes_no));
  gtk_drop_down_set_selected (self->yes_no, 1);
  gtk_spin_button_set_numeric (self->number, TRUE);
  att_accessible_name (self->field, _("Field"));
  att_accessible_name (self->comparison, _("Comparison"));
  att_accessible_name (self->text, _("Value"));
  att_accessible_name (self->number, _("Value"));
  att_accessible_name (self->yes_no, _("Value"));
  att_accessible_name (removal, _("Remove this rule"));
  gtk_widget_set_tooltip_text (removal, _("Remove this rule"));
  gtk_widget_add_css_class (removal, "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->unit), "dim-label");
  gtk_widget_set_hexpand (GTK_WIDGET (self->field), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->comparison), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->yes_no), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->number), TRUE);
  gtk_box_append (GTK_BOX (first), GTK_WIDGET (self->field));
  gtk_box_append (GTK_BOX (first), GTK_WIDGET (self->comparison));
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->unit));
  gtk_box_append (GTK_BOX (second), GTK_WIDGET (self->yes_no));
  gtk_box_append (GTK_BOX (second), removal);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  g_object_set (box, "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end", 9, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  show_field (self);
  g_signal_connect_swapped (self->field, "notify::selected", G_CALLBACK (field_cb), self);
  g_signal_connect_swapped (self->comparison, "notify::selected", G_CALLBACK (emit_changed), self);
  g_signal_connect_swapped (self->yes_no, "notify::selected", G_CALLBACK (emit_changed), self);
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (emit_changed), self);
  g_signal_connect_swapped (self->number, "value-changed", G_CALLBACK (emit_changed), self);
  g_signal_connect_swapped (removal, "clicked", G_CALLBACK (remove_cb), self);
}

GtkWidget *
att_rules_row_new (const AttRule *rule)
{
  AttRulesRow *self = g_object_new (ATT_TYPE_RULES_ROW, NULL);

  if (!rule)
    return GTK_WIDGET (self);
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->field, rule->field);
  show_field (self);
  for (guint i = 0; i < g_list_model_get_n_items (gtk_drop_down_get_model (self->comparison)); i++)
    if (self->comparisons[i] == rule->comparison)
      gtk_drop_down_set_selected (self->comparison, i);
  gtk_editable_set_text (GTK_EDITABLE (self->text), rule->text ? rule->text : "");
  gtk_spin_button_set_value (self->number, rule->number);
  gtk_drop_down_set_selected (self->yes_no, rule->number != 0);
  self->filling = FALSE;
  return GTK_WIDGET (self);
}

void
att_rules_row_add_to (AttRulesRow *self, AttRules *rules)
{
  const AttRuleField field = get_field (self);
  const AttRuleComparison comparison = self->comparisons[gtk_drop_down_get_selected (self->comparison)];
  const gboolean is_text = att_rule_field_kind (field) == ATT_RULE_KIND_TEXT;
  const double number = att_rule_field_kind (field) == ATT_RULE_KIND_YES_NO
                          ? gtk_drop_down_get_selected (self->yes_no)
                          : gtk_spin_button_get_value (self->number);

  att_rules_add (rules, field, comparison, is_text ? gtk_editable_get_text (GTK_EDITABLE (self->text)) : NULL,
                 is_text ? 0 : number);
}
