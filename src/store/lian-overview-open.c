/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-overview-open.h"

#include <string.h>

#define N_HOURS 24
#define N_ATTENTION 8

LianOverviewRow *
lian_overview_row_new (const char *id, const char *title)
{
  LianOverviewRow *row = g_new0 (LianOverviewRow, 1);

  row->id = g_strdup (id != NULL ? id : "");
  row->title = g_utf8_make_valid (title != NULL ? title : "", -1);
  return row;
}

static gboolean
is_shown_stage (const char *stage)
{
  return strcmp (stage, "done") != 0 && strcmp (stage, "off") != 0 && strcmp (stage, "held") != 0;
}

static LianOverviewRow *
get_row (GHashTable *rows, GPtrArray *list, const char *id)
{
  LianOverviewRow *row = g_hash_table_lookup (rows, id);

  if (row == NULL)
    {
      row = lian_overview_row_new (id, NULL);
      g_hash_table_insert (rows, row->id, row);
      g_ptr_array_add (list, row);
    }
  return row;
}

void
lian_overview_open_init (LianOverviewOpen *self, LianOverview *overview,
                         const LianDictionary *dictionary)
{
  GPtrArray *stages = lian_dictionary_list (dictionary, "stage");

  self->overview = overview;
  self->dictionary = dictionary;
  self->stages = g_hash_table_new (g_str_hash, g_str_equal);
  self->units = g_hash_table_new (g_str_hash, g_str_equal);
  self->grids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < stages->len; i++)
    {
      const char *stage = lian_record_get_text (stages->pdata[i], LIAN_ENTRY_CODE);

      if (stage != NULL && is_shown_stage (stage))
        get_row (self->stages, overview->stages, stage);
    }
  for (guint i = 0; i < overview->grids->len; i++)
    {
      LianOverviewRow *row = overview->grids->pdata[i];

      g_hash_table_insert (self->grids, row->id, row);
    }
}

void
lian_overview_open_clear (LianOverviewOpen *self)
{
  g_clear_pointer (&self->stages, g_hash_table_unref);
  g_clear_pointer (&self->units, g_hash_table_unref);
  g_clear_pointer (&self->grids, g_hash_table_unref);
}

static void
count_light (LianLightCounts *counts, LianLight light)
{
  switch (light)
    {
    case LIAN_LIGHT_DUE_SOON:
      counts->soon++;
      break;
    case LIAN_LIGHT_OVERDUE:
      counts->over++;
      break;
    case LIAN_LIGHT_HELD:
      counts->held++;
      break;
    case LIAN_LIGHT_NORMAL:
    case LIAN_LIGHT_CLOSED:
    default:
      counts->normal++;
      break;
    }
}

static gint64
working_minutes (LianOverviewOpen *self, gint64 from)
{
  return lian_work_calendar_elapsed (lian_dictionary_get_calendar (self->dictionary), from,
                                     self->overview->now);
}

static void
count_to_dispatch (LianOverviewOpen *self, LianRecord *record)
{
  LianOverview *overview = self->overview;
  const char *urgency = lian_record_get_text (record, LIAN_CASE_URGENCY);
  gint64 since = lian_record_get_time (record, LIAN_CASE_STAGE_AT);

  overview->to_dispatch++;
  overview->to_dispatch_grave += g_strcmp0 (urgency, "grave") == 0;
  overview->to_dispatch_urgent += g_strcmp0 (urgency, "urgent") == 0;
  if (since != 0)
    overview->oldest_wait_min = MAX (overview->oldest_wait_min, working_minutes (self, since));
}

static void
count_handling (LianOverviewOpen *self, LianRecord *record, const char *stage, LianLight light)
{
  LianOverview *overview = self->overview;
  const char *unit = lian_record_get_text (record, LIAN_CASE_LEAD_UNIT);
  LianOverviewRow *row = get_row (self->units, overview->units, unit != NULL ? unit : "");

  overview->handling++;
  if (strcmp (stage, "to_sign") == 0)
    overview->handling_to_sign++;
  else
    overview->handling_at_work++;
  count_light (&row->counts, light);
}

/* The same as lian_sql_attention() says. */
static gboolean
needs_attention (LianRecord *record, LianLight light)
{
  const char *card = lian_record_get_text (record, LIAN_CASE_CARD);

  return light == LIAN_LIGHT_OVERDUE || light == LIAN_LIGHT_DUE_SOON
         || g_strcmp0 (lian_record_get_text (record, LIAN_CASE_URGENCY), "grave") == 0
         || lian_record_get_int (record, LIAN_CASE_NUDGE_COUNT) > 0
         || (card != NULL && *card != '\0');
}

void
lian_overview_add_handling (LianOverview *overview, gint64 from, gint64 to)
{
  for (guint i = 0; i < N_HOURS; i++)
    {
      gint64 end = MIN (overview->hours_from + (i + 1) * G_TIME_SPAN_HOUR, overview->now);

      if (from <= end && (to == 0 || to > end))
        overview->handling_by_hour[i]++;
    }
}

/* What is in handling now has been so since its dispatch; what is further on was until then. */
static void
add_stretch (LianOverviewOpen *self, LianRecord *record, gboolean in_handling)
{
  gint64 stage_at = lian_record_get_time (record, LIAN_CASE_STAGE_AT);
  gint64 from = lian_record_get_time (record, LIAN_CASE_DISPATCHED_AT);
  gint64 to = lian_record_get_time (record, LIAN_CASE_FEEDBACK_AT);

  if (in_handling)
    lian_overview_add_handling (self->overview, from != 0 ? from : stage_at, 0);
  else if (from != 0 && (to != 0 || stage_at != 0))
    lian_overview_add_handling (self->overview, from, to != 0 ? to : stage_at);
}

/*
 * lian_overview_open_add:
 * @record: a case that is open or held
 */
void
lian_overview_open_add (LianOverviewOpen *self, LianRecord *record)
{
  LianOverview *overview = self->overview;
  const char *stage
      = lian_dictionary_stage (self->dictionary, lian_record_get_text (record, LIAN_CASE_STATE));
  const char *grid = lian_record_get_text (record, LIAN_CASE_GRID);
  LianOverviewRow *grid_row = grid != NULL ? g_hash_table_lookup (self->grids, grid) : NULL;
  gint64 deadline = lian_record_get_time (record, LIAN_CASE_DEADLINE);
  gboolean in_handling = strcmp (stage, "to_sign") == 0 || strcmp (stage, "handling") == 0;
  LianLight light = LIAN_LIGHT_HELD;
  LianPoint point;

  if (strcmp (stage, "held") != 0)
    light
        = lian_light_of (overview->now, lian_record_get_time (record, LIAN_CASE_WARN_AT), deadline);

  count_light (&overview->open, light);
  count_light (&get_row (self->stages, overview->stages, stage)->counts, light);
  if (grid_row != NULL)
    count_light (&grid_row->counts, light);
  if (strcmp (stage, "to_dispatch") == 0)
    count_to_dispatch (self, record);
  if (in_handling)
    count_handling (self, record, stage, light);
  add_stretch (self, record, in_handling);

  if (light == LIAN_LIGHT_OVERDUE)
    overview->worst_overdue_min
        = MAX (overview->worst_overdue_min, working_minutes (self, deadline));
  if (light != LIAN_LIGHT_HELD && needs_attention (record, light))
    g_ptr_array_add (overview->attention, lian_record_ref (record));
  if (lian_record_get_point (record, LIAN_CASE_LOCATION, &point))
    g_ptr_array_add (overview->open_cases, lian_record_ref (record));
}

static int
light_order (LianRecord *record, gint64 now)
{
  switch (lian_light_of (now, lian_record_get_time (record, LIAN_CASE_WARN_AT),
                         lian_record_get_time (record, LIAN_CASE_DEADLINE)))
    {
    case LIAN_LIGHT_OVERDUE:
      return 0;
    case LIAN_LIGHT_DUE_SOON:
      return 1;
    case LIAN_LIGHT_NORMAL:
    case LIAN_LIGHT_HELD:
    case LIAN_LIGHT_CLOSED:
    default:
      return 2;
    }
}

/* Late ones first, the latest on top; then what is late soonest; what has no deadline last. */
static int
compare_attention (gconstpointer a, gconstpointer b, gpointer user_data)
{
  LianRecord *left = *(LianRecord *const *)a;
  LianRecord *right = *(LianRecord *const *)b;
  gint64 now = *(const gint64 *)user_data;
  gint64 left_due = lian_record_get_time (left, LIAN_CASE_DEADLINE);
  gint64 right_due = lian_record_get_time (right, LIAN_CASE_DEADLINE);
  int order = light_order (left, now) - light_order (right, now);

  if (order != 0)
    return order;
  if (left_due != right_due)
    return right_due == 0 || (left_due != 0 && left_due < right_due) ? -1 : 1;
  return strcmp (lian_record_get_id (left), lian_record_get_id (right));
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  const LianOverviewRow *left = *(LianOverviewRow *const *)a;
  const LianOverviewRow *right = *(LianOverviewRow *const *)b;
  gint64 left_total = lian_light_counts_total (&left->counts);
  gint64 right_total = lian_light_counts_total (&right->counts);

  if (left_total != right_total)
    return left_total > right_total ? -1 : 1;
  return strcmp (left->id, right->id);
}

void
lian_overview_open_finish (LianOverviewOpen *self)
{
  LianOverview *overview = self->overview;

  overview->attention_total = overview->attention->len;
  g_ptr_array_sort_with_data (overview->attention, compare_attention, &overview->now);
  if (overview->attention->len > N_ATTENTION)
    g_ptr_array_set_size (overview->attention, N_ATTENTION);
  g_ptr_array_sort (overview->units, compare_units);
}
