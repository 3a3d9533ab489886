/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-analyze-worker.h"

#include <math.h>
#include <string.h>

#include "att-analyzer.h"
#include "att-decoder.h"
#include "att-envelope.h"
#include "att-part.h"
#include "att-workers.h"

/* error code or -1, cause; audio_ms, is_excerpt; tempo, confidence, onset rate, loudness, peak; vector; blocks,
 * envelope; none: not known */
#define REPLY_TYPE "(isibdddddadayay)"

GBytes *
att_analyze_request_new (const char *path, gboolean excerpt)
{
  char *request = g_strconcat (excerpt ? "e" : "w", path, NULL);

  return g_bytes_new_take (request, strlen (request));
}

static GBytes *
reply_new (int code, const char *cause, const AttFeatures *features)
{
  static const AttFeatures nothing = { 0 };
  GVariantBuilder vector;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GBytes) blocks = NULL, envelope = NULL;
  g_autofree char *utf8 = g_utf8_make_valid (cause, -1);

  if (features == NULL)
    features = &nothing;
  blocks = features->loudness_blocks != NULL ? g_bytes_ref (features->loudness_blocks) : g_bytes_new (NULL, 0);
  envelope = features->envelope != NULL ? g_bytes_ref (features->envelope) : g_bytes_new (NULL, 0);
  g_variant_builder_init (&vector, G_VARIANT_TYPE ("ad"));
  for (gsize i = 0; i < features->n; i++)
    g_variant_builder_add (&vector, "d", (double) features->vector[i]);
  reply = g_variant_ref_sink (g_variant_new ("(isibdddddad@ay@ay)", code, utf8, features->audio_ms, features->is_excerpt,
                                             (double) features->tempo_bpm, (double) features->tempo_confidence,
                                             (double) features->onset_rate, (double) features->loudness_lufs,
                                             (double) features->peak, &vector,
                                             g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, blocks, TRUE),
                                             g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, envelope, TRUE)));
  return g_variant_get_data_as_bytes (reply);
}

GBytes *
att_analyze_reply_new (const AttFeatures *features)
{
  return reply_new (-1, "", features);
}

GBytes *
att_analyze_reply_error (const GError *error)
{
  return reply_new (error->code, error->message, NULL);
}

AttFeatures *
att_analyze_reply_parse (GBytes *bytes, GError **error)
{
  g_autoptr (GVariant) reply = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (REPLY_TYPE), bytes, FALSE));
  g_autoptr (GVariant) doubles = NULL, blocks = NULL, envelope = NULL;
  g_autofree float *vector = NULL;
  const char *cause;
  double tempo, confidence, onset_rate, loudness, peak;
  const double *values;
  int code, audio_ms;
  gboolean is_excerpt;
  gsize n;
  AttFeatures *features;

  g_variant_get (reply, "(i&sibddddd@ad@ay@ay)", &code, &cause, &audio_ms, &is_excerpt, &tempo, &confidence, &onset_rate,
                 &loudness, &peak, &doubles, &blocks, &envelope);
  values = g_variant_get_fixed_array (doubles, &n, sizeof (double));
  if (code >= 0 && g_variant_is_normal_form (reply))
    {
      g_set_error_literal (error, ATT_DECODE_ERROR, code, cause);
      return NULL;
    }
  if (!g_variant_is_normal_form (reply) || n != att_features_get_n ())
    {
      g_set_error_literal (error, ATT_WORKERS_ERROR, ATT_WORKERS_ERROR_PROTOCOL, "the worker's reply makes no sense");
      return NULL;
    }
  vector = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    vector[i] = isfinite (values[i]) ? values[i] : 0;
  features = att_features_new (0, ATT_FEATURES_VERSION, vector, n);
  features->audio_ms = audio_ms;
  features->is_excerpt = is_excerpt;
  features->tempo_bpm = tempo;
  features->tempo_confidence = confidence;
  features->onset_rate = onset_rate;
  features->loudness_lufs = loudness;
  features->peak = peak;
  if (g_variant_n_children (blocks) > 0)
    features->loudness_blocks = g_variant_get_data_as_bytes (blocks);
  if (g_variant_n_children (envelope) == ATT_ENVELOPE_N)
    features->envelope = g_variant_get_data_as_bytes (envelope);
  return features;
}

/* "FILE: cause" without the file, which the other end knows */
static GError *
error_without_path (const GError *error, const char *path)
{
  g_autofree char *file = att_part_place_path (path);
  g_autofree char *name = g_filename_display_name (file);
  g_autofree char *prefix = g_strconcat (name, ": ", NULL);
  const char *message = error->message;

  if (g_str_has_prefix (message, prefix))
    message += strlen (prefix);
  return g_error_new_literal (error->domain, error->code, message);
}

static GBytes *
envelope_of (const char *path)
{
  GBytes *envelope = att_analyzer_read_envelope (path, NULL, NULL);

  return envelope != NULL ? envelope : g_bytes_new (NULL, 0);
}

static GBytes *
handle (GBytes *item, gpointer user_data)
{
  gsize n;
  const char *bytes = g_bytes_get_data (item, &n);
  g_autofree char *path = n > 0 ? g_strndup (bytes + 1, n - 1) : g_strdup ("");
  gboolean excerpt = n > 0 && bytes[0] == 'e';
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = NULL;
  AttFeatures *features;
  GBytes *reply;

  if (n > 0 && bytes[0] == 'v')
    return envelope_of (path);
  features = excerpt ? att_analyzer_read_excerpt (path, NULL, &error)
                     : att_analyzer_read_file (path, NULL, NULL, &error);
  if (features == NULL)
    {
      cause = error_without_path (error, path);
      return att_analyze_reply_error (cause);
    }
  reply = att_analyze_reply_new (features);
  att_features_free (features);
  return reply;
}

int
att_analyze_worker_main (void)
{
  return att_worker_serve (handle, NULL);
}
