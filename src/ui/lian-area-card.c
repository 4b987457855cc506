/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-area-card.h"

#include "lian-text.h"
#include "lian-wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CARD_WIDTH 232
#define AWAY 36

struct _LianAreaCard
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *rate;
  GtkLabel *made_of;
  GtkLabel *median;
  GtkLabel *open;
  GtkLabel *member;
  GtkWidget *member_row;
};

G_DEFINE_FINAL_TYPE (LianAreaCard, lian_area_card, GTK_TYPE_BOX)

static GtkWidget *
append_row (LianAreaCard *self, const char *css_class, GtkLabel **left, GtkLabel **right)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *labels[2] = { gtk_label_new (NULL), gtk_label_new (NULL) };

  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_add_css_class (labels[i], css_class);
      gtk_widget_add_css_class (labels[i], "numeric");
      gtk_label_set_xalign (GTK_LABEL (labels[i]), i);
      gtk_label_set_ellipsize (GTK_LABEL (labels[i]), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (row), labels[i]);
    }
  gtk_widget_set_hexpand (labels[0], TRUE);
  gtk_box_append (GTK_BOX (self), row);
  *left = GTK_LABEL (labels[0]);
  *right = GTK_LABEL (labels[1]);
  return row;
}

static void
lian_area_card_class_init (LianAreaCardClass *klass)
{
}

static void
lian_area_card_init (LianAreaCard *self)
{
  GtkLabel *caption;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-map-card");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_size_request (GTK_WIDGET (self), CARD_WIDTH, -1);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "lian-section");
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->title), 4);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->title));
  append_row (self, "lian-secondary", &caption, &self->rate);
  gtk_label_set_text (caption, _ ("Cases per 10,000"));
  gtk_widget_add_css_class (GTK_WIDGET (self->rate), "lian-section");
  append_row (self, "lian-caption", &self->made_of, &self->median);
  append_row (self, "lian-secondary", &caption, &self->open);
  gtk_label_set_text (caption, _ ("Open"));
  self->member_row = append_row (self, "lian-secondary", &caption, &self->member);
  gtk_label_set_text (caption, _ ("Grid member"));
}

/**
 * lian_area_card_new:
 *
 * Returns: (transfer floating): a hidden card that the pointer passes through
 */
GtkWidget *
lian_area_card_new (void)
{
  return g_object_new (LIAN_TYPE_AREA_CARD, NULL);
}

static char *
describe_open (const LianLightCounts *open)
{
  gint64 total = lian_light_counts_total (open);
  gboolean chinese = lian_wording_is_chinese ();
  g_autofree char *all = lian_format_count (total, chinese);
  g_autofree char *soon = lian_format_count (open->soon, chinese);
  g_autofree char *over = lian_format_count (open->over, chinese);

  if (total == 0)
    return g_strdup (_ ("none"));
  if (open->soon == 0 && open->over == 0)
    return g_strdup_printf (_ ("%s, all on time"), all);
  if (open->over == 0)
    return g_strdup_printf (_ ("%1$s, due soon %2$s"), all, soon);
  if (open->soon == 0)
    return g_strdup_printf (_ ("%1$s, overdue %2$s"), all, over);
  return g_strdup_printf (_ ("%1$s, due soon %2$s, overdue %3$s"), all, soon, over);
}

static void
set_member (LianAreaCard *self, LianRecord *member)
{
  const char *name = member != NULL ? lian_record_get_text (member, LIAN_WORKER_NAME) : NULL;
  g_autofree char *masked = lian_mask_name (name != NULL ? name : "");
  g_autofree char *clean = lian_text_clean (masked, FALSE, 40);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->member_row, name != NULL);
  if (name == NULL)
    return;
  text = g_strdup_printf (lian_record_get_bool (member, LIAN_WORKER_ON_DUTY) ? _ ("%s, on duty")
                                                                             : _ ("%s, off duty"),
                          clean);
  gtk_label_set_text (self->member, text);
}

/**
 * lian_area_card_set_area:
 * @name: of the area, with what it lies in
 * @value: (nullable): its figures
 * @median: of all areas of the scope, NaN: none
 * @member: (nullable): the grid member, a worker
 */
void
lian_area_card_set_area (LianAreaCard *self, const char *name, const LianAreaValue *value,
                         double median, LianRecord *member)
{
  gboolean chinese = lian_wording_is_chinese ();
  double rate = lian_area_value_get_rate (value);
  g_autofree char *rate_text = isnan (rate) ? g_strdup ("—") : g_strdup_printf ("%.1f", rate);
  g_autofree char *cases = lian_format_count (value != NULL ? value->cases : 0, chinese);
  g_autofree char *people = lian_format_count (value != NULL ? value->people : 0, chinese);
  g_autofree char *made_of = g_strdup_printf (_ ("%1$s cases / %2$s people"), cases, people);
  g_autofree char *median_text
      = isnan (median) ? g_strdup ("") : g_strdup_printf (_ ("median %.1f"), median);
  g_autofree char *open = value != NULL ? describe_open (&value->open) : g_strdup ("—");

  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->rate, rate_text);
  gtk_label_set_text (self->made_of, made_of);
  gtk_label_set_text (self->median, median_text);
  gtk_label_set_text (self->open, open);
  set_member (self, member);
}

/**
 * lian_area_card_place:
 * @x: where the pointer is, in the map
 * @y: likewise
 * @width: of the map
 * @height: of the map
 *
 * Puts the card beside the point and inside the map.
 */
void
lian_area_card_place (LianAreaCard *self, double x, double y, int width, int height)
{
  int own_width = 0, own_height = 0, left, top;

  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &own_width, NULL,
                      NULL);
  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_VERTICAL, -1, NULL, &own_height, NULL,
                      NULL);
  own_width -= gtk_widget_get_margin_start (GTK_WIDGET (self));
  own_height -= gtk_widget_get_margin_top (GTK_WIDGET (self));
  left = x + AWAY + own_width < width ? x + AWAY : x - AWAY - own_width;
  top = y - own_height / 2.0;
  gtk_widget_set_margin_start (GTK_WIDGET (self), CLAMP (left, 0, MAX (width - own_width, 0)));
  gtk_widget_set_margin_top (GTK_WIDGET (self), CLAMP (top, 0, MAX (height - own_height, 0)));
}
