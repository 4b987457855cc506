/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* HTTP/1.1 as a console needs it and nothing more: three sessions that never wait for one another,
 * no redirects, cookies, caches, content codings or automatic sign-in, and a limit on everything
 * that a peer can make long. main() calls lian_http_prepare() first. Main thread. */
#define LIAN_TYPE_HTTP (lian_http_get_type ())
G_DECLARE_FINAL_TYPE (LianHttp, lian_http, LIAN, HTTP, GObject)

typedef enum
{
  LIAN_HTTP_FEED,     /* one connection, the change feed's */
  LIAN_HTTP_DISPATCH, /* two: instructions, sign-in, questions a person waits for */
  LIAN_HTTP_BULK,     /* two: snapshot pages */
  LIAN_HTTP_N_LANES
} LianHttpLane;

typedef struct
{
  LianHttpLane lane;
  const char *method;         /* GET, POST or DELETE */
  const char *url;            /* absolute */
  const char *const *headers; /* (nullable): name, value, name, value …, NULL; visible ASCII only */
  GBytes *body;               /* (nullable): JSON, of a POST */
  gsize limit;                /* most bytes of the answer's body */
  gboolean event_stream;      /* a 200 must be text/event-stream and is handed over open */
} LianHttpRequest;

typedef struct
{
  guint status;
  char *content_type;   /* without parameters, lower case; "" when there is none or no body */
  guint retry_after_ms; /* 0: not asked for */
  GBytes *body;         /* never NULL */
  GInputStream *stream; /* (nullable): of an event stream; read it on the main thread */
} LianHttpReply;

void lian_http_reply_free (LianHttpReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianHttpReply, lian_http_reply_free)

void lian_http_prepare (void);
LianHttp *lian_http_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_http_set_ca_file (LianHttp *self, const char *path, GError **error);
void lian_http_set_proxy_resolver (LianHttp *self, GProxyResolver *resolver);
void lian_http_set_connect_ms (LianHttp *self, guint ms);
void lian_http_drop_connections (LianHttp *self);

void lian_http_send_async (LianHttp *self, const LianHttpRequest *request,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
LianHttpReply *lian_http_send_finish (LianHttp *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

guint lian_http_parse_retry_after (const char *value, const char *date);

G_END_DECLS
