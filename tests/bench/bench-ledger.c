/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-db.h"
#include "lian-ledger-export.h"
#include "lian-ledger-query.h"
#include "lian-ledger-verify.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* A year of a busy seat: 300 instructions a day, 110,000 in the ledger. Opening it, what it takes
 * of memory, a page of it, the week's question after a reconnect, verifying and exporting. Prints
 * figures and never fails on time. */

#define ROWS 110000
#define NEWEST (G_GINT64_CONSTANT (1795484400) * G_TIME_SPAN_SECOND)
#define BETWEEN (G_TIME_SPAN_DAY / 300)

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

/* A body and a receipt of the usual length. */
static void
fill (const char *path)
{
  g_autofree char *body = g_strnfill (400, 'b');
  g_autofree char *receipt = g_strnfill (560, 'r');
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body, -1);
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE s (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM s WHERE x < %d) INSERT INTO "
      "entry (id, state, kind, case_id, to_unit, target, target_version, body, digest, account, "
      "server_id, created_at, not_before, not_after, attempts, receipt_no, receipt, local_at, "
      "attempted_at, settled_at) SELECT printf ('01a20b35-b980-7000-8000-%%012x', x), 3, "
      "'dispatch', 'c-' || (x / 2), 'u1', 'c-' || (x / 2), 1, CAST ('%s' AS BLOB), '%s', 'seat02', "
      "'server-1', t, t, 0, 1, x + 1, '%s', t, t, t FROM (SELECT x, %" G_GINT64_FORMAT
      " - (%d - x) * %" G_GINT64_FORMAT " AS t FROM s)",
      ROWS - 1, body, digest, receipt, NEWEST, ROWS - 1, (gint64)BETWEEN);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_DURABLE, NULL, NULL, &error);

  g_assert_no_error (error);
  lian_db_write (db, run_sql, sql, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

static double
read_rss_mib (void)
{
  g_autofree char *text = NULL;
  gint64 pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) && strchr (text, ' ') != NULL)
    pages = g_ascii_strtoll (strchr (text, ' '), NULL, 10);
  return (double)pages * 4096 / 1024 / 1024;
}

static void
report (const char *name, gint64 since)
{
  g_print ("bench: ledger.%s %.1f ms\n", name, (double)(g_get_monotonic_time () - since) / 1000);
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **)user_data, result);
}

static void
measure_query (LianLedger *ledger, const char *name, LianLedgerQuery query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 since = g_get_monotonic_time ();

  lian_ledger_query (ledger, &query, NULL, answer_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  page = lian_ledger_query_finish (ledger, result, NULL);
  report (name, since);
  g_assert_cmpuint (page->len, >, 0);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *out = g_build_filename (folder, "out.csv", NULL);
  g_autoptr (GFile) to = g_file_new_for_path (out);
  LianLedgerVerified verified;
  struct stat status;
  LianLedger *ledger = lian_ledger_open (path, NULL);
  double before;
  gint64 since;

  lian_ledger_close (ledger);
  g_object_unref (ledger);
  fill (path);
  g_stat (path, &status);
  g_print ("bench: ledger.rows %d\nbench: ledger.file %.1f MiB\n", ROWS,
           (double)status.st_size / 1024 / 1024);

  before = read_rss_mib ();
  since = g_get_monotonic_time ();
  ledger = lian_ledger_open (path, NULL);
  report ("open", since);
  g_print ("bench: ledger.held %u rows\nbench: ledger.memory %.1f MiB\n",
           g_list_model_get_n_items (lian_ledger_get_entries (ledger)), read_rss_mib () - before);
  measure_query (ledger, "page-500", (LianLedgerQuery){ .before = ROWS / 2 });
  measure_query (ledger, "of-a-case", (LianLedgerQuery){ .case_id = "c-17" });
  measure_query (ledger, "week-page",
                 (LianLedgerQuery){ .which = LIAN_LEDGER_TO_CHECK,
                                    .account = "seat02",
                                    .server_id = "server-1",
                                    .since = NEWEST - 7 * G_TIME_SPAN_DAY });
  lian_ledger_close (ledger);
  g_object_unref (ledger);

  since = g_get_monotonic_time ();
  g_assert_true (lian_ledger_verify (path, NULL, NULL, NULL, &verified, NULL));
  report ("verify", since);
  since = g_get_monotonic_time ();
  g_assert_true (
      lian_ledger_export (path, to, LIAN_LEDGER_CSV, FALSE, NULL, NULL, NULL, NULL, NULL));
  report ("export-csv", since);
  g_unlink (path);
  g_unlink (out);
  g_rmdir (folder);
  return 0;
}
