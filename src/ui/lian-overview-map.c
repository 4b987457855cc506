/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-overview-map.h"

#include "lian-aged.h"
#include "lian-area-card.h"
#include "lian-clock.h"
#include "lian-grid.h"
#include "lian-map-geometry.h"
#include "lian-map-legend.h"
#include "lian-map-values.h"
#include "lian-map-view.h"
#include "lian-mirror-counts.h"
#include "lian-text.h"
#include "lian-wording.h"
#include "lian-workflow.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_LEVELS 3

#define PANEL_MARGIN 14

struct _LianOverviewMap
{
  AdwBin parent_instance;

  LianEngine *engine;   /* (owned) */
  LianScope *scope;     /* (owned) */
  LianRegions *regions; /* (owned) */
  GPtrArray *grids;     /* (owned) (nullable) LianRecord: those of other times too */
  gint64 grids_from;    /* between these moments the outlines on the map are right */
  gint64 grids_until;
  guint n_grids;
  GPtrArray *complexes;     /* (owned) (nullable) LianRecord */
  GHashTable *grid_by_id;   /* (owned) borrowed id → borrowed LianRecord of grids */
  GHashTable *grid_regions; /* (owned) borrowed id → borrowed code */
  GHashTable *workers;      /* (owned) borrowed id → LianRecord */
  GHashTable *counts;       /* (owned) (nullable) grid id → cases of another period */
  LianOverview *figures;    /* (owned) (nullable): its grids and region alone */
  LianMapValues *values;    /* (owned) (nullable) */
  LianMapLevel level;
  char *shown_scope; /* (owned) (nullable): what the map was last fitted to */
  char *hovered;     /* (owned) (nullable) */
  guint loads;       /* under way */
  GCancellable *cancellable;
  GCancellable *counting; /* (nullable) */

  LianMapView *view;
  GtkToggleButton *levels[N_LEVELS];
  GtkLabel *measure;
  GtkLabel *aged;
  GtkWidget *switcher;
  LianMapLegend *legend;
  LianAreaCard *card;
};

G_DEFINE_FINAL_TYPE (LianOverviewMap, lian_overview_map, ADW_TYPE_BIN)

static void
free_figures (LianOverviewMap *self)
{
  if (self->figures == NULL)
    return;
  g_ptr_array_unref (self->figures->grids);
  g_free (self->figures->region_code);
  g_clear_pointer (&self->figures, g_free);
}

static const char *
scope_code (LianOverviewMap *self)
{
  const char *code = lian_scope_get_region (self->scope);

  return code != NULL && *code != '\0' ? code : lian_regions_get_top (self->regions);
}

static char *
dup_area_name (LianOverviewMap *self, const char *id)
{
  LianRecord *grid = g_hash_table_lookup (self->grid_by_id, id);
  const char *code = grid != NULL ? lian_record_get_text (grid, LIAN_F_REGION) : id;
  LianRecord *town = lian_regions_find_above (self->regions, code, "street");
  LianRecord *community = lian_regions_find_above (self->regions, code, "community");
  const char *own = grid != NULL ? lian_record_get_text (grid, LIAN_GRID_NAME) : NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  if (town != NULL)
    g_string_append (name, lian_record_get_text (town, LIAN_REGION_NAME));
  /* Many grids carry the name of their community already. */
  if (community != NULL
      && (own == NULL
          || !g_str_has_prefix (own, lian_record_get_text (community, LIAN_REGION_NAME))))
    g_string_append_printf (name, "%s%s", name->len > 0 ? " · " : "",
                            lian_record_get_text (community, LIAN_REGION_NAME));
  if (grid != NULL)
    {
      g_string_append_printf (name, "%s%s", name->len > 0 ? " · " : "", own != NULL ? own : id);
    }
  if (name->len == 0)
    g_string_append (name, lian_regions_get_name (self->regions, id));
  return lian_text_clean (name->str, FALSE, 80);
}

static void
update_card (LianOverviewMap *self)
{
  LianRecord *grid, *member = NULL;
  g_autofree char *name = NULL;

  if (self->hovered == NULL || self->values == NULL)
    return;
  grid = g_hash_table_lookup (self->grid_by_id, self->hovered);
  if (grid != NULL && lian_record_get_text (grid, LIAN_GRID_MEMBER) != NULL)
    member = g_hash_table_lookup (self->workers, lian_record_get_text (grid, LIAN_GRID_MEMBER));
  name = dup_area_name (self, self->hovered);
  lian_area_card_set_area (self->card, name,
                           g_hash_table_lookup (self->values->values, self->hovered),
                           self->values->median, member);
}

static void
update_complex_legend (LianOverviewMap *self)
{
  guint shown = 0, all = 0;

  lian_map_view_get_complexes_shown (self->view, &shown, &all);
  lian_map_legend_set_complexes (self->legend, shown, all);
}

static void
apply_values (LianOverviewMap *self)
{
  LianMapClasses *classes;

  if (self->figures == NULL)
    return;
  g_clear_pointer (&self->values, lian_map_values_free);
  self->values = lian_map_values_new (self->figures, self->level, self->regions, self->grid_regions,
                                      self->counts);
  classes = lian_map_values_classify (self->values);
  lian_map_legend_set_classes (self->legend, classes, self->values->gaps);
  lian_map_view_set_classes (self->view, classes);
  update_card (self);
}

/* --- shapes --- */

static void
apply_scope (LianOverviewMap *self)
{
  const char *code = scope_code (self);
  LianRecord *region = lian_regions_lookup (self->regions, code);
  LianMapArea *area = region != NULL ? lian_map_geometry_area (region) : NULL;

  if (self->complexes != NULL)
    {
      lian_map_view_set_complexes (self->view, lian_map_geometry_complexes (self->complexes, code));
      update_complex_legend (self);
    }
  if (area == NULL || g_strcmp0 (code, self->shown_scope) == 0)
    {
      g_clear_pointer (&area, lian_map_area_free);
      return;
    }
  lian_map_view_fit (self->view, area->shape->west, area->shape->south, area->shape->east,
                     area->shape->north, self->shown_scope != NULL);
  g_free (self->shown_scope);
  self->shown_scope = g_strdup (code);
  lian_map_view_set_scope (self->view, area);
}

static void
apply_regions (LianOverviewMap *self)
{
  g_autoptr (GPtrArray) towns = lian_regions_dup_level (self->regions, "street");
  g_autoptr (GPtrArray) communities = lian_regions_dup_level (self->regions, "community");

  lian_map_view_set_areas (self->view, LIAN_LEVEL_TOWN, lian_map_geometry_regions (towns));
  lian_map_view_set_areas (self->view, LIAN_LEVEL_COMMUNITY,
                           lian_map_geometry_regions (communities));
  g_clear_pointer (&self->shown_scope, g_free);
  apply_scope (self);
  apply_values (self);
}

/* Some are drawn anew on a date: old ones go and new ones come at its midnight. */
static void
apply_grids (LianOverviewMap *self, gint64 now)
{
  GPtrArray *areas;

  self->grids_from = G_MININT64;
  self->grids_until = G_MAXINT64;
  for (guint i = 0; i < self->grids->len; i++)
    lian_grid_narrow (g_ptr_array_index (self->grids, i), now, &self->grids_from,
                      &self->grids_until);
  areas = lian_map_geometry_grids (self->grids, now);
  self->n_grids = areas->len;
  lian_map_view_set_areas (self->view, LIAN_LEVEL_GRID, areas);
}

static GPtrArray *
finish_list (LianOverviewMap *self, GObject *mirror, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = lian_mirror_list_finish (LIAN_MIRROR (mirror), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;
  self->loads--;
  if (error != NULL)
    g_debug ("map: %s", error->message);
  return records;
}

static void
grids_listed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOverviewMap) self = user_data;
  GPtrArray *records = finish_list (self, mirror, result);

  if (records == NULL)
    return;
  g_hash_table_remove_all (self->grid_by_id);
  g_hash_table_remove_all (self->grid_regions);
  g_clear_pointer (&self->grids, g_ptr_array_unref);
  self->grids = records;
  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *grid = g_ptr_array_index (records, i);
      const char *code = lian_record_get_text (grid, LIAN_F_REGION);

      g_hash_table_insert (self->grid_by_id, (gpointer)lian_record_get_id (grid), grid);
      if (code != NULL)
        g_hash_table_insert (self->grid_regions, (gpointer)lian_record_get_id (grid),
                             (gpointer)code);
    }
  apply_grids (self, lian_clock_get_now (lian_engine_get_clock (self->engine)));
  apply_values (self);
}

static void
places_listed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOverviewMap) self = user_data;
  g_autoptr (GPtrArray) records = finish_list (self, mirror, result);

  if (records != NULL)
    lian_map_view_set_base (self->view, lian_map_geometry_base (records));
}

static void
complexes_listed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOverviewMap) self = user_data;
  GPtrArray *records = finish_list (self, mirror, result);

  if (records == NULL)
    return;
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  self->complexes = records;
  apply_scope (self);
}

static void
workers_listed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOverviewMap) self = user_data;
  g_autoptr (GPtrArray) records = finish_list (self, mirror, result);

  if (records == NULL)
    return;
  g_hash_table_remove_all (self->workers);
  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *worker = g_ptr_array_index (records, i);

      g_hash_table_replace (self->workers, (gpointer)lian_record_get_id (worker),
                            lian_record_ref (worker));
    }
  update_card (self);
}

static void
load_kind (LianOverviewMap *self, LianKindId kind, const char *where, GAsyncReadyCallback callback)
{
  self->loads++;
  lian_mirror_list (lian_engine_get_mirror (self->engine), kind, where, NULL, 0, self->cancellable,
                    callback, g_object_ref (self));
}

static void
load_kinds (LianOverviewMap *self, guint64 kinds)
{
  if ((kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_GRID)) != 0)
    load_kind (self, LIAN_KIND_GRID, NULL, grids_listed_cb);
  if ((kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_PLACE)) != 0)
    load_kind (self, LIAN_KIND_PLACE, "kind IN ('river', 'lake', 'road', 'rail')",
               places_listed_cb);
  if ((kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_SERVICE_COMPLEX)) != 0)
    load_kind (self, LIAN_KIND_SERVICE_COMPLEX, NULL, complexes_listed_cb);
}

static void
mirror_changed_cb (LianOverviewMap *self, guint64 kinds, GPtrArray *changes)
{
  LianMirror *mirror = lian_engine_get_mirror (self->engine);
  gboolean demonstration = lian_mirror_get_demonstration (mirror);

  load_kinds (self, kinds);
  /* Grid members move all the time; only a new picture is worth listing them all again. */
  if (changes == NULL && (kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_WORKER)) != 0)
    load_kind (self, LIAN_KIND_WORKER, NULL, workers_listed_cb);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const LianChange *change = g_ptr_array_index (changes, i);

      if (change->kind != LIAN_KIND_WORKER)
        continue;
      if (change->record != NULL)
        g_hash_table_replace (self->workers, (gpointer)lian_record_get_id (change->record),
                              lian_record_ref (change->record));
      else
        g_hash_table_remove (self->workers, change->id);
    }
  lian_map_view_set_notice (self->view, lian_wording_map_notice (demonstration, FALSE),
                            lian_wording_map_notice (demonstration, TRUE));
}

/* --- another period than the overview's seven days --- */

static void
cases_counted_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOverviewMap) self = user_data;
  g_autoptr (GError) error = NULL;
  GHashTable *counts = lian_mirror_count_finish (LIAN_MIRROR (mirror), result, &error);

  if (counts == NULL)
    return;
  g_clear_object (&self->counting);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  self->counts = counts;
  apply_values (self);
}

static void
count_period (LianOverviewMap *self)
{
  LianPeriod period = lian_scope_get_period (self->scope);
  gint64 now = lian_clock_get_now (lian_engine_get_clock (self->engine));
  g_autofree char *where = NULL;
  gint64 from;

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (period == LIAN_PERIOD_WEEK)
    {
      g_clear_pointer (&self->counts, g_hash_table_unref);
      return;
    }
  from = period == LIAN_PERIOD_TODAY ? lian_time_day_start (now) : lian_time_month_start (now);
  where = g_strdup_printf ("reported_at >= %" G_GINT64_FORMAT, from);
  self->counting = g_cancellable_new ();
  lian_mirror_count (lian_engine_get_mirror (self->engine), LIAN_KIND_CASE, LIAN_CASE_GRID, where,
                     self->counting, cases_counted_cb, g_object_ref (self));
}

static void
scope_changed_cb (LianOverviewMap *self)
{
  static const char *const measures[]
      = { N_ ("Cases per 10,000 · today"), N_ ("Cases per 10,000 · last 7 days"),
          N_ ("Cases per 10,000 · this month") };

  gtk_label_set_text (self->measure, _ (measures[lian_scope_get_period (self->scope)]));
  apply_scope (self);
}

/* --- the pointer --- */

static void
area_hovered_cb (LianOverviewMap *self, const char *id, double x, double y)
{
  gboolean same = g_strcmp0 (id, self->hovered) == 0;

  if (!same)
    {
      g_free (self->hovered);
      self->hovered = g_strdup (id);
      update_card (self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->card), id != NULL && self->values != NULL);
  if (id != NULL && !same)
    lian_area_card_place (self->card, x, y, gtk_widget_get_width (GTK_WIDGET (self->view)),
                          gtk_widget_get_height (GTK_WIDGET (self->view)));
}

static void
area_activated_cb (LianOverviewMap *self, const char *id)
{
  LianRecord *grid = g_hash_table_lookup (self->grid_by_id, id);
  const char *code = grid != NULL ? lian_record_get_text (grid, LIAN_F_REGION) : id;

  if (code != NULL && lian_regions_lookup (self->regions, code) != NULL)
    lian_scope_set_region (self->scope, code);
}

static void
case_activated_cb (LianOverviewMap *self, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-case", "s", id);
}

static void
cluster_activated_cb (LianOverviewMap *self, char **ids)
{
  if (ids != NULL && ids[0] != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-case", "s", ids[0]);
}

static void
level_toggled_cb (LianOverviewMap *self, GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < N_LEVELS; i++)
    if (self->levels[i] == button)
      self->level = i;
  lian_map_view_set_level (self->view, self->level);
  apply_values (self);
}

/* --- building --- */

/* Panels float over the map; they do not lean on its edges. */
static void
keep_off_edges (GtkWidget *panel)
{
  gtk_widget_set_margin_start (panel, PANEL_MARGIN);
  gtk_widget_set_margin_top (panel, PANEL_MARGIN);
  gtk_widget_set_margin_bottom (panel, PANEL_MARGIN);
}

static GtkWidget *
build_switcher (LianOverviewMap *self)
{
  static const char *const names[N_LEVELS]
      = { N_ ("Grids"), N_ ("Communities"), N_ ("Streets and towns") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);

  for (guint i = 0; i < N_LEVELS; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_ (names[i]));

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "lian-small");
      self->levels[i] = GTK_TOGGLE_BUTTON (button);
      if (i > 0)
        gtk_toggle_button_set_group (self->levels[i], self->levels[0]);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_toggle_button_set_active (self->levels[0], TRUE);
  for (guint i = 0; i < N_LEVELS; i++)
    g_signal_connect_object (self->levels[i], "toggled", G_CALLBACK (level_toggled_cb), self,
                             G_CONNECT_SWAPPED);
  gtk_widget_set_margin_top (line, 6);
  gtk_widget_set_margin_bottom (line, 6);
  gtk_box_append (GTK_BOX (box), line);
  self->measure = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_margin_start (GTK_WIDGET (self->measure), 10);
  gtk_widget_set_margin_end (GTK_WIDGET (self->measure), 10);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->measure));
  self->aged = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_margin_end (GTK_WIDGET (self->aged), 10);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->aged));
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "lian-map-bar");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

static void
lian_overview_map_dispose (GObject *object)
{
  LianOverviewMap *self = LIAN_OVERVIEW_MAP (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->counting);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->counting);
  g_clear_object (&self->engine);
  g_clear_object (&self->scope);
  g_clear_object (&self->regions);
  G_OBJECT_CLASS (lian_overview_map_parent_class)->dispose (object);
}

static void
lian_overview_map_finalize (GObject *object)
{
  LianOverviewMap *self = LIAN_OVERVIEW_MAP (object);

  free_figures (self);
  g_clear_pointer (&self->values, lian_map_values_free);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_hash_table_unref (self->grid_by_id);
  g_hash_table_unref (self->grid_regions);
  g_hash_table_unref (self->workers);
  g_clear_pointer (&self->grids, g_ptr_array_unref);
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  g_free (self->shown_scope);
  g_free (self->hovered);
  G_OBJECT_CLASS (lian_overview_map_parent_class)->finalize (object);
}

static void
lian_overview_map_class_init (LianOverviewMapClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_overview_map_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_overview_map_finalize;
}

static void
lian_overview_map_init (LianOverviewMap *self)
{
  self->cancellable = g_cancellable_new ();
  self->grid_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->grid_regions = g_hash_table_new (g_str_hash, g_str_equal);
  self->workers
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)lian_record_unref);
  self->view = LIAN_MAP_VIEW (lian_map_view_new ());
  self->switcher = build_switcher (self);
  self->legend = LIAN_MAP_LEGEND (lian_map_legend_new ());
  self->card = LIAN_AREA_CARD (lian_area_card_new ());
  keep_off_edges (self->switcher);
  keep_off_edges (GTK_WIDGET (self->legend));
  lian_map_view_add_panel (self->view, self->switcher);
  lian_map_view_add_panel (self->view, GTK_WIDGET (self->legend));
  lian_map_view_add_panel (self->view, GTK_WIDGET (self->card));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->view));
  g_signal_connect_object (self->view, "area-hovered", G_CALLBACK (area_hovered_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "area-activated", G_CALLBACK (area_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "case-activated", G_CALLBACK (case_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "cluster-activated", G_CALLBACK (cluster_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::settled", G_CALLBACK (update_complex_legend), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lian_overview_map_new:
 * @engine: whose mirror is shown
 * @scope: followed, and set by clicks
 * @regions: the divisions
 *
 * Returns: (transfer floating): the map, which begins to load its shapes
 */
GtkWidget *
lian_overview_map_new (LianEngine *engine, LianScope *scope, LianRegions *regions)
{
  LianOverviewMap *self = g_object_new (LIAN_TYPE_OVERVIEW_MAP, NULL);
  LianMirror *mirror = lian_engine_get_mirror (engine);

  self->engine = g_object_ref (engine);
  lian_aged_bind_label (lian_aged_get (engine), self->aged);
  self->scope = g_object_ref (scope);
  self->regions = g_object_ref (regions);
  g_signal_connect_object (mirror, "changed", G_CALLBACK (mirror_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (regions, "changed", G_CALLBACK (apply_regions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope, "changed", G_CALLBACK (scope_changed_cb), self,
                           G_CONNECT_SWAPPED);
  scope_changed_cb (self);
  apply_regions (self);
  mirror_changed_cb (self, G_MAXUINT64, NULL);
  return GTK_WIDGET (self);
}

/**
 * lian_overview_map_set_overview:
 * @overview: the figures of the scope now
 *
 * Recolours the areas and sets the cases; what is needed is copied.
 */
void
lian_overview_map_set_overview (LianOverviewMap *self, const LianOverview *overview)
{
  free_figures (self);
  self->figures = g_new0 (LianOverview, 1);
  self->figures->region_code = g_strdup (overview->region_code);
  self->figures->grids = g_ptr_array_ref (overview->grids);
  if (self->grids != NULL
      && (overview->now < self->grids_from || overview->now >= self->grids_until))
    apply_grids (self, overview->now);
  count_period (self);
  apply_values (self);
  lian_map_view_set_cases (self->view,
                           lian_map_geometry_cases (overview->open_cases, overview->now));
}

/**
 * lian_overview_map_set_aged:
 * @aged: whether what is shown is past its limit: everything turns grey
 */
void
lian_overview_map_set_aged (LianOverviewMap *self, gboolean aged)
{
  lian_map_view_set_stale (self->view, aged);
}

/**
 * lian_overview_map_set_brief:
 * @brief: whether the panels have to be small
 */
void
lian_overview_map_set_brief (LianOverviewMap *self, gboolean brief)
{
  lian_map_legend_set_brief (self->legend, brief);
}

/**
 * lian_overview_map_is_settled:
 *
 * Returns: whether the picture is final until something changes
 */
gboolean
lian_overview_map_is_settled (LianOverviewMap *self)
{
  return self->loads == 0 && self->counting == NULL && self->values != NULL
         && lian_map_view_is_settled (self->view);
}

/**
 * lian_overview_map_get_n_grids:
 *
 * Returns: how many grids stand and have an outline, as drawn
 */
guint
lian_overview_map_get_n_grids (LianOverviewMap *self)
{
  return self->n_grids;
}

/**
 * lian_overview_map_show_busiest:
 *
 * Returns: FALSE when there is no area to show
 */
gboolean
lian_overview_map_show_busiest (LianOverviewMap *self)
{
  GHashTableIter iter;
  gpointer id, value;
  const char *busiest = NULL;
  double most = -1;
  int width = gtk_widget_get_width (GTK_WIDGET (self->view));
  int height = gtk_widget_get_height (GTK_WIDGET (self->view));

  if (self->values == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, self->values->values);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      double rate = lian_area_value_get_rate (value);

      if (!isnan (rate) && rate > most)
        {
          most = rate;
          busiest = id;
        }
    }
  if (busiest == NULL)
    return FALSE;
  lian_map_view_select_area (self->view, busiest);
  area_hovered_cb (self, busiest, width * 0.72, height * 0.22);
  return TRUE;
}
