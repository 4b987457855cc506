/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-clock.h"
#include "lian-link-log.h"
#include "lian-order-expiry.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* The engine between client and store, the only one who carries things both ways: hello, sign-in,
 * snapshot, feed, reconnects, the send queue, answers on demand. The interface names no client
 * types, so that pages need to know only this header. Main thread. */
#define LIAN_TYPE_ENGINE (lian_engine_get_type ())
G_DECLARE_FINAL_TYPE (LianEngine, lian_engine, LIAN, ENGINE, GObject)

typedef enum
{
  LIAN_FRESH_LIVE,    /* last event or bookmark at most 15 s ago */
  LIAN_FRESH_LATE,    /* at most 30 s */
  LIAN_FRESH_STALE,   /* older, the connection not known to be gone */
  LIAN_FRESH_OFFLINE, /* no connection: the last attempt failed, or nobody is signed in */
} LianFreshness;

typedef enum
{
  LIAN_PHASE_IDLE,
  LIAN_PHASE_CONNECTING,
  LIAN_PHASE_SIGN_IN,  /* waits for lian_engine_sign_in() */
  LIAN_PHASE_SNAPSHOT, /* taking the first or a new picture: progress tells */
  LIAN_PHASE_CATCHING_UP,
  LIAN_PHASE_LIVE,
  LIAN_PHASE_WAITING,      /* between attempts */
  LIAN_PHASE_WRONG_SERVER, /* stopped until a person confirms */
  LIAN_PHASE_STOPPED,
  /* What is here and what the platform has cannot be brought into agreement, and is not tried any
   * more: kinds of a picture that is live otherwise, or all of it. A person says when to try again;
   * the trouble tells. */
  LIAN_PHASE_DISAGREES,
} LianPhase;

struct _LianMirror;
struct _LianLedger;
struct _LianOrderWatch;

LianEngine *lian_engine_new (struct _LianMirror *mirror, struct _LianLedger *ledger,
                             const char *server_url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_engine_start (LianEngine *self);
void lian_engine_stop (LianEngine *self);
void lian_engine_retry_now (LianEngine *self);
void lian_engine_set_server (LianEngine *self, const char *server_url, GError **error);
const char *lian_engine_get_server (LianEngine *self);
/* After WRONG_SERVER: take the other place as ours (the mirror is taken anew, open instructions
 * stay bound to the old place and are not sent). */
void lian_engine_accept_server (LianEngine *self);

struct _LianMirror *lian_engine_get_mirror (LianEngine *self);
struct _LianLedger *lian_engine_get_ledger (LianEngine *self);
/* What became of all open and recent instructions was asked since the last reconnect. */
gboolean lian_engine_has_reconciled (LianEngine *self);
/* The platform's time. */
LianClock *lian_engine_get_clock (LianEngine *self);

void lian_engine_sign_in (LianEngine *self, const char *account, const char *password,
                          const char *seat, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean lian_engine_sign_in_finish (LianEngine *self, GAsyncResult *result, GError **error);
void lian_engine_sign_out (LianEngine *self);
gboolean lian_engine_is_signing_in (LianEngine *self); /* a sign-in is under way */

/* Who is signed in; NULL or "" before. */
const char *lian_engine_get_account (LianEngine *self);
const char *lian_engine_get_person (LianEngine *self);
const char *lian_engine_get_seat (LianEngine *self);
const char *lian_engine_get_region (LianEngine *self);
const char *const *lian_engine_get_roles (LianEngine *self);

LianPhase lian_engine_get_phase (LianEngine *self);
LianFreshness lian_engine_get_freshness (LianEngine *self);
/* Seconds since the last event or bookmark by the monotonic clock, -1: never. */
int lian_engine_get_age (LianEngine *self);
/* The platform's time of that moment, microseconds, 0: never. */
gint64 lian_engine_get_as_of (LianEngine *self);
/* Since when offline, 0 when not. */
gint64 lian_engine_get_offline_since (LianEngine *self);
guint lian_engine_get_done (LianEngine *self);  /* of a snapshot: records */
guint lian_engine_get_total (LianEngine *self); /* 0: unknown */
/* A sentence for people about the last failure, translated; NULL when all is well. */
const char *lian_engine_get_trouble (LianEngine *self);

/* What the trouble is, LIAN_LINK_OK when all is well or it is none of the connection. */
LianLinkTrouble lian_engine_get_link_trouble (LianEngine *self);
/* Whether this computer's clock is more than 30 seconds from the platform's. */
gboolean lian_engine_is_clock_off (LianEngine *self);

/* Everything about the connection that can be told to anybody. Texts belong to the engine and are
 * valid until the main loop runs again; "" when not known. */
typedef struct
{
  const char *server;      /* address */
  const char *server_name; /* as the platform calls itself: text from outside */
  const char *server_id;
  const char *epoch;
  const char *api;      /* version of the contract */
  const char *position; /* of the mirror */
  gint64 lag;           /* changes of the platform that are not here yet, -1: unknown */
  gboolean polling;     /* asks for changes one by one, because no stream comes through */
  gboolean clock_known;
  gint64 clock_offset_us; /* the platform's time less this computer's */
  gint64 rtt_us;          /* there and back, -1: unknown */
  int retry_seconds;      /* until the next attempt to connect, -1: none is planned */
  int send_seconds;       /* until the next attempt to send, -1: none is planned */
  guint64 bytes;          /* of the feed within the last minute */
  guint64 events;
} LianLinkFacts;
void lian_engine_get_link (LianEngine *self, LianLinkFacts *facts);
/* The last troubles, the newest first; %NULL after the oldest. */
const LianLinkEvent *lian_engine_get_link_event (LianEngine *self, guint n);

/* Orders a dispatch: makes the id and the bytes, commits the ledger row, and only then calls back
 * with the id. Goes out after @undo_seconds. */
typedef struct
{
  const char *kind; /* "dispatch" */
  const char *case_id;
  gint64 case_version;
  const char *to_unit;
  const char *const *co_units; /* (nullable) */
  const char *opinion;
  gint64 limit_min; /* 0: the dictionary's */
  gint64 not_after; /* 0: the default for the urgency */
  gboolean urgent;
  const char *supersedes; /* (nullable): ends, and is never sent again, with the same commit */
  /* 电话派遣: was given by telephone then, and is recorded afterwards; 0: is given now. */
  gint64 ordered_at;
  const char *ordered_to;     /* (nullable): who answered */
  const char *instruction_id; /* (nullable): of a revocation (撤销指令): which one */
  const char *on_behalf_of;   /* (nullable): 代发 */
} LianDispatch;
void lian_engine_order (LianEngine *self, const LianDispatch *dispatch, guint undo_seconds,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
char *lian_engine_order_finish (LianEngine *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Until when an instruction given now may be carried out, and why: by the duty roster. */
gint64 lian_engine_get_expiry (LianEngine *self, gboolean urgent, LianExpiryRule *rule);
/* Alarms, and what others have left. */
struct _LianOrderWatch *lian_engine_get_watch (LianEngine *self);

/* What a row of the ledger says, to be written anew. */
typedef struct
{
  char *case_id;
  char *to_unit; /* (nullable) */
  char *opinion; /* (nullable) */
  gint64 limit_min;
  gint64 ordered_at; /* by telephone, 0: not */
  char *ordered_to;  /* (nullable) */
} LianWritten;
LianWritten *lian_engine_read_order (LianEngine *self, const char *id) G_GNUC_WARN_UNUSED_RESULT;
void lian_written_free (LianWritten *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianWritten, lian_written_free)

/* Whether the person here may decide about what others have left: the duty chief. */
gboolean lian_engine_is_chief (LianEngine *self);
/* 代发: the chief gives the same instruction anew, on behalf of whoever left it. The id of the new
 * one. */
void lian_engine_send_on (LianEngine *self, const char *id, guint undo_seconds,
                          GAsyncReadyCallback callback, gpointer user_data);
char *lian_engine_send_on_finish (LianEngine *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The chief gives up what others have left. What may have arrived is asked about first:
 * LIAN_ERROR_UNREACHABLE without a connection, LIAN_ERROR_CONFLICT when it was received. */
void lian_engine_revoke_row (LianEngine *self, const char *id, const char *reason,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_engine_revoke_row_finish (LianEngine *self, GAsyncResult *result, GError **error);
/* Nothing more is done about an instruction whose time has passed. */
void lian_engine_drop_row (LianEngine *self, const char *id, const char *reason,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_engine_drop_row_finish (LianEngine *self, GAsyncResult *result, GError **error);

/* The case from the server, or from the mirror when that cannot be had: provisional tells. */
typedef struct
{
  LianRecord *record;
  GPtrArray *steps;        /* LianRecord, oldest first */
  GPtrArray *instructions; /* LianRecord */
  GPtrArray *deliveries;   /* LianRecord */
  char **actions; /* allowed, by the server or, when provisional, by lian_workflow_actions() */
  gboolean provisional;
  gint64 as_of;
} LianCaseAnswer;
void lian_case_answer_free (LianCaseAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianCaseAnswer, lian_case_answer_free)
void lian_engine_ask_case (LianEngine *self, const char *case_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
LianCaseAnswer *lian_engine_ask_case_finish (LianEngine *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* properties (all notify): "phase", "freshness", "age", "trouble", "account", "progress",
 * "clock-off" */

G_END_DECLS
