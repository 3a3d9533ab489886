/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-cli.h"

#include <glib/gi18n.h>

#include "att-cli-output.h"
#include "att-session-tools.h"

typedef struct {
  GPtrArray *libraries, *codecs, *models; /* of AttFact */
  GPtrArray *roots;                       /* of AttRoot */
  const char *data_dir, *database;
  char *database_error; /* NULL: sound */
  guint n_tracks, n_missing, n_analyzed, n_loved, n_failures;
  gboolean ok;
} Findings;

static void
findings_clear (Findings *self)
{
  g_clear_pointer (&self->libraries, g_ptr_array_unref);
  g_clear_pointer (&self->codecs, g_ptr_array_unref);
  g_clear_pointer (&self->models, g_ptr_array_unref);
  g_clear_pointer (&self->roots, g_ptr_array_unref);
  g_clear_pointer (&self->database_error, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Findings, findings_clear)

static gboolean
count (Findings *found, AttSession *session, GError **error)
{
  AttTrackQuery all = { .with_missing = TRUE };
  g_autoptr (GPtrArray) tracks = att_session_list_tracks (session, &all, error);
  g_autoptr (GPtrArray) failures = tracks != NULL ? att_session_list_failures (session, error) : NULL;

  if (failures == NULL)
    return FALSE;
  found->roots = att_session_list_roots (session, error);
  found->n_tracks = tracks->len;
  found->n_failures = failures->len;
  for (guint i = 0; i < tracks->len; i++)
    {
      AttTrack *track = g_ptr_array_index (tracks, i);

      found->n_missing += att_track_has (track, ATT_TRACK_MISSING);
      found->n_analyzed += att_track_has (track, ATT_TRACK_ANALYZED);
      found->n_loved += att_track_has (track, ATT_TRACK_LOVED);
    }
  return found->roots != NULL;
}

static void
examine (Findings *found, AttCli *cli)
{
  g_autoptr (GError) error = NULL;
  AttSession *session = att_cli_open_session (cli);

  found->libraries = att_session_list_libraries ();
  found->codecs = att_session_list_codecs ();
  if (session == NULL)
    {
      found->database_error = g_strdup (_("could not be opened"));
      return;
    }
  found->data_dir = att_session_get_data_dir (session);
  found->database = att_session_get_database_path (session);
  found->models = att_session_list_models (session);
  found->ok = TRUE;
  if (!att_session_check_database (session, &error) || !count (found, session, &error))
    {
      found->database_error = g_strdup (error->message);
      found->ok = FALSE;
      att_cli_fail (error);
    }
  for (guint i = 0; i < found->models->len; i++)
    {
      AttFact *model = g_ptr_array_index (found->models, i);

      if (!model->ok)
        {
          att_cli_error (_("the %s model cannot be used: %s"), model->name, model->value);
          found->ok = FALSE;
        }
    }
}

static void
add_facts (JsonBuilder *builder, const char *name, GPtrArray *facts, const char *value, const char *ok)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      AttFact *fact = g_ptr_array_index (facts, i);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "name", fact->name);
      att_cli_json_string (builder, value, fact->value);
      if (ok != NULL)
        att_cli_json_bool (builder, ok, fact->ok);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (Findings *found)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  att_cli_json_bool (builder, "ok", found->ok);
  att_cli_json_string (builder, "version", ATT_VERSION);
  add_facts (builder, "libraries", found->libraries, "version", NULL);
  att_cli_json_string (builder, "data_dir", found->data_dir);
  json_builder_set_member_name (builder, "database");
  json_builder_begin_object (builder);
  att_cli_json_string (builder, "path", found->database);
  att_cli_json_int (builder, "schema_version", att_session_get_schema_version ());
  att_cli_json_bool (builder, "ok", found->database_error == NULL);
  att_cli_json_string (builder, "error", found->database_error);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "roots");
  json_builder_begin_array (builder);
  for (guint i = 0; found->roots != NULL && i < found->roots->len; i++)
    {
      AttRoot *root = g_ptr_array_index (found->roots, i);
      g_autofree char *uri = g_filename_to_uri (root->path, NULL, NULL);

      json_builder_begin_object (builder);
      att_cli_json_string (builder, "uri", uri);
      att_cli_json_bool (builder, "mounted", root->mounted);
      att_cli_json_int (builder, "scanned_at", root->scanned_at);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_object (builder);
  att_cli_json_int (builder, "tracks", found->n_tracks);
  att_cli_json_int (builder, "missing", found->n_missing);
  att_cli_json_int (builder, "analyzed", found->n_analyzed);
  att_cli_json_int (builder, "loved", found->n_loved);
  att_cli_json_int (builder, "failures", found->n_failures);
  json_builder_end_object (builder);
  add_facts (builder, "codecs", found->codecs, "decoder", "present");
  add_facts (builder, "models", found->models, "path", "ok");
  json_builder_end_object (builder);
  att_cli_print_json (builder);
}

static void
print_facts (const char *title, GPtrArray *facts, const char *missing)
{
  g_autoptr (AttCliTable) table = att_cli_table_new ("lL", NULL);

  att_cli_print ("%s\n", title);
  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      AttFact *fact = g_ptr_array_index (facts, i);
      g_autofree char *name = g_strdup_printf ("  %s", fact->name);

      att_cli_table_add (table, name, fact->ok ? fact->value : missing);
    }
  att_cli_table_print (table);
}

static void
print_findings (Findings *found)
{
  att_cli_print ("attacca-cli %s\n", ATT_VERSION);
  print_facts (_("Libraries"), found->libraries, "?");
  print_facts (_("Codecs"), found->codecs, _("missing"));
  if (found->data_dir != NULL)
    {
      g_autofree char *data_dir = g_filename_display_name (found->data_dir);
      g_autofree char *database = g_filename_display_name (found->database);

      print_facts (_("Models"), found->models, _("cannot be used"));
      att_cli_print (_("Data folder\n  %s\n"), data_dir);
      att_cli_print (_("Database\n  %s\n  schema %d, %s\n"), database, att_session_get_schema_version (),
                     found->database_error == NULL ? _("sound") : found->database_error);
      att_cli_print (_("Library\n  %u tracks (%u missing, %u listened to, %u loved)\n"), found->n_tracks,
                     found->n_missing, found->n_analyzed, found->n_loved);
      att_cli_print (_("  %u files that could not be used\n"), found->n_failures);
    }
  for (guint i = 0; found->roots != NULL && i < found->roots->len; i++)
    {
      AttRoot *root = g_ptr_array_index (found->roots, i);
      g_autofree char *path = g_filename_display_name (root->path);

      if (i == 0)
        att_cli_print ("%s\n", _("Music folders"));
      att_cli_print ("  %s%s\n", path, root->mounted ? "" : _(" (not there now)"));
    }
}

static int
run (AttCli *cli)
{
  g_auto (Findings) found = { 0 };

  examine (&found, cli);
  if (cli->json)
    print_json (&found);
  else
    print_findings (&found);
  return found.ok ? ATT_CLI_OK : ATT_CLI_FAILED;
}

const AttCliCommand att_cli_doctor = {
  .name = "doctor",
  .arguments = "",
  .summary = N_ ("Check the database and show versions, paths and codecs"),
  .example = "attacca-cli doctor",
  .run = run,
};
