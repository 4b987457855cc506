/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* The API client: docs/api.md in C. Knows no database and no screen. Main thread. Every answer
 * passes size limit, guard and type checks before it is believed. */
#define LIAN_TYPE_CLIENT (lian_client_get_type ())
G_DECLARE_FINAL_TYPE (LianClient, lian_client, LIAN, CLIENT, GObject)

/* @base_url: http(s)://host[:port], no path. LIAN_ERROR_INVALID for anything else. */
LianClient *lian_client_new (const char *base_url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *lian_client_get_base_url (LianClient *self);
void lian_client_set_base_url (LianClient *self, const char *base_url);
void lian_client_set_token (LianClient *self, const char *token); /* (nullable) */
gboolean lian_client_has_token (LianClient *self);
guint lian_client_get_retry_after_ms (LianClient *self); /* of the last answer, 0: not asked for */
void lian_client_drop_connections (LianClient *self);

typedef struct
{
  char *server_id;
  char *epoch;
  char *api; /* version of the contract, "1.0" */
  char *name;
  gboolean demonstration;
  gint64 now; /* the server's, microseconds */
  char *min_position;
  char *max_position;
} LianHello;
void lian_hello_free (LianHello *self);

typedef struct
{
  char *account;
  char *name;
  char **roles;
  char *region_code;
  char *region_name;
  char *unit_id; /* (nullable) */
  char *seat;
} LianMe;
LianMe *lian_me_copy (const LianMe *self) G_GNUC_WARN_UNUSED_RESULT;
void lian_me_free (LianMe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianHello, lian_hello_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianMe, lian_me_free)

void lian_client_hello (LianClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
LianHello *lian_client_hello_finish (LianClient *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Keeps the token on success. */
void lian_client_sign_in (LianClient *self, const char *account, const char *password,
                          const char *seat, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
LianMe *lian_client_sign_in_finish (LianClient *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_client_me (LianClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data);
LianMe *lian_client_me_finish (LianClient *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_client_sign_out (LianClient *self); /* tells the server, forgets the token */

typedef struct
{
  char *position;
  GPtrArray *records; /* LianRecord */
  char *next;         /* (nullable) */
} LianPage;
void lian_page_free (LianPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianPage, lian_page_free)

/* Decoded in a worker thread. */
void lian_client_snapshot (LianClient *self, LianKindId kind, const char *after,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
LianPage *lian_client_snapshot_finish (LianClient *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  LianRecord *record;
  GPtrArray *steps;        /* LianRecord */
  GPtrArray *instructions; /* LianRecord */
  GPtrArray *deliveries;   /* LianRecord */
  char **allowed_actions;
  gint64 fetched_at; /* by the clock of whoever asked; set by sync */
} LianCaseDetail;
void lian_case_detail_free (LianCaseDetail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianCaseDetail, lian_case_detail_free)

void lian_client_case_detail (LianClient *self, const char *case_id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
LianCaseDetail *lian_client_case_detail_finish (LianClient *self, GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Closed cases, newest first, however long ago: what a mirror is too short for. */
typedef struct
{
  const char *region; /* (nullable): what the person may see */
  const char *text;   /* (nullable) */
  gint64 before;      /* closed before this moment, 0: all of them */
  guint limit;        /* most rows of a page */
} LianHistoryWanted;

typedef struct
{
  gint64 now;         /* the server's: when it was so */
  GPtrArray *records; /* LianRecord, closed cases */
  char *next;         /* (nullable) */
} LianHistoryPage;
void lian_history_page_free (LianHistoryPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianHistoryPage, lian_history_page_free)

/* @after: (nullable): the next of the page before */
void lian_client_history (LianClient *self, const LianHistoryWanted *wanted, const char *after,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
LianHistoryPage *lian_client_history_finish (LianClient *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* What came of one attempt at an instruction. */
typedef enum
{
  LIAN_SEND_RECEIVED, /* a valid receipt */
  LIAN_SEND_UNKNOWN,  /* cut, time-out, 5xx, portal, foreign receipt: try again with the same bytes
                       */
  LIAN_SEND_CONFLICT, /* 409 already-dispatched, not-allowed or superseded-received, 412: a
                         person decides */
  LIAN_SEND_REFUSED,  /* other 4xx */
  LIAN_SEND_EXPIRED,  /* 409 expired */
  LIAN_SEND_AUTH,     /* 401: pause, sign in, same id again */
  LIAN_SEND_WAIT,     /* 429, 503: not before retry_after_ms */
} LianSendVerdict;

typedef struct
{
  LianSendVerdict verdict;
  gint64 receipt_no;
  char *receipt; /* (nullable): JSON text */
  char *problem; /* (nullable): name, "target-changed" */
  char *detail;  /* (nullable): sentence */
  char *current; /* (nullable): JSON text */
  guint retry_after_ms;
} LianSendResult;
void lian_send_result_free (LianSendResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianSendResult, lian_send_result_free)

/* POST, exactly one attempt on the wire, no redirects, digest and If-Match. Never fails with an
 * error except G_IO_ERROR_CANCELLED, which is as unknown as a cut. */
void lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
LianSendResult *lian_client_send_finish (LianClient *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The exact bytes of an instruction. Empty or 0 = left out. */
typedef struct
{
  const char *id;
  const char *kind;
  const char *case_id;
  const char *to_unit;
  const char *const *co_units;
  const char *opinion;
  gint64 limit_min;
  gint64 not_after;
  gint64 sent_at;
  const char *supersedes;
  const char *instruction_id; /* what is revoked */
  gint64 ordered_at;          /* by telephone */
  const char *ordered_to;
  const char *on_behalf_of;
} LianOrder;
GBytes *lian_order_encode (const LianOrder *order) G_GNUC_WARN_UNUSED_RESULT;
/* What bytes of ours say; borrows nothing. */
LianOrder *lian_order_decode (GBytes *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_order_free (LianOrder *order); /* of lian_order_decode() alone */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianOrder, lian_order_free)

/* What became of them: hash of id → LianSendResult (verdict RECEIVED or UNKNOWN), of @ids only.
 * @bodies (element-type GBytes): the exact bytes of each, in the same order, because a receipt
 * counts only for these bytes. */
void lian_client_status (LianClient *self, const char *const *ids, GPtrArray *bodies,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
GHashTable *lian_client_status_finish (LianClient *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
