/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger-migrate.h"

#include "lian-db-copy.h"
#include "lian-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Step n brings a file from version n to n + 1. */
static const char *const steps[] = {
  /* 1: entry = what was promised, draft = one a case and kind, log = the duty log of the seat,
   * meta = key, value: set_aside */
  "CREATE TABLE entry (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
  "state INTEGER NOT NULL, kind TEXT NOT NULL, case_id TEXT, to_unit TEXT, target TEXT NOT NULL, "
  "target_version INTEGER NOT NULL, body BLOB NOT NULL, digest TEXT NOT NULL, "
  "account TEXT NOT NULL, server_id TEXT NOT NULL, created_at INTEGER NOT NULL, "
  "not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, "
  "receipt_no INTEGER NOT NULL DEFAULT 0, receipt TEXT, problem TEXT, current TEXT) STRICT;"
  "CREATE INDEX entry_open ON entry (state) WHERE state IN (1, 2);"
  "CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN "
  "SELECT RAISE (ABORT, 'the ledger deletes nothing'); END;"
  "CREATE TRIGGER entry_bytes BEFORE UPDATE OF id, body, digest ON entry BEGIN "
  "SELECT RAISE (ABORT, 'what was promised is not rewritten'); END;"
  "CREATE TABLE draft (case_id TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, "
  "PRIMARY KEY (case_id, kind)) STRICT;"
  "CREATE TABLE log (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, "
  "what TEXT NOT NULL, id TEXT, text TEXT) STRICT;"
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT;",

  /* 2: the times of an instruction's life, the seat's own clock as evidence, what it takes the
   * place of, what a person decided about it, and when the platform was found not to know its
   * receipt any more. Rows are found by time and by case without reading them all. */
  "ALTER TABLE entry ADD COLUMN local_at INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE entry ADD COLUMN attempted_at INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE entry ADD COLUMN settled_at INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE entry ADD COLUMN supersedes TEXT;"
  "ALTER TABLE entry ADD COLUMN decision TEXT;"
  "ALTER TABLE entry ADD COLUMN decided_at INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE entry ADD COLUMN lost_at INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX entry_created ON entry (created_at);"
  "CREATE INDEX entry_case ON entry (case_id, n);"
  "CREATE INDEX entry_undecided ON entry (n) WHERE state IN (4, 5, 6) AND decided_at=0;"
  "CREATE INDEX entry_lost ON entry (n) WHERE lost_at<>0;"
  "UPDATE entry SET supersedes=json_extract (CAST (body AS TEXT), '$.supersedes') "
  "WHERE json_valid (CAST (body AS TEXT)) "
  "AND json_type (CAST (body AS TEXT), '$.supersedes')='text';"
  "UPDATE entry SET decision='kept', decided_at=(SELECT max (at) FROM log "
  "WHERE log.id=entry.id AND what='kept-platform-state') "
  "WHERE id IN (SELECT id FROM log WHERE what='kept-platform-state' AND at>0);",

  /* 3: who decided, when it is not whose instruction it is; when it was said by telephone. */
  "ALTER TABLE entry ADD COLUMN decided_by TEXT;"
  "ALTER TABLE entry ADD COLUMN ordered_at INTEGER NOT NULL DEFAULT 0;"
  "UPDATE entry SET decided_by=account WHERE decided_at<>0;",
};

/*
 * lian_ledger_get_version:
 *
 * Returns: the version of a file of this program
 */
guint
lian_ledger_get_version (void)
{
  return G_N_ELEMENTS (steps);
}

/*
 * lian_ledger_read_version:
 * @version: (out): 0 of a file that was just made
 *
 * Returns: %FALSE with %LIAN_ERROR_TOO_NEW when a later program wrote the file
 */
gboolean
lian_ledger_read_version (LianConn *conn, gint64 *version, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "PRAGMA user_version", error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *version = row ? lian_stmt_get_int (stmt, 0) : 0;
  lian_stmt_reset (stmt);
  if (*version >= 0 && *version <= (gint64)G_N_ELEMENTS (steps))
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW,
               "the ledger is of version %" G_GINT64_FORMAT ", this program knows %u", *version,
               (guint)G_N_ELEMENTS (steps));
  return FALSE;
}

/* ledger.db.version-1, and -2 behind it when there is one of an earlier try. */
static char *
name_copy (const char *path, gint64 version)
{
  g_autofree char *base = g_strdup_printf ("%s.version-%" G_GINT64_FORMAT, path, version);
  char *name = g_strdup (base);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", base, i);
    }
  return name;
}

/* A name is on the disk when its folder is. */
static gboolean
sync_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "%s: %s", folder, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
}

/* Under the write lock, so that the copy is what the steps begin with. A copy of this name is
 * whole: until it is on the disk it has another one. */
static gboolean
copy_beside (const char *path, gint64 version, GError **error)
{
  g_autofree char *name = name_copy (path, version);
  g_autofree char *part = g_strconcat (path, ".version-part", NULL);

  g_unlink (part);
  if (!lian_db_copy (path, LIAN_DB_READ_ONLY, part, error))
    return FALSE;
  if (g_rename (part, name) != 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "%s: %s", name, g_strerror (errno));
      g_unlink (part);
      return FALSE;
    }
  return sync_folder (path, error);
}

/*
 * lian_ledger_migrate:
 * @path: of the file that @conn writes
 * @was: (out): its version, 0 when this opening made it
 *
 * All steps are one transaction: after a crash the file is of the one version or of the other.
 *
 * Returns: %FALSE with %LIAN_ERROR_TOO_NEW, %LIAN_ERROR_DISK_FULL when there is no room for the
 * copy, or what the steps said; the file is as it was then
 */
gboolean
lian_ledger_migrate (LianConn *conn, const char *path, gint64 *was, GError **error)
{
  if (!lian_ledger_read_version (conn, was, error))
    return FALSE;
  if (*was > 0 && *was < (gint64)G_N_ELEMENTS (steps) && !copy_beside (path, *was, error))
    return FALSE;
  return lian_conn_migrate (conn, steps, G_N_ELEMENTS (steps), error);
}
