/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include "lian-clock.h"

#include <math.h>

/* domain.md 6: the numbers of the functions that are shown as numbers. All of them are invented. */

typedef enum
{
  OF_COUNTY,
  OF_TOWN,
  OF_COMMUNITY,
  OF_DEMO,       /* every tenth community */
  OF_DEPARTMENT, /* a unit is the subject */
} Scope;

/* Without a denominator (den_high 0) low and high are those of the number itself; otherwise they
 * are parts of it in percent. A denominator of PEOPLE or HOUSEHOLDS is that of the region. */
#define PEOPLE -1
#define HOUSEHOLDS -2

typedef struct
{
  const char *programme;
  const char *key;
  Scope scope;
  const char *period;
  guint n; /* how many periods, the present one the last */
  const char *unit;
  gint64 low;
  gint64 high;
  gint64 den_low;
  gint64 den_high;
  gint64 target;
  gint64 floor;
} Measure;

/* clang-format off */
static const Measure measures[] = {
  { "linkage", "contact_reached", OF_TOWN, "month", 2, "count", 85, 100, 20, 60 },
  { "standards", "organisation", OF_COMMUNITY, "quarter", 1, "point", 60, 100, 10, 10, 100 },
  { "standards", "premises", OF_COMMUNITY, "quarter", 1, "point", 50, 100, 10, 10, 100 },
  { "standards", "activities", OF_COMMUNITY, "quarter", 1, "point", 60, 100, 10, 10, 100 },
  { "standards", "services", OF_COMMUNITY, "quarter", 1, "point", 50, 100, 10, 10, 100 },
  { "standards", "team", OF_COMMUNITY, "quarter", 1, "point", 60, 100, 10, 10, 100 },
  { "standards", "coordination", OF_COMMUNITY, "quarter", 1, "point", 60, 100, 10, 10, 100 },
  { "standards", "funding", OF_COMMUNITY, "quarter", 1, "point", 40, 100, 10, 10, 100 },
  { "standards", "supervision", OF_COMMUNITY, "quarter", 1, "point", 60, 100, 10, 10, 100 },
  { "standards", "incentives", OF_COMMUNITY, "quarter", 1, "point", 50, 100, 10, 10, 100 },
  { "party_organisation", "estates_with_branch", OF_COMMUNITY, "month", 1, "count", 60, 100, 2, 9 },
  { "party_organisation", "dual_post", OF_TOWN, "month", 1, "count", 55, 100, 3, 12 },
  { "party_organisation", "red_property", OF_TOWN, "month", 1, "count", 30, 90, 2, 9 },
  { "funds", "fiscal", OF_COMMUNITY, "year", 1, "fen", 18000000, 42000000, 0, 0 },
  { "funds", "self_earned", OF_COMMUNITY, "year", 1, "fen", 200000, 9000000, 0, 0 },
  { "funds", "social", OF_COMMUNITY, "year", 1, "fen", 100000, 5000000, 0, 0 },
  { "funds", "work_funds", OF_COMMUNITY, "year", 1, "fen", 9600000, 16000000, 0, 0, 0, 10000000 },
  { "funds", "service_funds", OF_COMMUNITY, "year", 1, "fen", 97, 150, 0, 0, 0, 20000000 },
  { "funds", "executed", OF_COMMUNITY, "year", 1, "fen", 55, 98, 20000000, 42000000 },
  { "facility_transfer", "area", OF_TOWN, "year", 1, "m2", 30, 100, 800, 3000, 100 },
  { "complex_use", "visits", OF_COMMUNITY, "month", 2, "count", 300, 6000, 0, 0 },
  { "facility_use", "bookings", OF_TOWN, "month", 3, "count", 40, 900, 0, 0 },
  { "workload", "tasks", OF_COMMUNITY, "week", 2, "count", 70, 100, 12, 60 },
  { "workload", "visits", OF_COMMUNITY, "week", 2, "count", 40, 260, 0, 0, 120 },
  { "workload", "collected", OF_COMMUNITY, "week", 1, "count", 10, 140, 0, 0 },
  { "monitoring", "calls", OF_COUNTY, "day", 14, "count", 120, 260, 0, 0 },
  { "monitoring", "dispatch_minutes", OF_COUNTY, "day", 14, "minute", 8, 24, 0, 0, 30 },
  { "party_activity", "attendance", OF_COMMUNITY, "month", 1, "person", 55, 98, 30, 160 },
  { "elder_care", "meal", OF_TOWN, "month", 2, "count", 60, 900, 0, 0 },
  { "elder_care", "clean", OF_TOWN, "month", 2, "count", 10, 120, 0, 0 },
  { "elder_care", "bath", OF_TOWN, "month", 2, "count", 4, 60, 0, 0 },
  { "elder_care", "medical", OF_TOWN, "month", 2, "count", 20, 160, 0, 0 },
  { "elder_care", "walk", OF_TOWN, "month", 2, "count", 5, 80, 0, 0 },
  { "elder_care", "urgent", OF_TOWN, "month", 2, "count", 0, 9, 0, 0 },
  { "elder_care", "nursing", OF_TOWN, "month", 2, "count", 2, 30, 0, 0 },
  { "life_circle", "covered", OF_COMMUNITY, "quarter", 1, "person", 60, 100, 0, PEOPLE },
  { "chat_groups", "households", OF_COMMUNITY, "month", 1, "count", 55, 99, 0, HOUSEHOLDS, 95 },
  { "digital_cg", "closed", OF_COUNTY, "month", 12, "count", 88, 99, 300, 900, 95 },
  { "xueliang", "online", OF_COUNTY, "day", 14, "count", 93, 100, 260, 260, 95 },
  { "points", "issued", OF_COMMUNITY, "month", 1, "point", 200, 5000, 0, 0 },
  { "points", "redeemed", OF_COMMUNITY, "month", 1, "point", 20, 85, 200, 5000 },
  { "staffing", "posts", OF_COMMUNITY, "quarter", 1, "person", 78, 100, 6, 18 },
  { "staffing", "training_hours", OF_TOWN, "quarter", 2, "count", 60, 400, 0, 0 },
  { "grades", "class_1", OF_COUNTY, "quarter", 2, "person", 40, 60, 0, 0 },
  { "grades", "class_2", OF_COUNTY, "quarter", 2, "person", 60, 110, 0, 0 },
  { "grades", "class_3", OF_COUNTY, "quarter", 2, "person", 160, 260, 0, 0 },
  { "grades", "class_4", OF_COUNTY, "quarter", 2, "person", 90, 170, 0, 0 },
  { "grid_duty", "visited", OF_COMMUNITY, "month", 1, "count", 12, 70, 0, HOUSEHOLDS },
  { "grid_duty", "staffed", OF_TOWN, "month", 1, "count", 80, 100, 8, 60 },
  { "burden", "instructions", OF_COMMUNITY, "week", 2, "count", 2, 15, 0, 0, 12 },
  { "demo_community", "score", OF_DEMO, "year", 1, "hundredth", 8200, 9800, 0, 0 },
  { "demo_community", "award", OF_DEMO, "year", 1, "fen", 20000000, 20000000, 0, 0 },
  { "assessment", "score", OF_TOWN, "quarter", 2, "hundredth", 7600, 9700, 0, 0 },
  { "assessment", "county_score", OF_COUNTY, "quarter", 2, "hundredth", 8200, 9500, 0, 0 },
  { "mutual_evaluation", "by_street", OF_COMMUNITY, "quarter", 1, "hundredth", 7400, 9900, 0, 0 },
  { "mutual_evaluation", "by_communities", OF_DEPARTMENT, "quarter", 1, "hundredth", 6800, 9800, 0, 0 },
  { "resident_rating", "satisfied", OF_TOWN, "month", 2, "count", 86, 99, 40, 300, 90 },
  { "expert_score", "party", OF_COUNTY, "year", 1, "hundredth", 8000, 9600, 0, 0 },
  { "expert_score", "governance", OF_COUNTY, "year", 1, "hundredth", 8000, 9600, 0, 0 },
  { "expert_score", "service", OF_COUNTY, "year", 1, "hundredth", 8000, 9600, 0, 0 },
  { "expert_score", "safety", OF_COUNTY, "year", 1, "hundredth", 8000, 9600, 0, 0 },
  { "expert_score", "team", OF_COUNTY, "year", 1, "hundredth", 8000, 9600, 0, 0 },
  { "emergency_team", "members", OF_TOWN, "quarter", 1, "person", 12, 60, 0, 0, 20 },
  { "emergency_team", "drills", OF_TOWN, "quarter", 2, "count", 0, 4, 0, 0, 1 },
  { "sunk_party", "people", OF_COMMUNITY, "month", 1, "person", 3, 40, 0, 0 },
  { "sunk_party", "hours", OF_COMMUNITY, "month", 1, "count", 10, 320, 0, 0 },
};
/* clang-format on */

/* What a measure is of. */
typedef struct
{
  const char *region;
  const char *subject;
  gint64 people;
} Subject;

/* The start of the period @back before the present one. */
static gint64
period_start (gint64 now, const char *period, guint back)
{
  g_autoptr (GDateTime) local = lian_time_to_local (now);
  gint64 day = lian_time_day_start (now);
  int month = g_date_time_get_month (local);
  gint64 start;

  if (g_str_equal (period, "day"))
    return day - (gint64)back * G_TIME_SPAN_DAY;
  if (g_str_equal (period, "week"))
    return day - (g_date_time_get_day_of_week (local) - 1 + 7 * (gint64)back) * G_TIME_SPAN_DAY;
  start = lian_time_month_start (now);
  if (g_str_equal (period, "quarter"))
    back = back * 3 + (guint)(month - 1) % 3;
  else if (g_str_equal (period, "year"))
    back = back * 12 + (guint)(month - 1);
  while (back-- > 0)
    start = lian_time_month_start (start - G_TIME_SPAN_DAY);
  return start;
}

static gint64
between (LianDice *dice, gint64 low, gint64 high)
{
  return low + (gint64)(lian_dice_unit (dice) * (double)(high - low + 1));
}

static void
set_numbers (const LianCountyPlan *plan, LianRecord *record, const Measure *measure,
             const Subject *subject, LianDice *dice)
{
  gint64 floor = measure->floor;
  gint64 den = measure->den_high;
  gint64 num;

  /* The floor of the service funds is that of a district of a city or of a county. */
  if (g_str_equal (measure->key, "service_funds"))
    {
      floor = plan->part->info->is_city_district ? measure->floor : measure->floor / 2;
      num = floor * between (dice, measure->low, measure->high) / 100;
    }
  else
    {
      if (den > 0)
        den = between (dice, measure->den_low, den);
      else if (den < 0)
        den = den == HOUSEHOLDS ? subject->people * 10 / 27 : subject->people;
      num = between (dice, measure->low, measure->high);
      if (den > 0)
        num = den * num / 100;
    }
  lian_record_set_int (record, LIAN_MEASURE_NUM, num);
  if (den > 0)
    lian_record_set_int (record, LIAN_MEASURE_DEN, den);
  if (measure->target > 0)
    lian_record_set_int (record, LIAN_MEASURE_TARGET,
                         den > 0 ? den * MIN (measure->target, 100) / 100 : measure->target);
  if (floor > 0)
    lian_record_set_int (record, LIAN_MEASURE_FLOOR, floor);
}

static void
add_measure (LianCountyPlan *plan, const Measure *measure, const Subject *subject, LianDice *dice)
{
  for (guint back = measure->n; back-- > 0;)
    {
      LianRecord *record = lian_record_new (LIAN_KIND_MEASURE);
      gint64 start = period_start (plan->now, measure->period, back);
      g_autoptr (GDateTime) local = lian_time_to_local (start);
      g_autofree char *date = g_date_time_format (local, "%y%m%d");

      lian_record_take_text (record, LIAN_F_ID,
                             g_strdup_printf ("m-%s-%s-%s-%s", measure->programme, measure->key,
                                              subject->subject, date));
      lian_record_set_text (record, LIAN_F_REGION, subject->region);
      lian_record_set_text (record, LIAN_MEASURE_PROGRAMME, measure->programme);
      lian_record_set_text (record, LIAN_MEASURE_KEY, measure->key);
      lian_record_set_text (record, LIAN_MEASURE_SUBJECT, subject->subject);
      lian_record_set_text (record, LIAN_MEASURE_PERIOD, measure->period);
      lian_record_set_time (record, LIAN_MEASURE_STARTS_AT, start);
      lian_record_set_text (record, LIAN_MEASURE_UNIT, measure->unit);
      set_numbers (plan, record, measure, subject, dice);
      g_ptr_array_add (plan->records, record);
    }
}

static void
add_for_communities (LianCountyPlan *plan, const Measure *measure, guint each, LianDice *dice)
{
  for (guint c = 0; c < plan->communities->len; c += each)
    {
      const LianCommunity *community = lian_plan_community (plan, c);
      Subject subject = { community->code, community->code, community->population };

      add_measure (plan, measure, &subject, dice);
    }
}

static void
add_for_departments (LianCountyPlan *plan, const Measure *measure, LianDice *dice)
{
  guint n = plan->records->len;

  for (guint i = 0; i < n; i++)
    {
      const LianRecord *unit = g_ptr_array_index (plan->records, i);
      Subject subject = { plan->part->info->code, lian_record_get_id (unit), 0 };

      if (lian_record_get_kind (unit)->id == LIAN_KIND_UNIT
          && g_str_equal (lian_record_get_text (unit, LIAN_UNIT_KIND), "department"))
        add_measure (plan, measure, &subject, dice);
    }
}

static void
add_for_all (LianCountyPlan *plan, const Measure *measure, LianDice *dice)
{
  const char *county = plan->part->info->code;
  Subject whole = { county, county, 0 };

  switch (measure->scope)
    {
    case OF_TOWN:
      for (guint t = 0; t < plan->towns->len; t++)
        {
          Subject subject = { lian_plan_town (plan, t)->code, lian_plan_town (plan, t)->code, 0 };

          add_measure (plan, measure, &subject, dice);
        }
      break;
    case OF_COMMUNITY:
      add_for_communities (plan, measure, 1, dice);
      break;
    case OF_DEMO:
      add_for_communities (plan, measure, 10, dice);
      break;
    case OF_DEPARTMENT:
      add_for_departments (plan, measure, dice);
      break;
    case OF_COUNTY:
    default:
      add_measure (plan, measure, &whole, dice);
      break;
    }
}

/**
 * lian_county_add_measures:
 *
 * Adds the numbers of all programmes that have some, for the present period and some before. The
 * units have to be among the records.
 */
void
lian_county_add_measures (LianCountyPlan *plan)
{
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "measures");
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    add_for_all (plan, &measures[i], &dice);
}
