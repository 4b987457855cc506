/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-overview-strip.h"

#include "lian-text.h"
#include "lian-tile.h"
#include "lian-wording.h"

#include <glib/gi18n-lib.h>

enum
{
  TILE_ACCEPTED,
  TILE_TO_DISPATCH,
  TILE_HANDLING,
  TILE_SOON,
  TILE_OVERDUE,
  TILE_ON_TIME,
  TILE_SATISFIED,
  N_TILES,
  FIRST_RATE = TILE_ON_TIME,
};

/* Below these widths of the window things give way, in the order of the visual rules. */
#define SPARK_WIDTH 1600
#define SUBLINE_WIDTH 1250
#define ALL_TILES_WIDTH 1760

struct _LianOverviewStrip
{
  GtkBox parent_instance;

  GtkLabel *date;
  GtkLabel *shift;
  GtkLabel *chief;
  GtkWidget *shift_box;
  LianTile *tiles[N_TILES];
  LianTile *more_tiles[N_TILES - FIRST_RATE]; /* the rates again, behind "more" */
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (LianOverviewStrip, lian_overview_strip, GTK_TYPE_BOX)

/* What is counted, and the list behind it: "view stage" as win.show-list takes it. */
static const struct
{
  const char *title;
  const char *list;
} tiles[N_TILES] = {
  { N_ ("Accepted today"), "region" },
  { N_ ("To dispatch"), "todo to_dispatch" },
  { N_ ("In handling"), "region handling" },
  { N_ ("Due soon"), "supervise" },
  { N_ ("Overdue"), "supervise" },
  { N_ ("Closed on time this month"), "archive" },
  { N_ ("Satisfied this month"), "archive" },
};

static void
lian_overview_strip_class_init (LianOverviewStripClass *klass)
{
}

static GtkWidget *
build_shift (LianOverviewStrip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkLabel **labels[] = { &self->date, &self->shift, &self->chief };
  static const char *const classes[] = { "lian-title", "lian-caption", "lian-caption" };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      *labels[i] = GTK_LABEL (gtk_label_new (NULL));
      gtk_label_set_xalign (*labels[i], 0);
      gtk_label_set_ellipsize (*labels[i], PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (GTK_WIDGET (*labels[i]), classes[i]);
      gtk_widget_add_css_class (GTK_WIDGET (*labels[i]), "numeric");
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (*labels[i]));
    }
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 12);
  self->shift_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_size_request (self->shift_box, 224, -1);
  gtk_widget_add_css_class (self->shift_box, "lian-shift");
  gtk_box_append (GTK_BOX (self->shift_box), box);
  return self->shift_box;
}

static LianTile *
build_tile (guint n)
{
  GtkWidget *tile = lian_tile_new (_ (tiles[n].title));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (tile), "win.show-list");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (tile), "s", tiles[n].list);
  if (n == TILE_SOON)
    lian_tile_set_light (LIAN_TILE (tile), LIAN_LIGHT_DUE_SOON);
  if (n == TILE_OVERDUE)
    lian_tile_set_light (LIAN_TILE (tile), LIAN_LIGHT_OVERDUE);
  return LIAN_TILE (tile);
}

static GtkWidget *
build_more (LianOverviewStrip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *popover = gtk_popover_new ();

  for (guint i = 0; i < G_N_ELEMENTS (self->more_tiles); i++)
    {
      self->more_tiles[i] = build_tile (FIRST_RATE + i);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->more_tiles[i]));
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  self->more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->more), "view-more-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->more), popover);
  gtk_widget_set_tooltip_text (self->more, _ ("More figures"));
  gtk_widget_set_valign (self->more, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_set_visible (self->more, FALSE);
  return self->more;
}

static void
lian_overview_strip_init (LianOverviewStrip *self)
{
  GtkWidget *figures = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-strip");
  gtk_box_append (GTK_BOX (self), build_shift (self));
  gtk_box_set_homogeneous (GTK_BOX (figures), TRUE);
  gtk_widget_set_hexpand (figures, TRUE);
  for (guint i = 0; i < N_TILES; i++)
    {
      self->tiles[i] = build_tile (i);
      gtk_box_append (GTK_BOX (figures), GTK_WIDGET (self->tiles[i]));
    }
  gtk_box_append (GTK_BOX (self), figures);
  gtk_box_append (GTK_BOX (self), build_more (self));
}

/**
 * lian_overview_strip_new:
 *
 * Returns: (transfer floating): the strip with dashes for figures
 */
GtkWidget *
lian_overview_strip_new (void)
{
  return g_object_new (LIAN_TYPE_OVERVIEW_STRIP, NULL);
}

static void
set_shift (LianOverviewStrip *self, const LianOverview *overview)
{
  g_autofree char *date = lian_wording_date (overview->now);
  LianRecord *shift = overview->shift;
  g_autofree char *from = NULL, *to = NULL, *name = NULL, *chief = NULL, *hours = NULL,
                  *people = NULL;
  const char *raw;

  gtk_label_set_text (self->date, date);
  if (shift == NULL)
    {
      gtk_label_set_text (self->shift, _ ("No shift entered"));
      gtk_label_set_text (self->chief, "");
      return;
    }
  from = lian_wording_time (lian_record_get_time (shift, LIAN_SHIFT_STARTS_AT), FALSE);
  to = lian_wording_time (lian_record_get_time (shift, LIAN_SHIFT_ENDS_AT), FALSE);
  raw = lian_record_get_text (shift, LIAN_SHIFT_NAME);
  name = lian_text_clean (raw != NULL ? raw : "", FALSE, 32);
  raw = lian_record_get_text (shift, LIAN_SHIFT_CHIEF);
  chief = lian_text_clean (raw != NULL ? raw : "—", FALSE, 32);
  hours = g_strdup_printf ("%s · %s—%s", name, from, to);
  people = g_strdup_printf (_ ("Duty chief %1$s   %2$d seats"), chief,
                            (int)lian_record_get_int (shift, LIAN_SHIFT_SEATS));
  gtk_label_set_text (self->shift, hours);
  gtk_label_set_text (self->chief, people);
}

static void
set_count (LianOverviewStrip *self, guint n, gint64 count, const char *subline)
{
  g_autofree char *figure = lian_format_count (count, lian_wording_is_chinese ());

  lian_tile_set_figure (self->tiles[n], figure, NULL);
  lian_tile_set_subline (self->tiles[n], subline);
}

static void
set_rate (LianOverviewStrip *self, guint n, gint64 numerator, gint64 denominator,
          const char *subline)
{
  g_autofree char *figure = lian_format_percent (numerator, denominator, 2);
  LianTile *both[] = { self->tiles[n], self->more_tiles[n - FIRST_RATE] };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      lian_tile_set_figure (both[i], figure, denominator > 0 ? "%" : NULL);
      lian_tile_set_subline (both[i], subline);
    }
}

static void
set_accepted (LianOverviewStrip *self, const LianOverview *overview)
{
  gboolean chinese = lian_wording_is_chinese ();
  gint64 more = overview->accepted_today - overview->accepted_yesterday_same_time;
  g_autofree char *before = lian_format_count (overview->accepted_yesterday_same_time, chinese);
  g_autofree char *difference = lian_format_count (ABS (more), chinese);
  g_autofree char *subline = NULL;

  if (more > 0)
    subline = g_strdup_printf (_ ("%1$s yesterday by now, %2$s more"), before, difference);
  else if (more < 0)
    subline = g_strdup_printf (_ ("%1$s yesterday by now, %2$s fewer"), before, difference);
  else
    subline = g_strdup_printf (_ ("%s yesterday by now, as many"), before);
  set_count (self, TILE_ACCEPTED, overview->accepted_today, subline);
  lian_tile_set_spark (self->tiles[TILE_ACCEPTED], overview->accepted_by_hour, 24);
}

static char *
dup_chip (const char *word, gint64 count)
{
  return count > 0 ? g_strdup_printf ("%s %" G_GINT64_FORMAT, word, count) : NULL;
}

static void
set_work (LianOverviewStrip *self, const LianOverview *overview)
{
  gboolean chinese = lian_wording_is_chinese ();
  g_autofree char *wait = lian_format_minutes (overview->oldest_wait_min, FALSE, chinese);
  g_autofree char *waited = overview->to_dispatch > 0
                                ? g_strdup_printf (_ ("oldest has waited %s"), wait)
                                : g_strdup (_ ("nothing waits"));
  g_autofree char *grave = dup_chip (_ ("Grave"), overview->to_dispatch_grave);
  g_autofree char *urgent = dup_chip (_ ("Urgent"), overview->to_dispatch_urgent);
  g_autofree char *to_sign = lian_format_count (overview->handling_to_sign, chinese);
  g_autofree char *at_work = lian_format_count (overview->handling_at_work, chinese);
  g_autofree char *parts = g_strdup_printf (_ ("to sign %1$s, at work %2$s"), to_sign, at_work);
  g_autofree char *worst = lian_format_minutes (overview->worst_overdue_min, FALSE, chinese);
  g_autofree char *late = overview->open.over > 0 ? g_strdup_printf (_ ("worst by %s"), worst)
                                                  : g_strdup (_ ("none is late"));

  set_count (self, TILE_TO_DISPATCH, overview->to_dispatch, waited);
  lian_tile_set_chips (self->tiles[TILE_TO_DISPATCH], grave, urgent);
  set_count (self, TILE_HANDLING, overview->handling, parts);
  lian_tile_set_spark (self->tiles[TILE_HANDLING], overview->handling_by_hour, 24);
  /* xgettext:no-c-format */
  set_count (self, TILE_SOON, overview->open.soon, _ ("less than 20% of the limit is left"));
  set_count (self, TILE_OVERDUE, overview->open.over, late);
}

static void
set_rates (LianOverviewStrip *self, const LianOverview *overview)
{
  gboolean chinese = lian_wording_is_chinese ();
  g_autofree char *on_time = lian_format_count (overview->on_time_num, chinese);
  g_autofree char *closed = lian_format_count (overview->on_time_den, chinese);
  g_autofree char *satisfied = lian_format_count (overview->satisfied_num, chinese);
  g_autofree char *rated = lian_format_count (overview->satisfied_den, chinese);
  g_autofree char *floor = lian_format_percent (overview->on_time_floor, 10000, 0);
  g_autofree char *first
      = overview->on_time_floor > 0
            ? g_strdup_printf (_ ("%1$s / %2$s cases, floor %3$s%%"), on_time, closed, floor)
            : g_strdup_printf (_ ("%1$s / %2$s cases"), on_time, closed);
  g_autofree char *second = overview->satisfied_den > 0
                                ? g_strdup_printf (_ ("%1$s / %2$s ratings"), satisfied, rated)
                                : g_strdup (_ ("0 / 0 ratings, none yet"));

  set_rate (self, TILE_ON_TIME, overview->on_time_num, overview->on_time_den, first);
  set_rate (self, TILE_SATISFIED, overview->satisfied_num, overview->satisfied_den, second);
}

/**
 * lian_overview_strip_set_overview:
 * @overview: the figures of the scope now
 */
void
lian_overview_strip_set_overview (LianOverviewStrip *self, const LianOverview *overview)
{
  set_shift (self, overview);
  set_accepted (self, overview);
  set_work (self, overview);
  set_rates (self, overview);
}

/**
 * lian_overview_strip_set_aged:
 * @text: (nullable): as of when, once the figures are past their age
 */
void
lian_overview_strip_set_aged (LianOverviewStrip *self, const char *text)
{
  for (guint i = 0; i < N_TILES; i++)
    lian_tile_set_aged (self->tiles[i], text);
  for (guint i = 0; i < G_N_ELEMENTS (self->more_tiles); i++)
    lian_tile_set_aged (self->more_tiles[i], text);
}

/**
 * lian_overview_strip_set_width:
 * @width: of the window, px
 *
 * Hides what has no room: spark lines, sublines, and below 1760 px the rates behind "more".
 */
void
lian_overview_strip_set_width (LianOverviewStrip *self, int width)
{
  gboolean all = width >= ALL_TILES_WIDTH;

  gtk_widget_set_visible (self->more, !all);
  gtk_widget_set_size_request (self->shift_box, all ? 224 : 190, -1);
  for (guint i = 0; i < N_TILES; i++)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->tiles[i]), all || i < FIRST_RATE);
      lian_tile_set_room (self->tiles[i], width >= SPARK_WIDTH, width >= SUBLINE_WIDTH);
    }
  if (all)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
}

/**
 * lian_overview_strip_get_figure:
 * @n: which of the seven tiles
 *
 * Returns: (transfer none): its number as it is read
 */
const char *
lian_overview_strip_get_figure (LianOverviewStrip *self, guint n)
{
  g_return_val_if_fail (n < N_TILES, NULL);
  return lian_tile_get_figure (self->tiles[n]);
}

/**
 * lian_overview_strip_get_subline:
 * @n: which of the seven tiles
 *
 * Returns: (transfer none): what stands under its number
 */
const char *
lian_overview_strip_get_subline (LianOverviewStrip *self, guint n)
{
  g_return_val_if_fail (n < N_TILES, NULL);
  return lian_tile_get_subline (self->tiles[n]);
}
