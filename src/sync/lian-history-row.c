/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-history-row.h"

struct _LianHistoryRow
{
  GObject parent_instance;

  LianRecord *record; /* (owned) */
};

G_DEFINE_FINAL_TYPE (LianHistoryRow, lian_history_row, G_TYPE_OBJECT)

static void
lian_history_row_finalize (GObject *object)
{
  lian_record_unref (LIAN_HISTORY_ROW (object)->record);

  G_OBJECT_CLASS (lian_history_row_parent_class)->finalize (object);
}

static void
lian_history_row_class_init (LianHistoryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_history_row_finalize;
}

static void
lian_history_row_init (LianHistoryRow *self)
{
}

/**
 * lian_history_row_new:
 * @record: a case
 *
 * Returns: (transfer full): a row of it
 */
LianHistoryRow *
lian_history_row_new (LianRecord *record)
{
  LianHistoryRow *self = g_object_new (LIAN_TYPE_HISTORY_ROW, NULL);

  self->record = lian_record_ref (record);
  return self;
}

LianRecord *
lian_history_row_get_record (LianHistoryRow *self)
{
  return self->record;
}

const char *
lian_history_row_get_id (LianHistoryRow *self)
{
  return lian_record_get_id (self->record);
}
