/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-xlsx-private.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <stdlib.h>
#include <string.h>

#define MOST_FORMATS 65536

void
lian_xlsx_book_init (LianXlsxBook *self)
{
  self->strings = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ref_string_release);
  self->is_date = g_array_new (FALSE, TRUE, sizeof (gboolean));
  self->from_1904 = FALSE;
}

void
lian_xlsx_book_clear (LianXlsxBook *self)
{
  g_clear_pointer (&self->strings, g_ptr_array_unref);
  g_clear_pointer (&self->is_date, g_array_unref);
}

static GError *
too_large (const char *limit, guint most)
{
  return g_error_new (LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "more %s than the limit, %u", limit, most);
}

/**
 * lian_xlsx_unescape:
 * @text: (inout): shorter afterwards
 *
 * Characters that XML does not allow or would change, carriage returns above all, are written
 * _x000D_; what is no character of text disappears.
 */
void
lian_xlsx_unescape (char *text)
{
  char *to = text;

  for (const char *p = text; *p != '\0';)
    {
      if (p[0] == '_' && p[1] == 'x' && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3])
          && g_ascii_isxdigit (p[4]) && g_ascii_isxdigit (p[5]) && p[6] == '_')
        {
          char digits[5] = { p[2], p[3], p[4], p[5], '\0' };
          gunichar c = (gunichar)strtoul (digits, NULL, 16);

          if (c == '\n' || c == '\t' || (c >= 0x20 && g_unichar_validate (c)))
            to += g_unichar_to_utf8 (c, to);
          p += 7;
          continue;
        }
      *to++ = *p++;
    }
  *to = '\0';
}

/* --- shared strings --- */

typedef struct
{
  LianXlsxBook *book;
  GString *text;
  guint phonetic; /* depth: how it is read aloud is not what it says */
  gboolean in_text;
} Strings;

static void
strings_start (LianXml *xml, const char *name, const char **attributes, gpointer user_data)
{
  Strings *self = user_data;

  if (g_str_equal (name, "si"))
    g_string_truncate (self->text, 0);
  else if (g_str_equal (name, "rPh"))
    self->phonetic++;
  self->in_text = g_str_equal (name, "t") && self->phonetic == 0;
}

static void
strings_end (LianXml *xml, const char *name, gpointer user_data)
{
  Strings *self = user_data;

  self->in_text = FALSE;
  if (g_str_equal (name, "rPh") && self->phonetic > 0)
    self->phonetic--;
  if (!g_str_equal (name, "si"))
    return;
  if (self->book->strings->len == LIAN_LIMIT_IMPORT_CELLS)
    {
      lian_xml_fail (xml, too_large ("shared strings", LIAN_LIMIT_IMPORT_CELLS));
      return;
    }
  lian_xlsx_unescape (self->text->str);
  g_ptr_array_add (self->book->strings, g_ref_string_new (g_strstrip (self->text->str)));
}

static void
strings_text (LianXml *xml, const char *text, gsize length, gpointer user_data)
{
  Strings *self = user_data;

  if (!self->in_text)
    return;
  g_string_append_len (self->text, text, (gssize)length);
  if (self->text->len > LIAN_LIMIT_IMPORT_CELL)
    lian_xml_fail (xml, too_large ("bytes in a cell", LIAN_LIMIT_IMPORT_CELL));
}

gboolean
lian_xlsx_read_strings (LianZip *zip, const char *part, LianXlsxBook *book, GError **error)
{
  static const LianXmlHandlers handlers = { strings_start, strings_end, strings_text };
  g_autoptr (GString) text = g_string_new (NULL);
  Strings strings = { .book = book, .text = text };

  return lian_xml_read (zip, part, &handlers, &strings, error);
}

/* --- styles --- */

typedef struct
{
  LianXlsxBook *book;
  GHashTable *dates; /* number format → itself, of those that show a date */
  gboolean in_cell_formats;
} Styles;

/* ECMA-376 18.8.30: the numbers that need no format, those of Chinese systems included. */
static gboolean
is_date_number (guint id)
{
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47)
         || (id >= 50 && id <= 58);
}

/* Whether letters of a date stand outside of quotation marks and brackets. */
static gboolean
is_date_format (const char *format)
{
  for (const char *p = format; *p != '\0'; p++)
    {
      if (*p == '"')
        {
          p = strchr (p + 1, '"');
          if (p == NULL)
            return FALSE;
        }
      else if (*p == '[')
        {
          /* [h] and its like count hours; the rest are colours, locales and conditions. */
          if (strchr ("hHmMsS", p[1]) != NULL && p[1] != '\0')
            return TRUE;
          p = strchr (p, ']');
          if (p == NULL)
            return FALSE;
        }
      else if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0')
        p++;
      else if (strchr ("yYmMdDhHsS", *p) != NULL)
        return TRUE;
      else if (*p == ';')
        return FALSE;
    }
  return FALSE;
}

static void
add_cell_format (Styles *self, const char **attributes)
{
  const char *number = lian_xml_get (attributes, "numFmtId");
  guint id = number != NULL ? (guint)strtoul (number, NULL, 10) : 0;
  gboolean is_date
      = is_date_number (id) || g_hash_table_contains (self->dates, GUINT_TO_POINTER (id));

  if (self->book->is_date->len < MOST_FORMATS)
    g_array_append_val (self->book->is_date, is_date);
}

static void
styles_start (LianXml *xml, const char *name, const char **attributes, gpointer user_data)
{
  Styles *self = user_data;

  if (g_str_equal (name, "numFmt"))
    {
      const char *id = lian_xml_get (attributes, "numFmtId");
      const char *format = lian_xml_get (attributes, "formatCode");

      if (id != NULL && format != NULL && is_date_format (format)
          && g_hash_table_size (self->dates) < MOST_FORMATS)
        g_hash_table_add (self->dates, GUINT_TO_POINTER ((guint)strtoul (id, NULL, 10)));
    }
  else if (g_str_equal (name, "cellXfs"))
    self->in_cell_formats = TRUE;
  else if (g_str_equal (name, "xf") && self->in_cell_formats)
    add_cell_format (self, attributes);
}

static void
styles_end (LianXml *xml, const char *name, gpointer user_data)
{
  Styles *self = user_data;

  if (g_str_equal (name, "cellXfs"))
    self->in_cell_formats = FALSE;
}

gboolean
lian_xlsx_read_styles (LianZip *zip, const char *part, LianXlsxBook *book, GError **error)
{
  static const LianXmlHandlers handlers = { styles_start, styles_end, NULL };
  g_autoptr (GHashTable) dates = g_hash_table_new (NULL, NULL);
  Styles styles = { .book = book, .dates = dates };

  return lian_xml_read (zip, part, &handlers, &styles, error);
}
