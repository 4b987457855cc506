/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-light-counts.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* The figures of the overview for one region at one moment: one read transaction, so that they add
 * up. Stages sum to open; handling = to_sign + handling = sum over units; lights of stages, markers
 * and attention say the same. */
typedef struct
{
  char *id;    /* unit or stage or region or grid */
  char *title; /* empty for stages: the dictionary has it */
  LianLightCounts counts;
  gint64 numerator; /* of the month's on-time rate (units), or of the choropleth's rate */
  gint64 denominator;
  gboolean former; /* a grid that does not stand now, but has cases: they count where it lay */
} LianOverviewRow;

typedef struct
{
  char *region_code;
  char *region_name;
  gint64 now;
  LianRecord *shift; /* (nullable) */

  gint64 accepted_today;
  gint64 accepted_yesterday_same_time;
  gint64 to_dispatch;
  gint64 to_dispatch_grave;
  gint64 to_dispatch_urgent;
  gint64 oldest_wait_min;
  gint64 handling;
  gint64 handling_to_sign;
  gint64 handling_at_work;
  LianLightCounts open; /* normal + due soon + overdue + held */
  gint64 worst_overdue_min;
  gint64 on_time_num, on_time_den, on_time_floor; /* floor in 1/100 % */
  gint64 satisfied_num, satisfied_den;

  gint64 hours_from; /* start of the first of 24 hours */
  gint64 accepted_by_hour[24];
  gint64 closed_by_hour[24];
  gint64 accepted_last_week_by_hour[24];
  gint64 handling_by_hour[24]; /* open in handling at the end of the hour, for the spark */

  GPtrArray *stages; /* LianOverviewRow, in flow order */
  GPtrArray *units;  /* LianOverviewRow, most open first */
  GPtrArray *grids;  /* LianOverviewRow by grid id: numerator = cases of seven days, denominator =
                        population, 0 of a former one */
  GPtrArray *attention; /* LianRecord: cases that most need supervision, worst first, eight */
  gint64 attention_total;
  GPtrArray *newest;      /* LianRecord: eight */
  GPtrArray *evaluations; /* LianRecord: three newest evaluated */
  gint64 evaluated_today;
  gint64 satisfied_today;
  GPtrArray *open_cases; /* LianRecord: every open case with a position, for the map */
} LianOverview;

void lian_overview_free (LianOverview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianOverview, lian_overview_free)

void lian_overview_load (LianMirror *mirror, const char *region_code, gint64 now,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
LianOverview *lian_overview_load_finish (LianMirror *mirror, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
