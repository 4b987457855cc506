/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-access-log.h"

#include "lian-throttle.h"

#include <string.h>

struct _LianAccessLog
{
  LianDb *db;              /* (owned) */
  LianClock *clock;        /* (owned) */
  LianThrottle *same;      /* (owned): refusals by all that a row says */
  LianThrottle *refusals;  /* (owned) */
  LianThrottle *successes; /* (owned) */
  guint left_out;
};

typedef struct
{
  gint64 at;
  char *account;
  char *address;
  char *type;
  char *object;
  char *result;
  guint left_out; /* before it */
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->account);
  g_free (row->address);
  g_free (row->type);
  g_free (row->object);
  g_free (row->result);
  g_free (row);
}

/**
 * lian_access_log_new:
 * @db: of the server
 *
 * Returns: (transfer full): what writes into its table
 */
LianAccessLog *
lian_access_log_new (LianDb *db, LianClock *clock)
{
  LianAccessLog *self = g_new0 (LianAccessLog, 1);

  self->db = g_object_ref (db);
  self->clock = g_object_ref (clock);
  self->same = lian_throttle_new (clock, 1);
  self->refusals = lian_throttle_new (clock, LIAN_ACCESS_LOG_REFUSALS);
  self->successes = lian_throttle_new (clock, LIAN_ACCESS_LOG_SUCCESSES);
  return self;
}

/**
 * lian_access_log_append:
 * @at: microseconds
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_access_log_append (LianConn *conn, gint64 at, const LianAccessEntry *entry, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "INSERT INTO access_log (at, account, address, type, object,"
                                      " result) VALUES (?, ?, ?, ?, ?, ?)",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, at);
  lian_stmt_bind_text (stmt, 1, entry->account);
  lian_stmt_bind_text (stmt, 2, entry->address);
  lian_stmt_bind_text (stmt, 3, entry->type);
  lian_stmt_bind_text (stmt, 4, entry->object);
  lian_stmt_bind_text (stmt, 5, entry->result);
  return lian_stmt_run (stmt, error);
}

static gboolean
append_left_out (LianConn *conn, gint64 at, guint n, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  const LianAccessEntry entry = { .type = "left-out", .object = number, .result = "too-many" };

  return n == 0 || lian_access_log_append (conn, at, &entry, error);
}

static gboolean
write_row (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const Row *row = data;
  const LianAccessEntry entry = { row->account, row->address, row->type, row->object, row->result };

  return append_left_out (conn, row->at, row->left_out, error)
         && (row->type == NULL || lian_access_log_append (conn, row->at, &entry, error));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_message ("access log not written: %s", error->message);
}

/* @entry: (nullable): only what was left out */
static void
submit (LianAccessLog *self, const LianAccessEntry *entry)
{
  Row *row = g_new0 (Row, 1);

  row->at = lian_clock_get_now (self->clock);
  row->left_out = self->left_out;
  self->left_out = 0;
  if (entry != NULL)
    {
      row->account = g_strdup (entry->account);
      row->address = g_strdup (entry->address);
      row->type = g_strdup (entry->type);
      row->object = g_strdup (entry->object);
      row->result = g_strdup (entry->result);
    }
  lian_db_write_async (self->db, write_row, row, row_free, NULL, written_cb, NULL);
}

static gboolean
may_write (LianAccessLog *self, const LianAccessEntry *entry)
{
  g_autofree char *key = NULL;

  if (strcmp (entry->result, "ok") == 0)
    return lian_throttle_try (self->successes, "all");
  key = g_strjoin ("\n", entry->account != NULL ? entry->account : "",
                   entry->address != NULL ? entry->address : "", entry->type,
                   entry->object != NULL ? entry->object : "", entry->result, NULL);
  return lian_throttle_get_wait (self->same, key) == 0 && lian_throttle_try (self->refusals, "all")
         && lian_throttle_try (self->same, key);
}

/**
 * lian_access_log_note:
 * @entry: what happened
 *
 * Written soon, without being waited for.
 */
void
lian_access_log_note (LianAccessLog *self, const LianAccessEntry *entry)
{
  if (may_write (self, entry))
    submit (self, entry);
  else
    self->left_out++;
}

/**
 * lian_access_log_free:
 * @self: a log
 */
void
lian_access_log_free (LianAccessLog *self)
{
  if (self->left_out > 0)
    submit (self, NULL);
  lian_throttle_free (self->same);
  lian_throttle_free (self->refusals);
  lian_throttle_free (self->successes);
  g_object_unref (self->clock);
  g_object_unref (self->db);
  g_free (self);
}

/**
 * lian_access_log_prune:
 *
 * Forgets rows that are old enough for it, by the clock that was kept with the last commit.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_access_log_prune (LianConn *conn, GError **error)
{
  return lian_conn_exec (conn,
                         "DELETE FROM access_log WHERE at <= (SELECT clock FROM counter)"
                         " - " LIAN_ACCESS_LOG_KEPT,
                         error);
}
