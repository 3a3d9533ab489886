/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tags-message.h"

#include <stddef.h>
#include <string.h>

#define NO_STRING G_MAXUINT32

/* the members of AttTags by kind: written and read by walking the same tables */
static const guint16 strings[] = {
  offsetof (AttTags, title), offsetof (AttTags, title_sort), offsetof (AttTags, album), offsetof (AttTags, album_sort),
  offsetof (AttTags, disc_title), offsetof (AttTags, work), offsetof (AttTags, movement), offsetof (AttTags, label),
  offsetof (AttTags, language), offsetof (AttTags, country), offsetof (AttTags, date), offsetof (AttTags, original_date),
  offsetof (AttTags, mb_recording_id), offsetof (AttTags, mb_release_track_id), offsetof (AttTags, mb_release_id),
  offsetof (AttTags, mb_release_group_id), offsetof (AttTags, mb_work_id),
  offsetof (AttTags, cue_sheet),
};

static const struct { guint16 offset, size; } numbers[] = {
#define NUMBER(member) { offsetof (AttTags, member), sizeof ((AttTags *) 0)->member }
  NUMBER (type), NUMBER (duration_ms), NUMBER (bitrate), NUMBER (sample_rate), NUMBER (channels),
  NUMBER (track_number), NUMBER (n_tracks), NUMBER (disc_number), NUMBER (n_discs), NUMBER (movement_number),
  NUMBER (year), NUMBER (compilation), NUMBER (rating), NUMBER (rg_track_gain_db), NUMBER (rg_album_gain_db),
  NUMBER (rg_track_peak), NUMBER (rg_album_peak), NUMBER (has_picture), NUMBER (content_hash),
#undef NUMBER
};

/* --- writing --- */

static void
put_number (GByteArray *out, guint32 number)
{
  g_byte_array_append (out, (const guint8 *) &number, sizeof number);
}

static void
put_string (GByteArray *out, const char *text)
{
  const guint32 n = text != NULL ? (guint32) strlen (text) : NO_STRING;

  put_number (out, n);
  if (text != NULL)
    g_byte_array_append (out, (const guint8 *) text, n);
}

GBytes *
att_tags_message_write (const AttTags *tags, const char *cause)
{
  GByteArray *out = g_byte_array_sized_new (512);
  const guint8 kind = tags != NULL;

  g_byte_array_append (out, &kind, 1);
  if (tags == NULL)
    {
      put_string (out, cause);
      return g_byte_array_free_to_bytes (out);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_byte_array_append (out, (const guint8 *) tags + numbers[i].offset, numbers[i].size);
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    put_string (out, *(char *const *) ((const guint8 *) tags + strings[i]));
  put_number (out, tags->credits->len);
  for (guint i = 0; i < tags->credits->len; i++)
    {
      const AttCredit *credit = g_ptr_array_index (tags->credits, i);

      put_number (out, credit->role);
      put_string (out, credit->name);
      put_string (out, credit->sort_name);
      put_string (out, credit->mbid);
      put_string (out, credit->instrument);
    }
  put_number (out, tags->genres->len);
  for (guint i = 0; i < tags->genres->len; i++)
    put_string (out, g_ptr_array_index (tags->genres, i));
  return g_byte_array_free_to_bytes (out);
}

/* --- reading --- */

typedef struct {
  const guint8 *at;
  gsize left;
  gboolean bad;
} Reader;

static gboolean
take (Reader *in, void *to, gsize n)
{
  in->bad = in->bad || in->left < n;
  if (in->bad)
    return FALSE;
  memcpy (to, in->at, n);
  in->at += n;
  in->left -= n;
  return TRUE;
}

static guint32
take_number (Reader *in)
{
  guint32 number = 0;

  take (in, &number, sizeof number);
  return number;
}

static char *
take_string (Reader *in)
{
  const guint32 n = take_number (in);
  char *text;

  if (in->bad || n == NO_STRING)
    return NULL;
  in->bad = in->left < n || !g_utf8_validate_len ((const char *) in->at, n, NULL);
  if (in->bad)
    return NULL;
  text = g_strndup ((const char *) in->at, n);
  in->at += n;
  in->left -= n;
  return text;
}

static AttTags *
take_tags (Reader *in)
{
  g_autoptr (AttTags) tags = att_tags_new ();
  guint32 n;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    take (in, (guint8 *) tags + numbers[i].offset, numbers[i].size);
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    *(char **) ((guint8 *) tags + strings[i]) = take_string (in);
  n = take_number (in);
  for (guint32 i = 0; i < n && !in->bad; i++)
    {
      const guint32 role = take_number (in);
      g_autofree char *name = take_string (in), *sort_name = take_string (in);
      g_autofree char *mbid = take_string (in), *instrument = take_string (in);

      in->bad = in->bad || role < ATT_ROLE_ARTIST || role > ATT_ROLE_PERFORMER;
      if (!in->bad)
        att_tags_add_credit (tags, (AttRole) role, name, sort_name, mbid, instrument);
    }
  n = take_number (in);
  for (guint32 i = 0; i < n && !in->bad; i++)
    {
      g_autofree char *genre = take_string (in);

      att_tags_add_genre (tags, genre);
    }
  in->bad = in->bad || in->left > 0 || tags->type <= ATT_AUDIO_UNKNOWN || tags->type > ATT_AUDIO_AAC ||
            tags->rating > 10 || tags->duration_ms < 0;
  return in->bad ? NULL : g_steal_pointer (&tags);
}

gboolean
att_tags_message_read (GBytes *message, AttTags **tags, char **cause)
{
  Reader in = { 0 };
  guint8 kind = 2;

  *tags = NULL;
  *cause = NULL;
  in.at = g_bytes_get_data (message, &in.left);
  take (&in, &kind, 1);
  if (kind == 1)
    *tags = take_tags (&in);
  else if (kind == 0)
    *cause = take_string (&in);
  return *tags != NULL || *cause != NULL;
}
