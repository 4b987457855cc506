/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-error.h"
#include "lian-ogc-filter.h"

static void
test_bbox (void)
{
  static const char *const wrong[]
      = { "",         "1,2,3",       "1,2,3,4,5",   "1,2,3,4,5,6,7",  "1,2,3,",
          "a,2,3,4",  "1,2,3,0x4",   "nan,2,3,4",   "1,2,inf,4",      "1;2;3;4",
          "1,2,3, 4", "-181,0,1,1",  "0,-91,1,1",   "0,0,180.0001,1", "0,0,1,90.1",
          "0,2,1,1",  "0,0,9,1,1,1", "1e999,0,1,1", "1e,0,1,1",       "0,0,1,1\n" };
  static const char *const right[] = { "-180,-90,180,90", "1,2,1,2", "114.3,29.8,114.4,29.9",
                                       "1e1,-2.5E0,+11,3", "0,0,5,1,1,9" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      LianOgcFilter filter = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("“%s”", wrong[i]);
      g_assert_false (lian_ogc_filter_set_bbox (&filter, wrong[i], &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_assert_null (filter.bbox);
    }
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      LianOgcFilter filter = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_true (lian_ogc_filter_set_bbox (&filter, right[i], &error));
      g_assert_no_error (error);
      g_assert_cmpstr (filter.bbox, ==, right[i]);
      g_assert_cmpfloat (filter.west, <=, filter.east);
      lian_ogc_filter_clear (&filter);
    }
}

static gboolean
meets_point (const LianOgcFilter *filter, double lon, double lat)
{
  LianPoint point = { lon, lat };
  LianShape made = { .type = LIAN_SHAPE_POINTS, .n_points = 1, .points = &point };
  g_autoptr (GBytes) wkb = lian_shape_to_wkb (&made);
  g_autoptr (LianShape) shape = lian_shape_new_from_wkb (wkb, NULL);

  return lian_ogc_filter_meets (filter, shape);
}

static void
test_antimeridian (void)
{
  LianOgcFilter filter = { 0 };

  g_assert_true (meets_point (&filter, 0.0, 0.0));
  g_assert_true (lian_ogc_filter_meets (&filter, NULL));
  g_assert_true (lian_ogc_filter_set_bbox (&filter, "170,-10,-170,10", NULL));
  g_assert_true (meets_point (&filter, 175.0, 0.0));
  g_assert_true (meets_point (&filter, -175.0, 0.0));
  g_assert_true (meets_point (&filter, 180.0, 0.0));
  g_assert_true (meets_point (&filter, 170.0, 10.0));
  g_assert_false (meets_point (&filter, 0.0, 0.0));
  g_assert_false (meets_point (&filter, 169.0, 0.0));
  g_assert_false (meets_point (&filter, -169.0, 0.0));
  g_assert_false (meets_point (&filter, 175.0, 11.0));
  g_assert_false (lian_ogc_filter_meets (&filter, NULL));
  lian_ogc_filter_clear (&filter);
}

static void
test_datetime (void)
{
  static const char *const wrong[] = { "",
                                       "/",
                                       "..",
                                       "../..",
                                       "../",
                                       "2026-11-24",
                                       "2026-11-24T09:40:00",
                                       "2026-11-24T09:40:00Z/2026-11-25",
                                       "2026-11-24T09:40:00Z/../..",
                                       "2026-11-25T00:00:00Z/2026-11-24T00:00:00Z",
                                       "now" };
  LianOgcFilter filter = { 0 };
  gint64 at;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("“%s”", wrong[i]);
      g_assert_false (lian_ogc_filter_set_datetime (&filter, wrong[i], &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_assert_null (filter.datetime);
    }
  g_assert_true (lian_time_parse ("2026-11-24T00:00:00Z", &at, NULL));
  g_assert_true (lian_ogc_filter_set_datetime (&filter, "2026-11-24T08:00:00+08:00", NULL));
  g_assert_cmpint (filter.from, ==, at);
  g_assert_cmpint (filter.to, ==, at);
  lian_ogc_filter_clear (&filter);
  g_assert_true (lian_ogc_filter_set_datetime (&filter, "../2026-11-24T00:00:00Z", NULL));
  g_assert_cmpint (filter.from, ==, G_MININT64);
  g_assert_cmpint (filter.to, ==, at);
  lian_ogc_filter_clear (&filter);
  g_assert_true (lian_ogc_filter_set_datetime (&filter, "2026-11-24T00:00:00Z/", NULL));
  g_assert_cmpint (filter.from, ==, at);
  g_assert_cmpint (filter.to, ==, G_MAXINT64);
  lian_ogc_filter_clear (&filter);
}

/* Whatever the table of collections comes to hold, nothing that is masked elsewhere is in it. */
static void
test_properties (void)
{
  const LianOgcCollection *collection;

  for (guint i = 0; (collection = lian_ogc_collection_get (i)) != NULL; i++)
    {
      const LianKind *kind = lian_kind_get (collection->kind);

      g_assert_true (lian_ogc_collection_find (collection->id, TRUE) == collection);
      for (guint at = 0; collection->fields[at] >= 0; at++)
        {
          const LianField *field = &kind->fields[collection->fields[at]];

          g_test_message ("%s %s", collection->id, field->name);
          g_assert_cmpuint (field->flags & LIAN_FIELD_SENSITIVE, ==, 0);
        }
    }
  g_assert_nonnull (lian_ogc_collection_find ("grids", FALSE));
  g_assert_null (lian_ogc_collection_find ("cases", FALSE));
  g_assert_null (lian_ogc_collection_find ("units", TRUE));
  g_assert_null (lian_ogc_collection_find (NULL, TRUE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/ogc-filter/bbox", test_bbox);
  g_test_add_func ("/server/ogc-filter/antimeridian", test_antimeridian);
  g_test_add_func ("/server/ogc-filter/datetime", test_datetime);
  g_test_add_func ("/server/ogc-filter/properties", test_properties);

  return g_test_run ();
}
