/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-pill.h"

#include "lian-ledger.h"
#include "lian-mark.h"
#include "lian-mirror.h"
#include "lian-text.h"
#include "lian-wording.h"

#define MARK_SIZE 12

struct _LianPill
{
  AdwBin parent_instance;

  LianEngine *engine; /* (owned) (nullable) */
  gboolean brief;
  LianFreshness shown;

  /* template children */
  GtkMenuButton *button;
  GtkDrawingArea *mark;
  GtkLabel *label;
  GtkPopover *popover;
  GtkLabel *state_value;
  GtkLabel *age_value;
  GtkLabel *as_of_value;
  GtkLabel *position_value;
  GtkLabel *queue_value;
  GtkLabel *server_value;
  GtkLabel *trouble;
  GtkLabel *demo_trouble;
  GtkWidget *retry_button;
  GtkWidget *sign_in_button;
  GtkWidget *accept_button;
  GtkWidget *demo_button;
};

G_DEFINE_FINAL_TYPE (LianPill, lian_pill, ADW_TYPE_BIN)

static const char *const classes[] = {
  [LIAN_FRESH_LIVE] = "live",
  [LIAN_FRESH_LATE] = "late",
  [LIAN_FRESH_STALE] = "stale",
  [LIAN_FRESH_OFFLINE] = "offline",
};

static void
draw_late (cairo_t *cr, double middle)
{
  /* A ring with two gaps: turning, not closed. */
  cairo_set_line_width (cr, 2);
  cairo_arc (cr, middle, middle, 4, -0.25 * G_PI, 0.6 * G_PI);
  cairo_stroke (cr);
  cairo_arc (cr, middle, middle, 4, 0.9 * G_PI, 1.5 * G_PI);
  cairo_stroke (cr);
}

static void
draw_mark_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LianPill *self = user_data;
  double middle = MARK_SIZE / 2.0;
  LianPlot plot = { 0 };

  lian_plot_for_widget (GTK_WIDGET (area), &plot);
  cairo_translate (cr, (width - MARK_SIZE) / 2.0, (height - MARK_SIZE) / 2.0);
  switch (self->shown)
    {
    case LIAN_FRESH_LIVE:
      lian_color_set (cr, plot.palette->ok_text);
      cairo_arc (cr, middle, middle, 3.5, 0, 2 * G_PI);
      cairo_fill (cr);
      break;
    case LIAN_FRESH_LATE:
      lian_color_set (cr, plot.palette->soon_text);
      draw_late (cr, middle);
      break;
    case LIAN_FRESH_STALE:
      lian_color_set (cr, plot.palette->soon_text);
      cairo_move_to (cr, middle, 1.5);
      cairo_line_to (cr, 11, 10.5);
      cairo_line_to (cr, 1, 10.5);
      cairo_close_path (cr);
      cairo_fill (cr);
      break;
    case LIAN_FRESH_OFFLINE:
      lian_color_set (cr, plot.palette->over_text);
      cairo_set_line_width (cr, 2);
      cairo_move_to (cr, 2.5, 2.5);
      cairo_line_to (cr, 9.5, 9.5);
      cairo_move_to (cr, 9.5, 2.5);
      cairo_line_to (cr, 2.5, 9.5);
      cairo_stroke (cr);
      break;
    }
  g_clear_object (&plot.pango);
}

static void
set_text_or_dash (GtkLabel *label, const char *text)
{
  g_autofree char *clean = lian_text_clean (text != NULL ? text : "", TRUE, 400);

  gtk_label_set_text (label, *clean != '\0' ? clean : "—");
}

static void
update_details (LianPill *self, const LianFreshFacts *facts)
{
  LianMirror *mirror = lian_engine_get_mirror (self->engine);
  g_autofree char *age = facts->age >= 0 ? lian_wording_age (facts->age) : NULL;
  g_autofree char *as_of = lian_wording_time (facts->as_of, TRUE);
  g_autofree char *queue = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u instruction waiting",
                                                         "%u instructions waiting", facts->waiting),
                                            facts->waiting);
  const char *trouble = lian_engine_get_trouble (self->engine);
  const char *name = mirror != NULL ? lian_mirror_get_server_name (mirror) : "";

  set_text_or_dash (self->state_value, lian_wording_phase (facts->phase));
  set_text_or_dash (self->age_value, age);
  set_text_or_dash (self->as_of_value, as_of);
  set_text_or_dash (self->position_value,
                    mirror != NULL ? lian_mirror_get_position (mirror) : NULL);
  set_text_or_dash (self->queue_value, queue);
  set_text_or_dash (self->server_value,
                    name != NULL && *name != '\0' ? name : lian_engine_get_server (self->engine));
  gtk_label_set_text (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
  gtk_widget_set_visible (self->retry_button, facts->phase != LIAN_PHASE_LIVE
                                                  && facts->phase != LIAN_PHASE_SIGN_IN
                                                  && facts->phase != LIAN_PHASE_WRONG_SERVER);
  gtk_widget_set_visible (self->sign_in_button, facts->phase == LIAN_PHASE_SIGN_IN);
  gtk_widget_set_visible (self->accept_button, facts->phase == LIAN_PHASE_WRONG_SERVER);
}

static void
update (LianPill *self)
{
  LianFreshFacts facts = { .freshness = LIAN_FRESH_OFFLINE, .age = -1 };
  g_autofree char *text = NULL;

  if (self->engine != NULL)
    {
      LianLedger *ledger = lian_engine_get_ledger (self->engine);

      facts.freshness = lian_engine_get_freshness (self->engine);
      facts.phase = lian_engine_get_phase (self->engine);
      facts.age = lian_engine_get_age (self->engine);
      facts.as_of = lian_engine_get_as_of (self->engine);
      facts.offline_since = lian_engine_get_offline_since (self->engine);
      facts.waiting = ledger != NULL ? lian_ledger_count_open (ledger) : 0;
      update_details (self, &facts);
    }
  text = lian_wording_freshness (&facts, self->brief);
  gtk_label_set_text (self->label, text);
  /* However new it is, what is known to be wrong is not shown as right. */
  if (facts.phase == LIAN_PHASE_DISAGREES)
    facts.freshness = MAX (facts.freshness, LIAN_FRESH_LATE);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (i == facts.freshness)
      gtk_widget_add_css_class (GTK_WIDGET (self->button), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->button), classes[i]);
  if (self->shown != facts.freshness)
    {
      self->shown = facts.freshness;
      gtk_widget_queue_draw (GTK_WIDGET (self->mark));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
lian_pill_dispose (GObject *object)
{
  LianPill *self = LIAN_PILL (object);

  lian_pill_set_engine (self, NULL);
  G_OBJECT_CLASS (lian_pill_parent_class)->dispose (object);
}

static void
lian_pill_class_init (LianPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lian_pill_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/liandong/Liandong/ui/lian-pill.ui");
  gtk_widget_class_bind_template_child (widget_class, LianPill, button);
  gtk_widget_class_bind_template_child (widget_class, LianPill, mark);
  gtk_widget_class_bind_template_child (widget_class, LianPill, label);
  gtk_widget_class_bind_template_child (widget_class, LianPill, popover);
  gtk_widget_class_bind_template_child (widget_class, LianPill, state_value);
  gtk_widget_class_bind_template_child (widget_class, LianPill, age_value);
  gtk_widget_class_bind_template_child (widget_class, LianPill, as_of_value);
  gtk_widget_class_bind_template_child (widget_class, LianPill, position_value);
  gtk_widget_class_bind_template_child (widget_class, LianPill, queue_value);
  gtk_widget_class_bind_template_child (widget_class, LianPill, server_value);
  gtk_widget_class_bind_template_child (widget_class, LianPill, trouble);
  gtk_widget_class_bind_template_child (widget_class, LianPill, demo_trouble);
  gtk_widget_class_bind_template_child (widget_class, LianPill, retry_button);
  gtk_widget_class_bind_template_child (widget_class, LianPill, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, LianPill, accept_button);
  gtk_widget_class_bind_template_child (widget_class, LianPill, demo_button);
}

static void
lian_pill_init (LianPill *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown = LIAN_FRESH_OFFLINE;
  gtk_drawing_area_set_draw_func (self->mark, draw_mark_cb, self, NULL);
  update (self);
}

/**
 * lian_pill_new:
 *
 * Returns: (transfer floating): a pill that says offline until it has an engine
 */
GtkWidget *
lian_pill_new (void)
{
  return g_object_new (LIAN_TYPE_PILL, NULL);
}

/**
 * lian_pill_set_engine:
 * @engine: (nullable): whose freshness is shown
 */
void
lian_pill_set_engine (LianPill *self, LianEngine *engine)
{
  if (self->engine == engine)
    return;
  if (self->engine != NULL)
    {
      LianLedger *ledger = lian_engine_get_ledger (self->engine);

      g_signal_handlers_disconnect_by_func (self->engine, update, self);
      if (ledger != NULL)
        g_signal_handlers_disconnect_by_func (ledger, update, self);
    }
  g_set_object (&self->engine, engine);
  if (engine != NULL)
    {
      static const char *const watched[]
          = { "notify::phase", "notify::freshness", "notify::age", "notify::trouble" };
      LianLedger *ledger = lian_engine_get_ledger (engine);

      for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
        g_signal_connect_object (engine, watched[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      if (ledger != NULL)
        g_signal_connect_object (ledger, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      update (self);
    }
}

/**
 * lian_pill_set_brief:
 * @brief: whether only the shortest text has room
 */
void
lian_pill_set_brief (LianPill *self, gboolean brief)
{
  if (self->brief == brief)
    return;
  self->brief = brief;
  update (self);
}

/**
 * lian_pill_set_demo_trouble:
 * @sentence: (nullable): why the demonstration server is not running; NULL when it is
 */
void
lian_pill_set_demo_trouble (LianPill *self, const char *sentence)
{
  gtk_label_set_text (self->demo_trouble, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->demo_trouble), sentence != NULL);
  gtk_widget_set_visible (self->demo_button, sentence != NULL);
}

/**
 * lian_pill_popup:
 *
 * Opens the details.
 */
void
lian_pill_popup (LianPill *self)
{
  gtk_menu_button_popup (self->button);
}

/**
 * lian_pill_popdown:
 *
 * Closes the details.
 */
void
lian_pill_popdown (LianPill *self)
{
  gtk_menu_button_popdown (self->button);
}

/**
 * lian_pill_get_text:
 *
 * Returns: (transfer none): what the pill says now
 */
const char *
lian_pill_get_text (LianPill *self)
{
  return gtk_label_get_text (self->label);
}
