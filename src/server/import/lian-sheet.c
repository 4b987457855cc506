/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-sheet.h"

#include "lian-error.h"
#include "lian-limits.h"

static void
cell_clear (gpointer data)
{
  LianCell *cell = data;

  g_clear_pointer (&cell->text, g_ref_string_release);
}

static void
row_free (gpointer data)
{
  LianSheetRow *row = data;

  g_array_unref (row->cells);
  g_free (row);
}

LianSheet *
lian_sheet_new (void)
{
  LianSheet *self = g_new0 (LianSheet, 1);

  self->rows = g_ptr_array_new_with_free_func (row_free);
  return self;
}

void
lian_sheet_free (LianSheet *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->name);
  g_free (self);
}

static gboolean
too_large (GError **error, const char *limit, guint most)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "more %s than the limit, %u", limit, most);
  return FALSE;
}

/**
 * lian_sheet_begin_row:
 * @number: greater than those before
 *
 * Returns: %FALSE with %LIAN_ERROR_TOO_LARGE
 */
gboolean
lian_sheet_begin_row (LianSheet *self, guint number, GError **error)
{
  LianSheetRow *row;

  if (self->rows->len == LIAN_LIMIT_IMPORT_ROWS)
    return too_large (error, "rows", LIAN_LIMIT_IMPORT_ROWS);
  row = g_new0 (LianSheetRow, 1);
  row->number = number;
  row->cells = g_array_new (FALSE, TRUE, sizeof (LianCell));
  g_array_set_clear_func (row->cells, cell_clear);
  g_ptr_array_add (self->rows, row);
  return TRUE;
}

/**
 * lian_sheet_set_cell:
 * @column: from 0
 * @text: (transfer none)
 *
 * Returns: %FALSE with %LIAN_ERROR_TOO_LARGE
 */
gboolean
lian_sheet_set_cell (LianSheet *self, guint column, GRefString *text, gboolean rounded,
                     GError **error)
{
  LianSheetRow *row = self->rows->pdata[self->rows->len - 1];
  LianCell *cell;

  if (*text == '\0')
    return TRUE;
  if (column >= LIAN_LIMIT_IMPORT_COLUMNS)
    return too_large (error, "columns", LIAN_LIMIT_IMPORT_COLUMNS);
  if (g_ref_string_length (text) > LIAN_LIMIT_IMPORT_CELL)
    return too_large (error, "bytes in a cell", LIAN_LIMIT_IMPORT_CELL);
  if (column >= row->cells->len)
    {
      self->n_cells += column + 1 - row->cells->len;
      g_array_set_size (row->cells, column + 1);
    }
  if (self->n_cells > LIAN_LIMIT_IMPORT_CELLS)
    return too_large (error, "cells", LIAN_LIMIT_IMPORT_CELLS);
  cell = &g_array_index (row->cells, LianCell, column);
  g_clear_pointer (&cell->text, g_ref_string_release);
  cell->text = g_ref_string_acquire (text);
  cell->rounded = rounded;
  return TRUE;
}

void
lian_sheet_end_row (LianSheet *self)
{
  const LianSheetRow *row = self->rows->pdata[self->rows->len - 1];

  if (row->cells->len == 0)
    g_ptr_array_set_size (self->rows, (int)self->rows->len - 1);
}

const char *
lian_sheet_row_get (const LianSheetRow *row, guint column)
{
  const LianCell *cell
      = column < row->cells->len ? &g_array_index (row->cells, LianCell, column) : NULL;

  return cell != NULL && cell->text != NULL ? cell->text : "";
}

gboolean
lian_sheet_row_is_rounded (const LianSheetRow *row, guint column)
{
  return column < row->cells->len && g_array_index (row->cells, LianCell, column).rounded;
}
