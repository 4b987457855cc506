/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-source.h"

#include <math.h>

struct _LianMapSource
{
  ShumateMapSource parent_instance;
};

G_DEFINE_FINAL_TYPE (LianMapSource, lian_map_source, SHUMATE_TYPE_MAP_SOURCE)

static void
lian_map_source_class_init (LianMapSourceClass *klass)
{
}

static void
lian_map_source_init (LianMapSource *self)
{
  ShumateMapSource *source = SHUMATE_MAP_SOURCE (self);

  shumate_map_source_set_id (source, "liandong");
  shumate_map_source_set_tile_size (source, 256);
  shumate_map_source_set_min_zoom_level (source, LIAN_MAP_SOURCE_MIN_ZOOM);
  shumate_map_source_set_max_zoom_level (source, LIAN_MAP_SOURCE_MAX_ZOOM);
  shumate_map_source_set_projection (source, SHUMATE_MAP_PROJECTION_MERCATOR);
}

/**
 * lian_map_source_new:
 *
 * Returns: (transfer full): a source.
 */
ShumateMapSource *
lian_map_source_new (void)
{
  return g_object_new (LIAN_TYPE_MAP_SOURCE, NULL);
}

/**
 * lian_map_source_get_world:
 * @source: the source that the viewport measures by
 * @zoom: a level, may be broken
 *
 * Asks the library instead of computing a power of two: between whole levels its releases differ.
 *
 * Returns: width of the world in pixels.
 */
double
lian_map_source_get_world (ShumateMapSource *source, double zoom)
{
  return shumate_map_source_get_tile_size_at_zoom (source, zoom) * exp2 (floor (zoom));
}

/**
 * lian_map_source_get_zoom:
 * @source: the source that the viewport measures by
 * @world: width of the world in pixels
 *
 * Returns: the level at which the world is that wide, kept within the levels that there are.
 */
double
lian_map_source_get_zoom (ShumateMapSource *source, double world)
{
  double low = LIAN_MAP_SOURCE_MIN_ZOOM, high = LIAN_MAP_SOURCE_MAX_ZOOM;

  for (guint i = 0; i < 48; i++)
    {
      double middle = (low + high) / 2;

      if (lian_map_source_get_world (source, middle) < world)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}
