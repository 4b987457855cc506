/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-divisions.h"

#include "lian-error.h"
#include "lian-text.h"
#include "lian-workflow.h"

#include <string.h>

#define DIGITS 12

/* How many digits name a region of a level; the rest is zeros. */
static const struct
{
  const char *level;
  guint digits;
} levels[] = { { "city", 4 }, { "county", 6 }, { "street", 9 }, { "community", 12 } };

static gboolean
is_digits (const char *text, gsize length)
{
  return strspn (text, "0123456789") >= length;
}

/* @code filled up with zeros; what is longer or not of digits as it is. */
static char *
pad (const char *code)
{
  gsize length = strlen (code);
  char *padded;

  if (length >= DIGITS || !is_digits (code, length))
    return g_strdup (code);
  padded = g_strnfill (DIGITS, '0');
  memcpy (padded, code, length);
  return padded;
}

static guint
count_significant (const char *code)
{
  g_autofree char *padded = pad (code);

  if (strlen (padded) != DIGITS || !is_digits (padded, DIGITS)
      || strncmp (padded + 2, "00", 2) == 0)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (strspn (padded + levels[i].digits, "0") == DIGITS - levels[i].digits)
      return levels[i].digits;
  return 0;
}

/* Three digits of a code as a number. */
static guint
group_of (const char *code, guint at)
{
  return (guint)((code[at] - '0') * 100 + (code[at + 1] - '0') * 10 + code[at + 2] - '0');
}

/**
 * lian_division_get_level:
 *
 * Returns: (transfer none) (nullable): city … community; estate for a code that goes on behind that
 * of a community
 */
const char *
lian_division_get_level (const char *code)
{
  guint digits = count_significant (code);

  if (strlen (code) > DIGITS && is_digits (code, DIGITS) && group_of (code, 9) != 0)
    return "estate";
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (levels[i].digits == digits)
      return levels[i].level;
  return NULL;
}

/**
 * lian_division_get_kind:
 *
 * GB/T 10114 section 4: which group of numbers is for which kind.
 *
 * Returns: (transfer none) (nullable): street, town, township, park; community, village
 */
const char *
lian_division_get_kind (const char *code)
{
  guint digits = count_significant (code);
  g_autofree char *padded = pad (code);
  guint group;

  if (digits == 9)
    {
      group = group_of (padded, 6);
      return group < 100 ? "street" : group < 200 ? "town" : group < 400 ? "township" : "park";
    }
  if (digits != 12)
    return NULL;
  group = group_of (padded, 9);
  return group >= 200 && group < 400 ? "village" : group < 200 ? "community" : NULL;
}

static gboolean
fail (GError **error, const char *reason)
{
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, reason);
  return FALSE;
}

static gboolean
check_numbers (const char *code, GError **error)
{
  gsize length = strlen (code);

  if (length != 6 && length != 9 && length != DIGITS)
    return fail (error, "a division code has 6, 9 or 12 digits");
  if (!is_digits (code, length))
    return fail (error, "a division code is of digits only");
  if (code[0] < '1' || code[0] > '8' || (code[0] == '1' && code[1] == '0'))
    return fail (error, "no province has a code that begins so (GB/T 2260)");
  return TRUE;
}

/**
 * lian_division_check:
 * @level: a code of the dictionary's region_level
 *
 * Returns: whether @code can be that of a region of @level; %FALSE with %LIAN_ERROR_INVALID
 */
gboolean
lian_division_check (const char *code, const char *level, GError **error)
{
  const char *own;
  g_autofree char *padded = NULL;

  if (g_strcmp0 (level, "estate") == 0)
    return (strlen (code) > DIGITS && is_digits (code, DIGITS) && lian_id_is_valid (code))
           || fail (error, "an estate's code begins with the 12 digits of its community");
  if (!check_numbers (code, error))
    return FALSE;
  padded = pad (code);
  own = lian_division_get_level (code);
  if (own == NULL)
    return fail (error, "not the code of a city, county, street or community");
  if (level != NULL && strcmp (own, level) != 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "this is the code of a %s, not of a %s",
                   own, level);
      return FALSE;
    }
  if (count_significant (code) >= 9 && (group_of (padded, 6) == 0 || group_of (padded, 6) >= 600))
    return fail (error, "streets, towns and parks have the numbers 001 to 599 (GB/T 10114)");
  return TRUE;
}

/* --- what is known --- */

struct _LianDivisions
{
  GHashTable *by_code; /* padded code → LianRecord */
};

/**
 * lian_divisions_new:
 *
 * Returns: (transfer full): @regions by their codes
 */
LianDivisions *
lian_divisions_new (GPtrArray *regions)
{
  LianDivisions *self = g_new0 (LianDivisions, 1);

  self->by_code
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
  for (guint i = 0; i < regions->len; i++)
    lian_divisions_add (self, regions->pdata[i]);
  return self;
}

void
lian_divisions_free (LianDivisions *self)
{
  g_hash_table_unref (self->by_code);
  g_free (self);
}

void
lian_divisions_add (LianDivisions *self, LianRecord *region)
{
  g_hash_table_insert (self->by_code, pad (lian_record_get_id (region)), lian_record_ref (region));
}

void
lian_divisions_remove (LianDivisions *self, const char *code)
{
  g_autofree char *padded = pad (code);

  g_hash_table_remove (self->by_code, padded);
}

LianRecord *
lian_divisions_find (const LianDivisions *self, const char *code)
{
  g_autofree char *padded = pad (code);

  return g_hash_table_lookup (self->by_code, padded);
}

static LianRecord *
find_digits (const LianDivisions *self, const char *code, guint digits)
{
  g_autofree char *start = NULL;

  if (!is_digits (code, digits))
    return NULL;
  start = g_strndup (code, digits);
  return lian_divisions_find (self, start);
}

/**
 * lian_divisions_find_parent:
 *
 * Returns: (transfer none) (nullable): the region whose code is @code's without its last group
 */
LianRecord *
lian_divisions_find_parent (const LianDivisions *self, const char *code)
{
  guint digits = strlen (code) > DIGITS ? DIGITS + 1 : count_significant (code);

  for (guint i = G_N_ELEMENTS (levels); i > 0; i--)
    if (levels[i - 1].digits < digits)
      return find_digits (self, code, levels[i - 1].digits);
  return NULL;
}

LianRecord *
lian_divisions_find_community (const LianDivisions *self, const char *code)
{
  return strlen (code) >= DIGITS ? find_digits (self, code, DIGITS) : NULL;
}

/**
 * lian_divisions_find_named:
 * @text: a code or a name
 *
 * Returns: (transfer none) (nullable): the region, when there is one only
 */
LianRecord *
lian_divisions_find_named (const LianDivisions *self, const char *text)
{
  LianRecord *found = lian_divisions_find (self, text);
  GHashTableIter iter;
  gpointer region;
  guint n = 0;

  if (found != NULL)
    return found;
  g_hash_table_iter_init (&iter, self->by_code);
  while (g_hash_table_iter_next (&iter, NULL, &region))
    if (g_strcmp0 (lian_record_get_text (region, LIAN_REGION_NAME), text) == 0)
      {
        found = region;
        n++;
      }
  return n == 1 ? found : NULL;
}

static gboolean
is_city (const LianRecord *region)
{
  return g_strcmp0 (lian_record_get_text (region, LIAN_REGION_LEVEL), "city") == 0;
}

/**
 * lian_divisions_find_top:
 *
 * Cities are there for their names: what is below them is what a platform is for.
 *
 * Returns: (transfer none) (nullable): the region that covers all others but cities
 */
LianRecord *
lian_divisions_find_top (const LianDivisions *self)
{
  LianRecord *top = NULL;
  GHashTableIter iter;
  gpointer region;

  g_hash_table_iter_init (&iter, self->by_code);
  while (g_hash_table_iter_next (&iter, NULL, &region))
    if (!is_city (region)
        && (top == NULL
            || lian_region_covers (lian_record_get_id (region), lian_record_get_id (top))))
      top = region;
  g_hash_table_iter_init (&iter, self->by_code);
  while (g_hash_table_iter_next (&iter, NULL, &region))
    if (!is_city (region)
        && !lian_region_covers (lian_record_get_id (top), lian_record_get_id (region)))
      return NULL;
  return top;
}
