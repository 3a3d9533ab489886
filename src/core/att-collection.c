/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-collection.h"

#include "att-text.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (AttCollection, att_collection, G_TYPE_OBJECT)

static void
att_collection_finalize (GObject *object)
{
  AttCollection *self = ATT_COLLECTION (object);

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->search_key);
  g_free (self->cover_uri);
  g_strfreev (self->cover_uris);
  g_strfreev (self->cover_names);

  G_OBJECT_CLASS (att_collection_parent_class)->finalize (object);
}

static void
att_collection_class_init (AttCollectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_collection_finalize;
}

static void
att_collection_init (AttCollection *self)
{
}

AttCollection *
att_collection_new (AttCollectionKind kind, gint64 id, const char *title,
                    const char *subtitle, const char *cover_uri)
{
  AttCollection *self = g_object_new (ATT_TYPE_COLLECTION, NULL);
  g_autofree char *title_key = att_text_fold (title), *subtitle_key = att_text_fold (subtitle);

  self->kind = kind;
  self->id = id;
  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  self->title_key_bytes = strlen (title_key);
  self->search_key = g_strconcat (title_key, *title_key && *subtitle_key ? " " : "", subtitle_key, NULL);
  self->cover_uri = g_strdup (cover_uri);
  return self;
}
