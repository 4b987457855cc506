/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the field tables, one field a line: kind, plural, name, type, flags, limit. The API
 * document is held against this. */
#include "lian-kind.h"

static const char *const types[]
    = { "text", "code", "int", "real", "bool", "time", "point", "geometry", "list", "rows" };

static void
print_kind (const LianKind *kind)
{
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const LianField *field = &kind->fields[i];

      g_print ("%s\t%s\t%s\t%s\t%s%s%s\t%u\n", kind->name, kind->plural, field->name,
               types[field->type], (field->flags & LIAN_FIELD_REQUIRED) ? "r" : "-",
               (field->flags & LIAN_FIELD_SERVER) ? "s" : "-",
               (field->flags & LIAN_FIELD_SENSITIVE) ? "m" : "-", field->limit);
    }
}

int
main (void)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    print_kind (lian_kind_get (i));
  for (guint i = LIAN_N_KINDS; i < LIAN_N_TABLES; i++)
    print_kind (lian_kind_get (i));
  return 0;
}
