/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-cell.h"

G_BEGIN_DECLS

/* The columns of a case list, and which of them have room. */
#define LIAN_TYPE_CASE_COLUMNS (lian_case_columns_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseColumns, lian_case_columns, LIAN, CASE_COLUMNS, GObject)

LianCaseColumns *lian_case_columns_new (GtkColumnView *view, LianCaseWords *words)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_case_columns_fit (LianCaseColumns *self, int width);

/* Signal "order-changed" (): a heading was clicked. */
void lian_case_columns_set_closed (LianCaseColumns *self, gboolean closed);
LianCasesOrder lian_case_columns_get_order (LianCaseColumns *self, gboolean closed,
                                            gboolean *descending);
char *lian_case_columns_dup_order (LianCaseColumns *self, gboolean closed)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
