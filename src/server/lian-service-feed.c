/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-error.h"
#include "lian-service-private.h"
#include "lian-txn.h"

#include <string.h>

/* A page ends with the first transaction that brings it over one of these; a transaction is never
 * cut. */
#define PAGE_EVENTS 500
#define PAGE_BYTES (256 * 1024)

typedef struct
{
  char *region;
  char *epoch;
  LianClock *clock;
  gint64 since;
  gboolean mark;

  LianFeedPage *page;
  char *pending; /* the last visible event so far, without its end */
  guint n;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->region);
  g_free (reading->epoch);
  g_object_unref (reading->clock);
  g_clear_pointer (&reading->page, lian_feed_page_free);
  g_free (reading->pending);
  g_free (reading);
}

void
lian_feed_page_free (LianFeedPage *self)
{
  if (self->events != NULL)
    g_string_free (self->events, TRUE);
  g_free (self);
}

/* Whether there is another visible event of its transaction is known only one event later. */
static void
flush_pending (Reading *reading, gboolean more)
{
  GString *events = reading->page->events;

  if (reading->pending == NULL)
    return;
  g_string_append_printf (events,
                          "id: %s:%" G_GINT64_FORMAT "\nevent: change\ndata: ", reading->epoch,
                          reading->page->seq);
  g_string_append (events, "{\"more\":");
  g_string_append (events, more ? "true" : "false");
  g_string_append (events, reading->pending);
  g_string_append (events, "}\n\n");
  g_clear_pointer (&reading->pending, g_free);
}

/* What the record was to this person before and is now decides: a record that leaves the scope is
 * gone, one that was never in it never was. */
static void
add_row (Reading *reading, LianStmt *stmt)
{
  const char *old_region = lian_stmt_get_text (stmt, 5);
  const char *new_region = lian_stmt_get_text (stmt, 6);
  gboolean saw = old_region != NULL && lian_region_sees (reading->region, old_region);
  gboolean sees = new_region != NULL && lian_region_sees (reading->region, new_region);
  const char *record = lian_stmt_get_text (stmt, 7);

  if (!saw && !sees)
    return;
  flush_pending (reading, TRUE);
  reading->n++;
  reading->pending = g_strdup_printf (",\"kind\":\"%s\",\"id\":\"%s\",\"version\":%" G_GINT64_FORMAT
                                      ",\"op\":\"%s\"%s%s",
                                      lian_stmt_get_text (stmt, 2), lian_stmt_get_text (stmt, 3),
                                      lian_stmt_get_int (stmt, 0), sees ? "upsert" : "delete",
                                      sees && record != NULL ? ",\"record\":" : "",
                                      sees && record != NULL ? record : "");
}

static gboolean
read_rows (Reading *reading, LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "SELECT seq, n, kind, id, op, old_region, new_region, record"
                                      " FROM feed WHERE seq > ? ORDER BY seq, n",
                                      error);
  LianFeedPage *page = reading->page;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, reading->since);
  while (TRUE)
    {
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (lian_stmt_get_int (stmt, 0) != page->seq)
        {
          flush_pending (reading, FALSE);
          if (reading->n >= PAGE_EVENTS || page->events->len >= PAGE_BYTES)
            {
              page->more = TRUE;
              break;
            }
          page->seq = lian_stmt_get_int (stmt, 0);
        }
      add_row (reading, stmt);
    }
  flush_pending (reading, FALSE);
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
append_mark (Reading *reading, LianConn *conn, GError **error)
{
  LianKindDigest sums[LIAN_N_KINDS];
  g_autofree char *now = lian_time_format (reading->page->now);
  GString *events = reading->page->events;

  if (!lian_digest_sum (conn, reading->region, sums, error))
    return FALSE;
  g_string_append_printf (events,
                          "id: %s:%" G_GINT64_FORMAT "\nevent: bookmark\ndata: ", reading->epoch,
                          reading->page->seq);
  g_string_append_printf (events,
                          "{\"position\":\"%s:%" G_GINT64_FORMAT "\",\"now\":\"%s\",\"kinds\":{",
                          reading->epoch, reading->page->seq, now);
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    g_string_append_printf (events,
                            "%s\"%s\":{\"count\":%" G_GINT64_FORMAT
                            ",\"digest\":\"%016" G_GINT64_MODIFIER "x\"}",
                            i > 0 ? "," : "", lian_kind_get (i)->name, sums[i].count,
                            sums[i].digest);
  g_string_append (events, "}}\n\n");
  return TRUE;
}

/* The newest seq may have changed nothing that is on the feed any more; a caught-up page reaches it
 * all the same. Somebody slow whose next events have meanwhile been forgotten must not go on as if
 * there had been none. */
static gboolean
read_ends (Reading *reading, LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT seq, min_seq FROM counter", error);
  gboolean gone;
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  gone = row && reading->since < lian_stmt_get_int (stmt, 1);
  if (row && !reading->page->more)
    reading->page->seq = MAX (reading->page->seq, lian_stmt_get_int (stmt, 0));
  lian_stmt_reset (stmt);
  if (gone)
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_GONE,
                         "the changes since then are not kept any more");
  return !gone;
}

static gboolean
run_reading (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Reading *reading = data;

  reading->page = g_new0 (LianFeedPage, 1);
  reading->page->events = g_string_new (NULL);
  reading->page->seq = reading->since;
  reading->page->now = lian_clock_get_now (reading->clock);
  return read_rows (reading, conn, error) && read_ends (reading, conn, error)
         && (!reading->mark || reading->page->more || append_mark (reading, conn, error));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&reading->page),
                           (GDestroyNotify)lian_feed_page_free);
}

/**
 * lian_service_read_feed:
 * @region: (nullable): the scope of whoever listens
 * @since: a seq: what is newer is wanted
 * @mark: whether a bookmark closes the page once it has caught up
 *
 * Events, count and digest are of one moment. Main thread.
 */
void
lian_service_read_feed (LianService *self, const char *region, gint64 since, gboolean mark,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, lian_service_read_feed);
  reading->region = g_strdup (region);
  reading->epoch = g_strdup (self->epoch);
  reading->clock = g_object_ref (self->clock);
  reading->since = since;
  reading->mark = mark;
  g_task_set_task_data (task, reading, reading_free);
  lian_db_read_async (self->db, run_reading, reading, NULL, cancellable, read_cb, task);
}

/**
 * lian_service_read_feed_finish:
 *
 * Returns: (transfer full): events as they go over the wire
 */
LianFeedPage *
lian_service_read_feed_finish (LianService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
