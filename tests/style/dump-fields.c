/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the field tables, one field a line: kind, plural, "kind" or "part" (never one of its own),
 * name, type, flags, limit, title of the field, title of the kind. The API document is written from
 * this and held against it. */
#include "lian-kind.h"

static const char *const types[]
    = { "text", "code", "int", "real", "bool", "time", "point", "geometry", "list", "rows" };

static const char *
get_mask (const LianField *field)
{
  if (field->flags & LIAN_FIELD_MASK_NAME)
    return "n";
  if (field->flags & LIAN_FIELD_MASK_PHONE)
    return "p";
  return (field->flags & LIAN_FIELD_MASK_TEXT) ? "t" : "-";
}

static void
print_field (const LianKind *kind, const char *what, guint i)
{
  const LianField *field = &kind->fields[i];
  gboolean rows = field->type == LIAN_TYPE_ROWS;

  g_print ("%s\t%s\t%s\t%s\t%s%s%s\t%s%s%s\t%u\t%s\t%s\n", kind->name, kind->plural, what,
           field->name, types[field->type], rows ? ":" : "",
           rows ? lian_kind_get_rows (kind, i)->name : "",
           (field->flags & LIAN_FIELD_REQUIRED) ? "r" : "-",
           (field->flags & LIAN_FIELD_SERVER) ? "s" : "-", get_mask (field), field->limit,
           field->title, kind->title);
}

static void
print_kind (const LianKind *kind, const char *what)
{
  for (guint i = 0; i < kind->n_fields; i++)
    print_field (kind, what, i);
}

int
main (void)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    print_kind (lian_kind_get (i), "kind");
  for (guint i = LIAN_N_KINDS; i < LIAN_N_TABLES; i++)
    print_kind (lian_kind_get (i), "part");
  return 0;
}
