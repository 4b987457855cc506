/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-ledger.h"

G_BEGIN_DECLS

/* The ledger in pages, newest first: what is not in memory too. */

typedef enum
{
  LIAN_LEDGER_ALL,
  LIAN_LEDGER_OPEN,     /* waiting to be sent, or being sent */
  LIAN_LEDGER_TO_CHECK, /* may be at the platform: settled since @since after an attempt, or lost */
} LianLedgerWhich;

typedef struct
{
  LianLedgerWhich which;
  gint64 before;         /* rows with a smaller number only; 0: from the newest on */
  gint64 from;           /* and not smaller than this */
  gint64 since;          /* of TO_CHECK: promised later than this, the platform's microseconds */
  const char *case_id;   /* (nullable) */
  const char *account;   /* (nullable) */
  const char *server_id; /* (nullable) */
  guint limit;           /* 0 or more than LIAN_LIMIT_LEDGER_PAGE: that */
} LianLedgerQuery;

void lian_ledger_query (LianLedger *self, const LianLedgerQuery *query, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
/* (element-type LianLedgerEntry) (transfer full): fewer than the limit: there are no more. */
GPtrArray *lian_ledger_query_finish (LianLedger *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
