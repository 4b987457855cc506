/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-log.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

/* Longer ones are cut: what is logged is an id, or a sentence. */
#define MAX_VALUE 400

/* Marks a message that is in pairs already. */
#define FIELD_PAIRS "LIAN_PAIRS"

static gboolean
is_plain (const char *value)
{
  if (*value == '\0')
    return FALSE;
  for (const char *at = value; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-._:/+@,", *at) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * lian_log_append:
 * @value: (nullable): nothing is appended without it
 */
void
lian_log_append (GString *line, const char *key, const char *value)
{
  g_autofree char *valid = NULL;
  guint n = 0;

  if (value == NULL)
    return;
  g_string_append_printf (line, "%s%s=", line->len > 0 ? " " : "", key);
  if (is_plain (value) && strlen (value) <= MAX_VALUE)
    {
      g_string_append (line, value);
      return;
    }
  valid = g_utf8_make_valid (value, -1);
  g_string_append_c (line, '"');
  for (const char *at = valid; *at != '\0' && n < MAX_VALUE; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '"' || c == '\\')
        g_string_append_printf (line, "\\%c", (char)c);
      else if (g_unichar_isprint (c))
        g_string_append_unichar (line, c);
      else
        g_string_append_printf (line, "\\u{%x}", c);
    }
  g_string_append (line, n == MAX_VALUE ? "…\"" : "\"");
}

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, key) == 0 && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

static const char *
name_level (GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK)
    {
    case G_LOG_LEVEL_ERROR:
    case G_LOG_LEVEL_CRITICAL:
      return "error";
    case G_LOG_LEVEL_WARNING:
      return "warning";
    case G_LOG_LEVEL_MESSAGE:
      return "notice";
    case G_LOG_LEVEL_INFO:
      return "info";
    default:
      return "debug";
    }
}

/* One write a line, so that the lines of threads do not mix. */
static GLogWriterOutput
write_line (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const char *message = find_field (fields, n_fields, "MESSAGE");
  const char *priority = find_field (fields, n_fields, "PRIORITY");
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  g_autoptr (GString) line = NULL;

  if ((level & G_LOG_LEVEL_DEBUG) && g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;
  line = g_string_new (NULL);
  lian_log_append (line, "level", name_level (level));
  if (find_field (fields, n_fields, FIELD_PAIRS) != NULL && message != NULL)
    g_string_append_printf (line, " %s", message);
  else
    lian_log_append (line, "message", message != NULL ? message : "");
  g_string_append_c (line, '\n');
  if (priority != NULL && g_getenv ("JOURNAL_STREAM") != NULL)
    {
      g_string_prepend (line, ">");
      g_string_prepend (line, priority);
      g_string_prepend (line, "<");
    }
  if (write (STDERR_FILENO, line->str, line->len) != (gssize)line->len)
    return G_LOG_WRITER_UNHANDLED;
  return G_LOG_WRITER_HANDLED;
}

/**
 * lian_log_install:
 *
 * Once, before threads.
 */
void
lian_log_install (void)
{
  g_log_set_writer_func (write_line, NULL, NULL);
}

/**
 * lian_log_event:
 * @event: a word
 */
void
lian_log_event (const char *event, ...)
{
  g_autoptr (GString) pairs = g_string_new (NULL);
  const char *key;
  va_list args;

  lian_log_append (pairs, "event", event);
  va_start (args, event);
  while ((key = va_arg (args, const char *)) != NULL)
    lian_log_append (pairs, key, va_arg (args, const char *));
  va_end (args);
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, FIELD_PAIRS, "1", "MESSAGE", "%s", pairs->str);
}
