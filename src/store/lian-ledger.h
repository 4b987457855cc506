/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-clock.h"

G_BEGIN_DECLS

/* What we have promised to say: ledger.db is never rebuilt and never shared with the mirror; WAL
 * with synchronous=FULL. Every call that promises something calls back only after its commit. */
#define LIAN_TYPE_LEDGER (lian_ledger_get_type ())
G_DECLARE_FINAL_TYPE (LianLedger, lian_ledger, LIAN, LEDGER, GObject)

typedef enum
{
  LIAN_ENTRY_DRAFT,
  LIAN_ENTRY_QUEUED,   /* 本机待发 */
  LIAN_ENTRY_SENDING,  /* 发送中(n): an attempt was counted; it may have arrived */
  LIAN_ENTRY_RECEIVED, /* 平台已接收·回执 */
  LIAN_ENTRY_CONFLICT, /* 冲突，需人决定 */
  LIAN_ENTRY_REFUSED,  /* 被拒 */
  LIAN_ENTRY_EXPIRED,  /* 已过期，未执行 */
  LIAN_ENTRY_REVOKED,  /* 已撤销 (before any attempt) */
} LianEntryState;

/* A row, as it is now. Immutable snapshot. */
#define LIAN_TYPE_LEDGER_ENTRY (lian_ledger_entry_get_type ())
G_DECLARE_FINAL_TYPE (LianLedgerEntry, lian_ledger_entry, LIAN, LEDGER_ENTRY, GObject)

const char *lian_ledger_entry_get_id (LianLedgerEntry *self);
LianEntryState lian_ledger_entry_get_state (LianLedgerEntry *self);
const char *lian_ledger_entry_get_kind (LianLedgerEntry *self);
const char *lian_ledger_entry_get_case_id (LianLedgerEntry *self);
const char *lian_ledger_entry_get_to_unit (LianLedgerEntry *self);
const char *lian_ledger_entry_get_target (LianLedgerEntry *self); /* lane: one in flight each */
gint64 lian_ledger_entry_get_target_version (LianLedgerEntry *self);
GBytes *lian_ledger_entry_get_body (LianLedgerEntry *self); /* the exact bytes */
const char *lian_ledger_entry_get_account (LianLedgerEntry *self);
const char *lian_ledger_entry_get_server_id (LianLedgerEntry *self);
gint64 lian_ledger_entry_get_created_at (LianLedgerEntry *self);
gint64 lian_ledger_entry_get_not_before (LianLedgerEntry *self); /* end of the undo window */
gint64 lian_ledger_entry_get_not_after (LianLedgerEntry *self);
guint lian_ledger_entry_get_attempts (LianLedgerEntry *self);
gint64 lian_ledger_entry_get_receipt_no (LianLedgerEntry *self); /* 0: none */
const char *
lian_ledger_entry_get_problem (LianLedgerEntry *self); /* (nullable): sentence of the refusal */
const char *
lian_ledger_entry_get_current (LianLedgerEntry *self); /* (nullable): JSON of a conflict */

gint64 lian_ledger_entry_get_number (LianLedgerEntry *self);
gint64 lian_ledger_entry_get_local_at (LianLedgerEntry *self);     /* the seat's clock: evidence */
gint64 lian_ledger_entry_get_attempted_at (LianLedgerEntry *self); /* the last attempt */
gint64 lian_ledger_entry_get_settled_at (LianLedgerEntry *self);
const char *lian_ledger_entry_get_supersedes (LianLedgerEntry *self); /* (nullable) */
const char *lian_ledger_entry_get_decision (LianLedgerEntry *self);   /* (nullable) */
gint64 lian_ledger_entry_get_decided_at (LianLedgerEntry *self);
gint64 lian_ledger_entry_get_lost_at (LianLedgerEntry *self); /* its receipt, by the platform */
gboolean lian_ledger_entry_is_open (LianLedgerEntry *self);
gboolean lian_ledger_entry_is_undecided (LianLedgerEntry *self);
const char *lian_ledger_entry_get_decided_by (LianLedgerEntry *self); /* (nullable) */
gint64 lian_ledger_entry_get_ordered_at (LianLedgerEntry *self);      /* by telephone, 0: not */
/* Its time has passed, and it waits still; and nobody has decided yet. */
gboolean lian_ledger_entry_is_overdue (LianLedgerEntry *self, gint64 now);
gboolean lian_ledger_entry_is_alarming (LianLedgerEntry *self, gint64 now);

/* A damaged file is kept aside under another name, never dropped: a new one is begun and
 * lian_ledger_get_set_aside() names the old one until acknowledged. Blocks. */
LianLedger *lian_ledger_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *lian_ledger_get_set_aside (LianLedger *self); /* (nullable) */
void lian_ledger_acknowledge_set_aside (LianLedger *self);
void lian_ledger_close (LianLedger *self);
const char *lian_ledger_get_path (LianLedger *self);

typedef struct
{
  const char *id; /* UUIDv7 made by the caller */
  const char *kind;
  const char *case_id;
  const char *target; /* lane; usually the case id */
  gint64 target_version;
  const char *to_unit;
  GBytes *body;
  const char *account;
  const char *server_id;
  gint64 created_at;
  gint64 not_before;
  gint64 not_after;
  const char *supersedes; /* (nullable): it is sent no more, and decided, in the same transaction */
  gint64 ordered_at;      /* by telephone, 0: not */
} LianPromise;

/* Commits the row as QUEUED with synchronous=FULL; the callback comes after the commit. Refuses
 * above LIAN_LIMIT_LEDGER_OPEN open rows or a body over LIAN_LIMIT_INSTRUCTION;
 * LIAN_ERROR_DISK_FULL says that nothing was promised. */
void lian_ledger_promise (LianLedger *self, const LianPromise *promise, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_ledger_promise_finish (LianLedger *self, GAsyncResult *result, GError **error);

/* 撤销发送: only while no attempt was made, otherwise LIAN_ERROR_CONFLICT. */
void lian_ledger_undo (LianLedger *self, const char *id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_ledger_undo_finish (LianLedger *self, GAsyncResult *result, GError **error);

/* Drafts: one a case and kind, replaced by the next save; text is the composer's own JSON-free
 * form. */
void lian_ledger_save_draft (LianLedger *self, const char *case_id, const char *kind,
                             GVariant *draft);
GVariant *lian_ledger_dup_draft (LianLedger *self, const char *case_id, const char *kind)
    G_GNUC_WARN_UNUSED_RESULT;

/* --- by sync's send queue --- */

/* Counts an attempt and commits it before a byte leaves. */
void lian_ledger_begin_attempt (LianLedger *self, const char *id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_ledger_begin_attempt_finish (LianLedger *self, GAsyncResult *result, GError **error);
/* The verdict: RECEIVED with @receipt_no and @receipt (JSON text), or CONFLICT, REFUSED, EXPIRED
 * with
 * @problem and @current. */
void lian_ledger_settle (LianLedger *self, const char *id, LianEntryState state, gint64 receipt_no,
                         const char *receipt, const char *problem, const char *current,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean lian_ledger_settle_finish (LianLedger *self, GAsyncResult *result, GError **error);

/* What a person decided about an instruction that was not carried out or whose receipt was lost:
 * "kept" the platform's state, "seen" the loss. Kept in the row and in the duty log. */
void lian_ledger_decide (LianLedger *self, const char *id, const char *decision,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean lian_ledger_decide_finish (LianLedger *self, GAsyncResult *result, GError **error);
/* Its time has passed and no attempt was ever made: otherwise LIAN_ERROR_CONFLICT. */
void lian_ledger_expire (LianLedger *self, const char *id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_ledger_expire_finish (LianLedger *self, GAsyncResult *result, GError **error);
/* What a person (@by) did with a row that waits or came to nothing: "dropped", or "revoked" on
 * behalf of its account. What may have arrived is revoked only when the platform has been asked
 * (@certain): otherwise LIAN_ERROR_CONFLICT. @reason goes into the duty log. */
void lian_ledger_resolve (LianLedger *self, const char *id, const char *decision, const char *by,
                          const char *reason, gboolean certain, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_ledger_resolve_finish (LianLedger *self, GAsyncResult *result, GError **error);
/* The platform does not know a receipt any more that it has given, or knows it again. */
void lian_ledger_mark_lost (LianLedger *self, const char *id, gboolean lost,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean lian_ledger_mark_lost_finish (LianLedger *self, GAsyncResult *result, GError **error);

/* Nothing is ever deleted. In memory are all open rows, those with a lost receipt, what has changed
 * of late and the last LIAN_LEDGER_RECENT_US before the newest: borrowed, newest first. The rest is
 * read in pages: lian-ledger-query.h. */
#define LIAN_LEDGER_RECENT_US (7 * G_TIME_SPAN_DAY)
GListModel *lian_ledger_get_entries (LianLedger *self); /* LianLedgerEntry */
LianLedgerEntry *
lian_ledger_lookup (LianLedger *self,
                    const char *id); /* (transfer none) (nullable): of those in memory */
guint lian_ledger_count_open (LianLedger *self); /* QUEUED and SENDING */

/* --- room on the disk --- */

typedef enum
{
  LIAN_SPACE_ENOUGH,
  LIAN_SPACE_LOW,  /* new instructions are refused */
  LIAN_SPACE_FULL, /* and the ballast was given up to keep promises */
} LianSpace;

/* How many bytes a folder's disk still takes. Any thread. */
typedef guint64 (*LianFreeFunc) (const char *folder, gpointer data);

/* From now on new instructions are refused below LIAN_LIMIT_LEDGER_FREE, and a ballast of
 * LIAN_LIMIT_LEDGER_BALLAST lies beside the file. @func (nullable): for tests. Blocks for a moment.
 * signal "space-changed" () */
void lian_ledger_watch_space (LianLedger *self, LianFreeFunc func, gpointer data);
LianSpace lian_ledger_get_space (LianLedger *self);

/* The duty log of the seat: what happened, kept with the ledger; the clock gives its times. */
void lian_ledger_set_clock (LianLedger *self, LianClock *clock);
void lian_ledger_log (LianLedger *self, const char *what, const char *id, const char *text);

/* signal "changed" (const char *id) */

G_END_DECLS
