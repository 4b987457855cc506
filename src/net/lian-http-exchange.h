/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lian-http.h"

G_BEGIN_DECLS

/* How long and how large. */
typedef struct
{
  gsize limit; /* most bytes of the answer's body */
  gboolean event_stream;
  guint connect_ms;  /* until the connection stands and is secure */
  guint deadline_ms; /* for the whole of it, 0: none */
} LianHttpBounds;

/* One request and its answer on one of the sessions of LianHttp. @task gives a LianHttpReply. */
void lian_http_exchange_start (SoupSession *session, SoupMessage *message,
                               const LianHttpBounds *bounds, GTask *task);

G_END_DECLS
