/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-server-limits.h"
#include "lian-service.h"
#include "lian-tls.h"

G_BEGIN_DECLS

/* The smart-community API over HTTP/1.1: docs/api.md. Meant to listen on the loopback behind a
 * reverse proxy that ends TLS, or over TLS of its own. Main thread. */
#define LIAN_TYPE_HTTP_SERVER (lian_http_server_get_type ())
G_DECLARE_FINAL_TYPE (LianHttpServer, lian_http_server, LIAN, HTTP_SERVER, GObject)

LianHttpServer *lian_http_server_new (LianService *service, LianServerLimits *limits)
    G_GNUC_WARN_UNUSED_RESULT;
/* Before it listens: nothing is spoken in clear then. */
void lian_http_server_set_tls (LianHttpServer *self, LianTls *tls);
/* Before it listens: in clear on other addresses than the loopback, too. */
void lian_http_server_allow_clear (LianHttpServer *self);
/* For tests; before the first listener. */
void lian_http_server_set_bookmark_interval (LianHttpServer *self, guint ms);
/* @where: "ADDRESS:PORT" or "[ADDRESS]:PORT", port 0 = any free one. */
gboolean lian_http_server_listen (LianHttpServer *self, const char *where, GError **error);
/* "http://127.0.0.1:PORT", https with TLS */
char *lian_http_server_dup_uri (LianHttpServer *self) G_GNUC_WARN_UNUSED_RESULT;
/* Takes nobody in any more and says goodbye to the listeners. */
void lian_http_server_stop (LianHttpServer *self, guint retry_ms);
guint lian_http_server_count_streams (LianHttpServer *self);
/* Bytes that wait for the slowest of them. */
gsize lian_http_server_get_longest_queue (LianHttpServer *self);
guint lian_http_server_count_connections (LianHttpServer *self);
guint lian_http_server_count_uploads (LianHttpServer *self);

/* signal "idle" (): stopped, and the last listener has gone */

G_END_DECLS
