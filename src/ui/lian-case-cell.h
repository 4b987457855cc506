/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-case-list.h"
#include "lian-case-words.h"

G_BEGIN_DECLS

typedef enum
{
  LIAN_CELL_LIGHT,
  LIAN_CELL_REMAINING,
  LIAN_CELL_URGENCY,
  LIAN_CELL_CODE,
  LIAN_CELL_TITLE,
  LIAN_CELL_PLACE,
  LIAN_CELL_STAGE,
  LIAN_CELL_UNIT,
  LIAN_CELL_SOURCE,
  LIAN_CELL_REPORTED,
  LIAN_CELL_MARKS,
  LIAN_N_CELLS,
} LianCellKind;

/* One cell of a case list: shows what its kind says of the row it is given, and follows the row and
 * the passing of time. */
#define LIAN_TYPE_CASE_CELL (lian_case_cell_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseCell, lian_case_cell, LIAN, CASE_CELL, GtkWidget)

GtkWidget *lian_case_cell_new (LianCellKind kind, LianCaseWords *words);
void lian_case_cell_set_row (LianCaseCell *self, LianCaseRow *row); /* (nullable) */

G_END_DECLS
