/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Server-sent events (WHATWG HTML, "Interpreting an event stream") from bytes in any chunking.
 * Pure: no input, no main loop, no clock. Any thread, one at a time. */
typedef struct _LianEventStream LianEventStream;

typedef struct
{
  gboolean comment; /* a line that began with a colon: a sign of life and nothing else */
  char *type;       /* "message" when the stream names none */
  char *id;         /* the last id of the stream so far, "" before the first */
  char *data;       /* bytes as they came, ended by NUL; not checked for UTF-8 */
  gsize length;     /* of data */
} LianStreamEvent;

void lian_stream_event_free (LianStreamEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianStreamEvent, lian_stream_event_free)

LianEventStream *lian_event_stream_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lian_event_stream_free (LianEventStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianEventStream, lian_event_stream_free)

gboolean lian_event_stream_push (LianEventStream *self, const char *data, gsize length,
                                 GError **error);
LianStreamEvent *lian_event_stream_pop (LianEventStream *self) G_GNUC_WARN_UNUSED_RESULT;
int lian_event_stream_get_retry_ms (const LianEventStream *self);

G_END_DECLS
