/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "att-part.h"
#include "att-text.h"

char *
att_format_time (gint64 ms)
{
  gint64 s = ms / 1000;

  if (ms < 0)
    return g_strdup ("–:––");
  if (s >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (s / 3600), (int) (s / 60 % 60), (int) (s % 60));
  return g_strdup_printf ("%d:%02d", (int) (s / 60), (int) (s % 60));
}

/* a number and its unit stay in one line */
static char *
unbroken (char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  g_free (text);
  return g_strjoinv ("\302\240", words);
}

char *
att_format_length (gint64 ms)
{
  int minutes = (int) ((ms + 30000) / 60000), hours = (minutes + 30) / 60, days = hours / 24;

  if (minutes < 1)
    return g_strdup (_("under a minute"));
  if (minutes < 60)
    return unbroken (g_strdup_printf (_("%d min"), minutes));
  if (hours >= 240)
    days = (hours + 12) / 24;
  if (hours >= 240 || (hours >= 48 && hours % 24 == 0))
    return unbroken (g_strdup_printf (ngettext ("%d day", "%d days", days), days));
  if (hours >= 48)
    /* TRANSLATORS: how long songs play, "3 days 4 h" */
    return unbroken (g_strdup_printf (ngettext ("%d day %d h", "%d days %d h", days), days, hours % 24));
  if (minutes % 60 == 0 || minutes >= 600)
    return unbroken (g_strdup_printf (_("%d h"), hours));
  return unbroken (g_strdup_printf (_("%d h %d min"), minutes / 60, minutes % 60));
}

const char *
att_format_artist (AttTrack *track)
{
  const char *artist = att_track_get_artist (track);

  return *artist ? artist : _("Unknown artist");
}

char *
att_format_byline (AttTrack *track)
{
  g_autoptr (GString) text = g_string_new (att_format_artist (track));

  if (*att_track_get_album (track))
    g_string_append_printf (text, ATT_DOT "%s", att_track_get_album (track));
  if (track->year > 0)
    g_string_append_printf (text, ATT_DOT "%d", track->year);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
att_format_composer (AttTrack *track)
{
  g_autofree char *work = att_text_fold (track->work), *title = att_text_fold (track->title);
  /* right above, as the artist or in the title */
  const gboolean told = g_strcmp0 (track->composer, track->artist) == 0, named = g_str_has_prefix (title, work);

  if (!track->composer || told)
    return named ? NULL : g_strdup (track->work);
  if (named)
    /* TRANSLATORS: below the artist of a song */
    return g_strdup_printf (_("Composed by %s"), track->composer);
  /* TRANSLATORS: a work and its composer, below the artist of a track */
  return g_strdup_printf (_("%1$s, composed by %2$s"), track->work, track->composer);
}

char *
att_format_part (AttTrack *track)
{
  AttPart part;
  g_autofree char *path = NULL, *name = NULL, *start = NULL, *end = NULL;

  if (!att_part_of_uri (track->uri, &part) || !(path = att_part_file_path (track->uri)))
    return NULL;
  name = g_filename_display_basename (path);
  start = att_format_time (part.start_ns / 1000000);
  end = att_format_time (part.end_ns > 0 ? part.end_ns / 1000000 : part.start_ns / 1000000 + track->duration_ms);
  /* TRANSLATORS: where a song is: from when to when in which file, "3:20 – 7:05 of the file “album.flac”" */
  return g_strdup_printf (_("%s – %s of the file “%s”"), start, end, name);
}

const char *
att_format_audio_type (AttAudioType type)
{
  static const char *const names[] = {
    [ATT_AUDIO_MP3] = "MP3", [ATT_AUDIO_FLAC] = "FLAC", [ATT_AUDIO_VORBIS] = "Ogg Vorbis", [ATT_AUDIO_OPUS] = "Opus",
    [ATT_AUDIO_MP4] = "MP4", [ATT_AUDIO_WAV] = "WAV", [ATT_AUDIO_AIFF] = "AIFF", [ATT_AUDIO_WAVPACK] = "WavPack",
    [ATT_AUDIO_APE] = "Monkey’s Audio", [ATT_AUDIO_MUSEPACK] = "Musepack", [ATT_AUDIO_OGG_FLAC] = "Ogg FLAC",
    [ATT_AUDIO_SPEEX] = "Speex", [ATT_AUDIO_ASF] = "WMA", [ATT_AUDIO_TRUEAUDIO] = "TTA", [ATT_AUDIO_DSF] = "DSF",
    [ATT_AUDIO_AAC] = "AAC",
  };

  return (guint) type < G_N_ELEMENTS (names) ? names[type] : NULL;
}

static char *
format_sound (const AttTags *tags)
{
  const char *name = tags ? att_format_audio_type (tags->type) : NULL;
  g_autofree char *channels = NULL, *rate = NULL;

  if (!name || tags->sample_rate <= 0)
    return NULL;
  channels = tags->channels == 1   ? g_strdup (_("mono"))
             : tags->channels == 2 ? g_strdup (_("stereo"))
                                   : g_strdup_printf (ngettext ("%d channel", "%d channels", (gulong) tags->channels),
                                                      tags->channels);
  rate = g_strdup_printf (tags->sample_rate % 1000 ? "%.1f" : "%.0f", tags->sample_rate / 1000.0);
  /* TRANSLATORS: the sound of a file: its format, samples a second, "stereo", bits a second */
  return g_strdup_printf (_("%1$s · %2$s kHz · %3$s · %4$d kbit/s"), name, rate, channels, (tags->bitrate + 500) / 1000);
}

char *
att_format_details (AttTrack *track, const AttTags *tags)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sound = format_sound (tags), *path = att_part_file_path (track->uri);

  if (sound)
    g_string_append_printf (text, "%s\n", sound);
  if (track->date_added_at > 0)
    {
      g_autofree char *day = att_format_day (track->date_added_at);

      /* TRANSLATORS: the day on which a song came into the library */
      g_string_append_printf (text, _("Added: %s"), day);
      g_string_append_c (text, '\n');
    }
  if (track->n_plays > 0 && track->last_played_at > 0)
    {
      g_autofree char *day = att_format_day (track->last_played_at);

      /* TRANSLATORS: how often a song was played, and the day of the last time */
      g_string_append_printf (text, ngettext ("Played %d time, last: %s", "Played %d times, last: %s",
                                              (gulong) track->n_plays), track->n_plays, day);
      g_string_append_c (text, '\n');
    }
  if (path)
    {
      g_autofree char *shown = g_filename_display_name (path);

      /* TRANSLATORS: where the file of a song is */
      g_string_append_printf (text, _("File: %s"), shown);
    }
  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

char *
att_format_songs (guint n_songs, gint64 duration_ms)
{
  g_autofree char *songs = g_strdup_printf (ngettext ("%'u song", "%'u songs", n_songs), n_songs);
  g_autofree char *length = NULL;

  if (duration_ms <= 0)
    return g_steal_pointer (&songs);
  length = att_format_length (duration_ms);
  return g_strdup_printf ("%s" ATT_DOT "%s", songs, length);
}

char *
att_format_collection (AttCollection *collection, const char *of)
{
  const char *subtitle = collection->subtitle;

  switch (collection->kind)
    {
    case ATT_COLLECTION_ALBUM:
      if (!subtitle || !*subtitle)
        return att_format_songs (collection->n_tracks, collection->duration_ms);
      if (g_strcmp0 (subtitle, of) == 0)
        {
          g_autofree char *songs = att_format_songs (collection->n_tracks, 0);

          return collection->year > 0 ? g_strdup_printf ("%d" ATT_DOT "%s", collection->year, songs)
                                      : g_steal_pointer (&songs);
        }
      return collection->year > 0 ? g_strdup_printf ("%s" ATT_DOT "%d", subtitle, collection->year) : g_strdup (subtitle);
    case ATT_COLLECTION_ARTIST:
    case ATT_COLLECTION_COMPOSER:
      if (collection->n_albums > 0)
        {
          g_autofree char *songs = unbroken (att_format_songs (collection->n_tracks, 0));
          g_autofree char *albums =
            g_strdup_printf (ngettext ("%d album", "%d albums", collection->n_albums), collection->n_albums);
          return g_strdup_printf ("%s" ATT_DOT "%s", albums, songs);
        }
      return att_format_songs (collection->n_tracks, 0);
    case ATT_COLLECTION_GENRE:
    case ATT_COLLECTION_PLAYLIST:
    default:
      return att_format_songs (collection->n_tracks, collection->duration_ms);
    }
}

char *
att_format_progress (AttProgress *progress, const char *verb_format)
{
  double left = att_progress_get_left (progress);
  g_autofree char *done = g_strdup_printf ("%'" G_GUINT64_FORMAT, att_progress_get_done (progress));
  g_autofree char *total = g_strdup_printf ("%'" G_GUINT64_FORMAT, att_progress_get_total (progress));
  g_autofree char *text = g_strdup_printf (verb_format, done, total);

  if (left < 0)
    return g_steal_pointer (&text);
  if (left < 60)
    return g_strdup_printf (_("%s · under a minute left"), text);
  if (left < 3600)
    return g_strdup_printf (_("%s · %d min left"), text, (int) ceil (left / 60));
  return g_strdup_printf (_("%s · %d h left"), text, (int) round (left / 3600));
}

const char *
att_format_recommender (AttRecommender recommender)
{
  switch (recommender)
    {
    case ATT_RECOMMENDER_SOUND:
      return _("by ear");
    case ATT_RECOMMENDER_METADATA:
      return _("by tags");
    case ATT_RECOMMENDER_GENRE_TASTE:
    case ATT_RECOMMENDER_GENRE_NET:
      return _("your genres");
    case ATT_RECOMMENDER_EXPLORE:
      return _("long unheard");
    case ATT_RECOMMENDER_ITEM_KNN:
      return _("goes together");
    case ATT_RECOMMENDER_ALS:
    case ATT_RECOMMENDER_DEEPCF:
    case ATT_RECOMMENDER_USER_KNN:
    case ATT_RECOMMENDER_COLD:
    case ATT_N_RECOMMENDERS:
    default:
      return _("by your listening");
    }
}

const char *
att_format_heading (AttPick *pick)
{
  const AttReason *first = pick->reasons->len > 0 ? g_ptr_array_index (pick->reasons, 0) : NULL;

  if (first && first->recommender == ATT_RECOMMENDER_EXPLORE)
    /* TRANSLATORS: a song that was not heard for long, or never */
    return _("Chosen for a change");
  if (pick->evidence == ATT_EVIDENCE_LISTENING)
    return _("Chosen by your listening");
  if (pick->evidence == ATT_EVIDENCE_EAR)
    return _("Chosen by ear");
  switch (first ? first->recommender : ATT_RECOMMENDER_METADATA)
    {
    case ATT_RECOMMENDER_GENRE_TASTE:
    case ATT_RECOMMENDER_GENRE_NET:
      return _("Chosen by your genres");
    case ATT_RECOMMENDER_ITEM_KNN:
      return _("Chosen by what goes together");
    case ATT_RECOMMENDER_ALS:
    case ATT_RECOMMENDER_DEEPCF:
    case ATT_RECOMMENDER_USER_KNN:
    case ATT_RECOMMENDER_COLD:
      return _("Chosen by your taste");
    default:
      return _("Chosen by tags");
    }
}

const char *
att_format_pick (AttPick *pick)
{
  AttReason *reason;

  if (!pick || pick->reasons->len == 0)
    return "";
  reason = g_ptr_array_index (pick->reasons, 0);
  return reason->text ? reason->text : "";
}

char *
att_format_seeds (GPtrArray *seeds)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!seeds || seeds->len == 0)
    return g_strdup (_("your taste"));
  for (guint i = 0; i < seeds->len; i++)
    {
      AttSeed *seed = g_ptr_array_index (seeds, i);
      AttSeed *last = i > 0 ? g_ptr_array_index (seeds, i - 1) : NULL;

      if (last && g_strcmp0 (last->value, seed->value) == 0) /* the songs of one smart playlist */
        continue;
      if (last)
        g_string_append (text, ", ");
      g_string_append (text, seed->value ? seed->value : _("a song"));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
att_format_day (gint64 at)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (at);
  GDate a, b;
  int days;

  if (!day)
    return g_strdup (_("Some time ago"));
  g_date_set_dmy (&a, g_date_time_get_day_of_month (day), g_date_time_get_month (day), g_date_time_get_year (day));
  g_date_set_dmy (&b, g_date_time_get_day_of_month (now), g_date_time_get_month (now), g_date_time_get_year (now));
  days = g_date_days_between (&a, &b);
  if (days == 0)
    return g_strdup (_("Today"));
  if (days == 1)
    return g_strdup (_("Yesterday"));
  if (days > 1 && days < 7)
    return g_date_time_format (day, "%A");
  /* TRANSLATORS: a date as the heading of a day in the listening history */
  return g_date_time_format (day, _("%-d %B %Y"));
}

double
att_text_scale (GtkWidget *widget)
{
  int dpi; /* in 1024ths; -1: not known */

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return MAX (dpi / (96.0 * 1024), 1);
}

gboolean
att_tip_when_cut (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

void
att_align_lines (GtkLabel *label)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (label)) == GTK_TEXT_DIR_RTL;
  /* GTK's "left" is where the text begins, its "right" is where it ends */
  gboolean against = pango_layout_get_direction (gtk_label_get_layout (label), 0) ==
                     (rtl ? PANGO_DIRECTION_LTR : PANGO_DIRECTION_RTL);

  if (gtk_label_get_xalign (label) == 0.5f)
    gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
  else
    gtk_label_set_justify (label, against ? GTK_JUSTIFY_RIGHT : GTK_JUSTIFY_LEFT);
}
