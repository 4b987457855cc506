/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mark.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "lian-text.h"

#define N_ELEMENTS_OF_RING 10

typedef enum
{
  MARK_NONE,
  MARK_LIGHT,
  MARK_SPARK,
  MARK_RING,
  MARK_DEADLINE,
  MARK_STEPS,
  MARK_TIMELINE,
  MARK_LEGEND,
} MarkKind;

struct _LianMark
{
  GtkWidget parent_instance;

  MarkKind kind;
  LianLight light;
  int size;
  gint64 *values; /* (owned) (nullable): of a spark line */
  guint n;
  guint8 elements[N_ELEMENTS_OF_RING];
  double radius;
  gboolean letters;
  LianDeadlineBar deadline;
  GStrv labels; /* (owned) (nullable): of steps */
  guint current;
  gboolean is_current, is_first, is_last;
  gint64 totals[3]; /* of a legend: in, out, before */
  gboolean has[3];
};

G_DEFINE_FINAL_TYPE (LianMark, lian_mark, GTK_TYPE_WIDGET)

/* A legend says totals, so one value each is enough to draw it. */
static LianFlowChart
legend_chart (LianMark *self)
{
  return (LianFlowChart){
    .in = self->has[0] ? &self->totals[0] : NULL,
    .out = self->has[1] ? &self->totals[1] : NULL,
    .before = self->has[2] ? &self->totals[2] : NULL,
    .n = 1,
    .hover = -1,
  };
}

/* Each sign of a ring needs its own room around it; words need more than signs. */
static int
ring_size (LianMark *self, gboolean chinese)
{
  double around = !self->letters ? 1.0 : self->radius * (chinese ? 0.32 : 0.8);

  return (int)ceil (2 * (self->radius + around));
}

static int
natural_size (LianMark *self, const LianPlot *plot, GtkOrientation orientation)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  double u = plot->font_size / 14.0;
  LianFlowChart legend;

  switch (self->kind)
    {
    case MARK_LIGHT:
      return self->size;
    case MARK_SPARK:
      return (int)ceil ((across ? 68 : 20) * u);
    case MARK_RING:
      return across || !self->letters ? ring_size (self, plot->chinese)
                                      : (int)ceil (2.64 * self->radius);
    case MARK_DEADLINE:
      return (int)ceil ((across ? 120 : 14) * u);
    case MARK_STEPS:
      return (int)ceil ((across ? 64 * MAX (g_strv_length (self->labels), 1) : 60) * u);
    case MARK_TIMELINE:
      return (int)ceil ((across ? 20 : 25) * u);
    case MARK_LEGEND:
      legend = legend_chart (self);
      return across ? (int)lian_plot_flow_legend_width (plot, &legend) : (int)ceil (18 * u);
    case MARK_NONE:
    default:
      return 0;
    }
}

static void
lian_mark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                   int *natural, int *minimum_baseline, int *natural_baseline)
{
  LianMark *self = LIAN_MARK (widget);
  LianPlot plot;

  lian_plot_for_widget (widget, &plot);
  *natural = natural_size (self, &plot, orientation);
  g_object_unref (plot.pango);

  *minimum = *natural;
  /* Lines and bars give way; a shape does not. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL
      && (self->kind == MARK_SPARK || self->kind == MARK_DEADLINE || self->kind == MARK_STEPS))
    *minimum = *natural / 2;
}

static void
draw_mark (LianMark *self, const LianPlot *plot, cairo_t *cr, double width, double height)
{
  LianFlowChart legend;

  switch (self->kind)
    {
    case MARK_LIGHT:
      lian_plot_light (plot, cr, floor (width / 2), floor (height / 2), self->size, self->light);
      break;
    case MARK_SPARK:
      lian_plot_spark (plot, cr, width, height, self->values, self->n);
      break;
    case MARK_RING:
      lian_plot_ring (plot, cr, width / 2, height / 2, self->radius, self->elements, self->letters);
      break;
    case MARK_DEADLINE:
      lian_plot_deadline (plot, cr, width, height, &self->deadline);
      break;
    case MARK_STEPS:
      lian_plot_steps (plot, cr, width, height, self->current, (const char *const *)self->labels,
                       g_strv_length (self->labels));
      break;
    case MARK_TIMELINE:
      lian_plot_timeline_dot (plot, cr, width, height, self->is_current, self->is_first,
                              self->is_last);
      break;
    case MARK_LEGEND:
      legend = legend_chart (self);
      lian_plot_flow_legend (plot, cr, width, height, &legend);
      break;
    case MARK_NONE:
    default:
      break;
    }
}

static void
lian_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LianMark *self = LIAN_MARK (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  LianPlot plot;
  cairo_t *cr;

  if (self->kind == MARK_NONE || width < 1 || height < 1)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  lian_plot_for_widget (widget, &plot);
  draw_mark (self, &plot, cr, width, height);
  g_object_unref (plot.pango);
  cairo_destroy (cr);
}

static void
lian_mark_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (lian_mark_parent_class)->css_changed (widget, change);
  /* Sizes are multiples of the font's. */
  gtk_widget_queue_resize (widget);
}

static void
lian_mark_finalize (GObject *object)
{
  LianMark *self = LIAN_MARK (object);

  g_free (self->values);
  g_strfreev (self->labels);

  G_OBJECT_CLASS (lian_mark_parent_class)->finalize (object);
}

static void
lian_mark_class_init (LianMarkClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lian_mark_finalize;
  widget_class->measure = lian_mark_measure;
  widget_class->snapshot = lian_mark_snapshot;
  widget_class->css_changed = lian_mark_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lian_mark_init (LianMark *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (
      adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))),
      "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * lian_mark_new:
 *
 * Returns: (transfer floating): a mark that shows nothing and takes no room
 */
GtkWidget *
lian_mark_new (void)
{
  return g_object_new (LIAN_TYPE_MARK, NULL);
}

static void
set_kind (LianMark *self, MarkKind kind, const char *label)
{
  if (kind != MARK_SPARK)
    g_clear_pointer (&self->values, g_free);
  if (kind != MARK_STEPS)
    g_clear_pointer (&self->labels, g_strfreev);
  self->kind = kind;
  if (label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * lian_mark_clear:
 *
 * Shows nothing and takes no room.
 */
void
lian_mark_clear (LianMark *self)
{
  g_return_if_fail (LIAN_IS_MARK (self));

  set_kind (self, MARK_NONE, NULL);
}

static const char *
light_word (LianLight light)
{
  switch (light)
    {
    case LIAN_LIGHT_DUE_SOON:
      return _ ("Due soon");
    case LIAN_LIGHT_OVERDUE:
      return _ ("Overdue");
    case LIAN_LIGHT_HELD:
      return _ ("Held");
    case LIAN_LIGHT_CLOSED:
      return _ ("Closed");
    case LIAN_LIGHT_NORMAL:
    default:
      return _ ("Normal");
    }
}

/**
 * lian_mark_set_light:
 * @size: side of its box, px: 16, in lists 14
 *
 * Shows a status light. A row that is bound again and again costs nothing where it stays the same.
 */
void
lian_mark_set_light (LianMark *self, LianLight light, int size)
{
  g_return_if_fail (LIAN_IS_MARK (self));

  if (self->kind == MARK_LIGHT && self->light == light && self->size == size)
    return;
  self->light = light;
  self->size = CLAMP (size, 1, 1024);
  set_kind (self, MARK_LIGHT, light_word (light));
}

/**
 * lian_mark_set_spark:
 * @values: (array length=n): copied; the figure itself stands beside the mark and is its text
 */
void
lian_mark_set_spark (LianMark *self, const gint64 *values, guint n)
{
  g_autofree gint64 *copy = NULL;

  g_return_if_fail (LIAN_IS_MARK (self));

  copy = values != NULL ? g_memdup2 (values, (gsize)n * sizeof *values) : NULL;
  g_free (self->values);
  self->n = copy != NULL ? n : 0;
  self->values = g_steal_pointer (&copy);
  set_kind (self, MARK_SPARK, NULL);
}

/* "8 of 10, 养 shared, 体 missing". */
static char *
ring_label (const guint8 *elements, gboolean chinese)
{
  g_autoptr (GString) label = g_string_new (NULL);
  guint own = 0;

  for (guint i = 0; i < N_ELEMENTS_OF_RING; i++)
    own += elements[i] >= 2;
  g_string_append_printf (label, _ ("%u of %u"), own, (guint)N_ELEMENTS_OF_RING);
  for (guint i = 0; i < N_ELEMENTS_OF_RING; i++)
    {
      if (elements[i] >= 2)
        continue;
      g_string_append (label, _ (", "));
      if (elements[i] == 1)
        g_string_append_printf (label, _ ("%s shared"), lian_plot_element_name (i, chinese));
      else
        g_string_append_printf (label, _ ("%s missing"), lian_plot_element_name (i, chinese));
    }
  return g_string_free (g_steal_pointer (&label), FALSE);
}

/**
 * lian_mark_set_ring:
 * @elements: ten of 0 missing, 1 shared, 2 own, copied
 * @radius: of the ring, px
 */
void
lian_mark_set_ring (LianMark *self, const guint8 *elements, double radius, gboolean letters)
{
  g_autofree char *label = NULL;
  LianPlot plot;

  g_return_if_fail (LIAN_IS_MARK (self));
  g_return_if_fail (elements != NULL);

  memcpy (self->elements, elements, sizeof self->elements);
  self->radius = isfinite (radius) ? CLAMP (radius, 1, 1000) : 1;
  self->letters = letters;
  lian_plot_for_widget (GTK_WIDGET (self), &plot);
  g_object_unref (plot.pango);
  label = ring_label (self->elements, plot.chinese);
  set_kind (self, MARK_RING, label);
}

/**
 * lian_mark_set_deadline:
 * @bar: fractions of the bar's width, copied
 */
void
lian_mark_set_deadline (LianMark *self, const LianDeadlineBar *bar)
{
  g_autofree char *label = NULL;

  g_return_if_fail (LIAN_IS_MARK (self));
  g_return_if_fail (bar != NULL);

  self->deadline = *bar;
  if (bar->now > bar->due)
    label = g_strdup (_ ("Time limit exceeded"));
  else if (bar->due > 0)
    label = g_strdup_printf (_ ("%d%% of the time limit used"),
                             (int)CLAMP (bar->now / bar->due * 100, 0, 100));
  set_kind (self, MARK_DEADLINE, label);
}

/**
 * lian_mark_set_steps:
 * @current: the step that is reached
 * @labels: (array zero-terminated=1): copied
 */
void
lian_mark_set_steps (LianMark *self, guint current, const char *const *labels)
{
  g_autofree char *label = NULL, *clean = NULL;
  GStrv copy;
  guint n;

  g_return_if_fail (LIAN_IS_MARK (self));
  g_return_if_fail (labels != NULL);

  copy = g_strdupv ((GStrv)labels);
  n = g_strv_length (copy);
  g_strfreev (self->labels);
  self->labels = copy;
  self->current = current;
  if (current < n)
    {
      clean = lian_text_clean (copy[current], FALSE, 0);
      label = g_strdup_printf (_ ("Step %u of %u: %s"), current + 1, n, clean);
    }
  set_kind (self, MARK_STEPS, label);
}

/**
 * lian_mark_set_timeline:
 *
 * Shows the dot of a timeline's row; the row's text says everything.
 */
void
lian_mark_set_timeline (LianMark *self, gboolean current, gboolean first, gboolean last)
{
  g_return_if_fail (LIAN_IS_MARK (self));

  self->is_current = current;
  self->is_first = first;
  self->is_last = last;
  set_kind (self, MARK_TIMELINE, NULL);
}

static gint64
sum_of (const gint64 *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i] > 0 ? (double)values[i] : 0.0;
  return sum < 9e18 ? (gint64)sum : G_MAXINT64;
}

/**
 * lian_mark_set_flow_legend:
 * @chart: the chart whose series and totals are named; not kept
 */
void
lian_mark_set_flow_legend (LianMark *self, const LianFlowChart *chart)
{
  const gint64 *series[3];

  g_return_if_fail (LIAN_IS_MARK (self));
  g_return_if_fail (chart != NULL);

  series[0] = chart->in;
  series[1] = chart->out;
  series[2] = chart->before;
  for (guint i = 0; i < G_N_ELEMENTS (series); i++)
    {
      self->has[i] = series[i] != NULL;
      self->totals[i] = self->has[i] ? sum_of (series[i], chart->n) : 0;
    }
  set_kind (self, MARK_LEGEND, NULL);
}

/**
 * lian_plot_for_widget:
 * @plot: (out): filled
 *
 * What a drawing function of plot/ needs to know to draw inside @widget: the palette of the present
 * style, the wall's where the window has the class lian-wall; the widget's font; the language. The
 * Pango context is new; the caller frees it with g_object_unref(). Its language is Chinese always,
 * because names are Chinese on an English screen too and would else take Japanese shapes.
 */
void
lian_plot_for_widget (GtkWidget *widget, LianPlot *plot)
{
  GtkRoot *root;
  AdwStyleManager *manager;
  PangoFontDescription *font;
  LianStyle style;
  double resolution;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (plot != NULL);

  root = gtk_widget_get_root (widget);
  manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  if (root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), "lian-wall"))
    style = LIAN_STYLE_WALL;
  else
    style = adw_style_manager_get_dark (manager) ? LIAN_STYLE_DARK : LIAN_STYLE_LIGHT;

  plot->palette = lian_palette_get (style);
  plot->pango = gtk_widget_create_pango_context (widget);
  pango_context_set_language (plot->pango, pango_language_from_string ("zh-cn"));
  font = pango_context_get_font_description (plot->pango);
  plot->font_size = (double)pango_font_description_get_size (font) / PANGO_SCALE;
  resolution = pango_cairo_context_get_resolution (plot->pango);
  if (!pango_font_description_get_size_is_absolute (font))
    plot->font_size *= (resolution > 0 ? resolution : 96.0) / 72.0;
  if (!(plot->font_size >= 1))
    plot->font_size = 14;
  plot->chinese = g_str_has_prefix (g_get_language_names ()[0], "zh");
}
