/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simulator-bodies.h"

#include "lian-clock.h"
#include "lian-county-matters.h"
#include "lian-crs.h"
#include "lian-shape.h"

#include <json-glib/json-glib.h>
#include <string.h>

/**
 * lian_simulator_dup_id:
 *
 * Returns: (transfer full): an id in the form of UUID version 7, from the dice and not from the
 * computer's chance, so that a day can be repeated.
 */
char *
lian_simulator_dup_id (LianDice *dice, gint64 now)
{
  guint64 ms = (guint64)(now / 1000);
  guint64 a = lian_dice_next (dice);
  guint64 b = lian_dice_next (dice) & G_GUINT64_CONSTANT (0xffffffffffff);

  return g_strdup_printf ("%08x-%04x-7%03x-%04x-%012" G_GINT64_MODIFIER "x", (guint)(ms >> 16),
                          (guint)(ms & 0xffff), (guint)(a & 0xfff),
                          (guint)(0x8000 | (a >> 20 & 0x3fff)), b);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static GBytes *
finish (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
find_point (LianDice *dice, const LianRecord *grid, LianPoint *point)
{
  GBytes *wkb = lian_record_get_geometry (grid, LIAN_GRID_GEOMETRY);
  g_autoptr (LianShape) shape = wkb != NULL ? lian_shape_new_from_wkb (wkb, NULL) : NULL;

  if (shape == NULL)
    return FALSE;
  for (guint try = 0; try < 60; try++)
    {
      point->lon = shape->west + lian_dice_unit (dice) * (shape->east - shape->west);
      point->lat = shape->south + lian_dice_unit (dice) * (shape->north - shape->south);
      if (lian_shape_contains (shape, point->lon, point->lat))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_village (const LianRecord *grid)
{
  const char *name = lian_record_get_text (grid, LIAN_GRID_NAME);

  return name != NULL && strstr (name, "村 ") != NULL;
}

static const LianMatter *
pick_matter (LianDice *dice, gboolean village)
{
  guint n = 0;
  const LianMatter *matters = lian_matters_get (&n);
  g_autofree double *weights = g_new (double, n);

  for (guint i = 0; i < n; i++)
    weights[i] = village && lian_matter_is_urban (&matters[i]) ? 0 : matters[i].weight;
  return &matters[lian_dice_weighted (dice, weights, n)];
}

static void
add_place (JsonBuilder *builder, LianDice *dice, LianPoint point, const char *source)
{
  gboolean telephone = g_str_equal (source, "wechat");
  gboolean twice = telephone && lian_dice_chance (dice, 0.06);

  /* Residents' telephones give the coordinates of their map, some of them shifted once more. */
  if (telephone)
    point = lian_crs_wgs84_to_gcj02 (point);
  if (twice)
    point = lian_crs_gcj02_to_bd09 (point);
  json_builder_set_member_name (builder, "location");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "lon");
  json_builder_add_double_value (builder, point.lon);
  json_builder_set_member_name (builder, "lat");
  json_builder_add_double_value (builder, point.lat);
  json_builder_end_object (builder);
  add_text (builder, "src_crs", twice ? "bd09" : telephone ? "gcj02" : "wgs84");
}

static void
add_words (JsonBuilder *builder, LianDice *dice, const LianMatter *matter, const LianRecord *grid)
{
  const char *name = lian_record_get_text (grid, LIAN_GRID_NAME);
  const char *end
      = name != NULL && g_utf8_strlen (name, -1) > 2 ? g_utf8_offset_to_pointer (name, 2) : NULL;
  g_autofree char *stem = end != NULL ? g_strndup (name, end - name) : g_strdup ("本");
  g_autofree char *road = g_strconcat (stem, is_village (grid) ? "村道" : "路", NULL);
  g_autofree char *estate = g_strconcat (stem,
                                         is_village (grid)              ? "湾组"
                                         : lian_dice_chance (dice, 0.5) ? "花园"
                                                                        : "小区",
                                         NULL);
  LianMatterPlace place = { road, estate, 1 + lian_dice_below (dice, 18) };
  g_autofree char *address = lian_matter_dup_address (matter, &place, dice);
  g_autofree char *description = NULL;
  g_autofree char *title = lian_matter_dup_title (matter, &place, address, dice, &description);
  g_autofree char *reporter = lian_matter_dup_person (dice);
  g_autofree char *phone = lian_matter_dup_phone (dice);

  add_text (builder, "title", title);
  add_text (builder, "description", description);
  add_text (builder, "address", address);
  add_text (builder, "reporter_name", reporter);
  add_text (builder, "reporter_phone", phone);
}

static const char *
kind_of (const LianMatter *matter)
{
  if (g_str_has_prefix (matter->category, "livelihood-"))
    return "request";
  if (g_str_has_prefix (matter->category, "property-")
      || g_str_has_prefix (matter->category, "dispute-"))
    return "complaint";
  return "event";
}

/* What comes from the level above has its number and its deadline there. */
static void
add_upstream (JsonBuilder *builder, LianDice *dice, const char *source, gint64 now)
{
  gboolean hotline = g_str_equal (source, "12345");
  g_autofree char *number = NULL;
  g_autofree char *deadline = NULL;

  if (!hotline && !g_str_equal (source, "digital_cg"))
    return;
  number = g_strdup_printf ("%s%08u", hotline ? "HX" : "CG", lian_dice_below (dice, 100000000));
  deadline = lian_time_format (now + (hotline ? 7 : 5) * G_TIME_SPAN_DAY);
  add_text (builder, "upstream_no", number);
  add_text (builder, "upstream_deadline", deadline);
}

/**
 * lian_simulator_make_report:
 *
 * Returns: (transfer full) (nullable): the body of a report.
 */
GBytes *
lian_simulator_make_report (LianDice *dice, const LianRecord *grid, gint64 now)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *id = lian_simulator_dup_id (dice, now);
  const LianMatter *matter = pick_matter (dice, is_village (grid));
  const char *source = lian_matter_source (matter, dice);
  gboolean urgent = lian_dice_below (dice, 1000) < (guint)matter->urgent / 4;
  LianPoint point;

  if (!find_point (dice, grid, &point))
    return NULL;
  json_builder_begin_object (builder);
  add_text (builder, "id", id);
  add_text (builder, "kind", kind_of (matter));
  add_text (builder, "category", matter->category);
  add_text (builder, "source", source);
  add_text (builder, "urgency", urgent ? "urgent" : "normal");
  add_text (builder, "influence", "small");
  add_upstream (builder, dice, source, now);
  add_words (builder, dice, matter, grid);
  add_place (builder, dice, point, source);
  return finish (builder);
}

static void
add_answer (LianDice *dice, LianRecord *act, const char *category)
{
  const LianMatter *matter = lian_matters_find (category);
  LianMatterPlace nowhere = { "", "", 0 };

  lian_record_take_text (act, LIAN_ACT_OPINION,
                         lian_matter_fill (matter != NULL ? matter->answers
                                                          : "已到场处置，问题解决。",
                                           &nowhere, dice));
}

static void
add_rating (LianDice *dice, LianRecord *act)
{
  const char *words = NULL;
  LianMatterPlace nowhere = { "", "", 0 };

  lian_record_set_text (act, LIAN_ACT_SATISFACTION, lian_matter_rating (dice, &words));
  lian_record_take_text (act, LIAN_ACT_OPINION, lian_matter_fill (words, &nowhere, dice));
}

/* A few find that the problem is not solved, and the case goes back to its unit. */
static void
add_check (LianDice *dice, LianRecord *act)
{
  gboolean failed = lian_dice_chance (dice, 0.04);

  lian_record_set_text (act, LIAN_ACT_RESULT, failed ? "failed" : "passed");
  lian_record_set_text (act, LIAN_ACT_OPINION,
                        failed ? "现场核查，问题仍未解决，请重新处置。" : "现场核查，问题已解决。");
}

static void
add_verification (LianDice *dice, LianRecord *act)
{
  gboolean unreal = lian_dice_chance (dice, 0.08);

  lian_record_set_text (act, LIAN_ACT_RESULT, unreal ? "unreal" : "real");
  lian_record_set_text (act, LIAN_ACT_OPINION,
                        unreal ? "到场未发现所反映的情况。" : "到场核实，情况属实。");
}

/**
 * lian_simulator_fill:
 * @category: (nullable): of the case, for the words of the answer
 */
void
lian_simulator_fill (LianDice *dice, LianRecord *act, const char *category)
{
  const char *action = lian_record_get_text (act, LIAN_ACT_ACTION);

  if (g_str_equal (action, "feedback"))
    add_answer (dice, act, category);
  else if (g_str_equal (action, "evaluate") || g_str_equal (action, "callback"))
    add_rating (dice, act);
  else if (g_str_equal (action, "checked"))
    add_check (dice, act);
  else if (g_str_equal (action, "verified"))
    add_verification (dice, act);
}

static void
add_list (JsonBuilder *builder, const char *name, const char *const *list)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; list[i] != NULL; i++)
    json_builder_add_string_value (builder, list[i]);
  json_builder_end_array (builder);
}

static void
add_field (JsonBuilder *builder, const LianRecord *act, guint f)
{
  const LianField *field = &lian_kind_get (LIAN_KIND_ACT)->fields[f];

  switch (field->type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      add_text (builder, field->name, lian_record_get_text (act, f));
      break;
    case LIAN_TYPE_INT:
      json_builder_set_member_name (builder, field->name);
      json_builder_add_int_value (builder, lian_record_get_int (act, f));
      break;
    case LIAN_TYPE_LIST:
      add_list (builder, field->name, lian_record_get_list (act, f));
      break;
    default:
      break;
    }
}

/**
 * lian_simulator_make_act:
 * @act: of kind ACT, of texts, numbers and lists
 * @order: whether it goes to the door of instructions
 *
 * Returns: (transfer full): the body of it.
 */
GBytes *
lian_simulator_make_act (const LianRecord *act, gboolean order)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n = lian_kind_get (LIAN_KIND_ACT)->n_fields;

  json_builder_begin_object (builder);
  add_text (builder, "id", lian_record_get_id (act));
  add_text (builder, order ? "kind" : "action", lian_record_get_text (act, LIAN_ACT_ACTION));
  for (guint f = LIAN_F_REGION + 1; f < n; f++)
    if (f != LIAN_ACT_ACTION && lian_record_has (act, f))
      add_field (builder, act, f);
  return finish (builder);
}

/**
 * lian_simulator_make_dispatch:
 *
 * Returns: (transfer full): the body of an instruction.
 */
GBytes *
lian_simulator_make_dispatch (LianDice *dice, const char *case_id, const char *unit_id, gint64 now)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *id = lian_simulator_dup_id (dice, now);

  json_builder_begin_object (builder);
  add_text (builder, "id", id);
  add_text (builder, "kind", "dispatch");
  add_text (builder, "case_id", case_id);
  add_text (builder, "to_unit", unit_id);
  add_text (builder, "opinion", "请到场核实处置，完成后反馈现场照片。");
  return finish (builder);
}

/**
 * lian_simulator_pause:
 *
 * Returns: seconds until the next report.
 */
guint
lian_simulator_pause (LianDice *dice, gint64 now)
{
  g_autoptr (GDateTime) local = lian_time_to_local (now);
  guint weight = (guint)lian_county_hours[g_date_time_get_hour (local)];
  guint longest;

  if (g_date_time_get_day_of_week (local) > 5)
    weight = weight / 2;
  longest = 40 - MIN (weight, 26) * 18 / 26;
  return (guint)lian_dice_between (dice, (int)longest - 12, (int)longest);
}

/**
 * lian_simulator_pause_of_life:
 *
 * Returns: seconds until the next report of a county that gets 234 on a working day and half as
 * many on others.
 */
double
lian_simulator_pause_of_life (LianDice *dice, gint64 now)
{
  g_autoptr (GDateTime) local = lian_time_to_local (now);
  double an_hour = lian_county_hours[g_date_time_get_hour (local)] * 234 / 278.0;

  if (g_date_time_get_day_of_week (local) > 5)
    an_hour *= 126 / 234.0;
  return 3600 / an_hour * (0.4 + 1.2 * lian_dice_unit (dice));
}

/**
 * lian_simulator_walk:
 *
 * Returns: where the grid member is next; @from if that would be outside.
 */
LianPoint
lian_simulator_walk (LianDice *dice, const LianRecord *grid, LianPoint from)
{
  GBytes *wkb = lian_record_get_geometry (grid, LIAN_GRID_GEOMETRY);
  g_autoptr (LianShape) shape = wkb != NULL ? lian_shape_new_from_wkb (wkb, NULL) : NULL;
  LianPoint next = { from.lon + (lian_dice_unit (dice) - 0.5) * 0.0012,
                     from.lat + (lian_dice_unit (dice) - 0.5) * 0.0010 };

  if (shape == NULL || !lian_shape_contains (shape, next.lon, next.lat))
    return from;
  return next;
}
