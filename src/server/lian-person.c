/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-person.h"

#include "lian-text.h"

#include <string.h>

/* What tells between people of one region who do not see the same. */
#define OF_SCOPE ((guint)(LIAN_ACCESS_SECRET | LIAN_ACCESS_PHONES))

/**
 * lian_person_new:
 * @roles: (nullable): codes, ended by %NULL
 * @region_code: (nullable): "" or %NULL for everything
 * @unit_id: (nullable): of a unit's own people
 *
 * Returns: (transfer full): a copy of all that
 */
LianPerson *
lian_person_new (const char *account, const char *name, const char *const *roles,
                 const char *region_code, const char *unit_id)
{
  LianPerson *self = g_atomic_rc_box_new0 (LianPerson);

  self->account = g_strdup (account != NULL ? account : "");
  self->name = g_strdup (name != NULL && *name != '\0' ? name : self->account);
  self->roles = roles != NULL ? g_strdupv ((char **)roles) : g_new0 (char *, 1);
  self->region_code = g_strdup (region_code != NULL ? region_code : "");
  self->unit_id = g_strdup (unit_id != NULL && *unit_id != '\0' ? unit_id : NULL);
  self->access = lian_access_of_roles ((const char *const *)self->roles);
  self->scope = g_strdup_printf ("%u %s", (guint)self->access & OF_SCOPE, self->region_code);
  return self;
}

/**
 * lian_person_new_from_actor:
 *
 * Returns: (transfer full): a copy; the account stands for the name
 */
LianPerson *
lian_person_new_from_actor (const LianActor *actor)
{
  return lian_person_new (actor->account, actor->account, actor->roles, actor->region_code,
                          actor->unit_id);
}

LianPerson *
lian_person_ref (LianPerson *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
person_free (gpointer data)
{
  LianPerson *self = data;

  g_free (self->account);
  g_free (self->name);
  g_strfreev (self->roles);
  g_free (self->region_code);
  g_free (self->unit_id);
  g_free (self->scope);
}

void
lian_person_unref (LianPerson *self)
{
  g_atomic_rc_box_release_full (self, person_free);
}

/**
 * lian_person_as_actor:
 *
 * Returns: the same for core; valid as long as @self
 */
LianActor
lian_person_as_actor (const LianPerson *self)
{
  return (LianActor){ self->account, (const char *const *)self->roles, self->region_code,
                      self->unit_id };
}

/**
 * lian_person_equal:
 *
 * Returns: whether both are the same account with the same rights
 */
gboolean
lian_person_equal (const LianPerson *self, const LianPerson *other)
{
  return strcmp (self->account, other->account) == 0 && strcmp (self->name, other->name) == 0
         && g_strv_equal ((const char *const *)self->roles, (const char *const *)other->roles)
         && strcmp (self->region_code, other->region_code) == 0
         && g_strcmp0 (self->unit_id, other->unit_id) == 0;
}

/**
 * lian_person_has_role:
 *
 * Returns: whether the account has the role
 */
gboolean
lian_person_has_role (const LianPerson *self, const char *role)
{
  return g_strv_contains ((const char *const *)self->roles, role);
}

/**
 * lian_person_find_role:
 * @roles: (nullable): codes, ended by %NULL
 *
 * Returns: (transfer none) (nullable): the first of the person's own that is among @roles
 */
const char *
lian_person_find_role (const LianPerson *self, const char *const *roles)
{
  for (guint i = 0; roles != NULL && self->roles[i] != NULL; i++)
    if (g_strv_contains (roles, self->roles[i]))
      return self->roles[i];
  return NULL;
}

/**
 * lian_region_sees:
 * @top: (nullable): a region, or empty for everything
 * @region: (nullable): the region of a record, or empty for everybody's
 *
 * Returns: whether somebody scoped to @top may see a record of @region
 */
gboolean
lian_region_sees (const char *top, const char *region)
{
  if (region == NULL || *region == '\0' || top == NULL || *top == '\0')
    return TRUE;
  return lian_region_covers (top, region);
}

/**
 * lian_person_may:
 *
 * Returns: whether the roles give all of @access
 */
gboolean
lian_person_may (const LianPerson *self, LianAccess access)
{
  return (self->access & access) == access;
}

/**
 * lian_person_covers:
 * @region_code: (nullable): a region
 *
 * Returns: whether it belongs to what the person is there for
 */
gboolean
lian_person_covers (const LianPerson *self, const char *region_code)
{
  return lian_region_sees (self->region_code, region_code);
}

/**
 * lian_person_sees:
 * @region_code: (nullable): the region of a record
 * @visibility: its class
 *
 * Returns: whether the person may see it
 */
gboolean
lian_person_sees (const LianPerson *self, const char *region_code, LianVisibility visibility)
{
  return lian_person_covers (self, region_code)
         && (visibility == LIAN_VISIBILITY_OPEN || lian_person_may (self, LIAN_ACCESS_SECRET));
}

/**
 * lian_person_sees_record:
 *
 * Returns: whether the person may see it
 */
gboolean
lian_person_sees_record (const LianPerson *self, const LianRecord *record)
{
  return lian_person_sees (self, lian_record_get_text (record, LIAN_F_REGION),
                           lian_record_get_visibility (record));
}

/**
 * lian_person_mask:
 *
 * Returns: (transfer full): a copy as it leaves the server for this person
 */
LianRecord *
lian_person_mask (const LianPerson *self, const LianRecord *record)
{
  LianRecord *masked = lian_mask_record (record);
  int phone = lian_kind_find_official_phone (lian_record_get_kind (record));

  if (phone >= 0 && !lian_person_may (self, LIAN_ACCESS_PHONES))
    lian_record_clear (masked, (guint)phone);
  return masked;
}

/**
 * lian_person_get_scope:
 *
 * Returns: (transfer none): what lian_person_sees() and lian_person_mask() go by
 */
const char *
lian_person_get_scope (const LianPerson *self)
{
  return self->scope;
}

/**
 * lian_person_narrow:
 * @region_code: (nullable): what is asked for, empty for all
 *
 * Returns: (transfer none) (nullable): the region to answer with, or %NULL when what is asked for
 * lies outside the person's own
 */
const char *
lian_person_narrow (const LianPerson *self, const char *region_code)
{
  if (region_code == NULL || *region_code == '\0')
    return self->region_code;
  if (lian_region_sees (self->region_code, region_code))
    return region_code;
  return NULL;
}

/**
 * lian_region_to_sql:
 * @column: a column name of ours
 * @top: (nullable): a region code
 *
 * Returns: (transfer full): an expression that keeps at least what @top covers; "1" when the code
 * is empty or has characters that do not belong into one
 */
char *
lian_region_to_sql (const char *column, const char *top)
{
  g_autofree char *prefix = NULL;
  gsize length;

  if (top == NULL || *top == '\0')
    return g_strdup ("1");
  for (const char *at = top; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at))
      return g_strdup ("1");

  length = strlen (top);
  if (length == 12 && strcmp (top + 9, "000") == 0)
    length = strcmp (top + 6, "000000") == 0 ? 6 : 9;
  while (length > 2 && length <= 6 && strncmp (top + length - 2, "00", 2) == 0)
    length -= 2;
  prefix = g_strndup (top, length);
  return g_strdup_printf ("(%s IS NULL OR %s = '' OR (%s >= '%s' AND %s < '%s~'))", column, column,
                          column, prefix, column, prefix);
}
