/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-clock.h"

gint64
att_clock_now (const AttClock *self)
{
  return self != NULL && self->fixed_at != 0 ? self->fixed_at : g_get_real_time () / G_USEC_PER_SEC;
}

gboolean
att_clock_parse (const char *text, gint64 *at)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *iso = NULL;

  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, at, NULL))
    return TRUE;
  iso = g_strdup (text);
  g_strdelimit (iso, " ", 'T');
  if (g_utf8_strlen (iso, -1) == 16) /* no seconds */
    {
      char *longer = g_strconcat (iso, ":00", NULL);
      g_free (iso);
      iso = longer;
    }
  time = g_date_time_new_from_iso8601 (iso, local);
  if (time == NULL)
    return FALSE;
  *at = g_date_time_to_unix (time);
  return TRUE;
}
