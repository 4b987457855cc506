/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A ledger held against everything that must be true of one. Changes nothing; the program may be
 * running with it. Blocks. */

typedef struct
{
  gint64 version; /* of its tables */
  guint rows;
  guint open;
  guint received;
  guint lost;     /* receipts that the platform does not know any more */
  guint findings; /* things that are not right */
} LianLedgerVerified;

/* What is not right, one sentence; @id (nullable) of the instruction. */
typedef void (*LianLedgerFinding) (const char *id, const char *what, gpointer data);

/* Whether @receipt is one, and for these bytes: store/ does not know its form. %FALSE sets @error.
 */
typedef gboolean (*LianReceiptCheck) (const char *id, const char *digest, gint64 receipt_no,
                                      const char *receipt, GError **error);

/* %FALSE: it could not be read at all. */
gboolean lian_ledger_verify (const char *path, LianReceiptCheck check, LianLedgerFinding func,
                             gpointer data, LianLedgerVerified *verified, GError **error);

G_END_DECLS
