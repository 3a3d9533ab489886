/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-outputs.h"

#include <gst/gst.h>

struct _AttOutputs
{
  GObject parent_instance;

  GstDeviceMonitor *monitor;
  gboolean started;
};

G_DEFINE_FINAL_TYPE (AttOutputs, att_outputs, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* by which property an element is told its device; what has none of them cannot be chosen */
static const char *const device_properties[] = { "device", "target-object" };

static gboolean
bus_cb (GstBus *bus, GstMessage *message, gpointer data)
{
  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_DEVICE_ADDED:
    case GST_MESSAGE_DEVICE_REMOVED:
    case GST_MESSAGE_DEVICE_CHANGED:
      g_signal_emit (data, signals[CHANGED], 0);
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

static void
start (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, gst_device_monitor_start (ATT_OUTPUTS (source)->monitor));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AttOutputs *self = ATT_OUTPUTS (source);

  self->started = g_task_propagate_boolean (G_TASK (result), NULL);
  if (self->started)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
stop (GstDeviceMonitor *monitor)
{
  gst_device_monitor_stop (monitor);
  gst_object_unref (monitor);
}

static void
att_outputs_finalize (GObject *object)
{
  AttOutputs *self = ATT_OUTPUTS (object);
  g_autoptr (GstBus) bus = gst_device_monitor_get_bus (self->monitor);

  gst_bus_remove_watch (bus);
  gst_bus_set_flushing (bus, TRUE);
  if (self->started)
    stop (self->monitor);
  else
    gst_object_unref (self->monitor);
  G_OBJECT_CLASS (att_outputs_parent_class)->finalize (object);
}

static void
att_outputs_class_init (AttOutputsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_outputs_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", ATT_TYPE_OUTPUTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
att_outputs_init (AttOutputs *self)
{
  self->monitor = gst_device_monitor_new ();
}

AttOutputs *
att_outputs_new (void)
{
  AttOutputs *self = g_object_new (ATT_TYPE_OUTPUTS, NULL);
  g_autoptr (GstBus) bus = gst_device_monitor_get_bus (self->monitor);
  g_autoptr (GTask) task = g_task_new (self, NULL, started_cb, NULL);

  gst_device_monitor_add_filter (self->monitor, "Audio/Sink", NULL);
  gst_bus_add_watch (bus, bus_cb, self);
  g_task_run_in_thread (task, start);
  return self;
}

static void
output_free (gpointer data)
{
  AttOutput *output = data;

  g_free (output->id);
  g_free (output->name);
  g_free (output);
}

/* as a gst-launch description; NULL: it cannot be told. (transfer full) */
static char *
describe (GstDevice *device)
{
  g_autoptr (GstElement) element = gst_device_create_element (device, NULL);
  GstElementFactory *factory = element != NULL ? gst_element_get_factory (element) : NULL;

  if (element != NULL)
    gst_object_ref_sink (element);
  for (gsize i = 0; factory != NULL && i < G_N_ELEMENTS (device_properties); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (element), device_properties[i]);
      g_autofree char *value = NULL, *escaped = NULL;

      if (pspec == NULL || pspec->value_type != G_TYPE_STRING)
        continue;
      g_object_get (element, device_properties[i], &value, NULL);
      if (value == NULL || *value == '\0')
        continue;
      escaped = g_strescape (value, NULL);
      return g_strdup_printf ("%s %s=\"%s\"", GST_OBJECT_NAME (factory), device_properties[i], escaped);
    }
  return NULL;
}

GPtrArray *
att_outputs_list (AttOutputs *self)
{
  GPtrArray *outputs = g_ptr_array_new_with_free_func (output_free);
  GList *devices = self->started ? gst_device_monitor_get_devices (self->monitor) : NULL;
  gboolean server = FALSE;

  for (GList *link = devices; link != NULL; link = link->next)
    {
      AttOutput *output = g_new0 (AttOutput, 1);

      output->id = describe (link->data);
      output->name = gst_device_get_display_name (link->data);
      if (output->id == NULL || output->name == NULL)
        {
          output_free (output);
          continue;
        }
      server = server || !g_str_has_prefix (output->id, "alsa");
      g_ptr_array_add (outputs, output);
    }
  for (guint i = outputs->len; server && i > 0; i--) /* the server has the cards already */
    if (g_str_has_prefix (((AttOutput *) outputs->pdata[i - 1])->id, "alsa"))
      g_ptr_array_remove_index (outputs, i - 1);
  g_list_free_full (devices, gst_object_unref);
  return outputs;
}
