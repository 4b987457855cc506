/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-text.h"

#include <string.h>
#include <sys/random.h>

#define TOKEN_BYTES 32

/**
 * lian_token_hash:
 *
 * Returns: (transfer full): what is kept of a token
 */
char *
lian_token_hash (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

/**
 * lian_token_make:
 *
 * Returns: (transfer full): one that nobody can guess
 */
char *
lian_token_make (GError **error)
{
  guint8 bytes[TOKEN_BYTES];
  GString *token = g_string_sized_new (2 * TOKEN_BYTES);

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    {
      g_string_free (token, TRUE);
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED, "no random bytes");
      return NULL;
    }
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (token, "%02x", bytes[i]);
  return g_string_free (token, FALSE);
}

typedef struct
{
  const char *hash;
  const char *account;
  const char *seat;
  gint64 expires_at;
} NewToken;

static gboolean
insert_token (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const NewToken *token = data;
  LianStmt *stmt = lian_conn_prepare (
      conn, "INSERT INTO session (token, account, seat, expires_at) VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, token->hash);
  lian_stmt_bind_text (stmt, 1, token->account);
  lian_stmt_bind_text (stmt, 2, token->seat);
  lian_stmt_bind_int (stmt, 3, token->expires_at);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_service_add_token:
 * @account: an active one
 * @seat: (nullable): where it is used, kept with everything done under it
 * @days: after which it ends
 *
 * A token without its account's password, for what no person signs in at: walls and connectors.
 * Blocks.
 *
 * Returns: (transfer full): the token, which is kept nowhere, or %NULL with %LIAN_ERROR_NOT_FOUND,
 * %LIAN_ERROR_FORBIDDEN when the account is disabled
 */
char *
lian_service_add_token (LianService *self, const char *account, const char *seat, guint days,
                        GError **error)
{
  const LianAccount *known = lian_service_find_account (self, account, error);
  g_autofree char *clean = lian_text_clean (seat != NULL ? seat : "", FALSE, 64);
  g_autofree char *token = NULL;
  g_autofree char *hash = NULL;
  NewToken row;

  if (known == NULL)
    return NULL;
  if (known->disabled)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN, "account %s: it is disabled", account);
      return NULL;
    }
  token = lian_token_make (error);
  if (token == NULL)
    return NULL;
  hash = lian_token_hash (token);
  row = (NewToken){ hash, account, clean,
                    lian_clock_get_now (self->clock) + days * G_TIME_SPAN_DAY };
  if (!lian_db_write (self->db, insert_token, &row, NULL, error)
      || !lian_service_reload_accounts (self, error))
    return NULL;
  return g_steal_pointer (&token);
}

static gboolean
delete_tokens (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "DELETE FROM session WHERE token = ?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, data);
  return lian_stmt_run (stmt, error);
}

/* The digest that begins with @id; only one may. */
static const char *
find_hash (LianService *self, const char *id, GError **error)
{
  GHashTableIter iter;
  gpointer hash;
  const char *found = NULL;

  g_hash_table_iter_init (&iter, self->sessions);
  while (strlen (id) >= LIAN_TOKEN_ID_LENGTH && g_hash_table_iter_next (&iter, &hash, NULL))
    {
      if (!g_str_has_prefix (hash, id))
        continue;
      if (found != NULL)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "id: %s is not one token", id);
          return NULL;
        }
      found = hash;
    }
  if (found == NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "id: there is no token %s", id);
  return found;
}

/**
 * lian_service_revoke_token:
 * @id: the first %LIAN_TOKEN_ID_LENGTH digits of its digest, or more
 *
 * The token is worth nothing from here on, and its feeds end; somebody's who signed in, too.
 * Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_NOT_FOUND
 */
gboolean
lian_service_revoke_token (LianService *self, const char *id, GError **error)
{
  g_autofree char *hash = g_strdup (find_hash (self, id, error));

  return hash != NULL && lian_db_write (self->db, delete_tokens, hash, NULL, error)
         && lian_service_reload_accounts (self, error);
}
