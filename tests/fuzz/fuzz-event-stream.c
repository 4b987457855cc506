/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events: however the bytes are cut, the same events, the same end and no more memory
 * than the limits allow. The first line of the input says where it is cut. */
#include "fuzz.h"

#include "lian-event-stream.h"
#include "lian-limits.h"

#include <string.h>

/* What one byte of the stream may make the waiting events hold: the shortest event is six bytes
 * long, and each has an id. */
#define COST_OF_BYTE (LIAN_LIMIT_SSE_ID / 4)

typedef struct
{
  LianEventStream *stream; /* (owned) */
  GPtrArray *events;       /* (owned) (element-type LianStreamEvent) */
  gsize held;              /* by events, bytes */
  gboolean ok;
} Reading;

static void
reading_init (Reading *reading)
{
  reading->stream = lian_event_stream_new ();
  reading->events = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_stream_event_free);
  reading->held = 0;
  reading->ok = TRUE;
}

static void
reading_clear (Reading *reading)
{
  lian_event_stream_free (reading->stream);
  g_ptr_array_unref (reading->events);
}

static void
check_event (const LianStreamEvent *event)
{
  g_assert_nonnull (event->type);
  g_assert_nonnull (event->id);
  g_assert_true (event->data[event->length] == '\0');
  g_assert_cmpuint (event->length, <=, LIAN_LIMIT_SSE_EVENT);
  g_assert_cmpuint (strlen (event->id), <=, LIAN_LIMIT_SSE_ID);
  g_assert_null (strpbrk (event->id, "\r\n"));
  g_assert_null (strpbrk (event->type, "\r\n"));
  if (event->comment)
    g_assert_cmpuint (event->length, ==, 0);
}

/* Comments in a row are one: how many of them a push makes is not promised. */
static void
drain (Reading *reading)
{
  LianStreamEvent *event;

  while ((event = lian_event_stream_pop (reading->stream)) != NULL)
    {
      guint n = reading->events->len;
      LianStreamEvent *last = n > 0 ? reading->events->pdata[n - 1] : NULL;

      check_event (event);
      reading->held += event->length + strlen (event->id) + strlen (event->type);
      if (event->comment && last != NULL && last->comment)
        lian_stream_event_free (event);
      else
        g_ptr_array_add (reading->events, event);
    }
}

static void
push (Reading *reading, const char *chunk, gsize length)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = lian_event_stream_push (reading->stream, chunk, length, &error);

  if (!ok)
    fuzz_check_error (error);
  g_assert_true (reading->ok || !ok || length == 0);
  reading->ok = reading->ok && ok;
  drain (reading);
}

/* From a buffer of its own, so that reading past its end is seen. */
static void
push_copy (Reading *reading, const guint8 *data, gsize length)
{
  g_autofree char *chunk = g_memdup2 (data, length);

  push (reading, chunk, length);
}

static void
push_bytes (Reading *reading, const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size && reading->ok; i++)
    {
      char byte = (char)data[i];

      push (reading, &byte, 1);
    }
}

/* @cuts: each digit or letter is the length of a piece, over and over; none: one byte. */
static void
push_in_pieces (Reading *reading, const char *cuts, const guint8 *data, gsize size)
{
  gsize n_cuts = strlen (cuts), at = 0;

  for (guint i = 0; at < size && reading->ok; i++)
    {
      gsize piece = n_cuts > 0 ? (guchar)cuts[i % n_cuts] % 64 : 1;

      if (i % 16 == 15 && piece == 0)
        piece = 1;
      piece = MIN (piece, size - at);
      push_copy (reading, data + at, piece);
      at += piece;
    }
}

static void
check_same (const Reading *a, const Reading *b)
{
  g_assert_true (a->ok == b->ok);
  g_assert_cmpint (lian_event_stream_get_retry_ms (a->stream), ==,
                   lian_event_stream_get_retry_ms (b->stream));
  g_assert_cmpuint (a->events->len, ==, b->events->len);
  for (guint i = 0; i < a->events->len; i++)
    {
      const LianStreamEvent *left = a->events->pdata[i], *right = b->events->pdata[i];

      g_assert_true (left->comment == right->comment);
      g_assert_cmpstr (left->type, ==, right->type);
      g_assert_cmpstr (left->id, ==, right->id);
      g_assert_cmpmem (left->data, left->length, right->data, right->length);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  g_autofree char *cuts = fuzz_take_line (&input);
  Reading whole, pieces, bytes;

  reading_init (&whole);
  reading_init (&pieces);
  reading_init (&bytes);
  push_copy (&whole, input.data, input.left);
  push_in_pieces (&pieces, cuts, input.data, input.left);
  push_bytes (&bytes, input.data, input.left);
  check_same (&whole, &pieces);
  check_same (&whole, &bytes);
  g_assert_cmpuint (whole.held, <=, input.left * COST_OF_BYTE);
  reading_clear (&whole);
  reading_clear (&pieces);
  reading_clear (&bytes);
  return 0;
}
