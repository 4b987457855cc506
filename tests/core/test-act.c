/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What acts do by the default dictionary, without a server. */
#include "lian-act.h"
#include "lian-clock.h"
#include "lian-default-dictionary.h"

#define REGION "421202001003"
#define COUNTY "421202000000"

typedef struct
{
  LianDictionary *dictionary;
  GHashTable *records; /* "kind id" → LianRecord */
  gint64 now;
  guint n;
} World;

static void
keep (World *world, LianRecord *record)
{
  g_hash_table_replace (world->records,
                        g_strdup_printf ("%s %s", lian_record_get_kind (record)->name,
                                         lian_record_get_id (record)),
                        lian_record_ref (record));
}

static LianRecord *
find (World *world, LianKindId kind, const char *id)
{
  g_autofree char *key = g_strdup_printf ("%s %s", lian_kind_get (kind)->name, id);

  return g_hash_table_lookup (world->records, key);
}

static const char *
text (World *world, LianKindId kind, const char *id, guint field)
{
  LianRecord *record = find (world, kind, id);

  g_assert_nonnull (record);
  return lian_record_get_text (record, field);
}

static gint64
at (const char *time)
{
  gint64 us = 0;

  g_assert_true (lian_time_parse (time, &us, NULL));
  return us;
}

static void
add_case (World *world, const char *id, const char *state)
{
  g_autoptr (LianRecord) record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_text (record, LIAN_F_REGION, REGION);
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "utility-lamp");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_LEVEL, "county");
  lian_workflow_enter (world->dictionary, record, "reported", world->now, 0);
  lian_workflow_enter (world->dictionary, record, "accepted", world->now, 0);
  lian_workflow_enter (world->dictionary, record, state, world->now, 0);
  keep (world, record);
}

static void
world_set_up (World *world, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = lian_default_dictionary_make ();
  g_autoptr (GError) error = NULL;

  world->dictionary = lian_dictionary_new (entries, &error);
  g_assert_no_error (error);
  world->records
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
  world->now = at ("2026-11-24T09:40:00+08:00");
  world->n = 0;
  add_case (world, "c", "filed");
}

static void
world_tear_down (World *world, gconstpointer data)
{
  lian_dictionary_unref (world->dictionary);
  g_hash_table_unref (world->records);
}

/* "field=value;field=value": lists and numbers by the type of the field. */
static LianRecord *
make_act (World *world, const char *action, const char *fields)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_ACT);
  LianRecord *act = lian_record_new (LIAN_KIND_ACT);
  g_auto (GStrv) pairs = g_strsplit (fields, ";", -1);

  lian_record_take_text (act, LIAN_F_ID, g_strdup_printf ("a%u", ++world->n));
  lian_record_set_text (act, LIAN_ACT_ACTION, action);
  for (guint i = 0; pairs[i] != NULL && *pairs[i] != '\0'; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
      int field = lian_kind_find_field (kind, pair[0]);

      g_assert_cmpint (field, >, 0);
      if (kind->fields[field].type == LIAN_TYPE_INT)
        lian_record_set_int (act, (guint)field, g_ascii_strtoll (pair[1], NULL, 10));
      else if (kind->fields[field].type == LIAN_TYPE_TIME)
        lian_record_set_time (act, (guint)field, at (pair[1]));
      else if (kind->fields[field].type == LIAN_TYPE_LIST)
        {
          g_auto (GStrv) list = g_strsplit (pair[1], ",", -1);

          lian_record_set_list (act, (guint)field, (const char *const *)list);
        }
      else
        lian_record_set_text (act, (guint)field, pair[1]);
    }
  return act;
}

static GPtrArray *
list_deliveries (World *world, guint field, const char *id)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, world->records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    if (lian_record_get_kind (record)->id == LIAN_KIND_DELIVERY
        && g_strcmp0 (lian_record_get_text (record, field), id) == 0)
      g_ptr_array_add (list, lian_record_ref (record));
  return list;
}

static void
add_unit (const char *id, GPtrArray *units)
{
  LianRecord *unit;

  if (id == NULL || g_str_has_prefix (id, "gone"))
    return;
  unit = lian_record_new (LIAN_KIND_UNIT);
  lian_record_set_text (unit, LIAN_F_ID, id);
  g_ptr_array_add (units, unit);
}

/* The problem's name, "" when it was done; what it made is kept. */
static const char *
do_as (World *world, const LianActor *actor, const char *action, const char *fields)
{
  g_autoptr (LianRecord) act = make_act (world, action, fields);
  const LianRecord *entry = lian_dictionary_lookup (world->dictionary, "action", action);
  const char *case_id = lian_record_get_text (act, LIAN_ACT_CASE);
  const char *item_id = lian_record_get_text (act, LIAN_ACT_ITEM);
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  const char *const *co_units = lian_record_get_list (act, LIAN_ACT_CO_UNITS);
  g_autoptr (GPtrArray) deliveries = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_auto (LianRefusal) refusal = { 0 };
  LianActContext context = { .dictionary = world->dictionary,
                             .actor = actor,
                             .actor_name = actor->account,
                             .now = world->now,
                             .act = act,
                             .entry = entry,
                             .order = lian_action_find_effect (entry, "deliver") != NULL
                                      || lian_action_find_effect (entry, "issue") != NULL,
                             .receipt_no = 7,
                             .n_steps = world->n };

  if (!lian_act_check_input (&context, &refusal))
    return g_intern_string (refusal.problem);
  if (item_id != NULL)
    context.subject = find (world, LIAN_KIND_ITEM, item_id);
  else if (case_id != NULL)
    context.subject = find (world, LIAN_KIND_CASE, case_id);
  if (context.subject != NULL && item_id == NULL)
    {
      const LianRecord *subject = context.subject;
      const char *standing = lian_record_get_text (subject, LIAN_CASE_INSTRUCTION);
      const char *lead = lian_record_get_text (act, LIAN_ACT_LEAD_CASE);
      const char *application = lian_record_get_text (act, LIAN_ACT_APPLICATION);

      if (application == NULL)
        application = lian_record_get_text (subject, LIAN_CASE_APPLICATION);
      if (lead == NULL)
        lead = lian_record_get_text (subject, LIAN_CASE_DUPLICATE_OF);
      context.instruction = find (world, LIAN_KIND_INSTRUCTION, standing);
      deliveries = list_deliveries (world, LIAN_DELIVERY_INSTRUCTION, standing);
      context.lead_case = find (world, LIAN_KIND_CASE, lead);
      context.application = find (world, LIAN_KIND_APPLICATION, application);
    }
  else if (item_id != NULL)
    {
      context.instruction = find (world, LIAN_KIND_INSTRUCTION, item_id);
      deliveries = list_deliveries (world, LIAN_DELIVERY_ITEM, item_id);
    }
  context.deliveries = deliveries;
  context.supervision
      = find (world, LIAN_KIND_SUPERVISION, lian_record_get_text (act, LIAN_ACT_SUPERVISION));
  context.handover
      = find (world, LIAN_KIND_HANDOVER, lian_record_get_text (act, LIAN_ACT_HANDOVER));
  add_unit (lian_record_get_text (act, LIAN_ACT_TO_UNIT), units);
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    add_unit (co_units[i], units);
  context.units = units;
  if (!lian_act_check (&context, &refusal))
    return g_intern_string (refusal.problem);
  records = lian_act_apply (&context);
  for (guint i = 0; i < records->len; i++)
    keep (world, records->pdata[i]);
  return "";
}

#define ROLE(name, account, role, region, unit)             \
  static const char *const name##_roles[] = { role, NULL }; \
  static const LianActor name = { account, name##_roles, region, unit };
ROLE (operator, "o", "operator", COUNTY, NULL)
ROLE (dispatcher, "d", "dispatcher", COUNTY, NULL)
ROLE (street_dispatcher, "sd", "dispatcher", "421202001000", NULL)
ROLE (city_dispatcher, "cd", "dispatcher", "421200000000", NULL)
ROLE (chief, "chief", "duty_chief", COUNTY, NULL)
ROLE (commander, "commander", "commander", COUNTY, NULL)
ROLE (leader, "leader", "leader", COUNTY, NULL)
ROLE (inspector, "i", "inspector", COUNTY, NULL)
ROLE (member, "m", "grid_member", REGION, NULL)
ROLE (unit1, "u1", "unit_handler", COUNTY, "u-1")
ROLE (unit2, "u2", "unit_handler", COUNTY, "u-2")
ROLE (resident, "r", "resident", "", NULL)

#define DO(actor, action, fields) g_assert_cmpstr (do_as (world, &actor, action, fields), ==, "")
#define REFUSE(actor, action, fields, problem) \
  g_assert_cmpstr (do_as (world, &actor, action, fields), ==, problem)
#define ORDER(id, state) \
  g_assert_cmpstr (text (world, LIAN_KIND_INSTRUCTION, id, LIAN_INSTRUCTION_STATE), ==, state)
#define STATE(id, state) \
  g_assert_cmpstr (text (world, LIAN_KIND_CASE, id, LIAN_CASE_STATE), ==, state)

/* Dispatched, signed for and in handling; the instruction's id is "a1". */
static void
bring_to_handling (World *world)
{
  DO (dispatcher, "dispatch", "case_id=c;to_unit=u-1;co_units=u-2;opinion=请处置");
  DO (unit1, "sign", "case_id=c");
  DO (unit1, "handle", "case_id=c");
  STATE ("c", "handling");
}

static void
test_dispatch (World *world, gconstpointer data)
{
  REFUSE (dispatcher, "dispatch", "case_id=c", "bad-request");
  REFUSE (dispatcher, "dispatch", "case_id=c;to_unit=gone-1", "unit-inactive");
  REFUSE (operator, "dispatch", "case_id=c;to_unit=u-1", "forbidden");
  DO (dispatcher, "dispatch", "case_id=c;to_unit=u-1;co_units=u-2;limit_min=60");
  STATE ("c", "dispatched");
  REFUSE (dispatcher, "dispatch", "case_id=c;to_unit=u-1", "already-dispatched");
  g_assert_cmpstr (text (world, LIAN_KIND_INSTRUCTION, "a4", LIAN_INSTRUCTION_STATE), ==,
                   "delivered");
  g_assert_cmpstr (text (world, LIAN_KIND_DELIVERY, "a4:1", LIAN_DELIVERY_UNIT), ==, "u-2");
  DO (unit1, "sign", "case_id=c");
  g_assert_cmpint (lian_record_get_int (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_LIMIT_MIN), ==,
                   60);
  /* The co-handling unit signs for itself and changes nothing of the case. */
  DO (unit2, "sign", "case_id=c");
  STATE ("c", "signed");
  g_assert_cmpstr (text (world, LIAN_KIND_DELIVERY, "a4:1", LIAN_DELIVERY_STATE), ==, "signed");
  DO (dispatcher, "transfer", "case_id=c;to_unit=u-3");
  STATE ("c", "dispatched");
  g_assert_cmpstr (text (world, LIAN_KIND_INSTRUCTION, "a4", LIAN_INSTRUCTION_STATE), ==,
                   "revoked");
  DO (dispatcher, "recall", "case_id=c");
  STATE ("c", "filed");
  g_assert_false (lian_record_has (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_LEAD_UNIT));
}

static void
test_joint (World *world, gconstpointer data)
{
  const char *const *co;

  bring_to_handling (world);
  REFUSE (unit1, "whistle", "case_id=c;co_units=u-2;opinion=x", "not-allowed");
  DO (unit1, "whistle", "case_id=c;co_units=u-3;opinion=请区住建局到场");
  DO (dispatcher, "joint", "case_id=c;co_units=u-4");
  co = lian_record_get_list (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_CO_UNITS);
  g_assert_cmpuint (g_strv_length ((char **)co), ==, 3);
  g_assert_cmpstr (text (world, LIAN_KIND_DELIVERY, "a5:0", LIAN_DELIVERY_INSTRUCTION), ==, "a1");
  g_assert_cmpstr (text (world, LIAN_KIND_INSTRUCTION, "a1", LIAN_INSTRUCTION_STATE), ==,
                   "handling");
  STATE ("c", "handling");
}

static void
test_applications (World *world, gconstpointer data)
{
  LianRecord *record;
  gint64 deadline;

  bring_to_handling (world);
  deadline = lian_record_get_time (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_DEADLINE);
  REFUSE (dispatcher, "extend", "case_id=c;limit_min=60", "forbidden");
  REFUSE (unit1, "apply_extend", "case_id=c;opinion=x", "bad-request");
  DO (unit1, "apply_extend", "case_id=c;opinion=需采购配件;limit_min=480"); /* a6 */
  REFUSE (unit1, "apply_return", "case_id=c;opinion=x", "not-allowed");
  REFUSE (operator, "approve", "case_id=c;application_id=a6", "forbidden");
  REFUSE (dispatcher, "approve", "case_id=c;application_id=a99", "unknown-application");
  DO (dispatcher, "approve", "case_id=c;application_id=a6");
  record = find (world, LIAN_KIND_CASE, "c");
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   deadline + G_TIME_SPAN_DAY);
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_EXTEND_COUNT), ==, 1);
  g_assert_false (lian_record_has (record, LIAN_CASE_APPLICATION));
  g_assert_cmpstr (text (world, LIAN_KIND_APPLICATION, "a6", LIAN_APPLICATION_STATE), ==,
                   "approved");

  /* Refused, appealed, and the commander decides for good. */
  world->n = 20;
  DO (unit1, "apply_return", "case_id=c;opinion=不属本单位;clause=第三条"); /* a21 */
  DO (dispatcher, "refuse", "case_id=c;application_id=a21;opinion=属于");
  REFUSE (unit2, "appeal", "case_id=c;application_id=a6;opinion=x", "not-allowed");
  DO (unit1, "appeal", "case_id=c;application_id=a21;opinion=请终审");
  REFUSE (dispatcher, "approve", "case_id=c;application_id=a21", "forbidden");
  DO (commander, "approve", "case_id=c;application_id=a21");
  STATE ("c", "filed");
  record = find (world, LIAN_KIND_CASE, "c");
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_RETURN_COUNT), ==, 1);
  g_assert_false (lian_record_has (record, LIAN_CASE_LEAD_UNIT));
  REFUSE (commander, "approve", "case_id=c;application_id=a21", "not-allowed");

  world->n = 40;
  DO (operator, "apply_recategorise", "case_id=c;category=utility-manhole;opinion=x"); /* a41 */
  DO (chief, "approve", "case_id=c;application_id=a41");
  g_assert_cmpstr (text (world, LIAN_KIND_CASE, "c", LIAN_CASE_CATEGORY), ==, "utility-manhole");
  DO (dispatcher, "apply_void", "case_id=c;opinion=重复"); /* a43 */
  REFUSE (dispatcher, "approve", "case_id=c;application_id=a43", "forbidden");
  DO (chief, "approve", "case_id=c;application_id=a43");
  STATE ("c", "void");
}

/* What was applied for has to be possible when it is approved. */
static void
test_overtaken (World *world, gconstpointer data)
{
  bring_to_handling (world);
  DO (unit1, "apply_extend", "case_id=c;opinion=x;limit_min=60"); /* a4 */
  DO (unit1, "feedback", "case_id=c;opinion=已处置");
  REFUSE (dispatcher, "approve", "case_id=c;application_id=a4", "not-allowed");
  DO (dispatcher, "refuse", "case_id=c;application_id=a4;opinion=已反馈");

  DO (dispatcher, "rework", "case_id=c");
  world->n = 20;
  DO (unit1, "apply_return", "case_id=c;opinion=x"); /* a21 */
  DO (dispatcher, "recall", "case_id=c");
  g_assert_cmpstr (text (world, LIAN_KIND_APPLICATION, "a21", LIAN_APPLICATION_STATE), ==,
                   "overtaken");
}

static void
test_suspension (World *world, gconstpointer data)
{
  bring_to_handling (world);
  REFUSE (unit1, "apply_suspend", "case_id=c;opinion=x;until=2026-11-20T00:00:00+08:00",
          "bad-request");
  world->n = 20;
  DO (unit1, "apply_suspend", "case_id=c;opinion=待拆迁;until=2026-12-20T00:00:00+08:00");
  REFUSE (chief, "approve", "case_id=c;application_id=a21", "forbidden");
  DO (commander, "approve", "case_id=c;application_id=a21");
  STATE ("c", "suspended");
  g_assert_true (lian_record_has (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_HANG_UNTIL));
  world->now += G_TIME_SPAN_DAY;
  DO (dispatcher, "resume", "case_id=c");
  STATE ("c", "handling");
  g_assert_false (lian_record_has (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_HANG_UNTIL));
}

static void
test_check_and_rework (World *world, gconstpointer data)
{
  LianRecord *record;

  bring_to_handling (world);
  DO (unit1, "feedback", "case_id=c;opinion=已处置;attachments=p1");
  DO (operator, "check", "case_id=c");
  STATE ("c", "checking");
  REFUSE (inspector, "checked", "case_id=c", "bad-request");
  REFUSE (inspector, "checked", "case_id=c;result=real", "bad-request");
  DO (inspector, "checked", "case_id=c;result=failed;attachments=p2");
  STATE ("c", "check_failed");
  REFUSE (chief, "close", "case_id=c", "not-allowed");
  DO (dispatcher, "rework", "case_id=c");
  STATE ("c", "dispatched");
  record = find (world, LIAN_KIND_CASE, "c");
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_REWORK_COUNT), ==, 1);
  g_assert_cmpstr (lian_record_get_list (record, LIAN_CASE_PICTURES_AFTER)[0], ==, "p2");
  g_assert_cmpstr (text (world, LIAN_KIND_DELIVERY, "a1:0", LIAN_DELIVERY_STATE), ==, "delivered");
  DO (unit1, "sign", "case_id=c");
  DO (unit1, "feedback", "case_id=c;opinion=x");
  DO (operator, "check", "case_id=c");
  DO (member, "checked", "case_id=c;result=passed");
  DO (chief, "close", "case_id=c");
  STATE ("c", "closed");
  g_assert_cmpstr (text (world, LIAN_KIND_DELIVERY, "a1:1", LIAN_DELIVERY_STATE), ==, "done");
}

static void
test_resident (World *world, gconstpointer data)
{
  test_check_and_rework (world, data);
  DO (operator, "answer", "case_id=c;opinion=您好，已修复。");
  DO (operator, "callback", "case_id=c;result=unreached");
  STATE ("c", "closed");
  REFUSE (operator, "callback", "case_id=c;result=reached", "bad-request");
  world->n = 50;
  DO (operator, "callback", "case_id=c;result=reached;satisfaction=dissatisfied;opinion=又坏了");
  STATE ("c", "evaluated");
  g_assert_cmpint (
      lian_record_get_int (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_CALLBACK_COUNT), ==, 2);
  g_assert_cmpstr (text (world, LIAN_KIND_EVALUATION, "a51", LIAN_EVALUATION_SATISFACTION), ==,
                   "dissatisfied");
  DO (dispatcher, "reopen", "case_id=c");
  STATE ("c", "dispatched");

  add_case (world, "s", "closed");
  DO (resident, "evaluate", "case_id=s;satisfaction=satisfied");
  REFUSE (dispatcher, "reopen", "case_id=s", "not-allowed");
}

static void
test_self_handling (World *world, gconstpointer data)
{
  add_case (world, "s", "reported");
  DO (member, "self_handle", "case_id=s;opinion=已劝离");
  STATE ("s", "closed");
  REFUSE (dispatcher, "audit_self", "case_id=s;result=passed", "forbidden");
  DO (chief, "audit_self", "case_id=s;result=failed");
  STATE ("s", "accepted");
  REFUSE (chief, "audit_self", "case_id=s;result=passed", "not-allowed");
  add_case (world, "t", "reported");
  DO (member, "self_handle", "case_id=t;opinion=已劝离");
  DO (resident, "evaluate", "case_id=t;satisfaction=very_dissatisfied");
  DO (chief, "audit_self", "case_id=t;result=passed");
  STATE ("t", "evaluated");
  /* There is no unit that it could go back to. */
  DO (chief, "reopen", "case_id=t");
  STATE ("t", "filed");
}

static void
test_merge (World *world, gconstpointer data)
{
  add_case (world, "d", "accepted");
  REFUSE (operator, "merge", "case_id=d;lead_case_id=d", "not-allowed");
  REFUSE (operator, "merge", "case_id=d;lead_case_id=none", "unknown-case");
  DO (operator, "merge", "case_id=d;lead_case_id=c");
  STATE ("d", "merged");
  REFUSE (operator, "merge", "case_id=c;lead_case_id=d", "not-allowed");
  DO (operator, "unmerge", "case_id=d");
  STATE ("d", "accepted");
  bring_to_handling (world);
  DO (dispatcher, "merge", "case_id=c;lead_case_id=d");
  g_assert_cmpstr (text (world, LIAN_KIND_INSTRUCTION, "a6", LIAN_INSTRUCTION_STATE), ==,
                   "revoked");
  DO (dispatcher, "unmerge", "case_id=c");
  STATE ("c", "filed");
  DO (operator, "merge", "case_id=c;lead_case_id=d");
  DO (operator, "reject", "case_id=d;opinion=x");
  REFUSE (operator, "unmerge", "case_id=c", "not-allowed");
}

static void
test_supervision (World *world, gconstpointer data)
{
  bring_to_handling (world);
  REFUSE (chief, "supervise", "case_id=c;card=red", "forbidden");
  REFUSE (commander, "supervise", "case_id=c;card=black", "bad-request");
  world->n = 20;
  DO (chief, "supervise", "case_id=c;card=yellow;opinion=逾期未处置");
  g_assert_cmpstr (text (world, LIAN_KIND_CASE, "c", LIAN_CASE_CARD), ==, "yellow");
  g_assert_cmpstr (text (world, LIAN_KIND_SUPERVISION, "a21", LIAN_SUPERVISION_UNIT), ==, "u-1");
  g_assert_cmpint (lian_record_get_time (find (world, LIAN_KIND_SUPERVISION, "a21"),
                                         LIAN_SUPERVISION_REPLY_DUE),
                   ==, at ("2026-11-24T15:40:00+08:00"));
  DO (unit1, "reply_supervision", "case_id=c;supervision_id=a21;opinion=今日完成");
  REFUSE (unit1, "reply_supervision", "case_id=c;supervision_id=a21;opinion=x", "not-allowed");
  DO (commander, "supervise", "case_id=c;card=red");
  DO (dispatcher, "nudge", "case_id=c");
  g_assert_cmpint (lian_record_get_int (find (world, LIAN_KIND_CASE, "c"), LIAN_CASE_NUDGE_COUNT),
                   ==, 1);
}

static void
test_levels (World *world, gconstpointer data)
{
  REFUSE (dispatcher, "send_down", "case_id=c;level=city", "not-allowed");
  REFUSE (street_dispatcher, "dispatch", "case_id=c;to_unit=u-1", "forbidden");
  DO (dispatcher, "send_down", "case_id=c;level=street");
  DO (street_dispatcher, "escalate", "case_id=c;opinion=超出权限");
  g_assert_cmpstr (text (world, LIAN_KIND_CASE, "c", LIAN_CASE_LEVEL), ==, "county");
  REFUSE (street_dispatcher, "dispatch", "case_id=c;to_unit=u-1", "forbidden");
  DO (dispatcher, "escalate", "case_id=c;opinion=需市级协调");
  REFUSE (dispatcher, "dispatch", "case_id=c;to_unit=u-1", "forbidden");
  REFUSE (city_dispatcher, "escalate", "case_id=c;opinion=x", "not-allowed");
  DO (city_dispatcher, "send_down", "case_id=c;level=street");
  REFUSE (chief, "escalate_skip", "case_id=c;opinion=x;level=county", "not-allowed");
  DO (chief, "escalate_skip", "case_id=c;opinion=x;level=city");
}

static void
test_upstream (World *world, gconstpointer data)
{
  g_autoptr (LianRecord) record = NULL;

  REFUSE (dispatcher, "return_upstream", "case_id=c;opinion=x", "not-allowed");
  record = lian_record_copy (find (world, LIAN_KIND_CASE, "c"));
  lian_record_set_text (record, LIAN_CASE_UPSTREAM_NO, "HX1");
  keep (world, record);
  bring_to_handling (world);
  DO (unit1, "feedback", "case_id=c;opinion=x");
  DO (operator, "reply_upstream", "case_id=c;opinion=已办结");
  g_assert_cmpstr (text (world, LIAN_KIND_CASE, "c", LIAN_CASE_UPSTREAM_STATE), ==, "replied");
  STATE ("c", "feedback");
}

static void
test_items (World *world, gconstpointer data)
{
  LianRecord *item;

  REFUSE (leader, "remark", "case_id=c", "bad-request");
  DO (leader, "remark", "case_id=c;opinion=请督促尽快修复"); /* a2 */
  item = find (world, LIAN_KIND_ITEM, "a2");
  g_assert_cmpstr (lian_record_get_text (item, LIAN_ITEM_OWNER_ROLE), ==, "duty_chief");
  g_assert_cmpint (lian_record_get_time (item, LIAN_ITEM_DUE_AT), ==,
                   at ("2026-11-25T09:40:00+08:00"));
  REFUSE (dispatcher, "answer_remark", "item_id=a2;opinion=x", "forbidden");
  DO (chief, "answer_remark", "item_id=a2;opinion=已派遣，今日修复");
  g_assert_cmpstr (text (world, LIAN_KIND_ITEM, "a2", LIAN_ITEM_STATE), ==, "done");

  world->n = 20;
  REFUSE (chief, "issue_item", "programme=notice;title=t", "bad-request");
  DO (chief, "issue_item", "programme=notice;title=防汛;opinion=x;to_unit=u-1;co_units=u-2");
  g_assert_cmpstr (text (world, LIAN_KIND_ITEM, "a22", LIAN_ITEM_UNIT), ==, "u-1");
  g_assert_cmpstr (text (world, LIAN_KIND_ITEM, "a22:0", LIAN_ITEM_UNIT), ==, "u-2");
  REFUSE (unit2, "take_item", "item_id=a22", "forbidden");
  DO (unit1, "take_item", "item_id=a22");
  g_assert_cmpstr (text (world, LIAN_KIND_DELIVERY, "a22:0", LIAN_DELIVERY_STATE), ==, "signed");
  ORDER ("a22", "signed");
  DO (unit1, "report_progress", "item_id=a22;progress=40");
  DO (unit1, "submit_item", "item_id=a22;opinion=已排查");
  DO (dispatcher, "return_item", "item_id=a22;opinion=请补照片");
  DO (unit1, "submit_item", "item_id=a22;opinion=已补");
  DO (chief, "accept_item", "item_id=a22");
  g_assert_cmpint (lian_record_get_int (find (world, LIAN_KIND_ITEM, "a22"), LIAN_ITEM_PROGRESS),
                   ==, 100);
  g_assert_cmpstr (text (world, LIAN_KIND_DELIVERY, "a22:0", LIAN_DELIVERY_STATE), ==, "done");
  DO (chief, "cancel_item", "item_id=a22:0;opinion=x");
  ORDER ("a22", "done");
}

static void
test_handover (World *world, gconstpointer data)
{
  DO (dispatcher, "hand_over", "opinion=两件待跟进"); /* a1 */
  REFUSE (dispatcher, "take_over", "handover_id=a1", "forbidden");
  REFUSE (operator, "take_over", "handover_id=a9", "unknown-handover");
  DO (operator, "take_over", "handover_id=a1");
  REFUSE (chief, "take_over", "handover_id=a1", "not-allowed");
  g_assert_cmpstr (text (world, LIAN_KIND_HANDOVER, "a1", LIAN_HANDOVER_TO), ==, "o");
}

static void
test_verify (World *world, gconstpointer data)
{
  add_case (world, "v", "reported");
  DO (operator, "verify", "case_id=v");
  STATE ("v", "verifying");
  DO (member, "verified", "case_id=v;result=real;attachments=p1");
  STATE ("v", "reported");
  g_assert_cmpstr (text (world, LIAN_KIND_CASE, "v", LIAN_CASE_VERIFY_RESULT), ==, "real");
  g_assert_cmpstr (lian_record_get_list (find (world, LIAN_KIND_CASE, "v"),
                                         LIAN_CASE_PICTURES_BEFORE)[0],
                   ==, "p1");
  DO (chief, "change_urgency", "case_id=v;urgency=grave");
  g_assert_cmpint (lian_record_get_int (find (world, LIAN_KIND_CASE, "v"), LIAN_CASE_LIMIT_MIN), ==,
                   15);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*run) (World *world, gconstpointer data);
  } tests[] = {
    { "/act/dispatch", test_dispatch },
    { "/act/joint", test_joint },
    { "/act/applications", test_applications },
    { "/act/overtaken", test_overtaken },
    { "/act/suspension", test_suspension },
    { "/act/check-and-rework", test_check_and_rework },
    { "/act/resident", test_resident },
    { "/act/self-handling", test_self_handling },
    { "/act/merge", test_merge },
    { "/act/supervision", test_supervision },
    { "/act/levels", test_levels },
    { "/act/upstream", test_upstream },
    { "/act/items", test_items },
    { "/act/handover", test_handover },
    { "/act/verify", test_verify },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, World, NULL, world_set_up, tests[i].run, world_tear_down);
  return g_test_run ();
}
