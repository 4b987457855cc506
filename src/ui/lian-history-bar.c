/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-history-bar.h"

#include <glib/gi18n.h>

struct _LianHistoryBar
{
  GtkBox parent_instance;

  LianHistoryList *list; /* (owned) */
  LianHistoryView *view; /* (owned) */
  LianScope *scope;      /* (owned) */
  gboolean open;

  GtkLabel *label;
  GtkButton *more_button;
  GtkButton *toggle_button;
};

enum
{
  PROP_0,
  PROP_OPEN,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (LianHistoryBar, lian_history_bar, GTK_TYPE_BOX)

static GParamSpec *props[N_PROPS];

static void
show_kept (LianHistoryBar *self)
{
  gint64 start = lian_history_list_get_start (self->list);
  g_autoptr (GDateTime) local = start != 0 ? lian_time_to_local (start) : NULL;
  g_autofree char *since = local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;
  g_autofree char *text = NULL;

  /* Where the dictionary does not say how many days, everything is here. */
  gtk_widget_set_visible (GTK_WIDGET (self->toggle_button), since != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), FALSE);
  if (since == NULL)
    text = g_strdup (_ ("All closed cases are kept here."));
  else
    text = g_strdup_printf (_ ("Kept here: closed since %s"), since);
  gtk_label_set_text (self->label, text);
  gtk_button_set_label (self->toggle_button, _ ("Older ones from the platform"));
}

static char *
dup_count (guint n)
{
  return g_strdup_printf (ngettext ("%u case from the platform", "%u cases from the platform", n),
                          n);
}

static void
show_asked (LianHistoryBar *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  LianHistoryState state = lian_history_list_get_state (self->list);
  gboolean again = state == LIAN_HISTORY_OFFLINE || state == LIAN_HISTORY_FAILED;
  g_autofree char *count = dup_count (n);
  g_autofree char *text = NULL;

  if (state == LIAN_HISTORY_ASKING)
    text = g_strdup (_ ("Asking the platform…"));
  else if (again)
    text = g_strdup_printf (_ ("%s, what follows cannot be had now"), count);
  else if (state == LIAN_HISTORY_FULL)
    text = g_strdup_printf (_ ("%s, more than are listed: choose a region or a word"), count);
  else if (state == LIAN_HISTORY_END)
    text = g_strdup_printf (_ ("%s, that is all"), count);
  else
    text = g_steal_pointer (&count);
  gtk_label_set_text (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), again || state == LIAN_HISTORY_MORE);
  gtk_button_set_label (self->more_button, again ? _ ("Ask again") : _ ("Still older"));
  gtk_widget_set_visible (GTK_WIDGET (self->toggle_button), TRUE);
  gtk_button_set_label (self->toggle_button, _ ("Back to what is kept here"));
}

/* Also when a day has passed, or the dictionary is another one. */
static void
show (LianHistoryBar *self)
{
  if (self->open)
    show_asked (self);
  else
    show_kept (self);
}

/**
 * lian_history_bar_ask_anew:
 *
 * Does nothing while it is closed.
 */
void
lian_history_bar_ask_anew (LianHistoryBar *self)
{
  if (self->open)
    lian_history_list_ask (self->list, lian_scope_get_region (self->scope),
                           lian_scope_get_text (self->scope));
}

static void
set_open (LianHistoryBar *self, gboolean open)
{
  self->open = open;
  if (open)
    lian_history_bar_ask_anew (self);
  else
    lian_history_list_clear (self->list);
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
}

/**
 * lian_history_bar_set_archive:
 * @archive: whether closed cases are being listed
 */
void
lian_history_bar_set_archive (LianHistoryBar *self, gboolean archive)
{
  gtk_widget_set_visible (GTK_WIDGET (self), archive);
  if (self->open)
    set_open (self, FALSE);
}

/**
 * lian_history_bar_open:
 *
 * Asks for what is older, where there is such a thing.
 */
void
lian_history_bar_open (LianHistoryBar *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)) && !self->open
      && lian_history_list_get_start (self->list) != 0)
    set_open (self, TRUE);
}

gboolean
lian_history_bar_is_asking (LianHistoryBar *self)
{
  return lian_history_list_get_state (self->list) == LIAN_HISTORY_ASKING;
}

gboolean
lian_history_bar_is_open (LianHistoryBar *self)
{
  return self->open;
}

LianHistoryView *
lian_history_bar_get_view (LianHistoryBar *self)
{
  return self->view;
}

static void
toggle_clicked_cb (LianHistoryBar *self)
{
  set_open (self, !self->open);
}

static void
more_clicked_cb (LianHistoryBar *self)
{
  lian_history_list_ask_more (self->list);
}

static void
lian_history_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_OPEN)
    g_value_set_boolean (value, LIAN_HISTORY_BAR (object)->open);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
lian_history_bar_dispose (GObject *object)
{
  LianHistoryBar *self = LIAN_HISTORY_BAR (object);

  g_clear_object (&self->view);
  g_clear_object (&self->list);
  g_clear_object (&self->scope);

  G_OBJECT_CLASS (lian_history_bar_parent_class)->dispose (object);
}

static void
lian_history_bar_class_init (LianHistoryBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lian_history_bar_get_property;
  object_class->dispose = lian_history_bar_dispose;

  props[PROP_OPEN]
      = g_param_spec_boolean ("open", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static GtkButton *
add_button (LianHistoryBar *self, GCallback clicked)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "lian-history-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), button);
  return GTK_BUTTON (button);
}

static void
lian_history_bar_init (LianHistoryBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-history-bar");
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "lian-fg2");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  self->more_button = add_button (self, G_CALLBACK (more_clicked_cb));
  self->toggle_button = add_button (self, G_CALLBACK (toggle_clicked_cb));
}

/**
 * lian_history_bar_new:
 * @engine: whose platform is asked
 * @words: names of places and states
 * @scope: where, and with which words
 *
 * Returns: the foot, closed and not visible yet
 */
GtkWidget *
lian_history_bar_new (LianEngine *engine, LianCaseWords *words, LianScope *scope)
{
  LianHistoryBar *self = g_object_new (LIAN_TYPE_HISTORY_BAR, NULL);

  self->list = lian_history_list_new (engine);
  self->scope = g_object_ref (scope);
  self->view = LIAN_HISTORY_VIEW (g_object_ref_sink (lian_history_view_new (self->list, words)));
  g_signal_connect_object (self->list, "notify::state", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (words, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope, "changed", G_CALLBACK (lian_history_bar_ask_anew), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  show (self);
  return GTK_WIDGET (self);
}
