/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-clock.h"
#include "lian-submission.h"
#include "lian-txn.h"

/* In the order of LianIntake. */
static const char *const intakes[]
    = { "report", "act", "instruction", "dictionary", "reveal", "import_report", "import_records" };

static void
set_text (JsonObject *object, const char *member, LianStmt *stmt, int column)
{
  const char *text = lian_stmt_get_text (stmt, column);

  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static JsonObject *
describe_audit (LianQuery *self, LianStmt *stmt)
{
  JsonObject *object = json_object_new ();
  g_autofree char *position = lian_position_format (self->epoch, lian_stmt_get_int (stmt, 9));
  gint64 intake = lian_stmt_get_int (stmt, 2);

  json_object_set_int_member (object, "seq", lian_stmt_get_int (stmt, 0));
  set_text (object, "id", stmt, 1);
  if (intake >= 0 && intake < (gint64)G_N_ELEMENTS (intakes))
    json_object_set_string_member (object, "intake", intakes[intake]);
  set_text (object, "account", stmt, 3);
  set_text (object, "role", stmt, 4);
  set_text (object, "seat", stmt, 5);
  set_text (object, "accepted_at", stmt, 6);
  set_text (object, "target", stmt, 10);
  set_text (object, "digest", stmt, 7);
  set_text (object, "prev_hash", stmt, 8);
  set_text (object, "hash", stmt, 11);
  json_object_set_string_member (object, "position", position);
  return object;
}

static JsonObject *
describe_access (LianQuery *self, LianStmt *stmt)
{
  JsonObject *object = json_object_new ();
  g_autofree char *at = lian_time_format (lian_stmt_get_int (stmt, 1));

  json_object_set_int_member (object, "n", lian_stmt_get_int (stmt, 0));
  json_object_set_string_member (object, "at", at);
  set_text (object, "account", stmt, 2);
  set_text (object, "address", stmt, 3);
  set_text (object, "type", stmt, 4);
  set_text (object, "object", stmt, 5);
  set_text (object, "result", stmt, 6);
  return object;
}

static gboolean
fill (LianQuery *self, LianStmt *stmt, JsonArray *records, gint64 *next, GError **error)
{
  gint64 last = 0;

  *next = 0;
  while (TRUE)
    {
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (json_array_get_length (records) == self->limit)
        break;
      last = lian_stmt_get_int (stmt, 0);
      json_array_add_object_element (records, self->type == LIAN_QUERY_AUDIT
                                                  ? describe_audit (self, stmt)
                                                  : describe_access (self, stmt));
    }
  *next = last;
  return TRUE;
}

/**
 * lian_query_run_audit:
 * @self: a question of type %LIAN_QUERY_AUDIT or %LIAN_QUERY_ACCESS_LOG
 *
 * A page of the chain, without the bodies, or of the access log.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_query_run_audit (LianQuery *self, LianConn *conn, GError **error)
{
  const char *sql = self->type == LIAN_QUERY_AUDIT
                        ? "SELECT seq, id, intake, account, role, seat, accepted_at, digest,"
                          " prev_hash, position, target, hash FROM audit WHERE seq > ? ORDER BY seq"
                        : "SELECT n, at, account, address, type, object, result FROM access_log"
                          " WHERE n > ? ORDER BY n";
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *records = json_array_new ();
  gint64 next;
  gboolean done;

  json_object_set_array_member (object, "records", records);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, self->after_number);
  done = fill (self, stmt, records, &next, error);
  lian_stmt_reset (stmt);
  if (!done)
    return FALSE;
  if (next > 0)
    json_object_set_int_member (object, "next", next);
  json_node_set_object (root, object);
  self->reply = lian_reply_new_json (200, root);
  return TRUE;
}
