/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-operation.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-service-private.h"

#include <string.h>

static const char *
get (JsonObject *request, const char *name)
{
  JsonNode *node = json_object_get_member (request, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static const char *
need (JsonObject *request, const char *name, GError **error)
{
  const char *value = get (request, name);

  if (value == NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: missing", name);
  return value;
}

/* --- accounts --- */

static gboolean
roles_are_valid (const char *roles, GError **error)
{
  if (roles != NULL && *roles != '\0')
    return TRUE;
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       "role: an account needs at least one");
  return FALSE;
}

static gboolean
account_add (LianService *service, JsonObject *request, GString *said, GError **error)
{
  const char *account = need (request, "account", error);
  const char *region = account != NULL ? need (request, "region", error) : NULL;
  const char *hash = region != NULL ? need (request, "hash", error) : NULL;
  g_autoptr (LianPerson) person = NULL;
  g_auto (GStrv) roles = NULL;

  if (hash == NULL || !roles_are_valid (get (request, "role"), error))
    return FALSE;
  roles = g_strsplit (get (request, "role"), ",", -1);
  person = lian_person_new (account, get (request, "name"), (const char *const *)roles, region,
                            get (request, "unit"));
  return lian_service_add_account (service, person, hash, error);
}

/* What is not said stays as it is. */
static gboolean
account_change (LianService *service, JsonObject *request, GString *said, GError **error)
{
  const char *name = need (request, "account", error);
  const LianAccount *account;
  g_autoptr (LianPerson) person = NULL;
  g_auto (GStrv) roles = NULL;

  if (name == NULL || (account = lian_service_find_account (service, name, error)) == NULL)
    return FALSE;
  roles = get (request, "role") != NULL ? g_strsplit (get (request, "role"), ",", -1)
                                        : g_strdupv (account->person->roles);
  if (get (request, "role") != NULL && !roles_are_valid (get (request, "role"), error))
    return FALSE;
#define SAID_OR(member, now) (get (request, member) != NULL ? get (request, member) : (now))
  person
      = lian_person_new (name, SAID_OR ("name", account->person->name), (const char *const *)roles,
                         SAID_OR ("region", account->person->region_code),
                         SAID_OR ("unit", account->person->unit_id));
#undef SAID_OR
  return lian_service_change_account (service, person, get (request, "hash"), error);
}

static gboolean
account_enable (LianService *service, JsonObject *request, GString *said, GError **error)
{
  const char *name = need (request, "account", error);

  return name != NULL && lian_service_enable_account (service, name, TRUE, error);
}

static gboolean
account_disable (LianService *service, JsonObject *request, GString *said, GError **error)
{
  const char *name = need (request, "account", error);

  return name != NULL && lian_service_disable_account (service, name, error);
}

static GList *
list_keys (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), (GCompareFunc)strcmp);
}

static gboolean
account_list (LianService *service, JsonObject *request, GString *said, GError **error)
{
  g_autoptr (GList) names = list_keys (service->accounts);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const LianAccount *account = g_hash_table_lookup (service->accounts, l->data);
      const LianPerson *person = account->person;
      g_autofree char *roles = g_strjoinv (",", person->roles);

      g_string_append_printf (said, "%s\t%s\t%s\t%s\t%s\t%s\n", person->account, person->name,
                              roles, person->region_code,
                              person->unit_id != NULL ? person->unit_id : "-",
                              account->disabled ? "disabled" : "active");
    }
  return TRUE;
}

/* --- tokens --- */

static gboolean
token_add (LianService *service, JsonObject *request, GString *said, GError **error)
{
  const char *account = need (request, "account", error);
  const char *days = account != NULL ? need (request, "days", error) : NULL;
  g_autofree char *token = NULL;
  guint64 n;

  if (days == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (days, 10, 1, LIAN_TOKEN_MAX_DAYS, &n, NULL))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "days: a whole number from 1 to %d",
                   LIAN_TOKEN_MAX_DAYS);
      return FALSE;
    }
  token = lian_service_add_token (service, account, get (request, "seat"), (guint)n, error);
  if (token == NULL)
    return FALSE;
  g_string_append_printf (said, "%s\n", token);
  explicit_bzero (token, strlen (token));
  return TRUE;
}

/* The digest begins with the id: nobody gets from there to the token. */
static gboolean
token_list (LianService *service, JsonObject *request, GString *said, GError **error)
{
  g_autoptr (GList) hashes = list_keys (service->sessions);
  gint64 now = lian_clock_get_now (service->clock);

  for (GList *l = hashes; l != NULL; l = l->next)
    {
      const LianSession *session = g_hash_table_lookup (service->sessions, l->data);
      g_autofree char *until = lian_time_format (session->expires_at);

      if (session->expires_at > now)
        g_string_append_printf (said, "%.*s\t%s\t%s\t%s\n", LIAN_TOKEN_ID_LENGTH, (char *)l->data,
                                session->person->account,
                                *session->seat != '\0' ? session->seat : "-", until);
    }
  return TRUE;
}

static gboolean
token_revoke (LianService *service, JsonObject *request, GString *said, GError **error)
{
  const char *id = need (request, "id", error);

  return id != NULL && lian_service_revoke_token (service, id, error);
}

static const struct
{
  const char *name;
  gboolean (*run) (LianService *service, JsonObject *request, GString *said, GError **error);
} operations[] = {
  { "account-add", account_add },         /* account, role, region, name?, unit?, hash */
  { "account-change", account_change },   /* account, role?, region?, name?, unit?, hash? */
  { "account-enable", account_enable },   /* account */
  { "account-disable", account_disable }, /* account */
  { "account-list", account_list },       /* */
  { "token-add", token_add },             /* account, seat?, days */
  { "token-list", token_list },           /* */
  { "token-revoke", token_revoke },       /* id */
};

/**
 * lian_operation_run:
 * @request: what to do
 * @said: what is told is appended to it
 *
 * Blocks for as long as the database takes.
 *
 * Returns: whether it was done
 */
gboolean
lian_operation_run (LianService *service, JsonObject *request, GString *said, GError **error)
{
  const char *name = need (request, "operation", error);

  if (name == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (strcmp (operations[i].name, name) == 0)
      return operations[i].run (service, request, said, error);
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "operation: there is no such one");
  return FALSE;
}
