/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked after a reconnect, of whom, in which pages, and what a platform that was restored
 * from an old copy makes of it. The clock is moved by hand; nothing may ever be sent. */
#include "rig-virtual.h"

#include "lian-db.h"
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-reconcile.h"

#include <glib/gstdio.h>

#define NOW (G_GINT64_CONSTANT (1795484400) * G_TIME_SPAN_SECOND)
#define DAY G_TIME_SPAN_DAY

typedef struct
{
  char *folder;
  char *path;
  LianClock *clock;
  LianClient *client;
  LianLedger *ledger;
  LianReconcile *reconcile;

  GTask *question; /* (owned) (nullable) */
  char **ids;      /* of it */
  GHashTable *unknown;
  GHashTable *asked; /* id → how often */
  guint questions;
  guint largest;
  gint64 asked_at;
  guint lost;
  guint done;
  guint answers;
} Place;

static Place *place;

void __wrap_lian_client_status (LianClient *self, const char *const *ids, GPtrArray *bodies,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
void __wrap_lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);

void
__wrap_lian_client_status (LianClient *self, const char *const *ids, GPtrArray *bodies,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_assert_null (place->question);
  place->question = g_task_new (self, cancellable, callback, user_data);
  place->ids = g_strdupv ((char **)ids);
  place->questions++;
  place->largest = MAX (place->largest, g_strv_length (place->ids));
  place->asked_at = lian_clock_get_monotonic (place->clock);
}

void
__wrap_lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_assert_not_reached ();
}

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

/* @first to @last, in @state, promised at @at; the body is "{}". */
static void
add_rows (guint first, guint last, LianEntryState state, gint64 at)
{
  gboolean received = state == LIAN_ENTRY_RECEIVED;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "{}", 2);
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE s (x) AS (SELECT %u UNION ALL SELECT x + 1 FROM s WHERE x < %u) INSERT INTO "
      "entry (id, state, kind, case_id, to_unit, target, target_version, body, digest, account, "
      "server_id, created_at, not_before, not_after, attempts, receipt_no, receipt) SELECT printf "
      "('i-%%05d', x), %d, 'dispatch', 'c', 'u', 't' || x, 1, x'7b7d', '%s', 'seat02', 's1', "
      "%" G_GINT64_FORMAT " + x, 0, 0, %d, iif (%d, x, 0), iif (%d, '{}', NULL) FROM s",
      first, last, state, digest, at, state != LIAN_ENTRY_REVOKED, received, received);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (place->path, LIAN_DB_DURABLE, NULL, NULL, &error);

  g_assert_no_error (error);
  lian_db_write (db, run_sql, sql, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

static void
lost_cb (LianReconcile *reconcile, const char *id, Place *self)
{
  LianLedgerEntry *entry = lian_ledger_lookup (self->ledger, id);

  g_assert_cmpint (lian_ledger_entry_get_lost_at (entry), !=, 0);
  self->lost++;
}

static void
done_cb (LianReconcile *reconcile, guint asked, Place *self)
{
  self->done++;
}

static void
answer_cb (LianReconcile *reconcile, const char *id, const LianSendResult *result, Place *self)
{
  self->answers++;
}

static void
open_place (void)
{
  g_autoptr (GError) error = NULL;

  place->ledger = lian_ledger_open (place->path, &error);
  g_assert_no_error (error);
  lian_ledger_set_clock (place->ledger, place->clock);
  place->reconcile = lian_reconcile_new (place->client, place->ledger, place->clock);
  g_signal_connect (place->reconcile, "receipt-lost", G_CALLBACK (lost_cb), place);
  g_signal_connect (place->reconcile, "done", G_CALLBACK (done_cb), place);
  g_signal_connect (place->reconcile, "answer", G_CALLBACK (answer_cb), place);
}

static void
set_up (Place *self, gconstpointer data)
{
  LianLedger *ledger;

  place = self;
  self->folder = g_dir_make_tmp ("lian-reconcile-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "ledger.db", NULL);
  self->clock = lian_clock_new_manual (NOW);
  self->client = lian_client_new ("http://127.0.0.1:9", NULL);
  self->unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ledger = lian_ledger_open (self->path, NULL);
  lian_ledger_close (ledger);
  g_assert_finalize_object (ledger);
  rig_virtual_begin (self->clock);
}

static void
answer (GError *failure)
{
  g_autoptr (GTask) task = g_steal_pointer (&place->question);
  g_auto (GStrv) ids = g_steal_pointer (&place->ids);
  g_autoptr (GHashTable) results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify)lian_send_result_free);

  g_assert_nonnull (task);
  if (failure != NULL || g_task_return_error_if_cancelled (task))
    {
      if (failure != NULL)
        g_task_return_error (task, failure);
      rig_virtual_settle ();
      return;
    }
  for (guint i = 0; ids[i] != NULL; i++)
    {
      LianSendResult *result = g_new0 (LianSendResult, 1);
      guint before = GPOINTER_TO_UINT (g_hash_table_lookup (place->asked, ids[i]));

      g_hash_table_replace (place->asked, g_strdup (ids[i]), GUINT_TO_POINTER (before + 1));
      if (g_hash_table_contains (place->unknown, ids[i]))
        result->problem = g_strdup ("unknown-instruction");
      else
        {
          result->verdict = LIAN_SEND_RECEIVED;
          result->receipt_no = (gint64)g_ascii_strtoull (ids[i] + 2, NULL, 10);
          result->receipt = g_strdup ("{}");
        }
      g_hash_table_replace (results, g_strdup (ids[i]), result);
    }
  g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify)g_hash_table_unref);
  rig_virtual_settle ();
}

static void
begin (void)
{
  lian_reconcile_begin (place->reconcile, "s1", "seat02");
  rig_virtual_settle ();
}

/* Answers until the round is complete; there are pauses between the questions. */
static void
finish (void)
{
  guint done = place->done;

  while (place->done == done)
    {
      gint64 before = place->asked_at;

      answer (NULL);
      if (place->done > done)
        break;
      g_assert_true (place->question == NULL || place->asked_at == before);
      rig_virtual_advance (G_TIME_SPAN_SECOND);
    }
  g_assert_null (place->question);
}

static void
close_place (void)
{
  lian_reconcile_stop (place->reconcile);
  rig_virtual_settle ();
  if (place->question != NULL)
    answer (NULL);
  g_assert_finalize_object (place->reconcile);
  lian_ledger_close (place->ledger);
  rig_virtual_settle ();
  g_assert_finalize_object (place->ledger);
}

static void
tear_down (Place *self, gconstpointer data)
{
  static const char *const parts[] = { "", "-wal", "-shm" };

  close_place ();
  rig_virtual_end ();
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *file = g_strconcat (self->path, parts[i], NULL);
      g_unlink (file);
    }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_object_unref (self->client);
  g_object_unref (self->clock);
  g_hash_table_unref (self->unknown);
  g_hash_table_unref (self->asked);
  g_free (self->path);
  g_free (self->folder);
}

static guint
times_asked (guint number)
{
  g_autofree char *id = g_strdup_printf ("i-%05u", number);

  return GPOINTER_TO_UINT (g_hash_table_lookup (place->asked, id));
}

static void
forget (guint first, guint last)
{
  for (guint i = first; i <= last; i++)
    g_hash_table_add (place->unknown, g_strdup_printf ("i-%05u", i));
}

/* All of last week and all that is open, whenever it was promised; nothing else. */
static void
test_all (Place *self, gconstpointer data)
{
  add_rows (1, 3, LIAN_ENTRY_SENDING, NOW - 30 * DAY);
  add_rows (4, 9, LIAN_ENTRY_RECEIVED, NOW - 8 * DAY);
  add_rows (10, 1300, LIAN_ENTRY_RECEIVED, NOW - 6 * DAY);
  add_rows (1301, 1320, LIAN_ENTRY_CONFLICT, NOW - DAY);
  add_rows (1321, 1330, LIAN_ENTRY_REVOKED, NOW - DAY);
  open_place ();
  g_assert_false (lian_reconcile_has_asked_open (self->reconcile));
  begin ();
  g_assert_cmpuint (g_strv_length (self->ids), ==, 3);
  g_assert_false (lian_reconcile_has_asked_open (self->reconcile));
  answer (NULL);
  g_assert_cmpuint (self->answers, ==, 3);
  g_assert_true (lian_reconcile_has_asked_open (self->reconcile));
  rig_virtual_advance (G_TIME_SPAN_SECOND);
  finish ();
  g_assert_cmpuint (self->largest, <=, LIAN_LIMIT_STATUS_IDS);
  g_assert_cmpuint (self->questions, ==, 4);
  for (guint i = 1; i <= 1330; i++)
    g_assert_cmpuint (times_asked (i), ==, (i >= 4 && i <= 9) || i > 1320 ? 0 : 1);
  g_assert_cmpuint (self->lost, ==, 0);

  /* What was believed refused and is there after all. */
  g_assert_cmpint (lian_ledger_entry_get_receipt_no (lian_ledger_lookup (self->ledger, "i-01310")),
                   ==, 1310);
}

/* One alarm for each, none for those that it has had, and nothing is sent. */
static void
test_restored (Place *self, gconstpointer data)
{
  add_rows (1, 1200, LIAN_ENTRY_RECEIVED, NOW - DAY);
  forget (201, 900);
  open_place ();
  begin ();
  finish ();
  g_assert_cmpuint (self->lost, ==, 700);
  begin ();
  finish ();
  g_assert_cmpuint (self->lost, ==, 700);
  close_place ();
  open_place ();
  begin ();
  finish ();
  g_assert_cmpuint (self->lost, ==, 700);
  g_assert_cmpint (lian_ledger_entry_get_state (lian_ledger_lookup (self->ledger, "i-00500")), ==,
                   LIAN_ENTRY_RECEIVED);

  /* The right copy comes back. */
  g_hash_table_remove_all (self->unknown);
  begin ();
  finish ();
  g_assert_cmpint (lian_ledger_entry_get_lost_at (lian_ledger_lookup (self->ledger, "i-00500")), ==,
                   0);
  g_assert_cmpuint (self->lost, ==, 700);
}

/* A line that breaks after every page still comes to the end. */
static void
test_resumed (Place *self, gconstpointer data)
{
  add_rows (1, 1800, LIAN_ENTRY_RECEIVED, NOW - DAY);
  open_place ();
  for (guint i = 0; i < 3; i++)
    {
      begin ();
      answer (NULL);
      lian_reconcile_stop (self->reconcile);
      rig_virtual_settle ();
      if (self->question != NULL)
        answer (NULL);
    }
  for (guint i = 1; i <= 1800; i++)
    g_assert_cmpuint (times_asked (i), ==, i > 300 ? 1 : 0);
  g_assert_cmpuint (self->done, ==, 0);

  /* In one piece: the rest, and then all again that this connection has not been asked. */
  begin ();
  finish ();
  for (guint i = 1; i <= 1800; i++)
    g_assert_cmpuint (times_asked (i), ==, i > 300 ? 2 : 1);
}

static void
test_failing (Place *self, gconstpointer data)
{
  add_rows (1, 1, LIAN_ENTRY_SENDING, NOW);
  add_rows (2, 500, LIAN_ENTRY_RECEIVED, NOW - DAY);
  open_place ();
  begin ();
  answer (g_error_new_literal (LIAN_ERROR, LIAN_ERROR_SERVER, "500"));
  g_assert_true (lian_reconcile_has_asked_open (self->reconcile));
  rig_virtual_advance (20 * G_TIME_SPAN_SECOND);
  answer (NULL);
  g_assert_cmpuint (times_asked (1), ==, 1);
  rig_virtual_advance (G_TIME_SPAN_SECOND);
  g_assert_cmpuint (self->largest, ==, 499);
  answer (g_error_new_literal (LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "too long"));
  rig_virtual_advance (20 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (g_strv_length (self->ids), ==, 250);
  finish ();
  for (guint i = 1; i <= 500; i++)
    g_assert_cmpuint (times_asked (i), ==, 1);
}

/* Rows of another account are not this one's to ask about. */
static void
test_others (Place *self, gconstpointer data)
{
  g_autoptr (LianDb) db = NULL;

  add_rows (1, 20, LIAN_ENTRY_RECEIVED, NOW - DAY);
  db = lian_db_open (self->path, LIAN_DB_DURABLE, NULL, NULL, NULL);
  g_assert_true (lian_db_write (
      db, run_sql, (gpointer) "UPDATE entry SET account='seat09' WHERE receipt_no>10", NULL, NULL));
  lian_db_close (db);
  open_place ();
  begin ();
  finish ();
  for (guint i = 1; i <= 20; i++)
    g_assert_cmpuint (times_asked (i), ==, i <= 10 ? 1 : 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Place, NULL, set_up, function, tear_down)
  ADD ("/reconcile/all", test_all);
  ADD ("/reconcile/restored", test_restored);
  ADD ("/reconcile/resumed", test_resumed);
  ADD ("/reconcile/failing", test_failing);
  ADD ("/reconcile/others", test_others);
#undef ADD

  return g_test_run ();
}
