/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-dictionary.h"
#include "lian-feed-page.h"
#include "lian-locator.h"
#include "lian-person.h"
#include "lian-receipt.h"

G_BEGIN_DECLS

/* One transaction of the server on the writing thread: everything in it shares one seq, which is
 * the version of its records, the position of its events and what orders commits. */
typedef struct
{
  LianConn *conn;
  const char *epoch;
  const LianDictionary *dictionary;
  const LianLocator *locator;
  gint64 now;

  gint64 seq;        /* 0 until the first change */
  GPtrArray *events; /* (owned) (nullable) (element-type LianFeedEvent): what it put on the feed */
  guint kinds;       /* bit per LianKindId that was changed */
} LianTxn;

/* The prefix of the tables of records. */
#define LIAN_SERVER_PREFIX "s_"

gboolean lian_txn_begin (LianTxn *txn, GError **error);
/* @record: of the caller, gets its version here. */
gboolean lian_txn_store (LianTxn *txn, LianRecord *record, GError **error);
gboolean lian_txn_delete (LianTxn *txn, LianKindId kind, const char *id, GError **error);
/* As lian_txn_store() for records of a new database: nobody listens yet, so no events. */
gboolean lian_txn_load (LianTxn *txn, LianRecord *record, GError **error);
/* A closed case out of the mirrored set, and back into it. */
gboolean lian_txn_leave (LianTxn *txn, const char *case_id, GError **error);
gboolean lian_txn_return (LianTxn *txn, const char *case_id, GError **error);
/* Keeps the server's clock with the commit. */
gboolean lian_txn_end (LianTxn *txn, gint64 real_now, GError **error);
/* Lets go of what the transaction holds itself. */
void lian_txn_clear (LianTxn *txn);

LianRecord *lian_txn_lookup (LianTxn *txn, LianKindId kind, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
char *lian_position_format (const char *epoch, gint64 seq) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE when @position is none of ours; @epoch_differs tells that only the epoch is another. */
gboolean lian_position_parse (const char *position, const char *epoch, gint64 *seq,
                              gboolean *epoch_differs);

/* A column that holds a LianVisibility; what is none of them is secret. */
LianVisibility lian_visibility_from_column (LianStmt *stmt, int column);

/* --- lian-txn-attachment.c --- */

/* Keeps which attachments @record names; @known: it was there before. */
gboolean lian_attachment_refer (LianTxn *txn, const LianRecord *record, gboolean known,
                                GError **error);
gboolean lian_attachment_forget (LianTxn *txn, const LianKind *kind, const char *id,
                                 GError **error);

/* --- lian-txn-audit.c --- */

/* NULL without error: unknown id. @intake: as kept with it. */
LianReceipt *lian_audit_lookup (LianConn *conn, const char *epoch, const char *id, int *intake,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Appends to the chain; the receipt is what the sender gets. */
LianReceipt *lian_audit_append (LianTxn *txn, int intake, const char *id, GBytes *body,
                                const char *digest, const LianPerson *person, const char *role,
                                const char *seat, const char *target, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_audit_lookup_target (LianConn *conn, const char *id, char **target, GError **error);
/* For files of before the counter's row remembered the last one. */
gboolean lian_audit_remember_all (LianConn *conn, GError **error);
/* Recomputes the whole chain; @n_rows: how many were right.
 * LIAN_ERROR_DAMAGED names the first that is not. */
gboolean lian_audit_verify (LianConn *conn, gint64 *n_rows, GError **error);

/* --- lian-txn-digest.c --- */

typedef struct
{
  gint64 count;
  guint64 digest;
} LianKindDigest;

gboolean lian_digest_change (LianConn *conn, const LianFeedEvent *event, gint64 new_version,
                             GError **error);
/* What is @where in the table of @kind does not count any more, all of it at once. */
gboolean lian_digest_remove (LianConn *conn, const LianKind *kind, const char *where,
                             GError **error);
/* The two columns of the table as one number. */
guint64 lian_digest_join (gint64 high, gint64 low);
guint64 lian_digest_of (LianKindId kind, const char *id, gint64 version);

/* --- lian-txn-mirror.c --- */

/* The mirrored set is what consoles have: everything but the cases that were closed long ago, and
 * what belongs to them. Those are away: in the tables, but neither in the digests nor in pages nor
 * on the feed. "away" of a record tells that it is; of a case, "away" and "stay" are the moment
 * from which its days in the mirror count, whichever of them holds. */
typedef struct
{
  gboolean known; /* there is such a record */
  gboolean away;
  gint64 stay; /* of a closed case that is mirrored: from when its days count; otherwise 0 */
  LianVisibility visibility;
} LianMirrorPlace;

/* Which column of a kind says to which case a record belongs; NULL: always mirrored. */
const char *lian_mirror_get_case_column (LianKindId kind);
/* What lian_mirror_read_place() reads behind the visibility. */
const char *lian_mirror_get_columns (LianKindId kind);
/* @stmt: (nullable). @column: of the visibility. */
void lian_mirror_read_place (LianStmt *stmt, int column, LianMirrorPlace *place);
gboolean lian_mirror_find_place (LianTxn *txn, const LianRecord *record, const LianMirrorPlace *was,
                                 LianMirrorPlace *is, GError **error);
gboolean lian_mirror_keep_place (LianConn *conn, const LianRecord *record,
                                 const LianMirrorPlace *was, const LianMirrorPlace *is,
                                 GError **error);
gboolean lian_mirror_send_away (LianConn *conn, LianKindId kind, const char *case_id,
                                GError **error);
gboolean lian_mirror_read_away (LianConn *conn, const char *case_id, gint64 *from, GError **error);
gboolean lian_mirror_stay_from (LianConn *conn, const char *case_id, gint64 from, GError **error);
/* States of which a case may be away, as an SQL list. */
char *lian_mirror_dup_states (const LianDictionary *dictionary) G_GNUC_WARN_UNUSED_RESULT;

/* The columns, in tables that do not have them yet. */
gboolean lian_mirror_install (LianConn *conn, GError **error);
/* In a database that nobody is served from, everything leaves that is over at @now by the
 * dictionary in it. @n: (out): how many cases. */
gboolean lian_mirror_settle (LianConn *conn, gint64 now, gint64 *n, GError **error);

G_END_DECLS
