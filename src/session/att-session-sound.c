/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-session-sound.h"

#include <glib/gi18n-lib.h>

#include "att-session-private.h"

#define SAVE_AFTER_MS 800 /* a slider is drawn over many values */

struct _AttSound
{
  gboolean on, own;
  double gains[ATT_EQUALIZER_N_BANDS];
  guint save_source;
  AttOutputs *outputs;
  gboolean choose; /* the output */
};

/* in the order of AttRepeat and AttShuffle */
static const char *const repeat_words[] = { "none", "all", "one", NULL };
static const char *const shuffle_words[] = { "off", "songs", "albums", NULL };

static guint
find_word (const char *const *words, const char *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_strcmp0 (words[i], word) == 0)
      return i;
  return 0;
}

static void
parse_gains (const char *text, double *gains)
{
  char *end = (char *) text;

  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    {
      double gain = text != NULL ? g_ascii_strtod (end, &end) : 0;

      gains[i] = gain >= -ATT_EQUALIZER_MAX_DB && gain <= ATT_EQUALIZER_MAX_DB ? gain : 0;
    }
}

static char *
gains_to_text (const double *gains)
{
  GString *text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < ATT_EQUALIZER_N_BANDS; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", g_ascii_formatd (number, sizeof number, "%.1f", gains[i]));
  return g_string_free (text, FALSE);
}

static void
save_equalizer (AttSession *self)
{
  struct _AttSound *sound = self->sound;
  g_autofree char *gains = gains_to_text (sound->gains);

  g_clear_handle_id (&sound->save_source, g_source_remove);
  att_session_set_setting (self, ATT_SETTING_EQUALIZER, sound->on ? "on" : "off");
  att_session_set_setting (self, ATT_SETTING_EQUALIZER_BANDS, gains);
  if (sound->own)
    att_session_set_setting (self, ATT_SETTING_EQUALIZER_CUSTOM, gains);
}

static gboolean
save_cb (gpointer data)
{
  save_equalizer (data);
  return G_SOURCE_REMOVE;
}

void
att_session_set_equalizer (AttSession *self, gboolean on, const double *gains_db, gboolean own)
{
  struct _AttSound *sound = self->sound;

  g_return_if_fail (sound != NULL);

  if (sound->own && !own && sound->save_source != 0) /* the own curve is left for a preset */
    save_equalizer (self);
  sound->on = on;
  sound->own = own;
  memcpy (sound->gains, gains_db, sizeof sound->gains);
  att_player_set_equalizer (self->player, on ? gains_db : NULL);
  g_clear_handle_id (&sound->save_source, g_source_remove);
  sound->save_source = g_timeout_add (SAVE_AFTER_MS, save_cb, self);
}

gboolean
att_session_get_equalizer (AttSession *self, double *gains_db)
{
  g_return_val_if_fail (self->sound != NULL, FALSE);

  memcpy (gains_db, self->sound->gains, sizeof self->sound->gains);
  return self->sound->on;
}

void
att_session_get_equalizer_own (AttSession *self, double *gains_db)
{
  if (self->sound != NULL && self->sound->own)
    memcpy (gains_db, self->sound->gains, sizeof self->sound->gains);
  else
    parse_gains (att_session_get_setting (self, ATT_SETTING_EQUALIZER_CUSTOM), gains_db);
}

static void
repeat_cb (AttSession *self)
{
  att_session_set_setting (self, ATT_SETTING_REPEAT, repeat_words[att_player_get_repeat (self->player)]);
}

static void
shuffle_cb (AttSession *self)
{
  att_session_set_setting (self, ATT_SETTING_SHUFFLE_QUEUE, shuffle_words[att_player_get_shuffle (self->player)]);
}

static gboolean
is_there (AttSession *self, const char *id)
{
  g_autoptr (GPtrArray) outputs = att_outputs_list (self->sound->outputs);

  for (guint i = 0; i < outputs->len; i++)
    if (g_str_equal (((AttOutput *) outputs->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

/* the chosen one has gone, or is back */
static void
outputs_cb (AttSession *self)
{
  const char *chosen = att_session_get_setting (self, ATT_SETTING_OUTPUT);
  gboolean used = att_player_get_output (self->player) != NULL, there;

  if (chosen == NULL || *chosen == '\0')
    return;
  there = is_there (self, chosen);
  if (there == used)
    return;
  att_player_set_output (self->player, there ? chosen : NULL);
  if (!there)
    att_session_say (self, _("The chosen sound output is not there; the system's own plays"));
}

AttOutputs *
att_session_get_outputs (AttSession *self)
{
  return self->sound != NULL ? self->sound->outputs : NULL;
}

void
att_session_sound_changed (AttSession *self, const char *key)
{
  const char *text = att_session_get_setting (self, key);

  if (g_str_equal (key, ATT_SETTING_CROSSFADE))
    att_player_set_crossfade (self->player, text != NULL ? (guint) CLAMP (g_ascii_strtod (text, NULL), 0, 12) * 1000 : 0);
  if (g_str_equal (key, ATT_SETTING_OUTPUT) && self->sound->choose)
    att_player_set_output (self->player, text != NULL && *text != '\0' ? text : NULL);
}

void
att_session_sound_init (AttSession *self, gboolean choose)
{
  self->sound = g_new0 (struct _AttSound, 1);
  parse_gains (att_session_get_setting (self, ATT_SETTING_EQUALIZER_BANDS), self->sound->gains);
  self->sound->on = g_strcmp0 (att_session_get_setting (self, ATT_SETTING_EQUALIZER), "on") == 0;
  if (self->sound->on)
    att_player_set_equalizer (self->player, self->sound->gains);
  att_session_sound_changed (self, ATT_SETTING_CROSSFADE);
  self->sound->choose = choose;
  att_session_sound_changed (self, ATT_SETTING_OUTPUT);
  if (self->alone)
    return;
  if (choose)
    {
      self->sound->outputs = att_outputs_new ();
      g_signal_connect_swapped (self->sound->outputs, "changed", G_CALLBACK (outputs_cb), self);
    }
  att_player_set_repeat (self->player, find_word (repeat_words, att_session_get_setting (self, ATT_SETTING_REPEAT)));
  att_player_set_shuffle (self->player,
                          find_word (shuffle_words, att_session_get_setting (self, ATT_SETTING_SHUFFLE_QUEUE)));
  g_signal_connect_swapped (self->player, "notify::repeat", G_CALLBACK (repeat_cb), self);
  g_signal_connect_swapped (self->player, "notify::shuffle", G_CALLBACK (shuffle_cb), self);
}

void
att_session_sound_clear (AttSession *self)
{
  if (self->sound->save_source != 0)
    save_equalizer (self);
  if (self->sound->outputs != NULL)
    g_signal_handlers_disconnect_by_data (self->sound->outputs, self);
  g_clear_object (&self->sound->outputs);
  g_clear_pointer (&self->sound, g_free);
}
