/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-map-job.h"

/**
 * lian_map_job_free:
 * @data: (transfer full): a job; in whichever thread lets go of it last
 */
void
lian_map_job_free (gpointer data)
{
  LianMapJob *job = data;

  g_weak_ref_clear (&job->owner);
  for (guint i = 0; i < LIAN_MAP_N_RANKS; i++)
    g_clear_pointer (&job->areas[i], g_ptr_array_unref);
  g_clear_pointer (&job->base, g_ptr_array_unref);
  g_clear_pointer (&job->geography, lian_map_geography_unref);
  g_clear_pointer (&job->input.cases, g_ptr_array_unref);
  g_clear_pointer (&job->input.complexes, g_ptr_array_unref);
  g_clear_pointer (&job->input.labels, g_array_unref);
  g_clear_pointer (&job->layout, lian_map_layout_free);
  g_clear_pointer (&job->classes, g_bytes_unref);
  g_clear_pointer (&job->tile, lian_map_tile_unref);
  g_clear_pointer (&job->picture, cairo_surface_destroy);
  g_free (job);
}

/**
 * lian_map_job_run:
 * @task: returns TRUE, also when cancelled: the result then lacks
 * @source: nothing
 * @data: the job
 * @cancellable: (nullable): of tiles nobody wants any more
 *
 * The work, in a worker.
 */
void
lian_map_job_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LianMapJob *job = data;

  switch (job->kind)
    {
    case LIAN_MAP_JOB_GEOGRAPHY:
      job->geography = lian_map_geography_new (job->areas, job->base);
      break;
    case LIAN_MAP_JOB_LAYOUT:
      job->input.geography = job->geography;
      job->layout = lian_map_layout_new (&job->input);
      break;
    case LIAN_MAP_JOB_TILE:
    default:
      if (job->tile == NULL)
        job->tile = lian_map_tile_new (job->geography, &job->style, job->level, job->world,
                                       job->scale, job->x, job->y, cancellable);
      if (job->tile != NULL)
        {
          gsize n = 0;
          const guint8 *classes = job->classes != NULL ? g_bytes_get_data (job->classes, &n) : NULL;

          job->picture = lian_map_tile_paint (job->tile, &job->style, classes, (guint)n);
        }
      break;
    }
  g_task_return_boolean (task, TRUE);
}
