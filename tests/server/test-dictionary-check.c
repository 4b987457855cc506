/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing wrong with the default dictionary at a time. */
#include "lian-default-dictionary.h"
#include "lian-dictionary-check.h"

#include <string.h>

static LianRecord *
find (GPtrArray *records, const char *id, guint *index)
{
  for (guint i = 0; i < records->len; i++)
    if (g_strcmp0 (lian_record_get_id (records->pdata[i]), id) == 0)
      {
        *index = i;
        return records->pdata[i];
      }
  g_error ("%s is not in the default dictionary", id);
}

static LianRecord *
add_entry (GPtrArray *records, const char *vocabulary, const char *code)
{
  LianRecord *entry = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_take_text (entry, LIAN_F_ID, g_strdup_printf ("%s/%s", vocabulary, code));
  lian_record_set_text (entry, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_set_text (entry, LIAN_ENTRY_CODE, code);
  lian_record_set_text (entry, LIAN_ENTRY_TITLE, code);
  g_ptr_array_add (records, entry);
  return entry;
}

static LianRecord *
add_duty (GPtrArray *records, const char *id, const char *category, const char *unit,
          const char *region)
{
  LianRecord *duty = lian_record_new (LIAN_KIND_DUTY);

  lian_record_set_text (duty, LIAN_F_ID, id);
  lian_record_set_text (duty, LIAN_F_REGION, region);
  lian_record_set_text (duty, LIAN_DUTY_CATEGORY, category);
  lian_record_set_text (duty, LIAN_DUTY_UNIT, unit);
  g_ptr_array_add (records, duty);
  return duty;
}

static void
expect (GPtrArray *records, guint index, const char *field, const char *reason)
{
  g_autoptr (GHashTable) units = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) regions = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (LianDictionaryFault) fault = { 0 };

  g_hash_table_add (units, (gpointer) "u-1");
  g_hash_table_add (regions, (gpointer) "421202000000");
  if (field == NULL)
    {
      if (!lian_dictionary_check (records, units, regions, &fault))
        g_error ("%u, %s: %s", fault.index, fault.field, fault.reason);
      return;
    }
  g_assert_false (lian_dictionary_check (records, units, regions, &fault));
  g_test_message ("%u, %s: %s", fault.index, fault.field, fault.reason);
  g_assert_cmpuint (fault.index, ==, index);
  g_assert_cmpstr (fault.field, ==, field);
  g_assert_nonnull (strstr (fault.reason, reason));
}

static void
test_default (void)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_auto (LianDictionaryFault) fault = { 0 };

  add_duty (records, "d-1", "utility-manhole", "u-1", "421202000000");
  add_duty (records, "d-2", "utility-manhole", "u-1", NULL);
  expect (records, 0, NULL, NULL);
  add_duty (records, "d-3", "utility-manhole", "u-none", NULL);
  g_assert_true (lian_dictionary_check (records, NULL, NULL, &fault));
}

/* @value: "a|b" sets a list, "" clears, digits a number. */
static void
test_values (void)
{
  static const struct
  {
    const char *id;
    guint field;
    const char *value;
    const char *names;
    const char *reason;
  } cases[] = {
    { "action/sign", LIAN_ENTRY_CODES, "dispatched|nowhere", "codes", "no state “nowhere”" },
    { "action/sign", LIAN_ENTRY_CODES2, "unit_handler|king", "codes2", "no role “king”" },
    { "action/sign", LIAN_ENTRY_TEXT, "nowhere", "text", "no state “nowhere”" },
    { "action/take_item", LIAN_ENTRY_TEXT, "handling", "text", "no item_state “handling”" },
    { "action/take_item", LIAN_ENTRY_CODES, "filed", "codes", "no item_state “filed”" },
    { "action/sign", LIAN_ENTRY_PARENT, "cow", "parent", "“cow” is none of case, item" },
    { "action/reopen", LIAN_ENTRY_CONDITION, "mood=bad", "condition", "no field mood" },
    { "action/answer_remark", LIAN_ENTRY_CONDITION, "satisfaction=?", "condition",
      "item has no field satisfaction" },
    { "action/remark", LIAN_ENTRY_CONDITION, "state=x", "condition", "only of actions on" },
    { "action/sign", LIAN_ENTRY_NEEDS, "opinion|coffee", "needs", "no field “coffee”" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "unit:asleep", "effects", "no delivery_state “asleep”" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "dance", "effects", "no effect “dance”" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "count:title", "effects", "does not go with “title”" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "count", "effects", "does not go with “”" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "moment:rework_count", "effects", "does not go with" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "decide:maybe", "effects", "does not go with “maybe”" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "goto:failed", "effects", "RESULT=STATE" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "goto:tired=filed", "effects", "no result “tired”" },
    { "action/sign", LIAN_ENTRY_EFFECTS, "goto:failed=bed", "effects", "no state “bed”" },
    { "action/apply_extend", LIAN_ENTRY_EFFECTS, "apply:holiday", "effects",
      "no application_kind “holiday”" },
    { "application_kind/extend", LIAN_ENTRY_TEXT, "stretch", "text", "no action “stretch”" },
    { "application_kind/extend", LIAN_ENTRY_CODES2, "king", "codes2", "no role “king”" },
    { "result/real", LIAN_ENTRY_CODES, "verified|guessed", "codes", "no action “guessed”" },
    { "card/red", LIAN_ENTRY_CODES2, "referee", "codes2", "no role “referee”" },
    { "programme/remark", LIAN_ENTRY_CODES2, "king", "codes2", "no role “king”" },
    { "state/signed", LIAN_ENTRY_TEXT, "limbo", "text", "no stage “limbo”" },
    { "state/signed", LIAN_ENTRY_TEXT, "", "text", "no stage “”" },
    { "limit/handling", LIAN_ENTRY_AMOUNT, "0", "amount", "1 to 3660" },
    { "limit/handling", LIAN_ENTRY_AMOUNT, "-3", "amount", "1 to 3660" },
    { "limit/handling", LIAN_ENTRY_AMOUNT, "3661", "amount", "1 to 3660" },
    { "limit/to_file", LIAN_ENTRY_AMOUNT, "5270401", "amount", "1 to 5270400" },
    { "limit/handling", LIAN_ENTRY_UNIT, "fortnight", "unit", "“fortnight” is none of" },
    { "limit/handling", LIAN_ENTRY_UNIT, "", "unit", "“” is none of" },
    { "category/utility-manhole", LIAN_ENTRY_PARENT, "none", "parent", "no category “none”" },
    { "category/utility", LIAN_ENTRY_PARENT, "utility", "parent", "in a circle" },
    { "category/utility", LIAN_ENTRY_PARENT, "utility-manhole", "parent", "in a circle" },
    { "category/utility-manhole", LIAN_ENTRY_CODES, "riot", "codes", "no case_kind “riot”" },
    { "schedule/afternoon", LIAN_ENTRY_AMOUNT, "700", "amount", "overlaps segment “morning”" },
    { "schedule/afternoon", LIAN_ENTRY_RANK, "840", "amount", "schedule" },
    { "schedule/afternoon", LIAN_ENTRY_RANK, "1441", "amount", "schedule" },
    { "kpi/on_time_rate", LIAN_ENTRY_CODES, "@close_due", "codes", "denominator" },
    { "kpi/on_time_rate", LIAN_ENTRY_CODES, "@close_due height>2|", "codes", "no field height" },
    { "kpi/on_time_rate", LIAN_ENTRY_CODES, "@close_due|@state", "codes", "[1]: term, byte 6" },
    { "kpi/on_time_rate", LIAN_ENTRY_CODES, "@close_due|@close_due|state=closd", "codes",
      "no state “closd”" },
    { "kpi/on_time_rate", LIAN_ENTRY_CODES, "@close_due check_result=fine|", "codes",
      "no result “fine”" },
    { "action/reopen", LIAN_ENTRY_CONDITION, "satisfaction=bored", "condition",
      "no satisfaction “bored”" },
    { "kpi/on_time_rate", LIAN_ENTRY_AMOUNT, "10001", "amount", "0 to 10000" },
    { "phrase/gas", LIAN_ENTRY_PARENT, "gas", "parent", "no category “gas”" },
    { "setting/mirror_days", LIAN_ENTRY_AMOUNT, "0", "amount", "1 to" },
    { "source/wechat", LIAN_F_ID, "source/we", "id", "“source/wechat” is expected" },
    { "source/wechat", LIAN_ENTRY_CODE, "we/chat", "code", "not a code" },
    { "source/wechat", LIAN_ENTRY_CODE, "", "code", "not a code" },
    { "source/wechat", LIAN_ENTRY_VOCABULARY, "a/b", "vocabulary", "not a code" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
      guint index;
      LianRecord *record = find (records, cases[i].id, &index);
      LianFieldType type = lian_kind_get (LIAN_KIND_ENTRY)->fields[cases[i].field].type;
      g_auto (GStrv) list = g_strsplit (cases[i].value, "|", -1);

      if (*cases[i].value == '\0')
        lian_record_clear (record, cases[i].field);
      else if (type == LIAN_TYPE_INT)
        lian_record_set_int (record, cases[i].field, g_ascii_strtoll (cases[i].value, NULL, 10));
      else if (type == LIAN_TYPE_LIST)
        lian_record_set_list (record, cases[i].field, (const char *const *)list);
      else
        lian_record_set_text (record, cases[i].field, cases[i].value);
      expect (records, index, cases[i].names, cases[i].reason);
    }
}

/* Entries and duties that should not be there, at the end. */
static void
test_additions (void)
{
  static const struct
  {
    const char *vocabulary;
    const char *code;
    const char *field;
    const char *reason;
  } cases[] = {
    { "source", "wechat", "code", "“source/wechat” is there twice" },
    { "holiday", "2026-02-30", "code", "not a date" },
    { "holiday", "soon", "code", "not a date" },
    { "workday", "2026-10-01", "code", "holiday as well" },
    { "limit", "nap", "code", "no stage “nap”" },
    { "limit", "handling/none", "code", "no category “none”" },
    { "limit", "handling//asleep", "code", "no urgency “asleep”" },
    { "limit", "handling/", "code", "no category “”" },
    { "limit", "handling///x", "code", "STAGE/CATEGORY/URGENCY" },
    { "limit", "to_sign/utility", "unit", "none of" },
    { "kpi", "empty", "codes", "denominator" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) records = lian_default_dictionary_make ();

      add_entry (records, cases[i].vocabulary, cases[i].code);
      expect (records, records->len - 1, cases[i].field, cases[i].reason);
    }
}

static void
test_duties (void)
{
  static const struct
  {
    const char *id;
    const char *category;
    const char *unit;
    const char *region;
    const char *field;
  } cases[] = {
    { "d-2", "utility-none", "u-1", NULL, "category" },
    { "d-2", "utility-manhole", "u-2", NULL, "unit_id" },
    { "d-2", "utility-manhole", "u-1", "421202000001", "region_code" },
    { "d-1", "utility-manhole", "u-1", NULL, "id" },
    { "d 2", "utility-manhole", "u-1", NULL, "id" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) records = lian_default_dictionary_make ();

      add_duty (records, "d-1", "utility-manhole", "u-1", "421202000000");
      add_duty (records, cases[i].id, cases[i].category, cases[i].unit, cases[i].region);
      expect (records, records->len - 1, cases[i].field, "");
    }
}

/* Where only a result leads to. */
static void
test_results_lead (void)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  const char *effects[] = { "goto:passed=elsewhere", "goto:failed=check_failed", NULL };
  const char *from[] = { "elsewhere", NULL };
  LianRecord *action;
  guint index;

  lian_record_set_text (add_entry (records, "state", "elsewhere"), LIAN_ENTRY_TEXT, "handling");
  expect (records, records->len - 1, "code", "to this state");
  lian_record_set_list (find (records, "action/checked", &index), LIAN_ENTRY_EFFECTS, effects);
  expect (records, records->len - 1, "code", "to an end");
  action = add_entry (records, "action", "go_home");
  lian_record_set_list (action, LIAN_ENTRY_CODES, from);
  lian_record_set_text (action, LIAN_ENTRY_TEXT, "filed");
  lian_record_set_text (action, LIAN_ENTRY_PARENT, "item");
  expect (records, records->len - 1, "codes", "no item_state");
  lian_record_clear (action, LIAN_ENTRY_PARENT);
  expect (records, 0, NULL, NULL);
  effects[1] = NULL;
  lian_record_set_list (find (records, "action/checked", &index), LIAN_ENTRY_EFFECTS, effects);
  find (records, "state/check_failed", &index);
  expect (records, index, "code", "to this state");
}

/* A state that nobody comes into, and one that nobody gets out of. */
static void
test_workflow (void)
{
  g_autoptr (GPtrArray) island = lian_default_dictionary_make ();
  g_autoptr (GPtrArray) trap = lian_default_dictionary_make ();
  g_autoptr (GPtrArray) begun = lian_default_dictionary_make ();
  const char *from_handling[] = { "handling", NULL };
  const char *from_begun[] = { "draft", "begun", NULL };
  LianRecord *action;
  guint index;

  lian_record_set_text (add_entry (island, "state", "island"), LIAN_ENTRY_TEXT, "done");
  expect (island, island->len - 1, "code", "to this state");

  lian_record_set_text (add_entry (trap, "state", "trap"), LIAN_ENTRY_TEXT, "held");
  action = add_entry (trap, "action", "fall");
  lian_record_set_text (action, LIAN_ENTRY_TEXT, "trap");
  lian_record_set_list (action, LIAN_ENTRY_CODES, from_handling);
  expect (trap, trap->len - 2, "code", "to an end");

  /* A way out for all open cases. */
  lian_record_set_text (add_entry (trap, "action", "give_up"), LIAN_ENTRY_TEXT, "void");
  expect (trap, 0, NULL, NULL);

  /* What one reports from is where a case begins. */
  lian_record_set_text (add_entry (begun, "state", "begun"), LIAN_ENTRY_TEXT, "off");
  expect (begun, begun->len - 1, "code", "to this state");
  lian_record_set_list (find (begun, "action/report", &index), LIAN_ENTRY_CODES, from_begun);
  expect (begun, 0, NULL, NULL);
}

static void
test_missing (void)
{
  /* What nothing else in the dictionary speaks of. */
  static const char *const vocabularies[] = { "source", "limit", "region_level" };
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) records = NULL;
  LianRecord *unit = lian_record_new (LIAN_KIND_UNIT);

  expect (nothing, LIAN_DICTIONARY_FAULT_WHOLE, "vocabulary", "no entry of “state”");
  for (guint i = 0; i < G_N_ELEMENTS (vocabularies); i++)
    {
      g_autoptr (GPtrArray) rest = lian_default_dictionary_make ();

      for (guint k = rest->len; k > 0; k--)
        if (g_strcmp0 (lian_record_get_text (rest->pdata[k - 1], LIAN_ENTRY_VOCABULARY),
                       vocabularies[i])
            == 0)
          g_ptr_array_remove_index (rest, k - 1);
      expect (rest, LIAN_DICTIONARY_FAULT_WHOLE, "vocabulary", vocabularies[i]);
    }
  records = lian_default_dictionary_make ();
  g_ptr_array_add (records, unit);
  expect (records, records->len - 1, "id", "neither an entry nor a duty");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dictionary-check/default", test_default);
  g_test_add_func ("/dictionary-check/values", test_values);
  g_test_add_func ("/dictionary-check/additions", test_additions);
  g_test_add_func ("/dictionary-check/duties", test_duties);
  g_test_add_func ("/dictionary-check/results-lead", test_results_lead);
  g_test_add_func ("/dictionary-check/workflow", test_workflow);
  g_test_add_func ("/dictionary-check/missing", test_missing);
  return g_test_run ();
}
