/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-chooser.h"

#include "att-collection.h"
#include "att-wrap-layout.h"

#define N_SURPRISE 4

struct _AttGenreChooser
{
  GtkWidget parent_instance;

  GHashTable *chips; /* genre -> GtkToggleButton */
  guint n_chosen;
  gboolean touched;

  GtkWidget *box;
  GtkSearchEntry *search;
  GtkWidget *own_section;
  GtkWidget *own_chips;
  GtkWidget *more_section;
  GtkWidget *more_chips;
  GtkWidget *no_genre;
};

enum { PROP_N_CHOSEN = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AttGenreChooser, att_genre_chooser, GTK_TYPE_WIDGET)

static void
toggled_cb (GtkToggleButton *chip, AttGenreChooser *self)
{
  self->touched = TRUE;
  self->n_chosen += gtk_toggle_button_get_active (chip) ? 1 : -1;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CHOSEN]);
}

static GtkWidget *
make_chip (AttGenreChooser *self, const char *genre)
{
  GtkWidget *chip = gtk_toggle_button_new_with_label (genre);

  gtk_widget_add_css_class (chip, "chip");
  g_signal_connect (chip, "toggled", G_CALLBACK (toggled_cb), self);
  g_hash_table_insert (self->chips, g_strdup (genre), chip);
  return chip;
}

static void
clear_chips (AttGenreChooser *self)
{
  GtkWidget *boxes[] = { self->own_chips, self->more_chips }, *child;

  g_hash_table_remove_all (self->chips);
  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    while ((child = gtk_widget_get_first_child (boxes[i])))
      gtk_box_remove (GTK_BOX (boxes[i]), child);
}

static void
filter_chips (AttGenreChooser *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  GtkWidget *sections[][2] = { { self->own_section, self->own_chips }, { self->more_section, self->more_chips } };
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      gboolean any_here = FALSE;

      for (GtkWidget *chip = gtk_widget_get_first_child (sections[i][1]); chip; chip = gtk_widget_get_next_sibling (chip))
        {
          g_autofree char *name = g_utf8_casefold (gtk_button_get_label (GTK_BUTTON (chip)), -1);
          gboolean shown = strstr (name, wanted) != NULL;

          gtk_widget_set_visible (chip, shown);
          any_here |= shown;
        }
      gtk_widget_set_visible (sections[i][0], any_here);
      any |= any_here;
    }
  gtk_widget_set_visible (self->no_genre, !any && *text);
}

void
att_genre_chooser_set_genres (AttGenreChooser *self, GPtrArray *genres)
{
  g_return_if_fail (ATT_IS_GENRE_CHOOSER (self));

  if (!self->touched)
    clear_chips (self);
  for (guint i = 0; i < genres->len; i++)
    {
      AttCollection *genre = g_ptr_array_index (genres, i);

      if (!g_hash_table_contains (self->chips, genre->title))
        gtk_box_append (GTK_BOX (genre->n_tracks > 0 ? self->own_chips : self->more_chips),
                        make_chip (self, genre->title));
    }
  filter_chips (self);
}

guint
att_genre_chooser_get_n_chosen (AttGenreChooser *self)
{
  return self->n_chosen;
}

char **
att_genre_chooser_dup_chosen (AttGenreChooser *self)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer name, chip;

  g_hash_table_iter_init (&iter, self->chips);
  while (g_hash_table_iter_next (&iter, &name, &chip))
    if (gtk_toggle_button_get_active (chip))
      g_strv_builder_add (chosen, name);
  return g_strv_builder_end (chosen);
}

void
att_genre_chooser_surprise (AttGenreChooser *self)
{
  GtkWidget *box = gtk_widget_get_first_child (self->own_chips) ? self->own_chips : self->more_chips;
  g_autoptr (GPtrArray) chips = g_ptr_array_new ();

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  for (GtkWidget *chip = gtk_widget_get_first_child (box); chip; chip = gtk_widget_get_next_sibling (chip))
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), FALSE);
      g_ptr_array_add (chips, chip);
    }
  for (int i = 0; i < N_SURPRISE && chips->len > 0; i++)
    {
      guint chosen = (guint) g_random_int_range (0, (gint32) chips->len);

      gtk_toggle_button_set_active (g_ptr_array_index (chips, chosen), TRUE);
      g_ptr_array_remove_index_fast (chips, chosen);
    }
}

static void
att_genre_chooser_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, ATT_GENRE_CHOOSER (object)->n_chosen);
}

static void
att_genre_chooser_dispose (GObject *object)
{
  AttGenreChooser *self = ATT_GENRE_CHOOSER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (att_genre_chooser_parent_class)->dispose (object);
}

static void
att_genre_chooser_finalize (GObject *object)
{
  g_hash_table_unref (ATT_GENRE_CHOOSER (object)->chips);
  G_OBJECT_CLASS (att_genre_chooser_parent_class)->finalize (object);
}

static void
att_genre_chooser_class_init (AttGenreChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = att_genre_chooser_get_property;
  object_class->dispose = att_genre_chooser_dispose;
  object_class->finalize = att_genre_chooser_finalize;
  properties[PROP_N_CHOSEN] =
    g_param_spec_uint ("n-chosen", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ATT_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-genre-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, AttGenreChooser, box);
  gtk_widget_class_bind_template_child (widget_class, AttGenreChooser, search);
  gtk_widget_class_bind_template_child (widget_class, AttGenreChooser, own_section);
  gtk_widget_class_bind_template_child (widget_class, AttGenreChooser, own_chips);
  gtk_widget_class_bind_template_child (widget_class, AttGenreChooser, more_section);
  gtk_widget_class_bind_template_child (widget_class, AttGenreChooser, more_chips);
  gtk_widget_class_bind_template_child (widget_class, AttGenreChooser, no_genre);
  gtk_widget_class_bind_template_callback (widget_class, filter_chips);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_genre_chooser_init (AttGenreChooser *self)
{
  self->chips = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}
