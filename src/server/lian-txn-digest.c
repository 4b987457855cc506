/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-txn.h"

#include <string.h>

/* SQLite turns integers that overflow into floating point, so the two halves of the digests are
 * summed apart; the sum of two thousand million records still fits, and the whole modulo 2^64 is
 * put together when somebody asks. */

/**
 * lian_digest_of:
 *
 * Returns: the first eight bytes, big endian, of SHA-256("kind|id|version"): docs/api.md
 */
guint64
lian_digest_of (LianKindId kind, const char *id, gint64 version)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text
      = g_strdup_printf ("%s|%s|%" G_GINT64_FORMAT, lian_kind_get (kind)->name, id, version);
  guint8 bytes[32];
  gsize length = sizeof bytes;
  guint64 value = 0;

  g_checksum_update (sum, (const guchar *)text, -1);
  g_checksum_get_digest (sum, bytes, &length);
  for (guint i = 0; i < 8; i++)
    value = value << 8 | bytes[i];
  return value;
}

static gboolean
add (LianConn *conn, const LianKind *kind, const char *region, LianVisibility visibility,
     gint64 count, gint64 high, gint64 low, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "INSERT INTO digest (kind, region, class, count, high, low) VALUES (?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (kind, region, class) DO UPDATE SET count = count + excluded.count,"
      " high = high + excluded.high, low = low + excluded.low",
      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, kind->name);
  lian_stmt_bind_text (stmt, 1, region);
  lian_stmt_bind_int (stmt, 2, visibility);
  lian_stmt_bind_int (stmt, 3, count);
  lian_stmt_bind_int (stmt, 4, high);
  lian_stmt_bind_int (stmt, 5, low);
  return lian_stmt_run (stmt, error);
}

static gint64
high_of (guint64 digest)
{
  return (gint64)(digest >> 32);
}

static gint64
low_of (guint64 digest)
{
  return (gint64)(digest & G_MAXUINT32);
}

/**
 * lian_digest_change:
 * @event: what happened to a record
 * @new_version: its version from now on, unless it is gone
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_digest_change (LianConn *conn, const LianFeedEvent *event, gint64 new_version, GError **error)
{
  const LianKind *kind = event->kind;
  gboolean was = event->old_region != NULL;
  gboolean is = event->new_region != NULL;
  guint64 before = was ? lian_digest_of (kind->id, event->id, event->old_version) : 0;
  guint64 after = is ? lian_digest_of (kind->id, event->id, new_version) : 0;

  /* Most changes leave a record where it is. */
  if (was && is && strcmp (event->old_region, event->new_region) == 0
      && event->old_visibility == event->new_visibility)
    return add (conn, kind, event->new_region, event->new_visibility, 0,
                high_of (after) - high_of (before), low_of (after) - low_of (before), error);
  if (was
      && !add (conn, kind, event->old_region, event->old_visibility, -1, -high_of (before),
               -low_of (before), error))
    return FALSE;
  return !is
         || add (conn, kind, event->new_region, event->new_visibility, 1, high_of (after),
                 low_of (after), error);
}

typedef struct
{
  char *region;
  LianVisibility visibility;
  gint64 count;
  gint64 high;
  gint64 low;
} Sum;

static void
sum_free (gpointer data)
{
  Sum *sum = data;

  g_free (sum->region);
  g_free (sum);
}

static void
count_row (GHashTable *sums, const LianKind *kind, LianStmt *stmt)
{
  const char *key = lian_stmt_get_text (stmt, 0);
  guint64 digest
      = lian_digest_of (kind->id, lian_stmt_get_text (stmt, 3), lian_stmt_get_int (stmt, 4));
  Sum *sum = g_hash_table_lookup (sums, key);

  if (sum == NULL)
    {
      sum = g_new0 (Sum, 1);
      sum->region = g_strdup (lian_stmt_get_text (stmt, 1));
      sum->visibility = lian_visibility_from_column (stmt, 2);
      g_hash_table_insert (sums, g_strdup (key), sum);
    }
  sum->count++;
  sum->high += high_of (digest);
  sum->low += low_of (digest);
}

/* By region and class. */
static GHashTable *
sum_rows (LianConn *conn, const LianKind *kind, const char *where, GError **error)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sum_free);
  const char *visibility = lian_kind_get_visibility_column (kind);
  g_autofree char *sql = g_strdup_printf (
      "SELECT COALESCE (region_code, '') || ' ' || %s, COALESCE (region_code, ''), %s, id, version"
      " FROM " LIAN_SERVER_PREFIX "%s WHERE %s",
      visibility, visibility, kind->name, where);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return NULL;
  while (lian_stmt_step (stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&sums);
      count_row (sums, kind, stmt);
    }
  return NULL;
}

/**
 * lian_digest_remove:
 * @where: SQL over the columns, written by the program
 *
 * Whatever it fits does not count any more: one change for each region and class.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_digest_remove (LianConn *conn, const LianKind *kind, const char *where, GError **error)
{
  g_autoptr (GHashTable) sums = sum_rows (conn, kind, where, error);
  GHashTableIter iter;
  gpointer value;

  if (sums == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Sum *sum = value;

      if (!add (conn, kind, sum->region, sum->visibility, -sum->count, -sum->high, -sum->low,
                error))
        return FALSE;
    }
  return TRUE;
}

/**
 * lian_digest_join:
 *
 * Returns: the sum modulo 2^64 that the columns high and low stand for
 */
guint64
lian_digest_join (gint64 high, gint64 low)
{
  return ((guint64)high << 32) + (guint64)low;
}
