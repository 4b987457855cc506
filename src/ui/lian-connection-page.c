/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-connection-page.h"

#include "lian-connection-facts.h"
#include "lian-ledger.h"
#include "lian-mirror-size.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TICK_SECONDS 1
/* The size of the copy changes slowly and costs a question to the database. */
#define MEASURE_TICKS 10
/* So long the button says that it has copied. */
#define COPIED_TICKS 3

struct _LianConnectionPage
{
  AdwBin parent_instance;

  LianEngine *engine;        /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of measuring, while shown */
  gint64 mirror_bytes;       /* -1: unknown */
  guint tick_id;             /* while shown */
  guint ticks;
  guint copied; /* ticks that the button still says so */

  GPtrArray *values; /* (element-type GtkLabel): borrowed, in the order of the facts */
  GtkLabel *times[LIAN_LINK_LOG_ENTRIES];
  GtkLabel *texts[LIAN_LINK_LOG_ENTRIES];

  /* template children */
  GtkButton *back_button;
  GtkButton *copy_button;
  GtkWidget *export_button;
  GtkLabel *state_label;
  GtkLabel *what_label;
  GtkLabel *advice_label;
  GtkWidget *summary;
  GtkWidget *retry_button;
  GtkWidget *sign_in_button;
  GtkWidget *accept_button;
  GtkWidget *address_button;
  GtkBox *left;
  GtkBox *right;
  GtkWidget *events_box;
  GtkLabel *no_events;
  GtkGrid *events;
};

enum
{
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LianConnectionPage, lian_connection_page, ADW_TYPE_BIN)

/* Only what is another text is written: nothing flickers, and a screen reader is not disturbed. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (strcmp (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* --- building --- */

static GtkLabel *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
add_fact (LianConnectionPage *self, GtkGrid *grid, int row, const LianFact *fact)
{
  GtkLabel *title = new_label (fact->title, "lian-fg2");
  GtkLabel *value = new_label (fact->value, "numeric");

  gtk_widget_add_css_class (GTK_WIDGET (title), "lian-secondary");
  gtk_label_set_wrap (value, TRUE);
  gtk_label_set_wrap_mode (value, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (value, TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (value), FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (value), TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title, NULL, -1);
  gtk_grid_attach (grid, GTK_WIDGET (title), 0, row, 1, 1);
  gtk_grid_attach (grid, GTK_WIDGET (value), 1, row, 1, 1);
  g_ptr_array_add (self->values, value);
}

static void
add_group (LianConnectionPage *self, LianFactGroup group, const LianConnectionFacts *facts)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *grid = gtk_grid_new ();
  gboolean is_left = group == LIAN_FACTS_DATA || group == LIAN_FACTS_CLOCK;
  int row = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 16);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "lian-facts");
  gtk_box_append (GTK_BOX (box),
                  GTK_WIDGET (new_label (lian_fact_group_get_title (group), "lian-section")));
  gtk_box_append (GTK_BOX (box), grid);
  for (guint i = 0; i < facts->facts->len; i++)
    {
      const LianFact *fact = g_ptr_array_index (facts->facts, i);

      if (fact->group == group)
        add_fact (self, GTK_GRID (grid), row++, fact);
    }
  gtk_box_append (is_left ? self->left : self->right, box);
}

static void
build_events (LianConnectionPage *self)
{
  for (int i = 0; i < LIAN_LINK_LOG_ENTRIES; i++)
    {
      self->times[i] = new_label ("", "numeric");
      self->texts[i] = new_label ("", NULL);
      gtk_widget_add_css_class (GTK_WIDGET (self->times[i]), "lian-fg2");
      gtk_label_set_wrap (self->texts[i], TRUE);
      gtk_widget_set_hexpand (GTK_WIDGET (self->texts[i]), TRUE);
      gtk_grid_attach (self->events, GTK_WIDGET (self->times[i]), 0, i, 1, 1);
      gtk_grid_attach (self->events, GTK_WIDGET (self->texts[i]), 1, i, 1, 1);
    }
}

/* --- showing --- */

static void
update_events (LianConnectionPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->no_events),
                          lian_engine_get_link_event (self->engine, 0) == NULL);
  for (guint i = 0; i < LIAN_LINK_LOG_ENTRIES; i++)
    {
      const LianLinkEvent *event = lian_engine_get_link_event (self->engine, i);
      g_autofree char *time = event != NULL ? lian_link_event_dup_time (event) : NULL;
      g_autofree char *text = event != NULL ? lian_link_event_dup_text (event) : NULL;

      gtk_widget_set_visible (GTK_WIDGET (self->times[i]), event != NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->texts[i]), event != NULL);
      set_text (self->times[i], time != NULL ? time : "");
      set_text (self->texts[i], text != NULL ? text : "");
    }
}

/* Whether the window has this action: not every build of the program has all of them. */
static gboolean
has_action (LianConnectionPage *self, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const GVariantType *parameter = NULL;
  const char *known = NULL;
  const char *property = NULL;
  GType owner = G_TYPE_INVALID;

  if (root == NULL)
    return FALSE;
  /* GTK 4.8 writes through all four. */
  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (root), i, &owner, &known,
                                                   &parameter, &property);
       i++)
    if (g_str_equal (known, name))
      return TRUE;
  return FALSE;
}

static void
update_buttons (LianConnectionPage *self)
{
  LianPhase phase = lian_engine_get_phase (self->engine);
  gboolean fresh = lian_engine_get_freshness (self->engine) < LIAN_FRESH_STALE;
  gboolean person = phase == LIAN_PHASE_SIGN_IN || phase == LIAN_PHASE_WRONG_SERVER;

  gtk_widget_set_visible (self->retry_button, (!fresh || phase == LIAN_PHASE_DISAGREES) && !person);
  gtk_widget_set_visible (self->sign_in_button, phase == LIAN_PHASE_SIGN_IN);
  gtk_widget_set_visible (self->accept_button, phase == LIAN_PHASE_WRONG_SERVER);
  gtk_widget_set_visible (self->address_button, phase != LIAN_PHASE_SIGN_IN && !fresh);
  gtk_widget_set_visible (self->export_button, has_action (self, "win.export-ledger"));
  gtk_button_set_label (self->copy_button,
                        self->copied > 0 ? _ ("Copied") : _ ("Copy for support"));
}

static void
update_summary (LianConnectionPage *self, const LianConnectionFacts *facts)
{
  static const char *const classes[] = { [LIAN_FRESH_LIVE] = "live",
                                         [LIAN_FRESH_LATE] = "late",
                                         [LIAN_FRESH_STALE] = "stale",
                                         [LIAN_FRESH_OFFLINE] = "offline" };
  LianFreshness freshness = lian_engine_get_freshness (self->engine);

  set_text (self->state_label, facts->state);
  set_text (self->what_label, facts->what);
  set_text (self->advice_label, facts->advice);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), *facts->advice != '\0');
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (i == freshness)
      gtk_widget_add_css_class (self->summary, classes[i]);
    else
      gtk_widget_remove_css_class (self->summary, classes[i]);
}

static void
add_groups (LianConnectionPage *self, const LianConnectionFacts *facts)
{
  for (guint group = 0; group < LIAN_N_FACT_GROUPS; group++)
    add_group (self, group, facts);
  /* What went wrong stands last, where it has room to grow. */
  gtk_box_reorder_child_after (self->left, self->events_box,
                               gtk_widget_get_last_child (GTK_WIDGET (self->left)));
}

static void
update (LianConnectionPage *self)
{
  g_autoptr (LianConnectionFacts) facts = NULL;
  guint n = 0;

  if (self->engine == NULL)
    return;
  facts = lian_connection_facts_new (self->engine, self->mirror_bytes);
  if (self->values->len == 0)
    add_groups (self, facts);
  for (guint group = 0; group < LIAN_N_FACT_GROUPS; group++)
    for (guint i = 0; i < facts->facts->len; i++)
      {
        const LianFact *fact = g_ptr_array_index (facts->facts, i);

        if (fact->group == group)
          set_text (g_ptr_array_index (self->values, n++), fact->value);
      }
  update_summary (self, facts);
  update_events (self);
  update_buttons (self);
}

static void
measured_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianConnectionPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 bytes = lian_mirror_measure_finish (LIAN_MIRROR (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->mirror_bytes = bytes;
  update (self);
}

static void
measure (LianConnectionPage *self)
{
  if (self->engine != NULL)
    lian_mirror_measure (lian_engine_get_mirror (self->engine), self->cancellable, measured_cb,
                         g_object_ref (self));
}

static gboolean
tick_cb (gpointer user_data)
{
  LianConnectionPage *self = user_data;

  if (self->copied > 0)
    self->copied--;
  if (++self->ticks % MEASURE_TICKS == 0)
    measure (self);
  update (self);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (LianConnectionPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
lian_connection_page_map (GtkWidget *widget)
{
  LianConnectionPage *self = LIAN_CONNECTION_PAGE (widget);

  GTK_WIDGET_CLASS (lian_connection_page_parent_class)->map (widget);
  self->cancellable = g_cancellable_new ();
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
  measure (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->back_button));
}

static void
stop (LianConnectionPage *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
lian_connection_page_unmap (GtkWidget *widget)
{
  LianConnectionPage *self = LIAN_CONNECTION_PAGE (widget);

  stop (self);
  self->copied = 0;
  GTK_WIDGET_CLASS (lian_connection_page_parent_class)->unmap (widget);
}

static void
back_clicked_cb (LianConnectionPage *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
copy_clicked_cb (LianConnectionPage *self)
{
  g_autofree char *text = lian_connection_page_dup_support_text (self);

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  self->copied = COPIED_TICKS;
  update_buttons (self);
}

/* --- object --- */

static void
lian_connection_page_dispose (GObject *object)
{
  LianConnectionPage *self = LIAN_CONNECTION_PAGE (object);

  stop (self);
  lian_connection_page_set_engine (self, NULL);
  G_OBJECT_CLASS (lian_connection_page_parent_class)->dispose (object);
}

static void
lian_connection_page_finalize (GObject *object)
{
  g_ptr_array_unref (LIAN_CONNECTION_PAGE (object)->values);
  G_OBJECT_CLASS (lian_connection_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/liandong/Liandong/ui/lian-connection-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, what_label);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, summary);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, accept_button);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, address_button);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, left);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, right);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, events_box);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, no_events);
  gtk_widget_class_bind_template_child (widget_class, LianConnectionPage, events);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
lian_connection_page_class_init (LianConnectionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lian_connection_page_dispose;
  object_class->finalize = lian_connection_page_finalize;
  widget_class->map = lian_connection_page_map;
  widget_class->unmap = lian_connection_page_unmap;
  /* An action: a key emits it. */
  signals[LEFT]
      = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, 0,
                      NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (widget_class);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_Escape, 0, "left", NULL);
}

static void
lian_connection_page_init (LianConnectionPage *self)
{
  self->values = g_ptr_array_new ();
  self->mirror_bytes = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  build_events (self);
}

/**
 * lian_connection_page_set_engine:
 * @engine: (nullable): whose connection is shown
 */
void
lian_connection_page_set_engine (LianConnectionPage *self, LianEngine *engine)
{
  static const char *const watched[]
      = { "notify::phase",   "notify::freshness", "notify::age",
          "notify::trouble", "notify::progress",  "notify::clock-off" };

  if (self->engine == engine)
    return;
  if (self->engine != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->engine, changed_cb, self);
      g_signal_handlers_disconnect_by_func (lian_engine_get_ledger (self->engine), changed_cb,
                                            self);
    }
  g_set_object (&self->engine, engine);
  if (engine == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (engine, watched[i], G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lian_engine_get_ledger (engine), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * lian_connection_page_get_state:
 *
 * Returns: (transfer none): what it says first
 */
const char *
lian_connection_page_get_state (LianConnectionPage *self)
{
  return gtk_label_get_text (self->state_label);
}

/**
 * lian_connection_page_get_advice:
 *
 * Returns: (transfer none): what to do, "" when nothing
 */
const char *
lian_connection_page_get_advice (LianConnectionPage *self)
{
  return gtk_label_get_text (self->advice_label);
}

/**
 * lian_connection_page_dup_support_text:
 *
 * Returns: (transfer full) (nullable): the page as text, NULL without an engine
 */
char *
lian_connection_page_dup_support_text (LianConnectionPage *self)
{
  g_autoptr (LianConnectionFacts) facts = NULL;

  if (self->engine == NULL)
    return NULL;
  facts = lian_connection_facts_new (self->engine, self->mirror_bytes);
  return lian_connection_facts_dup_support_text (facts, self->engine);
}
