/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-access.h"

#include "lian-error.h"

#include <string.h>

#define READ (LIAN_ACCESS_RECORDS | LIAN_ACCESS_PHONES | LIAN_ACCESS_ATTACHMENTS)
#define ACT (LIAN_ACCESS_WRITE | LIAN_ACCESS_SECRET)
#define REVEAL_ALL (LIAN_ACCESS_REVEAL | LIAN_ACCESS_REVEAL_SECRET)

/* A wall shows neither numbers nor pictures, and nothing secret (domain.md 5). Administration,
 * audit and business are three powers in three hands (三权分立). */
static const struct
{
  const char *role;
  LianAccess access;
} table[] = {
  { "viewer", READ },
  { "leader", READ | ACT },
  { "operator", READ | ACT | LIAN_ACCESS_REVEAL },
  { "inspector", READ | ACT },
  { "dispatcher", READ | ACT | LIAN_ACCESS_REVEAL },
  { "duty_chief", READ | ACT | REVEAL_ALL },
  { "commander", READ | ACT | REVEAL_ALL },
  { "unit_handler", READ | ACT },
  { "admin", LIAN_ACCESS_NONE },
  { "auditor", LIAN_ACCESS_AUDIT },
  { "display", LIAN_ACCESS_RECORDS },
  { "grid_member", READ | LIAN_ACCESS_WRITE },
  { "community_worker", READ | LIAN_ACCESS_WRITE },
  { "resident", ACT },
  { "connector", READ | ACT },
  { "system", READ | ACT },
};

static const char *const offices[] = { "admin", "auditor", NULL };

/* The platform itself signs in nowhere. */
static gboolean
is_for_accounts (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].role, role) == 0)
      return strcmp (role, "system") != 0;
  return FALSE;
}

/**
 * lian_access_of_role:
 * @role: a code
 *
 * Returns: what it may use
 */
LianAccess
lian_access_of_role (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].role, role) == 0)
      return table[i].access;
  return LIAN_ACCESS_NONE;
}

static const char *
find_office (const char *const *roles)
{
  for (guint i = 0; roles[i] != NULL; i++)
    if (g_strv_contains (offices, roles[i]))
      return roles[i];
  return NULL;
}

/**
 * lian_access_of_roles:
 * @roles: (nullable): codes, ended by %NULL
 *
 * lian_access_check_roles() keeps offices apart where accounts are made; an account that came into
 * the database in another way does not act either.
 *
 * Returns: what they may use together
 */
LianAccess
lian_access_of_roles (const char *const *roles)
{
  LianAccess access = LIAN_ACCESS_NONE;

  if (roles == NULL)
    return access;
  for (guint i = 0; roles[i] != NULL; i++)
    access |= lian_access_of_role (roles[i]);
  if (find_office (roles) != NULL)
    access &= ~(LIAN_ACCESS_WRITE | REVEAL_ALL);
  return access;
}

/**
 * lian_access_check_roles:
 * @roles: codes, ended by %NULL
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID for a role that there is not, or one that must not be in
 * the same hands as another
 */
gboolean
lian_access_check_roles (const char *const *roles, GError **error)
{
  const char *office = find_office (roles);

  for (guint i = 0; roles[i] != NULL; i++)
    {
      gboolean other = office != NULL && strcmp (roles[i], office) != 0;

      if (!is_for_accounts (roles[i]))
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "role: “%s” is none", roles[i]);
          return FALSE;
        }
      if (other
          && (g_strv_contains (offices, roles[i])
              || (lian_access_of_role (roles[i]) & LIAN_ACCESS_WRITE) != 0))
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       "role: nobody is %s and %s: administration, audit and business are apart",
                       office, roles[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * lian_access_of_route:
 * @method: of the request
 * @path: its parts, the first one behind /v1, ended by %NULL
 *
 * What is submitted is not refused here: a receipt that was given stays good, so the role comes
 * after the id, see lian_submission_run().
 *
 * Returns: what somebody signed in has to have for it
 */
LianAccess
lian_access_of_route (const char *method, const char *const *path)
{
  static const char *const everybody[] = { "session", "me", "dictionary", NULL };
  static const char *const submitted[] = { "cases", "acts", "instructions", NULL };
  gboolean post = strcmp (method, "POST") == 0;

  if (path[0] == NULL || g_strv_contains (everybody, path[0]))
    return LIAN_ACCESS_NONE;
  if (strcmp (path[0], "audit") == 0 || strcmp (path[0], "access-log") == 0)
    return LIAN_ACCESS_AUDIT;
  if (strcmp (path[0], "attachments") == 0)
    return post ? LIAN_ACCESS_WRITE : LIAN_ACCESS_ATTACHMENTS;
  if (post && g_strv_contains (submitted, path[0]) && g_strcmp0 (path[1], "status") != 0)
    return LIAN_ACCESS_NONE;
  if (strcmp (path[0], "changes") == 0 || strcmp (path[0], "kpis") == 0
      || strcmp (path[0], "history") == 0 || lian_kind_by_plural (path[0]) != NULL)
    return LIAN_ACCESS_RECORDS;
  return LIAN_ACCESS_NONE;
}

/* --- records --- */

static int
find_secrecy (const LianKind *kind)
{
  static gsize once = 0;
  static int fields[LIAN_N_KINDS];

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < LIAN_N_KINDS; i++)
        fields[i] = lian_kind_find_field (lian_kind_get (i), "secrecy");
      g_once_init_leave (&once, 1);
    }
  return kind->id < LIAN_N_KINDS ? fields[kind->id] : -1;
}

/**
 * lian_record_get_visibility:
 *
 * Returns: the class of its kind's field "secrecy". Any thread.
 */
LianVisibility
lian_record_get_visibility (const LianRecord *record)
{
  int field = find_secrecy (lian_record_get_kind (record));

  return field >= 0 && lian_record_get_bool (record, (guint)field) ? LIAN_VISIBILITY_SECRET
                                                                   : LIAN_VISIBILITY_OPEN;
}

/**
 * lian_kind_get_visibility_column:
 *
 * Returns: (transfer none): an SQL expression of the class
 */
const char *
lian_kind_get_visibility_column (const LianKind *kind)
{
  return find_secrecy (kind) >= 0 ? "COALESCE (secrecy, 0)" : "0";
}

/**
 * lian_kind_find_official_phone:
 *
 * Returns: the number of a field; such numbers are for everybody at work, and not for a wall that
 * visitors see
 */
int
lian_kind_find_official_phone (const LianKind *kind)
{
  switch (kind->id)
    {
    case LIAN_KIND_UNIT:
      return LIAN_UNIT_DUTY_PHONE;
    case LIAN_KIND_WORKER:
      return LIAN_WORKER_PHONE;
    default:
      return -1;
    }
}
