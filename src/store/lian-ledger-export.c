/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger-export.h"

#include "lian-error.h"
#include "lian-ledger-file.h"
#include "lian-ledger-migrate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STEP 500 /* rows between two looks at who waits */
#define BUFFER (256 * 1024)

/* What a cell must not begin with: spreadsheets take it for a formula. The full-width ones are
 * typed by Chinese keyboards. */
static const char *const triggers[] = { "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠" };

typedef enum
{
  AS_TEXT,
  AS_NUMBER,
  AS_TIME,
  AS_STATE,
  AS_BYTES,
} Kind;

typedef struct
{
  const char *name; /* of JSON */
  const char *title;
  const char *sql; /* of the first version that has it */
  Kind kind;
  guint since; /* version */
} Column;

static const Column columns[] = {
  { "number", N_ ("No."), "n", AS_NUMBER, 1 },
  { "id", N_ ("Instruction"), "id", AS_TEXT, 1 },
  { "state", N_ ("State"), "state", AS_STATE, 1 },
  { "kind", N_ ("Kind"), "kind", AS_TEXT, 1 },
  { "case_id", N_ ("Case"), "case_id", AS_TEXT, 1 },
  { "to_unit", N_ ("Unit"), "to_unit", AS_TEXT, 1 },
  { "target", N_ ("Target of the instruction"), "target", AS_TEXT, 1 },
  { "target_version", N_ ("Version seen"), "target_version", AS_NUMBER, 1 },
  { "account", N_ ("Account"), "account", AS_TEXT, 1 },
  { "server_id", N_ ("Platform"), "server_id", AS_TEXT, 1 },
  { "created_at", N_ ("Promised (platform time)"), "created_at", AS_TIME, 1 },
  { "ordered_at", N_ ("Said by telephone"), "ordered_at", AS_TIME, 3 },
  { "local_at", N_ ("Promised (this computer's clock)"), "local_at", AS_TIME, 2 },
  { "not_before", N_ ("Undo until"), "not_before", AS_TIME, 1 },
  { "not_after", N_ ("Valid until"), "not_after", AS_TIME, 1 },
  { "attempts", N_ ("Attempts"), "attempts", AS_NUMBER, 1 },
  { "attempted_at", N_ ("Last attempt"), "attempted_at", AS_TIME, 2 },
  { "settled_at", N_ ("Verdict at"), "settled_at", AS_TIME, 2 },
  { "receipt_no", N_ ("Receipt no."), "nullif (receipt_no, 0)", AS_NUMBER, 1 },
  { "lost_at", N_ ("Receipt found lost at"), "lost_at", AS_TIME, 2 },
  { "problem", N_ ("Reason"), "problem", AS_TEXT, 1 },
  { "current", N_ ("What the platform had instead"), "current", AS_TEXT, 1 },
  { "supersedes", N_ ("Takes the place of"), "supersedes", AS_TEXT, 2 },
  { "decision", N_ ("What was decided"), "decision", AS_TEXT, 2 },
  { "decided_at", N_ ("Decided at"), "decided_at", AS_TIME, 2 },
  { "decided_by", N_ ("Decided by"), "decided_by", AS_TEXT, 3 },
  { "digest", N_ ("SHA-256 of the bytes"), "digest", AS_TEXT, 1 },
  { "receipt", N_ ("Receipt"), "receipt", AS_TEXT, 1 },
  { "body", N_ ("Bytes sent"), "body", AS_BYTES, 1 },
};

typedef struct
{
  GOutputStream *stream;
  LianLedgerFormat format;
  const char *mark;
  const char *path;
  gboolean demonstration;
  gint64 version;
  LianLedgerProgress progress;
  gpointer data;
  GCancellable *cancellable;
  guint total;
  guint rows;
  GString *line;
} Export;

/* --- cells --- */

static const char *
name_state (gint64 state)
{
  static const char *const names[]
      = { "draft", "queued", "sending", "received", "conflict", "refused", "expired", "revoked" };

  return state >= 0 && state < (gint64)G_N_ELEMENTS (names) ? names[state] : "?";
}

static const char *
title_state (gint64 state)
{
  static const char *const titles[] = { N_ ("Draft"),
                                        N_ ("Waits on this computer"),
                                        N_ ("Being sent"),
                                        N_ ("Received by the platform"),
                                        N_ ("Conflict"),
                                        N_ ("Refused by the platform"),
                                        N_ ("Expired, not carried out"),
                                        N_ ("Taken back before it was sent") };

  return state >= 0 && state < (gint64)G_N_ELEMENTS (titles) ? _ (titles[state]) : "?";
}

static void
add_cell (GString *line, const char *text, gboolean first, gboolean guard)
{
  gboolean formula = FALSE;

  if (!first)
    g_string_append_c (line, ',');
  for (guint i = 0; guard && i < G_N_ELEMENTS (triggers); i++)
    formula |= g_str_has_prefix (text, triggers[i]);
  g_string_append (line, formula ? "\"'" : "\"");
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *at);
    }
  g_string_append_c (line, '"');
}

static void
add_json_text (GString *line, const char *text)
{
  g_string_append_c (line, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      guchar c = (guchar)*at;

      if (c == '"' || c == '\\')
        g_string_append_printf (line, "\\%c", c);
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (line, "\\u%04x", c);
      else
        g_string_append_c (line, (char)c);
    }
  g_string_append_c (line, '"');
}

/* Text of a cell; bytes that are no text are told as such. */
static char *
dup_text (LianStmt *stmt, int i, Kind kind)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *data;
  gsize size;

  if (kind != AS_BYTES)
    {
      const char *text = lian_stmt_get_text (stmt, i);
      return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
    }
  bytes = lian_stmt_get_bytes (stmt, i);
  data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  if (data == NULL)
    return g_strdup ("");
  if (g_utf8_validate_len (data, size, NULL))
    return g_strndup (data, size);
  {
    g_autofree char *code = g_base64_encode ((const guchar *)data, size);
    return g_strconcat ("base64:", code, NULL);
  }
}

static void
add_csv_value (Export *self, LianStmt *stmt, int i)
{
  const Column *column = &columns[i];
  gint64 value = lian_stmt_get_int (stmt, i);
  g_autofree char *text = NULL;

  if (lian_stmt_is_null (stmt, i))
    text = g_strdup ("");
  else if (column->kind == AS_TIME)
    text = value != 0 ? lian_time_format (value) : g_strdup ("");
  else if (column->kind == AS_STATE)
    text = g_strdup (title_state (value));
  else
    text = dup_text (stmt, i, column->kind);
  add_cell (self->line, text, i == 0, column->kind == AS_TEXT || column->kind == AS_BYTES);
}

static void
add_json_value (Export *self, LianStmt *stmt, int i)
{
  const Column *column = &columns[i];
  gint64 value = lian_stmt_get_int (stmt, i);
  g_autofree char *text = NULL;

  g_string_append_printf (self->line, "%s\"%s\":", i > 0 ? "," : "{", column->name);
  if (lian_stmt_is_null (stmt, i) || (column->kind == AS_TIME && value == 0))
    g_string_append (self->line, "null");
  else if (column->kind == AS_NUMBER)
    g_string_append_printf (self->line, "%" G_GINT64_FORMAT, value);
  else
    {
      text = column->kind == AS_TIME    ? lian_time_format (value)
             : column->kind == AS_STATE ? g_strdup (name_state (value))
                                        : dup_text (stmt, i, column->kind);
      add_json_text (self->line, text);
    }
}

/* --- lines --- */

static gboolean
flush (Export *self, GError **error)
{
  gboolean done = g_output_stream_write_all (self->stream, self->line->str, self->line->len, NULL,
                                             self->cancellable, error);

  g_string_truncate (self->line, 0);
  return done;
}

static void
add_first (Export *self)
{
  if (self->format == LIAN_LEDGER_CSV)
    {
      g_string_append (self->line, "\xef\xbb\xbf");
      for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
        add_cell (self->line, _ (columns[i].title), i == 0, FALSE);
      add_cell (self->line, _ ("Remark"), FALSE, FALSE);
      g_string_append (self->line, "\r\n");
      return;
    }
  g_string_append (self->line, "{\"export\":\"liandong-ledger\",\"ledger_version\":");
  g_string_append_printf (self->line, "%" G_GINT64_FORMAT ",\"rows\":%u,\"demonstration\":%s,",
                          self->version, self->total, self->demonstration ? "true" : "false");
  g_string_append (self->line, "\"remark\":");
  add_json_text (self->line, self->mark);
  g_string_append (self->line, "}\n");
}

static void
add_row (Export *self, LianStmt *stmt)
{
  gboolean csv = self->format == LIAN_LEDGER_CSV;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (csv)
      add_csv_value (self, stmt, (int)i);
    else
      add_json_value (self, stmt, (int)i);
  if (csv)
    {
      add_cell (self->line, self->mark, FALSE, FALSE);
      g_string_append (self->line, "\r\n");
      return;
    }
  if (self->demonstration)
    {
      g_string_append (self->line, ",\"remark\":");
      add_json_text (self->line, self->mark);
    }
  g_string_append (self->line, "}\n");
}

/* A file that ends without it was cut. */
static void
add_last (Export *self)
{
  if (self->format == LIAN_LEDGER_JSON_LINES)
    g_string_append_printf (self->line, "{\"end\":true,\"rows\":%u}\n", self->rows);
}

static gboolean
look_up (Export *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error) || !flush (self, error))
    return FALSE;
  if (self->progress != NULL)
    self->progress (self->rows, self->total, self->data);
  return TRUE;
}

/* --- the file --- */

static char *
dup_select (gint64 version)
{
  GString *sql = g_string_new ("SELECT ");

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "",
                            columns[i].since <= version ? columns[i].sql : "NULL");
  g_string_append (sql, " FROM entry ORDER BY n");
  return g_string_free (sql, FALSE);
}

static gboolean
count_rows (LianConn *conn, guint *total, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT count (*) FROM entry", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *total = (guint)lian_stmt_get_int (stmt, 0);
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
write_all (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Export *self = data;
  g_autofree char *sql = NULL;
  LianStmt *stmt;
  gboolean row = TRUE;

  if (!lian_ledger_read_version (conn, &self->version, error)
      || !count_rows (conn, &self->total, error))
    return FALSE;
  sql = dup_select (self->version);
  stmt = lian_conn_prepare (conn, sql, error);
  if (stmt == NULL)
    return FALSE;
  add_first (self);
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      add_row (self, stmt);
      if (++self->rows % STEP == 0 && !look_up (self, error))
        return FALSE;
    }
  add_last (self);
  return look_up (self, error);
}

static gboolean
export_from (Export *self, GError **error)
{
  g_autofree char *shared = g_strconcat (self->path, "-shm", NULL);
  LianDbFlags flags
      = LIAN_DB_READ_ONLY | (g_file_test (shared, G_FILE_TEST_EXISTS) ? 0 : LIAN_DB_AS_IT_IS);
  g_autoptr (LianDb) db = NULL;
  gboolean done;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "%s does not exist", self->path);
      return FALSE;
    }
  db = lian_db_open (self->path, flags, NULL, NULL, error);
  if (db == NULL)
    return FALSE;
  done = lian_db_read (db, write_all, self, NULL, error);
  lian_db_close (db);
  return done;
}

/* A stream that is closed by somebody cancelled leaves what was there; a file that was not there is
 * made under its own name. */
static void
throw_away (GOutputStream *stream, GFile *to, gboolean was_there)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
  if (!was_there)
    g_file_delete (to, NULL, NULL);
}

/**
 * lian_ledger_export:
 * @path: of the ledger
 * @to: what is written; only its owner may read it
 * @format: how
 * @demonstration: whether every row says so
 * @progress: (nullable) (scope call): told now and then
 * @data: for @progress
 * @cancellable: (nullable): cancellable
 * @rows: (out) (optional): how many there are
 *
 * Returns: %FALSE with a %LIAN_ERROR or a %G_IO_ERROR; @to is as it was then
 */
gboolean
lian_ledger_export (const char *path, GFile *to, LianLedgerFormat format, gboolean demonstration,
                    LianLedgerProgress progress, gpointer data, GCancellable *cancellable,
                    guint *rows, GError **error)
{
  gboolean was_there = g_file_query_exists (to, NULL);
  g_autoptr (GFileOutputStream) file
      = g_file_replace (to, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, error);
  g_autoptr (GOutputStream) stream = NULL;
  Export self = { .format = format,
                  .path = path,
                  .demonstration = demonstration,
                  .progress = progress,
                  .data = data,
                  .cancellable = cancellable };
  gboolean done;

  if (file == NULL)
    return FALSE;
  self.mark = demonstration ? LIAN_LEDGER_DEMONSTRATION
                            : _ ("For evidence; holds what the dispatcher wrote");
  stream = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (file), BUFFER);
  self.stream = stream;
  self.line = g_string_new (NULL);
  done = export_from (&self, error) && g_output_stream_close (stream, cancellable, error);
  g_string_free (self.line, TRUE);
  if (!done)
    throw_away (G_OUTPUT_STREAM (file), to, was_there);
  if (rows != NULL)
    *rows = self.rows;
  return done;
}

/**
 * lian_ledger_format_of:
 * @name: of a file
 *
 * Returns: what its end says
 */
LianLedgerFormat
lian_ledger_format_of (const char *name)
{
  static const char *const ends[] = { ".json", ".jsonl", ".ndjson" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (lower, ends[i]))
      return LIAN_LEDGER_JSON_LINES;
  return LIAN_LEDGER_CSV;
}
