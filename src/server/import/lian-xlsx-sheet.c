/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-xlsx-private.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Spreadsheets keep fifteen digits of a number. */
#define EXACT_BELOW 1e15

#define DAY_SECONDS 86400.0
#define LAST_SERIAL 2958466.0 /* the year 10000 */

typedef struct
{
  const LianXlsxBook *book;
  LianSheet *sheet;

  guint row;    /* from 1 */
  guint column; /* from 0, of the present cell */
  gboolean in_row;
  gboolean in_cell;
  char type[16]; /* of the cell: "", s, str, inlineStr, b, e, n, d */
  guint style;
  gboolean in_value;
  guint phonetic;
  GString *value;
} Reader;

static void
stop (LianXml *xml, const Reader *self, const char *reason)
{
  lian_xml_fail (xml,
                 g_error_new (LIAN_ERROR, LIAN_ERROR_INVALID, "row %u: %s", self->row, reason));
}

/* "AB12" → 27; a cell without a reference stands behind the one before it. */
static gboolean
read_column (const char *reference, guint *column)
{
  guint value = 0;
  const char *p = reference;

  for (; *p >= 'A' && *p <= 'Z' && p - reference < 4; p++)
    value = value * 26 + (guint)(*p - 'A' + 1);
  if (p == reference || !g_ascii_isdigit (*p))
    return FALSE;
  *column = value - 1;
  return TRUE;
}

static void
begin_row (LianXml *xml, Reader *self, const char **attributes)
{
  const char *number = lian_xml_get (attributes, "r");
  guint64 row = self->row + 1;
  GError *error = NULL;

  if (number != NULL
      && (!g_ascii_string_to_unsigned (number, 10, self->row + 1, 1048576, &row, NULL)))
    {
      stop (xml, self, "a row that is out of order follows");
      return;
    }
  self->row = (guint)row;
  self->column = 0;
  self->in_row = lian_sheet_begin_row (self->sheet, self->row, &error);
  if (error != NULL)
    lian_xml_fail (xml, error);
}

static void
begin_cell (LianXml *xml, Reader *self, const char **attributes)
{
  const char *reference = lian_xml_get (attributes, "r");
  const char *type = lian_xml_get (attributes, "t");
  const char *style = lian_xml_get (attributes, "s");

  if (reference != NULL && !read_column (reference, &self->column))
    {
      stop (xml, self, "a cell has a reference that is none");
      return;
    }
  self->in_cell = TRUE;
  g_strlcpy (self->type, type != NULL ? type : "n", sizeof self->type);
  self->style = style != NULL ? (guint)strtoul (style, NULL, 10) : 0;
  g_string_truncate (self->value, 0);
}

static void
start_cb (LianXml *xml, const char *name, const char **attributes, gpointer user_data)
{
  Reader *self = user_data;

  if (g_str_equal (name, "row") && !self->in_row)
    begin_row (xml, self, attributes);
  else if (g_str_equal (name, "c") && self->in_row && !self->in_cell)
    begin_cell (xml, self, attributes);
  else if (g_str_equal (name, "rPh"))
    self->phonetic++;
  /* The formula itself, <f>, is passed over: its last value is in <v>. */
  self->in_value = self->in_cell
                   && (g_str_equal (name, "v") || (g_str_equal (name, "t") && self->phonetic == 0));
}

/* Days since 1899-12-30, or 1904-01-01. The first of these systems has a 29 February 1900, which
 * there never was: before it everything is a day later. */
static char *
format_date (const Reader *self, double serial)
{
  double days = floor (serial);
  gint64 seconds = llround ((serial - days) * DAY_SECONDS);
  g_autoptr (GDateTime) epoch = NULL;
  g_autoptr (GDateTime) moment = NULL;

  if (self->book->from_1904)
    epoch = g_date_time_new_utc (1904, 1, 1, 0, 0, 0);
  else
    epoch = g_date_time_new_utc (1899, 12, days < 60 ? 31 : 30, 0, 0, 0);
  if (days == 0 && serial > 0 && !self->book->from_1904)
    return g_strdup_printf ("%02d:%02d:%02d", (int)(seconds / 3600 % 24), (int)(seconds / 60 % 60),
                            (int)(seconds % 60));
  moment = g_date_time_add_seconds (epoch, days * DAY_SECONDS + (double)seconds);
  return moment != NULL
             ? g_date_time_format (moment, seconds == 0 ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S")
             : g_strdup ("");
}

/* Whole numbers without a point, whatever way they were written. */
static char *
format_number (const Reader *self, gboolean *rounded)
{
  char *end = NULL;
  double value = g_ascii_strtod (self->value->str, &end);
  gboolean is_date = self->style < self->book->is_date->len
                     && g_array_index (self->book->is_date, gboolean, self->style);

  if (end == self->value->str || *end != '\0' || !isfinite (value))
    return g_strdup (self->value->str);
  if (is_date && value >= 0 && value < LAST_SERIAL)
    return format_date (self, value);
  if (value != floor (value))
    return g_strdup (self->value->str);
  *rounded = fabs (value) >= EXACT_BELOW;
  return fabs (value) < 1e30 ? g_strdup_printf ("%.0f", value) : g_strdup (self->value->str);
}

static GRefString *
make_text (LianXml *xml, Reader *self, gboolean *rounded)
{
  const char *type = self->type;
  g_autofree char *text = NULL;
  guint64 index;

  if (g_str_equal (type, "s"))
    {
      if (g_ascii_string_to_unsigned (self->value->str, 10, 0, G_MAXUINT, &index, NULL)
          && index < self->book->strings->len)
        return g_ref_string_acquire (self->book->strings->pdata[index]);
      stop (xml, self, "a cell is of a shared string that there is not");
      return NULL;
    }
  if (g_str_equal (type, "n") && self->value->len > 0)
    text = format_number (self, rounded);
  else if (g_str_equal (type, "b"))
    text = g_strdup (g_str_equal (self->value->str, "1") ? "true" : "false");
  else if (!g_str_equal (type, "e"))
    {
      lian_xlsx_unescape (self->value->str);
      text = g_strdup (g_strstrip (self->value->str));
    }
  return g_ref_string_new (text != NULL ? text : "");
}

static void
end_cell (LianXml *xml, Reader *self)
{
  gboolean rounded = FALSE;
  GRefString *text = make_text (xml, self, &rounded);
  GError *error = NULL;

  self->in_cell = FALSE;
  if (text == NULL)
    return;
  if (!lian_sheet_set_cell (self->sheet, self->column, text, rounded, &error))
    {
      g_prefix_error (&error, "row %u: ", self->row);
      lian_xml_fail (xml, error);
    }
  g_ref_string_release (text);
  self->column++;
}

static void
end_cb (LianXml *xml, const char *name, gpointer user_data)
{
  Reader *self = user_data;

  self->in_value = FALSE;
  if (g_str_equal (name, "rPh") && self->phonetic > 0)
    self->phonetic--;
  else if (g_str_equal (name, "c") && self->in_cell)
    end_cell (xml, self);
  else if (g_str_equal (name, "row") && self->in_row)
    {
      self->in_row = FALSE;
      lian_sheet_end_row (self->sheet);
    }
}

static void
text_cb (LianXml *xml, const char *text, gsize length, gpointer user_data)
{
  Reader *self = user_data;

  if (!self->in_value)
    return;
  g_string_append_len (self->value, text, (gssize)length);
  if (self->value->len > LIAN_LIMIT_IMPORT_CELL)
    lian_xml_fail (xml, g_error_new (LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
                                     "row %u: more bytes in a cell than the limit, %d", self->row,
                                     LIAN_LIMIT_IMPORT_CELL));
}

/**
 * lian_xlsx_read_sheet:
 * @part: of the sheet
 * @sheet: gets its rows
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE
 */
gboolean
lian_xlsx_read_sheet (LianZip *zip, const char *part, const LianXlsxBook *book, LianSheet *sheet,
                      GError **error)
{
  static const LianXmlHandlers handlers = { start_cb, end_cb, text_cb };
  g_autoptr (GString) value = g_string_new (NULL);
  Reader reader = { .book = book, .sheet = sheet, .value = value };

  return lian_xml_read (zip, part, &handlers, &reader, error);
}
