/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-light-counts.h"
#include "lian-record.h"
#include "lian-shape.h"
#include "lian-work-calendar.h"

G_BEGIN_DECLS

/* What a map shows: geometry (slow to change) and values (change all the time). Plain data, filled
 * by a page on the main thread, handed to the map widget which takes a copy of what it needs. */
typedef struct
{
  char *id;
  char *name;
  char *parent; /* (nullable): of a grid its community, of a community its town … */
  LianShape *shape;
  LianPoint label; /* where the name wants to stand */
} LianMapArea;

typedef struct
{
  enum
  {
    LIAN_BASE_RIVER,
    LIAN_BASE_LAKE,
    LIAN_BASE_ROAD,
    LIAN_BASE_RAIL,
  } kind;
  int rank; /* 1 main … 3 minor */
  char *name;
  LianShape *shape;
} LianMapBase;

typedef struct
{
  char *id;
  LianPoint at;
  LianLight light;
  gboolean grave;
  gboolean fresh; /* one ring 0 → 24 px, once */
} LianMapCase;

typedef struct
{
  char *id;
  char *name;
  LianPoint at;
  guint8 elements[10]; /* 0 missing, 1 shared, 2 own */
} LianMapComplex;

/* Class of each area by value: 0–4, or -1 no data. */
typedef struct
{
  double breaks[4];    /* upper bounds of classes 0–3 */
  GHashTable *classes; /* area id → GINT_TO_POINTER (class + 1) */
} LianMapClasses;

void lian_map_area_free (LianMapArea *area);
void lian_map_base_free (LianMapBase *base);
void lian_map_case_free (LianMapCase *point);
void lian_map_complex_free (LianMapComplex *complex_);

/* Quantile classes of @n values (NaN = no data), rounded to readable bounds. */
LianMapClasses *lian_map_classes_new_quantile (const char *const *ids, const double *values,
                                               guint n) G_GNUC_WARN_UNUSED_RESULT;
void lian_map_classes_free (LianMapClasses *classes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMapClasses, lian_map_classes_free)

G_END_DECLS
