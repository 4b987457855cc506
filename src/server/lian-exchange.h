/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lian-server-limits.h"
#include "lian-service-private.h"

G_BEGIN_DECLS

/* One request and its answer. While the database works the request is paused; an answer for
 * somebody who has gone is dropped. Main thread. */
typedef struct
{
  gatomicrefcount references;
  LianService *service;     /* (owned) */
  LianServerLimits *limits; /* (owned) */
  SoupServerMessage *msg;   /* (owned) */
  char **path;              /* (owned): behind /v1, without empty parts */
  GHashTable *query;        /* (owned) (nullable) */
  char *token;              /* (owned) (nullable) */
  LianPerson *person;       /* (owned) (nullable): signed in */
  char *region_name;        /* (owned) (nullable) */
  char *seat;               /* (owned) (nullable) */
  char *account;            /* (owned) (nullable): the one that somebody tries to sign in with */
  guint status;             /* of the answer, 0 = none was given */
  gboolean paused;
  gboolean gone;
} LianExchange;

LianExchange *lian_exchange_new (LianService *service, LianServerLimits *limits,
                                 SoupServerMessage *msg, const char *path, GHashTable *query)
    G_GNUC_WARN_UNUSED_RESULT;
LianExchange *lian_exchange_ref (LianExchange *self);
void lian_exchange_unref (LianExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianExchange, lian_exchange_unref)

void lian_exchange_pause (LianExchange *self);
/* @reply: (transfer full) (nullable): NULL = nobody is there to be answered */
void lian_exchange_answer (LianExchange *self, LianReply *reply);
void lian_exchange_refuse (LianExchange *self, guint status, const char *name, const char *field,
                           const char *detail);
/* With a refusal that follows: not again before so many seconds. */
void lian_exchange_retry_after (LianExchange *self, guint seconds);
/* Into the access log, with where the request comes from. @account: (nullable): of who is not
 * signed in. @object: (nullable) */
void lian_exchange_note (LianExchange *self, const char *account, const char *type,
                         const char *object, const char *result);
GBytes *lian_exchange_get_body (LianExchange *self) G_GNUC_WARN_UNUSED_RESULT;
const char *lian_exchange_get_header (LianExchange *self, const char *name);
const char *lian_exchange_get_query (LianExchange *self, const char *name);
/* @us: as it was when there is none. FALSE: was refused. */
gboolean lian_exchange_read_time (LianExchange *self, const char *name, gint64 *us);
/* Scheme and host by which the asker knows this server: a named proxy says which, for links. NULL =
 * the asker does not know. */
char *lian_exchange_dup_base (LianExchange *self) G_GNUC_WARN_UNUSED_RESULT;

/* Refuses a message before there is an exchange. */
void lian_message_refuse (SoupServerMessage *msg, guint status, const char *name,
                          const char *detail);
/* The same beside libsoup and at once, without reading on. */
void lian_message_refuse_early (SoupServerMessage *msg, guint status, const char *name,
                                const char *detail);
/* @reply as it goes over the wire, closing the connection. @headers: more lines of the head. */
GString *lian_reply_print (const LianReply *reply, const char *headers) G_GNUC_WARN_UNUSED_RESULT;

/* libsoup 3.2 does not tell the socket of a connection that it was handed: the peer's address
 * carries it from accepting to answering. @stream: what is spoken over, the socket's or TLS. */
void lian_message_remember_socket (GSocketAddress *remote, GSocket *socket, GIOStream *stream);
GSocket *lian_message_get_socket (SoupServerMessage *msg) G_GNUC_WARN_UNUSED_RESULT;

/* lian-routes-*.c: each answers, now or later. */
void lian_route_hello (LianExchange *exchange);
void lian_route_health (LianExchange *exchange);
void lian_route_sign_in (LianExchange *exchange);
void lian_route_sign_out (LianExchange *exchange);
void lian_route_me (LianExchange *exchange);
void lian_route_dictionary (LianExchange *exchange);
void lian_route_page (LianExchange *exchange, LianKindId kind);
void lian_route_case (LianExchange *exchange);
void lian_route_instruction (LianExchange *exchange);
void lian_route_record (LianExchange *exchange, LianKindId kind);
void lian_route_status (LianExchange *exchange);
void lian_route_kpis (LianExchange *exchange);
void lian_route_history (LianExchange *exchange);
void lian_route_load_dictionary (LianExchange *exchange);
void lian_route_submit (LianExchange *exchange, LianIntake intake);
void lian_route_reveal (LianExchange *exchange);
void lian_route_keep_attachment (LianExchange *exchange);
void lian_route_attachment (LianExchange *exchange);
void lian_route_audit (LianExchange *exchange, LianQueryType type);
/* FALSE: answered already. */
gboolean lian_route_ogc_begins (LianExchange *exchange);
void lian_route_ogc (LianExchange *exchange);

G_END_DECLS
