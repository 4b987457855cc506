/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-file.h"
#include "lian-error.h"
#include "lian-mirror-private.h"
#include "lian-table.h"

#include <string.h>

/* Of the tables that are not made from field tables. Another one means a rebuild. */
#define LAYOUT "2"

/* What a batch does to count and digest of each kind of one generation. */
typedef struct
{
  const char *prefix;
  gint64 count[LIAN_N_KINDS];
  guint64 digest[LIAN_N_KINDS];
} Tally;

LianMirrorWrite *
lian_mirror_write_new (gint64 link, gboolean shadow)
{
  LianMirrorWrite *write = g_new0 (LianMirrorWrite, 1);

  write->link = link;
  write->shadow = shadow;
  return write;
}

void
lian_mirror_write_free (LianMirrorWrite *write)
{
  g_free (write->server_id);
  g_free (write->epoch);
  g_free (write->server_name);
  g_clear_pointer (&write->records, g_ptr_array_unref);
  g_clear_pointer (&write->changes, g_ptr_array_unref);
  g_free (write->position);
  g_clear_pointer (&write->digests, g_hash_table_unref);
  g_clear_pointer (&write->applied, g_ptr_array_unref);
  g_clear_pointer (&write->dictionary, lian_dictionary_unref);
  g_clear_pointer (&write->different, g_ptr_array_unref);
  g_free (write);
}

void
lian_mirror_meta_clear (LianMirrorMeta *meta)
{
  g_clear_pointer (&meta->server_id, g_free);
  g_clear_pointer (&meta->epoch, g_free);
  g_clear_pointer (&meta->position, g_free);
  g_clear_pointer (&meta->server_name, g_free);
  g_clear_pointer (&meta->dictionary, lian_dictionary_unref);
}

/* The first eight bytes, big endian, of SHA-256("kind|id|version"). */
guint64
lian_mirror_digest (const LianKind *kind, const char *id, gint64 version)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  char number[24];
  guint8 bytes[32];
  gsize length = sizeof bytes;
  guint64 digest = 0;

  g_snprintf (number, sizeof number, "|%" G_GINT64_FORMAT, version);
  g_checksum_update (sum, (const guchar *)kind->name, -1);
  g_checksum_update (sum, (const guchar *)"|", 1);
  g_checksum_update (sum, (const guchar *)id, -1);
  g_checksum_update (sum, (const guchar *)number, -1);
  g_checksum_get_digest (sum, bytes, &length);
  for (guint i = 0; i < 8; i++)
    digest = digest << 8 | bytes[i];
  return digest;
}

static char *
get_meta (LianConn *conn, const char *key, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "SELECT value FROM meta WHERE key=?", error);
  char *value;
  gboolean row;

  if (stmt == NULL)
    return NULL;
  lian_stmt_bind_text (stmt, 0, key);
  if (!lian_stmt_step (stmt, &row, error))
    return NULL;
  value = g_strdup (row ? lian_stmt_get_text (stmt, 0) : "");
  lian_stmt_reset (stmt);
  return value != NULL ? value : g_strdup ("");
}

static gboolean
get_meta_int (LianConn *conn, const char *key, gint64 *value, GError **error)
{
  g_autofree char *text = get_meta (conn, key, error);

  if (text == NULL)
    return FALSE;
  *value = g_ascii_strtoll (text, NULL, 10);
  return TRUE;
}

static gboolean
set_meta (LianConn *conn, const char *key, const char *value, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "INSERT INTO meta (key, value) VALUES (?, ?) "
                                      "ON CONFLICT (key) DO UPDATE SET value=excluded.value",
                                      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, key);
  lian_stmt_bind_text (stmt, 1, value != NULL ? value : "");
  return lian_stmt_run (stmt, error);
}

static gboolean
set_meta_int (LianConn *conn, const char *key, gint64 value, GError **error)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  return set_meta (conn, key, text, error);
}

static const char *
prefix_of (gint64 generation)
{
  return generation % 2 == 0 ? "a_" : "b_";
}

/*
 * lian_mirror_read_prefix:
 *
 * Returns: (transfer none): the prefix of the tables of the present picture, for this transaction
 */
const char *
lian_mirror_read_prefix (LianConn *conn, GError **error)
{
  gint64 generation;

  return get_meta_int (conn, "generation", &generation, error) ? prefix_of (generation) : NULL;
}

static const char *
read_shadow_prefix (LianConn *conn, GError **error)
{
  gint64 generation;

  return get_meta_int (conn, "generation", &generation, error) ? prefix_of (generation + 1) : NULL;
}

/* Indexes that the figures of the overview, and which cases a list has in which order, can be read
 * from without looking at the rows: they are an eighth of the table. */
static gboolean
create_indexes (LianConn *conn, const char *prefix, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "CREATE INDEX %scase_inflow ON %scase (accepted_at, region_code, grid_id);"
      "CREATE INDEX %scase_outflow ON %scase (closed_at, region_code, dispatched_at, feedback_at);"
      "CREATE INDEX %scase_stand ON %scase (state, region_code, closed_at, deadline, urgency, id);",
      prefix, prefix, prefix, prefix, prefix, prefix);

  return lian_conn_exec (conn, sql, error);
}

/* An empty generation in place of whatever is there. */
static gboolean
renew_generation (LianConn *conn, const char *prefix, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "DELETE FROM tally WHERE generation=?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, prefix);
  if (!lian_stmt_run (stmt, error))
    return FALSE;

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!lian_table_drop (conn, lian_kind_get (i), prefix, error)
        || !lian_table_create (conn, lian_kind_get (i), prefix, error))
      return FALSE;
  return create_indexes (conn, prefix, error);
}

static gboolean
fingerprints_match (LianConn *conn, gboolean *match, GError **error)
{
  LianStmt *stmt;
  gboolean row;
  guint n = 0;

  if (!lian_conn_exec (conn,
                       "CREATE TABLE IF NOT EXISTS fingerprint (kind TEXT PRIMARY KEY, value TEXT)",
                       error))
    return FALSE;

  stmt = lian_conn_prepare (conn, "SELECT kind, value FROM fingerprint", error);
  *match = TRUE;
  while (stmt != NULL && lian_stmt_step (stmt, &row, error))
    {
      const LianKind *kind;
      g_autofree char *wanted = NULL;

      if (!row)
        {
          *match = *match && n == LIAN_N_KINDS + 1;
          return TRUE;
        }
      n++;
      kind = lian_kind_by_name (lian_stmt_get_text (stmt, 0));
      wanted = kind != NULL ? lian_kind_dup_fingerprint (kind) : g_strdup (LAYOUT);
      if (g_strcmp0 (wanted, lian_stmt_get_text (stmt, 1)) != 0)
        *match = FALSE;
    }
  return FALSE;
}

static gboolean
store_fingerprints (LianConn *conn, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "INSERT INTO fingerprint (kind, value) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i <= LIAN_N_KINDS; i++)
    {
      const LianKind *kind = i < LIAN_N_KINDS ? lian_kind_get (i) : NULL;
      g_autofree char *value = kind != NULL ? lian_kind_dup_fingerprint (kind) : g_strdup (LAYOUT);

      lian_stmt_bind_text (stmt, 0, kind != NULL ? kind->name : "layout");
      lian_stmt_bind_text (stmt, 1, value);
      if (!lian_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
drop_everything (LianConn *conn, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  LianStmt *stmt = lian_conn_prepare (conn,
                                      "SELECT name FROM sqlite_schema WHERE type='table' AND "
                                      "name NOT LIKE 'sqlite%' AND name NOT LIKE 'meta'",
                                      error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (names, g_strdup (lian_stmt_get_text (stmt, 0)));
    }
  for (guint i = 0; i < names->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (names->pdata[i], "\"", -1);
      g_autofree char *quoted = g_strjoinv ("\"\"", parts);
      g_autofree char *sql = g_strdup_printf ("DROP TABLE \"%s\"", quoted);

      if (!lian_conn_exec (conn, sql, error))
        return FALSE;
    }
  return TRUE;
}

/*
 * lian_mirror_file_schema:
 *
 * Makes the tables. A file whose tables were made from other field tables is emptied: the picture
 * can be fetched again; only the name of the server is kept, so that another server is noticed.
 */
gboolean
lian_mirror_file_schema (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  gboolean match = FALSE;

  if (!fingerprints_match (conn, &match, error))
    return FALSE;
  if (match)
    return TRUE;

  return drop_everything (conn, error)
         && lian_conn_exec (
             conn,
             "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT);"
             "DELETE FROM meta WHERE key NOT IN ('server_id', 'name', 'demonstration');"
             "CREATE TABLE fingerprint (kind TEXT PRIMARY KEY, value TEXT);"
             "CREATE TABLE tally (generation TEXT, kind TEXT, count INTEGER NOT NULL, digest "
             "INTEGER NOT NULL, PRIMARY KEY (generation, kind)) STRICT, WITHOUT ROWID;"
             "CREATE TABLE tombstone (kind TEXT, id TEXT, version INTEGER NOT NULL, PRIMARY KEY "
             "(kind, id)) STRICT, WITHOUT ROWID;",
             error)
         && renew_generation (conn, prefix_of (0), error)
         && renew_generation (conn, prefix_of (1), error) && store_fingerprints (conn, error);
}

/* NULL without error when the entries make no dictionary: the one there is stays. */
static gboolean
read_dictionary (LianConn *conn, const char *prefix, LianDictionary **dictionary, GError **error)
{
  g_autoptr (GError) broken = NULL;
  g_autoptr (GPtrArray) entries
      = lian_table_select (conn, lian_kind_get (LIAN_KIND_ENTRY), prefix, NULL, NULL, 0, error);

  if (entries == NULL)
    return FALSE;
  *dictionary = lian_dictionary_new (entries, &broken);
  if (*dictionary == NULL)
    g_debug ("dictionary not taken: %s", broken->message);
  return TRUE;
}

/*
 * lian_mirror_file_read_meta:
 * @data: (out): a LianMirrorMeta
 */
gboolean
lian_mirror_file_read_meta (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorMeta *meta = data;
  const char *prefix = lian_mirror_read_prefix (conn, error);
  gint64 demonstration = 0;

  if (prefix == NULL)
    return FALSE;
  meta->server_id = get_meta (conn, "server_id", error);
  meta->epoch = meta->server_id != NULL ? get_meta (conn, "epoch", error) : NULL;
  meta->position = meta->epoch != NULL ? get_meta (conn, "position", error) : NULL;
  meta->server_name = meta->position != NULL ? get_meta (conn, "name", error) : NULL;
  if (meta->server_name == NULL || !get_meta_int (conn, "demonstration", &demonstration, error)
      || !get_meta_int (conn, "as_of", &meta->as_of, error)
      || !get_meta_int (conn, "chain", &meta->link, error)
      || !read_dictionary (conn, prefix, &meta->dictionary, error))
    return FALSE;
  meta->demonstration = demonstration != 0;
  return TRUE;
}

/* Holds the write against the chain and adds it. */
static gboolean
add_link (LianConn *conn, const LianMirrorWrite *write, GError **error)
{
  gint64 link;

  if (!get_meta_int (conn, "chain", &link, error))
    return FALSE;
  if (link != write->link)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED, "an earlier write was not stored");
      return FALSE;
    }
  return set_meta_int (conn, "chain", link + 1, error);
}

static gboolean
store_tally (LianConn *conn, const Tally *tally, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "INSERT INTO tally (generation, kind, count, digest) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(generation, kind) DO UPDATE SET count=excluded.count, digest=excluded.digest",
      error);
  LianStmt *old
      = lian_conn_prepare (conn, "SELECT count, digest FROM tally WHERE generation=? AND kind=?",
                           error);

  if (stmt == NULL || old == NULL)
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const char *name = lian_kind_get (i)->name;
      gboolean row;

      if (tally->count[i] == 0 && tally->digest[i] == 0)
        continue;
      lian_stmt_bind_text (old, 0, tally->prefix);
      lian_stmt_bind_text (old, 1, name);
      if (!lian_stmt_step (old, &row, error))
        return FALSE;
      /* Added here and not in SQL, where a sum beyond 63 bits becomes a real number. */
      lian_stmt_bind_text (stmt, 0, tally->prefix);
      lian_stmt_bind_text (stmt, 1, name);
      lian_stmt_bind_int (stmt, 2, (row ? lian_stmt_get_int (old, 0) : 0) + tally->count[i]);
      lian_stmt_bind_int (
          stmt, 3, (gint64)((row ? (guint64)lian_stmt_get_int (old, 1) : 0) + tally->digest[i]));
      lian_stmt_reset (old);
      if (!lian_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/* -1 when there is no such row. */
static gboolean
read_version (LianConn *conn, const char *sql, const char *id, const char *kind, gint64 *version,
              GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (kind != NULL)
    lian_stmt_bind_text (stmt, 1, kind);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *version = row ? lian_stmt_get_int (stmt, 0) : -1;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
set_tombstone (LianConn *conn, const LianKind *kind, const char *id, gint64 version, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "INSERT INTO tombstone (kind, id, version) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO "
      "UPDATE SET version=max (version, excluded.version)",
      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, kind->name);
  lian_stmt_bind_text (stmt, 1, id);
  lian_stmt_bind_int (stmt, 2, version);
  return lian_stmt_run (stmt, error);
}

/* Stores or removes one record if @version is newer than what is there, or was. */
static gboolean
put (LianConn *conn, Tally *tally, const LianKind *kind, const char *id, gint64 version,
     const LianRecord *record, gboolean shadow, gboolean *newer, GError **error)
{
  char sql[96];
  gint64 stored = -1, dead = -1;

  g_snprintf (sql, sizeof sql, "SELECT version FROM \"%s%s\" WHERE id=?", tally->prefix,
              kind->name);
  if (!read_version (conn, sql, id, NULL, &stored, error))
    return FALSE;
  if (shadow
      && !read_version (conn, "SELECT version FROM tombstone WHERE id=? AND kind=?", id, kind->name,
                        &dead, error))
    return FALSE;

  /* A deletion of the version that is there is one as well. */
  *newer = version > MAX (stored, dead) || (record == NULL && version == stored);
  if (!*newer)
    return TRUE;

  if (stored >= 0)
    {
      tally->count[kind->id]--;
      tally->digest[kind->id] -= lian_mirror_digest (kind, id, stored);
    }
  if (record == NULL)
    {
      if (shadow && !set_tombstone (conn, kind, id, version, error))
        return FALSE;
      return lian_table_delete (conn, kind, tally->prefix, id, error);
    }
  tally->count[kind->id]++;
  tally->digest[kind->id] += lian_mirror_digest (kind, id, version);
  return lian_table_upsert (conn, tally->prefix, record, error);
}

/*
 * lian_mirror_file_begin:
 *
 * Empties the shadow generation.
 */
gboolean
lian_mirror_file_begin (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const char *prefix = read_shadow_prefix (conn, error);

  return prefix != NULL && add_link (conn, data, error)
         && lian_conn_exec (conn, "DELETE FROM tombstone", error)
         && renew_generation (conn, prefix, error);
}

/*
 * lian_mirror_file_add_page:
 *
 * Adds what is newer than what the feed has brought meanwhile.
 */
gboolean
lian_mirror_file_add_page (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  Tally tally = { .prefix = read_shadow_prefix (conn, error) };

  if (tally.prefix == NULL || !add_link (conn, write, error))
    return FALSE;
  for (guint i = 0; i < write->records->len; i++)
    {
      const LianRecord *record = write->records->pdata[i];
      const LianKind *kind = lian_record_get_kind (record);
      gboolean newer;

      if (kind->id != write->kind || lian_record_get_id (record) == NULL)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       "record %u of a page of %s has no id or is a %s", i,
                       lian_kind_get (write->kind)->name, kind->name);
          return FALSE;
        }
      if (!put (conn, &tally, kind, lian_record_get_id (record), lian_record_get_version (record),
                record, TRUE, &newer, error))
        return FALSE;
    }
  return store_tally (conn, &tally, error);
}

static gboolean
store_position (LianConn *conn, const LianMirrorWrite *write, GError **error)
{
  if (write->position != NULL && !set_meta (conn, "position", write->position, error))
    return FALSE;
  return write->as_of == 0 || set_meta_int (conn, "as_of", write->as_of, error);
}

/*
 * lian_mirror_file_apply:
 *
 * Rows and position in one transaction. What goes to the shadow leaves the position of the present
 * picture alone: it does not have these rows.
 */
gboolean
lian_mirror_file_apply (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  Tally tally = { .prefix = write->shadow ? read_shadow_prefix (conn, error)
                                          : lian_mirror_read_prefix (conn, error) };

  if (tally.prefix == NULL || !add_link (conn, write, error))
    return FALSE;
  write->applied = g_ptr_array_new ();
  for (guint i = 0; i < write->changes->len; i++)
    {
      LianChange *change = write->changes->pdata[i];
      gboolean newer;

      if (!put (conn, &tally, lian_kind_get (change->kind), change->id, change->version,
                change->record, write->shadow, &newer, error))
        return FALSE;
      if (!newer)
        continue;
      g_ptr_array_add (write->applied, change);
      write->kinds |= G_GUINT64_CONSTANT (1) << change->kind;
    }
  if (!store_tally (conn, &tally, error))
    return FALSE;
  if (write->shadow)
    return TRUE;
  if ((write->kinds & (1 << LIAN_KIND_ENTRY))
      && !read_dictionary (conn, tally.prefix, &write->dictionary, error))
    return FALSE;
  return store_position (conn, write, error);
}

/*
 * lian_mirror_file_commit:
 *
 * The shadow becomes the picture; the old picture is emptied.
 */
gboolean
lian_mirror_file_commit (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  gint64 generation;

  return add_link (conn, write, error) && get_meta_int (conn, "generation", &generation, error)
         && set_meta_int (conn, "generation", generation + 1, error)
         && set_meta (conn, "server_id", write->server_id, error)
         && set_meta (conn, "epoch", write->epoch, error)
         && set_meta (conn, "name", write->server_name, error)
         && set_meta_int (conn, "demonstration", write->demonstration, error)
         && store_position (conn, write, error)
         && lian_conn_exec (conn, "DELETE FROM tombstone", error)
         && renew_generation (conn, prefix_of (generation), error)
         && read_dictionary (conn, prefix_of (generation + 1), &write->dictionary, error);
}

static gboolean
read_tally (LianConn *conn, const char *prefix, const char *kind, char **text, GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT count, digest FROM tally WHERE generation=? AND kind=?",
                           error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, prefix);
  lian_stmt_bind_text (stmt, 1, kind);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *text = g_strdup_printf ("%" G_GINT64_FORMAT " %016" G_GINT64_MODIFIER "x",
                           row ? lian_stmt_get_int (stmt, 0) : (gint64)0,
                           row ? (guint64)lian_stmt_get_int (stmt, 1) : (guint64)0);
  lian_stmt_reset (stmt);
  return TRUE;
}

/*
 * lian_mirror_file_bookmark:
 *
 * Compares what the server says of its records with what is here. The position moves on only when
 * they are the same.
 */
gboolean
lian_mirror_file_bookmark (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  const char *prefix = lian_mirror_read_prefix (conn, error);

  if (prefix == NULL || !add_link (conn, write, error))
    return FALSE;
  if (write->shadow)
    return TRUE;

  write->different = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < LIAN_N_KINDS && write->digests != NULL; i++)
    {
      const char *name = lian_kind_get (i)->name;
      const char *theirs = g_hash_table_lookup (write->digests, name);
      g_autofree char *ours = NULL;

      if (theirs == NULL)
        continue;
      if (!read_tally (conn, prefix, name, &ours, error))
        return FALSE;
      if (strcmp (ours, theirs) != 0)
        g_ptr_array_add (write->different, g_strdup (name));
    }

  if (write->different->len > 0)
    g_clear_pointer (&write->position, g_free);
  return store_position (conn, write, error);
}
