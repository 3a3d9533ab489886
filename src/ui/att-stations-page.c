/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-stations-page.h"

#include <glib/gi18n-lib.h>

struct _AttStationsPage
{
  AttPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AttStationsPage, att_stations_page, ATT_TYPE_PAGE)

static void
att_stations_page_reload (AttPage *page)
{
  att_page_set_state (page, ATT_PAGE_EMPTY);
}

static void
att_stations_page_class_init (AttStationsPageClass *klass)
{
  ATT_PAGE_CLASS (klass)->reload = att_stations_page_reload;
}

static void
att_stations_page_init (AttStationsPage *self)
{
  g_object_set (self, "tag", "stations", "title", _("Stations"), "empty-icon", "att-station-symbolic", "empty-title",
                /* TRANSLATORS: heading of the page of stations, as long as none is listed there */
                _("Internet radio"), "empty-text",
                /* TRANSLATORS: below it, above a button "Open Address…" */
                _("Every station whose address you know can be heard here."),
                "empty-label", _("Open Address…"), "empty-action", "win.open-address", NULL);
}

GtkWidget *
att_stations_page_new (void)
{
  return g_object_new (ATT_TYPE_STATIONS_PAGE, NULL);
}
