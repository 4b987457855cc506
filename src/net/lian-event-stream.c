/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-event-stream.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

/* A reconnection time beyond an hour is a mistake or malice. */
#define MAX_RETRY_MS (3600 * 1000)

struct _LianEventStream
{
  GString *line; /* (owned): what came of the present line */
  GString *data; /* (owned): data buffer, each line ended by LF */
  GString *type; /* (owned): event type buffer */
  char *id;      /* (owned): last event id buffer */
  GQueue events; /* (owned) (element-type LianStreamEvent) */
  int retry_ms;
  guint bom_left;   /* bytes of a byte order mark that may still come */
  gboolean skip_lf; /* the last byte was a CR that ended a line */
  gboolean failed;
};

static const char bom[] = "\xEF\xBB\xBF";

/**
 * lian_stream_event_free:
 * @self: (nullable): an event
 */
void
lian_stream_event_free (LianStreamEvent *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->id);
  g_free (self->data);
  g_free (self);
}

/**
 * lian_event_stream_new:
 *
 * Returns: (transfer full): a parser at the beginning of a stream
 */
LianEventStream *
lian_event_stream_new (void)
{
  LianEventStream *self = g_new0 (LianEventStream, 1);

  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->type = g_string_new (NULL);
  self->id = g_strdup ("");
  self->retry_ms = -1;
  self->bom_left = 3;
  g_queue_init (&self->events);

  return self;
}

/**
 * lian_event_stream_free:
 * @self: (nullable): a parser; events not taken are dropped with it
 */
void
lian_event_stream_free (LianEventStream *self)
{
  if (self == NULL)
    return;

  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->type, TRUE);
  g_free (self->id);
  g_queue_clear_full (&self->events, (GDestroyNotify)lian_stream_event_free);
  g_free (self);
}

static void
push_comment (LianEventStream *self)
{
  LianStreamEvent *event;
  LianStreamEvent *last = g_queue_peek_tail (&self->events);

  /* A peer that sends nothing but colons makes one event a push, not one a line. */
  if (last != NULL && last->comment)
    return;

  event = g_new0 (LianStreamEvent, 1);
  event->comment = TRUE;
  event->type = g_strdup ("");
  event->id = g_strdup (self->id);
  event->data = g_strdup ("");
  g_queue_push_tail (&self->events, event);
}

static void
dispatch (LianEventStream *self)
{
  if (self->data->len > 0)
    {
      LianStreamEvent *event = g_new0 (LianStreamEvent, 1);

      /* The buffer ends with the LF of its last line, which is not part of the data. */
      event->length = self->data->len - 1;
      event->data = g_malloc (event->length + 1);
      memcpy (event->data, self->data->str, event->length);
      event->data[event->length] = '\0';
      event->type = g_strdup (self->type->len > 0 ? self->type->str : "message");
      event->id = g_strdup (self->id);
      g_queue_push_tail (&self->events, event);
    }

  g_string_truncate (self->data, 0);
  g_string_truncate (self->type, 0);
}

static void
set_retry (LianEventStream *self, const char *value, gsize length)
{
  gint64 ms = 0;

  if (length == 0)
    return;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (value[i]))
        return;
      ms = MIN (ms * 10 + (value[i] - '0'), MAX_RETRY_MS);
    }

  self->retry_ms = (int)ms;
}

static gboolean
add_data (LianEventStream *self, const char *value, gsize length, GError **error)
{
  gsize sum = self->data->len + length;

  if (sum > LIAN_LIMIT_SSE_EVENT)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "event: more than %d bytes",
                   LIAN_LIMIT_SSE_EVENT);
      return FALSE;
    }

  g_string_append_len (self->data, value, (gssize)length);
  g_string_append_c (self->data, '\n');
  return TRUE;
}

/* Every event that waits has a copy of the id: a short event must not cost what a long id does. */
static gboolean
set_id (LianEventStream *self, const char *value, gsize length, GError **error)
{
  /* The standard ignores an id with a NUL in it. */
  if (memchr (value, '\0', length) != NULL)
    return TRUE;
  if (length > LIAN_LIMIT_SSE_ID)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "event id: more than %d bytes",
                   LIAN_LIMIT_SSE_ID);
      return FALSE;
    }

  g_free (self->id);
  self->id = g_strndup (value, length);
  return TRUE;
}

static gboolean
name_is (const char *name, gsize length, const char *expected)
{
  return length == strlen (expected) && memcmp (name, expected, length) == 0;
}

static gboolean
take_line (LianEventStream *self, GError **error)
{
  const char *line = self->line->str;
  gsize length = self->line->len;
  const char *colon = memchr (line, ':', length);
  gsize name_length = colon != NULL ? (gsize)(colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;
  gsize value_length = (gsize)(line + length - value);
  gboolean ok = TRUE;

  if (value_length > 0 && value[0] == ' ')
    {
      value++;
      value_length--;
    }

  if (length == 0)
    dispatch (self);
  else if (colon == line)
    push_comment (self);
  else if (name_is (line, name_length, "data"))
    ok = add_data (self, value, value_length, error);
  else if (name_is (line, name_length, "event"))
    {
      g_string_truncate (self->type, 0);
      g_string_append_len (self->type, value, (gssize)value_length);
    }
  else if (name_is (line, name_length, "id"))
    ok = set_id (self, value, value_length, error);
  else if (name_is (line, name_length, "retry"))
    set_retry (self, value, value_length);

  g_string_truncate (self->line, 0);
  return ok;
}

/* Takes one byte of a possible byte order mark; TRUE when the byte is done with. */
static gboolean
take_bom (LianEventStream *self, char byte)
{
  guint seen = 3 - self->bom_left;

  if (byte == bom[seen])
    {
      self->bom_left--;
      return TRUE;
    }

  /* It was none: what looked like its beginning belongs to the first line. */
  g_string_append_len (self->line, bom, seen);
  self->bom_left = 0;
  return FALSE;
}

static gboolean
take_byte (LianEventStream *self, char byte, GError **error)
{
  gboolean after_cr = self->skip_lf;

  if (self->bom_left > 0 && take_bom (self, byte))
    return TRUE;

  self->skip_lf = FALSE;
  if (byte == '\n' && after_cr)
    return TRUE;
  if (byte == '\n' || byte == '\r')
    {
      self->skip_lf = byte == '\r';
      return take_line (self, error);
    }

  if (self->line->len >= LIAN_LIMIT_SSE_LINE)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "event line: more than %d bytes",
                   LIAN_LIMIT_SSE_LINE);
      return FALSE;
    }
  g_string_append_c (self->line, byte);
  return TRUE;
}

/**
 * lian_event_stream_push:
 * @self: a parser
 * @data: (array length=length): the next bytes of the stream, cut anywhere
 * @length: how many
 * @error: return location
 *
 * Reads on. Complete events wait for lian_event_stream_pop(). A line over LIAN_LIMIT_SSE_LINE, an
 * event over LIAN_LIMIT_SSE_EVENT bytes of data or an id over LIAN_LIMIT_SSE_ID ends the stream:
 * this and every later call fail.
 *
 * Returns: %FALSE with LIAN_ERROR_TOO_LARGE
 */
gboolean
lian_event_stream_push (LianEventStream *self, const char *data, gsize length, GError **error)
{
  if (self->failed)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
                           "event stream: broken off before");
      return FALSE;
    }

  for (gsize i = 0; i < length; i++)
    {
      if (!take_byte (self, data[i], error))
        {
          self->failed = TRUE;
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * lian_event_stream_pop:
 * @self: a parser
 *
 * Returns: (transfer full) (nullable): the oldest complete event not yet taken
 */
LianStreamEvent *
lian_event_stream_pop (LianEventStream *self)
{
  return g_queue_pop_head (&self->events);
}

/**
 * lian_event_stream_get_retry_ms:
 * @self: a parser
 *
 * Returns: the reconnection time that the stream asked for, -1 when it did not
 */
int
lian_event_stream_get_retry_ms (const LianEventStream *self)
{
  return self->retry_ms;
}
