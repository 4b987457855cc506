/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-projection.h"

G_BEGIN_DECLS

/* A raster of numbers: which area owns the centre of each pixel. 0 is nobody. Areas that share an
 * edge with identical vertices neither leave a gap there nor overlap. */
typedef struct
{
  int width;
  int height;
  guint32 *ids; /* width × height, row by row */
  /* What filling needs, kept so that ten thousand small polygons do not mean ten thousand
   * allocations. */
  guint *row_starts; /* height + 1 */
  GArray *crossings; /* (element-type double) */
  GArray *edges;
} LianIdBuffer;

LianIdBuffer *lian_id_buffer_new (int width, int height) G_GNUC_WARN_UNUSED_RESULT;
void lian_id_buffer_free (LianIdBuffer *self);
void lian_id_buffer_fill (LianIdBuffer *self, const LianMapXY *points, const guint *starts,
                          guint n_rings, guint32 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianIdBuffer, lian_id_buffer_free)

G_END_DECLS
