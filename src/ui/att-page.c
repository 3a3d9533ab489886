/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-page.h"

#include <glib/gi18n-lib.h>

#include "att-accessible.h"
#include "att-rating.h"
#include "att-selection.h"
#include "att-wrap-layout.h"

#define SPINNER_AFTER_MS 400
#define RELOAD_AFTER_MS 250

typedef struct {
  char *title, *tag;
  gboolean narrow;
  GtkWidget *content; /* owned by `holder` */
  GtkWidget *tools;
  AttSession *session;
  GCancellable *cancellable;
  gboolean stale, loading, wants_focus;
  guint focus_id; /* of the tick callback that moves the focus here */
  guint focus_frames;
  GtkWidget *start; /* what has the focus first; weak */
  guint reload_id, spinner_id;

  GtkStack *stack;
  AdwBin *holder;
  GtkSpinner *spinner;
  AdwStatusPage *empty;
  AdwStatusPage *error;
  GtkButton *empty_button;
  GtkButton *try_again;
} AttPagePrivate;

enum {
  PROP_TITLE = 1,
  PROP_TAG,
  PROP_NARROW,
  PROP_CONTENT,
  PROP_TOOLS,
  PROP_START,
  PROP_EMPTY_ICON,
  PROP_EMPTY_TITLE,
  PROP_EMPTY_TEXT,
  PROP_EMPTY_ACTION,
  PROP_EMPTY_LABEL,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AttPage, att_page, GTK_TYPE_WIDGET)

#define PRIV(self) ((AttPagePrivate *) att_page_get_instance_private (self))

static void
cancel (AttPage *self)
{
  AttPagePrivate *priv = PRIV (self);

  if (priv->cancellable)
    g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
}

static gboolean
reload_cb (gpointer data)
{
  PRIV (data)->reload_id = 0;
  att_page_reload (data);
  return G_SOURCE_REMOVE;
}

static void
library_changed_cb (AttPage *self)
{
  AttPagePrivate *priv = PRIV (self);

  priv->stale = TRUE;
  if (!priv->loading && gtk_widget_get_mapped (GTK_WIDGET (self)) && priv->reload_id == 0)
    priv->reload_id = g_timeout_add (RELOAD_AFTER_MS, reload_cb, self);
}

static void
track_changed_cb (AttPage *self, AttTrack *track)
{
  AttPageClass *klass = ATT_PAGE_GET_CLASS (self);

  if (klass->track_changed)
    klass->track_changed (self, track);
}

static gboolean
spinner_cb (gpointer data)
{
  AttPagePrivate *priv = PRIV (data);

  priv->spinner_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), TRUE);
  gtk_spinner_start (priv->spinner);
  return G_SOURCE_REMOVE;
}

static void
try_again_cb (GtkButton *button, AttPage *self)
{
  att_page_set_state (self, ATT_PAGE_LOADING);
  att_page_reload (self);
}

static void
att_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (att_page_parent_class)->map (widget);
  if (PRIV (ATT_PAGE (widget))->stale)
    att_page_reload (ATT_PAGE (widget));
}

static void
att_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttPagePrivate *priv = PRIV (ATT_PAGE (object));

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_TAG:
      g_value_set_string (value, priv->tag);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, priv->narrow);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, priv->content);
      break;
    case PROP_TOOLS:
      g_value_set_object (value, priv->tools);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
att_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AttPage *self = ATT_PAGE (object);
  AttPagePrivate *priv = PRIV (self);

  switch (prop_id)
    {
    case PROP_TITLE:
      att_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_TAG:
      att_page_set_tag (self, g_value_get_string (value));
      break;
    case PROP_NARROW:
      priv->narrow = g_value_get_boolean (value);
      break;
    case PROP_CONTENT:
      priv->content = g_value_get_object (value);
      adw_bin_set_child (priv->holder, priv->content);
      break;
    case PROP_TOOLS:
      g_set_object (&priv->tools, g_value_get_object (value));
      break;
    case PROP_START:
      g_set_weak_pointer (&priv->start, g_value_get_object (value));
      break;
    case PROP_EMPTY_ICON:
      adw_status_page_set_icon_name (priv->empty, g_value_get_string (value));
      break;
    case PROP_EMPTY_TITLE:
      adw_status_page_set_title (priv->empty, g_value_get_string (value));
      break;
    case PROP_EMPTY_TEXT:
      adw_status_page_set_description (priv->empty, g_value_get_string (value));
      break;
    case PROP_EMPTY_ACTION:
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (priv->empty_button), g_value_get_string (value));
      gtk_widget_set_visible (GTK_WIDGET (priv->empty_button), TRUE);
      break;
    case PROP_EMPTY_LABEL:
      gtk_button_set_label (priv->empty_button, g_value_get_string (value));
      att_wrap_button (priv->empty_button);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
att_page_dispose (GObject *object)
{
  AttPagePrivate *priv = PRIV (ATT_PAGE (object));

  cancel (ATT_PAGE (object));
  g_clear_handle_id (&priv->reload_id, g_source_remove);
  g_clear_handle_id (&priv->spinner_id, g_source_remove);
  g_clear_object (&priv->session);
  g_clear_object (&priv->tools);
  g_clear_weak_pointer (&priv->start);
  if (priv->stack)
    gtk_widget_unparent (GTK_WIDGET (priv->stack));
  priv->stack = NULL;
  G_OBJECT_CLASS (att_page_parent_class)->dispose (object);
}

static void
att_page_finalize (GObject *object)
{
  AttPagePrivate *priv = PRIV (ATT_PAGE (object));

  g_free (priv->title);
  g_free (priv->tag);
  G_OBJECT_CLASS (att_page_parent_class)->finalize (object);
}

/* from its buttons as well: the list itself has the key only while it has the keyboard */
static gboolean
select_all_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  return att_selection_select_all (widget);
}

static gboolean
copy_files_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  return att_selection_copy_files (widget);
}

static void
att_page_class_init (AttPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags read_write = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GParamFlags write = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = att_page_get_property;
  object_class->set_property = att_page_set_property;
  object_class->dispose = att_page_dispose;
  object_class->finalize = att_page_finalize;
  widget_class->map = att_page_map;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, read_write);
  properties[PROP_TAG] = g_param_spec_string ("tag", NULL, NULL, NULL, read_write);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, read_write);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, read_write);
  properties[PROP_TOOLS] = g_param_spec_object ("tools", NULL, NULL, GTK_TYPE_WIDGET, read_write);
  properties[PROP_START] = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET, write);
  properties[PROP_EMPTY_ICON] = g_param_spec_string ("empty-icon", NULL, NULL, NULL, write);
  properties[PROP_EMPTY_TITLE] = g_param_spec_string ("empty-title", NULL, NULL, NULL, write);
  properties[PROP_EMPTY_TEXT] = g_param_spec_string ("empty-text", NULL, NULL, NULL, write);
  properties[PROP_EMPTY_ACTION] = g_param_spec_string ("empty-action", NULL, NULL, NULL, write);
  properties[PROP_EMPTY_LABEL] = g_param_spec_string ("empty-label", NULL, NULL, NULL, write);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, select_all_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, copy_files_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/attacca_player/Attacca/att-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, AttPage, stack);
  gtk_widget_class_bind_template_child_private (widget_class, AttPage, holder);
  gtk_widget_class_bind_template_child_private (widget_class, AttPage, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, AttPage, empty);
  gtk_widget_class_bind_template_child_private (widget_class, AttPage, error);
  gtk_widget_class_bind_template_child_private (widget_class, AttPage, empty_button);
  gtk_widget_class_bind_template_child_private (widget_class, AttPage, try_again);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
att_page_init (AttPage *self)
{
  PRIV (self)->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  att_wrap_button (PRIV (self)->try_again);
  att_accessible_follow_stack (PRIV (self)->stack);
  att_page_set_state (self, ATT_PAGE_LOADING);
}

void
att_page_set_session (AttPage *self, AttSession *session)
{
  AttPagePrivate *priv = PRIV (self);
  AttPageClass *klass = ATT_PAGE_GET_CLASS (self);

  g_return_if_fail (ATT_IS_PAGE (self));
  g_return_if_fail (priv->session == NULL);

  priv->session = g_object_ref (session);
  g_signal_connect_object (session, "library-changed", G_CALLBACK (library_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "track-changed", G_CALLBACK (track_changed_cb), self, G_CONNECT_SWAPPED);
  if (klass->session_set)
    klass->session_set (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    att_page_reload (self);
}

AttSession *
att_page_get_session (AttPage *self)
{
  return PRIV (self)->session;
}

GCancellable *
att_page_get_cancellable (AttPage *self)
{
  return PRIV (self)->cancellable;
}

void
att_page_reload (AttPage *self)
{
  AttPagePrivate *priv = PRIV (self);
  AttPageClass *klass = ATT_PAGE_GET_CLASS (self);

  if (!priv->session)
    return;
  cancel (self);
  priv->cancellable = g_cancellable_new ();
  priv->stale = FALSE;
  priv->loading = klass->reload != NULL;
  if (klass->reload)
    klass->reload (self);
}

void
att_page_set_state (AttPage *self, AttPageState state)
{
  static const char *const names[] = { "loading", "content", "empty" };
  AttPagePrivate *priv = PRIV (self);

  g_clear_handle_id (&priv->spinner_id, g_source_remove);
  gtk_spinner_stop (priv->spinner);
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), FALSE);
  if (state == ATT_PAGE_LOADING)
    priv->spinner_id = g_timeout_add (SPINNER_AFTER_MS, spinner_cb, self);
  else
    {
      priv->loading = FALSE;
      /* changed again meanwhile: a reload that is under way is never cut off by the next change */
      if (priv->stale)
        library_changed_cb (self);
    }
  gtk_stack_set_visible_child_name (priv->stack, names[state]);
  if (priv->wants_focus)
    att_page_focus (self);
}

/* A list has rows that can take the focus only once it was given its size, between two frames. Until then what scrolls it
 * takes it, and keeps it. */
static gboolean
focus_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  AttPagePrivate *priv = PRIV (ATT_PAGE (widget));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *shown = gtk_stack_get_visible_child (priv->stack), *target = shown;

  if (++priv->focus_frames < 2)
    return G_SOURCE_CONTINUE;
  priv->focus_id = 0;
  if (focus && gtk_widget_is_ancestor (focus, shown)) /* not in what the page showed before */
    target = GTK_IS_SCROLLED_WINDOW (focus) ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (focus)) : NULL;
  if (priv->start && gtk_widget_is_ancestor (priv->start, shown) && gtk_widget_get_mapped (priv->start))
    target = gtk_widget_grab_focus (priv->start) ? NULL : priv->start;
  if (target && gtk_widget_get_mapped (widget))
    {
      gtk_widget_child_focus (target, GTK_DIR_TAB_FORWARD);
      /* not where an arrow that was meant for the page would rate a song */
      if (ATT_IS_RATING (gtk_root_get_focus (gtk_widget_get_root (widget))))
        gtk_widget_child_focus (target, GTK_DIR_TAB_FORWARD);
    }
  return G_SOURCE_REMOVE;
}

void
att_page_focus (AttPage *self)
{
  AttPagePrivate *priv = PRIV (self);
  const char *state = gtk_stack_get_visible_child_name (priv->stack);

  priv->wants_focus = g_strcmp0 (state, "loading") == 0;
  priv->focus_frames = 0;
  if (!priv->wants_focus && priv->focus_id == 0)
    priv->focus_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_cb, NULL, NULL);
}

void
att_page_show_error (AttPage *self, const GError *error)
{
  AttPagePrivate *priv = PRIV (self);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  att_page_set_state (self, ATT_PAGE_CONTENT);
  text = g_markup_escape_text (error->message, -1);
  adw_status_page_set_description (priv->error, text);
  gtk_stack_set_visible_child_name (priv->stack, "error");
}

void
att_page_set_empty (AttPage *self, const char *icon, const char *title, const char *text)
{
  AttPagePrivate *priv = PRIV (self);

  adw_status_page_set_icon_name (priv->empty, icon);
  adw_status_page_set_title (priv->empty, title);
  adw_status_page_set_description (priv->empty, text);
}

const char *
att_page_get_title (AttPage *self)
{
  return PRIV (self)->title;
}

void
att_page_set_title (AttPage *self, const char *title)
{
  AttPagePrivate *priv = PRIV (self);

  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

const char *
att_page_get_tag (AttPage *self)
{
  return PRIV (self)->tag;
}

void
att_page_set_tag (AttPage *self, const char *tag)
{
  g_free (PRIV (self)->tag);
  PRIV (self)->tag = g_strdup (tag);
}

GtkWidget *
att_page_get_tools (AttPage *self)
{
  return PRIV (self)->tools;
}

gboolean
att_page_get_narrow (AttPage *self)
{
  return PRIV (self)->narrow;
}

static void
fit_head_cb (AttPage *self, GParamSpec *pspec, GtkWidget *cover)
{
  const gboolean narrow = PRIV (self)->narrow;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_parent (cover)),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  g_object_set (cover, "size", narrow ? 140 : 176, NULL);
}

void
att_page_set_head (AttPage *self, GtkWidget *cover)
{
  g_return_if_fail (ATT_IS_PAGE (self));

  g_signal_connect_object (self, "notify::narrow", G_CALLBACK (fit_head_cb), cover, 0);
  fit_head_cb (self, NULL, cover);
}
