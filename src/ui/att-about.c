/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The about window. What is new comes from the metainfo, so that it is told once; what helps to find a fault is
 * gathered here: versions, folders, the desktop.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "att-application-private.h"
#include "att-dialog.h"

#define METAINFO "/io/github/attacca_player/Attacca/metainfo.xml"

/* --- what is new --- */

typedef struct {
  GString *notes;      /* markup as adw_about_window_set_release_notes() takes it */
  GString *text;       /* of the paragraph that is read */
  gboolean in_release; /* the first one, the newest */
  gboolean done;
} Notes;

static gboolean
is_paragraph (const char *element)
{
  return g_str_equal (element, "p") || g_str_equal (element, "li");
}

static void
start_cb (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer data,
          GError **error)
{
  Notes *notes = data;

  notes->in_release |= g_str_equal (element, "release") && !notes->done;
  if (!notes->in_release)
    return;
  if (is_paragraph (element) || g_str_equal (element, "ul"))
    g_string_append_printf (notes->notes, "<%s>", element);
  g_string_truncate (notes->text, 0);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Notes *notes = data;

  if (!notes->in_release)
    return;
  if (is_paragraph (element))
    {
      g_autofree char *markup = g_markup_escape_text (_(g_strstrip (notes->text->str)), -1);
      g_string_append (notes->notes, markup);
    }
  if (is_paragraph (element) || g_str_equal (element, "ul"))
    g_string_append_printf (notes->notes, "</%s>", element);
  if (g_str_equal (element, "release"))
    {
      notes->in_release = FALSE;
      notes->done = TRUE;
    }
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize n, gpointer data, GError **error)
{
  if (((Notes *) data)->in_release)
    g_string_append_len (((Notes *) data)->text, text, (gssize) n);
}

static char *
read_notes (void)
{
  static const GMarkupParser parser = { .start_element = start_cb, .end_element = end_cb, .text = text_cb };
  g_autoptr (GBytes) metainfo = g_resources_lookup_data (METAINFO, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  Notes notes = { g_string_new (NULL), g_string_new (NULL), FALSE, FALSE };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &notes, NULL);

  if (metainfo)
    g_markup_parse_context_parse (context, g_bytes_get_data (metainfo, NULL), (gssize) g_bytes_get_size (metainfo), NULL);
  g_string_free (notes.text, TRUE);
  return g_string_free (notes.notes, FALSE);
}

/* --- what helps to find a fault --- */

static char *
make_debug_info (AttSession *session)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  GString *info = g_string_new ("Attacca " ATT_VERSION "\n\n");

  g_string_append_printf (info, "System: %s\n", os ? os : "unknown");
  g_string_append_printf (info, "Desktop: %s\n", desktop ? desktop : "unknown");
  g_string_append_printf (info, "Display: %s\n", G_OBJECT_TYPE_NAME (gdk_display_get_default ()));
  g_string_append_printf (info, "Flatpak: %s\n", g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "yes" : "no");
  g_string_append_printf (info, "Languages: %s\n\n", g_get_language_names ()[0]);
  g_string_append_printf (info, "GLib %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (info, "GTK %u.%u.%u\n", gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version ());
  g_string_append_printf (info, "libadwaita %u.%u.%u\n", adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version ());
  if (session)
    g_string_append_printf (info, "\nData folder: %s\n", att_session_get_data_dir (session));
  g_string_append (info, "\nMore is said by: attacca-cli doctor\n");
  return g_string_free (info, FALSE);
}

void
att_about_show (GtkWindow *parent, AttSession *session)
{
  static const char *const developers[] = { "The Attacca authors", NULL };
  static const char *const libraries[] = { "GTK, libadwaita, GLib", "GStreamer", "SQLite", "TagLib", "FFTW",
                                           "libebur128", "libsoup", "xxHash", NULL };
  g_autofree char *notes = read_notes (), *info = make_debug_info (session);
  GtkWidget *about =
    g_object_new (ADW_TYPE_ABOUT_WINDOW, "transient-for", parent, "application-name", "Attacca", "application-icon",
                  ATT_APP_ID, "developer-name", _("The Attacca authors"), "version", ATT_VERSION, "comments",
                  _("Plays your music, and makes a radio from it that learns on your own machine. Nothing is sent "
                    "anywhere."),
                  "developers", developers, "license-type", GTK_LICENSE_GPL_3_0, "copyright", "© The Attacca authors",
                  "release-notes", notes, "release-notes-version", ATT_VERSION, "debug-info", info,
                  "debug-info-filename", "attacca-troubleshooting.txt",
                  /* TRANSLATORS: your names, one a line */
                  "translator-credits", g_strcmp0 (_("translator-credits"), "translator-credits") == 0
                                          ? "" : _("translator-credits"), NULL);

  adw_about_window_add_acknowledgement_section (ADW_ABOUT_WINDOW (about), _("Built on"), (const char **) libraries);
  att_dialog_present (GTK_WINDOW (about));
}
