/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lian-http.h"

G_BEGIN_DECLS

/* One request and its answer on one of the sessions of LianHttp. @task gives a LianHttpReply.
 * @deadline_seconds: for the whole of it, 0: none. */
void lian_http_exchange_start (SoupSession *session, SoupMessage *message, gsize limit,
                               gboolean event_stream, guint deadline_seconds, GTask *task);

G_END_DECLS
