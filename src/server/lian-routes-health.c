/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-exchange.h"

#include "lian-clock.h"
#include "lian-submission.h"
#include "lian-txn.h"

static gboolean
read_seq (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT seq FROM counter", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *(gint64 *)data = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  return TRUE;
}

typedef struct
{
  LianExchange *exchange; /* (owned) */
  gint64 seq;
} Question;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (LianExchange) exchange = question->exchange;
  LianService *service = exchange->service;
  g_autofree char *now = lian_time_format (lian_clock_get_now (service->clock));
  g_autofree char *position = lian_position_format (service->epoch, question->seq);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GError) error = NULL;

  g_free (question);
  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      g_message ("health: %s", error->message);
      lian_exchange_refuse (exchange, 503, "unhealthy", NULL, "the database cannot be read");
      return;
    }
  json_object_set_string_member (object, "status", "ok");
  json_object_set_string_member (object, "now", now);
  json_object_set_string_member (object, "position", position);
  json_object_set_boolean_member (object, "readonly", service->readonly);
  json_node_set_object (root, object);
  lian_exchange_answer (exchange, lian_reply_new_json (200, root));
}

/**
 * lian_route_health:
 *
 * GET /v1/health: whether the database answers, without signing in. One row of one table is read,
 * in the line of everybody's questions.
 */
void
lian_route_health (LianExchange *exchange)
{
  Question *question = g_new0 (Question, 1);

  question->exchange = lian_exchange_ref (exchange);
  lian_exchange_pause (exchange);
  lian_db_read_async (exchange->service->db, read_seq, &question->seq, NULL, NULL, read_cb,
                      question);
}
