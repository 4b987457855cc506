/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-db.h"
#include "lian-ledger-migrate.h"
#include "lian-ledger-query.h"
#include "lian-ledger.h"
#include "lian-limits.h"
#include "testing.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
  LianLedger *ledger;
  guint n_changed;
} Fixture;

static void
changed_cb (LianLedger *ledger, const char *id, Fixture *fixture)
{
  g_assert_nonnull (lian_ledger_lookup (ledger, id));
  fixture->n_changed++;
}

static void
open_ledger (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->ledger = lian_ledger_open (fixture->path, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->ledger, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "ledger.db", NULL);
  open_ledger (fixture);
}

static void
reopen (Fixture *fixture)
{
  lian_ledger_close (fixture->ledger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->ledger);
  open_ledger (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lian_ledger_close (fixture->ledger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->ledger);
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

static gboolean
promise_at (LianLedger *ledger, const char *id, gint64 at, const char *supersedes, gsize size,
            GError **error)
{
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr (GBytes) body = g_bytes_new (text, size);
  g_auto (Answer) answer = { 0 };
  LianPromise order = {
    .id = id,
    .kind = "dispatch",
    .case_id = "c1",
    .target = "c1",
    .target_version = 7,
    .to_unit = "u1",
    .body = body,
    .account = "seat02",
    .server_id = "server-1",
    .created_at = at,
    .not_before = at + 3 * G_TIME_SPAN_SECOND,
    .not_after = at + HOUR,
    .supersedes = supersedes,
  };

  lian_ledger_promise (ledger, &order, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_promise_finish (ledger, answer.result, error);
}

static gboolean
promise (LianLedger *ledger, const char *id, gsize size, GError **error)
{
  return promise_at (ledger, id, NOW, NULL, size, error);
}

static gboolean
undo (LianLedger *ledger, const char *id, GError **error)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_undo (ledger, id, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_undo_finish (ledger, answer.result, error);
}

static gboolean
begin (LianLedger *ledger, const char *id, GError **error)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_begin_attempt (ledger, id, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_begin_attempt_finish (ledger, answer.result, error);
}

static gboolean
settle (LianLedger *ledger, const char *id, LianEntryState state, gint64 receipt_no, GError **error)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_settle (ledger, id, state, receipt_no, receipt_no > 0 ? "{}" : NULL,
                      receipt_no > 0 ? NULL : "unit-inactive",
                      state == LIAN_ENTRY_CONFLICT ? "{\"id\":\"c1\"}" : NULL, NULL, answer_cb,
                      &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_settle_finish (ledger, answer.result, error);
}

static gboolean
decide (LianLedger *ledger, const char *id, const char *decision, GError **error)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_decide (ledger, id, decision, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_decide_finish (ledger, answer.result, error);
}

static gboolean
mark_lost (LianLedger *ledger, const char *id, gboolean lost, GError **error)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_mark_lost (ledger, id, lost, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_mark_lost_finish (ledger, answer.result, error);
}

static GPtrArray *
query (LianLedger *ledger, const LianLedgerQuery *what)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  GPtrArray *page;

  lian_ledger_query (ledger, what, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  page = lian_ledger_query_finish (ledger, answer.result, &error);
  g_assert_no_error (error);
  return page;
}

static LianEntryState
state_of (Fixture *fixture, const char *id)
{
  LianLedgerEntry *entry = lian_ledger_lookup (fixture->ledger, id);

  g_assert_nonnull (entry);
  return lian_ledger_entry_get_state (entry);
}

static void
test_promise (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;

  g_assert_true (promise (fixture->ledger, "i1", 100, &error));
  g_assert_true (promise (fixture->ledger, "i2", 100, &error));
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LianLedgerEntry) newest
          = g_list_model_get_item (lian_ledger_get_entries (fixture->ledger), 0);
      LianLedgerEntry *entry = lian_ledger_lookup (fixture->ledger, "i1");

      g_assert_cmpstr (lian_ledger_entry_get_id (newest), ==, "i2");
      g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 2);
      g_assert_cmpint (lian_ledger_entry_get_state (entry), ==, LIAN_ENTRY_QUEUED);
      g_assert_cmpstr (lian_ledger_entry_get_kind (entry), ==, "dispatch");
      g_assert_cmpstr (lian_ledger_entry_get_case_id (entry), ==, "c1");
      g_assert_cmpstr (lian_ledger_entry_get_target (entry), ==, "c1");
      g_assert_cmpint (lian_ledger_entry_get_target_version (entry), ==, 7);
      g_assert_cmpstr (lian_ledger_entry_get_to_unit (entry), ==, "u1");
      g_assert_cmpuint (g_bytes_get_size (lian_ledger_entry_get_body (entry)), ==, 100);
      g_assert_cmpstr (lian_ledger_entry_get_account (entry), ==, "seat02");
      g_assert_cmpstr (lian_ledger_entry_get_server_id (entry), ==, "server-1");
      g_assert_cmpint (lian_ledger_entry_get_created_at (entry), ==, NOW);
      g_assert_cmpint (lian_ledger_entry_get_not_before (entry), >, NOW);
      g_assert_cmpint (lian_ledger_entry_get_not_after (entry), ==, NOW + HOUR);
      g_assert_cmpuint (lian_ledger_entry_get_attempts (entry), ==, 0);
      g_assert_null (lian_ledger_entry_get_problem (entry));
      g_assert_null (lian_ledger_lookup (fixture->ledger, "i3"));
      reopen (fixture);
    }
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (promise (fixture->ledger, "i1", LIAN_LIMIT_INSTRUCTION, &error));
  g_assert_false (promise (fixture->ledger, "i2", LIAN_LIMIT_INSTRUCTION + 1, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (promise (fixture->ledger, "i1", 5, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (promise (fixture->ledger, "no good id", 5, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 1);
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  g_assert_true (undo (fixture->ledger, "i1", &error));
  g_assert_cmpint (state_of (fixture, "i1"), ==, LIAN_ENTRY_REVOKED);
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 0);
  g_assert_false (begin (fixture->ledger, "i1", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (promise (fixture->ledger, "i2", 5, NULL));
  g_assert_true (begin (fixture->ledger, "i2", NULL));
  g_assert_false (undo (fixture->ledger, "i2", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (undo (fixture->ledger, "i3", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND);
}

static void
test_settle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LianLedgerEntry *entry;

  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  g_assert_false (settle (fixture->ledger, "i1", LIAN_ENTRY_RECEIVED, 41, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (begin (fixture->ledger, "i1", NULL));
  g_assert_true (begin (fixture->ledger, "i1", NULL));
  g_assert_cmpuint (lian_ledger_entry_get_attempts (lian_ledger_lookup (fixture->ledger, "i1")), ==,
                    2);
  reopen (fixture);
  g_assert_cmpint (state_of (fixture, "i1"), ==, LIAN_ENTRY_SENDING);

  g_assert_false (settle (fixture->ledger, "i1", LIAN_ENTRY_RECEIVED, 0, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (settle (fixture->ledger, "i1", LIAN_ENTRY_CONFLICT, 0, NULL));
  entry = lian_ledger_lookup (fixture->ledger, "i1");
  g_assert_cmpstr (lian_ledger_entry_get_problem (entry), ==, "unit-inactive");
  g_assert_cmpstr (lian_ledger_entry_get_current (entry), ==, "{\"id\":\"c1\"}");
  g_assert_false (settle (fixture->ledger, "i1", LIAN_ENTRY_REFUSED, 0, NULL));

  /* A receipt that comes later is the truth; another one is not. */
  g_assert_true (settle (fixture->ledger, "i1", LIAN_ENTRY_RECEIVED, 41, NULL));
  g_assert_true (settle (fixture->ledger, "i1", LIAN_ENTRY_RECEIVED, 41, NULL));
  g_assert_false (settle (fixture->ledger, "i1", LIAN_ENTRY_RECEIVED, 42, NULL));
  g_assert_false (settle (fixture->ledger, "i1", LIAN_ENTRY_REFUSED, 0, NULL));
  reopen (fixture);
  entry = lian_ledger_lookup (fixture->ledger, "i1");
  g_assert_cmpint (lian_ledger_entry_get_state (entry), ==, LIAN_ENTRY_RECEIVED);
  g_assert_cmpint (lian_ledger_entry_get_receipt_no (entry), ==, 41);
  g_assert_null (lian_ledger_entry_get_problem (entry));
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 0);

  g_assert_true (promise (fixture->ledger, "i2", 5, NULL));
  g_assert_true (settle (fixture->ledger, "i2", LIAN_ENTRY_EXPIRED, 0, NULL));
  g_assert_cmpint (state_of (fixture, "i2"), ==, LIAN_ENTRY_EXPIRED);
}

/* What a person decided is not asked again, also not by the next start. */
static void
test_decided (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianClock) clock = lian_clock_new_manual (NOW + MINUTE);
  g_autoptr (GError) error = NULL;
  LianLedgerEntry *entry;

  lian_ledger_set_clock (fixture->ledger, clock);
  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  g_assert_false (decide (fixture->ledger, "i1", "kept", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_assert_true (begin (fixture->ledger, "i1", NULL));
  g_assert_true (settle (fixture->ledger, "i1", LIAN_ENTRY_CONFLICT, 0, NULL));
  entry = lian_ledger_lookup (fixture->ledger, "i1");
  g_assert_true (lian_ledger_entry_is_undecided (entry));
  g_assert_cmpint (lian_ledger_entry_get_local_at (entry), ==, NOW + MINUTE);
  g_assert_cmpint (lian_ledger_entry_get_attempted_at (entry), ==, NOW + MINUTE);
  g_assert_cmpint (lian_ledger_entry_get_settled_at (entry), ==, NOW + MINUTE);
  g_assert_true (decide (fixture->ledger, "i1", "kept", NULL));
  for (guint i = 0; i < 2; i++)
    {
      entry = lian_ledger_lookup (fixture->ledger, "i1");
      g_assert_false (lian_ledger_entry_is_undecided (entry));
      g_assert_cmpstr (lian_ledger_entry_get_decision (entry), ==, "kept");
      g_assert_cmpint (lian_ledger_entry_get_decided_at (entry), ==, NOW + MINUTE);
      g_assert_cmpint (lian_ledger_entry_get_state (entry), ==, LIAN_ENTRY_CONFLICT);
      reopen (fixture);
    }
  g_assert_false (decide (fixture->ledger, "i1", "other", NULL));
}

/* A new one in its place is the decision. */
static void
test_superseded (Fixture *fixture, gconstpointer data)
{
  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  g_assert_true (begin (fixture->ledger, "i1", NULL));
  g_assert_true (settle (fixture->ledger, "i1", LIAN_ENTRY_REFUSED, 0, NULL));
  g_assert_true (promise_at (fixture->ledger, "i2", NOW, "i1", 5, NULL));
  for (guint i = 0; i < 2; i++)
    {
      LianLedgerEntry *old = lian_ledger_lookup (fixture->ledger, "i1");
      LianLedgerEntry *entry = lian_ledger_lookup (fixture->ledger, "i2");

      g_assert_false (lian_ledger_entry_is_undecided (old));
      g_assert_cmpstr (lian_ledger_entry_get_decision (old), ==, "superseded");
      g_assert_cmpstr (lian_ledger_entry_get_supersedes (entry), ==, "i1");
      reopen (fixture);
    }
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  LianLedgerEntry *entry;

  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  g_assert_true (begin (fixture->ledger, "i1", NULL));
  g_assert_false (mark_lost (fixture->ledger, "i1", TRUE, NULL));
  g_assert_true (settle (fixture->ledger, "i1", LIAN_ENTRY_RECEIVED, 41, NULL));
  g_assert_true (mark_lost (fixture->ledger, "i1", TRUE, NULL));
  g_assert_false (mark_lost (fixture->ledger, "i1", TRUE, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  reopen (fixture);
  entry = lian_ledger_lookup (fixture->ledger, "i1");
  g_assert_cmpint (lian_ledger_entry_get_state (entry), ==, LIAN_ENTRY_RECEIVED);
  g_assert_cmpint (lian_ledger_entry_get_lost_at (entry), !=, 0);
  g_assert_true (lian_ledger_entry_is_undecided (entry));
  g_assert_true (decide (fixture->ledger, "i1", "seen", NULL));
  g_assert_true (mark_lost (fixture->ledger, "i1", FALSE, NULL));
  g_assert_false (mark_lost (fixture->ledger, "i1", FALSE, NULL));

  /* Lost again is to be decided again. */
  g_assert_true (mark_lost (fixture->ledger, "i1", TRUE, NULL));
  g_assert_true (lian_ledger_entry_is_undecided (lian_ledger_lookup (fixture->ledger, "i1")));
}

/* Settled rows of long ago are in the file and not in memory; open ones are in both. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  const guint n = 300;
  gint64 old = NOW - 30 * 24 * HOUR;
  LianLedgerQuery all = { .limit = 100 };
  LianLedgerQuery to_check = { .which = LIAN_LEDGER_TO_CHECK, .since = NOW - 7 * 24 * HOUR };
  LianLedgerQuery open = { .which = LIAN_LEDGER_OPEN, .server_id = "server-1" };
  LianLedgerQuery elsewhere = { .case_id = "c2" };
  guint read = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("old-%03u", i);

      g_assert_true (promise_at (fixture->ledger, id, old + i, NULL, 5, NULL));
      g_assert_true (i % 100 == 0 || undo (fixture->ledger, id, NULL));
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("new-%03u", i);

      g_assert_true (promise_at (fixture->ledger, id, NOW + i, NULL, 5, NULL));
      g_assert_true (begin (fixture->ledger, id, NULL));
      g_assert_true (settle (fixture->ledger, id, LIAN_ENTRY_RECEIVED, i + 1, NULL));
    }
  for (guint i = 0; i < 2; i++)
    {
      guint held = g_list_model_get_n_items (lian_ledger_get_entries (fixture->ledger));

      g_assert_cmpuint (held, >=, n + 3);
      g_assert_cmpuint (held, <, n + 3 + 64);
      g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 3);
      g_assert_nonnull (lian_ledger_lookup (fixture->ledger, "old-200"));
      g_assert_null (lian_ledger_lookup (fixture->ledger, "old-201"));
      reopen (fixture);
    }

  while (TRUE)
    {
      g_autoptr (GPtrArray) page = query (fixture->ledger, &all);

      read += page->len;
      if (page->len < all.limit)
        break;
      all.before = lian_ledger_entry_get_number (page->pdata[page->len - 1]);
    }
  g_assert_cmpuint (read, ==, 2 * n);
  {
    g_autoptr (GPtrArray) page = query (fixture->ledger, &to_check);
    g_autoptr (GPtrArray) waiting = query (fixture->ledger, &open);
    g_autoptr (GPtrArray) none = query (fixture->ledger, &elsewhere);

    g_assert_cmpuint (page->len, ==, n);
    g_assert_cmpuint (waiting->len, ==, 3);
    g_assert_cmpstr (lian_ledger_entry_get_id (waiting->pdata[0]), ==, "old-200");
    g_assert_cmpuint (none->len, ==, 0);
  }

  /* One of long ago that changes is in its place. */
  g_assert_true (undo (fixture->ledger, "old-200", NULL));
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 2);
}

static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) draft = NULL;
  g_autoptr (GVariant) gone = NULL;
  const char *text;

  lian_ledger_save_draft (fixture->ledger, "c1", "dispatch", g_variant_new ("(ss)", "u1", "旧"));
  lian_ledger_save_draft (fixture->ledger, "c1", "dispatch",
                          g_variant_new ("(ss)", "u1", "'新'\n"));
  lian_ledger_save_draft (fixture->ledger, "c2", "dispatch", g_variant_new_int32 (5));
  lian_ledger_save_draft (fixture->ledger, "c2", "dispatch", NULL);
  reopen (fixture);
  draft = lian_ledger_dup_draft (fixture->ledger, "c1", "dispatch");
  g_assert_nonnull (draft);
  g_assert_true (g_variant_is_of_type (draft, G_VARIANT_TYPE ("(ss)")));
  g_variant_get (draft, "(&s&s)", NULL, &text);
  g_assert_cmpstr (text, ==, "'新'\n");
  g_assert_null (lian_ledger_dup_draft (fixture->ledger, "c2", "dispatch"));
  g_assert_null (lian_ledger_dup_draft (fixture->ledger, "c1", "nudge"));

  /* The draft becomes the promise. */
  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  g_assert_null (lian_ledger_dup_draft (fixture->ledger, "c1", "dispatch"));
  reopen (fixture);
  gone = lian_ledger_dup_draft (fixture->ledger, "c1", "dispatch");
  g_assert_null (gone);
}

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

static gboolean
try_sql (const char *path, const char *sql, GError **error)
{
  LianDb *db = lian_db_open (path, LIAN_DB_DEFAULT, NULL, NULL, error);
  gboolean done = db != NULL && lian_db_write (db, run_sql, (gpointer)sql, NULL, error);

  g_clear_object (&db);
  return done;
}

static gboolean
count_log (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT count(*) FROM log WHERE what='signed-in' AND at=?", error);
  gboolean row;

  lian_stmt_bind_int (stmt, 0, NOW);
  g_assert_true (lian_stmt_step (stmt, &row, error));
  *result = GINT_TO_POINTER ((int)lian_stmt_get_int (stmt, 0));
  return TRUE;
}

/* The file itself refuses to forget or to rewrite. */
static void
test_never_deletes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianClock) clock = lian_clock_new_manual (NOW);
  g_autoptr (LianDb) db = NULL;
  gpointer value = NULL;

  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  lian_ledger_set_clock (fixture->ledger, clock);
  lian_ledger_log (fixture->ledger, "signed-in", NULL, "seat02");
  lian_ledger_close (fixture->ledger);
  g_assert_false (try_sql (fixture->path, "DELETE FROM entry", NULL));
  g_assert_false (try_sql (fixture->path, "UPDATE entry SET body=x'00'", NULL));
  reopen (fixture);
  g_assert_cmpint (state_of (fixture, "i1"), ==, LIAN_ENTRY_QUEUED);

  lian_ledger_close (fixture->ledger);
  db = lian_db_open (fixture->path, LIAN_DB_READ_ONLY, NULL, NULL, NULL);
  g_assert_true (lian_db_read (db, count_log, NULL, &value, NULL));
  g_assert_cmpint (GPOINTER_TO_INT (value), ==, 1);
}

static void
test_too_new (Fixture *fixture, gconstpointer data)
{
  g_autofree char *now = g_strdup_printf ("PRAGMA user_version=%u", lian_ledger_get_version ());
  g_autoptr (GError) error = NULL;
  LianLedger *none;

  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  lian_ledger_close (fixture->ledger);
  g_assert_true (try_sql (fixture->path, "PRAGMA user_version=99", &error));
  none = lian_ledger_open (fixture->path, &error);
  g_assert_null (none);
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW);
  g_assert_true (try_sql (fixture->path, now, NULL));
}

/* Kept aside under its own name, said until somebody has heard it, and every one of them. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *content = NULL;

  g_assert_null (lian_ledger_get_set_aside (fixture->ledger));
  g_assert_true (promise (fixture->ledger, "i1", 5, NULL));
  lian_ledger_close (fixture->ledger);
  g_assert_true (g_file_set_contents (fixture->path, "burnt, all of it, quite burnt", -1, NULL));
  reopen (fixture);
  first = g_strdup (lian_ledger_get_set_aside (fixture->ledger));
  g_assert_nonnull (first);
  g_assert_nonnull (strstr (first, "ledger.db.damaged-20"));
  g_assert_true (g_file_get_contents (first, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "burnt, all of it, quite burnt");
  g_assert_cmpuint (g_list_model_get_n_items (lian_ledger_get_entries (fixture->ledger)), ==, 0);
  g_assert_true (promise (fixture->ledger, "i2", 5, NULL));

  reopen (fixture);
  g_assert_cmpstr (lian_ledger_get_set_aside (fixture->ledger), ==, first);
  lian_ledger_acknowledge_set_aside (fixture->ledger);
  g_assert_null (lian_ledger_get_set_aside (fixture->ledger));
  reopen (fixture);
  g_assert_null (lian_ledger_get_set_aside (fixture->ledger));
  g_assert_cmpint (state_of (fixture, "i2"), ==, LIAN_ENTRY_QUEUED);

  lian_ledger_close (fixture->ledger);
  g_assert_true (g_file_set_contents (fixture->path, "and again, the same, all of it", -1, NULL));
  reopen (fixture);
  g_assert_nonnull (lian_ledger_get_set_aside (fixture->ledger));
  g_assert_cmpstr (lian_ledger_get_set_aside (fixture->ledger), !=, first);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
}

/* A run that set a ledger aside and ended before the new one said so. */
/* SQLite has no objection to another byte in a value; what is promised must not go out changed. */
static void
test_damaged_body (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  g_autofree char *kept = NULL;
  gsize length, kept_length;
  char *body;

  g_assert_true (promise (fixture->ledger, "i1", 500, NULL));
  lian_ledger_close (fixture->ledger);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  body = memmem (content, length, "xxxxxxxx", 8);
  g_assert_nonnull (body);
  body[3] = 'y';
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize)length, NULL));

  reopen (fixture);
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, 0);
  g_assert_nonnull (lian_ledger_get_set_aside (fixture->ledger));
  g_assert_true (
      g_file_get_contents (lian_ledger_get_set_aside (fixture->ledger), &kept, &kept_length, NULL));
  g_assert_cmpmem (kept, kept_length, content, length);
}

static void
test_damaged_unsaid (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged-20261124-094000", NULL);

  lian_ledger_close (fixture->ledger);
  g_assert_cmpint (g_rename (fixture->path, aside), ==, 0);
  reopen (fixture);
  g_assert_cmpstr (lian_ledger_get_set_aside (fixture->ledger), ==, aside);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;
  guint promised = 0;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 700 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  while (error == NULL && promised < 100)
    {
      g_autofree char *id = g_strdup_printf ("i%u", promised);

      promised += promise (fixture->ledger, id, 60000, &error);
    }
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL);
  g_assert_cmpuint (promised, >, 0);
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, promised);
  g_assert_true (promise (fixture->ledger, "later", 5, NULL));
  reopen (fixture);
  g_assert_cmpuint (lian_ledger_count_open (fixture->ledger), ==, promised + 1);
}

/* Promises, begins and settles for ever, and says each on the pipe after its commit. */
G_GNUC_NORETURN static void
run_until_killed (const char *path, guint round, int fd)
{
  LianLedger *ledger = lian_ledger_open (path, NULL);

  for (guint i = 0;; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u-%u", round, i);
      g_autofree char *promised = g_strdup_printf ("p %s\n", id);
      g_autofree char *begun = g_strdup_printf ("b %s\n", id);
      g_autofree char *settled = g_strdup_printf ("s %s\n", id);

      if (!promise (ledger, id, 2000, NULL))
        _exit (1);
      if (write (fd, promised, strlen (promised)) < 0 || !begin (ledger, id, NULL))
        _exit (1);
      if (write (fd, begun, strlen (begun)) < 0
          || !settle (ledger, id, LIAN_ENTRY_RECEIVED, i + 1, NULL))
        _exit (1);
      if (write (fd, settled, strlen (settled)) < 0)
        _exit (1);
    }
}

/* Everything that was said before the kill is in the ledger, at least as far as it was said. */
static void
check_said (LianLedger *ledger, const char *said)
{
  g_auto (GStrv) lines = g_strsplit (said, "\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      LianLedgerEntry *entry = lian_ledger_lookup (ledger, lines[i] + 2);
      LianEntryState state;

      g_assert_nonnull (entry);
      state = lian_ledger_entry_get_state (entry);
      g_assert_cmpuint (g_bytes_get_size (lian_ledger_entry_get_body (entry)), ==, 2000);
      if (lines[i][0] == 'b')
        g_assert_true (state == LIAN_ENTRY_SENDING || state == LIAN_ENTRY_RECEIVED);
      if (lines[i][0] == 's')
        g_assert_cmpint (state, ==, LIAN_ENTRY_RECEIVED);
    }
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  lian_ledger_close (fixture->ledger);
  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (GString) said = g_string_new (NULL);
      guint lines = (guint)g_test_rand_int_range (1, 40);
      int fds[2];
      pid_t child;
      char byte;

      g_assert_cmpint (pipe (fds), ==, 0);
      child = fork ();
      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        {
          close (fds[0]);
          run_until_killed (fixture->path, round, fds[1]);
        }
      close (fds[1]);
      while (read (fds[0], &byte, 1) == 1)
        {
          g_string_append_c (said, byte);
          if (byte == '\n' && lines > 0 && --lines == 0)
            g_assert_cmpint (kill (child, SIGKILL), ==, 0);
        }
      close (fds[0]);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
      g_assert_cmpuint (lines, ==, 0);

      reopen (fixture);
      check_said (fixture->ledger, said->str);
      lian_ledger_close (fixture->ledger);
    }
}

/* SHA-256 of no bytes. */
#define NOTHING_DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void
test_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lian_ledger_close (fixture->ledger);
  g_assert_true (try_sql (
      fixture->path,
      "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT " G_STRINGIFY (
          LIAN_LIMIT_LEDGER_OPEN) ") INSERT INTO entry (id, state, kind, target, target_version, "
                                  "body, digest, account, server_id, created_at, not_before, "
                                  "not_after) SELECT 'f' || n, 1, 'k', 't', 0, x'', "
                                  "'" NOTHING_DIGEST "', 'a', 's', 0, 0, 0 FROM c",
      &error));
  reopen (fixture);
  g_assert_false (promise (fixture->ledger, "more", 5, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
  g_assert_true (undo (fixture->ledger, "f1", NULL));
  g_assert_true (promise (fixture->ledger, "more", 5, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  /* First, while there are no threads that a fork would cut off. */
  ADD ("/ledger/killed", test_killed);
  ADD ("/ledger/promise", test_promise);
  ADD ("/ledger/refusals", test_refusals);
  ADD ("/ledger/undo", test_undo);
  ADD ("/ledger/settle", test_settle);
  ADD ("/ledger/decided", test_decided);
  ADD ("/ledger/superseded", test_superseded);
  ADD ("/ledger/lost", test_lost);
  ADD ("/ledger/held", test_held);
  ADD ("/ledger/drafts", test_drafts);
  ADD ("/ledger/never-deletes", test_never_deletes);
  ADD ("/ledger/too-new", test_too_new);
  ADD ("/ledger/damaged", test_damaged);
  ADD ("/ledger/damaged-body", test_damaged_body);
  ADD ("/ledger/damaged-unsaid", test_damaged_unsaid);
  ADD ("/ledger/full", test_full);
  ADD ("/ledger/room", test_room);
#undef ADD

  return g_test_run ();
}
