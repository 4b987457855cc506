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
add (LianConn *conn, LianKindId kind, const char *region, gint64 count, gint64 high, gint64 low,
     GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "INSERT INTO digest (kind, region, count, high, low) VALUES (?, ?, ?, ?, ?)"
      " ON CONFLICT (kind, region) DO UPDATE SET count = count + excluded.count,"
      " high = high + excluded.high, low = low + excluded.low",
      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, lian_kind_get (kind)->name);
  lian_stmt_bind_text (stmt, 1, region);
  lian_stmt_bind_int (stmt, 2, count);
  lian_stmt_bind_int (stmt, 3, high);
  lian_stmt_bind_int (stmt, 4, low);
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
 * @old_region: (nullable): where the record was, %NULL if it was not
 * @new_region: (nullable): where it is, %NULL if it is gone
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_digest_change (LianConn *conn, LianKindId kind, const char *id, const char *old_region,
                    gint64 old_version, const char *new_region, gint64 new_version, GError **error)
{
  guint64 before = old_region != NULL ? lian_digest_of (kind, id, old_version) : 0;
  guint64 after = new_region != NULL ? lian_digest_of (kind, id, new_version) : 0;

  /* Most changes leave a record where it is. */
  if (old_region != NULL && new_region != NULL && strcmp (old_region, new_region) == 0)
    return add (conn, kind, new_region, 0, high_of (after) - high_of (before),
                low_of (after) - low_of (before), error);
  if (old_region != NULL
      && !add (conn, kind, old_region, -1, -high_of (before), -low_of (before), error))
    return FALSE;
  return new_region == NULL
         || add (conn, kind, new_region, 1, high_of (after), low_of (after), error);
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
