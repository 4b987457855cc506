/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-attachment.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-media.h"
#include "lian-receipt.h"
#include "lian-submission.h"

#include <string.h>

/* What one account may have sent that no record names yet; it goes after a week. */
#define MOST_UNNAMED (256 * 1024 * 1024)

/* --- keeping --- */

typedef struct
{
  LianPerson *person;
  char *media_type;
  GBytes *bytes;
  char *digest; /* lower case */
  LianClock *clock;
  LianReply *reply;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  lian_person_unref (keeping->person);
  g_free (keeping->media_type);
  g_bytes_unref (keeping->bytes);
  g_free (keeping->digest);
  g_object_unref (keeping->clock);
  lian_reply_free (keeping->reply);
  g_free (keeping);
}

static void
refuse (Keeping *keeping, guint status, const char *name, const char *field, const char *detail)
{
  keeping->reply = lian_reply_new_problem (status, name, field, detail, NULL);
}

/* On a thread: twenty megabytes are a tenth of a second. */
static void
check_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Keeping *keeping = task_data;
  g_autofree char *computed = lian_hex_digest (keeping->bytes);
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (keeping->bytes, &length);
  const char *type = length > 0 ? lian_media_sniff (data, length) : NULL;

  if (strcmp (computed, keeping->digest) != 0)
    refuse (keeping, 400, "digest-mismatch", "Content-Digest",
            "Content-Digest is not that of the body");
  else if (type == NULL || g_ascii_strcasecmp (type, keeping->media_type) != 0)
    refuse (keeping, 415, "unsupported-media-type", "Content-Type",
            "PNG, JPEG, WebP or PDF, and what Content-Type says");
  else if (!lian_media_check (data, length, type, &error))
    {
      if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE))
        refuse (keeping, 413, "too-large", NULL, error->message);
      else
        refuse (keeping, 400, "bad-request", "body", error->message);
    }
  g_task_return_boolean (task, TRUE);
}

static void
describe (Keeping *keeping, gboolean fresh)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "id", keeping->digest);
  json_object_set_string_member (object, "media_type", keeping->media_type);
  json_object_set_int_member (object, "size", (gint64)g_bytes_get_size (keeping->bytes));
  json_node_set_object (root, object);
  keeping->reply = lian_reply_new_json (fresh ? 201 : 200, root);
}

static gboolean
keep (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Keeping *keeping = data;
  gint64 unnamed;
  gboolean fresh;

  if (!lian_attachment_count_unnamed (conn, keeping->person->account, &unnamed, error))
    return FALSE;
  if (unnamed + (gint64)g_bytes_get_size (keeping->bytes) > MOST_UNNAMED)
    {
      refuse (keeping, 429, "too-many-attachments", NULL,
              "this account has sent too much that no record names");
      return TRUE;
    }
  if (!lian_attachment_keep (conn, keeping->digest, keeping->media_type, keeping->bytes,
                             keeping->person->account, lian_clock_get_now (keeping->clock), &fresh,
                             error))
    return FALSE;
  describe (keeping, fresh);
  return TRUE;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Keeping *keeping = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      g_message ("attachment not kept: %s", error->message);
      lian_reply_free (keeping->reply);
      keeping->reply = lian_reply_new_error (error);
    }
  g_task_return_pointer (task, g_steal_pointer (&keeping->reply), (GDestroyNotify)lian_reply_free);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianService *self = LIAN_SERVICE (source);
  Keeping *keeping = g_task_get_task_data (task);

  if (keeping->reply != NULL)
    g_task_return_pointer (task, g_steal_pointer (&keeping->reply),
                           (GDestroyNotify)lian_reply_free);
  else
    lian_db_write_async (self->db, keep, keeping, NULL, NULL, kept_cb, g_steal_pointer (&task));
}

/**
 * lian_service_keep_attachment:
 * @actor: who sends it, as they are; copied
 * @media_type: what it is said to be
 * @bytes: as sent
 * @digest: hexadecimal SHA-256 as sent
 *
 * Its id is the digest. Checked on a thread, kept in one transaction; nothing decodes it. Main
 * thread.
 */
void
lian_service_keep_attachment (LianService *self, const LianActor *actor, const char *media_type,
                              GBytes *bytes, const char *digest, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GTask) check = g_task_new (self, NULL, checked_cb, task);
  Keeping *keeping = g_new0 (Keeping, 1);

  g_task_set_source_tag (task, lian_service_keep_attachment);
  keeping->person = lian_person_new_from_actor (actor);
  keeping->media_type = g_ascii_strdown (media_type, -1);
  keeping->bytes = g_bytes_ref (bytes);
  keeping->digest = g_ascii_strdown (digest, -1);
  keeping->clock = g_object_ref (self->clock);
  g_task_set_task_data (task, keeping, keeping_free);
  g_task_set_task_data (check, keeping, NULL);
  g_task_run_in_thread (check, check_in_worker);
}

/**
 * lian_service_keep_attachment_finish:
 *
 * Returns: (transfer full): what is kept, 201 or 200, or a problem
 */
LianReply *
lian_service_keep_attachment_finish (LianService *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- reading --- */

static gboolean
read_bytes (LianQuery *self, LianConn *conn, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT media_type, bytes FROM attachment WHERE id = ?", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, self->ids[0]);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  if (row)
    {
      self->reply = g_new0 (LianReply, 1);
      self->reply->status = 200;
      self->reply->content_type = g_strdup (lian_stmt_get_text (stmt, 0));
      self->reply->body = lian_stmt_get_bytes (stmt, 1);
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_query_run_attachment:
 * @self: a question of type %LIAN_QUERY_ATTACHMENT
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_query_run_attachment (LianQuery *self, LianConn *conn, GError **error)
{
  gboolean visible;

  if (!lian_attachment_find (conn, self->person, self->ids[0], &visible, error)
      || (visible && !read_bytes (self, conn, error)))
    return FALSE;
  if (self->reply == NULL)
    self->reply = lian_reply_new_problem (404, "unknown-attachment", NULL,
                                          "there is no such attachment for you", NULL);
  return TRUE;
}

/**
 * lian_service_tidy:
 * @data: microseconds
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_service_tidy (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_attachment_prune (conn, *(const gint64 *)data, error)
         && lian_access_log_prune (conn, error);
}

static void
tidied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    g_message ("not tidied: %s", error->message);
}

/**
 * lian_service_tidy_soon:
 *
 * On the writing thread, without being waited for. Main thread.
 */
void
lian_service_tidy_soon (LianService *self)
{
  gint64 *now = g_new (gint64, 1);

  *now = lian_clock_get_now (self->clock);
  lian_db_write_async (self->db, lian_service_tidy, now, g_free, NULL, tidied_cb, NULL);
}
