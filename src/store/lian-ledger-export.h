/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The whole ledger as evidence: every row with its states, times by the platform and by the seat's
 * own clock, receipt and exact bytes. The bytes hold what the dispatcher wrote, and each row says
 * so; residents' personal data never gets into a ledger. */

typedef enum
{
  LIAN_LEDGER_CSV,        /* for people: UTF-8 with a mark, no formulas */
  LIAN_LEDGER_JSON_LINES, /* for machines: a first line about it, a row a line, a last line */
} LianLedgerFormat;

/* JSON lines of *.json, *.jsonl and *.ndjson, otherwise CSV. */
LianLedgerFormat lian_ledger_format_of (const char *name);

/* Of demonstrations, in every row. */
#define LIAN_LEDGER_DEMONSTRATION "演示数据·示意图，不代表实际行政区界线"

/* On the thread that exports. */
typedef void (*LianLedgerProgress) (guint done, guint total, gpointer data);

/* One state of the file, which the program may be writing. @to is replaced when all is done, and as
 * it was otherwise. Blocks; any thread. */
gboolean lian_ledger_export (const char *path, GFile *to, LianLedgerFormat format,
                             gboolean demonstration, LianLedgerProgress progress, gpointer data,
                             GCancellable *cancellable, guint *rows, GError **error);

G_END_DECLS
