/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lian-http-server.h"
#include "test-server-support.h"

G_BEGIN_DECLS

#define TEST_PASSWORD "correct horse"

/* The small county behind HTTP on a free port of the loopback, a client session, and the token of
 * whoever signed in last. Accounts: seat02 (county), street (the other street). */
typedef struct
{
  TestCounty *county;
  LianServerLimits *limits;
  LianHttpServer *server;
  char *uri;
  SoupSession *session;
  char *token;
} TestHttp;

#define TEST_HTTP_ADD(path, func) TEST_HTTP_ADD_LIMITED (path, NULL, func)
/* @change: a TestLimits that changes them before the server is made */
#define TEST_HTTP_ADD_LIMITED(path, change, func) \
  g_test_add (path, TestHttp, change, test_http_set_up, func, test_http_tear_down)

typedef void (*TestLimits) (LianServerLimits *limits);

void test_http_set_up (TestHttp *self, gconstpointer data);
void test_http_tear_down (TestHttp *self, gconstpointer data);
/* Another server, of the county's service as it is now. */
void test_http_restart (TestHttp *self);
void test_http_add_account (TestHttp *self, const char *account, const char *role,
                            const char *region, const char *unit);
void test_http_sign_in (TestHttp *self, const char *account);

/* With token and, when there is a body, its digest. */
SoupMessage *test_http_make (TestHttp *self, const char *method, const char *path,
                             const char *body);
char *test_http_send (TestHttp *self, SoupMessage *msg);
char *test_http_request (TestHttp *self, const char *method, const char *path, const char *body,
                         guint status);
char *test_http_post (TestHttp *self, const char *path, const char *body, const char *key,
                      const char *if_match, guint status);
JsonObject *test_http_parse (const char *text, JsonParser **parser);

/* Somebody who listens to the feed and reads. */
typedef struct
{
  GString *text;
  const char *wanted;
  gboolean found;
  gboolean ended;
  char buffer[4096];
  GInputStream *stream;
} TestListener;

void test_listener_start (TestListener *self, TestHttp *http, const char *position);
void test_listener_expect (TestListener *self, const char *wanted);
/* After the server ended it or was told to go. */
void test_listener_clear (TestListener *self);

/* A connection without any library behind it. */
GSocketConnection *test_raw_connect (TestHttp *self);
void test_raw_write (GSocketConnection *connection, const char *text);
/* What comes first. */
gssize test_raw_read (GSocketConnection *connection, char *buffer, gsize size);
/* TCP_USER_TIMEOUT of the server's end, which is in this process; -1 = there is none. */
int test_raw_peer_user_timeout (GSocketConnection *connection);
/* Everything until the other side ends it. */
char *test_raw_read_all (GSocketConnection *connection);
/* Connects, writes @head, reads all. */
char *test_raw_ask (TestHttp *self, const char *head);

G_END_DECLS
