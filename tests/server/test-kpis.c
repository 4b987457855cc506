/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-dictionary.h"
#include "lian-dictionary.h"
#include "lian-kpi.h"
#include "lian-text.h"

#include <string.h>

#define HOUR ((gint64)G_TIME_SPAN_HOUR)
#define FROM (1000 * HOUR)
#define DUE (1100 * HOUR)
#define TO (1200 * HOUR)
#define NOW (1300 * HOUR)

static LianDictionary *dictionary;

static LianKpi *
get_kpi (const char *code)
{
  g_autoptr (GError) error = NULL;
  LianKpi *kpi = lian_kpi_new (lian_dictionary_lookup (dictionary, "kpi", code), &error);

  g_assert_no_error (error);
  return kpi;
}

static LianRecord *
add_case (GPtrArray *cases, const char *state)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_CASE_STATE, state);
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, FROM);
  lian_record_set_time (record, LIAN_CASE_ACCEPTED_AT, FROM);
  lian_record_set_time (record, LIAN_CASE_FILED_AT, FROM + HOUR);
  lian_record_set_time (record, LIAN_CASE_DISPATCHED_AT, FROM + 2 * HOUR);
  lian_record_set_time (record, LIAN_CASE_CLOSE_DUE, DUE);
  g_ptr_array_add (cases, record);
  return record;
}

static void
check (GPtrArray *cases, const char *code, guint num, guint den, const char *percent)
{
  g_autoptr (LianKpi) kpi = get_kpi (code);
  g_autofree char *shown = NULL;
  guint n[2] = { 0, 0 };

  for (guint i = 0; i < cases->len; i++)
    for (LianKpiPart part = LIAN_KPI_NUMERATOR; part <= LIAN_KPI_DENOMINATOR; part++)
      n[part] += lian_kpi_matches (kpi, part, cases->pdata[i], FROM, TO, NOW);
  shown = lian_format_percent (n[0], n[1], 2);
  g_test_message ("%s %u/%u = %s", code, n[0], n[1], shown);
  g_assert_cmpuint (n[0], ==, num);
  g_assert_cmpuint (n[1], ==, den);
  g_assert_cmpstr (shown, ==, percent);
}

/* The bulletin of domain.md 1.4: 996 filed, 972 due to close, 911 closed, 737 of them on time. The
 * denominators differ, and it matters. */
static void
test_bulletin (void)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; i < 911; i++)
    {
      LianRecord *record = add_case (cases, i % 2 == 0 ? "closed" : "evaluated");

      lian_record_set_time (record, LIAN_CASE_CLOSED_AT, i < 737 ? DUE : DUE + 1);
    }
  for (guint i = 911; i < 972; i++)
    add_case (cases, "handling");
  for (guint i = 972; i < 980; i++)
    add_case (cases, "void");
  for (guint i = 980; i < 990; i++)
    add_case (cases, "suspended");
  for (guint i = 990; i < 996; i++)
    lian_record_set_text (add_case (cases, "handling"), LIAN_CASE_DUPLICATE_OF, "lead");

  check (cases, "closing_rate", 911, 972, "93.72");
  check (cases, "on_time_rate", 737, 972, "75.82");
  check (cases, "on_time_of_closed", 737, 911, "80.90");
  check (cases, "overdue_rate", 972 - 737, 972, "24.18");
  check (cases, "filing_accuracy", 982, 990, "99.19");
  check (cases, "satisfaction_rate", 0, 0, "—");
  check (none, "on_time_rate", 0, 0, "—");
}

static void
test_units_work (void)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  LianRecord *prompt = add_case (cases, "closed");
  LianRecord *late = add_case (cases, "signed");
  LianRecord *waiting = add_case (cases, "dispatched");
  LianRecord *alone = add_case (cases, "closed");

  lian_record_set_time (prompt, LIAN_CASE_SIGNED_AT, FROM + 26 * HOUR);
  lian_record_set_time (prompt, LIAN_CASE_FEEDBACK_AT, DUE);
  lian_record_set_time (prompt, LIAN_CASE_CLOSED_AT, DUE + 1);
  lian_record_set_int (prompt, LIAN_CASE_REWORK_COUNT, 2);
  lian_record_set_text (prompt, LIAN_CASE_SATISFACTION, "dissatisfied");
  lian_record_set_time (prompt, LIAN_CASE_EVALUATED_AT, DUE + 2);
  lian_record_set_time (late, LIAN_CASE_SIGNED_AT, FROM + 26 * HOUR + 1);
  lian_record_set_int (late, LIAN_CASE_RETURN_COUNT, 1);
  lian_record_set_int (late, LIAN_CASE_EXTEND_COUNT, 0);
  lian_record_set_text (late, LIAN_CASE_CARD, "yellow");
  lian_record_set_int (waiting, LIAN_CASE_NUDGE_COUNT, 1);
  lian_record_set_int (waiting, LIAN_CASE_EXTEND_COUNT, 3);
  lian_record_clear (alone, LIAN_CASE_DISPATCHED_AT);
  lian_record_set_time (alone, LIAN_CASE_CLOSED_AT, FROM + HOUR);

  check (cases, "signing_rate", 2, 3, "66.67");
  check (cases, "prompt_signing_rate", 1, 3, "33.33");
  check (cases, "disposal_rate", 1, 3, "33.33");
  check (cases, "on_time_disposal_rate", 1, 3, "33.33");
  check (cases, "return_rate", 1, 3, "33.33");
  check (cases, "extension_rate", 1, 3, "33.33");
  check (cases, "nudge_rate", 1, 3, "33.33");
  check (cases, "supervision_rate", 1, 3, "33.33");
  check (cases, "rework_rate", 1, 1, "100.00");
  check (cases, "self_handling_rate", 1, 2, "50.00");
  check (cases, "evaluation_rate", 1, 2, "50.00");
  check (cases, "dissatisfaction_rate", 1, 1, "100.00");
  check (cases, "satisfaction_rate", 0, 1, "0.00");
  check (cases, "overdue_rate", 3, 4, "75.00");
  check (cases, "acceptance_rate", 4, 4, "100.00");
  check (cases, "filing_rate", 4, 4, "100.00");
}

/* Random cases: what is counted above is counted below, so that no rate exceeds 100 %. */
static void
test_parts (void)
{
  static const char *const states[]
      = { "reported",  "accepted", "dispatched", "handling", "feedback", "closed",
          "evaluated", "void",     "rejected",   "merged",   "suspended" };
  static const guint times[]
      = { LIAN_CASE_ACCEPTED_AT, LIAN_CASE_FILED_AT,    LIAN_CASE_DISPATCHED_AT,
          LIAN_CASE_SIGNED_AT,   LIAN_CASE_FEEDBACK_AT, LIAN_CASE_CLOSED_AT,
          LIAN_CASE_CLOSE_DUE,   LIAN_CASE_EVALUATED_AT };
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GPtrArray *entries = lian_dictionary_list (dictionary, "kpi");

  for (guint i = 0; i < 2000; i++)
    {
      LianRecord *record
          = add_case (cases, states[g_test_rand_int_range (0, G_N_ELEMENTS (states))]);

      for (guint k = 0; k < G_N_ELEMENTS (times); k++)
        if (g_test_rand_int_range (0, 3) == 0)
          lian_record_clear (record, times[k]);
        else
          lian_record_set_time (record, times[k], g_test_rand_int_range (900, 1300) * HOUR);
      lian_record_set_int (record, LIAN_CASE_REWORK_COUNT, g_test_rand_int_range (0, 2));
      if (g_test_rand_bit ())
        lian_record_set_text (record, LIAN_CASE_SATISFACTION, "satisfied");
    }
  for (guint k = 0; k < entries->len; k++)
    {
      g_autoptr (LianKpi) kpi = get_kpi (lian_record_get_text (entries->pdata[k], LIAN_ENTRY_CODE));

      for (guint i = 0; i < cases->len; i++)
        g_assert_true (
            lian_kpi_matches (kpi, LIAN_KPI_DENOMINATOR, cases->pdata[i], FROM, TO, NOW)
            || !lian_kpi_matches (kpi, LIAN_KPI_NUMERATOR, cases->pdata[i], FROM, TO, NOW));
    }
}

/* Each figure says what it is in both languages. */
static void
test_definitions (void)
{
  GPtrArray *entries = lian_dictionary_list (dictionary, "kpi");

  g_assert_cmpuint (entries->len, >=, 20);
  for (guint i = 0; i < entries->len; i++)
    {
      g_auto (GStrv) lines
          = g_strsplit (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_TEXT), "\n", -1);

      g_assert_cmpuint (g_strv_length (lines), ==, 2);
      g_assert_true (g_str_is_ascii (lines[0]) && g_str_has_suffix (lines[0], "."));
      g_assert_true (g_str_has_suffix (lines[1], "。"));
      g_assert_true (lian_record_has (entries->pdata[i], LIAN_ENTRY_TITLE_ZH));
    }
}

static void
check_refused (const char *first, const char *second, const char *third, const char *message)
{
  const char *codes[] = { first, second, third, NULL };
  g_autoptr (LianRecord) entry = lian_record_new (LIAN_KIND_ENTRY);
  g_autoptr (GError) error = NULL;

  lian_record_set_list (entry, LIAN_ENTRY_CODES, codes);
  g_assert_null (lian_kpi_new (entry, &error));
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_refused (void)
{
  g_autoptr (LianRecord) empty = lian_record_new (LIAN_KIND_ENTRY);
  g_autoptr (GError) error = NULL;

  g_assert_null (lian_kpi_new (empty, &error));
  check_refused ("@closed_at", NULL, NULL, "denominator");
  check_refused ("nothing=1", "", NULL, "[0]: term, byte 0: case has no field nothing");
  check_refused ("", "state=", NULL, "[1]: term, byte 6");
  check_refused ("", "", "@closed_at", "[2]: an exclusion has no period");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) entries = lian_default_dictionary_make ();
  int status;

  g_test_init (&argc, &argv, NULL);
  dictionary = lian_dictionary_new (entries, NULL);
  g_test_add_func ("/kpis/bulletin", test_bulletin);
  g_test_add_func ("/kpis/units-work", test_units_work);
  g_test_add_func ("/kpis/parts", test_parts);
  g_test_add_func ("/kpis/definitions", test_definitions);
  g_test_add_func ("/kpis/refused", test_refused);
  status = g_test_run ();
  lian_dictionary_unref (dictionary);
  return status;
}
