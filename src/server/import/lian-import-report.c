/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-import-report.h"

#include "lian-text.h"

#include <string.h>

#define LONGEST_PLACE 96
#define LONGEST_REASON 400

static const char *const results[]
    = { "refused", "repaired", "different", "overlap", "gap", "beyond", "note" };

static void
line_free (gpointer data)
{
  LianImportLine *line = data;

  g_free (line->place);
  g_free (line->reason);
  g_free (line);
}

/**
 * lian_import_lines_new:
 *
 * Returns: (transfer full) (element-type LianImportLine): none yet
 */
GPtrArray *
lian_import_lines_new (void)
{
  return g_ptr_array_new_with_free_func (line_free);
}

/**
 * lian_import_lines_add:
 * @number: from 1, or 0
 * @place: (nullable): headings and members come from outside and are cleaned
 * @format: the reason
 */
void
lian_import_lines_add (GPtrArray *lines, guint number, LianImportResult result, const char *place,
                       const char *format, ...)
{
  LianImportLine *line = g_new0 (LianImportLine, 1);
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  line->number = number;
  line->result = result;
  line->place = place != NULL ? lian_text_clean (place, FALSE, LONGEST_PLACE) : NULL;
  line->reason = lian_text_clean (reason, FALSE, LONGEST_REASON);
  g_ptr_array_add (lines, line);
}

guint
lian_import_lines_count (GPtrArray *lines, LianImportResult result)
{
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    n += ((const LianImportLine *)lines->pdata[i])->result == result;
  return n;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const LianImportLine *first = *(const LianImportLine *const *)a;
  const LianImportLine *second = *(const LianImportLine *const *)b;
  guint left = first->number - 1; /* 0 becomes the greatest */
  guint right = second->number - 1;

  return left < right ? -1 : left > right;
}

/* g_ptr_array_sort() is stable. */
void
lian_import_lines_sort (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
}

static void
print_line (GString *text, const LianImportLine *line, const char *what)
{
  if (line->number > 0)
    g_string_append_printf (text, "%s %u: ", what, line->number);
  g_string_append_printf (text, "%s: ", results[line->result]);
  if (line->place != NULL)
    g_string_append_printf (text, "%s: ", line->place);
  g_string_append (text, line->reason);
  g_string_append_c (text, '\n');
}

/**
 * lian_import_lines_print:
 * @what: what the numbers count
 * @limit: most lines of one result, 0 for no limit
 *
 * Returns: (transfer full): for people
 */
char *
lian_import_lines_print (GPtrArray *lines, const char *what, guint limit)
{
  GString *text = g_string_new (NULL);
  guint printed[LIAN_N_IMPORT_RESULTS] = { 0 };

  for (guint i = 0; i < lines->len; i++)
    {
      const LianImportLine *line = lines->pdata[i];

      if (limit == 0 || printed[line->result]++ < limit)
        print_line (text, line, what);
    }
  for (guint r = 0; limit != 0 && r < LIAN_N_IMPORT_RESULTS; r++)
    if (printed[r] > limit)
      g_string_append_printf (text, "… and %u more: %s\n", printed[r] - limit, results[r]);
  return g_string_free (text, FALSE);
}

/* Quoted always; what a spreadsheet would take for a formula begins with an apostrophe. */
static void
append_cell (GString *csv, const char *text)
{
  g_string_append_c (csv, '"');
  if (text != NULL && *text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL)
    g_string_append_c (csv, '\'');
  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *p);
    }
  g_string_append_c (csv, '"');
}

/**
 * lian_import_lines_to_csv:
 *
 * Returns: (transfer full): all of it, with a byte order mark, which spreadsheets ask for
 */
char *
lian_import_lines_to_csv (GPtrArray *lines, const char *what)
{
  GString *csv = g_string_new ("\xef\xbb\xbf");

  g_string_append_printf (csv, "\"%s\",\"result\",\"place\",\"reason\"\r\n", what);
  for (guint i = 0; i < lines->len; i++)
    {
      const LianImportLine *line = lines->pdata[i];

      if (line->number > 0)
        g_string_append_printf (csv, "%u", line->number);
      g_string_append_printf (csv, ",\"%s\",", results[line->result]);
      append_cell (csv, line->place);
      g_string_append_c (csv, ',');
      append_cell (csv, line->reason);
      g_string_append (csv, "\r\n");
    }
  return g_string_free (csv, FALSE);
}
