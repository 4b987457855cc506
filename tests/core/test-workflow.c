/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-error.h"
#include "lian-workflow.h"

#define UNIT_HANDLERS ((const char *[]){ "unit_handler", NULL })
#define DISPATCHERS ((const char *[]){ "dispatcher", NULL })

static LianRecord *
add_entry (GPtrArray *entries, const char *vocabulary, const char *code, gint64 rank,
           const char *text)
{
  LianRecord *entry = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_set_text (entry, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_set_text (entry, LIAN_ENTRY_CODE, code);
  lian_record_set_text (entry, LIAN_ENTRY_TITLE, code);
  lian_record_set_int (entry, LIAN_ENTRY_RANK, rank);
  lian_record_set_text (entry, LIAN_ENTRY_TEXT, text);
  g_ptr_array_add (entries, entry);
  return entry;
}

static void
add_action (GPtrArray *entries, const char *code, const char *from, const char *role,
            const char *to)
{
  LianRecord *entry = add_entry (entries, "action", code, (gint64)entries->len, to);

  if (from != NULL)
    lian_record_set_list (entry, LIAN_ENTRY_CODES, (const char *[]){ from, NULL });
  lian_record_set_list (entry, LIAN_ENTRY_CODES2, (const char *[]){ role, NULL });
}

static void
add_limit (GPtrArray *entries, const char *code, gint64 amount, const char *unit)
{
  LianRecord *entry = add_entry (entries, "limit", code, 0, NULL);

  lian_record_set_int (entry, LIAN_ENTRY_AMOUNT, amount);
  lian_record_set_text (entry, LIAN_ENTRY_UNIT, unit);
}

static GPtrArray *
make_entries (void)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  static const char *const states[][2] = {
    { "reported", "to_accept" }, { "accepted", "to_file" },  { "filed", "to_dispatch" },
    { "dispatched", "to_sign" }, { "signed", "handling" },   { "handling", "handling" },
    { "feedback", "to_check" },  { "checking", "to_close" }, { "closed", "done" },
    { "evaluated", "done" },     { "suspended", "held" },    { "void", "off" },
  };
  LianRecord *category;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    add_entry (entries, "state", states[i][0], i, states[i][1]);
  add_action (entries, "dispatch", "filed", "dispatcher", "dispatched");
  add_action (entries, "sign", "dispatched", "unit_handler", "signed");
  lian_record_set_list (entries->pdata[entries->len - 1], LIAN_ENTRY_EFFECTS,
                        (const char *[]){ "unit:signed", NULL });
  add_action (entries, "nudge", NULL, "dispatcher", NULL);
  add_limit (entries, "to_sign", 30, "work_minute");
  add_limit (entries, "handling", 1, "work_day");
  add_limit (entries, "handling/env", 2, "work_day");
  add_limit (entries, "handling/env-noise/grave", 60, "natural_minute");
  add_limit (entries, "handling//urgent", 120, "work_minute");
  category = add_entry (entries, "category", "env-noise", 1, NULL);
  lian_record_set_text (category, LIAN_ENTRY_PARENT, "env");
  lian_record_set_text (category, LIAN_ENTRY_TITLE_ZH, "噪声");
  add_entry (entries, "category", "env", 0, NULL);
  return entries;
}

static LianDictionary *
make_dictionary (void)
{
  g_autoptr (GPtrArray) entries = make_entries ();
  LianDictionary *dictionary = lian_dictionary_new (entries, NULL);

  g_assert_nonnull (dictionary);
  return dictionary;
}

static LianRecord *
make_case (const char *state)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_CASE_STATE, state);
  lian_record_set_text (record, LIAN_CASE_REGION, "421202001003");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "env-noise");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, "U1");
  lian_record_set_list (record, LIAN_CASE_CO_UNITS, (const char *[]){ "U2", NULL });
  return record;
}

static gint64
at (const char *text)
{
  gint64 us = 0;

  g_assert_true (lian_time_parse (text, &us, NULL));
  return us;
}

static void
test_dictionary (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  GPtrArray *categories = lian_dictionary_list (dictionary, "category");

  g_assert_cmpuint (categories->len, ==, 2);
  g_assert_cmpstr (lian_record_get_text (categories->pdata[0], LIAN_ENTRY_CODE), ==, "env");
  g_assert_cmpuint (lian_dictionary_list (dictionary, "nothing")->len, ==, 0);
  g_assert_cmpstr (lian_dictionary_title (dictionary, "category", "env-noise", TRUE), ==, "噪声");
  g_assert_cmpstr (lian_dictionary_title (dictionary, "category", "env", TRUE), ==, "env");
  g_assert_cmpstr (lian_dictionary_title (dictionary, "category", "new", TRUE), ==, "new");
  g_assert_cmpstr (lian_dictionary_title (dictionary, "category", NULL, TRUE), ==, "");
  g_assert_cmpint (lian_dictionary_rank (dictionary, "state", "signed"), ==, 4);
  g_assert_cmpstr (lian_dictionary_stage (dictionary, "signed"), ==, "handling");
  g_assert_cmpstr (lian_dictionary_stage (dictionary, "unheard-of"), ==, "off");
}

static void
check_limit (const LianDictionary *dictionary, const char *category, const char *urgency,
             gint64 wanted, LianLimitUnit wanted_unit)
{
  gint64 amount = 0;
  LianLimitUnit unit = LIAN_LIMIT_NATURAL_DAYS;

  g_assert_true (
      lian_dictionary_find_limit (dictionary, "handling", category, urgency, &amount, &unit));
  g_assert_cmpint (amount, ==, wanted);
  g_assert_cmpint (unit, ==, wanted_unit);
}

static void
test_limits (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  gint64 amount;
  LianLimitUnit unit;

  check_limit (dictionary, "env-noise", "grave", 60, LIAN_LIMIT_NATURAL_MINUTES);
  check_limit (dictionary, "env-noise", "normal", 2, LIAN_LIMIT_WORK_DAYS);
  check_limit (dictionary, "road", "urgent", 120, LIAN_LIMIT_WORK_MINUTES);
  check_limit (dictionary, "road", "normal", 1, LIAN_LIMIT_WORK_DAYS);
  check_limit (dictionary, NULL, NULL, 1, LIAN_LIMIT_WORK_DAYS);
  g_assert_false (
      lian_dictionary_find_limit (dictionary, "to_close", "road", NULL, &amount, &unit));
}

static void
test_bad_dictionaries (void)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GPtrArray) entries = make_entries ();
      g_autoptr (GError) error = NULL;

      if (i == 0)
        add_entry (entries, "state", "signed", 0, NULL);
      else if (i == 1)
        add_limit (entries, "to_file", 0, "work_day");
      else if (i == 2)
        add_limit (entries, "to_file", 5, "fortnight");
      else
        g_ptr_array_add (entries, lian_record_new (LIAN_KIND_CASE));
      g_assert_null (lian_dictionary_new (entries, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
}

static void
check_may (const LianDictionary *dictionary, const LianActor *actor, const LianRecord *record,
           const char *action, int code)
{
  g_autoptr (GError) error = NULL;
  gboolean may = lian_workflow_may (dictionary, actor, record, action, &error);

  g_assert_true (may == (code < 0));
  if (code >= 0)
    g_assert_error (error, LIAN_ERROR, code);
}

static void
test_may (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  g_autoptr (LianRecord) record = make_case ("dispatched");
  LianActor handler = { "h", UNIT_HANDLERS, "421202000000", "U1" };
  LianActor dispatcher = { "d", DISPATCHERS, "421202000000", NULL };

  check_may (dictionary, &handler, record, "sign", -1);
  handler.unit_id = "U2";
  check_may (dictionary, &handler, record, "sign", -1);
  handler.unit_id = "U3";
  check_may (dictionary, &handler, record, "sign", LIAN_ERROR_FORBIDDEN);
  handler.unit_id = NULL;
  check_may (dictionary, &handler, record, "sign", LIAN_ERROR_FORBIDDEN);
  check_may (dictionary, &dispatcher, record, "sign", LIAN_ERROR_FORBIDDEN);
  check_may (dictionary, &dispatcher, record, "dispatch", LIAN_ERROR_CONFLICT);
  check_may (dictionary, &dispatcher, record, "conjure", LIAN_ERROR_INVALID);
  check_may (dictionary, &dispatcher, record, "nudge", -1);
  dispatcher.region_code = "421221000000";
  check_may (dictionary, &dispatcher, record, "nudge", LIAN_ERROR_FORBIDDEN);
  dispatcher.region_code = "421202000000";
  lian_record_set_text (record, LIAN_CASE_STATE, "closed");
  check_may (dictionary, &dispatcher, record, "nudge", LIAN_ERROR_CONFLICT);
}

static void
test_actions (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  g_autoptr (LianRecord) record = make_case ("filed");
  LianActor dispatcher = { "d", DISPATCHERS, "421202", NULL };
  g_autoptr (GPtrArray) actions = lian_workflow_actions (dictionary, &dispatcher, record);

  g_assert_cmpuint (actions->len, ==, 2);
  g_assert_cmpstr (actions->pdata[0], ==, "dispatch");
  g_assert_cmpstr (actions->pdata[1], ==, "nudge");
  g_assert_cmpstr (lian_workflow_next_state (dictionary, record, "dispatch"), ==, "dispatched");
  g_assert_cmpstr (lian_workflow_next_state (dictionary, record, "nudge"), ==, "filed");
  g_assert_true (lian_workflow_is_open (dictionary, "suspended"));
  g_assert_false (lian_workflow_is_open (dictionary, "void"));
  g_assert_false (lian_workflow_is_open (dictionary, "evaluated"));
}

static void
test_enter (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  g_autoptr (LianRecord) record = make_case ("filed");
  gint64 dispatched = at ("2026-11-24T09:40:00+08:00");
  gint64 signed_at = at ("2026-11-24T10:00:00+08:00");
  gint64 handled = at ("2026-11-24T10:30:00+08:00");

  lian_workflow_enter (dictionary, record, "dispatched", dispatched, 0);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-24T10:10:00+08:00"));
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_WARN_AT), ==,
                   at ("2026-11-24T10:04:00+08:00"));
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_LIMIT_MIN), ==, 30);

  lian_workflow_enter (dictionary, record, "signed", signed_at, 0);
  lian_workflow_enter (dictionary, record, "handling", handled, 0);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_STAGE_AT), ==, signed_at);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_SIGNED_AT), ==, signed_at);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_HANDLED_AT), ==, handled);
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_LIMIT_MIN), ==, 960);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-26T10:00:00+08:00"));

  /* An extension moves the deadline, and nothing else. */
  lian_workflow_extend (dictionary, record, 480);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_STAGE_AT), ==, signed_at);
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_LIMIT_MIN), ==, 1440);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-27T10:00:00+08:00"));
}

/* What was granted stays granted when category or urgency change, and counts on the clock of the
 * limit: an hour of the natural clock is an hour, also in the night. */
static void
test_extension_stays (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  g_autoptr (LianRecord) record = make_case ("dispatched");

  lian_workflow_enter (dictionary, record, "signed", at ("2026-11-24T17:50:00+08:00"), 0);
  lian_workflow_extend (dictionary, record, 60);
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_LIMIT_MIN), ==, 1020);
  lian_record_set_text (record, LIAN_CASE_URGENCY, "grave");
  lian_workflow_relimit (dictionary, record);
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_LIMIT_MIN), ==, 120);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-24T19:50:00+08:00"));
  lian_workflow_extend (dictionary, record, 60);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-24T20:50:00+08:00"));
}

/* Thirty minutes of two days are used, the clock stands for a day, and goes on where it stood. */
static void
test_suspension (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  g_autoptr (LianRecord) record = make_case ("dispatched");

  lian_record_set_time (record, LIAN_CASE_CLOSE_DUE, at ("2026-11-30T10:00:00+08:00"));
  lian_workflow_enter (dictionary, record, "signed", at ("2026-11-24T10:00:00+08:00"), 0);
  lian_workflow_enter (dictionary, record, "suspended", at ("2026-11-24T10:30:00+08:00"), 0);
  g_assert_false (lian_record_has (record, LIAN_CASE_DEADLINE));
  g_assert_false (lian_record_has (record, LIAN_CASE_WARN_AT));
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_HANG_USED), ==, 30);
  g_assert_cmpint (lian_light_of_case (record, at ("2027-01-01T00:00:00+08:00")), ==,
                   LIAN_LIGHT_HELD);
  lian_workflow_enter (dictionary, record, "handling", at ("2026-11-25T10:30:00+08:00"), 0);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-27T10:00:00+08:00"));
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_SIGNED_AT), ==,
                   at ("2026-11-24T10:00:00+08:00"));
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_CLOSE_DUE), ==,
                   at ("2026-12-01T10:00:00+08:00"));
  g_assert_false (lian_record_has (record, LIAN_CASE_HANG_SINCE));
}

/* 捆绑计时: 300 of 960 minutes were used before the rework; another unit begins with all of its
 * own. */
static void
test_bundled_clock (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  g_autoptr (LianRecord) record = make_case ("dispatched");

  lian_workflow_enter (dictionary, record, "signed", at ("2026-11-24T08:00:00+08:00"), 0);
  lian_workflow_enter (dictionary, record, "feedback", at ("2026-11-24T15:00:00+08:00"), 0);
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_BUNDLE_USED), ==, 300);
  lian_workflow_enter (dictionary, record, "dispatched", at ("2026-11-24T17:00:00+08:00"), 0);
  lian_workflow_enter (dictionary, record, "signed", at ("2026-11-25T08:00:00+08:00"), 0);
  g_assert_cmpint (lian_record_get_int (record, LIAN_CASE_LIMIT_MIN), ==, 960);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-26T11:00:00+08:00"));
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_WARN_AT), ==,
                   at ("2026-11-25T17:48:00+08:00"));
  lian_workflow_enter (dictionary, record, "dispatched", at ("2026-11-25T09:00:00+08:00"), 0);
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, "U9");
  lian_workflow_enter (dictionary, record, "signed", at ("2026-11-25T10:00:00+08:00"), 0);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-11-27T10:00:00+08:00"));
  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_BUNDLE_UNIT), ==, "U9");

  /* What is overdue when it comes back is overdue by as much as was used too much. */
  lian_workflow_enter (dictionary, record, "dispatched", at ("2026-12-01T09:00:00+08:00"), 0);
  lian_record_set_int (record, LIAN_CASE_BUNDLE_USED, 1000);
  lian_workflow_enter (dictionary, record, "signed", at ("2026-12-01T10:00:00+08:00"), 0);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_DEADLINE), ==,
                   at ("2026-12-01T09:20:00+08:00"));
}

static void
test_going_back (void)
{
  g_autoptr (LianDictionary) dictionary = make_dictionary ();
  g_autoptr (LianRecord) record = make_case ("accepted");

  lian_workflow_enter (dictionary, record, "filed", 1, 0);
  lian_workflow_enter (dictionary, record, "dispatched", 2, 0);
  lian_workflow_enter (dictionary, record, "signed", 3, 0);
  lian_workflow_enter (dictionary, record, "filed", 4, 0);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_FILED_AT), ==, 1);
  g_assert_false (lian_record_has (record, LIAN_CASE_DISPATCHED_AT));
  g_assert_false (lian_record_has (record, LIAN_CASE_SIGNED_AT));

  lian_workflow_enter (dictionary, record, "closed", 5, 0);
  lian_workflow_enter (dictionary, record, "evaluated", 6, 0);
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_CLOSED_AT), ==, 5);
  lian_workflow_enter (dictionary, record, "dispatched", 7, 0);
  g_assert_false (lian_record_has (record, LIAN_CASE_CLOSED_AT));
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_EVALUATED_AT), ==, 6);
}

static void
test_regions (void)
{
  static const struct
  {
    const char *top;
    const char *region;
    gboolean covers;
  } cases[] = {
    { "421202000000", "421202001000", TRUE },
    { "421202000000", "421202001003", TRUE },
    { "421202001000", "421202001003", TRUE },
    { "421202001000", "421202002003", FALSE },
    { "421202001003", "421202001000", FALSE },
    { "421202001003", "421202001003", TRUE },
    { "421202001003", "421202001003-07", TRUE },
    { "421202001003-07", "421202001003-07", TRUE },
    { "421202001003-07", "421202001003", FALSE },
    { "421202", "421202001003", TRUE },
    { "421202001", "421202001003", TRUE },
    { "421202001", "421202000000", FALSE },
    { "421202000000", "421202", TRUE },
    { "421200000000", "421202001003", TRUE },
    { "421200", "421302001003", FALSE },
    { "000000000000", "421202001003", FALSE },
    { "", "421202001003", TRUE },
    { NULL, NULL, TRUE },
    { "421202000000", "", TRUE },
    { "here", "here", TRUE },
    { "here", "here-too", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (lian_region_covers (cases[i].top, cases[i].region) == cases[i].covers);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dictionary/lookup", test_dictionary);
  g_test_add_func ("/dictionary/limits", test_limits);
  g_test_add_func ("/dictionary/bad", test_bad_dictionaries);
  g_test_add_func ("/workflow/may", test_may);
  g_test_add_func ("/workflow/actions", test_actions);
  g_test_add_func ("/workflow/enter", test_enter);
  g_test_add_func ("/workflow/extension-stays", test_extension_stays);
  g_test_add_func ("/workflow/suspension", test_suspension);
  g_test_add_func ("/workflow/bundled-clock", test_bundled_clock);
  g_test_add_func ("/workflow/going-back", test_going_back);
  g_test_add_func ("/workflow/regions", test_regions);
  return g_test_run ();
}
