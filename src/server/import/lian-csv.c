/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-sheet.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

static gboolean
has_mark (const char *data, gsize length, const char *mark, gsize mark_length)
{
  return length >= mark_length && memcmp (data, mark, mark_length) == 0;
}

/* Without a NUL among it, which no text has. */
static char *
convert (const char *data, gsize length, const char *from, GError **error)
{
  gsize written = 0;
  char *text = g_convert (data, (gssize)length, "UTF-8", from, NULL, &written, NULL);

  if (text != NULL && strlen (text) == written)
    return text;
  g_free (text);
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
               "the file is not text in %s: save it as CSV UTF-8, or say its encoding in the map",
               from);
  return NULL;
}

/* What Windows spreadsheets of this country write is UTF-8 with a mark, UTF-16 with one, or GB18030
 * without: hardly any text in GB18030 is UTF-8 by chance. */
static char *
to_utf8 (GBytes *file, const char *encoding, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (file, &length);

  if (has_mark (data, length, "\xef\xbb\xbf", 3))
    {
      data += 3;
      length -= 3;
    }
  else if (has_mark (data, length, "\xff\xfe", 2) || has_mark (data, length, "\xfe\xff", 2))
    return convert (data, length, "UTF-16", error);
  if (encoding != NULL && g_ascii_strcasecmp (encoding, "utf-8") != 0)
    return convert (data, length, encoding, error);
  if (g_utf8_validate_len (data, length, NULL))
    return g_strndup (data, length);
  return convert (data, length, encoding != NULL ? "UTF-8" : "GB18030", error);
}

/* The one of which the first record has most, outside of quotation marks. */
static char
find_separator (const char *text)
{
  static const char separators[] = ",;\t";
  guint counts[3] = { 0 };
  gboolean quoted = FALSE;
  guint best = 0;

  for (const char *p = text; *p != '\0' && (quoted || (*p != '\n' && *p != '\r')); p++)
    {
      const char *found = strchr (separators, *p);

      if (*p == '"')
        quoted = !quoted;
      else if (!quoted && found != NULL)
        counts[found - separators]++;
    }
  for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > counts[best])
      best = i;
  return separators[best];
}

typedef struct
{
  const char *p;
  char separator;
  guint number;
  GString *cell;
} Reader;

static gboolean
fail (const Reader *reader, const char *reason, GError **error)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "row %u: %s", reader->number, reason);
  return FALSE;
}

static gboolean
is_end (const Reader *reader)
{
  return *reader->p == '\0' || *reader->p == '\n' || *reader->p == '\r'
         || *reader->p == reader->separator;
}

static gboolean
read_quoted (Reader *reader, GError **error)
{
  for (reader->p++; *reader->p != '\0'; reader->p++)
    {
      if (*reader->p == '"' && reader->p[1] != '"')
        {
          reader->p++;
          return is_end (reader)
                 || fail (reader, "something follows a closing quotation mark", error);
        }
      if (*reader->p == '"')
        reader->p++;
      g_string_append_c (reader->cell, *reader->p);
      if (reader->cell->len > LIAN_LIMIT_IMPORT_CELL)
        return fail (reader, "a cell that is too long, or a quotation mark that is never closed",
                     error);
    }
  return fail (reader, "a quotation mark that is never closed", error);
}

static gboolean
read_cell (Reader *reader, GError **error)
{
  g_string_truncate (reader->cell, 0);
  if (*reader->p == '"')
    return read_quoted (reader, error);
  while (!is_end (reader))
    g_string_append_c (reader->cell, *reader->p++);
  return TRUE;
}

/* ="420000000001" and '420000000001 are how digits are kept from becoming a number. */
static char *
find_text (char *cell)
{
  gsize length;

  g_strstrip (cell);
  length = strlen (cell);
  if (length > 3 && g_str_has_prefix (cell, "=\"") && cell[length - 1] == '"')
    {
      cell[length - 1] = '\0';
      return g_strstrip (cell + 2);
    }
  return cell[0] == '\'' && g_ascii_isdigit (cell[1]) ? cell + 1 : cell;
}

static gboolean
read_record (Reader *reader, LianSheet *sheet, GError **error)
{
  if (!lian_sheet_begin_row (sheet, reader->number, error))
    return FALSE;
  for (guint column = 0;; column++)
    {
      GRefString *text;
      gboolean done;

      if (!read_cell (reader, error))
        return FALSE;
      text = g_ref_string_new (find_text (reader->cell->str));
      done = lian_sheet_set_cell (sheet, column, text, FALSE, error);
      g_ref_string_release (text);
      if (!done)
        {
          g_prefix_error (error, "row %u: ", reader->number);
          return FALSE;
        }
      if (*reader->p != reader->separator)
        break;
      reader->p++;
    }
  lian_sheet_end_row (sheet);
  if (*reader->p == '\r')
    reader->p++;
  if (*reader->p == '\n')
    reader->p++;
  return TRUE;
}

/**
 * lian_csv_read:
 * @encoding: (nullable): an iconv name
 * @separator: comma, semicolon or tab; 0 to find out
 *
 * Returns: (transfer full): the rows; %NULL with %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE,
 * "row N: reason"
 */
LianSheet *
lian_csv_read (GBytes *file, const char *encoding, char separator, GError **error)
{
  g_autofree char *text = to_utf8 (file, encoding, error);
  g_autoptr (LianSheet) sheet = NULL;
  g_autoptr (GString) cell = g_string_new (NULL);
  Reader reader = { .p = text, .separator = separator, .cell = cell };

  if (text == NULL)
    return NULL;
  if (separator == 0)
    reader.separator = find_separator (text);
  sheet = lian_sheet_new ();
  while (*reader.p != '\0')
    {
      reader.number++;
      if (!read_record (&reader, sheet, error))
        return NULL;
    }
  return g_steal_pointer (&sheet);
}
