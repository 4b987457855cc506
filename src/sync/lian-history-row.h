/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* A closed case as the platform told it, once. */
#define LIAN_TYPE_HISTORY_ROW (lian_history_row_get_type ())
G_DECLARE_FINAL_TYPE (LianHistoryRow, lian_history_row, LIAN, HISTORY_ROW, GObject)

LianHistoryRow *lian_history_row_new (LianRecord *record) G_GNUC_WARN_UNUSED_RESULT;
LianRecord *lian_history_row_get_record (LianHistoryRow *self); /* (transfer none) */
const char *lian_history_row_get_id (LianHistoryRow *self);

G_END_DECLS
