/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ledger-file.h"

struct _LianLedgerEntry
{
  GObject parent_instance;

  char *id;
  LianEntryState state;
  char *kind;
  char *case_id;
  char *to_unit;
  char *target;
  gint64 target_version;
  GBytes *body;
  char *account;
  char *server_id;
  gint64 created_at;
  gint64 not_before;
  gint64 not_after;
  guint attempts;
  gint64 receipt_no;
  char *problem;
  char *current;
  gint64 number;
  gint64 local_at;
  gint64 attempted_at;
  gint64 settled_at;
  char *supersedes;
  char *decision;
  gint64 decided_at;
  gint64 lost_at;
  char *decided_by;
  gint64 ordered_at;
};

G_DEFINE_FINAL_TYPE (LianLedgerEntry, lian_ledger_entry, G_TYPE_OBJECT)

static void
lian_ledger_entry_finalize (GObject *object)
{
  LianLedgerEntry *self = LIAN_LEDGER_ENTRY (object);

  g_free (self->id);
  g_free (self->kind);
  g_free (self->case_id);
  g_free (self->to_unit);
  g_free (self->target);
  g_bytes_unref (self->body);
  g_free (self->account);
  g_free (self->server_id);
  g_free (self->problem);
  g_free (self->current);
  g_free (self->supersedes);
  g_free (self->decision);
  g_free (self->decided_by);

  G_OBJECT_CLASS (lian_ledger_entry_parent_class)->finalize (object);
}

static void
lian_ledger_entry_class_init (LianLedgerEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_ledger_entry_finalize;
}

static void
lian_ledger_entry_init (LianLedgerEntry *self)
{
}

/* Text of a row, never NULL; bytes that are no UTF-8 are shown as such. */
static char *
dup_text (LianStmt *stmt, int column)
{
  const char *text = lian_stmt_get_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

static char *
dup_text_or_null (LianStmt *stmt, int column)
{
  return lian_stmt_is_null (stmt, column) ? NULL : dup_text (stmt, column);
}

/*
 * lian_ledger_entry_new_from_row:
 * @stmt: stands at a row of LIAN_LEDGER_COLUMNS
 *
 * Returns: (transfer full): the row as it is now; never changed any more, so it may cross threads
 */
LianLedgerEntry *
lian_ledger_entry_new_from_row (LianStmt *stmt)
{
  LianLedgerEntry *self = g_object_new (LIAN_TYPE_LEDGER_ENTRY, NULL);

  self->id = dup_text (stmt, 0);
  self->state = CLAMP (lian_stmt_get_int (stmt, 1), LIAN_ENTRY_DRAFT, LIAN_ENTRY_REVOKED);
  self->kind = dup_text (stmt, 2);
  self->case_id = dup_text (stmt, 3);
  self->to_unit = dup_text (stmt, 4);
  self->target = dup_text (stmt, 5);
  self->target_version = lian_stmt_get_int (stmt, 6);
  self->body = lian_stmt_get_bytes (stmt, 7);
  if (self->body == NULL)
    self->body = g_bytes_new (NULL, 0);
  self->account = dup_text (stmt, 8);
  self->server_id = dup_text (stmt, 9);
  self->created_at = lian_stmt_get_int (stmt, 10);
  self->not_before = lian_stmt_get_int (stmt, 11);
  self->not_after = lian_stmt_get_int (stmt, 12);
  self->attempts = CLAMP (lian_stmt_get_int (stmt, 13), 0, G_MAXINT);
  self->receipt_no = lian_stmt_get_int (stmt, 14);
  self->problem = dup_text_or_null (stmt, 15);
  self->current = dup_text_or_null (stmt, 16);
  self->number = lian_stmt_get_int (stmt, 17);
  self->local_at = lian_stmt_get_int (stmt, 18);
  self->attempted_at = lian_stmt_get_int (stmt, 19);
  self->settled_at = lian_stmt_get_int (stmt, 20);
  self->supersedes = dup_text_or_null (stmt, 21);
  self->decision = dup_text_or_null (stmt, 22);
  self->decided_at = lian_stmt_get_int (stmt, 23);
  self->lost_at = lian_stmt_get_int (stmt, 24);
  self->decided_by = dup_text_or_null (stmt, 25);
  self->ordered_at = lian_stmt_get_int (stmt, 26);
  return self;
}

/**
 * lian_ledger_entry_get_id:
 *
 * Returns: (transfer none): the key that the server knows it by
 */
const char *
lian_ledger_entry_get_id (LianLedgerEntry *self)
{
  return self->id;
}

/**
 * lian_ledger_entry_get_state:
 *
 * Returns: its state when the snapshot was made
 */
LianEntryState
lian_ledger_entry_get_state (LianLedgerEntry *self)
{
  return self->state;
}

/**
 * lian_ledger_entry_get_kind:
 *
 * Returns: (transfer none): the kind of instruction
 */
const char *
lian_ledger_entry_get_kind (LianLedgerEntry *self)
{
  return self->kind;
}

/**
 * lian_ledger_entry_get_case_id:
 *
 * Returns: (transfer none): the case, "" when it is about none
 */
const char *
lian_ledger_entry_get_case_id (LianLedgerEntry *self)
{
  return self->case_id;
}

/**
 * lian_ledger_entry_get_to_unit:
 *
 * Returns: (transfer none): the unit it is sent to, "" when to none
 */
const char *
lian_ledger_entry_get_to_unit (LianLedgerEntry *self)
{
  return self->to_unit;
}

/**
 * lian_ledger_entry_get_target:
 *
 * Returns: (transfer none): its lane: one is in flight for each
 */
const char *
lian_ledger_entry_get_target (LianLedgerEntry *self)
{
  return self->target;
}

/**
 * lian_ledger_entry_get_target_version:
 *
 * Returns: the version of the target that the person saw
 */
gint64
lian_ledger_entry_get_target_version (LianLedgerEntry *self)
{
  return self->target_version;
}

/**
 * lian_ledger_entry_get_body:
 *
 * Returns: (transfer none): the exact bytes, the same in every attempt
 */
GBytes *
lian_ledger_entry_get_body (LianLedgerEntry *self)
{
  return self->body;
}

/**
 * lian_ledger_entry_get_account:
 *
 * Returns: (transfer none): who promised it; nobody else's session may send it
 */
const char *
lian_ledger_entry_get_account (LianLedgerEntry *self)
{
  return self->account;
}

/**
 * lian_ledger_entry_get_server_id:
 *
 * Returns: (transfer none): to which server; no other may get it
 */
const char *
lian_ledger_entry_get_server_id (LianLedgerEntry *self)
{
  return self->server_id;
}

/**
 * lian_ledger_entry_get_created_at:
 *
 * Returns: when it was promised, microseconds
 */
gint64
lian_ledger_entry_get_created_at (LianLedgerEntry *self)
{
  return self->created_at;
}

/**
 * lian_ledger_entry_get_not_before:
 *
 * Returns: until when it can be undone, microseconds
 */
gint64
lian_ledger_entry_get_not_before (LianLedgerEntry *self)
{
  return self->not_before;
}

/**
 * lian_ledger_entry_get_not_after:
 *
 * Returns: from when it must not be carried out any more, microseconds, 0: never
 */
gint64
lian_ledger_entry_get_not_after (LianLedgerEntry *self)
{
  return self->not_after;
}

/**
 * lian_ledger_entry_get_attempts:
 *
 * Returns: how often it may have left; each is counted before a byte goes
 */
guint
lian_ledger_entry_get_attempts (LianLedgerEntry *self)
{
  return self->attempts;
}

/**
 * lian_ledger_entry_get_receipt_no:
 *
 * Returns: the number of its receipt, 0: none
 */
gint64
lian_ledger_entry_get_receipt_no (LianLedgerEntry *self)
{
  return self->receipt_no;
}

/**
 * lian_ledger_entry_get_problem:
 *
 * Returns: (transfer none) (nullable): why it was refused
 */
const char *
lian_ledger_entry_get_problem (LianLedgerEntry *self)
{
  return self->problem;
}

/**
 * lian_ledger_entry_get_current:
 *
 * Returns: (transfer none) (nullable): JSON of what the server had instead
 */
const char *
lian_ledger_entry_get_current (LianLedgerEntry *self)
{
  return self->current;
}

/**
 * lian_ledger_entry_get_number:
 *
 * Returns: its place in the ledger: rows that came later have a greater one
 */
gint64
lian_ledger_entry_get_number (LianLedgerEntry *self)
{
  return self->number;
}

/**
 * lian_ledger_entry_get_local_at:
 *
 * Returns: what the seat's own clock said when it was promised, microseconds; evidence, 0: unknown
 */
gint64
lian_ledger_entry_get_local_at (LianLedgerEntry *self)
{
  return self->local_at;
}

/**
 * lian_ledger_entry_get_attempted_at:
 *
 * Returns: when it may have left the last time, the platform's microseconds, 0: never or unknown
 */
gint64
lian_ledger_entry_get_attempted_at (LianLedgerEntry *self)
{
  return self->attempted_at;
}

/**
 * lian_ledger_entry_get_settled_at:
 *
 * Returns: when there was a verdict, the platform's microseconds, 0: none yet or unknown
 */
gint64
lian_ledger_entry_get_settled_at (LianLedgerEntry *self)
{
  return self->settled_at;
}

/**
 * lian_ledger_entry_get_supersedes:
 *
 * Returns: (transfer none) (nullable): the instruction that it takes the place of
 */
const char *
lian_ledger_entry_get_supersedes (LianLedgerEntry *self)
{
  return self->supersedes;
}

/**
 * lian_ledger_entry_get_decision:
 *
 * Returns: (transfer none) (nullable): what a person decided about its trouble
 */
const char *
lian_ledger_entry_get_decision (LianLedgerEntry *self)
{
  return self->decision;
}

/**
 * lian_ledger_entry_get_decided_at:
 *
 * Returns: when a person decided, the platform's microseconds, 0: nobody has
 */
gint64
lian_ledger_entry_get_decided_at (LianLedgerEntry *self)
{
  return self->decided_at;
}

/**
 * lian_ledger_entry_get_lost_at:
 *
 * Returns: when the platform was found not to know its receipt any more, microseconds, 0: it does
 */
gint64
lian_ledger_entry_get_lost_at (LianLedgerEntry *self)
{
  return self->lost_at;
}

/**
 * lian_ledger_entry_get_decided_by:
 *
 * Returns: (transfer none) (nullable): the account of the person who decided
 */
const char *
lian_ledger_entry_get_decided_by (LianLedgerEntry *self)
{
  return self->decided_by;
}

/**
 * lian_ledger_entry_get_ordered_at:
 *
 * Returns: when it was said by telephone, the platform's microseconds, 0: it was not
 */
gint64
lian_ledger_entry_get_ordered_at (LianLedgerEntry *self)
{
  return self->ordered_at;
}

/**
 * lian_ledger_entry_is_open:
 *
 * Returns: whether it waits to be sent or is being sent
 */
gboolean
lian_ledger_entry_is_open (LianLedgerEntry *self)
{
  return self->state == LIAN_ENTRY_QUEUED || self->state == LIAN_ENTRY_SENDING;
}

/**
 * lian_ledger_entry_is_undecided:
 *
 * Returns: whether a person has still to decide: it was not carried out, or its receipt is lost
 */
gboolean
lian_ledger_entry_is_undecided (LianLedgerEntry *self)
{
  return self->decided_at == 0
         && (self->lost_at != 0
             || (self->state >= LIAN_ENTRY_CONFLICT && self->state <= LIAN_ENTRY_EXPIRED));
}

/**
 * lian_ledger_entry_is_overdue:
 * @now: the platform's time, microseconds
 *
 * Returns: whether it waits still although it must not be carried out any more
 */
gboolean
lian_ledger_entry_is_overdue (LianLedgerEntry *self, gint64 now)
{
  return lian_ledger_entry_is_open (self) && self->not_after > 0 && self->not_after <= now;
}

/**
 * lian_ledger_entry_is_alarming:
 * @now: the platform's time, microseconds
 *
 * Returns: whether its time has passed and nobody has decided yet what becomes of it
 */
gboolean
lian_ledger_entry_is_alarming (LianLedgerEntry *self, gint64 now)
{
  return self->decided_at == 0
         && (self->state == LIAN_ENTRY_EXPIRED || lian_ledger_entry_is_overdue (self, now));
}
