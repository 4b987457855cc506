/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-term.h"

static LianRecord *
make_case (void)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_CASE_STATE, "closed");
  lian_record_set_time (record, LIAN_CASE_CLOSED_AT, 100);
  lian_record_set_time (record, LIAN_CASE_CLOSE_DUE, 100);
  lian_record_set_int (record, LIAN_CASE_REWORK_COUNT, 2);
  lian_record_set_bool (record, LIAN_CASE_SECRECY, TRUE);
  return record;
}

static void
check (const char *text, gint64 from, gint64 to, gint64 now, gboolean wanted, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianTerm) term = lian_term_parse (LIAN_KIND_CASE, text, &error);
  g_autoptr (LianRecord) record = make_case ();
  g_autofree char *got = NULL;

  g_assert_no_error (error);
  g_assert_true (lian_term_matches (term, record, from, to, now) == wanted);
  got = lian_term_to_sql (term, from, to, now);
  if (sql != NULL)
    g_assert_cmpstr (got, ==, sql);
}

static void
test_terms (void)
{
  check ("", 0, 0, 0, TRUE, "(1)");
  check ("@closed_at state=closed,evaluated closed_at<=close_due duplicate_of=-", 50, 200, 0, TRUE,
         "(\"closed_at\" IS NOT NULL AND \"closed_at\" >= 50 AND \"closed_at\" < 200 AND "
         "(\"state\" IS NOT NULL AND \"state\" IN ('closed', 'evaluated')) AND "
         "(\"closed_at\" IS NOT NULL AND \"close_due\" IS NOT NULL AND \"closed_at\" <= "
         "\"close_due\") AND \"duplicate_of\" IS NULL)");
  check ("@closed_at", 100, 101, 0, TRUE, NULL);
  check ("@closed_at", 0, 100, 0, FALSE, NULL);
  check ("@closed_at", 101, 0, 0, FALSE, NULL);
  check ("@accepted_at", 0, 0, 0, FALSE, "(\"accepted_at\" IS NOT NULL)");
  check ("state=closed", 500, 600, 0, TRUE, NULL);
  check ("state!=closed", 0, 0, 0, FALSE, "((\"state\" IS NULL OR \"state\" NOT IN ('closed')))");
  check ("category!=x", 0, 0, 0, TRUE, NULL);
  check ("category=x", 0, 0, 0, FALSE, NULL);
  check ("category=?", 0, 0, 0, FALSE, NULL);
  check ("  state=?  location=- ", 0, 0, 0, TRUE,
         "(\"state\" IS NOT NULL AND \"location_lon\" IS NULL)");
  check ("closed_at>close_due", 0, 0, 0, FALSE, NULL);
  check ("accepted_at<=close_due", 0, 0, 0, FALSE, NULL);
  check ("closed_at<now", 0, 0, 100, FALSE,
         "((\"closed_at\" IS NOT NULL AND \"closed_at\" < 100))");
  check ("closed_at<now", 0, 0, 101, TRUE, NULL);
  check ("closed_at>=now", 0, 0, 100, TRUE, NULL);
  check ("accepted_at>=now", 0, 0, 0, FALSE, NULL);
  check ("rework_count=1,2 secrecy=true", 0, 0, 0, TRUE,
         "((\"rework_count\" IS NOT NULL AND \"rework_count\" IN (1, 2)) AND "
         "(\"secrecy\" IS NOT NULL AND \"secrecy\" IN (1)))");
  check ("rework_count>1", 0, 0, 0, TRUE,
         "((\"rework_count\" IS NOT NULL AND \"rework_count\" > 1))");
  check ("rework_count>2", 0, 0, 0, FALSE, NULL);
  check ("rework_count<=2 rework_count>-1", 0, 0, 0, TRUE, NULL);
  check ("return_count>0", 0, 0, 0, FALSE, NULL);
  check ("return_count<=0", 0, 0, 0, FALSE, NULL);
  check ("return_count!<=0", 0, 0, 0, TRUE, NULL);
  check ("closed_at!<=close_due", 0, 0, 0, FALSE,
         "(NOT (\"closed_at\" IS NOT NULL AND \"close_due\" IS NOT NULL AND \"closed_at\" <= "
         "\"close_due\"))");
  check ("accepted_at!<=close_due", 0, 0, 0, TRUE, NULL);
  check ("closed_at!<=accepted_at", 0, 0, 0, TRUE, NULL);
  check ("closed_at>close_due+0m", 0, 0, 0, FALSE, NULL);
  check ("closed_at<=close_due+36600d", 0, 0, 0, TRUE, NULL);
  check ("closed_at<=close_due+2h", 0, 0, 0, TRUE,
         "((\"closed_at\" IS NOT NULL AND \"close_due\" IS NOT NULL AND \"closed_at\" <= "
         "\"close_due\" + 7200000000))");
  check ("secrecy=false", 0, 0, 0, FALSE, NULL);
}

static void
test_refused (void)
{
  static const char *const bad[] = { "nothing=1",
                                     "state",
                                     "state=",
                                     "state=a,",
                                     "state=a'b",
                                     "state=a;b",
                                     "state=\"a\"",
                                     "state=中",
                                     "state=a=b",
                                     "@state",
                                     "@closed_at,state=a",
                                     "@",
                                     "state=a @closed_at",
                                     "state<=category",
                                     "closed_at<=rework_count",
                                     "closed_at<=nothing",
                                     "state<now",
                                     "closed_at=5",
                                     "location=1",
                                     "rework_count=x",
                                     "rework_count=9223372036854775808",
                                     "secrecy=maybe",
                                     "state = a",
                                     "state<=5",
                                     "closed_at<=5",
                                     "rework_count>",
                                     "rework_count>x",
                                     "rework_count>5x",
                                     "rework_count>--5",
                                     "rework_count>9223372036854775808",
                                     "rework_count<=return_count+1m",
                                     "closed_at<=close_due+",
                                     "closed_at<=close_due+5",
                                     "closed_at<=close_due+-5m",
                                     "closed_at<=close_due+5w",
                                     "closed_at<=close_due+36601m",
                                     "rework_count!<2",
                                     "1=1",
                                     "state=a\tid=b" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LianTerm) term = lian_term_parse (LIAN_KIND_CASE, bad[i], &error);

      g_assert_null (term);
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, "term, byte "));
    }
}

static void
test_limits (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *good = g_strdup_printf ("state=%s", longest);
  g_autofree char *bad = g_strdup_printf ("state=%sa", longest);
  g_autofree char *huge = g_strnfill (5000, ' ');
  g_autoptr (LianTerm) term = lian_term_parse (LIAN_KIND_CASE, good, NULL);

  g_assert_nonnull (term);
  g_assert_null (lian_term_parse (LIAN_KIND_CASE, bad, NULL));
  g_assert_null (lian_term_parse (LIAN_KIND_CASE, huge, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/term/terms", test_terms);
  g_test_add_func ("/term/refused", test_refused);
  g_test_add_func ("/term/limits", test_limits);
  return g_test_run ();
}
