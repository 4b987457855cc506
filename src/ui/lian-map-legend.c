/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-map-legend.h"

#include "lian-mark.h"

#include <glib/gi18n-lib.h>

#define N_CLASSES 5
#define SWATCH_HEIGHT 10
#define LEGEND_WIDTH 300

struct _LianMapLegend
{
  GtkBox parent_instance;

  GtkDrawingArea *ramp;
  GtkLabel *bounds[N_CLASSES];
  GtkWidget *no_data;
  GtkWidget *marks;
  GtkWidget *rings;
  GtkLabel *complexes;
};

G_DEFINE_FINAL_TYPE (LianMapLegend, lian_map_legend, GTK_TYPE_BOX)

static void
draw_ramp_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LianPlot plot = { 0 };

  lian_plot_for_widget (GTK_WIDGET (area), &plot);
  for (int i = 0; i < N_CLASSES; i++)
    {
      int from = width * i / N_CLASSES, to = width * (i + 1) / N_CLASSES;

      lian_color_set (cr, plot.palette->ramp[i]);
      cairo_rectangle (cr, from, 0, to - from, height);
      cairo_fill (cr);
    }
  /* The lightest class is hardly there without a frame. */
  lian_color_set (cr, plot.palette->line);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 0.5, 0.5, width - 1, height - 1);
  cairo_stroke (cr);
  g_clear_object (&plot.pango);
}

static void
draw_no_data_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LianPlot plot = { 0 };

  lian_plot_for_widget (GTK_WIDGET (area), &plot);
  lian_color_set (cr, plot.palette->land);
  cairo_paint (cr);
  lian_color_set (cr, lian_color_with_alpha (plot.palette->fg3, 0.4));
  cairo_set_line_width (cr, 1);
  for (int x = -height; x < width; x += 6)
    {
      cairo_move_to (cr, x, height);
      cairo_line_to (cr, x + height, 0);
    }
  cairo_stroke (cr);
  g_clear_object (&plot.pango);
}

static GtkWidget *
new_caption (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "lian-caption");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static void
append_light (GtkWidget *box, LianLight light, const char *text)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = lian_mark_new ();

  lian_mark_set_light (LIAN_MARK (mark), light, 16);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (pair), mark);
  gtk_box_append (GTK_BOX (pair), new_caption (text));
  gtk_box_append (GTK_BOX (box), pair);
}

static void
build_classes (LianMapLegend *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *title = new_caption (_ ("Cases per 10,000 people, quantiles"));

  gtk_widget_add_css_class (title, "lian-section");
  gtk_box_append (GTK_BOX (self), title);
  self->ramp = GTK_DRAWING_AREA (gtk_drawing_area_new ());
  gtk_drawing_area_set_content_height (self->ramp, SWATCH_HEIGHT);
  gtk_drawing_area_set_draw_func (self->ramp, draw_ramp_cb, NULL, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (self->ramp), LEGEND_WIDTH, -1);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->ramp));
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      self->bounds[i] = GTK_LABEL (new_caption ("—"));
      gtk_widget_add_css_class (GTK_WIDGET (self->bounds[i]), "numeric");
      gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->bounds[i]));
    }
  gtk_box_append (GTK_BOX (self), row);
}

static void
build_no_data (LianMapLegend *self)
{
  GtkWidget *swatch = gtk_drawing_area_new ();

  self->no_data = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (swatch), 24);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (swatch), SWATCH_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), draw_no_data_cb, NULL, NULL);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->no_data), swatch);
  gtk_box_append (GTK_BOX (self->no_data), new_caption (_ ("No data")));
  gtk_widget_set_visible (self->no_data, FALSE);
  gtk_box_append (GTK_BOX (self), self->no_data);
}

static void
build_marks (LianMapLegend *self)
{
  static const guint8 all_own[10] = { 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 };
  GtkWidget *ring = lian_mark_new ();

  self->marks = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  gtk_widget_add_css_class (self->marks, "lian-legend-marks");
  append_light (self->marks, LIAN_LIGHT_NORMAL, _ ("Open cases"));
  append_light (self->marks, LIAN_LIGHT_DUE_SOON, _ ("Due soon"));
  append_light (self->marks, LIAN_LIGHT_OVERDUE, _ ("Overdue"));
  gtk_box_append (GTK_BOX (self), self->marks);

  self->rings = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  lian_mark_set_ring (LIAN_MARK (ring), all_own, 9, FALSE);
  gtk_widget_set_valign (ring, GTK_ALIGN_CENTER);
  self->complexes = GTK_LABEL (new_caption (NULL));
  gtk_box_append (GTK_BOX (self->rings), ring);
  gtk_box_append (GTK_BOX (self->rings), GTK_WIDGET (self->complexes));
  gtk_box_append (GTK_BOX (self), self->rings);
}

static void
lian_map_legend_class_init (LianMapLegendClass *klass)
{
}

static void
lian_map_legend_init (LianMapLegend *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 5);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-map-card");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  build_classes (self);
  build_no_data (self);
  build_marks (self);
  lian_map_legend_set_complexes (self, 0, 0);
}

/**
 * lian_map_legend_new:
 *
 * Returns: (transfer floating): a legend with dashes for bounds
 */
GtkWidget *
lian_map_legend_new (void)
{
  return g_object_new (LIAN_TYPE_MAP_LEGEND, NULL);
}

/**
 * lian_map_legend_set_classes:
 * @classes: their upper bounds
 * @gaps: whether some area has no value, so that the hatching has to be explained
 */
void
lian_map_legend_set_classes (LianMapLegend *self, const LianMapClasses *classes, gboolean gaps)
{
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *text = NULL;

      if (i == 0)
        text = g_strdup_printf ("<%.4g", classes->breaks[0]);
      else if (i == N_CLASSES - 1)
        text = g_strdup_printf ("≥%.4g", classes->breaks[i - 1]);
      else
        text = g_strdup_printf ("%.4g–%.4g", classes->breaks[i - 1], classes->breaks[i]);
      gtk_label_set_text (self->bounds[i], text);
    }
  gtk_widget_set_visible (self->no_data, gaps);
}

/**
 * lian_map_legend_set_complexes:
 * @shown: rings that have room on the map now
 * @all: complexes in the scope
 */
void
lian_map_legend_set_complexes (LianMapLegend *self, guint shown, guint all)
{
  g_autofree char *text
      = g_strdup_printf (_ ("Ten elements of a service complex (%1$u of %2$u shown)"), shown, all);

  gtk_label_set_text (self->complexes, text);
  gtk_widget_set_visible (self->rings, all > 0);
}

/**
 * lian_map_legend_set_brief:
 * @brief: whether only the classes have room
 */
void
lian_map_legend_set_brief (LianMapLegend *self, gboolean brief)
{
  gtk_widget_set_visible (self->marks, !brief);
  gtk_widget_set_size_request (GTK_WIDGET (self->ramp), brief ? 220 : LEGEND_WIDTH, -1);
}
