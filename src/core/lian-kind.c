/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-kind.h"

#include <glib/gi18n-lib.h>

#define FIELD(KIND, FIELD, NAME, TYPE, TITLE, FLAGS, LIMIT) \
  { NAME, TITLE, LIAN_TYPE_##TYPE, FLAGS, LIMIT },
#define K(ID, NAME, PLURAL, TITLE) \
  static const LianField fields_##ID[] = { LIAN_##ID##_FIELDS (FIELD) };
LIAN_KINDS (K)
LIAN_SUB_KINDS (K)
#undef K
#undef FIELD

#define K(ID, NAME, PLURAL, TITLE) \
  { LIAN_KIND_##ID, NAME, PLURAL, TITLE, fields_##ID, G_N_ELEMENTS (fields_##ID) },
static const LianKind kinds[] = { LIAN_KINDS (K) LIAN_SUB_KINDS (K) };
#undef K

/**
 * lian_kind_get:
 * @id: a kind
 *
 * Returns: (transfer none): its table, for ever valid
 */
const LianKind *
lian_kind_get (LianKindId id)
{
  g_return_val_if_fail ((guint)id < G_N_ELEMENTS (kinds), NULL);

  return &kinds[id];
}

/**
 * lian_kind_by_name:
 * @name: (nullable): a name as in feed events, "case"
 *
 * Returns: (transfer none) (nullable): the kind, or %NULL for a name from outside that is none
 */
const LianKind *
lian_kind_by_name (const char *name)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      return &kinds[i];

  return NULL;
}

/**
 * lian_kind_by_plural:
 * @plural: (nullable): a name as in routes, "cases"
 *
 * Returns: (transfer none) (nullable): the kind, or %NULL
 */
const LianKind *
lian_kind_by_plural (const char *plural)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (g_strcmp0 (kinds[i].plural, plural) == 0)
      return &kinds[i];

  return NULL;
}

/**
 * lian_kind_find_field:
 * @kind: a kind
 * @name: a field's name
 *
 * Returns: the field's number, or -1
 */
int
lian_kind_find_field (const LianKind *kind, const char *name)
{
  for (guint i = 0; i < kind->n_fields; i++)
    if (g_strcmp0 (kind->fields[i].name, name) == 0)
      return (int)i;

  return -1;
}

/**
 * lian_kind_get_rows:
 * @kind: a kind
 * @field: a field of type %LIAN_TYPE_ROWS
 *
 * Returns: (transfer none): the table of its rows
 */
const LianKind *
lian_kind_get_rows (const LianKind *kind, guint field)
{
  g_return_val_if_fail (field < kind->n_fields, NULL);
  g_return_val_if_fail (kind->fields[field].type == LIAN_TYPE_ROWS, NULL);

  return &kinds[kind->id == LIAN_KIND_EVALUATION ? LIAN_KIND_SCORE : LIAN_KIND_ELEMENT];
}

/**
 * lian_kind_dup_fingerprint:
 * @kind: a kind
 *
 * A digest over names and types, in order. A file that was written with another one cannot be read
 * with this table.
 *
 * Returns: (transfer full): 16 hexadecimal digits
 */
char *
lian_kind_dup_fingerprint (const LianKind *kind)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      g_autofree char *line
          = g_strdup_printf ("%s:%d:%d\n", kind->fields[i].name, kind->fields[i].type,
                             (kind->fields[i].flags & LIAN_FIELD_INDEXED) != 0);
      g_checksum_update (sum, (const guchar *)line, -1);
    }

  return g_strndup (g_checksum_get_string (sum), 16);
}
