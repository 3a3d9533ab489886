/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-equalizer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-accessible.h"
#include "att-dialog.h"
#include "att-session-sound.h"

#define STEP_DB 0.5
#define PAGE_DB 3
#define DEFAULT_WIDTH 500
#define MARGIN 12

struct _AttEqualizer
{
  AdwWindow parent_instance;

  AttSession *session;
  gboolean showing; /* the widgets are being set, by nobody's hand */
  GtkRange *ranges[ATT_EQUALIZER_N_BANDS];
  GtkLabel *values[ATT_EQUALIZER_N_BANDS];

  GtkSwitch *on;
  AdwComboRow *preset;
  GtkScrolledWindow *scroller;
  GtkWidget *sheet;
  GtkWidget *units;
  GtkBox *bands;
};

G_DEFINE_FINAL_TYPE (AttEqualizer, att_equalizer, ADW_TYPE_WINDOW)

static const int hz[ATT_EQUALIZER_N_BANDS] = { 29, 59, 119, 237, 474, 947, 1889, 3770, 7523, 15011 };

/* the listener's own comes after these */
static const struct {
  const char *name;
  double gains[ATT_EQUALIZER_N_BANDS];
} presets[] = {
  /* TRANSLATORS: an equalizer that changes nothing */
  { N_("Flat"), { 0 } },
  { N_("More bass"), { 6, 5, 4, 2, 0.5 } },
  { N_("Less bass"), { -6, -5, -4, -2, -0.5 } },
  { N_("More treble"), { [6] = 1, 3, 5, 6 } },
  { N_("Less treble"), { [6] = -1, -3, -5, -6 } },
  { N_("Voice"), { -6, -4, -2, 0, 2, 4, 4, 2, 0, -2 } },
  { N_("Quiet listening"), { 6, 5, 2.5, 0, -1, -1, 0, 1, 3.5, 5 } },
  { N_("Small speakers"), { -8, -3, 3, 4, 2, 0, 0, 1, 2, 2 } },
  { N_("Rock"), { 4, 3, 2, 0, -1, -1, 1, 2.5, 3.5, 3.5 } },
  { N_("Pop"), { -1, 0, 1.5, 2, 3, 3, 2, 1, 0, -1 } },
  { N_("Electronic"), { 5, 4, 1.5, 0, -2, 0, 0.5, 1, 3.5, 4.5 } },
  { N_("Hip hop"), { 5, 4.5, 2, 2, -1, -1, 1, 0, 1.5, 2.5 } },
  { N_("Jazz"), { 3, 2, 1, 1.5, -1, -1, 0, 1, 2, 3 } },
  { N_("Classical"), { 3, 2, 1, 0, 0, 0, -1, -1, 1, 2 } },
};

static void
get_gains (AttEqualizer *self, double *gains)
{
  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    gains[i] = gtk_range_get_value (self->ranges[i]);
}

static guint
find_preset (const double *gains)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      gboolean same = TRUE;

      for (guint k = 0; k < ATT_EQUALIZER_N_BANDS; k++)
        same = same && fabs (gains[k] - presets[i].gains[k]) < STEP_DB / 2;
      if (same)
        return i;
    }
  return G_N_ELEMENTS (presets);
}

static void
show_gains (AttEqualizer *self, const double *gains)
{
  self->showing = TRUE;
  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    gtk_range_set_value (self->ranges[i], gains[i]);
  self->showing = FALSE;
}

static void
keep (AttEqualizer *self, gboolean own)
{
  double gains[ATT_EQUALIZER_N_BANDS];

  get_gains (self, gains);
  att_session_set_equalizer (self->session, gtk_switch_get_active (self->on), gains, own);
}

static void
on_cb (AttEqualizer *self)
{
  if (!self->showing)
    keep (self, adw_combo_row_get_selected (self->preset) >= G_N_ELEMENTS (presets));
}

static void
preset_cb (AttEqualizer *self)
{
  guint i = adw_combo_row_get_selected (self->preset);
  double own[ATT_EQUALIZER_N_BANDS];

  if (self->showing || i == GTK_INVALID_LIST_POSITION)
    return;
  att_session_get_equalizer_own (self->session, own);
  show_gains (self, i < G_N_ELEMENTS (presets) ? presets[i].gains : own);
  keep (self, i >= G_N_ELEMENTS (presets));
}

static void
value_cb (GtkRange *range, AttEqualizer *self)
{
  double gains[ATT_EQUALIZER_N_BANDS], value = gtk_range_get_value (range);
  g_autofree char *text = fabs (value) < 0.05 ? g_strdup ("0") : g_strdup_printf ("%+.3g", value);
  /* TRANSLATORS: the strength of a band of the equalizer, such as +3.5 dB */
  g_autofree char *spoken = g_strdup_printf (_("%s dB"), text);
  guint preset;

  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    if (self->ranges[i] == range)
      gtk_label_set_text (self->values[i], text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (range), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, spoken, -1);
  if (self->showing)
    return;
  get_gains (self, gains);
  preset = find_preset (gains);
  self->showing = TRUE;
  adw_combo_row_set_selected (self->preset, preset);
  self->showing = FALSE;
  keep (self, preset >= G_N_ELEMENTS (presets));
}

static gboolean
snap_cb (GtkRange *range, GtkScrollType scroll, double value, AttEqualizer *self)
{
  double snapped = CLAMP (round (value / STEP_DB) * STEP_DB, -ATT_EQUALIZER_MAX_DB, ATT_EQUALIZER_MAX_DB);

  gtk_range_set_value (range, snapped);
  return TRUE;
}

static gboolean
reset_cb (GtkWidget *scale, GVariant *args, gpointer data)
{
  gtk_range_set_value (GTK_RANGE (scale), 0);
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkWidget *scale)
{
  if (n_press != 2)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  reset_cb (scale, NULL, NULL);
}

/* two presses, or Delete, for nothing: before the slider moves to where it was pressed */
static void
add_reset (GtkWidget *scale)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), scale);
  gtk_widget_add_controller (scale, GTK_EVENT_CONTROLLER (click));
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Delete, 0), gtk_callback_action_new (reset_cb, NULL, NULL)));
  gtk_widget_add_controller (scale, keys);
}

static void
add_band (AttEqualizer *self, guint i)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *value = gtk_label_new ("0"), *label;
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_VERTICAL, -ATT_EQUALIZER_MAX_DB, ATT_EQUALIZER_MAX_DB,
                                               STEP_DB);
  g_autofree char *text = hz[i] < 1000 ? g_strdup_printf ("%d", hz[i]) : g_strdup_printf ("%.2gk", hz[i] / 1000.0);
  g_autofree char *spoken = g_strdup_printf (_("%d hertz"), hz[i]);

  label = gtk_label_new (text);
  gtk_range_set_inverted (GTK_RANGE (scale), TRUE);
  gtk_range_set_increments (GTK_RANGE (scale), STEP_DB, PAGE_DB);
  gtk_scale_set_has_origin (GTK_SCALE (scale), FALSE);
  gtk_widget_set_vexpand (scale, TRUE);
  gtk_widget_set_halign (scale, GTK_ALIGN_CENTER);
  att_accessible_name (scale, spoken);
  gtk_label_set_width_chars (GTK_LABEL (value), 4);
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (box), scale);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->bands, box);
  self->ranges[i] = GTK_RANGE (scale);
  self->values[i] = GTK_LABEL (value);
  add_reset (scale);
  gtk_widget_set_tooltip_text (scale, _("Double click for 0 dB"));
  g_signal_connect (scale, "change-value", G_CALLBACK (snap_cb), self);
  g_signal_connect (scale, "value-changed", G_CALLBACK (value_cb), self);
}

/* from the bottom to the top becomes from the start to the end */
static void
lay_down (GtkWidget *box)
{
  GtkWidget *lowest = gtk_widget_get_first_child (box), *next;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_HORIZONTAL);
  while ((next = gtk_widget_get_next_sibling (lowest)))
    gtk_box_reorder_child_after (GTK_BOX (box), next, NULL);
}

/* the bands below each other, where they have no place beside each other */
static void
make_rows (AttEqualizer *self)
{
  lay_down (self->units);
  gtk_widget_set_vexpand (self->units, FALSE);
  g_object_set (gtk_widget_get_last_child (self->units), "hexpand", TRUE, "halign", GTK_ALIGN_END, NULL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->sheet), GTK_ORIENTATION_VERTICAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bands), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (self->sheet, "rows");
  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    {
      GtkWidget *scale = GTK_WIDGET (self->ranges[i]), *band = gtk_widget_get_parent (scale);

      lay_down (band);
      gtk_orientable_set_orientation (GTK_ORIENTABLE (scale), GTK_ORIENTATION_HORIZONTAL);
      gtk_range_set_inverted (self->ranges[i], FALSE);
      g_object_set (scale, "hexpand", TRUE, "halign", GTK_ALIGN_FILL, NULL);
      g_object_set (gtk_widget_get_first_child (band), "width-chars", 4, "xalign", 1.0f, NULL);
      gtk_label_set_xalign (self->values[i], 1);
    }
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
}

static void
att_equalizer_dispose (GObject *object)
{
  g_clear_object (&ATT_EQUALIZER (object)->session);
  G_OBJECT_CLASS (att_equalizer_parent_class)->dispose (object);
}

static void
att_equalizer_class_init (AttEqualizerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = att_equalizer_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-equalizer.ui");
  gtk_widget_class_bind_template_child (widget_class, AttEqualizer, on);
  gtk_widget_class_bind_template_child (widget_class, AttEqualizer, preset);
  gtk_widget_class_bind_template_child (widget_class, AttEqualizer, scroller);
  gtk_widget_class_bind_template_child (widget_class, AttEqualizer, sheet);
  gtk_widget_class_bind_template_child (widget_class, AttEqualizer, units);
  gtk_widget_class_bind_template_child (widget_class, AttEqualizer, bands);
  gtk_widget_class_bind_template_callback (widget_class, on_cb);
  gtk_widget_class_bind_template_callback (widget_class, preset_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
att_equalizer_init (AttEqualizer *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    gtk_string_list_append (names, _(presets[i].name));
  /* TRANSLATORS: the listener's own setting of the equalizer */
  gtk_string_list_append (names, _("Your own"));
  self->showing = TRUE;
  adw_combo_row_set_model (self->preset, G_LIST_MODEL (names));
  self->showing = FALSE;
  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    add_band (self, i);
}

void
att_equalizer_show (GtkWindow *parent, AttSession *session)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  AttEqualizer *self = NULL;
  double gains[ATT_EQUALIZER_N_BANDS];
  int width, minimum;

  for (GList *l = windows; l && !self; l = l->next)
    if (ATT_IS_EQUALIZER (l->data) && ATT_EQUALIZER (l->data)->session == session)
      self = l->data;
  if (!self)
    {
      self = g_object_new (ATT_TYPE_EQUALIZER, "transient-for", parent, NULL);
      self->session = g_object_ref (session);
      width = MIN (gtk_widget_get_width (GTK_WIDGET (parent)), DEFAULT_WIDTH);
      gtk_widget_measure (self->sheet, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (minimum > width - 2 * MARGIN)
        make_rows (self);
      gtk_window_set_default_size (GTK_WINDOW (self), width,
                                   minimum > width - 2 * MARGIN ? gtk_widget_get_height (GTK_WIDGET (parent)) : -1);
      g_signal_connect_object (parent, "hide", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
      self->showing = TRUE;
      gtk_switch_set_active (self->on, att_session_get_equalizer (session, gains));
      adw_combo_row_set_selected (self->preset, find_preset (gains));
      show_gains (self, gains);
    }
  att_dialog_present (GTK_WINDOW (self));
}
