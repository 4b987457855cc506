/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-import-value.h"

#include "lian-clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct
{
  int year, month, day, hour, minute;
  double second;
} Moment;

static gboolean
to_us (const Moment *m, gint64 *us)
{
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GTimeZone) zone = NULL;

  if (m->year < 1900 || m->year > 2199)
    return FALSE;
  zone = g_time_zone_new_offset (LIAN_UTC_OFFSET_US / G_TIME_SPAN_SECOND);
  local = g_date_time_new (zone, m->year, m->month, m->day, m->hour, m->minute, m->second);
  if (local == NULL)
    return FALSE;
  *us = g_date_time_to_unix (local) * G_TIME_SPAN_SECOND + g_date_time_get_microsecond (local);
  return TRUE;
}

/* At most @most digits, at least one. */
static gboolean
read_digits (const char **p, guint most, int *value)
{
  const char *start = *p;

  *value = 0;
  while (g_ascii_isdigit (**p) && (guint)(*p - start) < most)
    *value = *value * 10 + (*(*p)++ - '0');
  return *p > start;
}

static gboolean
skip_one_of (const char **p, const char *const *marks)
{
  for (guint i = 0; marks[i] != NULL; i++)
    if (g_str_has_prefix (*p, marks[i]))
      {
        *p += strlen (marks[i]);
        return TRUE;
      }
  return FALSE;
}

static void
skip_spaces (const char **p)
{
  while (**p == ' ')
    (*p)++;
}

static gboolean
read_date (const char **p, Moment *m)
{
  static const char *const after_year[] = { "-", "/", ".", "年", NULL };
  static const char *const after_month[] = { "-", "/", ".", "月", NULL };
  static const char *const after_day[] = { "日", "号", NULL };
  const char *start = *p;

  if (!read_digits (p, 4, &m->year) || *p - start != 4)
    return FALSE;
  if (!skip_one_of (p, after_year))
    return g_ascii_isdigit (**p) && read_digits (p, 2, &m->month) && read_digits (p, 2, &m->day);
  skip_spaces (p);
  if (!read_digits (p, 2, &m->month) || !skip_one_of (p, after_month))
    return FALSE;
  skip_spaces (p);
  if (!read_digits (p, 2, &m->day))
    return FALSE;
  skip_one_of (p, after_day);
  return TRUE;
}

static gboolean
read_clock (const char **p, Moment *m)
{
  static const char *const after_hour[] = { ":", "：", "时", "点", NULL };
  static const char *const after_minute[] = { ":", "：", "分", NULL };
  static const char *const after_second[] = { "秒", NULL };
  int second = 0;

  if (!read_digits (p, 2, &m->hour))
    return FALSE;
  if (!skip_one_of (p, after_hour) && !g_ascii_isdigit (**p))
    return FALSE;
  if (**p == '\0')
    return TRUE;
  if (!read_digits (p, 2, &m->minute))
    return FALSE;
  if ((skip_one_of (p, after_minute) || g_ascii_isdigit (**p)) && **p != '\0')
    {
      if (!read_digits (p, 2, &second))
        return FALSE;
      m->second = second;
      skip_one_of (p, after_second);
    }
  if (**p == '.')
    for ((*p)++; g_ascii_isdigit (**p);)
      (*p)++;
  return TRUE;
}

static gboolean
parse_formatted (const char *text, const char *format, gint64 *us)
{
  struct tm tm = { .tm_mday = 1 };
  const char *end = strptime (text, format, &tm);
  Moment m;

  if (end == NULL || *end != '\0')
    return FALSE;
  m = (Moment){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec };
  return to_us (&m, us);
}

/**
 * lian_import_parse_time:
 * @format: (nullable): of strptime(); otherwise the usual ways are tried
 * @us: (out): microseconds since 1970 UTC
 *
 * Returns: whether it is a moment
 */
gboolean
lian_import_parse_time (const char *text, const char *format, gint64 *us)
{
  const char *p = text;
  Moment m = { 0 };

  if (format != NULL && *format != '\0')
    return parse_formatted (text, format, us);
  if (lian_time_parse (text, us, NULL))
    return TRUE;
  if (!read_date (&p, &m))
    return FALSE;
  if (*p == 'T')
    p++;
  skip_spaces (&p);
  if (*p != '\0' && !read_clock (&p, &m))
    return FALSE;
  return *p == '\0' && to_us (&m, us);
}

/**
 * lian_import_parse_deadline:
 *
 * Returns: whether it is a moment; whoever says a day for a deadline means all of it
 */
gboolean
lian_import_parse_deadline (const char *text, const char *format, gint64 *us)
{
  static const char *const clocks[] = { ":", "：", "时", "点", "T", NULL };
  const char *p = text;
  Moment m = { 0 };

  if (!lian_import_parse_time (text, format, us))
    return FALSE;
  if (format != NULL && *format != '\0')
    return TRUE;
  for (guint i = 0; clocks[i] != NULL; i++)
    if (strstr (text, clocks[i]) != NULL)
      return TRUE;
  if (read_date (&p, &m) && *p == '\0')
    *us += G_TIME_SPAN_DAY - G_TIME_SPAN_SECOND;
  return TRUE;
}

/**
 * lian_import_parse_bool:
 *
 * Returns: whether it says yes or no in one of the usual ways
 */
gboolean
lian_import_parse_bool (const char *text, gboolean *value)
{
  static const char *const yes[] = { "1", "true", "yes", "y", "是", "有", "保密", "需保密", NULL };
  static const char *const no[]
      = { "0", "false", "no", "n", "否", "无", "不保密", "无需保密", "公开", NULL };
  g_autofree char *small = g_ascii_strdown (text, -1);

  *value = g_strv_contains (yes, small);
  return *value || g_strv_contains (no, small);
}

/**
 * lian_import_parse_number:
 *
 * Returns: whether it is one finite number with a point, whatever the locale
 */
gboolean
lian_import_parse_number (const char *text, double *value)
{
  char *end = NULL;

  if (*text == '\0' || strspn (text, "0123456789+-.eE") != strlen (text))
    return FALSE;
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' && end > text && isfinite (*value);
}

/**
 * lian_import_is_rounded:
 *
 * Returns: whether it is digits with a power of ten behind them
 */
gboolean
lian_import_is_rounded (const char *text)
{
  const char *p = text;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  while (g_ascii_isdigit (*p) || *p == '.')
    p++;
  if ((*p != 'E' && *p != 'e') || p[1] == '\0')
    return FALSE;
  p++;
  if (*p == '+')
    p++;
  return g_ascii_isdigit (*p) && strspn (p, "0123456789") == strlen (p);
}
