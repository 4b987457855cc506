/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-facts.h"

#include <glib/gi18n.h>

#include "lian-text.h"

static void
add_fact (GtkGrid *grid, guint *n, const char *name, const char *value)
{
  g_autofree char *clean = lian_text_clean (value, FALSE, 200);
  GtkWidget *left;
  GtkWidget *right;

  if (clean == NULL || clean[0] == '\0')
    return;
  left = gtk_label_new (name);
  right = gtk_label_new (clean);
  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_yalign (GTK_LABEL (left), 0);
  gtk_widget_add_css_class (left, "lian-fg2");
  gtk_label_set_xalign (GTK_LABEL (right), 0);
  gtk_label_set_ellipsize (GTK_LABEL (right), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (right, clean);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_widget_add_css_class (right, "numeric");
  gtk_grid_attach (grid, left, (int)(*n % 2) * 2, (int)(*n / 2), 1, 1);
  gtk_grid_attach (grid, right, (int)(*n % 2) * 2 + 1, (int)(*n / 2), 1, 1);
  (*n)++;
}

static char *
dup_source (LianCaseWords *words, LianRecord *record)
{
  g_autofree char *moment
      = lian_case_words_dup_moment (words, lian_record_get_time (record, LIAN_CASE_REPORTED_AT));

  return g_strdup_printf ("%s · %s",
                          lian_case_words_title (words, "source",
                                                 lian_record_get_text (record, LIAN_CASE_SOURCE)),
                          moment);
}

static char *
dup_reporter (LianRecord *record)
{
  const char *name = lian_record_get_text (record, LIAN_CASE_REPORTER_NAME);
  const char *phone = lian_record_get_text (record, LIAN_CASE_REPORTER_PHONE);

  if (name == NULL && phone == NULL)
    return NULL;
  return g_strdup_printf ("%s %s", name != NULL ? name : "", phone != NULL ? phone : "");
}

static const char *
get_grid (LianCaseWords *words, LianRecord *record)
{
  LianRecord *grid
      = lian_case_words_get_grid (words, lian_record_get_text (record, LIAN_CASE_GRID));

  return grid != NULL ? lian_record_get_text (grid, LIAN_GRID_NAME) : NULL;
}

/* An original in another coordinate system is said; the position is WGS84 either way. */
static const char *
get_crs (LianRecord *record)
{
  const char *crs = lian_record_get_text (record, LIAN_CASE_SRC_CRS);

  if (g_strcmp0 (crs, "gcj02") == 0)
    return "GCJ-02 → WGS84";
  if (g_strcmp0 (crs, "bd09") == 0)
    return "BD-09 → WGS84";
  return NULL;
}

/**
 * lian_case_facts_fill:
 * @grid: emptied and filled; two pairs of columns
 * @words: for names and titles
 * @record: the case
 */
void
lian_case_facts_fill (GtkGrid *grid, LianCaseWords *words, LianRecord *record)
{
  g_autofree char *category
      = lian_case_words_dup_category (words, lian_record_get_text (record, LIAN_CASE_CATEGORY));
  g_autofree char *source = dup_source (words, record);
  g_autofree char *reporter = dup_reporter (record);
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
  add_fact (grid, &n, _ ("Category"), category);
  add_fact (grid, &n, _ ("Source"), source);
  add_fact (grid, &n, _ ("Address"), lian_record_get_text (record, LIAN_CASE_ADDRESS));
  add_fact (grid, &n, _ ("Grid"), get_grid (words, record));
  add_fact (grid, &n, _ ("Reporter"), reporter);
  add_fact (grid, &n, _ ("Influence"),
            lian_case_words_title (words, "influence",
                                   lian_record_get_text (record, LIAN_CASE_INFLUENCE)));
  add_fact (grid, &n, _ ("Lead unit"),
            lian_case_words_unit (words, lian_record_get_text (record, LIAN_CASE_LEAD_UNIT)));
  add_fact (grid, &n, _ ("Position from"), get_crs (record));
  add_fact (grid, &n, _ ("Satisfaction"),
            lian_case_words_title (words, "satisfaction",
                                   lian_record_get_text (record, LIAN_CASE_SATISFACTION)));
  add_fact (grid, &n, _ ("Resident's words"), lian_record_get_text (record, LIAN_CASE_EVALUATION));
}
