/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-conn-private.h"

#include <string.h>

/* Half of SHA-256: what has to be found is chance and the careless hand, and it is kept for every
 * row. */
#define SUM_LENGTH 16

static void
put_number (GChecksum *sum, char type, guint64 bits)
{
  guchar bytes[9];

  bytes[0] = (guchar)type;
  for (guint i = 0; i < 8; i++)
    bytes[1 + i] = (guchar)(bits >> (56 - 8 * i));
  g_checksum_update (sum, bytes, sizeof bytes);
}

static void
put_bytes (GChecksum *sum, char type, const void *data, int length)
{
  put_number (sum, type, (guint64)length);
  if (length > 0)
    g_checksum_update (sum, data, length);
}

static void
put_value (GChecksum *sum, sqlite3_value *value)
{
  double real;
  guint64 bits;

  switch (sqlite3_value_type (value))
    {
    case SQLITE_INTEGER:
      put_number (sum, 'i', (guint64)sqlite3_value_int64 (value));
      break;
    case SQLITE_FLOAT:
      real = sqlite3_value_double (value);
      memcpy (&bits, &real, sizeof bits);
      put_number (sum, 'r', bits);
      break;
    case SQLITE_TEXT:
      put_bytes (sum, 't', sqlite3_value_text (value), sqlite3_value_bytes (value));
      break;
    case SQLITE_BLOB:
      put_bytes (sum, 'b', sqlite3_value_blob (value), sqlite3_value_bytes (value));
      break;
    default:
      put_number (sum, 'n', 0);
      break;
    }
}

static void
compute_sum (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  GChecksum *sum = sqlite3_user_data (context);
  guint8 bytes[32];
  gsize length = sizeof bytes;

  g_checksum_reset (sum);
  for (int i = 0; i < n_values; i++)
    put_value (sum, values[i]);
  g_checksum_get_digest (sum, bytes, &length);
  sqlite3_result_blob (context, bytes, SUM_LENGTH, SQLITE_TRANSIENT);
}

/*
 * lian_conn_add_sum:
 *
 * Makes lian_sum (…) known to the connection: the first sixteen bytes of SHA-256 over the values,
 * each with its type and length before it. It depends on nothing else and does nothing else, so
 * that triggers may use it.
 *
 * Returns: an SQLite code
 */
int
lian_conn_add_sum (sqlite3 *handle)
{
  return sqlite3_create_function_v2 (handle, "lian_sum", -1,
                                     SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                     g_checksum_new (G_CHECKSUM_SHA256), compute_sum, NULL, NULL,
                                     (GDestroyNotify)g_checksum_free);
}
