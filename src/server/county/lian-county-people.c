/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-plan.h"

#include "lian-clock.h"

#include <string.h>

typedef struct
{
  const char *key;
  const char *name;
  const char *kind;
  const char *parent;
  const char *phone;
} UnitInfo;

/* clang-format off */
static const UnitInfo units[] = {
  { "cg", "区城管执法局", "department", NULL, "2301" },
  { "cg-hw", "区城管执法局·环卫所", "department", "cg", "2302" },
  { "cg-yl", "区城管执法局·园林所", "department", "cg", "2303" },
  { "zj", "区住建局", "department", NULL, "2309" },
  { "zj-sz", "区住建局·市政维护所", "department", "zj", "2310" },
  { "zj-ld", "区住建局·路灯管理所", "department", "zj", "2311" },
  { "ga", "区公安分局", "department", NULL, "2320" },
  { "ga-jj", "区公安分局·交警大队", "department", "ga", "2321" },
  { "sj", "区市场监管局", "department", NULL, "2330" },
  { "wj", "区卫健局", "department", NULL, "2335" },
  { "mz", "区民政局", "department", NULL, "2340" },
  { "jt", "区交通运输局", "department", NULL, "2345" },
  { "sl", "区水利和湖泊局", "department", NULL, "2350" },
  { "yj", "区应急管理局", "department", NULL, "2355" },
  { "hb", "生态环境分局", "department", NULL, "2360" },
  { "rs", "区人社局", "department", NULL, "2365" },
  { "jy", "区教育局", "department", NULL, "2370" },
  { "xf", "区消防救援大队", "department", NULL, "2375" },
  { "gs", "咸安供水公司", "provider", NULL, "2380" },
  { "wy-1", "锦安物业公司", "property", NULL, "2391" },
  { "wy-2", "和顺物业公司", "property", NULL, "2392" },
  { "wy-3", "星湖物业公司", "property", NULL, "2393" },
};

/* own: open hours; shared and missing follow from chance. */
static const struct
{
  const char *key;
  const char *facility;
  const char *hours;
} facilities[] = {
  { "party", "党群服务中心", "08:30–17:30" },
  { "government", "便民服务大厅", "08:30–17:30" },
  { "residents", "居民议事厅", "09:00–20:00" },
  { "medical", "健康小屋", "08:00–17:30" },
  { "elderly", "居家养老服务站", "08:00–18:00" },
  { "education", "四点半课堂", "15:30–18:30" },
  { "culture", "香城书房", "09:00–21:00" },
  { "sports", "健身活动室", "07:00–21:00" },
  { "recreation", "香城舞台", "08:00–20:30" },
  { "commerce", "便民超市", "07:30–21:30" },
};
/* clang-format on */

static LianRecord *
add_unit (LianCountyPlan *plan, const char *key, const char *name, const char *kind,
          const char *region, const char *phone)
{
  LianRecord *unit = lian_record_new (LIAN_KIND_UNIT);
  const char *prefix = g_ascii_isdigit (*key) ? "unit-" : plan->unit_prefix;

  lian_record_take_text (unit, LIAN_F_ID, g_strconcat (prefix, key, NULL));
  lian_record_set_text (unit, LIAN_F_REGION, region);
  lian_record_set_text (unit, LIAN_UNIT_NAME, name);
  lian_record_set_text (unit, LIAN_UNIT_KIND, kind);
  lian_record_set_text (unit, LIAN_UNIT_DUTY_PHONE, phone);
  lian_record_set_bool (unit, LIAN_UNIT_ACTIVE, TRUE);
  g_ptr_array_add (plan->records, unit);
  return unit;
}

/* Departments bear the name of their county; those of the home county, which is a district, that of
 * the district. */
static char *
dup_unit_name (const LianCountyPlan *plan, const UnitInfo *unit)
{
  const char *office = plan->part->info->office;
  const char *tail = unit->name;

  if (*office == '\0')
    return g_strdup (unit->name);
  if (g_str_has_prefix (tail, "区"))
    tail += strlen ("区");
  else if (g_str_has_prefix (tail, "咸安"))
    tail += strlen ("咸安");
  return g_strconcat (office, tail, NULL);
}

static char *
dup_leader_name (const LianCountyPlan *plan, const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].key, key))
      return dup_unit_name (plan, &units[i]);
  return g_strdup ("所在街道（乡镇）");
}

static void
add_duty (LianCountyPlan *plan, const LianRecord *category, const LianMatter *matter,
          const char *clause, guint town, const char *region)
{
  LianRecord *duty = lian_record_new (LIAN_KIND_DUTY);
  const char *title = lian_record_get_text (category, LIAN_ENTRY_TITLE_ZH);
  g_autofree char *leader = dup_leader_name (plan, matter->unit);

  lian_record_take_text (duty, LIAN_F_ID, g_strdup_printf ("duty-%s-%s", matter->category, region));
  lian_record_set_text (duty, LIAN_F_REGION, region);
  lian_record_set_text (duty, LIAN_DUTY_CATEGORY, matter->category);
  lian_record_take_text (duty, LIAN_DUTY_UNIT, lian_county_unit_for (plan, matter->unit, town));
  lian_record_take_text (duty, LIAN_DUTY_CLAUSE,
                         g_strdup_printf ("权责清单第 %s 条：%s由%s主办。", clause, title, leader));
  g_ptr_array_add (plan->records, duty);
}

/* Chapter = big category, section = small one. */
static void
add_duties (LianCountyPlan *plan)
{
  GPtrArray *categories = lian_dictionary_list (plan->dictionary, "category");
  guint chapter = 0;
  guint section = 0;

  for (guint i = 0; i < categories->len; i++)
    {
      const LianRecord *category = g_ptr_array_index (categories, i);
      const LianMatter *matter
          = lian_matters_find (lian_record_get_text (category, LIAN_ENTRY_CODE));

      if (!lian_record_has (category, LIAN_ENTRY_PARENT))
        {
          chapter++;
          section = 0;
          continue;
        }
      section++;
      if (matter == NULL)
        continue;

      g_autofree char *clause = g_strdup_printf ("%u.%u.1", chapter, section);

      if (!g_str_equal (matter->unit, "street"))
        add_duty (plan, category, matter, clause, 0, plan->part->info->code);
      else
        for (guint t = 0; t < plan->towns->len; t++)
          add_duty (plan, category, matter, clause, t, lian_plan_town (plan, t)->code);
    }
}

/**
 * lian_county_unit_for:
 * @key: of a matter
 * @town: number of the township, for matters that it leads itself
 *
 * Returns: (transfer full): the id of the leading unit.
 */
char *
lian_county_unit_for (const LianCountyPlan *plan, const char *key, guint town)
{
  if (!g_str_equal (key, "street"))
    return g_strconcat (plan->unit_prefix, key, NULL);
  return g_strconcat ("unit-", lian_plan_town (plan, town)->code, NULL);
}

/**
 * lian_county_add_units:
 *
 * Adds departments, streets, companies and the duty list.
 */
void
lian_county_add_units (LianCountyPlan *plan)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *name = dup_unit_name (plan, &units[i]);
      LianRecord *unit = add_unit (plan, units[i].key, name, units[i].kind, plan->part->info->code,
                                   units[i].phone);

      if (units[i].parent != NULL)
        lian_record_take_text (unit, LIAN_UNIT_PARENT,
                               g_strconcat (plan->unit_prefix, units[i].parent, NULL));
    }
  for (guint t = 0; t < plan->towns->len; t++)
    {
      const LianTownInfo *town = lian_plan_town (plan, t);
      g_autofree char *phone = g_strdup_printf ("24%02u", t + 1);

      add_unit (plan, town->code, town->name, "street", town->code, phone);
    }
  add_duties (plan);
}

static LianRecord *
add_worker (LianCountyPlan *plan, const char *id, const char *role, const char *region,
            LianDice *dice)
{
  LianRecord *worker = lian_record_new (LIAN_KIND_WORKER);

  lian_record_set_text (worker, LIAN_F_ID, id);
  lian_record_set_text (worker, LIAN_F_REGION, region);
  lian_record_take_text (worker, LIAN_WORKER_NAME, lian_matter_dup_person (dice));
  lian_record_set_text (worker, LIAN_WORKER_ROLE, role);
  lian_record_take_text (worker, LIAN_WORKER_PHONE, lian_matter_dup_phone (dice));
  lian_record_set_int (worker, LIAN_WORKER_POST_CLASS, lian_dice_between (dice, 1, 4));
  lian_record_set_int (worker, LIAN_WORKER_GRADE, lian_dice_between (dice, 1, 18));
  g_ptr_array_add (plan->records, worker);
  return worker;
}

static void
add_grid_member (LianCountyPlan *plan, guint cell, LianDice *dice)
{
  const LianGridPlan *grid = &plan->grids[cell];
  const char *const list[] = { grid->code, NULL };
  gboolean present = lian_dice_chance (dice, 0.88);
  LianPoint point = lian_county_point_in (plan, cell, dice);
  LianRecord *worker = add_worker (plan, grid->member_id, "grid_member",
                                   lian_plan_community (plan, grid->community)->code, dice);

  lian_record_set_list (worker, LIAN_WORKER_GRIDS, list);
  lian_record_set_bool (worker, LIAN_WORKER_ON_DUTY, present);
  lian_record_set_point (worker, LIAN_WORKER_LOCATION, point.lon, point.lat);
  lian_record_set_time (worker, LIAN_WORKER_LAST_SEEN,
                        plan->now
                            - (present ? lian_dice_between (dice, 20, 900)
                                       : lian_dice_between (dice, 50000, 60000))
                                  * G_TIME_SPAN_SECOND);
}

static void
add_staff (LianCountyPlan *plan, LianDice *dice)
{
  static const struct
  {
    const char *role;
    guint n;
  } staff[] = { { "operator", 6 },  { "dispatcher", 6 }, { "duty_chief", 4 },
                { "commander", 2 }, { "leader", 3 },     { "inspector", 12 } };

  for (guint i = 0; i < G_N_ELEMENTS (staff); i++)
    for (guint k = 0; k < staff[i].n; k++)
      {
        g_autofree char *id
            = g_strdup_printf ("worker-%s%s-%u", plan->id_infix, staff[i].role, k + 1);
        LianRecord *worker = add_worker (plan, id, staff[i].role, plan->part->info->code, dice);

        lian_record_set_bool (worker, LIAN_WORKER_ON_DUTY, k * 2 < staff[i].n);
        lian_record_set_time (worker, LIAN_WORKER_LAST_SEEN, plan->now - G_TIME_SPAN_MINUTE);
      }
}

static void
add_handlers (LianCountyPlan *plan, LianDice *dice)
{
  guint n_records = plan->records->len;

  for (guint i = 0; i < n_records; i++)
    {
      const LianRecord *unit = g_ptr_array_index (plan->records, i);

      if (lian_record_get_kind (unit)->id != LIAN_KIND_UNIT)
        continue;
      for (guint k = 0; k < 2; k++)
        {
          g_autofree char *id = g_strdup_printf ("worker-%s-%u", lian_record_get_id (unit), k + 1);
          LianRecord *worker = add_worker (plan, id, "unit_handler",
                                           lian_record_get_text (unit, LIAN_F_REGION), dice);

          lian_record_set_text (worker, LIAN_WORKER_UNIT, lian_record_get_id (unit));
          lian_record_set_bool (worker, LIAN_WORKER_ON_DUTY, TRUE);
        }
    }
}

/**
 * lian_county_add_people:
 *
 * Adds a grid member for each grid, the centre's staff and the units' handlers.
 */
void
lian_county_add_people (LianCountyPlan *plan)
{
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "people");
  for (guint i = 0; i < plan->cells->n; i++)
    add_grid_member (plan, i, &dice);
  add_staff (plan, &dice);
  add_handlers (plan, &dice);
}

static LianRecord *
make_element (guint i, gboolean good, gboolean village, LianDice *dice)
{
  LianRecord *element = lian_record_new (LIAN_KIND_ELEMENT);
  double own = good ? 1 : (i < 3 ? 0.93 : (village ? 0.45 : 0.6));
  double draw = lian_dice_unit (dice);
  const char *state = draw < own ? "own" : (draw < own + (1 - own) * 0.55 ? "shared" : "missing");

  lian_record_set_text (element, LIAN_ELEMENT_KEY, facilities[i].key);
  lian_record_set_text (element, LIAN_ELEMENT_STATE, state);
  if (g_str_equal (state, "missing"))
    return element;
  lian_record_take_text (element, LIAN_ELEMENT_FACILITY,
                         g_strdup_printf ("%s%s", facilities[i].facility,
                                          draw < own ? "" : "（邻社区共享）"));
  lian_record_set_text (element, LIAN_ELEMENT_OPEN_HOURS, facilities[i].hours);
  return element;
}

static void
add_complex (LianCountyPlan *plan, guint c, LianDice *dice)
{
  const LianCommunity *community = lian_plan_community (plan, c);
  gboolean good
      = g_str_equal (community->name, "金叶社区") || g_str_equal (community->name, "南昌路社区");
  guint cell = g_array_index (community->cells, guint, community->cells->len / 2);
  LianPoint point = lian_county_point_in (plan, cell, dice);
  LianRecord *complex = lian_record_new (LIAN_KIND_SERVICE_COMPLEX);
  GPtrArray *elements = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  guint own = 0;

  for (guint i = 0; i < G_N_ELEMENTS (facilities); i++)
    {
      LianRecord *element = make_element (i, good, community->village, dice);

      own += g_str_equal (lian_record_get_text (element, LIAN_ELEMENT_STATE), "own");
      g_ptr_array_add (elements, element);
    }
  lian_record_take_text (complex, LIAN_F_ID, g_strdup_printf ("complex-%s", community->code));
  lian_record_set_text (complex, LIAN_F_REGION, community->code);
  lian_record_take_text (complex, LIAN_SERVICE_COMPLEX_NAME,
                         g_strdup_printf ("%s服务综合体", community->name));
  lian_record_set_point (complex, LIAN_SERVICE_COMPLEX_LOCATION, point.lon, point.lat);
  lian_record_take_text (complex, LIAN_SERVICE_COMPLEX_ADDRESS,
                         g_strdup_printf ("%s %d 号",
                                          (char *)g_ptr_array_index (community->roads, 0),
                                          lian_dice_between (dice, 2, 188)));
  lian_record_set_int (complex, LIAN_SERVICE_COMPLEX_AREA,
                       good ? 2600 : lian_dice_between (dice, 320, 1900));
  lian_record_set_int (complex, LIAN_SERVICE_COMPLEX_STAR, good ? 5 : 2 + own / 4);
  lian_record_take_rows (complex, LIAN_SERVICE_COMPLEX_ELEMENTS, elements);
  g_ptr_array_add (plan->records, complex);
}

/**
 * lian_county_add_complexes:
 *
 * Adds service complexes for two of three communities, first for those that are no villages.
 */
void
lian_county_add_complexes (LianCountyPlan *plan)
{
  guint left = plan->small ? 41 : plan->communities->len * 41 / 60;
  LianDice dice;

  lian_dice_init_for (&dice, plan->seed, "complexes");
  for (guint round = 0; round < 2; round++)
    for (guint c = 0; c < plan->communities->len && left > 0; c++)
      if (lian_plan_community (plan, c)->village == (round == 1))
        {
          add_complex (plan, c, &dice);
          left--;
        }
}

/**
 * lian_county_chief_at:
 *
 * Returns: (transfer none): who is duty chief at @at.
 */
const char *
lian_county_chief_at (gint64 at)
{
  static const char *const chiefs[] = { "周启明", "胡国庆", "程晓东", "夏文斌" };
  gint64 day_start = lian_time_day_start (at - 8 * G_TIME_SPAN_HOUR);
  gint64 day = (day_start + LIAN_UTC_OFFSET_US) / G_TIME_SPAN_DAY;
  gboolean night = at - 8 * G_TIME_SPAN_HOUR - day_start >= 12 * G_TIME_SPAN_HOUR;

  /* 2026-11-24 by day falls to the first. */
  return chiefs[(day * 2 + (night ? 1 : 0) + 2) % G_N_ELEMENTS (chiefs)];
}

/**
 * lian_county_add_shifts:
 *
 * Adds the shifts of the last week and the next three days.
 */
void
lian_county_add_shifts (LianCountyPlan *plan)
{
  gint64 today = lian_time_day_start (plan->now);

  for (int day = -7; day <= 3; day++)
    for (int night = 0; night < 2; night++)
      {
        LianRecord *shift = lian_record_new (LIAN_KIND_SHIFT);
        gint64 start = today + day * G_TIME_SPAN_DAY + (night ? 20 : 8) * G_TIME_SPAN_HOUR;
        g_autoptr (GDateTime) local = lian_time_to_local (start);
        g_autofree char *date = g_date_time_format (local, "%Y%m%d");

        lian_record_take_text (shift, LIAN_F_ID,
                               g_strdup_printf ("shift-%s%s-%s", plan->id_infix, date,
                                                night ? "night" : "day"));
        lian_record_set_text (shift, LIAN_F_REGION, plan->part->info->code);
        lian_record_set_text (shift, LIAN_SHIFT_NAME, night ? "夜班" : "白班");
        lian_record_set_time (shift, LIAN_SHIFT_STARTS_AT, start);
        lian_record_set_time (shift, LIAN_SHIFT_ENDS_AT, start + 12 * G_TIME_SPAN_HOUR);
        lian_record_set_text (shift, LIAN_SHIFT_CHIEF, lian_county_chief_at (start));
        lian_record_set_int (shift, LIAN_SHIFT_SEATS, night ? 2 : 4);
        g_ptr_array_add (plan->records, shift);
      }
}
