/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-ledger.h"
#include "testing.h"

/* One row in the place of another, and rows that are given up. */

typedef struct
{
  char *folder;
  char *path;
  LianLedger *ledger;
} Fixture;

static void
open_ledger (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->ledger = lian_ledger_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "ledger.db", NULL);
  open_ledger (fixture);
}

static void
close_ledger (Fixture *fixture)
{
  lian_ledger_close (fixture->ledger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->ledger);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_ledger (fixture);
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

static gboolean
promise (Fixture *fixture, const char *id, const char *supersedes, const char *account,
         gint64 created_at, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_auto (Answer) answer = { 0 };
  LianPromise order = { .id = id,
                        .kind = "dispatch",
                        .case_id = "c1",
                        .target = "c1",
                        .target_version = 7,
                        .to_unit = "u1",
                        .body = body,
                        .account = account,
                        .server_id = "server-1",
                        .created_at = created_at,
                        .not_before = created_at,
                        .not_after = created_at + HOUR,
                        .supersedes = supersedes };

  lian_ledger_promise (fixture->ledger, &order, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_promise_finish (fixture->ledger, answer.result, error);
}

static void
order (Fixture *fixture, const char *id, const char *supersedes)
{
  g_autoptr (GError) error = NULL;

  promise (fixture, id, supersedes, "seat02", NOW, &error);
  g_assert_no_error (error);
}

static void
begin (Fixture *fixture, const char *id, gboolean expected)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_begin_attempt (fixture->ledger, id, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_ledger_begin_attempt_finish (fixture->ledger, answer.result, NULL)
                 == expected);
}

static void
settle (Fixture *fixture, const char *id, LianEntryState state, gboolean expected)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_settle (fixture->ledger, id, state, state == LIAN_ENTRY_RECEIVED ? 41 : 0, NULL,
                      "expired", NULL, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_ledger_settle_finish (fixture->ledger, answer.result, NULL) == expected);
}

static void
undo (Fixture *fixture, const char *id)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  lian_ledger_undo (fixture->ledger, id, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  lian_ledger_undo_finish (fixture->ledger, answer.result, &error);
  g_assert_no_error (error);
}

static void
resolve (Fixture *fixture, const char *id, const char *decision, gboolean certain,
         gboolean expected)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  lian_ledger_resolve (fixture->ledger, id, decision, "chief1", "打过电话", certain, NULL,
                       answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_ledger_resolve_finish (fixture->ledger, answer.result, &error) == expected);
  if (!expected)
    g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
}

static void
expect (Fixture *fixture, const char *id, LianEntryState state, const char *decision)
{
  LianLedgerEntry *entry = lian_ledger_lookup (fixture->ledger, id);

  g_assert_nonnull (entry);
  g_assert_cmpint (lian_ledger_entry_get_state (entry), ==, state);
  g_assert_cmpstr (lian_ledger_entry_get_decision (entry), ==, decision);
}

/* Never sent: it will not be, by anybody. */
static void
test_queued (Fixture *fixture, gconstpointer data)
{
  order (fixture, "i1", NULL);
  order (fixture, "i2", "i1");
  expect (fixture, "i1", LIAN_ENTRY_REVOKED, "superseded");
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 1);
  begin (fixture, "i1", FALSE);
  close_ledger (fixture);
  open_ledger (fixture);
  expect (fixture, "i1", LIAN_ENTRY_REVOKED, "superseded");
  begin (fixture, "i2", TRUE);
}

/* It may have arrived: not sent again, and a receipt is the truth whenever it comes. */
static void
test_attempted (Fixture *fixture, gconstpointer data)
{
  order (fixture, "i1", NULL);
  begin (fixture, "i1", TRUE);
  order (fixture, "i2", "i1");
  expect (fixture, "i1", LIAN_ENTRY_REVOKED, "superseded");
  begin (fixture, "i1", FALSE);
  settle (fixture, "i1", LIAN_ENTRY_EXPIRED, FALSE);
  settle (fixture, "i1", LIAN_ENTRY_RECEIVED, TRUE);
  expect (fixture, "i1", LIAN_ENTRY_RECEIVED, "superseded");
}

static void
test_received (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  order (fixture, "i1", NULL);
  begin (fixture, "i1", TRUE);
  settle (fixture, "i1", LIAN_ENTRY_RECEIVED, TRUE);
  g_assert_false (promise (fixture, "i2", "i1", "seat02", NOW, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_assert_null (lian_ledger_lookup (fixture->ledger, "i2"));
  expect (fixture, "i1", LIAN_ENTRY_RECEIVED, NULL);
}

/* Undone, it is as if the second one had never been written. */
static void
test_restored (Fixture *fixture, gconstpointer data)
{
  order (fixture, "queued", NULL);
  order (fixture, "i2", "queued");
  undo (fixture, "i2");
  expect (fixture, "queued", LIAN_ENTRY_QUEUED, NULL);

  order (fixture, "sending", NULL);
  begin (fixture, "sending", TRUE);
  order (fixture, "i3", "sending");
  undo (fixture, "i3");
  expect (fixture, "sending", LIAN_ENTRY_SENDING, NULL);

  order (fixture, "expired", NULL);
  settle (fixture, "expired", LIAN_ENTRY_EXPIRED, TRUE);
  order (fixture, "i4", "expired");
  expect (fixture, "expired", LIAN_ENTRY_EXPIRED, "superseded");
  undo (fixture, "i4");
  expect (fixture, "expired", LIAN_ENTRY_EXPIRED, NULL);
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 2);
}

/* Of two in its place one is enough. */
static void
test_restored_not (Fixture *fixture, gconstpointer data)
{
  order (fixture, "i1", NULL);
  order (fixture, "i2", "i1");
  order (fixture, "i3", "i1");
  undo (fixture, "i3");
  expect (fixture, "i1", LIAN_ENTRY_REVOKED, "superseded");
}

static void
test_handed_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  order (fixture, "i1", NULL);
  g_assert_true (promise (fixture, "i2", "i1", "chief1", NOW, &error));
  expect (fixture, "i1", LIAN_ENTRY_REVOKED, "superseded");
  g_assert_cmpstr (lian_ledger_entry_get_decided_by (lian_ledger_lookup (fixture->ledger, "i1")),
                   ==, "chief1");
}

static void
test_resolved (Fixture *fixture, gconstpointer data)
{
  order (fixture, "queued", NULL);
  resolve (fixture, "queued", "revoked", FALSE, TRUE);
  expect (fixture, "queued", LIAN_ENTRY_REVOKED, "revoked");
  resolve (fixture, "queued", "dropped", FALSE, FALSE);

  order (fixture, "sending", NULL);
  begin (fixture, "sending", TRUE);
  resolve (fixture, "sending", "revoked", FALSE, FALSE);
  expect (fixture, "sending", LIAN_ENTRY_SENDING, NULL);
  resolve (fixture, "sending", "revoked", TRUE, TRUE);
  expect (fixture, "sending", LIAN_ENTRY_REVOKED, "revoked");

  /* Dropped, it is still asked about. */
  order (fixture, "unknown", NULL);
  begin (fixture, "unknown", TRUE);
  resolve (fixture, "unknown", "dropped", FALSE, TRUE);
  expect (fixture, "unknown", LIAN_ENTRY_SENDING, "dropped");
  settle (fixture, "unknown", LIAN_ENTRY_EXPIRED, TRUE);
  expect (fixture, "unknown", LIAN_ENTRY_EXPIRED, "dropped");
}

/* An alarm stays in memory, also after weeks and hundreds of later rows, until somebody decides. */
static void
test_alarm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LianLedgerEntry *entry;

  order (fixture, "i1", NULL);
  entry = lian_ledger_lookup (fixture->ledger, "i1");
  g_assert_false (lian_ledger_entry_is_alarming (entry, NOW + HOUR - 1));
  g_assert_true (lian_ledger_entry_is_alarming (entry, NOW + HOUR));
  settle (fixture, "i1", LIAN_ENTRY_EXPIRED, TRUE);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *id = g_strdup_printf ("later-%u", i);

      promise (fixture, id, NULL, "seat02", NOW + 30 * 24 * HOUR, &error);
      g_assert_no_error (error);
    }
  g_assert_nonnull (lian_ledger_lookup (fixture->ledger, "i1"));
  close_ledger (fixture);
  open_ledger (fixture);
  entry = lian_ledger_lookup (fixture->ledger, "i1");
  g_assert_nonnull (entry);
  g_assert_true (lian_ledger_entry_is_alarming (entry, NOW));
  resolve (fixture, "i1", "dropped", FALSE, TRUE);
  g_assert_false (
      lian_ledger_entry_is_alarming (lian_ledger_lookup (fixture->ledger, "i1"), NOW + HOUR));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/store/ledger/resolve/queued", test_queued);
  ADD ("/store/ledger/resolve/attempted", test_attempted);
  ADD ("/store/ledger/resolve/received", test_received);
  ADD ("/store/ledger/resolve/restored", test_restored);
  ADD ("/store/ledger/resolve/restored-not", test_restored_not);
  ADD ("/store/ledger/resolve/handed-on", test_handed_on);
  ADD ("/store/ledger/resolve/resolved", test_resolved);
  ADD ("/store/ledger/resolve/alarm", test_alarm);

  return g_test_run ();
}
