/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-verify.h"

#include "lian-error.h"
#include "lian-seal.h"
#include "lian-service.h"
#include "lian-txn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Where the header of a file says by which ways it is written and read; 2 is a log ahead of it. */
#define WAYS_AT 18
#define WAY_LOG 2

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, what);
  return FALSE;
}

/* Whether @sql finds nothing; otherwise @what, with what it found in it, is wrong. */
static gboolean
expect_none (LianConn *conn, const char *sql, const char *before, const char *after, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autofree char *text = lian_seal_find_text (conn, sql, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (text == NULL)
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "%s%s%s", before, text, after);
  return FALSE;
}

/* --- the sums of the records --- */

typedef struct
{
  gint64 count;
  gint64 high;
  gint64 low;
} Sums;

/* By region and class in one text. */
static GHashTable *
sum_records (LianConn *conn, const LianKind *kind, GError **error)
{
  g_autoptr (GHashTable) regions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *sql = g_strdup_printf (
      "SELECT COALESCE (region_code, '') || ' ' || %s, id, version FROM " LIAN_SERVER_PREFIX "%s%s",
      lian_kind_get_visibility_column (kind), kind->name,
      lian_mirror_get_case_column (kind->id) != NULL ? " WHERE away IS NULL" : "");
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return NULL;
  while (lian_stmt_step (stmt, &row, error))
    {
      const char *region;
      guint64 digest;
      Sums *sums;

      if (!row)
        return g_steal_pointer (&regions);
      region = lian_stmt_get_text (stmt, 0);
      sums = g_hash_table_lookup (regions, region);
      if (sums == NULL)
        {
          sums = g_new0 (Sums, 1);
          g_hash_table_insert (regions, g_strdup (region), sums);
        }
      digest = lian_digest_of (kind->id, lian_stmt_get_text (stmt, 1), lian_stmt_get_int (stmt, 2));
      sums->count += 1;
      sums->high += (gint64)(digest >> 32);
      sums->low += (gint64)(digest & G_MAXUINT32);
    }
  return NULL;
}

/* A region whose records have gone keeps a row of zeros. */
static gboolean
compare_sums (LianStmt *stmt, GHashTable *regions, const char *kind, GError **error)
{
  static const Sums none = { 0, 0, 0 };
  const char *region = lian_stmt_get_text (stmt, 0);
  const Sums *sums = g_hash_table_lookup (regions, region);

  if (sums == NULL)
    sums = &none;
  if (sums->count == lian_stmt_get_int (stmt, 1) && sums->high == lian_stmt_get_int (stmt, 2)
      && sums->low == lian_stmt_get_int (stmt, 3))
    {
      g_hash_table_remove (regions, region);
      return TRUE;
    }
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
               "digest: row “%s %s” is not that of the records", kind, region);
  return FALSE;
}

static gboolean
verify_digest (LianConn *conn, const LianKind *kind, GError **error)
{
  g_autoptr (GHashTable) regions = sum_records (conn, kind, error);
  LianStmt *stmt;
  gboolean row;

  if (regions == NULL)
    return FALSE;
  stmt = lian_conn_prepare (conn,
                            "SELECT region || ' ' || class, count, high, low FROM digest"
                            " WHERE kind = ?",
                            error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, kind->name);
  while (lian_stmt_step (stmt, &row, error))
    {
      if (!row && g_hash_table_size (regions) == 0)
        return TRUE;
      if (!row)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "digest: a row of kind %s is missing",
                       kind->name);
          return FALSE;
        }
      if (!compare_sums (stmt, regions, kind->name, error))
        return FALSE;
    }
  return FALSE;
}

/* --- what one table says of another --- */

static gboolean
verify_versions (LianConn *conn, const LianKind *kind, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT id FROM " LIAN_SERVER_PREFIX "%s WHERE version IS NULL"
                         " OR version > (SELECT seq FROM counter) LIMIT 1",
                         kind->name);
  g_autofree char *before = g_strdup_printf (LIAN_SERVER_PREFIX "%s: row “", kind->name);

  return expect_none (conn, sql, before, "” is newer than the counter", error);
}

static gboolean
verify_counter (LianConn *conn, GError **error)
{
  return expect_none (conn,
                      "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM counter"
                      " WHERE min_seq <= seq OR seq = 0)",
                      "counter: row “", "” is missing, or begins behind its end", error)
         && expect_none (conn,
                         "SELECT seq FROM audit WHERE position > (SELECT seq FROM counter) LIMIT 1",
                         "audit: row ", " is newer than the counter", error)
         && expect_none (conn,
                         "SELECT a.seq FROM audit a JOIN audit b ON b.seq = a.seq - 1"
                         " WHERE a.position < b.position LIMIT 1",
                         "audit: row ", " has a position before that of the row before it", error)
         && expect_none (conn, "SELECT seq FROM feed WHERE seq > (SELECT seq FROM counter) LIMIT 1",
                         "feed: position ", " is newer than the counter", error);
}

/* What belongs to a case is mirrored when the case is, and only then. */
static gboolean
verify_away (LianConn *conn, const LianKind *kind, GError **error)
{
  const char *column = lian_mirror_get_case_column (kind->id);
  g_autofree char *sql = NULL;
  g_autofree char *before = NULL;

  if (column == NULL || kind->id == LIAN_KIND_CASE)
    return TRUE;
  sql = g_strdup_printf ("SELECT r.id FROM " LIAN_SERVER_PREFIX "%s r LEFT JOIN " LIAN_SERVER_PREFIX
                         "case c ON c.id = r.%s WHERE (r.away IS NULL) <> (c.away IS NULL) LIMIT 1",
                         kind->name, column);
  before = g_strdup_printf (LIAN_SERVER_PREFIX "%s: row “", kind->name);
  return expect_none (conn, sql, before, "” is mirrored and its case is not, or its case alone is",
                      error);
}

/* What a receipt promised is there. */
static gboolean
verify_effects (LianConn *conn, GError **error)
{
  static const struct
  {
    LianIntake intake;
    LianKindId kind;
  } effects[] = {
    { LIAN_INTAKE_REPORT, LIAN_KIND_CASE },
    { LIAN_INTAKE_INSTRUCTION, LIAN_KIND_INSTRUCTION },
    { LIAN_INTAKE_IMPORT_REPORT, LIAN_KIND_CASE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (effects); i++)
    {
      const char *name = lian_kind_get (effects[i].kind)->name;
      g_autofree char *sql
          = g_strdup_printf ("SELECT seq FROM audit WHERE intake = %d AND id NOT IN"
                             " (SELECT id FROM " LIAN_SERVER_PREFIX "%s) ORDER BY seq LIMIT 1",
                             (int)effects[i].intake, name);
      g_autofree char *after = g_strdup_printf (" has no %s", name);

      if (!expect_none (conn, sql, "audit: row ", after, error))
        return FALSE;
    }
  return TRUE;
}

/* --- all of it --- */

static gboolean
verify_pages (LianConn *conn, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autofree char *text = lian_seal_find_text (conn, "PRAGMA integrity_check(1)", &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (g_strcmp0 (text, "ok") == 0)
    return TRUE;
  if (text != NULL)
    g_strdelimit (text, "\n", ' ');
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED, "file: %s",
               text != NULL ? text : "cannot be checked");
  return FALSE;
}

static gboolean
verify_all (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianVerified *verified = data;

  if (!verify_pages (conn, error) || !lian_audit_verify (conn, &verified->n_audit, error)
      || !lian_seal_verify (conn, &verified->n_sealed, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!verify_digest (conn, lian_kind_get (i), error)
        || !verify_versions (conn, lian_kind_get (i), error)
        || !verify_away (conn, lian_kind_get (i), error))
      return FALSE;
  return verify_counter (conn, error) && verify_effects (conn, error);
}

/* SQLite reads a file whose header says another way of writing; it could not be served. */
static gboolean
verify_header (const char *path, GError **error)
{
  char header[WAYS_AT + 2];
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize length;

  if (fd < 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "file: %s", g_strerror (errno));
      return FALSE;
    }
  length = read (fd, header, sizeof header);
  close (fd);
  if (length == (gssize)sizeof header && header[WAYS_AT] == WAY_LOG
      && header[WAYS_AT + 1] == WAY_LOG)
    return TRUE;
  return damaged (error, "file: the header is not one of a server's database");
}

/* A server that begins meanwhile is told that the file is in use. Without the file of the lock it
 * was never served, and none is made. */
static gboolean
lock_out_servers (const char *path, int *lock, GError **error)
{
  g_autofree char *name = g_strconcat (path, ".lock", NULL);

  *lock = open (name, O_RDONLY | O_CLOEXEC);
  if (*lock >= 0 ? flock (*lock, LOCK_SH | LOCK_NB) == 0 : errno == ENOENT)
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_BUSY, "%s is in use by another program", path);
  if (*lock >= 0)
    close (*lock);
  return FALSE;
}

/**
 * lian_verify_file:
 * @path: a server's database
 * @verified: (out): how much of it was right
 *
 * The pages of the file, the chain of the audit with every column, every row against its seal and
 * the other way round, the digests against the records, the counter against what it counts, and
 * that there is an effect for every receipt. Blocks; reads only.
 *
 * Returns: %FALSE with %LIAN_ERROR_NOT_FOUND, %LIAN_ERROR_BUSY (it is being served) or what is the
 * first that is wrong, in one sentence
 */
gboolean
lian_verify_file (const char *path, LianVerified *verified, GError **error)
{
  g_autoptr (LianDb) db = NULL;
  gboolean right;
  int lock;

  *verified = (LianVerified){ 0, 0 };
  if (!lock_out_servers (path, &lock, error))
    return FALSE;
  right = verify_header (path, error);
  if (right)
    {
      db = lian_db_open (path, LIAN_DB_READ_ONLY | LIAN_DB_AS_IT_IS, NULL, NULL, error);
      right = db != NULL && lian_db_read (db, verify_all, verified, NULL, error);
      if (db != NULL)
        lian_db_close (db);
    }
  if (lock >= 0)
    close (lock);
  if (!right)
    g_prefix_error (error, "%s: ", path);
  return right;
}
