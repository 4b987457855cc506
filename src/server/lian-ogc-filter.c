/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ogc-filter.h"

#include "lian-clock.h"
#include "lian-error.h"

#include <math.h>
#include <string.h>

void
lian_ogc_filter_clear (LianOgcFilter *self)
{
  g_free (self->bbox);
  g_free (self->datetime);
  *self = (LianOgcFilter){ 0 };
}

static gboolean
invalid (const char *reason, GError **error)
{
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, reason);
  return FALSE;
}

/* g_ascii_strtod() also knows infinity, no number and hexadecimal. */
static gboolean
read_number (const char *text, double *number)
{
  char *end;

  if (*text == '\0' || text[strspn (text, "0123456789+-.eE")] != '\0')
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*number);
}

static gboolean
read_numbers (const char *text, double *numbers, guint *n)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 7);

  *n = g_strv_length (parts);
  if (*n != 4 && *n != 6)
    return FALSE;
  for (guint i = 0; i < *n; i++)
    if (!read_number (parts[i], &numbers[i]))
      return FALSE;
  return TRUE;
}

/**
 * lian_ogc_filter_set_bbox:
 * @text: (nullable): west,south,east,north in degrees, or with heights, which do not matter:
 *   west,south,bottom,east,north,top. A west that is greater than the east goes across the
 *   antimeridian.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID for anything else
 */
gboolean
lian_ogc_filter_set_bbox (LianOgcFilter *self, const char *text, GError **error)
{
  double numbers[6];
  guint upper;
  guint n;

  if (text == NULL)
    return TRUE;
  if (!read_numbers (text, numbers, &n))
    return invalid ("four numbers with commas between them: west,south,east,north", error);
  upper = n / 2;
  if (fabs (numbers[0]) > 180.0 || fabs (numbers[upper]) > 180.0)
    return invalid ("a longitude beyond ±180", error);
  if (fabs (numbers[1]) > 90.0 || fabs (numbers[upper + 1]) > 90.0)
    return invalid ("a latitude beyond ±90", error);
  if (numbers[1] > numbers[upper + 1])
    return invalid ("the south is north of the north", error);
  if (n == 6 && numbers[2] > numbers[5])
    return invalid ("the bottom is above the top", error);
  self->bbox = g_strdup (text);
  self->west = numbers[0];
  self->south = numbers[1];
  self->east = numbers[upper];
  self->north = numbers[upper + 1];
  return TRUE;
}

static gboolean
read_end (const char *text, gint64 *us)
{
  return *text == '\0' || strcmp (text, "..") == 0 || lian_time_parse (text, us, NULL);
}

/**
 * lian_ogc_filter_set_datetime:
 * @text: (nullable): a moment of RFC 3339, or two with a slash between them, one of which may be
 *   ".." or nothing
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID for anything else
 */
gboolean
lian_ogc_filter_set_datetime (LianOgcFilter *self, const char *text, GError **error)
{
  static const char reason[] = "a time with its offset, or two with a slash between them, one of"
                               " which may be ..";
  g_auto (GStrv) ends = text != NULL ? g_strsplit (text, "/", 3) : NULL;
  guint n = ends != NULL ? g_strv_length (ends) : 0;
  gint64 from = G_MININT64;
  gint64 to = G_MAXINT64;

  if (text == NULL)
    return TRUE;
  if (n == 1)
    {
      if (!lian_time_parse (ends[0], &from, NULL))
        return invalid (reason, error);
      to = from;
    }
  else if (n != 2 || !read_end (ends[0], &from) || !read_end (ends[1], &to))
    return invalid (reason, error);
  /* An interval without both ends is none. */
  if (from == G_MININT64 && to == G_MAXINT64)
    return invalid (reason, error);
  if (from > to)
    return invalid ("it ends before it begins", error);
  self->datetime = g_strdup (text);
  self->from = from;
  self->to = to;
  return TRUE;
}

static const char *
name_of (const LianOgcCollection *collection, int field)
{
  return lian_kind_get (collection->kind)->fields[field].name;
}

static void
append_box (GString *sql, const LianOgcCollection *collection, guint first)
{
  const char *point = collection->point >= 0 ? name_of (collection, collection->point) : NULL;

  g_string_append (sql, " AND (");
  if (collection->geometry >= 0)
    g_string_append_printf (sql, "%s IS NOT NULL", name_of (collection, collection->geometry));
  if (collection->geometry >= 0 && point != NULL)
    g_string_append (sql, " OR ");
  if (point != NULL)
    g_string_append_printf (sql,
                            "(%s_lat BETWEEN ?%u AND ?%u AND CASE WHEN ?%u <= ?%u"
                            " THEN %s_lon BETWEEN ?%u AND ?%u ELSE %s_lon >= ?%u OR %s_lon <= ?%u"
                            " END)",
                            point, first + 1, first + 3, first, first + 2, point, first, first + 2,
                            point, first, point, first + 2);
  g_string_append_c (sql, ')');
}

/* What is at no time in particular is at every time. */
static void
append_time (GString *sql, const LianOgcCollection *collection, guint first)
{
  const char *from = name_of (collection, collection->from);
  const char *to = name_of (collection, collection->to);

  g_string_append_printf (sql, " AND (%s IS NULL OR %s <= ?%u) AND (%s IS NULL OR %s >= ?%u)", from,
                          from, first + 5, to, to, first + 4);
}

/**
 * lian_ogc_filter_to_sql:
 * @first: number of the first of six parameters
 *
 * Returns: (transfer full): nothing, or conditions that begin with " AND "
 */
char *
lian_ogc_filter_to_sql (const LianOgcFilter *self, const LianOgcCollection *collection, guint first)
{
  GString *sql = g_string_new (NULL);

  if (self->bbox != NULL)
    append_box (sql, collection, first);
  if (self->datetime != NULL && collection->from >= 0)
    append_time (sql, collection, first);
  return g_string_free (sql, FALSE);
}

/**
 * lian_ogc_filter_bind:
 * @first: as lian_ogc_filter_to_sql() was given it
 */
void
lian_ogc_filter_bind (const LianOgcFilter *self, const LianOgcCollection *collection, guint first,
                      LianStmt *stmt)
{
  int at = (int)first - 1;

  if (self->bbox != NULL && collection->point >= 0)
    {
      lian_stmt_bind_real (stmt, at, self->west);
      lian_stmt_bind_real (stmt, at + 1, self->south);
      lian_stmt_bind_real (stmt, at + 2, self->east);
      lian_stmt_bind_real (stmt, at + 3, self->north);
    }
  if (self->datetime != NULL && collection->from >= 0)
    {
      lian_stmt_bind_int (stmt, at + 4, self->from);
      lian_stmt_bind_int (stmt, at + 5, self->to);
    }
}

/**
 * lian_ogc_filter_meets:
 *
 * Returns: whether something there is in the box, if one was asked for
 */
gboolean
lian_ogc_filter_meets (const LianOgcFilter *self, const LianShape *shape)
{
  if (self->bbox == NULL)
    return TRUE;
  if (shape == NULL)
    return FALSE;
  if (self->west <= self->east)
    return lian_shape_meets_box (shape, self->west, self->south, self->east, self->north);
  return lian_shape_meets_box (shape, self->west, self->south, 180.0, self->north)
         || lian_shape_meets_box (shape, -180.0, self->south, self->east, self->north);
}
