/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-xlsx-private.h"

#include <string.h>

#define MOST_SHEETS 1000

typedef struct
{
  char *name;
  char *relation;
  gboolean hidden;
} SheetEntry;

typedef struct
{
  char *id;
  char *type;
  char *part; /* (nullable): of those inside of the archive */
} Relation;

static void
sheet_entry_free (gpointer data)
{
  SheetEntry *entry = data;

  g_free (entry->name);
  g_free (entry->relation);
  g_free (entry);
}

static void
relation_free (gpointer data)
{
  Relation *relation = data;

  g_free (relation->id);
  g_free (relation->type);
  g_free (relation->part);
  g_free (relation);
}

static gboolean
invalid (GError **error, const char *reason)
{
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, reason);
  return FALSE;
}

/* --- relations --- */

typedef struct
{
  const char *folder; /* what targets are relative to */
  GPtrArray *relations;
} Relations;

/* "../sharedStrings.xml" in "xl/worksheets" → "xl/sharedStrings.xml"; NULL when it climbs out. */
static char *
resolve (const char *folder, const char *target)
{
  g_auto (GStrv) steps = NULL;
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autofree char *whole
      = *target == '/' ? g_strdup (target + 1) : g_strconcat (folder, "/", target, NULL);

  steps = g_strsplit (whole, "/", 32);
  for (guint i = 0; steps[i] != NULL; i++)
    {
      if (g_str_equal (steps[i], "") || g_str_equal (steps[i], "."))
        continue;
      if (!g_str_equal (steps[i], ".."))
        g_ptr_array_add (path, steps[i]);
      else if (path->len == 0)
        return NULL;
      else
        g_ptr_array_set_size (path, (int)path->len - 1);
    }
  g_ptr_array_add (path, NULL);
  return g_strjoinv ("/", (char **)path->pdata);
}

static void
relations_start (LianXml *xml, const char *name, const char **attributes, gpointer user_data)
{
  Relations *self = user_data;
  const char *id = lian_xml_get (attributes, "Id");
  const char *type = lian_xml_get (attributes, "Type");
  const char *target = lian_xml_get (attributes, "Target");
  const char *mode = lian_xml_get (attributes, "TargetMode");
  Relation *relation;

  if (!g_str_equal (name, "Relationship") || id == NULL || type == NULL || target == NULL
      || self->relations->len == MOST_SHEETS)
    return;
  relation = g_new0 (Relation, 1);
  relation->id = g_strdup (id);
  relation->type = g_strdup (type);
  /* What lies elsewhere is never looked for. */
  if (g_strcmp0 (mode, "External") != 0)
    relation->part = resolve (self->folder, target);
  g_ptr_array_add (self->relations, relation);
}

static GPtrArray *
read_relations (LianZip *zip, const char *part, const char *folder, GError **error)
{
  static const LianXmlHandlers handlers = { relations_start, NULL, NULL };
  g_autoptr (GPtrArray) relations = g_ptr_array_new_with_free_func (relation_free);
  Relations reader = { folder, relations };

  if (!lian_xml_read (zip, part, &handlers, &reader, error))
    return NULL;
  return g_steal_pointer (&relations);
}

static const char *
find_by_id (GPtrArray *relations, const char *id)
{
  for (guint i = 0; i < relations->len; i++)
    {
      const Relation *relation = relations->pdata[i];

      if (g_strcmp0 (relation->id, id) == 0)
        return relation->part;
    }
  return NULL;
}

/* By the last word of its type: the schemas of 2006 and the strict ones differ before it. */
static const char *
find_by_type (GPtrArray *relations, const char *type)
{
  for (guint i = 0; i < relations->len; i++)
    {
      const Relation *relation = relations->pdata[i];
      const char *last = strrchr (relation->type, '/');

      if (last != NULL && g_str_equal (last + 1, type))
        return relation->part;
    }
  return NULL;
}

/* --- the workbook --- */

typedef struct
{
  LianXlsxBook *book;
  GPtrArray *sheets; /* (element-type SheetEntry) */
} Workbook;

static void
workbook_start (LianXml *xml, const char *name, const char **attributes, gpointer user_data)
{
  Workbook *self = user_data;

  if (g_str_equal (name, "workbookPr"))
    {
      const char *from = lian_xml_get (attributes, "date1904");

      self->book->from_1904 = g_strcmp0 (from, "1") == 0 || g_strcmp0 (from, "true") == 0;
    }
  else if (g_str_equal (name, "sheet") && self->sheets->len < MOST_SHEETS)
    {
      const char *state = lian_xml_get (attributes, "state");
      SheetEntry *entry = g_new0 (SheetEntry, 1);

      entry->name = g_strdup (lian_xml_get (attributes, "name"));
      entry->relation = g_strdup (lian_xml_get (attributes, "id"));
      entry->hidden = state != NULL && !g_str_equal (state, "visible");
      g_ptr_array_add (self->sheets, entry);
    }
}

static const SheetEntry *
choose_sheet (GPtrArray *sheets, const char *name, guint *n_hidden, GError **error)
{
  const SheetEntry *chosen = NULL;

  *n_hidden = 0;
  for (guint i = 0; i < sheets->len; i++)
    {
      const SheetEntry *entry = sheets->pdata[i];

      *n_hidden += entry->hidden;
      if (chosen == NULL && (name != NULL ? g_strcmp0 (entry->name, name) == 0 : !entry->hidden))
        chosen = entry;
    }
  if (chosen == NULL)
    invalid (error, name != NULL ? "the workbook has no sheet of that name"
                                 : "all sheets of the workbook are hidden: say which with --sheet");
  else
    *n_hidden -= chosen->hidden;
  return chosen;
}

/* --- what it is --- */

typedef struct
{
  gboolean is_workbook;
} Types;

static void
types_start (LianXml *xml, const char *name, const char **attributes, gpointer user_data)
{
  Types *self = user_data;
  const char *type = lian_xml_get (attributes, "ContentType");

  if (type != NULL && strstr (type, "spreadsheetml.sheet.main+xml") != NULL)
    self->is_workbook = TRUE;
  if (type != NULL && strstr (type, "sheet.macroEnabled.main+xml") != NULL)
    self->is_workbook = TRUE;
}

static gboolean
check_types (LianZip *zip, GError **error)
{
  static const LianXmlHandlers handlers = { types_start, NULL, NULL };
  Types types = { FALSE };

  if (!lian_zip_has (zip, "[Content_Types].xml"))
    return invalid (error, "an archive, but not of a workbook: [Content_Types].xml is missing");
  if (!lian_xml_read (zip, "[Content_Types].xml", &handlers, &types, error))
    return FALSE;
  return types.is_workbook
         || invalid (error, "a document of another program, not a workbook (its content types)");
}

static gboolean
check_signature (GBytes *file, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (file, &length);

  if (length >= 8 && memcmp (data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
    return invalid (error, "an old .xls, or one with a password: save it as .xlsx without one");
  if (length < 4 || memcmp (data, "PK\x03\x04", 4) != 0)
    return invalid (error, "not an .xlsx file: it does not begin as one");
  return TRUE;
}

/* --- all of it --- */

static char *
find_workbook (LianZip *zip, GError **error)
{
  g_autoptr (GPtrArray) relations = read_relations (zip, "_rels/.rels", "", error);
  const char *part;

  if (relations == NULL)
    return NULL;
  part = find_by_type (relations, "officeDocument");
  if (part == NULL)
    invalid (error, "_rels/.rels: names no workbook");
  return g_strdup (part);
}

static gboolean
read_supplements (LianZip *zip, GPtrArray *relations, LianXlsxBook *book, GError **error)
{
  const char *strings = find_by_type (relations, "sharedStrings");
  const char *styles = find_by_type (relations, "styles");

  return (strings == NULL || lian_xlsx_read_strings (zip, strings, book, error))
         && (styles == NULL || lian_xlsx_read_styles (zip, styles, book, error));
}

static gboolean
read_book (LianZip *zip, const char *name, LianXlsxBook *book, LianSheet *sheet, GError **error)
{
  static const LianXmlHandlers handlers = { workbook_start, NULL, NULL };
  g_autofree char *part = find_workbook (zip, error);
  g_autofree char *folder = part != NULL ? g_path_get_dirname (part) : NULL;
  g_autofree char *base = part != NULL ? g_path_get_basename (part) : NULL;
  g_autofree char *rels
      = g_strconcat (folder != NULL ? folder : "", "/_rels/", base, ".rels", NULL);
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func (sheet_entry_free);
  g_autoptr (GPtrArray) relations = NULL;
  Workbook workbook = { book, sheets };
  const SheetEntry *entry;
  const char *sheet_part;

  if (part == NULL || !lian_xml_read (zip, part, &handlers, &workbook, error))
    return FALSE;
  relations = read_relations (zip, rels, folder, error);
  if (relations == NULL)
    return FALSE;
  entry = choose_sheet (sheets, name, &sheet->n_hidden, error);
  if (entry == NULL || !read_supplements (zip, relations, book, error))
    return FALSE;
  sheet_part = find_by_id (relations, entry->relation);
  if (sheet_part == NULL)
    return invalid (error, "the workbook names a sheet that it does not have");
  sheet->name = g_strdup (entry->name);
  return lian_xlsx_read_sheet (zip, sheet_part, book, sheet, error);
}

/**
 * lian_xlsx_read:
 * @name: (nullable): of a sheet, hidden or not
 *
 * Formulas give the value that they had last. Dates become text, 2026-11-24 09:40:00.
 *
 * Returns: (transfer full): the rows; %NULL with %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE,
 * which names the limit
 */
LianSheet *
lian_xlsx_read (GBytes *file, const char *name, GError **error)
{
  g_autoptr (LianSheet) sheet = lian_sheet_new ();
  g_autoptr (LianZip) zip = NULL;
  g_auto (LianXlsxBook) book = { 0 };

  if (!check_signature (file, error))
    return NULL;
  zip = lian_zip_open (file, error);
  if (zip == NULL || !check_types (zip, error))
    return NULL;
  lian_xlsx_book_init (&book);
  if (!read_book (zip, name, &book, sheet, error))
    return NULL;
  return g_steal_pointer (&sheet);
}
