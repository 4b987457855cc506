/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-limits.h"
#include "lian-service-private.h"
#include "lian-submission.h"
#include "lian-table.h"
#include "lian-txn.h"

#include <string.h>

/* A page ends before it gets heavier than this: reliability.md 1.3. */
#define PAGE_BYTES (1024 * 1024)

/* Nobody else is served while a page is looked for. */
#define MOST_READ 20000

/**
 * lian_history_query_new:
 * @person: on whose behalf
 *
 * Returns: (transfer full): a question about all closed cases, newest first
 */
LianHistoryQuery *
lian_history_query_new (LianPerson *person)
{
  LianHistoryQuery *self = g_new0 (LianHistoryQuery, 1);

  self->person = lian_person_ref (person);
  self->from = G_MININT64;
  self->to = G_MAXINT64;
  self->before_at = G_MAXINT64;
  self->limit = LIAN_LIMIT_PAGE_ROWS;
  self->most_read = MOST_READ;
  return self;
}

void
lian_history_query_free (LianHistoryQuery *self)
{
  lian_person_unref (self->person);
  g_free (self->region);
  g_free (self->category);
  g_free (self->text);
  g_free (self->before_id);
  g_free (self->epoch);
  g_clear_pointer (&self->dictionary, lian_dictionary_unref);
  g_clear_pointer (&self->reply, lian_reply_free);
  g_free (self);
}

static char *
quote (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *doubled = g_strjoinv ("''", parts);

  return g_strconcat ("'", doubled, "'", NULL);
}

/* A big category stands for all below it. */
static gboolean
is_below (const LianDictionary *dictionary, const char *code, const char *top)
{
  for (guint i = 0; i < LIAN_DICTIONARY_PARENTS_MAX && code != NULL; i++)
    {
      const LianRecord *entry = lian_dictionary_lookup (dictionary, "category", code);

      if (strcmp (code, top) == 0)
        return TRUE;
      code = entry != NULL ? lian_record_get_text (entry, LIAN_ENTRY_PARENT) : NULL;
    }
  return FALSE;
}

static void
append_category (const LianHistoryQuery *self, GString *where)
{
  GPtrArray *categories = lian_dictionary_list (self->dictionary, "category");
  g_autofree char *own = NULL;

  if (self->category == NULL)
    return;
  own = quote (self->category);
  g_string_append_printf (where, " AND category IN (%s", own);
  for (guint i = 0; i < categories->len; i++)
    {
      const char *code = lian_record_get_text (categories->pdata[i], LIAN_ENTRY_CODE);
      g_autofree char *quoted = quote (code);

      if (is_below (self->dictionary, code, self->category))
        g_string_append_printf (where, ",%s", quoted);
    }
  g_string_append_c (where, ')');
}

/* What is hidden is not found either; this is only the part of it that SQLite can do: an asterisk
 * may stand for what is hidden. */
static void
append_text (const LianHistoryQuery *self, GString *where)
{
  g_autoptr (GString) pattern = g_string_new ("%");
  g_autofree char *quoted = NULL;

  if (self->text == NULL || strchr (self->text, '*') != NULL)
    return;
  for (const char *at = self->text; *at != '\0'; at++)
    {
      if (strchr ("%_\\", *at) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *at);
    }
  g_string_append_c (pattern, '%');
  quoted = quote (pattern->str);
  g_string_append_printf (where,
                          " AND (code LIKE %s ESCAPE '\\' OR title LIKE %s ESCAPE '\\'"
                          " OR address LIKE %s ESCAPE '\\')",
                          quoted, quoted, quoted);
}

static gboolean
shows_text (const LianHistoryQuery *self, const LianRecord *masked)
{
  static const guint fields[] = { LIAN_CASE_CODE, LIAN_CASE_TITLE, LIAN_CASE_ADDRESS };
  g_autofree char *wanted = NULL;

  if (self->text == NULL)
    return TRUE;
  wanted = g_utf8_casefold (self->text, -1);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = lian_record_get_text (masked, fields[i]);
      g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

      if (folded != NULL && strstr (folded, wanted) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Behind a page that has looked at everything of a moment there is nothing more of that moment. */
static gint64
newest (const LianHistoryQuery *self)
{
  gboolean done = self->before_id != NULL && *self->before_id == '\0';
  gint64 before = done && self->before_at > G_MININT64 ? self->before_at - 1 : self->before_at;

  return MIN (self->to == G_MININT64 ? self->to : self->to - 1, before);
}

/* @oldest: (out): how far back this page looks. */
static gboolean
find_oldest (LianHistoryQuery *self, LianConn *conn, gint64 *oldest, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "SELECT closed_at FROM " LIAN_SERVER_PREFIX
                                      "case WHERE closed_at BETWEEN ? AND ?"
                                      " ORDER BY closed_at DESC LIMIT 1 OFFSET ?",
                                      error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, self->from);
  lian_stmt_bind_int (stmt, 1, newest (self));
  lian_stmt_bind_int (stmt, 2, self->most_read);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *oldest = row ? lian_stmt_get_int (stmt, 0) : self->from;
  lian_stmt_reset (stmt);
  return TRUE;
}

static LianStmt *
prepare (LianHistoryQuery *self, LianConn *conn, const char *region, gint64 oldest, GError **error)
{
  g_autofree char *scope = lian_region_to_sql ("+region_code", region);
  g_autoptr (GString) where = g_string_new (NULL);
  g_autofree char *sql = NULL;
  LianStmt *stmt;

  append_category (self, where);
  append_text (self, where);
  sql = g_strdup_printf ("SELECT %s FROM " LIAN_SERVER_PREFIX "case INDEXED BY " LIAN_SERVER_PREFIX
                         "case_closed_at"
                         " WHERE closed_at BETWEEN ?1 AND ?2 AND (closed_at < ?3 OR id < ?4)"
                         " AND %s%s ORDER BY closed_at DESC, id DESC",
                         lian_table_columns (lian_kind_get (LIAN_KIND_CASE)), scope, where->str);
  stmt = lian_conn_prepare (conn, sql, error);
  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_int (stmt, 0, oldest);
  lian_stmt_bind_int (stmt, 1, newest (self));
  lian_stmt_bind_int (stmt, 2, self->before_at);
  lian_stmt_bind_text (stmt, 3, self->before_id != NULL ? self->before_id : "");
  return stmt;
}

typedef struct
{
  GString *records;
  guint n;
  gint64 last_at;
  char *last_id; /* (owned) */
  gboolean full;
} Page;

static void
page_clear (Page *page)
{
  g_string_free (page->records, TRUE);
  g_free (page->last_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static void
add_record (LianHistoryQuery *self, Page *page, const char *region, const LianRecord *record)
{
  g_autoptr (LianRecord) masked = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (!lian_region_sees (region, lian_record_get_text (record, LIAN_F_REGION))
      || !lian_person_sees_record (self->person, record))
    return;
  masked = lian_person_mask (self->person, record);
  if (!shows_text (self, masked))
    return;
  node = lian_record_to_json (masked);
  text = lian_json_print (node);
  page->full
      = page->n == self->limit || (page->n > 0 && page->records->len + strlen (text) > PAGE_BYTES);
  if (page->full)
    return;
  g_string_append_printf (page->records, "%s%s", page->n++ > 0 ? "," : "", text);
  page->last_at = lian_record_get_time (record, LIAN_CASE_CLOSED_AT);
  g_free (page->last_id);
  page->last_id = g_strdup (lian_record_get_id (record));
}

static gboolean
fill (LianHistoryQuery *self, LianConn *conn, const char *region, gint64 oldest, Page *page,
      GError **error)
{
  LianStmt *stmt = prepare (self, conn, region, oldest, error);

  if (stmt == NULL)
    return FALSE;
  while (!page->full)
    {
      g_autoptr (LianRecord) record = NULL;
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      record = lian_table_read (lian_kind_get (LIAN_KIND_CASE), stmt, error);
      if (record == NULL)
        {
          lian_stmt_reset (stmt);
          return FALSE;
        }
      add_record (self, page, region, record);
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/* Where the next page goes on: behind the last row, or behind everything that this one looked at.
 * No row has an empty id. */
static char *
dup_next (const LianHistoryQuery *self, const Page *page, gint64 oldest)
{
  if (page->full)
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%s", page->last_at, page->last_id);
  return oldest > self->from ? g_strdup_printf ("%" G_GINT64_FORMAT ".", oldest) : NULL;
}

static gboolean
run_history (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianHistoryQuery *self = data;
  const char *region = lian_person_narrow (self->person, self->region);
  g_auto (Page) page = { .records = g_string_new (NULL) };
  g_autofree char *position = NULL;
  g_autofree char *now = lian_time_format (self->now);
  g_autofree char *next = NULL;
  GString *text;
  gint64 oldest;

  if (region == NULL)
    {
      self->reply = lian_reply_new_problem (404, "unknown-region", "region",
                                            "there is no such region for you", NULL);
      return TRUE;
    }
  if (!lian_query_read_position (conn, self->epoch, &position, error)
      || !find_oldest (self, conn, &oldest, error)
      || !fill (self, conn, region, oldest, &page, error))
    return FALSE;
  next = dup_next (self, &page, oldest);
  text = g_string_new (NULL);
  g_string_append_printf (text, "{\"position\":\"%s\",\"now\":\"%s\",\"records\":[%s]", position,
                          now, page.records->str);
  if (next != NULL)
    g_string_append_printf (text, ",\"next\":\"%s\"", next);
  g_string_append_c (text, '}');
  self->reply = g_new0 (LianReply, 1);
  self->reply->status = 200;
  self->reply->body = g_string_free_to_bytes (text);
  self->reply->content_type = g_strdup ("application/json");
  return TRUE;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianHistoryQuery *query = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  LianReply *reply;

  if (lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    reply = g_steal_pointer (&query->reply);
  else
    {
      g_message ("reading closed cases failed: %s", error->message);
      reply = lian_reply_new_error (error);
    }
  g_task_return_pointer (task, reply, (GDestroyNotify)lian_reply_free);
}

/**
 * lian_service_list_history:
 * @query: (transfer full): which closed cases
 *
 * However long ago they were closed, mirrored or not. Main thread; read on the reading thread.
 */
void
lian_service_list_history (LianService *self, LianHistoryQuery *query, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lian_service_list_history);
  query->now = lian_clock_get_now (self->clock);
  query->epoch = g_strdup (self->epoch);
  query->dictionary = lian_dictionary_ref (self->dictionary);
  g_task_set_task_data (task, query, (GDestroyNotify)lian_history_query_free);
  lian_db_read_async (self->db, run_history, query, NULL, NULL, listed_cb, task);
}

/**
 * lian_service_list_history_finish:
 *
 * Returns: (transfer full): a page, a problem document if need be
 */
LianReply *
lian_service_list_history_finish (LianService *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
