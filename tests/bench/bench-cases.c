/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-cases.h"

/* Case @i of @n: the newest 400 are open, the others closed. */
LianRecord *
bench_case_new_every (guint i, guint n, gint64 version, gint64 spacing)
{
  g_autofree char *id = g_strdup_printf ("case-%06u", i);
  g_autofree char *text = g_strdup_printf ("1124-%06u 丹桂路口窨井盖缺失，一人受轻伤", i);
  g_autofree char *region = g_strdup_printf ("421202%03u%03u", i % 12 + 1, i % 7 + 1);
  g_autofree char *grid = g_strdup_printf ("g%u", i % 400);
  g_autofree char *unit = g_strdup_printf ("u%u", i % 17);
  gboolean open = i + 400 >= n;
  gint64 accepted = BENCH_NOW - (gint64)(n - i) * spacing;
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, version);
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_TITLE, text);
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, text);
  lian_record_set_text (record, LIAN_CASE_ADDRESS, text);
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "01-0101");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "grid");
  lian_record_set_text (record, LIAN_CASE_URGENCY, i % 50 == 0 ? "grave" : "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, !open ? "closed" : i % 10 ? "handling" : "filed");
  lian_record_set_text (record, LIAN_CASE_GRID, grid);
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, unit);
  lian_record_set_point (record, LIAN_CASE_LOCATION, 114.2 + i % 97 / 200.0, 29.7 + i % 89 / 200.0);
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, accepted - G_TIME_SPAN_MINUTE);
  lian_record_set_time (record, LIAN_CASE_ACCEPTED_AT, accepted);
  lian_record_set_time (record, LIAN_CASE_DISPATCHED_AT, accepted + G_TIME_SPAN_MINUTE);
  lian_record_set_time (record, LIAN_CASE_STAGE_AT, accepted + G_TIME_SPAN_MINUTE);
  lian_record_set_time (record, LIAN_CASE_WARN_AT, accepted + 30 * G_TIME_SPAN_HOUR);
  lian_record_set_time (record, LIAN_CASE_DEADLINE, accepted + 39 * G_TIME_SPAN_HOUR);
  lian_record_set_time (record, LIAN_CASE_CLOSE_DUE, accepted + G_TIME_SPAN_DAY);
  if (open)
    return record;
  lian_record_set_time (record, LIAN_CASE_FEEDBACK_AT, accepted + 20 * G_TIME_SPAN_HOUR);
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, accepted + 22 * G_TIME_SPAN_HOUR);
  lian_record_set_text (record, LIAN_CASE_SATISFACTION, "satisfied");
  lian_record_set_time (record, LIAN_CASE_EVALUATED_AT, accepted + 23 * G_TIME_SPAN_HOUR);
  return record;
}

LianRecord *
bench_case_new (guint i, guint n, gint64 version)
{
  return bench_case_new_every (i, n, version, 6 * G_TIME_SPAN_MINUTE);
}
