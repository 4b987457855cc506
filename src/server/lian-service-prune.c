/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-error.h"

#define PRUNE_SECONDS 3600

typedef struct
{
  LianRetention retention;
  gint64 now;
  gint64 cut;     /* everything up to here may go, 0 = nothing */
  gint64 min_seq; /* everything up to here has gone */
} Pruning;

static gboolean
ask (LianConn *conn, const char *sql, gint64 parameter, gint64 otherwise, gint64 *value,
     GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, parameter);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *value = row ? lian_stmt_get_int (stmt, 0) : otherwise;
  lian_stmt_reset (stmt);
  return TRUE;
}

/* Events that are too old lie at the beginning; what is behind a young one stays. Transactions are
 * not cut. */
static gboolean
find_cut (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Pruning *pruning = data;
  gint64 oldest_at = pruning->now - pruning->retention.days * G_TIME_SPAN_DAY;
  gint64 first;
  gint64 young;
  gint64 among;

  if (!ask (conn, "SELECT seq FROM feed WHERE at >= ? ORDER BY seq LIMIT 1", oldest_at, G_MAXINT64,
            &young, error)
      || !ask (conn, "SELECT MIN (seq) FROM feed WHERE seq > ?", 0, 0, &first, error)
      || !ask (conn, "SELECT min_seq FROM counter WHERE min_seq > ?", 0, 0, &pruning->min_seq,
               error))
    return FALSE;
  pruning->cut = 0;
  if (young <= first)
    return TRUE;
  if (pruning->retention.rows == 0)
    among = G_MAXINT64;
  else if (!ask (conn, "SELECT seq FROM feed ORDER BY seq DESC, n DESC LIMIT 1 OFFSET ? - 1",
                 pruning->retention.rows, 1, &among, error))
    return FALSE;
  return ask (conn, "SELECT MAX (seq) FROM feed WHERE seq < ?", MIN (young, among), 0,
              &pruning->cut, error);
}

static gboolean
forget (LianConn *conn, gint64 up_to, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "DELETE FROM feed WHERE seq <= ?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, up_to);
  if (!lian_stmt_run (stmt, error))
    return FALSE;
  stmt = lian_conn_prepare (conn, "UPDATE counter SET min_seq = MAX (min_seq, ?)", error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, up_to);
  return lian_stmt_run (stmt, error);
}

static gboolean
forget_portion (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Pruning *pruning = data;
  gint64 up_to;

  if (!ask (conn, "SELECT seq FROM feed ORDER BY seq, n LIMIT 1 OFFSET ?",
            pruning->retention.portion, pruning->cut, &up_to, error))
    return FALSE;
  up_to = MIN (up_to, pruning->cut);
  if (!forget (conn, up_to, error))
    return FALSE;
  pruning->min_seq = up_to;
  return TRUE;
}

/**
 * lian_service_prune_feed:
 * @retention: how much is kept
 * @now: microseconds
 * @min_seq: (out): the oldest position that the feed still goes on from
 *
 * Forgets events that are too old and not among the newest, all of them at once: before anybody is
 * served.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_service_prune_feed (LianConn *conn, const LianRetention *retention, gint64 now,
                         gint64 *min_seq, GError **error)
{
  Pruning pruning = { .retention = *retention, .now = now };

  if (!find_cut (conn, &pruning, NULL, error)
      || (pruning.cut > pruning.min_seq && !forget (conn, pruning.cut, error)))
    return FALSE;
  *min_seq = MAX (pruning.min_seq, pruning.cut);
  return TRUE;
}

/* --- while serving --- */

static void forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
go_on (GTask *task)
{
  LianService *self = g_task_get_source_object (task);
  Pruning *pruning = g_task_get_task_data (task);

  if (pruning->cut <= pruning->min_seq)
    {
      self->pruning = FALSE;
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  lian_db_write_async (self->db, forget_portion, pruning, NULL, NULL, forgotten_cb, task);
}

static void
fail (GTask *task, GError *error)
{
  LianService *self = g_task_get_source_object (task);

  self->pruning = FALSE;
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  LianService *self = g_task_get_source_object (task);
  const Pruning *pruning = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      fail (task, error);
      return;
    }
  self->min_seq = MAX (self->min_seq, pruning->min_seq);
  go_on (task);
}

static void
cut_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    go_on (task);
  else
    fail (task, error);
}

/**
 * lian_service_prune:
 *
 * As lian_service_prune_feed(), portion by portion between what others write; what may go is looked
 * for on the reading thread. One at a time: while one is going on, another is done at once. Main
 * thread.
 */
void
lian_service_prune (LianService *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Pruning *pruning;

  g_task_set_source_tag (task, lian_service_prune);
  if (self->pruning)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  self->pruning = TRUE;
  pruning = g_new0 (Pruning, 1);
  pruning->retention = self->retention;
  pruning->now = lian_clock_get_now (self->clock);
  g_task_set_task_data (task, pruning, g_free);
  lian_db_read_async (self->db, find_cut, pruning, NULL, NULL, cut_found_cb, task);
}

/**
 * lian_service_prune_finish:
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_service_prune_finish (LianService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
pruned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_service_prune_finish (LIAN_SERVICE (source), result, &error))
    g_message ("feed not pruned: %s", error->message);
}

static gboolean
due_cb (gpointer user_data)
{
  lian_service_prune (user_data, pruned_cb, NULL);
  lian_service_tidy_soon (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * lian_service_prune_hourly:
 *
 * Until the service is closed.
 */
void
lian_service_prune_hourly (LianService *self)
{
  self->prune_timer = g_timeout_add_seconds (PRUNE_SECONDS, due_cb, self);
}
