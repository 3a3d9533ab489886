/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Training in the background of a session.
 */
#include "session-test.h"

#include <glib/gstdio.h>

#include "att-session-radio.h"
#include "att-session-train.h"
#include "att-store-models.h"
#include "att-store-playlists.h"
#include "att-store-tracks.h"
#include "att-training.h"

#define N_TRACKS 60

static AttStore *
open_store (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "attacca.db", NULL);
  g_autoptr (GError) error = NULL;
  AttStore *store = att_store_open (path, NULL, &error);

  g_assert_no_error (error);
  return store;
}

static void
fill (AttStore *store)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) att_scanned_file_free);
  g_autoptr (GError) error = NULL;
  AttScanCounts counts = { 0 };

  for (guint i = 0; i < N_TRACKS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/music/%u.flac", i);
      AttScannedFile *file = att_scanned_file_new (path, 1000, 1);

      file->tags = att_tags_new ();
      file->tags->type = ATT_AUDIO_FLAC;
      file->tags->duration_ms = 200000;
      file->tags->title = g_strdup_printf ("Piece %u", i);
      file->tags->content_hash[0] = i + 1;
      g_ptr_array_add (files, file);
    }
  g_assert_true (att_store_write_files (store, files, &counts, &error));
  for (guint p = 0; p < 12; p++)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_autofree char *name = g_strdup_printf ("List %u", p);
      g_auto (GStrv) uris = NULL;
      gint64 id;

      for (guint i = 0; i < 8; i++)
        {
          g_autofree char *uri = g_strdup_printf ("file:///music/%u.flac", (p * 7 + i * 3) % N_TRACKS);

          g_strv_builder_add (builder, uri);
        }
      uris = g_strv_builder_end (builder);
      g_assert_true (att_store_create_playlist (store, name, &id, &error));
      g_assert_true (att_store_append_to_playlist (store, id, (const char *const *) uris, &error));
    }
  g_assert_no_error (error);
}

static gboolean
has_model (AttStore *store)
{
  g_autoptr (AttModel) model = att_store_get_model (store, ATT_TRAINING_KIND, 0, NULL);

  return model != NULL;
}

static void
test_background (void)
{
  g_autofree char *folder = g_dir_make_tmp ("att-train-XXXXXX", NULL);
  g_autoptr (AttStore) store = open_store (folder);
  g_autoptr (AttSession) session = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  fill (store);
  session = att_session_open (folder, &error);
  g_assert_no_error (error);
  att_session_set_setting (session, ATT_SETTING_TRAIN_ON_BATTERY, "on"); /* whatever the test runs on */
  att_session_start (session);
  wait_until (has_model (store));
  wait_until (!att_progress_is_active (att_session_get_train_progress (session)));
  att_session_train_wake (session); /* nothing is new */
  att_session_close (session);
  models = att_store_list_models (store, ATT_TRAINING_KIND, &error);
  g_assert_cmpuint (models->len, ==, 1);
  att_store_close (store);
  remove_all (folder);
}

/* closed at any moment of it, the next session ends what was begun */
static void
test_interrupted (void)
{
  g_autofree char *folder = g_dir_make_tmp ("att-train-XXXXXX", NULL);
  g_autoptr (AttStore) store = open_store (folder);
  g_autoptr (GError) error = NULL;

  fill (store);
  for (guint i = 0; i < 30 && !has_model (store); i++)
    {
      g_autoptr (AttSession) session = att_session_open (folder, &error);

      g_assert_no_error (error);
      att_session_set_setting (session, ATT_SETTING_TRAIN_ON_BATTERY, "on");
      att_session_start (session);
      g_usleep (i * 300);
      att_session_close (session);
    }
  if (!has_model (store)) /* a slow machine */
    {
      g_autoptr (AttSession) session = att_session_open (folder, &error);
      AttTasteReport report;

      g_assert_true (att_session_train_taste (session, NULL, NULL, &report, &error));
      g_assert_true (report.installed);
      att_session_close (session);
    }
  att_store_close (store);
  remove_all (folder);
}

static void
write_supply (const char *folder, const char *supply, const char *name, const char *text)
{
  g_autofree char *dir = g_build_filename (folder, supply, NULL), *path = g_build_filename (dir, name, NULL);

  g_mkdir_with_parents (dir, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_power (void)
{
  g_autofree char *folder = g_dir_make_tmp ("att-power-XXXXXX", NULL);

  g_assert_false (att_session_is_on_battery ("/nowhere"));
  g_assert_false (att_session_is_on_battery (folder)); /* a desktop */
  write_supply (folder, "hidpp_battery_0", "type", "Battery\n");
  write_supply (folder, "hidpp_battery_0", "scope", "Device\n");
  write_supply (folder, "hidpp_battery_0", "status", "Discharging\n");
  g_assert_false (att_session_is_on_battery (folder)); /* of a mouse */
  write_supply (folder, "BAT0", "type", "Battery\n");
  write_supply (folder, "BAT0", "status", "Discharging\n");
  g_assert_true (att_session_is_on_battery (folder));
  write_supply (folder, "AC", "type", "Mains\n");
  write_supply (folder, "AC", "online", "0\n");
  g_assert_true (att_session_is_on_battery (folder));
  write_supply (folder, "AC", "online", "1\n");
  g_assert_false (att_session_is_on_battery (folder));
  remove_all (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/train/background", test_background);
  g_test_add_func ("/session/train/interrupted", test_interrupted);
  g_test_add_func ("/session/train/power", test_power);
  return g_test_run ();
}
