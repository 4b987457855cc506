/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-service-private.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-password.h"
#include "lian-text.h"

#include <string.h>

#define TOKEN_LIFE (12 * G_TIME_SPAN_HOUR)

void
lian_account_free (LianAccount *self)
{
  lian_person_unref (self->person);
  g_free (self->hash);
  g_free (self->region_name);
  g_free (self);
}

void
lian_session_free (LianSession *self)
{
  lian_person_unref (self->person);
  g_free (self->region_name);
  g_free (self->seat);
  g_free (self);
}

void
lian_signed_in_free (LianSignedIn *self)
{
  g_clear_pointer (&self->session, lian_session_free);
  g_free (self->token);
  g_free (self);
}

static LianSession *
session_new (const LianAccount *account, const char *seat, gint64 expires_at)
{
  LianSession *session = g_new0 (LianSession, 1);

  session->person = lian_person_ref (account->person);
  session->region_name = g_strdup (account->region_name);
  session->seat = g_strdup (seat);
  session->expires_at = expires_at;
  return session;
}

static gboolean
load_account_rows (LianService *self, LianConn *conn, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "SELECT a.name, a.title, a.hash, a.roles, a.region_code, a.unit_id, a.disabled, r.name"
      " FROM account AS a LEFT JOIN s_region AS r ON r.id = a.region_code",
      error);

  g_hash_table_remove_all (self->accounts);
  if (stmt == NULL)
    return FALSE;
  while (TRUE)
    {
      LianAccount *account;
      g_auto (GStrv) roles = NULL;
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      roles = g_strsplit (lian_stmt_get_text (stmt, 3), ",", -1);
      account = g_new0 (LianAccount, 1);
      account->hash = g_strdup (lian_stmt_get_text (stmt, 2));
      account->disabled = lian_stmt_get_int (stmt, 6) != 0;
      account->region_name = g_strdup (lian_stmt_get_text (stmt, 7));
      account->person = lian_person_new (lian_stmt_get_text (stmt, 0), lian_stmt_get_text (stmt, 1),
                                         (const char *const *)roles, lian_stmt_get_text (stmt, 4),
                                         lian_stmt_get_text (stmt, 5));
      g_hash_table_replace (self->accounts, account->person->account, account);
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/**
 * lian_service_load_accounts:
 * @data: the service, before it serves anybody
 *
 * Accounts and tokens are few and asked for with every request: they are kept in memory and written
 * through.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_service_load_accounts (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianService *self = data;
  LianStmt *stmt;

  if (!load_account_rows (self, conn, error))
    return FALSE;
  g_hash_table_remove_all (self->sessions);
  stmt = lian_conn_prepare (conn, "SELECT token, account, seat, expires_at FROM session", error);
  if (stmt == NULL)
    return FALSE;
  while (TRUE)
    {
      const LianAccount *account;
      gboolean row;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      account = g_hash_table_lookup (self->accounts, lian_stmt_get_text (stmt, 1));
      if (account != NULL && !account->disabled)
        g_hash_table_replace (self->sessions, g_strdup (lian_stmt_get_text (stmt, 0)),
                              session_new (account, lian_stmt_get_text (stmt, 2),
                                           lian_stmt_get_int (stmt, 3)));
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

typedef struct
{
  GPtrArray *persons;
  const char *const *hashes;
} NewAccounts;

static gboolean
insert_account (LianConn *conn, const LianPerson *person, const char *hash, GError **error)
{
  g_autofree char *roles = g_strjoinv (",", person->roles);
  LianStmt *stmt
      = lian_conn_prepare (conn,
                           "INSERT INTO account (name, title, hash, roles, region_code, unit_id)"
                           " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                           error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, person->account);
  lian_stmt_bind_text (stmt, 1, person->name);
  lian_stmt_bind_text (stmt, 2, hash);
  lian_stmt_bind_text (stmt, 3, roles);
  lian_stmt_bind_text (stmt, 4, person->region_code);
  lian_stmt_bind_text (stmt, 5, person->unit_id);
  if (!lian_stmt_run (stmt, error))
    return FALSE;
  if (lian_conn_changes (conn) == 1)
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT, "account %s: there is one already",
               person->account);
  return FALSE;
}

static gboolean
insert_accounts (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const NewAccounts *accounts = data;

  for (guint i = 0; i < accounts->persons->len; i++)
    if (!insert_account (conn, accounts->persons->pdata[i], accounts->hashes[i], error))
      return FALSE;
  return TRUE;
}

/**
 * lian_service_add_accounts:
 * @persons: (element-type LianPerson): whose they are
 * @hashes: as many, of lian_password_hash()
 *
 * All or none. Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_CONFLICT when a name is taken, %LIAN_ERROR_INVALID when it is
 * none or its roles are not, or must not be in the same hands
 */
gboolean
lian_service_add_accounts (LianService *self, GPtrArray *persons, const char *const *hashes,
                           GError **error)
{
  NewAccounts accounts = { persons, hashes };

  for (guint i = 0; i < persons->len; i++)
    {
      const LianPerson *person = persons->pdata[i];

      if (!lian_access_check_roles ((const char *const *)person->roles, error))
        return FALSE;
      if (lian_id_is_valid (person->account))
        continue;
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "account: “%s” is not a name for one",
                   person->account);
      return FALSE;
    }
  return lian_db_write (self->db, insert_accounts, &accounts, NULL, error)
         && lian_service_reload_accounts (self, error);
}

/**
 * lian_service_add_account:
 *
 * As lian_service_add_accounts(), one.
 */
gboolean
lian_service_add_account (LianService *self, LianPerson *person, const char *hash, GError **error)
{
  g_autoptr (GPtrArray) persons = g_ptr_array_new ();

  g_ptr_array_add (persons, person);
  return lian_service_add_accounts (self, persons, &hash, error);
}

/**
 * lian_service_reload_accounts:
 *
 * After accounts or tokens were changed in the database. Whoever listens is told that rights may
 * have changed. Blocks.
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_service_reload_accounts (LianService *self, GError **error)
{
  if (!lian_db_read (self->db, lian_service_load_accounts, self, NULL, error))
    return FALSE;
  g_signal_emit_by_name (self, "rights-changed");
  return TRUE;
}

/**
 * lian_service_find_account:
 *
 * Returns: (transfer none): valid until accounts change, or %NULL with %LIAN_ERROR_NOT_FOUND
 */
const LianAccount *
lian_service_find_account (LianService *self, const char *account, GError **error)
{
  const LianAccount *found = g_hash_table_lookup (self->accounts, account);

  if (found == NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "account %s: there is none", account);
  return found;
}

static gboolean
end_sessions (LianConn *conn, const char *account, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "DELETE FROM session WHERE account = ?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, account);
  return lian_stmt_run (stmt, error);
}

typedef struct
{
  const char *account;
  gboolean enabled;
} Enabling;

static gboolean
mark_enabled (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const Enabling *enabling = data;
  LianStmt *stmt
      = lian_conn_prepare (conn, "UPDATE account SET disabled = ? WHERE name = ?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, enabling->enabled ? 0 : 1);
  lian_stmt_bind_text (stmt, 1, enabling->account);
  return lian_stmt_run (stmt, error)
         && (enabling->enabled || end_sessions (conn, enabling->account, error));
}

/**
 * lian_service_enable_account:
 * @enabled: whether people sign in with it
 *
 * What it did stays; of a disabled one the tokens end. Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_NOT_FOUND
 */
gboolean
lian_service_enable_account (LianService *self, const char *account, gboolean enabled,
                             GError **error)
{
  Enabling enabling = { account, enabled };

  return lian_service_find_account (self, account, error) != NULL
         && lian_db_write (self->db, mark_enabled, &enabling, NULL, error)
         && lian_service_reload_accounts (self, error);
}

/**
 * lian_service_disable_account:
 *
 * lian_service_enable_account() the other way.
 */
gboolean
lian_service_disable_account (LianService *self, const char *account, GError **error)
{
  return lian_service_enable_account (self, account, FALSE, error);
}

typedef struct
{
  const LianPerson *person;
  const char *hash;
} Change;

static gboolean
update_account (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const Change *change = data;
  const LianPerson *person = change->person;
  g_autofree char *roles = g_strjoinv (",", person->roles);
  LianStmt *stmt
      = lian_conn_prepare (conn,
                           "UPDATE account SET title = ?, hash = COALESCE (?, hash), roles = ?,"
                           " region_code = ?, unit_id = ? WHERE name = ?",
                           error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, person->name);
  lian_stmt_bind_text (stmt, 1, change->hash);
  lian_stmt_bind_text (stmt, 2, roles);
  lian_stmt_bind_text (stmt, 3, person->region_code);
  lian_stmt_bind_text (stmt, 4, person->unit_id);
  lian_stmt_bind_text (stmt, 5, person->account);
  return lian_stmt_run (stmt, error)
         && (change->hash == NULL || end_sessions (conn, person->account, error));
}

/**
 * lian_service_change_account:
 * @person: the account as it is to be from here on
 * @hash: (nullable): of another password, which ends its tokens
 *
 * Its tokens carry the new rights at once. Blocks.
 *
 * Returns: %FALSE with %LIAN_ERROR_NOT_FOUND
 */
gboolean
lian_service_change_account (LianService *self, const LianPerson *person, const char *hash,
                             GError **error)
{
  Change change = { person, hash };

  return lian_service_find_account (self, person->account, error) != NULL
         && lian_db_write (self->db, update_account, &change, NULL, error)
         && lian_service_reload_accounts (self, error);
}

/* --- signing in --- */

typedef struct
{
  char *account;
  char *password;
  char *seat;
  char *hash; /* (nullable) */

  char *token;
  char *token_hash;
  gint64 expires_at;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  explicit_bzero (sign_in->password, strlen (sign_in->password));
  g_free (sign_in->account);
  g_free (sign_in->password);
  g_free (sign_in->seat);
  g_free (sign_in->hash);
  g_free (sign_in->token);
  g_free (sign_in->token_hash);
  g_free (sign_in);
}

static void
check_in_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const SignIn *sign_in = task_data;

  g_task_return_boolean (task, lian_password_check (sign_in->password, sign_in->hash));
}

static gboolean
insert_session (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const SignIn *sign_in = data;
  LianStmt *stmt = lian_conn_prepare (
      conn, "INSERT INTO session (token, account, seat, expires_at) VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, sign_in->token_hash);
  lian_stmt_bind_text (stmt, 1, sign_in->account);
  lian_stmt_bind_text (stmt, 2, sign_in->seat);
  lian_stmt_bind_int (stmt, 3, sign_in->expires_at);
  if (!lian_stmt_run (stmt, error))
    return FALSE;
  stmt = lian_conn_prepare (conn, "DELETE FROM session WHERE expires_at < ?", error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, sign_in->expires_at - TOKEN_LIFE);
  return lian_stmt_run (stmt, error);
}

static void
session_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianService *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  const LianAccount *account = g_hash_table_lookup (self->accounts, sign_in->account);
  LianSignedIn *signed_in;
  GError *error = NULL;

  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (account == NULL || account->disabled)
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED, "account disabled");
      return;
    }
  g_hash_table_replace (self->sessions, g_strdup (sign_in->token_hash),
                        session_new (account, sign_in->seat, sign_in->expires_at));
  signed_in = g_new0 (LianSignedIn, 1);
  signed_in->token = g_steal_pointer (&sign_in->token);
  signed_in->expires_at = sign_in->expires_at;
  signed_in->session = session_new (account, sign_in->seat, sign_in->expires_at);
  g_task_return_pointer (task, signed_in, (GDestroyNotify)lian_signed_in_free);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LianService *self = LIAN_SERVICE (source);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_clear_error (&error);
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED,
                               "account or password is wrong");
      return;
    }
  sign_in->token = lian_token_make (&error);
  if (sign_in->token == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sign_in->token_hash = lian_token_hash (sign_in->token);
  sign_in->expires_at = lian_clock_get_now (self->clock) + TOKEN_LIFE;
  lian_db_write_async (self->db, insert_session, sign_in, NULL, g_task_get_cancellable (task),
                       session_written_cb, g_object_ref (task));
}

/**
 * lian_service_sign_in:
 * @seat: where the person sits, kept with everything done under the token
 *
 * The password is checked on a thread. Main thread.
 */
void
lian_service_sign_in (LianService *self, const char *account, const char *password,
                      const char *seat, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) check = NULL;
  const LianAccount *known = g_hash_table_lookup (self->accounts, account);
  SignIn *sign_in = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, lian_service_sign_in);
  sign_in->account = g_strdup (account);
  sign_in->password = g_strdup (password);
  sign_in->seat = g_strdup (seat);
  sign_in->hash = g_strdup (known != NULL && !known->disabled ? known->hash : NULL);
  g_task_set_task_data (task, sign_in, sign_in_free);
  /* Every name counts, so that names without an account are no different. */
  if (!lian_throttle_try (self->logins, account))
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_THROTTLED,
                               "too many attempts in one minute");
      return;
    }
  check = g_task_new (self, cancellable, checked_cb, g_object_ref (task));
  g_task_set_task_data (check, sign_in, NULL);
  g_task_run_in_thread (check, check_in_worker);
}

/**
 * lian_service_sign_in_finish:
 *
 * Returns: (transfer full): the token, shown this once; or %NULL with %LIAN_ERROR_UNAUTHENTICATED
 * or %LIAN_ERROR_THROTTLED
 */
LianSignedIn *
lian_service_sign_in_finish (LianService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lian_service_find_session:
 * @token: (nullable): as sent
 *
 * Returns: (transfer none) (nullable): whose it is, or %NULL when it is none or has ended
 */
const LianSession *
lian_service_find_session (LianService *self, const char *token)
{
  g_autofree char *hash = token != NULL ? lian_token_hash (token) : NULL;
  const LianSession *session = hash != NULL ? g_hash_table_lookup (self->sessions, hash) : NULL;

  if (session != NULL && lian_clock_get_now (self->clock) < session->expires_at)
    return session;
  if (session != NULL)
    g_hash_table_remove (self->sessions, hash);
  return NULL;
}

static gboolean
delete_session (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "DELETE FROM session WHERE token = ?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, data);
  return lian_stmt_run (stmt, error);
}

/**
 * lian_service_sign_out:
 * @token: (nullable): as sent
 *
 * The token is worth nothing from here on.
 */
void
lian_service_sign_out (LianService *self, const char *token)
{
  char *hash;

  if (token == NULL)
    return;
  hash = lian_token_hash (token);
  g_hash_table_remove (self->sessions, hash);
  lian_db_write_async (self->db, delete_session, hash, g_free, NULL, NULL, NULL);
}
