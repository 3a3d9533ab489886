/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-types.h"

static const char *
name_of (const char *const *names, gsize n_names, guint value)
{
  return value < n_names && names[value] != NULL ? names[value] : "unknown";
}

const char *
att_event_kind_to_string (AttEventKind kind)
{
  static const char *const names[] = { NULL, "play", "love", "unlove", "ban", "unban", "undo" };

  return name_of (names, G_N_ELEMENTS (names), kind);
}

const char *
att_ending_to_string (AttEnding ending)
{
  static const char *const names[] = { "none", "finished", "next", "previous", "replaced",
                                       "stopped", "quit", "error", "repeated" };

  return name_of (names, G_N_ELEMENTS (names), ending);
}

const char *
att_origin_to_string (AttOrigin origin)
{
  static const char *const names[] = { NULL, "listener", "radio", "queue" };

  return name_of (names, G_N_ELEMENTS (names), origin);
}

const char *
att_evidence_to_string (AttEvidence evidence)
{
  static const char *const names[] = { NULL, "tags", "ear", "listening" };

  return name_of (names, G_N_ELEMENTS (names), evidence);
}

const char *
att_audio_type_to_string (AttAudioType type)
{
  static const char *const names[] = { "unknown", "mp3", "flac", "vorbis", "opus", "mp4",
                                       "wav", "aiff", "wavpack", "ape", "musepack", "oggflac",
                                       "speex", "asf", "trueaudio", "dsf", "aac" };

  return name_of (names, G_N_ELEMENTS (names), type);
}
