/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-service-private.h"

typedef struct
{
  LianPerson *person;
  char *epoch;
  gint64 since;
  LianFeedFormat format;
  LianFeedPage *page;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  lian_person_unref (reading->person);
  g_free (reading->epoch);
  g_clear_pointer (&reading->page, lian_feed_page_unref);
  g_free (reading);
}

/* Borrows everything from the row. */
static void
add_row (LianFeedWriter *writer, LianStmt *stmt)
{
  LianFeedEvent event = {
    .kind = lian_kind_by_name (lian_stmt_get_text (stmt, 1)),
    .id = (char *)lian_stmt_get_text (stmt, 2),
    .old_region = (char *)lian_stmt_get_text (stmt, 3),
    .new_region = (char *)lian_stmt_get_text (stmt, 4),
    .record = (char *)lian_stmt_get_text (stmt, 5),
    .old_visibility = lian_visibility_from_column (stmt, 6),
    .new_visibility = lian_visibility_from_column (stmt, 7),
  };

  if (event.kind != NULL)
    lian_feed_writer_add (writer, &event);
}

static gboolean
read_rows (LianFeedWriter *writer, LianConn *conn, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn,
                           "SELECT seq, kind, id, old_region, new_region, record,"
                           " old_class, new_class FROM feed WHERE seq > ? ORDER BY seq, n",
                           error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, writer->seq);
  while (TRUE)
    {
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (lian_stmt_get_int (stmt, 0) != writer->seq
          && !lian_feed_writer_begin (writer, lian_stmt_get_int (stmt, 0)))
        break;
      add_row (writer, stmt);
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/* The newest seq may have changed nothing that is on the feed any more; a caught-up page reaches it
 * all the same. Somebody slow whose next events have meanwhile been forgotten must not go on as if
 * there had been none. */
static gboolean
read_ends (LianFeedWriter *writer, gint64 since, LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT seq, min_seq FROM counter", error);
  gboolean gone;
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  gone = row && since < lian_stmt_get_int (stmt, 1);
  if (row && !writer->more)
    lian_feed_writer_begin (writer, MAX (writer->seq, lian_stmt_get_int (stmt, 0)));
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
  LianFeedWriter writer;

  lian_feed_writer_init (&writer, reading->person, reading->epoch, reading->since, reading->format);
  if (!read_rows (&writer, conn, error) || !read_ends (&writer, reading->since, conn, error))
    {
      lian_feed_writer_clear (&writer);
      return FALSE;
    }
  reading->page = lian_feed_writer_end (&writer);
  return TRUE;
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
                           (GDestroyNotify)lian_feed_page_unref);
}

/**
 * lian_service_read_feed:
 * @person: who wants to know
 * @since: a seq: what is newer is wanted
 *
 * Main thread; read on the reading thread.
 */
void
lian_service_read_feed (LianService *self, LianPerson *person, gint64 since, LianFeedFormat format,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, lian_service_read_feed);
  reading->person = lian_person_ref (person);
  reading->epoch = g_strdup (self->epoch);
  reading->since = since;
  reading->format = format;
  g_task_set_task_data (task, reading, reading_free);
  self->feed_reads++;
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
