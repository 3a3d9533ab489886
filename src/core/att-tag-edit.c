/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tag-edit.h"

AttTagEdit *
att_tag_edit_new (const char *path)
{
  AttTagEdit *self = g_new0 (AttTagEdit, 1);

  self->path = g_strdup (path);
  return self;
}

void
att_tag_edit_free (AttTagEdit *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i < ATT_N_FIELDS; i++)
    g_free (self->values[i]);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_clear_pointer (&self->before, g_bytes_unref);
  g_free (self->path);
  g_free (self);
}

AttTagFields *
att_tag_fields_new (void)
{
  return g_new0 (AttTagFields, 1);
}

void
att_tag_fields_free (AttTagFields *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i < ATT_N_FIELDS; i++)
    g_free (self->values[i]);
  g_free (self->unwritable);
  g_free (self);
}

AttTagResult *
att_tag_result_new (void)
{
  AttTagResult *self = g_new0 (AttTagResult, 1);

  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) att_tag_edit_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
att_tag_result_free (AttTagResult *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->problems);
  g_free (self);
}
