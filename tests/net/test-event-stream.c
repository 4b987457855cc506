/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-event-stream.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *stream;
  gsize length;         /* 0: strlen */
  const char *expected; /* "type|id|data" a line, comments "#" */
  int retry;            /* -1: none */
} Vector;

/* The rules of WHATWG HTML 9.2.6, and what web-platform-tests/eventsource checks of the format. */
static const Vector vectors[] = {
  { "lf", "data: a\n\n", 0, "message||a\n", -1 },
  { "cr", "data: a\r\r", 0, "message||a\n", -1 },
  { "crlf", "data: a\r\n\r\n", 0, "message||a\n", -1 },
  { "mixed", "data: a\rdata: b\r\ndata: c\n\r\n", 0, "message||a+b+c\n", -1 },
  { "bom",
    "\xEF\xBB\xBF"
    "data: a\n\n",
    0, "message||a\n", -1 },
  { "two-boms",
    "\xEF\xBB\xBF\xEF\xBB\xBF"
    "data: a\n\ndata: b\n\n",
    0, "message||b\n", -1 },
  { "half-bom",
    "\xEF\xBB"
    "data: a\n\ndata: b\n\n",
    0, "message||b\n", -1 },
  { "comments", ": hello\n:\n\n:x\ndata: a\n\n", 0, "#\nmessage||a\n", -1 },
  { "comment-after", "data: a\n\n: x\n", 0, "message||a\n#\n", -1 },
  { "no-space", "data:a\n\n", 0, "message||a\n", -1 },
  { "two-spaces", "data:  a\n\n", 0, "message|| a\n", -1 },
  { "tab", "data:\ta\n\n", 0, "message||\ta\n", -1 },
  { "colons", "data: a: b\n\n", 0, "message||a: b\n", -1 },
  { "empty-data", "data\n\n", 0, "message||\n", -1 },
  { "two-empty", "data\ndata\n\n", 0, "message||+\n", -1 },
  { "no-data", "event: x\nid: 1\n\ndata: a\n\n", 0, "message|1|a\n", -1 },
  { "type", "event: change\ndata: a\n\ndata: b\n\n", 0, "change||a\nmessage||b\n", -1 },
  { "empty-type", "event: x\nevent:\ndata: a\n\n", 0, "message||a\n", -1 },
  { "id", "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", 0,
    "message|1|a\nmessage|1|b\nmessage||c\n", -1 },
  { "id-nul", "id: 1\nid: 2\0x\ndata: a\n\n", 24, "message|1|a\n", -1 },
  { "unknown", "foo: bar\ndata: a\nDATA: b\n\n", 0, "message||a\n", -1 },
  { "leading-space", " data: a\n\ndata: b\n\n", 0, "message||b\n", -1 },
  { "incomplete", "data: a\n\ndata: b\n", 0, "message||a\n", -1 },
  { "retry", "retry: 1500\ndata: a\n\n", 0, "message||a\n", 1500 },
  { "retry-bad", "retry: 1s\nretry:\nretry: -5\ndata: a\n\n", 0, "message||a\n", -1 },
  { "retry-huge", "retry: 99999999999999999999999999\n\n", 0, "", 3600 * 1000 },
};

static void
drain (LianEventStream *stream, GString *seen)
{
  for (;;)
    {
      g_autoptr (LianStreamEvent) event = lian_event_stream_pop (stream);

      if (event == NULL)
        return;
      g_assert_cmpuint (strlen (event->data), ==, event->length);
      g_strdelimit (event->data, "\n", '+');
      if (event->comment)
        {
          /* How many of a run of comments are told apart depends on the chunks. */
          if (!g_str_has_suffix (seen->str, "#\n"))
            g_string_append (seen, "#\n");
        }
      else
        g_string_append_printf (seen, "%s|%s|%s\n", event->type, event->id, event->data);
    }
}

static void
check_vector (const Vector *vector, gsize step)
{
  g_autoptr (LianEventStream) stream = lian_event_stream_new ();
  g_autoptr (GString) seen = g_string_new (NULL);
  gsize length = vector->length > 0 ? vector->length : strlen (vector->stream);

  for (gsize at = 0; at < length; at += step)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (
          lian_event_stream_push (stream, vector->stream + at, MIN (step, length - at), &error));
      g_assert_no_error (error);
      drain (stream, seen);
    }

  g_assert_cmpstr (seen->str, ==, vector->expected);
  g_assert_cmpint (lian_event_stream_get_retry_ms (stream), ==, vector->retry);
}

static void
test_vector (gconstpointer data)
{
  const Vector *vector = data;

  for (gsize step = 1; step <= 8; step++)
    check_vector (vector, step);
  check_vector (vector, 4096);
}

/* However a random stream is cut, the events are the same. */
static void
test_split_invariance (void)
{
  static const char *const pieces[]
      = { "data", "event", "id", "retry",        ":",    " ",    "\r",          "\n",
          "\r\n", "a",     "7",  "\xEF\xBB\xBF", "\xEF", "x: y", "data: b\n\n", "联动" };

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) whole = g_string_new (NULL);
      g_autoptr (GString) parts = g_string_new (NULL);
      g_autoptr (LianEventStream) one = lian_event_stream_new ();
      g_autoptr (LianEventStream) many = lian_event_stream_new ();

      for (int i = g_test_rand_int_range (1, 60); i > 0; i--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_assert_true (lian_event_stream_push (one, text->str, text->len, NULL));
      drain (one, whole);
      for (gsize at = 0; at < text->len;)
        {
          gsize wish = (gsize)g_test_rand_int_range (1, 9);
          gsize step = MIN (wish, text->len - at);

          g_assert_true (lian_event_stream_push (many, text->str + at, step, NULL));
          drain (many, parts);
          at += step;
        }

      g_assert_cmpstr (parts->str, ==, whole->str);
      g_assert_cmpint (lian_event_stream_get_retry_ms (one), ==,
                       lian_event_stream_get_retry_ms (many));
    }
}

static void
test_line_limit (void)
{
  g_autoptr (LianEventStream) stream = lian_event_stream_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *fill = g_strnfill (LIAN_LIMIT_SSE_LINE, 'x');

  g_assert_true (lian_event_stream_push (stream, fill, LIAN_LIMIT_SSE_LINE, &error));
  g_assert_true (lian_event_stream_push (stream, "\n", 1, &error));
  g_assert_true (lian_event_stream_push (stream, fill, LIAN_LIMIT_SSE_LINE, &error));
  g_assert_false (lian_event_stream_push (stream, "x", 1, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (lian_event_stream_push (stream, "\n\n", 2, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
}

/* LIAN_LIMIT_SSE_EVENT bytes of data, the line ends between them counted, are the most. */
static void
test_event_limit (gconstpointer data)
{
  gsize extra = GPOINTER_TO_SIZE (data);
  g_autoptr (LianEventStream) stream = lian_event_stream_new ();
  g_autoptr (GError) error = NULL;
  gsize line = 64 * 1024 - 1;
  g_autofree char *fill = g_strnfill (line + 2, 'x');
  gboolean ok = TRUE;

  for (guint i = 0; i < LIAN_LIMIT_SSE_EVENT / (64 * 1024); i++)
    {
      gboolean last = i == LIAN_LIMIT_SSE_EVENT / (64 * 1024) - 1;

      ok = lian_event_stream_push (stream, "data:", 5, &error)
           && lian_event_stream_push (stream, fill, line + (last ? 1 + extra : 0), &error)
           && lian_event_stream_push (stream, "\n", 1, &error);
      g_assert_true (ok || last);
    }

  if (extra == 0)
    {
      g_autoptr (LianStreamEvent) event = NULL;

      g_assert_no_error (error);
      g_assert_true (lian_event_stream_push (stream, "\n", 1, &error));
      event = lian_event_stream_pop (stream);
      g_assert_cmpuint (event->length, ==, LIAN_LIMIT_SSE_EVENT);
    }
  else
    g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
}

/* Thousands of short events may wait, and each has the id. */
static void
test_id_limit (void)
{
  g_autoptr (LianEventStream) stream = lian_event_stream_new ();
  g_autofree char *fill = g_strnfill (LIAN_LIMIT_SSE_ID, '9');
  g_autofree char *text = g_strdup_printf ("id: %s\ndata\n\nid: %sx\n", fill, fill);
  g_autoptr (LianStreamEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_event_stream_push (stream, text, strlen (text), &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
  event = lian_event_stream_pop (stream);
  g_assert_cmpstr (event->id, ==, fill);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/event-stream/%s", vectors[i].name);

      g_test_add_data_func (path, &vectors[i], test_vector);
    }
  g_test_add_func ("/net/event-stream/rand/split", test_split_invariance);
  g_test_add_func ("/net/event-stream/line-limit", test_line_limit);
  g_test_add_func ("/net/event-stream/id-limit", test_id_limit);
  g_test_add_data_func ("/net/event-stream/event-limit", GSIZE_TO_POINTER (0), test_event_limit);
  g_test_add_data_func ("/net/event-stream/event-over", GSIZE_TO_POINTER (1), test_event_limit);

  return g_test_run ();
}
