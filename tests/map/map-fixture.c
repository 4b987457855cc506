/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-fixture.h"

#include <string.h>

#include "lian-county.h"
#include "lian-fields.h"

#define SETTLE_SECONDS 60

GPtrArray *
map_fixture_get_records (void)
{
  static GPtrArray *records;

  if (records == NULL)
    {
      g_autoptr (GError) error = NULL;

      records = lian_county_make (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, &error);
      g_assert_no_error (error);
    }
  return records;
}

static LianMapArea *
make_area (const LianRecord *record, guint name, guint parent, guint geometry)
{
  LianMapArea *area = g_new0 (LianMapArea, 1);
  g_autoptr (GError) error = NULL;

  area->id = g_strdup (lian_record_get_id (record));
  area->name = g_strdup (lian_record_get_text (record, name));
  area->parent = g_strdup (lian_record_get_text (record, parent));
  area->shape = lian_shape_new_from_wkb (lian_record_get_geometry (record, geometry), &error);
  g_assert_no_error (error);
  area->label.lon = (area->shape->west + area->shape->east) / 2;
  area->label.lat = (area->shape->south + area->shape->north) / 2;
  return area;
}

static GPtrArray *
make_regions (const char *level)
{
  GPtrArray *areas = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_area_free);
  GPtrArray *records = map_fixture_get_records ();

  for (guint i = 0; i < records->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (records, i);

      if (lian_record_get_kind (record)->id == LIAN_KIND_REGION
          && g_strcmp0 (lian_record_get_text (record, LIAN_REGION_LEVEL), level) == 0
          && lian_record_has (record, LIAN_REGION_GEOMETRY))
        g_ptr_array_add (areas, make_area (record, LIAN_REGION_NAME, LIAN_REGION_PARENT,
                                           LIAN_REGION_GEOMETRY));
    }
  return areas;
}

static void
add_base (GPtrArray *base, const LianRecord *record)
{
  static const char *const kinds[] = { "river", "lake", "road", "rail", NULL };
  const char *kind = lian_record_get_text (record, LIAN_PLACE_KIND);
  LianMapBase *entry;

  if (kind == NULL || !g_strv_contains (kinds, kind)
      || !lian_record_has (record, LIAN_PLACE_GEOMETRY))
    return;
  entry = g_new0 (LianMapBase, 1);
  for (guint i = 0; i < 4; i++)
    if (strcmp (kinds[i], kind) == 0)
      entry->kind = i;
  entry->rank = (int)lian_record_get_int (record, LIAN_PLACE_RANK);
  entry->shape
      = lian_shape_new_from_wkb (lian_record_get_geometry (record, LIAN_PLACE_GEOMETRY), NULL);
  g_ptr_array_add (base, entry);
}

static void
add_complex (GPtrArray *complexes, const LianRecord *record)
{
  LianMapComplex *entry = g_new0 (LianMapComplex, 1);
  GPtrArray *rows = lian_record_get_rows (record, LIAN_SERVICE_COMPLEX_ELEMENTS);

  entry->id = g_strdup (lian_record_get_id (record));
  entry->name = g_strdup (lian_record_get_text (record, LIAN_SERVICE_COMPLEX_NAME));
  lian_record_get_point (record, LIAN_SERVICE_COMPLEX_LOCATION, &entry->at);
  for (guint i = 0; rows != NULL && i < rows->len && i < 10; i++)
    {
      const char *state = lian_record_get_text (g_ptr_array_index (rows, i), LIAN_ELEMENT_STATE);

      entry->elements[i] = g_strcmp0 (state, "own") == 0      ? 2
                           : g_strcmp0 (state, "shared") == 0 ? 1
                                                              : 0;
    }
  g_ptr_array_add (complexes, entry);
}

static void
add_case (GPtrArray *cases, const LianRecord *record)
{
  LianLight light = lian_light_of_case (record, LIAN_COUNTY_OPENS_AT);
  LianMapCase *entry;
  LianPoint at;

  if (light == LIAN_LIGHT_CLOSED || !lian_record_get_point (record, LIAN_CASE_LOCATION, &at))
    return;
  entry = g_new0 (LianMapCase, 1);
  entry->id = g_strdup (lian_record_get_id (record));
  entry->at = at;
  entry->light = light;
  g_ptr_array_add (cases, entry);
}

/* Hands the whole county to a map. */
void
map_fixture_fill (LianMapView *view)
{
  GPtrArray *records = map_fixture_get_records ();
  GPtrArray *grids = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_area_free);
  GPtrArray *base = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_base_free);
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_case_free);
  GPtrArray *complexes = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_map_complex_free);
  g_autoptr (GPtrArray) county = make_regions ("county");

  for (guint i = 0; i < records->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (records, i);

      switch (lian_record_get_kind (record)->id)
        {
        case LIAN_KIND_GRID:
          g_ptr_array_add (grids, make_area (record, LIAN_GRID_NAME, LIAN_GRID_REGION,
                                             LIAN_GRID_GEOMETRY));
          break;
        case LIAN_KIND_PLACE:
          add_base (base, record);
          break;
        case LIAN_KIND_SERVICE_COMPLEX:
          add_complex (complexes, record);
          break;
        case LIAN_KIND_CASE:
          add_case (cases, record);
          break;
        default:
          break;
        }
    }
  g_assert_cmpuint (county->len, ==, 1);
  lian_map_view_set_base (view, base);
  lian_map_view_set_areas (view, LIAN_LEVEL_GRID, grids);
  lian_map_view_set_areas (view, LIAN_LEVEL_COMMUNITY, make_regions ("community"));
  lian_map_view_set_areas (view, LIAN_LEVEL_TOWN, make_regions ("street"));
  lian_map_view_set_scope (view, g_ptr_array_steal_index (county, 0));
  lian_map_view_set_cases (view, cases);
  lian_map_view_set_complexes (view, complexes);
  lian_map_view_set_notice (view, "演示数据·示意图，不代表实际行政区界线", "示意图");
}

/* Classes of the grids by cases of the last week per 10,000 people; @salt shifts them. */
LianMapClasses *
map_fixture_make_classes (guint salt)
{
  GPtrArray *records = map_fixture_get_records ();
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < records->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (records, i);
      const char *grid;

      if (lian_record_get_kind (record)->id != LIAN_KIND_CASE)
        continue;
      grid = lian_record_get_text (record, LIAN_CASE_GRID);
      if (grid != NULL)
        g_hash_table_insert (counts, (gpointer)grid,
                             GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, grid))
                                               + 1));
    }
  for (guint i = 0; i < records->len; i++)
    {
      const LianRecord *record = g_ptr_array_index (records, i);
      double value;

      if (lian_record_get_kind (record)->id != LIAN_KIND_GRID)
        continue;
      value = GPOINTER_TO_UINT (g_hash_table_lookup (counts, lian_record_get_id (record))) * 1e4
              / MAX (lian_record_get_int (record, LIAN_GRID_POPULATION), 1);
      value += salt * (ids->len % 7);
      g_ptr_array_add (ids, (gpointer)lian_record_get_id (record));
      g_array_append_val (values, value);
    }
  return lian_map_classes_new_quantile ((const char *const *)ids->pdata,
                                        (const double *)(gconstpointer)values->data, ids->len);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Lets the map finish. FALSE when it does not within a minute. */
gboolean
map_fixture_settle (LianMapView *view)
{
  gint64 until = g_get_monotonic_time () + SETTLE_SECONDS * G_TIME_SPAN_SECOND;
  guint wake = g_timeout_add (20, tick_cb, NULL);

  while (!lian_map_view_is_settled (view) && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
  return lian_map_view_is_settled (view);
}

static void
painted_cb (GdkFrameClock *clock, gpointer data)
{
  *(gboolean *)data = TRUE;
}

/* A whole frame: a change of size that waits is part of what is on the screen. */
static void
wait_for_frame (GtkWidget *widget)
{
  gint64 until = g_get_monotonic_time () + SETTLE_SECONDS * G_TIME_SPAN_SECOND;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  gtk_widget_queue_draw (widget);
  while (!painted && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  g_assert_true (painted);
}

/* What @widget shows now, by the renderer of its window. */
GdkTexture *
map_fixture_render (GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  GdkTexture *texture;
  int width, height;

  wait_for_frame (widget);
  width = gtk_widget_get_width (widget);
  height = gtk_widget_get_height (widget);
  gtk_widget_snapshot_child (gtk_widget_get_parent (widget), widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gsk_render_node_unref (node);
  return texture;
}
